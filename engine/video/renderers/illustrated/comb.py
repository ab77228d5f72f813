"""A comb: what every hair style is painted with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QBrush, QColor, QPainter

from engine.video.renderers.illustrated.anatomy import Look, Spot, Turn, ellipse, shape, stroke
from engine.video.renderers.illustrated.paint import Paint, Point, colour, h01, linear, mix, radial, taper

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

    @property
    def part(self) -> float:
        """+1 where the parting is on the near side."""
        return self.d * self.look.face.parting

    def near(self, x: float, y: float, z: float) -> Spot:
        return self.turn.at(-self.d * x, y, z)

    def far(self, x: float, y: float, z: float) -> Spot:
        return self.turn.at(self.d * x, y, z)

    def chance(self, *key: object) -> float:
        return h01(self.seed, *key)

    def sheen(self, a: Spot, b: Spot, *, bright: bool = True) -> QBrush:
        """Dark at `a`, to light at `b`."""
        return linear(*a, *b, self.look.hair_dark, self.look.hair, self.look.hair_light if bright else self.look.hair)

    def fill(self, brush: QBrush | QColor, points: Sequence[Point]) -> None:
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

    def tight(self, count: int, row: str, where: Callable[[float, float], Place]) -> None:
        """Tight little curls, each at a place of two chances."""
        for i in range(count):
            u, v = self.chance(row, "u", i), self.chance(row, "v", i)
            x, y, z = where(u, v)
            x, y = self.turn.at(self.d * x, y, z)
            r = 3.4 + 2.6 * self.chance(row, "r", i)
            tone = mix(self.look.hair_dark, self.look.hair_light, 0.15 + 0.6 * u * self.chance(row, "t", i) + 0.2 * v)
            curve = [(x - r, y + r * 0.4), (x - r * 0.2, y - r * 0.8), (x + r, y - r * 0.1), (x + r * 0.3, y + r * 0.6)]
            stroke(self.p, tone, 0.75, curve, 0.8, 2.8, 0.6)

    def cap(self, grow: float = 0.0, low: float = 46) -> list[Point]:
        """The outline of the back of the head."""
        g = grow
        return [
            self.near(60, low, -36), self.near(84 + g, 12, -40), self.near(90 + g, -42, -34), self.near(66 + g, -98 - g, -20),
            self.near(4, -119 - g, -6), self.far(54 + g, -101 - g, 0), self.far(72 + g, -54, -8), self.far(58, -4, -12),
            self.near(0, 20, -40),
        ]  # fmt: skip

    def back_of_head(self, grow: float = 0.0, low: float = 46) -> None:
        self.fill(self.sheen(self.near(92, -20, -30), self.far(60, -90, 0), bright=False), self.cap(grow, low))

    def sideburn(self, depth: float = 20) -> None:
        look = self.look
        fade = linear(0, -50, 0, depth + 8, look.hair_dark, colour(look.hair_dark, 0.85), colour(look.hair_dark, 0))
        rows = [
            self.near(66, -54, 26),
            self.near(65, -12, 20),
            self.near(67, depth, 6),
            self.near(75, depth - 2, -8),
            self.near(84, -34, -18),
        ]
        self.fill(fade, [*rows])

    def crest(self) -> None:
        """Hair that is swept up and back, seen from the side."""
        d = self.d
        rows = [
            (64, -68),
            (78, -92),
            (70, -124),
            (30, -146),
            (-26, -142),
            (-72, -112),
            (-90, -72),
            (-66, -76),
            (-20, -92),
            (26, -86),
            (50, -72),
        ]
        self.fill(self.sheen((-d * 80, -80), (d * 60, -130)), [(d * x, y) for x, y in rows])
        curves: list[list[Spot]] = []
        for k in range(13):
            u = k / 12
            curves.append([
                (d * (62 - 22 * u), -72 - 2 * u), (d * (72 - 44 * u), -110 - 10 * u), (d * (26 - 40 * u), -138 + 14 * u),
                (-d * (40 + 14 * u), -126 + 24 * u), (-d * (84 - 8 * u), -80 - 4 * u),
            ])  # fmt: skip
        self.strands(curves, dark=0.5, light=0.45, width=3)


Style = Callable[[Comb], None]
