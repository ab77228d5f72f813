"""Long hair: bun, bob, loose and braided."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF

from engine.video.renderers.illustrated.anatomy import Spot, corner, stroke
from engine.video.renderers.illustrated.comb import Comb
from engine.video.renderers.illustrated.paint import Point, colour, linear, mix, polygon, radial, taper


def bun_back(c: Comb) -> None:
    look, d = c.look, c.d
    x, y = c.near(8, -128, -46)
    c.fill(
        radial(x + d * 10, y - 12, 52, look.hair_light, look.hair, look.hair_dark, focus=(x + d * 14, y - 16)),
        [
            (x - 38, y + 6),
            (x - 32, y - 24),
            (x - 4, y - 39),
            (x + 28, y - 28),
            (x + 38, y + 2),
            (x + 26, y + 30),
            (x - 24, y + 32),
        ],
    )
    coils: list[list[Spot]] = []
    for k in range(6):
        t = (k - 2.5) / 2.6
        coils.append(
            [
                (x - 30 + k * 4, y + 20 - k * 2),
                (x - 16 + t * 20, y - 22),
                (x + 14 + t * 14, y - 24 + abs(t) * 8),
                (x + 30, y + 6 + t * 10),
            ]
        )
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


def bun_front(c: Comb) -> None:
    part = c.far(22, -104, 30)
    near: list[Point] = [
        corner(part), c.near(6, -86, 66), c.near(40, -62, 58), c.near(62, -22, 30), c.near(68, 12, 6), corner(c.near(74, 30,
            -8)),
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
            root, c.near(14 + 22 * t, -92 - 12 * t + (1 - t) * 16, 50 - 28 * t), c.near(46 + 24 * t,
                -66 - 4 * t + (1 - t) * 10, 40 - 36 * t),
            c.near(64 + 16 * t, -18, 18 - 28 * t), c.near(70 + 8 * t, 16, 2 - 18 * t),
        ])  # fmt: skip
    c.strands(sweeps)
    c.strands(
        [
            [
                root,
                c.far(40 + 8 * k, -88 + 4 * k, 44 - 10 * k),
                c.far(60 + 5 * k, -50, 24 - 8 * k),
                c.far(70 + 2 * k, -4, 12 - 6 * k),
            ]
            for k in range(4)
        ]
    )
    c.lock([c.near(66, 6, 14), c.near(71, 30, 8), c.near(66, 50, 10), c.near(71, 64, 8)], 4.0, 0.4, 0.5)


def bob_back(c: Comb) -> None:
    c.fill(
        linear(*c.near(96, -40, -30), *c.far(90, 20, 0), c.look.hair_dark, mix(c.look.hair, c.look.hair_dark, 0.4),
            c.look.hair_dark),
        [
            c.near(60, -106, -10), c.turn.at(0, -122, -4), c.far(60, -106, 0), c.far(88, -50, -6), c.far(90, 20, -10),
                c.far(76, 84, 0),
            c.far(30, 92, -30), c.near(50, 98, -40), c.near(94, 88, -36), c.near(103, 20, -36), c.near(94, -56, -30),
        ],
    )  # fmt: skip


def bob_front(c: Comb) -> None:
    part = c.near(20 * c.part, -113, 30)
    far: list[Point] = [
        corner(part), c.far(0, -92, 72), c.far(22, -78, 70), c.far(48, -62, 56), c.far(64, -38, 38), c.far(73, -6, 20),
        c.far(68, 40, 14), corner(c.far(58, 74,
            16)), c.far(86, 66, 0),
        c.far(92, -10, -4), c.far(86, -60, -4), c.far(56, -109, 2),
    ]  # fmt: skip
    near: list[Point] = [
        corner(part), c.near(38, -82, 56), c.near(59, -36, 40), c.near(64, 20, 22), corner(c.near(48, 88, 14)), c.near(86,
            98, -18), c.near(104, 60, -26),
        c.near(106, 0, -24), c.near(89, -80, -12), c.near(50, -118, 6),
    ]  # fmt: skip
    c.fill(linear(*part, *c.far(84, 60, 0), c.look.hair_light, c.look.hair, c.look.hair_dark), far)
    c.fill(c.sheen(c.near(104, 60, -20), part), near)
    c.strands([
        [part, c.near(42 + 5 * k, -74 - 4 * k, 44 - 8 * k), c.near(65 + 5 * k, -6, 20 - 8 * k), c.near(66 + 5 * k, 48,
            8 - 6 * k), c.near(52 + 7 * k, 88, 4 - 4 * k)]
        for k in range(7)
    ], width=3)  # fmt: skip
    c.strands(
        [
            [
                part,
                c.far(30 + 8 * k, -92 + 2 * k, 56 - 10 * k),
                c.far(65 + 5 * k, -46, 30 - 9 * k),
                c.far(76 + 3 * k, 30, 12 - 5 * k),
            ]
            for k in range(4)
        ],
        width=2.4,
    )


def long_back(c: Comb) -> None:
    c.fill(
        linear(*c.near(96, -40, -30), *c.far(90, 20, 0), c.look.hair_dark, mix(c.look.hair, c.look.hair_dark, 0.4),
            c.look.hair_dark),
        [
            c.near(60, -106, -10), c.turn.at(0, -123, -4), c.far(60, -106, 0), c.far(88, -50, -6), c.far(92, 20, -10),
                c.far(90, 92, 0),
            c.far(56, 76, -10), c.near(0, 40, -30), c.near(60, 80, -34), c.near(98, 96, -36), c.near(104, 20, -36),
                c.near(94, -56, -30),
        ],
    )  # fmt: skip


def long_mane(c: Comb) -> None:
    c.fill(
        linear(0, -20, 0, 240, c.look.hair_dark, mix(c.look.hair, c.look.hair_dark, 0.35), c.look.hair_dark),
        [
            c.near(90, -30, -30), c.near(106, 40, -36), c.near(118, 140, -36), c.near(104, 222, -30), c.near(60, 236, -30),
                c.near(0, 214, -30),
            c.far(60, 226, -10), c.far(100, 208, -6), c.far(108, 120, -6), c.far(94, 20, -8), c.far(80, -40, -8),
        ],
    )  # fmt: skip
    curves: list[list[Spot]] = []
    for k in range(13):
        x = -100 + 200 * k / 12
        sway = 8 * math.sin(k * 1.9)
        curves.append(
            [
                c.turn.at(x * 0.86, 10, -20),
                c.turn.at(x + sway, 90, -20),
                c.turn.at(x * 1.02 - sway, 160, -20),
                c.turn.at(x * 0.92, 216, -20),
            ]
        )
    c.strands(curves, width=4)


def long_front(c: Comb) -> None:
    part = c.near(14 * c.part, -114, 34)
    far: list[Point] = [
        corner(part), c.far(0, -93, 72), c.far(22, -79, 70), c.far(48, -62, 56), c.far(64, -36, 38), c.far(73, 0, 20),
        c.far(74, 60, 12), c.far(70, 104, 8),
            corner(c.far(82, 127, 2)), c.far(92, 104, -6),
        c.far(96, 20, -6), c.far(88, -60, -4), c.far(54, -111, 2),
    ]  # fmt: skip
    near: list[Point] = [
        corner(part), c.near(36, -86, 58), c.near(58, -40, 42), c.near(68, 20, 20), c.near(70, 70, 10), c.near(62, 104, 6),
            corner(c.near(84, 130, -4)), c.near(98, 108, -20),
        c.near(107, 60, -26), c.near(105, -6, -24), c.near(90, -80, -12), c.near(50, -120, 6),
    ]  # fmt: skip
    c.fill(linear(*part, *c.far(84, 60, 0), c.look.hair_light, c.look.hair, c.look.hair_dark), far)
    c.fill(c.sheen(c.near(104, 60, -20), part), near)
    c.strands([
        [part, c.near(42 + 5 * k, -78 - 4 * k, 44 - 8 * k), c.near(65 + 5 * k, -6, 20 - 8 * k), c.near(72 + 5 * k, 58,
            8 - 6 * k), c.near(62 + 6 * k, 118, 4 - 4 * k)]
        for k in range(7)
    ], width=3)  # fmt: skip
    c.strands(
        [
            [
                part,
                c.far(32 + 8 * k, -92 + 2 * k, 56 - 10 * k),
                c.far(65 + 5 * k, -46, 30 - 9 * k),
                c.far(76 + 4 * k, 30, 12 - 5 * k),
                c.far(72 + 4 * k, 110, 6),
            ]
            for k in range(4)
        ]
    )


def braid_back(c: Comb) -> None:
    c.back_of_head(4, 62)


def braid_front(c: Comb) -> None:
    part = c.near(6 * c.part, -108, 36)
    near: list[Point] = [
        corner(part), c.near(16, -84, 66), c.near(46, -58, 54), c.near(64, -16, 28), c.near(69, 14, 6), corner(c.near(76, 34,
            -10)), c.near(86, 10, -26),
        c.near(91, -34, -22), c.near(73, -92, -4), c.near(24, -121, 6),
    ]  # fmt: skip
    far: list[Point] = [
        corner(part), c.far(24, -86, 66), c.far(54, -54, 48), c.far(69, -12, 20), corner(c.far(72, 14, 14)), c.far(83, -30,
            -4), c.far(78, -74, -4), c.far(50, -112, 4),
    ]  # fmt: skip
    c.fill(c.sheen(c.near(86, 20, -20), c.near(10, -110, 40)), near)
    c.fill(linear(*part, *c.far(76, 0, 10), c.look.hair_light, c.look.hair, c.look.hair_dark), far)
    c.strands([
        [part, c.near(20 + 18 * k / 6, -92 - 2 * k, 56 - 6 * k), c.near(48 + 4 * k, -64 - 2 * k, 42 - 7 * k),
            c.near(66 + 3 * k, -14, 20 - 5 * k), c.near(73 + 2 * k, 22, -4 - 3 * k)]
        for k in range(8)
    ])  # fmt: skip
    c.strands(
        [
            [
                part,
                c.far(32 + 7 * k, -88 + 2 * k, 50 - 9 * k),
                c.far(60 + 5 * k, -48, 26 - 8 * k),
                c.far(72 + 2 * k, 0, 12 - 5 * k),
            ]
            for k in range(4)
        ]
    )
    c.lock([c.near(60, -34, 34), c.near(69, -4, 22), c.near(67, 28, 16), c.near(72, 44, 12)], 3.6, 0.5, 0.5)


def braid_hang(c: Comb) -> None:
    look = c.look
    c.lock([c.near(72, 16, -10), c.near(74, 70, -10), c.near(66, 130, -10), c.near(66, 196, -10)], 24, 0.0, 10)
    for k in range(8):
        t = k / 7
        x, y = c.near(78 - 6 * math.sin(t * 2.6) - 6 * t, 36 + 20.5 * k, -10)
        w = 19 * (1 - 0.5 * t)
        for sign in (-1, 1):
            c.p.setBrush(linear(x - w, y - 10, x + w, y + 14, look.hair_light, look.hair, look.hair_dark))
            c.p.drawPath(
                taper([(x + sign * w * 0.9, y - 12), (x + sign * w * 0.6, y + 2), (x - sign * w * 0.25, y + 14)], 5, w * 0.95, 5)
            )
            stroke(
                c.p,
                look.hair_dark,
                0.5,
                [(x + sign * w * 0.9, y - 6), (x + sign * w * 0.5, y + 5), (x - sign * w * 0.1, y + 14)],
                0.5,
                2,
                0.5,
            )
    x, y = c.near(64, 36 + 20.5 * 8, -10)
    c.p.setBrush(linear(x - 8, y, x + 8, y, "#f0c060", "#b07a2a"))
    c.p.drawRoundedRect(QRectF(x - 9, y - 10, 18, 7), 3, 3)
    c.lock([(x - 3, y - 3), (x - 5, y + 10), (x - c.d * 2, y + 24)], 13, 0.4, 1)
