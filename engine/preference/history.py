"""What a viewer did, kept on this machine only: a log of choices and endings in SQLite."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import OtherwiseError
from engine.preference.features import SILENCE, Fork, Option, option
from engine.story.story import Choice

_SCHEMA = """
CREATE TABLE IF NOT EXISTS choice (
    at REAL NOT NULL, episode TEXT NOT NULL, scene TEXT NOT NULL, taken TEXT NOT NULL, by_default INTEGER NOT NULL,
    seconds_before_end REAL NOT NULL);
CREATE TABLE IF NOT EXISTS offer (
    choice INTEGER NOT NULL REFERENCES choice(rowid), id TEXT NOT NULL, flavours TEXT NOT NULL, taken INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS ending (at REAL NOT NULL, episode TEXT NOT NULL, title TEXT NOT NULL, feeling TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS scene (
    at REAL NOT NULL, genre TEXT NOT NULL, episode TEXT NOT NULL, scene TEXT NOT NULL, UNIQUE (episode, scene));
"""
_NEWER = (
    "ALTER TABLE choice ADD COLUMN silence TEXT",  # the choice that silence takes: NULL where it was not kept, "" if none
    "ALTER TABLE offer ADD COLUMN marks TEXT NOT NULL DEFAULT ''",
)
"""What version 2 has and 1 had not."""
VERSION = 2


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An ending that a viewer reached. `at`: seconds since 1970."""

    episode: str
    title: str
    feeling: str
    at: float


class History:
    """The log. A broken file is set aside, never deleted, and a new one begun."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return _connect(self.path)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                    raise  # the disk is full, or it is locked: there is nothing wrong with the file
                self.path.replace(_free(self.path))
                return _connect(self.path)
        except (OSError, sqlite3.Error) as error:
            raise OtherwiseError(
                f"The history at {self.path} cannot be opened ({error}). Make its folder writable, with some space free."
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock, self._db:
                yield self._db
        except sqlite3.Error as error:
            raise OtherwiseError(f"The choice could not be kept in {self.path} ({error}). Is the disk full?") from error

    def chose(
        self,
        *,
        episode: str,
        scene: str,
        offered: tuple[Choice, ...],
        taken: str,
        by_default: bool = False,
        seconds_before_end: float = 0.0,
        default: str | None = None,
    ) -> None:
        """Log one fork: what was offered and what was taken. `default`: what silence takes, "" where the film waits."""
        with self._writing() as db:
            row = db.execute(
                "INSERT INTO choice VALUES (?, ?, ?, ?, ?, ?, ?)",
                (time.time(), episode, scene, taken, int(by_default), seconds_before_end, default),
            ).lastrowid
            db.executemany(
                "INSERT INTO offer VALUES (?, ?, ?, ?, ?)",
                [
                    (row, choice.id, " ".join(choice.flavours), int(choice.id == taken), " ".join(option(choice).marks))
                    for choice in offered
                ],
            )

    def ended(self, *, episode: str, title: str, feeling: str) -> None:
        with self._writing() as db:
            db.execute("INSERT INTO ending VALUES (?, ?, ?, ?)", (time.time(), episode, title, feeling))

    def showed(self, *, genre: str, episode: str, scene: str) -> None:
        """Log a scene that began; once, however often it is seen."""
        with self._writing() as db:
            db.execute("INSERT OR IGNORE INTO scene VALUES (?, ?, ?, ?)", (time.time(), genre, episode, scene))

    def scenes(self, genre: str) -> tuple[str, ...]:
        """The ids of all scenes of a genre's episodes that were seen, oldest first."""
        with self._lock:
            return tuple(
                row[0] for row in self._db.execute("SELECT scene FROM scene WHERE genre = ? ORDER BY at, rowid", (genre,))
            )

    def forks(self) -> tuple[tuple[tuple[str, ...], tuple[tuple[str, ...], ...], bool], ...]:
        """Each fork so far: flavours of what was taken, flavours of everything offered, and whether it was silence."""
        with self._lock:
            rows = self._db.execute(
                "SELECT c.rowid, c.by_default, o.flavours, o.taken FROM choice c JOIN offer o ON o.choice = c.rowid"
                " ORDER BY c.rowid"
            ).fetchall()
        forks: dict[int, tuple[tuple[str, ...], tuple[tuple[str, ...], ...], bool]] = {}
        for row, silent, flavours, taken in rows:
            mine = tuple(flavours.split())
            was, all_of, _ = forks.get(row, ((), (), False))
            forks[row] = (mine if taken else was, (*all_of, mine), bool(silent))
        return tuple(forks.values())

    def choices(self, *, last: int) -> tuple[Fork, ...]:
        """The last forks as taste learns from them, oldest first.

        Where an older log does not say what silence took, it was the first option, as in all our stories.
        """
        with self._lock:
            rows = self._db.execute(
                "SELECT c.rowid, c.taken, c.by_default, c.silence, o.id, o.flavours, o.marks FROM choice c"
                " JOIN offer o ON o.choice = c.rowid WHERE c.rowid > (SELECT coalesce(max(rowid), 0) FROM choice) - ?"
                " ORDER BY c.rowid, o.rowid",
                (last,),
            ).fetchall()
        found: dict[int, Fork] = {}
        for row, taken, silent, silence, name, flavours, marks in rows:
            one = Option(id=name, flavours=tuple(flavours.split()), marks=tuple(marks.split()))
            if row not in found:
                default = (taken if silent else name) if silence is None else silence
                found[row] = Fork(options=(), taken=SILENCE if silent else taken, default=default)
            found[row] = replace(found[row], options=(*found[row].options, one))
        return tuple(found.values())

    def endings(self) -> tuple[Seen, ...]:
        """Endings reached, newest first."""
        with self._lock:
            rows = self._db.execute("SELECT episode, title, feeling, at FROM ending ORDER BY at DESC").fetchall()
        return tuple(Seen(episode=e, title=t, feeling=f, at=at) for e, t, f, at in rows)

    def forget(self) -> None:
        """Delete everything that was learnt, from the file's bytes too."""
        with self._writing() as db:
            db.executescript("DELETE FROM offer; DELETE FROM choice; DELETE FROM ending; DELETE FROM scene; VACUUM;")

    def forget_choices(self) -> None:
        """Delete what taste is learnt from, from the file's bytes too; endings and scenes that were seen stay."""
        with self._writing() as db:
            db.executescript("DELETE FROM offer; DELETE FROM choice; VACUUM;")

    def close(self) -> None:
        self._db.close()


def _free(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.broken-{number}{path.suffix}")).exists():
        number += 1
    return aside


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, timeout=5)
    try:
        db.executescript(f"PRAGMA secure_delete = ON; {_SCHEMA}")
        if db.execute("PRAGMA user_version").fetchone()[0] < VERSION:
            columns = {row[1] for table in ("choice", "offer") for row in db.execute(f"PRAGMA table_info({table})")}
            newer = [change for change in _NEWER if change.split("COLUMN ")[1].split()[0] not in columns]
            db.executescript("; ".join(("BEGIN", *newer, f"PRAGMA user_version = {VERSION}", "COMMIT")))
    except sqlite3.Error:
        db.close()
        raise
    return db
