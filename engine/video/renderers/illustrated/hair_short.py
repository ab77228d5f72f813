"""Short hair: curly, cut, swept, cropped, and what is left of it."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtGui import QPainter

from engine.video.renderers.illustrated.anatomy import Spot, corner, ellipse, stroke
from engine.video.renderers.illustrated.comb import Comb
from engine.video.renderers.illustrated.paint import Point, colour, linear, mix, radial


def curly_back(c: Comb) -> None:
    c.fill(c.look.hair_dark, c.cap(2, 48))
    for i in range(20):
        a = math.pi * (0.9 + 1.2 * (i / 19))
        x, y = c.turn.at(math.cos(a) * 88, -36 + math.sin(a) * 86, -26)
        c.curl(x, y, 19 * (0.8 + 0.4 * c.chance("back", i)), 0.3 * c.chance("tone", i))


def curly_front(c: Comb) -> None:
    c.sideburn(24)
    rows: tuple[tuple[int, float, float, Callable[[float], float], float, float, float, float], ...] = (
        (17, -78.0, 136.0, lambda u: -70 - 32 * math.sin(u * math.pi) + (10 if u < 0.1 else 0), 14.0, 42.0, 19.0, 0.25),
        (13, -54.0, 104.0, lambda u: -99 - 15 * math.sin(u * math.pi), 10.0, 24.0, 18.0, 0.35),
        (8, -48.0, 102.0, lambda u: -78 + 14 * abs(u - 0.5), 52.0, 14.0, 14.0, 0.3),
    )
    for row, (count, start, reach, level, z, bulge, r, light) in enumerate(rows):
        for i in range(count):
            u = i / (count - 1)
            y = level(u) + (c.chance(row, "y", i) - 0.5) * 8
            x, y = c.turn.at(c.d * (start + reach * u), y, z + bulge * math.sin(u * math.pi))
            size = (0.78 if u < 0.14 else 1.0) * r * (0.78 + 0.4 * c.chance(row, "r", i)) + 3 * math.sin(u * math.pi)
            c.curl(x, y, size, light + 0.45 * u * c.chance(row, "t", i))
            swirl = [(x - size * 0.5, y + 1), (x - size * 0.1, y - size * 0.55), (x + size * 0.5, y - size * 0.1)]
            stroke(c.p, c.look.hair_light, 0.4, swirl, 0.4, 2.0, 0.4)


def short_back(c: Comb) -> None:
    c.back_of_head(1, 44)
    for i in range(8):
        u = i / 7
        c.lock(
            [
                c.near(40 + 40 * u, -100 + 60 * u, -20),
                c.near(70 + 16 * u, -50 + 60 * u, -34),
                c.near(66 + 12 * u, 6 + 42 * u, -38),
            ],
            13,
            0.15,
        )


def short_front(c: Comb) -> None:
    c.sideburn(22)
    crown: list[Point] = [
        corner(c.near(79, 4, -12)), c.near(66, -20, 16), corner(c.near(60, -52, 38)), c.near(30, -70, 64), c.far(10, -80, 74),
        c.far(46, -66, 58), c.far(63, -54, 40), corner(c.far(69, -40, 26)), c.far(81, -62, 4), c.far(68, -108, 8),
        c.far(14, -131, 12), c.near(50, -120, 0), c.near(90, -66, -18),
    ]  # fmt: skip
    c.fill(c.sheen(c.near(88, -20, -20), c.far(60, -122, 30), bright=False), crown)
    for row, (back, count) in enumerate(((1.5, 9), (1.0, 9), (0.55, 8), (0.2, 8))):
        for i in range(count):
            u = (i + 0.4 * c.chance(row, i)) / (count - 1)
            arch = math.sin(u * math.pi)
            x = -62 + 124 * u
            root = c.turn.at(c.d * (x * 0.8 - 22 * back), -104 - 18 * arch * (0.6 + 0.4 * back) + 6 * (1 - back), 6 + 10 * arch)
            middle = c.turn.at(c.d * (x * 0.95 - 4 * back), -92 - 14 * arch * back - 4 * (1 - back), 30 + 22 * arch)
            tip = c.turn.at(c.d * (x + 9 * c.part), -56 - 22 * arch - 26 * back * arch, 38 + 32 * arch)
            c.lock([root, middle, tip], 17, 0.2 + 0.6 * u * c.chance("light", row, i), 2)
    for i in range(4):
        c.lock(
            [c.near(70 - 3 * i, -78 + 16 * i, 8), c.near(74 - 2 * i, -50 + 14 * i, 4), c.near(70 - i, -24 + 12 * i, 6)],
            12,
            0.2 + 0.1 * i,
            3,
        )


def swept_back(c: Comb) -> None:
    c.back_of_head(3, 46)
    for i in range(9):
        u = i / 8
        c.lock(
            [
                c.near(30 + 46 * u, -112 + 60 * u, -16),
                c.near(74 + 14 * u, -74 + 70 * u, -34),
                c.near(84 - 4 * u, -10 + 56 * u, -40),
            ],
            15,
            0.12,
        )


def swept_front(c: Comb) -> None:
    c.sideburn(26)
    if c.turn.aside:
        c.crest()
        return
    crown: list[Point] = [
        corner(c.near(80, 0, -12)), c.near(66, -24, 16), c.near(61, -54, 38), c.near(28, -78, 62), c.far(14, -84, 66),
        c.far(46, -74, 56),
        c.far(65, -48, 38), corner(c.far(70, -34, 24)), c.far(82, -54, 4), c.far(86, -96, 8), c.far(66, -138, 20), c.far(26,
        -150, 20),
        c.near(20, -136, 6), c.near(66, -108, -10), c.near(93, -58, -22),
    ]  # fmt: skip
    c.fill(c.sheen(c.near(92, -20, -20), c.far(50, -130, 30)), crown)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)

    def sweep(u: float, lift: float) -> list[Spot]:
        """One hair from the brow, up and over to the back; u from the far temple to the near one."""
        arch = math.sin((0.1 + 0.8 * u) * math.pi)
        x = 66 - 126 * u
        return [
            c.turn.at(c.d * x, -48 - 38 * arch - 4 * lift, 40 + 24 * arch),
            c.turn.at(c.d * (x + 10 - 10 * u), -82 - 34 * arch - 10 * lift, 34),
            c.turn.at(c.d * (x * 0.62 - 6 - 10 * lift), -128 + 40 * u * u - 10 * lift * (1 - u), 14),
            c.turn.at(c.d * (-36 - 40 * u - 10 * lift), -112 + 52 * u - 4 * lift, -8),
            c.turn.at(c.d * (-78 - 8 * u), -70 + 62 * u, -24),
        ]

    for i in range(9):
        u = i / 8
        c.lock(sweep(u, 0.4 + 0.6 * c.chance("lift", i)), 20, 0.12 + 0.6 * (1 - u) * c.chance("lock", i), 6)
    c.strands([sweep((i + 0.5) / 15, 0.2 + 0.9 * c.chance("fine", i)) for i in range(15)], dark=0.5, light=0.42, width=3.2)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    c.lock([c.far(66, -52, 36), c.far(86, -92, 24), c.far(72, -134, 20), c.far(34, -152, 14), c.near(6, -146, 8)], 13, 0.75, 2)
    for i in range(4):
        c.lock(
            [
                c.near(60 + 3 * i, -58 + 12 * i, 26 - 4 * i),
                c.near(72 + 3 * i, -52 + 15 * i, 4),
                c.near(84 - i, -26 + 14 * i, -14),
            ],
            12,
            0.25,
            3,
        )


def cropped_back(c: Comb) -> None:
    c.back_of_head(1, 44)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    c.tight(160, "back", lambda u, v: (-84 + 168 * u, -112 * math.sin((0.14 + 0.72 * u) * math.pi) + 60 * v, -24.0))


def cropped_front(c: Comb) -> None:
    c.sideburn(14)
    crown: list[Point] = [
        corner(c.near(78, 2, -12)), c.near(66, -22, 16), c.near(60, -52, 38), c.near(30, -76, 64), c.far(10, -82, 72),
            c.far(44, -72, 58),
        c.far(62, -58, 40), corner(c.far(69, -46, 26)), c.far(78, -62, 6), c.far(64, -106, 8), c.far(10, -127, 12),
            c.near(50, -117, 0),
        c.near(90, -62, -18),
    ]  # fmt: skip
    c.fill(c.sheen(c.near(88, -20, -20), c.far(30, -112, 30)), crown)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    c.tight(
        210,
        "front",
        lambda u, v: (
            -74 + 146 * u,
            -66 - 20 * math.sin(u * math.pi) - v * (18 + 30 * math.sin(u * math.pi)),
            34 + 30 * math.sin(u * math.pi) - 40 * v,
        ),
    )
    c.tight(90, "side", lambda u, v: (-88 + 28 * u, -78 + 78 * v, -8 + 20 * u))
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def bald_back(c: Comb) -> None:
    look = c.look
    scalp = linear(*c.near(92, -10, -30), *c.far(30, -112, 0), look.shade, mix(look.skin, look.shade, 0.16), look.light)
    c.fill(scalp, c.cap(-3, 20))
    band: list[Point] = [
        c.near(30, 56, -36), c.near(64, 60, -38), c.near(86, 36, -40), c.near(93, 0, -38), c.near(89, -34, -34), c.near(78,
            -50, -20), c.near(62, -30, -10),
        c.near(50, 10, -24),
    ]  # fmt: skip
    c.fill(linear(0, -50, 0, 60, look.hair, mix(look.hair, look.hair_dark, 0.6)), band)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    fall = [
        [c.near(66 + 3 * k, -50 + 3 * k, -14), c.near(80 + 2 * k, -12, -34), c.near(84 - k, 26, -40), c.near(62 - 4 * k, 58, -38)]
        for k in range(8)
    ]
    c.strands(fall, dark=0.3, light=0.6, width=3)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def bald_front(c: Comb) -> None:
    look = c.look
    x, y = c.near(4, -92, 30) if c.turn.aside else c.far(6, -84, 30)
    wide = 24 if c.turn.aside else 44
    c.p.setBrush(radial(x, y, wide, colour("#fff6e0", 0.5), colour("#fff6e0", 0.16), colour("#fff6e0", 0)))
    ellipse(c.p, x, y, wide, 17)
    tuft: list[Point] = [
        corner(c.near(61, -50, 26)), c.near(72, -58, 4), c.near(86, -42, -20), c.near(92, -14, -32), c.near(87, 10, -34),
            c.near(79, -12, -16),
        c.near(72, -18, -6), c.near(67, -4, 10), corner(c.near(65, 20, 10)), c.near(61, -8, 24), c.near(58, -30, 30),
    ]  # fmt: skip
    c.fill(
        linear(*c.near(90, -10, -30), *c.near(58, -40, 26), mix(look.hair, look.hair_dark, 0.4), look.hair, look.hair_light), tuft
    )
    sweep = [
        [
            c.near(61 + 2 * k, -48 - k, 24 - 4 * k),
            c.near(72 + 3 * k, -44 + 3 * k, 2 - 5 * k),
            c.near(82 + 2 * k, -16 + 4 * k, -22 - 2 * k),
        ]
        for k in range(6)
    ]
    c.strands(sweep, dark=0.4, light=0.6, width=2.6)
    c.strands(
        [[c.near(60 + k, -40, 27 - 2 * k), c.near(63 + k, -14, 20 - 3 * k), c.near(65 + k, 12, 10)] for k in range(3)],
        dark=0.35,
        width=2,
    )
    if c.turn.aside:
        return
    far: list[Point] = [
        corner(c.far(63, -48, 32)),
        c.far(74, -40, 12),
        c.far(77, -16, 6),
        corner(c.far(72, 6, 14)),
        c.far(69, -22, 22),
    ]
    c.fill(linear(*c.far(62, -40, 30), *c.far(78, -10, 6), look.hair_light, look.hair), far)
    for k in range(3):
        stroke(
            c.p,
            look.hair,
            0.55,
            [c.near(44 - 8 * k, -98 - 4 * k, 0), c.far(2, -113 - 3 * k, 8), c.far(46, -99 + k, 8)],
            0.4,
            1.6,
            0.4,
        )
