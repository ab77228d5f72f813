"""Watching a finished film to its end, as a viewer's player would, and saying what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import av.logging
import numpy as np
from numpy.typing import NDArray

from engine.media.coding import floats
from engine.media.look import opened
from engine.media.loudness import Loudness, loudness


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a decoder met: pictures, whether they are evenly spaced, the loudness, and every warning that it gave."""

    pictures: int
    even: bool
    loudness: Loudness
    warnings: tuple[str, ...]


def watch(path: Path) -> Verdict:
    """Decode all of a film, a frame at a time, whatever its length."""
    before = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    try:
        with av.logging.Capture(local=False) as said:
            times = _times(path)
            heard = loudness(_sound(path))
    finally:
        av.logging.set_level(before)
    steps = np.diff(times)
    return Verdict(
        pictures=len(times),
        even=bool(len(steps) == 0 or np.ptp(steps) < 1e-3),
        loudness=heard,
        warnings=tuple(f"{name}: {text.strip()}" for level, name, text in said if level <= av.logging.WARNING),
    )


def _times(path: Path) -> list[float]:
    with opened(path) as container:
        return [frame.time or 0.0 for frame in container.decode(video=0)]


def _sound(path: Path) -> Iterator[NDArray[np.float32]]:
    with opened(path) as container:
        for frame in container.decode(audio=0):
            yield floats(frame)
