"""A premise or a path is sent to somebody as a code, and a code that was sent is opened: with the mouse and with keys.

end card, shelf  ->  clipboard        Home, "Open a code"  ->  the premise for this viewer | the very path
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.viewer.path import SEEN, Path
from engine.errors import StoryError
from engine.preference.viewer import Profile
from engine.screening import events
from engine.story.story import FPS
from tests.app.conftest import CODES, FORK, HALL, STUDY, FakeFilm, FakeWorks, Sitting

Key = Qt.Key


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


@pytest.fixture(autouse=True)
def nothing_copied(qapp: object) -> None:
    QGuiApplication.clipboard().clear()


def known(sitting: Sitting) -> Sitting:
    sitting.house.who.profile = Profile(name="Robin")
    sitting.until(lambda: bool(sitting.house.home._premises))
    sitting.rest(60)  # what is on tonight takes its place
    return sitting


def ended(sitting: Sitting) -> Sitting:
    film = sitting.watch()
    film.happen(events.Ended(ending=STUDY.ending))
    sitting.until(lambda: sitting.shows("share_premise"))
    return sitting


def open_code(sitting: Sitting, code: str) -> Sitting:
    known(sitting).click("code")
    sitting.until(lambda: sitting.item("code_field").hasActiveFocus())
    sitting.type(code)
    return sitting


# ---- what is copied


@pytest.mark.parametrize(
    ("button", "key", "code", "gives"),
    [
        ("share_premise", Key.Key_S, "PREMISE-EPISODE-1", "begins this premise, told for whoever opens it"),
        ("share_path", Key.Key_P, "PATH-EPISODE-1", "plays the very path that you took"),
    ],
)
def test_the_end_card_copies_the_premise_or_the_path_and_says_so(
    sitting: Sitting, button: str, key: Qt.Key, code: str, gives: str
) -> None:
    ended(sitting).click(button)
    sitting.until(lambda: clipboard() == code)
    sitting.until(lambda: code in sitting.house.theatre.sentence and gives in sitting.house.theatre.sentence)
    QGuiApplication.clipboard().clear()
    sitting.key(key)
    sitting.until(lambda: clipboard() == code)
    assert sitting.house.theatre.screen == "player"


def shelf(qtbot: object, works: FakeWorks, *, walked: bool) -> Sitting:
    """A sitting with one watched episode, as the fourth card."""
    works.seen = ("The Key, Returned",)
    episode = works.put("old")
    ended = "The Key, Returned" if walked else ""
    works.episodes["old"] = replace(episode, bookmark=replace(episode.bookmark, ended=ended))
    sitting = Sitting(qtbot, works)
    sitting.until(lambda: any(card["shared"] for card in sitting.house.home.shelf))
    return known(sitting)


def test_a_watched_card_copies_them_too(qtbot: object, works: FakeWorks) -> None:
    sitting = shelf(qtbot, works, walked=True)
    at = next(number for number, card in enumerate(sitting.house.home.shelf) if card["shared"])
    sitting.click(f"share{at}")
    sitting.until(lambda: clipboard() == "PREMISE-OLD")
    sitting.click(f"path{at}")
    sitting.until(lambda: clipboard() == "PATH-OLD")
    assert sitting.house.theatre.screen == "home"
    assert not works.films
    sitting.close()


def test_a_watched_card_is_shared_with_keys(qtbot: object, works: FakeWorks) -> None:
    sitting = shelf(qtbot, works, walked=True)
    at = next(number for number, card in enumerate(sitting.house.home.shelf) if card["shared"])
    sitting.item("primary").forceActiveFocus()
    sitting.key(Key.Key_Down, *[Key.Key_Right] * at, Key.Key_S)
    sitting.until(lambda: clipboard() == "PREMISE-OLD")
    sitting.key(Key.Key_P)
    sitting.until(lambda: clipboard() == "PATH-OLD")
    sitting.close()


def test_a_path_that_was_not_walked_to_its_end_is_not_offered(qtbot: object, works: FakeWorks) -> None:
    sitting = shelf(qtbot, works, walked=False)
    at = next(number for number, card in enumerate(sitting.house.home.shelf) if card["shared"])
    assert sitting.shows(f"share{at}") and not sitting.shows(f"path{at}")
    sitting.house.home.share(at, True)
    sitting.rest(60)
    assert clipboard() == ""
    sitting.close()


def test_what_cannot_be_shared_says_why_and_copies_nothing(sitting: Sitting) -> None:
    ended(sitting)
    sitting.works.trouble = StoryError("This episode was begun with an older Otherwise. Share its premise instead.")
    sitting.click("share_path")
    sitting.until(lambda: sitting.house.theatre.sentence.startswith("This episode was begun with an older Otherwise."))
    assert clipboard() == ""


# ---- what is opened


def test_a_code_begins_its_premise_for_who_opens_it(sitting: Sitting) -> None:
    open_code(sitting, "2MTFW-00000").click("open_code")
    sitting.until(lambda: bool(sitting.works.films))
    assert sitting.works.opened == [("Robin", CODES["2MTFW-00000"])]
    assert sitting.house.theatre.heading == "The premise that was sent"
    assert not sitting.house.home.asksCode


def test_a_code_is_opened_with_keys_alone(sitting: Sitting) -> None:
    known(sitting).item("primary").forceActiveFocus()
    sitting.key(Key.Key_Tab)
    if not sitting.item("code").hasActiveFocus():  # with a film under way, New episode stands between
        sitting.key(Key.Key_Tab)
    sitting.key(Key.Key_Return)
    sitting.until(lambda: sitting.item("code_field").hasActiveFocus())
    sitting.type("2MTFW-00000")
    sitting.key(Key.Key_Return)
    sitting.until(lambda: bool(sitting.works.opened))


def test_a_code_that_is_none_says_so_and_stays_to_be_mended(sitting: Sitting) -> None:
    open_code(sitting, "2MTFW-00001")
    sitting.key(Key.Key_Return)
    sitting.until(lambda: sitting.house.theatre.sentence.startswith("This is not quite a share code"))
    assert sitting.house.theatre.screen == "home" and sitting.house.home.asksCode
    assert sitting.item("code_field").property("text") == "2MTFW-00001"
    sitting.key(Key.Key_Backspace)
    sitting.type("0")
    sitting.key(Key.Key_Return)
    sitting.until(lambda: bool(sitting.works.opened))


def test_escape_and_the_cross_put_the_line_away(sitting: Sitting) -> None:
    open_code(sitting, "2M").key(Key.Key_Escape)
    sitting.until(lambda: sitting.shows("code") and not sitting.shows("code_field"))
    sitting.rest(60)  # the buttons take their places again
    sitting.click("code")
    sitting.until(lambda: sitting.shows("close_code"))
    sitting.rest(60)
    assert sitting.item("code_field").property("text") == ""
    sitting.click("close_code")
    sitting.until(lambda: sitting.shows("primary") and not sitting.shows("code_field"))


def test_who_has_no_name_yet_says_it_and_then_the_code_is_opened(sitting: Sitting) -> None:
    sitting.until(lambda: bool(sitting.house.home._premises))
    sitting.rest(60)
    sitting.click("code")
    sitting.until(lambda: sitting.item("code_field").hasActiveFocus())
    sitting.type("2MTFW-00000")
    sitting.key(Key.Key_Return)
    sitting.on("who")
    sitting.type("Kit")
    sitting.until(lambda: sitting.house.who.savable)
    sitting.click("save")
    sitting.until(lambda: sitting.works.opened == [("Kit", CODES["2MTFW-00000"])])


def test_a_path_that_cannot_be_replayed_says_so_at_home(sitting: Sitting) -> None:
    sitting.works.trouble = StoryError("This path was seen in another version of its genre. Open the code without its path.")
    open_code(sitting, "2MTFW-PATH").key(Key.Key_Return)
    sitting.until(lambda: sitting.house.theatre.sentence.startswith("This path was seen in another version"))
    sitting.on("home")


def test_a_line_that_was_left_open_is_there_again_and_takes_no_keys_from_another_page(sitting: Sitting) -> None:
    open_code(sitting, "2MTFW").click("who")
    sitting.on("who")
    sitting.rest(60)
    sitting.type("y")
    assert sitting.house.who.name.endswith("y")
    sitting.key(Key.Key_Escape)
    sitting.on("home")
    assert sitting.item("code_field").property("text") == "2MTFW"


def test_home_has_its_keys_again_after_a_code_was_opened(sitting: Sitting) -> None:
    open_code(sitting, "2MTFW-00000").key(Key.Key_Return)
    sitting.on("loading")
    sitting.key(Key.Key_Escape)
    sitting.on("home")
    assert sitting.item("primary").hasActiveFocus()


# ---- a path is followed


def sent(sitting: Sitting) -> FakeFilm:
    """A film that follows a path, with its first fork open."""
    open_code(sitting, "2MTFW-PATH").key(Key.Key_Return)
    sitting.until(lambda: bool(sitting.works.films))
    film = sitting.film
    film.position = 24
    film.happen(events.SceneBegan(scene=HALL, at=0))
    sitting.on("player")
    film.position = FORK.opened_at
    film.happen(FORK)
    sitting.until(lambda: sitting.house.player.choosing)
    return film


def test_the_choice_of_the_path_is_taken_when_it_could_be_read(sitting: Sitting) -> None:
    film = sent(sitting)
    sitting.rest(150)
    assert film.times("choose") == []
    film.position = FORK.opened_at + round(SEEN * FPS)
    sitting.until(lambda: film.times("choose") == ["look"])
    sitting.rest(150)
    assert film.times("choose") == ["look"]


def test_who_takes_another_way_is_on_their_own(sitting: Sitting) -> None:
    film = sent(sitting)
    sitting.key(Key.Key_1)
    sitting.until(lambda: film.times("choose") == ["ask"])
    film.happen(events.ChoiceTaken(choice=HALL.choices[0], by_default=False))
    film.happen(FORK)
    film.position = FORK.closes_at
    sitting.rest(200)
    assert film.times("choose") == ["ask"]


def test_a_path_waits_while_the_film_is_paused(sitting: Sitting) -> None:
    film = sent(sitting)
    sitting.key(Key.Key_Space)
    film.position = FORK.opened_at + round(SEEN * FPS) + 1
    sitting.rest(200)
    assert film.times("choose") == []
    sitting.key(Key.Key_Space)
    sitting.until(lambda: film.times("choose") == ["look"])


def test_a_path_goes_on_after_its_own_choice_and_ends_after_another() -> None:
    path = Path(numbers=(3, 1))
    assert path.after(HALL.choices[2], FORK) == Path(numbers=(1,))
    assert path.after(HALL.choices[0], FORK) == Path()
    assert path.after(HALL.choices[2], None) == path  # a way that was never asked about uses none up


def test_a_path_with_an_option_that_is_not_offered_takes_none() -> None:
    assert Path(numbers=(4,)).due(FORK, FORK.closes_at) == -1
    assert Path().due(FORK, FORK.closes_at) == -1
