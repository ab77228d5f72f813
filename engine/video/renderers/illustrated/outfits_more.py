"""More clothes: dungarees, a tunic with a sash, and a flight jacket."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from engine.video.renderers.illustrated.anatomy import corner, ellipse
from engine.video.renderers.illustrated.cloth import Cloth, dark, light
from engine.video.renderers.illustrated.paint import colour, linear, radial, taper

_ATOP = QPainter.CompositionMode.CompositionMode_SourceAtop
_OVER = QPainter.CompositionMode.CompositionMode_SourceOver


def dungarees(c: Cloth) -> None:
    """A striped shirt of the trim, and over it a bib of the main colour with brass buckles."""
    d = c.d
    c.torso(c.across(c.trim, depth=0.3))
    c.p.setCompositionMode(_ATOP)
    for k in range(12):
        y = 128.0 + 15 * k
        c.line(dark(c.trim, 0.45), 0.4, [c.near(116, y - 6), (0, y + 8), c.far(108, y - 6)], 4.4)
    c.p.setCompositionMode(_OVER)
    c.collar(light(c.trim, 0.35), spread=20, drop=20)
    denim = linear(-d * 76, 170, d * 76, 260, dark(c.main, 0.42), c.main, light(c.main, 0.16))
    for sign in (-1, 1):
        c.p.setBrush(denim)
        c.p.drawPath(taper([c.both(sign, 56, 116), c.both(sign, 54, 152), c.both(sign, 44, 196)], 15, 15, 15))
    c.fill(denim, [
        corner(c.near(54, 182)), (0, 187), corner(c.far(52, 182)), c.far(56, 230), c.far(92, 256), corner(c.far(94, 345)),
        corner(c.near(102, 345)), c.near(97, 256), c.near(60, 230),
    ])  # fmt: skip
    seam = light(c.main, 0.5)
    c.line(seam, 0.6, [c.near(50, 188), (0, 193), c.far(48, 188)], 1.8)
    c.line(seam, 0.5, [c.near(52, 190), c.near(57, 230), c.near(92, 260)], 1.8)
    c.line(seam, 0.5, [c.far(50, 190), c.far(53, 230), c.far(88, 260)], 1.8)
    pocket = [corner(c.near(24, 206)), corner(c.far(34, 206)), c.far(33, 240), (d * 4, 248), c.near(23, 240)]
    c.fill(linear(0, 204, 0, 248, light(c.main, 0.08), dark(c.main, 0.25)), pocket)
    c.line(seam, 0.6, [c.near(24, 211), c.far(34, 211)], 1.6)
    c.line(dark(c.main, 0.6), 0.5, [c.near(24, 206), c.near(23, 240), (d * 4, 249), c.far(33, 240), c.far(34, 206)], 2.2)
    c.line(dark(c.main, 0.6), 0.5, [c.near(98, 272), (0, 277), c.far(92, 272)], 3.4)
    for sign in (-1, 1):
        x, y = c.both(sign, 46, 192)
        c.p.setBrush(linear(x, y - 9, x, y + 9, "#ffe39a", "#a8742a"))
        c.p.drawRoundedRect(QRectF(x - 8, y - 9, 16, 18), 4, 4)
        c.p.setBrush(radial(x - 1, y + 3, 5, "#fff6d8", "#d8a848", "#7a5020"))
        ellipse(c.p, x, y + 4, 4.2, 4.2)
    c.folds(c.main)


def tunic(c: Cloth) -> None:
    """A crossed tunic with a high collar, bound by a sash of the trim."""
    d = c.d
    c.torso(c.across(c.main), wide=10)
    under = linear(-d * 30, 110, d * 30, 170, dark(c.trim, 0.4), c.trim, light(c.trim, 0.25))
    c.fill(under, [corner(c.near(34, 104)), corner(c.far(34, 104)), c.far(26, 150), (d * 6, 196), c.near(18, 150)])
    over = linear(-d * 90, 130, d * 70, 250, dark(c.main, 0.3), light(c.main, 0.06), light(c.main, 0.2))
    c.fill(over, [
        corner(c.far(36, 106)), c.far(60, 126), c.far(88, 150), c.far(92, 200), c.far(86, 252), corner(c.near(40, 262)),
        corner(c.near(46, 238)),
        (d * 2, 198), c.far(22, 150),
    ])  # fmt: skip
    hem = [c.far(35, 108), c.far(22, 152), (d * 2, 200)]
    c.p.setBrush(colour(c.trim))
    c.p.drawPath(taper([*hem, c.near(46, 244)], 8, 8, 8))
    c.p.setBrush(light(c.trim, 0.55))
    c.p.drawPath(taper([*hem, c.near(46, 241)], 2.4, 2.4, 2.4))
    for sign in (-1, 1):
        tone = linear(0, 92, 0, 136, light(c.main, 0.24), dark(c.main, 0.24))
        c.fill(
            tone,
            [
                corner((sign * d * 30, 92)),
                (sign * d * 41, 100),
                (sign * d * 44, 124),
                corner((sign * d * 10, 142)),
                (sign * d * 24, 120),
            ],
        )
        c.line(light(c.trim, 0.3), 0.9, [(sign * d * 30, 93), (sign * d * 25, 119), (sign * d * 11, 140)], 2.4)
    sash = linear(0, 246, 0, 284, light(c.trim, 0.14), c.trim, dark(c.trim, 0.34))
    c.fill(
        sash,
        [corner(c.near(106, 246)), (0, 252), corner(c.far(98, 246)), corner(c.far(99, 278)), (0, 285), corner(c.near(107, 278))],
    )
    for k in range(3):
        c.line(dark(c.trim, 0.6), 0.45, [c.near(104, 254 + 8 * k), (0, 260 + 8 * k), c.far(97, 254 + 8 * k)], 2.4)
    c.p.setBrush(sash)
    c.p.drawPath(taper([c.near(48, 264), c.near(58, 306), c.near(52, 348)], 20, 19, 23))
    c.p.drawPath(taper([c.near(44, 264), c.near(34, 300), c.near(38, 330)], 16, 15, 19))
    x, y = c.near(47, 264)
    c.p.setBrush(radial(x, y - 3, 14, light(c.trim, 0.5), c.trim, dark(c.trim, 0.4)))
    ellipse(c.p, x, y, 13, 12)
    c.line(dark(c.main, 0.65), 0.4, [(d * 14, 288), (d * 20, 322), (d * 18, 358)], 3.2)
    c.folds(c.main)


def flightjacket(c: Cloth) -> None:
    """A short jacket with a collar of fleece in the trim, a zip, a patch on the breast and a ribbed waist."""
    d = c.d
    c.torso(c.across(c.main), wide=6)
    shirt = linear(-d * 24, 110, d * 24, 160, "#b9b2a8", "#f0e8da", "#d8cfc0")
    c.fill(shirt, [corner(c.near(32, 110)), corner(c.far(32, 110)), c.far(22, 146), (d * 6, 176), c.near(14, 146)])
    fleece = linear(0, 92, 0, 170, light(c.trim, 0.4), c.trim, dark(c.trim, 0.25))
    for sign in (-1, 1):
        c.fill(fleece, [
            corner((sign * d * 30, 96)), (sign * d * 46, 102), c.both(sign, 64, 126), c.both(sign, 60, 152),
            c.both(sign, 34, 174), corner((d * 6, 180)),
            (sign * d * 16, 150), (sign * d * 26, 122),
        ])  # fmt: skip
        c.p.setCompositionMode(_ATOP)
        for k in range(22):
            u, v = (k * 37 % 22) / 21, (k * 13 % 22) / 21
            x, y = sign * d * (22 + 40 * u), 100 + 68 * v * (1 - 0.3 * u)
            c.line(light(c.trim, 0.6) if k % 2 else dark(c.trim, 0.35), 0.45, [(x - 4, y), (x, y - 4), (x + 4, y)], 2.4)
        c.p.setCompositionMode(_OVER)
    c.line(dark(c.main, 0.7), 0.7, [(d * 6, 178), (d * 9, 240), (d * 9, 318)], 5)
    for k in range(16):
        c.line("#e8e2d4", 0.9, [(d * 5, 184 + 8 * k), (d * 12, 184 + 8 * k)], 1.8)
    for sign in (-1, 1):
        c.line(dark(c.main, 0.6), 0.5, [c.both(sign, 34, 236), c.both(sign, 60, 262), c.both(sign, 66, 282)], 4)
        c.line(light(c.main, 0.5), 0.4, [c.both(sign, 36, 232), c.both(sign, 62, 258), c.both(sign, 68, 278)], 2)
    x, y = c.far(58, 208)
    c.p.setBrush(radial(x - 3, y - 4, 20, light(c.trim, 0.4), c.trim, dark(c.trim, 0.3)))
    ellipse(c.p, x, y, 15, 15)
    c.p.setBrush(dark(c.main, 0.4))
    c.p.drawPath(taper([(x - 8, y + 6), (x, y - 9), (x + 8, y + 6)], 3.4, 4.2, 3.4))
    rib = linear(0, 286, 0, 320, c.main, dark(c.main, 0.5))
    c.fill(rib, [corner(c.near(104, 290)), (0, 296), corner(c.far(96, 290)), corner(c.far(94, 330)), corner(c.near(101, 330))])
    for k in range(17):
        u = -94.0 + 11.6 * k
        c.line(dark(c.main, 0.65), 0.45, [(d * u, 296), (d * u, 318)], 2.2)
    c.folds(c.main)
