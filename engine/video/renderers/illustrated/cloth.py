"""Cloth: what every outfit is painted with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath

from engine.video.renderers.illustrated.anatomy import Look, Spot, corner, ellipse, shape, stroke
from engine.video.renderers.illustrated.paint import Paint, Point, colour, linear, mix, radial


@dataclass(frozen=True)
class Cloth:
    """What an outfit is painted with. `near` and `far` count x from the middle outward, on that side of the body."""

    p: QPainter
    look: Look
    d: int
    build: float
    main: str
    trim: str
    low: float
    """Where the outfit ends."""

    def near(self, x: float, y: float) -> Spot:
        return (-self.d * x * self.build, y)

    def far(self, x: float, y: float) -> Spot:
        return (self.d * x * self.build, y)

    def both(self, sign: int, x: float, y: float) -> Spot:
        return (sign * self.d * x * self.build, y)

    def across(self, paint: Paint, *, depth: float = 0.42) -> QBrush:
        """A cloth from its shaded side, the near one, to its lit one."""
        return linear(-self.d * 110, 150, self.d * 100, 210, dark(paint, depth), paint, light(paint, 0.16))

    def fill(self, brush: QBrush | QColor, points: Sequence[Point]) -> QPainterPath:
        return shape(self.p, brush, points)

    def line(self, paint: Paint, alpha: float, points: Sequence[Spot], width: float = 2.2) -> None:
        stroke(self.p, paint, alpha, points, 0.5, width, 0.5)

    def torso(self, brush: QBrush | QColor, *, wide: float = 0.0, neck: float = 34.0) -> QPainterPath:
        """The trunk, from the neck to where the outfit ends."""
        w = wide
        return self.fill(brush, [
            self.near(neck, 115), self.near(66, 126), self.near(98, 141), self.near(115 + w * 0.2, 171),
                self.near(110 + w * 0.4, 206), self.near(97 + w * 0.6, 250),
            corner(self.near(102 + w, self.low)), corner(self.far(94 + w, self.low)), self.far(88 + w * 0.6, 250),
                self.far(101 + w * 0.4, 206), self.far(106 + w * 0.2, 171),
            self.far(90, 141), self.far(60, 126), self.far(neck, 115), (self.d * 4, 138),
        ])  # fmt: skip

    def neck(self) -> None:
        look, d = self.look, self.d
        skin = linear(-d * 40, 0, d * 34, 0, mix(look.shade, look.skin, 0.15), mix(look.skin, look.shade, 0.42), look.skin)
        self.fill(
            skin, [(-d * 36, 50), (-d * 34, 100), self.near(52, 124), (0, 168), self.far(46, 124), (d * 28, 98), (d * 28, 50)]
        )
        self.fill(
            colour(look.deep, 0.6), [(-d * 36, 70), (-d * 4, 101), (d * 26, 94), (d * 27, 106), (-d * 2, 120), (-d * 35, 108)]
        )

    def collar(self, paint: Paint, *, spread: float = 16, drop: float = 26) -> None:
        """A shirt collar."""
        d = self.d
        for sign in (1, -1):
            tone = linear(0, 108, 0, 108 + drop, light(paint, 0.1), dark(paint, 0.22))
            self.fill(tone, [
                corner((sign * d * 33 - d * 3, 104)), (sign * d * 38 - d * 3, 116), corner((sign * d * spread - d * 1,
                    118 + drop)), corner((d * 4, 132)),
                (sign * d * 16, 124),
            ])  # fmt: skip

    def buttons(self, x: float, rows: tuple[float, ...], paint: Paint = "#c89a4a", r: float = 4.4) -> None:
        for y in rows:
            self.p.setBrush(radial(x - 1, y - 1, r * 1.3, light(paint, 0.6), paint, dark(paint, 0.55)))
            ellipse(self.p, x, y, r, r)

    def folds(self, paint: Paint) -> None:
        """Where cloth bends at the waist and under the arms."""
        deep = dark(paint, 0.7)
        for sign in (-1, 1):
            self.line(deep, 0.32, [self.both(sign, 80, 186), self.both(sign, 66, 226), self.both(sign, 72, 262)], 5)
            self.line(deep, 0.26, [self.both(sign, 92, 240), self.both(sign, 70, 254), self.both(sign, 40, 258)], 4)
        self.line(light(paint, 0.4), 0.3, [self.far(40, 124), self.far(70, 134), self.far(88, 158), self.far(91, 200)], 5)


def dark(paint: Paint, t: float = 0.4) -> QColor:
    return mix(paint, "#120a22", t)


def light(paint: Paint, t: float = 0.3) -> QColor:
    return mix(paint, "#ffe9c4", t)
