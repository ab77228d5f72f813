"""Lightning as a pure function of the clock: when it strikes, how bright it is, and when the thunder is heard."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

from engine.library.environments import Environment
from engine.story.story import Shot

SLOT = 6.5
"""Seconds in which it strikes once, or not."""
_CHANCE = 0.72


@dataclass(frozen=True, kw_only=True)
class Strike:
    """One bolt: when it is seen, by the clock of the weather; how strong; how many seconds later it is heard; which bolt."""

    at: float
    strength: float
    delay: float
    number: int


@dataclass(frozen=True, kw_only=True)
class Thunder:
    """A clap as the sound of a shot needs it: seconds from its beginning, and how loud, 0 to 1."""

    at: float
    strength: float


def begins(seed: int) -> float:
    """The time of the weather at the first frame of a shot: shots do not all begin with the same drop of rain."""
    return 20 * _h01("weather", seed)


def strikes(start: float, end: float) -> tuple[Strike, ...]:
    """The bolts between two times of the weather's clock."""
    found = []
    for number in range(math.floor(start / SLOT), math.floor(end / SLOT) + 1):
        if _h01("strike", number) < _CHANCE:
            at = (number + 0.08 + 0.8 * _h01("when", number)) * SLOT
            near = _h01("near", number)
            if start <= at < end:
                found.append(Strike(at=at, strength=0.45 + 0.55 * near, delay=0.7 + 2.6 * (1 - near), number=number))
    return tuple(found)


def flash(t: float) -> float:
    """How much of the sky's light a bolt gives now: 0 nearly always, two or three quick pulses when it strikes."""
    return max((strike.strength * _pulses(t - strike.at, strike.number) for strike in strikes(t - 0.9, t + 1e-6)), default=0.0)


def thunder(shot: Shot, environment: Environment) -> tuple[Thunder, ...]:
    """When thunder is heard in a shot, for the sound: none where no lightning is in its weather.

    A clap belongs to the shot in which it is heard; its bolt may have struck before the shot began.
    """
    if not any(one.kind == "lightning" for one in environment.weathers(environment.variant(shot.variant))):
        return ()
    first = begins(shot.seed)
    heard = ((strike.at + strike.delay - first, strike) for strike in strikes(first - 4, first + shot.seconds))
    return tuple(Thunder(at=round(at, 4), strength=strike.strength) for at, strike in heard if 0 <= at < shot.seconds)


_PULSES: Mapping[int, tuple[tuple[float, float, float], ...]] = {
    0: ((0.0, 1.0, 9.0), (0.19, 0.65, 7.0)),
    1: ((0.0, 0.55, 14.0), (0.12, 1.0, 8.0), (0.37, 0.4, 6.0)),
    2: ((0.0, 1.0, 6.0),),
}
"""Start, height and decay of each pulse."""


def _pulses(since: float, number: int) -> float:
    rows = _PULSES[number % len(_PULSES)]
    return max((height * math.exp(-decay * (since - start)) for start, height, decay in rows if since >= start), default=0.0)


def _h01(*key: object) -> float:
    return int(hashlib.md5(repr(key).encode(), usedforsecurity=False).hexdigest()[:8], 16) / 0xFFFFFFFF
