"""What the options of a command name: a viewer, a story with its cast, a way through it."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from engine.commands.words import worded
from engine.errors import OtherwiseError, Place, StoryError
from engine.library.characters import Cast, characters, faults
from engine.library.environments import environments
from engine.library.needs import wanting
from engine.narrative.genre import genres, read_genre
from engine.narrative.share import read as read_code
from engine.preference.viewer import Profile
from engine.story.check import check
from engine.story.files import must_know, read, read_story
from engine.story.graph import by_branch, by_chance, by_default, walk
from engine.story.state import State
from engine.story.story import Story

_HARMLESS = ("unreachable", "never set", "never read", "no ending", "too short to choose")
"""Kinds of finding that a film can be made in spite of."""


def profile_of(asked: argparse.Namespace) -> Profile:
    """The viewer that the options name."""
    if not asked.viewer:
        return Profile()
    profile = read(asked.viewer, Profile)
    must_know(asked.viewer, profile)
    for _, sentence in faults(profile.character):
        raise StoryError(sentence, at=Place(asked.viewer))
    return profile


def story_of(asked: argparse.Namespace, *, sound: bool = True) -> tuple[Story, Cast]:
    """The story as the options say, and who plays; StoryError where it must be `sound` and is not."""
    profile = profile_of(asked)
    library = characters()
    if asked.story:
        story = read_story(asked.story)
        must_know(asked.story, story)
        if sound:
            _must_be_sound(story, asked.story)
    elif asked.share:
        story, profile, asked.branch = _shared(asked, profile, library)
    else:
        story = worded(
            asked, genre=asked.genre, profile=profile, cast=library, seed=asked.seed, minutes=asked.minutes, trail=trail_of
        )
    cast = {}
    for role in story.cast:
        if role.character != "viewer" and role.character not in library:
            raise StoryError(
                f'Role "{role.id}" is played by "{role.character}", who is not in assets/characters. '
                f"Write viewer, or one of {', '.join(library)}.",
                at=Place(asked.story),
            )
        cast[role.id] = profile.character if role.character == "viewer" else library[role.character]
    return story, cast


def _shared(asked: argparse.Namespace, own: Profile, library: Cast) -> tuple[Story, Profile, str]:
    """(story, profile, branch) as a share code has them: its own path, unless another one is asked for."""
    told = read_code(asked.share, map(read_genre, genres()))
    profile = told.profile(own)
    own_way = bool(asked.branch)
    asked.branch = asked.branch or ",".join(map(str, told.branch))
    story = worded(
        asked,
        genre=told.genre,
        profile=profile,
        cast=library,
        seed=told.seed,
        minutes=told.minutes,
        premise=told.premise,
        old=told.old,
        trail=trail_of,
    )
    if not own_way:
        told.must_be(story)
    return story, profile, asked.branch


def trail_of(asked: argparse.Namespace, story: Story) -> list[State]:
    """The way through it that the options name: by default, by their choices or by a die."""
    if asked.branch:
        return walk(story, by_branch(tuple(name.strip() for name in asked.branch.split(","))))
    return walk(story, by_chance(asked.chance) if asked.chance is not None else by_default)


def _must_be_sound(story: Story, path: Path) -> None:
    """StoryError where a story from a file cannot be walked or filmed."""
    found = [(one.scene, one.sentence) for one in check(story) if one.kind not in _HARMLESS]
    found += wanting(story, environments=environments())
    if found:
        scene, sentence = found[0]
        more = f" `python -m engine check --story {path}` tells of {len(found) - 1} more." if len(found) > 1 else ""
        raise StoryError(f"{scene}: {sentence}{more}", at=Place(path))


def must_be_writable(out: Path) -> None:
    """OtherwiseError where no file can be made there: sooner than after an hour of filming."""
    if not out.parent.is_dir():
        raise OtherwiseError(f"There is no folder {out.parent}. Make it first, or choose another --out.")
    if out.is_dir():
        raise OtherwiseError(f"{out} is a folder. Choose another --out.")
    try:
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        raise OtherwiseError(f"{out.parent} cannot be written to. Choose another --out.") from error
