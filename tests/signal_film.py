"""Test film whose every frame and sample says what it is."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine import media
from engine.media import FPS, RATE, SPF, Chunk
from engine.video.rungs import Rung

SMALL = Rung(name="small", width=320, height=192, preset="ultrafast", qp=20)
_BITS = 20
_BLOCK = 16


def picture(number: int, *, branch: int = 0) -> NDArray[np.uint8]:
    """I420: the frame's number and its branch as black and white blocks, over a moving ramp."""
    wide, high = SMALL.width, SMALL.height
    frame = np.full((high * 3 // 2, wide), 128, np.uint8)
    frame[:high] = (np.arange(wide)[None] + 3 * number + 40 * branch) % 200 + 20
    code = number << 4 | branch
    code = code << 4 | code.bit_count() & 15
    for bit in range(_BITS):
        frame[8 : 8 + _BLOCK, bit * _BLOCK : (bit + 1) * _BLOCK] = 235 if code >> bit & 1 else 16
    return frame


def number(frame: NDArray[np.uint8]) -> tuple[int, int] | None:
    """The number and branch that a decoded picture shows; None where it is damaged."""
    row = frame[8 + _BLOCK // 2]
    code = sum(1 << bit for bit in range(_BITS) if row[bit * _BLOCK + _BLOCK // 2] > 126)
    return (code >> 8, code >> 4 & 15) if (code >> 4).bit_count() & 15 == code & 15 else None


@lru_cache(maxsize=4)
def sound(frames: int, *, branch: int = 0) -> NDArray[np.float32]:
    """Left a slow chirp, in which a click or a lost sample shows; right noise, each branch its own."""
    at = np.arange(frames * SPF) / RATE
    chirp = 0.4 * np.sin(2 * np.pi * (300 * at + 2 * at * at))
    white = np.random.default_rng(5 + branch).standard_normal(frames * SPF + 64)
    kernel = np.hanning(33) / np.hanning(33).sum()
    return np.stack([chirp, 0.5 * np.convolve(white, kernel, "same")[32:-32]], 1).astype(np.float32)


def chunk(first: int, frames: int, *, of: int, branch: int = 0) -> Chunk:
    """Frames `first` and on of a film that is `of` frames long."""
    pictures = (picture(first + n, branch=branch) for n in range(frames))
    heard = sound(of, branch=branch)[first * SPF : (first + frames) * SPF]
    return Chunk(frames=frames, packets=media.encode_pictures(pictures, SMALL), sound=media.pack_sound(heard))


__all__ = ["FPS", "RATE", "SMALL", "SPF", "chunk", "number", "picture", "sound"]
