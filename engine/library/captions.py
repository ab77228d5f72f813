"""How spoken words are written on a picture: three sizes, two faces of type, and a colour for each speaker."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.library.characters import Character
from engine.story.story import Line

Size = Literal["small", "medium", "large"]
Face = Literal["plain", "clear"]

SIZES: Mapping[str, float] = {"small": 28 / 720, "medium": 34 / 720, "large": 44 / 720}
"""Height of the letters, in shares of the picture's height."""
FACES: Mapping[str, tuple[str, str]] = {
    "plain": ("Nunito", "Nunito-SemiBold"),
    "clear": ("Atkinson Hyperlegible", "AtkinsonHyperlegible-Bold"),
}
"""Family, and file in `assets/fonts/`. `clear` was drawn for people who mix up letters: each has a shape that no other has."""
SAFE = 0.05
"""Share of the picture's width and height that no word enters, at any edge (EBU R 95)."""

LEADS, STAYS = 0.10, 0.30
"""Seconds by which words are seen before they are said, and after."""

CREAM = "#fff6e6"
_COLOURS = ("#ffe08a", "#a9dcff", "#b4f0bd", "#ffc0c6", "#dac8ff", "#ffcb9e", "#98f0e6", "#e2f09a")
"""All so light that they stand out from any picture under their dark edge: at least 12 to 1 against black."""


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a viewer wants words to look."""

    size: Size = "medium"
    face: Face = "plain"
    coloured: bool = True


def colours(cast: Mapping[str, Character]) -> dict[str, str]:
    """A colour for each role: that of their clothes, as near as no other has it. The viewer speaks in cream.

    It depends on the cast alone, so that a speaker keeps their colour for the whole story.
    """
    found: dict[str, str] = {}
    free: list[str] = []
    for role in sorted(cast):
        if role == "you":
            found[role] = CREAM
            continue
        free = free or list(_COLOURS)
        found[role] = min(free, key=lambda paint: _apart(_hue(paint), _hue(cast[role].wardrobe.colours[0])))
        free.remove(found[role])
    return found


def colour_of(speaker: str, among: Mapping[str, str]) -> str:
    """The colour that somebody speaks in; cream where they have none."""
    return among.get(speaker, CREAM)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody says, as it is written: in their colour."""

    text: str
    paint: str = CREAM


def written(lines: Iterable[Line], *, cast: Mapping[str, Character]) -> tuple[Words, ...]:
    """The lines as they are written. Who is heard and not seen is named before their words."""
    lines = tuple(lines)
    paints = colours(cast) if lines else {}
    return tuple(
        Words(
            text=f"{cast[line.speaker].name}: {line.text}" if line.heard_only and line.speaker in cast else line.text,
            paint=colour_of(line.speaker, paints),
        )
        for line in lines
    )


def _hue(paint: str) -> float:
    return colorsys.rgb_to_hls(*(int(paint[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0]


def _apart(one: float, other: float) -> float:
    away = abs(one - other)
    return min(away, 1 - away)
