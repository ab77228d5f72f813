"""Every (scene, facts) that a viewer can reach, with the ways on from each: walked once, for all that asks about paths."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.story.facts import Facts, changed
from engine.story.state import State, begin, offers
from engine.story.story import Choice, Story

Name = tuple[str, Facts]


@dataclass(frozen=True, kw_only=True)
class Ways:
    """The states of a story by name, breadth first, and what each leads to."""

    states: Mapping[Name, State]
    after: Mapping[Name, tuple[tuple[Choice, Name], ...]]
    """The choices offered, in the author's order, and where each leads."""

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
                    continue
                states[to] = State(scene=to[0], facts=to[1])
                waiting.append(to)
            on.append((choice, to))
        after[name] = tuple(on)
    return Ways(states=states, after=after)
