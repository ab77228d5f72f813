"""Where the time of filming goes: CPU seconds by stage, each second counted once, to the innermost stage it fell in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import TracebackType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

STAGES = (
    "paint", "light", "people", "fetch", "stage", "plates", "weather", "actors", "far", "over", "inserts", "letters",
    "convert", "bloom", "grade", "grain", "encode", "voice", "mix", "check", "other",
)  # fmt: skip
"""Their names, in the order of a film's making. The first five are paid once for a set, a person or a shot."""

PAINTING = STAGES[:5]


class _Clock(threading.local):
    """One for each thread: what is spent, and the stages that are open, the innermost last."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.open: list[str] = []
        self.since = 0.0

    def turn(self) -> None:
        """Charge what has passed to the innermost stage."""
        now = time.thread_time()
        if self.open:
            name = self.open[-1]
            self.spent[name] = self.spent.get(name, 0.0) + now - self.since
        self.since = now


_clock = _Clock()


class timed:
    """What happens within, or in the function, is of that stage. About a microsecond a time; it changes nothing else."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        _clock.turn()
        _clock.open.append(self.name)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        _clock.turn()
        _clock.open.pop()

    def __call__(self, work: Callable[P, R]) -> Callable[P, R]:
        @wraps(work)
        def timed(*args: P.args, **named: P.kwargs) -> R:
            with self:
                return work(*args, **named)

        return timed


def spent() -> dict[str, float]:
    """CPU seconds of this thread by stage since it was last asked."""
    _clock.turn()
    found, _clock.spent = _clock.spent, {}
    return found


# ---- where long work may be given up ----------------------------------------------------------------------------------------


class _Breath(threading.local):
    """What a thread does whenever its work draws breath."""

    draw: Callable[[], None] | None = None


_breath = _Breath()
_interrupts: list[Callable[[], None]] = []


def breathe() -> None:
    """Long work calls this every few milliseconds, where nothing is half done: it shows that it lives, and may be given up here.

    Raises what the worker's hook raises, `Cancelled` where the work is not wanted any more; else it does nothing.
    """
    if _breath.draw is not None:
        _breath.draw()


@contextmanager
def breathing(draw: Callable[[], None]) -> Iterator[None]:
    """Within, this thread's work calls `draw` at every breath."""
    before, _breath.draw = _breath.draw, draw
    try:
        yield
    finally:
        _breath.draw = before


@contextmanager
def interruptible(stop: Callable[[], None]) -> Iterator[None]:
    """Within, a library works that draws no breath, and that `stop`, called on another thread, makes return early."""
    _interrupts.append(stop)
    try:
        yield
    finally:
        _interrupts.remove(stop)


def interrupt() -> None:
    """Have whatever library works in this process, and can be stopped, return early."""
    for stop in tuple(_interrupts):
        stop()
