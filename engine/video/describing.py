"""Audio description: the set, the people and what they do, said in the gaps of the dialogue for who cannot see the picture."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.library.characters import Voice
from engine.library.environments import Environment
from engine.story.story import Line, Placed, Shot

_WORDS_A_SECOND = 3.1
_HURRIED = 0.72
"""Of its time, in which it may be said where there is no more."""
_BREATH = 0.15
"""Seconds between a description and the words around it."""
_LATE, _NO_HURRY = 2.5, 14.0
"""Seconds after its shot in which what happens may still be said; and who is there, which stays true."""
_SHORTEST = 0.8
_NARRATORS = ("bf_alice", "bm_george", "bf_emma", "bm_lewis", "af_river", "am_liam")


@dataclass(frozen=True, kw_only=True)
class Description:
    """A sentence or two: in which shot, seconds after its start, and the seconds that it has."""

    shot: int
    start: float
    seconds: float
    text: str

    @property
    def line(self) -> Line:
        return Line(speaker="", text=self.text, start=self.start, seconds=self.seconds, heard_only=True)


def narrator(taken: Collection[str]) -> Voice:
    """A voice that nobody in the scene has; a little slower than people talk."""
    return Voice(id=next((voice for voice in _NARRATORS if voice not in taken), _NARRATORS[0]), speed=1.02)


def describe(
    shots: Sequence[Shot], *, environments: Mapping[str, Environment], names: Mapping[str, str]
) -> tuple[Description, ...]:
    """What is said of a scene, none of it over its words. A sentence for which there is no time is
    said up to its first comma, and else left out."""
    starts = [0.0]
    for shot in shots:
        starts.append(starts[-1] + shot.seconds)
    busy = [
        (starts[number] + line.start, starts[number] + line.start + max(line.seconds, 0.5))
        for number, shot in enumerate(shots)
        for line in shot.lines
    ]
    said: list[Description] = []
    for number, text, late in _wanted(shots, environments, names):
        until = min(starts[number + 1] + late, starts[-1])
        short = _shorter(text)
        for words, hurry in ((text, 1.0), (text, _HURRIED), *(((short, 1.0), (short, _HURRIED)) if short else ())):
            seconds = round(spoken_for(words) * hurry, 3)
            if (at := _gap(sorted(busy), starts[number] + _BREATH, until, seconds)) is not None:
                there = max(index for index, start in enumerate(starts[:-1]) if start <= at)
                said.append(Description(shot=there, start=round(at - starts[there], 3), seconds=seconds, text=words))
                busy.append((at, at + seconds))
                break
    return tuple(sorted(said, key=lambda one: (one.shot, one.start)))


def spoken_for(text: str) -> float:
    """Seconds that it takes to say."""
    return round(max(_SHORTEST, len(text.split()) / _WORDS_A_SECOND + 0.2 * sum(text.count(mark) for mark in ",.;:") + 0.2), 3)


def _wanted(
    shots: Sequence[Shot], environments: Mapping[str, Environment], names: Mapping[str, str]
) -> Iterator[tuple[int, str, float]]:
    """(shot, a sentence about it, how late it may come), the most needed of a shot first."""
    place = ""
    told: set[str] = set()
    for number, shot in enumerate(shots):
        wide = shot.framing in ("establish", "two")
        if shot.framing == "title":
            yield number, _sentence(f"{shot.title.rstrip('.')}. {shot.subtitle}"), _LATE
        elif wide and shot.environment != place and shot.environment in environments:
            place, where = shot.environment, environments[shot.environment]
            hour = where.variant(shot.variant).name
            both = f"{where.name}, {hour[:1].lower()}{hour[1:]}"
            yield number, _sentence(where.name if shot.action else both), _LATE  # what happens needs the time more
        for sentence in re.findall(
            r"[^.!?…]+[.!?…]*[”\"']?", shot.action or (f"a {shot.focus}" if shot.framing == "insert" else "")
        ):
            if any(letter.isalpha() for letter in sentence):
                yield number, _sentence(sentence), _LATE
        if wide and shot.environment in environments:
            new = [one for one in shot.people if one.role not in told]
            told |= {one.role for one in new}
            if new:
                yield number, _sentence(" ".join(_who(new, environments[shot.environment], names))), _NO_HURRY


def _who(people: Sequence[Placed], environment: Environment, names: Mapping[str, str]) -> Iterator[str]:
    """Maud stands on the left, Theo sits on the right."""
    for number, one in enumerate(sorted(people, key=lambda one: environment.anchor(one.anchor).x)):
        x = environment.anchor(one.anchor).x
        side = "on the left" if x < 500 else "on the right" if x > 780 else "in the middle"
        end = "" if number == len(people) - 1 else " and" if number == len(people) - 2 else ","
        yield f"{names.get(one.role, one.role)} {'sits' if one.posture == 'sit' else 'stands'} {side}{end}"


def _gap(busy: Sequence[tuple[float, float]], begin: float, until: float, seconds: float) -> float | None:
    """The first time from `begin` at which so many seconds are free, said out before `until`."""
    at = begin
    for start, end in busy:
        if end + _BREATH <= at:
            continue
        if at + seconds + _BREATH <= start:
            break
        at = end + _BREATH
    return at if at + seconds <= until else None


def _shorter(text: str) -> str:
    """Up to the first comma, where that is a few words; else nothing."""
    clause = text.split(",")[0]
    return _sentence(clause) if clause != text and len(clause.split()) >= 3 else ""


def _sentence(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in '.!?…"”' else ".")
