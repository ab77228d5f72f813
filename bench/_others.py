"""The same simple scene through other people's programs: four layers, two sprites that move, a title."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PICTURE = (1280, 720)
VENV = "OTHERWISE_OTHERS"
"""Names the interpreter that has ManimCE and MoviePy, where this one has not."""


def compared(*, folder: Path, frames: int) -> tuple[float, dict[str, float | str]]:
    """CPU seconds to a frame: ours, and theirs by name; a sentence for whom it cannot be measured.

    Each is a process of its own, and films twice, long and short: the difference is frames alone, no start and no load.
    """
    _layers(folder)
    ours = _each(sys.executable, "ours", folder, frames)
    assert not isinstance(ours, str), ours
    python = os.environ.get(VENV, sys.executable)
    return ours, {name: _each(python, name, folder, frames) for name in ("moviepy", "manim")}


def _each(python: str, name: str, folder: Path, frames: int) -> float | str:
    script = Path(__file__).with_name(f"_other_{name}.py")
    got = subprocess.run(
        [python, str(script), str(folder), str(frames)],
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(script.parent.parent)},
        cwd=folder,
    )
    if got.returncode:
        why = (got.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return f"{name} was not measured: {why[:150]}. Set {VENV} to a Python that has it."
    return float(json.loads(got.stdout.strip().splitlines()[-1]))


def _layers(folder: Path) -> None:
    """Four layers and two sprites as PNGs, the same for everyone."""
    import cv2
    import numpy as np

    wide, high = PICTURE
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    for number in range(4):
        noise = cv2.GaussianBlur(rng.uniform(0, 255, (high, wide, 3)).astype(np.float32), (0, 0), 9 - 2 * number)
        hill = high * (0.25 * number) + 40 * np.sin(x / (90 + 40 * number) + number)
        alpha = np.where(y > hill, 255, 0) if number else np.full((high, wide), 255)
        picture = np.dstack([np.clip((noise - 128) * 6 + 60 + 40 * number, 0, 255), alpha]).astype(np.uint8)
        cv2.imwrite(str(folder / f"layer{number}.png"), picture)
    for number in range(2):
        r = np.hypot(*(np.mgrid[0:200, 0:160].astype(np.float32) - np.array([100, 80], np.float32)[:, None, None]))
        alpha = np.clip((76 - r) * 20, 0, 255)
        body = np.dstack([np.full((200, 160), 60 + 120 * number), 200 - r, 90 + r, alpha]).astype(np.uint8)
        cv2.imwrite(str(folder / f"sprite{number}.png"), body)
