"""The life of a worker process: take a job, do it, say so; all the while showing that it lives, and listening for a stop."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing as mp
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from engine.errors import Cancelled, OtherwiseError
from engine.screening.reports import Broken, Done, Report, Resource, Stopped
from engine.screening.schedule import Job
from engine.video.produce import Segment
from engine.video.stages import PAINTING, breathing, interrupt, spent, timed

Work = Callable[[Job, Segment, Callable[[], bool]], float]
"""Does a job and gives the amount done; asks now and then whether it is cancelled."""
MakeWork = Callable[[Any], Work]

_MEMORY = 6 * 2**30
"""Bytes of address space a worker may take: far above its need, far below what would bring the machine down."""
_PULSE = 0.02
"""Seconds between two looks at whether the job in hand is still wanted: a library that can be stopped is, within so much."""


@dataclass(frozen=True, kw_only=True)
class Wires:
    """What a worker and its workshop share without a word: memory that one writes and the other reads."""

    cancel: Any
    """The serial number of the job to stop. The workshop writes it."""
    serial: Any
    """That of the job in hand. The worker writes it, as it does the rest."""
    pulses: Any
    breaths: Any


def wires(context: Any) -> Wires:
    cancel, serial, pulses, breaths = (context.Value("q", 0, lock=False) for _ in range(4))
    return Wires(cancel=cancel, serial=serial, pulses=pulses, breaths=breaths)


def serve(make: MakeWork, setup: Any, pipe: Connection, wires: Wires, resource: Resource) -> None:
    """The worker's life. It ends when its pipe does, or the process at the other end of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_NO_GUI_THREADPOOL"] = "1"  # else Qt paints each stroke on every core, and waits for the slowest
    if hasattr(os, "nice"):
        os.nice(5)  # the window comes first
    if resource == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = ""  # a card has one process: what fails there takes no drawing with it
        _limit_memory()  # a card's driver maps far more than it takes
    threading.Thread(target=_pulse, args=(wires,), daemon=True, name="pulse").start()
    work: Work | None = None
    warm: set[str] = set()
    while True:
        try:
            serial, job, scene = pipe.recv()
        except (EOFError, OSError):
            return
        wires.serial.value = serial
        began = time.monotonic()
        report: Report
        try:
            if work is None:
                work = make(setup)
                began = time.monotonic()
            report = _done(work, job, scene, wires, warm, began)
        except Cancelled:
            report = Stopped(job=job)
        except OtherwiseError as error:
            report = Broken(job=job, sentence=str(error), trace=traceback.format_exc())
        except MemoryError:
            report = Broken(job=job, sentence="A worker ran out of memory. Close other programs and go on.", trace="")
        except Exception as error:
            report = Broken(job=job, sentence=f"A take could not be made ({error}).", trace=traceback.format_exc())
        wires.serial.value = 0
        try:
            pipe.send(report)
        except OSError:
            return


def _done(work: Work, job: Job, scene: Segment, wires: Wires, warm: set[str], began: float) -> Done:
    serial: int = wires.serial.value

    def cancelled() -> bool:
        wires.breaths.value += 1
        return bool(wires.cancel.value == serial)

    def breathe() -> None:
        if cancelled():
            raise Cancelled(f"{scene.scene} was not needed any more.")

    with timed("other"), breathing(breathe):
        amount = work(job, scene, cancelled)
    if job.kind not in warm:  # models and music were loaded on the way: nothing to learn from
        warm.add(job.kind)
        amount = 0.0
    stages = spent()
    seconds = time.monotonic() - began
    if job.kind == "film" and sum(stages.get(name, 0.0) for name in PAINTING) > 0.2 * seconds:
        amount = 0.0  # it had to be painted first: the next one will not
    if job.kind in ("voice", "paint"):
        _give_back()
    return Done(job=job, seconds=seconds, amount=amount, stages=tuple(stages.items()))


def _pulse(wires: Wires) -> None:
    """On a thread of its own: show that the process runs, stop a library that works for nothing, end with the parent."""
    parent = mp.parent_process()
    while parent is None or parent.is_alive():
        for _ in range(10):
            time.sleep(_PULSE)
            wires.pulses.value += 1
            if wires.serial.value and wires.cancel.value == wires.serial.value:
                interrupt()
    os._exit(1)  # killed: nobody waits for this job, and whoever starts anew needs the core. Files are whole or not there


def _give_back() -> None:
    """Memory that is free goes back to the machine. Painting and speaking take a hundred MB for a moment, and glibc keeps it."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # another libc does as it likes
        ctypes.CDLL(None).malloc_trim(0)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on this platform: the system's own limits hold
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
