"""Action lines say what bodies do: who walks, who hands what to whom, and what stays in whose hand."""

from __future__ import annotations

import pytest

from engine.narrative.doing import THINGS, Deed, acted, doing
from engine.narrative.shots import Action, Insert, Speech, break_down
from engine.story.files import decode, encode
from engine.story.story import DOINGS, Doing, Placed
from engine.video.renderers.illustrated.props import HELD

CALLED = {"maud": "Maud", "theo": "Theo", "hal": "Hal"}
MAUD = Placed(role="maud", anchor="left", facing="right", posture="sit")
THEO = Placed(role="theo", anchor="right", facing="left")
HAL = Placed(role="hal", anchor="window", facing="right")


def deeds(text: str) -> dict[str, tuple[Doing, str, str]]:
    return {one.role: (one.does, one.thing, one.to) for one in doing(text, called=CALLED, you="you")}


@pytest.mark.parametrize(
    ("text", "role", "does"),
    [
        ("Maud shrugs.", "maud", "shrug"),
        ("Theo comes in out of the rain, and shakes his coat.", "theo", "walk"),
        ("Hal leans back against the door, with both hands behind.", "hal", "lean"),
        ("Maud points at the clock.", "maud", "point"),
        ("Theo turns away.", "theo", "turn"),
        ("Hal steps back.", "hal", "recoil"),
        ("Maud sits down, with care.", "maud", "sit_down"),
        ("Theo says nothing. He nods.", "theo", "nod"),
        ("Hal covers his mouth.", "hal", "cover"),
        ("Maud sips, and waits.", "maud", "lift"),
    ],
)
def test_a_verb_is_a_deed_of_whoever_the_line_is_about(text: str, role: str, does: Doing) -> None:
    assert deeds(text)[role][0] == does


@pytest.mark.parametrize(
    "text",
    [
        "The lamp comes up, and the walls are covered with hands.",
        "Maud loosens the screws, one turn at a time.",
        "Theo does up your suit for the morning's walk.",
        "Hal does not nod.",
        "Nobody points at anybody.",
        "Maud lays a hand flat over the pipe.",
        "Somewhere a door. It leans.",
    ],
)
def test_no_noun_no_denial_and_no_lamp_is_taken_for_a_deed(text: str) -> None:
    assert not any(does for does, _, _ in deeds(text).values())


def test_what_one_hands_over_the_other_takes() -> None:
    found = deeds("Theo holds out the letter to Maud.")
    assert found == {"theo": ("hand_over", "letter", "maud"), "maud": ("take", "letter", "theo")}
    assert deeds("Hal hands you an old key.")["you"] == ("take", "key", "hal")


def test_who_is_hugged_hugs_back() -> None:
    assert deeds("Hal hugs Theo.") == {"hal": ("hug", "", "theo"), "theo": ("hug", "", "hal")}


def test_one_may_hold_a_lamp_and_point() -> None:
    assert deeds("Theo holds the lamp, and points at the stair.")["theo"] == ("point", "lamp", "")


def test_all_that_can_be_read_can_be_drawn() -> None:
    assert set(THINGS.values()) <= set(HELD)


#   Theo stands ──hands the letter──> Maud sits
def test_a_letter_changes_hands_and_stays_there() -> None:
    given = doing("Theo holds out the letter to Maud.", called=CALLED)
    during, after = acted((MAUD, THEO), given, entering=False, last=False)
    assert [(one.does, one.holds) for one in during] == [("take", "letter"), ("hand_over", "letter")]
    assert [(one.does, one.holds) for one in after] == [("", "letter"), ("", "")]


def test_nobody_walks_in_twice_and_nobody_embraces_across_a_table() -> None:
    walks, hugs = (Deed(role="theo", does="walk"),), (Deed(role="theo", does="hug", to="maud"),)
    assert acted((MAUD, THEO), walks, entering=True, last=False)[0][1].does == "walk"
    assert acted((MAUD, THEO), walks, entering=False, last=False)[0][1].does == ""
    assert acted((MAUD, THEO), hugs, entering=False, last=False)[0][1].does == "lean"


def test_what_the_words_say_is_in_the_shot_and_what_is_held_in_those_that_follow() -> None:
    says = "Theo lifts the lamp, and points."
    shots = break_down(
        passages=(
            Insert(prop="key"),
            Action(text=says, role="theo", deeds=doing(says, called=CALLED)),
            Speech(role="hal", text="There is nobody there, and there never was.", to="theo"),
        ),
        environment="attic",
        people=(THEO, HAL),
        seed=4,
    )
    seen = [one for shot in shots for one in shot.people if one.role == "theo"]
    assert [one.does for one in seen].count("point") == 1
    first = next(i for i, one in enumerate(seen) if one.does)
    assert all(one.holds == "lamp" for one in seen[first:])
    assert not any(one.does for one in seen[first + 1 :])


def test_a_story_from_before_people_did_anything_still_loads() -> None:
    old = encode(MAUD).replace(b',\n "does": ""', b"")
    assert b"does" not in old
    assert decode(old, Placed, at="old.json") == MAUD
    assert "" in DOINGS
