"""Prints a walk through an episode."""

from __future__ import annotations

import argparse

from engine.commands.asked import profile_of, story_of, trail_of
from engine.narrative.genre import read_genre
from engine.narrative.share import share
from engine.story.files import encode
from engine.story.graph import taken
from engine.story.transcript import transcript


def run(asked: argparse.Namespace) -> int:
    """The words of one way through, and the codes to share it by."""
    story, _ = story_of(asked)
    trail = trail_of(asked, story)
    print(encode(story).decode() if asked.json else transcript(story, trail), end="")
    if not (asked.json or asked.share or asked.story):  # of a story from elsewhere nobody knows what was asked for
        profile = profile_of(asked)
        genre = read_genre(story.genre)
        premise = share(story, genre)
        path = share(story, genre, profile=profile, branch=taken(story, trail))
        print(f"\nShare the premise: {premise}\nShare this path: {path}")
    return 0
