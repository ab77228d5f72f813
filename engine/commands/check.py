"""Says what is wrong with a story."""

from __future__ import annotations

import argparse

from engine.commands.asked import story_of
from engine.library.environments import environments
from engine.library.needs import wanting
from engine.narrative.coverage import lint
from engine.story.check import check
from engine.story.graph import segments


def run(asked: argparse.Namespace) -> int:
    """1 where anything is found wrong, else 0."""
    story, _ = story_of(asked, sound=False)
    findings = [f"{one.scene}: {one.kind}: {one.sentence}" for one in check(story)]
    findings += [f"{one.scene}: {one.kind}: {one.sentence}" for one in lint(story, environments=environments())]
    findings += [f"{scene}: not in the library: {sentence}" for scene, sentence in wanting(story, environments=environments())]
    for finding in findings:
        print(finding)
    forks = sum(sum(bool(choice.label) for choice in scene.choices) > 1 for scene in story.scenes)
    feelings = sorted({scene.ending.feeling for scene in story.scenes if scene.ending})
    print(
        f"{story.title}: {len(story.scenes)} scenes, {len(segments(story))} segments, {forks} forks, "
        f"endings: {', '.join(feelings)}. {len(findings) or 'No'} finding{'s' * (len(findings) != 1)}."
    )
    return 1 if findings else 0
