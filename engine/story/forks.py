"""What a choice is worth: how much of what follows only one of two options has, and whether each may still end well.

option 1 -> scene -> scene -> scene     the film that only one of them has, as a share of the film that either has,
option 2 -> scene -> scene -> scene     and whether what is remembered at the end differs at all
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.errors import StoryError
from engine.story.facts import Facts
from engine.story.state import shown, version
from engine.story.story import FPS, Choice, Story
from engine.story.ways import Name, Ways

AHEAD = 3
"""Scenes for which a choice has to be felt."""
FELT = 0.2
"""The share of the film of these scenes that at least differs, where what is remembered does not. Planned stories: 0.24 up."""


@dataclass(frozen=True, kw_only=True)
class Apart:
    """Two options of a fork, and the share of the film of the next scenes that only one of them has."""

    at: Name
    one: Choice
    other: Choice
    film: float


def apart(story: Story, ways: Ways) -> Iterator[Apart]:
    """Every two options of every fork."""
    film = _Film.of(story, ways)
    for at, (one, to), (other, there) in _pairs(ways):
        yield Apart(at=at, one=one, other=other, film=film.share(to, there))


def washed_out(story: Story, ways: Ways) -> Iterator[Apart]:
    """The pairs of options that come to nearly the same film, and soon (not at once) to the same states."""
    film = _Film.of(story, ways)
    for at, (one, to), (other, there) in _pairs(ways):
        share = film.until_they_meet(to, there)
        if share is not None and share < FELT:
            yield Apart(at=at, one=one, other=other, film=share)


def _pairs(ways: Ways) -> Iterator[tuple[Name, tuple[Choice, Name], tuple[Choice, Name]]]:
    for name, on in ways.after.items():
        for place, one in enumerate(on):
            for other in on[place + 1 :]:
                yield name, one, other


def no_good_end(story: Story, ways: Ways) -> Iterator[tuple[Name, Choice]]:
    """The options from which every ending is dark. An option that is itself an ending is the viewer's to take."""
    ends = {scene.id: scene.ending for scene in story.scenes if scene.ending is not None}
    good = ways.leading_to(name for name in ways.states if name[0] in ends and ends[name[0]].feeling != "dark")
    for name, on in ways.after.items():
        for choice, to in on:
            if to not in good and to[0] not in ends:
                yield name, choice


@dataclass(frozen=True, kw_only=True)
class _Film:
    """The segments of a story as bits of one number, so that what two ways share is one `&`."""

    ways: Ways
    bit: Mapping[Name, int]
    seconds: tuple[float, ...]
    ahead: dict[tuple[Name, int], int]
    comes: dict[tuple[Name, int], frozenset[Name]]
    lasts: dict[int, float]

    @classmethod
    def of(cls, story: Story, ways: Ways) -> _Film:
        number: dict[tuple[str, Facts], int] = {}
        seconds: list[float] = []
        bit = {}
        for name, state in ways.states.items():
            scene = story.scene(name[0])
            segment = (name[0], shown(scene, state))
            if segment not in number:
                number[segment] = len(number)
                try:
                    seconds.append(version(scene, state).frames / FPS)
                except StoryError:  # a finding of its own
                    seconds.append(0.0)
            bit[name] = 1 << number[segment]
        return cls(ways=ways, bit=bit, seconds=tuple(seconds), ahead={}, comes={}, lasts={})

    def seen(self, name: Name, scenes: int = AHEAD) -> int:
        """The segments that may be seen in so many scenes from this state on."""
        if (name, scenes) not in self.ahead:
            found = self.bit[name]
            for _, to in self.ways.after[name] if scenes > 1 else ():
                found |= self.seen(to, scenes - 1)
            self.ahead[name, scenes] = found
        return self.ahead[name, scenes]

    def coming(self, name: Name, scenes: int = AHEAD) -> frozenset[Name]:
        """The states that may be come to after so many scenes. Who has come to an ending stays there."""
        if (name, scenes) not in self.comes:
            on = self.ways.after[name] if scenes else ()
            self.comes[name, scenes] = (
                frozenset().union(*(self.coming(to, scenes - 1) for _, to in on)) if on else frozenset({name})
            )
        return self.comes[name, scenes]

    def length(self, segments: int) -> float:
        if segments not in self.lasts:
            rest, total = segments, 0.0
            while rest:
                low = rest & -rest
                total += self.seconds[low.bit_length() - 1]
                rest ^= low
            self.lasts[segments] = total
        return self.lasts[segments]

    def share(self, one: Name, other: Name, *, scenes: tuple[int, int] = (AHEAD, AHEAD)) -> float:
        here, there = self.seen(one, scenes[0]), self.seen(other, scenes[1])
        return self.length(here ^ there) / (self.length(here | there) or 1.0)

    def until_they_meet(self, one: Name, other: Name) -> float | None:
        """The share that differs up to where they come to the same states, if they do so soon. One may take a scene longer."""
        if one == other:
            return None
        steps = ((AHEAD, AHEAD), (AHEAD, AHEAD + 1), (AHEAD + 1, AHEAD))
        meets = [scenes for scenes in steps if self.coming(one, scenes[0]) == self.coming(other, scenes[1])]
        return min((self.share(one, other, scenes=scenes) for scenes in meets), default=None)
