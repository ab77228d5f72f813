"""The viewer's small files: read once at the door, and a broken one set aside and told of."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


def read(path: Path, kind: type[T], fresh: T) -> tuple[T, str | None]:
    """What the file says, else `fresh`; with a sentence for the viewer where the file could not be used."""
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):  # of the folder it is to be in, `Places.ready` speaks
        return fresh, None
    except OSError as error:
        return fresh, f"{path} cannot be read ({error.strerror}). Make it readable, or delete it to start afresh."
    try:
        return msgspec.json.decode(raw, type=kind), None
    except msgspec.DecodeError as error:
        aside = _free(path)
        try:
            path.replace(aside)
        except OSError:
            return fresh, f"{path} is broken ({error}) and cannot be moved aside. Delete it to start afresh."
        return fresh, f"{path.name} was broken ({error}). It is kept as {aside.name}; you start afresh."


def _free(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.broken-{number}{path.suffix}")).exists():
        number += 1
    return aside
