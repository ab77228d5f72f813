"""Where people are in a picture: what a renderer says of it, for those who look at its pictures."""

from __future__ import annotations

from dataclasses import dataclass

Spot = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

FACE: Box = (-78.0, -104.0, 78.0, 104.0)
"""A face about the point between its eyes, in units of the body: from ear to ear, from the hairline to the chin."""
MOUTH: Box = (-34.0, -17.0, 34.0, 27.0)
"""What a mouth moves in, about its middle."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Someone in a picture. Places are parts of its height, from its left upper corner; so is `size`, for a unit of the body."""

    role: str
    eyes: Spot
    """Between the eyes."""
    mouth: Spot
    size: float
    side: int = 1
    """1: they look to the right of the picture, -1: to the left."""
    sharp: float = 1.0
    """How far the camera's focus is on them: below 1 they are soft, and meant to be."""
    behind: bool = False
    """We see the back of their head: they have no face here."""

    def box(self, about: Box = FACE, at: Spot | None = None) -> Box:
        """A box in units of the body about a spot (the eyes), as a place in the picture."""
        x, y = at or self.eyes
        left, top, right, bottom = (part * self.size for part in about)
        return x + left, y + top, x + right, y + bottom
