"""Faces: the painted ground of a head, and the features that move on it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from engine.video.renderers.illustrated import marks
from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.anatomy import Look, Spot, Turn, ellipse, shape, soft, stroke
from engine.video.renderers.illustrated.paint import Mode, colour, glow, h01, linear, mix, radial, spline, taper
from engine.video.renderers.illustrated.proportions import brow_at, eye_at, mouth_at, outline, rim_at

Draw = Callable[[QPainter], object]


class Inside(Protocol):
    """Paints `fill` inside the soft-edged silhouette that `base` paints, about a place on the head."""

    def __call__(self, p: QPainter, x: float, y: float, base: Draw, fill: Draw) -> None: ...


def ground(p: QPainter, look: Look, turn: Turn, seed: int) -> None:
    """Ear, skin, blush, age, beard: what lies still on the face."""
    f, d = look.face, turn.side
    _ear(p, look, turn)
    edge = outline(look, turn)
    p.setBrush(
        linear(*turn.at(-d * 62, -60, 0), *turn.at(d * 50, 90, 30), mix(look.skin, look.shade, 0.2), look.skin, look.light)
    )
    p.drawPath(edge)
    soft(p, edge, *turn.at(-d * 82, 44, -20), 96, 104, look.shade, 0.62)
    soft(p, edge, *turn.at(d * 2, 116 * f.chin, 30), 70, 46, look.shade, 0.55, 1.3)
    soft(p, edge, *turn.at(d * 18, -44, 60), 66, 58, "#fff2d6", 0.26, 1.4)
    soft(p, edge, *turn.at(d * 8, 84 * f.chin, 60), 22, 13, look.light, 0.5, 1.4)
    for sign in (-1, 1):
        short = 0.78 if sign == d else 1.05
        soft(p, edge, *turn.at(sign * 45, 36, 54), 33 * short, 26, look.blush, 0.14 + 0.56 * f.blush, 1.1)
        soft(p, edge, *turn.at(sign * 44, 22, 56), 20 * short, 10, look.light, 0.4, 1.3)
        soft(p, edge, *turn.at(sign * 31 * f.eye_gap, -9, 60), 31 * short, 26, look.shade, 0.34, 1.1)
    if f.style != "bald":  # hair throws a shadow on the brow
        p.setBrush(linear(0, -106, 0, -34, colour(look.deep, 0.62), colour(look.shade, 0.4), colour(look.shade, 0)))
        p.drawPath(edge)
    if f.freckles:
        p.setBrush(colour(mix(look.shade, "#7a3a20", 0.4), 0.5 * f.freckles))
        for i in range(30):
            x, y = (h01(seed, "freckle", i) - 0.5) * 108, 14 + 26 * h01(seed, "row", i)
            r = 0.8 + 0.9 * h01(seed, "size", i)
            ellipse(p, *turn.at(x, y, 84 - abs(x) * 0.55), r, r * 0.92)
    if f.age > 0.05:
        marks.years(p, look, turn, edge, seed)
    if f.scar > 0.05:
        marks.scar(p, look, turn)
    if f.stubble or f.beard:
        _beard(p, look, turn, edge, seed)


def _ear(p: QPainter, look: Look, turn: Turn) -> None:
    d, big = turn.side, look.face.ears
    x, y = turn.at(-d * 72 * look.face.width, 8, -14)
    skin = linear(x - 14, y - 20, x + 12, y + 22, mix(look.skin, "#ff8a64", 0.18), mix(look.skin, look.shade, 0.6))
    rim = ((8, -20), (-8, -25), (-17, -8), (-12, 12), (-2, 23), (9, 16))
    shape(p, skin, [(x + d * a * big, y + b * big) for a, b in rim])
    fold = ((2, -12), (-8, -15), (-10, -2), (-3, 9))
    stroke(p, look.deep, 0.5, [(x + d * a * big, y + b * big) for a, b in fold], 1.5, 4, 1.5)
    if look.face.aid == "hearing":
        marks.hearing(p, look, turn, (x, y))
    if look.face.earring:
        gem = look.face.earring
        p.setBrush(radial(x - d * 3, y + 25 * big, 7, "#ffffff", gem, mix(gem, "#000000", 0.4)))
        ellipse(p, x - d * 1, y + 27 * big, 4.6, 5.4)


def _beard(p: QPainter, look: Look, turn: Turn, edge: QPainterPath, seed: int) -> None:
    f, d = look.face, turn.side
    jaw, chin = f.jaw * f.width, f.chin
    low = 104 * chin + 12 * f.beard
    rows = (
        (-73 * f.width, 14, -12), (-66 * jaw, 58 * chin, 2), (-38 * jaw, 90 * chin + 5 * f.beard, 26), (0, low, 46),
        (38 * jaw, 89 * chin + 5 * f.beard, 40), (64 * jaw, 58 * chin, 30), (72 * f.width, 18, 24), (60, 40, 36),
        (38, 47, 60), (22, 44, 76), (0, 43, 82), (-22, 44, 76), (-40, 48, 60), (-60, 38, 18),
    )  # fmt: skip
    mask = spline([turn.at(d * x, y, z) for x, y, z in rows])
    if f.stubble:
        inner = mask.intersected(edge)
        for fade, alpha in ((0.0, 0.2), (6.0, 0.22), (13.0, 0.22)):
            a = alpha * f.stubble
            p.setBrush(
                linear(
                    0, 36 + fade, 0, 104, colour(look.hair_dark, 0), colour(look.hair_dark, a), colour(look.hair_dark, a * 1.4)
                )
            )
            p.drawPath(inner)
    if f.beard:
        top = colour(look.hair, 0.1)
        body = linear(
            0, 12, 0, low, top, (0.3, colour(look.hair, 0.9 * min(1, f.beard * 1.4))), (0.75, look.hair), (1.0, look.hair_dark)
        )
        p.setBrush(body)
        p.drawPath(mask)
        p.setCompositionMode(Mode.CompositionMode_SourceAtop)
        for i in range(90):
            u, v = h01(seed, "beard", i), h01(seed, "depth", i)
            x = (u - 0.5) * 136 * jaw
            y = 40 + 42 * v + (1 - (2 * u - 1) ** 2) * 18
            z = 44 - abs(x) * 0.4
            tint = look.hair_light if i % 3 == 0 else look.hair_dark
            stroke(
                p,
                tint,
                0.34,
                [turn.at(d * x, y, z), turn.at(d * x * 0.97, y + 7, z), turn.at(d * x * 0.9, y + 14, z)],
                0.4,
                2.6,
                0.4,
            )
        p.setCompositionMode(Mode.CompositionMode_SourceOver)
    x, y = turn.at(0, 63 * chin, 80)
    for k, alpha in ((1.0, 0.75), (0.7, 0.5)):
        soft(p, mask, x, y, 27 * k, 12 * k, look.skin, alpha, 0.8)


# -- features -----------------------------------------------------------------------------------------------------


def nose(p: QPainter, look: Look, turn: Turn) -> None:
    f, d = look.face, turn.side
    n, w = f.nose, f.nose_width
    tip, base = turn.at(0, 26 * n, 92 + 6 * n), turn.at(0, 37 * n, 80)
    near = turn.at(-d * 13.5 * w, 33 * n, 76)
    bump = d * 3.5 * f.nose_bridge
    side = [
        turn.at(-d * 8, -12, 76), turn.at(-d * 7.5, 8, 82), (near[0] - d * 0.5, near[1] - 5), (near[0] + d * 2, near[1] + 5),
        (base[0], base[1] + 4), (tip[0] - d * 3, tip[1] + 4), turn.at(-d * 1, 8, 90),
    ]  # fmt: skip
    bridge = turn.at(0, -12, 80)
    shape(p, linear(*bridge, *base, colour(look.shade, 0.0), colour(look.shade, 0.34), colour(look.shade, 0.62)), [*side])
    p.setBrush(glow(near[0] + d * 4, near[1] - 1, 11 * w, look.light, 0.45, 1.3))
    ellipse(p, near[0] + d * 4, near[1] - 1, 9 * w, 8)
    under = [(near[0] + d * 1.5, near[1] + 3.5), (base[0] - d * 2, base[1] + 5.5), (tip[0] + d * 2, tip[1] + 8.5)]
    stroke(p, look.deep, 0.85, under, 1.2, 3.2, 1.0)
    bow = [
        (tip[0] + d * 2, tip[1] + 8.5), (tip[0] + d * (7 + w), tip[1] + 2), (tip[0] + d * (5.5 + bump / d), tip[1] - 9),
        turn.at(d * 3, 0, 88),
    ]  # fmt: skip
    stroke(p, look.deep, 0.5, bow, 1.0, 1.9, 0.3)
    p.setBrush(glow(*tip, 13 * w, look.blush, 0.2 + 0.4 * f.blush, 1.1))
    ellipse(p, *tip, 13 * w, 11)
    p.setBrush(glow(tip[0] + d, tip[1] - 4, 6.5, "#fff6e4", 0.75, 1.2))
    ellipse(p, tip[0] + d, tip[1] - 4, 6, 6.5)
    stroke(p, "#fff2dc", 0.22, [turn.at(d * 1, -8, 84), turn.at(d * 1.5, 6, 90), (tip[0] + d, tip[1] - 8)], 0.6, 3.4, 0.8)


def eye(p: QPainter, look: Look, turn: Turn, sign: int, act: Performance, inside: Inside) -> None:
    f, d = look.face, turn.side
    x, y, w, h = eye_at(look, turn, sign)
    short = w / (20.0 * f.eye)
    if f.aid and sign == marks.THEIR_LEFT:
        if f.aid == "eyepatch":
            return marks.patch(p, look, turn, (x, y), w, h)
        if f.aid == "optic":
            return marks.optic(p, look, turn, (x, y), w, h, (act.gaze_x, act.gaze_y), act.blink)
    openness = (
        0.94 * (1 - act.blink) * (1 - 0.34 * act.squint) * (1 - 0.4 * f.lid) * (1 + 0.06 * max(0.0, act.brow) + 0.2 * act.lids)
    )
    ix, ox, iy, oy = x - sign * w, x + sign * w, y + 3, y - 1.5 - f.eye_tilt * 3
    c1 = (x - sign * w * 0.55, y + 2 - h * 1.25 * openness)
    c2 = (x + sign * w * 0.55, y - h * 1.28 * openness - f.eye_tilt * 2)
    low = 0.82 - 0.3 * act.squint - 0.14 * max(0.0, act.smile)
    l1, l2 = (x + sign * w * 0.6, y + h * low), (x - sign * w * 0.5, y + h * (low + 0.1))
    shut = openness < 0.14
    if shut:
        c1, c2 = (x - sign * w * 0.5, y + h * 0.58), (x + sign * w * 0.55, y + h * 0.5)
    upper = [_cubic((ix, iy), c1, c2, (ox, oy), t) for t in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    if not shut:
        _ball(p, look, turn, (x, y), (w, h), (ix, iy, ox, oy), (c1, c2, l1, l2), short, act, inside)
    lash = f.lash * (0.5 if sign == d else 1.0)  # the far ones must not stand out from the silhouette
    line = [*upper[:-1], (ox + sign * 2.6 * lash, oy - 1.4 * lash)]
    ink = mix("#24131a", look.hair_dark, 0.15)
    p.setBrush(ink)
    p.drawPath(taper(line, 1.2, 2.5 + 1.3 * lash, 1.6))
    if f.lash > 1:
        for k, reach in ((4, 5.0), (5, 6.0)):
            a, b = line[k], reach * lash
            p.drawPath(taper([a, (a[0] + sign * b * 0.6, a[1] - b * 0.4), (a[0] + sign * b, a[1] - b)], 2.2, 1.6, 0.3))
    crease = [(a, b - 4.4 - 1.8 * openness) for a, b in upper[1:5]]
    stroke(p, look.deep, 0.45, crease, 0.5, 1.8, 0.5)
    below = [(ox, oy), ((ox + x) / 2, y + h * (low - 0.1)), ((ix + x) / 2, y + h * (low - 0.03)), (ix, iy)]
    stroke(p, look.deep, 0.5, below, 1.4, 1.2, 0.4)
    if f.age > 0.3 or act.squint > 0.35:
        bag = [(x - sign * w * 0.6, y + h * 1.12), (x + sign, y + h * 1.34), (x + sign * w * 0.8, y + h * 1.0)]
        stroke(p, look.shade, 0.4 * max(f.age, act.squint), bag, 0.3, 1.8, 0.3)


def _ball(
    p: QPainter,
    look: Look,
    turn: Turn,
    at: Spot,
    size: Spot,
    corners: tuple[float, float, float, float],
    curves: tuple[Spot, Spot, Spot, Spot],
    short: float,
    act: Performance,
    inside: Inside,
) -> None:
    (x, y), (w, h), (ix, iy, ox, oy), (c1, c2, l1, l2), d = at, size, corners, curves, turn.side
    almond = QPainterPath(QPointF(ix, iy))
    almond.cubicTo(*c1, *c2, ox, oy)
    almond.cubicTo(*l1, *l2, ix, iy)
    lid = QPainterPath(QPointF(ix, iy))
    lid.cubicTo(*c1, *c2, ox, oy)
    lid.cubicTo(c2[0], c2[1] + h * 0.6, c1[0], c1[1] + h * 0.6, ix, iy)
    r = 12.6 * look.face.eye
    gx, gy, rx = x + act.gaze_x * w * 0.44, y + act.gaze_y * h * 0.36 - 0.5, r * min(1.0, short + 0.12)
    iris = look.face.iris

    def white(q: QPainter) -> None:
        q.setBrush(linear(0, y - h, 0, y + h, "#b39fa6", "#efe6e0", "#fffaf2"))
        q.drawPath(almond)

    def ball(q: QPainter) -> None:
        q.setBrush(radial(gx, gy + r * 0.4, r * 1.15, mix(iris, "#ffe9b0", 0.5), iris, mix(iris, "#120a10", 0.66)))
        ellipse(q, gx, gy, rx, r)
        q.setBrush(colour("#140c12"))
        ellipse(q, gx, gy, rx * 0.5, r * 0.52)
        q.setBrush(colour("#2a1424", 0.36))
        q.drawPath(lid)

    inside(p, x, y, white, ball)
    p.setBrush(colour("#ffffff", 0.96))
    ellipse(p, gx + d * 3.6, gy - 4.8, 3.5 * look.face.eye, 3.7 * look.face.eye)
    p.setBrush(colour("#ffe0b0", 0.62))
    ellipse(p, gx - d * 3.4, gy + 4.2, 1.9, 1.6)


def _cubic(a: Spot, b: Spot, c: Spot, e: Spot, t: float) -> Spot:
    u = 1 - t
    k = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    return (k[0] * a[0] + k[1] * b[0] + k[2] * c[0] + k[3] * e[0], k[0] * a[1] + k[1] * b[1] + k[2] * c[1] + k[3] * e[1])


def brow(p: QPainter, look: Look, turn: Turn, sign: int, act: Performance) -> None:
    f = look.face
    points = brow_at(look, turn, sign, act)
    thick = 5.6 * f.brow * (0.86 if sign == turn.side else 1)
    p.setBrush(linear(*points[0], *points[-1], colour(look.brow, 0.84), colour(look.brow, 0.96)))
    p.drawPath(taper(points, thick * 0.8, thick, 0.8))
    for k in range(1, 3):
        (ax, ay), (bx, by) = points[k], points[k + 1]
        hair = [(ax, ay + thick * 0.2), ((ax + bx) / 2, (ay + by) / 2 - thick * 0.35), (bx - (bx - ax) * 0.3, by - thick * 0.1)]
        stroke(p, look.hair_light, 0.25, hair, 0.3, 1.1, 0.3)


def mouth(p: QPainter, look: Look, turn: Turn, act: Performance, inside: Inside) -> None:
    f, d = look.face, turn.side
    opened, smile = act.open, act.smile
    left, right, up, low = mouth_at(look, turn, act)
    half = math.hypot(right[0] - left[0], right[1] - left[1]) / 2 / max(0.3, math.cos(turn.yaw))
    middle = turn.at(0, 59 * f.chin + opened * 2, 80)
    thin, full = 3.7 * f.lips * (1 - 0.45 * act.press), 5.2 * f.lips * (1 - 0.45 * act.press)
    lip, bow = look.lip, 4.0
    if f.beard < 0.5:
        p.setBrush(glow(low[0], low[1] + full * 2.1, 17, look.shade, 0.36, 1.2))
        ellipse(p, low[0], low[1] + full * 2.1, 15, 5.5)
    top = QPainterPath(QPointF(*left))
    top.cubicTo(
        left[0] + (up[0] - left[0]) * 0.55,
        up[1] - thin * 1.1,
        up[0] - bow - 2,
        up[1] - thin * 1.5,
        up[0] - bow / 2,
        up[1] - thin * 1.25,
    )
    top.quadTo(up[0], up[1] - thin * 0.75, up[0] + bow / 2, up[1] - thin * 1.25)
    top.cubicTo(up[0] + bow + 2, up[1] - thin * 1.5, right[0] + (up[0] - right[0]) * 0.55, up[1] - thin * 1.1, *right)
    top.cubicTo(right[0] + (up[0] - right[0]) * 0.62, up[1] + 1, left[0] + (up[0] - left[0]) * 0.62, up[1] + 1, *left)
    p.setBrush(colour(mix(lip, "#4a1420", 0.22), 0.9))
    p.drawPath(top)
    p.setBrush(linear(0, low[1] - 3, 0, low[1] + full * 1.4, lip, mix(lip, "#ffd0b0", 0.18), mix(lip, "#5a1420", 0.2)))
    p.drawPath(_lens(left, (low[0], low[1] - 1), right, (low[0], low[1] + full * 1.25)))
    p.setBrush(glow(low[0] + d * 3, low[1] + full * 0.4, 6, "#fff0e0", 0.36, 1.3))
    ellipse(p, low[0] + d * 3, low[1] + full * 0.4, 6, 2.0)
    if opened > 0.045 or act.round > 0.45:
        hole = _lens(left, up, right, low)

        def base(q: QPainter) -> None:
            q.setBrush(linear(0, up[1], 0, low[1], "#2a0a12", "#56141f", "#7a2028"))
            q.drawPath(hole)

        def teeth(q: QPainter) -> None:
            if opened > 0.16:
                q.setBrush(colour("#c2535a"))
                ellipse(q, low[0], low[1] + 5 - opened * 1.5, half * 0.6, 6 + 7 * opened)
            if act.round < 0.6:
                deep = 3 + min(5.2, 2.2 + opened * 8)
                q.setBrush(linear(0, up[1], 0, up[1] + 6, "#d2c6bc", "#fdf6ea"))
                q.drawRoundedRect(QRectF(up[0] - half * 0.72, up[1] - 3, half * 1.44, deep), 3, 3)

        inside(p, middle[0], (up[1] + low[1]) / 2, base, teeth)
    else:
        line = [
            left, (left[0] * 0.6 + middle[0] * 0.4, middle[1] + 0.6 - smile * 0.6), (middle[0], middle[1] + smile * 1.2),
            (right[0] * 0.6 + middle[0] * 0.4, middle[1] + 0.6 - smile * 0.6), right,
        ]  # fmt: skip
        p.setBrush(colour(mix(lip, "#3a0c14", 0.62), 0.9))
        p.drawPath(taper(line, 1.4, 2.4, 1.4))
    for (x, y), sign in ((left, -1), (right, 1)):
        p.setBrush(colour(look.deep, 0.5))
        ellipse(p, x + sign * 1.2, y - 0.4, 2.0, 1.6)
        if smile > 0.35:
            stroke(
                p, look.shade, 0.5 * smile, [(x + sign * 4, y - 7), (x + sign * 6.5, y - 1), (x + sign * 5, y + 5)], 0.3, 1.9, 0.3
            )
    if f.moustache:
        _moustache(p, look, turn, (up[0], up[1] - thin), half, smile)


def _moustache(p: QPainter, look: Look, turn: Turn, at: Spot, half: float, smile: float) -> None:
    m = look.face.moustache
    x, y = at
    for sign in (turn.side, -turn.side):
        reach = (half + 9) * (0.84 if sign == turn.side else 1.04)
        points = [
            (x - sign, y - 3.5), (x + sign * reach * 0.4, y - 5.5 - m), (x + sign * reach * 0.8, y + 1 - smile * 3),
            (x + sign * reach * 1.08, y + 6 - smile * 6),
        ]  # fmt: skip
        p.setBrush(linear(x, y - 10, x, y + 8, look.hair_light, look.hair, look.hair_dark))
        p.drawPath(taper(points, 4.5 + 3 * m, 6 + 6.5 * m, 0.8))
        for k in range(3):
            hair = [(a, b + (k - 1) * (1.6 + 1.2 * m)) for a, b in points]
            stroke(p, look.hair_dark if k % 2 else look.hair_light, 0.35, hair, 0.4, 1.3, 0.3)


def glasses(p: QPainter, look: Look, turn: Turn) -> None:
    rims = []
    for sign in (-1, 1):
        x, y, w, size = rim_at(look, turn, sign)
        rims.append((x, y, w))
        rim = QPainterPath()
        rim.addEllipse(QPointF(x, y), w, size)
        faint, warm = colour("#ffffff", 0.16), colour("#ffd08a", 0.16)
        p.setBrush(linear(x - w, y - 22, x + w, y + 22, faint, colour("#bcd6ff", 0.04), colour("#ffd9a0", 0.02), warm))
        p.drawPath(rim)
        shine = [(x - w * 0.72, y - size * 0.1), (x - w * 0.56, y - size * 0.5), (x - w * 0.2, y - size * 0.76)]
        stroke(p, "#ffffff", 0.38, shine, 0.5, 3.0, 0.5)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(linear(x, y - 25, x, y + 25, "#f0d59a", "#96663a", "#6a4020"), 2.8))
        p.drawPath(rim)
    (x0, y0, w0), (x1, y1, w1) = rims
    bridge = QPainterPath(QPointF(x0 + w0, y0 - 4))
    bridge.quadTo((x0 + w0 + x1 - w1) / 2, y0 - 11, x1 - w1, y1 - 4)
    p.drawPath(bridge)
    p.setPen(Qt.PenStyle.NoPen)


def glasses_arm(p: QPainter, look: Look, turn: Turn) -> None:
    """The near arm, from the rim to the ear: drawn before the hair, which may hang over it."""
    d = turn.side
    x, y, w, _ = rim_at(look, turn, -d)
    ear = turn.at(-d * 68 * look.face.width, -3, -6)
    arm = QPainterPath(QPointF(x - d * w * 0.98, y - 5))
    arm.lineTo(*ear)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(QPen(linear(x, y, *ear, "#96663a", "#6a4020"), 2.6))
    p.drawPath(arm)
    p.setPen(Qt.PenStyle.NoPen)


def _lens(left: Spot, up: Spot, right: Spot, low: Spot, k: float = 0.6) -> QPainterPath:
    """The shape between two arcs that share their corners."""
    path = QPainterPath(QPointF(*left))
    path.cubicTo(left[0] + (up[0] - left[0]) * k, up[1], right[0] + (up[0] - right[0]) * k, up[1], *right)
    path.cubicTo(right[0] + (low[0] - right[0]) * k, low[1], left[0] + (low[0] - left[0]) * k, low[1], *left)
    return path
