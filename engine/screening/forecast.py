"""What may come next, how likely, and how soon: a pure function of where the viewer stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.story.facts import Facts
from engine.story.state import State, choose, offers, shown, version
from engine.story.story import FPS, Choice, Story

Chances = Callable[[State, tuple[Choice, ...]], Mapping[str, float]]
"""P(taken) for each choice offered in a state; sums to 1."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A scene that may be entered: the probability of it, and the seconds from now until its first frame is due."""

    state: State
    probability: float
    starts_in: float
    forks: int
    """How many open choices lie between here and there; 0: it is certain."""
    via: str = ""
    """The first open choice on the way."""

    def key(self, story: Story) -> tuple[str, Facts]:
        return self.state.scene, shown(story.scene(self.state.scene), self.state)


def forecast(
    story: Story,
    state: State,
    *,
    seconds_left: float,
    chances: Chances,
    taken: str = "",
    horizon: float = 75.0,
    least: float = 0.02,
    depth: int = 2,
) -> tuple[Expected, ...]:
    """Scenes that may follow the current one within `horizon` seconds, most pressing first.

    `seconds_left` of the current scene remain; `taken` is the choice already made in it, if any. Ways that show the same
    film are one entry: their probabilities add up, and the earliest start counts. Below `least` nothing is followed.
    """
    found: dict[tuple[str, Facts], Expected] = {}
    waiting = [Expected(state=state, probability=1.0, starts_in=seconds_left, forks=0)]
    first = True
    while waiting:
        here = waiting.pop(0)
        offered = offers(story, here.state)
        if first and taken:
            offered = tuple(choice for choice in offered if choice.id == taken)
        chance = chances(here.state, offered) if len(offered) > 1 else {choice.id: 1.0 for choice in offered}
        for choice in offered:
            probability = here.probability * chance.get(choice.id, 0.0)
            after = choose(story, here.state, choice.id)
            forks = here.forks + (len(offered) > 1)
            if probability < least or forks > depth:
                continue
            entry = Expected(
                state=after,
                probability=probability,
                starts_in=here.starts_in,
                forks=forks,
                via=here.via or (choice.id if len(offered) > 1 else ""),
            )
            known = found.get(entry.key(story))
            found[entry.key(story)] = entry if known is None else _joined(known, entry)
            length = version(story.scene(after.scene), after).frames / FPS
            if here.starts_in + length < horizon:
                waiting.append(
                    Expected(state=after, probability=probability, starts_in=here.starts_in + length, forks=forks, via=entry.via)
                )
        first = False
    return tuple(sorted(found.values(), key=lambda e: (e.forks, e.starts_in, -e.probability, e.state.scene)))


def _joined(one: Expected, other: Expected) -> Expected:
    """The same film reached by two ways."""
    return Expected(
        state=one.state,
        probability=one.probability + other.probability,
        starts_in=min(one.starts_in, other.starts_in),
        forks=min(one.forks, other.forks),
        via=one.via,
    )
