"""Two workers on one chunk, or each on a chunk of its own? Measured in CPU seconds, which a busy machine does not change much."""

from __future__ import annotations

import time
from collections.abc import Mapping

from engine import media
from engine.library.characters import Character
from engine.library.environments import environments
from engine.places import Places
from engine.story.story import GRID
from engine.video.produce import Segment
from engine.video.renderers import renderer
from engine.video.rungs import STANDARD


def timed(home: Places, scenes: tuple[Segment, ...], *, players: Mapping[str, Character]) -> dict[str, float]:
    """`chunk_wait`: the wait for one chunk when two share it, over that when one films it; `rate`: film made by both ways.

    A gang must have the stage set up twice, and codes two groups of pictures where one worker codes one.
    """
    alone = halves = waits = 0.0
    for scene in scenes:
        for chunk in (1, 3):
            first, last = chunk * GRID, (chunk + 1) * GRID
            parts = range(first, first + GRID // 2), range(first + GRID // 2, last)
            _spent(home, scene, range(first, last, 8), players)  # what both ways find painted, and at hand in this process
            half = [_spent(home, scene, part, players) for part in parts]
            whole = _spent(home, scene, range(first, last), players)
            alone, halves, waits = alone + whole, halves + sum(half), waits + max(half)
    return {"chunk_wait": waits / alone, "rate": alone / halves}


def _spent(home: Places, scene: Segment, frames: range, players: Mapping[str, Character]) -> float:
    """CPU seconds of a worker that has the set in memory, and not yet the stage of these shots."""
    unit = renderer("illustrated", cast=players, environments=environments(), rung=STANDARD, cache=home.bakes)
    starts = scene.starts()

    def where(frame: int) -> int:
        return max(n for n, start in enumerate(starts) if start <= frame)

    began = time.process_time()
    pictures = (unit.render(scene.shots[where(frame)], frame - starts[where(frame)]) for frame in frames)
    media.encode_pictures(pictures, STANDARD)
    return time.process_time() - began
