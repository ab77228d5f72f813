"""Numbers that say what a story's branching is worth: how much a choice changes, how often ways meet again, how it may end."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
    """The measures of a sound story (`check` it first), for a viewer who chooses so. StoryError where it goes in circles."""
    known = ways(story)
    nodes, after, order = known.nodes, known.after, known.order
    arrive: dict[Name, float] = {name: 0.0 for name in order}
    arrive[order[0]] = 1.0
    count: dict[Name, float] = {}
    for name in order:
        offered = offers(story, nodes[name])
        likely = chances(nodes[name], offered) if offered else {}
        for choice, to in after[name]:
            arrive[to] += arrive[name] * likely[choice]
    for name in reversed(order):
        count[name] = sum(count[to] for _, to in after[name]) or 1.0
    segment = {name: (name[0], shown(story.scene(name[0]), nodes[name])) for name in order}
    film = {segment[name]: version(story.scene(name[0]), nodes[name]).frames / FPS for name in order}
    into: dict[Name, set[Name]] = {}
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
        paths=count[order[0]],
        divergence=_divergence(order, after, segment, film),
        merges=sum(len(ones) > 1 for ones in into.values()) / max(1, len(film)),
        endings=dict(endings),
        entropy=-sum(p * math.log2(p) for p in endings.values() if p > 0),
        seen=shown_film / sum(film.values()),
    )


_AHEAD = 3


def _divergence(
    order: Sequence[Name],
    after: Mapping[Name, tuple[tuple[str, Name], ...]],
    segment: Mapping[Name, Name],
    film: Mapping[Name, float],
) -> float:
    near: dict[tuple[Name, int], frozenset[Name]] = {}

    def ahead(name: Name, steps: int) -> frozenset[Name]:
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
