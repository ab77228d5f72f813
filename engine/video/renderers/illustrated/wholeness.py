"""Whether a face is whole: eyes and mouth within it and in order, hair over the skull, and nothing cut off by its canvas."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF

from engine.library.characters import Character
from engine.video.renderers.illustrated import profile
from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.anatomy import Look, Turn
from engine.video.renderers.illustrated.hair import STYLES
from engine.video.renderers.illustrated.head import AT_REST, DEPTHS, PROFILE, Head
from engine.video.renderers.illustrated.marks import young
from engine.video.renderers.illustrated.paint import Layer
from engine.video.renderers.illustrated.proportions import brow_at, eye_at, mouth_at, outline
from engine.video.renderers.illustrated.sets import Light

VIEWS = (0.12, 0.4, 0.55)
"""How far a head is turned when it is looked at."""
_SCALE = 0.4
_MOODS = (
    Performance(),
    Performance(open=0.85, wide=0.4, lids=1.0, brow=0.9),
    Performance(smile=1.0, squint=0.5),
    Performance(smile=-0.7, brow_in=1.0),
)


def broken(character: Character) -> tuple[str, ...]:
    """What is wrong with how a face comes out, in sentences; none where it is whole. A pure function of who they are."""
    look = Look(young(character.face), character.wardrobe.colours[1])
    found: dict[str, None] = {}
    for yaw in VIEWS:
        for side in (1, -1):
            for act in _MOODS:
                found |= dict.fromkeys(geometry(look, Turn(yaw * side), act))
    for side in (1, -1):
        head = Head(look, Light(), scale=_SCALE, side=side, seed=3, draft=True)
        found |= dict.fromkeys(painted(look, Turn(0.4 * side), head.planes))
        found |= dict.fromkeys(painted(look, profile.Side(PROFILE * side), head.aside))
    return tuple(found)


def geometry(look: Look, turn: Turn, act: Performance) -> Iterator[str]:
    """What is out of place: worked out from the same places that the features are painted at."""
    rest = AT_REST * turn.side
    slid = (math.sin(turn.yaw) - math.sin(rest)) * DEPTHS["face"]
    edge = outline(look, Turn(rest)).translated(slid, 0)
    eyes = [eye_at(look, turn, sign) for sign in (-1, 1)]
    for x, y, w, h in eyes:
        for dx, dy in ((-0.9, 0), (0.9, 0), (0, -0.9), (0, 0.7)):
            if not edge.contains(QPointF(x + dx * w, y + dy * h)):
                yield "An eye reaches out of the head."
    if eyes[0][0] + eyes[0][2] > eyes[1][0] - eyes[1][2] + 2:
        yield "The eyes touch."
    left, right, up, low = mouth_at(look, turn, act)
    for x, y in (left, right, up, low):
        if not edge.contains(QPointF(x, y)):
            yield "The mouth reaches out of the head."
    nose = turn.at(0, 37 * look.face.nose, 80)[1]
    chin = 101.5 * look.face.chin
    levels = [
        max(y for sign in (-1, 1) for _, y in brow_at(look, turn, sign, act)[:3]),
        max(y for _, y, _, _ in eyes) + 3,
        nose,
        up[1],
        low[1] + 3,
        chin,
    ]
    for (above, below), words in zip(
        pairwise(levels),
        (
            "A brow is below the eyes.",
            "The nose is above the eyes.",
            "The mouth is on the nose.",
            "The mouth is inside out.",
            "The mouth is on the chin.",
        ),
        strict=True,
    ):
        if below <= above:
            yield words


def painted(look: Look, turn: Turn, planes: dict[str, Layer]) -> Iterator[str]:
    """What the paint itself shows: whether hair covers the skull and leaves the eyes free, and no plane is cut off."""
    for name, layer in planes.items():
        alpha = layer.pixels[..., 3]
        long = name != "face" and STYLES[look.face.style].mane is not None  # it falls on, in a plane of its own
        if any(side.any() for side in (alpha[0], alpha[:, 0], alpha[:, -1])) or (alpha[-1].any() and not long):
            yield f"The {name} of the head reaches the edge of its canvas."
    if look.face.style != "bald":
        places = _skull(look, turn)
        bare = sum(not _covered(planes, x, y) for x, y in places)
        if bare > 0.45 * len(places):  # a parting is no fault
            yield "The skull shows through the hair."
    eyes = [(turn.side * 43.0, -3.0)] if turn.aside else [eye_at(look, turn, sign)[:2] for sign in (-1, 1)]
    if any(_alpha(planes["front"], x, y) > 120 for x, y in eyes):
        yield "Hair hangs over an eye."


def _skull(look: Look, turn: Turn) -> list[tuple[float, float]]:
    """Places that hair covers on anybody who is not bald: an arc over the crown, somewhat within its edge."""
    high, d = look.face.forehead, turn.side
    if turn.aside:
        return [
            (d * 66 * math.cos(a) - d * 8, -30 - 72 * high * math.sin(a)) for a in (math.radians(k) for k in range(75, 200, 12))
        ]
    return [(x, -30 - (71 * high - 2) * math.sqrt(1 - (x / 76) ** 2)) for x in range(-50, 51, 10)]


def _covered(planes: dict[str, Layer], x: float, y: float) -> bool:
    """Whether hair, and not skin, is what is seen there."""
    if _alpha(planes["front"], x, y) > 90:
        return True
    skin = _paint(planes["face"], x, y)
    if skin is None or skin[3] < 90:
        return _alpha(planes["back"], x, y) > 90
    return False


def _paint(layer: Layer, x: float, y: float) -> tuple[int, int, int, int] | None:
    i, j = int((y - layer.y0) * layer.scale), int((x - layer.x0) * layer.scale)
    h, w = layer.pixels.shape[:2]
    if not (0 <= i < h and 0 <= j < w):
        return None
    b, g, r, a = (int(v) for v in np.asarray(layer.pixels[i, j]))
    return b, g, r, a


def _alpha(layer: Layer, x: float, y: float) -> int:
    found = _paint(layer, x, y)
    return found[3] if found else 0
