"""Words in the picture: title cards, what an insert says, and subtitles where they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontDatabase, QFontMetricsF, QPainter, QPainterPath, QPen

from engine.errors import AssetMissing
from engine.library.captions import FACES, SAFE, SIZES, Style
from engine.places import asset
from engine.video.renderers.illustrated.paint import Layer, Paint, Pixels, colour, linear, ready_for_text, smooth
from engine.video.renderers.illustrated.post import planes

SERIF, ITALIC, SANS = "CormorantGaramond-SemiBold", "CormorantGaramond-MediumItalic", "Nunito-SemiBold"
CREAM = "#fff6e6"
WIDTH, HEIGHT = 1280, 720
_SAFE = 1040
"""The widest a line of words may be, in world units."""


@lru_cache(maxsize=8)
def _family(file: str) -> str:
    ready_for_text()
    path = asset("fonts", f"{file}.ttf")
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    if not families:
        raise AssetMissing(f"assets/fonts/{file}.ttf is no font that can be read. Run `git checkout assets/fonts`.")
    return families[0]


def font(file: str, size: float, *, spacing: float = 0.0) -> QFont:
    """One of the fonts that ship, in pixels of the world."""
    made = QFont(_family(file))
    made.setPixelSize(round(size))
    made.setItalic("Italic" in file)
    made.setWeight(_weight(file))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return made


def _weight(file: str) -> QFont.Weight:
    if "SemiBold" in file:
        return QFont.Weight.DemiBold
    return QFont.Weight.Bold if "Bold" in file else QFont.Weight.Medium


def outline(text: str, face: QFont, *, centre: float, baseline: float) -> QPainterPath:
    """The letters as one shape. Winding fill: glyphs that touch would else leave holes in one another."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    width = QFontMetricsF(face).horizontalAdvance(text) - face.letterSpacing()
    path.addText(centre - width / 2, baseline, face, text)
    return path


def wrapped(text: str, face: QFont, *, width: float = _SAFE, lines: int = 2) -> tuple[str, ...]:
    """The text in as few lines as it fits, evenly long; at most `lines` unless a longer text has no other way."""
    metrics = QFontMetricsF(face)
    words = text.split()
    if not words:
        return ()
    count = next((n for n in range(1, lines + 1) if metrics.horizontalAdvance(text) <= width * n * 0.96), lines)
    while True:
        goal = metrics.horizontalAdvance(text) / count
        found: list[str] = []
        line = words[0]
        for word in words[1:]:
            longer = f"{line} {word}"
            before, after = metrics.horizontalAdvance(line), metrics.horizontalAdvance(longer)
            full = after > width or (len(found) < count - 1 and after - goal > goal - before)
            if full:
                found.append(line)
                line = word
            else:
                line = longer
        found.append(line)
        if len(found) <= count or count >= len(words):
            return tuple(found)
        count += 1


# -- title cards --------------------------------------------------------------------------------------------------------


def draw_title(painter: QPainter, *, title: str, subtitle: str, above: str = "", t: float) -> None:
    """The card: letters of gold that come up one after another, over whatever is there. World units."""
    card = _card(title, subtitle, above)
    for layer, start, rise in ((card.glow, 0.5, 0.0), (card.title, 0.35, 7.0), (card.rest, 0.95, 4.0)):
        shown = smooth((t - start) / 1.0)
        if shown <= 0:
            continue
        painter.save()
        painter.setOpacity(shown)
        painter.translate(0, rise * (1 - shown))
        layer.draw(painter)
        painter.restore()


@dataclass(frozen=True, kw_only=True)
class _Card:
    title: Layer
    glow: Layer
    rest: Layer


@lru_cache(maxsize=6)
def _card(title: str, subtitle: str, above: str) -> _Card:
    ready_for_text()
    capitals = title.upper()
    size, spacing = 104.0, 14.0
    while size > 56 and len(wrapped(capitals, font(SERIF, size, spacing=spacing), width=1100, lines=1)) > 1:
        size, spacing = size - 4, spacing - 0.6
    face = font(SERIF, size, spacing=spacing)
    lines = wrapped(capitals, face, width=1100)
    step = size * 1.02
    first = 372 - step * (len(lines) - 1) / 2
    letters = Layer(0, 0, WIDTH, HEIGHT)
    halo = Layer(0, 0, WIDTH, HEIGHT)
    rest = Layer(0, 0, WIDTH, HEIGHT)
    p, q = letters.painter(), halo.painter()
    for index, line in enumerate(lines):
        baseline = first + index * step
        path = outline(line, face, centre=WIDTH / 2, baseline=baseline)
        p.fillPath(path, linear(0, baseline - size * 0.79, 0, baseline + 8, "#fff6dc", "#ffd694", "#e8a45c"))
        q.fillPath(path, QBrush(colour("#ffb060", 0.9)))
    p.end()
    q.end()
    halo.blur(16)
    last = first + (len(lines) - 1) * step
    p = rest.painter()
    if above:
        p.setOpacity(0.85)
        small = font(SERIF, 34, spacing=5)
        p.fillPath(outline(above, small, centre=WIDTH / 2, baseline=first - size * 0.96), QBrush(colour("#e9dcc8")))
    p.setOpacity(0.75)
    rule = linear(390, 0, 890, 0, colour("#ffcf8a", 0), "#ffcf8a", colour("#ffcf8a", 0))
    p.fillRect(QRectF(390, last + 40, 500, 1.6), rule)
    if subtitle:
        p.setOpacity(0.85)
        small = font(SERIF, 28, spacing=2)
        for index, line in enumerate(wrapped(subtitle, small, width=900)):
            path = outline(line, small, centre=WIDTH / 2, baseline=last + 83 + 34 * index)
            p.fillPath(path, QBrush(colour("#e9dcc8")))
    p.end()
    return _Card(title=letters, glow=halo, rest=rest)


# -- chapters and credits ----------------------------------------------------------------------------------------------


def draw_chapter(painter: QPainter, *, title: str, part: str, t: float, seconds: float) -> None:
    """The name of an act, low on the left of a picture of its place, and gone before the cut. World units."""
    shown = min(smooth((t - 0.7) / 0.9), smooth((seconds - 0.25 - t) / 0.6))
    if shown <= 0:
        return
    painter.save()
    painter.setOpacity(shown)
    painter.translate(-10 * (1 - smooth((t - 0.7) / 1.4)), 0)
    _chapter(title, part).draw(painter)
    painter.restore()


@lru_cache(maxsize=4)
def _chapter(title: str, part: str) -> Layer:
    size = 66.0
    face, small = font(SERIF, size, spacing=1.2), font(SERIF, 29, spacing=5)
    lines = wrapped(title, face, width=860)
    layer = Layer(0, 360, WIDTH, 330)
    last = HEIGHT * (1 - SAFE) - 26
    baselines = [last - size * 1.02 * (len(lines) - 1 - index) for index in range(len(lines))]
    left = 2 * SAFE * HEIGHT
    over = _flush(part.upper(), small, left=left + 3, baseline=baselines[0] - size * 0.98)
    paths = [_flush(line, face, left=left, baseline=at) for line, at in zip(lines, baselines, strict=True)]
    _shaded(layer, [*paths, over], CREAM, blur=6.0, depth=0.9)
    p = layer.painter()
    p.fillPath(over, QBrush(colour("#ffcf8a")))
    p.fillRect(
        QRectF(left + 3, baselines[0] - size * 0.86, 120, 1.6), linear(left, 0, left + 120, 0, "#ffcf8a", colour("#ffcf8a", 0))
    )
    p.end()
    return layer


def _flush(text: str, face: QFont, *, left: float, baseline: float) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addText(left, baseline, face, text)
    return path


def draw_credits(painter: QPainter, *, heading: str, rows: tuple[tuple[str, str], ...], t: float, seconds: float) -> None:
    """A page of credits: a heading, and rows whose two halves meet in the middle. It rises a little while it is read."""
    shown = min(smooth((t - 0.15) / 0.7), smooth((seconds - 0.05 - t) / 0.5))
    if shown <= 0:
        return
    painter.save()
    painter.setOpacity(shown)
    painter.translate(0, 9 - 18 * t / seconds)
    _page(heading, rows).draw(painter)
    painter.restore()


@lru_cache(maxsize=4)
def _page(heading: str, rows: tuple[tuple[str, str], ...]) -> Layer:
    ready_for_text()
    layer = Layer(0, 0, WIDTH, HEIGHT)
    size, half = 27.0, (WIDTH - 2 * 2 * SAFE * HEIGHT) / 2 - 14
    name, what = font(SERIF, size + 3, spacing=0.6), font(SANS, size - 5)
    set_rows = [(_fitted(left, name, 2 * half if not right else half), _fitted(right, what, half)) for left, right in rows]
    step = 44.0
    tall = sum(step * max(1, len(right)) if right else step * len(left) for left, right in set_rows)
    y = HEIGHT / 2 - tall / 2 + 44
    p = layer.painter()
    title = font(ITALIC, 46, spacing=1)
    p.fillPath(outline(heading, title, centre=WIDTH / 2, baseline=y - 66), QBrush(colour("#ffd694")))
    rule = linear(500, 0, 780, 0, colour("#ffcf8a", 0), "#ffcf8a", colour("#ffcf8a", 0))
    p.fillRect(QRectF(500, y - 44, 280, 1.4), rule)
    for left, right in set_rows:
        if not right:
            y += 9
            for line in left:
                p.fillPath(outline(line, name, centre=WIDTH / 2, baseline=y), QBrush(colour("#e9dcc8")))
                y += step
            continue
        wide = QFontMetricsF(name).horizontalAdvance(left[0]) if left else 0.0
        p.fillPath(_flush(left[0] if left else "", name, left=WIDTH / 2 - 14 - wide, baseline=y), QBrush(colour(CREAM)))
        for line in right:
            p.fillPath(_flush(line, what, left=WIDTH / 2 + 14, baseline=y - 1), QBrush(colour("#cdbfb4")))
            y += step * (0.72 if line != right[-1] else 1)
    p.end()
    return layer


def _fitted(text: str, face: QFont, width: float) -> tuple[str, ...]:
    return wrapped(text, face, width=width, lines=2)


# -- what an insert says ------------------------------------------------------------------------------------------------


def draw_legend(painter: QPainter, text: str, *, t: float, seconds: float) -> None:
    """What the viewer is to see on a thing shown close, in italics low in the picture. World units."""
    shown = min(smooth((t - 0.25) / 0.5), smooth((seconds - 0.1 - t) / 0.35))
    if text and shown > 0:
        painter.save()
        painter.setOpacity(shown)
        _legend(text).draw(painter)
        painter.restore()


@lru_cache(maxsize=16)
def _legend(text: str) -> Layer:
    face = font(ITALIC, 40, spacing=0.6)
    lines = wrapped(text, face, width=980)
    layer = Layer(0, 520, WIDTH, 200)
    paths = [
        outline(line, face, centre=WIDTH / 2, baseline=668 - 46 * (len(lines) - 1 - index)) for index, line in enumerate(lines)
    ]
    _shaded(layer, paths, CREAM, blur=5.0, depth=0.9)
    return layer


def _shaded(layer: Layer, paths: list[QPainterPath], paint: Paint, *, blur: float, depth: float) -> None:
    """Letters over a soft dark shadow of themselves, which keeps them readable on any picture."""
    p = layer.painter()
    pen = QPen(colour("#05030a", depth), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    for path in paths:
        p.fillPath(path, QBrush(colour("#05030a")))
        p.strokePath(path, pen)
    p.end()
    layer.blur(blur)
    p = layer.painter()
    for path in paths:
        p.fillPath(path, QBrush(colour(paint)))
    p.end()


# -- subtitles ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """Words as planes, to be laid on an I420 picture at an even place."""

    x: int
    y: int
    alpha: Pixels
    luma: Pixels
    alpha_half: Pixels
    u: Pixels
    v: Pixels

    def lay(self, yuv: Pixels, opacity: float) -> None:
        """Lay the words on the picture, in place."""
        luma, u, v = planes(yuv)
        half = (self.x // 2, self.y // 2, self.alpha_half)
        parts = ((luma, self.x, self.y, self.alpha, self.luma), (u, *half, self.u), (v, *half, self.v))
        for plane, x, y, alpha, own in parts:
            h, w = alpha.shape
            there = plane[y : y + h, x : x + w]
            h, w = there.shape  # a picture that is not as wide as 16 to 9 has less room
            kept = 255 - cv2.convertScaleAbs(alpha[:h, :w], alpha=opacity)
            there[:] = cv2.add(cv2.multiply(there, kept, scale=1 / 255), cv2.convertScaleAbs(own[:h, :w], alpha=opacity))


def subtitle(
    text: str, *, paint: str = CREAM, height: int = HEIGHT, width: int = WIDTH, style: Style = Style(), lifted: int = 0
) -> Stamp:
    """A spoken line as the viewer reads it: two lines at most for what is said in one breath, in the speaker's colour.

    `lifted`: how many lines of others stand under it, where several speak at once.
    """
    return _subtitle(text, paint, height, width, style, lifted)


def rows(text: str, style: Style = Style()) -> int:
    """How many lines the words take."""
    return len(wrapped(text, font(FACES[style.face][1], SIZES[style.size] * HEIGHT), width=_SAFE))


@dataclass(frozen=True, kw_only=True)
class _Block:
    """A subtitle as it is set: its lines, and the baseline of the lowest. World units."""

    lines: tuple[str, ...]
    face: QFont
    size: float
    step: float
    lowest: float


def _block(text: str, style: Style, lifted: int) -> _Block:
    size = SIZES[style.size] * HEIGHT
    face, step = font(FACES[style.face][1], size), round(size * 1.32)
    # What hangs below the line keeps to the safe area too.
    lowest = HEIGHT * (1 - SAFE) - 0.3 * size - step * lifted
    return _Block(lines=wrapped(text, face), face=face, size=size, step=step, lowest=lowest)


@lru_cache(maxsize=256)
def lies(text: str, *, style: Style = Style(), lifted: int = 0) -> tuple[float, float, float, float]:
    """Where `subtitle` lays the words: left, top, right and bottom in parts of the picture's height, about its middle."""
    block = _block(text, style, lifted)
    if not block.lines:
        return 0.0, block.lowest / HEIGHT, 0.0, block.lowest / HEIGHT
    metrics = QFontMetricsF(block.face)
    half = max(metrics.horizontalAdvance(line) for line in block.lines) / 2
    top = block.lowest - block.step * (len(block.lines) - 1) - metrics.capHeight()
    return -half / HEIGHT, top / HEIGHT, half / HEIGHT, (block.lowest + metrics.descent()) / HEIGHT


@lru_cache(maxsize=32)
def _subtitle(text: str, paint: str, height: int, width: int, style: Style, lifted: int) -> Stamp:
    block = _block(text, style, lifted)
    lines, face, step, size, lowest = block.lines, block.face, block.step, block.size, block.lowest
    top = lowest - step * len(lines) - 24
    layer = Layer(60, top, WIDTH - 120, lowest + 0.3 * size + 22 - top, height / HEIGHT)
    paths = [
        outline(line, face, centre=WIDTH / 2, baseline=lowest - step * (len(lines) - 1 - index))
        for index, line in enumerate(lines)
    ]
    _shaded(layer, paths, paint, blur=3.0, depth=0.85)
    x, y = round(60 * width / WIDTH) & ~1, round(top * height / HEIGHT) & ~1
    pixels = layer.pixels[: layer.pixels.shape[0] & ~1, : layer.pixels.shape[1] & ~1]
    alpha = np.ascontiguousarray(pixels[..., 3])
    # Premultiplied: the constant part of each plane goes with the opacity too.
    b, g, r = (pixels[..., i].astype(np.float32) for i in range(3))
    share = alpha.astype(np.float32) / 255

    def plane(kb: float, kg: float, kr: float, base: float, half: bool) -> Pixels:
        values = kb * b + kg * g + kr * r + base * share
        if half:
            values = cv2.resize(values, (values.shape[1] // 2, values.shape[0] // 2), interpolation=cv2.INTER_AREA)
        return np.asarray(np.clip(values + 0.5, 0, 255), np.uint8)

    return Stamp(
        x=x,
        y=y,
        alpha=alpha,
        luma=plane(0.098, 0.504, 0.257, 16, False),
        alpha_half=np.asarray(
            cv2.resize(alpha, (alpha.shape[1] // 2, alpha.shape[0] // 2), interpolation=cv2.INTER_AREA), np.uint8
        ),
        u=plane(0.439, -0.291, -0.148, 128, True),
        v=plane(-0.071, -0.368, 0.439, 128, True),
    )
