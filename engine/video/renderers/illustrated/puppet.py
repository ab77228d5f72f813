"""Puppets: a character's painted parts, put together anew for each moment of a performance."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from engine.library.characters import Character
from engine.library.environments import EYES_SITTING, EYES_STANDING
from engine.story.story import Facing, Posture
from engine.video.renderers.illustrated import limbs, outfits
from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.anatomy import Look, Spot
from engine.video.renderers.illustrated.head import Head, shine
from engine.video.renderers.illustrated.limbs import FOREARM, HIP, SHOULDER, UPPER_ARM
from engine.video.renderers.illustrated.paint import (
    Layer,
    Mode,
    Pixels,
    colour,
    crop,
    glow,
    linear,
    mix,
    paint_layer,
    rim_light,
    smooth,
    sprite,
)
from engine.video.renderers.illustrated.props import HELD, held
from engine.video.renderers.illustrated.sets import Light
from engine.video.stages import timed

SIZE = {"sit": 1.0, "stand": EYES_STANDING / limbs.FEET}
"""How big a person's own units are in the world: people who stand are seen whole, from farther off."""
NECK = (0.0, 88.0)


@dataclass(frozen=True)
class Body:
    """The painted parts of one person in one light, at one scale, facing one way."""

    head: Head
    trunk: Layer
    legs: Layer | None
    upper: Layer
    fore: Layer
    hands: dict[str, Layer]
    item: Layer | None


@lru_cache(maxsize=10)
@timed("people")
def body(character: Character, light: Light, scale: float, side: int, posture: str, holds: str, seed: int, draft: bool) -> Body:
    """Paint them, or take them from what was painted before: the same arguments are the same pixels."""
    k = max(0.7, scale / 1.15)

    def part(
        box: tuple[float, float, float, float], draw: Callable[[QPainter], object], number: int, *, lit: bool = True
    ) -> Layer:
        layer = Layer(*box, scale)
        p = layer.painter()
        draw(p)
        if lit:
            p.setCompositionMode(Mode.CompositionMode_SourceAtop)
            shine(p, light)
        p.end()
        if not draft:
            paint_layer(
                layer, (7 * k**0.75, 4 * k**0.6), seed=seed + number, threshold=8, rough=0.45 * k**0.7, amount=0.44, grain=0.03
            )
        return crop(layer)

    def arm(p: QPainter) -> None:
        p.setCompositionMode(Mode.CompositionMode_SourceAtop)
        p.setBrush(colour(light.shade, light.shade_amt * (0.42 if light.key_dir == side else 0.25)))
        p.drawRect(QRectF(-100, -60, 200, 300))

    def limb(draw: Callable[[QPainter, Character, int], None]) -> Callable[[QPainter], object]:
        def both(p: QPainter) -> None:
            draw(p, character, side)
            arm(p)

        return both

    def hand(pose: str) -> Layer:
        def draw(p: QPainter) -> None:
            limbs.hand(p, character, side, pose)
            arm(p)

        return part((-50, -20, 100, 100), draw, 9, lit=False)

    low = 250 if posture == "sit" else 340  # what hangs below a seat is behind the legs
    trunk = part((-190, 30, 380, low), lambda p: outfits.torso(p, character, side), 5)
    rim_light(trunk, light.rim_dx * 0.9, light.rim_dy * 0.35, light.rim, light.rim_amt, soft=1.1)
    return Body(
        head=Head(Look(character.face, character.wardrobe.colours[1]), light, scale=scale, side=side, seed=seed, draft=draft),
        trunk=trunk,
        legs=part((-190, 200, 380, 230), lambda p: limbs.legs(p, character, side, posture), 6) if posture != "table" else None,
        upper=part((-60, -40, 120, 180), limb(limbs.upper_arm), 7, lit=False),
        fore=part((-60, -40, 120, 160), limb(limbs.forearm), 8, lit=False),
        hands={pose: hand(pose) for pose in (limbs.FINGERS if not draft else ("rest", "flat"))},
        item=part((-80, -80, 160, 160), lambda p: held(p, holds, side), 10, lit=False) if holds in HELD else None,
    )


@dataclass(frozen=True)
class Reach:
    """Where a wrist is, which way the hand points from it, and how the fingers are held."""

    wrist: Spot
    points: Spot
    pose: str
    palm: bool = False


class Puppet:
    """One actor, ready for any performance.

    `table`: they sit at one. Their arms then lie on it, and `draw_over`, called after the table's layer, draws these.
    """

    def __init__(
        self,
        character: Character,
        *,
        light: Light,
        px_per_unit: float,
        facing: Facing,
        posture: Posture,
        holds: str = "",
        table: bool = False,
        seed: int = 0,
        draft: bool = False,
    ) -> None:
        self.character, self.light, self.posture, self.holds = character, light, posture, holds
        self.side = 1 if facing == "right" else -1
        self.table = table and posture == "sit"
        self.shawled = outfits.WARDROBE[character.wardrobe.outfit].over_arms
        self.size = SIZE[posture] * character.height
        kind = "table" if self.table else posture
        scale = round(px_per_unit * self.size, 3)
        self.body = body(character, light, scale, self.side, kind, holds, seed, draft)

    def draw(self, painter: QPainter, x: float, y: float, scale: float, performance: Performance) -> None:
        """The actor with the anchor (feet, or the seat they sit on) at x, y, under the painter's own camera."""
        p, b, act = painter, self.body, performance
        near, far = self._reach(1, act), self._reach(-1, act)
        self._enter(p, x, y, scale)
        seated = self.posture == "sit"
        if b.legs is not None and not seated:
            b.legs.draw(p)
        self._trunk(p, act)
        if b.head.mane is not None:
            self._neck(p, act)
            b.head.mane.draw(p)
            p.restore()
        waves = act.gesture > 0.05 and b.item is not None  # the far hand, while the near one holds something
        if not self.table and waves:
            self._upper(p, -1, far)
        elif not self.table:
            self._arm(p, -1, far)
        if self.shawled:
            for arm, reach in ((-1, far), (1, near)):
                self._upper(p, arm, reach)
        b.trunk.draw(p)
        if b.legs is not None and seated:
            b.legs.draw(p)
        if not self.table and waves:
            self._arm(p, -1, far, upper=False)
        self._neck(p, act)
        b.head.layer(act).draw(p)
        if b.head.hang is not None:
            b.head.hang.draw(p)
        p.restore()
        if not self.table:
            self._arm(p, 1, near, upper=not self.shawled)
        p.restore()
        p.restore()

    def draw_over(self, painter: QPainter, x: float, y: float, scale: float, performance: Performance) -> None:
        """What lies before the table: arms, hands and what they hold. Nothing where there is no table."""
        if not self.table:
            return
        self._enter(painter, x, y, scale)
        shadow = _shadow()
        painter.drawImage(QRectF(self.side * 6 - 155, 302, 310, 40), shadow.image)
        self._trunk(painter, performance)
        for arm in (-1, 1):
            self._arm(painter, arm, self._reach(arm, performance), upper=not self.shawled)
        painter.restore()
        painter.restore()

    def draw_sleeves(self, painter: QPainter, x: float, y: float, scale: float) -> None:
        """Arms that hang at their sides, for a portrait."""
        self._enter(painter, x, y, scale)
        for arm in (-1, 1):
            down = (-self.side * arm * 96 * self.character.build, 350.0)
            self._arm(painter, arm, Reach(down, (0, 1), "rest"), upper=not self.shawled)
        painter.restore()

    def _enter(self, p: QPainter, x: float, y: float, scale: float) -> None:
        """From the world into the person's own units, about the eyes."""
        p.save()
        p.translate(x, y)
        p.scale(scale * self.size, scale * self.size)
        p.translate(0, -(EYES_SITTING if self.posture == "sit" else limbs.FEET))

    def _trunk(self, p: QPainter, act: Performance) -> None:
        """Breath lifts the shoulders a little; sway and lean are about the hips."""
        p.save()
        p.translate(act.sway, HIP)
        turn = math.degrees(act.lean) * self.side
        if abs(turn) > 0.05:
            p.rotate(turn)
        p.scale(1, 1 + 0.008 * act.breath)
        p.translate(0, -HIP)

    def _neck(self, p: QPainter, act: Performance) -> None:
        p.save()
        p.translate(NECK[0], NECK[1])
        if abs(act.roll) > 0.001:
            p.rotate(math.degrees(act.roll))
        p.translate(-NECK[0], -NECK[1] + 4 * max(0.0, act.pitch))

    # -- arms -----------------------------------------------------------------------------------------------------

    def _reach(self, arm: int, act: Performance) -> Reach:
        """What an arm does. `arm`: 1 for the near one, -1 for the far one."""
        d, wide = self.side, self.character.build
        out = -d * arm * wide

        def at(x: float, y: float) -> Spot:
            return (out * x, y)

        if arm == 1 and self.body.item is not None:
            rest = Reach(at(14 if not self.table else 22, 262 if not self.table else 280), (d * 0.7, -0.35), "hold")
        elif self.table:
            rest = Reach(at(36, 310), (d * 1.0, 0.16), "flat") if arm == 1 else Reach(at(46, 303), (-d * 1.0, 0.2), "flat")
        elif self.posture == "sit":
            rest = Reach(at(4, 270) if arm == 1 else at(84, 262), (d * 0.9, 0.5 if arm == 1 else 0.36), "flat")
        else:
            rest = Reach(at(98, 349) if arm == 1 else at(89, 348), (d * 0.12, 1.0), "rest")
        gestures = -1 if self.body.item is not None else 1
        if arm != gestures or act.gesture <= 0:
            return rest
        up = {
            "open": Reach(at(64, 226), (-out * 0.3, -1.0), "open", palm=True),
            "point": Reach(at(36, 216), (d * 0.72, -0.7), "point"),
            "heart": Reach(at(22, 204), (d * 0.8, -0.5), "flat"),
        }[act.hand]
        g = smooth(act.gesture)
        bulge = 4 * g * (1 - g) * 16
        wrist = (
            rest.wrist[0] + (up.wrist[0] - rest.wrist[0]) * g + out / wide * bulge,
            rest.wrist[1] + (up.wrist[1] - rest.wrist[1]) * g,
        )
        a, b = math.atan2(rest.points[0] * out, rest.points[1]), math.atan2(up.points[0] * out, up.points[1])
        angle = a + (b - a) * g
        points = (math.sin(angle) / out * abs(out), math.cos(angle))
        return Reach(wrist, points, up.pose if g > 0.5 else rest.pose, palm=up.palm and g > 0.5)

    def _joints(self, arm: int, reach: Reach) -> tuple[Spot, Spot, Spot]:
        out = -self.side * arm
        shoulder = (out * (SHOULDER[0] if arm == 1 else SHOULDER[0] - 9) * self.character.build, SHOULDER[1])
        return shoulder, *_elbow(shoulder, reach.wrist, out)

    def _upper(self, p: QPainter, arm: int, reach: Reach) -> None:
        shoulder, elbow, _ = self._joints(arm, reach)
        self._piece(p, self.body.upper, shoulder, (elbow[0] - shoulder[0], elbow[1] - shoulder[1]), mirror=arm == -1)

    def _arm(self, p: QPainter, arm: int, reach: Reach, *, upper: bool = True) -> None:
        d, b = self.side, self.body
        _, elbow, wrist = self._joints(arm, reach)
        if upper:
            self._upper(p, arm, reach)
        mirror = (d == 1) == (arm == 1) and not reach.palm
        if reach.palm:
            mirror = (d == 1) != (arm == 1)
        if arm == 1 and b.item is not None:
            x, y = wrist[0] + reach.points[0] * 42, wrist[1] + reach.points[1] * 42
            p.save()
            p.translate(x, y)
            b.item.draw(p)
            p.restore()
        self._piece(p, b.hands[reach.pose if reach.pose in b.hands else "rest"], wrist, reach.points, mirror=mirror)
        self._piece(p, b.fore, elbow, (wrist[0] - elbow[0], wrist[1] - elbow[1]), mirror=arm == -1)

    def _piece(self, p: QPainter, layer: Layer, joint: Spot, along: Spot, *, mirror: bool) -> None:
        p.save()
        p.translate(*joint)
        p.rotate(math.degrees(math.atan2(-along[0], along[1])))
        if mirror:
            p.scale(-1, 1)
        layer.draw(p)
        p.restore()


@lru_cache(maxsize=1)
def _shadow() -> Layer:
    """What arms throw on a table."""
    return sprite(60, _darken, 1.0)


def _darken(p: QPainter) -> None:
    p.setBrush(glow(0, 0, 60, "#12060c", 0.55, 1.0))
    p.drawEllipse(QPointF(0, 0), 60, 60)


def _elbow(shoulder: Spot, wrist: Spot, out: int) -> tuple[Spot, Spot]:
    """Where the elbow is, bent outward, and the wrist as far as the arm can reach."""
    dx, dy = wrist[0] - shoulder[0], wrist[1] - shoulder[1]
    far = math.hypot(dx, dy) or 1.0
    reach = min(far, (UPPER_ARM + FOREARM) * 0.995)
    ux, uy = dx / far, dy / far
    along = (UPPER_ARM**2 - FOREARM**2 + reach**2) / (2 * reach)
    off = math.sqrt(max(0.0, UPPER_ARM**2 - along**2))
    sides = [(shoulder[0] + ux * along - s * uy * off, shoulder[1] + uy * along + s * ux * off) for s in (1, -1)]
    elbow = max(sides, key=lambda e: e[0] * out + 0.3 * e[1])
    return elbow, (shoulder[0] + ux * reach, shoulder[1] + uy * reach)


# -- the picture in the avatar editor -------------------------------------------------------------------------------

STUDIO = Light(
    key="#ffc98a", key_dir=1, key_amt=0.24, rim="#b9c4ff", rim_dx=-3, rim_dy=-2, rim_amt=0.5, shade="#3a2a56", shade_amt=0.26
)
_one_at_a_time = threading.Lock()


def portrait(character: Character, *, width: int, height: int) -> Pixels:
    """Head and shoulders before a soft ground, BGRA: quick enough to follow a slider."""
    with _one_at_a_time:  # the parts of one character are shared, and each head has one canvas
        units = 392.0
        scale = height / units
        canvas = Layer(-width / scale / 2, -194, width / scale, units, scale)
        p = canvas.painter()
        whole = QRectF(canvas.x0, canvas.y0, canvas.w, canvas.h)
        worn = character.wardrobe.colours[0]
        p.setBrush(linear(0, canvas.y0, 0, canvas.y0 + units, mix("#3c4c62", worn, 0.18), mix("#2b2740", worn, 0.12)))
        p.drawRect(whole)
        for x, y, r, tint, strength in ((110.0, -60.0, 340.0, "#ffb870", 0.42), (-150.0, 80.0, 300.0, "#7a86d8", 0.25)):
            p.setBrush(glow(x, y, r, tint, strength, 1.5))
            p.drawRect(whole)
        sitter = replace(character, height=1.0)
        puppet = Puppet(sitter, light=STUDIO, px_per_unit=scale, facing="right", posture="sit", table=True, seed=3, draft=True)
        act = Performance(yaw=0.36, smile=0.38, brow=0.12, gaze_x=0.12)
        puppet.draw(p, 0, EYES_SITTING, 1, act)
        puppet.draw_sleeves(p, 0, EYES_SITTING, 1)
        p.end()
        return canvas.pixels
