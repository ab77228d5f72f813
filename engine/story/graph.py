"""The story as a graph, and the walks through it."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator
from itertools import pairwise

import networkx as nx

from engine.errors import StoryError
from engine.story.facts import Facts
from engine.story.state import State, begin, choose, default, offers, shown, version
from engine.story.story import Choice, Story

_LONGEST = 500
"""Scenes in one viewing: no film is so long."""
Chooser = Callable[[Story, State, tuple[Choice, ...]], str]
"""Given what is offered, the id of the choice taken."""


def graph(story: Story) -> nx.MultiDiGraph:
    """Scenes as nodes (data: the Scene), choices as edges (key: the choice's id; data: the Choice)."""
    drawn = nx.MultiDiGraph()
    for scene in story.scenes:
        drawn.add_node(scene.id, scene=scene)
    for scene in story.scenes:
        for choice in scene.choices:
            drawn.add_edge(scene.id, choice.to, key=choice.id, choice=choice)
    return drawn


def states(story: Story, *, limit: int = 20_000) -> Iterator[State]:
    """Every (scene, facts) that some viewer can reach, breadth first, each once and with no branch.

    Stops after `limit` states, so that a story that counts without end cannot hang a check.
    """
    first = begin(story)
    seen: set[tuple[str, Facts]] = {(first.scene, first.facts)}
    waiting = deque([first])
    known = {scene.id for scene in story.scenes}
    while waiting:
        state = waiting.popleft()
        if state.scene not in known:
            continue
        yield state
        for choice in offers(story, state):
            after = choose(story, state, choice.id)
            if (after.scene, after.facts) not in seen and len(seen) < limit:
                seen.add((after.scene, after.facts))
                waiting.append(State(scene=after.scene, facts=after.facts))


def segments(story: Story) -> dict[tuple[str, Facts], State]:
    """The distinct segments of film: (scene, shown facts), each with a state that leads to it."""
    found: dict[tuple[str, Facts], State] = {}
    for state in states(story):
        found.setdefault((state.scene, shown(story.scene(state.scene), state)), state)
    return found


def walk(story: Story, chooser: Chooser, *, start: State | None = None) -> list[State]:
    """The states of one viewing, from `start` (else the opening) to an ending."""
    trail = [start or begin(story)]
    while offered := offers(story, trail[-1]):
        if len(trail) > _LONGEST:
            raise StoryError(
                f'After {_LONGEST} scenes this way is still in "{trail[-1].scene}": it goes round in circles. Choose a way out '
                "with --branch, or give the scene another default."
            )
        trail.append(choose(story, trail[-1], chooser(story, trail[-1], offered)))
    return trail


def by_default(story: Story, state: State, offered: tuple[Choice, ...]) -> str:
    """A viewer who never touches anything."""
    taken = default(story, state)
    return taken.id if taken else offered[0].id


def by_chance(seed: int) -> Chooser:
    """A viewer who chooses by a seeded die."""
    die = random.Random(seed)
    return lambda story, state, offered: die.choice(offered).id


def by_branch(branch: tuple[str, ...]) -> Chooser:
    """A viewer who takes these choices at the forks, in order, then lets the rest pass.

    Only forks use one up: where one way alone is open it is taken. Ids, labels or the number of the
    option from 1 all name a choice.
    """
    wanted = list(branch)

    def chooser(story: Story, state: State, offered: tuple[Choice, ...]) -> str:
        if len(offered) > 1 and wanted:
            name = wanted.pop(0)
            for number, choice in enumerate(offered, start=1):
                if name in (choice.id, choice.label, str(number)):
                    return choice.id
            wanted.insert(0, name)
            return choose(story, state, name).branch[-1]  # raises, naming what is offered
        return by_default(story, state, offered)

    return chooser


def taken(story: Story, trail: list[State]) -> tuple[int, ...]:
    """The number of the option taken at each fork of a walk, from 1: `by_branch` of these takes the same way."""
    numbers = []
    for before, after in pairwise(trail):
        offered = [choice.id for choice in offers(story, before)]
        if len(offered) > 1:
            numbers.append(offered.index(after.branch[-1]) + 1)
    return tuple(numbers)


def frames(story: Story, trail: list[State]) -> int:
    """The length of a walk's film, in frames."""
    return sum(version(story.scene(state.scene), state).frames for state in trail)
