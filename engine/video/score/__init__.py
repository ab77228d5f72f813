"""Music for a scene: a piece's stems, as tension asks for them, in phrases that end where the scene does.

Every scene is a whole number of bars, begins at home and ends on the dominant, over a thread of sound that is the same at
every bar line: so any scene's music may follow any other's, on any branch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine import media
from engine.errors import StoryError
from engine.library.music import MOODS, Track, music
from engine.story.story import FPS, GRID
from engine.video.stages import breathe

RATE = 48_000
BAR = GRID * RATE // FPS
"""Samples of a bar, which is 64 frames."""
PHRASE = 4
"""Bars of a phrase: its last is the dominant."""
Stereo = NDArray[np.float32]
"""(samples, 2) at 48 kHz."""
Loop = NDArray[np.int16]
"""The same in half the memory."""

_RELEASE = 0.6
"""Seconds in which the last notes of a scene die away."""
_SPLICE = 0.09
"""Seconds in which notes die away where the music goes on elsewhere in the piece."""
_START = 240
_EASE = np.linspace(0, 1, _START, dtype=np.float32)[:, None]
"""In so many samples a stem is there."""
_RAMP = 0.5
"""Seconds before a bar line in which stems come and go."""


def mood_of(tension: float, valence: float) -> str:
    """The mood that comes nearest; never one that must be asked for by name."""
    asked_for = ("title", "triumphant")

    def distance(mood: str) -> float:
        (t, v) = MOODS[mood]
        return (t - tension) ** 2 * 2 + (v - valence) ** 2

    return min((mood for mood in MOODS if mood not in asked_for), key=distance)


def track_for(mood: str, *, tension: float = 0.3, valence: float = 0.0, palette: str = "hearth") -> Track:
    """The piece for a mood in these instruments: of those that have the mood, the one that feels nearest; "" is what tension
    and valence say."""
    if mood and mood not in MOODS:
        raise StoryError(f'There is no music for "{mood}". Write one of {", ".join(MOODS)}, or nothing.')
    if mood:
        tension, valence = MOODS[mood]
    mood = mood or mood_of(tension, valence)
    fitting = [track for track in music().values() if mood in track.moods]
    if not fitting:
        raise StoryError(f'No piece in assets/music is "{mood}". Add one, or write another mood.')
    ours = [track for track in fitting if track.palette == palette] or fitting
    return min(ours, key=lambda track: (abs(track.valence - valence), track.id))


def places(bars: int, *, turn: int = 0) -> tuple[int, ...]:
    """For each bar of a scene, the bar of the piece that is played.

    At home until whole phrases are left (so a scene begins on a phrase), then phrases, of which the last ends with the scene.
    """
    if bars < PHRASE:
        return ((0,), (0, 7), (0, 6, 7))[bars - 1]
    lead = bars % PHRASE
    return (0,) * lead + tuple((PHRASE * turn + bar) % (2 * PHRASE) for bar in range(bars - lead))


def weights(tension: float, *, phrase: int, talk: float, title: bool = False) -> dict[str, float]:
    """How much of each stem is heard in a bar. `phrase`: which one (-1: none yet); `talk`: the share of it with words."""
    calm = 1 - _rise(0.5, 0.75, tension)
    sings = title or (phrase >= 0 and phrase % 2 == 1)
    return {
        "pad": 0.9 - 0.25 * _rise(0.75, 0.95, tension),
        "bass": 0.8 * _rise(0.15, 0.4, tension) + 0.15,
        "figure": (0.85 if phrase >= 0 or title else 0.45) * calm,
        "tune": (1.0 if sings else 0.0) * calm * (1 - 0.7 * talk),
        "pulse": 0.9 * _rise(0.45, 0.66, tension) * (1 - 0.25 * talk),
        "tremble": 0.7 * _rise(0.62, 0.85, tension),
    }


def score(track: Track, tensions: Sequence[float], *, talk: Sequence[float] = (), turn: int = 0, title: bool = False) -> Stereo:
    """The stems together for as many bars as there are tensions. It begins on the beat, and ends in silence with the last bar."""
    bars = len(tensions)
    count = bars * BAR
    runs = tuple(_runs(places(bars, turn=turn)))
    lead = bars % PHRASE if bars >= PHRASE else 0
    wanted = [
        weights(
            tension,
            phrase=(bar - lead) // PHRASE if bar >= lead and bars >= PHRASE else -1,
            talk=talk[bar] if bar < len(talk) else 0.0,
            title=title,
        )
        for bar, tension in enumerate(tensions)
    ]
    out = np.zeros((count, 2), np.float32)
    for stem in track.stems:
        breathe()
        heights = [one[stem] for one in wanted]
        if max(heights, default=0.0) > 0.01:
            out += _laid(_loop(track, stem), runs, count) * _envelope(heights, count)[:, None]
    release = round(_RELEASE * RATE)
    out[count - release :] *= np.cos(np.linspace(0, np.pi / 2, release, dtype=np.float32))[:, None] ** 2
    out[:_START] *= _EASE
    return out


def thread(count: int) -> Stereo:
    """The sound that runs through every joint: a soft fifth at home, the same in every bar, at a root mean square of 1."""
    bar = _thread()
    return np.take(bar, np.arange(count), axis=0, mode="wrap")


@lru_cache(maxsize=1)
def _thread() -> Stereo:
    """All its tones go round whole times in a bar, so that it has neither seam nor place."""
    time = np.arange(BAR) / BAR
    out = np.zeros((BAR, 2))
    rng = np.random.default_rng(90)
    for base, height in ((196, 0.5), (294, 0.45), (392, 0.5), (588, 0.16)):  # D2, A2, D3, A3 in turns a bar
        for partial in range(1, 6):
            strength = height / partial**1.7
            for side in range(2):
                for away in (-1, 0, 1):  # a bow that is never quite still
                    out[:, side] += strength * np.sin(2 * np.pi * ((base * partial + away) * time + rng.random()))
    bar = np.asarray(out / np.sqrt((out**2).mean()), np.float32)
    bar.flags.writeable = False
    return bar


def _runs(bars: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(bar of the scene, bar of the piece, bars) that are played on end."""
    begin = 0
    for bar in range(1, len(bars) + 1):
        if bar == len(bars) or bars[bar] != (bars[bar - 1] + 1) % (2 * PHRASE):
            yield begin, bars[begin], bar - begin
            begin = bar


def _laid(loop: Loop, runs: Sequence[tuple[int, int, int]], count: int) -> Stereo:
    """A stem along the scene; where it goes on elsewhere in the piece, what rang dies away under the new beat."""
    out = np.zeros((count, 2), np.float32)
    splice = round(_SPLICE * RATE)
    ease = np.cos(np.linspace(0, np.pi / 2, splice, dtype=np.float32))[:, None] ** 2
    for begin, place, bars in runs:
        at, length = begin * BAR, bars * BAR
        after = min(splice, count - at - length)
        piece = np.take(loop, np.arange(place * BAR, place * BAR + length + after), axis=0, mode="wrap") * np.float32(1 / 32767)
        if after:
            piece[length:] *= ease[:after]
        if begin:
            piece[:_START] *= _EASE  # as quick as a note is struck
        out[at : at + length + after] += piece
    return out


def _envelope(heights: Sequence[float], count: int) -> NDArray[np.float32]:
    """Height by bar, eased before each bar line: what is new is there on the beat."""
    out = np.repeat(np.asarray(heights, np.float32), BAR)[:count]
    ramp = round(_RAMP * RATE)
    for bar in range(1, len(heights)):
        if heights[bar] != heights[bar - 1]:
            out[bar * BAR - ramp : bar * BAR] = np.linspace(heights[bar - 1], heights[bar], ramp, dtype=np.float32)
    return out


def _rise(low: float, high: float, value: float) -> float:
    u = min(1.0, max(0.0, (value - low) / (high - low)))
    return u * u * (3 - 2 * u)


@lru_cache(maxsize=12)
def _loop(track: Track, stem: str) -> Loop:
    sound = media.decode(track.path(stem), pictures=False).sound
    begin, count = round(track.starts * RATE), round(track.seconds * RATE)
    whole = sound[begin : begin + count].copy()
    after = sound[begin + count :][:_START]  # the loop's beginning once more, as the coder goes on into it
    whole[: len(after)] = after * (1 - _EASE[: len(after)]) + whole[: len(after)] * _EASE[: len(after)]
    loop = np.rint(np.clip(whole, -1, 1) * 32767).astype(np.int16)
    if len(loop) != count:
        raise StoryError(f"{stem}.opus of {track.id} is shorter than its music.toml says. Encode it again.")
    loop.flags.writeable = False
    return loop
