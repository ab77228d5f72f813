"""Jobs that fail: tried again, then left alone for a while. A full disk or a bad take ends no film that is made already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from engine.screening.schedule import Job, Reel

TRIES = 3
"""Times that a job may fail before it is left alone: a plainer take is made, or what is there is played."""
AGAIN = 20.0
"""Seconds after which it is tried again: the disk may have room by then."""


@dataclass
class Setbacks:
    """What went wrong lately. `now` is in seconds, of any clock that goes forward."""

    tries: dict[Job, int] = field(default_factory=dict)
    left_alone: dict[Job, tuple[str, float]] = field(default_factory=dict)
    """Why, and until when."""

    def done(self, job: Job) -> None:
        self.tries.pop(job, None)
        self.left_alone.pop(job, None)

    def missed(self, job: Job, sentence: str, *, again: bool, now: float) -> str:
        """The job failed. The sentence where it is left alone from now on and nobody was told why, else nothing."""
        self.tries[job] = self.tries.get(job, 0) + 1
        if again and self.tries[job] < TRIES:
            return ""
        del self.tries[job]
        told = any(sentence == said for said, _ in self.left_alone.values())
        self.left_alone[job] = (sentence, now + AGAIN if again else float("inf"))
        return "" if told else sentence

    def possible(self, jobs: tuple[Job, ...], reels: Mapping[str, Reel], *, busy: Collection[Job], now: float) -> tuple[Job, ...]:
        """The jobs without those left alone; where there is no take at all, a plain one in the place of a take or its paint."""
        self.left_alone = {job: why for job, why in self.left_alone.items() if why[1] > now}
        if not self.left_alone:
            return jobs
        found: dict[Job, None] = {}
        for job in jobs:
            if job in self.left_alone and job.kind in ("film", "paint") and reels[job.segment].level(job.part) < 0:
                job = replace(job, kind="film", level=0)
            if job not in self.left_alone and job not in busy:
                found[job] = None
        return tuple(found)

    def between(self, segment: str, chunk: int) -> str:
        """Why this chunk cannot be there soon; nothing where it can: without its sound, or even a plain take, there is none."""
        for job, (sentence, _) in self.left_alone.items():
            plain = job.kind == "film" and not job.level and job.part == chunk
            if job.segment == segment and (plain or job.kind in ("voice", "sound")):
                return sentence
        return ""
