"""Profiles: a head seen from the side, from the same numbers as the one seen from before, and combed with the same combs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from engine.video.renderers.illustrated import marks
from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.anatomy import Look, Spot, Turn, ellipse, shape, soft, stroke
from engine.video.renderers.illustrated.face import Inside
from engine.video.renderers.illustrated.paint import Mode, Point, colour, glow, h01, linear, mix, radial, spline, taper
from engine.video.renderers.illustrated.proportions import EYE_Y

BEYOND = 0.85
"""A head turned farther than this is drawn from the side."""
_FRONT, _EDGE = math.radians(52), math.radians(112)
"""About the head, from the nose round to the ear: up to here it looks the same, and there the picture from before ends."""


@dataclass(frozen=True)
class Side(Turn):
    """A head seen from the side. What is seen at its edge from before lies at the back of it here."""

    @property
    def aside(self) -> bool:
        return True

    def at(self, x: float, y: float, z: float) -> Spot:
        d = self.side
        out, ahead = -d * x, z + 15
        about, away = abs(math.atan2(out, ahead)), math.hypot(out, ahead)
        if about > _FRONT:
            about = min(math.pi, _FRONT + (about - _FRONT) * (math.pi - _FRONT) / (_EDGE - _FRONT))
        back = max(0.0, about / (math.pi / 2) - 1)
        forward = away * math.cos(about) - 15 + 17 * back
        if out < 0 and y < 24:  # the far side of the crown is what shows over the top of it
            over = min(1.0, -out / max(1.0, away)) * min(1.0, (24 - y) / 54)
            high, full = max(0.0, min(1.0, (-y - 40) / 90)), 0.5 * max(0.0, away - 82)
            forward += (62 - 50 * high + full - forward) * over
            y += (min(y, -84 - 36 * high) - full - y) * over
        return (d * forward, y)


def outline(look: Look, turn: Turn) -> QPainterPath:
    """The silhouette, from the brow over the nose to the chin and round the back of the skull."""
    f, d = look.face, turn.side
    n, chin, jaw, high = f.nose, f.chin, f.jaw, f.forehead
    tip = 88 + 14 * (n - 0.88) / 0.26 * 0.5
    bump = 3.5 * f.nose_bridge
    rows: list[Point] = [
        (0, -112 * high), (44, -98 * high), (64, -66 * high), (69, -36), (64.5, -12), (72 + bump, 4), (tip, 22 * n),
        (tip - 4, 31 * n),
        (72, 37 * n), (71.5, 46 * chin), (69, 58 * chin), (69, 70 * chin), (65.5, 77 * chin), (68 * (0.5 + 0.5 * jaw), 91 * chin),
        (50, 102 * chin), (18, 91 * chin), (-12, 70 * chin * (0.8 + 0.2 * jaw)), (-24, 44), (-48, 58), (-74, 34),
        (-88, -12), (-84, -62), (-46, -102),
    ]  # fmt: skip
    return spline([(d * x, y) for x, y in ((row[0], row[1]) for row in rows)])


def ground(p: QPainter, look: Look, turn: Turn, seed: int) -> None:
    """Skin, ear, blush, years and beard."""
    f, d = look.face, turn.side
    edge = outline(look, turn)
    p.setBrush(linear(-d * 70, -50, d * 74, 80, mix(look.skin, look.shade, 0.3), look.skin, look.light))
    p.drawPath(edge)
    soft(p, edge, -d * 60, 40, 90, 110, look.shade, 0.6)
    soft(p, edge, d * 22, 118 * f.chin, 76, 44, look.shade, 0.55, 1.3)
    soft(p, edge, d * 56, -52, 44, 50, "#fff2d6", 0.26, 1.4)
    soft(p, edge, d * 38, 34, 32, 27, look.blush, 0.14 + 0.56 * f.blush, 1.1)
    soft(p, edge, d * 36, 20, 22, 11, look.light, 0.4, 1.3)
    soft(p, edge, d * 50, -9, 24, 24, look.shade, 0.34, 1.1)
    soft(p, edge, d * 62, 84 * f.chin, 14, 12, look.light, 0.4, 1.3)
    if f.style != "bald":
        p.setBrush(linear(0, -106, 0, -34, colour(look.deep, 0.62), colour(look.shade, 0.4), colour(look.shade, 0)))
        p.drawPath(edge)
    stroke(p, look.deep, 0.34, [(-d * 20, 60), (-d * 8, 78 * f.chin), (d * 22, 96 * f.chin)], 0.5, 3.4, 0.5)
    if f.freckles:
        p.setBrush(colour(mix(look.shade, "#7a3a20", 0.4), 0.5 * f.freckles))
        for i in range(16):
            ellipse(p, d * (28 + 40 * h01(seed, "freckle", i)), 14 + 24 * h01(seed, "row", i), 1.3, 1.2)
    if f.age > 0.05:
        for k in (-1, 0, 1):
            stroke(p, look.shade, 0.5 * f.age, [(d * 26, -1 + k * 4), (d * 17, -1 + k * 7), (d * 9, k * 10)], 1.6, 1.3, 0.3)
        stroke(p, look.shade, 0.5 * f.age, [(d * 62, 36), (d * 53, 50), (d * 52, 64)], 0.5, 2.4, 0.4)
        for k in range(2):
            stroke(
                p,
                look.shade,
                0.4 * f.age,
                [(d * 26, -62 + 11 * k), (d * 48, -64 + 11 * k), (d * 62, -60 + 11 * k)],
                0.3,
                1.5,
                0.3,
            )
    if f.scar > 0.05 and d == marks.THEIR_LEFT:  # who looks to the right of the picture shows their right cheek
        pale = mix(look.light, "#ffb8a8", 0.35)
        for points in ([(d * 50, -66), (d * 47, -46), (d * 46, -28)], [(d * 45, 18), (d * 42, 36), (d * 34, 54)]):
            stroke(p, look.deep, 0.5 * f.scar, [(x + 1.5, y) for x, y in points], 0.6, 4.4, 0.6)
            stroke(p, pale, 0.35 + 0.6 * f.scar, points, 0.6, 3.2, 0.6)
    if f.stubble or f.beard:
        _beard(p, look, turn, edge, seed)
    _ear(p, look, turn)


def skullcap(p: QPainter, look: Look, turn: Turn) -> None:
    """Hair from the brow to the nape, on which a style is combed: seen from the side, a skull is mostly hair."""
    f, d = look.face, turn.side
    if f.style == "bald":
        return
    high = f.forehead
    rows = [
        (58, -80 * high), (42, -58), (30, -44), (16, -28), (10, -10), (0, -22), (-20, -22), (-31, -4), (-26, 30),
        (-32, 52), (-52, 58),
        (-78, 36), (-92, -12), (-88, -64), (-48, -106), (0, -117 * high), (40, -104 * high),
    ]  # fmt: skip
    shape(
        p,
        linear(-d * 90, 10, d * 50, -100, look.hair_dark, mix(look.hair, look.hair_dark, 0.35), look.hair),
        [(d * x, y) for x, y in rows],
    )
    for i in range(14):
        u = i / 13
        fall = [
            (d * (52 - 30 * u), -82 * high - 16 * math.sin(u * 3)),
            (d * (4 - 50 * u), -96 + 40 * u),
            (-d * (52 + 32 * u), -54 + 60 * u),
            (-d * (62 + 6 * u), 10 + 34 * u),
        ]
        stroke(p, look.hair_light if i % 2 else look.hair_dark, 0.34, fall, 0.4, 2.6, 0.4)


def _ear(p: QPainter, look: Look, turn: Turn) -> None:
    d, big = turn.side, look.face.ears
    x, y = -d * 8.0, 8.0
    skin = linear(x - 18, y - 20, x + 14, y + 22, mix(look.skin, look.shade, 0.35), mix(look.skin, "#ff8a64", 0.16), look.light)
    rim = ((10, -16), (2, -27), (-13, -26), (-21, -10), (-16, 8), (-7, 22), (2, 27), (8, 18), (8, 4))
    shape(p, skin, [(x + d * a * big, y + b * big) for a, b in rim])
    for fold in (((4, -16), (-8, -19), (-14, -7), (-9, 8)), ((1, -8), (-6, -6), (-4, 6), (2, 12))):
        stroke(p, look.deep, 0.5, [(x + d * a * big, y + b * big) for a, b in fold], 1.2, 3.6, 1.2)
    if look.face.aid == "hearing":
        marks.hearing(p, look, turn, (x - d * 4, y))
    if look.face.earring:
        gem = look.face.earring
        p.setBrush(radial(x - d, y + 28 * big, 7, "#ffffff", gem, mix(gem, "#000000", 0.4)))
        ellipse(p, x, y + 30 * big, 4.6, 5.4)


def _beard(p: QPainter, look: Look, turn: Turn, edge: QPainterPath, seed: int) -> None:
    f, d = look.face, turn.side
    chin, grown = f.chin, f.beard
    mask = spline([
        (d * 2, 16), (d * 16, 40), (d * 44, 50), (d * 60, 47 * chin), (d * 73, 46 * chin), (d * 72, 58 * chin),
        (d * (73 + 5 * grown), 78 * chin),
        (d * (72 + 7 * grown), (98 + 12 * grown) * chin), (d * 48, (106 + 12 * grown) * chin),
        (d * 14, (94 + 8 * grown) * chin), (-d * 14, 74 * chin), (-d * 12, 40),
    ])  # fmt: skip
    low = 104 * chin + 12 * grown
    if f.stubble:
        a = 0.5 * f.stubble
        p.setBrush(linear(0, 36, 0, 104, colour(look.hair_dark, 0), colour(look.hair_dark, a), colour(look.hair_dark, a * 1.3)))
        p.drawPath(mask.intersected(edge))
    if grown:
        p.setBrush(
            linear(0, 12, 0, low, colour(look.hair, 0.1), (0.3, colour(look.hair, 0.9)), (0.75, look.hair), (1.0, look.hair_dark))
        )
        p.drawPath(mask)
        p.setCompositionMode(Mode.CompositionMode_SourceAtop)
        for i in range(60):
            x, y = d * (-8 + 82 * h01(seed, "beard", i)), 44 + 54 * h01(seed, "depth", i)
            stroke(
                p,
                look.hair_light if i % 3 == 0 else look.hair_dark,
                0.34,
                [(x, y), (x - d * 1.5, y + 8), (x - d * 4, y + 15)],
                0.4,
                2.6,
                0.4,
            )
        p.setCompositionMode(Mode.CompositionMode_SourceOver)


def features(p: QPainter, look: Look, turn: Turn, act: Performance, inside: Inside) -> None:
    """Eye, nose and mouth at one moment; the brow and glasses come over the hair."""
    d = turn.side
    f = look.face
    tip = 88 + 14 * (f.nose - 0.88) / 0.26 * 0.5
    n = f.nose
    p.setBrush(glow(d * (tip - 16), 30 * n, 15 * f.nose_width, look.shade, 0.3, 1.2))
    ellipse(p, d * (tip - 16), 30 * n, 14, 10)
    stroke(p, look.deep, 0.8, [(d * (tip - 20), 35 * n), (d * (tip - 14), 31 * n), (d * (tip - 8), 34.5 * n)], 1.0, 3.2, 1.0)
    stroke(p, look.deep, 0.4, [(d * (tip - 25), 33 * n), (d * (tip - 25), 24 * n), (d * (tip - 18), 20 * n)], 0.6, 2.2, 0.6)
    p.setBrush(glow(d * (tip - 8), 20 * n, 9, look.light, 0.7, 1.2))
    ellipse(p, d * (tip - 8), 20 * n, 6, 6)
    _eye(p, look, turn, act, inside)
    _mouth(p, look, turn, act)


def _eye(p: QPainter, look: Look, turn: Turn, act: Performance, inside: Inside) -> None:
    f, d = look.face, turn.side
    x, y = d * 43.0, EYE_Y
    w, h = 14.0 * f.eye, 16.0 * f.eye
    if f.aid == "eyepatch" and d == -1:
        return marks.patch(p, look, turn, (x, y), w, h)
    if f.aid == "optic" and d == -1:
        return marks.optic(p, look, turn, (x, y), w, h, (act.gaze_x, act.gaze_y), act.blink)
    openness = 0.94 * (1 - act.blink) * (1 - 0.34 * act.squint) * (1 - 0.4 * f.lid) * (1 + 0.2 * act.lids)
    back, front = (x - d * w, y + 3 - f.eye_tilt * 2), (x + d * w * 0.85, y + 1)
    top, low = y - h * 0.95 * openness, y + h * (0.82 - 0.3 * act.squint)
    lid = QPainterPath(QPointF(*back))
    lid.cubicTo(x - d * w * 0.4, top - 2, x + d * w * 0.5, top - 4, x + d * w * 0.9, top + 4)
    if openness > 0.14:
        ball = QPainterPath(lid)
        ball.quadTo(x + d * w * 1.2, y + 2, x + d * w * 0.7, low)
        ball.quadTo(x - d * w * 0.2, low + 1, *back)
        gx, gy, r = x + d * w * 0.52 + act.gaze_x * 3, y + act.gaze_y * h * 0.36, 12.4 * f.eye
        iris = f.iris

        def white(q: QPainter) -> None:
            q.setBrush(linear(0, y - h, 0, y + h, "#b39fa6", "#efe6e0", "#fffaf2"))
            q.drawPath(ball)

        def inner(q: QPainter) -> None:
            q.setBrush(radial(gx, gy + r * 0.4, r * 1.1, mix(iris, "#ffe9b0", 0.5), iris, mix(iris, "#120a10", 0.66)))
            ellipse(q, gx, gy, r * 0.52, r)
            q.setBrush(colour("#140c12"))
            ellipse(q, gx + d * 1.5, gy, r * 0.26, r * 0.54)

        inside(p, x, y, white, inner)
        p.setBrush(colour("#ffffff", 0.96))
        ellipse(p, gx + d * 2, gy - 4.6, 2.6, 3.4)
        line = [back, (x - d * w * 0.3, top + 1), (x + d * w * 0.4, top - 2), (x + d * w * 0.95, top + 3)]
    else:
        line = [back, (x - d * w * 0.3, y + h * 0.5), (x + d * w * 0.4, y + h * 0.52), (x + d * w * 0.9, y + h * 0.3)]
    p.setBrush(mix("#24131a", look.hair_dark, 0.15))
    p.drawPath(taper(line, 1.4, 2.6 + 1.3 * f.lash, 1.6))
    end = line[-1]
    p.drawPath(taper([end, (end[0] + d * 4 * f.lash, end[1] - 2), (end[0] + d * 7 * f.lash, end[1] - 5 * f.lash)], 2.2, 1.6, 0.3))
    stroke(p, look.deep, 0.45, [(a - d, b - 5) for a, b in line], 0.5, 1.8, 0.5)
    stroke(p, look.deep, 0.4, [back, (x, low + 1), front], 0.6, 1.2, 0.4)


def _mouth(p: QPainter, look: Look, turn: Turn, act: Performance) -> None:
    f, d = look.face, turn.side
    yc = 58 * f.chin
    opened, smile, out = act.open, act.smile, 3.4 * act.round
    corner_: Spot = (d * (52 - 3 * act.wide + 5 * act.round - 2 * max(0.0, smile)), yc + 1 - 5.5 * smile)
    upper, lower = (d * (73.5 + out), yc - 2 - 4 * opened), (d * (72 + out - 2.5 * opened), yc + 3 + 14 * opened)
    thin, full = 4.6 * f.lips * (1 - 0.4 * act.press), 5.6 * f.lips * (1 - 0.4 * act.press)
    if opened > 0.045:
        gap = QPainterPath(QPointF(*corner_))
        gap.quadTo(d * 64, upper[1] - 1, *upper)
        gap.lineTo(*lower)
        gap.quadTo(d * 63, lower[1] + 1, *corner_)
        p.setBrush(linear(0, upper[1], 0, lower[1], "#2a0a12", "#56141f", "#7a2028"))
        p.drawPath(gap)
        if act.round < 0.6:
            p.setBrush(colour("#f4ebdf"))
            p.drawRoundedRect(QRectF(min(d * 60, d * 70), upper[1] - 0.5, 10, 2 + 3.4 * min(1.0, opened * 1.4)), 2, 2)
    lip = look.lip
    for edge, height, way, tone in ((upper, thin, -1, mix(lip, "#4a1420", 0.2)), (lower, full, 1, mix(lip, "#ffd0b0", 0.08))):
        x, y = edge
        body = QPainterPath(QPointF(*corner_))
        body.quadTo(d * 64, y, x - d * 0.5, y)
        body.quadTo(x + d * 3.4, y + way * height * 0.5, x - d * 2.5, y + way * height * 1.15)
        body.quadTo(d * 62, y + way * height * 0.9, *corner_)
        p.setBrush(tone)
        p.drawPath(body)
    if opened <= 0.045:
        stroke(p, mix(lip, "#3a0c14", 0.62), 0.9, [corner_, (d * 64, yc - 0.6 * smile), (d * 74, yc - 0.5)], 1.4, 2.2, 1.2)
    if f.moustache:
        m = f.moustache
        points = [(d * 76, yc - 11), (d * 66, yc - 10 - m), (d * 54, yc - 4 - 3 * smile), (d * 46, yc + 2 - 5 * smile)]
        p.setBrush(linear(0, yc - 16, 0, yc + 4, look.hair_light, look.hair, look.hair_dark))
        p.drawPath(taper(points, 5 + 3 * m, 6 + 6 * m, 0.8))


def over_hair(p: QPainter, look: Look, turn: Turn, act: Performance) -> None:
    """The brow, and the rim of glasses."""
    f, d = look.face, turn.side
    lift, inner = -9 * act.brow - 4 * f.brow_height, 9 * act.brow_in + 3 * f.brow_tilt
    points = [
        (d * 67, -33 + lift + inner),
        (d * 57, -41 + lift + inner * 0.4),
        (d * 43, -42 + lift),
        (d * 30, -33 + lift - inner * 0.25),
    ]
    thick = 5.4 * f.brow
    p.setBrush(linear(*points[0], *points[-1], colour(look.brow, 0.84), colour(look.brow, 0.96)))
    p.drawPath(taper(points, thick * 0.7, thick, 0.8))
    if f.glasses > 0.2:
        size = 27.5 * f.glasses
        x = d * 62.0
        p.setPen(QPen(linear(x, -22, x, 26, "#f0d59a", "#96663a", "#6a4020"), 2.8))
        p.setBrush(linear(x - 8, -20, x + 8, 24, colour("#ffffff", 0.18), colour("#bcd6ff", 0.05), colour("#ffd08a", 0.16)))
        p.drawEllipse(QPointF(x, 2), size * 0.36, size)
        p.setPen(Qt.PenStyle.NoPen)


def glasses_arm(p: QPainter, look: Look, turn: Turn) -> None:
    d = turn.side
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(QPen(linear(d * 60, 0, -d * 10, 0, "#96663a", "#6a4020"), 2.8))
    p.drawLine(QPointF(d * 54, -4), QPointF(-d * 6, -4))
    p.setPen(Qt.PenStyle.NoPen)
