"""Looks: how a show is printed. A look moves the grade of a shot, or holds a table of colours; `assets/looks/README.md`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path

from engine.errors import Place, StoryError
from engine.library.tables import convert, place, read_text, read_toml, strangers
from engine.places import asset


@dataclass(frozen=True, kw_only=True)
class Look:
    """What is added to the grade that a shot's feeling asks for; `saturation` is a factor."""

    about: str
    licence: str
    contrast: float = 0.0
    lift: float = 0.0
    gamma: float = 0.0
    saturation: float = 1.0
    split_u: float = 0.0
    split_v: float = 0.0
    warmth: float = 0.0
    vignette: float = 0.0
    bloom: float = 0.0
    table: str = ""
    """A .cube file beside it."""
    strength: float = 1.0
    cube: Cube | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Cube:
    """A 3D table: `size` steps of each of red, green and blue, red fastest; values 0 to 1."""

    size: int
    values: tuple[tuple[float, float, float], ...] = field(repr=False)


def look(name: str) -> Look:
    """The look of that name. StoryError names those there are, or the file and line that is wrong."""
    folder = asset("looks")
    path = folder / f"{name}.toml"
    if not re.fullmatch(r"\w+", name) or not path.is_file():
        have = ", ".join(sorted(one.stem for one in folder.glob("*.toml")))
        raise StoryError(f'There is no look "{name}". There is {have}.')
    return read_look(path)


@lru_cache(maxsize=16)
def read_look(path: Path) -> Look:
    text = read_text(path)
    raw = read_toml(path, text)
    for where in strangers(raw, {f.name for f in fields(Look)} - {"cube"}, {}):
        raise StoryError(f"`{where[-1]}` means nothing in a look. Take it out, or spell it right.", at=place(path, text, where))
    made = convert(raw, Look, path, text)
    if not made.table:
        return made
    return Look(**{**{f.name: getattr(made, f.name) for f in fields(Look)}, "cube": read_cube(path.parent / made.table)})


def read_cube(path: Path) -> Cube:
    """A .cube file. StoryError with the line that is no row of a table."""
    size, rows = 0, []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith("#") or words[0] in ("TITLE", "DOMAIN_MIN", "DOMAIN_MAX"):
            continue
        try:
            if words[0] == "LUT_3D_SIZE":
                size = int(words[1])
                continue
            red, green, blue = map(float, words)
        except ValueError as error:
            raise StoryError(
                f'"{line}" is no row of a 3D table. Write three numbers, or LUT_3D_SIZE.', at=Place(path, number)
            ) from error
        rows.append((red, green, blue))
    if not 2 <= size <= 65 or len(rows) != size**3:
        raise StoryError(
            f"The table has {len(rows)} rows, and its size {size} asks for {size**3}. Export it again as a 3D .cube.",
            at=Place(path, 1),
        )
    return Cube(size=size, values=tuple(rows))
