"""Worker processes: each carries out one job at a time, can be stopped between frames, and is missed when it dies."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing as mp
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from engine.delivery.store import Store
from engine.errors import Cancelled, OtherwiseError
from engine.library.characters import Character
from engine.places import Places, sweep
from engine.screening.hands import VOICE, hand_out
from engine.screening.schedule import Job
from engine.video.painted import Painted
from engine.video.produce import Segment, Sounds, Unit
from engine.video.qa import Verdicts
from engine.video.rungs import LADDER
from engine.video.stages import PAINTING, spent, timed

_MEMORY = 6 * 2**30
"""Bytes of address space a worker may take: far above its need, far below what would bring the machine down."""


_WARM = 4
"""Places that a worker is thought to have at hand: it keeps as many sets painted in memory."""


def place_of(job: Job, scene: Segment) -> str:
    """Where a job is done, for who is warm there: a set, or the voice; "" where it does not matter."""
    match job.kind:
        case "voice":
            return VOICE
        case "sound":
            return ""
        case "paint" | "film":
            shots = scene.shots_of(job.part)
            return shots[0].environment if shots else ""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What a worker needs to build its film unit."""

    cast: Mapping[str, Character]
    places: Places
    budget: int
    renderer: str = "illustrated"


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


@dataclass(frozen=True, kw_only=True)
class Died:
    """The worker is gone, killed or crashed, and has been replaced. `job` was in its hands."""

    job: Job | None
    exit_code: int | None


Report = Done | Stopped | Broken | Died
Work = Callable[[Job, Segment, Callable[[], bool]], float]
"""Does a job and gives the amount done; asks now and then whether it is cancelled."""
MakeWork = Callable[[Any], Work]


def film_work(setup: Setup) -> Work:
    """The real work, built in the worker process."""
    from engine.library.environments import environments
    from engine.video.renderers import renderer
    from engine.video.voices import speaker
    from engine.video.voices.listening import listener

    sets = environments()
    store = Store(setup.places.store, budget_bytes=setup.budget)
    unit = Unit(
        cast=setup.cast,
        environments=sets,
        speaker=lambda: speaker(setup.places)[0],
        renderer=lambda rung: renderer(setup.renderer, cast=setup.cast, environments=sets, rung=rung, cache=setup.places.bakes),
        sounds=Sounds(setup.places.cache / "sounds"),
        verdicts=Verdicts(setup.places.store),
        painted=Painted(setup.places.bakes, cast=setup.cast),
        listener=listener(setup.places, names=(one.name for one in setup.cast.values())),
    )
    return work_with(unit, store)


def work_with(unit: Unit, store: Store) -> Work:
    """The work of one film unit, whose chunks go into the store."""

    def work(job: Job, scene: Segment, cancelled: Callable[[], bool]) -> float:
        match job.kind:
            case "voice":
                return len(unit.voice(scene, job.part).samples) / 48_000
            case "sound":
                unit.sound(scene)
                return scene.frames / 24
            case "paint":
                unit.paint(scene, job.part, LADDER[job.level], cancelled=cancelled)
                return 1.0
            case "film":
                rung = LADDER[job.level]
                key = scene.chunk_key(job.part, rung)
                if store.has(key):
                    return 0.0
                store.put(key, unit.film(scene, job.part, rung, cancelled=cancelled))
                return 1.0

    return work


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    cancel: Any
    serial: int = 0
    job: Job | None = None
    began: float = 0.0
    warm: tuple[str, ...] = ()
    """Places that it worked at last."""


@dataclass
class Workshop:
    """`count` workers. Not thread-safe: the screening's thread alone speaks to it."""

    setup: Any
    count: int
    make: MakeWork = film_work
    cache: Path | None = None
    """Where workers write: what one that is gone had half written there is swept out."""
    _workers: list[_Worker] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._context = mp.get_context("spawn")
        self._workers = [self._hire() for _ in range(self.count)]

    def _hire(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        cancel = self._context.Value("q", 0, lock=False)
        process = self._context.Process(
            target=_serve, args=(self.make, self.setup, theirs, cancel), daemon=True, name="otherwise-worker"
        )
        with _deaf():
            process.start()
        theirs.close()
        return _Worker(process=process, pipe=ours, cancel=cancel)

    @property
    def idle(self) -> int:
        return sum(worker.job is None for worker in self._workers)

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(worker.process.pid for worker in self._workers)

    def busy(self) -> tuple[tuple[Job, float], ...]:
        """Jobs in hand, with the seconds that each has taken so far."""
        now = time.monotonic()
        return tuple((worker.job, now - worker.began) for worker in self._workers if worker.job)

    def start(self, job: Job, scene: Segment) -> bool:
        """Give the job to an idle worker, the first of them; False where there is none."""
        return self.start_some((job,), scene_of=lambda _: scene) > 0

    def start_some(
        self, jobs: tuple[Job, ...], *, scene_of: Callable[[Job], Segment], pressing: Callable[[Job], bool] = lambda _: False
    ) -> int:
        """Give the idle workers what suits them of these jobs (see `hands`); how many were given."""
        numbered = list(enumerate(self._workers))

        def place(job: Job) -> str:
            return place_of(job, scene_of(job))

        given = hand_out(
            jobs,
            idle={number: worker.warm for number, worker in numbered if worker.job is None},
            working={number: (worker.job, worker.warm) for number, worker in numbered if worker.job is not None},
            place=place,
            pressing=pressing,
        )
        for job, number in given:
            worker = self._workers[number]
            worker.serial += 1
            worker.job, worker.began = job, time.monotonic()
            if where := place(job):
                worker.warm = (where, *(one for one in worker.warm if one != where))[:_WARM]
            with contextlib.suppress(OSError):  # it just died: `reports` will say so
                worker.pipe.send((worker.serial, job, scene_of(job)))
        return len(given)

    def cancel(self, job: Job) -> None:
        """Stop the job at its next frame; a report follows."""
        for worker in self._workers:
            if worker.job == job:
                worker.cancel.value = worker.serial

    def reports(self, *, timeout: float, also: tuple[Any, ...] = ()) -> tuple[Report, ...]:
        """What happened, waiting at most `timeout` seconds for something to; `also` connections end the wait."""
        waiting: list[Any] = [worker.pipe for worker in self._workers]
        waiting += [worker.process.sentinel for worker in self._workers]
        happened = set(wait([*waiting, *also], timeout))
        found: list[Report] = []
        for place, worker in enumerate(self._workers):
            if worker.pipe in happened:
                try:
                    while worker.pipe.poll():
                        report = worker.pipe.recv()
                        worker.job = None
                        found.append(report)
                except (EOFError, OSError):
                    worker.process.join(1)
            if not worker.process.is_alive():
                found.append(Died(job=worker.job, exit_code=worker.process.exitcode))
                worker.pipe.close()
                self._sweep(worker)
                self._workers[place] = self._hire()
        return tuple(found)

    def close(self) -> None:
        """End all workers; what they were doing is lost and nothing else."""
        for worker in self._workers:
            worker.cancel.value = worker.serial
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(0.3)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join(2)
        self._sweep(*self._workers)
        self._workers = []

    def _sweep(self, *gone: _Worker) -> None:
        if self.cache is not None:
            sweep(self.cache, [worker.process.pid for worker in gone])


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """A process that is started here does not hear Ctrl-C, not even while it wakes up: its parent ends it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # where it is born at the first start, it takes the mask away
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(make: MakeWork, setup: Any, pipe: Connection, cancel: Any) -> None:
    """The worker's life: take a job, do it, say so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_NO_GUI_THREADPOOL"] = "1"  # else Qt paints each stroke on every core, and waits for the slowest
    os.nice(5)  # the window comes first
    _limit_memory()
    work: Work | None = None
    warm: set[str] = set()
    while True:
        try:
            serial, job, scene = pipe.recv()
        except (EOFError, OSError):
            return
        began = time.monotonic()
        report: Report
        try:
            if work is None:
                work = make(setup)
                began = time.monotonic()
            with timed("other"):
                amount = work(job, scene, lambda mine=serial: bool(cancel.value == mine))  # type: ignore[misc]
            if job.kind not in warm:  # models and music were loaded on the way: nothing to learn from
                warm.add(job.kind)
                amount = 0.0
            stages = spent()
            seconds = time.monotonic() - began
            if job.kind == "film" and sum(stages.get(name, 0.0) for name in PAINTING) > 0.2 * seconds:
                amount = 0.0  # it had to be painted first: the next one will not
            if job.kind in ("voice", "paint"):
                _give_back()
            report = Done(job=job, seconds=seconds, amount=amount, stages=tuple(stages.items()))
        except Cancelled:
            report = Stopped(job=job)
        except OtherwiseError as error:
            report = Broken(job=job, sentence=str(error), trace=traceback.format_exc())
        except MemoryError:
            report = Broken(job=job, sentence="A worker ran out of memory. Close other programs and go on.", trace="")
        except Exception as error:
            report = Broken(job=job, sentence=f"A take could not be made ({error}).", trace=traceback.format_exc())
        try:
            pipe.send(report)
        except OSError:
            return


def _give_back() -> None:
    """Memory that is free goes back to the machine. Painting and speaking take a hundred MB for a moment, and glibc keeps it."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # another libc does as it likes
        ctypes.CDLL(None).malloc_trim(0)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on this platform: the system's own limits hold
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def workers_for(cores: int | None = None) -> int:
    """How many workers this machine gets: every core but one, and two on a machine of two (the window is light)."""
    if cores is None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    return min(cores, max(2, cores - 1))
