"""What a story asks of the library: its sets, the places in them, and its music."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import StoryError
from engine.library.environments import Environment
from engine.library.music import MOODS
from engine.story.story import Shot, Story


def wanting(story: Story, *, environments: Mapping[str, Environment]) -> tuple[tuple[str, str], ...]:
    """(scene, sentence) for each thing that it could not be filmed without and that the library has not."""
    found: dict[tuple[str, str], None] = {}
    for scene in story.scenes:
        if scene.music and scene.music not in MOODS:
            found[scene.id, f'There is no music for "{scene.music}". Write one of {", ".join(MOODS)}, or nothing.'] = None
        for version in scene.versions:
            for shot in version.shots:
                found |= {(scene.id, sentence): None for sentence in _shot(shot, environments)}
    return tuple(found)


def _shot(shot: Shot, environments: Mapping[str, Environment]) -> Iterator[str]:
    if shot.environment not in environments:
        yield f'There is no set "{shot.environment}". Write one of {", ".join(sorted(environments))}.'
        return
    there = environments[shot.environment]
    try:
        there.variant(shot.variant)
        for placed in shot.people:
            there.anchor(placed.anchor)
    except StoryError as error:
        yield str(error)
