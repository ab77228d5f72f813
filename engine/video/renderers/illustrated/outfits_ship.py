"""Clothes for a ship, a station and the cold: jumpsuit, uniform, lab coat and parka."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from engine.video.renderers.illustrated.anatomy import Spot, corner, ellipse, lightness, stroke
from engine.video.renderers.illustrated.cloth import Cloth, dark, light
from engine.video.renderers.illustrated.paint import Paint, Point, colour, linear, mix, radial, taper

_ATOP = QPainter.CompositionMode.CompositionMode_SourceAtop
_OVER = QPainter.CompositionMode.CompositionMode_SourceOver


def _seam(c: Cloth, paint: Paint, points: list[Spot]) -> None:
    """A sewn edge: a dark line, and beside it the light that catches its thread."""
    c.line(dark(paint, 0.62), 0.5, points, 2.4)
    c.line(light(paint, 0.5), 0.4, [(x + c.d * 2.4, y + 1.6) for x, y in points], 1.6)


def _stitches(c: Cloth, paint: Paint, points: list[Spot], every: float = 7.0) -> None:
    for (x0, y0), (x1, y1) in pairwise(points):
        count = max(1, round(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 / every))
        for k in range(count):
            a, b = (k + 0.15) / count, (k + 0.7) / count
            ends = [(x0 + (x1 - x0) * u, y0 + (y1 - y0) * u) for u in (a, b)]
            stroke(c.p, paint, 0.8, ends, 1.4, 1.7, 1.4)


def _wear(c: Cloth, paint: Paint, places: tuple[Spot, ...]) -> None:
    """Where cloth has been leaned on for years."""
    c.p.setCompositionMode(_ATOP)
    for i, (x, y) in enumerate(places):
        bx, by = c.near(x, y)
        for k in range(4):
            slip = (i * 5 + k * 7) % 6 - 3
            points = [(bx - 13 + 3 * k, by + 5 * k + slip), (bx - 2, by + 5 * k - 2), (bx + 12 - 2 * k, by + 5 * k + slip * 0.4)]
            stroke(c.p, light(paint, 0.55), 0.2, points, 0.4, 2.6, 0.4)
    c.p.setCompositionMode(_OVER)


def _shirt(c: Cloth, paint: Paint, depth: float) -> None:
    """The round neck of what is worn below, down to `depth`."""
    d = c.d
    tone = linear(-d * 34, 120, d * 34, 180, dark(paint, 0.36), paint, light(paint, 0.2))
    c.fill(tone, [
        corner(c.near(33, 110)), (-d * 26, 128), (d * 3, 141), (d * 28, 128), corner(c.far(33, 110)), c.far(40, 140),
            (d * 14, depth), (d * 6, depth + 4), c.near(30, 148),
    ])  # fmt: skip
    c.line(dark(paint, 0.5), 0.55, [(-d * 27, 132), (d * 3, 147), (d * 29, 131)], 2.6)
    c.line(light(paint, 0.5), 0.5, [(-d * 25, 128), (d * 3, 142), (d * 27, 127)], 1.8)


def _flap(c: Cloth, paint: Paint, x: float, y: float, sign: int, *, w: float = 34.0, h: float = 36.0) -> None:
    """A patch pocket with a flap and a press stud."""
    left, right = c.both(sign, x - w / 2, 0)[0], c.both(sign, x + w / 2, 0)[0]
    lo, hi = min(left, right), max(left, right)
    c.fill(
        linear(lo, y, hi, y + h, dark(paint, 0.1), dark(paint, 0.3)),
        [corner((lo, y)), corner((hi, y)), (hi, y + h - 5), (hi - 6, y + h), (lo + 6, y + h), (lo, y + h - 5)],
    )
    _stitches(c, light(paint, 0.35), [(lo + 3, y + 12), (lo + 3, y + h - 6), (lo + 8, y + h - 3), (hi - 8, y + h - 3)], 6)
    c.fill(
        linear(0, y - 2, 0, y + 15, light(paint, 0.16), dark(paint, 0.16)),
        [corner((lo - 2, y - 2)), corner((hi + 2, y - 2)), corner((hi + 2, y + 8)), ((lo + hi) / 2, y + 15), corner((lo - 2,
            y + 8))],
    )  # fmt: skip
    c.line(dark(paint, 0.7), 0.5, [(lo - 2, y + 9), ((lo + hi) / 2, y + 16), (hi + 2, y + 9)], 2.2)
    c.p.setBrush(radial((lo + hi) / 2 - 1, y + 8, 4, "#fff2d0", "#a8a4a0", "#55505a"))
    ellipse(c.p, (lo + hi) / 2, y + 9, 2.6, 2.6)


def _zip(c: Cloth, points: list[Spot], paint: Paint) -> None:
    c.p.setBrush(colour(dark(paint, 0.62)))
    c.p.drawPath(taper(points, 7, 8, 8))
    metal = "#c9c3b8"
    for (x0, y0), (x1, y1) in pairwise(points):
        for k in range(int((y1 - y0) / 5)):
            u = k * 5 / (y1 - y0)
            x, y = x0 + (x1 - x0) * u, y0 + (y1 - y0) * u
            stroke(c.p, metal, 0.75, [(x - 2.6, y), (x + 2.6, y)], 1.1, 1.5, 1.1)


def jumpsuit(c: Cloth) -> None:
    """Worn, patched and belted, with loops for tools. Trim: the shirt below, the shoulders and one patch."""
    d = c.d
    body: list[Point] = [
        c.near(34, 115), c.near(66, 126), c.near(97, 141), c.near(112, 171), c.near(106, 210), c.near(88, 262), corner(c.near(84,
            292)), c.near(80, 318), corner(c.near(70, 345)), corner(c.near(9, 345)), (d * 2, 328), corner(c.far(9, 345)),
        corner(c.far(68, 345)), c.far(76, 318), corner(c.far(78, 292)), c.far(82, 262), c.far(97, 210), c.far(103, 171),
            c.far(89, 141), c.far(60, 126), c.far(34, 115), (d * 4, 138),
    ]  # fmt: skip
    c.fill(c.across(c.main), body)
    c.p.setCompositionMode(_ATOP)
    for sign in (-1, 1):  # shoulders of another cloth
        tone = linear(sign * d * 110, 130, sign * d * 30, 175, dark(c.trim, 0.42 if sign < 0 else 0.16), dark(c.trim, 0.1))
        c.fill(tone, [
            corner(c.both(sign, 30, 108)), c.both(sign, 66, 118), c.both(sign, 120, 136), c.both(sign, 122, 176), corner(
                c.both(sign, 96, 172)), c.both(sign, 64, 158), corner(c.both(sign, 36, 154)),
        ])  # fmt: skip
        _seam(c, c.main, [c.both(sign, 36, 154), c.both(sign, 64, 159), c.both(sign, 112, 176)])
    c.p.setBrush(linear(0, 296, 0, 345, colour(dark(c.main, 0.3), 0), colour(dark(c.main, 0.3), 0.75)))
    c.p.drawRect(QRectF(-200, 296, 400, 60))
    c.p.setCompositionMode(_OVER)
    _wear(c, c.main, ((52, 236), (-62, 228), (48, 318), (-54, 314)))
    c.folds(c.main)
    _shirt(c, light(c.trim, 0.5), 178)
    _zip(c, [(d * 7, 182), (d * 9, 240), (d * 8, 292)], c.main)
    for sign in (-1, 1):  # a collar that lies open
        c.fill(
            linear(0, 104, 0, 186, light(c.main, 0.26), dark(c.main, 0.2 if sign > 0 else 0.34)),
            [corner(c.both(sign, 33, 102)), c.both(sign, 52, 122), corner(c.both(sign, 44, 158)), corner((d * 7, 186)), (sign * d
                * 19 + d * 2, 152)],
        )  # fmt: skip
        c.line(dark(c.main, 0.66), 0.5, [c.both(sign, 52, 124), c.both(sign, 44, 158), (d * 7, 186)], 2.6)
        c.line(light(c.main, 0.5), 0.5, [c.both(sign, 34, 106), (sign * d * 19 + d * 2, 152), (d * 7, 182)], 1.8)
    _flap(c, c.main, 54, 192, 1)
    patch: list[Point] = [corner(c.near(38, 200)), corner(c.near(70, 196)), corner(c.near(73, 228)), corner(c.near(41, 232))]
    c.fill(linear(*c.near(70, 196), *c.near(40, 232), dark(c.trim, 0.2), light(c.trim, 0.08)), patch)
    _stitches(c, light(c.trim, 0.6), [(x, y) for x, y, *_ in (*patch, patch[0])])
    for pencil, tip in (("#d8b04a", "#f0d8b0"), ("#b0564a", "#d8d4cc")):
        x = c.far(64 if pencil == "#d8b04a" else 58, 0)[0]
        stroke(c.p, pencil, 1.0, [(x, 194), (x + d * 0.6, 176)], 4.4, 4.4, 3.6)
        stroke(c.p, tip, 1.0, [(x + d * 0.6, 177), (x + d * 0.8, 173)], 3.2, 2.4, 1.2)
    _belt(c)
    for x in (34.0, -44.0):  # pockets at the hips
        c.line(dark(c.main, 0.66), 0.5, [c.near(x * 1.6, 310), c.near(x * 1.25, 322), c.near(x * 1.1, 340)], 3)
    c.line(dark(c.main, 0.66), 0.5, [(d * 8, 306), (d * 6, 322), (d * 3, 340)], 3)


def _belt(c: Cloth) -> None:
    """Webbing, a buckle, and what hangs from its loops."""
    d = c.d
    web, steel = "#4a3a30", linear(0, 296, 0, 340, "#dcdcd4", "#8c8f98", "#565a66")
    c.fill(
        linear(0, 286, 0, 302, light(web, 0.2), web, dark(web, 0.4)),
        [corner(c.near(88, 284)), (0, 291), corner(c.far(82, 284)), corner(c.far(82, 299)), (0, 306), corner(c.near(88, 299))],
    )
    _stitches(c, light(web, 0.4), [c.near(84, 287), (0, 294), c.far(80, 287)], 9)
    spanner = c.near(62, 0)[0]
    c.p.setBrush(steel)
    c.p.drawPath(taper([(spanner, 300), (spanner - d * 1.5, 318), (spanner - d * 2, 332)], 6, 5, 6))
    for turn in (-1, 1):
        c.p.drawPath(taper([(spanner - d * 2, 330), (spanner - d * 2 + turn * 6, 335), (spanner - d * 2 + turn * 4.5, 343)], 6, 5,
            3.4))  # fmt: skip
    handle = c.far(58, 0)[0]
    c.p.setBrush(linear(0, 300, 0, 326, "#e0803a", "#8a3f22"))
    c.p.drawRoundedRect(QRectF(handle - 4.6, 303, 9.2, 25), 4, 4)
    stroke(c.p, "#ffd0a0", 0.6, [(handle - 1.6, 306), (handle - 1.6, 323)], 1, 1.8, 1)
    for x in (spanner, handle, c.near(30, 0)[0], c.far(28, 0)[0]):
        c.p.setBrush(linear(0, 282, 0, 308, light(c.main, 0.14), dark(c.main, 0.4)))
        c.p.drawRoundedRect(QRectF(x - 4.5, 281, 9, 27), 2.5, 2.5)
    c.p.setBrush(linear(0, 286, 0, 306, "#e8d8a8", "#a08048", "#5e4828"))
    c.p.drawRoundedRect(QRectF(d * 6 - 12, 286, 24, 21), 4, 4)
    c.p.setBrush(colour(dark(web, 0.3)))
    c.p.drawRoundedRect(QRectF(d * 6 - 7, 291, 14, 11), 2.5, 2.5)
    stroke(c.p, "#f4e8c4", 0.95, [(d * 6 - 8, 296.5), (d * 6 + 3, 296.5)], 2.4, 2.8, 2.4)


def uniform(c: Cloth) -> None:
    """Soft, buttoned to one side, with a panel over the shoulders and a standing collar. Trim: panel, piping and badge."""
    d = c.d
    c.torso(c.across(c.main), wide=1)
    c.folds(c.main)
    c.p.setCompositionMode(_ATOP)
    c.fill(linear(*c.near(112, 140), *c.far(100, 160), dark(c.trim, 0.46), c.trim, light(c.trim, 0.2)), [
        corner(c.near(26, 100)), c.near(70, 118), c.near(126, 136), corner(c.near(126, 184)), c.near(92, 176), c.near(50, 178),
        corner((d * 15, 206)), corner((d * 27, 198)), c.far(64, 170), c.far(90, 170), corner(c.far(124, 176)), c.far(120, 132),
            c.far(70, 116), corner(c.far(26, 100)),
    ])  # fmt: skip
    piping: list[Spot] = [
        c.near(122, 184),
        c.near(92, 176),
        c.near(50, 179),
        (d * 16, 207),
        (d * 27, 199),
        c.far(64, 171),
        c.far(90, 171),
        c.far(118, 175),
    ]
    c.line(dark(c.main, 0.7), 0.5, [(x, y + 3) for x, y in piping], 4)
    c.line(light(c.trim, 0.62), 0.95, piping, 3)
    c.p.setCompositionMode(_OVER)
    edge = [(d * 20, 146), c.far(36, 176), c.far(40, 230), c.far(36, 312)]
    c.p.setBrush(linear(*c.far(22, 0), *c.far(46, 0), light(c.main, 0.18), dark(c.main, 0.24)))
    c.p.drawPath(taper([(x + d * 4, y) for x, y in edge], 7, 10, 10))
    c.line(dark(c.main, 0.72), 0.55, [(x + d * 9, y) for x, y in edge], 2.6)
    for row in (196, 226, 256, 286):
        c.buttons(c.far(33 if row < 210 else 35, 0)[0] + d * 2, (row,), mix("#d0a858", c.trim, 0.25), 4.2)
    for sign in (-1, 1):
        c.line(dark(c.main, 0.6), 0.38, [c.both(sign, 74, 186), c.both(sign, 60, 240), c.both(sign, 64, 310)], 3)
        c.line(dark(c.main, 0.7), 0.45, [c.both(sign, 52, 270), c.both(sign, 70, 275), c.both(sign, 86, 268)], 3.4)
    _standing(c)
    x, y = c.near(58, 206)
    c.p.setBrush(radial(x - 4, y - 5, 20, light(c.trim, 0.75), mix(c.trim, "#e0b860", 0.5), dark(c.trim, 0.5)))
    ellipse(c.p, x, y, 11, 11)
    c.p.setBrush(colour(dark(c.main, 0.35)))
    ellipse(c.p, x, y, 8, 8)
    c.p.setBrush(radial(x + 2, y - 3, 7, "#fff4d8", light(c.trim, 0.5), c.trim))
    ellipse(c.p, x, y, 3.6, 3.6)
    stroke(c.p, "#fff0cc", 0.9, [(x - 9, y + 4), (x, y + 1.5), (x + 9, y - 5)], 0.6, 1.9, 0.6)


def _standing(c: Cloth) -> None:
    """A soft collar that stands about the neck, open at the throat."""
    d = c.d
    for sign in (-1, 1):
        tone = linear(-d * 40, 0, d * 40, 0, dark(c.trim, 0.5), dark(c.trim, 0.12), light(c.trim, 0.16))
        c.fill(
            tone,
            [
                corner((sign * d * 37 - d * 2, 95)),
                (sign * d * 41 - d * 2, 112),
                corner((sign * d * 40 - d * 2, 126)),
                (sign * d * 24, 142),
                corner((d * 5 + sign * d * 2, 156)),
                corner((d * 5 + sign * d * 8, 136)),
                (sign * d * 24, 120),
            ],
        )
        c.line(light(c.trim, 0.6), 0.75, [(sign * d * 37 - d * 2, 97), (sign * d * 25, 120), (d * 5 + sign * d * 8, 137)], 2.2)
        c.line(dark(c.trim, 0.7), 0.5, [(sign * d * 40 - d * 2, 126), (sign * d * 24, 143), (d * 5 + sign * d * 2, 156)], 2.4)
        c.buttons(d * 5 + sign * d * 17, (134,), "#d8b868", 2.8)


def labcoat(c: Cloth) -> None:
    """Long and open, over a jumper in the trim, with pens, a tag and deep pockets."""
    d = c.d
    c.torso(linear(-d * 60, 150, d * 60, 220, dark(c.trim, 0.42), c.trim, light(c.trim, 0.12)))
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    c.p.drawRect(QRectF(-300, 316, 600, 100))
    c.p.setCompositionMode(_OVER)
    for k in range(7):
        x = -30.0 + 11 * k
        c.line(dark(c.trim, 0.55), 0.3, [(d * x * 0.6, 146), (d * x, 220), (d * x, 312)], 2)
    c.fill(
        c.across(dark(c.trim, 0.12)), [(-d * 37, 106), (-d * 40, 122), (-d * 6, 146), (d * 36, 124), (d * 32, 106), (d * 4, 132)]
    )
    c.line(light(c.trim, 0.4), 0.5, [(-d * 34, 112), (-d * 4, 136), (d * 31, 112)], 2)
    shade = 0.34 if lightness(c.main) > 0.6 else 0.42
    for sign in (-1, 1):
        tone = linear(
            sign * d * 112,
            150,
            sign * d * 10,
            240,
            dark(c.main, shade if sign < 0 else 0.02),
            dark(c.main, 0.12 if sign < 0 else 0.06),
            c.main,
        )
        side = 1.0 if sign < 0 else 0.94
        c.fill(tone, [
            corner(c.both(sign, 36, 112)), c.both(sign, 66, 125), c.both(sign, 98 * side, 140), c.both(sign, 116 * side, 171),
            c.both(sign, 113 * side, 210), c.both(sign, 104 * side, 260), corner(c.both(sign, 116 * side, c.low)), corner(c.both(
                sign, 34, c.low + 2)), c.both(sign, 26, 300), c.both(sign, 20, 250), c.both(sign, 30, 190),
        ])  # fmt: skip
        c.line(dark(c.main, 0.6), 0.4, [c.both(sign, 24, 240), c.both(sign, 27, 300), c.both(sign, 35, c.low)], 3)
        c.fill(  # the lapel
            linear(0, 110, sign * d * 60, 220, light(c.main, 0.3), dark(c.main, 0.08 if sign > 0 else 0.24)),
            [corner(c.both(sign, 34, 104)), c.both(sign, 58, 130), corner(c.both(sign, 61, 166)), corner(c.both(sign, 47, 169)),
                corner(c.both(sign, 53, 184)), corner(c.both(sign, 22, 246)), c.both(sign, 26, 190), c.both(sign, 27, 148)],
        )  # fmt: skip
        c.line(dark(c.main, 0.62), 0.42, [c.both(sign, 61, 166), c.both(sign, 50, 188), c.both(sign, 22, 246)], 2.6)
        c.line(dark(c.main, 0.62), 0.36, [c.both(sign, 61, 166), c.both(sign, 47, 169), c.both(sign, 53, 184)], 2)
        c.fill(  # a deep pocket
            colour(dark(c.main, 0.3), 0.4),
            [corner(c.both(sign, 50, 276)), corner(c.both(sign, 90 * side, 272)), c.both(sign, 92 * side, 322), c.both(sign, 52,
                326)],
        )  # fmt: skip
        c.line(light(c.main, 0.5), 0.7, [c.both(sign, 50, 277), c.both(sign, 70, 277), c.both(sign, 90 * side, 273)], 3)
        c.line(dark(c.main, 0.62), 0.45, [c.both(sign, 50, 281), c.both(sign, 70, 281), c.both(sign, 90 * side, 277)], 2)
        c.line(dark(c.main, 0.6), 0.3, [c.both(sign, 84, 186), c.both(sign, 72, 226), c.both(sign, 78, 262)], 5)
        c.line(dark(c.main, 0.6), 0.26, [c.both(sign, 62, 330), c.both(sign, 66, 348), c.both(sign, 64, c.low)], 4)
    c.buttons(c.far(27, 0)[0] + d * 5, (262, 300), dark(c.main, 0.34), 4)
    _pens(c)
    x, y = c.near(58, 214)
    c.p.setBrush(linear(x - 14, y, x + 14, y + 30, "#f6f2e6", "#cfc8ba"))
    c.p.drawRoundedRect(QRectF(x - 13, y - 2, 26, 32), 3, 3)
    c.p.setBrush(colour(c.trim))
    c.p.drawRoundedRect(QRectF(x - 13, y - 2, 26, 8), 3, 3)
    c.p.setBrush(colour(mix(c.look.skin, c.look.shade, 0.3)))
    ellipse(c.p, x, y + 13, 4, 4.6)
    for k in range(2):
        stroke(c.p, "#6a6470", 0.6, [(x - 8, y + 21 + 4 * k), (x + 7 - 4 * k, y + 21 + 4 * k)], 1.2, 1.7, 1.2)
    stroke(c.p, dark(c.main, 0.66), 0.8, [(x, y - 6), (x, y + 1)], 3.6, 3.6, 3.6)


def _pens(c: Cloth) -> None:
    x = c.far(66, 0)[0]
    for k, paint in enumerate(("#3a5a8a", "#a8443a", "#3c3a44")):
        stroke(c.p, paint, 1.0, [(x + (k - 1) * 6.4, 212), (x + (k - 1) * 6.8, 188 - 3 * (k % 2))], 3.6, 3.8, 2.6)
    c.fill(
        linear(0, 200, 0, 238, light(c.main, 0.2), dark(c.main, 0.2)),
        [corner((x - 15, 203)), corner((x + 15, 202)), (x + 15, 232), (x, 238), (x - 15, 233)],
    )
    c.line(dark(c.main, 0.6), 0.45, [(x - 15, 205), (x, 207), (x + 15, 204)], 2.2)
    c.line(dark(c.main, 0.6), 0.3, [(x - 15, 206), (x - 14, 232), (x, 238), (x + 14, 232), (x + 15, 206)], 1.8)


def parka(c: Cloth) -> None:
    """Padded in rolls, with its hood down. Trim: the lining, the flap over the zip and the cords."""
    d = c.d
    hood = linear(-d * 84, 90, d * 70, 150, dark(c.main, 0.5), dark(c.main, 0.12), light(c.main, 0.1))
    c.fill(
        hood,
        [
            (-d * 72, 138),
            (-d * 80, 104),
            (-d * 58, 78),
            (-d * 28, 70),
            (d * 26, 72),
            (d * 58, 82),
            (d * 74, 106),
            (d * 66, 138),
            (0, 156),
        ],
    )
    c.fill(
        linear(-d * 60, 0, d * 60, 0, dark(c.trim, 0.62), dark(c.trim, 0.4), dark(c.trim, 0.14)),
        [(-d * 52, 124), (-d * 56, 102), (-d * 36, 86), (0, 82), (d * 36, 86), (d * 52, 104), (d * 48, 126), (0, 150)],
    )
    c.neck()
    c.torso(c.across(c.main, depth=0.5), wide=17)
    c.p.setCompositionMode(_ATOP)
    for row, y in enumerate((174.0, 208.0, 242.0, 276.0, 310.0, 340.0)):  # each roll swells below its seam
        c.fill(linear(0, y, 0, y + 32, colour(light(c.main, 0.4), 0.34), colour(light(c.main, 0.2), 0.0)), [
            c.near(124, y - 4), (0, y + 7), c.far(116, y - 4), c.far(116, y + 26), (0, y + 36), c.near(124, y + 26),
        ])  # fmt: skip
        c.line(
            dark(c.main, 0.72),
            0.55,
            [c.near(122, y - 5), c.near(60, y + 4), (0, y + 7), c.far(60, y + 4), c.far(112, y - 5)],
            4.4,
        )
        for k in range(9):
            x = -96 + 23 * k + 9 * (row % 2)
            sag = y + 6 - abs(x) * 0.1
            stroke(c.p, dark(c.main, 0.66), 0.3, [(d * x, sag + 1), (d * (x + 3), sag + 10)], 2.6, 2.0, 0.4)
    c.p.setCompositionMode(_OVER)
    _shirt(c, "#d9cdbb" if lightness(c.trim) < 0.5 else "#5b5260", 150)
    for sign in (-1, 1):  # the padded collar, with its lining turned out
        c.fill(
            linear(0, 100, 0, 172, light(c.main, 0.22), dark(c.main, 0.24 if sign > 0 else 0.42)),
            [
                corner((sign * d * 36, 98)),
                (sign * d * 58, 112),
                (sign * d * 60, 138),
                (sign * d * 40, 160),
                corner((d * 8, 184)),
                (sign * d * 13 + d * 6, 156),
                (sign * d * 31, 128),
            ],
        )
        c.fill(
            linear(0, 100, 0, 170, light(c.trim, 0.1), dark(c.trim, 0.3)),
            [corner((sign * d * 36, 98)), (sign * d * 43, 112), (sign * d * 37, 138), (sign * d * 19 + d * 3, 160), corner((d * 8,
                180)), (sign * d * 13 + d * 5, 154), (sign * d * 30, 128)],
        )  # fmt: skip
        c.line(dark(c.main, 0.7), 0.45, [(sign * d * 59, 114), (sign * d * 60, 138), (sign * d * 40, 160), (d * 8, 184)], 3)
    flap = [(d * 10, 182), (d * 13, 250), (d * 13, c.low)]
    c.p.setBrush(linear(d * 0, 0, d * 26, 0, dark(c.trim, 0.34), c.trim, light(c.trim, 0.2)))
    c.p.drawPath(taper(flap, 21, 24, 25))
    c.line(dark(c.main, 0.8), 0.6, [(x - d * 12, y) for x, y in flap], 3)
    _stitches(c, light(c.trim, 0.5), [(x + d * 7, y) for x, y in flap], 8)
    for row in (204, 246, 288, 328):
        c.p.setBrush(radial(d * 11 - 1.5, row - 2, 8, "#fff4dc", "#b0aaa4", "#4e4a56"))
        ellipse(c.p, d * 12, row, 5, 5)
    for sign in (-1, 1):
        x, y = sign * d * 26 + d * 6, 168.0
        stroke(c.p, light(c.trim, 0.45), 0.95, [(x, y - 6), (x + sign * d * 3, y + 16), (x, y + 36)], 2.6, 2.8, 2.6)
        c.p.setBrush(linear(0, y + 34, 0, y + 48, "#5a4636", "#33261f"))
        c.p.drawRoundedRect(QRectF(x - 4, y + 34, 8, 14), 3.4, 3.4)
        _flap(c, c.main, 66, 270, sign, w=46, h=46)
    c.line(light(c.main, 0.5), 0.45, [c.far(44, 122), c.far(76, 134), c.far(94, 158), c.far(98, 196)], 5)
