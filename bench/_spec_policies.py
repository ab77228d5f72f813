"""What bench/speculation compares: the engine's own schedule, and the tuned baselines that it must beat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from engine.screening.breadth import breadth_first
from engine.screening.schedule import CHUNK_SECONDS, Costs, Job, Reel, overdue, schedule

Busy = tuple[tuple[Job, float], ...]


class Decide(Protocol):
    def __call__(
        self, reels: tuple[Reel, ...], *, costs: Costs, workers: int, busy: Busy, leads: tuple[float, ...], room: int | None
    ) -> tuple[Job, ...]: ...


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`watches`: the watchdog looks after what is in hand; `foresees`: it is told what the viewer will pick."""

    name: str
    jobs: Decide
    watches: bool = False
    foresees: bool = False

    def overdue(self, reels: tuple[Reel, ...], *, costs: Costs, busy: Busy) -> tuple[Job, ...]:
        return overdue(reels, costs=costs, busy=busy)


def ours(
    reels: tuple[Reel, ...], *, costs: Costs, workers: int, busy: Busy, leads: tuple[float, ...], room: int | None
) -> tuple[Job, ...]:
    """The engine's scheduler as the player calls it."""
    return schedule(reels, costs=costs, workers=workers, busy=busy, horizon=80.0, leads=leads, room=room)


def _missing(reel: Reel, upto: int | None = None) -> Iterator[tuple[float, int]]:
    """(seconds until it is due, chunk) of what has no take."""
    last = reel.chunks if upto is None else min(reel.chunks, reel.first + upto)
    for chunk in range(reel.first, last):
        if reel.level(chunk) < 0:
            yield reel.starts_in + (chunk - reel.first) * CHUNK_SECONDS, chunk


def _best(costs: Costs, seconds: float) -> int:
    return max((level for level, cost in enumerate(costs.film) if costs.at(level) <= seconds), default=0)


def _in_order(choices: list[tuple[float, float, Job]], busy: Busy) -> tuple[Job, ...]:
    started = {(job.segment, job.part) for job, _ in busy}
    return tuple(job for *_, job in sorted(choices, key=lambda one: one[:2]) if (job.segment, job.part) not in started)


def breadth(factor: float) -> Decide:
    """Breadth-first: what is due first comes first, all open ways alike; at the best level whose cost, times the number of
    open ways, is within `factor` of the time that is left."""

    def jobs(reels: tuple[Reel, ...], *, costs: Costs, workers: int, busy: Busy, leads: object, room: object) -> tuple[Job, ...]:
        return breadth_first(reels, costs=costs, busy=busy, factor=factor, heads=False)

    return jobs


def v0(reels: tuple[Reel, ...], *, costs: Costs, workers: int, busy: Busy, leads: object, room: object) -> tuple[Job, ...]:
    """The engine's bar: breadth-first at one half, and two chunks of every way before anything better."""
    return breadth_first(reels, costs=costs, busy=busy)


def none(reels: tuple[Reel, ...], *, costs: Costs, workers: int, busy: Busy, leads: object, room: object) -> tuple[Job, ...]:
    """Nothing before the choice is known."""
    found = []
    for reel in reels:
        if not reel.forks:
            found += [
                (due, 0.0, Job(kind="film", segment=reel.segment, part=chunk, level=_best(costs, 0.8 * due)))
                for due, chunk in _missing(reel)
            ]
    return _in_order(found, busy)


def likeliest(factor: float) -> Decide:
    """Most-likely-first: what is certain, then the likeliest way alone, as far as can be seen."""

    def jobs(reels: tuple[Reel, ...], *, costs: Costs, workers: int, busy: Busy, leads: object, room: object) -> tuple[Job, ...]:
        by_fork: dict[int, Reel] = {}
        for reel in reels:
            if reel.forks and (reel.forks not in by_fork or reel.probability > by_fork[reel.forks].probability):
                by_fork[reel.forks] = reel
        found = []
        for reel in reels:
            if not reel.forks or reel is by_fork.get(reel.forks):
                found += [
                    (due, -reel.probability, Job(kind="film", segment=reel.segment, part=chunk, level=_best(costs, factor * due)))
                    for due, chunk in _missing(reel)
                ]
        return _in_order(found, busy)

    return jobs


def maintainable(margin: float) -> Decide:
    """Inspired by Krishnamoorthi et al. (MM'14), optimized maintainable quality: the best one level at which all that is
    certain, and the start of every way, can be made in time, each take at `margin` of its cost; earliest deadline first."""

    def jobs(reels: tuple[Reel, ...], *, costs: Costs, workers: int, busy: Busy, leads: object, room: object) -> tuple[Job, ...]:
        wanted = sorted(
            (due, -reel.probability, reel.segment, chunk)
            for reel in reels
            if reel.forks < 2
            for due, chunk in _missing(reel, None if not reel.forks else 5)
        )
        running = sum(left for _, left in busy)
        chosen = 0
        for level in range(len(costs.film) - 1, 0, -1):
            each = margin * costs.at(level)
            if all(due * workers - running >= each * (at + 1) for at, (due, *_) in enumerate(wanted)):
                chosen = level
                break
        return _in_order(
            [(due, less, Job(kind="film", segment=name, part=chunk, level=chosen)) for due, less, name, chunk in wanted], busy
        )

    return jobs


POLICIES: dict[str, Policy] = {
    one.name: one
    for one in (
        Policy(name="none", jobs=none),
        Policy(name="breadth .50", jobs=breadth(0.5)),
        Policy(name="breadth .65", jobs=breadth(0.65)),
        Policy(name="likeliest .60", jobs=likeliest(0.6)),
        Policy(name="MM'14 1.1", jobs=maintainable(1.1)),
        Policy(name="MM'14 1.5", jobs=maintainable(1.5)),
        Policy(name="v0", jobs=v0, watches=True),
        Policy(name="ours", jobs=ours, watches=True),
        Policy(name="oracle", jobs=ours, watches=True, foresees=True),
    )
}
