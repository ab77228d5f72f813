"""What to do about a take, as its verdict says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.story.story import Shot
from engine.video.qa.verdict import Verdict
from engine.video.rungs import LADDER, Rung

AGAIN = 1
"""How often a failed take is taken again at its own rung."""


@dataclass(frozen=True, kw_only=True)
class Try:
    """One filming: at which rung, and the how manieth of these shots (0 as written, and each further one with another seed)."""

    rung: Rung
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class Film:
    """Film it once more, so."""

    as_: Try


@dataclass(frozen=True, kw_only=True)
class Show:
    """Show the take of that place in the list of what was tried."""

    which: int


Step = Film | Show


def next_step(tried: Sequence[tuple[Try, Verdict]], *, rung: Rung, ladder: Sequence[Rung] = LADDER) -> Step:
    """Another seed, then plainer rungs, and at last the best of what there is: the film does not stall for a fault.

    It depends on the verdicts alone, so the same chunk comes to the same take on every machine.
    """
    if not tried:
        return Film(as_=Try(rung=rung))
    last, found = tried[-1]
    if found.passed:
        return Show(which=len(tried) - 1)
    same = [one for one, _ in tried if one.rung == last.rung]
    if last.rung == rung and len(same) <= AGAIN:
        return Film(as_=Try(rung=rung, number=last.number + 1))
    below = [one for one in ladder[: ladder.index(last.rung)]] if last.rung in ladder else []
    if below:
        return Film(as_=Try(rung=below[-1]))
    return Show(which=min(range(len(tried)), key=lambda at: (len(tried[at][1].failed), at)))


def reseeded(shot: Shot, number: int) -> Shot:
    """The same shot, played otherwise. Take 0 is the shot as it was written."""
    return replace(shot, seed=(shot.seed + number * 7919) % 2**31) if number else shot
