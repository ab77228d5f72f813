"""What people wrote in TOML, read into our dataclasses, with the file and the line of whatever is not as it must be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from engine.errors import Place, StoryError

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A text of TOML, to find the line of a key in."""

    text: str
    file: str
    first_line: int = 1

    def place(self, what: str = "", table: str = "") -> Place:
        """The line that has `what` as a key, a table or a word, at or after the header of `table`; else the first line."""
        lines = self.text.split("\n")
        start = next((i for i, line in enumerate(lines) if re.match(rf"\s*\[+{re.escape(table)}\]+", line)), 0) if table else 0
        key = re.compile(rf"""^\s*(\[+)?["']?{re.escape(what)}["']?\s*(=|\]|\.)""")
        for matches in (key.match, lambda line: re.search(re.escape(what), line)):
            for number in range(start, len(lines)):
                if what and matches(lines[number]):
                    return Place(self.file, number + self.first_line)
        return Place(self.file, start + self.first_line)


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise StoryError("The file is not UTF-8 text. Save it as UTF-8.", at=Place(str(path), 1)) from error
    except OSError as error:
        raise StoryError(
            f"The file cannot be read ({error.strerror}). Make it readable, or take it away.", at=Place(str(path))
        ) from error


def toml(text: str, path: Path, *, first_line: int) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        sentence = re.sub(r"\s*\(at .*\)", "", str(error))
        raise StoryError(f'{sentence}. Write TOML: key = "text".', at=Place(str(path), line + first_line - 1)) from error


def typed(raw: Mapping[str, Any], kind: type[T], source: Source, table: str) -> T:
    """`raw` as one of our dataclasses; StoryError for a key that it has not, one that is missing, or a wrong type."""
    known = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    for key in raw:
        if key not in known:
            raise StoryError(f'"{key}" is not known here. Write one of: {", ".join(known)}.', at=source.place(key, table))
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        found = re.search(r"\$\.([a-z_]+)", str(error))
        raise StoryError(f"{error}. Mend it.", at=source.place(found[1] if found else "", table)) from error
