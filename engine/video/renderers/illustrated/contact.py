"""Contact sheets of a set: every variant from every camera set-up, with people and without, side by side to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from engine.library.characters import Character
from engine.library.environments import Environment
from engine.story.story import GRID, Framing, Placed, Shot
from engine.video.renderers.illustrated import Illustrated
from engine.video.renderers.illustrated.paint import Pixels, ready_for_text
from engine.video.renderers.illustrated.sheet import save
from engine.video.rungs import Rung

STILL = Rung(name="contact", width=640, height=360, grain=False)
"""The size of one picture of the sheet."""
MOMENT = 31
"""The frame that is shown of each shot."""
_GAP = 6
_LABEL = 22


@dataclass(frozen=True, kw_only=True)
class Still:
    """One picture of a sheet, and what is written under it."""

    shot: Shot
    label: str
    frame: int = MOMENT


def stills(environment: Environment, *, variants: tuple[str, ...], roles: tuple[str, ...]) -> Iterator[Still]:
    """The set-ups of a set in each variant: empty, with four people, the pair that talks, and each of the pair close."""
    left, right = (_placed(environment, name, role) for name, role in zip(("left", "right"), roles, strict=False))
    others = [name for name in environment.anchors if name not in ("left", "right")]
    extras = tuple(_placed(environment, name, role) for name, role in zip(others[:2], roles[2:], strict=False))
    for variant in variants:
        base = Shot(framing="establish", environment=environment.id, variant=variant, frames=GRID, seed=11)
        views: tuple[tuple[str, Framing, tuple[Placed, ...], str], ...] = (
            ("empty", "establish", (), ""),
            ("four", "establish", (left, right, *extras), ""),
            ("two", "two", (left, right), ""),
            ("close left", "close", (left, right), left.role),
            ("close right", "close", (left, right), right.role),
        )
        for name, framing, people, focus in views:
            shot = Shot(
                framing=framing,
                environment=base.environment,
                variant=variant,
                frames=GRID,
                seed=11,
                people=people,
                focus=focus,
            )
            yield Still(shot=shot, label=f"{environment.variant(variant).id} | {name}")


def _placed(environment: Environment, anchor: str, role: str) -> Placed:
    there = environment.anchor(anchor)
    return Placed(role=role, anchor=anchor, facing=there.facing, posture=there.postures[0])


def sheet(
    wanted: tuple[Still, ...],
    *,
    cast: Mapping[str, Character],
    environments: Mapping[str, Environment],
    cache: Path,
    columns: int,
    out: Path,
    width: int = 0,
) -> Path:
    """The stills filmed and laid out in rows; written as the name `out` ends (see `sheet.save`)."""
    ready_for_text()
    camera = Illustrated(cast=cast, environments=environments, rung=STILL, cache=cache)
    cells = [_labelled(_photo(camera, still), still.label) for still in wanted]
    blank = np.full_like(cells[0], 24)
    cells += [blank] * (-len(cells) % columns)
    rows = [np.hstack(cells[at : at + columns]) for at in range(0, len(cells), columns)]
    save(np.vstack(rows), out, width=width)
    return out


def _photo(camera: Illustrated, still: Still) -> Pixels:
    yuv = camera.render(still.shot, min(still.frame, still.shot.frames - 1))
    return np.asarray(cv2.cvtColor(yuv, cv2.COLOR_YUV2BGR_I420), np.uint8)


def _labelled(picture: Pixels, label: str) -> Pixels:
    width = picture.shape[1]
    strip = np.full((_LABEL, width, 4), 24, np.uint8)
    image = QImage(strip.data, width, _LABEL, strip.strides[0], QImage.Format.Format_RGB32)
    p = QPainter(image)
    p.setPen(QColor("#e8e4da"))
    p.setFont(QFont("Nunito", 10))
    p.drawText(QPointF(8, 15), label)
    p.end()
    whole = np.vstack([picture, strip[..., :3]])
    return np.asarray(cv2.copyMakeBorder(whole, _GAP, 0, _GAP, 0, cv2.BORDER_CONSTANT, value=(24, 24, 24)), np.uint8)
