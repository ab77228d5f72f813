"""Work, what it is on, and what it costs: estimates that follow the machine, with how far they may be off."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from engine.story.story import FPS, GRID

CHUNK_SECONDS = GRID / FPS
_KEPT = 40
"""Ratios of what work took to what it was thought to take that are remembered."""
_SURE = 1.5
"""Standard deviations that plans leave room for."""
_SLOWER = 2.0
"""How many times slower than it was thought to be a machine may be at any moment, where a plain take decides."""
_BEHIND = 1.8
"""Takes that took this much longer than they should count as a machine that falls behind."""
_GUARD = 4 * CHUNK_SECONDS

Kind = Literal["voice", "sound", "paint", "film"]


@dataclass(frozen=True, kw_only=True)
class Job:
    """One piece of work on one segment. `part`: the line (voice) or the chunk (paint, film). `level`: its rung."""

    kind: Kind
    segment: str
    part: int = 0
    level: int = 0


@dataclass(frozen=True, kw_only=True)
class Reel:
    """A segment in view: what of it is made, when it is due, and how likely it is."""

    segment: str
    chunks: int
    starts_in: float
    """Seconds from now until its first wanted chunk must be in the store."""
    probability: float
    forks: int = 0
    first: int = 0
    """The first chunk that still matters."""
    unvoiced: tuple[tuple[int, float], ...] = ()
    """(line, seconds of speech) still to be voiced."""
    sounded: bool = False
    silent: bool = False
    """Nobody speaks in it: its pictures need not wait for its sound."""
    made: tuple[int, ...] = ()
    """The level of each chunk in the store; -1: none."""
    cold: frozenset[int] = frozenset()
    """Chunks that nothing is painted for: only their plainest take can be filmed now."""
    shots: tuple[int, ...] = ()
    """The first chunk of each shot, where a change of level is not seen; empty: at every chunk."""
    chained: bool = False
    """Within a shot each chunk can be filmed only after the one before it."""
    ways: int = 2
    """The ways that lead on from its end."""

    def level(self, chunk: int) -> int:
        return self.made[chunk] if chunk < len(self.made) else -1

    def due(self, chunk: int) -> float:
        """Seconds from now."""
        return self.starts_in + (chunk - self.first) * CHUNK_SECONDS


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Seconds of one worker: a chunk at each level, a second of speech, the sound of a second of film; and their spread.

    What is learnt at one level says something of the others too: a machine that slows down slows down everything
    (research/scheduler.md 2.4, `estimate`).
    """

    film: tuple[float, ...] = (1.1, 2.0)
    voice: float = 0.6
    sound: float = 0.06
    paint: float = 8.0
    spread: float = 0.25
    """Standard deviation of a take's cost, as a share of it."""
    worth: tuple[float, ...] = ()
    """What a picture of each level is worth, the best 1; empty: as the study takes it."""
    drift: tuple[float, ...] = ()
    """By how much each level is slower than when it was last filmed, going by the others."""
    seen: tuple[int, ...] = ()
    """How often each level was filmed."""
    quick: float = 1.0
    """A fast average of how far off the estimates are: where it strays, they are snapped to it."""
    ratios: tuple[float, ...] = ()
    """What the last takes took, each to what it was thought to take."""
    p95: float = 1.0
    spells: tuple[float, ...] = ()
    """After each of the last takes: seconds that the machine had fallen behind by, takes in a row counted together."""

    def of(self, job: Job, reel: Reel) -> float:
        match job.kind:
            case "voice":
                return self.voice * dict(reel.unvoiced).get(job.part, 3.0)
            case "sound":
                return self.sound * reel.chunks * CHUNK_SECONDS
            case "paint":
                return self.paint
            case "film":
                return self.at(job.level)

    def at(self, level: int) -> float:
        """Seconds of one worker for a chunk at this level, as the machine is now."""
        return self.film[level] * self.drift[level] if self.drift else self.film[level]

    @property
    def top(self) -> int:
        """The best level."""
        return len(self.film) - 1

    def good(self, level: int) -> float:
        """What a picture of this level is worth; nothing: 0."""
        if level < 0:
            return 0.0
        if self.worth:
            return self.worth[level]
        return 1.0 if len(self.film) == 1 else 0.4 + 0.6 * level / (len(self.film) - 1)

    @property
    def tail(self) -> float:
        """How many times its estimate a take may well cost: the 95th percentile, or the spread where that is more."""
        return max(1 + _SURE * self.spread, self.p95)

    @property
    def room(self) -> float:
        """Seconds to leave for a plain take where it must not be late: the machine may just have become slower."""
        return self.at(0) * max(self.tail, _SLOWER)

    @property
    def guard(self) -> float:
        """Seconds that the machine may fall behind all at once, as it lately did; a steady one: 0."""
        return min(max(self.spells, default=0.0), _GUARD)

    @staticmethod
    def left(cost: float, spent: float) -> float:
        """Seconds that a job still needs which should take `cost`: the longer it overruns, the longer it may go on."""
        return cost - spent if spent < 0.9 * cost else max(0.1 * cost, 0.25 * spent)

    def learnt(self, job: Job, seconds: float, *, amount: float) -> Costs:
        """After a job took `seconds` for `amount` (chunks, or seconds of sound): a slow average, snapped where it is far off."""
        if amount <= 0:
            return self
        each = seconds / amount
        if job.kind == "film":
            return self._filmed(job.level, each)
        old = float(getattr(self, job.kind))
        new = old + (0.5 if abs(each - old) > 0.35 * old else 0.15) * (each - old)
        match job.kind:
            case "voice":
                return replace(self, voice=new)
            case "sound":
                return replace(self, sound=new)
            case "paint":  # from nothing to a whole set: it says nothing of how steady the rest is
                return replace(self, paint=new)

    def stopped(self, job: Job, spent: float) -> Costs:
        """After a take was given up that overran: it would have cost more than it did (a censored sample)."""
        if job.kind != "film" or spent <= self.at(job.level):
            return self
        return self._counted(1.25 * spent / self.at(job.level), spent - self.at(job.level))

    def _filmed(self, level: int, each: float) -> Costs:
        levels = range(len(self.film))
        seen = self.seen or (0,) * len(self.film)
        drift = list(self.drift or (1.0,) * len(self.film))
        now = self.at(level)
        ratio = each / max(now, 1e-6)
        known = seen[level] >= 2
        quick = 1 + 0.65 * (self.quick - 1) + 0.35 * (ratio - 1)
        snapped = abs(quick - 1) > 0.35
        step = quick - 1 if snapped else max(0.1, 0.5 / (seen[level] + 1)) * (ratio - 1)
        film = tuple(now * (1 + step) if at == level else self.film[at] for at in levels)
        others = 1 + step if known else 1.0
        drift = [1.0 if at == level else drift[at] * others for at in levels]
        new = replace(
            self,
            film=film,
            drift=tuple(drift),
            seen=tuple(times + (at == level) for at, times in enumerate(seen)),
            quick=1.0 if snapped else quick,
        )
        return new._counted(ratio, each - now) if seen[level] else new

    def _counted(self, ratio: float, behind: float) -> Costs:
        ratios = (*self.ratios, ratio)[-_KEPT:]
        before = self.spells[-1] if self.spells else 0.0
        spells = (*self.spells, before + behind if ratio > _BEHIND else 0.0)[-_KEPT:]
        if len(ratios) < 6:
            return replace(self, ratios=ratios, spells=spells)
        mean = math.fsum(ratios) / len(ratios)
        spread = math.sqrt(math.fsum((one - mean) ** 2 for one in ratios) / len(ratios))
        p95 = sorted(ratios)[min(len(ratios) - 1, int(0.95 * len(ratios)))]
        return replace(self, ratios=ratios, spells=spells, spread=spread, p95=p95)
