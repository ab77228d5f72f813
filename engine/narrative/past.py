"""What a text may ask of earlier episodes, as `past`: settled when an episode is planned, so that it costs no second film."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from engine.narrative.bible import Bible


class Someone(Protocol):
    """A person as texts have them."""

    id: str


@dataclass(frozen=True, kw_only=True)
class Past:
    """The questions. On a first evening every answer is empty: 0, false or nothing."""

    bible: Bible | None = None

    @property
    def episodes(self) -> int:
        """How many evenings there were before this one."""
        return len(self.bible.episodes) if self.bible else 0

    @property
    def solved(self) -> int:
        """In how many of them the viewer named the right one."""
        return self.bible.solved if self.bible else 0

    @property
    def failed(self) -> int:
        """In how many the wrong one."""
        return sum(fact.what == "wrongly" for fact in self.bible.known("accused")) if self.bible else 0

    @property
    def promise(self) -> str:
        """What became of the last promise: `kept`, `broken`, or nothing."""
        kept = [fact.what for fact in self.bible.known("promise") if fact.what != "given"] if self.bible else []
        return kept[-1] if kept else ""

    @property
    def manner(self) -> str:
        """What the viewer is known for: `kind`, `bold`, `wry`, or nothing yet."""
        return self.bible.manner if self.bible else ""

    def met(self, person: Someone) -> bool:
        """Whether the viewer has met them on an earlier evening."""
        return bool(self.bible and self.bible.known("met", who=person.id))

    def trust(self, person: Someone) -> int:
        """How far they trust the viewer: above 0, at all; below, not any more."""
        return self.bible.trust(person.id) if self.bible else 0

    def wronged(self, person: Someone) -> bool:
        """Whether the viewer once accused them of what they had not done."""
        return any(fact.what == "wrongly" for fact in self.bible.known("accused", who=person.id)) if self.bible else False

    def guilty(self, person: Someone) -> bool:
        """Whether they are known to have done it, on an earlier evening."""
        return bool(self.bible and self.bible.known("culprit", who=person.id))

    def secret(self, person: Someone) -> str:
        """What they hid, if the viewer found it out: "the poems"."""
        told = self.bible.known("secret", who=person.id) if self.bible else ()
        return told[-1].words if told else ""

    def hurt(self, person: Someone) -> str:
        """What still ails them: "a bandaged thumb"."""
        told = self.bible.known("injury", who=person.id) if self.bible else ()
        return told[-1].words if told else ""
