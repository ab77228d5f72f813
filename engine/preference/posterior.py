"""What is believed of one chooser's weights: particles of a population, weighed by what was chosen, renewed where they thin out.

A choice among options is a multinomial logit: an option with features x draws with x·w, and the chance of it is its softmax.
The weights w of a chooser are a draw from a population (a mixture of Gaussians). `Posterior` holds many such draws, each with the
likelihood of what was chosen so far, older choices counting less (a power prior: with nothing new it drifts back to the
population). When few draws carry most of the weight, most of them are drawn anew from a Gaussian at the posterior's mode
(Laplace), and all are weighed against both sources (the balance heuristic of Veach and Guibas, SIGGRAPH 1995), so that what is
told stays an average over the true posterior and not over the Gaussian. Hierarchical logit: Train, "Discrete Choice Methods with
Simulation", 2nd edition (2009), chapters 6 and 12.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
ROWS = 10
"""The most options of a choice, silence among them."""
WINDOW = 32
"""The choices that new draws are weighed by one by one; what is older, by the curve that it gave the likelihood near the mean."""
_DRAWS = 256
_THIN = 0.15
"""Draws are renewed when their effective number is below this share of them."""
_FRESH = 0.75
"""The share of the draws that is renewed; the others stay the population's own, for tails that no Gaussian has."""
_WIDE = 1.2
"""How much wider than the Laplace Gaussian new draws lie: tails that are too thin would cost more than a few wasted draws."""
_STEPS = 6
_CLOSED = -1e9
"""Of a row that is not there: nobody takes it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Population:
    """How the weights of all choosers lie: a mixture of Gaussians. `forget`: what a choice still counts after one more."""

    shares: Numbers
    means: Numbers
    """One row for each Gaussian."""
    covariances: Numbers
    forget: float = 1.0

    @property
    def size(self) -> int:
        """How many features it weighs."""
        return int(self.means.shape[1])

    @cached_property
    def mean(self) -> Numbers:
        found: Numbers = self.shares @ self.means
        return found

    @cached_property
    def covariance(self) -> Numbers:
        apart: Numbers = self.means - self.mean
        within: Numbers = (self.shares[:, None, None] * self.covariances).sum(0)
        return np.asarray(within + (apart * self.shares[:, None]).T @ apart, dtype=np.float64)

    @cached_property
    def precision(self) -> Numbers:
        return np.asarray(np.linalg.inv(self.covariance), dtype=np.float64)

    @cached_property
    def _whitening(self) -> tuple[Numbers, Numbers]:
        """For each Gaussian the matrix that makes it round, and the log of its height times its share."""
        lower = np.linalg.cholesky(self.covariances)
        white = np.linalg.inv(lower)
        high = np.log(self.shares) - np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(1) - self.size / 2 * np.log(2 * np.pi)
        return white, high

    def log_density(self, weights: Numbers) -> Numbers:
        """Of each row of weights."""
        white, high = self._whitening
        each = np.stack([
            top - 0.5 * np.square((weights - middle) @ round_.T).sum(1)
            for middle, round_, top in zip(self.means, white, high, strict=True)
        ])  # fmt: skip
        most = each.max(0)
        found: Numbers = most + np.log(np.exp(each - most).sum(0))
        return found

    def draws(self, count: int) -> Numbers:
        """The same every time: evenly of its Gaussians, in pairs that mirror each other."""
        of = np.minimum(np.searchsorted(np.cumsum(self.shares), (np.arange(count) + 0.5) / count), len(self.shares) - 1)
        lower = np.linalg.cholesky(self.covariances)
        found: Numbers = self.means[of] + np.einsum("kij,kj->ki", lower[of], _round(count, self.size))
        return found

    @cached_property
    def _drawn(self) -> tuple[Numbers, Numbers]:
        drawn = self.draws(_DRAWS)
        return drawn, self.log_density(drawn)

    def nobody(self) -> Posterior:
        """What is believed of someone of whom nothing is known."""
        drawn, density = self._drawn
        nothing = np.zeros(len(drawn))
        return Posterior(
            population=self,
            draws=drawn,
            density=density,
            source=nothing,
            likelihood=nothing,
            past=(np.zeros((self.size, self.size)), np.zeros(self.size)),
            seen=np.zeros((0, ROWS, self.size)),
            closed=np.zeros((0, ROWS)),
            taken=np.zeros(0, dtype=np.int64),
            counts=np.zeros(0),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Posterior:
    """Weighed draws. Immutable: `after` gives another."""

    population: Population
    draws: Numbers
    density: Numbers
    """The log of the population's at each draw."""
    source: Numbers
    """The log of the population's density over that of what they were drawn from."""
    likelihood: Numbers
    """The log of it, forgetting counted."""
    past: tuple[Numbers, Numbers]
    """What came before the window: the curve and the slope of its log likelihood, as a parabola."""
    seen: Numbers
    """The choices of the window, newest last: their options' features, rows that are not there closed."""
    closed: Numbers
    taken: NDArray[np.int64]
    counts: Numbers

    @cached_property
    def weights(self) -> Numbers:
        """Of the draws; they sum to 1."""
        logs = self.source + self.likelihood
        raw = np.exp(logs - logs.max())
        found: Numbers = raw / raw.sum()
        return found

    @cached_property
    def mean(self) -> Numbers:
        found: Numbers = self.weights @ self.draws
        return found

    @property
    def spread(self) -> Numbers:
        """The standard deviation of each weight."""
        found: Numbers = np.sqrt(np.maximum(self.weights @ np.square(self.draws - self.mean), 0.0))
        return found

    def predict(self, options: Numbers, offsets: Numbers | None = None) -> Numbers:
        """The chance of each option, by its features (a row each): the average over all draws."""
        found: Numbers = self.weights @ _shares(self.draws @ options.T + (0.0 if offsets is None else offsets))
        return found

    def after(self, options: Numbers, taken: int, *, offsets: Numbers | None = None, count: float = 1.0) -> Posterior:
        """When that option was taken. `count`: how many choices this stands for; offsets are added to what options draw."""
        number = len(options)
        if not 0 < number <= ROWS:
            raise ValueError(f"A choice has 1 to {ROWS} options, not {number}.")
        shares = _shares(self.draws @ options.T + (0.0 if offsets is None else offsets))
        forget = self.population.forget
        rows = np.zeros((1, ROWS, self.population.size))
        rows[0, :number] = options
        shut = np.full((1, ROWS), _CLOSED)
        shut[0, :number] = 0.0 if offsets is None else offsets
        found = replace(
            self,
            past=self._past_after(),
            likelihood=forget * self.likelihood + count * np.log(shares[:, taken] + 1e-300),
            seen=np.concatenate([self.seen, rows])[-WINDOW:],
            closed=np.concatenate([self.closed, shut])[-WINDOW:],
            taken=np.append(self.taken, taken)[-WINDOW:],
            counts=np.append(self.counts * forget, count)[-WINDOW:],
        )
        return found if found._number > _THIN * len(found.draws) else found._renewed()

    def _past_after(self) -> tuple[Numbers, Numbers]:
        """The past when one more choice comes: where the window is full, its oldest goes into the parabola."""
        forget = self.population.forget
        curve, slope = self.past
        if len(self.taken) == WINDOW:
            options, count, at = self.seen[0], self.counts[0], self.mean
            shares = _shares(options @ at + self.closed[0])
            middle = shares @ options
            bend = count * ((options * shares[:, None]).T @ options - np.outer(middle, middle))
            curve = curve + bend
            slope = slope + count * (options[self.taken[0]] - middle) + bend @ at
        return forget * curve, forget * slope

    @property
    def _number(self) -> float:
        """The effective number of draws (Kish)."""
        return float(1.0 / np.square(self.weights).sum())

    def _renewed(self) -> Posterior:
        """Most of the draws anew, from around the mode."""
        people = self.population
        mode, precision = self._at_mode()
        fresh_ones = round(len(self.draws) * _FRESH)
        kept, kept_density = (of[: len(self.draws) - fresh_ones] for of in people._drawn)
        factor = np.linalg.cholesky(precision)
        fresh = mode + _WIDE * np.linalg.solve(factor.T, _round(fresh_ones, people.size).T).T
        draws = np.concatenate([kept, fresh])
        density = np.concatenate([kept_density, people.log_density(fresh)])
        away = (draws - mode) @ factor / _WIDE
        height = np.log(np.diagonal(factor)).sum() - people.size * (np.log(_WIDE) + 0.5 * np.log(2 * np.pi))
        around = height - 0.5 * np.square(away).sum(1)
        share = fresh_ones / len(draws)
        return replace(
            self,
            draws=draws,
            density=density,
            source=density - np.logaddexp(np.log(1 - share) + density, np.log(share) + around),
            likelihood=self._of_window(draws),
        )

    def _of_window(self, draws: Numbers) -> Numbers:
        """The log likelihood of all that was chosen, up to a constant, for each of the draws."""
        number, (curve, slope) = len(self.taken), self.past
        seen, closed = self._open
        drawn = (draws @ seen.reshape(-1, self.population.size).T).reshape(len(draws), *closed.shape) + closed
        taken = drawn[:, np.arange(number), self.taken]
        every = np.log(np.exp(np.minimum(drawn - taken[:, :, None], 500.0)).sum(2))
        found: Numbers = draws @ slope - 0.5 * np.einsum("ki,ki->k", draws @ curve, draws) - every @ self.counts
        return found

    @property
    def _open(self) -> tuple[Numbers, Numbers]:
        """The window without the rows that are nowhere."""
        rows = int((self.closed > _CLOSED).any(0).sum())
        return self.seen[:, :rows], self.closed[:, :rows]

    def _at_mode(self) -> tuple[Numbers, Numbers]:
        """The most likely weights, and the precision there (Newton's steps, no longer than 3 in any weight)."""
        people = self.population
        at, number, (bend, slope) = self.mean, np.arange(len(self.taken)), self.past
        firm, pull = people.precision + bend, people.precision @ people.mean + slope
        seen, closed = self._open
        flat = seen.reshape(-1, people.size)
        curve = firm
        for _ in range(_STEPS):
            shares = _shares(seen @ at + closed) * self.counts[:, None]
            miss = -shares
            miss[number, self.taken] += self.counts
            middle = np.einsum("nr,nrd->nd", shares, seen)
            curve = firm + (flat * shares.reshape(-1, 1)).T @ flat - (middle / self.counts[:, None]).T @ middle
            step = np.linalg.solve(curve, flat.T @ miss.ravel() + pull - firm @ at)
            at = at + np.clip(step, -3.0, 3.0)
            if np.abs(step).max() < 0.1:  # near enough to draw around
                break
        return at, curve


def _shares(drawn: Numbers) -> Numbers:
    """Softmax over the last axis."""
    raw = np.exp(drawn - drawn.max(-1, keepdims=True))
    found: Numbers = raw / raw.sum(-1, keepdims=True)
    return found


@lru_cache(maxsize=32)
def _round(count: int, size: int) -> Numbers:
    """Standard normal draws, the same every time, in pairs that mirror each other."""
    found = np.random.default_rng(20260).standard_normal((count, size))
    found[1::2] = -found[: count - count % 2 : 2]
    found.flags.writeable = False
    return found
