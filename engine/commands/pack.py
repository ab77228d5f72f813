"""Packs a story with its likeliest film into a file that plays at once."""

from __future__ import annotations

import argparse
import sys

from tqdm import tqdm

from engine.commands.asked import must_be_writable, story_of
from engine.delivery.pack import SUFFIX, write
from engine.delivery.store import Store
from engine.errors import OtherwiseError
from engine.library.characters import Cast
from engine.library.environments import environments
from engine.library.music import music
from engine.places import BUDGET, places
from engine.screening.film import Progress, make
from engine.screening.packing import chunks_of, likely
from engine.screening.workshop import Setup, Workshop, workers_for
from engine.story.story import FPS, GRID, Story
from engine.video.painted import Painted
from engine.video.produce import Segment, Sounds
from engine.video.rungs import LADDER
from engine.video.voices import speaker


def run(asked: argparse.Namespace) -> int:
    """The story, with so many minutes or bytes of its film, the likeliest first."""
    if asked.out.suffix.lower() != SUFFIX:
        raise OtherwiseError(f"{asked.out} does not end in {SUFFIX}. Name the file so, and the player opens it.")
    must_be_writable(asked.out)
    home = places().ready()
    story, cast = story_of(asked)
    voice, sentence = speaker(home)
    if sentence:
        print(sentence, file=sys.stderr)
    segments = tuple(one.segment for one in likely(story, cast=cast, voices=voice.name))
    rung = LADDER[0 if asked.draft else -1]
    store, sounds = Store(home.store, budget_bytes=BUDGET), Sounds(home.sounds)
    crew = Workshop(setup=Setup(cast=cast, places=home, budget=BUDGET), count=asked.workers or workers_for(), cache=home.cache)
    frames = round(asked.minutes * 60 * FPS) if not asked.bytes else None
    try:
        with tqdm(total=100, unit="%", desc=f"Filming {story.title}", bar_format="{l_bar}{bar}| {elapsed}<{remaining}") as bar:

            def show(progress: Progress) -> None:
                bar.n = round(100 * progress.share)
                bar.refresh()

            def film(some: tuple[Segment, ...], frames: int | None) -> None:
                level = LADDER.index(rung)
                painted = Painted(home.bakes, cast=cast)
                make(some, crew=crew, store=store, sounds=sounds, frames=frames, level=level, painted=painted, progress=show)

            if frames is not None:
                film(segments, frames)
                chunks = chunks_of(segments, rung, frames=frames)
            else:
                chunks = ()
                left = asked.bytes
                for one in segments:
                    film((one,), None)
                    for key in chunks_of((one,), rung):
                        left -= len(store.raw(key) or b"")
                        if left < 0:
                            break
                        chunks += (key,)
                    if left < 0:
                        break
    finally:
        crew.close()
    begun = [one.key for one in segments if one.chunk_key(0, rung) in chunks]
    licences = _licences(story, cast, asked.licence)
    write(
        asked.out,
        story=story,
        cast=cast,
        chunks=chunks,
        segments=begun,
        store=store,
        sounds=sounds,
        voices=voice.name,
        licences=licences,
    )
    seconds = len(chunks) * GRID / FPS
    print(f"{asked.out}: {seconds:.0f} s of film in {asked.out.stat().st_size / 1e6:.1f} MB")
    return 0


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
