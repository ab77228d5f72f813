"""What people hold: small things, painted about the place where the hand grips them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from engine.video.renderers.illustrated.anatomy import corner, ellipse, shape, stroke
from engine.video.renderers.illustrated.paint import colour, glow, linear, polygon, radial


def _cup(p: QPainter, d: int) -> None:
    china = (
        linear(-26, 0, 26, 0, "#a9a2ae", "#fffaf0", "#d8d0cc")
        if d > 0
        else linear(-26, 0, 26, 0, "#d8d0cc", "#fffaf0", "#a9a2ae")
    )
    p.setBrush(china)
    ellipse(p, 0, 24, 38, 7)
    shape(p, china, [corner((-27, -20)), corner((27, -20)), (25, 4), (12, 22), (-12, 22), (-25, 4)])
    p.setBrush(linear(0, -24, 0, -14, "#5a3018", "#a8662c"))
    ellipse(p, 0, -20, 27, 6)
    stroke(p, "#5f9ea8", 0.9, [(-26, -8), (0, -3), (26, -8)], 2.6, 2.8, 2.6)


def _book(p: QPainter, d: int) -> None:
    for sign, tone in ((-1, "#6a2a2c"), (1, "#8a3a34")):
        p.setBrush(linear(0, -40, 0, 30, tone, "#3e1a20"))
        p.drawPath(polygon((0, -26), (sign * 48, -36), (sign * 50, 26), (0, 36)))
    for sign in (-1, 1):
        page = linear(0, 0, sign * 46, 0, "#c9b792", "#fbf2dc") if sign == d else linear(0, 0, sign * 46, 0, "#b8a684", "#e6d8ba")
        shape(
            p,
            page,
            [
                corner((0, -26)),
                (sign * 22, -39),
                corner((sign * 45, -36)),
                corner((sign * 46, 21)),
                (sign * 22, 17),
                corner((0, 30)),
            ],
        )
        for k in range(6):
            y = -26 + 8 * k
            stroke(p, "#6a5844", 0.4, [(sign * 8, y + 2), (sign * 22, y - 4), (sign * 38, y - 2)], 1, 1.5, 1)


def _letter(p: QPainter, d: int) -> None:
    p.setBrush(linear(-24, -40, 26, 34, "#fff8e6", "#d9c7a2"))
    p.drawPath(polygon((-28, -40), (24, -44), (30, 28), (-24, 34)))
    for k in range(7):
        stroke(p, "#4a4460", 0.55, [(-19, -28 + 8 * k), (0, -30 + 8 * k), (18 - 3 * (k % 3), -31 + 8 * k)], 1, 1.6, 1)
    stroke(p, "#b89f72", 0.5, [(-26, -3), (0, -5), (27, -8)], 0.5, 2, 0.5)


def _lamp(p: QPainter, d: int) -> None:
    p.setBrush(glow(0, 22, 76, "#ffb45a", 0.55, 1.8))
    ellipse(p, 0, 22, 76, 76)
    stroke(p, "#3a2c2a", 1.0, [(-18, 0), (-14, -20), (0, -28), (14, -20), (18, 0)], 3, 3, 3)
    p.setBrush(linear(-20, 0, 20, 0, "#2a2026", "#6a5648", "#3a2c2a"))
    p.drawPath(polygon((-12, -8), (12, -8), (20, 4), (-20, 4)))
    p.drawRoundedRect(QRectF(-22, 46, 44, 10), 3, 3)
    p.setBrush(radial(0, 28, 30, "#fff6d0", "#ffc460", "#d8802a"))
    p.drawPath(polygon((-17, 4), (17, 4), (20, 46), (-20, 46)))
    for x in (-18, 0, 18):
        stroke(p, "#3a2c2a", 0.9, [(x * 0.9, 4), (x, 25), (x * 1.1, 46)], 2.4, 2.4, 2.4)


def _key(p: QPainter, d: int) -> None:
    p.setBrush(linear(0, -34, 0, 20, "#f4d890", "#9a6a2a"))
    p.drawRoundedRect(QRectF(-3, -14, 6, 46), 2, 2)
    p.drawRect(QRectF(3, 18, 10, 5))
    p.drawRect(QRectF(3, 26, 8, 5))
    p.drawPath(polygon((-12, -30), (0, -40), (12, -30), (9, -15), (-9, -15)))
    p.setBrush(colour("#3a2418"))
    ellipse(p, 0, -26, 5, 5)


def _umbrella(p: QPainter, d: int) -> None:
    p.setBrush(linear(-9, 0, 9, 0, "#1d2436", "#41506e", "#222b40"))
    p.drawPath(polygon((-4, -66), (4, -66), (11, 30), (0, 66), (-11, 30)))
    for x in (-4.0, 4.0):
        stroke(p, "#10141f", 0.6, [(x * 0.4, -60), (x * 1.4, 20), (0, 60)], 0.6, 2, 0.6)
    stroke(p, "#8a5a34", 1.0, [(0, -62), (0, -74), (d * 8, -79), (d * 15, -72)], 6, 6, 5)


def _flowers(p: QPainter, d: int) -> None:
    for k in range(7):
        x, y = -30 + 10 * k, -34 - 12 * (1 - abs(k - 3) / 3)
        stroke(p, "#4a7a48", 1.0, [(0, 24), (x * 0.4, -6), (x, y)], 3, 3, 2)
    for k in range(7):
        x, y = -30 + 10 * k, -34 - 12 * (1 - abs(k - 3) / 3)
        tint = ("#f0a0a8", "#f4d070", "#c890d8", "#fff0e0")[k % 4]
        for a, b in ((-6, 0), (6, 0), (0, -6), (0, 6)):
            p.setBrush(radial(x + a, y + b, 9, "#ffffff", tint, tint))
            p.drawEllipse(QPointF(x + a, y + b), 6.5, 6.5)
        p.setBrush(colour("#c8802a"))
        ellipse(p, x, y, 3.6, 3.6)


HELD: Mapping[str, Callable[[QPainter, int], None]] = {
    "cup": _cup,
    "book": _book,
    "letter": _letter,
    "lamp": _lamp,
    "key": _key,
    "umbrella": _umbrella,
    "flowers": _flowers,
}
"""What a puppet can hold; anything else leaves its hands free."""


def held(p: QPainter, thing: str, side: int) -> None:
    """The thing, seen by someone whose far side is `side`."""
    HELD[thing](p, side)
