"""What to make next: a pure decision from what is needed when, what is made already, and what it costs.

The policy is FPS-lite (research/scheduler.md 2.4 and 2.6): a floor for everything that may be needed, upgrades only where the
nested slack allows them, earliest deadline first, and a watchdog. Work that is not needed yet fills idle workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.story.story import FPS, GRID

CHUNK_SECONDS = GRID / FPS
_MARGIN = 0.92
"""The share of the workers' time that plans may count on."""
_HEAD = 2
"""Chunks of every open way that are made before the choice."""

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

    def level(self, chunk: int) -> int:
        return self.made[chunk] if chunk < len(self.made) else -1


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Seconds of one worker: a chunk at each level, a second of speech, the sound of a second of film; and their spread."""

    film: tuple[float, ...] = (1.1, 2.0)
    voice: float = 0.6
    sound: float = 0.06
    paint: float = 8.0
    spread: float = 0.25

    def of(self, job: Job, reel: Reel) -> float:
        match job.kind:
            case "voice":
                return self.voice * dict(reel.unvoiced).get(job.part, 3.0)
            case "sound":
                return self.sound * reel.chunks * CHUNK_SECONDS
            case "paint":
                return self.paint
            case "film":
                return self.film[job.level]

    def learnt(self, job: Job, seconds: float, *, amount: float) -> Costs:
        """After a job took `seconds` for `amount` (chunks, or seconds of sound): a slow average, snapped where it is far off."""
        if amount <= 0:
            return self
        each = seconds / amount
        old = self.film[job.level] if job.kind == "film" else float(getattr(self, job.kind))
        weight = 0.5 if abs(each - old) > 0.35 * old else 0.15
        new = old + weight * (each - old)
        spread = self.spread + 0.1 * (abs(each - old) / max(old, 1e-6) - self.spread)
        match job.kind:
            case "film":
                film = tuple(new if level == job.level else cost for level, cost in enumerate(self.film))
                return replace(self, film=film, spread=spread)
            case "voice":
                return replace(self, voice=new, spread=spread)
            case "sound":
                return replace(self, sound=new, spread=spread)
            case "paint":  # from nothing to a whole set: it says nothing of how steady the rest is
                return replace(self, paint=new)


@dataclass
class _Item:
    job: Job
    due: float
    cost: float
    probability: float
    committed: bool
    reel: Reel


def schedule(
    reels: tuple[Reel, ...], *, costs: Costs, workers: int, busy: tuple[tuple[Job, float], ...] = (), horizon: float = 75.0
) -> tuple[Job, ...]:
    """The jobs that can start now, the first to start first; those in `busy` (job, seconds left) are not among them.

    Every way's floor comes first, at the best level that keeps all the floors in time; then work ahead.
    """
    top = len(costs.film) - 1
    floors = [item for reel in reels for item in _floor(reel, costs, horizon)]
    floors.sort(key=lambda item: (item.due, -item.probability))
    running = sum(left for _, left in busy)
    slack = _slack(floors, workers, running)
    if len(slack) and slack.min() < 0:
        r0 = workers * CHUNK_SECONDS / costs.film[0]
        floors.sort(
            key=lambda item: (not item.committed, item.due if item.committed or r0 < 1 else 0.0, -item.probability, item.due)
        )
    else:
        _upgrade(floors, slack, costs, top)
        floors.sort(key=lambda item: (item.due - item.cost, -item.probability))
    wanted = [item.job for item in floors]
    wanted += _ahead(reels, costs, top, workers)
    started = {(job.kind, job.segment, job.part) for job, _ in busy}
    by_segment = {reel.segment: reel for reel in reels}
    ready: list[Job] = []
    for job in wanted:
        name = (job.kind, job.segment, job.part)
        if name in started or not _can_start(job, by_segment[job.segment]):
            continue
        started.add(name)
        ready.append(job)
    return tuple(ready)


def overdue(reels: tuple[Reel, ...], *, costs: Costs, busy: tuple[tuple[Job, float], ...], level: int = 0) -> tuple[Job, ...]:
    """Watchdog: better takes in hand that would miss a certain chunk's moment, where a plain take would still make it."""
    late = []
    for reel in reels:
        if reel.forks:
            continue
        for job, left in busy:
            due = reel.starts_in + (job.part - reel.first) * CHUNK_SECONDS
            if job.segment == reel.segment and job.kind == "film" and job.level > level and reel.level(job.part) < 0:
                plain = costs.film[level] * (1 + costs.spread)
                if left > due and left > 1.2 * plain:
                    late.append(job)
    return tuple(late)


def pressing(job: Job, reel: Reel, *, costs: Costs) -> bool:
    """Whether a job must not wait behind another that a worker is warmer for."""
    part = job.part if job.kind in ("paint", "film") else reel.first
    return reel.starts_in + (part - reel.first) * CHUNK_SECONDS < 3 * (costs.of(job, reel) + costs.film[0])


def _can_start(job: Job, reel: Reel) -> bool:
    match job.kind:
        case "voice" | "paint":
            return True
        case "sound":
            return not reel.unvoiced
        case "film":
            return reel.sounded or reel.silent


def _floor(reel: Reel, costs: Costs, horizon: float) -> Iterator[_Item]:
    """What must be there in time: all of what is certain, the head of what is open; voices and sound before pictures."""
    last = reel.chunks if not reel.forks else min(reel.chunks, reel.first + _HEAD)
    if reel.forks > 1:
        return
    chunks = [c for c in range(reel.first, last) if reel.level(c) < 0 and _due(reel, c) < horizon]
    if not chunks:
        return
    committed = reel.forks == 0

    def item(job: Job, due: float) -> _Item:
        return _Item(job=job, due=due, cost=costs.of(job, reel), probability=reel.probability, committed=committed, reel=reel)

    before = _due(reel, chunks[0]) - costs.film[0]
    if not reel.sounded:
        sound = item(Job(kind="sound", segment=reel.segment), before)
        for line, _ in reel.unvoiced:
            yield item(Job(kind="voice", segment=reel.segment, part=line), before - min(sound.cost, CHUNK_SECONDS))
        yield sound
    for chunk in chunks:
        yield item(Job(kind="film", segment=reel.segment, part=chunk), _due(reel, chunk))


def _due(reel: Reel, chunk: int) -> float:
    return reel.starts_in + (chunk - reel.first) * CHUNK_SECONDS


def _slack(items: list[_Item], workers: int, running: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Seconds to spare at each deadline: what the workers can do until then, less all that is due by then."""
    due = np.array([item.due for item in items])
    need = np.cumsum([item.cost for item in items]) if items else np.zeros(0)
    room: np.ndarray[tuple[int], np.dtype[np.float64]] = np.maximum(due * workers * _MARGIN - running, 0.0) - need
    return room


def _upgrade(items: list[_Item], slack: np.ndarray[tuple[int], np.dtype[np.float64]], costs: Costs, top: int) -> None:
    """Film directly at the best level wherever every later deadline still holds; what is certain first, then by probability."""
    order = sorted(range(len(items)), key=lambda i: (not items[i].committed, -items[i].probability, items[i].due))
    for index in order:
        item = items[index]
        if item.job.kind != "film" or item.job.part in item.reel.cold:
            continue
        for level in range(top, 0, -1):
            more = costs.film[level] - item.cost
            fits = item.due >= costs.film[level] * (1 + costs.spread)
            if fits and slack[index:].min() >= more * (1 + 0.5 * costs.spread):
                item.job = replace(item.job, level=level)
                item.cost = costs.film[level]
                slack[index:] -= more
                break


def _ahead(reels: tuple[Reel, ...], costs: Costs, top: int, workers: int) -> Iterator[Job]:
    """Work for idle workers: the rest of the likely ways, then what lies behind the next fork, then better takes."""
    level = top if workers * CHUNK_SECONDS > costs.film[top] else 0
    for reel in sorted(reels, key=lambda reel: (reel.forks, -reel.probability, reel.starts_in)):
        yield from (Job(kind="voice", segment=reel.segment, part=line) for line, _ in reel.unvoiced)
        if not reel.sounded:
            yield Job(kind="sound", segment=reel.segment)
        limit = reel.chunks if reel.forks < 2 else min(reel.chunks, reel.first + _HEAD)
        for chunk in range(reel.first, limit):
            if reel.level(chunk) < 0 and level == top and chunk in reel.cold:
                yield Job(kind="paint", segment=reel.segment, part=chunk, level=level)
            elif reel.level(chunk) < 0:
                yield Job(kind="film", segment=reel.segment, part=chunk, level=level)
    for reel in reels:
        for chunk in range(reel.first, reel.chunks):
            if 0 <= reel.level(chunk) < top and reel.forks == 0 and _due(reel, chunk) > 2 * costs.film[top]:
                kind: Kind = "paint" if chunk in reel.cold else "film"
                yield Job(kind=kind, segment=reel.segment, part=chunk, level=top)
