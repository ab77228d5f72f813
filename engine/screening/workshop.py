"""Worker processes: each carries out one job at a time, can be stopped between frames, and is missed when it dies."""

from __future__ import annotations

import contextlib
import multiprocessing as mp
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from engine.delivery.store import Store
from engine.library.characters import Character
from engine.places import Places, sweep
from engine.screening import leases, worker
from engine.screening.hands import VOICE, hand_out
from engine.screening.journal import Journal
from engine.screening.leases import Heart, Leases, Patience
from engine.screening.reports import Broken, Died, Done, Report, Resource, Stopped, resource_of
from engine.screening.schedule import Job
from engine.screening.worker import MakeWork, Wires, Work
from engine.video.painted import Painted
from engine.video.produce import Segment, Sounds, Unit
from engine.video.qa import Verdicts
from engine.video.rungs import LADDER

__all__ = [
    "Broken", "Died", "Done", "MakeWork", "Report", "Setup", "Stopped", "Work", "Workshop", "film_work", "place_of", "work_with",
    "workers_for",
]  # fmt: skip

_WARM = 3
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
        sounds=Sounds(setup.places.sounds),
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
                if store.get(key) is not None:  # and whole: what is broken is filmed again
                    return 0.0
                began = time.monotonic()
                made = unit.film(scene, job.part, rung, cancelled=cancelled)
                store.put(key, made, seconds=time.monotonic() - began)
                return 1.0

    return work


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    wires: Wires
    resource: Resource
    heart: Heart = field(default_factory=Heart)
    serial: int = 0
    job: Job | None = None
    title: str = ""
    began: float = 0.0
    warm: tuple[str, ...] = ()
    """Places that it worked at last."""
    given_up: str = ""
    """Why it was ended."""


@dataclass
class Workshop:
    """`count` workers, and one for each of `cards` graphics cards. Not thread-safe: the screening's thread alone speaks to it.

    A worker that ends, or shows no life for as long as `patience` has it, is replaced. Its job may be given out once more, and
    is `Broken` for good where that ends a second worker.
    """

    setup: Any
    count: int
    make: MakeWork = film_work
    cache: Path | None = None
    """Where workers write: what one that is gone had half written there is swept out. The journal lies there, too."""
    cards: int = 0
    needs: Callable[[Job], Resource] = resource_of
    patience: Patience = Patience()
    _workers: list[_Worker] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._context = mp.get_context("spawn")
        self._leases = Leases()
        self._refused: list[Report] = []
        self._journal = Journal(self.cache / "journal") if self.cache is not None else None
        self._workers = [self._hire("cpu") for _ in range(self.count)] + [self._hire("gpu") for _ in range(self.cards)]

    @property
    def left(self) -> tuple[Job, ...]:
        """What programs that were killed had in hand. Where it is wanted it is given out first."""
        return self._journal.left if self._journal is not None else ()

    def _hire(self, resource: Resource) -> _Worker:
        ours, theirs = self._context.Pipe()
        wires = worker.wires(self._context)
        process = self._context.Process(
            target=worker.serve, args=(self.make, self.setup, theirs, wires, resource), daemon=True, name=f"otherwise-{resource}"
        )
        with _deaf():
            process.start()
        theirs.close()
        return _Worker(process=process, pipe=ours, wires=wires, resource=resource)

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
        refused = [job for job in jobs if not self._leases.allows(job)]
        self._refused += [self._broken(job, scene_of(job).title) for job in refused]
        first = [job for job in self.left if job in jobs]
        wanted = (*first, *(job for job in jobs if job not in first and job not in refused))

        def place(job: Job) -> str:
            return place_of(job, scene_of(job))

        given = hand_out(
            wanted,
            idle={number: one.warm for number, one in numbered if one.job is None},
            working={number: (one.job, one.warm) for number, one in numbered if one.job is not None},
            place=place,
            pressing=pressing,
            fits=lambda job, number: self.needs(job) == self._workers[number].resource,
        )
        for job, number in given:
            one = self._workers[number]
            one.serial += 1
            one.job, one.title, one.began = job, scene_of(job).title, time.monotonic()
            one.heart.breathless = 0.0
            if self._journal is not None:
                self._journal.begun(job)
            if where := place(job):
                one.warm = (where, *(other for other in one.warm if other != where))[:_WARM]
            with contextlib.suppress(OSError):  # it just died: `reports` will say so
                one.pipe.send((one.serial, job, scene_of(job)))
        return len(given)

    def cancel(self, job: Job) -> None:
        """Stop the job at its next breath; a report follows."""
        for one in self._workers:
            if one.job == job:
                one.wires.cancel.value = one.serial

    def reports(self, *, timeout: float, also: tuple[Any, ...] = ()) -> tuple[Report, ...]:
        """What happened, waiting at most `timeout` seconds for something to; `also` connections end the wait."""
        waiting: list[Any] = [one.pipe for one in self._workers]
        waiting += [one.process.sentinel for one in self._workers]
        happened = set(wait([*waiting, *also], 0 if self._refused else timeout))
        found, self._refused = self._refused, []
        now = time.monotonic()
        for number, one in enumerate(self._workers):
            if one.pipe in happened:
                try:
                    while one.pipe.poll():
                        report = one.pipe.recv()
                        found.append(report)
                        self._returned(one, report)
                except (EOFError, OSError):
                    one.process.join(1)
            wires, working = one.wires, one.job is not None
            why = one.heart.look(wires.pulses.value, wires.breaths.value, working=working, now=now, patience=self.patience)
            if why and one.process.is_alive():
                one.given_up = why
                one.process.kill()
                one.process.join(2)
            if not one.process.is_alive():
                found += self._lost(one)
                self._workers[number] = self._hire(one.resource)
        return tuple(found)

    def _returned(self, one: _Worker, report: Report) -> None:
        """The worker is done with its job, one way or another."""
        if one.job is not None and self._journal is not None:
            self._journal.ended(one.job)
        if one.job is not None and not isinstance(report, Stopped):
            self._leases.done(one.job)
        one.job = None

    def _lost(self, one: _Worker) -> list[Report]:
        """What there is to say of a worker that is gone, and of the job that it had."""
        one.pipe.close()
        self._sweep(one)
        code = one.process.exitcode
        if one.job is None:
            return [Died(job=None, exit_code=code, why=one.given_up)]
        if self._journal is not None:
            self._journal.ended(one.job)
        if self._leases.died(one.job):
            return [Died(job=one.job, exit_code=code, why=one.given_up)]
        return [Died(job=None, exit_code=code, why=one.given_up), self._broken(one.job, one.title, one.given_up)]

    def _broken(self, job: Job, title: str, why: str = "") -> Broken:
        return Broken(job=job, sentence=leases.sentence(job, title, why), again=False)

    def close(self) -> None:
        """End all workers; what they were doing is lost and nothing else."""
        for one in self._workers:
            one.wires.cancel.value = one.serial
            one.pipe.close()
        for one in self._workers:
            one.process.join(0.3)
            if one.process.is_alive():
                one.process.kill()
                one.process.join(2)
        self._sweep(*self._workers)
        self._workers = []
        if self._journal is not None:
            self._journal.close()

    def _sweep(self, *gone: _Worker) -> None:
        if self.cache is not None:
            sweep(self.cache, [one.process.pid for one in gone])


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


def workers_for(cores: int | None = None) -> int:
    """How many workers this machine gets: every core but one, and two on a machine of two (the window is light)."""
    if cores is None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    return min(cores, max(2, cores - 1))
