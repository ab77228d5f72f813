"""Filming a whole path without a window: the same workshop and the same plan of work, with no viewer to wait for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.delivery.store import Store
from engine.errors import Cancelled, OtherwiseError
from engine.screening.schedule import Costs, Job, Reel, schedule
from engine.screening.screening import Crew
from engine.screening.workshop import Broken, Died, Done
from engine.story.story import GRID
from engine.video.painted import Painted
from engine.video.produce import Segment, Sounds
from engine.video.rungs import LADDER

_FAR = 1e5
"""Seconds: nobody is waiting, so every chunk is made at its best."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How much of the film is there; `worked`: seconds of work so far by kind of job."""

    chunks: int
    of: int
    worked: tuple[tuple[str, float], ...]
    stages: tuple[tuple[str, float], ...] = ()
    """CPU seconds so far by stage of the work."""

    @property
    def share(self) -> float:
        return self.chunks / self.of if self.of else 1.0


def make(
    segments: tuple[Segment, ...],
    *,
    crew: Crew,
    store: Store,
    sounds: Sounds,
    frames: int | None = None,
    level: int = len(LADDER) - 1,
    painted: Painted | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Have every chunk of the segments (or of the first `frames`) made and kept in the store.

    Raises what the work raised after three tries, and Cancelled when asked to stop.
    """
    by_key = {scene.key: scene for scene in segments}
    wanted = _wanted(segments, frames)
    made = {name for name in wanted if store.has(by_key[name[0]].chunk_key(name[1], LADDER[level]))}
    voiced: set[tuple[str, int]] = set()
    tries: dict[Job, int] = {}
    worked: dict[str, float] = dict.fromkeys(("voice", "sound", "paint", "film"), 0.0)
    costs = Costs()
    stages: dict[str, float] = {}
    progress(_progress(made, wanted, worked, stages))
    while made != set(wanted):
        if cancelled():
            raise Cancelled("Filming was stopped. What is made is kept.")
        if crew.idle:
            cold = _cold(by_key, wanted, made, painted if LADDER[level].painted else None)
            reels = tuple(_reel(scene, index, wanted, made, voiced, sounds, cold) for index, scene in enumerate(by_key.values()))
            busy = tuple((job, 1.0) for job, _ in crew.busy())
            jobs = schedule(reels, costs=costs, workers=crew.count, busy=busy, horizon=float("inf"))
            suit = tuple(
                replace(job, level=level) if job.kind == "film" else job
                for job in jobs
                if job.kind != "film" or ((job.segment, job.part) in wanted and (job.segment, job.part) not in cold)
            )
            crew.start_some(suit, scene_of=lambda job: by_key[job.segment])
        for report in crew.reports(timeout=0.5):
            match report:
                case Done(job=job, seconds=seconds, stages=spent):
                    worked[job.kind] += seconds
                    for name, cpu in spent:
                        stages[name] = stages.get(name, 0.0) + cpu
                    if job.kind == "voice":
                        voiced.add((job.segment, job.part))
                    if job.kind == "film":
                        made.add((job.segment, job.part))
                    progress(_progress(made, wanted, worked, stages))
                case Broken(job=job, sentence=sentence, again=again):
                    if not again:
                        raise OtherwiseError(sentence)
                    _try_again(tries, job, sentence)
                case Died(job=Job() as job):
                    _try_again(tries, job, "A worker died several times at the same work. Is there enough memory?")


def _try_again(tries: dict[Job, int], job: Job, sentence: str) -> None:
    tries[job] = tries.get(job, 0) + 1
    if tries[job] >= 3:
        raise OtherwiseError(sentence)


def _wanted(segments: tuple[Segment, ...], frames: int | None) -> dict[tuple[str, int], None]:
    """(segment, chunk) in the order of the film."""
    wanted: dict[tuple[str, int], None] = {}
    left = frames if frames is not None else sum(scene.frames for scene in segments)
    for scene in segments:
        for chunk in range(scene.chunks):
            if left <= 0:
                return wanted
            wanted[scene.key, chunk] = None
            left -= GRID
    return wanted


def _cold(
    by_key: dict[str, Segment], wanted: dict[tuple[str, int], None], made: set[tuple[str, int]], painted: Painted | None
) -> set[tuple[str, int]]:
    """The chunks for which something must be painted first."""
    if painted is None:
        return set()
    unmade = (name for name in wanted if name not in made)
    return {(key, part) for key, part in unmade if not all(map(painted.has, by_key[key].shots_of(part)))}


def _reel(
    scene: Segment,
    index: int,
    wanted: dict[tuple[str, int], None],
    made: set[tuple[str, int]],
    voiced: set[tuple[str, int]],
    sounds: Sounds,
    cold: set[tuple[str, int]],
) -> Reel:
    needed = any((scene.key, chunk) in wanted for chunk in range(scene.chunks))
    sounded = not needed or sounds.has(scene.key)
    lines = enumerate(scene.lines) if not sounded else ()
    top = len(LADDER) - 1
    return Reel(
        segment=scene.key,
        chunks=scene.chunks,
        starts_in=_FAR + index * 1000.0,
        probability=1.0,
        unvoiced=tuple((n, line.seconds or 3.0) for n, line in lines if (scene.key, n) not in voiced),
        sounded=sounded,
        silent=not scene.lines,
        cold=frozenset(chunk for chunk in range(scene.chunks) if (scene.key, chunk) in cold),
        made=tuple(
            top if (scene.key, chunk) in made or (scene.key, chunk) not in wanted else -1 for chunk in range(scene.chunks)
        ),
    )


def _progress(
    made: set[tuple[str, int]], wanted: dict[tuple[str, int], None], worked: dict[str, float], stages: dict[str, float]
) -> Progress:
    return Progress(chunks=len(made), of=len(wanted), worked=tuple(worked.items()), stages=tuple(stages.items()))
