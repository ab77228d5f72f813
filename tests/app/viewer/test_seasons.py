"""A season in the window: begun at Home, gone on with at the end card and from the shelf.

Home, "As a season of six"  ->  episode 1  ->  end card, "Next episode"  ->  episode 2
                                           '->  Home: "Next episode", large
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from engine.errors import StoryError
from engine.preference.viewer import Profile
from engine.screening import events
from engine.screening.seasons import Standing
from tests.app.conftest import STUDY, FakeFilm, FakeWorks, Sitting

Key = Qt.Key


def stands(number: int, *, goes_on: bool = True) -> Standing:
    return Standing(number=number, of=6, season=1, form="season", goes_on=goes_on, series="s", place=number)


def at_the_end(sitting: Sitting, here: Standing | None) -> FakeFilm:
    film = sitting.watch()
    if here is not None:
        sitting.works.stands = dict.fromkeys(sitting.works.episodes, here)
    film.happen(events.Ended(ending=STUDY.ending))
    sitting.until(lambda: sitting.shows("share_premise"))
    return film


def test_a_season_is_begun_at_home(sitting: Sitting) -> None:
    sitting.house.who.profile = Profile(name="Robin")
    sitting.until(lambda: bool(sitting.house.home._premises))
    sitting.click("season")
    sitting.until(lambda: bool(sitting.works.films))
    assert [(one.title, one.as_season) for one in sitting.works.begun] == [("The Locked Study", True)]
    assert sitting.house.theatre.heading == "A season begins"


@pytest.mark.parametrize("key", [False, True])
def test_the_end_card_leads_to_the_next_episode(sitting: Sitting, key: bool) -> None:
    at_the_end(sitting, stands(2))
    sitting.until(lambda: sitting.shows("next_episode"))
    assert sitting.house.player.end["overline"].startswith("Episode 2 of 6")
    assert not sitting.shows("share_path") and sitting.shows("share_premise")
    if key:
        sitting.key(Key.Key_N)
    else:
        sitting.click("next_episode")
    sitting.until(lambda: len(sitting.works.films) == 2)
    assert sitting.works.followed == [("Robin", "episode-1")]
    sitting.until(lambda: bool(sitting.works.films[0].times("close")))


def test_an_evening_of_its_own_leads_to_no_next_episode(sitting: Sitting) -> None:
    at_the_end(sitting, None)
    sitting.rest(60)
    assert not sitting.shows("next_episode") and sitting.shows("share_path")
    sitting.key(Key.Key_N)
    sitting.rest(60)
    assert sitting.works.followed == []


def test_home_goes_on_with_the_series(qtbot: object, works: FakeWorks) -> None:
    works.put("two")
    works.stands = {"two": stands(2)}
    sitting = Sitting(qtbot, works)
    sitting.house.who.profile = Profile(name="Robin")
    sitting.until(lambda: bool(sitting.house.home._premises) and sitting.item("primary").property("text") == "Next episode")
    assert sitting.house.home.overline == "After episode 2 of 6"
    sitting.click("primary")
    sitting.until(lambda: bool(works.followed))
    assert works.followed == [("Robin", "two")]
    sitting.close()


def test_a_series_that_cannot_go_on_says_why(sitting: Sitting) -> None:
    at_the_end(sitting, stands(3))
    sitting.until(lambda: sitting.shows("next_episode"))
    sitting.works.trouble = StoryError("Too few are left of Cozy mystery for another episode.")
    sitting.click("next_episode")
    sitting.until(lambda: sitting.house.theatre.sentence.startswith("Too few are left"))
    sitting.on("home")
