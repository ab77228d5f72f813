"""A path that somebody else took, followed fork by fork until the viewer takes another way."""

from __future__ import annotations

from dataclasses import dataclass

from engine.screening import events
from engine.story.story import FPS, Choice

SEEN = 2.0
"""Seconds for which the choice stands open before it is taken: long enough to see what was chosen, and to choose otherwise."""


@dataclass(frozen=True, kw_only=True)
class Path:
    """The number of the option that is taken at each fork to come, from 1."""

    numbers: tuple[int, ...] = ()

    def wanted(self, opened: events.ChoiceOpened) -> str:
        """The id of the option that is next on the path; nothing where it has ended, or leads nowhere here."""
        return opened.choices[self.numbers[0] - 1].id if self.numbers and self.numbers[0] <= len(opened.choices) else ""

    def due(self, opened: events.ChoiceOpened, position: int) -> int:
        """The place of the option to take now; -1 while there is none."""
        wanted = self.wanted(opened)
        if not wanted or position < opened.opened_at + SEEN * FPS:
            return -1
        return [choice.id for choice in opened.choices].index(wanted)

    def after(self, taken: Choice, opened: events.ChoiceOpened | None) -> Path:
        """What is left when this was taken at that fork: nothing, where it was another way."""
        if opened is None or taken.id not in {choice.id for choice in opened.choices}:
            return self
        return Path(numbers=self.numbers[1:]) if taken.id == self.wanted(opened) else Path()
