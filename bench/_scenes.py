"""The scenes that films are timed on: always the same, whatever the planner and the camera learn to do."""

from __future__ import annotations

from collections.abc import Mapping

from engine.library.characters import Character, characters
from engine.library.environments import environments
from engine.story.story import Emotion, Framing, Line, Move, Placed, Scene, Shot, Version
from engine.video.produce import Segment, segment

SETS = (
    ("library", "dusk", 2), ("command_deck", "alert", 3), ("street", "rain", 2), ("airlock", "cycling", 2),
    ("conservatory", "storm", 3), ("engine_room", "running", 2), ("kitchen", "night", 1), ("archive", "late", 1),
    ("church_hall", "supper", 4), ("canteen", "supper", 4), ("tearoom", "wet_evening", 2), ("hydroponics", "day", 2),
)  # fmt: skip
"""Six sets of each genre in turn: their weather, and how many people are there."""
CAST = ("agnes", "theo", "winifred", "bertram", "priya", "kaveh", "juno", "lev")
"""Who plays: four in each genre."""
_WORDS: tuple[tuple[str, Emotion], ...] = (
    ("You said the key never left your pocket.", "suspicious"),
    ("It did not. I would have felt the draught.", "firm"),
    ("Then who rang the bell at a quarter past nine?", "worried"),
    ("Somebody who wanted us all in one room.", "thoughtful"),
    ("I only came back for my gloves.", "afraid"),
    ("Sit down. Nobody here is angry with you.", "tender"),
    ("The pressure fell before the door was opened.", "surprised"),
    ("That is not what the log says.", "neutral"),
    ("Logs are written by people, and people get tired.", "sad"),
    ("Make some tea, and tell it from the beginning.", "warm"),
    ("You have had three breakfasts since you last slept.", "amused"),
    ("Do not touch that lamp. Not yet.", "angry"),
)

_SHOTS: tuple[tuple[Framing, int, Move, int], ...] = (
    ("establish", 72, "push", -1), ("over", 64, "still", 0), ("close", 72, "push", 1), ("two", 88, "still", 0),
    ("close", 64, "still", 0), ("insert", 40, "push", -1), ("two", 48, "left", 1),
)  # fmt: skip
"""Framing, frames, the camera's move, and whose line it is; -1: nobody's. As the planner shares them out."""


_SHORT = tuple((framing, 64, move, speaks) for framing, _, move, speaks in _SHOTS[:3])


def cast() -> dict[str, Character]:
    known = characters()
    return {name: known[name] for name in CAST}


def scene(number: int, *, short: bool = False) -> Scene:
    """One of the twelve; or its first three shots, shortened."""
    cut = _SHORT if short else _SHOTS
    name, variant, count = SETS[number]
    place = environments()[name]
    roles = [CAST[(number % 2) * 4 + (number // 2 + i) % 4] for i in range(count)]
    anchors = list(place.anchors.values())
    people = tuple(
        Placed(
            role=role,
            anchor=anchor.name,
            facing=anchor.facing,
            posture=anchor.postures[0],
            looks_at=roles[1] if role == roles[0] and count > 1 else roles[0],
            holds="cup" if role == roles[0] else "",
        )
        for role, anchor in zip(roles, anchors, strict=False)
    )
    shots: list[Shot] = []
    said = number * 5
    for index, (framing, frames, move, speaks) in enumerate(cut):
        who = roles[max(0, speaks) % count]
        lines: tuple[Line, ...] = ()
        if speaks >= 0:
            text, emotion = _WORDS[said % len(_WORDS)]
            said += 1
            lines = (Line(speaker=who, text=text, emotion=emotion, start=0.25, seconds=min(2.5, frames / 24 - 0.3)),)
        shots.append(
            Shot(
                framing="close" if framing == "over" and count == 1 else framing,
                environment=name,
                variant=variant,
                frames=frames,
                focus="letter" if framing == "insert" else who if framing in ("over", "close") else "",
                move=("push", "left", "right")[number % 3] if framing == "establish" else move,
                people=() if framing == "insert" else people,
                lines=lines,
                action="A letter, not yet opened." if framing == "insert" else "",
                join="fade" if index == 0 else "cut",
                ends="fade" if index == len(cut) - 1 else "cut",
                tension=0.25 + 0.05 * index,
                valence=0.3 - 0.1 * (number % 7),
                seed=number * 100 + index,
            )
        )
    return Scene(id=f"{number:02d}.{name}", title=place.name, versions=(Version(shots=tuple(shots)),), music="")


def segments(
    numbers: tuple[int, ...], *, voices: str, players: Mapping[str, Character], short: bool = False
) -> tuple[Segment, ...]:
    """The scenes of those numbers, ready to film."""
    made = [scene(number, short=short) for number in numbers]
    return tuple(segment(one, one.versions[0], cast=players, voices=voices) for one in made)
