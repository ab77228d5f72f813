"""Rows of a long measurement kept in a file, a line of JSON each, so that it can be cut off and gone on with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Rows(Generic[T]):
    """What was measured, by number; what other code measured (`by`) does not count. Without a file, kept for this run only."""

    def __init__(self, file: Path | None, *, by: str, kind: type[T]) -> None:
        self.file, self.by = file, by
        self.rows: dict[int, T] = {}
        written = file.read_bytes() if file and file.exists() else b""
        self._cut = written[-1:] not in (b"", b"\n")
        for line in written.splitlines():
            try:
                one = msgspec.json.decode(line, type=_Row[kind])  # type: ignore[valid-type]
            except msgspec.DecodeError:
                continue  # a line that was being written when it was cut off
            if one.by == by:
                self.rows[one.number] = one.row

    def add(self, number: int, row: T) -> None:
        self.rows[number] = row
        if self.file:
            with self.file.open("ab") as file:
                file.write(b"\n" * self._cut)  # else this row would be part of the broken one
                self._cut = False
                file.write(msgspec.json.encode(_Row(by=self.by, number=number, row=row)) + b"\n")


class _Row(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    by: str
    number: int
    row: T


def digest(folders: Iterable[Path]) -> str:
    """The key of all files in these folders, and of files named alone; what Python compiles is none of it."""
    found = hashlib.blake2b(digest_size=8)
    for folder in folders:
        files = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
        for file in files:
            if "__pycache__" not in file.parts:
                found.update(file.relative_to(folder.parent).as_posix().encode())
                found.update(file.read_bytes())
    return found.hexdigest()
