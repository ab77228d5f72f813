"""What is known while an episode is planned: the truth, the viewer, the sets; and which facts matter to which scene."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Any

from engine.library.characters import Character
from engine.library.environments import Environment
from engine.narrative import tells
from engine.narrative.drama import shape_for
from engine.narrative.evening import Layers, Node, leads_to
from engine.narrative.genre import Genre
from engine.narrative.storylet import Option
from engine.narrative.truth import Truth
from engine.narrative.variants import Pick
from engine.narrative.writers.authored import elements, fill
from engine.preference.viewer import Profile
from engine.story.facts import Change, facts
from engine.story.story import Version

_SHADE = 0.02
"""By how much each step of haste quickens speech: three of them pass for the same pace."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What is known while an episode is planned. `films`, `asked`: what an earlier try has found out."""

    genre: Genre
    truth: Truth
    profile: Profile
    cast: Mapping[str, Character]
    sets: Mapping[str, Environment]
    seed: int
    old: frozenset[str]
    words: Mapping[str, Any]
    haste: int = 0
    pick: Pick
    films: dict[tuple[object, ...], Version] = field(default_factory=dict)
    asked: dict[tuple[object, ...], tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def phrases(self) -> tells.Phrases:
        """The words that give the truth away."""
        return tells.phrases(self.truth, self.words)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that somebody plays."""
        return ("you", *(role for role, _ in self.truth.cast))

    @property
    def shape(self) -> str:
        return shape_for(self.profile, f"{self.genre.id}|{self.seed}")

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.genre.facts)

    @property
    def pace(self) -> float:
        """How fast people speak and look: as the viewer likes it, and a shade faster in haste."""
        return dict(self.genre.speech).get(self.profile.pace, 1.0) * (1 + _SHADE * min(max(self.haste, -3), 3))

    def names(self, node: Node) -> dict[str, Any]:
        """What the node's words may name."""
        turns = dict(node.turns)
        bound = {role: self.words[who].asked(turns.get(role, 0)) for role, who in node.bound}
        stage = {"name": node.stage.name, "NAME": node.stage.name.removeprefix("the ").upper(), "id": node.stage.id}
        return {**self.words, **bound, "set": stage, "planted": node.planted}

    def filled(self, text: str, node: Node) -> str:
        return fill(text, words=self.names(node), file=node.storylet.file)


# -------------------------------------------------------------------------------------------------------- facts that matter
def asked(desk: Desk, node: Node) -> tuple[str, ...]:
    """The facts that change what is said or seen in a scene, with these people in it."""
    key = (node.storylet.id, node.bound, node.stage, node.planted, node.turns)
    if key not in desk.asked:
        reads, values = node.storylet.reads, dict(desk.genre.facts)
        words = desk.names(node)
        pages = {
            row: tuple(
                replace(element, line=0)
                for element in elements(
                    node.storylet.body, words=words, facts=desk.facts, given=facts(zip(reads, row, strict=True))
                )
            )
            for row in product(*(values[fact] for fact in reads))
        }
        desk.asked[key] = tuple(
            fact for at, fact in enumerate(reads) if any(pages[row] != pages[(*row[:at], False, *row[at + 1 :])] for row in pages)
        )
    return desk.asked[key]


def live_facts(desk: Desk, layers: Layers) -> dict[Node, frozenset[str]]:
    """The facts that some scene from here on asks before they are set anew."""
    live: dict[Node, frozenset[str]] = {}
    for layer in reversed(layers):
        for node in layer:
            here = set(asked(desk, node))
            for option, to in leads_to(layers, node):
                here |= {test.fact for test in to.needs} | {test.fact for test in option.needs}
                here |= live[to] - {change.fact for change in changes(node, option)}
            live[node] = frozenset(here)
    return live


def changes(node: Node, option: Option) -> tuple[Change, ...]:
    # An invite belongs to the scene it leads to, and what that scene changes is true when it has played.
    own = option.sets if node.layer.asks == "own" else ()
    return (*node.storylet.sets, *own)


def idle(desk: Desk, layers: Layers) -> Node | None:
    """A scene two of whose choices come to the same."""
    live = live_facts(desk, layers)
    for layer in layers:
        for node in layer:
            ways = leads_to(layers, node)
            effects = {(to, tuple(c for c in changes(node, option) if c.fact in live[to])) for option, to in ways}
            if len(effects) < len(ways):
                return node
    return None
