"""Things seen close: a prop, painted large, on the table of the set it is found in."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from engine.library.environments import Environment, Rect, Variant, Weather
from engine.places import asset, put
from engine.story.composition import THING
from engine.story.story import Shot
from engine.video.renderers.illustrated import weather as sky
from engine.video.renderers.illustrated.compose import HEIGHT, WIDTH, Track, View
from engine.video.renderers.illustrated.paint import (
    Field,
    Layer,
    LightField,
    Mode,
    Paint,
    colour,
    crop,
    glow,
    h01,
    linear,
    mix,
    paint_layer,
    ready_for_text,
    relight,
    taper,
)
from engine.video.stages import breathe, timed

PAINTED_BY = 2
"""Raise it when painting changes: older bakes are then left alone and made again."""
SCALE, FAR = 1.25, 0.8
"""Pixels to a unit of the thing, and of the table, which is a little out of focus."""
VIEW: Rect = (-70.0, -40.0, 1420.0, 800.0)
REACH: Rect = (90.0, -10.0, 1100.0, 700.0)
"""Where a prop and its shadow lie."""
LIKE = {
    "teacup": "cup",
    "tea": "cup",
    "seed": "packet",
    "seeds": "packet",
    "envelope": "letter",
    "torn": "page",
    "photo": "photograph",
    "orchid": "flower",
    "diary": "book",
}
"""Other words that writers use for a prop."""


@dataclass(frozen=True, kw_only=True)
class Tabletop:
    """The pictures of an insert: the table, and the thing on it with its shadow."""

    table: Layer
    thing: Layer
    glow: Layer
    motes: Weather
    steam: Weather | None


def props() -> tuple[str, ...]:
    """The props that can be shown close."""
    return tuple(sorted(path.stem for path in asset("icons", "props").glob("*.svg")))


def prop_of(word: str) -> str:
    """The prop that a writer's word means: itself, a like one, or a folded note for what nobody has drawn."""
    for part in (word, *reversed(re.split(r"\W|_", word.lower()))):
        if part in props():
            return part
        if part in LIKE:
            return LIKE[part]
    return "note"


@timed("people")
def tabletop(word: str, environment: Environment, variant: Variant, *, cache: Path, painted: bool = True) -> Tabletop:
    """The insert of a prop in a set, from memory, else from disk, else painted now; or left as it is drawn."""
    prop = prop_of(word)
    palette = {**environment.palette, **variant.palette}
    wood = next((palette[name] for name in ("table", "wood", "bench", "cobble", "wall") if name in palette), "#8a5a40")
    lamps = [light for light in environment.lights if light.name in variant.lights]
    warm = max(lamps, key=lambda light: light.gain).colour if lamps else "#ffd9a0"
    return _tabletop(prop, wood, warm, variant.ambient, variant.shade, cache, painted)


@lru_cache(maxsize=8)
def _tabletop(prop: str, wood: str, warm: str, ambient: str, shade: str, cache: Path, painted: bool) -> Tabletop:
    drawing = asset("icons", "props", f"{prop}.svg").read_bytes()
    common = (PAINTED_BY, painted, wood, warm, ambient, shade)
    table = _kept(cache, ("table", *common), VIEW, FAR, lambda: _table(wood, warm, ambient, shade, painted))
    thing = crop(_kept(cache, ("thing", *common, drawing), REACH, SCALE, lambda: _thing(drawing, warm, ambient, shade, painted)))
    halo = Layer(-100, -200, 1000, 800, 0.4)
    p = halo.painter()
    p.setBrush(glow(260, 60, 460, warm, 0.27, 2.0))
    p.drawEllipse(QRectF(-200, -400, 920, 920))
    p.end()
    return Tabletop(
        table=table,
        thing=thing,
        glow=halo,
        motes=Weather(name=f"insert/{prop}", kind="motes", area=(140, 60, 800, 520), layer="", colour=warm),
        steam=Weather(name="insert/steam", kind="steam", area=(560, -20, 150, 240), layer="", colour="#fff0e0")
        if prop == "cup"
        else None,
    )


def track(shot: Shot) -> Track:
    """The camera comes a little nearer to what matters, or drifts past it."""
    near, far = View(zoom=1.07), View(zoom=0.99)
    if shot.join == "match" and shot.carried is not None:
        x, y = ((share - rest) * size for share, rest, size in zip(shot.carried, THING, (WIDTH, HEIGHT), strict=True))
        return Track(start=View(x=-x, y=-y, zoom=1.04), end=near)
    match shot.move:
        case "pull":
            return Track(start=near, end=far)
        case "left" | "right":
            side = 16 if shot.move == "left" else -16
            return Track(start=View(x=side, zoom=1.03), end=View(x=-side, zoom=1.03))
        case "up" | "down":
            side = 14 if shot.move == "up" else -14
            return Track(start=View(y=side, zoom=1.04), end=View(y=-side, zoom=1.04), eased=True)
        case "push":
            return Track(start=far, end=near)
        case _:
            return Track(start=View(zoom=1.02), end=View(zoom=1.03))


@timed("inserts")
def draw_insert(painter: QPainter, found: Tabletop, *, view: View, t: float, scale: float) -> None:
    """The insert at a time, seen from a view."""
    lens = view.lens(scale=scale)
    painter.setTransform(lens(0.8))
    found.table.draw(painter)
    painter.setTransform(lens(1.0))
    found.thing.draw(painter)
    if found.steam is not None:
        sky.draw_weather(painter, found.steam, t)
    painter.setTransform(lens(1.1))
    sky.draw_weather(painter, found.motes, t)
    painter.save()
    painter.setCompositionMode(Mode.CompositionMode_Plus)
    painter.setOpacity(0.9 + 0.06 * sky.wobble(t, 5.7, 1.0))
    found.glow.draw(painter)
    painter.restore()


# -- painting ---------------------------------------------------------------------------------------------------


def _table(wood: str, warm: str, ambient: str, shade: str, painted: bool) -> Layer:
    """Planks in lamplight, out of focus towards the far edge."""
    layer = Layer(*VIEW, FAR)
    x0, y0, w, h = VIEW
    p = layer.painter()
    p.fillRect(QRectF(*VIEW), linear(0, y0, 0, y0 + h, mix(wood, "#000000", 0.34), wood, mix(wood, "#000000", 0.18)))
    p.setPen(Qt.PenStyle.NoPen)
    boards = 6
    for board in range(boards):
        top, tall = y0 + h * board / boards, h / boards
        tone = mix(wood, "#000000" if h01("board", board) < 0.5 else "#ffe0b0", 0.05 + 0.10 * h01("tone", board))
        tone.setAlphaF(0.55)
        p.fillRect(QRectF(x0, top, w, tall), tone)
        for number in range(26):
            a, b, c = (h01(name, board, number) for name in "abc")
            y, x = top + tall * (0.08 + 0.84 * a), x0 + w * (b * 1.2 - 0.2)
            reach = 160 + 420 * c
            bow = 10 * (a - 0.5)
            dark = mix(wood, "#140806" if number % 3 else "#ffe2b8", 0.34)
            dark.setAlphaF(0.16 + 0.22 * c)
            p.setBrush(dark)
            p.drawPath(taper([(x, y), (x + reach / 2, y + bow), (x + reach, y + bow * 0.3)], 0.5, 3.5, 0.5))
        p.fillRect(QRectF(x0, top - 2.2, w, 4.4), colour("#0c0504", 0.62))
        p.fillRect(QRectF(x0, top + 2.2, w, 1.8), colour("#ffe6c0", 0.16))
    p.end()
    if painted:
        paint_layer(layer, (18, 9), seed=41, threshold=9, rough=0, amount=0.7, grain=0.04, stretch=1.9)
    relight(layer, _lamplight(warm, ambient, 1.0))
    p = layer.painter()
    p.fillRect(QRectF(*VIEW), linear(0, y0, 0, y0 + h * 0.45, colour(shade, 0.66), colour(shade, 0.0)))
    p.fillRect(QRectF(*VIEW), linear(640, 0, x0 + w, 0, colour(shade, 0.0), colour(shade, 0.5)))
    p.end()
    return layer.blur(1.4)


def _thing(drawing: bytes, warm: str, ambient: str, shade: str, painted: bool) -> Layer:
    """The prop in gouache and lamplight, over its own shadow."""
    ready_for_text()
    layer = Layer(*REACH, SCALE)
    p = layer.painter()
    QSvgRenderer(drawing).render(p, QRectF(180, 6, 920, 575))
    p.end()
    alpha = layer.pixels[..., 3].copy()
    if painted:
        paint_layer(layer, (9, 5), seed=17, threshold=9, rough=0.7, amount=0.34, grain=0.035)
    relight(layer, _lamplight(warm, ambient, 0.94))
    under = Layer(*REACH, SCALE)
    ink: Paint = mix(shade, "#05030a", 0.6)
    for dx, dy, soft, depth in ((7, 8, 4, 0.62), (26, 30, 17, 0.48)):
        breathe()
        moved = cv2.warpAffine(
            alpha, np.array([[1, 0, dx * SCALE], [0, 1, dy * SCALE]], np.float32), (alpha.shape[1], alpha.shape[0])
        )
        shadow = cv2.GaussianBlur(moved, (0, 0), soft * SCALE).astype(np.float32)[..., None] * np.float32(depth / 255)
        tint = np.array([colour(ink).blue(), colour(ink).green(), colour(ink).red(), 255], np.float32)
        below = under.pixels.astype(np.float32)
        under.pixels[:] = np.clip(tint * shadow + below * (1 - shadow), 0, 255).astype(np.uint8)
    p = under.painter()
    layer.draw(p)
    p.end()
    return under


def _lamplight(warm: str, ambient: str, exposure: float) -> LightField:
    w, a = colour(warm), colour(ambient)
    air = np.array([a.blueF(), a.greenF(), a.redF()], np.float32)
    shadow = air / air.mean() * np.float32(0.36) + np.float32(0.05)
    lamp = np.array([w.blueF(), w.greenF(), w.redF()], np.float32)
    lamp = (lamp / lamp.max() * np.float32(0.62) + np.float32(0.38)) * np.float32(0.60)

    def field(x: Field, y: Field) -> NDArray[np.floating]:
        near = np.hypot((x - 500) / 620, (y - 250) / 430)
        pool = (1 / (1 + near**2.4))[..., None]
        return np.asarray((shadow + lamp * pool) * exposure, np.float32)

    return field


# -- keeping ----------------------------------------------------------------------------------------------------


def _kept(cache: Path, key: tuple[object, ...], rect: Rect, scale: float, make: Callable[[], Layer]) -> Layer:
    """A layer from disk by what it is made of; made, and kept, where it is not there or broken."""
    file = cache / f"{_digest(repr(key).encode()).hex()}.insert"
    try:
        raw = file.read_bytes()
    except OSError:
        raw = b""
    if len(raw) > 16 and _digest(raw[16:]) == raw[:16]:
        return Layer(*rect, scale, np.asarray(cv2.imdecode(np.frombuffer(raw[16:], np.uint8), cv2.IMREAD_UNCHANGED), np.uint8))
    made = make()
    body = cv2.imencode(".png", made.pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
    with contextlib.suppress(OSError):  # a full or read-only disk costs the next bake, not this film
        put(file, _digest(body) + body)
    return made


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
