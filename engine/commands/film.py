"""Films an episode to an MP4."""

from __future__ import annotations

import argparse
import time

from engine.commands.asked import must_be_writable, story_of, trail_of
from engine.commands.shooting import shooting, voice_of
from engine.delivery.export import Reel, Written, export, export_folder
from engine.delivery.reels import reels
from engine.errors import OtherwiseError
from engine.library.captions import Style
from engine.library.environments import environments
from engine.library.music import music
from engine.models import cards
from engine.narrative.closing import closing
from engine.places import places
from engine.story.state import version
from engine.story.story import FPS
from engine.video.produce import segment
from engine.video.rungs import LADDER


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
    voice = voice_of(home)
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
    with shooting(story.title, cast=cast, home=home, workers=asked.workers) as shot:
        kept: tuple[Reel, ...] = ()
        for _ in range(3):  # film that turns out to be broken, or is deleted meanwhile, is filmed again
            shot.film(segments, level=level, frames=frames)
            if kept := reels(segments, cast=cast, store=shot.store, frames=frames, rung=LADDER[level]):
                break
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
