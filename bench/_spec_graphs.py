"""Made-up stories for bench/speculation: graphs of scenes, what each viewer picks and when, and what each take costs.

All of it hangs on seeds alone, so that every policy meets the same viewers and the same costs (research/scheduler.md 5).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import NormalDist

from engine.screening.schedule import CHUNK_SECONDS

STUDY = CHUNK_SECONDS / 2.0
"""Our seconds to each second of the study, whose chunks are 2 s long: all times are stretched, so that chunks agree."""
SHOT, POOL = 3, 24
"""Chunks of a shot; shots that scenes of one story share."""

Shape = Callable[[int, int], tuple[int, tuple[int, ...]]]
"""(chunks, the scenes that may follow) of a scene, from the story's seed and its number."""

_ALL = (1 << 64) - 1
_NORMAL = NormalDist()


def chance(*numbers: int) -> float:
    """A number from 0 up to 1 that hangs on these alone."""
    mixed = 0x9E3779B97F4A7C15
    for number in numbers:
        mixed = ((mixed ^ (number & _ALL)) * 0xBF58476D1CE4E5B9) & _ALL
        mixed ^= mixed >> 31
        mixed = (mixed * 0x94D049BB133111EB) & _ALL
        mixed ^= mixed >> 29
    return mixed / (_ALL + 1)


def spread_by(cv: float, *numbers: int) -> float:
    """A lognormal factor of mean 1 with this coefficient of variation."""
    if cv <= 0:
        return 1.0
    sigma = math.sqrt(math.log1p(cv * cv))
    return math.exp(sigma * _NORMAL.inv_cdf(min(max(chance(*numbers), 1e-9), 1 - 1e-9)) - sigma * sigma / 2)


@dataclass(frozen=True, kw_only=True)
class Scene:
    chunks: int
    ways: tuple[int, ...]
    """The scenes that may follow."""
    shots: tuple[int, ...]
    """The first chunk of each shot."""
    keys: tuple[int, ...]
    """What each chunk shows: scenes with a chunk in common share its takes."""


@dataclass(kw_only=True)
class Graph:
    """A story of this shape; scenes are drawn when they are asked for. Scene 0 opens it and ships with it."""

    shape: str
    seed: int
    known: dict[int, Scene] = field(default_factory=dict)

    def scene(self, number: int) -> Scene:
        if number not in self.known:
            chunks, ways = SHAPES[self.shape](self.seed, number)
            shots = tuple(range(0, chunks, SHOT))
            keys: list[int] = []
            for first in shots:
                shared = chance(self.seed, number, first, 7) < 0.15
                base = -SHOT * (1 + int(chance(self.seed, number, first, 8) * POOL)) if shared else number * 1000 + first
                keys += [base + at for at in range(min(SHOT, chunks - first))]
            self.known[number] = Scene(chunks=chunks, ways=ways, shots=shots, keys=tuple(keys))
        return self.known[number]


def _next(seed: int, number: int, wide: int, many: int) -> tuple[int, ...]:
    """`many` different scenes of the next layer, of `wide` scenes each."""
    layer = 0 if number == 0 else 1 + (number - 1) // wide
    order = sorted(range(wide), key=lambda one: chance(seed, number, one, 3))
    return tuple(1 + layer * wide + one for one in order[:many])


def _layer(number: int, wide: int) -> int:
    return 0 if number == 0 else 1 + (number - 1) // wide


def _dag(chunks: int, many: int = 2, layers: int = 14) -> Shape:
    def drawn(seed: int, number: int) -> tuple[int, tuple[int, ...]]:
        return chunks, _next(seed, number, 4, many) if _layer(number, 4) < layers else ()

    return drawn


def _bander(seed: int, number: int) -> tuple[int, tuple[int, ...]]:
    """246 segments of 36 s each in the mean: half lead on to one alone, and 8 % to three."""
    chunks = 8 + int(chance(seed, number, 1) * 21)
    kind = chance(seed, number, 2)
    many = 2 if number == 0 else 1 if kind < 0.5 else 3 if kind < 0.58 else 2
    return chunks, _next(seed, number, 15, many) if _layer(number, 15) < 16 else ()


def _tree(seed: int, number: int) -> tuple[int, tuple[int, ...]]:
    """Three ways from every scene, seven times, and none meet."""
    return 15, tuple(3 * number + one for one in (1, 2, 3)) if number < (3**7 - 1) // 2 else ()


def _linear(seed: int, number: int) -> tuple[int, tuple[int, ...]]:
    """Three to five scenes that lead on to one alone between choices."""
    layer = _layer(number, 4)
    apart = 3 + int(chance(seed, 11) * 3)
    return 8 + int(chance(seed, number, 1) * 7), _next(
        seed, number, 4, 2 if layer % (apart + 1) == 0 else 1
    ) if layer < 20 else ()


SHAPES: dict[str, Shape] = {
    "binary_dag": _dag(15),
    "bander": _bander,
    "ternary_tree": _tree,
    "short": _dag(7),
    "linear_then_choice": _linear,
    "large": _dag(15, layers=5000),
    "even_2_15": _dag(15),
    "even_2_8": _dag(8),
    "even_3_15": _dag(15, 3),
    "even_4_15": _dag(15, 4),
}


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who watches: what they pick, how long before a scene's end, and what the predictor thinks of them."""

    seed: int
    predictor: str = "calibrated"
    certainty: float = 0.7
    """The mean probability of the likeliest way."""
    leads: str = "mixed"
    """mixed, late, early; brief: mixed, in a window of 3 s."""

    def truly(self, scene: int, ways: int) -> tuple[float, ...]:
        if ways < 2:
            return (1.0,) * ways
        top = min(0.97, max(1 / ways, self.certainty - 0.15 + 0.3 * chance(self.seed, scene, 21)))
        best = int(chance(self.seed, scene, 22) * ways)
        rest = [0.5 + chance(self.seed, scene, 23, way) for way in range(ways)]
        others = sum(rest) - rest[best]
        return tuple(top if way == best else (1 - top) * rest[way] / others for way in range(ways))

    def thought(self, scene: int, ways: int) -> tuple[float, ...]:
        """What the predictor says."""
        true = self.truly(scene, ways)
        match self.predictor:
            case "uniform":
                return (1 / ways,) * ways
            case "overconfident":
                sharp = [p**2.5 for p in true]
                return tuple(p / sum(sharp) for p in sharp)
            case "adversarial":
                order = sorted(range(ways), key=lambda way: true[way])
                turned = dict(zip(order, sorted(true, reverse=True), strict=True))
                return tuple(turned[way] for way in range(ways))
            case _:
                return true

    def picks(self, scene: int, ways: int) -> int:
        if self.predictor == "adversarial" and self.leads == "worst":
            return min(range(ways), key=lambda way: self.thought(scene, ways)[way])
        left = chance(self.seed, scene, 24)
        for way, p in enumerate(self.truly(scene, ways)):
            left -= p
            if left < 0:
                return way
        return ways - 1

    def lead(self, scene: int) -> float:
        """Seconds of ours before the scene's end."""
        early = (1.0 + 7.0 * chance(self.seed, scene, 25)) * STUDY
        match self.leads:
            case "late" | "worst":
                return 0.0
            case "early":
                return early
            case _:
                early *= 0.3 if self.leads == "brief" else 1.0
                return 0.0 if chance(self.seed, scene, 26) < 0.25 else early
