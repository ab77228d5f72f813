"""Every genre that ships gives evenings that are sound.

genre  x  seeds  x  viewers   ->   a story that check() finds nothing in
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.library.characters import characters
from engine.narrative.genre import Genre, genres, read_genre
from engine.narrative.limits import asks
from engine.narrative.planner import plan
from engine.preference.viewer import MOST, Profile
from engine.story.check import check
from engine.story.graph import by_chance, walk
from engine.story.state import State
from engine.story.story import Story

GENRES = tuple(read_genre(one) for one in genres())
VIEWERS = (
    Profile(name="Robin", likes=("food", "gossip"), tone="witty", pace="brisk"),
    Profile(name="Alma", likes=("gardens", "music"), fear="none", violence="none"),
)


def planned(genre: Genre, *, seed: int, viewer: Profile) -> Story:
    return plan(genre, profile=viewer, cast=characters(), seed=seed)


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda one: one.name)
@pytest.mark.parametrize("genre", GENRES, ids=lambda one: one.id)
def test_its_evenings_are_sound(genre: Genre, viewer: Profile) -> None:
    fear, violence = (max(pair) for pair in zip(asks(genre), viewer.bears, strict=True))
    viewer = replace(viewer, fear=MOST[fear], violence=MOST[violence])
    for seed in range(1, 6):
        assert check(planned(genre, seed=seed, viewer=viewer), bears=viewer.bears) == (), seed


#  turn ──(keep the beacon lit)──> ... ──> a scene that asks what was kept
#    └─────(save the garden)─────> ... ──> the same scene, in other words
def test_what_was_kept_on_penny_light_is_remembered_to_the_end() -> None:
    genre = read_genre("science_fiction")
    only = tuple(one for one in genre.storylets if one.slot != "turn" or one.id == "tu_one_breaker")
    story = plan(replace(genre, storylets=only), profile=VIEWERS[1], cast=characters(), seed=1, minutes=8)
    kept = {value for die in range(8) for value in _kept(story, walk(story, by_chance(die)))}
    assert kept == {"beacon", "garden"}
    assert any("kept" in scene.shows for scene in story.scenes)


def _kept(story: Story, trail: list[State]) -> set[object]:
    return {value for state in trail for name, value in state.facts if name == "kept"}
