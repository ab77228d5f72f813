"""A set made ready for the camera: its layers painted, lit, softened by depth, and kept on disk by their content."""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtSvg import QSvgRenderer

from engine.errors import RenderFailed
from engine.library.environments import Anchor, Environment, SetLayer, SetLight, Variant, Weather
from engine.places import put
from engine.story.story import Posture
from engine.video.renderers.illustrated import effects
from engine.video.renderers.illustrated import weather as sky
from engine.video.renderers.illustrated.lens import softness
from engine.video.renderers.illustrated.paint import (
    Field,
    Layer,
    Mode,
    Pixels,
    colour,
    crop,
    glow,
    paint_layer,
    ready_for_text,
    relight,
)
from engine.video.renderers.illustrated.tones import tone, veil
from engine.video.stages import breathe, timed

PAINTED_BY = 5
"""Raise it when painting changes: older bakes are then left alone and made again."""
SCALE = 1.2
"""Pixels per world unit of a bake: enough for a push-in on the wide shot; a close-up is out of focus behind its actor."""
KEPT = 100 * 2**20
"""Bytes of painted sets that are kept in memory, the latest used: one set at every sharpness, and the next."""

Camera = Callable[[float], QTransform]
"""The transform from world to picture at a depth."""


@dataclass(frozen=True, kw_only=True)
class Light:
    """What falls on an actor at an anchor. `key_dir` is +1 where the key comes from the right."""

    key: str = "#ffb060"
    key_dir: int = 1
    key_amt: float = 0.3
    rim: str = "#8d9dff"
    rim_dx: float = -3.0
    rim_dy: float = -2.0
    rim_amt: float = 0.5
    shade: str = "#2a2450"
    shade_amt: float = 0.34


@dataclass(frozen=True, kw_only=True)
class Plate:
    """Layers of one depth, made into one picture. It begins at the layer it is named for."""

    name: str
    layers: tuple[str, ...]
    k: float
    near: bool
    x0: float
    y0: float
    w: float
    h: float
    pixels: Pixels
    image: QImage

    def draw(self, painter: QPainter) -> None:
        painter.drawImage(QRectF(self.x0, self.y0, self.w, self.h), self.image)


@dataclass(frozen=True, kw_only=True)
class PaintedSet:
    """A set in one variant, ready to draw."""

    environment: Environment
    variant: Variant
    soft: float
    plates: tuple[Plate, ...]
    air: bool = True
    """Whether what plays over people and things alike is drawn with it: not with the half of a set that is behind them."""

    @cached_property
    def weathers(self) -> tuple[Weather, ...]:
        """What moves over it."""
        return self.environment.weathers(self.variant)

    @cached_property
    def moving_after(self) -> frozenset[str]:
        """The layers right after which something moves: a weather, or a light that flickers."""
        lights = _burning(self.environment, self.variant)
        return frozenset(
            {one.layer for one in self.weathers if not one.before}
            | {light.layer for light in lights if light.glow > 0 and light.flicker > 0}
        )

    @property
    def bytes(self) -> int:
        return sum(plate.pixels.nbytes for plate in self.plates)

    def light_at(self, anchor: str, posture: Posture = "stand") -> Light:
        """What falls on an actor there: the strongest lamp is the key, and the rim is on the other side."""
        return light_at(self.environment, self.variant, self.environment.anchor(anchor), posture)


def light_at(environment: Environment, variant: Variant, anchor: Anchor, posture: Posture = "stand") -> Light:
    x, y = anchor.eyes(posture)
    best: SetLight | None = None
    strength = 0.0
    for light in _burning(environment, variant):
        here = float(_reach(light, np.array(x, np.float32), np.array(y, np.float32))) * light.gain * variant.gain
        if light.key and here > strength:
            best, strength = light, here
    side = 1 if best is None or best.x >= x else -1
    return Light(
        key=best.colour if best else variant.ambient,
        key_dir=side,
        key_amt=min(0.42, 0.10 + 0.34 * strength) if best else 0.08,
        rim=variant.rim,
        rim_dx=-3.0 * side,
        rim_amt=variant.rim_amount,
        shade=variant.shade,
        shade_amt=variant.shade_amount,
    )


@timed("plates")
def draw_set(
    painter: QPainter,
    painted: PaintedSet,
    t: float,
    *,
    camera: Camera,
    actors: Mapping[str, Callable[[QPainter], object]] | None = None,
    near: bool = True,
) -> None:
    """Draw the set back to front with its weather and lights, and call each actor just before the layer that hides them.

    `actors` goes by `Anchor.behind`; "" is called after every layer that is not near the camera.
    """
    waiting = dict(actors or {})
    aired = not painted.air
    for plate in painted.plates:
        if plate.near and "" in waiting:
            painter.setTransform(camera(1.0))
            waiting.pop("")(painter)
        if plate.near and not aired:
            draw_air(painter, painted, t, camera=camera)
            aired = True
        if plate.near and not near:
            continue
        if plate.name in waiting:
            painter.setTransform(camera(1.0))
            waiting.pop(plate.name)(painter)
        painter.setTransform(camera(plate.k))
        draw_weather(painter, painted, t, plate.name, before=True)
        plate.draw(painter)
        for layer in plate.layers:
            draw_weather(painter, painted, t, layer)
            draw_lights(painter, painted, t, layer)
    for draw in waiting.values():
        painter.setTransform(camera(1.0))
        draw(painter)
    if not aired:
        draw_air(painter, painted, t, camera=camera)


@timed("weather")
def draw_weather(painter: QPainter, painted: PaintedSet, t: float, layer: str, *, before: bool = False) -> None:
    """The weather that belongs right after a layer, or right before it, under the layer's own transform."""
    for one in painted.weathers:
        if one.layer == layer and one.before == before:
            effects.draw_weather(painter, one, t, soft=painted.soft)


def draw_air(painter: QPainter, painted: PaintedSet, t: float, *, camera: Camera) -> None:
    """What plays over people and things alike: the unsteady light of a fire on them, and the flash of lightning."""
    painter.setTransform(camera(1.0))
    for light in _burning(painted.environment, painted.variant):
        if light.throw > 0:
            effects.draw_throw(painter, light, t)
    if any(one.kind == "lightning" for one in painted.weathers):
        effects.draw_flash(painter, painted.environment.view, t, 0.30 if painted.environment.outside else 0.16)


@timed("weather")
def draw_lights(painter: QPainter, painted: PaintedSet, t: float, layer: str | None = None) -> None:
    """The glow of the lights that belong right after a layer; of all of them where no layer is named."""
    for light in _burning(painted.environment, painted.variant):
        if light.glow > 0 and light.flicker > 0 and (layer is None or light.layer == layer):  # a steady glow is in the paint
            sky.draw_light(painter, light, t)


# -- painting ---------------------------------------------------------------------------------------------------

_kept: OrderedDict[tuple[str, Path], PaintedSet] = OrderedDict()


@timed("fetch")
def paint_set(environment: Environment, *, variant: str = "", soft: float = 0.0, cache: Path, scale: float = SCALE) -> PaintedSet:
    """The set, from memory, else from disk, else painted now. `soft`: how far out of focus it is, in world units."""
    chosen = environment.variant(variant)
    svgs = {layer.name: environment.layer_svg(layer, chosen) for layer in environment.layers}
    key = _key("set", environment.view, _lighting(environment, chosen), soft, scale, *svgs.items())
    kept = _kept.get((key, cache))
    if kept is None:
        file = cache / f"{key}.set"
        plates = _read(file)
        if plates is None:
            plates = _bake(environment, chosen, soft, scale, svgs, cache)
            _write(file, plates)
        kept = PaintedSet(environment=environment, variant=chosen, soft=soft, plates=tuple(map(_plate, plates)))
    _kept[key, cache] = kept
    _kept.move_to_end((key, cache))
    if kept.variant != chosen:  # another weather, or another look, over the same paint
        kept = replace(kept, variant=chosen)
    while len(_kept) > 1 and sum(one.bytes for one in _kept.values()) > KEPT:
        _kept.popitem(last=False)
    return kept


Picture = tuple[dict[str, object], Pixels]
"""A plate as it lies on disk: what it is, and its pixels."""


def _bake(
    environment: Environment, variant: Variant, soft: float, scale: float, svgs: Mapping[str, bytes], cache: Path
) -> list[Picture]:
    begins = {anchor.behind for anchor in environment.anchors.values()}
    begins |= {layer for layer, before in _breaks(environment, variant) if before}
    after = {layer for layer, before in _breaks(environment, variant) if not before}
    after |= {light.layer for light in environment.lights}
    pictures: list[Picture] = []
    merged: Layer | None = None
    names: list[str] = []
    last: SetLayer | None = None

    def close() -> None:
        if merged is not None and last is not None:
            cut = crop(merged)
            box = {"x0": cut.x0, "y0": cut.y0, "w": cut.w, "h": cut.h}
            pictures.append(({"layers": list(names), "k": last.depth, "near": last.near, **box}, cut.pixels))

    for layer in environment.layers:
        breathe()
        ready = _lit(_painted(environment, layer, svgs[layer.name], scale, cache), environment, variant, layer)
        ready.blur(layer.blur + softness(soft, layer.depth))
        apart = last is None or last.depth != layer.depth or last.near != layer.near
        if merged is None or last is None or apart or layer.name in begins or last.name in after:
            close()
            merged, names = ready, [layer.name]
        else:
            p = merged.painter()
            ready.draw(p)
            p.end()
            names.append(layer.name)
        last = layer
    close()
    return pictures


@timed("paint")
def _painted(environment: Environment, layer: SetLayer, svg: bytes, scale: float, cache: Path) -> Layer:
    """One layer in gouache and in neutral light: what wide shots, close-ups and hours of the day share."""
    brush = {k: v for k, v in asdict(layer).items() if k in _BRUSH}
    file = cache / f"{_key('layer', environment.view, brush, scale, svg)}.layer"
    found = _read(file)
    whole = Layer(*environment.view, scale)
    if found:
        part = found[0][1]
        top, left = found[0][0]["top"], found[0][0]["left"]
        if isinstance(top, int) and isinstance(left, int):
            whole.pixels[top : top + part.shape[0], left : left + part.shape[1]] = part
            return whole
    ready_for_text()
    renderer = QSvgRenderer(QByteArray(svg))
    if not renderer.isValid():
        raise RenderFailed(
            f'The layer "{layer.name}" of the set "{environment.id}" is no SVG that can be drawn. Mend the drawing.'
        )
    p = whole.painter()
    renderer.render(p, QRectF(*environment.view))
    p.end()
    if layer.strokes:
        paint_layer(
            whole,
            tuple(max(1.5, size * scale / SCALE) for size in layer.strokes),
            seed=int(_key(layer.name)[:6], 16),
            threshold=layer.threshold,
            rough=layer.rough * scale / SCALE,
            amount=layer.amount,
            grain=layer.grain,
            stretch=layer.stretch,
        )
    cut = crop(whole)
    top, left = round((cut.y0 - whole.y0) * scale), round((cut.x0 - whole.x0) * scale)
    _write(file, [({"top": top, "left": left}, cut.pixels)])
    return whole


_BRUSH = ("name", "strokes", "threshold", "amount", "rough", "grain", "stretch")


@timed("light")
def _lit(whole: Layer, environment: Environment, variant: Variant, layer: SetLayer) -> Layer:
    """The layer in the light of the variant. Only where there is paint: a cup is not lit as a wall."""
    part = crop(whole)
    _lit_part(part, environment, variant, layer)
    top, left = round((part.y0 - whole.y0) * whole.scale), round((part.x0 - whole.x0) * whole.scale)
    whole.pixels[top : top + part.pixels.shape[0], left : left + part.pixels.shape[1]] = part.pixels
    return whole


def _lit_part(whole: Layer, environment: Environment, variant: Variant, layer: SetLayer) -> Layer:
    if layer.natural:
        if variant.view:
            tone(whole, variant.view, variant.view_amount)
        return _glowing(whole, environment, variant, layer)
    base = _gain(variant.ambient) * np.float32(variant.exposure * 2 * layer.dim)
    burning = _burning(environment, variant)

    def field(x: Field, y: Field) -> NDArray[np.floating]:
        gain = np.broadcast_to(base, (*x.shape, 3)).copy()
        for light in burning:
            gain += _reach(light, x, y)[..., None] * _gain(light.colour) * np.float32(light.gain * variant.gain * layer.lit)
        return gain

    relight(whole, field)
    if layer.lit > 0 and layer.depth < 1.05:  # the air about a lamp glows a little on what is behind it
        p = whole.painter()
        p.setCompositionMode(Mode.CompositionMode_SourceAtop)
        for light in burning:
            if light.glow > 0 and light.kind != "beam":
                p.setBrush(glow(light.x, light.y, light.radius, light.colour, 0.5 * light.glow * layer.lit, 2.0))
                p.drawEllipse(QPointF(light.x, light.y), light.radius, light.radius)
        p.end()
    if variant.veil and layer.depth < 1:
        veil(whole, variant.veil, variant.veil_amount * (0.35 + 1.3 * (1 - layer.depth)))
    return _glowing(whole, environment, variant, layer)


def _glowing(whole: Layer, environment: Environment, variant: Variant, layer: SetLayer) -> Layer:
    """The layer with the glow of its lights that never flicker: the moon, a sunset."""
    for light in _burning(environment, variant):
        if light.layer == layer.name and light.glow > 0 and light.flicker == 0:
            added = Layer(whole.x0, whole.y0, whole.w, whole.h, whole.scale)
            p = added.painter()
            sky.halo_of(light).draw(p)
            p.end()
            bright = whole.pixels[..., :3].astype(np.uint16) + added.pixels[..., :3]
            whole.pixels[..., :3] = np.minimum(bright, whole.pixels[..., 3:4])
    return whole


def _burning(environment: Environment, variant: Variant) -> list[SetLight]:
    return [light for light in environment.lights if light.name in variant.lights]


def _reach(light: SetLight, x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much of a light arrives: 1 at the light, about a third at its radius."""
    d = np.hypot((x - np.float32(light.x)) * np.float32(0.82), y - np.float32(light.y)) / np.float32(light.radius)
    return np.asarray(1 / (1 + (d * np.float32(1.55)) ** np.float32(2.4)), np.float32)


def _gain(paint: str) -> NDArray[np.float32]:
    c = colour(paint)
    return np.array([c.blueF(), c.greenF(), c.redF()], np.float32)


def _breaks(environment: Environment, variant: Variant) -> list[tuple[str, bool]]:
    """The layers about which something may move, in any weather of the set or of its mode: paint is parted there."""
    return sorted({(one.layer, one.before) for one in (*environment.weather, *environment.weathers(variant))})


def _lighting(environment: Environment, variant: Variant) -> object:
    layers = [asdict(layer) for layer in environment.layers]
    breaks = [[a.behind for a in environment.anchors.values()], _breaks(environment, variant)]
    lights = [asdict(light) for light in environment.lights]
    air = [variant.gain, variant.view, variant.view_amount, variant.veil, variant.veil_amount]
    return [layers, breaks, lights, variant.lights, variant.ambient, variant.exposure, air]


# -- keeping ----------------------------------------------------------------------------------------------------


def _key(*parts: object) -> str:
    """A name for content: equal parts have equal names, in any process."""
    digest = hashlib.blake2b(repr((PAINTED_BY, parts)).encode(), digest_size=16)
    return digest.hexdigest()


@timed("fetch")
def _write(file: Path, pictures: list[Picture]) -> None:
    """Keep the pictures. A full or read-only disk costs the next bake, not this film."""
    head = json.dumps([{**about, "shape": pixels.shape} for about, pixels in pictures]).encode()
    body = _shrunk(b"".join(pixels.tobytes() for _, pixels in pictures))
    check = hashlib.blake2b(head + body, digest_size=16).digest()
    with contextlib.suppress(OSError):
        put(file, check + len(head).to_bytes(4, "big") + head + body)


def _shrunk(raw: bytes) -> bytes:
    """zlib's, and a breath with each MB."""
    coder = zlib.compressobj(1)
    parts = []
    for at in range(0, len(raw), 2**20):
        breathe()
        parts.append(coder.compress(raw[at : at + 2**20]))
    return b"".join((*parts, coder.flush()))


@timed("fetch")
def _read(file: Path) -> list[Picture] | None:
    """What was kept, or None where there is nothing whole: it is then painted again."""
    try:
        raw = file.read_bytes()
    except OSError:
        return None
    size = int.from_bytes(raw[16:20], "big")
    head, body = raw[20 : 20 + size], raw[20 + size :]
    if len(raw) < 20 or hashlib.blake2b(head + body, digest_size=16).digest() != raw[:16]:
        return None
    pixels = np.frombuffer(zlib.decompress(body), np.uint8)
    pictures: list[Picture] = []
    start = 0
    for about in json.loads(head):
        shape = tuple(about.pop("shape"))
        count = int(np.prod(shape))
        pictures.append((about, pixels[start : start + count].reshape(shape).copy()))
        start += count
    return pictures


def _plate(picture: Picture) -> Plate:
    about, pixels = picture
    layer = Layer(0, 0, 1, 1, 1, pixels)
    if layer.pixels[..., 3].min() == 255:  # said to be opaque, it is laid down without blending
        height, width = layer.pixels.shape[:2]
        layer.image = QImage(layer.pixels.data, width, height, layer.pixels.strides[0], QImage.Format.Format_RGB32)
    names = about["layers"]
    assert isinstance(names, list)
    numbers = {key: float(str(about[key])) for key in ("k", "x0", "y0", "w", "h")}
    return Plate(name=names[0], layers=tuple(names), near=bool(about["near"]), pixels=layer.pixels, image=layer.image, **numbers)
