"""What an evening has set up so far, and what that makes of a storylet: whether it may play, what it pays, how well it serves.

A plant counts where every path passes it: where all the scenes of a layer plant it. A pay-off plays only after its plant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from engine.narrative.storylet import Storylet
from engine.story.setups import STEPS, named, setup_of


class Placed(Protocol):
    """A storylet in a layer."""

    @property
    def storylet(self) -> Storylet: ...


@dataclass(frozen=True, kw_only=True)
class SetUps:
    """What the layers so far have planted on every path, what of it is still to be paid, and which steps any path has seen."""

    planted: frozenset[str] = frozenset()
    owed: tuple[tuple[str, str], ...] = ()
    """Each set-up with the id of the storylet that planted it first."""
    seen: frozenset[str] = frozenset()

    def legal(self, storylet: Storylet, *, alone: bool) -> bool:
        """Whether it may play here. `alone`: every path passes it.

        What it pays without asking must be planted; an arc goes forward only, begins where every path sees it begin, and its
        later steps need that beginning unless the words ask after it.
        """
        asked = {setup_of(name) for name in storylet.body.asks}
        if any(name not in self.planted for name in storylet.pays if name not in asked):
            return False
        for name in storylet.plants:
            whole, _, step = name.partition(".")
            if not step:
                continue
            if any(f"{whole}.{later}" in self.seen for later in STEPS[STEPS.index(step) :]):
                return False
            if not (alone if step == STEPS[0] else whole in self.planted or whole in asked):
                return False
        return True

    def told(self, storylet: Storylet) -> tuple[str, ...]:
        """The names that its words find planted."""
        theirs = {setup_of(name) for name in (*storylet.plants, *storylet.pays)}
        return tuple(sorted(name for name in self.planted if setup_of(name) in theirs))

    def pays(self, storylet: Storylet) -> tuple[str, ...]:
        """What it pays here."""
        return tuple(name for name in storylet.pays if name in self.planted)

    def plants(self, storylet: Storylet, layer: Sequence[Placed]) -> tuple[str, ...]:
        """What it plants here: what every scene of its layer does; and more of what is planted already."""
        every = set(storylet.plants).intersection(*(set(node.storylet.plants) for node in layer))
        return tuple(
            name
            for name in storylet.plants
            if setup_of(name) in self.planted or (name in every and (not name.count(".") or name.endswith(STEPS[0])))
        )

    def serves(self, storylet: Storylet) -> int:
        """How much that is owed it pays, and how many arcs it leads on."""
        owed = {name for name, _ in self.owed}
        on = sum("." in name and not name.endswith(STEPS[0]) and setup_of(name) in self.planted for name in storylet.plants)
        return len(owed & set(storylet.pays)) + on

    def after(self, layer: Sequence[Placed]) -> SetUps:
        """When this layer has played, whichever scene of it was taken."""
        rows = [node.storylet for node in layer]
        if not any(one.plants or one.pays for one in rows):
            return self
        new = frozenset(self.plants(rows[0], layer)).intersection(*(self.plants(one, layer) for one in rows[1:]))
        paid = set(self.pays(rows[0])).intersection(*(self.pays(one) for one in rows[1:]))
        still = {name: by for name, by in self.owed if name not in paid}
        some = sorted({setup_of(name) for one in rows for name in self.plants(one, layer)})
        still = {name: next(one.id for one in rows if name in map(setup_of, one.plants)) for name in some} | still
        return SetUps(
            planted=self.planted | named(tuple(sorted(new))),
            owed=tuple(sorted(still.items())),
            seen=self.seen | {name for one in rows for name in one.plants},
        )


def before_each(layers: Sequence[Sequence[Placed]]) -> tuple[SetUps, ...]:
    """What is set up before each of these layers, and at last after all of them."""
    return tuple(accumulate(layers, SetUps.after, initial=SetUps()))


def after(layers: Sequence[Sequence[Placed]]) -> SetUps:
    """What these layers have set up."""
    return before_each(layers)[-1]


def unpaid(layers: Sequence[Sequence[Placed]]) -> str:
    """The id of a storylet whose plant some path never pays; empty where every one is paid."""
    owed = after(layers).owed
    return owed[0][1] if owed else ""
