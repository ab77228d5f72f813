"""Watching, by mouse and by key."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.preference.viewer import Profile
from engine.screening import events
from engine.story.story import Ending
from tests.app.conftest import FORK, HALL, STUDY, Sitting

Key = Qt.Key


def at_the_fork(sitting: Sitting) -> Sitting:
    film = sitting.watch()
    film.position = 110
    film.happen(FORK)
    sitting.until(lambda: sitting.house.player.choosing)
    sitting.rest(80)
    return sitting


@pytest.mark.parametrize(("key", "taken"), [(Key.Key_1, "ask"), (Key.Key_2, "wait"), (Key.Key_3, "look")])
def test_a_number_takes_that_choice(sitting: Sitting, key: Qt.Key, taken: str) -> None:
    at_the_fork(sitting).key(key)
    sitting.until(lambda: sitting.film.times("choose") == [taken])


def test_a_number_without_a_card_takes_nothing(sitting: Sitting) -> None:
    at_the_fork(sitting).key(Key.Key_4)
    sitting.rest(60)
    assert sitting.film.times("choose") == []


def test_a_click_on_a_card_takes_it(sitting: Sitting) -> None:
    at_the_fork(sitting).click("choice2")
    sitting.until(lambda: sitting.film.times("choose") == ["look"])


def test_arrows_and_return_take_what_is_lit(sitting: Sitting) -> None:
    at_the_fork(sitting).key(Key.Key_Right, Key.Key_Right, Key.Key_Return)
    sitting.until(lambda: sitting.film.times("choose") == ["wait"])


def test_return_with_nothing_lit_takes_nothing(sitting: Sitting) -> None:
    at_the_fork(sitting).key(Key.Key_Return)
    sitting.rest(60)
    assert sitting.film.times("choose") == []


def test_only_the_first_choice_counts(sitting: Sitting) -> None:
    at_the_fork(sitting).key(Key.Key_1, Key.Key_2)
    sitting.until(lambda: bool(sitting.film.times("choose")))
    sitting.rest(60)
    assert sitting.film.times("choose") == ["ask"]


def test_silence_is_left_to_the_film(sitting: Sitting) -> None:
    at_the_fork(sitting)
    sitting.film.position = 205
    sitting.rest(120)
    assert sitting.film.times("choose") == []
    sitting.film.happen(events.ChoiceTaken(choice=HALL.choices[1], by_default=True))
    sitting.until(lambda: sitting.house.player.taken == "wait")
    sitting.until(lambda: not sitting.house.player.choosing)


def test_the_countdown_follows_the_picture_and_nothing_else(sitting: Sitting) -> None:
    at_the_fork(sitting)
    sitting.film.position = 150
    sitting.until(lambda: sitting.house.player.remaining == 0.5)
    sitting.rest(150)
    assert sitting.house.player.remaining == 0.5
    assert sitting.house.player.waiting == "In 3 s: Wait in the dark"


def test_without_a_timer_no_bar_runs(sitting: Sitting) -> None:
    film = sitting.watch()
    film.happen(replace(FORK, closes_at=None))
    sitting.until(lambda: sitting.house.player.choosing)
    assert not sitting.house.player.timed
    assert sitting.house.player.waiting == "Take your time. The film waits for you."


def test_the_card_under_the_mouse_stays_the_same_card(sitting: Sitting) -> None:
    card = at_the_fork(sitting).item("choice1")
    sitting.hover("choice1")
    sitting.until(lambda: sitting.house.player.selected == 1)
    assert sitting.item("choice1") is card


def test_space_pauses_and_a_choice_goes_on(sitting: Sitting) -> None:
    at_the_fork(sitting).key(Key.Key_Space)
    sitting.until(lambda: sitting.film.times("pause") == [True])
    sitting.key(Key.Key_1)
    sitting.until(lambda: sitting.film.times("pause") == [True, False])
    assert not sitting.house.player.paused


def test_j_and_l_go_back_and_on(sitting: Sitting) -> None:
    at_the_fork(sitting).key(Key.Key_J, Key.Key_L)
    sitting.until(lambda: sitting.film.times("skip") == [-10.0, 10.0])
    sitting.film.happen(events.Skipped(scene=HALL, moved=True))
    sitting.until(lambda: not sitting.house.player.choosing)


def test_the_film_runs_slower_and_faster_by_keys_and_says_so(sitting: Sitting) -> None:
    sitting.watch()
    sitting.key(Key.Key_Period, Key.Key_Period, Key.Key_Comma)
    sitting.until(lambda: sitting.film.times("pace") == [1.0, 1.25, 1.5, 1.25])
    assert sitting.house.player.clock.endswith("1.25\u00d7")
    sitting.key(*[Key.Key_Period] * 5)
    sitting.until(lambda: sitting.film.times("pace")[-1] == 2.0)
    assert sitting.film.times("pace").count(2.0) == 1, "it is as fast as it goes"
    sitting.key(*[Key.Key_Comma] * 3)
    sitting.until(lambda: sitting.film.times("pace")[-1] == 1.0)
    assert "\u00d7" not in sitting.house.player.clock


def test_a_click_on_the_picture_pauses(sitting: Sitting) -> None:
    sitting.watch()
    sitting.qtbot.mouseClick(sitting.window, Qt.MouseButton.LeftButton, pos=QPoint(640, 300))
    sitting.until(lambda: sitting.film.times("pause") == [True])


def test_captions_go_with_c_and_the_wish_is_kept(sitting: Sitting) -> None:
    film = sitting.watch()
    film.caption = "Someone has torn out the last page."
    sitting.until(lambda: sitting.shows("caption"))
    sitting.key(Key.Key_C)
    sitting.until(lambda: not sitting.shows("caption"))
    file = sitting.works.places.data / "settings.json"
    sitting.until(lambda: file.exists() and '"captions": false' in file.read_text())


def test_d_shows_what_is_made_ahead(sitting: Sitting) -> None:
    film = sitting.watch()
    prospect = events.Prospect(label="Ask about the key", scene="study", probability=0.5, seconds_ready=4, seconds=16)
    film.happen(events.Making(seconds_ahead=12, prospects=(prospect,), working_on=("The study, 2 of 6",), speed=1.5))
    assert not sitting.shows("ahead")
    sitting.key(Key.Key_D)
    sitting.until(lambda: sitting.shows("ahead"))
    assert [(row["label"], row["ready"]) for row in sitting.house.player.ahead] == [
        ("From here on, for sure", "12 s ready"),
        ("Ask about the key", "4 of 16 s"),
    ]
    assert sitting.house.player.bench == "Now making: The study, 2 of 6. About 1.5 s of film per second."


def test_volume_by_keys(sitting: Sitting) -> None:
    film = sitting.watch()
    sitting.key(Key.Key_Down, Key.Key_M, Key.Key_M, Key.Key_Up)
    sitting.until(lambda: film.times("volume")[-4:] == [0.8, 0.0, 0.8, 0.85])


def test_the_controls_go_when_nothing_moves_and_come_back(sitting: Sitting) -> None:
    sitting.house.player._sleep.setInterval(80)
    sitting.watch()
    sitting.until(lambda: not sitting.shows("chrome"))
    QTest.mouseMove(sitting.window, QPoint(300, 300))
    QTest.mouseMove(sitting.window, QPoint(340, 320))
    sitting.until(lambda: sitting.shows("chrome"))


def test_escape_leaves_the_full_screen_first_and_then_the_film(sitting: Sitting) -> None:
    film = sitting.watch()
    sitting.key(Key.Key_F)
    sitting.until(lambda: sitting.house.theatre.fullscreen)
    sitting.key(Key.Key_Escape)
    sitting.until(lambda: not sitting.house.theatre.fullscreen)
    assert sitting.house.theatre.screen == "player"
    sitting.key(Key.Key_Escape)
    sitting.on("home")
    sitting.until(lambda: film.times("close") == [True])


def test_b_goes_back_once_there_is_a_choice_behind(sitting: Sitting) -> None:
    at_the_fork(sitting)
    sitting.key(Key.Key_B)
    sitting.rest(40)
    assert sitting.film.times("back") == []
    sitting.key(Key.Key_1)
    sitting.film.happen(events.ChoiceTaken(choice=HALL.choices[0], by_default=False))
    sitting.film.happen(events.SceneBegan(scene=STUDY, at=192))
    sitting.until(lambda: sitting.house.player.scene == "The study")
    sitting.key(Key.Key_B)
    sitting.until(lambda: sitting.film.times("back") == [True])
    assert sitting.house.player.sign == "Winding back…"
    sitting.film.position = 0
    sitting.film.happen(events.Rewound(scene=HALL))
    sitting.until(lambda: sitting.house.player.scene == "The hall")
    sitting.film.position = 3
    sitting.until(lambda: sitting.house.player.sign == "")


def test_a_film_that_waits_for_its_next_scene_says_so(sitting: Sitting) -> None:
    film = sitting.watch()
    film.happen(events.Stalled(at=30, scene="hall"))
    sitting.until(lambda: sitting.house.player.sign == "The next scene is still being filmed")
    film.happen(events.Resumed(after_seconds=0.4))
    sitting.until(lambda: sitting.house.player.sign == "")


def test_the_end_tells_the_ending_and_goes_home(sitting: Sitting) -> None:
    sitting.works.seen = ("The Key, Returned",)
    film = sitting.watch()
    film.happen(events.Ended(ending=Ending(title="The Key, Returned", feeling="merciful")))
    sitting.until(lambda: sitting.shows("end") and sitting.house.player.end["found"] == "1 of 1 endings found")
    assert sitting.house.player.end["title"] == "The Key, Returned"
    sitting.rest(80)
    sitting.click("go_home")
    sitting.on("home")


def test_the_end_replays_from_the_beginning(sitting: Sitting) -> None:
    film = sitting.watch()
    film.happen(events.Ended(ending=Ending(title="The Key, Returned", feeling="merciful")))
    sitting.until(lambda: sitting.shows("end"))
    sitting.rest(80)
    sitting.click("replay")
    sitting.until(lambda: len(sitting.works.films) == 2)
    assert film.times("close") == [True] or sitting.house.theatre.screen == "loading"


def test_a_slow_engine_does_not_hold_the_window(sitting: Sitting) -> None:
    at_the_fork(sitting)
    sitting.film.slow.clear()
    began = time.monotonic()
    sitting.key(Key.Key_1, Key.Key_D, Key.Key_D)
    sitting.window.grabWindow()
    assert time.monotonic() - began < 1.0
    assert sitting.house.player.taken == "ask"
    sitting.film.slow.set()
    sitting.until(lambda: sitting.film.times("choose") == ["ask"])


def test_a_film_that_cannot_go_on_says_why_at_home(sitting: Sitting) -> None:
    film = sitting.watch()
    film.happen(events.Failed(sentence="The disk is full. Free some space and try again."))
    sitting.on("home")
    assert sitting.house.theatre.sentence == "The disk is full. Free some space and try again."
    assert sitting.house.theatre.grave


def test_a_fallback_is_told_and_the_film_goes_on(sitting: Sitting) -> None:
    film = sitting.watch()
    film.happen(events.Fallback(sentence="A worker stopped and was replaced. The film goes on."))
    sitting.until(lambda: sitting.house.theatre.speaking)
    assert sitting.house.theatre.screen == "player"


def test_late_words_of_a_film_that_was_left_are_ignored(sitting: Sitting) -> None:
    film = sitting.watch()
    sitting.key(Key.Key_Escape)
    sitting.on("home")
    film.happen(events.Failed(sentence="Too late."))
    sitting.rest(60)
    assert sitting.house.theatre.sentence != "Too late."
    assert sitting.house.who.profile == Profile(name="Robin")


def test_captions_are_in_the_speakers_colours(sitting: Sitting) -> None:
    film = sitting.watch()
    film.caption = "Someone has torn out the last page."
    sitting.until(lambda: [one["paint"] for one in sitting.house.player.caption] == ["#fff6e6"])
