"""An episode's code brings it to somebody else's shelf: as a premise for them, or with the path that was taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import StoryError
from engine.narrative.genre import read_genre
from engine.narrative.share import share
from engine.places import Places
from engine.preference.viewer import Profile
from engine.screening.codes import code_of, left_of, open_code, remember, told_by
from engine.screening.episodes import Bookmark, Episode, keep, load, new_episode, shelf
from engine.story.graph import by_chance, taken, walk

ROBIN = Profile(name="Robin", likes=("food",), tone="witty")
INES = Profile(name="Ines", likes=("ghosts",), tone="dark", fear="strong")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp("home")
    return Places(data=folder / "data", cache=folder / "cache").ready()


@pytest.fixture(scope="module")
def seen(home: Places) -> Episode:
    """Robin's episode, watched to an ending."""
    episode = remember(new_episode(home, profile=ROBIN, seed=11, minutes=5), ROBIN)
    trail = walk(episode.story, by_chance(4))
    return keep(episode, Bookmark(state=trail[-1], ended="An ending"))


def test_the_path_is_on_somebody_elses_shelf_and_is_followed_from_where_they_are(seen: Episode, tmp_path: Path) -> None:
    theirs = Places(data=tmp_path / "data", cache=tmp_path / "cache").ready()
    told = told_by(code_of(seen, path=True))
    got = open_code(theirs, told, own=INES)
    assert got.cast["you"].name == "Ines"
    trail = walk(seen.story, by_chance(4))
    assert left_of(got) == taken(seen.story, trail) == told.branch
    fork = next(number for number in range(1, len(trail)) if len(left_of(_at(got, trail[number]))) < len(told.branch))
    assert left_of(load(_at(got, trail[fork]).folder)) == told.branch[1:]


def test_who_has_left_the_path_has_none_to_follow(seen: Episode, tmp_path: Path) -> None:
    theirs = Places(data=tmp_path / "data", cache=tmp_path / "cache").ready()
    got = open_code(theirs, told_by(code_of(seen, path=True)), own=INES)
    other = next(
        trail for trail in (walk(got.story, by_chance(die)) for die in range(20)) if taken(got.story, trail)[0] != left_of(got)[0]
    )
    assert left_of(_at(got, other[-1])) == ()


def test_the_premise_is_told_for_who_opens_it(seen: Episode, tmp_path: Path) -> None:
    theirs = Places(data=tmp_path / "data", cache=tmp_path / "cache").ready()
    got = open_code(theirs, told_by(code_of(seen, path=False)), own=INES)
    assert (got.story.premise, got.story.seed, got.story.minutes) == (seen.story.premise, 11, 5)
    assert left_of(got) == ()
    assert {scene.id for scene in got.story.scenes} != {scene.id for scene in seen.story.scenes}


def test_a_path_of_another_story_is_refused_and_leaves_nothing_on_the_shelf(seen: Episode, tmp_path: Path) -> None:
    theirs = Places(data=tmp_path / "data", cache=tmp_path / "cache").ready()
    told = told_by(code_of(seen, path=True))
    with pytest.raises(StoryError, match="Open the code without its path"):
        open_code(theirs, replace(told, story=told.story ^ 1), own=INES)
    assert shelf(theirs) == ((), ())


@pytest.mark.parametrize("kept", [None, b"", b"{", b'{"profile": 3}'])
def test_an_episode_that_does_not_know_whom_it_was_for_gives_its_premise_only(seen: Episode, kept: bytes | None) -> None:
    file = seen.folder / "asked.json"
    before = file.read_bytes()
    try:
        file.unlink() if kept is None else file.write_bytes(kept)
        assert code_of(seen, path=False) == share(seen.story, read_genre(seen.story.genre))
        assert left_of(seen) == ()
        with pytest.raises(StoryError, match="Share its premise instead"):
            code_of(seen, path=True)
    finally:
        file.write_bytes(before)


def _at(episode: Episode, state: object) -> Episode:
    return keep(episode, Bookmark(state=state))  # type: ignore[arg-type]
