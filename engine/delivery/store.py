"""Finished chunks of film by key, on disk, within a budget.

The files are the truth: each carries its own digest, and is there whole or not at all. The index beside them only
remembers sizes and which chunk was used last. Deleted, broken or stale, it is made again from the files.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from engine.errors import DoesNotFit, OtherwiseError
from engine.media import Chunk
from engine.places import put

FORMAT = 1
_MAGIC = b"OTWC" + bytes([FORMAT])
_DIGEST = 16
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_ABANDONED = 3600.0
"""Seconds after which a half-written file is nobody's any more."""
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_TABLES = (
    "CREATE TABLE chunks (name TEXT PRIMARY KEY, bytes INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX by_use ON chunks (used)",
    "CREATE TABLE pinned (name TEXT PRIMARY KEY) WITHOUT ROWID",
)
_TOUCH = "INSERT OR REPLACE INTO chunks VALUES (?, ?, (SELECT coalesce(max(used), 0) + 1 FROM chunks))"
_SIZE = "SELECT coalesce(sum(bytes), 0) FROM chunks"
_OLDEST = "SELECT name, bytes FROM chunks WHERE name != ? AND name NOT IN (SELECT name FROM pinned) ORDER BY used"

T = TypeVar("T")
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Chunk).decode


class Store:
    """Chunks in a folder. Any number of threads and processes may hold a Store on the same folder."""

    def __init__(self, folder: Path, *, budget_bytes: int) -> None:
        self.folder = folder
        self.budget_bytes = budget_bytes
        self._index = folder / "index.sqlite"
        self._lock = threading.RLock()
        self._db: sqlite3.Connection | None = None
        self._inode = 0
        try:
            (folder / "parts").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OtherwiseError(f"The store {folder} cannot be made ({error.strerror}). Make its folder writable.") from error
        self._sweep()

    def has(self, key: str) -> bool:
        return self._path(_name(key)).is_file()

    def get(self, key: str) -> Chunk | None:
        """The chunk, or None where there is none, or only a broken one (which is thrown away: film it again)."""
        name = _name(key)
        path = self._path(name)
        try:
            raw = path.read_bytes()
        except OSError:
            self._forget(name)
            return None
        chunk = _unwrap(raw)
        if chunk is None:
            with contextlib.suppress(OSError):
                path.unlink()
            self._forget(name)
            return None
        self._touch(name, len(raw))
        return chunk

    def put(self, key: str, chunk: Chunk) -> None:
        """Keep the chunk, and let the longest unused ones go where there is too much. DoesNotFit where the disk is full."""
        name = _name(key)
        raw = _wrap(chunk)
        try:
            self._write(name, raw)
        except OSError as error:
            if error.errno not in _FULL:
                raise OtherwiseError(f"{self.folder} cannot be written ({error.strerror}). Make the folder writable.") from error
            self._evict(self.size - 4 * len(raw), sparing=name)
            try:
                self._write(name, raw)
            except OSError as again:
                raise DoesNotFit(
                    f"The disk is full: a chunk of {len(raw) / 1e6:.1f} MB does not fit in {self.folder}. Free 1 GB there."
                ) from again
        self._touch(name, len(raw))
        if self.size > self.budget_bytes:
            self._evict(self.budget_bytes, sparing=name)

    def pin(self, keys: Iterable[str]) -> None:
        """Spare these chunks from now on, in every process, and no others: the film that is being watched."""
        names = [(_name(key),) for key in keys]

        def write(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM pinned")
            db.executemany("INSERT OR IGNORE INTO pinned VALUES (?)", names)

        self._do(write, busy=None)

    @property
    def size(self) -> int:
        """Bytes that the chunks take up on the disk."""
        return self._do(lambda db: int(db.execute(_SIZE).fetchone()[0]), busy=0)

    def close(self) -> None:
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None

    # ---- files -------------------------------------------------------------------------------------------------------

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name[2:3] / f"{name}.chunk"

    def _write(self, name: str, raw: bytes) -> None:
        put(self._path(name), raw, parts=self.folder / "parts")

    def _sweep(self) -> None:
        """Half-written files of workers that died."""
        for beside in (self.folder / "parts").iterdir():
            with contextlib.suppress(OSError):
                if time.time() - beside.stat().st_mtime > _ABANDONED:
                    beside.unlink()

    def _evict(self, down_to: int, *, sparing: str) -> None:
        """Delete the longest unused chunks until there are no more bytes than that. Pinned ones stay."""

        def delete(db: sqlite3.Connection) -> None:
            total: int = db.execute(_SIZE).fetchone()[0]
            for name, size in db.execute(_OLDEST, (sparing,)).fetchall():
                if total <= down_to:
                    break
                try:
                    self._path(name).unlink(missing_ok=True)
                except OSError:  # being read, on Windows
                    continue
                db.execute("DELETE FROM chunks WHERE name = ?", (name,))
                total -= size

        self._do(delete, busy=None)

    def _files(self) -> Iterator[tuple[str, int]]:
        """Name and size of every chunk, the longest unused first as far as the files tell."""
        found = []
        for path in self.folder.glob("??/?/*.chunk"):
            with contextlib.suppress(OSError):
                seen = path.stat()
                found.append((seen.st_mtime_ns, path.stem, seen.st_size))
        yield from ((name, size) for _, name, size in sorted(found))

    # ---- the index ---------------------------------------------------------------------------------------------------

    def _touch(self, name: str, size: int) -> None:
        self._do(lambda db: db.execute(_TOUCH, (name, size)), busy=None)

    def _forget(self, name: str) -> None:
        self._do(lambda db: db.execute("DELETE FROM chunks WHERE name = ?", (name,)), busy=None)

    def _do(self, work: Callable[[sqlite3.Connection], T], *, busy: T) -> T:
        """One transaction on the index. `busy`: what to make of it where another process holds on to the index too long."""
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
        if self._db is not None and self._inode == _inode(self._index):
            return self._db
        self.close()
        try:
            db = self._connect(str(self._index))
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in _BUSY:
                raise
            self._throw_away()
            try:
                db = self._connect(str(self._index))
            except sqlite3.DatabaseError:  # the disk is full or cannot lock: remember for ourselves alone
                db = self._connect(":memory:")
        self._db, self._inode = db, _inode(self._index)
        return db

    def _connect(self, where: str) -> sqlite3.Connection:
        db = sqlite3.connect(where, timeout=5.0, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = OFF")  # it can always be made again
            db.execute("BEGIN IMMEDIATE")
            if db.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
                for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                    db.execute(f'DROP TABLE "{table}"')
                for statement in _TABLES:
                    db.execute(statement)
                for name, size in self._files():
                    db.execute(_TOUCH, (name, size))
                db.execute(f"PRAGMA user_version = {FORMAT}")
            db.execute("COMMIT")
        except BaseException:
            db.close()
            raise
        return db

    def _throw_away(self) -> None:
        self.close()
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._index.with_name(self._index.name + suffix).unlink()


def _name(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=20).hexdigest()


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _wrap(chunk: Chunk) -> bytes:
    body = _encode(chunk)
    return _MAGIC + hashlib.blake2b(body, digest_size=_DIGEST).digest() + body


def _unwrap(raw: bytes) -> Chunk | None:
    """The chunk in a file's bytes; None where they are not as they were written, or of another format."""
    body = memoryview(raw)[len(_MAGIC) + _DIGEST :]
    if raw[: len(_MAGIC)] != _MAGIC or hashlib.blake2b(body, digest_size=_DIGEST).digest() != raw[len(_MAGIC) :][:_DIGEST]:
        return None
    try:
        return _decode(body)
    except msgspec.DecodeError:
        return None
