"""Every (scene, facts) that a viewer can reach, with the ways on from each: walked once, for all that asks about paths."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.errors import StoryError
from engine.story.facts import Facts, changed
from engine.story.state import State, begin, offers, version
from engine.story.story import FPS, Choice, Story

Name = tuple[str, Facts]
"""A scene, and the facts as they are there."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """The states of a story by name, breadth first, and what each leads to."""

    states: Mapping[Name, State]
    after: Mapping[Name, tuple[tuple[Choice, Name], ...]]
    """The choices offered, in the author's order, and where each leads."""
    whole: bool = True
    """Whether there are no more than were looked at."""

    @cached_property
    def order(self) -> tuple[Name, ...]:
        """Every state after all that lead to it, the opening first. StoryError where there are circles, or too many states."""
        if not self.whole:
            raise StoryError(f"There are more than {len(self.states)} states: ways cannot be counted. Set fewer facts.")
        start = next(iter(self.states))
        done: dict[Name, None] = {}
        waiting = [(start, iter(self.after[start]))]
        entered = {start}
        while waiting:
            name, rest = waiting[-1]
            following = next(rest, None)
            if following is None:
                done[name] = None
                waiting.pop()
            elif following[1] not in entered:
                entered.add(following[1])
                waiting.append((following[1], iter(self.after[following[1]])))
            elif following[1] not in done:
                raise StoryError(
                    f'"{following[1][0]}" can be come to again and again with the same facts: no way through has a length. '
                    "Let a choice set a fact that closes the way back."
                )
        return tuple(reversed(done))

    @cached_property
    def before(self) -> Mapping[Name, tuple[Name, ...]]:
        found: dict[Name, list[Name]] = {name: [] for name in self.states}
        for name, on in self.after.items():
            for _, to in on:
                found[to].append(name)
        return {name: tuple(dict.fromkeys(these)) for name, these in found.items()}

    def leading_to(self, these: Iterable[Name]) -> frozenset[Name]:
        """These, and every state from which one of them can be reached."""
        found = set(these)
        waiting = deque(found)
        while waiting:
            for name in self.before[waiting.popleft()]:
                if name not in found:
                    found.add(name)
                    waiting.append(name)
        return frozenset(found)


def ways(story: Story, *, limit: int = 20_000) -> Ways:
    """The story's states and ways. Stops after `limit` states, so that a story that counts without end cannot hang a check."""
    whole = True
    first = begin(story)
    states: dict[Name, State] = {(first.scene, first.facts): first}
    after: dict[Name, tuple[tuple[Choice, Name], ...]] = {}
    known = {scene.id for scene in story.scenes}
    waiting = deque(states)
    while waiting:
        name = waiting.popleft()
        on = []
        for choice in offers(story, states[name]):
            to = (choice.to, changed(name[1], choice.sets) if choice.sets else name[1])
            if to not in states:
                if choice.to not in known or len(states) >= limit:
                    whole = whole and choice.to not in known
                    continue
                states[to] = State(scene=to[0], facts=to[1])
                waiting.append(to)
            on.append((choice, to))
        after[name] = tuple(on)
    return Ways(states=states, after=after, whole=whole)


def lengths(story: Story, known: Ways) -> tuple[float, float]:
    """The seconds of the shortest and of the longest way, as the facts allow them."""
    shortest: dict[Name, int] = {}
    longest: dict[Name, int] = {}
    for name in reversed(known.order):
        own = version(story.scene(name[0]), known.states[name]).frames
        on = [to for _, to in known.after[name]]
        shortest[name] = own + min((shortest[to] for to in on), default=0)
        longest[name] = own + max((longest[to] for to in on), default=0)
    start = known.order[0]
    return shortest[start] / FPS, longest[start] / FPS
