"""How good forecasts of choices are: each is told before the choice is seen, and learnt from after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from bench._population import soft
from engine.preference.posterior import Numbers


class Foretells(Protocol):
    """One who foretells the choices of one person, whatever they are built on."""

    def chances(self, options: Numbers) -> Numbers: ...

    def learn(self, options: Numbers, taken: int) -> None: ...


@dataclass
class Same:
    """The population's one logit: everybody is alike, and nothing is learnt."""

    weights: Numbers

    def chances(self, options: Numbers) -> Numbers:
        return soft(options @ self.weights)

    def learn(self, options: Numbers, taken: int) -> None:
        pass


@dataclass
class Descending:
    """The logit, moved a step down the gradient with each choice."""

    weights: Numbers
    step: float = 0.1

    def chances(self, options: Numbers) -> Numbers:
        return soft(options @ self.weights)

    def learn(self, options: Numbers, taken: int) -> None:
        self.weights = self.weights + self.step * (options[taken] - self.chances(options) @ options)


@dataclass
class Counting:
    """How often each place was taken, with the logit as three choices' worth of prior."""

    weights: Numbers
    counts: Numbers = field(default_factory=lambda: np.zeros(0))

    def chances(self, options: Numbers) -> Numbers:
        counts = np.pad(self.counts, (0, max(0, len(options) - len(self.counts))))[: len(options)]
        return (counts + 3 * soft(options @ self.weights)) / (counts.sum() + 3)

    def learn(self, options: Numbers, taken: int) -> None:
        self.counts = np.pad(self.counts, (0, max(0, len(options) - len(self.counts))))
        self.counts[taken] += 1


@dataclass(frozen=True, kw_only=True)
class Told:
    """One forecast, what was taken, and how many choices of this person were known."""

    chances: Numbers
    taken: int
    known: int

    @property
    def loss(self) -> float:
        return -float(np.log(max(self.chances[self.taken], 1e-12)))

    def among(self, most: int) -> bool:
        """Whether what was taken is among the likeliest."""
        return self.taken in np.argsort(-self.chances, kind="stable")[:most]


@dataclass(frozen=True, kw_only=True)
class Score:
    """Of forecasts: log-loss of all, of each person's first three and of those after eight, and how they hit."""

    loss: float
    first3: float
    after8: float
    top1: float
    top2: float
    brier: float
    ece: float
    choices: int


def score(told: Sequence[Told]) -> Score:
    def mean(of: Sequence[float]) -> float:
        return float(np.mean(of)) if of else float("nan")

    return Score(
        loss=mean([one.loss for one in told]),
        first3=mean([one.loss for one in told if one.known < 3]),
        after8=mean([one.loss for one in told if one.known >= 8]),
        top1=mean([one.among(1) for one in told]),
        top2=mean([one.among(2) for one in told]),
        brier=mean([float(np.square(one.chances).sum() - 2 * one.chances[one.taken] + 1) for one in told]),
        ece=ece(told),
        choices=len(told),
    )


def ece(told: Sequence[Told], bins: int = 10) -> float:
    """Expected calibration error: of every option's chance in ten equal bins, how far the mean is from how often it was taken."""
    chances = np.concatenate([one.chances for one in told])
    hits = np.concatenate([np.arange(len(one.chances)) == one.taken for one in told])
    of = np.minimum((chances * bins).astype(int), bins - 1)
    return float(sum(abs(chances[of == one].sum() - hits[of == one].sum()) for one in range(bins)) / len(chances))
