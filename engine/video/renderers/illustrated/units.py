"""Action units: the muscles that a face is moved by, after Ekman and Friesen, and what each does to a drawn one.

A feeling is a chord of units. They add up, so two feelings blend by blending their chords, and any share of a chord is a face.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from engine.story.story import Emotion


@dataclass(frozen=True, kw_only=True)
class Units:
    """How hard each muscle pulls, 0..1."""

    inner_up: float = 0.0
    """1: the inner ends of the brows rise."""
    outer_up: float = 0.0
    """2: their outer ends rise."""
    one_up: float = 0.0
    """2, on one side."""
    down: float = 0.0
    """4: the brows are drawn together and down."""
    lids_up: float = 0.0
    """5: the upper lids rise, and the eyes are wide."""
    cheeks: float = 0.0
    """6: the cheeks push the lower lids up."""
    tight: float = 0.0
    """7: the lids narrow."""
    smile: float = 0.0
    """12: the corners of the mouth rise."""
    frown: float = 0.0
    """15: they fall."""
    press: float = 0.0
    """24: the lips are pressed thin."""
    part: float = 0.0
    """25: they part."""


CHORDS: Mapping[Emotion, Units] = {
    "neutral": Units(smile=0.08),
    "warm": Units(smile=0.62, cheeks=0.4, inner_up=0.12, outer_up=0.1),
    "amused": Units(smile=0.95, cheeks=0.75, outer_up=0.2, one_up=0.7),
    "worried": Units(inner_up=0.85, down=0.2, frown=0.42, lids_up=0.18),
    "sad": Units(inner_up=0.9, down=0.1, frown=0.66, tight=0.3),
    "angry": Units(down=1.0, tight=0.5, frown=0.42, press=0.7),
    "afraid": Units(inner_up=1.0, outer_up=0.6, lids_up=0.9, frown=0.42, part=0.7),
    "surprised": Units(inner_up=0.75, outer_up=1.0, lids_up=1.0, smile=0.04, part=1.0),
    "suspicious": Units(down=0.55, one_up=1.0, tight=0.85, frown=0.2, press=0.4),
    "tender": Units(smile=0.5, cheeks=0.3, inner_up=0.6),
    "firm": Units(down=0.58, tight=0.28, frown=0.14, press=0.5),
    "thoughtful": Units(down=0.3, one_up=0.45, tight=0.36, outer_up=0.15, press=0.3, smile=0.02),
}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What the units come to, in the measures that a face is drawn by."""

    brow: float
    brow_in: float
    brow_one: float
    smile: float
    squint: float
    wide: float
    press: float
    parted: float


def drawn(units: Units) -> Drawn:
    u = units
    return Drawn(
        brow=0.30 * u.inner_up + 0.72 * u.outer_up - 0.42 * u.down,
        brow_in=0.95 * u.down - 0.9 * u.inner_up + 0.55 * min(u.inner_up, u.outer_up),
        brow_one=u.one_up,
        smile=u.smile - u.frown,
        squint=min(0.7, 0.42 * u.cheeks + 0.55 * u.tight),
        wide=u.lids_up,
        press=u.press,
        parted=0.2 * u.part,
    )


NAMES = tuple(field.name for field in fields(Drawn))
