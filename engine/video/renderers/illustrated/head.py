"""Heads: hair and face painted once in planes, with the features drawn on them for each moment."""

from __future__ import annotations

import math
from functools import cached_property

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from engine.video.renderers.illustrated import face as features
from engine.video.renderers.illustrated import marks, profile
from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.anatomy import Look, Turn
from engine.video.renderers.illustrated.comb import Style
from engine.video.renderers.illustrated.hair import STYLES, comb
from engine.video.renderers.illustrated.paint import Layer, Mode, Pixels, colour, crop, glow, linear, paint_layer, rim_light
from engine.video.renderers.illustrated.sets import Light
from engine.video.renderers.illustrated.settle import settled

X0, Y0, W, H = -140.0, -200.0, 280.0, 335.0
"""The part of the world about the eyes that a head takes up."""
AT_REST = 0.40
"""The yaw, towards where they face, at which the planes are painted."""
PROFILE = 1.4
"""The yaw of a head that is seen from the side."""
DEPTHS = {"back": -30.0, "face": 18.0, "front": 34.0}


class Head:
    """One head, ready to draw from `AT_REST` and about a third of a radian either way."""

    def __init__(self, look: Look, light: Light, *, scale: float, side: int, seed: int, draft: bool = False) -> None:
        self.look, self.light, self.scale, self.seed = look, light, scale, seed
        self.rest = Turn(AT_REST * side)
        self.canvas = Layer(X0, Y0, W, H, scale)
        self.mini = Layer(-48, -38, 96, 76, scale)
        cut = STYLES[look.face.style]
        self.planes = {
            "back": self._bake(lambda p: comb(cut.back, p, look, self.rest, seed=seed), draft, hair=True),
            "face": self._bake(lambda p: features.ground(p, look, self.rest, seed), draft, hair=False),
            "front": self._bake(lambda p: comb(cut.front, p, look, self.rest, seed=seed, spread=0.35), draft, hair=True),
        }
        self.draft = draft
        self.mane, self.hang = (self._hung(style, draft) for style in (cut.mane, cut.hang))
        h, w = self.canvas.pixels.shape[:2]
        fade = np.clip((0.80 - np.linspace(0, 1, h)[:, None]) / 0.35, 0.1, 1)
        self.rim_mask = np.repeat((255 * fade).astype(np.uint8), w, 1)
        self.drawn: Performance | None = None

    @cached_property
    def aside(self) -> dict[str, Layer]:
        """The planes from the side. Few shots ask for them, so they are painted when one does."""
        look, turn, cut, seed = self.look, profile.Side(PROFILE * self.rest.side), STYLES[self.look.face.style], self.seed

        def front(p: QPainter) -> None:
            profile.skullcap(p, look, turn)
            comb(cut.front, p, look, turn, seed=seed, spread=0.35)

        return {
            "back": self._bake(lambda p: comb(cut.back, p, look, turn, seed=seed), self.draft, hair=True),
            "face": self._bake(lambda p: profile.ground(p, look, turn, seed), self.draft, hair=False),
            "front": self._bake(front, self.draft, hair=True),
        }

    def _bake(self, draw: features.Draw, draft: bool, *, hair: bool) -> Layer:
        layer = Layer(X0, Y0, W, H, self.scale)
        p = layer.painter()
        draw(p)
        p.setCompositionMode(Mode.CompositionMode_SourceAtop)
        shine(p, self.light)
        p.end()
        if not draft:
            k = max(0.7, self.scale / 1.15)
            sizes = (6 * k**0.8, 3.5 * k**0.7) if hair else (9 * k, 5 * k)
            paint_layer(
                layer,
                sizes,
                seed=self.seed + 3,
                threshold=9,
                rough=(0.42 if hair else 0.26) * k**0.8,
                amount=0.36 if hair else 0.3,
                grain=0.03,
            )
        return crop(layer)

    def _hung(self, style: Style | None, draft: bool) -> Layer | None:
        if style is None:
            return None
        layer = Layer(-170, -60, 340, 330, self.scale)
        p = layer.painter()
        comb(style, p, self.look, self.rest, seed=self.seed)
        p.setCompositionMode(Mode.CompositionMode_SourceAtop)
        shine(p, self.light)
        p.end()
        if not draft:
            k = max(0.7, self.scale / 1.15)
            paint_layer(layer, (7 * k, 4 * k), seed=self.seed + 4, threshold=9, rough=0.6 * k, amount=0.4, grain=0.022)
        light = self.light
        return crop(rim_light(layer, light.rim_dx * 0.8, light.rim_dy * 0.4, light.rim, light.rim_amt * 0.7))

    def layer(self, act: Performance) -> Layer:
        """The head at one moment. The layer is the head's own, and the next call paints over it."""
        act = settled(act)
        if self.drawn == act:
            return self.canvas
        self.drawn = act
        canvas = self.canvas
        canvas.pixels[:] = 0
        p = canvas.painter()
        if abs(act.yaw) > profile.BEYOND:
            self._from_the_side(p, act)
        else:
            self._from_before(p, act)
        p.end()
        _add_rim(canvas.pixels, self.light, self.scale, self.rim_mask)
        return canvas

    def _from_before(self, p: QPainter, act: Performance) -> None:
        look, turn = self.look, Turn(act.yaw, act.pitch)
        self._plane(p, "back", turn)
        self._plane(p, "face", turn)
        features.nose(p, look, turn)
        for sign in (-turn.side, turn.side):
            features.eye(p, look, turn, sign, act, self._inside)
        features.mouth(p, look, turn, act, self._inside)
        if look.face.glasses > 0.2:
            features.glasses_arm(p, look, turn)
        if look.face.aid == "eyepatch":
            marks.strap(p, look, turn)
        self._plane(p, "front", turn)
        for sign in (-turn.side, turn.side):
            features.brow(p, look, turn, sign, act)
        if look.face.glasses > 0.2:
            features.glasses(p, look, turn)

    def _from_the_side(self, p: QPainter, act: Performance) -> None:
        look, turn = self.look, profile.Side(PROFILE * self.rest.side)
        for name in ("back", "face"):
            self._lay(p, self.aside[name], 0.0, 0.0)
        profile.features(p, look, turn, act, self._inside)
        if look.face.glasses > 0.2:
            profile.glasses_arm(p, look, turn)
        self._lay(p, self.aside["front"], 0.0, 0.0)
        profile.over_hair(p, look, turn, act)

    def _plane(self, p: QPainter, name: str, turn: Turn) -> None:
        z, s = DEPTHS[name], self.scale
        plane = self.planes[name]
        dx, dy = (math.sin(turn.yaw) - math.sin(self.rest.yaw)) * z * s, math.sin(turn.pitch) * z * s
        self._lay(p, plane, dx, dy)

    def _lay(self, p: QPainter, plane: Layer, dx: float, dy: float) -> None:
        left, top = round((plane.x0 - X0) * self.scale), round((plane.y0 - Y0) * self.scale)
        p.save()
        p.resetTransform()
        p.drawImage(QPointF(left + round(dx * 4) / 4, top + round(dy * 4) / 4), plane.image)
        p.restore()

    def _inside(self, p: QPainter, x: float, y: float, base: features.Draw, fill: features.Draw) -> None:
        mini, s = self.mini, self.scale
        ox, oy = round((x - 48 - X0) * s), round((y - 38 - Y0) * s)
        mini.pixels[:] = 0
        q = QPainter(mini.image)
        q.setRenderHint(QPainter.RenderHint.Antialiasing)
        q.setPen(p.pen())
        q.translate(-ox, -oy)
        q.scale(s, s)
        q.translate(-X0, -Y0)
        base(q)
        q.setCompositionMode(Mode.CompositionMode_SourceAtop)
        fill(q)
        q.end()
        p.save()
        p.resetTransform()
        p.drawImage(ox, oy, mini.image)
        p.restore()


def _add_rim(out: Pixels, light: Light, scale: float, mask: Pixels) -> None:
    """Light along the edge away from the key."""
    alpha = np.ascontiguousarray(out[..., 3])
    dx, dy = round(light.rim_dx * scale), round(light.rim_dy * scale)
    h, w = alpha.shape
    moved = np.zeros_like(alpha)  # a copy pushed away from the light: what it leaves bare is the rim
    to_y, from_y = (slice(0, h + dy), slice(-dy, h)) if dy < 0 else (slice(dy, h), slice(0, h - dy))
    to_x, from_x = (slice(0, w + dx), slice(-dx, w)) if dx < 0 else (slice(dx, w), slice(0, w - dx))
    moved[from_y, from_x] = alpha[to_y, to_x]
    rim = cv2.multiply(cv2.blur(cv2.subtract(alpha, moved), (5, 5)), mask, scale=1 / 255)
    tint, amount = colour(light.rim), light.rim_amt * 1.3
    parts = [cv2.convertScaleAbs(rim, alpha=amount * v / 255) for v in (tint.blue(), tint.green(), tint.red())]
    cv2.add(out, cv2.merge([*parts, np.zeros_like(rim)]), dst=out)
    cv2.min(out, cv2.merge([alpha] * 4), dst=out)


def shine(p: QPainter, light: Light) -> None:
    """Cool shade from behind and the key's warmth on the cheek, over whatever is there."""
    k = light.key_dir
    p.setBrush(
        linear(
            -k * 105, -30, k * 35, 20,
            colour(light.shade, light.shade_amt), colour(light.shade, light.shade_amt * 0.5), colour(light.shade, 0),
        )
    )  # fmt: skip
    p.drawRect(QRectF(-260, -220, 520, 700))
    p.setBrush(glow(k * 110, 40, 170, light.key, light.key_amt, 1.5))
    p.drawEllipse(QPointF(k * 110, 40), 170, 170)
