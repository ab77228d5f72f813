"""How long an evening a genre has storylets for: asked before hours are spent on trying."""

from __future__ import annotations

from collections import Counter

from engine.narrative.fitting import MINUTES, SCENE, WITHIN
from engine.narrative.genre import Genre

_SIDE_BY_SIDE = 1.5
"""Storylets that one more layer uses up, since every second one offers one scene only."""


def reaches(genre: Genre) -> tuple[int, ...]:
    """The lengths, of those that are offered, for which its storylets suffice, each played once."""
    return tuple(minutes for minutes in MINUTES if minutes * (1 - WITHIN) <= longest(genre))


def longest(genre: Genre) -> float:
    """Minutes of its longest evening, about."""
    layers = float(len([layer for layer in genre.layers if not layer.spare]))
    left = Counter(one.slot for one in genre.storylets)
    for layer in genre.layers:
        if not layer.spare:
            left[layer.slot] -= layer.count
    for layer in genre.layers:
        if layer.spare and left[layer.slot] >= layer.count:
            layers, left[layer.slot] = layers + 1, left[layer.slot] - layer.count
    for slot in {layer.slot for layer in genre.layers if layer.spare and layer.asks == "invites"}:
        layers += max(0, left[slot]) / _SIDE_BY_SIDE
    return layers * SCENE / 60
