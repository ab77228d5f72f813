"""Hair: each style in up to four painted planes, from the one behind the back to the one before the brow."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QPainter

from engine.video.renderers.illustrated.anatomy import Look, Spot, Turn, corner, ellipse, shape, stroke
from engine.video.renderers.illustrated.paint import Paint, Point, colour, h01, linear, mix, polygon, radial, taper

Place = tuple[float, float, float]


@dataclass(frozen=True)
class Comb:
    """What a style is painted with. `near` and `far` count x from the middle outward, on that side of the head."""

    p: QPainter
    look: Look
    turn: Turn
    seed: int

    @property
    def d(self) -> int:
        return self.turn.side

    def near(self, x: float, y: float, z: float) -> Spot:
        return self.turn.at(-self.d * x, y, z)

    def far(self, x: float, y: float, z: float) -> Spot:
        return self.turn.at(self.d * x, y, z)

    def chance(self, *key: object) -> float:
        return h01(self.seed, *key)

    def sheen(self, a: Spot, b: Spot, *, bright: bool = True) -> QBrush:
        """Dark at `a`, to light at `b`."""
        return linear(*a, *b, self.look.hair_dark, self.look.hair, self.look.hair_light if bright else self.look.hair)

    def fill(self, brush: QBrush | QColor, points: list[Point]) -> None:
        shape(self.p, brush, points)

    def lock(self, points: list[Spot], width: float, light: float, tip: float = 0.6) -> None:
        """One lock of hair: darker at the root, with a shine along it. `light` 0..1."""
        look = self.look
        tone = mix(mix(look.hair, look.hair_dark, 0.35), look.hair_light, light * 0.75)
        self.p.setBrush(linear(*points[0], *points[-1], mix(tone, look.hair_dark, 0.45), tone, mix(tone, look.hair_dark, 0.2)))
        self.p.drawPath(taper(points, width * 0.6, width, tip))

    def strands(self, curves: list[list[Spot]], *, dark: float = 0.45, light: float = 0.55, width: float = 2.4) -> None:
        """Fine lines along the fall of the hair, dark and light in turn."""
        for i, curve in enumerate(curves):
            tone: Paint = self.look.hair_light if i % 2 else self.look.hair_dark
            stroke(self.p, tone, light if i % 2 else dark, curve, 0.4, width, 0.4)

    def curl(self, x: float, y: float, r: float, light: float) -> None:
        look = self.look
        inner = mix(look.hair, look.hair_light, light)
        self.p.setBrush(radial(x, y, r, inner, look.hair, look.hair_dark, focus=(x + self.d * r * 0.35, y - r * 0.4)))
        ellipse(self.p, x, y, r, r * 0.94)

    def cap(self, grow: float = 0.0, low: float = 46) -> list[Point]:
        """The outline of the back of the head."""
        g = grow
        return [
            self.near(60, low, -36), self.near(84 + g, 12, -40), self.near(90 + g, -42, -34), self.near(66 + g, -98 - g, -20),
            self.near(4, -119 - g, -6), self.far(54 + g, -101 - g, 0), self.far(79 + g, -54, -8), self.far(76, -4, -12),
            self.near(0, 20, -40),
        ]  # fmt: skip

    def back_of_head(self, grow: float = 0.0, low: float = 46) -> None:
        self.fill(self.sheen(self.near(92, -20, -30), self.far(60, -90, 0), bright=False), self.cap(grow, low))

    def sideburn(self, depth: float = 20) -> None:
        look = self.look
        fade = linear(0, -50, 0, depth + 8, look.hair_dark, colour(look.hair_dark, 0.85), colour(look.hair_dark, 0))
        rows = [self.near(66, -54, 26), self.near(65, -12, 20), self.near(67, depth, 6), self.near(75, depth - 2, -8), self.near(84, -34, -18)]
        self.fill(fade, [*rows])


Style = Callable[[Comb], None]


def _bun_back(c: Comb) -> None:
    look, d = c.look, c.d
    x, y = c.near(8, -128, -46)
    c.fill(
        radial(x + d * 10, y - 12, 52, look.hair_light, look.hair, look.hair_dark, focus=(x + d * 14, y - 16)),
        [(x - 38, y + 6), (x - 32, y - 24), (x - 4, y - 39), (x + 28, y - 28), (x + 38, y + 2), (x + 26, y + 30), (x - 24, y + 32)],
    )
    coils: list[list[Spot]] = []
    for k in range(6):
        t = (k - 2.5) / 2.6
        coils.append([(x - 30 + k * 4, y + 20 - k * 2), (x - 16 + t * 20, y - 22), (x + 14 + t * 14, y - 24 + abs(t) * 8), (x + 30, y + 6 + t * 10)])
    c.strands(coils, dark=0.5, light=0.5, width=3)
    p = c.p
    p.save()
    p.translate(x, y)
    p.rotate(-28 * d)
    p.setBrush(linear(0, -4, 0, 4, "#f7cf6a", "#c9882e"))
    p.drawRoundedRect(QRectF(-58, -4, 112, 7.5), 2, 2)
    p.setBrush(colour("#d98a86"))
    p.drawRoundedRect(QRectF(50, -4, 10, 7.5), 3, 3)
    p.setBrush(colour("#b9b9c4"))
    p.drawRect(QRectF(45, -4, 6, 7.5))
    p.setBrush(colour("#f0d8b0"))
    p.drawPath(polygon((-58, -4), (-58, 3.5), (-70, 0)))
    p.restore()
    knot = radial(x + d * 8, y + 6, 34, colour(look.hair_light, 0.9), colour(look.hair, 0.95), colour(look.hair_dark, 0.9))
    c.fill(knot, [(x - 26, y + 24), (x - 20, y), (x + 2, y - 10), (x + 22, y + 2), (x + 26, y + 22), (x, y + 34)])
    c.back_of_head(3, 60)


def _bun_front(c: Comb) -> None:
    part = c.far(22, -104, 30)
    near: list[Point] = [
        corner(part), c.near(6, -86, 66), c.near(40, -62, 58), c.near(62, -22, 30), c.near(68, 12, 6), corner(c.near(74, 30, -8)),
        c.near(84, 10, -26), c.near(89, -34, -22), c.near(71, -90, -4), c.near(20, -118, 6),
    ]  # fmt: skip
    far: list[Point] = [
        corner(part), c.far(34, -84, 62), c.far(56, -54, 46), c.far(68, -18, 20), corner(c.far(71, 8, 14)), c.far(81, -30, -4),
        c.far(76, -72, -4), c.far(48, -110, 4),
    ]  # fmt: skip
    c.fill(c.sheen(c.near(86, 10, -20), c.far(20, -100, 40)), near)
    c.fill(linear(*part, *c.far(74, 0, 10), c.look.hair_light, c.look.hair, c.look.hair_dark), far)
    root = (part[0], part[1] + 2)
    sweeps: list[list[Spot]] = []
    for k in range(9):
        t = k / 8
        sweeps.append([
            root, c.near(14 + 22 * t, -92 - 12 * t + (1 - t) * 16, 50 - 28 * t), c.near(46 + 24 * t, -66 - 4 * t + (1 - t) * 10, 40 - 36 * t),
            c.near(64 + 16 * t, -18, 18 - 28 * t), c.near(70 + 8 * t, 16, 2 - 18 * t),
        ])  # fmt: skip
    c.strands(sweeps)
    c.strands([[root, c.far(40 + 8 * k, -88 + 4 * k, 44 - 10 * k), c.far(60 + 5 * k, -50, 24 - 8 * k), c.far(70 + 2 * k, -4, 12 - 6 * k)] for k in range(4)])
    c.lock([c.near(66, 6, 14), c.near(71, 30, 8), c.near(66, 50, 10), c.near(71, 64, 8)], 4.0, 0.4, 0.5)


def _curly_back(c: Comb) -> None:
    c.fill(c.look.hair_dark, c.cap(2, 48))
    for i in range(20):
        a = math.pi * (0.9 + 1.2 * (i / 19))
        x, y = c.turn.at(math.cos(a) * 88, -36 + math.sin(a) * 86, -26)
        c.curl(x, y, 19 * (0.8 + 0.4 * c.chance("back", i)), 0.3 * c.chance("tone", i))


def _curly_front(c: Comb) -> None:
    c.sideburn(24)
    rows = (
        (17, -78.0, 136.0, lambda u: -70 - 32 * math.sin(u * math.pi) + (10 if u < 0.1 else 0), 14.0, 42.0, 19.0, 0.25),
        (13, -54.0, 104.0, lambda u: -99 - 15 * math.sin(u * math.pi), 10.0, 24.0, 18.0, 0.35),
        (8, -48.0, 102.0, lambda u: -78 + 14 * abs(u - 0.5), 52.0, 14.0, 14.0, 0.3),
    )
    for row, (count, start, reach, level, z, bulge, r, light) in enumerate(rows):
        for i in range(count):
            u = i / (count - 1)
            y = level(u) + (c.chance(row, "y", i) - 0.5) * 8
            x, y = c.turn.at(c.d * (start + reach * u), y, z + bulge * math.sin(u * math.pi))
            size = r * (0.78 + 0.4 * c.chance(row, "r", i)) + 3 * math.sin(u * math.pi)
            c.curl(x, y, size, light + 0.45 * u * c.chance(row, "t", i))
            swirl = [(x - size * 0.5, y + 1), (x - size * 0.1, y - size * 0.55), (x + size * 0.5, y - size * 0.1)]
            stroke(c.p, c.look.hair_light, 0.4, swirl, 0.4, 2.0, 0.4)


def _short_back(c: Comb) -> None:
    c.back_of_head(1, 44)
    for i in range(8):
        u = i / 7
        c.lock([c.near(40 + 40 * u, -100 + 60 * u, -20), c.near(70 + 16 * u, -50 + 60 * u, -34), c.near(66 + 12 * u, 6 + 42 * u, -38)], 13, 0.15)


def _short_front(c: Comb) -> None:
    c.sideburn(22)
    crown: list[Point] = [
        corner(c.near(79, 4, -12)), c.near(66, -20, 16), corner(c.near(60, -52, 38)), c.near(30, -70, 64), c.far(10, -80, 74),
        c.far(46, -66, 58), corner(c.far(64, -46, 38)), corner(c.far(72, -10, 18)), c.far(85, -52, 0), c.far(68, -108, 8),
        c.far(14, -131, 12), c.near(50, -120, 0), c.near(90, -66, -18),
    ]  # fmt: skip
    c.fill(c.sheen(c.near(88, -20, -20), c.far(30, -112, 30)), crown)
    for row, (back, count) in enumerate(((1.0, 9), (0.55, 8), (0.2, 8))):
        for i in range(count):
            u = (i + 0.4 * c.chance(row, i)) / (count - 1)
            arch = math.sin(u * math.pi)
            x = -62 + 124 * u
            root = c.turn.at(c.d * (x * 0.8 - 22 * back), -104 - 18 * arch * (0.6 + 0.4 * back) + 6 * (1 - back), 6 + 10 * arch)
            middle = c.turn.at(c.d * (x * 0.95 - 4 * back), -92 - 14 * arch * back - 4 * (1 - back), 30 + 22 * arch)
            tip = c.turn.at(c.d * (x + 9), -56 - 22 * arch - 26 * back * arch, 38 + 32 * arch)
            c.lock([root, middle, tip], 17, 0.2 + 0.6 * u * c.chance("light", row, i), 2)
    for i in range(4):
        c.lock([c.near(70 - 3 * i, -78 + 16 * i, 8), c.near(74 - 2 * i, -50 + 14 * i, 4), c.near(70 - i, -24 + 12 * i, 6)], 12, 0.2 + 0.1 * i, 3)


def _bob_back(c: Comb) -> None:
    c.fill(
        linear(*c.near(96, -40, -30), *c.far(90, 20, 0), c.look.hair_dark, mix(c.look.hair, c.look.hair_dark, 0.4), c.look.hair_dark),
        [
            c.near(60, -106, -10), c.turn.at(0, -122, -4), c.far(60, -106, 0), c.far(88, -50, -6), c.far(90, 20, -10), c.far(76, 84, 0),
            c.far(30, 92, -30), c.near(50, 98, -40), c.near(94, 88, -36), c.near(103, 20, -36), c.near(94, -56, -30),
        ],
    )  # fmt: skip


def _bob_front(c: Comb) -> None:
    part = c.near(20, -113, 30)
    far: list[Point] = [
        corner(part), c.far(24, -92, 66), c.far(60, -58, 46), c.far(73, -6, 20), c.far(68, 40, 14), corner(c.far(58, 74, 16)), c.far(86, 66, 0),
        c.far(92, -10, -4), c.far(86, -60, -4), c.far(56, -109, 2),
    ]  # fmt: skip
    near: list[Point] = [
        corner(part), c.near(38, -82, 56), c.near(59, -36, 40), c.near(64, 20, 22), corner(c.near(48, 88, 14)), c.near(86, 98, -18), c.near(104, 60, -26),
        c.near(106, 0, -24), c.near(89, -80, -12), c.near(50, -118, 6),
    ]  # fmt: skip
    c.fill(linear(*part, *c.far(84, 60, 0), c.look.hair_light, c.look.hair, c.look.hair_dark), far)
    c.fill(c.sheen(c.near(104, 60, -20), part), near)
    c.strands([
        [part, c.near(42 + 5 * k, -74 - 4 * k, 44 - 8 * k), c.near(65 + 5 * k, -6, 20 - 8 * k), c.near(66 + 5 * k, 48, 8 - 6 * k), c.near(52 + 7 * k, 88, 4 - 4 * k)]
        for k in range(7)
    ], width=3)  # fmt: skip
    c.strands([[part, c.far(30 + 8 * k, -92 + 2 * k, 56 - 10 * k), c.far(65 + 5 * k, -46, 30 - 9 * k), c.far(76 + 3 * k, 30, 12 - 5 * k)] for k in range(4)], width=2.4)


def _long_back(c: Comb) -> None:
    c.fill(
        linear(*c.near(96, -40, -30), *c.far(90, 20, 0), c.look.hair_dark, mix(c.look.hair, c.look.hair_dark, 0.4), c.look.hair_dark),
        [
            c.near(60, -106, -10), c.turn.at(0, -123, -4), c.far(60, -106, 0), c.far(88, -50, -6), c.far(92, 20, -10), corner(c.far(92, 112, 0)),
            corner(c.near(100, 112, -36)), c.near(104, 20, -36), c.near(94, -56, -30),
        ],
    )  # fmt: skip


def _long_mane(c: Comb) -> None:
    c.fill(
        linear(0, -20, 0, 240, c.look.hair_dark, mix(c.look.hair, c.look.hair_dark, 0.35), c.look.hair_dark),
        [
            c.near(90, -30, -30), c.near(106, 40, -36), c.near(118, 140, -36), c.near(104, 222, -30), c.near(60, 236, -30), c.near(0, 214, -30),
            c.far(60, 226, -10), c.far(100, 208, -6), c.far(108, 120, -6), c.far(94, 20, -8), c.far(80, -40, -8),
        ],
    )  # fmt: skip
    curves: list[list[Spot]] = []
    for k in range(13):
        x = -100 + 200 * k / 12
        sway = 8 * math.sin(k * 1.9)
        curves.append([c.turn.at(x * 0.86, 10, -20), c.turn.at(x + sway, 90, -20), c.turn.at(x * 1.02 - sway, 160, -20), c.turn.at(x * 0.92, 216, -20)])
    c.strands(curves, width=4)


def _long_front(c: Comb) -> None:
    part = c.near(8, -114, 34)
    far: list[Point] = [
        corner(part), c.far(26, -94, 66), c.far(58, -58, 48), c.far(73, 0, 20), c.far(74, 60, 12), corner(c.far(66, 118, 6)), c.far(94, 118, -6),
        c.far(96, 20, -6), c.far(88, -60, -4), c.far(54, -111, 2),
    ]  # fmt: skip
    near: list[Point] = [
        corner(part), c.near(36, -86, 58), c.near(58, -40, 42), c.near(68, 20, 20), c.near(70, 70, 10), corner(c.near(58, 122, 6)), c.near(94, 126, -20),
        c.near(106, 60, -26), c.near(105, -6, -24), c.near(90, -80, -12), c.near(50, -120, 6),
    ]  # fmt: skip
    c.fill(linear(*part, *c.far(84, 60, 0), c.look.hair_light, c.look.hair, c.look.hair_dark), far)
    c.fill(c.sheen(c.near(104, 60, -20), part), near)
    c.strands([
        [part, c.near(42 + 5 * k, -78 - 4 * k, 44 - 8 * k), c.near(65 + 5 * k, -6, 20 - 8 * k), c.near(72 + 5 * k, 58, 8 - 6 * k), c.near(62 + 6 * k, 118, 4 - 4 * k)]
        for k in range(7)
    ], width=3)  # fmt: skip
    c.strands([[part, c.far(32 + 8 * k, -92 + 2 * k, 56 - 10 * k), c.far(65 + 5 * k, -46, 30 - 9 * k), c.far(76 + 4 * k, 30, 12 - 5 * k), c.far(72 + 4 * k, 110, 6)] for k in range(4)])


def _swept_back(c: Comb) -> None:
    c.back_of_head(3, 46)
    for i in range(9):
        u = i / 8
        c.lock([c.near(30 + 46 * u, -112 + 60 * u, -16), c.near(74 + 14 * u, -74 + 70 * u, -34), c.near(84 - 4 * u, -10 + 56 * u, -40)], 15, 0.12)


def _swept_front(c: Comb) -> None:
    c.sideburn(26)
    crown: list[Point] = [
        corner(c.near(80, 0, -12)), c.near(66, -24, 16), c.near(61, -54, 38), c.near(28, -80, 62), c.far(14, -86, 66), c.far(46, -74, 56),
        c.far(65, -48, 38), corner(c.far(72, -14, 18)), c.far(84, -50, 2), c.far(82, -92, 8), c.far(58, -130, 20), c.far(16, -143, 20),
        c.near(30, -136, 4), c.near(70, -110, -10), c.near(93, -60, -22),
    ]  # fmt: skip
    c.fill(c.sheen(c.near(90, -30, -20), c.far(44, -120, 30)), crown)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    for row in range(4):
        for i in range(8):
            u = (i + 0.5 * c.chance(row, i)) / 7.5
            hairline = -54 - 32 * math.sin((0.1 + 0.8 * u) * math.pi)
            root = c.turn.at(c.d * (66 - 124 * u), hairline - 3 * row, 40 + 24 * math.sin(u * math.pi) - 8 * row)
            rise = c.turn.at(c.d * (62 - 118 * u + 8), hairline - 30 - 9 * row - 16 * (1 - u), 34 - 6 * row)
            over = c.turn.at(c.d * (24 - 108 * u - 8 * row), -128 + 34 * u * u - 2 * row + 10 * row * u, 14 - 10 * u)
            tip = c.turn.at(c.d * (-22 - 72 * u - 6 * row), -118 + 62 * u + 4 * row, -8 - 14 * u)
            c.lock([root, rise, over, tip], 13 - row, 0.1 + 0.75 * (1 - u) * c.chance("light", row, i) + 0.08 * row, 3)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    for i in range(4):
        c.lock([c.near(60 + 3 * i, -58 + 12 * i, 26 - 4 * i), c.near(72 + 3 * i, -52 + 15 * i, 4), c.near(84 - i, -26 + 14 * i, -14)], 12, 0.25, 3)


def _cropped_back(c: Comb) -> None:
    c.back_of_head(1, 44)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    _tight(c, 160, "back", lambda u, v: (-84 + 168 * u, -112 * math.sin((0.14 + 0.72 * u) * math.pi) + 60 * v, -24.0))


def _cropped_front(c: Comb) -> None:
    c.sideburn(14)
    crown: list[Point] = [
        corner(c.near(78, 2, -12)), c.near(66, -22, 16), c.near(60, -52, 38), c.near(30, -76, 64), c.far(10, -82, 72), c.far(44, -72, 58),
        c.far(63, -50, 40), corner(c.far(70, -22, 22)), c.far(79, -56, 4), c.far(64, -106, 8), c.far(10, -127, 12), c.near(50, -117, 0),
        c.near(90, -62, -18),
    ]  # fmt: skip
    c.fill(c.sheen(c.near(88, -20, -20), c.far(30, -112, 30)), crown)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    _tight(c, 210, "front", lambda u, v: (-74 + 146 * u, -66 - 20 * math.sin(u * math.pi) - v * (18 + 30 * math.sin(u * math.pi)), 34 + 30 * math.sin(u * math.pi) - 40 * v))
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _tight(c: Comb, count: int, row: str, where: Callable[[float, float], Place]) -> None:
    """Tight little curls."""
    for i in range(count):
        u, v = c.chance(row, "u", i), c.chance(row, "v", i)
        x, y, z = where(u, v)
        x, y = c.turn.at(c.d * x, y, z)
        r = 3.4 + 2.6 * c.chance(row, "r", i)
        tone = mix(c.look.hair_dark, c.look.hair_light, 0.15 + 0.6 * u * c.chance(row, "t", i) + 0.2 * v)
        stroke(c.p, tone, 0.75, [(x - r, y + r * 0.4), (x - r * 0.2, y - r * 0.8), (x + r, y - r * 0.1), (x + r * 0.3, y + r * 0.6)], 0.8, 2.8, 0.6)


def _bald_back(c: Comb) -> None:
    look = c.look
    scalp = linear(*c.near(90, -20, -30), *c.far(40, -110, 0), look.shade, look.skin, look.light)
    c.fill(scalp, c.cap(-4, 20))
    nape: list[Point] = [
        c.near(40, 58, -36), c.near(68, 54, -40), c.near(86, 26, -40), c.near(90, -8, -38), c.near(84, -34, -34), corner(c.near(68, -42, -16)), c.near(50, -10, -20),
        c.near(20, 30, -30),
    ]  # fmt: skip
    c.fill(linear(0, -40, 0, 58, look.hair, look.hair_dark), nape)
    for i in range(8):
        u = i / 7
        c.lock([c.near(70, -40 + 40 * u, -22), c.near(85 - 3 * u, -28 + 48 * u, -36), c.near(87 - 16 * u, -4 + 60 * u, -38)], 12, 0.5 * (1 - u), 2)


def _bald_front(c: Comb) -> None:
    look = c.look
    dome: list[Point] = [
        c.near(64, -40, 26), c.near(60, -84, 10), c.near(30, -106, 10), c.far(10, -110, 12), c.far(48, -98, 12), c.far(66, -66, 14), c.far(66, -44, 30),
        c.far(40, -62, 56), c.near(10, -70, 66), c.near(44, -58, 50),
    ]  # fmt: skip
    skin = colour(look.skin, 0.0)
    c.fill(linear(0, -112, 0, -52, mix(look.skin, look.shade, 0.1), mix(look.skin, look.light, 0.5), skin), dome)
    x, y = c.far(14, -84, 40)
    c.p.setBrush(radial(x, y, 30, colour("#fff6e0", 0.55), colour("#fff6e0", 0.16), colour("#fff6e0", 0)))
    ellipse(c.p, x, y, 30, 13)
    for i in range(8):
        u = i / 7
        start = c.near(64 + 6 * u, -46 + 50 * u, 22 - 26 * u)
        c.lock([start, (start[0] - c.d * 8, start[1] + 7), (start[0] - c.d * (13 - 6 * u), start[1] + 20)], 11, 0.75 * (1 - 0.6 * u), 2)
    for i in range(3):
        start = c.far(66 + i, -46 + 13 * i, 30 - 6 * i)
        c.lock([start, (start[0] + c.d * 4, start[1] + 8), (start[0] + c.d * 5, start[1] + 18)], 8, 0.5, 2)
    for k in range(3):
        stroke(c.p, look.hair, 0.6, [c.near(40 - 8 * k, -100 - 3 * k, 0), c.far(6, -116 - 3 * k, 10), c.far(50, -100 + k, 8)], 0.4, 1.7, 0.4)


def _braid_back(c: Comb) -> None:
    c.back_of_head(4, 62)


def _braid_front(c: Comb) -> None:
    part = c.far(4, -108, 36)
    near: list[Point] = [
        corner(part), c.near(16, -84, 66), c.near(46, -58, 54), c.near(64, -16, 28), c.near(69, 14, 6), corner(c.near(76, 34, -10)), c.near(86, 10, -26),
        c.near(91, -34, -22), c.near(73, -92, -4), c.near(24, -121, 6),
    ]  # fmt: skip
    far: list[Point] = [
        corner(part), c.far(24, -86, 66), c.far(54, -54, 48), c.far(69, -12, 20), corner(c.far(72, 14, 14)), c.far(83, -30, -4), c.far(78, -74, -4), c.far(50, -112, 4),
    ]  # fmt: skip
    c.fill(c.sheen(c.near(86, 20, -20), c.near(10, -110, 40)), near)
    c.fill(linear(*part, *c.far(76, 0, 10), c.look.hair_light, c.look.hair, c.look.hair_dark), far)
    c.strands([
        [part, c.near(20 + 18 * k / 6, -92 - 2 * k, 56 - 6 * k), c.near(48 + 4 * k, -64 - 2 * k, 42 - 7 * k), c.near(66 + 3 * k, -14, 20 - 5 * k), c.near(73 + 2 * k, 22, -4 - 3 * k)]
        for k in range(8)
    ])  # fmt: skip
    c.strands([[part, c.far(32 + 7 * k, -88 + 2 * k, 50 - 9 * k), c.far(60 + 5 * k, -48, 26 - 8 * k), c.far(72 + 2 * k, 0, 12 - 5 * k)] for k in range(4)])
    c.lock([c.near(60, -34, 34), c.near(69, -4, 22), c.near(67, 28, 16), c.near(72, 44, 12)], 3.6, 0.5, 0.5)


def _braid_hang(c: Comb) -> None:
    look = c.look
    for k in range(8):
        t = k / 7
        x, y = c.near(78 - 6 * math.sin(t * 2.6) - 6 * t, 36 + 20.5 * k, -10)
        w = 19 * (1 - 0.5 * t)
        for sign in (-1, 1):
            c.p.setBrush(linear(x - w, y - 10, x + w, y + 14, look.hair_light, look.hair, look.hair_dark))
            c.p.drawPath(taper([(x + sign * w * 0.9, y - 12), (x + sign * w * 0.6, y + 2), (x - sign * w * 0.25, y + 14)], 5, w * 0.95, 5))
            stroke(c.p, look.hair_dark, 0.5, [(x + sign * w * 0.9, y - 6), (x + sign * w * 0.5, y + 5), (x - sign * w * 0.1, y + 14)], 0.5, 2, 0.5)
    x, y = c.near(64, 36 + 20.5 * 8, -10)
    c.p.setBrush(linear(x - 8, y, x + 8, y, "#f0c060", "#b07a2a"))
    c.p.drawRoundedRect(QRectF(x - 9, y - 10, 18, 7), 3, 3)
    c.lock([(x - 3, y - 3), (x - 5, y + 10), (x - c.d * 2, y + 24)], 13, 0.4, 1)


def _none(c: Comb) -> None:
    """Nothing there."""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A hair style: `mane` hangs behind the body, `hang` before it; `back` and `front` are about the face."""

    back: Style
    front: Style
    mane: Style | None = None
    hang: Style | None = None


STYLES: Mapping[str, Cut] = {
    "bun": Cut(back=_bun_back, front=_bun_front),
    "bob": Cut(back=_bob_back, front=_bob_front),
    "short": Cut(back=_short_back, front=_short_front),
    "curly": Cut(back=_curly_back, front=_curly_front),
    "long": Cut(back=_long_back, front=_long_front, mane=_long_mane),
    "swept": Cut(back=_swept_back, front=_swept_front),
    "cropped": Cut(back=_cropped_back, front=_cropped_front),
    "bald": Cut(back=_bald_back, front=_bald_front),
    "braid": Cut(back=_braid_back, front=_braid_front, hang=_braid_hang),
}


def comb(style: Style, p: QPainter, look: Look, turn: Turn, *, seed: int, spread: float = 1.0) -> None:
    """Paint one plane of a style; `spread` is how much of the hair's volume it takes, and the parting may be on either side."""
    grow = 1 + (look.face.volume - 1) * spread
    p.save()
    p.translate(0, -30)
    p.scale(grow, grow)
    p.translate(0, 30)
    style(Comb(p, look, turn, seed))
    p.restore()
