"""Hair that is tied or cut straight, and what is worn over hair: ponytail, fringe, hijab, turban and cap."""

from __future__ import annotations

import math

from PySide6.QtGui import QPainter

from engine.video.renderers.illustrated.anatomy import Spot, corner, ellipse, stroke
from engine.video.renderers.illustrated.comb import Comb
from engine.video.renderers.illustrated.hair_long import bob_back
from engine.video.renderers.illustrated.paint import Paint, Point, colour, linear, mix, radial, spline, taper

_ATOP = QPainter.CompositionMode.CompositionMode_SourceAtop
_OVER = QPainter.CompositionMode.CompositionMode_SourceOver


# -- a ponytail ------------------------------------------------------------------------------------------------------------


def ponytail_back(c: Comb) -> None:
    tail = [c.near(30, -104, -44), c.near(66, -110, -46), c.near(76, -70, -46), c.near(76, -6, -44), c.near(62, 58, -44)]
    if c.turn.aside:
        tail = [(-c.d * x, y) for x, y in ((40, -108), (72, -112), (90, -76), (90, -10), (76, 54))]
    c.p.setBrush(linear(*tail[0], *tail[-1], c.look.hair_light, c.look.hair, c.look.hair_dark))
    c.p.drawPath(taper(tail, 18, 42, 6))
    for k in range(7):
        slip = (k - 3) * 5.5
        curve = [(x - c.d * slip * (0.3 + 0.25 * i), y + abs(slip) * 0.3) for i, (x, y) in enumerate(tail)]
        stroke(c.p, c.look.hair_light if k % 2 else c.look.hair_dark, 0.5, curve, 0.5, 2.8, 0.5)
    c.back_of_head(3, 50)


def ponytail_front(c: Comb) -> None:
    crown: list[Point] = [
        corner(c.near(76, 24, -10)), c.near(67, 8, 8), c.near(62, -24, 30), c.near(54, -54, 46), c.near(24, -76, 66),
        c.far(16, -80, 68), c.far(48, -62, 52), c.far(66, -30, 26), corner(c.far(72, 4, 12)), c.far(82, -36, -4),
        c.far(76, -80, -2),
        c.far(44, -114, 6), c.near(10, -124, 4), c.near(66, -100, -6), c.near(92, -44, -22), c.near(88, 4, -28),
    ]  # fmt: skip
    c.fill(c.sheen(c.near(88, 6, -22), c.far(20, -104, 40)), crown)
    knot = c.near(52, -108, -30)
    c.p.setCompositionMode(_ATOP)
    rows = [
        [c.turn.at(c.d * (66 - 132 * u), -30 - 46 * math.sin(u * math.pi), 34 + 30 * math.sin(u * math.pi)),
         c.turn.at(c.d * (50 - 116 * u), -84 - 22 * math.sin(u * math.pi), 18), knot]
        for u in (k / 16 for k in range(17))
    ]  # fmt: skip
    c.strands(rows, dark=0.5, light=0.5, width=2.8)
    c.p.setCompositionMode(_OVER)
    x, y = c.near(60, -112, -36)
    tie = c.look.cloth
    c.p.setBrush(radial(x, y, 15, mix(tie, "#ffffff", 0.4), tie, mix(tie, "#120a22", 0.4)))
    ellipse(c.p, x, y, 10, 13)
    c.lock([c.near(62, -30, 30), c.near(69, -2, 18), c.near(66, 30, 12), c.near(70, 46, 8)], 4.2, 0.5, 0.5)


# -- straight across the brow ------------------------------------------------------------------------------------------------


def fringe_back(c: Comb) -> None:
    bob_back(c)


def fringe_front(c: Comb) -> None:
    top = c.near(0, -120, 22)
    near: list[Point] = [
        corner(top), c.near(40, -76, 56), c.near(60, -30, 38), c.near(63, 20, 22), corner(c.near(50, 82, 14)),
        corner(c.near(86, 90, -18)), c.near(103, 56, -26), c.near(104, 0, -24), c.near(89, -80, -12), c.near(50, -118, 6),
    ]  # fmt: skip
    far: list[Point] = [
        corner(top), c.far(34, -80, 62), c.far(62, -40, 40), c.far(72, -6, 20), c.far(67, 36, 14), corner(c.far(60, 70, 14)),
        corner(c.far(86, 66, 0)), c.far(91, -10, -4), c.far(86, -60, -4), c.far(56, -109, 2),
    ]  # fmt: skip
    c.fill(linear(*top, *c.far(84, 60, 0), c.look.hair_light, c.look.hair, c.look.hair_dark), far)
    c.fill(c.sheen(c.near(104, 60, -20), top), near)
    bangs: list[Point] = [
        corner(c.near(66, -42, 28)), c.near(40, -47, 58), c.near(0, -50, 76), c.far(40, -48, 58), corner(c.far(69, -42, 26)),
        c.far(70, -78, 20), c.far(40, -108, 22), c.near(0, -122, 18), c.near(48, -108, 18), c.near(72, -78, 14),
    ]  # fmt: skip
    c.fill(linear(*top, *c.near(0, -46, 76), c.look.hair_light, c.look.hair, mix(c.look.hair, c.look.hair_dark, 0.6)), bangs)
    rows: list[list[Spot]] = [
        [
            c.turn.at(c.d * (34 - 68 * u), -110 - 8 * math.sin(u * math.pi), 24),
            c.turn.at(c.d * (54 - 108 * u), -82, 40 + 22 * math.sin(u * math.pi)),
            c.turn.at(c.d * (64 - 128 * u), -45 - 4 * math.sin(u * math.pi), 34 + 42 * math.sin(u * math.pi)),
        ]
        for u in (k / 18 for k in range(19))
    ]
    c.strands(rows, dark=0.5, light=0.5, width=2.6)
    c.strands([
        [top, c.near(62 + 5 * k, -50, 28 - 8 * k), c.near(68 + 5 * k, 10, 14 - 6 * k), c.near(56 + 6 * k, 84, 6 - 4 * k)]
        for k in range(6)
    ], width=2.8)  # fmt: skip


# -- cloth over hair -----------------------------------------------------------------------------------------------------------


def _cloth(c: Comb) -> tuple[Paint, Paint, Paint]:
    cloth = c.look.cloth
    return mix(cloth, "#120a22", 0.45), cloth, mix(cloth, "#ffe9c4", 0.34)


def hijab_back(c: Comb) -> None:
    deep, cloth, _ = _cloth(c)
    c.fill(
        linear(*c.near(96, 0, -36), *c.far(60, -110, 0), deep, mix(deep, cloth, 0.6), cloth),
        [
            c.near(40, 92, -34), c.near(84, 82, -38), c.near(98, 20, -38), c.near(97, -50, -30), c.near(70, -108, -16),
            c.near(6, -126, -4), c.far(54, -112, 0), c.far(78, -70, -4), c.far(80, 10, -8), c.far(66, 78, -4), c.far(20, 94, -20),
        ],
    )  # fmt: skip


def _hijab_aside(c: Comb) -> None:
    deep, cloth, pale = _cloth(c)
    d = c.d
    rows = [
        (62, -88), (50, -62), (40, -26), (35, 14), (34, 56), (40, 86), (56, 102), (44, 115), (8, 118), (-44, 110),
        (-84, 78), (-100, 14), (-98, -58),
        (-58, -116), (0, -128), (42, -114),
    ]  # fmt: skip
    c.fill(linear(-d * 94, 0, d * 50, -90, deep, cloth, pale), [(d * x, y) for x, y in rows])
    c.p.setCompositionMode(_ATOP)
    for k in range(7):
        u = k / 6
        fold = [
            (d * (48 - 70 * u), -104 - 12 * u + 30 * u * u),
            (d * (20 - 76 * u), -40 + 20 * u),
            (d * (12 - 70 * u), 50 + 20 * u),
            (d * (40 - 50 * u), 112),
        ]
        stroke(c.p, deep, 0.5, fold, 0.6, 5, 0.8)
        stroke(c.p, pale, 0.35, [(x + d * 4, y + 3) for x, y in fold], 0.4, 2.4, 0.4)
    hem = [(d * x, y) for x, y in rows[:7]]
    stroke(c.p, pale, 0.75, hem, 1.2, 4.4, 1.2)
    stroke(c.p, deep, 0.5, [(x - d * 3, y + 2) for x, y in hem], 0.8, 3, 0.8)
    c.p.setCompositionMode(_OVER)


def hijab_front(c: Comb) -> None:
    if c.turn.aside:
        _hijab_aside(c)
        return
    deep, cloth, pale = _cloth(c)
    free = spline([
        c.near(61, -20, 34), c.near(54, -58, 46), c.near(24, -76, 66), c.far(14, -78, 70), c.far(48, -64, 56), c.far(65, -28, 36),
        c.far(66, 16, 32), c.far(62, 58, 36), c.far(30, 96, 50), c.near(6, 103, 50), c.near(40, 90, 36), c.near(60, 52, 30),
    ])  # fmt: skip
    outer = spline([
        c.near(97, 24, -34), c.near(98, -46, -28), c.near(72, -108, -10), c.near(8, -130, 4), c.far(50, -114, 10),
        c.far(78, -70, 4),
        c.far(84, -6, 0), c.far(80, 56, 6), c.far(58, 98, 20), c.near(4, 118, 30), c.near(62, 106, 0), c.near(88, 76, -24),
    ])  # fmt: skip
    shape = outer.subtracted(free)
    c.p.setBrush(linear(*c.near(94, -10, -30), *c.far(66, -80, 30), deep, cloth, pale))
    c.p.drawPath(shape)
    c.p.setCompositionMode(_ATOP)
    for k in range(6):
        u = k / 5
        fold = [c.near(88 - 26 * u, -96 + 10 * u, -14 + 30 * u), c.near(92 - 22 * u, -10, -22 + 36 * u),
            c.near(74 - 18 * u, 84, -10 + 24 * u),
                c.far(-10 + 20 * u, 118 - 4 * u, 20)]  # fmt: skip
        stroke(c.p, deep, 0.5, fold, 0.6, 5, 0.8)
        stroke(c.p, pale, 0.35, [(x + c.d * 4, y + 3) for x, y in fold], 0.4, 2.4, 0.4)
    for k in range(3):
        stroke(
            c.p,
            deep,
            0.45,
            [c.near(20 - 20 * k, -124 + k, 4), c.far(44 + 6 * k, -92 + 6 * k, 20), c.far(74 - 4 * k, -34, 14)],
            0.5,
            4,
            0.6,
        )
    hem = [
        c.near(60, 52, 30), c.near(61, -20, 34), c.near(54, -58, 46), c.near(24, -76, 66), c.far(14, -78, 70), c.far(48, -64, 56),
        c.far(65, -28, 36), c.far(66, 16, 32), c.far(62, 58, 36),
    ]  # fmt: skip
    stroke(c.p, pale, 0.75, hem, 1.2, 4.4, 1.2)
    stroke(c.p, deep, 0.5, [(x - c.d * 3, y + 2) for x, y in hem], 0.8, 3, 0.8)
    c.p.setCompositionMode(_OVER)


def hijab_hang(c: Comb) -> None:
    """What lies about the neck and over the chest."""
    deep, cloth, pale = _cloth(c)
    c.fill(
        linear(*c.near(70, 120, 0), *c.far(60, 150, 0), deep, cloth, pale),
        [
            c.near(74, 84, -20), c.near(88, 122, -10), c.near(80, 158, 0), c.near(30, 186, 20), c.far(26, 190, 20),
            c.far(66, 160, 10),
            c.far(76, 122, 4), c.far(62, 88, 10), c.far(20, 112, 30), c.near(30, 112, 20),
        ],
    )  # fmt: skip
    for k in range(5):
        u = k / 4
        fold = [
            c.near(78 - 18 * u, 92 + 8 * u, -10),
            c.near(40 - 20 * u, 132 + 12 * u, 10),
            c.far(30 + 30 * u, 140 + 8 * u, 10),
            c.far(70 - 4 * u, 104 + 12 * u, 6),
        ]
        stroke(c.p, deep, 0.5, fold, 0.6, 5, 0.6)
        stroke(c.p, pale, 0.4, [(x, y + 4) for x, y in fold], 0.4, 2.6, 0.4)


def turban_back(c: Comb) -> None:
    deep, cloth, _ = _cloth(c)
    c.fill(mix(c.look.hair, c.look.hair_dark, 0.5), c.cap(-2, 48))
    c.fill(
        linear(*c.near(96, 0, -36), *c.far(60, -120, 0), deep, mix(deep, cloth, 0.6), cloth),
        [
            c.near(84, 12, -40), c.near(102, -44, -36), c.near(98, -104, -24), c.near(56, -150, -10), c.far(20, -156, 0),
            c.far(74, -126, 0),
            c.far(88, -76, -4), c.far(70, -30, -10), c.near(0, 4, -40),
        ],
    )  # fmt: skip


def _turban_aside(c: Comb) -> None:
    deep, cloth, pale = _cloth(c)
    d = c.d
    rows = [
        (70, -62), (56, -60), (24, -40), (-8, -22), (-40, 4), (-76, 26), (-96, -10), (-106, -64), (-88, -120),
        (-40, -156), (16, -162), (60, -140), (80, -100),
    ]  # fmt: skip
    c.fill(linear(-d * 96, 0, d * 64, -120, deep, cloth, pale), [(d * x, y) for x, y in rows])
    c.p.setCompositionMode(_ATOP)
    for k in range(7):
        u = k / 6
        fold = [
            (d * (72 + 4 * u - 26 * u * u), -66 - 84 * u),
            (d * (20 - 10 * u), -62 - 76 * u),
            (-d * (50 + 10 * u), -14 - 88 * u),
            (-d * (98 - 4 * u), 10 - 96 * u),
        ]
        stroke(c.p, deep, 0.6, fold, 0.8, 5.6, 0.8)
        stroke(c.p, pale, 0.42, [(x, y - 6) for x, y in fold], 0.4, 4, 0.4)
    c.p.setCompositionMode(_OVER)


def turban_front(c: Comb) -> None:
    c.sideburn(24)
    if c.turn.aside:
        _turban_aside(c)
        return
    deep, cloth, pale = _cloth(c)
    peak = c.turn.at(0, -74, 76)
    wrap: list[Point] = [
        corner(c.near(84, 6, -24)), c.near(72, -26, 10), c.near(58, -50, 40), c.near(26, -70, 66), peak, c.far(34, -66, 62),
        c.far(62, -46, 42), corner(c.far(73, -26, 20)), c.far(88, -62, 2), c.far(86, -112, 4), c.far(52, -150, 10),
        c.near(4, -164, 8),
        c.near(66, -150, -6), c.near(101, -102, -20), c.near(104, -44, -32),
    ]  # fmt: skip
    c.fill(linear(*c.near(100, -20, -30), *c.far(60, -130, 30), deep, cloth, pale), wrap)
    c.p.setCompositionMode(_ATOP)
    for k in range(7):  # each turn of the cloth climbs from a temple and crosses over the brow
        u = k / 6
        near = [c.near(88 + 12 * u, 0 - 66 * u, -26 + 6 * u), c.near(66 + 10 * u, -54 - 62 * u, 20 - 16 * u),
            c.near(20 - 6 * u, -82 - 66 * u, 60 - 44 * u),
                c.far(18 + 16 * u, -92 - 60 * u, 58 - 44 * u)]  # fmt: skip
        far = [c.far(74 + 10 * u, -36 - 62 * u, 18 - 14 * u), c.far(50 + 6 * u, -70 - 60 * u, 46 - 34 * u),
            c.far(4, -86 - 62 * u, 66 - 50 * u),
               c.near(24, -98 - 54 * u, 56 - 44 * u)]  # fmt: skip
        for line in (far, near):
            stroke(c.p, deep, 0.6, line, 0.8, 5.6, 0.8)
            stroke(c.p, pale, 0.42, [(x, y - 6) for x, y in line], 0.4, 4, 0.4)
    c.p.setCompositionMode(_OVER)
    under = [c.near(60, -50, 40), c.near(30, -68, 64), peak, c.far(34, -64, 62), c.far(60, -46, 42)]
    stroke(c.p, "#fff2dc", 0.5, [(x, y - 1) for x, y in under], 0.6, 2.6, 0.6)


def cap_back(c: Comb) -> None:
    c.back_of_head(1, 44)
    for i in range(6):
        u = i / 5
        c.lock(
            [c.near(50 + 30 * u, -40 + 10 * u, -28), c.near(80 + 8 * u, 0 + 10 * u, -38), c.near(62 + 14 * u, 30 + 16 * u, -40)],
            13,
            0.15,
        )


def _cap_aside(c: Comb) -> None:
    deep, cloth, pale = _cloth(c)
    d = c.d
    crown: list[Point] = [corner((d * 62, -62)), (d * 20, -56), (-d * 40, -40), corner((-d * 98, -20)), (-d * 108, -64),
        (-d * 84, -116), (-d * 20, -140),
                          (d * 40, -126), (d * 84, -88), corner((d * 80, -70))]  # fmt: skip
    c.fill(linear(-d * 96, -30, d * 60, -130, deep, cloth, pale), crown)
    c.p.setCompositionMode(_ATOP)
    for k in range(4):
        stroke(c.p, deep, 0.5, [(d * (60 - 44 * k), -54), (d * (34 - 28 * k), -104), (-d * 10, -140)], 1, 3, 1)
    for k in range(8):
        stroke(c.p, pale, 0.2, [(-d * 108, -120 + 12 * k), (0, -128 + 12 * k), (d * 90, -116 + 10 * k)], 1, 1.8, 1)
    c.p.setCompositionMode(_OVER)
    c.fill(
        linear(d * 50, -80, d * 104, -52, pale, cloth, deep),
        [corner((d * 44, -62)), (d * 64, -82), (d * 86, -76), (d * 112, -54), (d * 100, -48), (d * 70, -55)],
    )
    stroke(c.p, colour("#140a18"), 0.5, [(d * 44, -60), (d * 72, -53), (d * 108, -50)], 1, 3.2, 1)


def cap_front(c: Comb) -> None:
    deep, cloth, pale = _cloth(c)
    c.sideburn(26)
    for i in range(5):  # hair that looks out from under it
        c.lock(
            [c.near(60 + 5 * i, -50, 24 - 9 * i), c.near(66 + 5 * i, -26, 16 - 9 * i), c.near(68 + 4 * i, 2 + 4 * i, 8 - 8 * i)],
            13,
            0.2 + 0.1 * i,
            3,
        )
    if c.turn.aside:
        _cap_aside(c)
        return
    crown: list[Point] = [
        corner(c.near(94, -30, -28)), c.near(66, -48, 16), c.near(34, -66, 56), c.far(10, -72, 72), c.far(46, -66, 56),
        corner(c.far(72, -50, 28)),
        c.far(92, -78, 16), c.far(88, -112, 16), c.far(46, -138, 20), c.near(18, -142, 12), c.near(78, -124, -8),
        c.near(104, -76, -26),
    ]  # fmt: skip
    c.fill(linear(*c.near(100, -40, -30), *c.far(60, -130, 30), deep, cloth, pale), crown)
    c.p.setCompositionMode(_ATOP)
    for k in range(5):
        seam = [
            c.turn.at(c.d * (84 - 42 * k), -58, 24 + 14 * math.sin(k / 4 * math.pi)),
            c.turn.at(c.d * (50 - 25 * k), -106, 24),
            c.near(0, -142, 12),
        ]
        stroke(c.p, deep, 0.55, seam, 1, 3, 1)
    for k in range(9):  # a check
        stroke(
            c.p,
            pale,
            0.2,
            [c.near(104, -124 + 12 * k, -20), c.turn.at(0, -116 + 9 * k, 50), c.far(94, -118 + 11 * k, 10)],
            1,
            1.8,
            1,
        )
    c.p.setCompositionMode(_OVER)
    x, y = c.near(2, -141, 12)
    c.p.setBrush(radial(x - 1, y - 2, 8, pale, cloth, deep))
    ellipse(c.p, x, y, 7, 5)
    peak: list[Point] = [
        corner(c.near(52, -55, 42)), c.near(20, -76, 72), c.far(24, -76, 76), corner(c.far(72, -52, 34)),
        c.far(74, -44, 58), c.far(40, -50, 96),
        c.near(10, -50, 94),
    ]  # fmt: skip
    c.fill(linear(*c.turn.at(0, -76, 70), *c.turn.at(0, -48, 94), pale, cloth, deep), peak)
    edge = [c.near(50, -53, 46), c.near(10, -49, 94), c.far(40, -49, 96), c.far(73, -43, 58)]
    stroke(c.p, colour("#140a18"), 0.5, edge, 1, 3.4, 1)
