"""Where in the picture a shot puts what it is about: the rule that whoever lists shots shares with whoever films them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.story.story import Shot

EYES: Mapping[str, float] = {"close": 0.44, "over": 0.41, "two": 0.40}
"""How far down the picture the eyes are, in shares of its height: near the upper third, with room over the hair."""
ASIDE: Mapping[str, float] = {"close": 0.085, "over": 0.125}
"""How far from the middle a face is, in shares of the width, so that it has room to look into."""
THING = (0.5, 0.44)
"""Where a thing lies that is seen close."""


def stands(shot: Shot) -> tuple[float, float] | None:
    """The place in the picture of what the shot is about, in shares of its width and height; None where it is a whole place."""
    if shot.framing == "insert":
        return THING
    if shot.framing not in ASIDE:
        return None
    facing = next((placed.facing for placed in shot.people if placed.role == shot.focus), "right")
    aside = ASIDE[shot.framing]
    return 0.5 + (-aside if facing == "right" else aside), EYES[shot.framing]
