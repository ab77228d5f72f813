"""Writes an episode as a screenplay."""

from __future__ import annotations

import argparse
import sys

from engine.commands.asked import must_be_writable, story_of, trail_of
from engine.errors import OtherwiseError
from engine.library.environments import environments
from engine.narrative.pages import pdf
from engine.narrative.screenplay import of_path, of_story
from engine.story.files import write_whole


def run(asked: argparse.Namespace) -> int:
    """One path, or the whole story, as Fountain or PDF."""
    kind = asked.out.suffix.lower()
    if kind not in (".fountain", ".pdf"):
        raise OtherwiseError(
            f"{asked.out} ends neither in .fountain nor in .pdf. Screenplays are written as these; name the file so."
        )
    if asked.whole and (asked.branch or asked.chance is not None):
        raise OtherwiseError("--whole is every way through: it goes with no --branch and no --chance. Leave one of them out.")
    must_be_writable(asked.out)
    story, _ = story_of(asked)
    sets = environments()
    text = of_story(story, environments=sets) if asked.whole else of_path(story, trail_of(asked, story), environments=sets)
    made, boxes = pdf(text) if kind == ".pdf" else (text.encode(), "")
    write_whole(asked.out, made)
    if boxes:
        print(
            f"The PDF's typeface has no {' '.join(boxes)}: boxes stand there. A .fountain file has every letter.", file=sys.stderr
        )
    print(f"{asked.out}: {story.title}")
    return 0
