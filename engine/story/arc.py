"""How a path feels from its opening to its end, and how near that is to what was wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import correlation

from engine.story.state import State, version
from engine.story.story import FPS, Feeling, Story


@dataclass(frozen=True, kw_only=True)
class Point:
    """A scene in the arc of a path: the second of its middle, its tension and valence, and what was wanted of them."""

    scene: str
    seconds: float
    tension: float
    valence: float
    wanted: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Pearson's correlation of an arc with the one that was wanted, -1 to 1. An arc that is flat, and is wanted so, fits."""

    tension: float
    valence: float


def arc(story: Story, trail: Sequence[State]) -> tuple[Point, ...]:
    """The arc of a path, scene by scene; the title is not part of it."""
    points: list[Point] = []
    at = 0.0
    for state in trail:
        scene = story.scene(state.scene)
        seconds = version(scene, state).frames / FPS
        if scene.music != "title":
            points.append(
                Point(scene=scene.id, seconds=at + seconds / 2, tension=scene.tension, valence=scene.valence, wanted=scene.wanted)
            )
        at += seconds
    return tuple(points)


def fit(points: Sequence[Point]) -> Fit:
    """How well the path keeps to what was wanted of it."""
    return Fit(
        tension=_correlation([one.tension for one in points], [one.wanted[0] for one in points]),
        valence=_correlation([one.valence for one in points], [one.wanted[1] for one in points]),
    )


UNMOVED: frozenset[Feeling] = frozenset({"dark"})
"""How an evening ends for somebody who goes on as before: nobody was kind to them, or true."""


def arcs_of(story: Story, trail: Sequence[State]) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each role with an arc on this path, its steps in order: (scene, "want"), "lie", "need", then "change" or "same"."""
    found: dict[str, list[tuple[str, str]]] = {}
    for state in trail:
        scene = story.scene(state.scene)
        end = "same" if scene.ending is not None and scene.ending.feeling in UNMOVED else "change"
        for role in scene.pays:
            if role in found:
                found[role].append((scene.id, end))
        for name in scene.plants:
            role, _, step = name.partition(".")
            if step:
                found.setdefault(role, []).append((scene.id, step))
    return {role: tuple(steps) for role, steps in found.items()}


def _correlation(found: list[float], asked: list[float]) -> float:
    flat = [max(row) - min(row) < 1e-9 for row in (found, asked)]
    if any(flat):
        return float(all(flat))
    return correlation(found, asked)
