"""What colour a place should be, as its folder declares it: from the set's palette, air and lights, and from no picture.

A renderer that paints a wrong picture paints a wrong plate too, and the two agree. This does not ask it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.library.environments import Environment
from engine.library.looks import look
from engine.video.qa.likeness import TO_YUV, rgb

Chroma = tuple[float, float]
"""How blue and how red: U and V from 128."""

_AMBIENT, _LAMPS, _AIR = 1.2, 0.2, 0.5
"""How much of the ambient light, of the lamps and of the air's veil there is in a whole picture."""
_FILM: Chroma = (-1.4, 1.3)
"""What film does to all of it: the lights are warm."""


def turned_round(blue: float, red: float, *, place: Environment, variant: str) -> float:
    """By how many steps a picture of that mean colour is nearer to what is declared with red and blue changed over than as it is.

    Below 0: it is as it was declared. Weak, but nobody's word: it says nothing of a place whose colours are near grey.
    """
    u, v = declared(place, variant)
    return math.hypot(blue - u, red - v) - math.hypot(blue - v, red - u)


def declared(place: Environment, variant: str) -> Chroma:
    """The mean of the palette in the light of the variant, printed in its look."""
    now = place.variant(variant)
    light = rgb(now.ambient) * now.exposure / 128 * _AMBIENT
    for lamp in place.lights:
        if lamp.name in now.lights:
            light = light + rgb(lamp.colour) / 255 * lamp.gain * now.gain * _LAMPS * min(1.0, (lamp.radius / 640) ** 2)
    paints: NDArray[np.float64] = np.array([rgb(paint) for paint in {**place.palette, **now.palette}.values()])
    toned = np.clip(paints * light, 0, 255)
    if now.veil:
        toned = toned + (rgb(now.veil) - toned) * now.veil_amount * _AIR
    u, v = (TO_YUV @ toned.mean(axis=0))[1:]
    if now.grade:
        printed = look(now.grade)
        u, v = u * printed.saturation - printed.warmth, v * printed.saturation + printed.warmth
    return float(u) + _FILM[0], float(v) + _FILM[1]
