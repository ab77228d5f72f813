"""Film grammar: turns what happens in a scene into shots.

Its laws: nobody changes the side they look to (the 180-degree line), no two shots on end show the same view (no jump cuts),
a shot lasts 1.8 to 9 s, a spoken line lies within one shot, and a scene is whole multiples of GRID frames. An action has a
shot of its own, wide enough for a body to be seen in; how the camera moves is `camera.py`'s to say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from random import Random

from engine.library.environments import Anchor, Environment
from engine.narrative import camera, views
from engine.narrative.doing import Deed, acted
from engine.narrative.pacing import LONGEST, SHORTEST, on_the_grid, reading, sayings, seconds_for
from engine.narrative.views import View
from engine.story.composition import stands
from engine.story.story import FPS, Emotion, Framing, Join, Line, Move, Placed, Shot

CHOICE_OPEN = 192
"""The fewest frames of a scene that asks something: the choice stays open for 8 s."""

_LEAD, _GAP, _TAIL = 0.3, 0.35, 0.45
_HOLD = 3.2
"""Seconds of silence that a choice or an ending closes on, before the stretch to the grid."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something happens and nobody speaks. `role`: who does it, if it is one person; `deeds`: what they do with their bodies."""

    text: str
    role: str = ""
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Speech:
    """A role speaks. One who is not among the people of the scene is heard from outside the picture."""

    role: str
    text: str
    emotion: Emotion = "neutral"
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Insert:
    """A thing seen close: the name of a prop, and what the viewer is to see on it."""

    prop: str
    text: str = ""


Passage = Action | Speech | Insert


def place(roles: tuple[str, ...], *, environment: Environment) -> tuple[Placed, ...]:
    """The roles at the anchors of a set: the first two as the pair that talks, a third between them, a fourth apart."""
    free = list(environment.anchors.values())
    taken: list[Anchor] = []
    while free and len(taken) < len(roles):
        match len(taken):
            case 0:
                best = free[0]
            case 1:
                best = next((one for one in free if one.facing != taken[0].facing), free[0])
            case 2:
                middle = (taken[0].x + taken[1].x) / 2
                best = min(free, key=lambda one: abs(one.x - middle))
            case _:
                best = max(free, key=lambda one: min(abs(one.x - other.x) for other in taken))
        taken.append(best)
        free.remove(best)
    pairs = tuple(zip(roles, taken, strict=False))
    return tuple(
        Placed(
            role=role,
            anchor=anchor.name,
            facing=anchor.facing,
            posture=anchor.postures[0],
            looks_at=next((other for other, there in pairs if other != role and there.facing != anchor.facing), ""),
        )
        for role, anchor in pairs
    )


def break_down(
    *,
    passages: tuple[Passage, ...],
    environment: str,
    people: tuple[Placed, ...],
    variant: str = "",
    arrives: bool = True,
    asks: bool = True,
    ends: bool = False,
    title: str = "",
    subtitle: str = "",
    tension: float = 0.3,
    valence: float = 0.0,
    pace: float = 1.0,
    seed: int = 0,
    least: int = 0,
    hidden: frozenset[str] = frozenset(),
) -> tuple[Shot, ...]:
    """The shots of a scene. `arrives`: the place is new, so show it; `asks`: it closes on a choice; `ends`: it fades out.

    `hidden`: props that give something away, and so are seen close only where the page says so.
    """
    pace = min(max(pace, 0.6), 1.8)
    crew = _Crew(
        people=people,
        tension=tension,
        pace=pace,
        die=Random(blake2b(f"shots|{seed}".encode(), digest_size=8).hexdigest()),
        hidden=hidden,
    )
    if title:
        crew.take("title", seconds=4.2)
    for number, passage in enumerate(passages):
        after = passages[number + 1] if number + 1 < len(passages) else None
        if number == 0 and arrives:
            crew.establish(passage)
            if isinstance(passage, Action):
                crew.act(passage, last=number + 1 == len(passages))
                crew.cut_away(passage.text, after)
                continue
        match passage:
            case Action():
                crew.action(passage, after)
                crew.act(passage, last=number + 1 == len(passages))
                crew.cut_away(passage.text, after)
            case Insert():
                crew.insert(passage)
            case Speech():
                crew.speech(passage, after)
    if not passages and arrives:
        crew.establish(None)
    crew.close(ends=ends, asks=asks)
    takes = crew.takes
    wanted = max(least, CHOICE_OPEN if asks else 0)
    while sum(LONGEST if take.silent else take.frames for take in takes) < wanted:
        crew.hold()
    frames = on_the_grid(
        [take.frames for take in takes], silent=[index for index, take in enumerate(takes) if take.silent], least=wanted
    )
    return _carried(
        tuple(
            Shot(
                framing=take.framing,
                environment=environment,
                variant=variant,
                frames=count,
                focus=take.focus,
                move=take.move,
                people=take.people,
                lines=take.lines,
                action=take.action,
                title=title if take.framing == "title" else "",
                subtitle=subtitle if take.framing == "title" else "",
                join=take.join or _join(index, takes, arrives=arrives),
                ends="fade" if ends and index == len(takes) - 1 else take.ends,
                tension=_tension(tension, index, len(takes), asks=asks or ends),
                valence=valence,
                seed=_seed(seed, index),
            )
            for index, (take, count) in enumerate(zip(takes, frames, strict=True))
        )
    )


def _carried(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
    """What a match cut carries over: the place in the picture of what the shot before was about."""
    before = (None, *shots)
    return tuple(
        replace(shot, carried=stands(last)) if shot.join == "match" and last is not None else shot
        for last, shot in zip(before, shots, strict=False)
    )


@dataclass(frozen=True, kw_only=True)
class _Take:
    """A shot in the making: `seconds` is what it needs."""

    framing: Framing
    focus: str = ""
    move: Move = "still"
    people: tuple[Placed, ...] = ()
    lines: tuple[Line, ...] = ()
    action: str = ""
    seconds: float = 1.8
    join: Join | None = None
    """How it begins, where that is not as its place in the scene says."""
    ends: Join = "cut"

    @property
    def view(self) -> tuple[Framing, str]:
        return views.view(self.framing, self.focus)

    @property
    def silent(self) -> bool:
        return not self.lines and self.framing != "title"

    @property
    def frames(self) -> int:
        return min(max(math.ceil(self.seconds * FPS), SHORTEST), LONGEST)


_ANSWERS: Mapping[Emotion, Emotion] = {
    "warm": "warm",
    "amused": "amused",
    "worried": "worried",
    "sad": "tender",
    "angry": "worried",
    "afraid": "worried",
    "surprised": "surprised",
    "suspicious": "firm",
    "tender": "tender",
    "firm": "thoughtful",
    "thoughtful": "thoughtful",
}
"""How a listener's face answers what is said."""


@dataclass
class _Crew:
    """Films passages in order: remembers the last view and everyone's mood while one scene is broken down."""

    people: tuple[Placed, ...]
    tension: float
    pace: float
    die: Random
    takes: list[_Take] = field(default_factory=list)
    moods: dict[str, Emotion] = field(default_factory=dict)
    since_all: int = 0
    """Shots since everybody was last in the picture."""
    acts: str = ""
    """Who is still in the middle of doing something: the next cut falls within it."""
    hidden: frozenset[str] = frozenset()
    """Props that only the page may show."""

    def establish(self, first: Passage | None) -> None:
        action = first.text if isinstance(first, Action) else ""
        self.take("establish", move=camera.arriving(self.die), action=action, seconds=max(3.0, reading(action)))

    def action(self, passage: Action, after: Passage | None = None) -> None:
        """A shot of its own in which it can be seen. Where the one who acts then speaks, the cut to them falls within what
        they do."""
        seen = passage.role in self._roles()
        framing, focus = self._pick(
            views.acting(passage.text, passage.role if seen else "", among=self._roles(), tension=self.tension)
        )
        seconds = reading(passage.text)
        leads = isinstance(after, Speech) and seen and after.role == passage.role
        self.take(
            framing,
            focus,
            move=self._move(framing, self.moods.get(passage.role, "neutral")),
            action=passage.text,
            seconds=max(1.9, 0.82 * seconds) if leads else seconds,
        )
        self.acts = passage.role if leads and framing != "close" else ""

    def cut_away(self, text: str, after: Passage | None) -> None:
        """The thing that an action is about, seen close: once in a scene, and not where the page shows it anyway."""
        thing = camera.thing_in(text)
        if not thing or thing in self.hidden or isinstance(after, Insert | None):
            return
        if not any(take.framing == "insert" for take in self.takes):
            self.take("insert", thing, move="push", seconds=1.9)

    def act(self, passage: Action, *, last: bool) -> None:
        """Whoever does something does it in the shot just taken, and holds on to what they hold."""
        if not passage.deeds:
            return
        shot = self.takes[-1]
        entering = not any(take.people for take in self.takes[:-1])
        during, self.people = acted(self.people, passage.deeds, entering=entering, last=last)
        doing = {one.role: one for one in during}
        people = tuple(
            replace(one, does=doing[one.role].does, holds=doing[one.role].holds, looks_at=doing[one.role].looks_at)
            for one in shot.people
        )
        self.takes[-1] = replace(shot, people=people)

    def insert(self, passage: Insert) -> None:
        if self.takes and self.takes[-1].framing == "insert":
            self.take(*self._pick(views.wide()), seconds=1.9)
        if self.takes and self.takes[-1].framing in ("establish", "two") and self.takes[-1].move != "handheld":
            self.takes[-1] = replace(self.takes[-1], move="down")  # the eye is led to it
        self.take("insert", passage.prop, move="push", action=passage.text, seconds=max(2.6, reading(passage.text)))

    def speech(self, passage: Speech, after: Passage | None) -> None:
        listener = self._listener(passage)
        for number, text in enumerate(sayings(passage.text, self.pace)):
            line = Line(speaker=passage.role, text=text, emotion=passage.emotion, seconds=seconds_for(text, self.pace))
            if not self._joins(line):
                self._cover(passage, listener, again=number > 0)
                if passage.role in self._roles():
                    self.moods[passage.role] = passage.emotion
                self._look(passage.role, listener)
            self._say(line)
        if listener:
            self.moods[listener] = _ANSWERS.get(passage.emotion, "neutral")
        answered = isinstance(after, Speech) and after.role == listener
        if passage.emotion in views.CHARGED and listener and not answered and after is not None and self.die.random() < 0.6:
            self._react(listener, passage.role)

    def _cover(self, speech: Speech, listener: str, *, again: bool) -> None:
        """The shot that a line is said in."""
        last = self.takes[-1] if self.takes else None
        framing, focus = self._pick(
            views.speaking(
                speech.role,
                listener,
                among=self._roles(),
                emotion=speech.emotion,
                tension=self.tension,
                since_all=self.since_all,
                first=not any(take.lines for take in self.takes),
                again=again,
                acts=self.acts == speech.role,
            )
        )
        before = tuple(take.move for take in reversed(self.takes))
        swings = (
            last is not None
            and framing in ("close", "over")
            and last.framing in ("close", "over")
            and last.focus != focus == speech.role
            and not any(take.ends == "whip" for take in self.takes)
            and camera.whips(speech.emotion, self.tension, die=self.die)
        )
        from_listener = framing == "over" and last is not None and last.focus == listener
        move = self._move(framing, speech.emotion, before=before, from_listener=from_listener)
        self.take(framing, focus, move="still" if swings else move, seconds=_LEAD + _TAIL)
        if swings:
            self.takes[-2] = replace(self.takes[-2], ends="whip")
            self.takes[-1] = replace(self.takes[-1], join="whip")
        self.acts = ""

    def close(self, *, ends: bool, asks: bool) -> None:
        """The held picture that a scene closes on."""
        if ends:
            last = self._pick([("establish", "", 1.2), *views.wide()])
            self.take(*last, move="pull", seconds=_HOLD + 1.0)
        elif asks:
            self.hold(seconds=_HOLD)
        else:
            self.hold(seconds=2.0)

    def hold(self, seconds: float = 2.0) -> None:
        calm: list[View] = [("two", "", 2.0), ("establish", "", 0.2)]
        calm += [("close", role, 0.5) for role in self._roles()]
        self.take(*self._pick(calm), seconds=seconds)

    def take(
        self,
        framing: Framing,
        focus: str = "",
        *,
        move: Move = "still",
        action: str = "",
        seconds: float,
    ) -> None:
        """Film one shot. From a thing seen close to a face: the face comes where the thing was."""
        matches = framing == "close" and bool(self.takes) and self.takes[-1].framing == "insert"
        everyone = framing in ("establish", "two", "title")
        self.since_all = 0 if everyone else self.since_all + 1
        people = tuple(replace(one, emotion=self.moods.get(one.role, one.emotion)) for one in self.people)
        self.takes.append(
            _Take(
                framing=framing,
                focus=focus,
                move=move,
                people=views.in_picture(framing, focus, people),
                action=action,
                seconds=seconds,
                join="match" if matches else None,
            )
        )

    # ----------------------------------------------------------------------------------------------------- choosing a view
    def _pick(self, wanted: Iterable[View]) -> tuple[Framing, str]:
        return views.pick(wanted, before=self.takes[-1].view if self.takes else None, die=self.die)

    def _move(self, framing: Framing, emotion: Emotion, *, before: tuple[Move, ...] = (), from_listener: bool = False) -> Move:
        progress = min(1.0, len(self.takes) / 9)
        return camera.move(
            framing,
            emotion=emotion,
            tension=self.tension,
            progress=progress,
            recent=before,
            from_listener=from_listener,
            die=self.die,
        )

    # ------------------------------------------------------------------------------------------------------------ the talk
    def _joins(self, line: Line) -> bool:
        """Whether the line can be said in the shot that is running."""
        if not self.takes or not self.takes[-1].lines:
            return False
        last = self.takes[-1]
        if last.seconds + _GAP + line.seconds > 8.0:
            return False
        if last.lines[-1].speaker == line.speaker and last.seconds + line.seconds < 6.0:
            return True
        return last.framing == "two" and line.seconds < 2.6 and self.die.random() < 0.5

    def _say(self, line: Line) -> None:
        last = self.takes[-1]
        start = last.lines[-1].start + last.lines[-1].seconds + _GAP if last.lines else _LEAD
        seen = any(one.role == line.speaker for one in last.people)
        said = replace(line, start=round(start, 3), heard_only=not seen)
        self.takes[-1] = replace(last, lines=(*last.lines, said), seconds=said.start + said.seconds + _TAIL)

    def _look(self, speaker: str, listener: str) -> None:
        """Everyone looks at who speaks, and the speaker at whom it is said to."""
        last = self.takes[-1]
        people = tuple(
            replace(
                one,
                emotion=self.moods.get(one.role, one.emotion),
                looks_at=(listener if one.role == speaker else speaker) or one.looks_at,
            )
            for one in last.people
        )
        self.takes[-1] = replace(last, people=people)

    def _react(self, listener: str, speaker: str) -> None:
        face = self._pick([("close", listener, 1.0)] if listener in self._roles() else views.wide())
        self.take(*face, seconds=1.8 + 0.5 * self.die.random())
        self._look(speaker, listener)

    def _listener(self, speech: Speech) -> str:
        """Whom it is said to: whom the writer named, else who spoke before, else whoever is nearest."""
        if speech.to:
            return speech.to
        for take in reversed(self.takes):
            for line in reversed(take.lines):
                if line.speaker != speech.role and line.speaker in self._roles():
                    return line.speaker
        return next((role for role in self._roles() if role != speech.role), "")

    def _roles(self) -> tuple[str, ...]:
        return tuple(one.role for one in self.people)


def _join(index: int, takes: list[_Take], *, arrives: bool) -> Join:
    if index == 0:
        return "fade" if arrives or takes[0].framing == "title" else "cut"
    return "dissolve" if takes[index - 1].framing == "title" else "cut"


def _tension(tension: float, index: int, of: int, *, asks: bool) -> float:
    """Feeling climbs through a scene, and lets go in the picture that it closes on."""
    if asks and index == of - 1:
        return round(max(0.0, tension - 0.05), 3)
    return round(min(1.0, max(0.0, tension - 0.08 + 0.2 * index / max(1, of - 1))), 3)


def _seed(seed: int, index: int) -> int:
    return int.from_bytes(blake2b(f"{seed}|{index}".encode(), digest_size=4).digest(), "big") & 0x7FFFFFFF
