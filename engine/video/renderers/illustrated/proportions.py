"""Where everything on a face is: its silhouette, eyes, brows, mouth and rims, from its numbers and the way it is turned."""

from __future__ import annotations

import math

from PySide6.QtGui import QPainterPath

from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.anatomy import Look, Spot, Turn
from engine.video.renderers.illustrated.paint import spline

EYE_Y = -3.0


def outline(look: Look, turn: Turn) -> QPainterPath:
    """The silhouette of the face."""
    f, near_far = look.face, abs(math.sin(turn.yaw))
    jaw, chin, cheek = f.jaw, f.chin, f.cheek

    def half(sign: int) -> list[Spot]:
        far = sign == turn.side
        rows = (
            (43.0, -96 * f.forehead, 0.0, 0.0),
            (70.0, -60 * f.forehead, 14.0, -12.0),
            (74 - 8 * near_far, -10.0, 13.0, -14.0),
            ((75 - (5.5 * near_far if far else 0)) * (1 + (cheek - 1) * (0.5 if far else 1)), 24.0, 27.0, -10.0),
            (65 * jaw, 59 * chin, 27.0, 2.0),
            (37 * jaw, 88 * chin, 38.0, 27.0),
            (15 * jaw, 99 * chin, 46.0, 42.0),
        )
        return [turn.at(sign * x * f.width, y, zf if far else zn) for x, y, zf, zn in rows]

    return spline([turn.at(0, -104 * f.forehead, 0), *half(1), turn.at(0, 101.5 * chin, 48), *half(-1)[::-1]])


def eye_at(look: Look, turn: Turn, sign: int) -> tuple[float, float, float, float]:
    """Where an eye is, and half of how wide and high it is."""
    f = look.face
    x, y = turn.at(sign * 32 * f.width * f.eye_gap, EYE_Y, 60)
    short = max(0.4, math.cos(turn.yaw) - (0.36 if sign == turn.side else -0.04) * abs(math.sin(turn.yaw)))
    w = 20.0 * f.eye * short
    if sign == turn.side:  # the far eye gives way before the edge of the face
        over = abs(x) + w + 4.5 - _edge(look, turn, 72.0 - 8 * abs(math.sin(turn.yaw)), 13.0)
        if over > 0:
            x -= turn.side * over * 0.55
            w = max(w - over * 0.5, w * 0.55)
    return x, y, w, 16.2 * f.eye


def _edge(look: Look, turn: Turn, x: float, z: float) -> float:
    """How far out the far side of the face is painted: planes keep the shape in which they were, and only slide."""
    rest = 0.4
    slid = (math.sin(abs(turn.yaw)) - math.sin(rest)) * 18.0
    return x * look.face.width * math.cos(rest) + z * math.sin(rest) + slid


def brow_at(look: Look, turn: Turn, sign: int, act: Performance) -> list[Spot]:
    """A brow, from its inner end to its outer."""
    f = look.face
    lift, inner = -10 * act.brow - 4 * f.brow_height, 11 * act.brow_in + 3 * f.brow_tilt
    if sign == turn.side:
        lift -= 4 * act.brow_one
    gap = f.eye_gap
    return [
        turn.at(sign * 14 * gap, -34 + lift + inner, 70),
        turn.at(sign * 26 * gap, -41 + lift + inner * 0.4, 66),
        turn.at(sign * 41 * gap, -42.5 + lift, 58),
        turn.at(sign * 55 * gap, -33 + lift - inner * 0.25, 46),
    ]


def mouth_at(look: Look, turn: Turn, act: Performance) -> tuple[Spot, Spot, Spot, Spot]:
    """The corners of the mouth, and the middles of its upper and lower edge."""
    f = look.face
    opened, smile = act.open, act.smile
    half = 20 * f.mouth * (1 + 0.2 * act.wide - 0.4 * act.round + 0.17 * max(0.0, smile))
    yc = 59 * f.chin + opened * 2
    left, right = turn.at(-half, yc - smile * 7.2, 70), turn.at(half, yc - smile * 7.2, 70)
    most = _edge(look, turn, 65.0 * f.jaw, 27.0) - 6
    if turn.side > 0:
        right = (min(right[0], most), right[1])
    else:
        left = (max(left[0], -most), left[1])
    up = turn.at(0, yc - 2.2 - opened * 4.5 - act.round * 2, 81)
    low = turn.at(0, yc + 2.4 + opened * 16 + act.round * 1.5 + smile * 1.6, 79)
    return left, right, up, low


def rim_at(look: Look, turn: Turn, sign: int) -> tuple[float, float, float, float]:
    """Where a rim is, and how wide and high."""
    f = look.face
    size = 27.5 * f.glasses
    x, y = turn.at(sign * 33 * f.width * f.eye_gap, 2, 70)
    return x, y, size * max(0.42, math.cos(turn.yaw) - (0.30 if sign == turn.side else -0.02) * abs(math.sin(turn.yaw))), size
