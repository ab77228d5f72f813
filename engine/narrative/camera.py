"""How a camera moves, and how near it is to an action: rules of film grammar for the feeling of a moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Literal

from engine.places import asset
from engine.story.story import Emotion, Framing, Move

Reach = Literal["face", "body", "across"]
"""What has to be in the picture for an action to be seen: a face, a body, or the whole place."""

DRIFTS: tuple[Move, ...] = ("push", "left", "right", "pull")
_FEARS: tuple[Emotion, ...] = ("afraid",)
_ACCUSES: tuple[Emotion, ...] = ("angry", "suspicious", "firm")
RESTLESS = 0.5
"""The least tension in which a camera is held by hand, where nobody is afraid or angry."""
_STARTLES: tuple[Emotion, ...] = ("surprised", "angry", "afraid")

_FACE = re.compile(
    r"\b(?:looks?|smiles?|grins?|frowns?|blinks?|stares?|glances?|listens?|hesitates?|nods?|winces?|weeps?|cries|blushes|swallows?|"
    r"thinks?|waits?|watch(?:es)?|says? nothing|eyes?|eyebrows?|mouth|face)\b",
    re.IGNORECASE,
)
_ACROSS = re.compile(
    r"\b(?:cross(?:es)?|enters?|arrives?|leaves?|walks?|runs?|paces?|comes? (?:in|out|back|up|down|through)|goes|climbs?|"
    r"opens? the door|closes? the door|shuts? the door|steps? (?:in|out|back|forward)|at the door|in the doorway|window)\b",
    re.IGNORECASE,
)


def reach(text: str) -> Reach:
    """How much of a person has to be seen for what they do to be seen. The first of its verbs says so."""
    found = [(match.start(), kind) for kind, pattern in _REACHES if (match := pattern.search(text))]
    return min(found)[1] if found else "body"


_REACHES: tuple[tuple[Reach, re.Pattern[str]], ...] = (("face", _FACE), ("across", _ACROSS))


def thing_in(text: str) -> str:
    """The thing in an action that can be seen close, by the name of its drawing; "" where there is none."""
    found = _things().search(text)
    return found[1].lower() if found else ""


@lru_cache(maxsize=1)
def _things() -> re.Pattern[str]:
    names = "|".join(sorted(path.stem for path in asset("icons", "props").glob("*.svg")))
    # With an article or its like before it: "the watch" is a thing, and "they watch" is not.
    return re.compile(rf"\b(?:an?|the|his|her|their|your|my|one|two|three|\w+'s) (?:\w+ )?({names})s?\b", re.IGNORECASE)


def by_hand(emotion: Emotion, tension: float) -> bool:
    """Whether a moment is one for a hand-held camera: fear, and the heat of an accusation."""
    return emotion in _FEARS or (emotion in _ACCUSES and tension >= RESTLESS)


def move(
    framing: Framing,
    *,
    emotion: Emotion,
    tension: float,
    progress: float,
    recent: Sequence[Move],
    from_listener: bool,
    die: Random,
) -> Move:
    """How the camera moves while somebody speaks or acts. `progress`: through the scene, 0 to 1; `recent`: the moves before,
    the last first; `from_listener`: the shot before was of the one whose shoulder is now before the camera."""
    match framing:
        case "close" | "over":
            if by_hand(emotion, tension) and die.random() < 0.2 + 0.6 * tension:
                return "handheld"
            if framing == "over" and from_listener and "rack" not in recent[:6] and die.random() < 0.45:
                return "rack"
            return "push" if die.random() < 0.15 + 0.6 * tension * (0.5 + progress) else "still"
        case "two":
            if by_hand(emotion, tension) and tension > 0.75 and die.random() < 0.3:
                return "handheld"
            return die.choice(("still", "still", "still", *DRIFTS))
        case "establish":
            return arriving(die)
        case _:
            return "still"


def arriving(die: Random) -> Move:
    """How a place is shown first: drifting past or into it, or tilting down to the people in it."""
    return die.choice((*DRIFTS, "down", "up"))


def whips(emotion: Emotion, tension: float, *, die: Random) -> bool:
    """Whether the camera swings over to who speaks now: rarely, where they are startled and so are we."""
    return emotion in _STARTLES and tension >= 0.6 and die.random() < 0.3
