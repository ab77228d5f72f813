"""What to make next: a pure decision from what is needed when, what is made already, and what it costs.

Floor, price, slack (research/scheduler.md 2.4). A floor first: everything that may be needed, at its plainest. Then better
takes, the most worth for a second of work first, wherever everything that is due later can still be made in time: whole
shots, and the starts of open ways that could not be made after the choice. What is accepted is made earliest deadline first,
each chunk at once at its level. `overdue` is the watchdog that gives up a take which would come too late.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.screening._plan import Plan
from engine.screening.costs import CHUNK_SECONDS, Costs, Job, Kind, Reel

__all__ = ["CHUNK_SECONDS", "Costs", "Job", "Kind", "Reel", "overdue", "pressing", "schedule"]


def schedule(
    reels: tuple[Reel, ...],
    *,
    costs: Costs,
    workers: int,
    busy: tuple[tuple[Job, float], ...] = (),
    horizon: float = 75.0,
    leads: tuple[float, ...] = (),
    room: int | None = None,
) -> tuple[Job, ...]:
    """The jobs that can start now, the first to start first; those in `busy` (job, seconds left) are not among them.

    `leads`: how long before a scene's end this viewer has chosen so far, in seconds. `room`: chunks that the store can hold.
    """
    if room is not None:
        horizon = min(horizon, max(0.6 * room, 4.0) * CHUNK_SECONDS)
    ordered = tuple(sorted(reels, key=lambda reel: (reel.forks, reel.starts_in, -reel.probability, reel.segment)))
    plan = Plan(ordered, costs=costs, workers=workers, busy=busy, horizon=horizon, leads=leads)
    wanted = list(plan.jobs())
    wanted += _ahead(ordered, costs, workers, plan.deeper)
    started = {(job.kind, job.segment, job.part) for job, _ in busy}
    filming = {(job.segment, job.part) for job, _ in busy if job.kind == "film"}
    by_segment = {reel.segment: reel for reel in reels}
    ready: list[Job] = []
    for job in wanted:
        name = (job.kind, job.segment, job.part)
        if name in started or not _can_start(job, by_segment[job.segment], filming):
            continue
        started.add(name)
        ready.append(job)
    return tuple(ready)


def overdue(reels: tuple[Reel, ...], *, costs: Costs, busy: tuple[tuple[Job, float], ...], level: int = 0) -> tuple[Job, ...]:
    """Watchdog: better takes in hand that would miss a certain chunk's moment, where a plain take would still make it.

    Where the next certain chunk is not begun and could only just be drafted, the take that has longest to go makes way.
    """
    plain = costs.room if level == 0 else costs.at(level) * costs.tail
    late = []
    hand = {(job.segment, job.part) for job, _ in busy if job.kind == "film"}
    for reel in reels:
        if reel.forks:
            continue
        for job, left in busy:
            better = job.segment == reel.segment and job.kind == "film" and job.level > level and reel.level(job.part) < 0
            if better and left > reel.due(job.part) and left > 1.2 * costs.at(level):
                late.append(job)
    if late:
        return tuple(late)
    missing = next(
        (
            (reel.due(chunk), (reel.segment, chunk))
            for reel in sorted(reels, key=lambda reel: reel.starts_in)
            if not reel.forks
            for chunk in range(reel.first, reel.chunks)
            if reel.level(chunk) < 0 and (reel.sounded or reel.silent)
        ),
        None,
    )
    if missing and missing[1] not in hand and missing[0] <= plain + 1e-6:
        in_way = [(left, job.segment, job.part, job) for job, left in busy if job.kind == "film" and job.level > level]
        if in_way and all(job.kind != "film" or left > 1.2 * costs.at(level) for job, left in busy):
            return (max(in_way, key=lambda one: one[:3])[3],)
    return ()


def pressing(job: Job, reel: Reel, *, costs: Costs) -> bool:
    """Whether a job must not wait behind another that a worker is warmer for."""
    part = job.part if job.kind in ("paint", "film") else reel.first
    return reel.due(part) < 3 * (costs.of(job, reel) + costs.at(0))


def _can_start(job: Job, reel: Reel, filming: set[tuple[str, int]]) -> bool:
    match job.kind:
        case "voice" | "paint":
            return True
        case "sound":
            return not reel.unvoiced
        case "film":
            follows = reel.chained and job.part not in reel.shots and job.part > 0
            if follows and (reel.level(job.part - 1) < 0 or (job.segment, job.part - 1) in filming):
                return reel.level(job.part - 1) >= 0
            return reel.sounded or reel.silent


def _ahead(reels: tuple[Reel, ...], costs: Costs, workers: int, deeper: tuple[tuple[str, int, int], ...]) -> Iterator[Job]:
    """Work for idle workers: all that is certain, however far off; voices and sound of what may come; deeper starts."""
    top = len(costs.film) - 1
    level = top if workers * CHUNK_SECONDS > costs.at(top) else 0
    for reel in reels:
        yield from (Job(kind="voice", segment=reel.segment, part=line) for line, _ in reel.unvoiced)
        if not reel.sounded:
            yield Job(kind="sound", segment=reel.segment)
        if reel.forks:
            continue
        for chunk in range(reel.first, reel.chunks):
            if reel.level(chunk) < 0 and level == top and chunk in reel.cold:
                yield Job(kind="paint", segment=reel.segment, part=chunk, level=level)
            elif reel.level(chunk) < 0:
                yield Job(kind="film", segment=reel.segment, part=chunk, level=level)
    for segment, chunk, better in deeper:
        yield Job(kind="film", segment=segment, part=chunk, level=better)
    for reel in reels:
        for chunk in sorted(reel.cold):
            again = not reel.forks and 0 <= reel.level(chunk) < top and reel.due(chunk) > 2 * costs.at(top)
            start = reel.forks == 1 and level == top and reel.level(chunk) < top and chunk < reel.first + 2
            if reel.first <= chunk < reel.chunks and (again or start):
                yield Job(kind="paint", segment=reel.segment, part=chunk, level=top)
