"""A worker whose pictures are slates (scene and frame burnt in) and whose voices, mix and encoding are the real ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.delivery.store import Store
from engine.library.environments import environments
from engine.screening.workshop import Setup, Work, work_with
from engine.story.story import Shot
from engine.video.produce import Sounds, Unit
from engine.video.rungs import Rung
from engine.video.spoken import Spoken
from engine.video.voices import speaker

_BITS, _BLOCK = 24, 40


class Slates:
    """A renderer whose every picture is numbered: the shot's seed, and the frame of the shot."""

    def __init__(self, rung: Rung) -> None:
        self.rung = rung

    def prepare(self, shot: Shot) -> None: ...

    def render(
        self, shot: Shot, frame: int, *, spoken: tuple[Spoken, ...] = (), captions: bool = False
    ) -> np.ndarray[Any, np.dtype[np.uint8]]:
        picture = np.full((self.rung.height * 3 // 2, self.rung.width), 128, np.uint8)
        picture[: self.rung.height] = 40 + (frame * 2 + shot.seed * 30) % 120
        code = shot.seed << 16 | frame
        code = code << 4 | code.bit_count() & 15
        for bit in range(_BITS + 4):
            picture[16 : 16 + _BLOCK, bit * _BLOCK : (bit + 1) * _BLOCK] = 235 if code >> bit & 1 else 16
        return picture


def number(picture: np.ndarray[Any, np.dtype[np.uint8]]) -> tuple[int, int] | None:
    """The scene and the frame that a picture shows; None where it is damaged."""
    row = picture[16 + _BLOCK // 2]
    code = sum(1 << bit for bit in range(_BITS + 4) if row[bit * _BLOCK + _BLOCK // 2] > 126)
    return (code >> 20, code >> 4 & 0xFFFF) if (code >> 4).bit_count() & 15 == code & 15 else None


def slate_work(setup: Setup) -> Work:
    """Built in the worker, as `film_work` is."""
    store = Store(setup.places.store, budget_bytes=setup.budget)
    unit = Unit(
        cast=setup.cast,
        environments=environments(),
        speaker=lambda: speaker(setup.places)[0],
        renderer=Slates,
        sounds=Sounds(setup.places.cache / "sounds"),
    )
    return work_with(unit, store)
