"""A TOML file of the library read into dataclasses: whatever is wrong with it is named with its file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from engine.errors import Place, StoryError

T = TypeVar("T")


def read_text(path: Path) -> str:
    """The file's text. StoryError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StoryError(
            f"The file cannot be read ({error}). A set is a folder with set.toml and its SVG.", at=Place(path)
        ) from error


def read_toml(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise StoryError(f"The TOML is broken: {error}.", at=Place(path, int(line[1]) if line else None)) from error


def convert(raw: object, kind: type[T], path: Path, text: str) -> T:
    """`raw` as one of our dataclasses, or the line of what is not of its type."""
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        at = place(path, text, tuple(re.findall(r"\w+", str(error).rpartition("`$")[2])))
        raise StoryError(
            f"{str(error).partition(' - at')[0]}. Mend it, as assets/environments/README.md shows.", at=at
        ) from error


def strangers(raw: Mapping[str, Any], known: set[str], tables: Mapping[str, type]) -> Iterator[tuple[str, ...]]:
    """Where each key is that means nothing: at the top, and in the rows of tables."""
    yield from ((key,) for key in raw if key not in known)
    for table, kind in tables.items():
        rows = raw.get(table, [])
        pairs = rows.items() if isinstance(rows, dict) else enumerate(rows)
        for index, row in pairs:
            if isinstance(row, dict):
                names = {f.name for f in fields(kind)}
                yield from ((table, str(index), key) for key in row if key not in names)


def place(path: Path, text: str, where: tuple[str, ...]) -> Place:
    """The line of a key such as ("layers", "2", "depth"), as near as the text tells."""
    lines = text.splitlines()
    table, inner = (where[0], where[1:]) if where else ("", ())
    key = where[-1] if where else ""
    start, rows = 0, -1
    for number, line in enumerate(lines, start=1):
        bare = line.replace(" ", "")
        if inner and inner[0].isdigit():
            rows += bare.startswith(f"[[{table}]]")
            if bare.startswith(f"[[{table}]]") and rows == int(inner[0]):
                start = number
        elif bare.startswith((f"[{table}.{inner[0]}]", f"[{table}]") if inner else (f"[{table}]", f"[{table}.")):
            start = start or number
            if inner and bare.startswith(f"[{table}.{inner[0]}]"):
                start = number
    for number in range(start, len(lines)):
        if lines[number].startswith("[") and start and len(where) > 1:
            break
        if re.match(rf"\s*{re.escape(key)}\s*=", lines[number]):
            return Place(path, number + 1)
    return Place(path, start or 1)
