"""A story as it was planned: with the truth behind it, for those who put words to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.narrative.evening import Node
from engine.narrative.genre import Genre
from engine.narrative.truth import Truth
from engine.preference.viewer import Profile
from engine.story.story import Story


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A story, and what it was made of, which nobody in it is told."""

    story: Story
    genre: Genre
    truth: Truth
    profile: Profile
    words: Mapping[str, Any]
    """What its texts may name."""
    nodes: Mapping[str, Node]
    """By the ids of the scenes that play them."""
