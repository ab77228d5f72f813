"""Forks that a machine cannot film ahead of are told before anyone watches, with what would mend them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.screening.afford import unaffordable
from engine.screening.costs import Costs
from engine.story.story import Ending, Story, Version
from tests.stories import LOCKED_STUDY, choice, scene, shot

FILM_ALONE = Costs(film=(1.0, 2.0), voice=0.0, sound=0.0)
WAYS = ("left", "right", "back")


#  hall ──> left | right | back (each an ending)
def fork(*, frames: int, ways: tuple[str, ...] = WAYS) -> Story:
    hall = replace(scene("hall", *(choice(way, way, way) for way in ways)), versions=(Version(shots=(shot(frames, ""),)),))
    ends = tuple(scene(way, ending=Ending(title=way, feeling="wry")) for way in ways)
    return replace(LOCKED_STUDY, start="hall", scenes=(hall, *ends))


def test_a_fork_is_affordable_exactly_where_its_scene_leaves_time_for_every_start():
    # 4 chunks are on for 10.67 s. Filming takes 2 of them (the first two were there) and 2 of each way: 8 s at 1 s each.
    just = replace(FILM_ALONE, film=(64 * 4 / 24 / 8, 2.0))
    assert unaffordable(fork(frames=64 * 4), costs=just, workers=1) == ()
    over = replace(FILM_ALONE, film=(64 * 4 / 24 / 8 * 1.01, 2.0))
    (found,) = unaffordable(fork(frames=64 * 4), costs=over, workers=1)
    assert found.scene == "hall" and found.ways == 3
    assert found.lacks == pytest.approx(0.01 * 64 * 4 / 24)


def test_the_remedy_that_is_told_mends_it():
    slow = replace(FILM_ALONE, film=(2.0, 4.0))
    (found,) = unaffordable(fork(frames=64 * 4), costs=slow, workers=1)
    assert found.scene == "hall" and "or offer 1 way at most" in found.sentence and "s longer" in found.sentence
    longer = 64 * 4 + 64 * -(-int(found.longer * 24 + 1) // 64)
    assert unaffordable(fork(frames=longer), costs=slow, workers=1) == ()
    assert unaffordable(fork(frames=64 * 4, ways=WAYS[: found.fewer]), costs=slow, workers=1) == ()
    assert unaffordable(fork(frames=64 * 4, ways=WAYS[: found.fewer + 1]), costs=slow, workers=1)


def test_two_workers_afford_what_one_does_not():
    slow = replace(FILM_ALONE, film=(2.0, 4.0))
    assert unaffordable(fork(frames=64 * 4), costs=slow, workers=2) == ()


def test_what_is_said_after_a_fork_counts_as_pictures_wait_for_it():
    speaking = fork(frames=64 * 4)
    left = speaking.scenes[1]
    costs = replace(FILM_ALONE, voice=2.0)
    spoken = replace(left, versions=(Version(shots=(shot(640, "Much is said here, and at length."),)),))
    said = replace(speaking, scenes=(speaking.scenes[0], spoken, *speaking.scenes[2:]))
    silent = replace(costs, voice=0.0)
    assert unaffordable(said, costs=silent, workers=1) == ()
    assert unaffordable(said, costs=costs, workers=1)


def test_a_machine_slower_than_the_film_is_told_that_no_length_helps():
    hopeless = replace(FILM_ALONE, film=(3.0, 6.0))
    (found,) = unaffordable(fork(frames=64 * 4), costs=hopeless, workers=1)
    assert "no length of this scene helps" in found.sentence
