"""What a viewer said of themselves, as choices that they might have made: the prior of their taste."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from engine.preference.features import AXES, NAMES, author
from engine.preference.posterior import Numbers, Population
from engine.preference.viewer import Pace, Profile, Tone

OF_TONE: Mapping[Tone, Mapping[str, float]] = {
    "gentle": {"kind": 1.6, "patient": 1.2, "bold": -0.4},
    "witty": {"wry": 2.4, "curious": 0.8},
    "dark": {"bold": 1.6, "suspicious": 1.4, "kind": -0.8},
}
OF_PACE: Mapping[Pace, Mapping[str, float]] = {
    "slow": {"patient": 1.6, "careful": 0.6},
    "steady": {},
    "brisk": {"bold": 1.2, "patient": -1.0},
}
OF_LIKES: Mapping[str, Mapping[str, float]] = {
    "puzzles": {"curious": 0.8},
    "secrets": {"curious": 0.8},
    "gossip": {"wry": 0.4, "curious": 0.4},
    "romance": {"kind": 0.4, "bond": 0.4},
    "gardens": {"patient": 0.4},
    "books": {"patient": 0.4},
    "machines": {"careful": 0.4},
    "survival": {"bold": 0.4, "careful": 0.4},
}
"""Of each word: how many forks between an option that has this and one that has not it is worth, and below 0, to have passed it
by. A fork moves an axis by a quarter in log-odds, less and less with each."""


def population(profile: Profile) -> Population:
    """All viewers who say the same of themselves."""
    return _population(profile.tone, profile.pace, tuple(sorted(set(profile.likes))))


@lru_cache(maxsize=64)
def _population(tone: Tone, pace: Pace, likes: tuple[str, ...]) -> Population:
    """The author's prior, and the forks, as the Gaussian at their mode: what was said stays, and what is chosen is forgotten."""
    prior = author()
    weights = dict.fromkeys(NAMES, 0.0)
    counts: dict[tuple[str, bool], float] = {}
    for words in (OF_TONE[tone], OF_PACE[pace], *(OF_LIKES.get(like, {}) for like in likes)):
        for axis, count in words.items():
            counts[axis, count > 0] = counts.get((axis, count > 0), 0.0) + abs(count)
    precision = np.diagonal(prior.precision).copy()
    # Each fork asks one axis alone, so that the mode is found axis by axis.
    for number, known in enumerate(AXES):
        yes, no = counts.get((known.name, True), 0.0), counts.get((known.name, False), 0.0)
        firm, at = 1 / known.spread**2, known.mean
        for _ in range(20):
            share = 1 / (1 + np.exp(-at))
            at += (yes - (yes + no) * share - firm * (at - known.mean)) / (firm + (yes + no) * share * (1 - share))
        weights[known.name] = at
        share = 1 / (1 + np.exp(-at))
        precision[number] = firm + (yes + no) * share * (1 - share)
    return Population(
        shares=np.ones(1),
        means=np.array([[weights[name] for name in NAMES]]),
        covariances=np.diag(1 / precision)[None],
        forget=prior.forget,
    )


def log_likely(forks: Mapping[str, float], draws: Numbers) -> Numbers:
    """How likely each draw of weights makes such forks; its log."""
    found = np.zeros(len(draws))
    for axis, count in forks.items():
        found = found - abs(count) * np.log1p(np.exp(-np.sign(count) * draws[:, NAMES.index(axis)]))
    return found
