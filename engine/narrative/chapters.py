"""Chapter cards: the name of an act over the first picture of each scene that opens one."""

from __future__ import annotations

from dataclasses import replace

from engine.story.story import Version

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven")


def opened(film: Version, *, act: int, name: str) -> Version:
    """The version with its card over its first view of the place, where it has one. It takes no time of its own."""
    if not film.shots or film.shots[0].framing not in ("establish", "two") or film.shots[0].lines:
        return film
    number = _NUMBERS[act - 1] if 0 < act <= len(_NUMBERS) else str(act)
    first = replace(film.shots[0], title=name, subtitle=f"Part {number}")
    return replace(film, shots=(first, *film.shots[1:]))
