"""A scene is filmed as films are: these are the laws of its shots, and a few pictures that must be there."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.narrative.shots import Action, Insert, Passage, Speech, break_down, seconds_for
from engine.story.story import EMOTIONS, FPS, GRID, Placed, Shot

MAUD = Placed(role="maud", anchor="left", facing="right", posture="sit")
THEO = Placed(role="theo", anchor="right", facing="left", posture="sit")
HAL = Placed(role="hal", anchor="window", facing="right")
PEOPLE = (MAUD, THEO, HAL)

words = st.text("abc ,.?!—", min_size=1, max_size=400)
passages = st.lists(
    st.one_of(
        st.builds(Action, text=words, role=st.sampled_from(("", "maud", "ghost"))),
        st.builds(Insert, prop=st.sampled_from(("key", "letter")), text=words),
        st.builds(
            Speech,
            role=st.sampled_from(("maud", "theo", "hal", "you")),
            text=words,
            emotion=st.sampled_from(EMOTIONS),
            to=st.sampled_from(("", "theo", "you")),
        ),
    ),
    max_size=12,
).map(tuple)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[tuple[Passage, ...], tuple[Placed, ...], tuple[Shot, ...]]:
    said = draw(passages)
    people = PEOPLE[: draw(st.integers(0, 3))]
    asks = draw(st.booleans())
    shots = break_down(
        passages=said,
        environment="library",
        people=people,
        arrives=draw(st.booleans()),
        asks=asks,
        ends=not asks and draw(st.booleans()),
        title=draw(st.sampled_from(("", "The Last Page"))),
        tension=draw(st.floats(0, 1)),
        valence=draw(st.floats(-1, 1)),
        pace=draw(st.floats(0.5, 2)),
        seed=draw(st.integers(0, 2**31)),
    )
    return said, people, shots


@given(scenes())
@settings(max_examples=150, deadline=None)
def test_every_scene_keeps_the_laws_of_film(scene: tuple[tuple[Passage, ...], tuple[Placed, ...], tuple[Shot, ...]]) -> None:
    _, people, shots = scene
    assert sum(shot.frames for shot in shots) % GRID == 0
    for shot in shots:
        assert 1.8 <= shot.seconds <= 9.0
    for before, after in pairwise(shots):
        assert (before.framing, before.focus) != (after.framing, after.focus), "a jump cut"
    sides = {one.role: (one.anchor, one.facing) for one in people}
    for shot in shots:
        for one in shot.people:
            assert (one.anchor, one.facing) == sides[one.role], "the line was crossed"
    for shot in shots:
        seen = {one.role for one in shot.people}
        at = 0.0
        for line in shot.lines:
            assert line.start >= at, "two lines at once"
            at = line.start + line.seconds
            assert line.heard_only == (line.speaker not in seen)
        assert at <= shot.seconds
        if shot.framing == "close":
            assert seen == {shot.focus}


@given(scenes())
@settings(max_examples=80, deadline=None)
def test_nothing_that_is_said_or_shown_is_lost(
    scene: tuple[tuple[Passage, ...], tuple[Placed, ...], tuple[Shot, ...]],
) -> None:
    said, _, shots = scene

    def letters(texts: list[str]) -> str:
        return "".join("".join(texts).split())

    spoken = [line.text for shot in shots for line in shot.lines]
    assert letters(spoken) == letters([one.text for one in said if isinstance(one, Speech)])
    actions = [one.text for one in said if not isinstance(one, Speech)]
    assert [shot.action for shot in shots if shot.action] == actions


def _talk(**kind: object) -> tuple[Shot, ...]:
    return break_down(
        passages=(
            Action(text="Rain on the window. Two cups, one of them full."),
            Speech(role="maud", text="Someone has torn out the last page.", emotion="worried"),
            Speech(role="theo", text="Then someone knew that we were coming.", emotion="suspicious"),
            Insert(prop="letter", text="Half a sentence, and a torn edge."),
            Speech(role="you", text="Who else has a key?", emotion="firm"),
            Speech(role="maud", text="Nobody. Or everybody, if they ask Hal.", emotion="amused"),
        ),
        environment="library",
        people=(MAUD, THEO),
        **kind,  # type: ignore[arg-type]
    )


def test_a_new_place_is_shown_before_anyone_speaks() -> None:
    first = _talk(arrives=True)[0]
    assert (first.framing, first.join, first.lines) == ("establish", "fade", ())
    assert first.action.startswith("Rain")


def test_a_choice_is_made_over_a_calm_held_picture() -> None:
    for seed in range(20):
        last = _talk(asks=True, seed=seed)[-1]
        assert (last.lines, last.move) == ((), "still")
        assert last.seconds >= 3


def test_an_ending_fades_to_black() -> None:
    shots = _talk(asks=False, ends=True)
    assert [shot.ends for shot in shots] == ["cut"] * (len(shots) - 1) + ["fade"]


def test_a_clue_is_seen_close() -> None:
    assert [shot.focus for shot in _talk() if shot.framing == "insert"] == ["cup", "letter"]


def test_who_is_not_in_the_room_is_heard_only() -> None:
    heard = [line for shot in _talk() for line in shot.lines if line.speaker == "you"]
    assert all(line.heard_only for line in heard) and heard


def test_tension_brings_the_camera_closer() -> None:
    def closes(tension: float) -> int:
        return sum(shot.framing == "close" for seed in range(40) for shot in _talk(tension=tension, seed=seed))

    assert closes(0.95) > closes(0.1) * 1.2


def test_another_seed_is_another_cut_and_the_same_seed_the_same() -> None:
    assert _talk(seed=3) == _talk(seed=3)
    assert len({tuple((shot.framing, shot.focus) for shot in _talk(seed=seed)) for seed in range(12)}) > 6


def test_a_scene_that_asks_is_long_enough_to_choose_in() -> None:
    for passages in ((), (Speech(role="maud", text="Well?"),)):
        shots = break_down(passages=passages, environment="library", people=(MAUD, THEO), arrives=False)
        assert sum(shot.frames for shot in shots) >= 8 * FPS


def test_a_quick_speaker_needs_less_time() -> None:
    text = "Someone has torn out the last page."
    assert seconds_for(text, 1.3) < seconds_for(text) < seconds_for(text + " And the first.")
