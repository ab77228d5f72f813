"""A person on this machine: what they said about themselves and what they like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.library.characters import Character, Face, Voice, Wardrobe, viewer_character
from engine.story.story import Pronouns

Tone = Literal["gentle", "witty", "dark"]
Pace = Literal["slow", "steady", "brisk"]
LIKES = ("puzzles", "gossip", "romance", "history", "food", "ghosts", "gardens", "books", "music", "secrets")
"""What a viewer may say they like: tags that storylets carry."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a viewer said in "Who are you"."""

    name: str = "Robin"
    pronouns: Pronouns = Pronouns()
    likes: tuple[str, ...] = ()
    tone: Tone = "gentle"
    pace: Pace = "steady"
    face: Face = Face()
    wardrobe: Wardrobe = Wardrobe()
    voice: Voice = Voice()

    @property
    def character(self) -> Character:
        """The viewer as a member of the cast."""
        return viewer_character(name=self.name, pronouns=self.pronouns, face=self.face, wardrobe=self.wardrobe, voice=self.voice)
