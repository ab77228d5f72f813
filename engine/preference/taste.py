"""What a viewer is likely to choose: a prior from what they said, and what their choices taught."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from engine.preference.history import History
from engine.preference.viewer import Profile
from engine.story.story import Choice

_TONE: Mapping[str, Mapping[str, float]] = {
    "gentle": {"kind": 0.4, "patient": 0.3, "bold": -0.1},
    "witty": {"wry": 0.5, "curious": 0.2},
    "dark": {"bold": 0.4, "suspicious": 0.3, "kind": -0.2},
}
_PACE: Mapping[str, Mapping[str, float]] = {
    "slow": {"patient": 0.3},
    "steady": {},
    "brisk": {"bold": 0.3, "patient": -0.2},
}
_SILENT = 0.18
"""The share of forks let pass, before any are seen (about what interactive films report; scheduler.md uses the same)."""


@dataclass(frozen=True, kw_only=True)
class Taste:
    """How much each flavour draws this viewer (in log-odds), and how often they let a fork pass."""

    pull: tuple[tuple[str, float], ...] = ()
    silence: float = _SILENT

    def chances(self, offered: tuple[Choice, ...], *, default: str) -> dict[str, float]:
        """P(taken) of each choice; sums to 1. Uniform where nothing is known, plus the share of silence on the default."""
        if not offered:
            return {}
        pull = dict(self.pull)
        scores = {choice.id: math.exp(sum(pull.get(f, 0.0) for f in choice.flavours)) for choice in offered}
        silence = self.silence if len(offered) > 1 and default in scores else 0.0
        total = sum(scores.values())
        return {name: (1 - silence) * score / total + (silence if name == default else 0.0) for name, score in scores.items()}


def taste(profile: Profile, history: History | None = None) -> Taste:
    """The taste of this viewer now.

    A flavour's pull is its prior plus log((taken + 1) / (expected + 1)), where `expected` counts how often chance would
    have taken it: 0 with no history, and slow to swing on little.
    """
    pull: dict[str, float] = {}
    for prior in (_TONE[profile.tone], _PACE[profile.pace]):
        for flavour, weight in prior.items():
            pull[flavour] = pull.get(flavour, 0.0) + weight
    taken: Counter[str] = Counter()
    expected: dict[str, float] = {}
    silent, seen = 0, 0
    for mine, offered, was_silent in history.forks() if history else ():
        seen += 1
        silent += was_silent
        if was_silent:
            continue
        taken.update(mine)
        for flavours in offered:
            for flavour in flavours:
                expected[flavour] = expected.get(flavour, 0.0) + 1 / len(offered)
    for flavour in expected:
        pull[flavour] = pull.get(flavour, 0.0) + math.log((taken[flavour] + 1) / (expected[flavour] + 1))
    return Taste(pull=tuple(sorted(pull.items())), silence=(silent + _SILENT * 10) / (seen + 10))
