"""Whether something is written on a face: strokes as thin and as light as those of letters, one beside the other."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.library.captions import SIZES
from engine.video.figures import Box, Figure

Pixels = NDArray[np.uint8]

LINES = 360
"""Height of the picture at which it is looked for: a stroke of a subtitle is two pixels wide, and nothing is lost but grain."""
_STROKE = 5
"""Wider than a stroke, there: what is thinner than this and lighter than all about it is one, or a glint."""
_LIGHTER = 56
"""Steps of luma by which a stroke is lighter than what is about it: letters have a dark edge, on any face."""
_LIGHT = 128
"""Every colour that words have is lighter."""
_TALL = round(0.5 * SIZES["small"] * LINES)
"""Rows of a small letter: what is written fills them one after the other."""
_CHEEKS: tuple[Box, ...] = ((-46.0, 14.0, -16.0, 92.0), (16.0, 14.0, 46.0, 92.0))
"""Both sides of nose and mouth, in units of the body about the eyes: below the eyes and their glints."""
_ABOVE_A_BEARD: tuple[Box, ...] = tuple((left, top, right, 40.0) for left, top, right, _ in _CHEEKS)
"""What of them is no beard: a white one is strokes upon strokes."""
_LEAST = 6
"""Pixels that a cheek is wide where letters on it can be told."""


def inked(luma: Pixels, figure: Figure, *, bearded: bool = False) -> float:
    """How much of the fullest rows of either cheek is strokes of letters: 0 none, a quarter where something is written."""
    return max(_strokes(luma, figure, cheek) for cheek in (_ABOVE_A_BEARD if bearded else _CHEEKS))


def _strokes(luma: Pixels, figure: Figure, cheek: Box) -> float:
    height, width = luma.shape
    by = max(1, round(height / LINES))
    edge = _STROKE * by
    left, top, right, bottom = (round(side * height) for side in figure.box(cheek))
    x0, y0 = max(0, left - edge), max(0, top - edge)
    part = luma[y0 : max(y0, min(height, bottom + edge)), x0 : max(x0, min(width, right + edge))]
    if min(part.shape) < (2 * _STROKE + _LEAST) * by:
        return 0.0
    if by > 1:
        part = np.asarray(cv2.resize(part, (part.shape[1] // by, part.shape[0] // by), interpolation=cv2.INTER_AREA), np.uint8)
    lighter = cv2.morphologyEx(part, cv2.MORPH_TOPHAT, np.ones((_STROKE, _STROKE), np.uint8))
    strokes = ((lighter > _LIGHTER) & (part > _LIGHT))[_STROKE:-_STROKE, _STROKE:-_STROKE]
    rows = strokes.mean(axis=1)
    if len(rows) <= _TALL:
        return float(rows.mean())
    return float(np.convolve(rows, np.ones(_TALL) / _TALL, "valid").max())
