"""Clothes: what each outfit paints below the chin, in any colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from engine.library.characters import Character
from engine.video.renderers.illustrated.anatomy import Look, corner, ellipse, stroke
from engine.video.renderers.illustrated.cloth import Cloth, dark, light
from engine.video.renderers.illustrated.outfits_more import dungarees, flightjacket, tunic
from engine.video.renderers.illustrated.outfits_ship import jumpsuit, labcoat, parka, uniform
from engine.video.renderers.illustrated.paint import Paint, colour, linear, radial, taper


def _cardigan(c: Cloth) -> None:
    d = c.d
    c.torso(c.across(c.main))
    c.fill(
        linear(-d * 30, 130, d * 40, 240, dark(c.trim, 0.2), light(c.trim, 0.3), dark(c.trim, 0.1)),
        [
            corner(c.near(31, 112)),
            corner(c.far(32, 112)),
            c.far(44, 170),
            corner(c.far(40, 340)),
            corner(c.far(2, 340)),
            c.near(10, 200),
        ],
    )
    for k in range(3):
        c.line(dark(c.trim, 0.5), 0.3, [(d * (12 + k * 9), 150), (d * (16 + k * 7), 230), (d * (18 + k * 5), 320)], 2)
    c.collar(c.trim)
    band = linear(0, 120, 0, 340, dark(c.main, 0.12), dark(c.main, 0.38))
    c.p.setBrush(band)
    c.p.drawPath(taper([c.near(35, 114), c.near(20, 180), c.near(4, 260), c.far(2, 345)], 12, 15, 15))
    c.p.drawPath(taper([c.far(36, 113), c.far(50, 170), c.far(49, 260), c.far(44, 345)], 10, 13, 13))
    for k in range(8):
        x = 34.0 + k * 9
        c.line(dark(c.main, 0.55), 0.3, [c.near(x - 6 + k, 130 + k * 3), c.near(x + 1, 220), c.near(x, 340)], 2.4)
    for k in range(5):
        x = 60 + k * 8
        c.line(dark(c.main, 0.55), 0.28, [c.far(x - 8, 130 + k * 4), c.far(x, 220), c.far(x, 340)], 2.2)
    c.buttons(c.far(48, 0)[0], (206, 246, 286), dark(c.main, 0.3))
    p = c.p
    p.setBrush(radial(d * 5, 147, 14, "#ffe9a8", "#d09a3a", "#6a421a"))
    ellipse(p, d * 5, 149, 10, 12)
    p.setBrush(radial(d * 3, 146, 9, "#a8e0d4", "#2f8078", "#174846"))
    ellipse(p, d * 5, 149, 6.5, 8.4)
    c.folds(c.main)


def _lapels(c: Cloth, paint: Paint, depth: float = 272) -> None:
    d = c.d
    for sign in (-1, 1):
        tone = linear(
            0, 120, sign * d * 60, 240, light(paint, 0.14 if sign > 0 else 0.06), dark(paint, 0.06 if sign > 0 else 0.28)
        )
        c.fill(tone, [
            corner(c.both(sign, 34, 112)), c.both(sign, 62, 146), corner(c.both(sign, 64, 182)), corner(c.both(sign, 47,
                184)), corner(c.both(sign, 52, 202)),
            corner((d * 6, depth)), (sign * d * 8 + d * 4, 196), (sign * d * 20, 152),
        ])  # fmt: skip
        c.line(dark(paint, 0.7), 0.4, [c.both(sign, 64, 182), c.both(sign, 40, 226), (d * 6, depth)], 2.6)
    c.line(dark(paint, 0.7), 0.45, [(d * 6, depth), (d * 9, 305), (d * 8, 345)], 3)


def _shirt_front(c: Cloth, paint: Paint) -> None:
    d = c.d
    c.fill(
        linear(-d * 30, 0, d * 30, 0, dark(paint, 0.3), paint),
        [corner(c.near(32, 112)), corner(c.far(32, 112)), c.far(26, 190), (d * 6, 300), c.near(18, 190)],
    )


def _coat(c: Cloth) -> None:
    d = c.d
    c.torso(c.across(c.main), wide=8)
    _shirt_front(c, "#e9dccb")
    _lapels(c, c.main)
    c.folds(c.main)
    c.buttons(c.far(14, 0)[0], (284, 318), dark(c.main, 0.5), 5)
    scarf, deep, pale = c.trim, dark(c.trim, 0.48), light(c.trim, 0.3)
    wrap = linear(-d * 50, 0, d * 55, 0, deep, scarf, pale)
    tail = linear(-d * 5, 150, d * 35, 250, deep, scarf, pale)
    c.fill(
        tail,
        [
            corner((-d * 8, 140)),
            corner((d * 24, 146)),
            (d * 34, 200),
            corner((d * 24, 262)),
            corner((-d * 12, 258)),
            (-d * 10, 200),
        ],
    )
    for k in range(6):
        stroke(c.p, deep, 0.9, [(d * (-9 + k * 6.4), 256), (d * (-10 + k * 6.6), 270)], 3.2, 3, 1)
    for y in (176, 188, 236):
        stroke(c.p, light(c.trim, 0.6), 0.55, [(-d * 8, y), (d * 12, y + 3), (d * 30, y + 1)], 2.2, 2.5, 2.2)
    c.fill(
        wrap,
        [
            (-d * 50, 84),
            (-d * 60, 116),
            (-d * 42, 144),
            (-d * 2, 156),
            (d * 42, 144),
            (d * 54, 112),
            (d * 42, 84),
            (d * 24, 104),
            (-d * 6, 112),
            (-d * 32, 102),
        ],
    )
    c.line(deep, 0.6, [(-d * 54, 104), (-d * 28, 126), (d * 14, 132), (d * 48, 106)], 6)
    c.line(deep, 0.5, [(-d * 50, 124), (-d * 20, 142), (d * 18, 146), (d * 44, 126)], 4)
    c.line(pale, 0.5, [(-d * 20, 112), (d * 12, 116), (d * 40, 98)], 3)


def _apron(c: Cloth) -> None:
    d = c.d
    c.torso(c.across(c.main))
    c.folds(c.main)
    c.collar(light(c.main, 0.55), spread=20, drop=20)
    cloth = linear(-d * 70, 180, d * 70, 240, dark(c.trim, 0.28), c.trim, light(c.trim, 0.3))
    for sign in (-1, 1):
        c.p.setBrush(cloth)
        c.p.drawPath(taper([c.both(sign, 44, 118), c.both(sign, 50, 150), c.both(sign, 46, 190)], 12, 12, 12))
    c.fill(cloth, [
        corner(c.near(50, 178)), (0, 184), corner(c.far(48, 178)), c.far(52, 232), c.far(86, 258), corner(c.far(92, 352)),
            corner(c.near(100, 352)), c.near(94, 258),
        c.near(56, 232),
    ])  # fmt: skip
    c.line(dark(c.trim, 0.5), 0.5, [c.near(96, 252), c.near(50, 246), (0, 250), c.far(50, 246), c.far(88, 252)], 4)
    pocket = [corner(c.near(34, 284)), corner(c.far(44, 284)), c.far(42, 326), c.near(30, 326)]
    c.fill(colour(dark(c.trim, 0.35), 0.22), [*pocket])
    c.line(dark(c.trim, 0.5), 0.6, [c.near(34, 285), (0, 288), c.far(44, 285)], 3)
    for k in range(5):
        x = -44 + 22 * k
        c.line(c.main, 0.35, [(d * x, 184), (d * (x * 1.05), 240)], 2.4)
    c.line(light(c.trim, 0.6), 0.5, [c.far(46, 182), c.far(50, 230), c.far(84, 262), c.far(90, 340)], 3)


def _tweed(c: Cloth) -> None:
    d = c.d
    c.torso(c.across(c.main), wide=3)
    for k in range(11):
        x = -90.0 + 18 * k
        c.line(dark(c.main, 0.6), 0.22, [(d * x, 130 + abs(x) * 0.3), (d * x, 235), (d * x * 1.05, 340)], 1.8)
    for k in range(9):
        y = 162 + 21 * k
        c.line(light(c.main, 0.6), 0.22, [c.near(96, y), (0, y + 6), c.far(90, y)], 1.7)
    _shirt_front(c, "#efe6d6")
    c.fill(
        linear(-d * 8, 140, d * 18, 260, light(c.trim, 0.1), dark(c.trim, 0.35)),
        [
            corner((d * -5, 140)),
            corner((d * 15, 140)),
            (d * 12, 156),
            (d * 20, 232),
            corner((d * 7, 262)),
            (-d * 4, 230),
            (-d * 1, 156),
        ],
    )
    c.collar("#f4ecdc")
    _lapels(c, c.main, 280)
    c.folds(c.main)
    c.fill(
        colour(light(c.trim, 0.2), 0.95),
        [
            corner(c.far(50, 214)),
            c.far(58, 202),
            c.far(66, 212),
            corner(c.far(72, 206)),
            corner(c.far(72, 218)),
            corner(c.far(50, 220)),
        ],
    )
    c.buttons(c.far(16, 0)[0], (292, 322), "#7a4e2a", 5)


def _clerical(c: Cloth) -> None:
    d = c.d
    c.torso(c.across(c.main, depth=0.5), wide=2)
    c.line(light(c.main, 0.35), 0.5, [(d * 5, 146), (d * 8, 230), (d * 8, 345)], 2.6)
    c.buttons(d * 11, (176, 212, 248, 284, 320), light(c.main, 0.25), 3.6)
    _jacket_edges(c)
    c.folds(c.main)
    band = linear(-d * 36, 0, d * 34, 0, dark(c.main, 0.4), c.main, light(c.main, 0.2))
    c.fill(band, [(-d * 36, 100), (-d * 39, 122), (-d * 6, 142), (d * 34, 124), (d * 31, 100), (d * 4, 118)])
    c.fill(
        linear(0, 112, 0, 142, "#fffdf6", dark(c.trim, 0.15)),
        [
            corner((-d * 10, 117)),
            (d * 4, 119),
            corner((d * 18, 114)),
            corner((d * 20, 133)),
            (d * 5, 141),
            corner((-d * 10, 138)),
        ],
    )
    p = c.p
    p.setBrush(linear(0, 196, 0, 226, "#f0d080", "#a8742a"))
    x = c.near(26, 0)[0]
    p.drawRoundedRect(QRectF(x - 2.2, 192, 4.4, 28), 1.5, 1.5)
    p.drawRoundedRect(QRectF(x - 8, 199, 16, 4.4), 1.5, 1.5)
    c.line("#d8b060", 0.7, [(x, 192), c.near(36, 152), c.near(36, 124)], 1.5)
    c.line("#d8b060", 0.7, [(x, 192), c.near(4, 160), c.far(24, 128)], 1.5)


def _jacket_edges(c: Cloth) -> None:
    for sign in (-1, 1):
        open_edge = [c.both(sign, 40, 116), c.both(sign, 40, 200), c.both(sign, 46, 340)]
        c.p.setBrush(linear(0, 120, 0, 340, light(c.main, 0.18), dark(c.main, 0.2)))
        c.p.drawPath(taper(open_edge, 9, 15, 17))
        c.line(dark(c.main, 0.8), 0.5, [(x - sign * c.d * 8, y) for x, y in open_edge], 3)


def _shawl(c: Cloth) -> None:
    d = c.d
    c.torso(c.across(c.main))
    c.folds(c.main)
    c.line(light(c.main, 0.5), 0.5, [c.near(30, 124), (d * 4, 150), c.far(30, 124)], 3)
    for k in range(4):
        y = 262.0 + k * 20
        c.line(dark(c.main, 0.5), 0.3, [(-d * 60 + d * k * 30, y), (-d * 56 + d * k * 30, y + 40)], 3)
    for i in range(9):
        p, u = c.p, i / 8
        x = -34 + 74 * u
        y = 150.0 + 24 * (1 - (2 * u - 1) ** 2)
        p.setBrush(radial(d * x - 1, y - 1, 6, "#fff0c8", "#d8a848", "#7a5020"))
        ellipse(p, d * x, y, 4.6, 4.6)
    pale, deep = light(c.trim, 0.25), dark(c.trim, 0.42)
    for sign in (-1, 1):
        tone = linear(sign * d * 110, 130, sign * d * 10, 260, deep if sign < 0 else c.trim, c.trim, pale)
        c.fill(tone, [
            corner(c.both(sign, 32, 110)), c.both(sign, 72, 122), c.both(sign, 106, 150), c.both(sign, 116, 200),
                corner(c.both(sign, 112, 258)), c.both(sign, 70, 282),
            corner((sign * d * 14, 312)), c.both(sign, 34, 230), c.both(sign, 38, 160),
        ])  # fmt: skip
        for k in range(5):
            edge = [
                c.both(sign, 44 + 12 * k, 120 + 5 * k),
                c.both(sign, 60 + 11 * k, 176 + 4 * k),
                c.both(sign, 36 + 18 * k, 286 - 6 * k),
            ]
            c.line(deep, 0.4, edge, 3)
        for k in range(9):
            u = k / 8
            x, y = 14.0 + 98 * u, 312.0 - 54 * u + 8 * u * (1 - u)
            stroke(c.p, c.trim, 0.95, [c.both(sign, x, y - 2), c.both(sign, x + 1, y + 14)], 2.6, 2.2, 0.8)
        c.line(light(c.trim, 0.6), 0.45, [c.both(sign, 106, 240), c.both(sign, 66, 264), (sign * d * 22, 294)], 3)


def _waistcoat(c: Cloth) -> None:
    d = c.d
    c.torso(c.across(c.trim, depth=0.3))
    for sign in (-1, 1):
        c.line(dark(c.trim, 0.4), 0.35, [c.both(sign, 60, 132), c.both(sign, 76, 170), c.both(sign, 78, 210)], 4)
    c.collar(c.trim, spread=20)
    c.fill(
        linear(-d * 6, 140, d * 16, 200, "#c8603a", "#7a2f22"),
        [corner((-d * 12, 136)), corner((d * 20, 136)), (d * 14, 152), (d * 18, 178), (d * 4, 206), (-d * 8, 178), (-d * 4, 152)],
    )
    for sign in (-1, 1):
        tone = linear(sign * d * 90, 150, 0, 260, dark(c.main, 0.4) if sign < 0 else light(c.main, 0.1), c.main)
        c.fill(tone, [
            corner(c.both(sign, 38, 116)), c.both(sign, 66, 128), c.both(sign, 74, 170), c.both(sign, 90, 206), c.both(sign,
                92, 260), corner(c.both(sign, 100, 330)),
            corner((d * 8, 346)), corner((d * 6, 236)), c.both(sign, 30, 180),
        ])  # fmt: skip
        c.line(light(c.main, 0.4), 0.5, [c.both(sign, 40, 122), c.both(sign, 30, 180), (d * 6, 236)], 2.4)
        c.line(dark(c.main, 0.6), 0.5, [c.both(sign, 40, 272), c.both(sign, 60, 276), c.both(sign, 78, 270)], 3)
    c.line(dark(c.main, 0.7), 0.6, [(d * 6, 236), (d * 8, 290), (d * 8, 346)], 2.6)
    c.buttons(d * 12, (250, 276, 302), "#d0a050")
    chain = [c.far(14, 262), c.far(30, 280), c.far(52, 274)]
    c.line("#f0cc70", 0.9, chain, 2.4)
    strap = linear(0, 0, 0, 300, "#8a5a34", "#4e2f1c")
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    c.p.setBrush(strap)
    c.p.drawPath(taper([c.far(86, 96), c.far(58, 132), c.far(10, 196), c.near(60, 286), c.near(92, 326)], 13, 14, 14))
    c.line("#c89060", 0.5, [c.far(80, 96), c.far(54, 130), c.far(6, 194), c.near(64, 284)], 2)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _jumper(c: Cloth) -> None:
    d = c.d
    c.torso(c.across(c.main))
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    for k in range(19):
        x = -90.0 + 10 * k
        c.line(dark(c.main, 0.5), 0.2, [(d * x * 0.8, 146 + abs(x) * 0.1), (d * x, 230), (d * x, 318)], 2)
    for row, y in enumerate((176, 188, 200)):
        for k in range(15):
            x = -88 + 12.4 * k + (6 if row % 2 else 0)
            c.p.setBrush(colour(c.trim if row != 1 else light(c.trim, 0.5), 0.85))
            ellipse(c.p, d * x, y + 5 - 0.0006 * x * x, 3.6, 3.6)
    for y in (166, 214):
        c.line(c.trim, 0.85, [c.near(112, y - 2), c.near(40, y + 7), c.far(30, y + 7), c.far(104, y - 2)], 3.4)
    c.p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    rib = linear(0, 290, 0, 315, c.main, dark(c.main, 0.35))
    c.fill(rib, [corner(c.near(101, 290)), (0, 295), corner(c.far(93, 290)), corner(c.far(92, 344)), corner(c.near(100, 344))])
    c.folds(c.main)
    c.collar(light(c.trim, 0.4), spread=22, drop=18)
    c.fill(
        c.across(dark(c.main, 0.1)), [(-d * 39, 110), (-d * 44, 126), (-d * 8, 148), (d * 38, 128), (d * 34, 112), (d * 4, 134)]
    )
    for k in range(9):
        x = -36 + 8.6 * k
        c.line(
            dark(c.main, 0.6), 0.4, [(d * x, 122 + 12 * (1 - (x / 40) ** 2)), (d * x * 1.08, 132 + 14 * (1 - (x / 42) ** 2))], 2
        )


def _raincoat(c: Cloth) -> None:
    d = c.d
    c.fill(
        linear(-d * 80, 90, d * 70, 150, dark(c.main, 0.5), dark(c.main, 0.15), c.main),
        [(-d * 64, 128), (-d * 66, 92), (-d * 40, 70), (0, 62), (d * 38, 72), (d * 58, 96), (d * 56, 130), (0, 150)],
    )
    c.neck()
    c.torso(c.across(c.main), wide=14)
    c.fill(
        linear(0, 110, 0, 160, c.trim, dark(c.trim, 0.3)),
        [corner(c.near(34, 112)), (0, 134), corner(c.far(34, 112)), c.far(20, 150), (d * 6, 176), c.near(16, 150)],
    )
    for sign in (-1, 1):
        c.fill(
            linear(0, 106, 0, 176, light(c.main, 0.22), dark(c.main, 0.2)),
            [
                corner(c.both(sign, 34, 104)),
                c.both(sign, 56, 124),
                c.both(sign, 50, 160),
                corner((sign * d * 16, 180)),
                (sign * d * 16, 146),
            ],
        )
    c.line(dark(c.main, 0.6), 0.5, [(d * 8, 176), (d * 12, 250), (d * 12, 356)], 3.4)
    c.line(light(c.main, 0.5), 0.6, [(d * 16, 180), (d * 20, 250), (d * 20, 350)], 2.6)
    for y in (206, 248, 290):
        stroke(c.p, "#5a3a20", 0.95, [(-d * 6, y), (d * 10, y + 1), (d * 26, y)], 3, 6.5, 3)
    for sign in (-1, 1):
        c.line(dark(c.main, 0.6), 0.5, [c.both(sign, 46, 280), c.both(sign, 66, 284), c.both(sign, 84, 278)], 4)
    c.folds(c.main)
    for i in range(16):
        x, y = -80 + 11 * i, 150 + (i * 53) % 170
        c.p.setBrush(colour("#ffffff", 0.3))
        ellipse(c.p, d * x, y, 1.6, 2.4)


@dataclass(frozen=True, kw_only=True)
class Outfit:
    """A torso, what the sleeves are of, and what is worn below. `sleeve`: main or trim; `cuff`: how it ends.

    `yoke`: the trim lies over the shoulders and the head of each sleeve."""

    torso: Callable[[Cloth], None]
    sleeve: str = "main"
    cuff: str = "plain"
    skirt: bool = False
    below: str = "#3a3444"
    hem: float = 0.0
    low: float = 312.0
    over_arms: bool = False
    knit: bool = False
    checked: bool = False
    padded: bool = False
    yoke: bool = False


WARDROBE: Mapping[str, Outfit] = {
    "cardigan": Outfit(torso=_cardigan, knit=True, cuff="rib", skirt=True, below="#5a4a5e"),
    "coat": Outfit(torso=_coat, cuff="shirt", below="#3c3a44", hem=14, low=338),
    "apron": Outfit(torso=_apron, low=352, cuff="rolled", skirt=True, below="main"),
    "tweed": Outfit(torso=_tweed, checked=True, cuff="shirt", below="#5a4c3e"),
    "clerical": Outfit(torso=_clerical, cuff="shirt", below="#2b2932"),
    "shawl": Outfit(torso=_shawl, low=318, over_arms=True, cuff="plain", skirt=True, below="main"),
    "waistcoat": Outfit(torso=_waistcoat, sleeve="trim", cuff="rolled", below="#4a4450"),
    "jumper": Outfit(torso=_jumper, knit=True, cuff="rib", below="#3d4658"),
    "raincoat": Outfit(torso=_raincoat, cuff="plain", below="#3d4658", hem=14, low=342),
    "jumpsuit": Outfit(torso=jumpsuit, cuff="rolled", below="main", low=346, yoke=True),
    "uniform": Outfit(torso=uniform, cuff="band", below="#34323e", yoke=True),
    "labcoat": Outfit(torso=labcoat, cuff="plain", below="#46434e", hem=14, low=366),
    "parka": Outfit(torso=parka, cuff="rib", below="#3d4048", hem=14, low=350, padded=True),
    "dungarees": Outfit(torso=dungarees, sleeve="trim", cuff="rolled", below="main", low=340),
    "tunic": Outfit(torso=tunic, cuff="band", below="#3a3648", hem=14, low=360),
    "flightjacket": Outfit(torso=flightjacket, cuff="rib", below="#3d4048", low=318),
}


def cloth(p: QPainter, character: Character, side: int) -> Cloth:
    main, trim = character.wardrobe.colours
    return Cloth(p, Look(character.face), side, character.build, main, trim, WARDROBE[character.wardrobe.outfit].low)


def torso(p: QPainter, character: Character, side: int) -> None:
    """Neck and trunk."""
    c = cloth(p, character, side)
    c.neck()
    WARDROBE[character.wardrobe.outfit].torso(c)
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    p.drawRect(QRectF(-300, c.low, 600, 300))
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
