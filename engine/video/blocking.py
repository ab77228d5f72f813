"""Where people are heard: to the left or right as they stand in the picture, and as near as the camera is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.library.environments import Environment
from engine.story.story import Placed, Shot

_WIDTH = 1280.0
_MOST, _OFF = 0.4, 0.55
"""How far from the middle a voice in the picture may be, and one out of it: as in a cinema, words stay near the screen."""
_DISTANCES: Mapping[str, float] = {"close": 0.0, "insert": 0.1, "over": 0.15, "two": 0.45, "title": 0.5, "establish": 0.85}


def places(shots: Sequence[Shot]) -> dict[str, Placed]:
    """Where everybody of a scene is, whoever the picture shows at the moment."""
    return {placed.role: placed for shot in reversed(shots) for placed in reversed(shot.people)}


def pan(shot: Shot, role: str, environment: Environment, everyone: Mapping[str, Placed]) -> float:
    """-1 left to 1 right: where the picture has them, or on which side of it they are."""
    inside = next((one for one in shot.people if one.role == role), None)
    placed = inside or everyone.get(role)
    if placed is None or placed.anchor not in environment.anchors:
        return 0.0
    middle, half = _view(shot, environment)
    across = (environment.anchor(placed.anchor).x - middle) / half
    if inside is None:
        return round(max(-_OFF, min(_OFF, across)), 3)
    return round(max(-_MOST, min(_MOST, across * _MOST)), 3)


def distance(shot: Shot, role: str) -> float:
    """0 close to 1 far, as the microphone hears it."""
    far = _DISTANCES.get(shot.framing, 0.4)
    return far if any(one.role == role for one in shot.people) else min(1.0, far + 0.35)


def _view(shot: Shot, environment: Environment) -> tuple[float, float]:
    """The middle of the picture and half its width, in units of the set."""
    at = {one.role: environment.anchor(one.anchor).x for one in shot.people if one.anchor in environment.anchors}
    if not at or shot.framing in ("establish", "title"):
        return _WIDTH / 2, _WIDTH / 2
    if shot.framing in ("close", "over") and shot.focus in at:
        facing = next(one.facing for one in shot.people if one.role == shot.focus)
        half = 300.0 if shot.framing == "close" else 430.0
        return at[shot.focus] + (0.2 if facing == "right" else -0.2) * half, half
    return (min(at.values()) + max(at.values())) / 2, max(450.0, (max(at.values()) - min(at.values()) + 480) / 2)
