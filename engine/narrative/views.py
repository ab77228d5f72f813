"""What a moment can be seen in: framings of people, each with how much it is wanted, and one of them chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from engine.narrative import camera
from engine.story.story import Emotion, Framing, Placed

View = tuple[Framing, str, float]
"""A framing, its focus, and how much it is wanted."""
CHARGED: tuple[Emotion, ...] = ("angry", "afraid", "surprised", "suspicious", "sad", "tender")


def view(framing: Framing, focus: str) -> tuple[Framing, str]:
    """What two shots must not share if one is cut against the other. All together are that, whoever of them acts."""
    return framing, "" if framing == "two" else focus


def wide() -> tuple[View, ...]:
    return ("two", "", 1.0), ("establish", "", 0.12)


def acting(text: str, role: str, *, among: tuple[str, ...], tension: float) -> Iterator[View]:
    """The views that an action can be seen in: a face, the one who acts among the others, or the whole place. `role`: who acts,
    if it is one of those who are here."""
    match camera.reach(text) if role else "":
        case "face":
            yield from (("close", role, 2.0), ("over", role, 0.8 * (len(among) > 1)), ("two", role, 0.6))
        case "across":
            yield from (("establish", "", 1.5), ("two", role, 1.0))
        case "body":
            yield from (("two", role, 2.0), ("establish", "", 0.35))
        case _:
            yield from wide()
            if tension > 0.55:
                yield from (("close", one, 0.5) for one in among)


def speaking(
    role: str,
    listener: str,
    *,
    among: tuple[str, ...],
    emotion: Emotion,
    tension: float,
    since_all: int,
    first: bool,
    again: bool,
    acts: bool,
) -> Iterator[View]:
    """The views that somebody can be heard in. `since_all`: shots since everybody was last seen; `first`: of the talk; `again`:
    the speech goes on; `acts`: they are in the middle of doing something, and the cut falls within it."""
    charged = emotion in CHARGED
    yield "two", "", 1.6 if first else 0.25 + max(0, since_all - 3) * 0.5
    if role in among:
        on_action = 3.0 if acts else 1.0
        yield "close", role, (0.5 + 1.6 * tension + 0.6 * charged) * on_action
        if len(among) > 1:
            yield "over", role, (1.3 - 0.7 * tension) * on_action
        if listener in among and (again or charged):
            yield "close", listener, 1.4 if again else 0.2
    else:
        for one in among:
            yield "close", one, 1.6 if one == listener else 0.7


def pick(views: Iterable[View], *, before: tuple[Framing, str] | None, die: Random) -> tuple[Framing, str]:
    """One of the weighted views, never the one before."""
    fresh = [one for one in views if view(*one[:2]) != before and one[2] > 0]
    if not fresh:
        either: tuple[View, ...] = ("establish", "", 1.0), ("two", "", 1.0)
        fresh = [one for one in either if one[:2] != before]
    # From one view of a face straight to another of the same is nearly a jump cut: rarely.
    weights = [one[2] * (0.3 if before and one[1] and one[1] == before[1] else 1.0) for one in fresh]
    framing, focus, _ = die.choices(fresh, weights=weights)[0]
    return framing, focus


def in_picture(framing: Framing, focus: str, everyone: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """Who is seen in it: in an `over`, the one it is about and then whoever faces them."""
    match framing:
        case "insert":
            return ()
        case "close":
            return tuple(one for one in everyone if one.role == focus)
        case "over":
            there = next(one for one in everyone if one.role == focus)
            others = sorted((one for one in everyone if one.role != focus), key=lambda one: one.facing == there.facing)
            return (there, others[0])
        case _:
            return everyone
