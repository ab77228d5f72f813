"""What a place sounds like: rain, fire, crickets and the rest, made of noise and grains; every loop is seamless."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
LOOP_SECONDS = 12
_N = RATE * LOOP_SECONDS
Mono = NDArray[np.float64]
Stereo = NDArray[np.float32]
Rng = np.random.Generator


def ambience(kind: str, *, count: int, seed: int = 0) -> Stereo:
    """So many samples of it, at a root mean square of 1 (mix.py sets the height).

    It begins with the loop and ends with it, so that where a place goes on over a joint its sound does, too; between, the seed
    says where in the loop it is.
    """
    loop = _loop(kind)
    if count < 4 * _EDGE:
        return np.take(loop, np.arange(count), axis=0, mode="wrap")
    middle = seed * 7919 % (_N // 480) * 480
    at = np.arange(count)
    out = np.take(loop, at + middle, axis=0, mode="wrap")
    ease = np.sin(np.linspace(0, np.pi / 2, _BLEND, dtype=np.float32))[:, None]
    out[: _EDGE - _BLEND] = np.take(loop, at[: _EDGE - _BLEND], axis=0, mode="wrap")
    first = np.take(loop, at[_EDGE - _BLEND : _EDGE], axis=0, mode="wrap")
    out[_EDGE - _BLEND : _EDGE] = out[_EDGE - _BLEND : _EDGE] * ease + first * ease[::-1]
    last = np.take(loop, at[count - _EDGE :] - count, axis=0, mode="wrap")
    out[count - _EDGE : count - _EDGE + _BLEND] = out[count - _EDGE : count - _EDGE + _BLEND] * ease[::-1] + last[:_BLEND] * ease
    out[count - _EDGE + _BLEND :] = last[_BLEND:]
    return out


_EDGE, _BLEND = 2 * RATE, RATE // 2
"""Samples at each end that are in step with the loop, and in how many it goes over."""


def under_a_roof(kinds: Iterable[str]) -> tuple[str, ...]:
    """What is heard indoors of what is outside: rain is on the roof."""
    return tuple("roof" if kind == "rain" else kind for kind in kinds)


@lru_cache(maxsize=6)
def _loop(kind: str) -> Stereo:
    rng = np.random.default_rng(list(kind.encode()))
    stereo = _KINDS[kind](rng)
    loop = np.asarray(stereo / np.sqrt((stereo**2).mean()), np.float32)
    loop.flags.writeable = False
    return loop


# ---- what sounds are made of -----------------------------------------------------------------------------------------


def _noise(rng: Rng, shape: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Mono:
    """Noise with that spectrum (a gain for each frequency in Hz). It is periodic, so its ends join."""
    hertz = np.fft.rfftfreq(_N, 1 / RATE)
    spectrum = rng.standard_normal(len(hertz)) + 1j * rng.standard_normal(len(hertz))
    sound = np.fft.irfft(spectrum * shape(np.maximum(hertz, 1.0)), _N)
    return np.asarray(sound / (sound.std() + 1e-12))


def _band(low: float, high: float, slope: float = 0.0) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """A band with soft edges; `slope` in powers of frequency: -0.5 is pink."""

    def shape(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
        rise = 1 / (1 + (low / hertz) ** 4)
        fall = 1 / (1 + (hertz / high) ** 4)
        return np.asarray(rise * fall * (hertz / 1000.0) ** slope)

    return shape


def _swell(rng: Rng, slowest: int, waves: int, depth: float) -> Mono:
    """A slow periodic rise and fall around 1."""
    time = np.arange(_N) / _N
    sway = np.zeros(_N)
    for wave in range(waves):
        turns = slowest + wave
        sway += np.sin(2 * np.pi * (turns * time + rng.random())) / (wave + 1)
    return np.asarray(1 + depth * sway / max(np.abs(sway).max(), 1e-9))


def _wide(sides: Iterable[Mono], spread: float) -> NDArray[np.float64]:
    """Three noises as one wide one: what both ears hear, and what each hears alone."""
    middle, left, right = sides
    return np.stack([middle + spread * left, middle + spread * right], axis=1)


def _put(out: NDArray[np.float64], at: int, grain: Mono, pan: float) -> None:
    """Add a grain, round the loop's end; pan -1..1 by equal power."""
    angle = (pan + 1) * np.pi / 4
    place = (at + np.arange(len(grain))) % _N
    out[place, 0] += grain * np.cos(angle)
    out[place, 1] += grain * np.sin(angle)


def _ping(hertz: float, decay: float, *, bend: float = 0.0) -> Mono:
    """A struck sound that dies away in about `decay` seconds; `bend` octaves up on the way."""
    time = np.arange(int(decay * 5 * RATE)) / RATE
    phase = 2 * np.pi * hertz * (time + bend * time**2 / (2 * decay))
    return np.asarray(np.sin(phase) * np.exp(-time / decay) * np.minimum(1, time * 4000))


def _hall(dry: NDArray[np.float64], rng: Rng, seconds: float, wet: float) -> NDArray[np.float64]:
    """With the echo of a room, round the loop's end."""
    count = int(seconds * RATE)
    tail = rng.standard_normal((count, 2)) * np.exp(-np.arange(count) / count * 6.9)[:, None]
    tail /= np.sqrt((tail**2).sum(axis=0))
    echo = np.fft.irfft(np.fft.rfft(dry, axis=0) * np.fft.rfft(tail, _N, axis=0), _N, axis=0)
    return np.asarray(dry + wet * echo)


# ---- the kinds -------------------------------------------------------------------------------------------------------


def _rain(rng: Rng) -> NDArray[np.float64]:
    bed = _wide((_noise(rng, _band(500, 7500, -0.35)) for _ in range(3)), 0.8) * 0.5
    bed += (_noise(rng, _band(60, 320, -0.5)) * 0.22)[:, None]
    bed *= _swell(rng, 1, 5, 0.16)[:, None]
    drops = np.zeros((_N, 2))
    for _ in range(2600):
        hertz = float(np.exp(rng.uniform(np.log(1400), np.log(6500))))
        grain = _ping(hertz, rng.uniform(0.001, 0.004)) * rng.lognormal(-1.0, 0.7)
        _put(drops, int(rng.integers(_N)), grain, rng.uniform(-0.95, 0.95))
    for _ in range(22):  # drips from the gutter
        grain = _ping(rng.uniform(650, 1500), 0.02, bend=0.5) * rng.uniform(0.3, 0.8)
        _put(drops, int(rng.integers(_N)), grain, rng.uniform(-0.6, 0.6))
    return bed + drops


def _roof(rng: Rng) -> NDArray[np.float64]:
    """Rain as it is heard inside: dull on the roof, with single drops on a sill, and the hiss far off behind the glass."""
    out = _wide((_noise(rng, _band(140, 1300, -0.5)) for _ in range(3)), 0.7) * 0.55
    out += _wide((_noise(rng, _band(1800, 5200, -0.6)) for _ in range(3)), 0.9) * 0.06
    out *= _swell(rng, 1, 5, 0.2)[:, None]
    for _ in range(900):
        grain = _ping(float(np.exp(rng.uniform(np.log(260), np.log(1500)))), rng.uniform(0.003, 0.011)) * rng.lognormal(-1.5, 0.8)
        _put(out, int(rng.integers(_N)), grain, rng.uniform(-0.9, 0.9))
    for _ in range(26):
        _put(
            out,
            int(rng.integers(_N)),
            _ping(rng.uniform(900, 1900), 0.012, bend=0.4) * rng.uniform(0.3, 0.8),
            rng.uniform(-0.6, 0.6),
        )
    return _hall(out, rng, 0.3, 0.15)


def _wind(rng: Rng) -> NDArray[np.float64]:
    out = np.zeros((_N, 2))
    for low, high, strength, turns in ((70, 240, 1.0, 1), (200, 480, 0.6, 2), (420, 820, 0.3, 3), (800, 1500, 0.1, 4)):
        gust = np.maximum(0.05, _swell(rng, turns, 4, 0.85))
        sides = [_noise(rng, _band(low, high, -0.2)) for _ in range(3)]
        out += _wide(sides, 0.6) * gust[:, None] * strength
    return out


def _fire(rng: Rng) -> NDArray[np.float64]:
    bed = _noise(rng, _band(50, 260, -0.4)) * 0.5 * _swell(rng, 3, 6, 0.3)
    hiss = _noise(rng, _band(1800, 8000)) * 0.07 * _swell(rng, 2, 6, 0.5)
    out = np.stack([bed + hiss, bed + np.roll(hiss, RATE)], axis=1)
    for _ in range(46):  # the wood crackles in bursts
        centre, pan = int(rng.integers(_N)), rng.uniform(-0.35, 0.35)
        for _ in range(int(rng.integers(2, 11))):
            snap = rng.standard_normal(int(rng.uniform(0.0015, 0.007) * RATE))
            snap *= np.exp(-np.linspace(0, 6, len(snap))) * rng.lognormal(-0.9, 0.7)
            _put(out, centre + int(rng.exponential(0.06) * RATE), snap, pan)
    for _ in range(9):
        _put(out, int(rng.integers(_N)), _ping(rng.uniform(180, 420), 0.015) * rng.uniform(0.5, 1.0), rng.uniform(-0.3, 0.3))
    return _hall(out, rng, 0.35, 0.12)


def _clock(rng: Rng) -> NDArray[np.float64]:
    out = np.zeros((_N, 2))
    for beat in range(LOOP_SECONDS):
        tone = 1.0 if beat % 2 == 0 else 0.84
        for hertz, decay, strength in (
            (2150, 0.006, 1.0),
            (3420, 0.004, 0.6),
            (880, 0.016, 0.5),
            (5200, 0.002, 0.35),
            (310, 0.03, 0.35),
        ):
            _put(out, beat * RATE, _ping(hertz * tone, decay) * strength, 0.35)
        _put(out, beat * RATE + 3100, _ping(1500 * tone, 0.005) * 0.22, 0.35)
    room = _noise(rng, _band(60, 500, -0.6)) * 0.012
    return _hall(out, rng, 0.5, 0.5) + room[:, None]


def _murmur(rng: Rng) -> NDArray[np.float64]:
    hertz = np.fft.rfftfreq(_N, 1 / RATE)
    time = np.arange(_N) / RATE
    out = np.zeros((_N, 2))
    for voice in range(5):
        low = 98 if voice % 2 else 178
        turns = np.rint(rng.uniform(0.9, 1.2) * low * LOOP_SECONDS)
        wander = sum(
            rng.uniform(0.3, 1.0) * np.sin(2 * np.pi * (k * time / LOOP_SECONDS + rng.random())) for k in range(5, 40, 5)
        )
        saw = (turns * time / LOOP_SECONDS + 0.09 * low / 10 * wander) % 1.0 - 0.5
        spectrum = np.fft.rfft(saw)
        vowels = []
        for first, second in ((340, 1900), (650, 1150), (460, 900)):
            gain = np.exp(-(((hertz - first) / 110) ** 2)) + 0.35 * np.exp(-(((hertz - second) / 160) ** 2))
            vowels.append(np.fft.irfft(spectrum * gain, _N))
        which = _eased_steps(rng, 3.4)
        speech = sum(vowel * np.clip(1 - np.abs(which * 3 - place - 0.5), 0, 1) for place, vowel in enumerate(vowels))
        syllables = np.clip(_eased_steps(rng, 4.6) * 1.7 - 0.45, 0, 1)
        talks = np.clip((_eased_steps(rng, 0.45) - 0.35) * 6, 0, 1)
        angle = rng.uniform(0.1, 0.9) * np.pi / 2
        out += np.outer(speech * syllables * talks, (np.cos(angle), np.sin(angle)))
    out /= out.std() + 1e-9
    for _ in range(7):  # a cup on its saucer, far off
        pan, at, strength = rng.uniform(-0.8, 0.8), int(rng.integers(_N)), rng.uniform(0.15, 0.4)
        for tone in (3100, 4700, 6900):
            _put(out, at, _ping(tone * rng.uniform(0.95, 1.05), 0.03) * strength, pan)
    return _hall(out, rng, 0.7, 0.9) + (_noise(rng, _band(80, 400, -0.5)) * 0.12)[:, None]


def _eased_steps(rng: Rng, per_second: float) -> Mono:
    """Random heights 0..1, so many a second, with smooth ways between them; periodic."""
    count = max(4, round(per_second * LOOP_SECONDS))
    heights = rng.random(count)
    at = np.arange(_N) * count / _N
    here, part = at.astype(int) % count, at % 1.0
    part = part * part * (3 - 2 * part)
    return np.asarray(heights[here] * (1 - part) + heights[(here + 1) % count] * part)


def _crickets(rng: Rng) -> NDArray[np.float64]:
    out = np.zeros((_N, 2))
    time = np.arange(int(0.017 * RATE)) / RATE
    bump = np.sin(np.pi * np.linspace(0, 1, len(time))) ** 2
    for _ in range(7):
        hertz, pan, strength = rng.uniform(3900, 4900), rng.uniform(-0.95, 0.95), rng.lognormal(-0.6, 0.6)
        chirps = int(rng.integers(20, 38))
        pulses = int(rng.integers(3, 5))
        first = rng.uniform(0, _N)
        for chirp in range(chirps):
            if rng.random() < 0.12:
                continue
            for pulse in range(pulses):
                at = int(first + chirp * _N / chirps + rng.normal(0, 60) + pulse * 0.024 * RATE)
                grain = np.sin(2 * np.pi * hertz * time) * bump * strength * (0.6 + 0.2 * pulse)
                _put(out, at, grain, pan)
    night = _wide((_noise(rng, _band(120, 900, -0.6)) for _ in range(3)), 0.7)
    return _hall(out, rng, 0.25, 0.25) + 0.022 * night * _swell(rng, 1, 3, 0.3)[:, None]


def _birds(rng: Rng) -> NDArray[np.float64]:
    out = np.zeros((_N, 2))
    for _ in range(5):
        pan, strength = rng.uniform(-0.9, 0.9), rng.lognormal(-0.7, 0.5)
        motif = [
            (
                rng.uniform(0, 0.07),
                rng.uniform(0.05, 0.16),
                rng.uniform(2300, 5200),
                rng.uniform(-0.5, 0.6),
                rng.choice([0, 0, 28.0]),
            )
            for _ in range(int(rng.integers(3, 7)))
        ]
        for _ in range(int(rng.integers(2, 5))):
            at = rng.uniform(0, LOOP_SECONDS)
            for gap, length, hertz, bend, trill in motif:
                time = np.arange(int(length * RATE)) / RATE
                pitch = hertz * 2 ** (bend * time / length) * (1 + 0.03 * np.sin(2 * np.pi * trill * time))
                note = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.sin(np.pi * time / length) ** 1.5
                _put(out, int(at * RATE), note * strength, pan)
                at += length + gap + 0.02
    air = _wide((_noise(rng, _band(150, 2500, -0.6)) for _ in range(3)), 0.7)
    return _hall(out, rng, 0.9, 0.35) + 0.03 * air


def _street(rng: Rng) -> NDArray[np.float64]:
    out = _wide((_noise(rng, _band(45, 420, -0.7)) for _ in range(3)), 0.5) * _swell(rng, 1, 3, 0.25)[:, None]
    for _ in range(2):  # a car goes by, streets away
        at, reach = rng.uniform(0, _N), RATE * 3.2
        far = (np.arange(_N) - at + _N / 2) % _N - _N / 2
        near = np.exp(-((far / reach) ** 2))
        pan = np.clip(far / reach, -1, 1) * rng.choice([-1, 1])
        roar = _noise(rng, _band(90, 900, -0.4)) * near * 0.9
        out += np.stack([roar * (1 - pan) / 2, roar * (1 + pan) / 2], axis=1)
    return out


def _hum(rng: Rng) -> NDArray[np.float64]:
    """A station that breathes: air in the ducts, a pump far below it, and now and then a plate of the hull that settles."""
    air = _wide((_noise(rng, _band(180, 1500, -0.7)) for _ in range(3)), 0.7) * _swell(rng, 1, 4, 0.22)[:, None]
    out = air + (_noise(rng, _band(45, 160, -0.3)) * 0.7)[:, None]
    time = np.arange(_N) / _N
    for hertz, strength in ((55, 0.34), (110, 0.26), (165, 0.12), (220, 0.07)):
        for side in range(2):  # a turn of the loop apart in pitch, so that the tone wanders between the ears
            turns = hertz * LOOP_SECONDS + 2 * side
            out[:, side] += strength * np.sin(2 * np.pi * (turns * time + rng.random()))
    for _ in range(3):
        knock = _ping(rng.uniform(120, 210), 0.09, bend=-0.3) * rng.uniform(0.25, 0.5)
        _put(out, int(rng.integers(_N)), knock, rng.uniform(-0.8, 0.8))
    return _hall(out, rng, 0.9, 0.25)


_KINDS: dict[str, Callable[[Rng], NDArray[np.float64]]] = {
    "rain": _rain,
    "roof": _roof,
    "wind": _wind,
    "fire": _fire,
    "clock": _clock,
    "murmur": _murmur,
    "crickets": _crickets,
    "birds": _birds,
    "street": _street,
    "hum": _hum,
}
KINDS = tuple(_KINDS)
