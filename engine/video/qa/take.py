"""What is kept of a take to judge it by: little of every frame, so that looking costs a small part of filming."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.library.characters import Character
from engine.library.environments import Environment
from engine.story.story import FPS, GRID, Shot
from engine.video.figures import MOUTH, Box, Figure, Spot
from engine.video.qa.ink import inked
from engine.video.spoken import Spoken

Pixels = NDArray[np.uint8]


class Where(Protocol):
    """Who is where in a frame of a shot, as its renderer says."""

    def __call__(self, shot: Shot, frame: int, *, spoken: tuple[Spoken, ...] = ()) -> tuple[Figure, ...]: ...


Plate = Callable[[Shot, int], Pixels]
"""A frame of a shot with nobody in it."""


class Written(Protocol):
    """Where words are laid on a picture, as its lettering says. `wide`: its width, as a part of its height."""

    def __call__(self, text: str, *, wide: float) -> Box: ...


BEARD = 0.2
"""How much of one makes a face bearded."""
CARDS = ("title", "credits")
"""Framings that are words over a place out of focus: there is nobody in them, and no plate without the words."""

THUMB = (160, 90)
"""Width and height of what is kept of a picture."""
OFTEN = 2
"""Heads are looked at on every second frame: they are drawn on twos."""
SELDOM = 4
"""And colours on every fourth."""
RARELY = 6
"""And the places of heads on every sixth."""
FADE = 1.0
"""Seconds in which a picture may be dark where its shot fades or dissolves."""

HEAD: Box = (-90.0, -120.0, 90.0, 120.0)
"""What is kept of a head, in units of the body about the eyes."""
HEAD_PIXELS = (60, 80)
CHEST: Box = (-62.0, 142.0, 62.0, 206.0)
"""And what is kept of their clothes: below the chin, above hands and tables, and still in a close picture."""
CHEST_PIXELS = (31, 16)
MOUTH_PIXELS = (34, 22)
_CHEST_SEEN = 0.75
"""How much of it has to be within the picture for it to be kept."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """A head as the picture has it: the same size whoever it is and however near the camera."""

    figure: Figure
    luma: Pixels
    """(80, 60): Y of HEAD."""
    colour: Pixels | None
    """(80, 60, 2): its U and V, where the colours of the frame are kept."""
    mouth: Pixels
    """(22, 34): Y of what a mouth moves in."""
    inside: float
    """How much of it is within the picture, 0..1."""
    inked: float = 0.0
    """How much like letters is on it (see `ink`), where the colours of the frame are kept."""
    chest: Pixels | None = None
    """(16, 31, 3): Y, U and V of CHEST, where the colours of the frame are kept and it is in the picture."""

    @property
    def face(self) -> Pixels:
        """(80, 60, 3): Y, U and V. Only where there is colour."""
        assert self.colour is not None
        return np.dstack([self.luma, self.colour])


@dataclass(frozen=True, kw_only=True)
class Glance:
    """What is kept of one frame."""

    frame: int
    """Within its shot."""
    light: Pixels
    """(90, 160): Y."""
    colour: tuple[Pixels, Pixels] | None = None
    """(90, 160) each: U and V."""
    heads: tuple[Head, ...] = ()
    figures: tuple[Figure, ...] = ()
    places: tuple[Pixels, ...] = ()
    """(80, 60): Y of where each head was when the shot was first seen, whatever moves there."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A shot as far as the take shows it."""

    shot: Shot
    spoken: tuple[Spoken, ...] = ()
    written: tuple[Box, ...] = ()
    """Where the words of each that is spoken are laid over the picture; nothing where nobody can say."""
    glances: tuple[Glance, ...] = ()
    plate: Glance | None = None
    """One of these pictures with nobody in it; the heads are what is there in their place."""

    def at(self, frame: int) -> Glance | None:
        return next((one for one in self.glances if one.frame == frame), None)


@dataclass(frozen=True, kw_only=True)
class Take:
    """A filmed chunk, for `judge`."""

    pieces: tuple[Piece, ...]
    frames: int
    """That came from the renderer."""
    wanted: int = GRID
    cast: Mapping[str, Character] = field(default_factory=dict)
    sets: Mapping[str, Environment] = field(default_factory=dict)
    """The sets as their folders declare them; those that are not there are judged by less."""
    wide: float = 16 / 9
    """Width of the picture, as a part of its height."""
    placed: bool = True
    """The renderer says where people are; where it cannot, nobody's face is judged."""


class Watcher:
    """Sees every picture of a take as it is filmed, and gives what it kept."""

    def __init__(
        self,
        *,
        cast: Mapping[str, Character],
        where: Where | None = None,
        plate: Plate | None = None,
        written: Written | None = None,
        sets: Mapping[str, Environment] | None = None,
        wanted: int = GRID,
    ) -> None:
        self._cast, self._sets, self._wanted = cast, sets or {}, wanted
        self._where, self._plate, self._written = where, plate, written
        self._bearded = frozenset(role for role, who in cast.items() if who.face.beard > BEARD)
        self._pieces: list[tuple[Shot, tuple[Spoken, ...], list[Glance]]] = []
        self._frames = 0
        self._wide = 16 / 9

    def see(self, picture: Pixels, shot: Shot, frame: int, spoken: tuple[Spoken, ...]) -> None:
        """One picture (I420), in the order of showing."""
        if not self._pieces or self._pieces[-1][0] is not shot:
            self._pieces.append((shot, spoken, []))
        glances = self._pieces[-1][2]
        self._frames += 1
        self._wide = picture.shape[1] / (picture.shape[0] * 2 / 3)
        figures: tuple[Figure, ...] = ()
        if self._where is not None and shot.people and (frame % OFTEN == 0 or not glances):
            figures = self._where(shot, frame, spoken=spoken)
        still = glances[0].figures if glances and frame % RARELY == 0 else figures if not glances else ()
        glances.append(
            _glance(picture, frame, figures, coloured=frame % SELDOM == 0 or not glances, bearded=self._bearded, still=still)
        )

    def take(self) -> Take:
        return Take(
            pieces=tuple(
                Piece(
                    shot=shot,
                    spoken=spoken,
                    written=tuple(self._written(one.line.text, wide=self._wide) for one in spoken) if self._written else (),
                    glances=tuple(seen),
                    plate=self._empty(shot, seen),
                )
                for shot, spoken, seen in self._pieces
            ),
            frames=self._frames,
            wanted=self._wanted,
            cast=self._cast,
            sets=self._sets,
            wide=self._wide,
            placed=self._where is not None,
        )

    def _empty(self, shot: Shot, seen: list[Glance]) -> Glance | None:
        """The plate of the first picture that has its light, and of which the colours were kept."""
        if self._plate is None or shot.framing in CARDS:
            return None
        first = next((one for one in seen if one.colour is not None and lit(shot, one.frame)), None)
        return (
            _glance(self._plate(shot, first.frame), first.frame, first.figures, coloured=True, bearded=self._bearded)
            if first
            else None
        )


def lit(shot: Shot, frame: int) -> bool:
    """Nothing makes this frame darker than its shot."""
    left = (shot.frames - 1 - frame) / FPS
    fades_in = shot.join != "cut" and frame / FPS < FADE
    fades_out = (shot.ends != "cut" or shot.framing in CARDS) and left < FADE
    return not (fades_in or fades_out)


def _glance(
    picture: Pixels,
    frame: int,
    figures: tuple[Figure, ...],
    *,
    coloured: bool,
    bearded: Collection[str],
    still: tuple[Figure, ...] = (),
) -> Glance:
    luma, u, v = planes(picture)
    return Glance(
        frame=frame,
        light=_few(luma),
        colour=(_few(u), _few(v)) if coloured else None,
        heads=tuple(
            _head(luma, (u, v) if coloured else (), one, bearded=one.role in bearded) for one in figures if not one.behind
        ),
        figures=figures,
        places=tuple(_cut(luma, one.box(HEAD), luma.shape[0], HEAD_PIXELS, 0)[0] for one in still if not one.behind),
    )


def _few(plane: Pixels) -> Pixels:
    """A pixel of each block: the mean would be as good, and costs twenty times as much."""
    step = max(1, plane.shape[0] // THUMB[1])
    return np.ascontiguousarray(plane[step // 2 :: step, step // 2 :: step][: THUMB[1], : THUMB[0]])


def planes(picture: Pixels) -> tuple[Pixels, Pixels, Pixels]:
    height, width = picture.shape[0] * 2 // 3, picture.shape[1]
    quarter = height // 4
    u = picture[height : height + quarter].reshape(height // 2, width // 2)
    v = picture[height + quarter :].reshape(height // 2, width // 2)
    return picture[:height], u, v


def _head(luma: Pixels, chroma: tuple[Pixels, ...], figure: Figure, *, bearded: bool) -> Head:
    height = luma.shape[0]
    box = figure.box(HEAD)
    y, inside = _cut(luma, box, height, HEAD_PIXELS, 0)
    mouth, _ = _cut(luma, figure.box(MOUTH, figure.mouth), height, MOUTH_PIXELS, 0)
    colour = np.dstack([_cut(plane, box, height / 2, HEAD_PIXELS, 128)[0] for plane in chroma]) if chroma else None
    return Head(
        figure=figure,
        luma=y,
        colour=colour,
        mouth=mouth,
        inside=inside,
        inked=inked(luma, figure, bearded=bearded) if chroma else 0.0,
        chest=_chest(luma, chroma, figure),
    )


def _chest(luma: Pixels, chroma: tuple[Pixels, ...], figure: Figure) -> Pixels | None:
    box, height = figure.box(CHEST), luma.shape[0]
    if not chroma:
        return None
    y, inside = _cut(luma, box, height, CHEST_PIXELS, 0)
    if inside < _CHEST_SEEN:
        return None
    return np.dstack([y, *(_cut(plane, box, height / 2, CHEST_PIXELS, 128)[0] for plane in chroma)])


def _cut(plane: Pixels, box: Box, scale: float, size: tuple[int, int], empty: int) -> tuple[Pixels, float]:
    """A box of the picture at a size of its own, to a part of a pixel so that it does not jitter, and how much there is of it."""
    left, top, right, bottom = (side * scale for side in box)
    wide, high = right - left, bottom - top
    shrink = max(1.0, min(wide / size[0], high / size[1]))
    h, w = plane.shape
    seen = max(0.0, min(right, w) - max(left, 0.0)) * max(0.0, min(bottom, h) - max(top, 0.0)) / max(1e-6, wide * high)
    if seen <= 0:
        return np.full((size[1], size[0]), empty, np.uint8), 0.0
    x0, y0 = max(0, int(left) - 2), max(0, int(top) - 2)
    part = plane[y0 : min(h, int(bottom) + 3), x0 : min(w, int(right) + 3)]
    by = int(shrink + 0.25)
    if by > 1 and min(part.shape) >= by:  # first smaller, by all of its pixels: else grain and lashes would flicker
        size_by = part.shape[1] // by, part.shape[0] // by
        part = np.asarray(cv2.resize(part[: size_by[1] * by, : size_by[0] * by], size_by, interpolation=cv2.INTER_AREA), np.uint8)
    else:
        by = 1
    across, down = size[0] / wide * by, size[1] / high * by
    to = np.array([[across, 0, (x0 - left) * across / by], [0, down, (y0 - top) * down / by]], np.float32)
    to[:, 2] += 0.5 * (np.array([across, down], np.float32) - 1)
    out = cv2.warpAffine(part, to, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=empty)
    return np.asarray(out, np.uint8), seen


__all__ = ["Glance", "Head", "Piece", "Spot", "Take", "Watcher", "Where"]
