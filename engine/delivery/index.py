"""What the store remembers of its files: sizes, what they cost, when they were used, and who may want them again.

It can always be made again from the files, and is, wherever it is lost, broken or of another version. Which chunk goes first
is the rule of GreedyDual-Size-Frequency (Cao & Irani, USENIX ITS 1997; Cherkasova, HPL-98-69): a chunk is worth

    value = age + seconds it cost to make * likelihood that it is wanted again / megabytes

where `age` is the value of the last chunk that had to go when this one was used last. So what is dear, likely and small
stays, and what nobody asks for becomes the cheapest with time; equal ones go in the order of their last use.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from engine.places import Claim, claimed, own

VERSION = 2
CERTAIN = 1.0
"""The likelihood of what is spared whatever it is worth."""
AGAIN = 0.05
"""The likelihood that film which nobody is waiting for is seen again: by another viewing, or a way back."""
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_TABLES = (
    "CREATE TABLE chunks (name TEXT PRIMARY KEY, bytes INTEGER NOT NULL, seconds REAL NOT NULL, used INTEGER NOT NULL,"
    " age REAL NOT NULL) WITHOUT ROWID",
    "CREATE TABLE wanted (owner TEXT, name TEXT, likely REAL NOT NULL, PRIMARY KEY (name, owner)) WITHOUT ROWID",
    "CREATE TABLE clock (used INTEGER NOT NULL, age REAL NOT NULL, bytes INTEGER NOT NULL)",
    "INSERT INTO clock VALUES (0, 0, 0)",
)
_ROWS = """
SELECT c.name, c.bytes, c.age + c.seconds * coalesce(max(w.likely), :again) * 1e6 / (c.bytes + 1) AS value
FROM chunks c LEFT JOIN wanted w ON w.name = c.name WHERE c.name != :sparing
GROUP BY c.name HAVING coalesce(max(w.likely), 0) < 1 ORDER BY value, c.used
"""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A chunk's file: its bytes on disk, and the seconds of work that it cost."""

    name: str
    bytes: int
    seconds: float


class Index:
    """The table of a store's files, in SQLite. Any number of threads and processes may have it open, and one at a time writes."""

    def __init__(self, folder: Path, *, files: Callable[[], Iterable[Kept]]) -> None:
        self._path = folder / "index.sqlite"
        self._owners = folder / "owners"
        self._files = files
        self._lock = threading.RLock()
        self._db: sqlite3.Connection | None = None
        self._inode = 0
        self._claim: Claim | None = None
        self._wants: dict[str, float] = {}

    @property
    def size(self) -> int:
        """Bytes that all the chunks take up."""
        return self._do(lambda db: int(db.execute("SELECT bytes FROM clock").fetchone()[0]), busy=0)

    def used(self, kept: Kept) -> None:
        """The chunk is there, and was asked for or made just now."""
        self._do(lambda db: _use(db, kept), busy=None)

    def gone(self, name: str) -> None:
        self._do(lambda db: _forget(db, name), busy=None)

    def want(self, likely: Mapping[str, float]) -> None:
        """How likely each of these is wanted by whoever holds this index, and no others by them, until they end."""
        if not likely and not self._wants:
            return
        self._wants = dict(likely)
        self._do(self._say_wants, busy=None)

    def spare_room(self, down_to: int, *, sparing: str, delete: Callable[[str], bool]) -> None:
        """Let the least worth go until there are no more bytes than that. `delete` says whether the file is gone."""

        def shrink(db: sqlite3.Connection) -> None:
            (total,) = db.execute("SELECT bytes FROM clock").fetchone()
            if total <= down_to:
                return
            self._bury(db)
            for name, size, value in db.execute(_ROWS, {"again": AGAIN, "sparing": sparing}).fetchall():
                if total <= down_to:
                    break
                if delete(name):
                    _forget(db, name)
                    db.execute("UPDATE clock SET age = max(age, ?)", (value,))
                    total -= size

        self._do(shrink, busy=None)

    def close(self) -> None:
        """Whatever this one wanted, it wants no more."""
        with self._lock:
            if self._wants and self._db is not None:
                self.want({})
            if self._claim is not None:
                self._claim.let_go()
                self._claim = None
            self._shut()

    # ---- who wants what ------------------------------------------------------------------------------------------------

    def _say_wants(self, db: sqlite3.Connection) -> None:
        if self._claim is None:
            with contextlib.suppress(OSError):  # where nothing can be written, nothing is deleted either
                self._claim = own(self._owners, "owner")
        owner = self._claim.path.name if self._claim else ""
        db.execute("DELETE FROM wanted WHERE owner = ?", (owner,))
        rows = [(owner, name, likely) for name, likely in self._wants.items()]
        db.executemany("INSERT OR REPLACE INTO wanted VALUES (?, ?, ?)", rows)

    def _bury(self, db: sqlite3.Connection) -> None:
        """Who was killed wants nothing any more."""
        for (owner,) in db.execute("SELECT DISTINCT owner FROM wanted").fetchall():
            if not owner or (owner != (self._claim.path.name if self._claim else "") and not claimed(self._owners / owner)):
                db.execute("DELETE FROM wanted WHERE owner = ?", (owner,))

    # ---- the file ------------------------------------------------------------------------------------------------------

    def _do(self, work: Callable[[sqlite3.Connection], T], *, busy: T) -> T:
        """One transaction. `busy`: what to make of it where another process holds on to the index too long."""
        with self._lock:
            try:
                return self._transact(work)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode in _BUSY:
                    return busy
            self._throw_away()
            return self._transact(work)

    def _transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        db = self._opened()
        db.execute("BEGIN IMMEDIATE")
        try:
            done = work(db)
            db.execute("COMMIT")
            return done
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise

    def _opened(self) -> sqlite3.Connection:
        """The index, made from the files where there is none. Somebody may have deleted it while it was open."""
        if self._db is not None and self._inode == _inode(self._path):
            return self._db
        self._shut()
        try:
            db = self._connect(str(self._path))
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in _BUSY:
                raise
            self._throw_away()
            try:
                db = self._connect(str(self._path))
            except sqlite3.DatabaseError:  # the disk is full, or cannot be written or locked: remember for ourselves alone
                db = self._connect(":memory:")
        self._db, self._inode = db, _inode(self._path)
        return db

    def _connect(self, where: str) -> sqlite3.Connection:
        db = sqlite3.connect(where, timeout=5.0, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = OFF")  # it can always be made again
            db.execute("BEGIN IMMEDIATE")
            if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                    db.execute(f'DROP TABLE "{table}"')
                for statement in _TABLES:
                    db.execute(statement)
                for kept in self._files():
                    _use(db, kept)
                if self._wants:
                    self._say_wants(db)
                db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("COMMIT")
        except BaseException:
            db.close()
            raise
        return db

    def _throw_away(self) -> None:
        self._shut()
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()

    def _shut(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def _use(db: sqlite3.Connection, kept: Kept) -> None:
    _forget(db, kept.name)
    db.execute("UPDATE clock SET used = used + 1, bytes = bytes + ?", (kept.bytes,))
    db.execute(
        "INSERT INTO chunks SELECT ?, ?, ?, used, age FROM clock",
        (kept.name, kept.bytes, kept.seconds),
    )


def _forget(db: sqlite3.Connection, name: str) -> None:
    for (size,) in db.execute("DELETE FROM chunks WHERE name = ? RETURNING bytes", (name,)).fetchall():
        db.execute("UPDATE clock SET bytes = bytes - ?", (size,))


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0
