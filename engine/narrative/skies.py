"""The sky over an evening: which weather and light its sets are seen in, drawn once for a story and the same on every path.

A genre's `[[skies]]` name what there may be; the viewer's tone, the premise and the seed decide. What an author's page says
goes before: where a page names the rain, it rains.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

from engine.library.environments import Environment
from engine.library.modes import modes_of
from engine.preference.viewer import Tone
from engine.story.story import Scene, Story

if TYPE_CHECKING:
    from engine.narrative.genre import Genre

_RAIN = re.compile(r"\b(rain\w*|umbrellas?|puddles?|wet through|soaked)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Sky:
    """One kind of evening outside, and what it does to the sets."""

    id: str
    weight: float = 1.0
    """How often, against the others."""
    tones: tuple[Tone, ...] = ()
    """Three times as often for viewers who like these."""
    premises: tuple[str, ...] = ()
    """Three times as often with these."""
    modes: tuple[str, ...] = ()
    """Laid over every set that has them."""
    sets: Mapping[str, str] = field(default_factory=dict)
    """Environments whose usual variant in this genre gives way to another."""
    rain: bool = True
    """Whether a page may name the rain under it."""
    shower: tuple[str, ...] = ()
    """What is laid over the sets of a page that does, in place of `modes`; nothing: those all the same."""


def drawn(skies: tuple[Sky, ...], *, tone: str, premise: str, seed: str, rains: bool) -> Sky | None:
    """The sky of an evening: the same for the same seed, tone and premise. None where the genre has no skies."""
    open_ = [one for one in skies if one.rain or not rains]
    if not open_:
        return None
    weights = [one.weight * (3 if tone in one.tones else 1) * (3 if premise in one.premises else 1) for one in open_]
    return Random(f"{seed}|sky").choices(open_, weights=weights)[0]


def named(text: str) -> bool:
    """Whether a page speaks of rain, now and here."""
    return bool(_RAIN.search(text))


def under(
    story: Story,
    *,
    genre: Genre,
    tone: str,
    seed: str,
    sets: Mapping[str, Environment],
    pages: Mapping[str, str],
    long: bool = False,
) -> Story:
    """The story under its sky. `pages`: what is written of each scene, by its id. `long`: others follow under the same sky."""
    wet = frozenset(scene for scene, text in pages.items() if named(text))
    sky = drawn(genre.skies, tone=tone, premise="" if long else story.premise, seed=seed, rains=long or bool(wet))
    if sky is None:
        return story
    before = {stage.environment: stage.variant for stage in genre.sets}
    showers = {scene: sky.shower or sky.modes for scene in wet}
    scenes = tuple(
        one if _recalled(one, pages) else _scene(one, showers.get(one.id, sky.modes), sky, sets, before) for one in story.scenes
    )
    return replace(story, scenes=scenes)


def _recalled(scene: Scene, pages: Mapping[str, str]) -> bool:
    """Whether it shows what was seen in earlier episodes: under the sky of then."""
    return scene.id not in pages and any(shot.framing != "title" for film in scene.versions for shot in film.shots)


def _scene(scene: Scene, modes: tuple[str, ...], sky: Sky, sets: Mapping[str, Environment], usual: Mapping[str, str]) -> Scene:
    def seen(environment: str, variant: str) -> str:
        there = sets.get(environment)
        if there is None or "+" in variant:
            return variant
        have = modes_of(there)
        base = sky.sets.get(environment, variant) if variant == usual.get(environment, variant) else variant
        return "+".join([base or there.variants[0].id, *(mode for mode in modes if mode in have)])

    versions = tuple(
        replace(one, shots=tuple(replace(shot, variant=seen(shot.environment, shot.variant)) for shot in one.shots))
        for one in scene.versions
    )
    return replace(scene, versions=versions)
