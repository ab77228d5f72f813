"""Who gets which job: a worker goes on where it is warm, so that no set is painted, and no voice loaded, twice.

Two workers do not share a chunk. Measured (`bench film`, gang): a chunk that two share is there after 0.58 of the time, and
0.96 of the film is made; but both must then be warm for every set, which is what memory and the wait for paint go by, and
research/scheduler.md 3.5 finds little for it at two workers. A plain take, which needs no paint, is there sooner still.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.screening.schedule import Job

VOICE = "a voice"
"""Where lines are spoken: as a place, since a voice is loaded as a set is."""

Warm = tuple[str, ...]
"""Places that a worker has at hand."""


def hand_out(
    jobs: tuple[Job, ...],
    *,
    idle: Mapping[int, Warm],
    working: Mapping[int, tuple[Job, Warm]],
    place: Callable[[Job], str],
    pressing: Callable[[Job], bool] = lambda job: False,
    fits: Callable[[Job, int], bool] = lambda job, number: True,
) -> tuple[tuple[Job, int], ...]:
    """Jobs for the idle workers, by number. The first of `jobs` comes first, unless it can wait and another suits better.

    A job suits where its place is warm; then where it is nobody's; and least where somebody else is warm for it.
    A set that is being painted is not painted by a second worker at the same time, and while one speaks no other loads the
    voice, which is the largest thing that a worker holds, unless the line is pressing. `fits`: whether a worker can do it at
    all: what needs a graphics card waits for one that has it, and keeps nobody else waiting.
    """
    free = dict(idle)
    left = [job for job in jobs]
    given: list[tuple[Job, int]] = []
    warm = {number: set(places) for number, (_, places) in working.items()} | {n: set(places) for n, places in idle.items()}
    painting = {place(job) for job, _ in working.values() if job.kind == "paint"}

    def strange(job: Job, number: int) -> int:
        where = place(job)
        if not where or where in warm[number]:
            return 0
        return 2 if any(where in places for places in warm.values()) else 1

    while free:
        left = [job for job in left if not (job.kind == "paint" and place(job) in painting)]
        can = [job for job in left if any(fits(job, number) for number in free)]
        ranked = can[:1] if can and pressing(can[0]) else can
        suits = [
            (strange(job, number), at, number)
            for at, job in enumerate(ranked)
            for number in free
            if fits(job, number) and (job.kind != "voice" or strange(job, number) < 2 or pressing(job))
        ]
        if not suits:
            break
        _, at, number = min(suits)
        job = ranked[at]
        left.remove(job)
        given.append((job, number))
        del free[number]
        warm[number].add(place(job))
        if job.kind == "paint":
            painting.add(place(job))
    return tuple(given)
