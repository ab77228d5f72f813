"""The sound of a scene: voices in front, music that gives way to them, the place behind, and never too loud.

A scene is mixed without knowing what comes before and after it. So its first and last samples are the same in every scene:
only the music's thread is heard there, in step with the 64-frame grid, and the place where it does not change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine import media
from engine.library.music import MOODS
from engine.story.story import FPS, Shot
from engine.video.score import BAR, score, thread, track_for
from engine.video.score.ambience import KINDS, ambience
from engine.video.score.foley import foley
from engine.video.score.rooms import Room, echo, room
from engine.video.score.spotting import Noise
from engine.video.stages import breathe
from engine.video.voices.breath import HEIGHT
from engine.video.voices.speech import RATE, Samples, Speech

Stereo = NDArray[np.float32]
Mono = NDArray[np.float32]

SAMPLES = RATE // FPS
"""Samples of sound in a frame."""

LOUDNESS = -16.0
"""LUFS of a voice, and of a scene."""
CEILING = -2.0
"""dBTP that no peak passes: under -1 with room for what AAC adds."""
CLEAR = 14.0
"""dB by which speech is over all else in the band of speech while somebody speaks, in every scene."""
_MUSIC = -23.0
"""LUFS of music between lines. Under speech it is _DUCK lower; in a scene without words _ALONE."""
_DUCK = -11.0
_ALONE = -18.0
_THREAD = -40.0
"""Root mean square in dB of what runs through the joints. It is never turned up or down."""
_PLACE: dict[str, float] = {
    "rain": -37.0,
    "roof": -36.0,
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
_SEAM = 0.004
"""The same for the place: where it stays, it is in step on both sides of the joint, and nothing is missed."""
_SETTLE = 1.2
"""Seconds from each end until a scene is as loud as it is turned."""
_FAR = -3.0
"""dB of a voice across the room, against one that is close."""


@dataclass(frozen=True, kw_only=True)
class Cue:
    """A line in the mix: in which shot, seconds after its start, from where (-1 left to 1 right), and how far off (0 to 1)."""

    shot: int
    start: float
    speech: Speech
    pan: float = 0.0
    distance: float = 0.0
    breath: Samples | None = None
    """Taken before it, at a peak of its depth, where there is time."""
    dry: bool = False
    """Said in no room: by who describes the picture."""


def mix(
    shots: Sequence[Shot],
    cues: Sequence[Cue],
    *,
    noises: Sequence[Noise] = (),
    ambience: Sequence[str] = (),
    rooms: Mapping[str, Room] | None = None,
    mood: str = "",
    tension: float | None = None,
    valence: float | None = None,
    seed: int = 0,
) -> Stereo:
    """The scene's sound at 48 kHz, exactly as long as its shots. The same arguments give the same samples.

    `rooms`: how each set answers, where it is no set that ships. `tension` and `valence`, else the shots say.
    """
    found = layers(
        shots, cues, noises=noises, ambience=ambience, rooms=rooms, mood=mood, tension=tension, valence=valence, seed=seed
    )
    count = len(found.spoken)
    breathe()
    turned = _gain(_even(found.voices + found.bed + found.place, bool(len(cues))))
    whole = (faded(found.voices + found.bed) + faded(found.place, _SEAM)) * _settled(turned, count)[:, None]
    breathe()
    return _kept_at_ends(whole, limited(whole)) + thread(count) * np.float32(_gain(_THREAD))


@dataclass(frozen=True, kw_only=True)
class Layers:
    """What a mix is made of, before it is turned up or down: voices; music and small sounds; the place; where one speaks."""

    voices: Stereo
    bed: Stereo
    place: Stereo
    spoken: Mono


def layers(
    shots: Sequence[Shot],
    cues: Sequence[Cue],
    *,
    noises: Sequence[Noise] = (),
    ambience: Sequence[str] = (),
    rooms: Mapping[str, Room] | None = None,
    mood: str = "",
    tension: float | None = None,
    valence: float | None = None,
    seed: int = 0,
) -> Layers:
    """The scene's layers. While somebody speaks, all else together is at least CLEAR dB under them."""
    count = sum(shot.frames for shot in shots) * SAMPLES
    starts = np.concatenate([[0], np.cumsum([shot.frames for shot in shots])]) * SAMPLES
    answers = {shot.environment: (rooms or {}).get(shot.environment) or room(shot.environment) for shot in shots}
    voices, spoken = _voices(shots, cues, starts, count, answers)
    if not mood and shots[0].framing == "title":
        mood = "title"
    talk = _talk(spoken)
    breathe()
    bed = _music(shots, count, mood, tension, valence, seed, spoken, answers[shots[-1].environment]) * _way(talk, _DUCK)
    bed += _noises(shots, noises, starts, count, answers) * _way(talk, -2.0)
    place = _place(ambience, count, seed) * _way(talk, -2.5)
    breathe()
    if (lacks := CLEAR - clarity(voices, bed + place, spoken)) > 0:
        under = _way(talk, -lacks)
        bed, place = bed * under, place * under
    return Layers(voices=voices, bed=bed, place=place, spoken=spoken)


def _voices(
    shots: Sequence[Shot], cues: Sequence[Cue], starts: NDArray[Any], count: int, rooms: Mapping[str, Room]
) -> tuple[Stereo, Mono]:
    """All lines in their places, with the echo of each room; and where anyone speaks, 0 to 1."""
    out = np.zeros((count, 2), np.float32)
    spoken = np.zeros(count, np.float32)
    by_room: dict[tuple[str, float], Stereo] = {}
    last = 0
    for line in sorted(cues, key=lambda one: (one.shot, one.start)):
        breathe()
        far = float(np.clip(line.distance, 0, 1))
        sound = (_levelled(line.speech) * np.float32(_gain(_FAR * far)))[:count]
        begin = max(0, min(int(starts[line.shot]) + round(line.start * RATE), count - len(sound)))
        end = begin + len(sound)
        dry = by_room.setdefault(
            (shots[line.shot].environment, -1.0 if line.dry else round(far * 2) / 2), np.zeros((count, 2), np.float32)
        )
        dry[begin:end] += sided(sound, line.pan)
        if line.breath is not None and begin - last > len(line.breath) + RATE // 20:
            air = line.breath * np.float32(_gain(HEIGHT) * np.abs(sound).max(initial=0.0))
            before = begin - len(air) + RATE // 100
            dry[before : before + len(air)] += sided(air, line.pan)
        spoken[begin:end] = 1.0
        last = end
    for (environment, far), dry in by_room.items():
        breathe()
        out += dry if far < 0 else dry + echo(dry, rooms[environment], more=0.7 + 0.9 * far)
    return out, spoken


def sided(sound: Mono, pan: float) -> Stereo:
    """One channel as two, by equal power: -1 left to 1 right."""
    angle = (float(np.clip(pan, -1, 1)) + 1) * np.pi / 4
    return np.stack([sound * np.float32(np.cos(angle)), sound * np.float32(np.sin(angle))], axis=1)


def _levelled(speech: Speech) -> Mono:
    """A line at the loudness of a voice, its loudest syllables held back a little."""
    sound = speech.samples
    power = _smooth(sound * sound, 0.03)
    threshold = float(np.percentile(power, 70)) if len(power) else 0.0
    if threshold > 0:
        sound = sound * np.minimum(1.0, (threshold / np.maximum(power, 1e-12)) ** 0.25).astype(np.float32)
    return np.asarray(sound * _gain(LOUDNESS + speech.level - loudness(sound)), np.float32)


def _music(
    shots: Sequence[Shot],
    count: int,
    mood: str,
    tension: float | None,
    valence: float | None,
    seed: int,
    spoken: Mono,
    place: Room,
) -> Stereo:
    bars = -(-count // BAR)
    tensions = (
        [MOODS[mood][0]] * bars if mood in MOODS else [tension] * bars if tension is not None else list(_by_bar(shots, bars))
    )
    if valence is None:
        valence = float(np.average([shot.valence for shot in shots], weights=[shot.frames for shot in shots]))
    talk = [float(spoken[bar * BAR : (bar + 1) * BAR].mean()) for bar in range(bars)]
    track = track_for(mood, tension=float(np.mean(tensions)), valence=valence, palette=place.music)
    sound = score(track, tensions, talk=talk, turn=seed % 2, title=mood in ("title", "triumphant"))[:count]
    height = _gain((_MUSIC if spoken.any() else _ALONE) - loudness(sound))
    return np.asarray(sound * np.float32(height), np.float32)


def _by_bar(shots: Sequence[Shot], bars: int) -> NDArray[np.float64]:
    """The tension in each bar: that of the shot in the middle of it."""
    ends = np.cumsum([shot.frames for shot in shots])
    middles = (np.arange(bars) + 0.5) * BAR / SAMPLES
    return np.array([shots[min(int(np.searchsorted(ends, at, "right")), len(shots) - 1)].tension for at in middles])


def _noises(
    shots: Sequence[Shot], noises: Sequence[Noise], starts: NDArray[Any], count: int, rooms: Mapping[str, Room]
) -> Stereo:
    """The small sounds, each in its room; what would be cut off by the end of the scene dies away with it."""
    by_room: dict[str, Stereo] = {}
    for one in noises:
        breathe()
        sound = foley(one.kind, one.take) * np.float32(_gain(one.level))
        begin = int(starts[one.shot]) + round(one.at * RATE)
        sound = sound[: max(0, count - begin)]
        dry = by_room.setdefault(shots[one.shot].environment, np.zeros((count, 2), np.float32))
        dry[begin : begin + len(sound)] += sided(sound, one.pan)
    out = np.zeros((count, 2), np.float32)
    for environment, dry in by_room.items():
        breathe()
        out += dry + echo(dry, rooms[environment], more=1.4)
    return out


def _place(kinds: Sequence[str], count: int, seed: int) -> Stereo:
    out = np.zeros((count, 2), np.float32)
    for kind in kinds:
        breathe()
        if kind in KINDS:
            out += ambience(kind, count=count, seed=seed) * np.float32(_gain(_PLACE[kind]))
    return out


def _talk(spoken: Mono) -> Mono:
    """0 to 1: how far all else has given way: from a quarter of a second before words, slowly after; short gaps are bridged."""
    step = RATE // 100
    talk = cv2.dilate(spoken[None, ::step], np.ones((1, 2 * 55 + 1)))[0]  # gaps of up to 1.1 s
    kernel = np.hanning(91)[1:-1]
    eased = np.convolve(np.pad(talk, 44, mode="edge"), kernel / kernel.sum(), "valid")
    return np.interp(np.arange(len(spoken)), np.arange(len(eased)) * step, eased).astype(np.float32)


def _way(talk: Mono, depth: float) -> Stereo:
    """Gains for both channels that are `depth` dB where all gives way."""
    return np.asarray(np.exp(talk * np.float32(depth * np.log(10) / 20))[:, None], np.float32)


def _even(whole: Stereo, with_words: bool) -> float:
    """dB that bring the scene to its loudness, within bounds: silence is not to be blown up."""
    target = LOUDNESS if with_words else LOUDNESS - 1.5
    return float(np.clip(target - loudness(whole), -6.0, 3.0))


def _settled(turned: float, count: int) -> Mono:
    """That gain, from 1 at both ends: where the place goes on into the next scene, it is as loud there."""
    settle = min(round(_SETTLE * RATE), count // 2)
    gains = np.full(count, turned, np.float32)
    ramp = np.linspace(1.0, turned, settle, dtype=np.float32)
    gains[:settle] = ramp
    gains[count - settle :] = ramp[::-1]
    return gains


def _kept_at_ends(whole: Stereo, held: Stereo) -> Stereo:
    """The first and last samples as they were: the limiter's filter rings where sound begins, and there is nothing to hold."""
    join = min(RATE // 50, len(whole) // 2)
    if held is whole or not join:
        return held
    ease = np.linspace(0, 1, join, dtype=np.float32)[:, None]
    held = held.copy()
    held[:join] = whole[:join] * (1 - ease) + held[:join] * ease
    held[len(held) - join :] = whole[len(whole) - join :] * ease + held[len(held) - join :] * (1 - ease)
    return held


# ---- measuring -------------------------------------------------------------------------------------------------------


def clarity(speech: Stereo, bed: Stereo, spoken: Mono) -> float:
    """dB by which speech is over the bed between 300 and 3400 Hz, while somebody speaks; 90 where nothing is in its way."""
    step = 6
    count = len(spoken) // step * step
    heard = spoken[:count:step] > 0.5
    if not heard.any():
        return 90.0
    powers = []
    for sound in (speech, bed):
        breathe()
        thin = sound[:count].sum(axis=1).reshape(-1, step).mean(axis=1) * heard
        spectrum = np.abs(np.fft.rfft(thin)) ** 2
        hertz = np.fft.rfftfreq(len(thin), step / RATE)
        powers.append(float(spectrum[(hertz > 300) & (hertz < 3400)].sum()))
    return min(90.0, 10 * float(np.log10(max(powers[0], 1e-12) / max(powers[1], 1e-12))))


def loudness(sound: NDArray[Any]) -> float:
    """Integrated LUFS of (n,) or (n, 2) samples. What is shorter than a block of the measure is repeated; silence is -70."""
    if not len(sound) or not np.any(sound):
        return -70.0
    if len(sound) < RATE // 2:
        sound = np.concatenate([sound] * (RATE // 2 // len(sound) + 1))
    one = sound.ndim == 1
    both = np.stack([sound, sound], axis=1) if one else sound
    measured = media.loudness(_by_second(np.asarray(both, np.float32)), peaks=False).lufs
    return max(-70.0, measured - _TWICE if one else measured)


def _by_second(sound: Stereo) -> Iterator[Stereo]:
    """As the measure and the limiter take it anyway, with a breath between."""
    for begin in range(0, len(sound), RATE):
        breathe()
        yield sound[begin : begin + RATE]


_TWICE = 10 * float(np.log10(2))
"""dB by which two equal channels are louder than one."""


def limited(sound: Stereo, ceiling: float = CEILING) -> Stereo:
    """No true peak above the ceiling (dBTP). What is well under it is left as it is."""
    if not len(sound) or np.abs(sound).max() * 1.6 < _gain(ceiling):
        return sound
    held = np.concatenate(list(media.limited(_by_second(sound), peak_db=ceiling - _REGROWN)))[: len(sound)]
    return np.pad(held, ((0, len(sound) - len(held)), (0, 0)))


_REGROWN = 0.3
"""dB by which a held peak may grow again on its way back to 48 kHz."""


def faded(sound: Stereo, seconds: float = _JOIN) -> Stereo:
    """In and out within so many seconds at both ends."""
    join = min(round(seconds * RATE), len(sound) // 2)
    ramp = np.sin(np.linspace(0, np.pi / 2, join, dtype=np.float32))[:, None]
    out = sound.copy()
    out[:join] *= ramp
    out[len(out) - join :] *= ramp[::-1]
    return out


def _smooth(values: NDArray[Any], seconds: float) -> Mono:
    size = (max(3, int(seconds * RATE)), 1)
    once = cv2.blur(np.asarray(values, np.float32)[None], size, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.blur(once, size, borderType=cv2.BORDER_REPLICATE)[0], np.float32)


def _gain(decibels: float) -> float:
    return float(10.0 ** (decibels / 20))
