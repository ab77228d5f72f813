"""Films an episode to an MP4."""

from __future__ import annotations

import argparse
import sys
import time

from tqdm import tqdm

from engine.commands.asked import must_be_writable, story_of, trail_of
from engine.delivery.export import Reel, Written, export, export_folder
from engine.delivery.reels import reels
from engine.delivery.store import Store
from engine.errors import OtherwiseError
from engine.library.captions import Style
from engine.library.environments import environments
from engine.library.music import music
from engine.models import cards
from engine.narrative.closing import closing
from engine.places import BUDGET, places
from engine.screening.film import Progress, make
from engine.screening.workshop import Setup, Workshop, workers_for
from engine.story.state import version
from engine.story.story import FPS
from engine.video.painted import Painted
from engine.video.produce import Sounds, segment
from engine.video.rungs import LADDER
from engine.video.voices import speaker


def run(asked: argparse.Namespace) -> int:
    """The path that the options name, as an MP4 with captions and chapters, or as a folder for the web."""
    if asked.web and (asked.out.exists() or asked.subtitles):
        why = "is there already. Choose another folder" if asked.out.exists() else "has its words beside. Leave --subtitles out"
        raise OtherwiseError(f"{asked.out} {why}.")
    if not asked.web and asked.out.suffix.lower() != ".mp4":
        raise OtherwiseError(f"{asked.out} does not end in .mp4. Films are written as MP4; name the file so, or ask for --web.")
    must_be_writable(asked.out)
    began = time.monotonic()
    home = places().ready()
    story, cast = story_of(asked)
    trail = trail_of(asked, story)
    voice, sentence = speaker(home)
    if sentence:
        print(sentence, file=sys.stderr)
    segments = tuple(
        segment(story.scene(s.scene), version(story.scene(s.scene), s), cast=cast, voices=voice.name, described=asked.describe)
        for s in trail
    )
    if not asked.no_credits and (last := story.scene(trail[-1].scene)).ending:
        after = closing(
            story,
            ending=last,
            last=version(last, trail[-1]).shots[-1],
            cast=cast,
            environments=environments(),
            music=music(),
            models=[card for card in cards().values() if card.id == voice.name.split()[0]],
        )
        segments = (*segments, segment(after, after.versions[0], cast=cast, voices=voice.name))
    frames = round(asked.seconds * FPS) if asked.seconds else None
    level = 0 if asked.draft else len(LADDER) - 1
    store, sounds = Store(home.store, budget_bytes=BUDGET), Sounds(home.sounds)
    painted = Painted(home.bakes, cast=cast)
    crew = Workshop(setup=Setup(cast=cast, places=home, budget=BUDGET), count=asked.workers or workers_for(), cache=home.cache)
    try:
        with tqdm(total=100, unit="%", desc=f"Filming {story.title}", bar_format="{l_bar}{bar}| {elapsed}<{remaining}") as bar:

            def show(progress: Progress) -> None:
                bar.n = round(100 * progress.share)
                bar.refresh()

            kept: tuple[Reel, ...] = ()
            for _ in range(3):  # film that turns out to be broken, or is deleted meanwhile, is filmed again
                make(segments, crew=crew, store=store, sounds=sounds, frames=frames, level=level, painted=painted, progress=show)
                if kept := reels(segments, cast=cast, store=store, frames=frames, rung=LADDER[level]):
                    break
    finally:
        crew.close()
    if not kept:
        raise OtherwiseError(f"Something keeps deleting film from {home.store}. Stop it, or set OTHERWISE_HOME elsewhere.")
    style = Style(size=asked.subtitle_size, face=asked.subtitle_face)
    written = Written(style=style, rung=LADDER[level]) if asked.subtitles else None
    if asked.web:
        export_folder(asked.out, kept, title=story.title)
    else:
        export(asked.out, kept, title=story.title, written=written)
    seconds = sum(len(reel.chunks) for reel in kept) * 64 / FPS
    print(f"{asked.out}: {seconds:.0f} s of film in {time.monotonic() - began:.0f} s")
    return 0
