"""Colours, brushes and shapes: what a picture is drawn with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtGui import QBrush, QColor, QGradient, QLinearGradient, QPainterPath, QRadialGradient

Paint = str | QColor | tuple[int, ...]
"""A colour as "#rrggbb", a QColor, or (r, g, b) 0..255."""
Stop = Paint | tuple[float, Paint]
Point = tuple[float, float] | tuple[float, float, str]
"""A point of a spline; a third part, "c", makes it a corner."""


def colour(paint: Paint, alpha: float | None = None) -> QColor:
    """A colour, with its opacity set to `alpha` (0..1) where given."""
    if isinstance(paint, tuple):
        made = QColor(*(int(max(0, min(255, v))) for v in paint[:3]))
    else:
        made = QColor(_named(paint) if isinstance(paint, str) else paint)
    if alpha is not None:
        made.setAlphaF(max(0.0, min(1.0, alpha)))
    return made


@lru_cache(maxsize=4096)
def _named(paint: str) -> QColor:
    """To copy: reading the digits is most of what a colour costs, and a face asks for a hundred."""
    return QColor(paint)


def mix(a: Paint, b: Paint, t: float) -> QColor:
    """The colour t of the way from a to b."""
    one, two = colour(a), colour(b)
    return QColor(
        int(one.red() + (two.red() - one.red()) * t),
        int(one.green() + (two.green() - one.green()) * t),
        int(one.blue() + (two.blue() - one.blue()) * t),
        int(one.alpha() + (two.alpha() - one.alpha()) * t),
    )


def linear(x0: float, y0: float, x1: float, y1: float, *stops: Stop) -> QBrush:
    """A gradient along a line; stops are colours evenly spaced, or (position, colour)."""
    return QBrush(_stopped(QLinearGradient(x0, y0, x1, y1), stops))


def radial(x: float, y: float, r: float, *stops: Stop, focus: tuple[float, float] | None = None) -> QBrush:
    """A gradient from a centre outward; `focus` moves the bright spot."""
    gradient = QRadialGradient(x, y, r) if focus is None else QRadialGradient(x, y, r, focus[0], focus[1])
    return QBrush(_stopped(gradient, stops))


def glow(x: float, y: float, r: float, paint: Paint, alpha: float, power: float = 2.2) -> QBrush:
    """A soft falloff (1-t)^power from `alpha` to nothing: lamps, halos, mist, shadows."""
    gradient = QRadialGradient(x, y, r)
    for i in range(9):
        gradient.setColorAt(i / 8, colour(paint, alpha * (1 - i / 8) ** power))
    return QBrush(gradient)


def _stopped(gradient: QGradient, stops: tuple[Stop, ...]) -> QGradient:
    last = max(1, len(stops) - 1)
    for i, stop in enumerate(stops):
        if isinstance(stop, tuple) and len(stop) == 2 and isinstance(stop[0], int | float):
            gradient.setColorAt(stop[0], colour(stop[1]))  # type: ignore[arg-type]
        else:
            gradient.setColorAt(i / last, colour(stop))
    return gradient


def spline(points: Sequence[Point], *, closed: bool = True, tension: float = 1 / 6) -> QPainterPath:
    """A smooth curve through the points (Catmull-Rom), sharp where a point says "c"."""
    count = len(points)
    xy = [(float(p[0]), float(p[1])) for p in points]
    corner = [len(p) > 2 for p in points]
    path = QPainterPath()
    path.moveTo(*xy[0])
    for i in range(count if closed else count - 1):
        j = (i + 1) % count
        before = xy[(i - 1) % count] if closed or i > 0 else xy[i]
        here, there = xy[i], xy[j]
        after = xy[(i + 2) % count] if closed or i + 2 < count else there
        fore = (there[0] - here[0], there[1] - here[1]) if corner[i] else (there[0] - before[0], there[1] - before[1])
        back = (there[0] - here[0], there[1] - here[1]) if corner[j] else (after[0] - here[0], after[1] - here[1])
        c1 = (here[0] + fore[0] * tension, here[1] + fore[1] * tension)
        c2 = (there[0] - back[0] * tension, there[1] - back[1] * tension)
        path.cubicTo(c1[0], c1[1], c2[0], c2[1], there[0], there[1])
    if closed:
        path.closeSubpath()
    return path


def polygon(*points: tuple[float, float], closed: bool = True) -> QPainterPath:
    """Straight lines through the points."""
    path = QPainterPath()
    path.moveTo(*points[0])
    for x, y in points[1:]:
        path.lineTo(x, y)
    if closed:
        path.closeSubpath()
    return path


def taper(points: Sequence[tuple[float, float]], start: float, middle: float, end: float) -> QPainterPath:
    """A brush stroke along the points, with its width at the start, middle and end, as a filled shape."""
    count = len(points)
    left: list[Point] = []
    right: list[Point] = []
    for i, (x, y) in enumerate(points):
        a, b = points[max(0, i - 1)], points[min(count - 1, i + 1)]
        dx, dy = b[0] - a[0], b[1] - a[1]
        d = math.hypot(dx, dy) or 1.0
        t = i / (count - 1)
        width = start * (1 - 2 * t) + middle * 2 * t if t < 0.5 else middle * (2 - 2 * t) + end * (2 * t - 1)
        left.append((x - dy / d * width / 2, y + dx / d * width / 2))
        right.append((x + dy / d * width / 2, y - dx / d * width / 2))
    return spline(left + right[::-1])
