"""Faults put into real sound, to see that QA finds each of them: at least two for every check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.video.qa import Heard


def too_loud(heard: Heard, without: Heard) -> Heard:
    return replace(heard, samples=np.clip(heard.samples * 4, -1, 1))


def clipped_and_turned_down(heard: Heard, without: Heard) -> Heard:
    peak = float(np.abs(heard.samples).max())
    return replace(heard, samples=np.clip(heard.samples, -0.5 * peak, 0.5 * peak) * np.float32(0.8))


def muted(heard: Heard, without: Heard) -> Heard:
    """The voice was said, and is not in the mix."""
    return replace(heard, samples=without.samples)


def unsaid(heard: Heard, without: Heard) -> Heard:
    """The voice gave silence."""
    return without


def a_sample_short(heard: Heard, without: Heard) -> Heard:
    return replace(heard, samples=heard.samples[:-1])


SOUND_PLANTS: tuple[tuple[str, Callable[[Heard, Heard], Heard]], ...] = (
    ("clipping", too_loud), ("clipping", clipped_and_turned_down), ("silence", muted), ("silence", unsaid),
    ("duration", a_sample_short),
)  # fmt: skip

Hear = Callable[[NDArray[np.float32]], str]
_ENOUGH = 4
"""Words of a line that is spoilt: a word alone is anybody's guess."""


def backwards(heard: Heard, hear: Hear) -> Heard | None:
    """A line that runs from its end to its beginning."""
    return _misheard(heard, hear, lambda voice: voice[::-1].copy())


def mumbled(heard: Heard, hear: Hear) -> Heard | None:
    """A line without its consonants: all above 350 Hz is gone."""

    def low(voice: NDArray[np.float32]) -> NDArray[np.float32]:
        spectrum = np.fft.rfft(voice)
        spectrum[np.fft.rfftfreq(len(voice), 1 / 48_000) > 350] = 0
        return np.fft.irfft(spectrum, len(voice)).astype(np.float32)

    return _misheard(heard, hear, low)


def another_line(heard: Heard, hear: Hear) -> Heard | None:
    """The words of one line in the voice of another."""
    long = {line.text: at for at, line in enumerate(heard.lines) if len(line.text.split()) >= _ENOUGH}
    if len(long) < 2:
        return None
    lines = list(heard.lines)
    here, there, *_ = long.values()
    lines[here] = replace(lines[here], heard=hear(lines[there].voice))
    return replace(heard, lines=tuple(lines))


def _misheard(heard: Heard, hear: Hear, spoil: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Heard | None:
    at = next((at for at, line in enumerate(heard.lines) if len(line.text.split()) >= _ENOUGH), None)
    if at is None:
        return None
    lines = list(heard.lines)
    lines[at] = replace(lines[at], heard=hear(spoil(lines[at].voice)))
    return replace(heard, lines=tuple(lines))


WORD_PLANTS: tuple[Callable[[Heard, Hear], Heard | None], ...] = (backwards, mumbled, another_line)
"""For `understood`, where somebody can listen."""
