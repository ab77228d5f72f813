"""The steps of picture quality that a take can be filmed at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A step of the ladder. `hold`: each drawing is held for this many frames (1: all frames are drawn)."""

    name: str
    width: int
    height: int
    hold: int = 1
    preset: str = "superfast"
    crf: int = 22
    grain: bool = True


DRAFT = Rung(name="draft", width=1280, height=720, hold=2, preset="ultrafast", crf=24, grain=False)
STANDARD = Rung(name="standard", width=1280, height=720)
LADDER: tuple[Rung, ...] = (DRAFT, STANDARD)
