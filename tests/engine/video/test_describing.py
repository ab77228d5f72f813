"""A description says what is seen, and never while somebody speaks."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from engine.library.environments import environments
from engine.story.story import Line, Placed, Shot
from engine.video.describing import describe, narrator, spoken_for

NAMES = {"maud": "Maud", "theo": "Theo"}
LIBRARY = environments()["library"]
LEFT, RIGHT = sorted(LIBRARY.anchors, key=lambda name: LIBRARY.anchors[name].x)[:: len(LIBRARY.anchors) - 1]
MAUD = Placed(role="maud", anchor=LEFT, facing="right")
THEO = Placed(role="theo", anchor=RIGHT, facing="left", posture="sit")


def shot(frames: int, **of: object) -> Shot:
    return Shot(**{"framing": "two", "environment": "library", "frames": frames, "people": (MAUD, THEO), **of})  # type: ignore[arg-type]


#  seconds:  0 ........ 8 ......... 16 ........ 24
#  shots:    | wide     | close     | wide      |
#  lines:                 ~~~~~~
SCENE = (
    shot(192, framing="establish"),
    shot(192, framing="close", focus="maud", people=(MAUD,), lines=(Line(speaker="maud", text="Well?", start=0.5, seconds=6.0),)),
    shot(192, action="Theo sets the cup down very slowly."),
)


def told(shots: tuple[Shot, ...]) -> list[str]:
    return [one.text for one in describe(shots, environments={"library": LIBRARY}, names=NAMES)]


def test_the_set_the_people_and_what_they_do_are_said() -> None:
    assert told(SCENE) == [
        "The library, dusk, rain.",
        "Maud stands on the left and Theo sits on the right.",
        "Theo sets the cup down very slowly.",
    ]


def test_nothing_is_said_over_a_line_or_twice_at_once_or_past_the_end() -> None:
    crowded = (*SCENE, *(replace(one, action="Maud shuts the window, and stands there. Rain.") for one in SCENE[1:]))
    starts = [sum(one.seconds for one in crowded[:number]) for number in range(len(crowded))]
    lines = [
        (starts[n] + line.start, starts[n] + line.start + line.seconds) for n, one in enumerate(crowded) for line in one.lines
    ]
    said = [
        (starts[one.shot] + one.start, starts[one.shot] + one.start + one.seconds)
        for one in describe(crowded, environments={"library": LIBRARY}, names=NAMES)
    ]
    whole = sorted(lines + said)
    assert len(said) >= 3
    assert all(end <= start for (_, end), (start, _) in pairwise(whole))
    assert whole[-1][1] <= sum(one.seconds for one in crowded)


def test_a_sentence_for_which_there_is_no_time_is_left_out() -> None:
    long = "Maud shuts the window. She stands with her back to it for a long while, and looks at each of them in turn."
    assert told((shot(96, people=(), framing="close", action=long),)) == ["Maud shuts the window."]
    talk = (Line(speaker="maud", text="Well?", start=0.0, seconds=4.0),)
    assert told((shot(96, framing="close", focus="maud", people=(MAUD,), action=long, lines=talk),)) == []


def test_a_title_is_read_and_the_narrator_is_nobody_in_the_scene() -> None:
    assert told((shot(120, framing="title", title="Otherwise", subtitle="An evening", people=()),)) == ["Otherwise. An evening."]
    assert narrator({"bf_alice"}).id != "bf_alice"
    assert spoken_for("Rain.") < spoken_for("Rain on the roof, and nobody about.")
