"""Whose head it is, by its colours: skin and hair as they were painted, seen through the light and the grade of a film."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.library.characters import Character
from engine.video.qa.take import Head

Tint = NDArray[np.float64]
"""The logarithm of light, and how blue and how red it is for as much light."""

_SKIN = (slice(44, 56), slice(20, 40))
"""Cheeks and nose, in the pixels of a head; then where hair may be: on top, at the temples."""
_HAIR = (
    (slice(2, 9), slice(20, 40)),
    (slice(8, 16), slice(16, 44)),
    (slice(18, 34), slice(6, 12)),
    (slice(18, 34), slice(48, 54)),
)
_WARM = np.array([0.02, -0.02, 0.055])
"""What film does to skin: the key is warm."""
_DARK = np.array([-0.12, 0.15, -0.08])
"""And to hair, which has its shadows."""
_SKIN_SPREAD = np.array([0.14, 0.10, 0.10])
_HAIR_SPREAD = np.array([0.45, 0.40, 0.28])
_MOST = 12.0
"""What one colour can say against somebody."""


def likeness(heads: list[Head], own: Character, others: Mapping[str, Character]) -> tuple[float, float, str]:
    """What speaks against these being the heads of whose they should be (0: nothing); how much better somebody else explains
    them (0: nobody does), and who that is.
    """
    face = np.median([head.face for head in heads[::2]], axis=0)
    skin = _tint(face[_SKIN])
    hair = [_tint(face[place]) for place in _HAIR]
    mine = _against(own, skin, hair)
    worth = {who: mine - _against(other, skin, hair) for who, other in others.items()}
    who = max(worth, key=lambda name: worth[name], default="")
    return mine, max(0.0, worth.get(who, 0.0)), who


def _against(who: Character, skin: Tint, hair: list[Tint]) -> float:
    """What speaks against it being their head."""
    face = who.face
    of_skin = _far(skin, _paint(face.skin) + _WARM, _SKIN_SPREAD)
    if face.style == "bald":
        worn = _paint(face.skin) + _WARM
    elif face.style == "headscarf":
        worn = _paint(who.wardrobe.colours[1]) + _DARK
    else:
        worn = _paint(face.hair) + _DARK
    return of_skin + min(_far(seen, worn, _HAIR_SPREAD) for seen in hair)


def _far(seen: Tint, wanted: Tint, spread: Tint) -> float:
    return min(_MOST, float((((seen - wanted) / spread) ** 2).sum()))


def _tint(pixels: NDArray[np.float64]) -> Tint:
    y, u, v = np.median(pixels.reshape(-1, 3), axis=0)
    light = max(y - 16.0, 4.0)
    return np.array([np.log(light), (u - 128) / light, (v - 128) / light])


def _paint(colour: str) -> Tint:
    r, g, b = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return _tint(
        np.array(
            [
                16 + 0.257 * r + 0.504 * g + 0.098 * b,
                128 - 0.148 * r - 0.291 * g + 0.439 * b,
                128 + 0.439 * r - 0.368 * g - 0.071 * b,
            ]
        )
    )
