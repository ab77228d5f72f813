"""A linter for shot lists: what an editor would send back, each with the shot and what to change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from engine.library.environments import Environment
from engine.narrative.camera import by_hand
from engine.narrative.views import view
from engine.story.composition import stands
from engine.story.story import Line, Shot, Story

SHORTEST, LONGEST = 1.0, 14.0
"""Seconds of a shot."""
_SLACK = 0.02
"""Seconds by which times may differ from rounding."""
_CALM = 0.45
"""The tension below which a camera is not held by hand, unless somebody is afraid or accused."""
_OPENS_LOWER = 0.08
"""By how much a scene's first shots are calmer than the scene."""
_SEES_A_PLACE = ("title", "credits", "establish", "two")

Kind = Literal[
    "jump cut",
    "same view",
    "crossed line",
    "never seen",
    "cut word",
    "too short",
    "too long",
    "unmotivated insert",
    "looks at nobody",
    "no place",
    "restless camera",
    "no match",
]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault of a shot list: its kind, the scene, the shot (from 1), and a sentence that says what to change."""

    kind: Kind
    scene: str
    shot: int
    sentence: str


def lint(story: Story, *, environments: Mapping[str, Environment]) -> tuple[Finding, ...]:
    """Every fault in the shots of a story, scene by scene. What versions of a scene share is told once."""
    found: dict[Finding, None] = {}
    for scene in story.scenes:
        for version in scene.versions:
            found |= dict.fromkeys(lint_shots(version.shots, scene=scene.id, environments=environments))
    return tuple(found)


def lint_shots(shots: tuple[Shot, ...], *, scene: str = "", environments: Mapping[str, Environment]) -> tuple[Finding, ...]:
    """Every fault of one shot list, in order of the shots."""
    found = [
        Finding(kind=kind, scene=scene, shot=number + 1, sentence=f"Shot {number + 1}: {sentence}")
        for rule in (_place, _cuts, _line, _speakers, _words, _lengths, _inserts, _looks, _moves)
        for number, kind, sentence in rule(shots, environments)
    ]
    return tuple(sorted(found, key=lambda one: one.shot))


_Found = Iterator[tuple[int, Kind, str]]
_Sets = Mapping[str, Environment]


def _place(shots: tuple[Shot, ...], _: _Sets) -> _Found:
    if shots and shots[0].framing not in _SEES_A_PLACE:
        yield 0, "no place", f"the scene opens on {_view(shots[0])}, and nobody sees where it is. Open on an establishing shot."


def _cuts(shots: tuple[Shot, ...], _: _Sets) -> _Found:
    """Two views that are too much alike to be cut together, and people who are elsewhere after a cut."""
    for number, (before, after) in enumerate(pairwise(shots), start=1):
        if (before.environment, before.variant) != (after.environment, after.variant):
            continue
        if after.join not in ("fade", "dissolve") and view(before.framing, before.focus) == view(after.framing, after.focus):
            if after.framing in ("close", "over"):
                yield number, "same view", f"{_view(after)} again. Show the other, or make one shot of the two."
            else:
                yield (
                    number,
                    "jump cut",
                    f"{_view(after)} is cut against itself. Put another view between, or make one shot of them.",
                )
        where = {placed.role: (placed.anchor, placed.posture) for placed in before.people}
        for placed in after.people:
            if placed.role in where and where[placed.role] != (placed.anchor, placed.posture):
                yield (
                    number,
                    "jump cut",
                    f"{placed.role} was {' at '.join(reversed(where[placed.role]))} and is {placed.posture} at {placed.anchor}. "
                    "Leave them where they were, or show them move.",
                )


def _line(shots: tuple[Shot, ...], sets: _Sets) -> _Found:
    """Screen direction: who looks to the left goes on looking to the left, and who stands on the left stays there."""
    faces: dict[tuple[str, str], str] = {}
    left_of: dict[tuple[str, str, str], bool] = {}
    for number, shot in enumerate(shots):
        for placed in shot.people:
            if faces.setdefault((shot.environment, placed.role), placed.facing) != placed.facing:
                faces[shot.environment, placed.role] = placed.facing
                yield (
                    number,
                    "crossed line",
                    f"{placed.role} looked the other way before, not to the {placed.facing}. Keep to one side of the line.",
                )
        anchors = sets[shot.environment].anchors if shot.environment in sets else {}
        for one in shot.people:
            for other in shot.people:
                if one.role < other.role and one.anchor in anchors and other.anchor in anchors:
                    pair = (shot.environment, one.role, other.role)
                    now = anchors[one.anchor].x < anchors[other.anchor].x
                    if left_of.setdefault(pair, now) != now:
                        left_of[pair] = now
                        yield (
                            number,
                            "crossed line",
                            f"{one.role} and {other.role} have changed sides. Keep each on their side of the picture.",
                        )


def _speakers(shots: tuple[Shot, ...], _: _Sets) -> _Found:
    """Who is said to be seen speaking and is not; and who carries the scene, in no shot of it. A voice from outside may be."""
    ever = {placed.role for shot in shots for placed in shot.people}
    speeches = [speaker for speaker, _ in groupby(line.speaker for shot in shots for line in shot.lines)]
    told: set[str] = set()
    for number, shot in enumerate(shots):
        seen = {placed.role for placed in shot.people}
        for line in shot.lines:
            if line.speaker not in seen and not line.heard_only:
                yield (
                    number,
                    "never seen",
                    f"{line.speaker} speaks in a picture without them. Show them, or let them be heard only.",
                )
            elif line.speaker not in ever | told and 2 < 2 * speeches.count(line.speaker) > len(speeches):
                told.add(line.speaker)
                yield (
                    number,
                    "never seen",
                    f"{line.speaker} says most of what is said, and is in no shot of the scene. Show them.",
                )


def _words(shots: tuple[Shot, ...], _: _Sets) -> _Found:
    """A cut inside a word: the line does not lie within its shot, or the next begins before it is over."""
    for number, shot in enumerate(shots):
        for line in shot.lines:
            if line.start < 0 or line.start + line.seconds > shot.seconds + _SLACK:
                over = max(-line.start, line.start + line.seconds - shot.seconds)
                yield number, "cut word", f'"{_short(line)}" is cut off by {over:.1f} s. Lengthen the shot, or shorten the line.'
        for before, after in pairwise(shot.lines):
            if before.start + before.seconds > after.start + _SLACK:
                yield number, "cut word", f'"{_short(after)}" begins before "{_short(before)}" is over. Start it later.'


def _lengths(shots: tuple[Shot, ...], _: _Sets) -> _Found:
    for number, shot in enumerate(shots):
        if shot.seconds < SHORTEST:
            yield number, "too short", f"{shot.seconds:.1f} s is too short to be seen. Give it {SHORTEST:.0f} s, or leave it out."
        if shot.seconds > LONGEST:
            yield number, "too long", f"{shot.seconds:.1f} s is too long for one view. Cut it in two before {LONGEST:.0f} s."


def _inserts(shots: tuple[Shot, ...], _: _Sets) -> _Found:
    """A thing seen close that nothing leads to: neither the shot itself nor any word before or after it says what it is."""
    for number, shot in enumerate(shots):
        if shot.framing != "insert":
            continue
        if not shot.focus:
            yield number, "unmotivated insert", "it is an insert of nothing. Name a prop as its focus."
            continue
        words = [shot.action, *(other.action for other in shots), *(line.text for other in shots for line in other.lines)]
        if not shot.action.strip() and not any(_names(shot.focus, text) for text in words):
            yield (
                number,
                "unmotivated insert",
                f"nobody mentions the {shot.focus.replace('_', ' ')}. Say what is seen on it, or let somebody name it.",
            )


def _looks(shots: tuple[Shot, ...], sets: _Sets) -> _Found:
    """Eye-lines: everyone looks at somebody who is there, or at a place of the set; who speaks among others looks at one."""
    there = {placed.role for shot in shots for placed in shot.people}
    heard = {line.speaker for shot in shots for line in shot.lines}
    for number, shot in enumerate(shots):
        anchors = sets[shot.environment].anchors if shot.environment in sets else {}
        speaking = {line.speaker for line in shot.lines}
        for placed in shot.people:
            if placed.looks_at == placed.role:
                yield (
                    number,
                    "looks at nobody",
                    f"{placed.role} looks at themself. Let them look at somebody else, or at nothing.",
                )
            elif placed.looks_at and placed.looks_at not in there | heard and placed.looks_at not in anchors:
                yield (
                    number,
                    "looks at nobody",
                    f'{placed.role} looks at "{placed.looks_at}", who is not there. Name somebody who is, or an anchor.',
                )
            elif not placed.looks_at and placed.role in speaking and len(there) > 1:
                yield number, "looks at nobody", f"{placed.role} speaks to nobody. Let them look at whom they speak to."


def _moves(shots: tuple[Shot, ...], _: _Sets) -> _Found:
    """A camera that moves for no reason: hands that shake where all is calm, a second whip, a rack with no shoulder; and a match
    cut that carries nothing over."""
    whips = 0
    for number, shot in enumerate(shots):
        calm = shot.tension < _CALM and not any(by_hand(line.emotion, shot.tension + _OPENS_LOWER) for line in shot.lines)
        if shot.move == "handheld" and calm:
            yield number, "restless camera", "it is held by hand, and nobody is afraid or angry. Let the camera stand."
        if shot.move == "rack" and shot.framing != "over":
            yield number, "restless camera", f"{_view(shot)} has nobody near the camera to rack from. Let the camera stand."
        if shot.join == "whip":
            whips += 1
            if whips > 1:
                yield number, "restless camera", "it is the second whip of the scene. Cut instead."
            if number == 0 or shots[number - 1].ends != "whip":
                yield number, "restless camera", "it comes out of a whip that the shot before does not go into. Cut instead."
        if shot.join == "match" and (number == 0 or shot.carried is None or shot.carried != stands(shots[number - 1])):
            yield number, "no match", "nothing stands where that of the shot before stood. Carry its place over, or cut."


def _names(prop: str, text: str) -> bool:
    return any(re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) for word in prop.split("_"))


def _short(line: Line) -> str:
    return line.text if len(line.text) <= 40 else f"{line.text[:39]}…"


def _view(shot: Shot) -> str:
    names = {"establish": "the whole place", "two": "everybody together", "title": "the title", "credits": "the credits"}
    return (
        names.get(shot.framing)
        or f"{'an insert' if shot.framing == 'insert' else 'a ' + shot.framing} of {shot.focus or 'nobody'}"
    )
