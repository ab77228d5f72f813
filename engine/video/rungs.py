"""The steps of picture quality that a take can be filmed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A step of the ladder. `hold`: each drawing is held for this many frames (1: all frames are drawn)."""

    name: str
    width: int
    height: int
    hold: int = 1
    preset: str = "ultrafast"
    """x264's. Film is kept for days on this disk and never sent: a third of the work buys half again the bytes."""
    qp: int = 24
    """x264's, for every frame alike: where a rate factor rules, a drawing that is held is coded a second time, finer."""
    grain: bool = True
    drawn: float = 1.0
    """At what part of the size it is drawn, before it is laid out at the whole size: a stream has one size of picture."""
    painted: bool = True
    """In gouache. Flat drawings need no paint to dry: film of a set that nobody has painted yet is there in a second."""
    resource: Literal["cpu", "gpu"] = "cpu"
    """What a worker must have to film at it."""


DRAFT = Rung(name="draft", width=1280, height=720, hold=2, qp=30, grain=False, drawn=0.5, painted=False)
STANDARD = Rung(name="standard", width=1280, height=720)
LADDER: tuple[Rung, ...] = (DRAFT, STANDARD)
