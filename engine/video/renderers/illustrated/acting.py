"""How people act: a closed form from a shot, its spoken lines and a time, to one moment's performance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from engine.story.story import Emotion, Line, Placed, Shot
from engine.video.renderers.illustrated.deeds import STILL, Deed, deed, seated
from engine.video.renderers.illustrated.lips import lips
from engine.video.renderers.illustrated.paint import h01, smooth
from engine.video.renderers.illustrated.units import CHORDS, NAMES, Drawn, drawn
from engine.video.spoken import Spoken

TWOS = 12
"""Poses a second: people are animated on twos, as drawn films are."""
Where = Mapping[str, tuple[float, float]]
"""Where the eyes of each role are, and each anchor someone may look at, in the world."""


@dataclass(frozen=True, kw_only=True)
class Performance:
    """One moment of an actor: all that a puppet needs besides its paint. Angles in radians, the rest about -1..1."""

    yaw: float = 0.42
    """Positive: the head is turned to the right of the picture."""
    pitch: float = 0.0
    roll: float = 0.0
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    blink: float = 0.0
    squint: float = 0.0
    lids: float = 0.0
    """How wide the eyes are."""
    press: float = 0.0
    """How thin the lips are pressed."""
    brow: float = 0.0
    brow_in: float = 0.0
    """Positive: drawn together and down; negative: their inner ends raised."""
    brow_one: float = 0.0
    """One brow raised."""
    smile: float = 0.1
    open: float = 0.0
    wide: float = 0.0
    round: float = 0.0
    breath: float = 0.0
    sway: float = 0.0
    """Sideways from the hips, in units."""
    lean: float = 0.0
    """Towards where they face."""
    gesture: float = 0.0
    """How far a hand is raised, 0..1."""
    hand: str = "open"
    """What that hand does: `open`, `point`, or `heart` (on it)."""
    deed: Deed = STILL
    """What the body does besides."""


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a feeling shows besides in the face, and how quickly it comes."""

    face: Drawn
    pitch: float = 0.0
    roll: float = 0.0
    lean: float = 0.0
    averted: float = 0.0
    """How much the eyes leave whoever they speak to."""
    lively: float = 1.0
    blinks: float = 1.0
    comes: float = 0.45
    """Seconds until it shows."""
    hand: str = "open"


def _manner_of(emotion: Emotion, **more: Any) -> Manner:
    return Manner(face=drawn(CHORDS[emotion]), **more)


MANNERS: Mapping[Emotion, Manner] = {
    "neutral": _manner_of("neutral"),
    "warm": _manner_of("warm", roll=0.05, lean=0.02, comes=0.55, hand="heart"),
    "amused": _manner_of("amused", roll=0.06, lively=1.2, comes=0.35),
    "worried": _manner_of("worried", pitch=0.04, averted=0.3, blinks=1.4, comes=0.5, hand="heart"),
    "sad": _manner_of("sad", pitch=0.12, lean=0.02, averted=0.5, lively=0.6, comes=0.9, hand="heart"),
    "angry": _manner_of("angry", pitch=0.03, lean=0.045, lively=1.4, blinks=0.6, comes=0.25, hand="point"),
    "afraid": _manner_of("afraid", pitch=-0.03, lean=-0.045, blinks=1.8, comes=0.18),
    "surprised": _manner_of("surprised", pitch=-0.05, lean=-0.03, lively=1.2, blinks=0.8, comes=0.12),
    "suspicious": _manner_of("suspicious", roll=-0.05, lean=0.02, blinks=0.5, comes=0.6, hand="point"),
    "tender": _manner_of("tender", pitch=0.04, roll=0.08, lively=0.7, comes=0.7, hand="heart"),
    "firm": _manner_of("firm", lean=0.025, blinks=0.6, comes=0.35, hand="point"),
    "thoughtful": _manner_of("thoughtful", roll=0.06, averted=0.75, lively=0.7, comes=0.6),
}

_NUMBERS = tuple(f.name for f in fields(Manner) if f.name not in ("hand", "comes", "face"))


def _numbers(manner: Manner) -> dict[str, float]:
    """All that blends: what the face shows, and what the rest of them does."""
    return {name: getattr(manner, name) for name in _NUMBERS} | {name: getattr(manner.face, name) for name in NAMES}


_MEASURES = {emotion: _numbers(manner) for emotion, manner in MANNERS.items()}


def perform(
    placed: Placed, *, shot: Shot, spoken: tuple[Spoken, ...], t: float, seed: int, where: Where, home: Where | None = None
) -> Performance:
    """What someone does at a time in a shot. Equal arguments are the same performance, whatever came before.

    `where`: the eyes of everyone now; `home`: as they would be if nobody walked."""
    t = math.floor(t * TWOS + 1e-6) / TWOS
    me, side = placed.role, 1 if placed.facing == "right" else -1
    mine = tuple(one for one in spoken if one.line.speaker == me and not one.line.heard_only)
    talk = max((_during(one, t, 0.12, 0.2) for one in mine), default=0.0)
    manner = _manner(placed, mine, spoken, t)
    beat, lift = _beats(mine, t)
    said = lips(mine, t, energy=0.82 + 0.18 * manner["lively"])
    gaze_x, gaze_y, yaw, blinked = _looks(placed, side, mine, spoken, manner, t, seed, where)
    nod = max((_listening(one, t, seed, me) for one in spoken if one.line.speaker != me), default=0.0)
    heard = _answers(me, spoken, t, seed)
    rate = 1.7 + 0.9 * shot.tension
    phase = 6.3 * h01(seed, me, "phase")
    lively = manner["lively"]
    gesture, hand = _gesture(mine, t, seed)
    done = doing(placed, shot=shot, t=t, seed=seed, where=where if home is None else home)
    busy = max((one.g for one in (done.near, done.far) if one is not None), default=0.0)
    parted = manner["parted"] * (1 - talk)
    if (done.stride > 0.5 or (done.before and done.blink > 0.2)) and placed.posture == "stand":
        yaw = side * _SIDE  # who walks looks where they go, and who embraces looks past
    return Performance(
        yaw=yaw + side * (done.yaw + 0.025 * _drift(t, 0.9, phase) - 0.05 * talk * math.sin(t * 1.7 + phase)),
        pitch=done.pitch + manner["pitch"] + 0.02 * _drift(t, 0.7, phase + 1) + 0.075 * lively * beat + 0.09 * nod + heard.pitch,
        roll=side
        * (
            done.roll
            + heard.roll
            + manner["roll"]
            + 0.016 * _drift(t, 0.8, phase + 2)
            + 0.03 * talk * lively * math.sin(t * 2.1 + phase)
        ),
        gaze_x=gaze_x,
        gaze_y=_clamp(gaze_y + heard.gaze, 0.6),
        blink=max(blinked, done.blink, _blink(me, t, seed, manner["blinks"])),
        squint=max(0.0, manner["squint"]),
        lids=manner["wide"],
        press=manner["press"] * (1 - talk),
        brow=manner["brow"] + done.brow + heard.brow + 0.34 * lively * lift,
        brow_in=manner["brow_in"],
        brow_one=manner["brow_one"],
        smile=manner["smile"] * (1 - 0.3 * said.open),
        open=max(said.open, parted),
        wide=said.wide,
        round=said.round,
        breath=math.sin(t * rate + phase),
        sway=1.6 * _drift(t, 0.55, phase + 3) + 1.2 * talk * math.sin(t * 1.3 + phase),
        lean=done.lean + manner["lean"] + 0.012 * talk + 0.006 * _drift(t, 0.5, phase + 4),
        gesture=gesture * (1 - busy),
        hand=hand,
        deed=done,
    )


_SIDE = 1.4
"""The yaw of a head that is seen from the side."""
_APART = 116.0
"""Units of the world between the middles of two people who embrace."""


def doing(placed: Placed, *, shot: Shot, t: float, seed: int, where: Where) -> Deed:
    """Where they are in what the story has them do in this shot."""
    if not placed.does:
        return STILL
    apart = 0.0
    if placed.does == "hug" and placed.looks_at in where and placed.role in where:
        apart = abs(where[placed.looks_at][0] - where[placed.role][0])
    reach = max(0.0, apart - _APART) / 2 if apart < 620 else 0.0
    moment = deed(placed.does, t, seconds=shot.seconds, reach=reach, late=h01(seed, placed.role, "late"))
    if placed.posture == "sit" or shot.framing in ("close", "over"):  # a lens that near would lose whoever walks
        return seated(moment) if placed.posture == "sit" else replace(moment, dx=0.0, stride=0.0)
    return moment


def _drift(t: float, pace: float, phase: float) -> float:
    """A slow wandering that does not repeat soon."""
    return math.sin(t * pace + phase) * 0.6 + math.sin(t * pace * 2.13 + phase * 1.7) * 0.4


def _during(one: Spoken, t: float, rise: float, fall: float) -> float:
    """0..1: up before a line begins, down after it ends."""
    return min(smooth((t - one.start + rise) / rise), smooth((one.end + fall - t) / fall))


# -- feeling --------------------------------------------------------------------------------------------------------


def _manner(placed: Placed, mine: tuple[Spoken, ...], spoken: tuple[Spoken, ...], t: float) -> dict[str, float]:
    """The feeling they came with, coloured by what they say, and a little by what they hear."""
    shown = dict(_MEASURES[placed.emotion])
    for one in sorted(spoken, key=lambda s: s.start):
        own = one in mine
        emotion = one.line.emotion
        comes = MANNERS[emotion].comes
        begins = one.start - 0.2 if own else one.start + 0.35 + comes
        share = min(smooth((t - begins) / comes), smooth((one.end + 1.2 - t) / 0.9)) * (1.0 if own else 0.22)
        if share <= 0:
            continue
        if own:  # it flares as it comes, and then is held
            share *= 1 + 0.16 * _bump((t - begins - 0.6 * comes) / (1.4 * comes + 0.3))
        for name, value in _MEASURES[emotion].items():
            shown[name] += (value - shown[name]) * share
    return shown


# -- eyes and where the head turns ----------------------------------------------------------------------------------


def _looks(
    placed: Placed,
    side: int,
    mine: tuple[Spoken, ...],
    spoken: tuple[Spoken, ...],
    manner: dict[str, float],
    t: float,
    seed: int,
    where: Where,
) -> tuple[float, float, float, float]:
    """Gaze x and y, the yaw of the head, and how far a blink hides the change of gaze."""
    me = placed.role
    times = _attention(placed, spoken, seed, where)
    current = max((i for i, (at, _) in enumerate(times) if at <= t), default=0)
    at, target = times[current]
    before = times[current - 1][1] if current else target
    gx, gy, yaw = _aim(me, side, target, where)
    px, py, pyaw = _aim(me, side, before, where)
    eyes, head = smooth((t - at) / 0.12), smooth((t - at - 0.04) / 0.5)
    turned = abs(gx - px) + abs(yaw - pyaw) > 0.12 and current > 0
    gaze_x, gaze_y, head_yaw = px + (gx - px) * eyes, py + (gy - py) * eyes, pyaw + (yaw - pyaw) * head
    gaze_x += (head_yaw - yaw) * -0.9 * eyes  # the eyes lead, and settle as the head comes after
    for one in mine:  # people look away as they begin to think out what they say
        away = manner["averted"] * min(smooth((t - one.start + 0.1) / 0.2), smooth((one.start + 0.9 - t) / 0.25))
        gaze_x -= side * 0.42 * away
        gaze_y += (0.28 if manner["smile"] < -0.2 else -0.26) * away
    step = math.floor(t * 1.15 + h01(seed, me, "offset"))
    gaze_x += 0.11 * (h01(seed, me, "x", step) - 0.5)
    gaze_y += 0.09 * (h01(seed, me, "y", step) - 0.5)
    if not any(one.start <= t <= one.end for one in spoken) and h01(seed, me, "glance", math.floor(t / 3.1)) > 0.55:
        glance = min(smooth((t % 3.1 - 1.2) / 0.12), smooth((2.1 - t % 3.1) / 0.12))
        gaze_x += glance * 0.4 * (h01(seed, me, "way", math.floor(t / 3.1)) - 0.5)
        gaze_y += glance * 0.22
    hidden = smooth(1.3 - abs(t - at - 0.06) / 0.1) if turned else 0.0
    return _clamp(gaze_x, 0.85), _clamp(gaze_y, 0.6), head_yaw, hidden


def _attention(placed: Placed, spoken: tuple[Spoken, ...], seed: int, where: Where) -> list[tuple[float, str]]:
    """Whom or what they look at, from when."""
    me = placed.role
    partner = placed.looks_at if placed.looks_at in where else ""
    talkers = [one.line.speaker for one in spoken if one.line.speaker != me and one.line.speaker in where]
    if not partner and talkers:
        partner = talkers[0]
    times = [(-10.0, placed.looks_at if placed.looks_at in where else partner)]
    for i, one in enumerate(sorted(spoken, key=lambda s: s.start)):
        speaker = one.line.speaker
        if speaker == me:
            earlier = [other.line.speaker for other in spoken if other.start < one.start and other.line.speaker in talkers]
            times.append((one.start - 0.1, (earlier[-1] if earlier else partner)))
        elif speaker in where:
            times.append((one.start + 0.14 + 0.22 * h01(seed, me, "turns", i), speaker))
    return [pair for i, pair in enumerate(times) if i == 0 or pair[1] != times[i - 1][1]]


def _aim(me: str, side: int, target: str, where: Where) -> tuple[float, float, float]:
    """The gaze and the yaw that meet a place. The head stays on the side they face; the eyes do the rest."""
    if not target or target not in where or me not in where:
        return side * 0.10, 0.04, side * 0.40
    (x, y), (tx, ty) = where[me], where[target]
    angle = math.atan2(tx - x, 260.0)
    yaw = side * (0.22 + 0.24 * max(0.0, min(1.0, side * angle / 1.1)))
    return _clamp(0.56 * (angle - yaw), 0.7), _clamp((ty - y) / 420, 0.5) + 0.03, yaw


def _clamp(value: float, most: float) -> float:
    return max(-most, min(most, value))


def _blink(me: str, t: float, seed: int, rate: float) -> float:
    """How far the lids are down: a blink every two to five seconds, sometimes two."""
    every = 2.9 / max(0.4, rate)
    shut = 0.0
    first = math.floor(t / every) - 1
    for k in range(first, first + 3):
        at = (k + 0.15 + 0.7 * h01(seed, me, "blink", k)) * every
        at = round(at * TWOS) / TWOS  # on a pose, so that the lids are seen to meet
        shut = max(shut, _lid(t - at))
        if h01(seed, me, "twice", k) > 0.82:
            shut = max(shut, _lid(t - at - 4 / TWOS))
    return shut


def _lid(since: float) -> float:
    down, up = 0.11, 0.19
    return smooth(1 - (-since / down if since < 0 else since / up))


# -- voice and hands ------------------------------------------------------------------------------------------------


def _beats(mine: tuple[Spoken, ...], t: float) -> tuple[float, float]:
    """The nod of the head and the lift of the brows on stressed sounds."""
    nod = lift = 0.0
    for one in mine:
        if not one.start - 0.3 < t < one.end + 0.5:
            continue
        stressed = [phone.start for phone in one.phones if "ˈ" in phone.symbol]
        if not stressed:
            count = max(1, round((one.end - one.start) / 0.7))
            stressed = [one.start + (k + 0.3) * (one.end - one.start) / count for k in range(count)]
        for i, at in enumerate(stressed):
            if i and at - stressed[i - 1] < 0.28:
                continue
            strong = 0.5 + 0.5 * h01(one.line.text, i)
            nod += strong * _bump((t - at) / 0.3)
            lift = max(lift, (strong - 0.55) * 2.2 * _bump((t - at + 0.05) / 0.45))
    return min(1.2, nod), max(0.0, lift)


def _bump(u: float) -> float:
    """Up and down again within 0..1, early."""
    return math.sin(math.pi * u**0.7) if 0 < u < 1 else 0.0


def _listening(one: Spoken, t: float, seed: int, me: str) -> float:
    """Small nods at what another says, near the end of it."""
    if one.end - one.start < 1.0 or h01(seed, me, one.line.text) < 0.35:
        return 0.0
    at = one.start + (one.end - one.start) * (0.62 + 0.3 * h01(seed, me, one.line.text, "when"))
    return max(_bump((t - at) / 0.36), 0.6 * _bump((t - at - 0.4) / 0.34))


@dataclass(frozen=True)
class _Heard:
    """What a listener's head does at what they hear."""

    pitch: float = 0.0
    roll: float = 0.0
    gaze: float = 0.0
    brow: float = 0.0


def _answers(me: str, spoken: tuple[Spoken, ...], t: float, seed: int) -> _Heard:
    """Eyes that drop at what hurts, a head that tilts at what puzzles, brows that rise at what nobody expected."""
    for one in spoken:
        if one.line.speaker == me or one.end - one.start < 0.8:
            continue
        chance = h01(seed, me, one.line.text, "answers")
        at = one.start + (one.end - one.start) * (0.45 + 0.4 * h01(seed, me, one.line.text, "answers when"))
        if not at < t < at + 2.2:
            continue
        g = min(smooth((t - at) / 0.35), smooth((at + 2.2 - t) / 0.7))
        match one.line.emotion:
            case "sad" | "tender" | "worried" if chance > 0.35:
                return _Heard(pitch=0.08 * g, gaze=0.34 * g)
            case "surprised" | "afraid" | "angry" if chance > 0.3:
                return _Heard(pitch=-0.03 * g, brow=0.38 * g)
            case "suspicious" | "thoughtful" | "amused" | "neutral" if chance > 0.55:
                return _Heard(roll=0.075 * g * (1 if chance > 0.78 else -1), brow=0.14 * g)
            case _:
                pass
    return _Heard()


def _gesture(mine: tuple[Spoken, ...], t: float, seed: int) -> tuple[float, str]:
    """A hand that rises with what matters in a line."""
    for one in mine:
        if not _emphatic(one.line, seed) or one.end - one.start < 1.1:
            continue
        stressed = [phone.start for phone in one.phones if "ˈ" in phone.symbol and phone.start < one.end - 0.7]
        begin = (stressed[min(1, len(stressed) - 1)] if stressed else one.start + 0.3) - 0.25
        end = min(one.end + 0.15, begin + 2.4)
        if begin - 0.1 <= t <= end + 0.5:
            raised = min(smooth((t - begin) / 0.38), smooth((end + 0.45 - t) / 0.5))
            alive = 1 - 0.1 * (0.5 + 0.5 * math.sin((t - begin) * 6.5))
            return raised * alive, MANNERS[one.line.emotion].hand
    return 0.0, "open"


def _emphatic(line: Line, seed: int) -> bool:
    lively = line.emotion in ("angry", "firm", "surprised", "amused", "suspicious", "tender")
    return "!" in line.text or h01(seed, line.text, "hand") < (0.75 if lively else 0.5)
