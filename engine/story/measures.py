"""Numbers that say what a story's branching is worth: how much a choice changes, how often ways meet again, how it may end."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.story.forks import apart
from engine.story.state import State, offers, shown, version
from engine.story.story import FPS, Choice, Story
from engine.story.ways import Name, ways

Chances = Callable[[State, tuple[Choice, ...]], Mapping[str, float]]
"""How likely a viewer takes each of the choices that a state offers; they add up to 1."""


@dataclass(frozen=True, kw_only=True)
class Measures:
    """What `measure` found."""

    segments: int
    """Distinct pieces of film, one for each scene and what it may show."""
    paths: float
    """Ways through the story, told apart by their choices."""
    divergence: float
    """Of two options of a fork, the share of film in the next three scenes that only one of them has; the mean of all."""
    merges: float
    """The share of segments that more than one segment leads to."""
    endings: Mapping[str, float]
    """How likely each ending is, by scene."""
    entropy: float
    """Of the endings, in bits: 1 is as good as two that are equally likely."""
    seen: float
    """The share of all film that one viewing shows, on average."""


def evenly(_: State, offered: tuple[Choice, ...]) -> Mapping[str, float]:
    """A viewer who takes any choice as soon as another."""
    return {choice.id: 1 / len(offered) for choice in offered}


def measure(story: Story, chances: Chances = evenly) -> Measures:
    """The measures of a sound story without loops (`check` it first), for a viewer who chooses so."""
    walked = ways(story)
    nodes = walked.states
    after = {name: tuple((choice.id, to) for choice, to in on) for name, on in walked.after.items()}
    order = _in_order(after, (story.start, story.facts))
    arrive: dict[Name, float] = {name: 0.0 for name in order}
    arrive[order[0]] = 1.0
    many: dict[Name, float] = {}
    for name in order:
        offered = offers(story, nodes[name])
        likely = chances(nodes[name], offered) if offered else {}
        for choice, to in after[name]:
            arrive[to] += arrive[name] * likely[choice]
    for name in reversed(order):
        many[name] = sum(many[to] for _, to in after[name]) or 1.0
    segment = {name: (name[0], shown(story.scene(name[0]), nodes[name])) for name in order}
    film = {segment[name]: version(story.scene(name[0]), nodes[name]).frames / FPS for name in order}
    into: dict[Name, set[Name]] = {}
    for name in order:
        for _, to in after[name]:
            into.setdefault(segment[to], set()).add(segment[name])
    shares = [pair.film for pair in apart(story, walked)]
    endings: Counter[str] = Counter()
    for name in order:
        if not after[name]:
            endings[name[0]] += arrive[name]  # type: ignore[assignment]
    shown_film = sum(arrive[name] * film[segment[name]] for name in order)
    return Measures(
        segments=len(film),
        paths=many[order[0]],
        divergence=sum(shares) / len(shares) if shares else 0.0,
        merges=sum(len(ones) > 1 for ones in into.values()) / max(1, len(film)),
        endings=dict(endings),
        entropy=-sum(p * math.log2(p) for p in endings.values() if p > 0),
        seen=shown_film / sum(film.values()),
    )


def _in_order(after: Mapping[Name, tuple[tuple[str, Name], ...]], start: Name) -> list[Name]:
    """Every name after all that lead to it."""
    done: dict[Name, None] = {}
    waiting = [(start, iter(after[start]))]
    entered = {start}
    while waiting:
        name, rest = waiting[-1]
        following = next(rest, None)
        if following is None:
            done[name] = None
            waiting.pop()
        elif following[1] not in entered:
            entered.add(following[1])
            waiting.append((following[1], iter(after[following[1]])))
    return list(reversed(done))
