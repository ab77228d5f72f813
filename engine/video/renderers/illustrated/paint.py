"""Paint: brushes, shapes, noise, and the gouache that turns flat vector art into an illustration."""

from __future__ import annotations

import contextlib
import hashlib
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from engine.places import put
from engine.video.renderers.illustrated.brushes import (
    Paint,
    Point,
    Stop,
    colour,
    glow,
    linear,
    mix,
    polygon,
    radial,
    spline,
    taper,
)
from engine.video.stages import breathe

cv2.setNumThreads(1)  # a film is made in parallel by chunks, never inside one picture

Pixels = NDArray[np.uint8]
Field = NDArray[np.float32]
LightField = Callable[[Field, Field], NDArray[np.floating]]
"""World x and y (h, w) to a gain per channel (h, w, 3), blue first."""

__all__ = [  # the brushes as well: who paints imports from here
    "FORMAT", "Field", "Layer", "LightField", "Mode", "Paint", "Pixels", "Point", "Stop", "colour", "crop", "fbm", "glow",
    "gouache", "h01", "keep_paint", "linear", "mix", "paint_layer", "polygon", "radial", "ready_for_text", "relight",
    "rim_light", "smooth", "spline", "sprite", "taper",
]  # fmt: skip

Mode = QPainter.CompositionMode
FORMAT = QImage.Format.Format_ARGB32_Premultiplied

_VERSION = hashlib.blake2b(Path(__file__).read_bytes(), digest_size=8).hexdigest()
_application: QGuiApplication | None = None


def ready_for_text() -> None:
    """Fonts and SVG text need an application; where the process has none (a worker, a test), make one without a screen."""
    global _application
    if QGuiApplication.instance() is None:
        _application = QGuiApplication(["otherwise", "-platform", "offscreen"])


def h01(*key: object) -> float:
    """A number in 0..1 that belongs to the key, in any process."""
    return int(hashlib.md5(repr(key).encode(), usedforsecurity=False).hexdigest()[:8], 16) / 0xFFFFFFFF


def smooth(t: float) -> float:
    """Ease in and out between 0 and 1."""
    t = max(0.0, min(1.0, t))
    return t * t * (3 - 2 * t)


# -- noise and layers ----------------------------------------------------------------------------------------------


def fbm(height: int, width: int, cell: float, octaves: int = 4, *, seed: int = 0, gain: float = 0.5) -> Field:
    """Cloudy noise about 0, of about unit spread; `cell` is the size of its largest blobs in pixels."""
    rng = np.random.default_rng(seed)
    out = np.zeros((height, width), np.float32)
    amp, total = 1.0, 0.0
    for octave in range(octaves):
        size = max(2.0, cell / 2**octave)
        grid = rng.standard_normal((int(height / size) + 3, int(width / size) + 3)).astype(np.float32)
        out += np.float32(amp) * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        total += amp * amp
        amp *= gain
    return out / np.float32(math.sqrt(total))


class Layer:
    """A piece of the world as pixels: premultiplied BGRA that numpy and QPainter share. `scale` is pixels per world unit."""

    def __init__(self, x0: float, y0: float, w: float, h: float, scale: float = 1.0, pixels: Pixels | None = None) -> None:
        self.x0, self.y0, self.w, self.h, self.scale = x0, y0, w, h, scale
        if pixels is None:
            pixels = np.zeros((max(1, round(h * scale)), max(1, round(w * scale)), 4), np.uint8)
        self.set(pixels)

    def set(self, pixels: Pixels) -> None:
        self.pixels: Pixels = np.ascontiguousarray(pixels)
        height, width = self.pixels.shape[:2]
        self.image = QImage(self.pixels.data, width, height, self.pixels.strides[0], FORMAT)

    def painter(self) -> QPainter:
        """A painter in world units, without a pen. End it before reading the pixels."""
        p = QPainter(self.image)
        p.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        p.scale(self.pixels.shape[1] / self.w, self.pixels.shape[0] / self.h)
        p.translate(-self.x0, -self.y0)
        p.setPen(Qt.PenStyle.NoPen)
        return p

    def draw(self, painter: QPainter) -> None:
        painter.drawImage(QRectF(self.x0, self.y0, self.w, self.h), self.image)

    def blur(self, units: float) -> Layer:
        """Blur in place by a spread in world units."""
        if units * self.scale > 0.2:
            self.set(_u8(cv2.GaussianBlur(self.pixels, (0, 0), units * self.scale)))
        return self

    def clone(self) -> Layer:
        return Layer(self.x0, self.y0, self.w, self.h, self.scale, self.pixels.copy())


def crop(
    layer: Layer,
    x0: float | None = None,
    y0: float | None = None,
    x1: float | None = None,
    y1: float | None = None,
    *,
    margin: int = 2,
) -> Layer:
    """The layer cut to where it has paint, inside an optional world rectangle."""
    alpha, s = layer.pixels[..., 3].copy(), layer.scale
    if x0 is not None:
        alpha[:, : max(0, int((x0 - layer.x0) * s))] = 0
    if x1 is not None:
        alpha[:, max(0, int((x1 - layer.x0) * s)) :] = 0
    if y0 is not None:
        alpha[: max(0, int((y0 - layer.y0) * s))] = 0
    if y1 is not None:
        alpha[max(0, int((y1 - layer.y0) * s)) :] = 0
    rows, columns = np.where(alpha.any(1))[0], np.where(alpha.any(0))[0]
    if not rows.size:
        return Layer(layer.x0, layer.y0, 1 / s, 1 / s, s)
    i0, i1 = max(0, int(rows[0]) - margin), min(alpha.shape[0], int(rows[-1]) + 1 + margin)
    j0, j1 = max(0, int(columns[0]) - margin), min(alpha.shape[1], int(columns[-1]) + 1 + margin)
    return Layer(layer.x0 + j0 / s, layer.y0 + i0 / s, (j1 - j0) / s, (i1 - i0) / s, s, layer.pixels[i0:i1, j0:j1].copy())


def sprite(r: float, draw: Callable[[QPainter], object], scale: float = 2.0) -> Layer:
    """A small picture about the origin, reaching r each way: glows, drops, motes."""
    layer = Layer(-r, -r, 2 * r, 2 * r, scale)
    p = layer.painter()
    draw(p)
    p.end()
    return layer


# -- gouache ----------------------------------------------------------------------------------------------------


def gouache(
    bgr: Pixels,
    sizes: Sequence[float] = (30, 16, 9, 5),
    *,
    seed: int = 0,
    threshold: float = 14,
    jitter: float = 0.035,
    alpha: float = 0.86,
    stretch: float = 1.0,
    mask: Pixels | None = None,
) -> Pixels:
    """Repaint a picture in brush strokes, coarse to fine, that follow its edges (after Hertzmann)."""
    rng = np.random.default_rng(seed)
    h, w = bgr.shape[:2]
    canvas = _u8(cv2.GaussianBlur(bgr, (0, 0), sizes[0] * 0.6))
    grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).astype(np.float32)
    for i, size in enumerate(sizes):
        breathe()
        wanted = cv2.GaussianBlur(bgr, (0, 0), max(0.6, size * 0.22))
        soft = cv2.GaussianBlur(grey, (0, 0), max(1.0, size * 0.5))
        gx, gy = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3), cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3)
        drift = fbm(h, w, 160, 2, seed=seed + i)
        step = max(2.0, size * 0.62)
        grid_y, grid_x = np.mgrid[0:h:step, 0:w:step]
        ys = grid_y.ravel() + rng.uniform(-0.5, 0.5, grid_y.size) * step
        xs = grid_x.ravel() + rng.uniform(-0.5, 0.5, grid_x.size) * step
        xi, yi = np.clip(xs, 0, w - 1).astype(int), np.clip(ys, 0, h - 1).astype(int)
        box = max(3, int(size * 0.8)) | 1
        breathe()
        apart = cv2.absdiff(canvas, wanted).astype(np.float32).sum(2)
        chosen = cv2.boxFilter(apart, -1, (box, box))[yi, xi] >= threshold * (1.2 if i else 1.0)
        if mask is not None:
            near = cv2.dilate(mask, np.ones((3, 3), np.uint8), iterations=max(1, int(size // 3)))
            chosen &= near[yi, xi] > 0
        xi, yi = xi[chosen], yi[chosen]
        order = rng.permutation(xi.size)
        xi, yi = xi[order], yi[order]
        slope = np.hypot(gx[yi, xi], gy[yi, xi])
        angle = np.where(slope > 1.2, np.arctan2(gx[yi, xi], -gy[yi, xi]), drift[yi, xi] * 1.1 + 0.5)
        tints = wanted[yi, xi] * (1 + rng.normal(0, jitter, (xi.size, 1))) + rng.normal(0, jitter * 35, (xi.size, 3))
        length = size * rng.uniform(1.1, 2.6, xi.size) * stretch * 0.5
        bend = rng.normal(0, 0.18, xi.size) * length
        before = canvas.copy()
        _strokes(canvas, size, xi, yi, angle, tints, length, bend)
        canvas = _u8(cv2.addWeighted(canvas, alpha, before, 1 - alpha, 0))
    return canvas


def _strokes(
    canvas: Pixels,
    size: float,
    xi: NDArray[np.intp],
    yi: NDArray[np.intp],
    angle: NDArray[np.floating],
    tints: NDArray[np.floating],
    length: NDArray[np.floating],
    bend: NDArray[np.floating],
) -> None:
    """Lay the strokes on the canvas: OpenCV's thick lines, ten times as fast as QPainter's and as good under a brush."""
    bristles = (-1, 0, 1) if size >= 7 else (0,)
    width = max(1, round(size / 1.9 if len(bristles) == 3 else size))
    along = np.stack([np.cos(angle), np.sin(angle)], 1)
    across = np.stack([-along[:, 1], along[:, 0]], 1)
    t = np.linspace(-1, 1, 5 if size >= 5 else 3)
    lines, colours = [], []
    for bristle in bristles:
        middle = np.stack([xi, yi], 1) + across * (bristle * size * 0.36)
        reach = t[None, :, None] * (length * (1 - 0.18 * abs(bristle)))[:, None, None]
        bow = 0.5 * (1 - t**2)[None, :, None] * bend[:, None, None]
        lines.append(((middle[:, None] + along[:, None] * reach + across[:, None] * bow) * 16).astype(np.int32))
        colours.append(np.clip(tints * (1 + bristle * 0.03), 0, 255).astype(int).tolist())
    for i in range(xi.size):
        if i % 64 == 0:
            breathe()
        for line, tint in zip(lines, colours, strict=True):
            cv2.polylines(canvas, [line[i]], False, tint[i], width, cv2.LINE_AA, 4)


def _u8(pixels: NDArray[np.generic]) -> Pixels:
    return np.asarray(pixels, np.uint8)  # OpenCV keeps the type of what it is given, and its stubs do not say so


def paint_layer(
    layer: Layer,
    sizes: Sequence[float],
    *,
    seed: int,
    threshold: float = 14,
    rough: float = 1.2,
    amount: float = 1.0,
    grain: float = 0.03,
    stretch: float = 1.0,
    jitter: float = 0.035,
) -> Layer:
    """Gouache a layer in place, with hand-wobbled edges (`rough`, in pixels) and paper in it. `amount` 0..1 of it."""
    whole = layer.pixels[..., 3]
    rows, columns = np.where(whole.any(1))[0], np.where(whole.any(0))[0]
    if not rows.size:
        return layer
    m = int(max(sizes)) + 4
    y0, y1 = max(0, int(rows[0]) - m), min(whole.shape[0], int(rows[-1]) + m)
    x0, x1 = max(0, int(columns[0]) - m), min(whole.shape[1], int(columns[-1]) + m)
    part = np.ascontiguousarray(layer.pixels[y0:y1, x0:x1])
    how = (tuple(sizes), seed, threshold, rough, amount, grain, stretch, jitter)
    file = _file(part, how)
    done = _fetch(file, part.shape)
    if done is None:
        done = _painted(part, *how)
        _keep(file, done)
    layer.pixels[y0:y1, x0:x1] = done
    return layer


def _painted(
    part: Pixels,
    sizes: Sequence[float],
    seed: int,
    threshold: float,
    rough: float,
    amount: float,
    grain: float,
    stretch: float,
    jitter: float,
) -> Pixels:
    h, w = part.shape[:2]
    alpha = part[..., 3]
    source = _filled(part)
    mask = (alpha > 0).astype(np.uint8)
    painted = gouache(source, sizes, seed=seed, threshold=threshold, mask=mask, stretch=stretch, jitter=jitter)
    breathe()
    if amount < 1:
        painted = _u8(cv2.addWeighted(painted, amount, source, 1 - amount, 0))
    coloured = _impasto(painted).astype(np.float32) * _paper(h, w, seed, grain)[..., None]
    if rough > 0:
        dx, dy = fbm(h, w, 14, 3, seed=seed + 7) * rough, fbm(h, w, 14, 3, seed=seed + 8) * rough
        yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
        alpha = _u8(cv2.remap(alpha, xx + dx, yy + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    share = alpha.astype(np.float32)[..., None] / 255
    return np.dstack([(np.clip(coloured, 0, 255) * share + 0.5).astype(np.uint8), alpha])


_PNG_ENDS = b"IEND\xaeB`\x82"
_shelf: Path | None = None


def keep_paint(folder: Path) -> None:
    """Keep what is painted from now on as PNGs in this folder, by content: a second worker need not paint it again.

    It changes no pixel, only who paints it; so it may be set once for the process, and the folder deleted at any time.
    """
    global _shelf
    _shelf = folder / "paint"


def _file(part: Pixels, how: tuple[object, ...]) -> Path | None:
    if _shelf is None:
        return None
    key = hashlib.blake2b(part.tobytes() + repr((part.shape, how, _VERSION)).encode(), digest_size=16).hexdigest()
    return _shelf / key[:2] / f"{key}.png"


def _fetch(file: Path | None, shape: tuple[int, ...]) -> Pixels | None:
    if file is None:
        return None
    try:
        raw = file.read_bytes()
    except OSError:
        return None
    if not raw.endswith(_PNG_ENDS):  # half a picture would pass for a whole one
        return None
    found = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_UNCHANGED)
    return _u8(found) if found is not None and found.shape == shape else None


def _keep(file: Path | None, pixels: Pixels) -> None:
    if file is None:
        return
    with contextlib.suppress(OSError):  # a full disk costs time, and no picture
        put(file, cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes())


def _filled(part: Pixels) -> Pixels:
    """Straight colours, spread outward past the edge so that strokes there pick up no black."""
    alpha, colours = part[..., 3].astype(np.float32) / np.float32(255), part[..., :3].astype(np.float32)
    out = np.zeros_like(colours)
    filled = np.zeros(alpha.shape, bool)
    solid = alpha > 0.98
    out[solid], filled[solid] = colours[solid], True
    for spread in (1.5, 4, 12, 40):
        breathe()
        if filled.all():
            break
        colours_near, weight = _spread(colours, alpha, spread)
        use = ~filled & (weight > 0.02)
        out[use] = (colours_near / np.maximum(weight, 1e-4)[..., None])[use]
        filled |= use
    if not filled.all():
        out[~filled] = colours[solid].mean(0) if solid.any() else 0
    return np.clip(out, 0, 255).astype(np.uint8)


def _spread(colours: Field, alpha: Field, spread: float) -> tuple[Field, Field]:
    """Both blurred; a wide blur is worked out on a small copy, which nobody can tell and takes a fiftieth of the time."""
    h, w = alpha.shape
    less = max(1, int(spread / 3))
    size = (max(1, w // less), max(1, h // less))
    both = [colours, alpha] if less == 1 else [cv2.resize(a, size, interpolation=cv2.INTER_AREA) for a in (colours, alpha)]
    soft = [cv2.GaussianBlur(a, (0, 0), spread / less) for a in both]
    if less > 1:
        soft = [cv2.resize(a, (w, h), interpolation=cv2.INTER_LINEAR) for a in soft]
    return np.asarray(soft[0], np.float32), np.asarray(soft[1], np.float32)


def _impasto(bgr: Pixels, amount: float = 0.6) -> Pixels:
    grey = cv2.GaussianBlur(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).astype(np.float32), (0, 0), 1.0)
    edge = (cv2.Sobel(grey, cv2.CV_32F, 1, 0) + cv2.Sobel(grey, cv2.CV_32F, 0, 1)) * 0.12 * amount
    return _u8(np.clip(bgr.astype(np.float32) - np.clip(edge, -9, 9)[..., None], 0, 255))


def _paper(h: int, w: int, seed: int, amount: float) -> Field:
    noise = fbm(h, w, 3, 2, seed=seed) * 0.7 + fbm(h, w, 40, 3, seed=seed + 1) * 0.6
    return (1 + noise * np.float32(amount)).astype(np.float32)


# -- light ------------------------------------------------------------------------------------------------------


def relight(layer: Layer, light: LightField) -> Layer:
    """Multiply a layer in place by a field of light, worked out coarsely in world units."""
    h, w = layer.pixels.shape[:2]
    gh, gw = max(2, h // 8), max(2, w // 8)
    y, x = np.mgrid[0:gh, 0:gw].astype(np.float32)
    x, y = layer.x0 + (x + 0.5) / gw * layer.w, layer.y0 + (y + 0.5) / gh * layer.h
    gain = cv2.resize(light(x, y).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    dither = np.random.default_rng(1).uniform(-0.5, 0.5, (h, w, 1)).astype(np.float32)  # hides the banding
    bgr = cv2.cvtColor(layer.pixels, cv2.COLOR_BGRA2BGR)
    lit = np.asarray(cv2.multiply(bgr, gain, dtype=cv2.CV_32F), np.float32)
    lit += dither
    np.clip(lit, 0, 255, out=lit)
    layer.pixels[..., :3] = cv2.min(lit.astype(np.uint8), cv2.merge([layer.pixels[..., 3]] * 3))  # none where no paint is
    return layer


def rim_light(
    layer: Layer, dx: float, dy: float, paint: Paint, amount: float, *, soft: float = 1.2, y_max: float | None = None
) -> Layer:
    """Light along the edge that faces (dx, dy), as wide as that is long, in world units; it fades out towards y_max."""
    alpha, s = layer.pixels[..., 3], layer.scale
    h, w = alpha.shape
    moved = cv2.warpAffine(alpha, np.array([[1, 0, -dx * s], [0, 1, -dy * s]], np.float32), (w, h))
    rim = cv2.GaussianBlur(cv2.subtract(alpha, moved), (0, 0), soft * s).astype(np.float32) / 255 * np.float32(amount)
    if y_max is not None:
        rows = layer.y0 + np.arange(h, dtype=np.float32) / s
        rim *= np.clip((y_max - rows) / 120, 0, 1)[:, None].astype(np.float32)
    c = colour(paint)
    tint = np.array([c.blue(), c.green(), c.red()], np.float32)
    lit = layer.pixels[..., :3].astype(np.float32) + rim[..., None] * tint
    layer.pixels[..., :3] = np.minimum(lit, alpha[..., None]).astype(np.uint8)
    return layer
