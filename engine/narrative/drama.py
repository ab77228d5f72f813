"""The arc of an evening: how tense and how glad it should be where; and how well a storylet would serve there, and please."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from engine.narrative.genre import Curve
from engine.narrative.storylet import Storylet
from engine.preference.viewer import Profile, Tone
from engine.story.story import Feeling

SHAPES: Mapping[str, tuple[float, ...]] = {
    "rise": (-0.5, -0.3, 0.0, 0.3, 0.5),
    "fall": (0.5, 0.3, 0.0, -0.3, -0.5),
    "fall and rise": (0.4, -0.1, -0.5, 0.0, 0.5),
    "rise and fall": (-0.3, 0.3, 0.5, 0.0, -0.5),
    "rise, fall and rise": (-0.4, 0.4, 0.1, -0.4, 0.5),
    "fall, rise and fall": (0.4, -0.4, -0.1, 0.4, -0.5),
}
"""The six shapes that fortune takes in stories, at even steps: Reagan et al., "The emotional arcs of stories are dominated by six
basic shapes", EPJ Data Science 5 (2016)."""
_OF_TONE: Mapping[Tone, tuple[str, ...]] = {
    "gentle": ("fall and rise", "rise", "rise, fall and rise"),
    "witty": ("rise, fall and rise", "fall and rise", "rise and fall"),
    "dark": ("fall", "rise and fall", "fall, rise and fall"),
}
_SWING = 0.3
"""How much of the shape is felt: the genre's own landmarks, a crime or an accusation, are what they are in any shape."""
_ENDS: Mapping[Feeling, float] = {"just": 0.5, "merciful": 0.45, "bittersweet": 0.1, "wry": 0.35, "dark": -0.6}
LIKE = 1.6
"""What the first liked tag adds."""
ANOTHER = 0.6
"""What a second one adds: little, or a storylet with few tags would never be anyone's."""
TONE = 1.0
OLD = 3.0
"""What a storylet loses that this viewer knows from an earlier evening: as much as all that they like may add."""
SET_UP = 3.0
"""What a set-up that is owed and paid adds: more than chance, or what was planted would give way again and again."""
CHANCE = 2.0
"""How much of the score is the seed's."""
_NEAR = (0.06, 0.08)
"""Tension and valence that are near enough: among scenes that hit the arc, taste and the seed choose."""
_OFF, _SAD = 7.0, 7.0
"""What a scene loses for each unit of tension, and of valence, by which it misses the arc by more than that."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the arc asks of a scene: tension 0..1, valence -1..1."""

    tension: float
    valence: float


def shape_for(profile: Profile, seed: str) -> str:
    """The shape of this viewer's evening: one of those that suit their tone."""
    fitting = _OF_TONE[profile.tone]
    return fitting[int(chance(seed, "shape") * len(fitting))]


def wanted(curve: Curve, shape: str, *, act: int, progress: float, slot: str = "") -> Wanted:
    """What is asked of a slot in an act, `progress` 0 (its first scene) to 1 (its last)."""
    acts = len(curve.tension)
    at = (min(max(act, 1), acts) - 1 + min(max(progress, 0.0), 1.0)) / acts
    higher, gladder = curve.slots.get(slot, (0.0, 0.0))
    tension = _along(curve.tension[act - 1], progress) + higher
    valence = _along(curve.valence[act - 1], progress) + _SWING * _along(SHAPES[shape], at) + gladder
    return Wanted(tension=min(max(tension, 0.0), 1.0), valence=min(max(valence, -1.0), 1.0))


def at_the_end(feeling: Feeling) -> Wanted:
    """What is asked of an ending: where fortune goes at last is the viewer's doing, whatever shape it had."""
    return Wanted(tension=0.4, valence=_ENDS[feeling])


def _along(points: Sequence[float], at: float) -> float:
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
    wants: Wanted,
    profile: Profile,
    places: Collection[str] = (),
    people: Collection[str] = (),
    met: Collection[str] = (),
    beside: Collection[str] = (),
    tags: Collection[str] = (),
    old: Collection[str] = (),
    set_ups: int = 0,
    seed: str,
) -> float:
    """How well a legal storylet would serve.

    `places`, `tags`: what the scenes beside it and before it have. `people`: who plays in it beside the viewer;
    `met`: who plays in those before it; `beside`: in those beside it, where the same face is the same offer twice.
    `old`: the storylets that the viewer has seen.
    `set_ups`: how many that are owed it pays, or leads on.
    """
    off = max(0.0, abs(storylet.tension - wants.tension) - _NEAR[0])
    sad = max(0.0, abs(storylet.valence - wants.valence) - _NEAR[1])
    distance = _OFF * off + _SAD * sad
    fresh = 0.6 * any(place not in places for place in storylet.places)
    seen = 0.25 * len(set(people) & set(met)) + 1.2 * len(set(people) & set(beside))
    again = 0.5 * len(set(storylet.tags) & set(tags))
    known = OLD * (storylet.id in old)
    owed = SET_UP * set_ups
    return taste(storylet, profile) - distance + fresh - seen - again - known + owed + CHANCE * chance(seed, storylet.id)


def chance(*what: object) -> float:
    """A number in 0..1 that is the same for the same words in any process."""
    digest = blake2b("|".join(map(str, what)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
