"""Cels: what does not change from frame to frame, kept as pixels. People move on twos; a still camera sees a still set."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.compose import HEIGHT, WIDTH, Standing, Track
from engine.video.renderers.illustrated.paint import FORMAT, Layer, Mode
from engine.video.renderers.illustrated.sets import PaintedSet, Plate
from engine.video.stages import timed

BODY = (-185.0, -215.0, 370.0, 640.0)
ARMS = (-185.0, 130.0, 370.0, 240.0)
"""What someone takes up about their eyes, in units of the body: all of them, and the arms that lie on a table."""
WIDE = (-310.0, -290.0, 620.0, 715.0)
"""The same of someone who points, waves or gets up."""


class Cel:
    """A part of the world with someone on it, drawn anew when they move. What it shows depends on that alone."""

    def __init__(self, rect: QRectF, *, scale: float, still: QTransform | None, wash: QColor | None = None) -> None:
        self.still, self.wash = still, wash
        self.empty = rect.isEmpty()
        if self.empty:
            return
        if still is not None:
            seen = still.mapRect(rect)
            self.corner = QPointF(math.floor(seen.x()), math.floor(seen.y()))
            w, h = math.ceil(seen.right()) - self.corner.x(), math.ceil(seen.bottom()) - self.corner.y()
            self.layer = Layer(self.corner.x(), self.corner.y(), w, h)
        else:
            self.layer = Layer(rect.x(), rect.y(), rect.width(), rect.height(), scale)
        self.act: Performance | None = None
        self.paint = QRectF()
        """Where in the layer there is paint."""

    @classmethod
    def none(cls) -> Cel:
        """A cel that shows nothing."""
        return cls(QRectF(), scale=1.0, still=None)

    @timed("actors")
    def show(
        self, painter: QPainter, act: Performance, draw: Callable[[QPainter, Performance], object], *, dx: float = 0.0
    ) -> None:
        """Lay the cel on the picture, drawn as the performance asks. `dx`: how far from its place, in units of the world."""
        if self.empty:
            return
        if self.act != act:
            self.layer.pixels[:] = 0
            p = self.layer.painter()
            if self.still is not None:
                p.setTransform(self.still * p.transform())
            draw(p, act)
            if self.wash is not None:  # the light of the place, over what was painted in a light of its own
                p.resetTransform()
                p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
                p.fillRect(self.layer.image.rect(), self.wash)
            p.end()
            self.act = act
            self.paint = QRectF(*cv2.boundingRect(cv2.extractChannel(self.layer.pixels, 3))).adjusted(-1, -1, 1, 1)
            self.paint &= QRectF(self.layer.image.rect())
        if self.still is None:
            layer, paint = self.layer, self.paint
            x, y = layer.w / layer.image.width(), layer.h / layer.image.height()
            there = QRectF(layer.x0 + dx + paint.x() * x, layer.y0 + paint.y() * y, paint.width() * x, paint.height() * y)
            painter.drawImage(there, layer.image, paint)
        else:
            aside = round(dx * self.still.m11())
            _unmoved(painter, self.layer.image, self.corner + QPointF(aside, 0))


def cel(
    at: Standing,
    part: tuple[float, float, float, float],
    track: Track,
    *,
    scale: float,
    picture: float,
    wash: QColor | None = None,
    roams: bool = False,
) -> Cel:
    """A cel for someone, as large as they are or as the camera sees of them. `picture`: pixels to a unit at rest.

    `roams`: they do not stay in their place, so all of them may come into view."""
    x, y = at.eyes
    size = at.size
    whole = QRectF(x + part[0] * size, y + part[1] * size, part[2] * size, part[3] * size)
    views = (track.start, track.end)
    seen = [view.lens(scale=1.0)(1.0).inverted()[0].mapRect(QRectF(0, 0, WIDTH, HEIGHT)) for view in views]
    rect = whole if roams else whole.intersected(seen[0].united(seen[1]).adjusted(-2, -2, 2, 2))
    return Cel(rect, scale=scale, still=track.start.lens(scale=picture)(1.0) if track.still else None, wash=wash)


@dataclass(frozen=True, kw_only=True)
class Flat(Plate):
    """A plate as a still camera sees it: pixel for pixel."""

    left: int
    top: int
    opaque: bool = False

    def draw(self, painter: QPainter) -> None:
        if self.opaque:
            mode = painter.compositionMode()
            painter.setCompositionMode(Mode.CompositionMode_Source)  # nothing to blend: four times as fast
            _unmoved(painter, self.image, QPointF(self.left, self.top))
            painter.setCompositionMode(mode)
        else:
            _unmoved(painter, self.image, QPointF(self.left, self.top))


@timed("stage")
def flattened(painted: PaintedSet, track: Track, *, picture: float, behind: Collection[str] = ()) -> PaintedSet:
    """The set as it is seen by a camera that does not move, in as few plates as what moves between them allows.

    `behind`: the layers that hide someone in the shot.
    """
    lens = track.start.lens(scale=picture)
    frame = QRectF(0, 0, WIDTH * picture, HEIGHT * picture)
    plates: list[Plate] = []
    for plate in painted.plates:
        seen = lens(plate.k).mapRect(QRectF(plate.x0, plate.y0, plate.w, plate.h)).intersected(frame).toAlignedRect()
        seen = seen.intersected(frame.toAlignedRect())
        if seen.isEmpty():
            plates.append(plate)  # its weather and lights may still reach into the picture
            continue
        pixels = np.zeros((seen.height(), seen.width(), 4), np.uint8)
        image = QImage(pixels.data, seen.width(), seen.height(), pixels.strides[0], FORMAT)
        p = QPainter(image)
        p.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform)
        p.setPen(Qt.PenStyle.NoPen)
        p.setTransform(lens(plate.k) * QTransform.fromTranslate(-seen.x(), -seen.y()))
        plate.draw(p)
        p.end()
        about = {name: getattr(plate, name) for name in ("name", "layers", "k", "near", "x0", "y0", "w", "h")}
        opaque = bool(pixels[..., 3].min() == 255)
        plates.append(Flat(**about, pixels=pixels, image=image, left=seen.x(), top=seen.y(), opaque=opaque))
    return replace(painted, plates=_merged(plates, painted, behind))


def _merged(plates: list[Plate], painted: PaintedSet, behind: Collection[str]) -> tuple[Plate, ...]:
    """Neighbours between which nothing moves, made one: their depths do not matter where the camera stands."""
    begin = {one.layer for one in painted.weathers if one.before} | set(behind)
    merged: list[Plate] = []
    for plate in plates:
        last = merged[-1] if merged else None
        apart = last is None or last.near != plate.near or plate.name in begin or not painted.moving_after.isdisjoint(last.layers)
        if apart or not isinstance(last, Flat) or not isinstance(plate, Flat):
            merged.append(plate)
        else:
            merged[-1] = _over(plate, last)
    return tuple(merged)


def _over(plate: Flat, last: Flat) -> Flat:
    """One plate laid on another, as one."""
    left, top = min(last.left, plate.left), min(last.top, plate.top)
    right = max(one.left + one.pixels.shape[1] for one in (last, plate))
    foot = max(one.top + one.pixels.shape[0] for one in (last, plate))
    pixels = np.zeros((foot - top, right - left, 4), np.uint8)
    image = QImage(pixels.data, right - left, foot - top, pixels.strides[0], FORMAT)
    p = QPainter(image)
    for one in (last, plate):
        p.drawImage(QPointF(one.left - left, one.top - top), one.image)
    p.end()
    opaque = bool(pixels[..., 3].min() == 255)
    layers = last.layers + plate.layers
    return replace(last, layers=layers, pixels=pixels, image=image, left=left, top=top, opaque=opaque)


def split(painted: PaintedSet, behind: set[str]) -> tuple[PaintedSet, PaintedSet]:
    """The set behind everyone, and the rest of it. `behind`: the layers that hide someone."""
    at = next((i for i, plate in enumerate(painted.plates) if plate.near or plate.name in behind), len(painted.plates))
    return replace(painted, plates=painted.plates[:at], air=False), replace(painted, plates=painted.plates[at:])


def _unmoved(painter: QPainter, image: QImage, corner: QPointF) -> None:
    kept = painter.transform()
    painter.resetTransform()
    painter.drawImage(corner, image)
    painter.setTransform(kept)
