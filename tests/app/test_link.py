"""Calls from other threads reach the Qt thread, in order, and not after closing."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from app.link import Hand, Link


def test_posted_calls_run_on_the_qt_thread_in_order(qtbot: QtBot) -> None:
    link, seen = Link(), []
    receive = link.bring(lambda number: seen.append((number, threading.current_thread() is threading.main_thread())))
    thread = threading.Thread(target=lambda: [receive(number) for number in range(50)])
    thread.start()
    thread.join()
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 50)
    assert seen == [(number, True) for number in range(50)]


def test_nothing_runs_after_closing(qtbot: QtBot) -> None:
    link, seen = Link(), []
    link.post(lambda: seen.append(1))
    link.close()
    qtbot.wait(30)
    assert seen == []


def test_results_and_errors_come_back(qtbot: QtBot) -> None:
    link, seen = Link(), []
    hand = Hand(link, "test")
    hand.do(lambda: 6 * 7, then=seen.append)
    hand.do(lambda: 1 // 0, failed=lambda error: seen.append(type(error)))
    qtbot.waitUntil(lambda: seen == [42, ZeroDivisionError])
    hand.finish()
    assert hand.join(2)


def test_a_hand_for_the_latest_drops_what_is_older(qtbot: QtBot) -> None:
    link, seen = Link(), []
    hand, gate = Hand(link, "test", latest=True), threading.Event()
    hand.do(lambda: gate.wait(5))
    for number in range(20):
        hand.do(lambda number=number: number, then=seen.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [19]
    hand.finish()
    assert hand.join(2)
