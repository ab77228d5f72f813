"""Puppets: a character's painted parts, put together anew for each moment of a performance."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from engine.library.characters import Character
from engine.library.environments import EYES_SITTING, EYES_STANDING
from engine.story.story import Doing, Facing, Posture
from engine.video.renderers.illustrated import limbs, outfits
from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.anatomy import Spot
from engine.video.renderers.illustrated.bodies import body
from engine.video.renderers.illustrated.deeds import LEGS, Hand, feet
from engine.video.renderers.illustrated.limbs import FOREARM, HIP, SHIN, SHOULDER, THIGH, UPPER_ARM
from engine.video.renderers.illustrated.paint import (
    Layer,
    Pixels,
    glow,
    linear,
    mix,
    smooth,
    sprite,
)
from engine.video.renderers.illustrated.sets import Light

SIZE = {"sit": 1.0, "stand": EYES_STANDING / limbs.FEET}
"""How big a person's own units are in the world: people who stand are seen whole, from farther off."""
NECK = (0.0, 88.0)
HIPS = 286.0
"""Where legs that walk hang from."""
NARROW = 0.68
"""How narrow a trunk becomes that turns."""
RISE = 66.0
"""How much higher the eyes of someone are who has got up from their seat."""


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
        does: Doing = "",
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
        steps = does in LEGS
        self.body = body(character, light, scale, self.side, kind, holds, seed, draft, steps)
        self.other: Puppet | None = None
        """Themselves facing the other way, for those who turn."""
        if does == "turn" and posture == "stand":
            away: Facing = "left" if facing == "right" else "right"
            self.other = Puppet(
                character, light=light, px_per_unit=px_per_unit, facing=away, posture=posture, holds=holds, seed=seed, draft=draft
            )

    def draw(self, painter: QPainter, x: float, y: float, scale: float, performance: Performance) -> None:
        """The actor with the anchor (feet, or the seat they sit on) at x, y, under the painter's own camera."""
        p, b, act = painter, self.body, performance
        if act.deed.turn < 0 and self.other is not None:
            self.other.draw(painter, x, y, scale, _away(act))
            return
        near, far = self._reach(1, act), self._reach(-1, act)
        self._enter(p, x, y, scale)
        seated = self.posture == "sit"
        squeeze = max(NARROW, abs(act.deed.turn))
        if squeeze < 1:
            p.scale(squeeze, 1)
        if not seated:
            shade = _shadow()
            p.drawImage(QRectF(-128, limbs.FEET - 15, 256, 30), shade.image)
        walks = b.thigh is not None and (act.deed.stride > 0 or seated)
        if walks and (not seated or self.table):
            self._legs(p, act)
        elif b.legs is not None and not seated:
            b.legs.draw(p)
        self._trunk(p, act)
        if b.head.mane is not None:
            self._neck(p, act)
            b.head.mane.draw(p)
            p.restore()
        waves = act.gesture > 0.05 and b.item is not None  # the far hand, while the near one holds something
        behind = not self.table and not act.deed.before
        if behind and waves:
            self._upper(p, -1, far)
        elif behind:
            self._arm(p, -1, far, held=act.deed.has)
        if self.shawled:
            for arm, reach in ((-1, far), (1, near)):
                self._upper(p, arm, reach)
        b.trunk.draw(p)
        if b.legs is not None and seated:
            b.legs.draw(p)
        elif walks and seated and not self.table:
            p.save()
            self._still(p, act)
            self._legs(p, act)
            p.restore()
        if behind and waves:
            self._arm(p, -1, far, upper=False)
        self._neck(p, act)
        self._head(act).draw(p)
        if b.head.hang is not None:
            b.head.hang.draw(p)
        p.restore()
        if not self.table and act.deed.before:
            self._arm(p, -1, far, upper=not self.shawled)
        if not self.table:
            self._arm(p, 1, near, upper=not self.shawled, held=act.deed.has)
        p.restore()
        p.restore()

    def _head(self, act: Performance) -> Layer:
        if act.deed.turn < 1:  # through the front, on the way round
            straight = self.side * 0.06
            act = replace(act, yaw=straight + (act.yaw - straight) * abs(act.deed.turn))
        return self.body.head.layer(act)

    def _legs(self, p: QPainter, act: Performance) -> None:
        """Legs in motion: the far one first, each bent at the knee towards where they face; and the skirt over them."""
        b, d, deed = self.body, self.side, act.deed
        up = RISE * deed.rise if self.posture == "sit" else 0.0
        floor = limbs.FEET if self.posture != "sit" else limbs.SEAT + 122.0
        hips = HIPS - up + 5 * deed.stride * math.cos(deed.phase) ** 2
        near, far = feet(deed)
        wide = 38 * self.character.build
        for sign, (fx, fy) in ((1, far), (-1, near)):
            apart = sign * wide * (1 - 0.55 * deed.stride)
            hip = (d * apart * 0.9, hips)
            if self.posture == "sit":
                forward = 54 * (1 - deed.rise) + 6
                foot = (d * (apart + forward), floor)
            else:
                foot = (d * (apart + fx + 2), floor - fy)
            self._leg(p, hip, foot)
        if b.skirt is not None and self.posture != "sit":
            p.save()
            p.translate(0, HIPS)
            p.shear(0.05 * d * deed.stride * math.sin(deed.phase), 0)
            p.scale(1 - 0.06 * deed.stride, 1)
            p.translate(0, -HIPS)
            b.skirt.draw(p)
            p.restore()

    def _leg(self, p: QPainter, hip: Spot, foot: Spot) -> None:
        b, d = self.body, self.side
        if b.thigh is None or b.shin is None:
            return
        dx, dy = foot[0] - hip[0], foot[1] - hip[1]
        far = math.hypot(dx, dy)
        longer = max(1.0, far / ((THIGH + SHIN) * 0.985))  # nobody's knee is straight; who gets up stretches a little
        upper, lower = THIGH * longer, SHIN * longer
        along = (upper**2 - lower**2 + far**2) / (2 * far)
        off = math.sqrt(max(0.0, upper**2 - along**2))
        ux, uy = dx / far, dy / far
        knee = (hip[0] + ux * along + d * uy * off, hip[1] + uy * along - d * ux * off)
        for layer, joint, end in ((b.shin, knee, foot), (b.thigh, hip, knee)):
            p.save()
            p.translate(*joint)
            p.rotate(math.degrees(math.atan2(-(end[0] - joint[0]), end[1] - joint[1])))
            if longer > 1:
                p.scale(1, longer)
            layer.draw(p)
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
            self._arm(painter, arm, self._reach(arm, performance), upper=not self.shawled, held=performance.deed.has)
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
        if self.posture == "sit" and act.deed.rise > 0:
            p.translate(0, -RISE * act.deed.rise)
        elif act.deed.stride > 0:
            p.translate(0, 5 * act.deed.stride * math.cos(act.deed.phase) ** 2)
        p.translate(act.sway, HIP)
        turn = math.degrees(act.lean) * self.side
        if abs(turn) > 0.05:
            p.rotate(turn)
        p.scale(1, 1 + 0.008 * act.breath + 0.045 * act.deed.shrug)
        p.translate(0, -HIP)

    def _still(self, p: QPainter, act: Performance) -> None:
        """Out of the trunk again, for legs that stay on the floor while it rises."""
        turn = math.degrees(act.lean) * self.side
        p.translate(0, HIP)
        p.scale(1, 1 / (1 + 0.008 * act.breath + 0.045 * act.deed.shrug))
        p.rotate(-turn)
        p.translate(-act.sway, -HIP)
        p.translate(0, RISE * act.deed.rise)

    def _neck(self, p: QPainter, act: Performance) -> None:
        p.save()
        squeeze = max(NARROW, abs(act.deed.turn))
        if squeeze < 1:  # the trunk turns by growing narrow, the head by turning
            p.scale(1 / squeeze, 1)
        p.translate(NECK[0], NECK[1])
        if abs(act.roll) > 0.001:
            p.rotate(math.degrees(act.roll))
        p.translate(-NECK[0], -NECK[1] + 4 * max(0.0, act.pitch) + 7 * act.deed.shrug)
        youth = self.character.face.youth
        if youth > 0:  # a child's head is large
            p.translate(0, 6 * youth)
            p.scale(1 + 0.13 * youth, 1 + 0.13 * youth)

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
            rest = Reach(at(10, 282) if arm == 1 else at(62, 292), (d * 0.9, 0.5 if arm == 1 else 0.36), "flat")
        else:
            rest = Reach(at(98, 349) if arm == 1 else at(89, 348), (d * 0.12, 1.0), "rest")
        swing = act.deed.stride
        if swing > 0 and not self.table and rest.pose == "rest":
            way = 34 * swing * math.cos(act.deed.phase) * (1 if arm == 1 else -1)
            rest = Reach((rest.wrist[0] + d * way, rest.wrist[1] - abs(way) * 0.3), (d * (0.12 + way / 90), 1.0), "rest")
        hand = act.deed.near if arm == 1 else act.deed.far
        if hand is not None and hand.g > 0:
            return self._towards(arm, rest, hand)
        gestures = -1 if self.body.item is not None else 1
        if arm != gestures or act.gesture <= 0:
            return rest
        up = {
            "open": Hand(1, (out * d * 64, 226), (-out * d * 0.3, -1.0), "open", palm=True),
            "point": Hand(1, (out * d * 36, 216), (0.72, -0.7), "point"),
            "heart": Hand(1, (out * d * 22, 204), (0.8, -0.5), "flat"),
        }[act.hand]
        return self._towards(arm, rest, replace(up, g=act.gesture))

    def _towards(self, arm: int, rest: Reach, hand: Hand) -> Reach:
        """A hand on its way from rest, in an arc that bulges outward."""
        d, wide = self.side, self.character.build
        out = -d * arm
        g = smooth(hand.g)
        bulge = 4 * g * (1 - g) * 16
        to = (d * hand.wrist[0], hand.wrist[1])
        wrist = (rest.wrist[0] + (to[0] - rest.wrist[0]) * g + out * bulge, rest.wrist[1] + (to[1] - rest.wrist[1]) * g)
        a = math.atan2(rest.points[0] * out * wide, rest.points[1])
        b = math.atan2(d * hand.points[0] * out * wide, hand.points[1])
        angle = a + (b - a) * g
        points = (math.sin(angle) * out, math.cos(angle))
        arrived = g > 0.5
        return Reach(wrist, points, hand.fingers if arrived else rest.pose, palm=hand.palm and arrived)

    def _joints(self, arm: int, reach: Reach) -> tuple[Spot, Spot, Spot]:
        out = -self.side * arm
        shoulder = (out * (SHOULDER[0] if arm == 1 else SHOULDER[0] - 9) * self.character.build, SHOULDER[1])
        return shoulder, *_elbow(shoulder, reach.wrist, out)

    def _upper(self, p: QPainter, arm: int, reach: Reach) -> None:
        shoulder, elbow, _ = self._joints(arm, reach)
        self._piece(p, self.body.upper, shoulder, (elbow[0] - shoulder[0], elbow[1] - shoulder[1]), mirror=arm == -1)

    def _arm(self, p: QPainter, arm: int, reach: Reach, *, upper: bool = True, held: bool = True) -> None:
        d, b = self.side, self.body
        _, elbow, wrist = self._joints(arm, reach)
        if upper:
            self._upper(p, arm, reach)
        mirror = (d == 1) == (arm == 1) and not reach.palm
        if reach.palm:
            mirror = (d == 1) != (arm == 1)
        if arm == 1 and b.item is not None and held:
            x, y = wrist[0] + reach.points[0] * 42, wrist[1] + reach.points[1] * 42
            p.save()
            p.translate(x, y)
            b.item.draw(p)
            p.restore()
        made = b.made if b.made is not None and arm == d else None  # their right arm, whichever way they face
        hands, fore = (made, made["fore"]) if made else (b.hands, b.fore)
        self._piece(p, hands[reach.pose if reach.pose in hands else "rest"], wrist, reach.points, mirror=mirror)
        self._piece(p, fore, elbow, (wrist[0] - elbow[0], wrist[1] - elbow[1]), mirror=arm == -1)

    def _piece(self, p: QPainter, layer: Layer, joint: Spot, along: Spot, *, mirror: bool) -> None:
        p.save()
        p.translate(*joint)
        p.rotate(math.degrees(math.atan2(-along[0], along[1])))
        if mirror:
            p.scale(-1, 1)
        layer.draw(p)
        p.restore()


def _away(act: Performance) -> Performance:
    """The performance as it is by someone who faces the other way."""
    return replace(
        act, yaw=-act.yaw, gaze_x=-act.gaze_x, roll=-act.roll, sway=-act.sway, deed=replace(act.deed, turn=-act.deed.turn)
    )


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
