"""Contact sheets of people: many small pictures with their names beneath, to be looked at one by one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont

from engine.library.characters import HAIR_STYLES, OUTFITS, Character, Face, Wardrobe, characters
from engine.library.environments import EYES_SITTING, EYES_STANDING
from engine.library.strangers import stranger
from engine.story.story import DOINGS, EMOTIONS, Doing, Facing, Placed, Posture, Shot
from engine.video.renderers.illustrated.acting import Performance, perform
from engine.video.renderers.illustrated.lips import GLIDES, VISEMES
from engine.video.renderers.illustrated.paint import Layer, Pixels, glow, linear, mix, ready_for_text
from engine.video.renderers.illustrated.props import HELD
from engine.video.renderers.illustrated.puppet import STUDIO, Puppet

ENDS = (".png", ".jpg")
"""What the name of a sheet may end in. JPEG is a tenth of the size where there is paint."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One person at one moment, and the words beneath. `units`: how much of them is seen, from above the hair downward."""

    who: Character
    act: Performance
    words: str
    units: float = 392.0
    above: float = 194.0
    posture: Posture = "sit"
    facing: Facing = "right"
    holds: str = ""
    does: Doing = ""


def sheet(pictures: Sequence[Picture], *, width: int = 200, height: int = 250, across: int = 8, draft: bool = False) -> Pixels:
    """All of them in rows, BGRA."""
    ready_for_text()
    across = min(across, len(pictures))
    rows = math.ceil(len(pictures) / across)
    canvas = Layer(0, 0, across * width, rows * height)
    p = canvas.painter()
    p.fillRect(QRectF(0, 0, canvas.w, canvas.h), QColor("#191722"))
    for number, picture in enumerate(pictures):
        x, y = number % across * width, number // across * height
        cell = _cell(picture, width - 4, height - 24, draft=draft)
        p.drawImage(x + 2, y + 2, cell.image)
        p.setPen(QColor("#e9e2d2"))
        p.setFont(QFont("Nunito", 9))
        p.drawText(QRectF(x, y + height - 22, width, 20), Qt.AlignmentFlag.AlignCenter, picture.words)
        p.setPen(Qt.PenStyle.NoPen)
    p.end()
    return canvas.pixels


def _cell(one: Picture, width: int, height: int, *, draft: bool) -> Layer:
    scale = height / one.units
    layer = Layer(-width / scale / 2, -one.above, width / scale, one.units, scale)
    p = layer.painter()
    worn = one.who.wardrobe.colours[0]
    p.setBrush(linear(0, layer.y0, 0, layer.y0 + one.units, mix("#3c4c62", worn, 0.18), mix("#2b2740", worn, 0.12)))
    p.drawRect(QRectF(layer.x0, layer.y0, layer.w, layer.h))
    p.setBrush(glow(110, -60, 340, "#ffb870", 0.36, 1.5))
    p.drawRect(QRectF(layer.x0, layer.y0, layer.w, layer.h))
    bust = one.units < 420  # head and shoulders, with arms at their sides
    puppet = Puppet(
        one.who,
        light=STUDIO,
        table=bust,
        px_per_unit=scale,
        facing=one.facing,
        posture=one.posture,
        holds=one.holds,
        does=one.does,
        seed=3,
        draft=draft,
    )
    down = EYES_SITTING if one.posture == "sit" else EYES_STANDING
    puppet.draw(p, 0, down * one.who.height, 1, one.act)
    if bust:
        puppet.draw_sleeves(p, 0, down * one.who.height, 1)
    p.end()
    return layer


def save(pixels: Pixels, path: Path, *, width: int = 0) -> None:
    """Write it as its name ends (see ENDS); where it is wider than `width`, made smaller."""
    high, wide = pixels.shape[:2]
    if 0 < width < wide:
        pixels = np.asarray(cv2.resize(pixels, (width, round(high * width / wide)), interpolation=cv2.INTER_AREA), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    ending = path.suffix.lower()
    options = [cv2.IMWRITE_JPEG_QUALITY, 80] if ending == ".jpg" else []
    path.write_bytes(cv2.imencode(ending, pixels, options)[1].tobytes())


# -- what is on each sheet ----------------------------------------------------------------------------------------------

_CALM = Performance(yaw=0.36, smile=0.3, brow=0.1, gaze_x=0.1)


def cast() -> Iterator[Picture]:
    """Everyone who ships, head and shoulders."""
    for who in characters().values():
        yield Picture(who=replace(who, height=1.0), act=_CALM, words=f"{who.name} · {who.face.style} · {who.wardrobe.outfit}")


def faces(count: int = 200) -> Iterator[Picture]:
    """Strangers, each from a number."""
    for number in range(count):
        who = stranger(number)
        side = 1 if number % 3 else -1
        act = replace(_CALM, yaw=0.38 * side, gaze_x=0.1 * side, smile=0.05 + 0.1 * (number % 5))
        facing: Facing = "right" if side > 0 else "left"
        yield Picture(
            who=replace(who, height=1.0), act=act, words=f"{number} · {who.face.style}", facing=facing, units=300, above=170
        )


def expressions() -> Iterator[Picture]:
    """Every feeling at its height, on three faces."""
    people = characters()
    for role in ("maud", "theo", "amara"):
        for emotion in EMOTIONS:
            who = Placed(role=role, anchor="", facing="right", emotion=emotion)
            shot = Shot(framing="close", environment="", frames=240, focus=role)
            act = perform(who, shot=shot, spoken=(), t=2.0, seed=5, where={})
            yield Picture(who=replace(people[role], height=1.0), act=replace(act, blink=0), words=emotion, units=280, above=160)


def visemes() -> Iterator[Picture]:
    """Every shape of the mouth."""
    who = characters()["ines"]
    shown = {**VISEMES, **{sign: VISEMES[sounds[0]] for sign, sounds in GLIDES.items()}}
    for symbol, (opened, wide, rounded) in shown.items():
        act = replace(_CALM, open=opened, wide=wide, round=rounded, smile=0.05)
        yield Picture(who=who, act=act, words=symbol, units=210, above=90)


def hair() -> Iterator[Picture]:
    """Every hair style: ahead, three quarters either way, and from the side."""
    tints = ("#2b1f2a", "#6b3a24", "#d0a057", "#a79fb8", "#a5542c")
    for number, style in enumerate(HAIR_STYLES):
        face = Face(style=style, hair=tints[number % len(tints)], skin=("#eab894", "#9a6242", "#5c3728", "#f3cbb0")[number % 4])
        who = Character(id="sitter", name="", face=face)
        views: tuple[tuple[str, float, Facing], ...] = (
            ("front", 0.06, "right"),
            ("three quarters", 0.4, "right"),
            ("the other way", -0.4, "left"),
            ("profile", 1.3, "right"),
        )
        for words, yaw, facing in views:
            act = replace(_CALM, yaw=yaw, gaze_x=0.1)
            yield Picture(who=who, act=act, words=f"{style}: {words}", facing=facing)


def outfits() -> Iterator[Picture]:
    """Every outfit, standing and sitting, in two pairs of colours."""
    for outfit in OUTFITS:
        for colours in (("#3f5a44", "#d8cdbc"), ("#7a3040", "#c7923c")):
            who = Character(id="sitter", name="", face=Face(), wardrobe=Wardrobe(outfit=outfit, colours=colours))
            for posture, tall, top in (("stand", 640.0, 190.0), ("sit", 560.0, 190.0)):
                yield Picture(who=who, act=_CALM, words=f"{outfit}, {posture}", units=tall, above=top, posture=posture)  # type: ignore[arg-type]


def poses() -> Iterator[Picture]:
    """Everything a body does, at five moments; and every thing held."""
    people = characters()
    for number, does in enumerate(one for one in DOINGS if one):
        who = people[("theo", "maud", "amara", "hal")[number % 4]]
        posture: Posture = "sit" if does in ("sit_down", "stand_up") else "stand"
        placed = Placed(role="a", anchor="", facing="right", does=does, posture=posture)
        shot = Shot(framing="two", environment="", frames=96)
        for t in (0.3, 0.9, 1.5, 2.3, 3.4):
            act = perform(placed, shot=shot, spoken=(), t=t, seed=5, where={})
            yield Picture(
                who=who, act=act, words=f"{does} {t:.1f} s", units=640.0, above=200.0, does=does,
                posture=posture,
                holds="cup" if does in ("lift", "hand_over") else "",
            )  # fmt: skip
    for number, thing in enumerate(HELD):
        who = people[("theo", "maud", "amara", "hal")[number % 4]]
        yield Picture(who=who, act=_CALM, words=thing, units=560.0, above=190.0, posture="stand", holds=thing)


SHEETS = {
    "cast": (cast, 210, 270, 7),
    "expressions": (expressions, 190, 200, 12),
    "visemes": (visemes, 150, 150, 12),
    "hair": (hair, 200, 250, 8),
    "outfits": (outfits, 170, 300, 8),
    "poses": (poses, 190, 300, 10),
}
"""Each sheet: its pictures, how large each is, and how many to a row."""
