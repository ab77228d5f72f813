"""A person on this machine: what they said about themselves and what they like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from engine.library.characters import Character, Face, Voice, Wardrobe, viewer_character
from engine.story.story import Pronouns

Tone = Literal["gentle", "witty", "dark"]
Pace = Literal["slow", "steady", "brisk"]
TONES: tuple[Tone, ...] = get_args(Tone)
PACES: tuple[Pace, ...] = get_args(Pace)
Most = Literal["none", "mild", "strong"]
MOST: tuple[Most, ...] = get_args(Most)
"""How much of something a viewer bears, least first; storylets say how much they have as a place in this list."""
LIKES = (
    "puzzles", "gossip", "romance", "history", "food", "ghosts", "gardens", "books", "music", "secrets",
    "stars", "machines", "survival",
)  # fmt: skip
"""What a viewer may say they like: tags that storylets carry. A new one goes to the end: a share code has a bit for each."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a viewer said in "Who are you"."""

    name: str = "Robin"
    pronouns: Pronouns = Pronouns()
    likes: tuple[str, ...] = ()
    tone: Tone = "gentle"
    pace: Pace = "steady"
    fear: Most = "mild"
    violence: Most = "mild"
    """The most that any branch of an episode may have."""
    face: Face = Face()
    wardrobe: Wardrobe = Wardrobe()
    voice: Voice = Voice()

    @property
    def bears(self) -> tuple[int, int]:
        """The most fear and the most violence, 0 to 2."""
        return MOST.index(self.fear), MOST.index(self.violence)

    @property
    def character(self) -> Character:
        """The viewer as a member of the cast."""
        return viewer_character(name=self.name, pronouns=self.pronouns, face=self.face, wardrobe=self.wardrobe, voice=self.voice)
