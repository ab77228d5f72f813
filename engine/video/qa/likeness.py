"""Whose head and clothes they are, by their colours: as they were painted, seen through the light and the look of a film."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.library.characters import Character
from engine.library.environments import Variant
from engine.library.looks import Cube, look
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
_CLOTH_SPREAD = np.array([0.32, 0.15, 0.12])
_GLARE, _GLARES = (0.0, 8.0, 16.0, 24.0), 16.0
"""Steps of luma that the light of a place may add to everything in it, and how many are to be expected of a bright one."""
_MOST = 12.0
"""What one colour can say against somebody."""
_MOST_CLOTH = 5.0
"""And one piece of cloth: it may be a shirt or a button, which have colours of their own."""
_SEWN = 4, 6
"""Rows and columns of such a piece, in the pixels of a chest."""


@dataclass(frozen=True, kw_only=True)
class Air:
    """What the film of a place does to people who are painted in a light of their own: a wash of colour, and a look."""

    wash: str = ""
    amount: float = 0.0
    look: str = ""


def air(variant: Variant | None) -> Air:
    """As the set declares it; plain where nobody says."""
    return Air(wash=variant.wash, amount=variant.wash_amount, look=variant.grade) if variant else Air()


@dataclass(frozen=True, kw_only=True)
class Against:
    """What speaks against somebody being the one who is seen, by their head and by their clothes; 0: nothing."""

    head: float
    clothes: float = 0.0
    """0 too where they are not in the picture."""

    @property
    def both(self) -> float:
        return self.head + self.clothes


def against(heads: list[Head], everyone: Mapping[str, Character], through: Air) -> dict[str, Against]:
    """For each of them, what speaks against these being pictures of theirs."""
    face = np.median([head.face for head in heads[::2]], axis=0)
    skin, hair = _tint(face[_SKIN]), [_tint(face[place]) for place in _HAIR]
    chests = [head.chest for head in heads[::2] if head.chest is not None]
    pieces = _pieces(np.median(chests, axis=0)) if chests else []
    return {
        role: Against(head=_head(who, skin, hair, through), clothes=_worn(who, pieces, through) if pieces else 0.0)
        for role, who in everyone.items()
    }


def _pieces(chest: NDArray[np.float64]) -> list[Tint]:
    rows, columns = _SEWN
    return [
        _tint(chest[top : top + rows, left : left + columns])
        for top in range(0, chest.shape[0] - rows + 1, rows)
        for left in range(0, chest.shape[1] - columns + 1, columns)
    ]


def _head(who: Character, skin: Tint, hair: list[Tint], through: Air) -> float:
    """What speaks against it being their head, in whatever glare there is: the same over skin and hair."""
    face = who.face
    of_skin = _paint(face.skin, through) + _WARM
    if face.style == "bald":
        worn = of_skin
    elif face.style == "headscarf":
        worn = _paint(who.wardrobe.colours[1], through) + _DARK
    else:
        worn = _paint(face.hair, through) + _DARK

    def in_glare(steps: float) -> float:
        over = _glared(worn, steps)
        on_skin = _far(skin, _glared(of_skin, steps), _SKIN_SPREAD, _MOST)
        return on_skin + min(_far(seen, over, _HAIR_SPREAD, _MOST) for seen in hair) + (steps / _GLARES) ** 2

    return min(map(in_glare, _GLARE))


def _glared(paint: Tint, steps: float) -> Tint:
    """A colour with so many steps of white light over it: a bright room makes black hair grey, and leaves fair skin be."""
    light = float(np.exp(paint[0]))
    share = light / (light + steps)
    return np.array([np.log(light + steps), paint[1] * share, paint[2] * share])


def _worn(who: Character, pieces: list[Tint], through: Air) -> float:
    """What speaks against these being their clothes, of each piece by the colour that is nearest."""
    colours = [_paint(colour, through) for colour in who.wardrobe.colours]
    return float(np.mean([min(_far(seen, one, _CLOTH_SPREAD, _MOST_CLOTH) for one in colours) for seen in pieces]))


def _far(seen: Tint, wanted: Tint, spread: Tint, most: float) -> float:
    return min(most, float((((seen - wanted) / spread) ** 2).sum()))


def _tint(pixels: NDArray[np.float64]) -> Tint:
    y, u, v = np.median(pixels.reshape(-1, 3), axis=0)
    light = max(y - 16.0, 4.0)
    return np.array([np.log(light), (u - 128) / light, (v - 128) / light])


@lru_cache(maxsize=512)
def _paint(colour: str, through: Air) -> Tint:
    """A colour as the film of that place shows it in even light."""
    paint = rgb(colour)
    if through.wash:
        paint = paint + (rgb(through.wash) - paint) * through.amount
    yuv = TO_YUV @ paint + _ZERO
    if through.look:
        printed = look(through.look)
        grey, by = yuv[0], printed
        yuv[1] = 128 + (yuv[1] - 128) * by.saturation + by.split_u * (grey - 118) - by.warmth
        yuv[2] = 128 + (yuv[2] - 128) * by.saturation + by.split_v * (grey - 110) + by.warmth
        if printed.cube is not None:
            before = np.clip(np.linalg.solve(TO_YUV, yuv - _ZERO), 0, 255)
            after = before + (_through(printed.cube, before) - before) * printed.strength
            yuv = TO_YUV @ after + _ZERO
    return _tint(yuv)


def _through(cube: Cube, rgb: Tint) -> Tint:
    """A colour, 0 to 255, through a table: mixed from the eight corners about it."""
    n = cube.size
    at = rgb / 255 * (n - 1)
    low = np.minimum(at.astype(int), n - 2)
    part = at - low
    out = np.zeros(3)
    for corner in np.ndindex(2, 2, 2):
        share = float(np.prod(np.where(corner, part, 1 - part)))
        red, green, blue = low + corner
        out += share * np.array(cube.values[(blue * n + green) * n + red])
    return out * 255


TO_YUV = np.array([[0.257, 0.504, 0.098], [-0.148, -0.291, 0.439], [0.439, -0.368, -0.071]])
_ZERO = np.array([16.0, 128.0, 128.0])


def rgb(colour: str) -> Tint:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], float)
