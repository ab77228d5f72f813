"""Effects that move over a set beside the plain weathers: snow, fog, dust, lightning, flames, god rays, holograms, sparks.

Each is a closed form of the time and the row's name; soft things are baked as sprites once, and nothing is blurred per frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache

import cv2
import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from engine.library.environments import Rect, SetLight, Weather
from engine.library.thunder import flash, strikes
from engine.video.renderers.illustrated import weather as sky
from engine.video.renderers.illustrated.paint import Layer, Mode, colour, crop, fbm, glow, h01, linear, polygon
from engine.video.renderers.illustrated.weather import TAU, dab, dot, each, flicker, hairline, particles, wobble


def draw_weather(p: QPainter, weather: Weather, t: float, *, soft: float = 0.0) -> None:
    """Draw one weather or effect at a time, in world units. `soft`: how far the set is out of focus."""
    draw = _DRAW.get(weather.kind)
    if draw is None:
        sky.draw_weather(p, weather, t, soft=soft)
        return
    p.save()
    draw(p, weather, t)
    p.restore()


# -- snow, frost, fog, dust ---------------------------------------------------------------------------------------

_FLAKES = ((0.44, 1.3, 46.0, 0.60), (0.36, 2.2, 70.0, 0.74), (0.20, 3.6, 104.0, 0.86))
"""Share of the flakes, radius, fall in units a second, opacity: far, middle and near."""


def _snow(p: QPainter, weather: Weather, t: float) -> None:
    x, y, w, h = weather.area
    p.setClipRect(QRectF(x, y, w, h))
    flake = dot(weather.colour, 1.1)
    flakes = list(each(weather, w * h / 1500, 300))
    done = 0
    for share, r, fall, alpha in _FLAKES:
        last = done + round(len(flakes) * share)
        for i, a, b, c in flakes[done:last]:
            yy = y - 10 + (b * (h + 20) + fall * (0.8 + 0.4 * c) * t) % (h + 20)
            drift = 16 * r**0.5 * math.sin(t * (0.5 + 0.5 * c) + i * 2.1) - fall * 0.9 * weather.wind * t
            xx = x - 20 + (a * (w + 40) + drift) % (w + 40)
            size = r * (0.8 + 0.5 * c) * 1.5
            dab(p, flake, xx, yy, size, size, alpha)
        done = last


def _frost(p: QPainter, weather: Weather, t: float) -> None:
    """Rime on a pane, thick at its edges; it glints a little."""
    _rime(weather).draw(p)
    x, y, w, h = weather.area
    glint = dot("#ffffff", 1.6)
    p.setCompositionMode(Mode.CompositionMode_Plus)
    for i, a, b, c in particles(weather.name + "/glints", 9):
        edge = b * 0.18 if i % 2 else 1 - b * 0.18
        xx, yy = (x + a * w, y + edge * h) if i % 3 else (x + edge * w, y + a * h)
        dab(p, glint, xx, yy, 3.2, 3.2, 0.6 * max(0.0, math.sin(t * (0.6 + c) + i * 2.4)) ** 6)


@lru_cache(maxsize=16)
def _rime(weather: Weather) -> Layer:
    x, y, w, h = weather.area
    layer = Layer(x, y, w, h, 0.6)
    rows, columns = layer.pixels.shape[:2]
    yy, xx = np.mgrid[0:rows, 0:columns].astype(np.float32)
    edge = np.minimum(np.minimum(xx, columns - xx) / columns, np.minimum(yy, rows - yy) / rows) * 2
    seed = int(h01(weather.name) * 1e6)
    ferns = fbm(rows, columns, 22, 4, seed=seed) * 0.16 + fbm(rows, columns, 5, 2, seed=seed + 1) * 0.08
    share = np.clip(1.0 - edge / 0.34 + ferns, 0, 1) ** 1.5 * np.float32(0.62 * min(1.3, weather.amount))
    c = colour(weather.colour)
    pixels = np.dstack([share * c.blue(), share * c.green(), share * c.red(), share * 255])
    layer.set(np.clip(pixels, 0, 255).astype(np.uint8))
    return layer


def _fog(p: QPainter, weather: Weather, t: float) -> None:
    """Two banks that drift past one another."""
    x, y, w, h = weather.area
    p.setClipRect(QRectF(x, y, w, h))
    for bank, (pace, alpha) in enumerate(((9.0, 0.5), (-5.5, 0.42))):
        cloud = _bank(weather.colour, bank)
        reach = max(w, 500.0) * 1.5
        left = x + (pace * t + 300 * h01(weather.name, bank)) % reach
        p.setOpacity(min(1.0, alpha * weather.amount**0.5 * (0.85 + 0.15 * wobble(t, 0.23, bank * 2.0))))
        for at in (left - reach, left):
            p.drawImage(QRectF(at, y - 0.04 * h, reach, h * 1.08), cloud.image)


@lru_cache(maxsize=8)
def _bank(paint: str, number: int) -> Layer:
    """Cloudy noise that meets itself at its sides, thin above and thick below."""
    rows, columns = 90, 320
    noise = np.hstack([fbm(rows, columns, 60, 4, seed=41 + number)] * 2)[:, columns // 2 : columns * 3 // 2]
    blend = np.abs(np.linspace(-1, 1, columns, dtype=np.float32))  # at the seam the two halves are one
    noise = noise * (1 - blend) + noise[:, ::-1] * blend
    share = np.clip(0.42 + 0.30 * noise, 0, 1)
    rise = np.linspace(0.0, 1.0, rows, dtype=np.float32)[:, None]
    share = share * np.clip(np.minimum(rise * 2.6, (1 - rise) * 5), 0, 1) * (0.55 + 0.45 * rise)
    share = cv2.GaussianBlur(share, (0, 0), 2.2)
    c = colour(paint)
    layer = Layer(0, 0, columns, rows)
    layer.set(np.dstack([share * c.blue(), share * c.green(), share * c.red(), share * 255]).astype(np.uint8))
    return layer


def _dust(p: QPainter, weather: Weather, t: float) -> None:
    """Grit that hangs and swirls, with a slow bank of it behind."""
    x, y, w, h = weather.area
    _fog(p, weather, t * 0.7)
    p.setOpacity(1.0)
    grain = dot(weather.colour, 1.2)
    p.setCompositionMode(Mode.CompositionMode_Plus)
    for i, a, b, c in each(weather, w * h / 1700, 130):
        xx = x + (a * w + t * (10 + 26 * c) + 18 * math.sin(t * 0.7 + i)) % w
        yy = y + (b * h + 26 * wobble(t, 0.5 + 0.4 * c, i * 1.7) + t * 7 * (c - 0.3)) % h
        r = 1.6 + 3.4 * c**2
        dab(p, grain, xx, yy, r, r, (0.25 + 0.5 * c) * (0.6 + 0.4 * math.sin(t * 1.1 + i * 2.2)))


# -- lightning ------------------------------------------------------------------------------------------------------


def _lightning(p: QPainter, weather: Weather, t: float) -> None:
    """The sky lights up, and a bolt stands in it for a moment."""
    level = flash(t)
    if level < 0.02:
        return
    x, y, w, h = weather.area
    p.setClipRect(QRectF(x, y, w, h))
    p.setCompositionMode(Mode.CompositionMode_Plus)
    p.setOpacity(min(1.0, level))
    p.fillRect(QRectF(x, y, w, h), linear(0, y, 0, y + h, colour(weather.colour, 0.5), colour(weather.colour, 0.16)))
    for strike in strikes(t - 0.5, t + 1e-6):
        p.setOpacity(min(1.0, 1.4 * level))
        for path, width in _bolt(weather.area, strike.number):
            for spread, alpha in ((7.0, 0.16), (2.6, 0.5), (1.0, 1.0)):
                pen = hairline("#f4f6ff", alpha)
                pen.setWidthF(max(1.0, width * spread))
                pen.setCosmetic(False)
                p.setPen(pen)
                p.drawPolyline(path)


@lru_cache(maxsize=12)
def _bolt(area: Rect, number: int) -> tuple[tuple[QPolygonF, float], ...]:
    x, y, w, h = area
    start = x + w * (0.2 + 0.6 * h01("bolt", number))
    points, at = [QPointF(start, y - 10)], start
    steps = 11
    for i in range(1, steps + 1):
        at += w * 0.05 * (h01("jag", number, i) - 0.5) * (1.6 if i % 3 else 0.7)
        points.append(QPointF(at, y - 10 + h * 0.62 * i / steps))
    found = [(QPolygonF(points), 1.5)]
    for k in (3, 6):
        fork = [points[k]]
        side = 1 if h01("side", number, k) > 0.5 else -1
        for i in range(1, 5):
            last = fork[-1]
            fork.append(QPointF(last.x() + side * w * 0.022 * (0.5 + h01("fork", number, k, i)), last.y() + h * 0.045))
        found.append((QPolygonF(fork), 0.8))
    return tuple(found)


def draw_flash(p: QPainter, view: Rect, t: float, amount: float) -> None:
    """What a flash of lightning adds to all of the picture, and so to the people in it."""
    level = flash(t) * amount
    if level > 0.01:
        p.save()
        p.setCompositionMode(Mode.CompositionMode_Plus)
        p.fillRect(QRectF(*view), colour("#aab8ff", min(0.6, level)))
        p.restore()


# -- fire and light -------------------------------------------------------------------------------------------------


def draw_throw(p: QPainter, light: SetLight, t: float) -> None:
    """The unsteady part of a light, over people and things: a fire plays on the faces before it."""
    level = flicker(light, t) - 1
    reach = light.flicker or 0.04
    alpha = light.throw * min(1.0, max(0.0, 0.5 + 0.5 * level / reach))
    if alpha > 0.01:
        r = light.radius * 1.15
        p.save()
        p.setCompositionMode(Mode.CompositionMode_Plus)
        p.setOpacity(min(1.0, alpha))
        p.drawImage(QRectF(light.x - r, light.y - r, 2 * r, 2 * r), _thrown(light.colour).image)
        p.restore()


@lru_cache(maxsize=8)
def _thrown(paint: str) -> Layer:
    layer = Layer(-32, -32, 64, 64, 2)
    p = layer.painter()
    p.setBrush(glow(0, 0, 32, paint, 0.5, 1.5))
    p.drawEllipse(QPointF(0, 0), 32, 32)
    p.end()
    return layer


def _flame(p: QPainter, weather: Weather, t: float) -> None:
    """Flames that stand on the foot of the area: one on a wick where it is narrow, a row of tongues where it is wide."""
    x, y, w, h = weather.area
    tongues = max(1, round(w / 26))
    p.setCompositionMode(Mode.CompositionMode_Plus)
    tongue = _tongue()
    for i in range(tongues):
        a, b = h01(weather.name, "a", i), h01(weather.name, "b", i)
        middle = x + w * (i + 0.5) / tongues if tongues > 1 else x + w / 2
        wide = w / tongues * (1.5 if tongues > 1 else 1.0)
        centre = 1 - 0.5 * abs(2 * (i + 0.5) / tongues - 1) if tongues > 1 else 1.0
        lively = 0.34 if tongues > 1 else 0.10
        for layer, (part, alpha) in enumerate(((1.0, 0.75), (0.62, 0.85))):
            beat = 1 + lively * wobble(t, 7.1 + 3 * a + layer, i * 2.3 + layer)
            tall = h * part * centre * beat * (0.75 + 0.4 * b if tongues > 1 else 1.0)
            sway = w / tongues * 0.16 * wobble(t, 3.4 + 2 * b, i * 1.7)
            p.setOpacity(min(1.0, alpha * weather.amount))
            box = QRectF(middle - wide * part / 2 + sway * (1 - part), y + h - tall, wide * part, tall * 1.04)
            p.drawImage(box, tongue[layer].image)


@lru_cache(maxsize=1)
def _tongue() -> tuple[Layer, Layer]:
    made = []
    for low, high in (("#ffb24a", "#ff5a1c"), ("#fff2c0", "#ffb040")):
        layer = Layer(-16, -48, 32, 50, 2)
        p = layer.painter()
        p.setBrush(linear(0, 0, 0, -46, colour(low, 0.95), colour(high, 0.0)))
        shape = [(0, -46), (5, -32), (10, -20), (11, -10), (7, -2), (0, 1), (-7, -2), (-11, -10), (-10, -20), (-4, -32)]
        p.drawPath(polygon(*shape))
        p.end()
        made.append(layer.blur(1.9))
    return made[0], made[1]


def _rays(p: QPainter, weather: Weather, t: float) -> None:
    """Shafts of light that fall across the area from its top and lean with the wind; they breathe as clouds pass."""
    p.setCompositionMode(Mode.CompositionMode_Plus)
    for side in (0, 1):
        p.setOpacity(min(1.0, max(0.0, weather.amount * (0.55 + 0.3 * wobble(t, 0.31, side * 2.4 + h01(weather.name) * 6)))))
        shafts = _shafts(weather, side)
        p.drawImage(QRectF(shafts.x0, shafts.y0, shafts.w, shafts.h), shafts.image)


@lru_cache(maxsize=16)
def _shafts(weather: Weather, side: int) -> Layer:
    x, y, w, h = weather.area
    layer = Layer(x, y, w, h, 0.3)
    p = layer.painter()
    p.setCompositionMode(Mode.CompositionMode_Plus)
    lean = weather.wind * h
    for _, a, b, c in particles(f"{weather.name}/shaft/{side}", 4):
        top, wide = x + max(0.0, lean) + a * (w - abs(lean)), w * (0.03 + 0.05 * b)
        p.setBrush(linear(0, y, 0, y + h, colour(weather.colour, 0.12 + 0.14 * c), colour(weather.colour, 0)))
        p.drawPath(polygon((top, y), (top + wide, y), (top + 1.9 * wide - lean, y + h), (top - 0.4 * wide - lean, y + h)))
    p.end()
    return crop(layer.blur(7))


def _hologram(p: QPainter, weather: Weather, t: float) -> None:
    """A globe of light that turns above the foot of its area, in lines that roll and now and then slip."""
    x, y, w, h = weather.area
    r = min(w, h * 0.86) / 2
    cx, cy = x + w / 2, y + r + 4
    slip = 3.0 if h01(weather.name, int(t * 8)) > 0.94 else 0.0
    p.setCompositionMode(Mode.CompositionMode_Plus)
    cone = _cone(weather.colour)
    p.setOpacity(0.55 * weather.amount)
    p.drawImage(QRectF(cx - r * 1.15, cy - r * 1.1, r * 2.3, y + h - cy + r * 1.1), cone.image)
    p.setOpacity(min(1.0, weather.amount * (0.86 + 0.14 * wobble(t, 11.0, 1.0))))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(hairline(weather.colour, 0.75))
    p.drawEllipse(QPointF(cx + slip, cy), r, r)
    p.setPen(hairline(weather.colour, 0.42))
    for k in range(6):  # meridians: half-ellipses whose width is the sine of how far they have turned
        turn = math.sin(t * 0.5 + k * math.pi / 6)
        p.drawEllipse(QPointF(cx + slip, cy), r * abs(turn), r)
    for up in (-0.6, -0.25, 0.1, 0.45, 0.75):
        width = r * math.sqrt(1 - up * up)
        p.drawLine(QLineF(cx - width, cy + up * r, cx + width, cy + up * r))
    p.setPen(hairline("#ffffff", 0.5))
    roll = cy - r + (t * 0.35 % 1) * 2 * r
    width = math.sqrt(max(0.0, r * r - (roll - cy) ** 2))
    p.drawLine(QLineF(cx - width, roll, cx + width, roll))
    for _, a, _, c in particles(weather.name, 5):
        angle = t * (0.5 + 0.3 * c) + a * TAU
        dab(p, dot(weather.colour, 1.4), cx + math.cos(angle) * r * 1.16, cy + math.sin(angle) * r * 0.3, 5, 5, 0.8)


@lru_cache(maxsize=4)
def _cone(paint: str) -> Layer:
    layer = Layer(-50, -50, 100, 100, 1)
    p = layer.painter()
    p.setBrush(linear(0, 50, 0, -50, colour(paint, 0.42), colour(paint, 0.04)))
    p.drawPath(polygon((-6, 50), (6, 50), (46, -40), (-46, -40)))
    p.setBrush(glow(0, 0, 46, paint, 0.25, 1.4))
    p.drawEllipse(QPointF(0, -6), 46, 42)
    p.end()
    return layer.blur(2)


def _sparks(p: QPainter, weather: Weather, t: float) -> None:
    """Bursts of sparks from the middle of the area's top: each falls in an arc and goes out."""
    x, y, w, h = weather.area
    p.setCompositionMode(Mode.CompositionMode_Plus)
    for i, _, b, c in each(weather, 22, 40):
        life = t * 0.55 + (i % 3) / 3
        burst, phase = int(life), life % 1
        if h01(weather.name, "burst", i % 3, burst) > 0.6 or phase > 0.5:
            continue
        s = phase * 2
        far = (h01(weather.name, i, burst) - 0.5) * w
        px, py = x + w / 2 + far * s, y + (-0.16 * s + (0.5 + 0.6 * b) * s * s) * h
        back = 0.05
        before = s - back
        qx, qy = x + w / 2 + far * before, y + (-0.16 * before + (0.5 + 0.6 * b) * before * before) * h
        p.setPen(hairline(weather.colour, (1 - s) * (0.6 + 0.4 * c)))
        p.drawLine(QLineF(px, py, qx, qy))
        dab(p, dot(weather.colour, 1.4), px, py, 3, 3, (1 - s) * 0.9)
        p.setOpacity(1.0)


_DRAW: Mapping[str, Callable[[QPainter, Weather, float], None]] = {
    "snow": _snow,
    "frost": _frost,
    "fog": _fog,
    "dust": _dust,
    "lightning": _lightning,
    "flame": _flame,
    "rays": _rays,
    "hologram": _hologram,
    "sparks": _sparks,
}
