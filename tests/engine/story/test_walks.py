from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from engine.story.state import State, begin, choose
from engine.story.transcript import choices_of, transcript
from tests.stories import LOCKED_STUDY

WALKS = sorted((Path(__file__).parents[2] / "walks").glob("*.walk"))
STORIES = {story.title: story for story in (LOCKED_STUDY,)}


def saved_and_loaded(state: State) -> State:
    return msgspec.json.decode(msgspec.json.encode(state), type=State)


@pytest.mark.parametrize("path", WALKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("keep", [lambda state: state, saved_and_loaded], ids=["plainly", "saved at every step"])
def test_a_walk_goes_as_it_was_written(path, keep):
    told = path.read_text()
    story = STORIES[told.splitlines()[0].removeprefix("story: ")]
    trail = [keep(begin(story))]
    for taken in choices_of(told):
        trail.append(keep(choose(story, trail[-1], taken)))
    assert transcript(story, trail) == told


def test_there_are_walks():
    assert len(WALKS) >= 3
