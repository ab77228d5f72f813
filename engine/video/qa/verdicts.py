"""Every verdict on this machine: what each take was judged to be, and which of them is shown."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.video.qa.policy import Try
from engine.video.qa.verdict import CHECKS, Verdict

FORMAT = 1
_MOST = 200_000
"""Rows that are kept: about five films of ninety minutes."""
_ROWS = """CREATE TABLE findings (
    key TEXT NOT NULL, scene TEXT NOT NULL, rung TEXT NOT NULL, take INTEGER NOT NULL, shown INTEGER NOT NULL,
    "check" TEXT NOT NULL, passed INTEGER NOT NULL, measured REAL NOT NULL, what TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (key, rung, take, "check"))"""
_PUT = "INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TALLY = """SELECT "check", count(*), sum(passed), sum(shown AND NOT passed), sum(take > 0) FROM findings GROUP BY "check" """
_FAULTS = """SELECT scene, rung, take, shown, "check", measured, what FROM findings WHERE NOT passed ORDER BY at DESC LIMIT ?"""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How one check has judged: takes looked at, passed, and shown although they failed it."""

    check: str
    looked_at: int
    passed: int
    shown: int


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A take that failed a check. `take`: 0 as written, and each further one with another seed."""

    scene: str
    rung: str
    take: int
    shown: bool
    check: str
    measured: float
    what: str


class Verdicts:
    """Verdicts in a file. Any number of processes may write; what cannot be written is lost, and the film goes on."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "verdicts.sqlite"

    def put(self, key: str, scene: str, tried: Sequence[tuple[Try, Verdict]], *, shown: int) -> None:
        """What was tried for a chunk (or a sound) of that key, and which of it is shown."""
        now = time.time()
        rows = [
            (key, scene, one.rung.name, one.number, at == shown, f.check, f.passed, f.measured, "" if f.passed else f.what, now)
            for at, (one, found) in enumerate(tried)
            for f in found.findings
        ]
        with contextlib.suppress(sqlite3.Error, OSError), self._open() as db:
            db.executemany(_PUT, rows)
            if key.startswith("0"):  # now and then
                db.execute(
                    "DELETE FROM findings WHERE at < (SELECT at FROM findings ORDER BY at DESC LIMIT 1 OFFSET ?)", (_MOST,)
                )

    def tally(self) -> tuple[Tally, ...]:
        """By check, in their usual order."""
        with self._open() as db:
            rows = {row[0]: row for row in db.execute(_TALLY)}
        found = (rows[check] for check in CHECKS if check in rows)
        return tuple(Tally(check=row[0], looked_at=row[1], passed=row[2], shown=row[3]) for row in found)

    def faults(self, most: int = 20) -> tuple[Fault, ...]:
        """The last that failed."""
        with self._open() as db:
            rows = db.execute(_FAULTS, (most,)).fetchall()
        return tuple(
            Fault(scene=s, rung=r, take=t, shown=bool(shown), check=c, measured=m, what=w) for s, r, t, shown, c, m, w in rows
        )

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self.path, timeout=5.0, isolation_level=None)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = OFF")
            db.execute("BEGIN IMMEDIATE")
            if db.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
                db.execute("DROP TABLE IF EXISTS findings")
                db.execute(_ROWS)
                db.execute(f"PRAGMA user_version = {FORMAT}")
            yield db
            db.execute("COMMIT")
        finally:
            db.close()
