"""A face that has hardly moved is not drawn anew: what it does, in steps too small to see, without what the body does."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from engine.video.renderers.illustrated.acting import Performance

_BODY = frozenset({"roll", "breath", "sway", "lean", "gesture", "hand", "deed"})
"""They carry the head about, and change nothing in it."""
_STEPS = {"yaw": 100, "pitch": 100}
"""Steps to a radian: at a hundred, the nearest lock of hair moves by half a pixel in a close-up."""
_STEP = 64
_FACE = tuple(field.name for field in fields(Performance) if field.name not in _BODY)


def settled(act: Performance) -> Performance:
    """The performance as a head sees it. Many that follow each other are equal: someone who listens, and breathes."""
    seen: dict[str, Any] = {}
    for name in _FACE:
        steps = _STEPS.get(name, _STEP)
        seen[name] = round(getattr(act, name) * steps) / steps
    return Performance(**seen)
