"""The ways through a story, unrolled: every scene with all facts that a viewer can have there, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import StoryError
from engine.story.facts import Facts, changed
from engine.story.state import State, begin, offers, version
from engine.story.story import FPS, Story

Name = tuple[str, Facts]
"""A scene, and the facts as they are there."""
_MOST = 20_000
"""States: so that a story that counts without end cannot hang whoever asks."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What `ways` found."""

    nodes: Mapping[Name, State]
    after: Mapping[Name, tuple[tuple[str, Name], ...]]
    """Of each name, the choices that are open there and the names that they lead to."""
    order: tuple[Name, ...]
    """Every name after all that lead to it: the opening first."""


def ways(story: Story) -> Ways:
    """All ways through a story that `check` finds sound. StoryError where it goes round in circles, or they are past counting."""
    start = begin(story)
    nodes = {(start.scene, start.facts): start}
    after: dict[Name, tuple[tuple[str, Name], ...]] = {}
    waiting = [start]
    while waiting:
        state = waiting.pop()
        row = tuple((choice.id, (choice.to, changed(state.facts, choice.sets))) for choice in offers(story, state))
        after[state.scene, state.facts] = row
        for _, to in row:
            if to not in nodes:
                nodes[to] = State(scene=to[0], facts=to[1])
                waiting.append(nodes[to])
        if len(nodes) > _MOST:
            raise StoryError(f'"{story.id}" has more than {_MOST} states: its ways cannot be counted. Set fewer facts in it.')
    return Ways(nodes=nodes, after=after, order=_in_order(after, (start.scene, start.facts)))


def lengths(story: Story, known: Ways) -> tuple[float, float]:
    """The seconds of the shortest and of the longest way, as the facts allow them."""
    shortest: dict[Name, int] = {}
    longest: dict[Name, int] = {}
    for name in reversed(known.order):
        own = version(story.scene(name[0]), known.nodes[name]).frames
        on = [to for _, to in known.after[name]]
        shortest[name] = own + min((shortest[to] for to in on), default=0)
        longest[name] = own + max((longest[to] for to in on), default=0)
    start = known.order[0]
    return shortest[start] / FPS, longest[start] / FPS


def _in_order(after: Mapping[Name, tuple[tuple[str, Name], ...]], start: Name) -> tuple[Name, ...]:
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
        elif following[1] not in done:
            raise StoryError(
                f'"{following[1][0]}" can be come to again and again with the same facts: no way through has a length. '
                "Let a choice set a fact that closes the way back."
            )
    return tuple(reversed(done))
