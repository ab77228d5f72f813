from __future__ import annotations

from dataclasses import replace

import pytest

from engine.story.check import check
from engine.story.story import Ending, Scene, Story
from tests.stories import LOCKED_STUDY, choice, scene


def kinds(story: Story) -> set[str]:
    return {finding.kind for finding in check(story)}


def changed_scene(scene_id: str, **change: object) -> Story:
    scenes = tuple(replace(one, **change) if one.id == scene_id else one for one in LOCKED_STUDY.scenes)  # type: ignore[arg-type]
    return replace(LOCKED_STUDY, scenes=scenes)


def with_scene(extra: Scene) -> Story:
    return replace(LOCKED_STUDY, scenes=(*LOCKED_STUDY.scenes, extra))


END = Ending(title="End", feeling="just")


def test_a_sound_story_has_no_findings():
    assert check(LOCKED_STUDY) == ()


@pytest.mark.parametrize(
    ("story", "kind"),
    [
        (replace(LOCKED_STUDY, start="nowhere"), "unknown start"),
        (with_scene(scene("attic", ending=END)), "unreachable"),
        (changed_scene("hall", choices=(choice("take", "cellar", "Down"),), default="take"), "leads nowhere"),
        (changed_scene("hall", default=""), "missing default"),
        (changed_scene("hall", default="shout"), "missing default"),
        (changed_scene("study", shows=("met_maud",)), "never set"),
        (changed_scene("study", shows=("has_key", "met_maud")), "never set"),
        (changed_scene("vault", ending=None), "dead end"),
        (changed_scene("hall", choices=(choice("stay", "hall"),), default=""), "no ending"),
        (changed_scene("vault", versions=scene("x", frames=250).versions), "off the grid"),
        (changed_scene("hall", versions=scene("x", frames=128).versions), "too short to choose"),
        (with_scene(scene("hall", ending=END)), "twice"),
        (replace(LOCKED_STUDY, cast=LOCKED_STUDY.cast[:1]), "unknown role"),
        (changed_scene("study", versions=LOCKED_STUDY.scene("study").versions[1:]), "no version"),
    ],
)
def test_each_fault_is_found(story: Story, kind: str):
    assert kind in kinds(story)


def test_a_story_that_counts_without_end_is_still_checked():
    again = choice("again", "hall", "Again", sets="turns += 1")
    out = choice("out", "vault", "Out", when="turns >= 3")
    story = changed_scene("hall", choices=(again, out), default="again")
    assert "unreachable" in kinds(story)  # the study and the street, now that the hall is a loop
