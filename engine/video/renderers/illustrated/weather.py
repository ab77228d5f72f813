"""Weather and lamplight that move over a set: every drop, mote and flicker is a closed form of the time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from engine.library.environments import SetLight, Weather
from engine.video.renderers.illustrated.paint import Layer, Mode, colour, crop, glow, h01, linear, polygon, sprite, taper

TAU = math.tau


def wobble(t: float, pace: float, phase: float) -> float:
    """A slow unsteady swing between -1 and 1."""
    return math.sin(t * pace + phase) * 0.6 + math.sin(t * pace * 2.13 + phase * 1.7) * 0.4


def flicker(light: SetLight, t: float) -> float:
    """How bright a light is now: about 1, never steady."""
    phase = h01(light.name) * TAU
    match light.kind:
        case "neon":  # it buzzes, and now and then drops out for a frame or two
            out = h01(light.name, "out", int(t * 12)) < 0.05 * min(2.0, light.flicker / 0.05)
            return (0.35 if out else 1.0) + 0.04 * math.sin(t * 53 + phase)
        case "failing":  # a lamp whose power comes and goes
            dips = 0.5 + 0.5 * wobble(t, 1.7, phase)
            stutter = h01(light.name, "stutter", int(t * 12)) < 0.5 * light.flicker
            return max(0.08, 1 - light.flicker * dips - (0.55 if stutter else 0.0))
        case "engine":  # it swells and ebbs, with a tremble in it
            return 1 + light.flicker * (0.8 * math.sin(t * 1.9 + phase) + 0.2 * math.sin(t * 23 + phase))
    if light.kind in ("fire", "candle"):
        quick = wobble(t, 9.7, phase) * 0.6 + wobble(t, 17.0, phase + 2) * 0.4
        return 1 + light.flicker * (wobble(t, 3.1, phase) + quick)
    return 1 + light.flicker * (0.7 * wobble(t, 6.1, phase) + 0.4 * wobble(t, 13.7, phase + 1))


def draw_light(p: QPainter, light: SetLight, t: float) -> None:
    """Add a light's glow to the picture, in world units."""
    halo = halo_of(light)
    p.save()
    p.setCompositionMode(Mode.CompositionMode_Plus)
    p.setOpacity(max(0.0, min(1.0, 0.9 * flicker(light, t))))
    halo.draw(p)
    p.restore()


def draw_weather(p: QPainter, weather: Weather, t: float, *, soft: float = 0.0) -> None:
    """Draw one weather at a time, in world units. `soft`: how far the set is out of focus; drops on a pane show it."""
    p.save()
    if weather.kind == "drops":
        _drops(p, weather, t, soft)
    else:
        _DRAW[weather.kind](p, weather, t)
    p.restore()


def each(weather: Weather, per_unit: float, most: int) -> Iterator[tuple[int, float, float, float]]:
    """The particles of a weather: number, and three numbers of its own in 0..1."""
    return iter(particles(weather.name, min(most, max(1, round(per_unit * weather.amount)))))


@lru_cache(maxsize=64)
def particles(name: str, count: int) -> tuple[tuple[int, float, float, float], ...]:
    return tuple((i, h01(name, "a", i), h01(name, "b", i), h01(name, "c", i)) for i in range(count))


# -- rain -------------------------------------------------------------------------------------------------------

_BANDS = ((0.40, 520.0, 16.0, 0.20), (0.36, 760.0, 26.0, 0.28), (0.24, 1050.0, 40.0, 0.34))


def _rain(p: QPainter, weather: Weather, t: float) -> None:
    x, y, w, h = weather.area
    p.setClipRect(QRectF(x, y, w, h))
    for alpha, lines in _falling(weather, t):
        p.setPen(hairline(weather.colour, alpha))
        p.drawLines(lines)


@lru_cache(maxsize=4)
def _falling(weather: Weather, t: float) -> list[tuple[float, list[QLineF]]]:
    """The drops of a moment, by how strongly they are drawn. A moment lasts two frames, and both may be drawn."""
    x, y, w, h = weather.area
    found = []
    done = 0
    particles = list(each(weather, w * h / 1150, 420))
    for share, speed, length, alpha in _BANDS:
        last = done + round(len(particles) * share)
        lines = []
        for _, a, b, c in particles[done:last]:
            yy = y - 60 + (b * (h + 120) + speed * (0.85 + 0.3 * c) * t) % (h + 120)
            xx = x - 40 + (a * (w + 90) - (yy - y) * weather.wind) % (w + 90)
            reach = length * (0.8 + 0.4 * c)
            lines.append(QLineF(xx, yy, xx - reach * weather.wind, yy + reach))
        found.append((alpha, lines))
        done = last
    return found


def hairline(paint: str, alpha: float) -> QPen:
    pen = QPen(colour(paint, alpha), 1.0)
    pen.setCosmetic(True)  # one pixel at any zoom: Qt draws these several times as fast as a line with a width
    return pen


def _drops(p: QPainter, weather: Weather, t: float, soft: float) -> None:
    x, y, w, h = weather.area
    p.setClipRect(QRectF(x, y, w, h))
    _still_drops(weather, soft).draw(p)
    drop = _running_drop(weather.colour, soft)
    for i, a, b, c in each(weather, w / 48, 20):
        phase = (t / (2.2 + 2.6 * b) + c) % 1
        yy = y + h * phase**1.6 * 1.05
        xx = x + a * w + 3 * math.sin(yy * 0.05 + i)
        p.drawImage(QRectF(xx + drop.x0, yy + drop.y0, drop.w, drop.h), drop.image)


@lru_cache(maxsize=16)
def _still_drops(weather: Weather, soft: float) -> Layer:
    x, y, w, h = weather.area
    layer = Layer(x, y, w, h, 1.2)
    p = layer.painter()
    for i, a, b, c in each(weather, w * h / 790, 420):
        dx, dy = x + a * w, y + b * h
        r = (1.2, 1.6, 2.0, 2.6, 3.4)[int(c * 4.99)] * (0.8 + 0.3 * h01(weather.name, i))
        shades = (colour("#141a3a", 0.5), colour("#8f8fc0", 0.22), colour("#ffe6c8", 0.75))
        p.setBrush(linear(0, dy - r, 0, dy + r * 1.2, *shades))
        p.drawEllipse(QPointF(dx, dy), r * 0.85, r * 1.1)
        if r > 2:
            p.setBrush(colour("#ffffff", 0.75))
            p.drawEllipse(QPointF(dx - r * 0.3, dy - r * 0.4), r * 0.22, r * 0.22)
    for _, a, b, c in particles(weather.name + "/runs", max(2, int(w / 28))):
        dx, dy, reach = x + a * w, y + b * h * 0.8, 25 + 65 * c
        p.setBrush(linear(0, dy, 0, dy + reach, colour("#c8c8ee", 0.0), colour("#c8c8ee", 0.22)))
        p.drawPath(taper([(dx, dy), (dx + 2 * c - 1, dy + reach / 2), (dx + 1 - 2 * b, dy + reach)], 0.4, 1.6, 2.2))
    p.end()
    return layer.blur(soft * 0.6)


@lru_cache(maxsize=8)
def _running_drop(paint: str, soft: float) -> Layer:
    def draw(p: QPainter) -> None:
        p.setBrush(linear(0, -46, 0, 0, colour(paint, 0.0), colour(paint, 0.30)))
        p.drawPath(taper([(1, -46), (-0.6, -22), (0, 0)], 0.3, 1.3, 2.4))
        p.setBrush(linear(0, -3, 0, 3, colour("#20264a", 0.5), colour("#fff0dc", 0.8)))
        p.drawEllipse(QPointF(0, 0), 2.1, 3.0)

    return crop(sprite(60, draw, 2.0).blur(soft * 0.6))


def _splashes(p: QPainter, weather: Weather, t: float) -> None:
    """Rings on wet ground, flatter and smaller towards the top of the area."""
    x, y, w, h = weather.area
    p.setBrush(Qt.BrushStyle.NoBrush)
    for i, a, b, c in each(weather, w * h / 3200, 70):
        life = t * (1.1 + 0.8 * c) + a
        turn, phase = int(life), life % 1
        px, py = x + w * h01(weather.name, "x", i, turn), y + h * b
        near = 0.35 + 0.65 * b
        p.setPen(hairline(weather.colour, 0.38 * (1 - phase)))
        p.drawEllipse(QPointF(px, py), 15 * near * phase + 1, 4.2 * near * phase + 0.5)
        if phase < 0.35:
            top = py - 9 * near * math.sin(phase / 0.35 * math.pi)
            p.drawLine(QLineF(px, py, px + 1.5 * (c - 0.5), top))


# -- air --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def dot(paint: str, power: float) -> QImage:
    layer = sprite(16, lambda p: (p.setBrush(glow(0, 0, 16, paint, 1, power)), p.drawEllipse(QPointF(0, 0), 16, 16)), 1.5)
    return layer.image.copy()


def dab(p: QPainter, image: QImage, x: float, y: float, rx: float, ry: float, alpha: float) -> None:
    if alpha > 0.015:
        p.setOpacity(min(1.0, alpha))
        p.drawImage(QRectF(x - rx, y - ry, 2 * rx, 2 * ry), image)


def _motes(p: QPainter, weather: Weather, t: float) -> None:
    x, y, w, h = weather.area
    soft_dot = dot(weather.colour, 1.3)
    p.setCompositionMode(Mode.CompositionMode_Plus)
    for _, a, b, c in each(weather, w * h / 4000, 70):
        xx = x + w * a + 14 * math.sin(t * 0.5 + a * 9)
        yy = y + (b * h - t * (5 + 9 * c)) % h
        edge = max(0.0, 1 - math.hypot((xx - x - w / 2) / (w * 0.55), (yy - y - h / 2) / (h * 0.55)))
        r = 2.4 + 4.6 * c
        dab(p, soft_dot, xx, yy, r, r, 0.75 * edge**0.7 * (0.5 + 0.5 * math.sin(t * 1.3 + c * 20)))


def _steam(p: QPainter, weather: Weather, t: float) -> None:
    """Rises from the foot of the area, as wide as it."""
    x, y, w, h = weather.area
    puff = dot(weather.colour, 1.2)
    for i, _, _, c in particles(weather.name, 7):
        phase = (t * 0.32 + i / 7) % 1
        xx = x + w / 2 + math.sin(phase * 5 + i * 1.3) * w * 0.3 * phase + w * 0.1 * math.sin(t + i)
        r = w * (0.22 + 0.5 * phase)
        dab(p, puff, xx, y + h - phase * h, r, r * 1.35, weather.amount * 0.2 * math.sin(phase * math.pi) * (0.8 + 0.4 * c))


def _fireflies(p: QPainter, weather: Weather, t: float) -> None:
    x, y, w, h = weather.area
    soft_dot, core = dot(weather.colour, 2.0), dot("#fffbe0", 1.0)
    p.setCompositionMode(Mode.CompositionMode_Plus)
    for i, a, b, c in each(weather, w * h / 22000, 40):
        xx = x + w * a + 38 * wobble(t, 0.37 + 0.2 * c, i * 1.9)
        yy = y + h * b + 24 * wobble(t, 0.51 + 0.2 * a, i * 2.7)
        beat = max(0.0, math.sin(t * (0.8 + 0.7 * c) + i * 2.4)) ** 2
        near = 0.6 + 0.8 * c
        dab(p, soft_dot, xx, yy, 13 * near, 13 * near, 0.75 * beat)
        dab(p, core, xx, yy, 3 * near, 3 * near, beat)


def _stars(p: QPainter, weather: Weather, t: float) -> None:
    x, y, w, h = weather.area
    soft_dot = dot(weather.colour, 1.6)
    p.setCompositionMode(Mode.CompositionMode_Plus)
    for i, a, b, c in each(weather, w * h / 3800, 130):
        r = 1.3 + 2.6 * c**4
        dab(p, soft_dot, x + w * a, y + h * b, r, r, (0.35 + 0.55 * c) * (0.78 + 0.22 * wobble(t, 1.2 + 2.4 * a, i * 1.3)))


def _mist(p: QPainter, weather: Weather, t: float) -> None:
    x, y, w, h = weather.area
    soft_dot = dot(weather.colour, 1.2)
    for i, a, b, c in each(weather, 6, 10):
        reach = w * (0.16 + 0.14 * c)
        xx = x - reach + (a * (w + 2 * reach) + t * (4 + 9 * c)) % (w + 2 * reach)
        fade = math.sin((xx - x + reach) / (w + 2 * reach) * math.pi)
        dab(p, soft_dot, xx, y + h * b, reach, h * 0.32, 0.2 * fade * (0.8 + 0.2 * wobble(t, 0.4, i)))


def _leaves(p: QPainter, weather: Weather, t: float) -> None:
    """Petals or leaves that drift down."""
    x, y, w, h = weather.area
    p.setPen(Qt.PenStyle.NoPen)
    for i, a, b, c in each(weather, w * h / 30000, 30):
        fall = (b * (h + 60) + t * (26 + 24 * c)) % (h + 60)
        sway = math.sin(t * (0.9 + c) + i * 2.1)
        xx, yy = x + (a * w + 34 * sway - t * 14 * weather.wind + 40 * fall / h) % w, y - 30 + fall
        turn = 0.35 + 0.65 * abs(math.sin(t * 1.7 + i))
        size = 3.5 + 3 * c
        lean = sway * 0.7
        ca, sa = math.cos(lean), math.sin(lean)
        corners = ((-size * 1.5, 0.0), (-size * 0.4, size * 0.75 * turn), (size * 1.5, 0.0), (-size * 0.2, -size * 0.75 * turn))
        p.setBrush(colour(weather.colour, 0.55 + 0.35 * c))
        p.drawPolygon(QPolygonF([QPointF(xx + u * ca - v * sa, yy + u * sa + v * ca) for u, v in corners]))


_DRAW = {
    "rain": _rain,
    "splashes": _splashes,
    "motes": _motes,
    "steam": _steam,
    "fireflies": _fireflies,
    "stars": _stars,
    "mist": _mist,
    "leaves": _leaves,
}


# -- lamplight --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=48)
def halo_of(light: SetLight) -> Layer:
    """The glow of a light at its steadiest, to be added to the picture."""
    x, y, a = light.x, light.y, light.glow
    r = light.size or light.radius * 0.6
    if light.kind == "neon":
        return _tube(light, r)
    if light.kind == "beam":
        return _beam(light, r)
    layer = Layer(x - r * 1.7, y - r * 1.5, r * 3.4, r * 3.0, 0.5)
    p = layer.painter()
    if light.kind == "lamp":  # light falls below the shade and rises above it
        p.setBrush(linear(0, y + r * 0.22, 0, y + r * 0.9, colour(light.colour, 1.1 * a), colour(light.colour, 0.16 * a)))
        p.drawPath(
            polygon(
                (x - 0.44 * r, y + 0.24 * r),
                (x + 0.44 * r, y + 0.24 * r),
                (x + 1.2 * r, y + 0.82 * r),
                (x - 1.2 * r, y + 0.82 * r),
            )
        )
        p.setBrush(linear(0, y - 0.24 * r, 0, y - 1.3 * r, colour(light.colour, 0.7 * a), colour(light.colour, 0)))
        p.drawPath(
            polygon(
                (x - 0.22 * r, y - 0.22 * r), (x + 0.22 * r, y - 0.22 * r), (x + 0.8 * r, y - 1.3 * r), (x - 0.8 * r, y - 1.3 * r)
            )
        )
        p.end()
        layer.blur(r * 0.08)
        p = layer.painter()
        p.setCompositionMode(Mode.CompositionMode_Plus)
    power = 1.7 if light.kind == "sky" else 2.3
    p.setBrush(glow(x, y, r * 1.45, light.colour, a * 0.62, power))
    p.drawEllipse(QPointF(x, y), r * 1.45, r * 1.45)
    if light.kind in ("candle", "fire", "glow"):
        p.setBrush(glow(x, y, r * 0.35, light.colour, a * 0.7, 1.6))
        p.drawEllipse(QPointF(x, y), r * 0.35, r * 0.35)
    p.end()
    return crop(layer)


def _tube(light: SetLight, r: float) -> Layer:
    """The glow about a neon tube: wide, flat, and white-hot in the middle."""
    x, y, a = light.x, light.y, light.glow
    layer = Layer(x - r * 1.6, y - r * 0.9, r * 3.2, r * 1.8, 0.5)
    p = layer.painter()
    p.setCompositionMode(Mode.CompositionMode_Plus)
    p.translate(x, y)
    p.scale(1.6, 0.8)
    for reach, strength, paint in ((1.0, 0.6, light.colour), (0.45, 0.5, light.colour), (0.16, 0.35, "#ffffff")):
        p.setBrush(glow(0, 0, r * reach, paint, a * strength, 2.0))
        p.drawEllipse(QPointF(0, 0), r * reach, r * reach)
    p.end()
    return crop(layer)


def _beam(light: SetLight, r: float) -> Layer:
    """Shafts of daylight that fall from a window, down and to the left."""
    x, y, a = light.x, light.y, light.glow
    layer = Layer(x - r * 2.0, y - r * 0.6, r * 2.8, r * 2.4, 0.5)
    p = layer.painter()
    p.setCompositionMode(Mode.CompositionMode_Plus)
    for shift, width in ((-0.42, 0.20), (-0.12, 0.24), (0.2, 0.18)):
        top, foot = x + shift * r, x + (shift - 1.15) * r
        p.setBrush(linear(x, y - 0.3 * r, x - r, y + 1.6 * r, colour(light.colour, a), colour(light.colour, 0)))
        p.drawPath(
            polygon(
                (top, y - 0.3 * r), (top + width * r, y - 0.3 * r), (foot + width * 1.7 * r, y + 1.6 * r), (foot, y + 1.6 * r)
            )
        )
    p.end()
    layer.blur(r * 0.05)
    return crop(layer)
