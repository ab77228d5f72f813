from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import StoryError
from engine.story.facts import changed, facts, holds, read_change, read_test
from engine.story.graph import by_branch, by_chance, by_default, segments, walk
from engine.story.state import State, begin, choose, default, offers, shown, version
from tests.stories import LOCKED_STUDY

# LOCKED_STUDY
#  hall ──(take the key)──> study ──(open)──> vault (just)
#    │                        └────(go)─────> street
#    └────(leave)─────────────────────────> street (wry)


def test_the_key_opens_the_vault():
    in_study = choose(LOCKED_STUDY, begin(LOCKED_STUDY), "take")
    assert [choice.id for choice in offers(LOCKED_STUDY, in_study)] == ["open", "go"]
    assert choose(LOCKED_STUDY, in_study, "open").scene == "vault"


def test_choosing_leaves_the_old_state_as_it_was():
    before = begin(LOCKED_STUDY)
    choose(LOCKED_STUDY, before, "take")
    assert before == begin(LOCKED_STUDY)


def test_a_choice_that_is_not_offered_names_those_that_are():
    without_key = State(scene="study")
    with pytest.raises(StoryError, match="Offered: go"):
        choose(LOCKED_STUDY, without_key, "open")


def test_silence_takes_the_default():
    taken = default(LOCKED_STUDY, begin(LOCKED_STUDY))
    assert taken is not None and taken.id == "leave"


def test_a_scene_shows_only_the_facts_it_names():
    with_more = State(scene="study", facts=facts({"has_key": True, "met_maud": True}))
    study = LOCKED_STUDY.scene("study")
    assert shown(study, with_more) == (("has_key", True),)
    assert version(study, with_more).shots[0].lines[0].text == "You have the key, then."


def test_branches_that_agree_in_what_is_shown_share_their_film():
    found = segments(LOCKED_STUDY)
    assert len([key for key in found if key[0] == "street"]) == 1


def test_a_walk_by_branch_goes_where_the_branch_says():
    assert [state.scene for state in walk(LOCKED_STUDY, by_branch(("take", "1")))] == ["hall", "study", "vault"]
    assert [state.scene for state in walk(LOCKED_STUDY, by_default)] == ["hall", "street"]


def test_the_same_die_walks_the_same_way():
    assert walk(LOCKED_STUDY, by_chance(5)) == walk(LOCKED_STUDY, by_chance(5))


def test_a_state_survives_saving():
    state = choose(LOCKED_STUDY, begin(LOCKED_STUDY), "take")
    assert msgspec.json.decode(msgspec.json.encode(state), type=State) == state


names = st.from_regex(r"[a-z][a-z_.]{0,8}", fullmatch=True)
values = st.booleans() | st.integers(-99, 99) | st.from_regex(r"[a-z ]{0,8}", fullmatch=True)


@given(st.dictionaries(names, values))
def test_facts_do_not_depend_on_the_order_they_were_learnt(known):
    assert facts(known) == facts(dict(reversed(list(known.items()))))


@given(names, st.integers(-50, 50), st.integers(-50, 50))
def test_a_number_raised_twice_is_raised_by_the_sum(name, one, two):
    once = changed(facts({}), [read_change(f"{name} += {one}"), read_change(f"{name} += {two}")])
    assert holds([read_test(f"{name} >= {one + two}")], once)
    assert not holds([read_test(f"{name} < {one + two}")], once)


@pytest.mark.parametrize("text", ["", "evidence > 2", "Maud", "a == maud", "not", "a >= 'x'y"])
def test_what_is_no_test_is_refused_with_an_example(text):
    with pytest.raises(StoryError, match="Write"):
        read_test(text)
