"""How long things take: a line to be said, a picture to be read, a scene to fill its grid."""

from __future__ import annotations

import math
import re

from engine.story.story import GRID

SHORTEST, LONGEST = 44, 216
"""Frames of a shot: 1.8 to 9 s."""
_LONGEST_LINE = 7.4
"""Seconds; a longer speech is said in several lines."""


def seconds_for(text: str, pace: float = 1.0) -> float:
    """How long a line takes to say, on the generous side."""
    pauses = 0.16 * len(re.findall(r"[,;:]", text)) + 0.3 * len(re.findall(r"[.!?…]+(?=\s)|[-–—]\s", text))
    return round(max(0.8, 0.25 + len(text) / 15.5 + pauses) / pace, 2)


def reading(text: str) -> float:
    """Seconds that something seen takes to be understood."""
    return min(max(2.0, 1.2 + len(text) / 38), 4.6)


def sayings(text: str, pace: float) -> tuple[str, ...]:
    """A speech in lines that each fit a shot: whole if it can be, else by sentence, by clause, and at worst by word."""
    if seconds_for(text, pace) <= _LONGEST_LINE or len(text) < 9:
        return (text,)
    for boundary in (r"(?<=[.!?…])\s+", r"(?<=[,;:–—])\s+", r"\s+"):
        parts = [part for part in re.split(boundary, text) if part]
        if len(parts) > 1:
            middle = len(text) / 2
            ends = [sum(len(part) + 1 for part in parts[:count]) for count in range(1, len(parts))]
            at = min(range(len(ends)), key=lambda i: abs(ends[i] - middle)) + 1
            return (*sayings(" ".join(parts[:at]), pace), *sayings(" ".join(parts[at:]), pace))
    half = len(text) // 2
    return (*sayings(text[:half], pace), *sayings(text[half:], pace))


def on_the_grid(frames: list[int], *, silent: list[int], least: int) -> list[int]:
    """Frames of each shot, stretched to a whole multiple of GRID: silences first, the last of them most."""
    frames = list(frames)
    total = sum(frames)
    missing = max(total, math.ceil(least / GRID) * GRID)
    missing = math.ceil(missing / GRID) * GRID - total
    order = [*reversed(silent), *(index for index in range(len(frames)) if index not in silent)]
    share = math.ceil(missing / 3)
    for most in (share, missing):
        for index in order:
            more = min(missing, most, LONGEST - frames[index])
            frames[index] += more
            missing -= more
    return frames
