"""How the camera tells a scene: hands that shake where somebody is afraid, a tilt to a clue, an action that can be seen.

Agnes pours the tea.            two of Agnes, then the cup
THEO (angry) "It was you."      held by hand
the letter                      the picture before it tilts down; the face after it comes where the letter was
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from engine.library.environments import environments
from engine.narrative import camera
from engine.narrative.coverage import lint_shots
from engine.narrative.shots import Action, Insert, Passage, Speech, break_down
from engine.story.composition import THING
from engine.story.story import Placed, Shot

MAUD = Placed(role="maud", anchor="left", facing="right", posture="sit", looks_at="theo")
THEO = Placed(role="theo", anchor="right", facing="left", posture="sit", looks_at="maud")
SEEDS = range(40)


def filmed(*passages: Passage, tension: float = 0.7, seed: int = 0, hidden: frozenset[str] = frozenset()) -> tuple[Shot, ...]:
    return break_down(
        passages=passages, environment="library", people=(MAUD, THEO), tension=tension, seed=seed, arrives=False, hidden=hidden
    )


QUARREL = (
    Speech(role="maud", text="You were in this room at nine o'clock, and you said you were not.", emotion="suspicious"),
    Speech(role="theo", text="I was never in this room. I was nowhere near this room.", emotion="angry"),
    Speech(role="maud", text="Then whose glove is that on the ledge, so small and so wet?", emotion="angry"),
    Speech(role="theo", text="Do not ask me that. Please do not ask me that again.", emotion="afraid"),
    Speech(role="maud", text="I am asking. I shall go on asking until you have told me.", emotion="firm"),
)
CHAT = tuple(replace(one, emotion="warm") for one in QUARREL)


def moves(passages: tuple[Passage, ...], tension: float) -> Counter[str]:
    return Counter(shot.move for seed in SEEDS for shot in filmed(*passages, tension=tension, seed=seed))


def test_a_hand_holds_the_camera_in_fear_and_accusation_and_not_over_tea() -> None:
    assert moves(QUARREL, 0.8)["handheld"] > 40
    assert moves(CHAT, 0.8)["handheld"] == moves(CHAT, 0.2)["handheld"] == 0


def test_the_focus_goes_from_who_listened_to_who_speaks_over_their_shoulder() -> None:
    racked = 0
    for seed in SEEDS:
        shots = filmed(*CHAT, tension=0.3, seed=seed)
        for before, shot in pairwise(shots):
            if shot.move == "rack":
                racked += 1
                assert shot.framing == "over" and before.focus not in ("", shot.focus)
    assert racked > 5


def test_a_whip_is_rare_and_never_twice_in_a_scene() -> None:
    whips = [sum(shot.join == "whip" for shot in filmed(*QUARREL, tension=0.9, seed=seed)) for seed in SEEDS]
    assert max(whips) == 1 and 2 < sum(whips) < 30
    for seed in SEEDS:
        shots = filmed(*QUARREL, tension=0.9, seed=seed)
        assert [shot.join == "whip" for shot in shots[1:]] == [shot.ends == "whip" for shot in shots[:-1]]


def test_a_clue_is_come_to_by_a_tilt_and_left_by_a_match() -> None:
    page = (Action(text="Rain."), Insert(prop="letter", text="A torn edge."), Speech(role="maud", text="So.", emotion="afraid"))
    matched = 0
    for seed in SEEDS:
        shots = filmed(*page, seed=seed)
        at = next(number for number, shot in enumerate(shots) if shot.framing == "insert")
        assert shots[at - 1].framing not in ("two", "establish") or shots[at - 1].move == "down"
        if shots[at + 1].framing == "close":
            matched += 1
            assert (shots[at + 1].join, shots[at + 1].carried) == ("match", THING)
    assert matched > 5


@pytest.mark.parametrize(
    ("text", "seen_in"),
    [
        ("Maud looks at the floor.", {"close", "over", "two"}),
        ("Maud pours, and spills.", {"two", "establish"}),
        ("Maud crosses to the window.", {"two", "establish"}),
    ],
)
def test_what_somebody_does_is_shown_in_a_shot_of_its_own_that_it_fits(text: str, seen_in: set[str]) -> None:
    for seed in SEEDS:
        shots = filmed(
            Speech(role="theo", text="Well?"), Action(text=text, role="maud"), Speech(role="theo", text="No."), seed=seed
        )
        (shot,) = (shot for shot in shots if shot.action)
        assert not shot.lines and shot.framing in seen_in
        assert "maud" in {one.role for one in shot.people}


def test_a_thing_in_an_action_is_seen_close_once_unless_it_gives_something_away() -> None:
    page = (
        Action(text="Maud fills her cup."),
        Speech(role="maud", text="Milk?"),
        Action(text="Theo turns the cup round."),
        Speech(role="theo", text="No."),
    )
    assert [shot.focus for shot in filmed(*page) if shot.framing == "insert"] == ["cup"]
    assert not [shot for shot in filmed(*page, hidden=frozenset({"cup"})) if shot.framing == "insert"]


def test_watching_is_not_a_watch() -> None:
    assert [camera.thing_in(text) for text in ("They watch the door.", "His watch has stopped.", "Two cups.")] == [
        "",
        "watch",
        "cup",
    ]


def test_the_linter_sends_back_what_no_editor_would_do() -> None:
    good = filmed(
        *QUARREL, tension=0.9, seed=next(s for s in SEEDS if any(x.join == "whip" for x in filmed(*QUARREL, tension=0.9, seed=s)))
    )
    good = (replace(good[0], framing="two", focus="", people=(MAUD, THEO)), *good[1:])

    def kinds(shots: tuple[Shot, ...]) -> set[str]:
        return {one.kind for one in lint_shots(shots, environments=environments())}

    assert not kinds(good) & {"restless camera", "no match"}
    spoilt = (
        *(replace(shot, move="handheld", tension=0.1, lines=()) for shot in good[:2]),
        *(replace(shot, join="whip") for shot in good[2:]),
    )
    assert "restless camera" in kinds(spoilt)
    assert "restless camera" in kinds((replace(good[0], move="rack"), *good[1:]))
    assert "no match" in kinds((*good[:1], replace(good[1], join="match", carried=None), *good[2:]))


def test_who_acts_among_others_is_no_new_view_of_them() -> None:
    two = Shot(framing="two", environment="library", frames=72, people=(MAUD, THEO))
    found = lint_shots((two, replace(two, focus="maud")), environments=environments())
    assert "jump cut" in {one.kind for one in found}


def test_a_move_is_the_same_for_the_same_die() -> None:
    asked = [
        [
            camera.move("over", emotion="warm", tension=0.4, progress=0.5, recent=(), from_listener=True, die=die)
            for _ in range(20)
        ]
        for die in (Random("a"), Random("a"))
    ]
    assert asked[0] == asked[1] and len(set(asked[0])) > 1
