"""What a story sets up and pays off, followed along every path: the umbrella of the first scene is there in the last."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Literal

from engine.story.state import State, begin, choose, offers
from engine.story.story import Story

STEPS = ("want", "lie", "need")
"""The steps of an arc, in order; what pays it is its end."""
_MOST = 20_000
"""States, as in `graph.states`: a story that counts without end must not hang a check."""


def setup_of(name: str) -> str:
    """What is paid: of "confidant.want" the arc of the confidant, of "umbrella" the umbrella."""
    return name.partition(".")[0]


def named(plants: tuple[str, ...]) -> frozenset[str]:
    """What may be asked after once these are planted: each by its own name, and the whole that it is a step of."""
    return frozenset((*plants, *map(setup_of, plants)))


Fault = tuple[Literal["never paid", "paid before"], str, str]
"""The kind of a fault, its scene, and a sentence that says what to change."""


def set_up_faults(story: Story) -> Iterator[Fault]:
    """What is planted on some path and not paid on it afterwards, and what is paid on some path where nothing planted it."""
    if not any(scene.plants or scene.pays for scene in story.scenes):
        return
    first = State(scene=story.start, facts=begin(story).facts)
    # What comes in to a state: what is owed on some path to it, with the scene that planted it, and what all paths planted.
    owed: dict[State, frozenset[tuple[str, str]]] = {first: frozenset()}
    sure: dict[State, frozenset[str]] = {first: frozenset()}
    unpaid: dict[tuple[str, str], None] = {}
    waiting = deque([first])
    queued = {first}
    while waiting:
        state = waiting.popleft()
        queued.discard(state)
        scene = story.scene(state.scene)
        still = frozenset(one for one in owed[state] if setup_of(one[0]) not in scene.pays)
        owes = still | {(name, scene.id) for name in scene.plants}
        planted = sure[state] | named(scene.plants)
        ways = offers(story, state)
        if not ways:
            unpaid |= dict.fromkeys(sorted(owes))
        for choice in ways:
            after = choose(story, state, choice.id)
            to = State(scene=after.scene, facts=after.facts)
            if to not in owed and len(owed) >= _MOST:
                continue
            more = owed.get(to, frozenset()) | owes
            less = sure[to] & planted if to in sure else planted
            if to not in owed or more != owed[to] or less != sure[to]:
                owed[to], sure[to] = more, less
                if to not in queued:
                    queued.add(to)
                    waiting.append(to)
    for name, scene_id in unpaid:
        yield (
            "never paid",
            scene_id,
            f'"{name}" is planted here, and on some path nothing pays it. Pay "{setup_of(name)}" on every path, or drop it.',
        )
    early = {(state.scene, name) for state, known in sure.items() for name in story.scene(state.scene).pays if name not in known}
    for scene_id, name in sorted(early):
        yield "paid before", scene_id, f'"{name}" is paid here, and on some path nothing planted it. Plant it on every way here.'
