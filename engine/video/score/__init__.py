"""Music for a scene: the track that fits its feeling, from the start of a bar, as long as it is needed."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine import media
from engine.errors import StoryError
from engine.library.music import MOODS, Track, music

RATE = 48_000
Stereo = NDArray[np.float32]
"""(samples, 2) at 48 kHz."""


def mood_of(tension: float, valence: float) -> str:
    """The mood that comes nearest; never one that must be asked for by name."""
    asked_for = ("title", "triumphant")

    def distance(mood: str) -> float:
        (t, v) = MOODS[mood]
        return (t - tension) ** 2 * 2 + (v - valence) ** 2

    return min((mood for mood in MOODS if mood not in asked_for), key=distance)


def track_for(mood: str, *, tension: float = 0.3, valence: float = 0.0, seed: int = 0) -> Track:
    """One of the tracks of the mood; "" is the mood that tension and valence say."""
    mood = mood or mood_of(tension, valence)
    if mood not in MOODS:
        raise StoryError(f'There is no music for "{mood}". Write one of {", ".join(MOODS)}, or nothing.')
    fitting = [track for track in music().values() if mood in track.moods]
    if not fitting:
        raise StoryError(f'No track in assets/music is "{mood}". Add one, or write another mood.')
    return fitting[seed % len(fitting)]


def cue(mood: str, *, tension: float = 0.3, valence: float = 0.0, seconds: float, seed: int = 0) -> Stereo:
    """So many seconds of the mood's music at the height it is recorded; it begins with a bar and may go round for ever."""
    track = track_for(mood, tension=tension, valence=valence, seed=seed)
    loop = _loop(track)
    phrase = 4 if track.bars % 4 == 0 else 2 if track.bars % 2 == 0 else track.bars
    phrases = track.bars // phrase
    begin = round((seed // 7 % phrases) * phrase / track.bars * len(loop))
    count = round(seconds * RATE)
    return np.take(loop, np.arange(begin, begin + count), axis=0, mode="wrap")


@lru_cache(maxsize=4)
def _loop(track: Track) -> Stereo:
    sound = media.decode(track.path, pictures=False).sound
    begin, count = round(track.starts * RATE), round(track.seconds * RATE)
    loop = sound[begin : begin + count]
    if len(loop) != count:
        raise StoryError(f"{track.path.name} of {track.id} is shorter than its music.toml says. Encode it again.")
    loop.flags.writeable = False
    return loop
