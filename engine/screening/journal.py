"""Which jobs are in hand, on disk, so that whoever starts after a kill knows what was left undone, and does that first.

Each program appends to a file of its own, and holds it for as long as it lives. A file that nobody holds is of a program that
ended: what was begun there and not ended is taken over, by one only, and the file goes. What cannot be written or read
costs time and nothing else: the film itself is in the store, whole or not at all.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from engine.places import Claim, own
from engine.screening.schedule import Job

_LARGEST = 4 * 2**20
"""Bytes of a journal that are read: it is emptied whenever nothing is in hand."""
_LONG = 64 * 2**10


class _Entry(msgspec.Struct, frozen=True):
    format: int
    job: Job
    ended: bool = False


_read = msgspec.json.Decoder(_Entry).decode


class Journal:
    """This program's jobs in hand. `left`: those that programs which were killed had in theirs, oldest first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._in_hand: set[Job] = set()
        self._claim: Claim | None = None
        self.left: tuple[Job, ...] = ()
        with contextlib.suppress(OSError):
            self.left = self._take_over()
            self._claim = own(folder, "journal")
            self._file.write_bytes(b"")

    @property
    def _file(self) -> Path:
        assert self._claim is not None
        return self._claim.path.with_suffix(".jsonl")

    def begun(self, job: Job) -> None:
        self._in_hand.add(job)
        self._append(_Entry(1, job))

    def ended(self, job: Job) -> None:
        """Done, stopped, broken or given up: it is in nobody's hand."""
        if job in self._in_hand:
            self._in_hand.discard(job)
            self._append(_Entry(1, job, ended=True))

    def close(self) -> None:
        """What is in hand is left undone on purpose."""
        if self._claim is not None:
            with contextlib.suppress(OSError):
                self._file.unlink()
            self._claim.let_go()
            self._claim = None

    def _append(self, entry: _Entry) -> None:
        if self._claim is None:
            return
        with contextlib.suppress(OSError):
            if not self._in_hand and self._file.stat().st_size > _LONG:
                self._file.write_bytes(b"")
            else:
                with self._file.open("ab", buffering=0) as file:
                    file.write(msgspec.json.encode(entry) + b"\n")

    def _take_over(self) -> tuple[Job, ...]:
        """What those that are gone left undone. Whoever gets hold of a journal reads it, and nobody after them."""
        left: dict[Job, None] = {}
        for file in sorted(self._folder.glob("*.jsonl")):
            claim = Claim(file.with_suffix(".journal"))
            if not claim.take():
                continue
            with contextlib.suppress(OSError):
                raw = file.read_bytes() if file.stat().st_size <= _LARGEST else b""
                file.unlink()
                left |= _undone(raw)
            claim.let_go()
        return tuple(left)


def _undone(raw: bytes) -> dict[Job, None]:
    """Begun and not ended; a line that was being written when the program was killed says nothing."""
    found: dict[Job, None] = {}
    for line in raw.splitlines():
        try:
            entry = _read(line)
        except msgspec.DecodeError:
            continue
        if entry.format == 1 and not entry.ended:
            found[entry.job] = None
        else:
            found.pop(entry.job, None)
    return found
