"""Limbs: legs, the two pieces of an arm, and hands, each painted on its own."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from engine.library.characters import Character
from engine.video.renderers.illustrated.anatomy import Look, Spot, corner, ellipse, lightness, shape, stroke
from engine.video.renderers.illustrated.cloth import Cloth, dark, light
from engine.video.renderers.illustrated.outfits import WARDROBE, Outfit, cloth
from engine.video.renderers.illustrated.paint import Paint, colour, glow, linear, mix, spline, taper

SHOULDER = (86.0, 164.0)
"""Where an arm hangs from, out from the middle and down from the eyes."""
HIP, FEET, SEAT = 292.0, 412.5, 250.0
UPPER_ARM, FOREARM = 96.0, 92.0


def legs(p: QPainter, character: Character, side: int, posture: str) -> None:
    """From the hips to the shoes, standing or on a seat."""
    c, outfit = cloth(p, character, side), WARDROBE[character.wardrobe.outfit]
    paint: Paint = dark(c.main, 0.2) if outfit.below == "main" else outfit.below
    d, shoe = side, "#4a2f24" if lightness(paint) > 0.2 else "#241a20"
    sit = posture == "sit"
    floor = SEAT + 122 if sit else FEET
    for sign in (1, -1):
        x = sign * d * 38 * c.build
        if sit:
            knee = (x + d * 52, SEAT + 26.0 - 4 * sign)
            foot = (knee[0] + d * 2, floor)
        else:
            knee, foot = (x + d * 2, 352.0), (x + d * 2, floor)
        _shoe(p, foot, d, shoe)
        if not (outfit.skirt and not sit):
            limb: Paint = mix(paint, "#e8d8c8", 0.1) if not outfit.skirt else mix(c.look.skin, "#6a5560", 0.55)
            tone = linear(x - d * 30, 0, x + d * 34, 0, dark(limb, 0.42), limb, light(limb, 0.12))
            p.setBrush(tone)
            p.drawPath(
                taper([knee, ((knee[0] + foot[0]) / 2, (knee[1] + foot[1]) / 2), (foot[0] - d * 2, floor - 9)], 48, 42, 36)
            )
            if sit and not outfit.skirt:
                p.drawPath(
                    taper(
                        [(x - d * 26, SEAT + 14), ((x + knee[0]) / 2 - d * 6, SEAT + 13), (knee[0] + d * 8, knee[1] - 2)],
                        40,
                        52,
                        46,
                    )
                )
            elif not sit:
                p.drawPath(taper([(x, 282), (x + d, 320), knee], 62, 58, 48))
                stroke(p, dark(limb, 0.7), 0.35, [(x + d * 4, 300), (x + d * 5, 350), (x + d * 4, 398)], 0.5, 2.4, 0.5)
    if outfit.skirt:
        _skirt(c, paint, sit)


THIGH, SHIN = 66.0, 60.0
"""From the hip to the knee, and from there to the floor."""


def _below(character: Character, side: int) -> tuple[Paint, Paint, Outfit]:
    """What the legs are clad in, the shoes, and the outfit."""
    outfit = WARDROBE[character.wardrobe.outfit]
    paint: Paint = dark(character.wardrobe.colours[0], 0.2) if outfit.below == "main" else outfit.below
    shoe = "#4a2f24" if lightness(paint) > 0.2 else "#241a20"
    limb: Paint = mix(paint, "#e8d8c8", 0.1) if not outfit.skirt else mix(Look(character.face).skin, "#6a5560", 0.55)
    return limb, shoe, outfit


def thigh(p: QPainter, character: Character, side: int) -> None:
    """An upper leg that hangs from the hip at the origin, for those who walk."""
    limb, _, _ = _below(character, side)
    p.setBrush(linear(-side * 30, 0, side * 34, 0, dark(limb, 0.42), limb, light(limb, 0.12)))
    p.drawPath(taper([(0, -10), (side, 30), (0, THIGH + 4)], 58, 56, 46))


def shin(p: QPainter, character: Character, side: int) -> None:
    """A lower leg and its shoe, that hang from the knee at the origin."""
    limb, shoe, _ = _below(character, side)
    _shoe(p, (0, SHIN), side, shoe, shadow=False)
    p.setBrush(linear(-side * 28, 0, side * 32, 0, dark(limb, 0.42), limb, light(limb, 0.12)))
    p.drawPath(taper([(0, -6), (0, SHIN / 2), (-side * 2, SHIN - 9)], 47, 42, 36))


def skirt(p: QPainter, character: Character, side: int) -> None:
    """The skirt alone, to be hung over legs that walk. Nothing where none is worn."""
    outfit = WARDROBE[character.wardrobe.outfit]
    if outfit.skirt:
        c = cloth(p, character, side)
        _skirt(c, dark(c.main, 0.2) if outfit.below == "main" else outfit.below, False)


def _skirt(c: Cloth, paint: Paint, sit: bool) -> None:
    d = c.d
    brush = linear(-d * 110, 300, d * 110, 340, dark(paint, 0.45), paint, light(paint, 0.14))
    if sit:
        c.fill(
            brush,
            [c.near(86, 222), c.near(70, 276), (-d * 22, 340), (d * 70, 342), (d * 128, 322), (d * 124, 264), c.far(84, 226)],
        )
        folds: list[list[Spot]] = [
            [(-d * 30.0, 262.0), (d * 10, 290), (d * 14, 332)],
            [(d * 30.0, 258.0), (d * 74, 280), (d * 82, 330)],
        ]
    else:
        c.fill(
            brush,
            [
                c.near(88, 270),
                c.near(102, 330),
                corner(c.near(104, 390)),
                (0, 397),
                corner(c.far(104, 388)),
                c.far(98, 330),
                c.far(82, 270),
            ],
        )
        folds = [[(d * x * 0.7, 296), (d * x * 0.9, 340), (d * x, 388)] for x in (-72, -38, 0, 40, 74)]
    for fold in folds:
        c.line(dark(paint, 0.6), 0.4, fold, 5)


def _shoe(p: QPainter, foot: Spot, d: int, paint: Paint, *, shadow: bool = True) -> None:
    x, y = foot
    if shadow:
        p.setBrush(glow(0, 0, 1, "#0c0814", 0.5, 1.0))
        p.save()
        p.translate(x + d * 6, y + 1)
        p.scale(40, 6)
        ellipse(p, 0, 0, 1, 1)
        p.restore()
    shape(p, linear(0, y - 24, 0, y, light(paint, 0.2), paint, dark(paint, 0.5)), [
        (x - d * 21, y - 20), corner((x - d * 21, y)), corner((x + d * 33, y)), (x + d * 31, y - 13), (x + d * 12, y - 22),
            (x - d * 4, y - 26),
    ])  # fmt: skip


# -- arms: each piece hangs down from its joint at the origin ------------------------------------------------------


def _sleeve(c: Cloth, outfit: Outfit) -> Paint:
    return c.main if outfit.sleeve == "main" else c.trim


def upper_arm(p: QPainter, character: Character, side: int) -> None:
    c, outfit = cloth(p, character, side), WARDROBE[character.wardrobe.outfit]
    paint, b = _sleeve(c, outfit), 0.5 + 0.5 * character.build
    w = (34.0 if outfit.padded else 29.0 if outfit.hem == 0 else 31.0) * b
    tone = linear(-side * w, 0, side * w, 20, dark(paint, 0.42), paint, light(paint, 0.14))
    shape(
        p,
        tone,
        [
            (-w, 6),
            (-w * 0.6, -19),
            (0, -25),
            (w * 0.6, -19),
            (w, 6),
            (w * 0.93, 50),
            (w * 0.86, UPPER_ARM),
            (w * 0.5, UPPER_ARM + 20),
            (0, UPPER_ARM + 25),
            (-w * 0.5, UPPER_ARM + 20),
            (-w * 0.86, UPPER_ARM),
            (-w * 0.95, 50),
        ],
    )
    _cloth_detail(c, outfit, paint, w, UPPER_ARM)
    if outfit.yoke:
        _yoke(c, w)
    if outfit.sleeve != "main":
        return
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)  # the shoulder melts into the trunk
    p.setBrush(linear(0, -24, 0, 14, colour("#000000", 0.0), colour("#000000", 0.75), colour("#000000", 1.0)))
    p.drawRect(QRectF(-60, -40, 120, 200))
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _yoke(c: Cloth, w: float) -> None:
    """The trim of the shoulders, over the head of a sleeve."""
    p = c.p
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    edge: list[Spot] = [(-w - 4, 16), (0, 23), (w + 4, 16)]
    p.setBrush(linear(-c.d * w, 0, c.d * w, 20, dark(c.trim, 0.42), dark(c.trim, 0.1), light(c.trim, 0.1)))
    p.drawPath(spline([(-w - 4, -40), (w + 4, -40), *edge[::-1]]))
    stroke(p, dark(c.main, 0.7), 0.45, [(x, y + 3) for x, y in edge], 4, 4, 4)
    stroke(p, light(c.trim, 0.6), 0.85, edge, 2.4, 2.8, 2.4)
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def forearm(p: QPainter, character: Character, side: int) -> None:
    c, outfit = cloth(p, character, side), WARDROBE[character.wardrobe.outfit]
    paint, b, look = _sleeve(c, outfit), 0.5 + 0.5 * character.build, c.look
    w = (29.0 if outfit.padded else 26.0) * b
    tone = linear(-side * w, 0, side * w, 20, dark(paint, 0.4), paint, light(paint, 0.16))
    if outfit.cuff == "rolled":
        skin = linear(-side * 18, 0, side * 18, 10, mix(look.skin, look.shade, 0.62), look.skin, look.light)
        shape(p, skin, [(-18 * b, 10), (18 * b, 10), (18.5 * b, 50), (13.5, FOREARM + 6), (-13.5, FOREARM + 6), (-18.5 * b, 50)])
        shape(
            p,
            tone,
            [
                (-w, 0),
                (-w * 0.5, -22),
                (0, -26),
                (w * 0.5, -22),
                (w, 0),
                (w * 0.98, 30),
                corner((w * 0.96, 44)),
                corner((-w * 0.96, 44)),
                (-w * 0.98, 30),
            ],
        )
        p.setBrush(linear(0, 34, 0, 50, light(paint, 0.2), dark(paint, 0.3)))
        p.drawRoundedRect(QRectF(-w, 34, 2 * w, 14), 5, 5)
        return
    end = FOREARM - 2
    if outfit.cuff == "shirt":
        p.setBrush(linear(-side * 18, 0, side * 18, 0, "#b4a8a0", "#f4ecde"))
        p.drawRoundedRect(QRectF(-17, end - 12, 34, 18), 5, 5)
        end -= 6
    shape(
        p,
        tone,
        [
            (-w, 0),
            (-w * 0.5, -22),
            (0, -26),
            (w * 0.5, -22),
            (w, 0),
            (w * 0.94, 45),
            corner((20, end)),
            (0, end + 3),
            corner((-20, end)),
            (-w * 0.94, 45),
        ],
    )
    _cloth_detail(c, outfit, paint, w, end - 14)
    if outfit.cuff == "rib":
        p.setBrush(linear(-side * 20, 0, side * 20, 0, dark(paint, 0.5), dark(paint, 0.12), paint))
        p.drawRoundedRect(QRectF(-20, end - 14, 40, 19), 7, 7)
        for k in range(6):
            stroke(p, dark(paint, 0.6), 0.5, [(-15 + 6 * k, end - 12), (-15 + 6 * k, end + 3)], 1.2, 1.8, 1.2)
    elif outfit.cuff == "band":
        p.setBrush(linear(-side * 20, 0, side * 20, 0, dark(c.trim, 0.5), c.trim, light(c.trim, 0.2)))
        p.drawRoundedRect(QRectF(-20.6, end - 15, 41.2, 10), 3, 3)
        stroke(p, light(c.trim, 0.62), 0.9, [(-20, end - 16), (0, end - 15), (20, end - 16)], 1.6, 2.2, 1.6)


def _cloth_detail(c: Cloth, outfit: Outfit, paint: Paint, w: float, length: float) -> None:
    p, name = c.p, c.main
    deep = dark(paint, 0.6)
    if outfit.knit:
        for k in range(5):
            x = (-0.7 + 0.35 * k) * w
            stroke(p, deep, 0.3, [(x, 4), (x, length / 2), (x * 0.85, length)], 0.5, 2.2, 0.5)
    elif outfit.checked:
        for k in range(4):
            x = (-0.6 + 0.4 * k) * w
            stroke(p, deep, 0.25, [(x, 0), (x, length / 2), (x * 0.9, length)], 0.5, 1.7, 0.5)
        for k in range(5):
            stroke(
                p,
                light(name, 0.6),
                0.22,
                [(-w, 8 + k * length / 5), (0, 12 + k * length / 5), (w, 8 + k * length / 5)],
                0.5,
                1.7,
                0.5,
            )
    elif outfit.padded:
        p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
        for k in range(4):
            y = 4 + k * length / 3.6
            p.setBrush(linear(0, y, 0, y + 20, colour(light(paint, 0.4), 0.34), colour(light(paint, 0.4), 0)))
            p.drawPath(taper([(-w * 0.82, y + 8), (0, y + 11), (w * 0.82, y + 8)], 12, 18, 12))
            stroke(p, deep, 0.55, [(-w, y - 3), (0, y + 3), (w, y - 3)], 1.5, 4, 1.5)
        p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    stroke(p, deep, 0.4, [(c.d * w * 0.9, length * 0.86), (0, length * 0.93), (-c.d * w * 0.5, length * 0.84)], 0.5, 4, 0.5)
    stroke(
        p,
        deep,
        0.3,
        [(c.d * w * 0.9, length * 0.7), (c.d * w * 0.2, length * 0.78), (-c.d * w * 0.3, length * 0.72)],
        0.5,
        3,
        0.5,
    )


FINGERS: Mapping[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    # for each pose: thumb, then four fingers; each from its knuckle, with y along the hand and x away from the thumb
    "rest": (((-13, 12), (-21, 26), (-18, 40)), ((-11, 32), (-14, 46), (-9, 58)), ((-3, 35), (-5, 50), (-1, 63)), ((5, 34),
        (5, 48), (7, 60)), ((12, 29), (14, 40), (13, 51))),
    "flat": (((-12, 10), (-23, 20), (-25, 32)), ((-12, 32), (-15, 46), (-13, 60)), ((-4, 35), (-5, 52), (-4, 66)), ((5, 34),
        (6, 50), (6, 62)), ((13, 29), (16, 40), (16, 51))),
    "open": (((-13, 8), (-29, 14), (-38, 24)), ((-12, 30), (-21, 47), (-25, 59)), ((-4, 34), (-7, 53), (-8, 67)), ((5, 33),
        (9, 51), (11, 63)), ((13, 27), (22, 39), (27, 49))),
    "hold": (((-12, 10), (-20, 24), (-8, 34)), ((-13, 28), (-14, 40), (-2, 43)), ((-6, 34), (-6, 46), (6, 46)), ((3, 36), (4,
        47), (14, 45)), ((11, 34), (13, 43), (19, 40))),
    "point": (((-12, 10), (-18, 26), (-7, 34)), ((-11, 30), (-13, 48), (-13, 66)), ((-4, 34), (-4, 45), (5, 44)), ((5, 35),
        (5, 45), (12, 43)), ((12, 30), (13, 39), (18, 37))),
}  # fmt: skip


def made(p: QPainter, side: int, box: QRectF) -> None:
    """Turn what is painted in the box into something built: brushed alloy, with a seam of light."""
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    p.setBrush(linear(-side * 22, 0, side * 22, 12, colour("#4d5867", 0.92), colour("#a9b6c4", 0.86), colour("#e6eef4", 0.8)))
    p.drawRect(box)
    for y in (-2.0, 13.0, 24.0):
        stroke(p, "#28303c", 0.75, [(-18, y), (0, y + 2.5), (18, y)], 1.4, 2.0, 1.4)
    stroke(p, "#63d6e8", 0.85, [(-9, 6), (0, 8), (9, 6)], 1.0, 1.8, 1.0)
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def hand(p: QPainter, character: Character, side: int, pose: str) -> None:
    """A hand from the wrist down, its thumb to the left."""
    look = Look(character.face)
    b = 0.48 + 0.4 * character.build
    p.save()
    p.scale(b, b)
    gap = colour(look.deep, 0.55)
    base = linear(-side * 20, 0, side * 20, 30, mix(look.skin, look.shade, 0.5), look.skin, look.light)
    thumb, *fingers = FINGERS[pose]

    def finger(points: tuple[Spot, ...], width: float) -> None:
        p.setBrush(gap)
        p.drawPath(taper([(x + 0.9, y + 1.2) for x, y in points], width + 1, width + 1.2, width * 0.7))
        p.setBrush(base)
        p.drawPath(taper(list(points), width, width * 1.02, width * 0.66))
        x, y = points[-1]
        p.setBrush(colour("#fff0e2", 0.42))
        ellipse(p, x, y - 1.5, 2.0, 2.4)

    finger(thumb, 11.5)
    shape(p, base, [(-12, -8), (12, -8), (15, 8), (17, 26), (10, 38), (-6, 39), (-16, 30), (-15, 10)])
    for one in fingers:
        finger(one, 9.6)
    p.setBrush(colour(look.blush, 0.16))
    ellipse(p, 0, 32, 15, 6)
    palm = spline([(-11, -8), (11, -8), (13, 12), (8, 24), (-8, 24), (-13, 10)])
    p.setBrush(base)
    p.drawPath(palm)
    stroke(p, look.shade, 0.3, [(-9, 24), (0, 28), (10, 24)], 0.4, 2, 0.4)
    p.restore()
