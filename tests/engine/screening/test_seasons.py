"""A season on the shelf: an episode goes on from how the one before it was watched.

begin ──> episode 1 ──(to an ending)──> follow ──> episode 2 ──> ... ──> episode 6 ──> follow ──> a new season
                    └─(left half way)─> nothing to follow
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import StoryError
from engine.narrative.bible import read_bible
from engine.narrative.genre import read_genre
from engine.places import Places
from engine.preference.viewer import Profile
from engine.screening.episodes import Bookmark, Episode, keep, new_episode, shelf
from engine.screening.seasons import begin_season, follow, has_seasons, standing, standings, to_come
from engine.story.check import check
from engine.story.graph import by_chance, by_default, walk

ALMA = Profile(name="Alma", likes=("gardens", "secrets"))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(data=tmp_path / "data", cache=tmp_path / "cache").ready()


def watched(episode: Episode, *, die: int | None = None) -> Episode:
    """The episode, watched to an ending."""
    state = walk(episode.story, by_default if die is None else by_chance(die))[-1]
    ending = episode.story.scene(state.scene).ending
    assert ending is not None
    return keep(episode, Bookmark(state=state, ended=ending.title, feeling=ending.feeling))


def waiting(places: Places) -> tuple[str, ...]:
    """The episodes on the shelf after which the next can be begun."""
    return to_come(standings(shelf(places)[0]))


def test_the_next_episode_remembers_how_the_last_one_ended(places: Places) -> None:
    first = watched(begin_season(places, profile=ALMA, genre="cozy_mystery", seed=3))
    second = follow(places, first, profile=ALMA)
    bible = read_bible(second.folder / "bible.json")
    assert [told.ending for told in bible.episodes] == [first.bookmark.ended]
    assert second.story.sheet is not None and second.story.sheet.recalls
    assert check(second.story, bears=ALMA.bears) == ()
    here = standing(second)
    assert here is not None and here.called == "Episode 2 of 6" and not here.goes_on


def test_who_asks_twice_gets_the_episode_that_waits_already(places: Places) -> None:
    first = watched(begin_season(places, profile=ALMA, genre="science_fiction", seed=5))
    second = follow(places, first, profile=ALMA)
    assert follow(places, first, profile=ALMA).id == second.id
    assert len(shelf(places)[0]) == 2


def test_another_way_through_the_first_leads_to_another_second(places: Places) -> None:
    first = begin_season(places, profile=ALMA, genre="cozy_mystery", seed=3)
    one = follow(places, watched(first), profile=ALMA)
    ends = {watched(first, die=die).bookmark.ended: die for die in range(12)}
    other = next(die for ending, die in ends.items() if ending != watched(first).bookmark.ended)
    assert follow(places, watched(first, die=other), profile=ALMA).id != one.id


def test_the_shelf_knows_where_a_series_goes_on(places: Places) -> None:
    first = begin_season(places, profile=ALMA, genre="cozy_mystery", seed=3)
    evening = watched(new_episode(places, profile=ALMA, genre="cozy_mystery", seed=4))
    assert standing(evening) is None
    assert waiting(places) == ()
    first = watched(first)
    assert [(one, standings(shelf(places)[0])[one].next_called) for one in waiting(places)] == [(first.id, "Next episode")]
    second = follow(places, first, profile=ALMA)
    assert waiting(places) == ()
    watched(second)
    assert waiting(places) == (second.id,)


def test_what_has_not_ended_and_what_is_no_series_do_not_go_on(places: Places) -> None:
    first = begin_season(places, profile=ALMA, genre="cozy_mystery", seed=3)
    with pytest.raises(StoryError, match="Watch it to an ending"):
        follow(places, first, profile=ALMA)
    evening = watched(new_episode(places, profile=ALMA, genre="cozy_mystery", seed=4))
    with pytest.raises(StoryError, match="Begin a season at Home"):
        follow(places, evening, profile=ALMA)


def test_a_bible_that_is_damaged_costs_the_series_and_not_the_film(places: Places) -> None:
    first = watched(begin_season(places, profile=ALMA, genre="cozy_mystery", seed=3))
    (first.folder / "bible.json").write_text("{")
    assert standing(first) is None
    assert [one.id for one in shelf(places)[0]] == [first.id]


def test_six_episodes_are_a_season_and_then_another_begins(places: Places) -> None:
    episode = watched(begin_season(places, profile=ALMA, genre="cozy_mystery", seed=3), die=1)
    called = []
    for die in range(2, 8):
        episode = watched(follow(places, episode, profile=ALMA), die=die)
        here = standing(episode)
        assert here is not None
        called.append(here.called)
    assert called == [f"Episode {number} of 6" for number in range(2, 7)] + ["Episode 1 of 6 · season 2"]


def test_a_genre_of_single_evenings_has_no_season(places: Places) -> None:
    assert has_seasons(read_genre("cozy_mystery")) and not has_seasons(read_genre("ghost_story"))
    with pytest.raises(StoryError):
        begin_season(places, profile=replace(ALMA, fear="strong"), genre="ghost_story", seed=1)
