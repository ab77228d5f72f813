"""A shot list is read as an editor would: a good one has no findings, and each way of spoiling it is found, where it is.

1 establish   the library, rain
2 over maud   "Someone has torn out the last page."
3 close theo  "Then someone knew that we were coming."
4 insert      the letter
5 two         "Who has a key?" "Nobody."
6 close maud  (silent)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.library.environments import environments
from engine.narrative.coverage import lint, lint_shots
from engine.narrative.shots import Speech, break_down
from engine.story.story import Line, Placed, Shot
from tests.engine.narrative.test_shots import passages
from tests.stories import LOCKED_STUDY

SETS = environments()
MAUD = Placed(role="maud", anchor="left", facing="right", posture="sit", looks_at="theo")
THEO = Placed(role="theo", anchor="right", facing="left", posture="sit", looks_at="maud")
BOTH = (MAUD, THEO)


def line(speaker: str, text: str, start: float = 0.3, seconds: float = 2.0, *, off: bool = False) -> Line:
    return Line(speaker=speaker, text=text, start=start, seconds=seconds, heard_only=off)


def shot(
    framing: Any, focus: str = "", people: tuple[Placed, ...] = BOTH, *lines: Line, frames: int = 72, says: str = ""
) -> Shot:
    return Shot(framing=framing, focus=focus, people=people, lines=lines, frames=frames, action=says, environment="library")


GOOD = (
    shot("establish", says="Rain on the window."),
    shot("over", "maud", BOTH, line("maud", "Someone has torn out the last page.")),
    shot("close", "theo", (THEO,), line("theo", "Then someone knew that we were coming.")),
    shot("insert", "letter", (), says="Half a sentence, and a torn edge."),
    shot("two", "", BOTH, line("maud", "Who has a key?", 0.3, 1.2), line("theo", "Nobody.", 1.8, 0.8)),
    shot("close", "maud", (MAUD,)),
)

Shots = tuple[Shot, ...]


def put(number: int, **changes: Any) -> Shots:
    """The good list with one shot (from 1) changed."""
    return tuple(replace(one, **changes) if at == number else one for at, one in enumerate(GOOD, start=1))


def recast(number: int, role: str, **changes: Any) -> Shots:
    """... with one person of one shot changed."""
    people = tuple(replace(one, **changes) if one.role == role else one for one in GOOD[number - 1].people)
    return put(number, people=people)


def reline(number: int, *changes: dict[str, Any]) -> Shots:
    """... with the lines of one shot changed."""
    lines = GOOD[number - 1].lines
    return put(number, lines=tuple(replace(one, **change) for one, change in zip(lines, changes, strict=True)))


def without(*numbers: int) -> Shots:
    return tuple(one for at, one in enumerate(GOOD, start=1) if at not in numbers)


def off(shots: Shots, role: str) -> Shots:
    """Nobody sees that role, in any shot, and all of their words come from outside."""
    return tuple(
        replace(
            one,
            people=tuple(other for other in one.people if other.role != role),
            lines=tuple(replace(each, heard_only=each.heard_only or each.speaker == role) for each in one.lines),
        )
        for one in shots
    )


def mute(shots: Shots) -> Shots:
    """A list in which nothing names a letter."""
    return tuple(replace(one, action="") for one in shots)


WIDE = GOOD[0]
CORRUPTIONS: list[tuple[str, int, Shots]] = [
    ("jump cut", 2, (WIDE, *GOOD)),
    ("jump cut", 6, put(6, framing="two", focus="", people=BOTH)),
    ("jump cut", 5, (*GOOD[:4], GOOD[3], *GOOD[4:])),
    ("jump cut", 3, recast(3, "theo", anchor="shelves")),
    ("jump cut", 6, recast(5, "maud", posture="stand")),
    ("jump cut", 2, recast(1, "theo", anchor="door", posture="stand")),
    ("same view", 3, (*GOOD[:2], GOOD[1], *GOOD[2:])),
    ("same view", 4, (*GOOD[:3], GOOD[2], *GOOD[3:])),
    ("same view", 7, (*GOOD, GOOD[5])),
    ("same view", 4, put(4, framing="close", focus="theo", people=(THEO,), action="")),
    ("same view", 3, put(3, framing="over", focus="maud", people=BOTH)),
    ("crossed line", 3, recast(3, "theo", facing="right")),
    ("crossed line", 2, recast(2, "maud", facing="left")),
    ("crossed line", 6, recast(6, "maud", facing="left")),
    ("crossed line", 2, recast(1, "theo", facing="right")),
    ("crossed line", 5, put(5, people=(replace(MAUD, anchor="right"), replace(THEO, anchor="left")))),
    ("crossed line", 2, put(2, people=(replace(MAUD, anchor="right"), replace(THEO, anchor="left")))),
    ("never seen", 3, put(3, people=())),
    ("never seen", 3, put(3, focus="maud", people=(MAUD,))),
    ("never seen", 5, put(5, people=(MAUD,))),
    ("never seen", 2, reline(2, {"speaker": "ghost"})),
    ("never seen", 4, put(4, lines=(line("maud", "Look."),))),
    ("never seen", 2, off((*GOOD, shot("close", "theo", (THEO,), line("maud", "At nine.", off=True))), "maud")),
    ("cut word", 2, put(2, frames=40)),
    ("cut word", 3, reline(3, {"start": 1.5})),
    ("cut word", 2, reline(2, {"seconds": 4.0})),
    ("cut word", 2, reline(2, {"start": -0.5})),
    ("cut word", 5, reline(5, {}, {"start": 1.0})),
    ("cut word", 5, reline(5, {"seconds": 2.0}, {})),
    ("too short", 6, put(6, frames=23)),
    ("too short", 1, put(1, frames=1)),
    ("too short", 4, put(4, frames=0)),
    ("too short", 4, put(4, frames=12)),
    ("too short", 1, put(1, frames=20)),
    ("too long", 1, put(1, frames=337)),
    ("too long", 2, put(2, frames=400)),
    ("too long", 6, put(6, frames=24 * 60)),
    ("too long", 4, put(4, frames=360)),
    ("too long", 5, put(5, frames=1000)),
    ("unmotivated insert", 4, put(4, focus="")),
    ("unmotivated insert", 4, put(4, action="")),
    ("unmotivated insert", 4, mute(put(4, focus="glove"))),
    ("unmotivated insert", 4, put(4, focus="pocket_watch", action=" ")),
    ("unmotivated insert", 2, put(2, framing="insert", focus="key_ring", people=(), lines=(), action="")[:4]),
    ("looks at nobody", 2, recast(2, "maud", looks_at="ghost")),
    ("looks at nobody", 3, recast(3, "theo", looks_at="theo")),
    ("looks at nobody", 3, recast(3, "theo", looks_at="")),
    ("looks at nobody", 6, recast(6, "maud", looks_at="priya")),
    ("looks at nobody", 1, recast(1, "theo", looks_at="balcony")),
    ("looks at nobody", 5, recast(5, "maud", looks_at="")),
    ("no place", 1, without(1)),
    ("no place", 1, without(1, 2)),
    ("no place", 1, without(1, 2, 3)),
    ("no place", 1, GOOD[5:]),
    ("no place", 1, put(1, framing="insert", focus="window", people=())),
    ("no place", 1, put(1, framing="close", focus="theo", people=(THEO,))),
]


def test_a_good_list_has_no_findings() -> None:
    assert lint_shots(GOOD, environments=SETS) == ()


@pytest.mark.parametrize(("kind", "number", "shots"), CORRUPTIONS)
def test_each_corruption_is_found_in_its_shot(kind: str, number: int, shots: Shots) -> None:
    found = lint_shots(shots, scene="study", environments=SETS)
    assert (kind, number) in {(one.kind, one.shot) for one in found}
    for one in found:
        assert one.scene == "study"
        assert one.sentence.startswith(f"Shot {one.shot}: ")
        assert one.sentence.endswith(".")


def test_each_rule_is_proved_in_at_least_five_ways() -> None:
    kinds = [kind for kind, _, _ in CORRUPTIONS]
    assert min(kinds.count(kind) for kind in kinds) >= 5
    assert len({*kinds}) == 10


@pytest.mark.parametrize(
    "shots",
    [
        put(6, lines=(line("hal", "Anyone there?", off=True),)),  # a voice at the door
        put(4, action="", focus="page"),  # the line before it names it
        (replace(WIDE, environment="street", people=()), replace(WIDE, join="dissolve")),
        (WIDE, replace(WIDE, join="dissolve")),
        put(2, people=(replace(MAUD, looks_at="window"), THEO)),
        recast(6, "maud", looks_at=""),  # lost in thought
        (replace(WIDE, environment="somewhere"), *GOOD[1:]),  # not in the library: `check` says that elsewhere
    ],
)
def test_what_only_looks_like_a_fault_is_none(shots: Shots) -> None:
    assert lint_shots(shots, environments=SETS) == ()


@given(passages, st.integers(2, 3), st.floats(0, 1), st.integers(0, 2**31))
@settings(max_examples=100, deadline=None)
def test_what_our_own_camera_films_an_editor_accepts(said: Any, count: int, tension: float, seed: int) -> None:
    hal = Placed(role="hal", anchor="window", facing="right")
    said = tuple(replace(one, to="") if isinstance(one, Speech) else one for one in said)
    shots = break_down(passages=said, environment="library", people=(MAUD, THEO, hal)[:count], tension=tension, seed=seed)
    found = lint_shots(shots, environments=SETS)
    # What the writer answers for: a thing that nobody names, and a voice from outside that has most of the words.
    assert [one for one in found if one.kind not in ("unmotivated insert", "never seen")] == []


def test_what_two_versions_share_is_told_once() -> None:
    bad = tuple(replace(version, shots=(replace(version.shots[0], frames=12),)) for version in LOCKED_STUDY.scenes[1].versions)
    story = replace(LOCKED_STUDY, scenes=(replace(LOCKED_STUDY.scenes[1], versions=(*bad, *bad)),))
    assert [one.scene for one in lint(story, environments=SETS) if one.kind == "too short"] == ["study"]
    assert lint(LOCKED_STUDY, environments=SETS) == ()
