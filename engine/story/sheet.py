"""What an episode of a series holds that its scenes only show in part: who plays what, and how each truth comes to light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "met",
    "host",
    "confidant",
    "trust",
    "manner",
    "promise",
    "secret",
    "leaves",
    "motive",
    "means",
    "lie",
    "accused",
    "culprit",
    "mended",
    "lost",
    "injury",
    "loss",
    "ended",
    "thread",
]
"""What a fact of a series is about. `manner`: how the viewer goes about it; `leaves`: somebody is going away for good."""


@dataclass(frozen=True, kw_only=True)
class Sign:
    """A truth that a viewer knows once they have heard or read one of these words, whoever says them."""

    kind: Kind
    who: str = ""
    what: str = ""
    words: str = ""
    """How it may be told later."""
    marks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tell:
    """A truth that a viewer knows once a scene has played, or once a choice of it is taken."""

    scene: str
    choice: str = ""
    kind: Kind
    who: str = ""
    what: str = ""
    words: str = ""
    value: int = 0


@dataclass(frozen=True, kw_only=True)
class Recall:
    """A line of "previously on", and the fact of the series that it tells."""

    fact: str
    line: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """An episode's place in its series, its truth by id, and what may come to light in it."""

    number: int
    season: int = 1
    roles: tuple[tuple[str, str], ...]
    """Role to person: host, confidant, culprit, herring, bystander."""
    secret: str
    """What the herring hides."""
    means: str
    lie: str
    """The culprit's alibi."""
    motives: tuple[tuple[str, str], ...]
    """Person to motive."""
    step: int = 0
    """Of the season's thread; 0 where it has none."""
    signs: tuple[Sign, ...] = ()
    tells: tuple[Tell, ...] = ()
    recalls: tuple[Recall, ...] = ()

    def person(self, role: str) -> str:
        """Who plays it; nobody, where nobody does."""
        return dict(self.roles).get(role, "")
