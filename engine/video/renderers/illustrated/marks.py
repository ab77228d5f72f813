"""What life leaves on a face: childhood, years, scars, and what helps an eye, an ear or a hand that is gone."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from engine.library.characters import Face
from engine.video.renderers.illustrated.anatomy import Look, Spot, Turn, ellipse, shape, soft, stroke
from engine.video.renderers.illustrated.paint import colour, glow, h01, linear, mix, radial, spline

THEIR_RIGHT, THEIR_LEFT = -1, 1
"""The sides of a face by the sign of x: what is on one side of it stays there, whichever way they look."""


def young(face: Face) -> Face:
    """The face as it was at about eight, in the measure of its youth: all round and near together, and the eyes large."""
    y = face.youth
    if not y:
        return face
    return replace(
        face,
        eye=face.eye * (1 + 0.16 * y),
        iris=face.iris,
        nose=face.nose * (1 - 0.22 * y),
        nose_width=face.nose_width * (1 - 0.2 * y),
        nose_bridge=face.nose_bridge * (1 - y),
        jaw=face.jaw * (1 - 0.05 * y),
        chin=face.chin * (1 - 0.075 * y),
        cheek=face.cheek * (1 + 0.045 * y),
        forehead=face.forehead * (1 + 0.02 * y),
        mouth=face.mouth * (1 - 0.16 * y),
        lips=face.lips * (1 - 0.1 * y),
        lip_colour=face.lip_colour * (1 - 0.3 * y),
        brow=face.brow * (1 - 0.28 * y),
        lid=face.lid * (1 - 0.7 * y),
        ears=face.ears * (1 + 0.06 * y),
        blush=min(1.0, face.blush + 0.18 * y),
    )


def years(p: QPainter, look: Look, turn: Turn, edge: QPainterPath, seed: int) -> None:
    """Lines, and where years are many, hollows, a heavy jaw and spots."""
    d, age = turn.side, look.face.age
    for sign in (-1, 1):
        fold = [turn.at(sign * 18, 35, 80), turn.at(sign * 28, 48, 72), turn.at(sign * 31, 61, 66)]
        stroke(p, look.shade, 0.5 * age, fold, 0.5, 2.4, 0.4)
        if sign == -d:
            for k in (-1, 0, 1):
                crow = [
                    turn.at(sign * 54, -1 + k * 3, 46),
                    turn.at(sign * 60, -1 + k * 5, 40),
                    turn.at(sign * 65, -2 + k * 8, 34),
                ]
                stroke(p, look.shade, 0.5 * age, crow, 1.6, 1.3, 0.3)
    for k in range(2):
        line = [turn.at(-26, -62 + k * 11, 70), turn.at(2, -65 + k * 11, 78), turn.at(28, -62 + k * 11, 70)]
        stroke(p, look.shade, 0.4 * age, line, 0.3, 1.5, 0.3)
    old = max(0.0, age - 0.6) / 0.4
    if not old:
        return
    for sign in (-1, 1):
        short = 0.7 if sign == d else 1.0
        soft(p, edge, *turn.at(sign * 50, 54, 40), 24 * short, 22, look.shade, 0.34 * old, 1.3)  # hollow cheeks
        jowl = [turn.at(sign * 36, 66, 58), turn.at(sign * 44, 80, 46), turn.at(sign * 38, 90 * look.face.chin, 42)]
        stroke(p, look.shade, 0.42 * old, jowl, 0.4, 2.6, 0.4)
        bag = [turn.at(sign * 22, 15, 70), turn.at(sign * 34, 20, 66), turn.at(sign * 46, 14, 56)]
        stroke(p, look.deep, 0.3 * old, bag, 0.4, 2.0, 0.4)
        cheek = [turn.at(sign * 40, 40, 62), turn.at(sign * 46, 52, 54), turn.at(sign * 45, 64, 48)]
        stroke(p, look.shade, 0.3 * old, cheek, 0.3, 1.6, 0.3)
        for k in (-1, 1):
            lip = [turn.at(sign * (6 + 5 * k), 49 * look.face.chin, 82), turn.at(sign * (6.6 + 5.4 * k), 53 * look.face.chin, 82)]
            stroke(p, look.shade, 0.34 * old, lip, 0.3, 1.2, 0.3)
    line = [turn.at(-22, -50, 74), turn.at(2, -53, 80), turn.at(24, -50, 74)]
    stroke(p, look.shade, 0.34 * old, line, 0.3, 1.4, 0.3)
    p.setBrush(colour(mix(look.shade, "#7a4a28", 0.4), 0.28 * old))
    for i in range(9):
        x, y = (h01(seed, "spot", i) - 0.5) * 104, (-74 if i % 2 else 10) + 34 * h01(seed, "level", i)
        r = 1.4 + 1.8 * h01(seed, "wide", i)
        ellipse(p, *turn.at(x, y, 82 - abs(x) * 0.6), r, r * 0.85)


def scar(p: QPainter, look: Look, turn: Turn) -> None:
    """From the brow over the eye and down the cheek, on their right."""
    s, strong = THEIR_RIGHT, look.face.scar
    upper = [turn.at(s * 40, -66, 60), turn.at(s * 36, -48, 64), turn.at(s * 35, -26, 66)]
    lower = [turn.at(s * 35, 19, 68), turn.at(s * 37, 36, 64), turn.at(s * 44, 54, 54)]
    pale = mix(look.light, "#ffb8a8", 0.35)
    for points in (upper, lower):
        stroke(p, look.deep, 0.5 * strong, [(x + 1.6, y + 0.8) for x, y in points], 0.6, 4.6, 0.6)
        stroke(p, pale, 0.35 + 0.6 * strong, points, 0.6, 3.4, 0.6)
    for x, y in (lower[1], ((lower[1][0] + lower[2][0]) / 2, (lower[1][1] + lower[2][1]) / 2)):
        stroke(p, pale, 0.5 * strong, [(x - 5, y + 2), (x, y), (x + 5, y - 2)], 0.4, 1.8, 0.4)


def hearing(p: QPainter, look: Look, turn: Turn, ear: Spot) -> None:
    """A little shell behind the ear, and its tube."""
    d = turn.side
    x, y = ear
    tube = QPainterPath(QPointF(x - d * 10, y - 22))
    tube.cubicTo(x - d * 2, y - 30, x + d * 8, y - 16, x + d * 2, y + 1)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(QPen(colour("#f4f7fa", 0.85), 2.2))
    p.drawPath(tube)
    p.setPen(Qt.PenStyle.NoPen)
    shape(p, linear(x - d * 22, y, x - d * 6, y, "#3f8f96", "#9fe0e0"), [
        (x - d * 8, y - 24), (x - d * 19, y - 16), (x - d * 22, y + 2), (x - d * 16, y + 14), (x - d * 12, y + 2),
        (x - d * 12, y - 12),
    ])  # fmt: skip
    p.setBrush(radial(x + d * 1, y + 2, 5, "#ffffff", "#8fd0d0", "#3f8f96"))
    ellipse(p, x + d * 1, y + 3, 3.4, 3.6)


def strap(p: QPainter, look: Look, turn: Turn) -> None:
    """The band of an eyepatch, from the brow over their right and about the head."""
    band = [
        turn.at(THEIR_LEFT * 52, -16, 50),
        turn.at(THEIR_LEFT * 16, -52, 80),
        turn.at(THEIR_RIGHT * 36, -72, 66),
        turn.at(THEIR_RIGHT * 70, -84, 6),
    ]
    low = [turn.at(THEIR_LEFT * 50, 6, 52), turn.at(THEIR_LEFT * 64, 12, 30), turn.at(THEIR_LEFT * 74, 14, -4)]
    for points in (band, low):
        stroke(p, "#120c14", 0.9, points, 4, 4.4, 4)
        stroke(p, "#5a4a52", 0.5, [(x, y - 1.2) for x, y in points], 0.8, 1.2, 0.8)


def patch(p: QPainter, look: Look, turn: Turn, at: Spot, w: float, h: float) -> None:
    x, y = at
    path = spline(
        [
            (x - w * 1.12, y - h * 0.95),
            (x, y - h * 1.3),
            (x + w * 1.12, y - h * 0.95),
            (x + w * 1.18, y + h * 0.35),
            (x, y + h * 1.55),
            (x - w * 1.18, y + h * 0.35),
        ]
    )
    p.setBrush(glow(x + 2, y + 4, w * 1.6, look.deep, 0.4, 1.2))
    ellipse(p, x + 2, y + 4, w * 1.6, h * 1.9)
    p.setBrush(linear(x, y - h, x, y + h * 1.4, "#3a3038", "#1c161e", "#0e0a12"))
    p.drawPath(path)
    stroke(p, "#8a7a80", 0.5, [(x - w * 0.9, y - h * 0.8), (x, y - h * 1.12), (x + w * 0.9, y - h * 0.8)], 0.6, 1.8, 0.6)


def optic(p: QPainter, look: Look, turn: Turn, at: Spot, w: float, h: float, gaze: Spot, shut: float) -> None:
    """A made eye: a ring of alloy, and a lens that looks where the other looks."""
    x, y = at
    shape(p, linear(x - w, y - h, x + w, y + h, "#dfe6ec", "#8d9aa8", "#4a5563"), [
        (x - w * 1.05, y - h * 0.2), (x - w * 0.7, y - h * 1.1), (x + w * 0.7, y - h * 1.1), (x + w * 1.05, y - h * 0.2),
        (x + w * 0.75, y + h * 1.0),
        (x, y + h * 1.25), (x - w * 0.75, y + h * 1.0),
    ])  # fmt: skip
    p.setBrush(colour("#141a24"))
    ellipse(p, x, y, w * 0.82, h * 0.86)
    gx, gy = x + gaze[0] * w * 0.3, y + gaze[1] * h * 0.3
    bright = 1 - 0.75 * shut
    p.setBrush(radial(gx, gy, w * 0.62, colour("#eaffff", bright), colour("#54d8ec", bright), colour("#0e3a52", 1.0)))
    ellipse(p, gx, gy, w * 0.58, h * 0.64)
    p.setBrush(colour("#06121c"))
    ellipse(p, gx, gy, w * 0.2, h * 0.24)
    p.setBrush(colour("#ffffff", 0.9 * bright))
    ellipse(p, gx + turn.side * 3, gy - 4, 2.6, 2.6)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(QPen(colour("#2a3340", 0.8), 1.4))
    p.drawEllipse(QRectF(x - w * 0.88, y - h * 0.92, w * 1.76, h * 1.84))
    p.setPen(Qt.PenStyle.NoPen)
