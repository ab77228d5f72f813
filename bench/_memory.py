"""The most memory that a program and its children hold at one time."""

from __future__ import annotations

import os
import threading
from pathlib import Path


class Memory:
    """This process and its children, looked at once a second: the sum of their proportional set sizes (PSS), in MB.

    A page that two processes share counts half in each, so that the sum is what the machine has to give.
    """

    def __init__(self) -> None:
        self.peak = 0.0
        self.parts: tuple[float, ...] = ()
        """What each process held at the peak, this one first."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    @property
    def told(self) -> str:
        return f"sum of PSS at the peak: {' + '.join(f'{part:.0f}' for part in self.parts)}, this process first"

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(1.0):
            parts = tuple(map(_held, (os.getpid(), *_children(os.getpid()))))
            if sum(parts) > self.peak:
                self.peak, self.parts = sum(parts), parts


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return sorted(found)


def _held(process: int) -> float:
    try:
        rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:  # gone
        return 0.0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1024
