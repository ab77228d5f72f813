"""The ways through a story have an order and lengths.

hall --+-- (take the key) -- study --+-- vault
       |                             '-- street
       '-- (leave) ----------------------- street
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import StoryError
from engine.story.story import Story
from engine.story.ways import lengths, ways
from tests.stories import LOCKED_STUDY, choice, scene

HALL = 256 / 24


def test_every_scene_comes_after_all_that_lead_to_it() -> None:
    known = ways(LOCKED_STUDY)
    at = {name: number for number, name in enumerate(known.order)}
    assert known.order[0][0] == "hall"
    assert all(at[name] < at[to] for name, row in known.after.items() for _, to in row)
    assert {name[0] for name in known.order} == {"hall", "study", "vault", "street"}
    assert len(known.order) == 5  # the street with the key and without it


def test_the_shortest_and_the_longest_way_are_as_the_facts_allow() -> None:
    assert lengths(LOCKED_STUDY, ways(LOCKED_STUDY)) == (2 * HALL, 3 * HALL)
    # Who never took the key cannot go the long way through the vault, although a choice leads there.
    tower = (
        scene("hall", choice("go", "street")),
        scene("street", choice("up", "tower", when="has_key"), choice("home", "home")),
    )
    story = replace(LOCKED_STUDY, scenes=(*tower, scene("tower", choice("on", "home")), scene("home")))
    assert lengths(story, ways(story)) == (3 * HALL, 3 * HALL)


def test_a_story_that_goes_round_in_circles_has_no_lengths_and_says_where() -> None:
    story: Story = replace(LOCKED_STUDY, scenes=(scene("hall", choice("on", "yard")), scene("yard", choice("back", "hall"))))
    with pytest.raises(StoryError, match='"hall" can be come to again and again'):
        _ = ways(story).order


def test_a_circle_that_a_fact_closes_has_an_end() -> None:
    hall = scene("hall", choice("on", "yard", "Once round", when="not walked"), choice("in", "home", "In"), default="in")
    story = replace(LOCKED_STUDY, scenes=(hall, scene("yard", choice("back", "hall", sets="walked")), scene("home")))
    assert lengths(story, ways(story)) == (2 * HALL, 4 * HALL)


def test_a_story_that_counts_without_end_is_left_off_with_a_sentence() -> None:
    story = replace(
        LOCKED_STUDY,
        scenes=(scene("hall", choice("on", "hall", "Again", sets="steps += 1"), choice("in", "home", "In")), scene("home")),
    )
    with pytest.raises(StoryError, match="Set fewer facts"):
        _ = ways(story).order
