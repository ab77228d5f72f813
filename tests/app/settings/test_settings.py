"""How one likes to watch, and what is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.settings.settings import Preferences
from engine.story.files import read
from tests.app.conftest import FakeWorks, Sitting

Key = Qt.Key


def test_the_timer_reaches_the_film_and_is_kept(sitting: Sitting) -> None:
    film = sitting.watch()
    sitting.click("player_settings")
    sitting.until(lambda: sitting.house.theatre.drawer)
    sitting.rest(80)
    sitting.item("timer").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    sitting.key(Key.Key_Right, Key.Key_Right)
    sitting.until(lambda: film.times("timer") == ["on", "longer", "off"])
    sitting.key(Key.Key_Escape)
    sitting.until(lambda: not sitting.house.theatre.drawer)
    assert sitting.house.theatre.screen == "player"
    file = sitting.works.places.data / "settings.json"
    sitting.until(lambda: file.exists() and read(file, Preferences).timer == "off")


def test_the_film_waits_while_the_drawer_is_open(sitting: Sitting) -> None:
    film = sitting.watch()
    sitting.house.theatre.set_drawer(True)
    sitting.until(lambda: film.times("pause") == [True])
    sitting.house.theatre.set_drawer(False)
    sitting.until(lambda: film.times("pause") == [True, False])


def test_a_film_that_was_paused_stays_so_after_the_drawer(sitting: Sitting) -> None:
    film = sitting.watch()
    sitting.key(Key.Key_Space)
    sitting.house.theatre.set_drawer(True)
    sitting.house.theatre.set_drawer(False)
    sitting.rest(60)
    assert film.times("pause") == [True]


def test_keys_go_to_the_film_again_when_the_drawer_is_closed(sitting: Sitting) -> None:
    film = sitting.watch()
    sitting.house.theatre.set_drawer(True)
    sitting.rest(80)
    sitting.click("close_settings")
    sitting.until(lambda: not sitting.house.theatre.drawer)
    sitting.rest(80)
    sitting.key(Key.Key_Space)
    sitting.until(lambda: film.times("pause") == [True, False, True])


def test_finished_film_is_cleared_only_when_asked_twice(qtbot: object, works: FakeWorks) -> None:
    works.bytes = 812_000_000
    sitting = Sitting(qtbot, works)
    sitting.house.theatre.set_drawer(True)
    sitting.until(lambda: sitting.house.settings.clearable)
    assert sitting.house.settings.storage.startswith("812 MB of finished film, of 8.6 GB allowed")
    sitting.rest(80)
    sitting.click("clear")
    sitting.rest(60)
    assert works.bytes == 812_000_000
    sitting.click("clear")
    sitting.until(lambda: works.bytes == 0 and not sitting.house.settings.clearable)
    sitting.close()


def test_captions_are_switched_by_the_mouse(sitting: Sitting) -> None:
    sitting.click("settings")
    sitting.until(lambda: sitting.house.theatre.drawer)
    sitting.rest(80)
    sitting.click("captions_switch")
    sitting.until(lambda: not sitting.house.settings.captions)


def test_a_broken_settings_file_is_told_of_and_fresh_ones_are_used(qtbot: object, works: FakeWorks) -> None:
    (works.places.data / "settings.json").write_text("not json")
    sitting = Sitting(qtbot, works)
    assert sitting.house.settings.preferences == Preferences()
    sitting.until(lambda: "settings.broken-1.json" in sitting.house.theatre.sentence)
    sitting.close()


def test_the_voices_are_spoken_of(sitting: Sitting) -> None:
    sitting.until(lambda: sitting.house.settings.voices == "The voices are installed.")
    assert sitting.house.settings.voicesInstalled


def test_captions_grow_and_change_their_letters_in_the_player_too(sitting: Sitting) -> None:
    sitting.click("settings")
    sitting.until(lambda: sitting.house.theatre.drawer)
    before = sitting.house.player.captionSize
    sitting.house.settings.set_captions_size("large")
    sitting.house.settings.set_captions_face("clear")
    sitting.until(lambda: sitting.house.player.captionSize > 1.2 * before)
    assert sitting.house.player.captionFamily == "Atkinson Hyperlegible"


def test_what_was_learnt_is_told_and_erased_in_one_click(qtbot: object, works: FakeWorks) -> None:
    works.choices = 9
    sitting = Sitting(qtbot, works)
    sitting.house.theatre.set_drawer(True)
    sitting.until(lambda: "9 choices" in sitting.house.settings.learnt and sitting.house.settings.forgettable)
    assert sitting.item("learnt").property("text") == sitting.house.settings.learnt
    sitting.house.settings.copy_learnt()
    sitting.until(lambda: QGuiApplication.clipboard().text() == '{"forks": []}')
    sitting.item("forget").clicked.emit()
    sitting.until(lambda: works.choices == 0 and "0 choices" in sitting.house.settings.learnt)
    assert not sitting.house.settings.forgettable
