"""The bar that every policy must beat: tuned breadth-first (research/scheduler.md 0.5), kept to be measured against."""

from __future__ import annotations

from engine.screening.schedule import CHUNK_SECONDS, Costs, Job, Reel

HEAD = 2
"""Chunks of every open way that come before anything better."""


def breadth_first(
    reels: tuple[Reel, ...], *, costs: Costs, busy: tuple[tuple[Job, float], ...] = (), factor: float = 0.5, heads: bool = True
) -> tuple[Job, ...]:
    """Film to start, the first to start first: what is due first comes first, and all open ways alike.

    Each chunk is filmed at the best level whose cost, times the ways that are open there, is within `factor` of the time
    left. With `heads`, and while the first two chunks of a way are missing, nothing costs more than leaves them time.
    """
    open_ways: dict[int, int] = {}
    for reel in reels:
        open_ways[reel.forks] = open_ways.get(reel.forks, 0) + (1 if reel.forks else 0)
    started = {(job.segment, job.part) for job, _ in busy}
    found: list[tuple[float, float, Job]] = []
    headless = 0.0
    soonest = float("inf")
    for reel in reels:
        for chunk in range(reel.first, reel.chunks):
            if reel.level(chunk) >= 0 or (reel.segment, chunk) in started:
                continue
            due = reel.starts_in + (chunk - reel.first) * CHUNK_SECONDS
            if heads and reel.forks == 1 and chunk < reel.first + HEAD:
                headless += costs.at(0)
                soonest = min(soonest, due)
            ways = max(1, open_ways.get(reel.forks, 1))
            level = max((q for q in range(len(costs.film)) if costs.at(q) * ways <= factor * due), default=0)
            found.append((due, -reel.probability, Job(kind="film", segment=reel.segment, part=chunk, level=level)))
    found.sort(key=lambda one: one[:2])
    jobs = []
    for _, _, job in found:
        while headless and job.level and costs.at(job.level) * costs.tail + headless > soonest:
            job = Job(kind="film", segment=job.segment, part=job.part, level=job.level - 1)
        jobs.append(job)
    return tuple(jobs)
