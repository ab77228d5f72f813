"""Where people are in a picture, from the same stage and performance that it is drawn from."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTransform

from engine.video.figures import Figure
from engine.video.renderers.illustrated import acting, over
from engine.video.renderers.illustrated.anatomy import Turn
from engine.video.renderers.illustrated.compose import HEIGHT, Standing, View
from engine.video.renderers.illustrated.limbs import HIP
from engine.video.renderers.illustrated.puppet import NECK, RISE

_MOUTH = (59.0, 78.0)
"""How far below the eyes a mouth is, and how far before the middle of the head."""


def figures(
    *,
    view: View,
    seen: tuple[tuple[Standing, acting.Performance, float], ...],
    shoulder: Standing | None,
    sharp: float = 1.0,
) -> tuple[Figure, ...]:
    """Those in the picture. `seen`: each, what they do, and how long a chin they have; `shoulder`: over whose we look.

    `sharp`: how far the focus is on those seen.
    """
    to_picture = view.lens(scale=1.0)(1.0)
    found = [replace(_figure(one, act, to_picture, chin), sharp=sharp) for one, act, chin in seen]
    if shoulder is not None:
        found.append(over.back_of_head(shoulder))
    return tuple(found)


def _figure(one: Standing, act: acting.Performance, to_picture: QTransform, chin: float) -> Figure:
    """Breath, sway and lean move the head as they move the trunk it sits on (`Puppet._trunk`, `Puppet._neck`)."""
    side = 1 if one.placed.facing == "right" else -1
    deed = act.deed
    body = QTransform()
    x, y = one.eyes
    body.translate(x + deed.dx * side, y)
    body.scale(one.size, one.size)
    if one.placed.posture == "sit":
        body.translate(0, -RISE * deed.rise)
    round_ = -1 if deed.turn < 0 else 1  # who has turned round is drawn from the other side
    body.translate(act.sway, HIP)
    body.rotate(math.degrees(act.lean) * side)
    body.scale(1, 1 + 0.008 * act.breath)
    body.translate(0, -HIP)
    body.translate(*NECK)
    body.rotate(math.degrees(act.roll))
    body.translate(-NECK[0], -NECK[1] + 4 * max(0.0, act.pitch))
    below, before = _MOUTH
    turn = Turn(act.yaw * round_, act.pitch)
    to = body * to_picture
    eyes, mouth = (to.map(QPointF(*turn.at(0, down, deep))) for down, deep in ((-3.0, 60.0), (below * chin, before)))
    return Figure(
        role=one.placed.role,
        eyes=(eyes.x() / HEIGHT, eyes.y() / HEIGHT),
        mouth=(mouth.x() / HEIGHT, mouth.y() / HEIGHT),
        size=one.size * to_picture.m11() / HEIGHT,
        side=side * round_,
    )
