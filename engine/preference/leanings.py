"""What a viewer's choices say of the evenings that would please them: tone, pace and themes, for the planner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from engine.preference.features import SILENCE
from engine.preference.said import OF_LIKES, OF_PACE, OF_TONE, log_likely
from engine.preference.taste import Taste
from engine.preference.viewer import LIKES, PACES, TONES, Pace, Profile, Tone

_SAID = 0.5
"""The share that the word which the viewer said for themselves begins with; the others share the rest."""
_TELLING = 2.0
"""How much more firmly a word is meant than as a prior: who is called witty jokes more often than a prior may promise."""
SURE = 0.7
"""From this share on another word than what was said is planned for."""
ENOUGH = 12
"""Choices, below which nothing is planned otherwise than was said: about an evening and a half."""
_DRAWN = 0.35
"""How much likelier, in log-odds, a theme's choices must have become."""
_MORE = 2
"""Themes that may be added."""
_W = TypeVar("_W", bound=str)


@dataclass(frozen=True, kw_only=True)
class Leanings:
    """The chance of each tone and pace given what was said and chosen; sums to 1. `themes`: how much likelier each became."""

    tone: Mapping[Tone, float]
    pace: Mapping[Pace, float]
    themes: Mapping[str, float]
    chosen: int
    """How many choices this rests on."""


def leanings(profile: Profile, one: Taste) -> Leanings:
    """By Bayes' rule over the taste's own draws: each word is as likely as it makes the choices that were made."""
    neutral = Taste(forks=one.forks)  # what was said is in the prior of the words, and must not count twice
    after, before = neutral.chooser.posterior, neutral.stranger

    def gain(forks: Mapping[str, float]) -> float:
        return float(
            np.log(after.weights @ np.exp(_TELLING * log_likely(forks, after.draws)))
            - np.log(before.weights @ np.exp(_TELLING * log_likely(forks, before.draws)))
        )

    return Leanings(
        tone=_chances(TONES, profile.tone, [gain(OF_TONE[word]) for word in TONES]),
        pace=_chances(PACES, profile.pace, [gain(OF_PACE[word]) for word in PACES]),
        themes={word: gain(OF_LIKES[word]) for word in LIKES if word in OF_LIKES},
        chosen=sum(fork.taken != SILENCE for fork in one.forks),
    )


def _chances(words: Sequence[_W], said: _W, gains: Sequence[float]) -> dict[_W, float]:
    begun = [_SAID if word == said else (1 - _SAID) / (len(words) - 1) for word in words]
    raw = np.array(begun) * np.exp(np.array(gains) - max(gains))
    return dict(zip(words, (raw / raw.sum()).tolist(), strict=True))


def suited(profile: Profile, one: Taste) -> Profile:
    """The profile to plan for. What was said stands until the choices say otherwise, surely; limits are never touched.

    Plan for this profile and keep it with the episode: a share code says whom the evening was planned for, so that it means the
    same to whoever opens it, whatever they chose before.
    """
    found = leanings(profile, one)
    if found.chosen < ENOUGH:
        return profile
    tone, pace = max(TONES, key=lambda word: found.tone[word]), max(PACES, key=lambda word: found.pace[word])
    drawn = sorted(
        (word for word, gain in found.themes.items() if gain > _DRAWN and word not in profile.likes),
        key=lambda word: (-found.themes[word], word),
    )
    return replace(
        profile,
        tone=tone if found.tone[tone] >= SURE else profile.tone,
        pace=pace if found.pace[pace] >= SURE else profile.pace,
        likes=tuple(word for word in LIKES if word in {*profile.likes, *drawn[:_MORE]}),
    )
