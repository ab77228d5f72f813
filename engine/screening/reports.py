"""What a workshop says of its jobs, and which resource each job takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.screening.schedule import Job
from engine.video.rungs import LADDER

Resource = Literal["cpu", "gpu"]


def resource_of(job: Job) -> Resource:
    """Which kind of worker can do it. Voices, sound and drawings take a core; a rung may ask for a graphics card."""
    return LADDER[job.level].resource if job.kind == "film" else "cpu"


@dataclass(frozen=True, kw_only=True)
class Done:
    job: Job
    seconds: float
    amount: float
    """Chunks filmed, seconds of speech said or of sound mixed: what `seconds` bought. 0: it says nothing of the cost."""
    stages: tuple[tuple[str, float], ...] = ()
    """CPU seconds by stage of the work."""


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """Cancelled as asked."""

    job: Job


@dataclass(frozen=True, kw_only=True)
class Broken:
    """The job failed; a sentence for people, and the traceback for the log."""

    job: Job
    sentence: str
    trace: str = ""
    again: bool = True
    """Whether it may be given out again. Not, where it ended two workers: the workshop will not take it."""


@dataclass(frozen=True, kw_only=True)
class Died:
    """The worker is gone, killed or crashed, and has been replaced. `job` was in its hands, and may be given out once more."""

    job: Job | None
    exit_code: int | None
    why: str = ""
    """Why the workshop itself ended it, where it did: it gave no sign of life."""


Report = Done | Stopped | Broken | Died
