"""The arc of an evening: how tense it should be where, and how well a storylet would serve there and please this viewer."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b

from engine.narrative.genre import Genre, Storylet
from engine.preference.viewer import Profile

LIKE = 1.1
"""What one liked tag adds. Two likes outweigh any distance to the curve that the genre's storylets have."""
TONE = 0.8
CHANCE = 1.0
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
    return LIKE * min(liked, 2) + (TONE if profile.tone in storylet.tone else 0.0)


def score(
    storylet: Storylet,
    *,
    genre: Genre,
    profile: Profile,
    at: float,
    places: Collection[str] = (),
    people: Collection[str] = (),
    tags: Collection[str] = (),
    seed: str,
) -> float:
    """How well a legal storylet would serve. `places`, `people`, `tags`: what the scenes beside it and before it had."""
    distance = abs(storylet.tension - wanted_tension(genre, at))
    fresh = 0.6 * any(place not in places for place in storylet.places)
    seen = len(set(storylet.cast) & set(people) - {"you", "suspect"})
    again = 0.5 * len(set(storylet.tags) & set(tags))
    return taste(storylet, profile) - 2.0 * distance + fresh - 0.25 * seen - again + CHANCE * chance(seed, storylet.id)


def chance(*what: object) -> float:
    """A number in 0..1 that is the same for the same words in any process."""
    digest = blake2b("|".join(map(str, what)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
