from __future__ import annotations

import pytest

from engine.screening.forecast import forecast
from engine.story.state import begin, choose
from tests.stories import LOCKED_STUDY

# LOCKED_STUDY: every scene lasts 256 frames, 10.67 s
#  hall ──(take the key)──> study ──(open)──> vault
#    │                        └────(go)─────> street
#    └────(leave)─────────────────────────> street


def evenly(state, offered):
    return {choice.id: 1 / len(offered) for choice in offered}


def expected(**options):
    found = forecast(LOCKED_STUDY, begin(LOCKED_STUDY), seconds_left=5.0, chances=evenly, **options)
    return {entry.state.scene: entry for entry in found}


def test_both_ways_are_due_when_the_scene_ends():
    ways = expected(depth=1)
    assert {name: way.starts_in for name, way in ways.items()} == {"study": 5.0, "street": 5.0}


def test_ways_to_the_same_film_add_up():
    street = expected()["street"]
    assert street.probability == pytest.approx(0.5 + 0.25)
    assert (street.forks, street.starts_in) == (1, 5.0)


def test_what_is_taken_is_certain():
    ways = expected(taken="take", depth=1)
    assert (ways["study"].probability, ways["study"].forks) == (1.0, 0)
    assert ways["vault"].forks == 1


def test_a_way_too_unlikely_is_not_followed():
    assert "vault" not in expected(least=0.3)


def test_nothing_follows_an_ending():
    vault = choose(LOCKED_STUDY, choose(LOCKED_STUDY, begin(LOCKED_STUDY), "take"), "open")
    assert forecast(LOCKED_STUDY, vault, seconds_left=3.0, chances=evenly) == ()
