"""Audio description: the set, the people and what they do, said in the gaps of the dialogue for who cannot see the picture."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.library.characters import Voice
from engine.library.environments import Environment
from engine.story.story import Line, Placed, Shot

_WORDS_A_SECOND = 2.7
_BREATH = 0.25
"""Seconds between a description and the words around it."""
_LATE = 3.0
"""Seconds after its shot in which it may still be said."""
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
    """What is said of a scene, none of it over its words: what does not fit whole is cut to its first sentence, else left out."""
    starts = [0.0]
    for shot in shots:
        starts.append(starts[-1] + shot.seconds)
    busy = sorted(
        (starts[number] + line.start, starts[number] + line.start + max(line.seconds, 0.5))
        for number, shot in enumerate(shots)
        for line in shot.lines
    )
    said: list[Description] = []
    free = 0.0
    for number, text in _wanted(shots, environments, names):
        until = min(starts[number + 1] + _LATE, starts[-1])
        for shorter in dict.fromkeys((text, _first(text))):
            seconds = spoken_for(shorter)
            if (at := _gap(busy, max(starts[number], free) + _BREATH, until, seconds)) is not None:
                there = max(index for index, start in enumerate(starts[:-1]) if start <= at)
                said.append(Description(shot=there, start=round(at - starts[there], 3), seconds=seconds, text=shorter))
                free = at + seconds
                break
    return tuple(said)


def spoken_for(text: str) -> float:
    """Seconds that it takes to say."""
    return round(max(_SHORTEST, len(text.split()) / _WORDS_A_SECOND + 0.2 * sum(text.count(mark) for mark in ",.;:") + 0.2), 3)


def _wanted(
    shots: Sequence[Shot], environments: Mapping[str, Environment], names: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """(shot, what there is to say of it), in the order of the film."""
    place = ""
    told: set[str] = set()
    for number, shot in enumerate(shots):
        parts = []
        if shot.framing == "title":
            parts = [_sentence(shot.title), _sentence(shot.subtitle)]
        elif shot.environment != place and shot.environment in environments and shot.framing in ("establish", "two"):
            place = shot.environment
            where = environments[place]
            parts = [
                _sentence(f"{where.name}, {where.variant(shot.variant).name[:1].lower()}{where.variant(shot.variant).name[1:]}")
            ]
        if shot.framing in ("establish", "two"):
            new = [one for one in shot.people if one.role not in told]
            told |= {one.role for one in new}
            if new and shot.environment in environments:
                parts.append(_sentence(" ".join(_who(new, environments[shot.environment], names))))
        if shot.framing == "insert" and not shot.action:
            parts.append(_sentence(f"a {shot.focus}"))
        parts.append(_sentence(shot.action))
        if text := " ".join(part for part in parts if part):
            yield number, text


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


def _first(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "."


def _sentence(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in '.!?…"”' else ".")
