"""The small sounds that people and things make: steps, doors, cups, paper, cloth; struck and rubbed out of noise and tones."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
TAKES = 6
"""How many times each sound was made: no two steps of a walk are the same."""
Mono = NDArray[np.float32]
_Wave = NDArray[np.float64]
_Rng = np.random.Generator


def foley(kind: str, take: int = 0) -> Mono:
    """One of the sounds, mono at 48 kHz, at a peak of 1."""
    return _made(kind, take % TAKES)


@lru_cache(maxsize=160)
def _made(kind: str, take: int) -> Mono:
    rng = np.random.default_rng([take, *kind.encode()])
    sound = _SOUNDS[kind](rng)
    fade = min(len(sound) // 4, RATE // 100)
    sound[len(sound) - fade :] *= np.linspace(1, 0, fade)
    made = np.asarray(sound / np.abs(sound).max(), np.float32)
    made.flags.writeable = False
    return made


# ---- what sounds are made of -----------------------------------------------------------------------------------------


def _blank(seconds: float) -> _Wave:
    return np.zeros(int(seconds * RATE))


def _put(out: _Wave, at: float, grain: _Wave, height: float = 1.0) -> None:
    begin = int(at * RATE)
    piece = grain[: max(0, len(out) - begin)]
    out[begin : begin + len(piece)] += piece * height


def _air(rng: _Rng, seconds: float, low: float, high: float) -> _Wave:
    """Noise within a band, at a deviation of 1."""
    count = int(seconds * RATE)
    hertz = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 1.0)
    shape = 1 / (1 + (low / hertz) ** 4) / (1 + (hertz / high) ** 4)
    sound = np.fft.irfft(np.fft.rfft(rng.standard_normal(count)) * shape, count)
    return np.asarray(sound / (sound.std() + 1e-12))


def _dying(seconds: float, decay: float, rise: float = 0.0008) -> _Wave:
    time = np.arange(int(seconds * RATE)) / RATE
    return np.asarray(np.exp(-time / decay) * np.minimum(1.0, time / rise))


def _struck(seconds: float, *modes: tuple[float, float, float]) -> _Wave:
    """A body struck: (Hz, decay in seconds, height) of each way in which it rings."""
    time = np.arange(int(seconds * RATE)) / RATE
    ring = sum(height * np.sin(2 * np.pi * hertz * time) * np.exp(-time / decay) for hertz, decay, height in modes)
    return np.asarray(ring * np.minimum(1.0, time * 3000))


def _near(rng: _Rng, *modes: tuple[float, float, float]) -> tuple[tuple[float, float, float], ...]:
    """The same body, struck elsewhere."""
    return tuple(
        (hertz * rng.uniform(0.96, 1.04), decay * rng.uniform(0.8, 1.2), h * rng.uniform(0.7, 1.3)) for hertz, decay, h in modes
    )


def _swell(seconds: float, *points: tuple[float, float]) -> _Wave:
    """Heights by line from point to point: (share of the time, height)."""
    at = np.linspace(0, 1, int(seconds * RATE))
    return np.asarray(np.interp(at, [p for p, _ in points], [h for _, h in points]))


# ---- feet ------------------------------------------------------------------------------------------------------------


def _step(
    body: tuple[tuple[float, float, float], ...], low: float, high: float, decay: float, air: float
) -> Callable[[_Rng], _Wave]:
    """A heel, then a sole: what the floor rings like, and the rub of the shoe on it."""

    def made(rng: _Rng) -> _Wave:
        out = _blank(0.42)
        roll = rng.uniform(0.07, 0.1)
        for at, height in ((0.004, 1.0), (roll, rng.uniform(0.35, 0.55))):
            _put(out, at, _struck(0.3, *_near(rng, *body)), height)
            _put(out, at, _air(rng, 0.14, low, high) * _dying(0.14, decay), air * height)
        scuff = _air(rng, 0.12, 900, 5200) * _swell(0.12, (0, 0), (0.5, 1), (1, 0))
        _put(out, roll - 0.02, scuff, 0.05 * air)
        return out

    return made


def _gravel(rng: _Rng) -> _Wave:
    out = _blank(0.46)
    _put(out, 0.0, _air(rng, 0.2, 60, 320) * _dying(0.2, 0.03), 0.35)
    for _ in range(60):
        at = 0.01 + abs(rng.normal(0, 0.07)) + (0.1 if rng.random() < 0.45 else 0)
        _put(
            out,
            min(at, 0.42),
            _struck(0.03, (rng.uniform(1500, 6800), rng.uniform(0.0012, 0.004), 1.0)),
            rng.lognormal(-1.2, 0.7),
        )
    return out


# ---- doors and locks -------------------------------------------------------------------------------------------------


def _latch(rng: _Rng) -> _Wave:
    out = _blank(0.3)
    for at, height in ((0.004, 0.6), (rng.uniform(0.06, 0.1), 1.0)):
        _put(
            out,
            at,
            _struck(0.14, *_near(rng, (1850, 0.012, 1.0), (3120, 0.008, 0.7), (640, 0.02, 0.6), (5200, 0.004, 0.4))),
            height,
        )
        _put(out, at, _air(rng, 0.03, 1200, 7000) * _dying(0.03, 0.004), 0.3 * height)
    return out


def _door(rng: _Rng) -> _Wave:
    """The handle, the hinge, the leaf in its frame."""
    out = _blank(1.15)
    _put(out, 0.0, _latch(rng), 0.5)
    turns = np.cumsum(np.interp(np.linspace(0, 1, int(0.4 * RATE)), [0, 0.5, 1], [240, 330, 270]) * rng.uniform(0.8, 1.2)) / RATE
    creak = np.tanh(6 * np.sin(2 * np.pi * turns)) * _swell(0.4, (0, 0), (0.3, 1), (0.7, 0.5), (1, 0))
    creak *= 0.5 + 0.5 * np.sign(np.sin(2 * np.pi * 23 * np.arange(len(creak)) / RATE))
    _put(out, 0.16, np.convolve(creak, np.hanning(40) / 20, "same"), 0.1)
    _put(out, 0.16, _air(rng, 0.5, 120, 900) * _swell(0.5, (0, 0), (0.6, 1), (1, 0)), 0.05)
    _put(out, 0.66, _struck(0.4, *_near(rng, (78, 0.07, 1.0), (134, 0.05, 0.8), (251, 0.03, 0.4), (410, 0.02, 0.2))), 1.0)
    _put(out, 0.66, _air(rng, 0.2, 90, 1600) * _dying(0.2, 0.025), 0.5)
    _put(out, 0.69, _latch(rng), 0.35)
    return out


def _hatch(rng: _Rng) -> _Wave:
    """The door of a station: air let go, a plate that slides, and bolts."""
    out = _blank(1.25)
    _put(out, 0.0, _air(rng, 0.55, 1500, 9000) * _swell(0.55, (0, 0), (0.05, 1), (1, 0)) ** 2, 0.35)
    _put(out, 0.12, _air(rng, 0.7, 110, 700) * _swell(0.7, (0, 0), (0.2, 1), (0.9, 0.8), (1, 0)), 0.22)
    _put(out, 0.8, _struck(0.42, *_near(rng, (62, 0.11, 1.0), (171, 0.09, 0.5), (388, 0.06, 0.3), (905, 0.04, 0.16))), 1.0)
    return out


def _knock(rng: _Rng) -> _Wave:
    out = _blank(0.34)
    _put(out, 0.004, _struck(0.3, *_near(rng, (142, 0.035, 1.0), (318, 0.024, 0.8), (655, 0.014, 0.45), (1240, 0.007, 0.2))))
    _put(out, 0.004, _air(rng, 0.05, 300, 2600) * _dying(0.05, 0.006), 0.4)
    return out


def _switch(rng: _Rng) -> _Wave:
    out = _blank(0.16)
    for at, height in ((0.003, 0.5), (0.02, 1.0)):
        _put(out, at, _struck(0.1, *_near(rng, (2300, 0.005, 1.0), (4100, 0.003, 0.6), (930, 0.008, 0.6))), height)
    return out


def _drawer(rng: _Rng) -> _Wave:
    out = _blank(0.85)
    _put(out, 0.0, _air(rng, 0.5, 180, 1900) * _swell(0.5, (0, 0), (0.15, 0.7), (0.8, 1), (1, 0.2)), 0.3)
    _put(out, 0.5, _struck(0.3, *_near(rng, (118, 0.05, 1.0), (236, 0.035, 0.7), (540, 0.02, 0.4))), 1.0)
    return out


def _chair(rng: _Rng) -> _Wave:
    """Its legs catch on the floor and let go, many times a second."""
    out = _blank(0.75)
    at, rate = 0.0, rng.uniform(85, 120)
    while at < 0.52:
        height = np.sin(np.pi * min(1.0, at / 0.52)) ** 0.6
        _put(
            out,
            at,
            _struck(0.06, *_near(rng, (310, 0.012, 1.0), (720, 0.008, 0.8), (1480, 0.005, 0.5))),
            height * rng.uniform(0.5, 1),
        )
        at += rng.uniform(0.7, 1.3) / rate
    _put(out, 0.55, _struck(0.2, *_near(rng, (150, 0.03, 1.0), (420, 0.02, 0.5))), 1.2)
    return out


def _creak(rng: _Rng) -> _Wave:
    count = int(0.9 * RATE)
    slow = np.interp(np.linspace(0, 1, count), [0, 0.3, 0.6, 1], rng.uniform(28, 62, 4))
    out = _blank(1.0)
    at = 0.0
    while at < 0.85:
        _put(
            out,
            at,
            _struck(0.05, *_near(rng, (430, 0.01, 1.0), (880, 0.007, 0.7), (1750, 0.004, 0.4))),
            np.sin(np.pi * at / 0.85) ** 1.2,
        )
        at += rng.uniform(0.92, 1.08) / slow[int(at * RATE)]
    return out


# ---- tables ----------------------------------------------------------------------------------------------------------

_CHINA = ((2480, 0.05, 1.0), (3920, 0.035, 0.7), (5870, 0.02, 0.5), (7900, 0.012, 0.3), (1210, 0.02, 0.25))


def _cup(rng: _Rng) -> _Wave:
    """Set on its saucer: it lands, and settles."""
    out = _blank(0.5)
    at = 0.004
    for height in (1.0, rng.uniform(0.4, 0.6), rng.uniform(0.15, 0.3)):
        _put(out, at, _struck(0.3, *_near(rng, *_CHINA)), height)
        at += rng.uniform(0.035, 0.08)
    _put(out, 0.004, _struck(0.1, (240, 0.015, 1.0)), 0.4)
    return out


def _glass(rng: _Rng) -> _Wave:
    out = _blank(0.9)
    _put(out, 0.003, _struck(0.88, *_near(rng, (1890, 0.22, 1.0), (4310, 0.13, 0.6), (7240, 0.06, 0.35))))
    return out


def _spoon(rng: _Rng) -> _Wave:
    """Round a cup, four times."""
    out = _blank(1.2)
    for turn in range(4):
        _put(out, 0.01 + turn * 0.27 + rng.uniform(0, 0.04), _struck(0.25, *_near(rng, *_CHINA)), rng.uniform(0.4, 1.0))
        _put(out, turn * 0.27, _air(rng, 0.2, 2500, 7500) * _swell(0.2, (0, 0), (0.5, 1), (1, 0)), 0.05)
    return out


def _pour(rng: _Rng) -> _Wave:
    """Drops that ring in the space above the water, which gets smaller."""
    out = _blank(2.0)
    out += _air(rng, 2.0, 500, 3800) * _swell(2.0, (0, 0), (0.08, 1), (0.85, 1), (1, 0)) * 0.09
    for _ in range(260):
        at = rng.uniform(0.05, 1.75)
        hertz = (500 + 480 * at) * rng.lognormal(0, 0.3)
        _put(out, at, _struck(0.05, (hertz, 0.009, 1.0)), rng.lognormal(-1.3, 0.6))
    return out


def _knife(rng: _Rng) -> _Wave:
    out = _blank(1.3)
    for cut in range(4):
        at = 0.01 + cut * 0.3 + rng.uniform(-0.005, 0.02)
        _put(out, at, _air(rng, 0.05, 2500, 9000) * _dying(0.05, 0.01), 0.12)
        _put(
            out, at + 0.03, _struck(0.2, *_near(rng, (205, 0.03, 1.0), (480, 0.02, 0.7), (1350, 0.008, 0.4))), rng.uniform(0.7, 1)
        )
    return out


def _thud(rng: _Rng) -> _Wave:
    out = _blank(0.4)
    _put(out, 0.004, _struck(0.35, *_near(rng, (96, 0.05, 1.0), (187, 0.035, 0.7), (402, 0.018, 0.35))))
    _put(out, 0.004, _air(rng, 0.06, 120, 1400) * _dying(0.06, 0.01), 0.4)
    return out


def _keys(rng: _Rng) -> _Wave:
    out = _blank(0.6)
    for _ in range(12):
        hertz = rng.uniform(2600, 8200)
        _put(
            out,
            abs(rng.normal(0.12, 0.12)),
            _struck(0.2, (hertz, 0.03, 1.0), (hertz * 1.53, 0.02, 0.6)),
            rng.lognormal(-0.8, 0.6),
        )
    return out


def _watch(rng: _Rng) -> _Wave:
    out = _blank(1.7)
    for beat in range(8):
        _put(
            out,
            0.01 + beat * 0.2,
            _struck(0.05, *_near(rng, (4200, 0.003, 1.0), (6800, 0.002, 0.6), (1900, 0.004, 0.3))),
            1 - 0.25 * (beat % 2),
        )
    return out


# ---- paper and cloth -------------------------------------------------------------------------------------------------


def _rub(rng: _Rng, seconds: float, low: float, high: float, grain: float, swells: int) -> _Wave:
    """Noise in gusts, with crackle in them."""
    heights = [0.0, *rng.uniform(0.2, 1.0, 2 * swells - 1), 0.0]
    gust = np.interp(np.linspace(0, 1, int(seconds * RATE)), np.linspace(0, 1, len(heights)), heights)
    sound: _Wave = _air(rng, seconds, low, high) * gust**1.5 * 0.4
    for _ in range(int(grain * seconds)):
        at = rng.uniform(0, seconds - 0.02)
        snap = _air(rng, 0.008, low * 1.4, high * 1.3) * _dying(0.008, 0.0015, 0.0003)
        _put(sound, at, snap, rng.lognormal(-0.9, 0.7) * gust[int(at * RATE)])
    return sound


def _paper(rng: _Rng) -> _Wave:
    return _rub(rng, 0.75, 1700, 9500, 110, 3)


def _page(rng: _Rng) -> _Wave:
    out = _blank(0.7)
    _put(out, 0.0, _rub(rng, 0.4, 1400, 8500, 40, 2))
    _put(out, 0.38, _air(rng, 0.12, 400, 5200) * _dying(0.12, 0.02), 0.35)
    return out


def _pencil(rng: _Rng) -> _Wave:
    out = _blank(1.6)
    at = 0.0
    while at < 1.45:
        long = rng.uniform(0.06, 0.16)
        _put(out, at, _air(rng, long, 2200, 7800) * _swell(long, (0, 0), (0.3, 1), (1, 0)), rng.uniform(0.5, 1))
        at += long + rng.uniform(0.01, 0.09)
    return out


def _cloth(rng: _Rng) -> _Wave:
    return _rub(rng, 0.6, 350, 3800, 8, 2)


def _thunder(rng: _Rng) -> _Wave:
    """Far off: it rolls, and comes back from the hills."""
    seconds = 5.5
    out = _blank(seconds)
    for at, height in ((0.0, 0.8), (rng.uniform(0.4, 0.8), 1.0), (rng.uniform(1.3, 2.1), 0.7), (rng.uniform(2.4, 3.2), 0.4)):
        _put(out, at, _air(rng, 2.3, 28, rng.uniform(90, 190)) * _swell(2.3, (0, 0), (0.12, 1), (1, 0)) ** 2, height)
    return out * _swell(seconds, (0, 1), (0.7, 0.8), (1, 0))


_SOUNDS: dict[str, Callable[[_Rng], _Wave]] = {
    "step wood": _step(((112, 0.03, 1.0), (238, 0.022, 0.6), (520, 0.012, 0.3)), 200, 2600, 0.012, 0.3),
    "step stone": _step(((190, 0.012, 0.6), (1450, 0.006, 0.5), (2700, 0.004, 0.4)), 900, 6500, 0.007, 0.5),
    "step carpet": _step(((82, 0.028, 1.0), (140, 0.02, 0.4)), 90, 900, 0.02, 0.3),
    "step metal": _step(((141, 0.09, 0.8), (417, 0.12, 0.5), (893, 0.09, 0.4), (1730, 0.06, 0.25)), 400, 4200, 0.008, 0.35),
    "step gravel": _gravel,
    "door": _door, "hatch": _hatch, "latch": _latch, "knock": _knock, "switch": _switch, "drawer": _drawer, "chair": _chair,
    "creak": _creak, "cup": _cup, "glass": _glass, "spoon": _spoon, "pour": _pour, "knife": _knife, "thud": _thud,
    "keys": _keys, "watch": _watch, "paper": _paper, "page": _page, "pencil": _pencil, "cloth": _cloth, "thunder": _thunder,
}  # fmt: skip
KINDS = tuple(_SOUNDS)
