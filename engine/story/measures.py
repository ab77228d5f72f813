"""Numbers that say what a story's branching is worth: how much a choice changes, how often ways meet again, how it may end."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.story.facts import Facts
from engine.story.graph import states
from engine.story.state import State, choose, offers, shown, version
from engine.story.story import FPS, Choice, Story

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
    nodes = {(state.scene, state.facts): state for state in states(story)}
    after = {name: _after(story, state) for name, state in nodes.items()}
    order = _in_order(after, (story.start, story.facts))
    arrive: dict[_Name, float] = {name: 0.0 for name in order}
    arrive[order[0]] = 1.0
    ways: dict[_Name, float] = {}
    for name in order:
        offered = offers(story, nodes[name])
        likely = chances(nodes[name], offered) if offered else {}
        for choice, to in after[name]:
            arrive[to] += arrive[name] * likely[choice]
    for name in reversed(order):
        ways[name] = sum(ways[to] for _, to in after[name]) or 1.0
    segment = {name: (name[0], shown(story.scene(name[0]), nodes[name])) for name in order}
    film = {segment[name]: version(story.scene(name[0]), nodes[name]).frames / FPS for name in order}
    into: dict[_Name, set[_Name]] = {}
    for name in order:
        for _, to in after[name]:
            into.setdefault(segment[to], set()).add(segment[name])
    endings: Counter[str] = Counter()
    for name in order:
        if not after[name]:
            endings[name[0]] += arrive[name]  # type: ignore[assignment]
    shown_film = sum(arrive[name] * film[segment[name]] for name in order)
    return Measures(
        segments=len(film),
        paths=ways[order[0]],
        divergence=_divergence(order, after, segment, film),
        merges=sum(len(ones) > 1 for ones in into.values()) / max(1, len(film)),
        endings=dict(endings),
        entropy=-sum(p * math.log2(p) for p in endings.values() if p > 0),
        seen=shown_film / sum(film.values()),
    )


_Name = tuple[str, Facts]
_AHEAD = 3


def _after(story: Story, state: State) -> tuple[tuple[str, _Name], ...]:
    found = []
    for choice in offers(story, state):
        to = choose(story, state, choice.id)
        found.append((choice.id, (to.scene, to.facts)))
    return tuple(found)


def _in_order(after: Mapping[_Name, tuple[tuple[str, _Name], ...]], start: _Name) -> list[_Name]:
    """Every name after all that lead to it."""
    done: dict[_Name, None] = {}
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


def _divergence(
    order: list[_Name],
    after: Mapping[_Name, tuple[tuple[str, _Name], ...]],
    segment: Mapping[_Name, _Name],
    film: Mapping[_Name, float],
) -> float:
    near: dict[tuple[_Name, int], frozenset[_Name]] = {}

    def ahead(name: _Name, steps: int) -> frozenset[_Name]:
        """The segments that may be seen in so many scenes from this one on."""
        if (name, steps) not in near:
            more = (ahead(to, steps - 1) for _, to in after[name]) if steps > 1 else ()
            near[name, steps] = frozenset({segment[name]}).union(*more)
        return near[name, steps]

    shares = []
    for name in order:
        options = [ahead(to, _AHEAD) for _, to in after[name]]
        for place, one in enumerate(options):
            for other in options[place + 1 :]:
                either = sum(film[each] for each in one | other)
                shares.append(sum(film[each] for each in one ^ other) / either)
    return sum(shares) / len(shares) if shares else 0.0
