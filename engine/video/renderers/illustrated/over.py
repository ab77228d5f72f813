"""The shoulder at the edge of an over-the-shoulder shot: someone near the camera, seen from behind and out of focus."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from engine.library.characters import Character
from engine.library.environments import EYES_SITTING, EYES_STANDING
from engine.video.figures import Figure
from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.compose import HEIGHT, WIDTH, Standing
from engine.video.renderers.illustrated.paint import Layer, Pixels, colour, mix, rim_light
from engine.video.renderers.illustrated.puppet import Puppet
from engine.video.renderers.illustrated.sets import Light, PaintedSet
from engine.video.stages import timed

_SHARPNESS = 0.65
"""Pixels to a unit of someone so far out of focus."""
_SMALL, _CLEAR = 0.25, 0.5
"""Pixels of it to one of the picture: out of focus, and where the focus is on them."""
_SIZE = 2.35
"""Pixels of the picture to a unit of their body."""
_OUT = 20.0
"""How far outside the picture the middle of their head is."""
_EYES = 372.0
_NAPE = 62.0
"""How far below the eyes hair ends at the back of a head, in units of the body."""
_DIM, _LIT = 0.50, 0.78
"""How light they are, out of focus and in it."""


@dataclass(frozen=True, kw_only=True)
class Shoulder:
    """The one over whose shoulder we look."""

    at: Standing
    puppet: Puppet
    light: Light
    hair: str


@timed("people")
def shoulder(at: Standing, character: Character, painted: PaintedSet) -> Shoulder:
    light = painted.light_at(at.anchor.name, at.placed.posture)
    puppet = Puppet(
        character,
        light=light,
        px_per_unit=_SHARPNESS,
        facing=at.placed.facing,
        posture=at.placed.posture,
        draft=True,
    )
    face = character.face
    hair = mix(face.hair, "#000000", 0.12) if face.style != "bald" else mix(face.skin, light.shade, 0.25)
    return Shoulder(at=at, puppet=puppet, light=light, hair=mix(hair, light.shade, 0.2).name())


@timed("over")
def draw_shoulder(painter: QPainter, found: Shoulder, act: Performance, *, scale: float, sharp: float = 0.0) -> None:
    """Draw them at the side of the picture from which they look into it. `sharp`: how much the focus is on them."""
    painter.resetTransform()
    painter.scale(scale, scale)
    for share, softness in ((1.0, True), (sharp, False)):
        if share > 0:
            layer = _drawn(found, act, softness)
            painter.setOpacity(share)
            painter.drawImage(QRectF(layer.x0, layer.y0, layer.w, layer.h), layer.image)
    painter.setOpacity(1.0)


def back_of_head(at: Standing) -> Figure:
    """Where the head is that `draw_shoulder` draws."""
    left = at.placed.facing == "right"
    x = -_OUT if left else WIDTH + _OUT
    there = (x / HEIGHT, _EYES / HEIGHT)
    return Figure(role=at.placed.role, eyes=there, mouth=there, size=_SIZE / HEIGHT, side=1 if left else -1, behind=True)


@lru_cache(maxsize=4)
def _drawn(found: Shoulder, act: Performance, softness: bool) -> Layer:
    """They move on fours: each drawing is shown four times."""
    at = found.at
    left = at.placed.facing == "right"
    scale = _SMALL if softness else _CLEAR
    layer = Layer(-0.25 * WIDTH if left else WIDTH * 0.6, 0, WIDTH * 0.65, HEIGHT, scale)
    size = _SIZE / at.size
    x = -_OUT if left else WIDTH + _OUT
    down = (EYES_SITTING if at.placed.posture == "sit" else EYES_STANDING) * at.anchor.scale * at.height * size
    p = layer.painter()
    found.puppet.draw(p, x, _EYES + down, at.anchor.scale * size, act)
    p.end()
    _from_behind(layer.pixels, found, scale, _DIM if softness else _LIT)
    layer.blur(6.4 if softness else 1.6)
    lit = found.light
    rim_light(layer, 16.0 if not left else -16.0, -6.0, mix(lit.rim, lit.key, 0.35), 0.55 * lit.rim_amt + 0.1, soft=5.0)
    return layer.blur(7.6 if softness else 1.2)


def _from_behind(pixels: Pixels, found: Shoulder, scale: float, level: float) -> None:
    """Turn the back of the head to us, in place: where a face would be there is hair. It is dark there, before the camera."""
    rows = np.arange(pixels.shape[0], dtype=np.float32) / scale
    nape = _EYES + _NAPE * _SIZE
    share = np.clip((nape + 30 - rows) / 60, 0, 1)[:, None, None]
    alpha = pixels[..., 3:4].astype(np.float32) / 255
    shape: NDArray[np.float32] = np.clip(1.25 - np.abs(rows - _EYES + 110) / 420, 0.6, 1.25)[:, None, None].astype(np.float32)
    hair = _bgr(found.hair) * shape * alpha
    shown = pixels[..., :3] * (1 - share) + hair * share
    dark = shown * np.float32(level) + _bgr(found.light.shade) * alpha * np.float32(0.16)
    pixels[..., :3] = np.minimum(dark, alpha * 255).astype(np.uint8)


def _bgr(paint: str) -> NDArray[np.float32]:
    c = colour(paint)
    return np.array([c.blue(), c.green(), c.red()], np.float32)
