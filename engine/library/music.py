"""The music that ships: pieces in stems that play together, each with its moods, its feeling and its licence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from engine.errors import Place, StoryError
from engine.places import asset
from engine.story.story import FPS, GRID

MOODS: Mapping[str, tuple[float, float]] = {
    "cosy": (0.2, 0.5),
    "tender": (0.25, 0.3),
    "wistful": (0.2, -0.25),
    "curious": (0.45, 0.1),
    "sombre": (0.4, -0.65),
    "tense": (0.8, -0.35),
    "triumphant": (0.5, 0.9),
    "title": (0.3, 0.2),
}
"""Tension (0 to 1) and valence (-1 to 1) of each mood."""

_FREE = ("CC0-1.0", "MIT", "Apache-2.0", "CC-BY-4.0")


STEMS = ("pad", "bass", "figure", "tune", "pulse", "tremble")
"""What a piece is made of: a soft ground, its bass, an accompaniment, a tune; and for tension a pulse and a tremor."""
BAR = GRID / FPS
"""Seconds of a bar of all our music: scenes are whole numbers of these, so any piece may follow any other at a joint."""


@dataclass(frozen=True, kw_only=True)
class Track:
    """A piece in stems, each a loop of whole bars. A file's loop begins at `starts`; what lies outside joins its ends."""

    id: str = ""
    title: str
    palette: str
    """Its instruments: `hearth` or `orbit`."""
    moods: tuple[str, ...]
    stems: tuple[str, ...]
    bpm: float
    key: str
    beats: int
    """Of a bar."""
    bars: int
    starts: float
    seconds: float
    tension: float
    valence: float
    licence: str
    author: str
    source: str
    generator: str = ""
    """What composed it, where that was no person."""
    folder: Path = Path()

    def path(self, stem: str) -> Path:
        return self.folder / f"{stem}.opus"


@cache
def music() -> Mapping[str, Track]:
    """Every track in assets/music, by id."""
    return {folder.name: read_track(folder) for folder in sorted(asset("music").iterdir()) if folder.is_dir()}


def read_track(folder: Path) -> Track:
    """A track from its folder. StoryError says what is wrong with it, and what to write."""
    card = folder / "music.toml"
    at = Place(f"assets/music/{folder.name}/music.toml")
    try:
        data = tomllib.loads(card.read_text(encoding="utf-8"))
        track = msgspec.convert({**data, "id": folder.name, "folder": folder}, Track, dec_hook=lambda _, value: value)
    except OSError as error:
        raise StoryError("There is no music.toml. Write one as the other tracks have.", at=at) from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise StoryError(f"{error}. Write it as the other tracks do.", at=at) from error
    if unknown := [mood for mood in track.moods if mood not in MOODS]:
        raise StoryError(f'There is no mood "{unknown[0]}". Write some of {", ".join(MOODS)}.', at=at)
    if not track.moods:
        raise StoryError(f"It has no mood. Write some of {', '.join(MOODS)}.", at=at)
    if track.licence not in _FREE:
        raise StoryError(f'"{track.licence}" is no licence that we may ship. It must be one of {", ".join(_FREE)}.', at=at)
    if abs(track.seconds - track.bars * track.beats * 60 / track.bpm) > 0.02 * track.seconds:
        raise StoryError(
            f"{track.bars} bars at {track.bpm} beats a minute are not {track.seconds} seconds. Mend one of them.", at=at
        )
    if abs(track.beats * 60 / track.bpm - BAR) > 1e-6:
        raise StoryError(
            f"Its bar lasts {track.beats * 60 / track.bpm:.3f} seconds and must last {BAR:.3f}, so that joints fall on bar "
            "lines. Write it at 90 beats a minute, four to a bar.",
            at=at,
        )
    if strange := [stem for stem in track.stems if stem not in STEMS]:
        raise StoryError(f'There is no stem "{strange[0]}". Write some of {", ".join(STEMS)}.', at=at)
    for stem in track.stems:
        if not track.path(stem).exists():
            raise StoryError(f'There is no "{stem}.opus" beside it. Put it there, or leave the stem out.', at=at)
    return track
