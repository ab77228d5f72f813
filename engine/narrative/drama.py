"""The arc of an evening: how tense it should be where, and how well a storylet would serve there and please this viewer."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b

from engine.narrative.genre import Genre
from engine.narrative.storylet import Storylet
from engine.preference.viewer import Profile

LIKE = 1.1
"""What the first liked tag adds. It outweighs any distance to the curve that the genre's storylets have."""
ANOTHER = 0.4
"""What a second one adds: little, or a storylet with few tags would never be anyone's."""
TONE = 0.8
CHANCE = 1.4
"""How much of the score is the seed's."""


def wanted_tension(genre: Genre, at: float) -> float:
    """The tension that the genre's curve asks for, `at` 0 (the opening) to 1 (the end)."""
    points = genre.curve
    place = min(max(at, 0.0), 1.0) * (len(points) - 1)
    left = min(int(place), len(points) - 2)
    return points[left] + (points[left + 1] - points[left]) * (place - left)


def taste(storylet: Storylet, profile: Profile) -> float:
    """How much of what the viewer likes a storylet has."""
    liked = len(set(storylet.likes) & set(profile.likes))
    return LIKE * min(liked, 1) + ANOTHER * (liked > 1) + (TONE if profile.tone in storylet.tone else 0.0)


def score(
    storylet: Storylet,
    *,
    genre: Genre,
    profile: Profile,
    at: float,
    places: Collection[str] = (),
    people: Collection[str] = (),
    met: Collection[str] = (),
    beside: Collection[str] = (),
    tags: Collection[str] = (),
    seed: str,
) -> float:
    """How well a legal storylet would serve.

    `places`, `tags`: what the scenes beside it and before it have. `people`: who plays in it beside the viewer;
    `met`: who plays in those before it; `beside`: in those beside it, where the same face is the same offer twice.
    """
    distance = abs(storylet.tension - wanted_tension(genre, at))
    fresh = 0.6 * any(place not in places for place in storylet.places)
    seen = 0.25 * len(set(people) & set(met)) + 1.2 * len(set(people) & set(beside))
    again = 0.5 * len(set(storylet.tags) & set(tags))
    return taste(storylet, profile) - 2.0 * distance + fresh - seen - again + CHANCE * chance(seed, storylet.id)


def chance(*what: object) -> float:
    """A number in 0..1 that is the same for the same words in any process."""
    digest = blake2b("|".join(map(str, what)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
