"""Whether a worker still lives, and whether a job may be given out again: pure decisions on what was seen of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from engine.screening.schedule import Job

MOST_DEATHS = 2
"""Workers that a job may end; then it is not given out any more."""
_GLANCE = 1.0
"""The most seconds that pass between two looks as far as a lease goes: while the player itself slept, nobody was silent."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds of silence after which a worker is given up. Far above what a laden machine makes of an honest job."""

    pulse: float = 20.0
    """Of the whole process: it is stopped, or a library in it holds everything up."""
    breath: float = 120.0
    """Of the job in hand: no frame drawn, no stroke painted, no line said."""


@dataclass
class Heart:
    """What was last heard of one worker: two counters that it turns, and for how long each has stood still."""

    pulses: int = 0
    breaths: int = 0
    still: float = 0.0
    breathless: float = 0.0
    looked: float | None = None

    def look(self, pulses: int, breaths: int, *, working: bool, now: float, patience: Patience) -> str:
        """Why the worker must be ended; "" where it lives. An idle worker draws no breath, and need not."""
        passed = 0.0 if self.looked is None else min(now - self.looked, _GLANCE)
        self.looked = now
        self.still = 0.0 if pulses != self.pulses else self.still + passed
        starting = not pulses  # it still reads its code, perhaps from a slow disk
        self.breathless = 0.0 if breaths != self.breaths or not working or starting else self.breathless + passed
        self.pulses, self.breaths = pulses, breaths
        if self.still > (max(patience.pulse, patience.breath) if starting else patience.pulse):
            return f"it gave no sign of life for {self.still:.0f} seconds"
        if self.breathless > patience.breath:
            return f"its work stood still for {patience.breath:.0f} seconds"
        return ""


@dataclass
class Leases:
    """How many workers each job has ended. A job that is done was not to blame."""

    deaths: Counter[Job] = field(default_factory=Counter)

    def died(self, job: Job) -> bool:
        """A worker ended with this job in hand. Whether the job may be given out again."""
        self.deaths[job] += 1
        return self.allows(job)

    def allows(self, job: Job) -> bool:
        return self.deaths[job] < MOST_DEATHS

    def done(self, job: Job) -> None:
        self.deaths.pop(job, None)


def sentence(job: Job, title: str, why: str) -> str:
    """For the viewer, of a job that is given up."""
    what = {"voice": "A line", "sound": "The sound", "paint": "The paint", "film": "A piece of film"}[job.kind]
    of = f' of "{title}"' if title else ""
    because = f" ({why})" if why else ""
    return (
        f"{what}{of} ended two workers that were to make it{because}, and is not tried a third time. "
        "Close other programs and open the film again, or go another way at the last choice."
    )
