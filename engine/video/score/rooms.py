"""How each place answers a sound: its echo, and what its floor is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Stereo = NDArray[np.float32]
Floor = Literal["wood", "stone", "carpet", "metal", "gravel"]


@dataclass(frozen=True, kw_only=True)
class Room:
    """Seconds until its echo is gone, how much of it there is, how bright it is in Hz, and what one walks on."""

    seconds: float = 0.34
    wet: float = 0.085
    bright: float = 4200.0
    floor: Floor = "wood"
    music: str = "hearth"
    """The instruments that are heard there."""


OUTSIDE = Room(seconds=0.2, wet=0.035, bright=3600.0, floor="stone")
_USUAL = Room()
_ROOMS: Mapping[str, Room] = {
    "library": Room(seconds=0.42, wet=0.075, bright=3000.0, floor="carpet"),
    "tearoom": Room(seconds=0.32, wet=0.085, bright=4600.0),
    "conservatory": Room(seconds=0.75, wet=0.11, bright=6500.0, floor="stone"),
    "church_hall": Room(seconds=1.15, wet=0.13, bright=4800.0),
    "kitchen": Room(seconds=0.4, wet=0.09, bright=5600.0, floor="stone"),
    "station": Room(seconds=0.55, wet=0.06, bright=4000.0, floor="stone"),
    "attic": Room(seconds=0.26, wet=0.06, bright=2800.0),
    "street": OUTSIDE,
    "command_deck": Room(seconds=0.5, wet=0.085, bright=5200.0, floor="metal", music="orbit"),
    "hydroponics": Room(seconds=0.36, wet=0.06, bright=3400.0, floor="metal", music="orbit"),
    "observatory": Room(seconds=1.25, wet=0.12, bright=5000.0, floor="metal", music="orbit"),
    "canteen": Room(seconds=0.48, wet=0.095, bright=5600.0, floor="metal", music="orbit"),
    "airlock": Room(seconds=0.9, wet=0.15, bright=7000.0, floor="metal", music="orbit"),
    "archive": Room(seconds=0.38, wet=0.06, bright=3000.0, floor="metal", music="orbit"),
    "engine_room": Room(seconds=1.0, wet=0.13, bright=4400.0, floor="metal", music="orbit"),
    "med_bay": Room(seconds=0.44, wet=0.1, bright=6400.0, floor="metal", music="orbit"),
}
"""By set. A new one sounds like a room of usual size, or like the open air, until it has a line here."""


def room(environment: str, *, outside: bool = False) -> Room:
    """The room that a set is."""
    return _ROOMS.get(environment, OUTSIDE if outside else _USUAL)


def echo(dry: Stereo, place: Room, *, more: float = 1.0) -> Stereo:
    """What the room answers (without the sound itself), as long as the sound; `more`: against a voice that is near."""
    tail = _tail(place)
    out = np.zeros((len(dry) + _BLOCK + len(tail), 2), np.float32)
    answer = np.fft.rfft(tail * np.float32(more), 2 * _BLOCK, axis=0)
    for begin in range(0, len(dry), _BLOCK):  # overlap and add
        piece = dry[begin : begin + _BLOCK]
        if piece.any():
            out[begin : begin + 2 * _BLOCK] += np.fft.irfft(np.fft.rfft(piece, 2 * _BLOCK, axis=0) * answer, axis=0)[
                : len(out) - begin
            ]
    return out[: len(dry)]


_BLOCK = 2**16
"""Samples that are answered at once; no room answers longer."""


@lru_cache(maxsize=24)
def _tail(place: Room) -> Stereo:
    """Early answers of the walls, then noise that dies away; darker as it goes."""
    count = round(place.seconds * RATE)
    rng = np.random.default_rng(7)
    time = np.arange(count) / count
    noise = np.fft.rfft(rng.standard_normal((count, 2)), axis=0)
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    bright = np.fft.irfft(noise * ((hertz > 180) / (1 + (hertz / place.bright) ** 2))[:, None], count, axis=0)
    dark = np.fft.irfft(noise * ((hertz > 120) / (1 + (hertz / place.bright * 3) ** 2))[:, None], count, axis=0)
    tail = (bright * (1 - time)[:, None] + dark * time[:, None]) * (10.0 ** (-3 * time))[:, None]
    tail /= np.sqrt((tail**2).sum(axis=0))
    spread = 0.6 + place.seconds  # a large room's walls answer later
    for number, (when, strength) in enumerate(((0.011, 0.5), (0.017, 0.42), (0.023, 0.3), (0.031, 0.24))):
        tail[int(when * spread * RATE), number % 2] += strength
    tail[: int(0.004 * RATE)] = 0
    return np.asarray(tail * place.wet * 2, np.float32)
