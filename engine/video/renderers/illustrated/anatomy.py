"""What every part of a painted person is made with: a head that turns, and the colours that follow from a face."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QTransform

from engine.library.characters import Face
from engine.video.renderers.illustrated.paint import Paint, Point, colour, glow, mix, spline, taper

Spot = tuple[float, float]

_SHADES = ("#2c1519", "#3f1f22", "#64302a", "#83483a", "#b0645a", "#c0706a")
"""How skin looks in shadow, dark to fair."""


@dataclass(frozen=True)
class Turn:
    """A head seen from a side. Points are x to the side, y down and z towards the nose, about the point between the eyes."""

    yaw: float
    pitch: float = 0.0

    @property
    def aside(self) -> bool:
        """Whether it is seen from the side, as a profile."""
        return False

    @cached_property
    def side(self) -> int:
        """+1 where the head looks right in the picture: its far side is on the right."""
        return 1 if self.yaw >= 0 else -1

    @cached_property
    def _turned(self) -> tuple[float, float, float]:
        return math.cos(self.yaw), math.sin(self.yaw), math.sin(self.pitch)

    def at(self, x: float, y: float, z: float) -> Spot:
        cos, sin, nod = self._turned
        return (x * cos + z * sin, y + z * nod)


def corner(spot: Spot) -> Point:
    """The point as a sharp corner of a spline."""
    return (spot[0], spot[1], "c")


@dataclass(frozen=True)
class Look:
    """A face and its colours: each from one that was chosen, so that any choice looks right."""

    face: Face
    cloth: str = "#7a3040"
    """What a scarf over the hair is of."""

    @cached_property
    def skin(self) -> str:
        return self.face.skin

    @cached_property
    def shade(self) -> QColor:
        """The skin in shadow: red and deep, never grey."""
        place = max(0.0, min(4.999, (lightness(self.face.skin) - 0.27) / 0.57 * 5))
        tone = mix(_SHADES[int(place)], _SHADES[int(place) + 1], place - int(place))
        return mix(tone, self.face.skin, 0.1)

    @cached_property
    def light(self) -> QColor:
        return mix(self.face.skin, "#fff0d4", 0.32)

    @cached_property
    def deep(self) -> QColor:
        """For lines in the skin: nostrils, creases, lids."""
        return mix(self.shade, "#4a1420", 0.42)

    @cached_property
    def blush(self) -> QColor:
        return mix(self.shade, "#ff5a44", 0.55)

    @cached_property
    def lip(self) -> QColor:
        return mix(mix(self.face.skin, self.shade, 0.55), "#c02f46", 0.15 + 0.6 * self.face.lip_colour)

    @cached_property
    def hair(self) -> str:
        return self.face.hair

    @cached_property
    def hair_dark(self) -> QColor:
        return mix(self.face.hair, "#160b22", 0.46)

    @cached_property
    def hair_light(self) -> QColor:
        grey = lightness(self.face.hair) > 0.6
        return mix(
            self.face.hair, "#ffffff" if grey else "#ffc890", 0.55 if grey else 0.46 if lightness(self.face.hair) < 0.2 else 0.34
        )

    @cached_property
    def brow(self) -> QColor:
        return mix(self.face.hair, "#2a1620", 0.42 if lightness(self.face.hair) > 0.35 else 0.25)


def lightness(paint: Paint) -> float:
    c = colour(paint)
    return 0.3 * c.redF() + 0.59 * c.greenF() + 0.11 * c.blueF()


# -- strokes shared by faces, hair and clothes --------------------------------------------------------------------


def shape(p: QPainter, brush: QBrush | QColor, points: Sequence[Point]) -> QPainterPath:
    """Fill a closed spline, and give it back."""
    path = spline(points)
    p.setBrush(brush)
    p.drawPath(path)
    return path


def stroke(p: QPainter, paint: Paint, alpha: float, points: Sequence[Spot], start: float, middle: float, end: float) -> None:
    """One brush stroke."""
    p.setBrush(colour(paint, alpha))
    p.drawPath(taper(points, start, middle, end))


def ellipse(p: QPainter, x: float, y: float, rx: float, ry: float) -> None:
    p.drawEllipse(QPointF(x, y), rx, ry)


def soft(
    p: QPainter, inside: QPainterPath, x: float, y: float, rx: float, ry: float, paint: Paint, alpha: float, power: float = 1.2
) -> None:
    """A soft oval of colour that stays inside a shape."""
    brush = glow(0, 0, 1, paint, alpha, power)
    place = QTransform()
    place.translate(x, y)
    place.scale(rx, ry)
    brush.setTransform(place)
    p.setBrush(brush)
    p.drawPath(inside)
