"""Packs a story with its likeliest film into a file that plays at once."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from engine.commands.asked import must_be_writable, story_of
from engine.commands.shooting import shooting, voice_of
from engine.delivery.pack import SUFFIX, write
from engine.delivery.store import Store
from engine.errors import OtherwiseError
from engine.library.characters import Cast
from engine.library.environments import environments
from engine.library.music import music
from engine.places import places
from engine.screening.packing import chunks_of, likely
from engine.story.story import FPS, GRID, Story
from engine.video.rungs import LADDER


def run(asked: argparse.Namespace) -> int:
    """The story, with so many minutes or bytes of its film, the likeliest first."""
    if asked.out.suffix.lower() != SUFFIX:
        raise OtherwiseError(f"{asked.out} does not end in {SUFFIX}. Name the file so, and the player opens it.")
    must_be_writable(asked.out)
    home = places().ready()
    story, cast = story_of(asked)
    voice = voice_of(home)
    segments = tuple(one.segment for one in likely(story, cast=cast, voices=voice.name))
    level = 0 if asked.draft else len(LADDER) - 1
    rung = LADDER[level]
    with shooting(story.title, cast=cast, home=home, workers=asked.workers) as shot:

        def made() -> Iterator[str]:
            """Chunk after chunk, each scene filmed when the first of it is asked for."""
            for one in segments:
                shot.film((one,), level=level)
                yield from chunks_of((one,), rung)

        if asked.bytes:
            chunks = tuple(_within(asked.bytes, made(), shot.store))
        else:
            frames = round(asked.minutes * 60 * FPS)
            shot.film(segments, level=level, frames=frames)
            chunks = chunks_of(segments, rung, frames=frames)
    begun = [one.key for one in segments if one.chunk_key(0, rung) in chunks]
    licences = _licences(story, cast, asked.licence)
    write(
        asked.out,
        story=story,
        cast=cast,
        chunks=chunks,
        segments=begun,
        store=shot.store,
        sounds=shot.sounds,
        voices=voice.name,
        licences=licences,
    )
    seconds = len(chunks) * GRID / FPS
    print(f"{asked.out}: {seconds:.0f} s of film in {asked.out.stat().st_size / 1e6:.1f} MB")
    return 0


def _within(most: float, chunks: Iterator[str], store: Store) -> Iterator[str]:
    """As many of these as there is room for."""
    for key in chunks:
        most -= len(store.raw(key) or b"")
        if most < 0:
            return
        yield key


def _licences(story: Story, cast: Cast, own: str) -> tuple[tuple[str, str], ...]:
    """Whose the parts are: the story as its designer says, and what ships as its cards say."""
    used = sorted({shot.environment for scene in story.scenes for one in scene.versions for shot in one.shots})
    sets = environments()
    return (
        ("story", own),
        *((f"character {name}", one.licence) for name, one in sorted(cast.items())),
        *((f"set {name}", sets[name].licence) for name in used if name in sets),
        *((f"music {name}", one.licence) for name, one in sorted(music().items())),
    )
