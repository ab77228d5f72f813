"""Whether a machine can film ahead of every fork of a story (research/scheduler.md 2.3), before anyone watches."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.screening.costs import CHUNK_SECONDS, Costs
from engine.story.graph import states
from engine.story.state import State, choose, offers, shown, version
from engine.story.story import FPS, GRID, Story, Version

HEAD = 2
"""Chunks of every way on that must be there at the end of a scene."""


@dataclass(frozen=True, kw_only=True)
class Tight:
    """A scene that leaves too little time to film the starts of all that may follow it."""

    scene: str
    seconds: float
    ways: int
    lacks: float
    """Seconds of work that do not fit while the scene is on, everything at its plainest."""
    longer: float
    """By how many seconds the scene would have to be longer; infinite where no length helps."""
    fewer: int
    """How many ways on could be afforded; 0: not even one."""

    @property
    def sentence(self) -> str:
        ways = f"{self.ways} ways lead on from it" if self.ways > 1 else "another scene follows it"
        told = f"It is {self.seconds:.0f} s long and {ways}; {self.lacks:.1f} s of work to begin those in time are lacking. "
        if not math.isfinite(self.longer):
            return told + "It films more slowly than a viewer watches: no length of this scene helps, only a faster machine."
        longer = f"Make it {math.ceil(self.longer)} s longer"
        if not 0 < self.fewer < self.ways:
            return f"{told}{longer}."
        return f"{told}{longer}, or offer {self.fewer} way{'s' * (self.fewer > 1)} at most."


def unaffordable(story: Story, *, costs: Costs, workers: int) -> tuple[Tight, ...]:
    """The scenes after which a viewer could have to wait, the worst first; of each scene the worst case.

    While a scene plays, the workers film the rest of it and the start of every way on, with all its voices and its sound,
    since pictures wait for those. What they need beyond the scene's length is lacking.
    """
    plain = costs.at(0)
    worst: dict[str, Tight] = {}
    for state in states(story):
        scene = story.scene(state.scene)
        after = _followers(story, state)
        if not after:
            continue
        film = version(scene, state)
        chunks = max(1, film.frames // GRID)
        heads = sorted(_start(one, costs) for one in after)
        seconds = film.frames / FPS
        rest = plain * max(0, chunks - HEAD)
        lacks = rest + sum(heads) - workers * seconds
        if lacks <= 1e-9 or lacks <= getattr(worst.get(scene.id), "lacks", 0.0):
            continue
        gained = workers - plain / CHUNK_SECONDS
        worst[scene.id] = Tight(
            scene=scene.id,
            seconds=seconds,
            ways=len(heads),
            lacks=lacks,
            longer=lacks / gained if gained > 0 else math.inf,
            fewer=sum(rest + sum(heads[-one:]) <= workers * seconds for one in range(1, len(heads) + 1)),
        )
    return tuple(sorted(worst.values(), key=lambda one: (-one.lacks, one.scene)))


def _followers(story: Story, state: State) -> tuple[Version, ...]:
    """The films that may come next, each once."""
    found = {}
    for choice in offers(story, state):
        after = choose(story, state, choice.id)
        scene = story.scene(after.scene)
        found[scene.id, shown(scene, after)] = version(scene, after)
    return tuple(found.values())


def _start(film: Version, costs: Costs) -> float:
    """Seconds of work until a film's first chunks are there."""
    spoken = sum(line.seconds or 3.0 for shot in film.shots for line in shot.lines)
    chunks = max(1, film.frames // GRID)
    return costs.voice * spoken + costs.sound * film.frames / FPS + costs.at(0) * min(HEAD, chunks)
