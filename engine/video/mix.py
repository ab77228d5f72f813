"""The sound of a scene: voices in front, music that gives way to them, the place behind, and never too loud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine import media
from engine.story.story import FPS, Shot
from engine.video.score import cue
from engine.video.score.ambience import KINDS, ambience
from engine.video.voices.speech import RATE, Speech

Stereo = NDArray[np.float32]
Mono = NDArray[np.float32]

SAMPLES = RATE // FPS
"""Samples of sound in a frame."""

LOUDNESS = -16.0
"""LUFS of a voice, and of a scene."""
CEILING = -2.0
"""dBTP that no peak passes: under -1 with room for what AAC adds."""
_MUSIC = -23.0
"""LUFS of music between lines. Under speech it is _DUCK lower; in a scene without words _ALONE."""
_DUCK = -11.0
_ALONE = -18.0
_PLACE: dict[str, float] = {
    "rain": -37.0,
    "wind": -39.0,
    "fire": -40.0,
    "clock": -47.0,
    "murmur": -40.0,
    "crickets": -44.0,
    "birds": -43.0,
    "street": -39.0,
    "hum": -44.0,
}
"""Root mean square of each ambience in dB."""
_JOIN = 0.03
"""Seconds at each end of a scene in which everything comes and goes, so that a joint does not click."""
_MUSIC_JOIN = 0.8


@dataclass(frozen=True, kw_only=True)
class Cue:
    """A line in the mix: in which shot, how many seconds after its start, and from where (-1 left to 1 right)."""

    shot: int
    start: float
    speech: Speech
    pan: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Room:
    """How a place answers: seconds until its echo is gone, how much of it there is, and how bright it is in Hz."""

    seconds: float = 0.34
    wet: float = 0.085
    bright: float = 4200.0


_ROOMS: dict[str, Room] = {
    "library": Room(seconds=0.42, wet=0.075, bright=3000.0),
    "tearoom": Room(seconds=0.32, wet=0.085, bright=4600.0),
    "conservatory": Room(seconds=0.75, wet=0.11, bright=6500.0),
    "street": Room(seconds=0.2, wet=0.035, bright=3600.0),
}
"""By environment; a new set sounds like a room of usual size until it has a line here."""


def mix(
    shots: Sequence[Shot],
    cues: Sequence[Cue],
    *,
    ambience: Sequence[str] = (),
    mood: str = "",
    tension: float | None = None,
    valence: float | None = None,
    seed: int = 0,
) -> Stereo:
    """The scene's sound at 48 kHz, exactly as long as its shots. The same arguments give the same samples."""
    count = sum(shot.frames for shot in shots) * SAMPLES
    mean = [
        float(np.average([getattr(s, of) for s in shots], weights=[s.frames for s in shots])) for of in ("tension", "valence")
    ]
    tension, valence = tension if tension is not None else mean[0], valence if valence is not None else mean[1]
    if not mood and shots[0].framing == "title":
        mood = "title"
    voices, spoken = _voices(shots, cues, count)
    music = _music(count, mood, tension, valence, seed, spoken)
    whole = voices + music + _place(ambience, count, seed, spoken)
    whole *= _gain(_even(whole, bool(len(cues))))
    return faded(limited(whole))


def _voices(shots: Sequence[Shot], cues: Sequence[Cue], count: int) -> tuple[Stereo, Mono]:
    """All lines in their places, with the echo of each room; and where anyone speaks, 0 to 1."""
    starts = np.concatenate([[0], np.cumsum([shot.frames for shot in shots])]) * SAMPLES
    out = np.zeros((count, 2), np.float32)
    spoken = np.zeros(count, np.float32)
    by_room: dict[str, Stereo] = {}
    for line in cues:
        sound = _levelled(line.speech)[:count]
        begin = max(0, min(int(starts[line.shot]) + round(line.start * RATE), count - len(sound)))
        end = begin + len(sound)
        angle = (float(np.clip(line.pan, -1, 1)) + 1) * np.pi / 4
        placed = np.stack([sound * np.float32(np.cos(angle)), sound * np.float32(np.sin(angle))], axis=1)
        by_room.setdefault(shots[line.shot].environment, np.zeros((count, 2), np.float32))[begin:end] += placed
        spoken[begin:end] = 1.0
    for environment, dry in by_room.items():
        out += dry + _echo(dry, _ROOMS.get(environment, Room()))
    return out, spoken


def _levelled(speech: Speech) -> Mono:
    """A line at the loudness of a voice, its loudest syllables held back a little."""
    sound = speech.samples
    power = _smooth(sound * sound, 0.03)
    threshold = float(np.percentile(power, 70)) if len(power) else 0.0
    if threshold > 0:
        sound = sound * np.minimum(1.0, (threshold / np.maximum(power, 1e-12)) ** 0.25).astype(np.float32)
    return np.asarray(sound * _gain(LOUDNESS + speech.level - loudness(sound)), np.float32)


def _music(count: int, mood: str, tension: float, valence: float, seed: int, spoken: Mono) -> Stereo:
    sound = cue(mood, tension=tension, valence=valence, seconds=count / RATE, seed=seed)[:count]
    heard = spoken.any()
    height = _gain((_MUSIC if heard else _ALONE) - loudness(sound))
    join = min(round(_MUSIC_JOIN * RATE), count // 2)
    ends = np.ones(count, np.float32)
    ends[:join] = np.sin(np.linspace(0, np.pi / 2, join))
    ends[count - join :] = np.cos(np.linspace(0, np.pi / 2, join))
    return np.asarray(sound * (height * ends * _way(spoken, _DUCK))[:, None], np.float32)


def _place(kinds: Sequence[str], count: int, seed: int, spoken: Mono) -> Stereo:
    out = np.zeros((count, 2), np.float32)
    for kind in kinds:
        if kind in KINDS:
            out += ambience(kind, seconds=count / RATE, seed=seed)[:count] * _gain(_PLACE[kind])
    return np.asarray(out * _way(spoken, -2.5)[:, None], np.float32)


def _way(spoken: Mono, depth: float) -> Mono:
    """Gains that give way to speech: down a quarter of a second before it, up slowly after; short gaps stay down."""
    step = RATE // 100
    talk = cv2.dilate(spoken[None, ::step], np.ones((1, 2 * 55 + 1)))[0]  # gaps of up to 1.1 s are bridged
    kernel = np.hanning(91)[1:-1]
    eased = np.convolve(np.pad(talk, 44, mode="edge"), kernel / kernel.sum(), "valid")
    decibels = np.interp(np.arange(len(spoken)), np.arange(len(eased)) * step, eased * depth)
    return np.asarray(10.0 ** (decibels / 20), np.float32)


def _even(whole: Stereo, with_words: bool) -> float:
    """dB that bring the scene to its loudness, within bounds: silence is not to be blown up."""
    target = LOUDNESS if with_words else LOUDNESS - 1.5
    return float(np.clip(target - loudness(whole), -6.0, 3.0))


# ---- measuring -------------------------------------------------------------------------------------------------------


def loudness(sound: NDArray[Any]) -> float:
    """Integrated LUFS of (n,) or (n, 2) samples. What is shorter than a block of the measure is repeated; silence is -70."""
    if not len(sound) or not np.any(sound):
        return -70.0
    if len(sound) < RATE // 2:
        sound = np.concatenate([sound] * (RATE // 2 // len(sound) + 1))
    one = sound.ndim == 1
    both = np.stack([sound, sound], axis=1) if one else sound
    measured = media.loudness([np.asarray(both, np.float32)], peaks=False).lufs
    return max(-70.0, measured - _TWICE if one else measured)


_TWICE = 10 * float(np.log10(2))
"""dB by which two equal channels are louder than one."""


def limited(sound: Stereo, ceiling: float = CEILING) -> Stereo:
    """No true peak above the ceiling (dBTP). What is well under it is left as it is."""
    if not len(sound) or np.abs(sound).max() * 1.6 < _gain(ceiling):
        return sound
    held = np.concatenate(list(media.limited([sound], peak_db=ceiling - _REGROWN)))[: len(sound)]
    return np.pad(held, ((0, len(sound) - len(held)), (0, 0)))


_REGROWN = 0.3
"""dB by which a held peak may grow again on its way back to 48 kHz."""


def faded(sound: Stereo) -> Stereo:
    """In and out within the first and last 30 ms."""
    join = min(round(_JOIN * RATE), len(sound) // 2)
    ramp = np.sin(np.linspace(0, np.pi / 2, join, dtype=np.float32))[:, None]
    out = sound.copy()
    out[:join] *= ramp
    out[len(out) - join :] *= ramp[::-1]
    return out


def _echo(dry: Stereo, room: Room) -> Stereo:
    tail = _tail(room)
    out = np.zeros((len(dry) + _BLOCK + len(tail), 2), np.float32)
    answer = np.fft.rfft(tail, 2 * _BLOCK, axis=0)
    for begin in range(0, len(dry), _BLOCK):  # overlap and add
        piece = dry[begin : begin + _BLOCK]
        if piece.any():
            out[begin : begin + 2 * _BLOCK] += np.fft.irfft(np.fft.rfft(piece, 2 * _BLOCK, axis=0) * answer, axis=0)[
                : len(out) - begin
            ]
    return out[: len(dry)]


_BLOCK = 2**16
"""Samples that are answered at once; no room answers longer."""


@lru_cache(maxsize=8)
def _tail(room: Room) -> Stereo:
    """Early answers of the walls, then noise that dies away; darker as it goes."""
    count = round(room.seconds * RATE)
    rng = np.random.default_rng(7)
    time = np.arange(count) / count
    noise = np.fft.rfft(rng.standard_normal((count, 2)), axis=0)
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    noise *= ((hertz > 180) / (1 + (hertz / room.bright) ** 2))[:, None]
    tail = np.fft.irfft(noise, count, axis=0) * (10.0 ** (-3 * time))[:, None]
    tail /= np.sqrt((tail**2).sum(axis=0))
    for number, (when, strength) in enumerate(((0.011, 0.5), (0.017, 0.42), (0.023, 0.3), (0.031, 0.24))):
        tail[int(when * RATE), number % 2] += strength
    tail[: int(0.004 * RATE)] = 0
    return np.asarray(tail * room.wet * 2, np.float32)


def _smooth(values: NDArray[Any], seconds: float) -> Mono:
    size = (max(3, int(seconds * RATE)), 1)
    once = cv2.blur(np.asarray(values, np.float32)[None], size, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.blur(once, size, borderType=cv2.BORDER_REPLICATE)[0], np.float32)


def _gain(decibels: float) -> float:
    return float(10.0 ** (decibels / 20))
