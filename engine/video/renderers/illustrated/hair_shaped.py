"""Hair that keeps a shape of its own: an afro, locs, an undercut, and hair wrapped in a scarf."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from engine.video.renderers.illustrated.anatomy import Spot, corner, ellipse, stroke
from engine.video.renderers.illustrated.comb import Comb
from engine.video.renderers.illustrated.paint import Paint, Point, colour, linear, mix, radial, taper

_ATOP = QPainter.CompositionMode.CompositionMode_SourceAtop
_OVER = QPainter.CompositionMode.CompositionMode_SourceOver


# -- afro ----------------------------------------------------------------------------------------------------------


def _puffs(c: Comb, row: str, rim: list[Spot], r: float) -> None:
    """Soft curls along an edge, so that no line shows where the hair ends."""
    for i, (x, y) in enumerate(rim):
        size = r * (0.75 + 0.5 * c.chance(row, i))
        c.p.setBrush(mix(c.look.hair, c.look.hair_dark, 0.15 + 0.6 * c.chance(row, "tone", i)))
        ellipse(c.p, x + (c.chance(row, "x", i) - 0.5) * 5, y + (c.chance(row, "y", i) - 0.5) * 5, size, size)


def _along(points: list[Spot], step: float) -> list[Spot]:
    """Places at even steps along a line of points."""
    spots = []
    for (x0, y0), (x1, y1) in pairwise(points):
        count = max(1, round(math.hypot(x1 - x0, y1 - y0) / step))
        spots += [(x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count) for k in range(count)]
    return [*spots, points[-1]]


def afro_back(c: Comb) -> None:
    rim = [
        c.near(62, 62, -36), c.near(86, 46, -38), c.near(96, 10, -36), c.near(99, -40, -32), c.near(94, -92, -24),
            c.near(70, -134, -14), c.near(24, -156, -6), c.far(28, -156, -2), c.far(72, -134, 0), c.far(98, -90, 0),
        c.far(102, -38, -4), c.far(92, 8, -8), c.far(70, 34, -14),
    ]  # fmt: skip
    c.fill(mix(c.look.hair, c.look.hair_dark, 0.75), [*rim, c.near(0, 40, -40)])
    _puffs(c, "rim", _along(rim, 11), 8)
    c.p.setCompositionMode(_ATOP)
    c.tight(200, "afro", lambda u, v: (-118 + 226 * u, -160 + 220 * v, -20.0))
    c.p.setCompositionMode(_OVER)


def afro_front(c: Comb) -> None:
    look = c.look
    rim = [
        c.near(84, 34, -20), c.near(100, 14, -26), c.near(109, -30, -24), c.near(104, -80, -18), c.near(78, -124, -8),
            c.near(34, -150, 0), c.far(22, -153, 8), c.far(66, -134, 10), c.far(92, -94, 6), c.far(97, -44, 2), c.far(88, -4, 4),
        c.far(76, 14, 10),
    ]  # fmt: skip
    brow = [
        c.far(70, -18, 22), c.far(64, -50, 38), c.far(44, -72, 56), c.far(8, -82, 70), c.near(30, -76, 64), c.near(58, -54, 40),
        c.near(66, -22, 18), c.near(72, 12, -2),
    ]  # fmt: skip
    x, y = c.far(40, -116, 30)
    c.fill(
        radial(x, y, 190, mix(look.hair, look.hair_light, 0.35), look.hair, mix(look.hair, look.hair_dark, 0.7), look.hair_dark),
        [*rim, *brow],
    )
    _puffs(c, "edge", _along(rim, 10), 7)
    _puffs(c, "brow", _along(brow, 8), 4.6)
    c.p.setCompositionMode(_ATOP)
    c.tight(420, "dome", lambda u, v: (-112 + 216 * u, -160 + 190 * v, 6.0))
    c.p.setBrush(radial(x, y - 10, 70, colour(look.hair_light, 0.34), colour(look.hair_light, 0.12), colour(look.hair_light, 0)))
    ellipse(c.p, x, y - 10, 70, 46)
    c.p.setCompositionMode(_OVER)


# -- locs ----------------------------------------------------------------------------------------------------------


def _loc(c: Comb, start: Spot, over: Spot, end: Spot, width: float, light: float, *, bead: str = "") -> None:
    """One loc, rolled like rope, along a bent line."""
    look = c.look
    curve = []
    for k in range(9):
        t = k / 8
        a, b, e = (1 - t) ** 2, 2 * t * (1 - t), t * t
        curve.append((a * start[0] + b * over[0] + e * end[0], a * start[1] + b * over[1] + e * end[1]))
    tone = mix(look.hair, look.hair_light, light)
    c.p.setBrush(mix(look.hair_dark, "#08040c", 0.35))
    c.p.drawPath(taper([(x - c.d * 1.6, y + 0.6) for x, y in curve], width, width + 1.6, width * 0.72))
    c.p.setBrush(linear(*curve[0], *curve[-1], mix(tone, look.hair_dark, 0.4), tone, mix(tone, look.hair_dark, 0.25)))
    c.p.drawPath(taper(curve, width * 0.8, width, width * 0.62))
    for x, y in _along(curve, 7)[1:-1]:
        twist = [(x - width * 0.42, y + 1.8), (x, y + 0.4), (x + width * 0.42, y - 2.2)]
        stroke(c.p, look.hair_dark, 0.5, twist, 0.5, 1.8, 0.5)
    stroke(c.p, look.hair_light, 0.28 + 0.3 * light, [(x + c.d * width * 0.2, y) for x, y in curve], 0.4, 2.2, 0.4)
    if bead:
        x, y = curve[7]
        c.p.setBrush(linear(x - width / 2, 0, x + width / 2, 0, mix(bead, "#000000", 0.4), bead, mix(bead, "#ffffff", 0.5)))
        c.p.drawRoundedRect(QRectF(x - width * 0.52, y - 5, width * 1.04, 9), 3, 3)


def _beads(c: Comb) -> str:
    return c.look.face.earring or "#d8a848"


def locs_mane(c: Comb) -> None:
    for i in range(11):
        u = i / 10
        x = -92 + 166 * u
        low = 150 + 26 * c.chance("low", i) - 26 * abs(u - 0.4)
        _loc(
            c,
            c.turn.at(c.d * x * 0.92, -30, -24),
            c.turn.at(c.d * x * 1.12, 60, -24),
            c.turn.at(c.d * (x * 1.16 + 8 * (c.chance("sway", i) - 0.5)), low, -20),
            15,
            0.1,
        )


def locs_back(c: Comb) -> None:
    c.back_of_head(4, 60)
    for i in range(8):
        u = i / 7
        x = 98 - 40 * u
        _loc(
            c,
            c.near(60 + 10 * u, -80 + 20 * u, -20),
            c.near(x + 6, -20, -36),
            c.near(x, 92 + 14 * c.chance("b", i), -34),
            15,
            0.08,
        )


def locs_front(c: Comb) -> None:
    part = c.near(10 * c.part, -108, 36)
    crown: list[Point] = [
        corner(c.near(80, 8, -14)),
        c.near(67, -20, 16),
        c.near(60, -52, 38),
        c.near(30, -76, 64),
        c.far(10, -84, 72),
        c.far(44, -72, 58),
        c.far(63, -54, 40),
        corner(c.far(70, -24, 22)),
        c.far(77, -56, 6),
        c.far(58, -104, 12),
        c.far(16, -126, 10),
        c.near(50, -118, 0),
        c.near(90, -62, -18),
    ]
    c.fill(mix(c.look.hair, c.look.hair_dark, 0.75), crown)
    bead = _beads(c)
    for k in range(5):  # over the far side
        u = k / 4
        end = c.far(78 + 9 * u, 50 + 34 * c.chance("far", k) + 14 * u, 6 - 8 * u)
        _loc(c, part, c.far(80 + 20 * u, -112 + 8 * u, 30 - 24 * u), end, 13, 0.35, bead=bead if k == 3 else "")
    for k in range(9):  # over the near side, to the front ones last
        u = 1 - k / 8
        root = c.near(10 * c.part + 30 * u, -110 - 8 * math.sin(u * 3), 36 - 30 * u)
        bend = c.near(74 + 44 * u, -112 + 40 * u, 34 - 54 * u)
        end = c.near(68 + 28 * u + 8 * c.chance("swing", k), 64 + 40 * c.chance("near", k) + 18 * u, 12 - 40 * u)
        _loc(c, root, bend, end, 14, 0.12 + 0.3 * (1 - u), bead=bead if k in (2, 6) else "")
    for k in range(6):  # the short way back from the brow
        u = k / 5
        x = -46 + 92 * u
        start = c.turn.at(c.d * x, -72 - 12 * math.sin(u * math.pi), 44 + 22 * math.sin(u * math.pi))
        back = c.turn.at(c.d * (x * 0.55 - 8), -122, 6)
        _loc(c, start, c.turn.at(c.d * x * 0.9, -112, 34), back, 14, 0.2 + 0.4 * u)


# -- undercut ------------------------------------------------------------------------------------------------------


def _shorn(c: Comb, side: Callable[[float, float, float], Spot]) -> None:
    """One side cut to the skin, a shade of hair over it."""
    look = c.look
    tone = mix(look.hair_dark, look.shade, 0.35)
    fade = linear(0, -96, 0, 24, colour(tone, 0.94), colour(tone, 0.82), colour(tone, 0.0))
    c.fill(fade, [side(62, -88, 26), side(61, -54, 37), side(66, -22, 18), side(68, 18, 4), side(77, 22, -12), side(88, -20, -26),
        side(88, -64, -22), side(68, -104, -6)])  # fmt: skip
    c.p.setCompositionMode(_ATOP)
    for i in range(150):
        u, v = c.chance("shorn", "u", i), c.chance("shorn", "v", i)
        x, y = side(58 + 34 * u, -96 + 104 * v, 30 - 56 * u)
        stroke(c.p, look.hair_light if i % 3 == 0 else look.hair_dark, 0.5, [(x, y), (x - c.d * 1.5, y + 4)], 0.8, 1.5, 0.4)
    c.p.setCompositionMode(_OVER)


def undercut_back(c: Comb) -> None:
    look = c.look
    c.fill(linear(0, -110, 0, 46, look.hair_dark, mix(look.hair_dark, look.shade, 0.25), mix(look.shade, look.hair_dark, 0.4)),
        c.cap(-2, 40))  # fmt: skip
    c.p.setCompositionMode(_ATOP)
    c.tight(90, "shorn", lambda u, v: (-92 + 150 * u, -90 + 130 * v, -26.0))
    c.p.setCompositionMode(_OVER)


def undercut_front(c: Comb) -> None:
    cut, full = (c.near, c.far) if c.part > 0 else (c.far, c.near)
    _shorn(c, cut)
    if c.part < 0:
        c.sideburn(20)
    if c.turn.aside:
        c.crest()
        return
    edge = -22 if c.part > 0 else 4
    top: list[Point] = [
        corner(cut(62, -78, 28)),
        cut(66, -108, 4),
        cut(40, -138, 2),
        full(6, -150, 10),
        full(50, -146, 16),
        full(84, -112, 8),
        full(97, -62, 0),
        full(95, -18, -4),
        corner(full(80, edge + 26, 10)),
        full(74, -8, 22),
        full(66, -42, 38),
        full(44, -62, 58),
        full(8, -74, 72),
        cut(26, -80, 64),
    ]
    c.fill(c.sheen(cut(70, -90, 0), full(70, -110, 20)), top)
    c.p.setCompositionMode(_ATOP)

    def fall(u: float, lift: float) -> list[Spot]:
        """One hair from the cut edge, up, over and down the other side; u from the brow to the crown."""
        return [
            cut(58 - 2 * u, -80 - 22 * u, 40 - 44 * u),
            cut(20 - 6 * u, -92 - 48 * u - 6 * lift, 60 - 54 * u),
            full(30 + 8 * u, -86 - 52 * u - 8 * lift, 58 - 48 * u),
            full(66 + 22 * u, -58 - 34 * u, 38 - 34 * u),
            full(74 + 20 * u, -4 - 10 * u + edge * 0.4, 20 - 24 * u),
        ]

    for i in range(10):
        u = i / 9
        c.lock(fall(u, c.chance("lift", i)), 20, 0.15 + 0.6 * (1 - abs(u - 0.5)) * c.chance("lock", i), 7)
    c.strands([fall((i + 0.5) / 16, 0.2 + 0.8 * c.chance("fine", i)) for i in range(16)], dark=0.5, light=0.45, width=3)
    c.p.setCompositionMode(_OVER)
    c.lock([cut(30, -86, 62), full(14, -74, 74), full(48, -58, 58), full(68, -30, 34), full(74, 2, 22)], 12, 0.6, 1.5)
    c.lock([cut(8, -84, 68), full(30, -62, 70), full(58, -36, 48), full(66, -8, 32)], 7, 0.75, 0.8)


# -- a scarf, of the trim of what is worn ------------------------------------------------------------------------------


def _cloth(c: Comb) -> tuple[Paint, Paint, Paint]:
    cloth = c.look.cloth
    return mix(cloth, "#120a22", 0.42), cloth, mix(cloth, "#ffe9c4", 0.34)


def headscarf_back(c: Comb) -> None:
    deep, cloth, _ = _cloth(c)
    c.fill(
        linear(*c.near(96, 0, -36), *c.far(60, -110, 0), deep, mix(deep, cloth, 0.6), cloth),
        [
            c.near(44, 60, -38),
            c.near(82, 38, -42),
            c.near(97, -10, -38),
            c.near(96, -70, -28),
            c.near(66, -126, -14),
            c.near(10, -144, -4),
            c.far(48, -132, 0),
            c.far(78, -88, -2),
            c.far(76, -30, -8),
            c.near(0, 34, -40),
        ],
    )
    for k in range(5):
        curve = [
            c.near(40 + 10 * k, -128 + 12 * k, -10),
            c.near(90 + 2 * k, -60 + 20 * k, -34),
            c.near(64 - 6 * k, 40 + 3 * k, -40),
        ]
        stroke(c.p, deep, 0.55, curve, 0.5, 4, 0.5)
    for drop in (0, 1):  # the tails, at the nape
        x, y = c.near(74 - 12 * drop, 40, -42)
        c.p.setBrush(linear(x, y, x, y + 56, deep, cloth, deep))
        c.p.drawPath(taper([(x, y - 8), (x - c.d * (12 - 10 * drop), y + 26), (x - c.d * (6 - 12 * drop), y + 56)], 12, 19, 15))


def headscarf_front(c: Comb) -> None:
    deep, cloth, pale = _cloth(c)
    c.sideburn(22)
    free: list[Point] = [  # what the scarf leaves free at the brow
        c.near(70, -34, 14), c.near(59, -46, 38), c.near(30, -69, 64), c.far(10, -75, 72), c.far(44, -63, 58), c.far(64, -42, 38),
        c.far(74, -36, 10), c.far(50, -100, 30), c.near(40, -100, 30),
    ]  # fmt: skip
    c.fill(c.sheen(c.near(70, -40, 10), c.far(50, -70, 50)), free)
    c.p.setCompositionMode(_ATOP)
    c.strands(
        [
            [
                c.turn.at(c.d * (-62 + 124 * u), -44 - 28 * math.sin(u * math.pi), 36 + 30 * math.sin(u * math.pi)),
                c.turn.at(c.d * (-58 + 118 * u), -62 - 24 * math.sin(u * math.pi), 38 + 26 * math.sin(u * math.pi)),
                c.turn.at(c.d * (-50 + 106 * u), -96, 30),
            ]
            for u in (k / 14 for k in range(15))
        ]
    )
    c.p.setCompositionMode(_OVER)
    wrap: list[Point] = [
        corner(c.near(82, 16, -22)),
        c.near(71, -22, 10),
        c.near(61, -56, 38),
        c.near(28, -78, 66),
        c.far(12, -82, 74),
        c.far(46, -70, 58),
        c.far(65, -50, 38),
        corner(c.far(73, -20, 18)),
        c.far(84, -52, 2),
        c.far(80, -98, 6),
        c.far(46, -134, 12),
        c.near(8, -148, 6),
        c.near(62, -130, -6),
        c.near(95, -74, -22),
        c.near(97, -18, -32),
    ]
    c.fill(linear(*c.near(94, -10, -30), *c.far(60, -110, 30), deep, cloth, pale), wrap)
    c.p.setCompositionMode(_ATOP)
    knot = c.far(20, -132, 34)
    for i in range(46):  # a small print
        u, v = c.chance("print", i), c.chance("row", i)
        x, y = c.turn.at(c.d * (-96 + 178 * u), -140 + 120 * v, 20)
        c.p.setBrush(colour(mix(pale, "#fff4dc", 0.45), 0.75))
        ellipse(c.p, x, y, 2.6, 2.6)
    for k in range(6):  # folds that run to the knot
        u = k / 5
        away = c.near(98 - 34 * u, 6 - 66 * u, -30 + 70 * u)
        middle = c.near(66 - 20 * u, -84 - 6 * u, 6 + 40 * u)
        stroke(c.p, deep, 0.55, [away, middle, knot], 0.5, 5, 1)
        stroke(c.p, pale, 0.4, [(away[0] + 3, away[1] + 4), (middle[0] + 2, middle[1] + 5), knot], 0.4, 2.6, 0.6)
    for k in range(3):
        away = c.far(78 - 12 * k, -34 - 16 * k, 10 + 16 * k)
        stroke(c.p, deep, 0.5, [away, c.far(58 - 10 * k, -92 + 4 * k, 24), knot], 0.5, 4.4, 1)
    c.p.setCompositionMode(_OVER)
    hem = [
        c.near(82, 14, -22),
        c.near(71, -23, 10),
        c.near(61, -57, 38),
        c.near(28, -79, 66),
        c.far(12, -83, 74),
        c.far(46, -71, 58),
        c.far(65, -51, 38),
        c.far(73, -22, 18),
    ]
    stroke(c.p, pale, 0.75, hem, 1, 4.4, 1)
    stroke(c.p, deep, 0.6, [(x, y + 3) for x, y in hem], 0.6, 3, 0.6)
    x, y = knot
    for lean in (-1, 1):  # the knot and its ears
        c.fill(
            linear(x, y, x + lean * 30, y - 40, deep, cloth, pale),
            [
                (x, y + 4),
                (x + lean * 16, y - 4),
                (x + lean * 38, y - 16),
                (x + lean * 32, y - 40),
                (x + lean * 14, y - 36),
                (x + lean * 2, y - 14),
            ],
        )
        stroke(c.p, deep, 0.6, [(x + lean * 3, y - 6), (x + lean * 16, y - 20), (x + lean * 27, y - 31)], 1, 4, 0.5)
    c.fill(
        radial(x + c.d * 4, y - 8, 22, pale, cloth, deep),
        [(x - 16, y + 6), (x - 14, y - 14), (x + 1, y - 19), (x + 16, y - 12), (x + 15, y + 7), (x, y + 13)],
    )
    stroke(c.p, deep, 0.6, [(x - 9, y - 13), (x - 3, y - 2), (x - 7, y + 9)], 0.5, 3, 0.5)
