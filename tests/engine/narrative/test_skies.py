"""Evenings have weathers: one for each story, the same on every path, and rain where the page says rain."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.library.characters import characters
from engine.library.environments import environments
from engine.library.modes import shared_modes
from engine.library.needs import wanting
from engine.narrative.genre import genres, read_genre
from engine.narrative.planner import plan
from engine.narrative.skies import Sky, drawn, named
from engine.preference.viewer import Profile
from engine.story.story import Story


def story(genre: str, seed: int, tone: str = "gentle") -> Story:
    return plan(read_genre(genre), profile=Profile(tone=tone), cast=characters(), seed=seed)  # type: ignore[arg-type]


def looks_of(one: Story) -> set[tuple[str, str]]:
    return {(shot.environment, shot.variant) for scene in one.scenes for version in scene.versions for shot in version.shots}


SKIES = (Sky(id="rain"), Sky(id="fog", tones=("dark",), premises=("stolen",)), Sky(id="snow", rain=False, weight=5))


def test_the_sky_is_drawn_by_the_seed_and_leans_to_the_tone_and_the_premise() -> None:
    def often(**how: object) -> Counter[str]:
        found = (drawn(SKIES, seed=str(n), **{"tone": "gentle", "premise": "", "rains": True, **how}) for n in range(300))  # type: ignore[arg-type]
        return Counter(one.id for one in found if one)

    assert often()["fog"] < often(tone="dark")["fog"] < often(tone="dark", premise="stolen")["fog"]
    assert often() == often()
    assert "snow" not in often() and often(rains=False)["snow"] > 150
    assert drawn((), tone="dark", premise="", seed="1", rains=False) is None


@pytest.mark.parametrize(("text", "rains"), [("Rain. She waits.", True), ("One umbrella.", True), ("A brain, a train.", False)])
def test_a_page_names_the_rain_or_does_not(text: str, rains: bool) -> None:
    assert named(text) is rains


def test_evenings_of_a_village_are_not_all_night_and_rain() -> None:
    found = [looks_of(story("cozy_mystery", seed)) for seed in range(1, 9)]
    assert len({frozenset(one) for one in found}) >= 4
    weathers = {variant for one in found for _, variant in one}
    assert len({mode for variant in weathers for mode in variant.split("+")[1:]}) >= 2


@pytest.mark.parametrize("genre", genres())
def test_a_story_under_any_sky_can_be_filmed_and_the_same_seed_has_the_same(genre: str) -> None:
    one = story(genre, 5, "dark")
    assert wanting(one, environments=environments()) == ()
    assert story(genre, 5, "dark") == one


@pytest.mark.parametrize("genre", genres())
def test_every_sky_names_modes_and_variants_that_there_are(genre: str) -> None:

    known = {mode.id for mode in shared_modes()}
    premises = {one.id for one in read_genre(genre).premises}
    for sky in read_genre(genre).skies:
        assert set((*sky.modes, *sky.shower)) <= known
        assert set(sky.premises) <= premises
        for place, variant in sky.sets.items():
            assert environments()[place].variant(variant)
