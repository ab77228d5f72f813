"""Deeds: what a body does in a shot, as a closed form of the time: walks, turns, points, hands over, shrugs, recoils, hugs.

Places are in units of the body about the eyes: the first number runs the way they face, the second down.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from engine.story.story import Doing
from engine.video.renderers.illustrated.paint import smooth

Spot = tuple[float, float]


@dataclass(frozen=True)
class Hand:
    """Where a wrist is on its way to, how far it has come (`g` 0..1), which way the hand points, and its fingers."""

    g: float
    wrist: Spot
    points: Spot
    fingers: str = "open"
    palm: bool = False


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One moment of a deed. Angles in radians."""

    dx: float = 0.0
    """How far they are from their place, in units of the world, the way they face."""
    stride: float = 0.0
    """How far the legs swing, 0..1, and `phase`: where in the step they are."""
    phase: float = 0.0
    rise: float = 0.0
    """How far they are up from their seat, 0..1."""
    turn: float = 1.0
    """1: they face as they are placed; -1: the other way."""
    lean: float = 0.0
    shrug: float = 0.0
    pitch: float = 0.0
    yaw: float = 0.0
    roll: float = 0.0
    brow: float = 0.0
    blink: float = 0.0
    near: Hand | None = None
    far: Hand | None = None
    has: bool = True
    """Whether what they hold is in their hand now."""
    before: bool = False
    """Both arms are before the body: an embrace."""


STILL = Deed()
STRIDE = 138.0
"""Units of the world that two steps cover."""
LEGS: frozenset[Doing] = frozenset({"walk", "hug", "sit_down", "stand_up"})
"""For these the legs move."""
BEGINS = 0.35
"""Seconds into a shot."""
PASSED = 1.35
"""When a thing goes from one hand to another: the same for both, whoever they are."""


def deed(does: Doing, t: float, *, seconds: float, reach: float = 0.0, late: float = 0.0) -> Deed:
    """Where someone is in what they do. `reach`: how far they go, in units of the world; `late`: 0..1, their own pace."""
    maker = _DEEDS.get(does)
    return maker(t, seconds, reach, late) if maker else STILL


def _up(t: float, begin: float, end: float, rise: float = 0.35, fall: float = 0.45) -> float:
    """0..1: up from `begin`, down again by `end`."""
    return min(smooth((t - begin) / rise), smooth((end - t) / fall))


def _settle(t: float, begin: float, quick: float) -> float:
    """Quickly past 1 and back to it: what springs, and then rests."""
    u = (t - begin) / quick
    if u <= 0:
        return 0.0
    return smooth(u) * (1 + 0.22 * math.exp(-1.6 * max(0.0, u - 1)) * smooth(u))


def _walk(t: float, seconds: float, reach: float, late: float) -> Deed:
    far = reach or 330.0
    took = min(max(1.2, far / 150.0), seconds * 0.72)
    u = max(0.0, min(1.0, t / took))
    gone = 0.82 * u + 0.18 * smooth(u) if u < 1 else 1.0  # a steady pace that eases at its ends
    left = far * (1 - gone)
    stride = min(1.0, left / 40) * (1 if u < 1 else 0)
    return Deed(dx=-left, stride=smooth(stride), phase=2 * math.pi * left / STRIDE, lean=0.03 * smooth(stride))


def _turn(t: float, seconds: float, reach: float, late: float) -> Deed:
    begin = BEGINS + 0.25 * late
    u = smooth((t - begin - 0.08) / 0.5)
    head = smooth((t - begin) / 0.42)
    return Deed(
        turn=-math.cos(math.pi * u), yaw=0.10 * (head - u), lean=0.03 * math.sin(math.pi * u), pitch=0.03 * math.sin(math.pi * u)
    )


def _point(t: float, seconds: float, reach: float, late: float) -> Deed:
    begin, end = BEGINS + 0.2 * late, max(2.0, min(seconds - 0.2, 3.0))
    g = _up(t, begin, end, 0.3, 0.5)
    jab = 8 * math.exp(-3.0 * max(0.0, t - begin - 0.3)) * math.sin(14 * max(0.0, t - begin - 0.3))
    return Deed(lean=0.035 * g, pitch=-0.02 * g, far=Hand(g, (238 + jab, 176), (1.0, -0.06), "point"))


def _give(t: float, seconds: float, reach: float, late: float) -> Deed:
    g = _up(t, BEGINS, PASSED + 0.75, 0.75, 0.5)
    return Deed(
        lean=0.05 * g, pitch=0.04 * g, near=Hand(g, (92, 222), (1.0, -0.1), "hold" if t < PASSED else "open"), has=t < PASSED
    )


def _take(t: float, seconds: float, reach: float, late: float) -> Deed:
    g = _up(t, BEGINS + 0.3, PASSED + 0.7, 0.6, 0.6)
    open_ = "open" if t < PASSED else "hold"
    return Deed(lean=0.045 * g, pitch=0.05 * g, near=Hand(g, (92, 226), (1.0, -0.05), open_, palm=t < PASSED), has=t >= PASSED)


def _lift(t: float, seconds: float, reach: float, late: float) -> Deed:
    begin = BEGINS + 0.3 * late
    g = _up(t, begin, begin + 2.1, 0.6, 0.6)
    sip = _up(t, begin + 0.55, begin + 1.6, 0.3, 0.3)
    return Deed(near=Hand(g, (6, 112 - 5 * sip), (0.42, -0.8), "hold"), pitch=-0.07 * sip + 0.03 * (g - sip), blink=0.55 * sip)


def _put_down(t: float, seconds: float, reach: float, late: float) -> Deed:
    begin = BEGINS + 0.2 * late
    g = _up(t, begin, begin + 1.5, 0.6, 0.5)
    return Deed(
        near=Hand(g, (52, 312), (0.8, 0.5), "hold" if t < begin + 0.8 else "flat"),
        has=t < begin + 0.8,
        pitch=0.12 * g,
        lean=0.05 * g,
    )


def _shrug(t: float, seconds: float, reach: float, late: float) -> Deed:
    begin = BEGINS + 0.3 * late
    g = _up(t, begin, begin + 1.35, 0.28, 0.45)
    return Deed(
        shrug=g, roll=0.09 * g, brow=0.55 * g, pitch=0.03 * g,
        near=Hand(g, (-118, 268), (-0.75, -0.42), "open", palm=True), far=Hand(g, (120, 262), (0.75, -0.42), "open", palm=True),
    )  # fmt: skip


def _lean(t: float, seconds: float, reach: float, late: float) -> Deed:
    g = smooth((t - BEGINS - 0.3 * late) / 0.9)
    return Deed(lean=0.15 * g, pitch=-0.06 * g, yaw=0.03 * g)


def _recoil(t: float, seconds: float, reach: float, late: float) -> Deed:
    begin = BEGINS + 0.1 * late
    g, calm = _settle(t, begin, 0.2), 1 - 0.5 * smooth((t - begin - 0.8) / 1.2)
    hands = _up(t, begin + 0.04, begin + 1.6, 0.22, 0.7)
    return Deed(
        lean=-0.13 * g * calm, pitch=-0.07 * g * calm, brow=0.5 * g * calm,
        near=Hand(hands, (-46, 212), (0.1, -1.0), "open", palm=True), far=Hand(hands, (92, 224), (0.25, -1.0), "open", palm=True),
    )  # fmt: skip


def _hug(t: float, seconds: float, reach: float, late: float) -> Deed:
    there = max(0.0, reach)
    took = min(max(0.7, there / 190.0), max(0.7, seconds * 0.45))
    u = max(0.0, min(1.0, (t - 0.15) / took))
    left = there * (1 - (0.7 * u + 0.3 * smooth(u)))
    stride = smooth(min(1.0, left / 30)) * (1.0 if 0 < u < 1 else 0.0)
    arms = smooth((t - 0.15 - took * 0.55) / 0.5)
    tight = smooth((t - 0.15 - took) / 0.5)
    return Deed(
        dx=there - left, stride=stride, phase=2 * math.pi * left / STRIDE, lean=0.05 * tight, roll=0.12 * tight,
        pitch=0.08 * tight,
        blink=smooth((t - 0.4 - took) / 0.3), before=arms > 0.3,
        near=Hand(arms, (88, 214 - 8 * tight), (0.95, -0.1), "flat"), far=Hand(arms, (236, 206), (0.6, 0.55), "flat"),
    )  # fmt: skip


def _sit(t: float, seconds: float, reach: float, late: float) -> Deed:
    u = smooth((t - BEGINS) / 0.95)
    going = math.sin(math.pi * u)
    return Deed(rise=1 - u, lean=0.12 * going, pitch=0.10 * going)


def _stand(t: float, seconds: float, reach: float, late: float) -> Deed:
    u = smooth((t - BEGINS - 0.1) / 0.9)
    going = math.sin(math.pi * u)
    return Deed(rise=u, lean=0.14 * going, pitch=0.06 * going)


def _nod(t: float, seconds: float, reach: float, late: float) -> Deed:
    begin = BEGINS + 0.4 * late
    u = (t - begin) / 1.1
    return Deed(pitch=0.13 * math.sin(2 * math.pi * 2 * u) ** 2 * (1 - 0.4 * u)) if 0 < u < 1 else STILL


def _shake(t: float, seconds: float, reach: float, late: float) -> Deed:
    begin = BEGINS + 0.4 * late
    u = (t - begin) / 1.4
    if not 0 < u < 1:
        return STILL
    return Deed(
        yaw=-0.06 * _up(u, 0, 1, 0.2, 0.2) + 0.16 * math.sin(2 * math.pi * 2.5 * u) * (1 - u), pitch=0.03 * math.sin(math.pi * u)
    )


def _look_down(t: float, seconds: float, reach: float, late: float) -> Deed:
    g = smooth((t - BEGINS - 0.4 * late) / 0.7)
    return Deed(pitch=0.2 * g, blink=0.3 * g)


def _wave(t: float, seconds: float, reach: float, late: float) -> Deed:
    begin = BEGINS + 0.2 * late
    g = _up(t, begin, begin + 2.0, 0.4, 0.5)
    swing = math.sin((t - begin) * 10.5) * g
    return Deed(
        near=Hand(g, (-158 + 10 * swing, 92), (-0.15 + 0.42 * swing, -1.0), "open", palm=True), brow=0.2 * g, roll=0.03 * swing
    )


def _cover(t: float, seconds: float, reach: float, late: float) -> Deed:
    begin, end = BEGINS + 0.15 * late, max(1.9, seconds - 0.3)
    g = _up(t, begin, end, 0.3, 0.5)
    return Deed(near=Hand(g, (0, 128), (0.2, -1.0), "flat"), lean=-0.03 * g, brow=0.4 * g, pitch=0.03 * g)


_DEEDS: Mapping[Doing, Callable[[float, float, float, float], Deed]] = {
    "walk": _walk,
    "turn": _turn,
    "point": _point,
    "hand_over": _give,
    "take": _take,
    "lift": _lift,
    "put_down": _put_down,
    "shrug": _shrug,
    "lean": _lean,
    "recoil": _recoil,
    "hug": _hug,
    "sit_down": _sit,
    "stand_up": _stand,
    "nod": _nod,
    "shake": _shake,
    "look_down": _look_down,
    "wave": _wave,
    "cover": _cover,
}


def seated(moment: Deed) -> Deed:
    """The same deed by someone who sits: they stay where they are, and only their upper half takes part."""
    return replace(moment, dx=0.0, stride=0.0, turn=1.0)


def feet(moment: Deed) -> tuple[Spot, Spot]:
    """The near and the far foot about the hip's foot of the plumb line: forward, and up from the floor."""
    swing = 40.0 * moment.stride
    pair = []
    for phase in (-moment.phase, math.pi - moment.phase):
        pair.append((swing * math.cos(phase), 17.0 * moment.stride * max(0.0, -math.sin(phase))))
    return pair[0], pair[1]
