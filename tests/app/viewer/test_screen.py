from __future__ import annotations

import builtins
import threading
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickWindow
from pytestqt.qtbot import QtBot

from app.viewer import screen as module
from app.viewer.screen import Clock, Screen, load_vlc
from engine.errors import PlayerMissing

WIDE, HIGH = 320, 180


def grey(level: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    picture = np.full((HIGH * 3 // 2, WIDE), 128, np.uint8)
    picture[:HIGH] = level
    return picture


def window_with(screen: Screen, wide: int, high: int) -> QQuickWindow:
    window = QQuickWindow()
    window.setColor(QColor("navy"))
    window.resize(wide, high)
    screen.setParentItem(window.contentItem())
    screen.setWidth(wide)
    screen.setHeight(high)
    window.show()
    return window


def colour(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    scale = image.devicePixelRatio()
    seen = image.pixelColor(int(x * scale), int(y * scale))
    return seen.red(), seen.green(), seen.blue()


#  +-----------------+
#  |      navy       |   400 x 400, the picture 16 : 9
#  |=================|
#  |     picture     |
#  |=================|
#  +-----------------+
def test_a_picture_from_another_thread_is_shown_whole_in_the_middle(qtbot: QtBot) -> None:
    screen = Screen()
    window = window_with(screen, 400, 400)
    thread = threading.Thread(target=screen.show_frame, args=(grey(235),))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: not screen.grab().isNull())
    qtbot.waitUntil(lambda: colour(window.grabWindow(), 200, 200) == (255, 255, 255))
    shot = window.grabWindow()
    edge = (400 - 225) // 2
    assert colour(shot, 200, edge - 4) == colour(shot, 200, 400 - edge + 4) == (0, 0, 128)
    assert colour(shot, 2, edge + 4) == colour(shot, 397, 400 - edge - 4) == (255, 255, 255)
    window.resize(800, 180)
    screen.setWidth(800)
    screen.setHeight(180)
    qtbot.waitUntil(lambda: colour(window.grabWindow(), 400, 2) == (255, 255, 255))
    assert colour(window.grabWindow(), 200, 90) == (0, 0, 128)
    screen.clear()
    qtbot.waitUntil(lambda: colour(window.grabWindow(), 400, 90) == (0, 0, 128))
    window.close()


def test_where_pictures_come_faster_than_they_are_painted_the_newest_wins(qtbot: QtBot) -> None:
    screen = Screen()
    shown: list[int] = []
    screen._picture.show = lambda pixels: shown.append(int(pixels[0, 0, 0]))  # type: ignore[method-assign]
    for level in (16, 100, 235):
        screen.show_frame(grey(level))
    qtbot.waitUntil(lambda: bool(shown))
    qtbot.wait(50)
    assert shown == [255]


def test_a_still_is_a_copy_of_the_picture_in_true_colours(qtbot: QtBot) -> None:
    screen = Screen()
    red = np.full((HIGH * 3 // 2, WIDE), 81, np.uint8)  # BT.601: Y 81, U 90, V 240
    red[HIGH : HIGH + HIGH // 4] = 90
    red[HIGH + HIGH // 4 :] = 240
    screen.show_frame(red)
    qtbot.waitUntil(lambda: not screen.grab().isNull())
    still = screen.grab()
    assert (still.width(), still.height()) == (WIDE, HIGH)
    screen.show_frame(grey(16))
    qtbot.waitUntil(lambda: colour(screen.grab(), 5, 5) == (0, 0, 0))
    seen = colour(still, 5, 5)
    assert seen[0] > 250 and seen[1] < 5 and seen[2] < 5


def test_a_machine_without_vlc_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def no_vlc(name: str, *rest: Any, **more: Any) -> Any:
        if name == "vlc":
            raise OSError("libvlc.so.5: cannot open shared object file")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", no_vlc)
    with pytest.raises(PlayerMissing, match="sudo apt-get install"):
        load_vlc()


def test_libvlc_without_its_plugins_is_no_player(monkeypatch: pytest.MonkeyPatch) -> None:
    import vlc

    monkeypatch.setattr(vlc, "Instance", lambda *_: None)
    with pytest.raises(PlayerMissing, match=r"videolan\.org"):
        load_vlc()


def test_without_a_sound_device_the_film_plays_in_silence_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.delivery.stream import Stream
    from tests import signal_film as film

    monkeypatch.setattr(module, "has_sound_device", lambda: False)
    stream = Stream()
    stream.append(film.chunk(0, 12, of=12))
    stream.finish()
    told: list[str] = []
    seen: list[object] = []
    player = module.VlcPlayer(stream, on_frame=seen.append, tell=told.append)
    player.set_volume(0.5)
    ends = threading.Event()
    for _ in range(300):
        if player.position() >= 0.5:
            break
        ends.wait(0.01)
    player.close()
    assert told == [module.NO_SOUND]
    assert len(seen) >= 11


def test_the_clock_counts_from_the_second_frame_and_not_while_held() -> None:
    clock = Clock()
    assert clock.position(5.0) == 0.0 and not clock.running
    clock.shown(9.9)  # the first comes early
    clock.shown(10.0)
    assert clock.position(10.0) == pytest.approx(1 / 24)
    clock.hold(True, 11.0)
    assert clock.position(15.0) == pytest.approx(1 + 1 / 24)
    clock.shown(15.01)  # shown again while held
    clock.hold(False, 16.0)
    assert clock.position(17.0) == pytest.approx(2 + 1 / 24)


def test_a_clock_at_another_pace_stays_where_it_is_and_goes_on_faster() -> None:
    clock = Clock()
    clock.shown(0.0)
    clock.shown(0.0)
    assert clock.position(4.0) == pytest.approx(4 + 1 / 24)
    clock.run_at(2.0, 4.0)
    assert clock.position(4.0) == pytest.approx(4 + 1 / 24)
    assert clock.position(6.0) == pytest.approx(8 + 1 / 24)
    clock.hold(True, 6.0)
    clock.run_at(0.5, 7.0)
    clock.hold(False, 9.0)
    assert clock.position(11.0) == pytest.approx(9 + 1 / 24)
    for number in range(300):  # its frames come as fast, a little late, and draw it onto their grid
        clock.shown(11.0 + number / 12 + 0.005)
    frame = clock.position(11.0 + 300 / 12 + 0.005) * 24
    assert frame == pytest.approx(round(frame), abs=0.02)


def test_frames_draw_the_clock_back_onto_their_grid_and_a_late_one_does_not() -> None:
    clock = Clock()
    clock.shown(0.0)
    clock.shown(0.0)
    for number in range(2, 60):
        clock.shown((number - 1) / 24 + 0.008)
    assert clock.position(1.008) == pytest.approx(25 / 24, abs=0.001)
    clock.shown(60 / 24 + 0.028)
    assert clock.position(1.008) == pytest.approx(25 / 24, abs=0.001)


def test_a_clock_that_is_far_from_libvlcs_own_three_times_follows_it() -> None:
    clock = Clock()
    clock.shown(0.0)
    clock.shown(0.0)
    clock.check(9.9, 10.0)  # as well as libVLC can say it
    clock.check(9.0, 10.0)
    clock.check(10.2, 11.0)
    assert clock.position(12.0) == pytest.approx(12 + 1 / 24)
    clock.check(11.0, 12.0)
    assert clock.position(12.0) == pytest.approx(11.0)
