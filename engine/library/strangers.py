"""Strangers: anybody, from a number. The whole range of people that can be drawn, for extras and for looking at."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from engine.library.characters import (
    AIDS,
    CLOTHES,
    EYES,
    HAIR_COLOURS,
    HAIR_STYLES,
    OUTFITS,
    RANGES,
    SKINS,
    Character,
    Face,
    Wardrobe,
)

_RARE = {
    "stubble": 0.2,
    "beard": 0.22,
    "moustache": 0.2,
    "glasses": 0.3,
    "freckles": 0.25,
    "scar": 0.15,
    "youth": 0.22,
    "age": 0.6,
}
"""How many of a hundred have what most people have not."""
_EARRINGS = ("", "", "", "#5fb0a8", "#e0b04a", "#c94f5a")


def stranger(number: int) -> Character:
    """Somebody. The same number is the same person, on every machine."""
    die = Random(f"stranger|{number}")
    measures = {name: _throw(die, name) for name in RANGES}
    grown = measures["youth"] == 0.0
    if not grown:  # a child has neither lines nor a beard
        measures |= {"age": 0.0, "beard": 0.0, "stubble": 0.0, "moustache": 0.0}
    hair = die.choice(HAIR_COLOURS)
    if measures["age"] > 0.7:
        hair = die.choice(("#a79fb8", "#dcd6dc", hair))
    styles = HAIR_STYLES if grown else tuple(style for style in HAIR_STYLES if style != "bald")
    style = die.choice(styles)
    if style in ("hijab", "headscarf"):
        measures |= {"beard": 0.0, "stubble": 0.0, "moustache": 0.0}
    face = replace(
        Face(**measures),  # type: ignore[arg-type]
        skin=die.choice(SKINS),
        iris=die.choice(EYES),
        hair=hair,
        style=style,
        parting=die.choice((1, -1)),
        earring=die.choice(_EARRINGS),
        aid=die.choice(AIDS) if die.random() < 0.15 else "",
    )
    wardrobe = Wardrobe(outfit=die.choice(OUTFITS), colours=tuple(die.sample(CLOTHES, 2)))
    height = round(0.97 + die.uniform(-0.07, 0.09) - 0.22 * face.youth, 3)
    build = round(1.0 + die.triangular(-0.13, 0.22, 0.0) - 0.1 * face.youth, 3)
    return Character(
        id=f"stranger-{number}",
        name=f"Stranger {number}",
        face=face,
        wardrobe=wardrobe,
        height=max(0.7, height),
        build=max(0.85, build),
    )


def _throw(die: Random, name: str) -> float:
    low, high, _ = RANGES[name]
    chance = die.random()
    if name in _RARE and chance > _RARE[name]:
        return max(0.0, low)
    return round(die.uniform(low, high), 3)
