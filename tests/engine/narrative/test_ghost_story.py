"""A genre is a folder: what the planner needs of one is in it, and none of it is a village.

assets/genres/ghost_story/  ->  sound nights, with no line of code of their own
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import StoryError
from engine.library.characters import characters
from engine.library.environments import environments
from engine.library.needs import wanting
from engine.narrative.coverage import lint
from engine.narrative.fitting import FORKS, WITHIN, fewest_forks, lengths
from engine.narrative.genre import genres, read_genre
from engine.narrative.limits import asks
from engine.narrative.planner import plan
from engine.places import ASSETS
from engine.preference.viewer import Profile
from engine.story.check import check
from engine.story.graph import by_chance, walk
from engine.story.story import Line, Story

GENRE = read_genre("ghost_story")
VIEWER = Profile(name="Robin")
BRAVE = Profile(name="Ines", tone="dark", likes=("ghosts",), fear="strong")


def night(seed: int, viewer: Profile = VIEWER, *, minutes: float = 5) -> Story:
    return plan(GENRE, profile=viewer, cast=characters(), seed=seed, minutes=minutes)


@pytest.mark.parametrize("seed", range(1, 11))
def test_a_genre_is_a_folder_it_plans_sound_evenings_without_a_line_of_code(seed: int) -> None:
    story = night(seed)
    assert check(story, bears=VIEWER.bears) == ()
    assert lint(story, environments=environments()) == ()
    assert wanting(story, environments=environments()) == ()
    assert fewest_forks(story) >= FORKS
    assert all(abs(seconds - 300) <= 300 * WITHIN for seconds in lengths(story))


def test_the_code_does_not_know_its_name(tmp_path: Path) -> None:
    shutil.copytree(ASSETS / "genres" / "ghost_story", tmp_path / "a_colder_house")
    assert genres(tmp_path) == ("a_colder_house",)
    copied = read_genre("a_colder_house", folder=tmp_path)
    assert check(plan(copied, profile=VIEWER, cast=characters(), seed=1, minutes=5)) == ()


def test_no_word_of_the_village_is_heard_in_the_house() -> None:
    said = " ".join(line.text for seed in range(1, 6) for line in _lines(night(seed)))
    assert said
    for word in ("village", "Nether Wick", "tearoom", "vicarage"):
        assert word not in said


def _lines(story: Story) -> list[Line]:
    return [line for scene in story.scenes for version in scene.versions for shot in version.shots for line in shot.lines]


#  turn ──(open the door)──> a gathering that knows what came in
#    └────(keep it shut)───> a gathering that hears it outside
def test_a_fact_of_its_own_is_remembered() -> None:
    only = tuple(one for one in GENRE.storylets if one.slot != "turn" or one.id == "tu_handle")
    story = plan(replace(GENRE, storylets=only), profile=VIEWER, cast=characters(), seed=1, minutes=5)
    done = {value for die in range(8) for state in walk(story, by_chance(die)) for name, value in state.facts if name == "door"}
    assert done == {"shut", "open"}
    assert "door" in next(scene for scene in story.scenes if "ga_" in scene.id).shows


def test_what_is_worse_than_mild_is_only_for_those_who_want_it() -> None:
    for seed in (1, 2):
        assert max(scene.fear for scene in night(seed).scenes) == 1
        assert max(scene.fear for scene in night(seed, BRAVE).scenes) == 2


def test_who_wants_no_fear_is_told_so_and_what_to_do() -> None:
    assert asks(GENRE) == (1, 0)
    with pytest.raises(StoryError, match=r'"Ghost story" has no evening without mild fear.*Choose another genre, or allow mild'):
        night(1, replace(VIEWER, fear="none"))


def test_a_small_genre_does_not_advise_a_long_evening() -> None:
    with pytest.raises(StoryError, match=r"No evening of 8 minutes.*Ask for 5 minutes, or write"):
        night(1, minutes=8)
