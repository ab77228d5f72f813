"""A population learnt from what known persons chose: one logit for all, and how the persons' own weights lie around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench._panels import Person
from engine.preference.posterior import Numbers, Population

_ROUNDS = 15


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """`logit`: the weights that fit everybody's choices best, as if all were one; `people`: the mixture; `tilt`: how much surer
    (above 0) than the average over the posterior its forecasts should be, found on persons that the population was not fitted to.
    """

    logit: Numbers
    people: Population
    tilt: float


def learnt(known: Sequence[Person], *, forget: float = 1.0) -> Learnt:
    """Fitted to these persons. The tilt from a population of four of five of them, on the fifth."""
    fifth = max(2, len(known) // 5)
    logit, people = _fit(known, forget=forget)
    _, most = _fit(known[fifth:], forget=forget)
    return Learnt(logit=logit, people=people, tilt=_tilt(most, known[:fifth]))


def _fit(known: Sequence[Person], *, forget: float) -> tuple[Numbers, Population]:
    """Empirical Bayes: each person's mode and the curve there (Laplace), then the mean and the spread of all; again."""
    stacked = [_stack(person) for person in known]
    options, taken = np.concatenate([one[0] for one in stacked]), np.concatenate([one[1] for one in stacked])
    size = options.shape[-1]
    logit, _ = _mode(options, taken, mean=np.zeros(size), precision=0.01 * np.eye(size))
    mean, spread = logit.copy(), np.eye(size)
    own = np.repeat(mean[None], len(stacked), axis=0)
    for _ in range(_ROUNDS):
        precision = np.linalg.inv(spread)
        found = [_mode(*one, mean=mean, precision=precision, begun=at) for one, at in zip(stacked, own, strict=True)]
        own, curves = np.array([one[0] for one in found]), [one[1] for one in found]
        mean = own.mean(0)
        spread = np.cov(own.T) + np.linalg.inv(np.array(curves)).mean(0) + 1e-3 * np.eye(size)
    return logit, Population(shares=np.ones(1), means=mean[None], covariances=spread[None], forget=forget)


def _stack(person: Person) -> tuple[Numbers, np.ndarray]:
    return np.stack([one.options for one in person]), np.array([one.taken for one in person])


def _mode(
    options: Numbers, taken: np.ndarray, *, mean: Numbers, precision: Numbers, begun: Numbers | None = None
) -> tuple[Numbers, Numbers]:
    """Newton's steps on the log posterior of a logit."""
    at, number, curve = mean if begun is None else begun, np.arange(len(taken)), precision
    flat = options.reshape(-1, options.shape[-1])
    for _ in range(30):
        shares = soft(options @ at)
        miss = -shares
        miss[number, taken] += 1
        middle = np.einsum("nr,nrd->nd", shares, options)
        curve = precision + (flat * shares.reshape(-1, 1)).T @ flat - middle.T @ middle
        step = np.linalg.solve(curve, flat.T @ miss.ravel() - precision @ (at - mean))
        at = at + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-3:
            break
    return at, curve


def _tilt(people: Population, strangers: Sequence[Person]) -> float:
    """The power that the forecasts of unknown persons' choices want, its log; held towards 0 as by twenty choices."""
    logs, taken = [], []
    for person in strangers:
        known = people.nobody()
        for one in person:
            logs.append(np.log(known.predict(one.options) + 1e-12))
            taken.append(one.taken)
            known = known.after(one.options, one.taken)
    every, number = np.array(logs), np.arange(len(taken))
    tries = np.linspace(-0.7, 0.7, 57)
    losses = [-np.log(soft(np.exp(tilt) * every)[number, taken]).sum() + 10 * tilt**2 for tilt in tries]
    return float(tries[int(np.argmin(losses))])


def soft(drawn: Numbers) -> Numbers:
    """Softmax over the last axis."""
    raw = np.exp(drawn - drawn.max(-1, keepdims=True))
    return raw / raw.sum(-1, keepdims=True)
