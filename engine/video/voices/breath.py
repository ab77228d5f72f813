"""A breath taken before words: how deep by what is to be said and how it feels, and what it sounds like."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.library.characters import Voice
from engine.story.story import Emotion
from engine.video.voices.speech import RATE

_LONG = 11
"""Words from which on a line is breathed for."""
_MOVED: dict[Emotion, float] = {
    "afraid": 0.9,
    "surprised": 0.8,
    "angry": 0.7,
    "sad": 0.7,
    "worried": 0.5,
    "tender": 0.35,
    "amused": 0.3,
}
"""How deep one breathes for a short line with that feeling."""
_QUICK: dict[Emotion, float] = {"afraid": 0.6, "surprised": 0.55, "angry": 0.75, "sad": 1.25, "tender": 1.15, "thoughtful": 1.2}
"""How long a breath lasts, against one without feeling."""
SECONDS = 0.42
"""How long a full breath without feeling lasts."""
HEIGHT = -25.0
"""dB of a full breath against the voice."""


def depth(text: str, emotion: Emotion) -> float:
    """0: none is heard; 1: a full breath. Long lines and strong feelings are breathed for, a "yes" without feeling is not."""
    words = len(text.split())
    long = min(1.0, 0.6 + 0.06 * (words - _LONG)) if words >= _LONG else 0.0
    moved = _MOVED.get(emotion, 0.0) * (1.0 if words > 2 else 0.6)
    return max(long, moved) if words else 0.0


def breath(depth: float, emotion: Emotion, voice: Voice) -> NDArray[np.float32]:
    """The breath in, mono at 48 kHz, at a peak of `depth`: air through a mouth that is this voice's; empty where depth is 0."""
    if depth <= 0:
        return np.zeros(0, np.float32)
    return _air(_QUICK.get(emotion, 1.0) * (0.7 + 0.3 * depth), voice.id) * np.float32(depth)


@lru_cache(maxsize=32)
def _air(length: float, voice: str) -> NDArray[np.float32]:
    count = round(SECONDS * length * RATE)
    rng = np.random.default_rng(list(hashlib.blake2b(voice.encode(), digest_size=8).digest()))
    hertz = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 1.0)
    tall = 1.16 if voice[1:2] != "m" else 1.0
    mouth = sum(
        height * np.exp(-((np.log(hertz / (middle * tall)) / width) ** 2))
        for middle, width, height in ((620, 0.35, 0.5), (1500, 0.25, 1.0), (2700, 0.3, 0.55), (4800, 0.4, 0.25))
    )
    noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(count)) * mouth, count)
    at = np.arange(count) / count
    swell = np.sin(np.pi * at**1.6) ** 1.3  # it grows, and stops shortly before the words
    sound = noise * swell
    return np.asarray(sound / np.abs(sound).max(), np.float32)
