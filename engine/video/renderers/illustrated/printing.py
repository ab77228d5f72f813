"""Prints a picture in a show's look: the grade moved by it, and its table of colours, both in planar YUV."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.library.looks import Cube, look
from engine.video.renderers.illustrated.paint import Pixels
from engine.video.renderers.illustrated.post import Grade, planes

_Y, _C = 6, 5
"""Bits of luma and of each chroma by which the table is asked: 64 x 32 x 32 cells of change, too fine to see a step."""


def graded(grade: Grade, name: str) -> Grade:
    """The grade in a look; as it is where none is named."""
    if not name:
        return grade
    one = look(name)
    return replace(
        grade,
        contrast=grade.contrast + one.contrast,
        lift=grade.lift + one.lift,
        gamma=grade.gamma + one.gamma,
        saturation=grade.saturation * one.saturation,
        split_u=grade.split_u + one.split_u,
        split_v=grade.split_v + one.split_v,
        warmth=grade.warmth + one.warmth,
        vignette=grade.vignette + one.vignette,
        bloom=grade.bloom + one.bloom,
    )


def printed(yuv: Pixels, name: str) -> Pixels:
    """An I420 picture through the table of a look, in place; as it is where the look has none."""
    one = look(name) if name else None
    if one is None or one.cube is None:
        return yuv
    changes = _changes(one.cube, one.strength)
    y, u, v = planes(yuv)
    height, width = u.shape
    half = np.asarray(cv2.resize(y, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    cell = (half >> (8 - _Y)).astype(np.uint16)
    cell <<= 2 * _C
    cell |= (u >> (8 - _C)).astype(np.uint16) << _C
    cell |= v >> (8 - _C)
    by_y, by_u, by_v, _ = cv2.split(np.take(changes, cell).view(np.uint8).reshape(height, width, 4))
    by_y = cv2.resize(by_y, (y.shape[1], y.shape[0]), interpolation=cv2.INTER_LINEAR)
    for plane, by in ((y, by_y), (u, by_u), (v, by_v)):
        cv2.addWeighted(plane, 1, by, 1, -128, dst=plane)
    return yuv


@lru_cache(maxsize=4)
def _changes(cube: Cube, strength: float) -> NDArray[np.uint32]:
    """For each cell of Y, U and V: by how much each is changed, about 128; the three in one word, to be taken at once."""
    steps_y, steps_c = 1 << _Y, 1 << _C
    y, u, v = np.meshgrid(
        (np.arange(steps_y) + 0.5) * (256 / steps_y),
        (np.arange(steps_c) + 0.5) * (256 / steps_c),
        (np.arange(steps_c) + 0.5) * (256 / steps_c),
        indexing="ij",
    )
    luma, b, r = (y - 16) * (255 / 219), (u - 128) * (255 / 112), (v - 128) * (255 / 112)
    red, blue = luma + 0.701 * r, luma + 0.886 * b
    rgb = np.stack([red, (luma - 0.299 * red - 0.114 * blue) / 0.587, blue], -1) / 255
    found = _through(cube, np.clip(rgb, 0, 1)) * 255
    after = found @ np.array([0.299, 0.587, 0.114])
    wanted = np.stack(
        [
            after * (219 / 255) + 16,
            (found[..., 2] - after) / 0.886 * (112 / 255) + 128,
            (found[..., 0] - after) / 0.701 * (112 / 255) + 128,
        ],
        -1,
    )
    here = np.clip(rgb, 0, 1) * 255
    shown = here @ np.array([0.299, 0.587, 0.114])
    # Against what the cell shows once it is inside the colours that there are: neutral tables change nothing.
    base = np.stack(
        [
            shown * (219 / 255) + 16,
            (here[..., 2] - shown) / 0.886 * (112 / 255) + 128,
            (here[..., 0] - shown) / 0.701 * (112 / 255) + 128,
        ],
        -1,
    )
    change = np.round((wanted - base) * strength + 128)
    words = np.zeros((change.size // 3, 4), np.uint8)
    words[:, :3] = np.clip(change, 0, 255).reshape(-1, 3)
    return words.view(np.uint32)[:, 0]


def _through(cube: Cube, rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Colours through the table, mixed from the eight corners about them."""
    n = cube.size
    table = np.array(cube.values, np.float64).reshape(n, n, n, 3)  # blue, green, red
    at = rgb * (n - 1)
    low = np.minimum(at.astype(int), n - 2)
    part = at - low
    out = np.zeros_like(rgb)
    for corner in range(8):
        bits = [(corner >> axis) & 1 for axis in range(3)]
        weight = np.prod([part[..., i] if bits[i] else 1 - part[..., i] for i in range(3)], axis=0)
        out += weight[..., None] * table[low[..., 2] + bits[2], low[..., 1] + bits[1], low[..., 0] + bits[0]]
    return out
