"""Viewers whose taste is known, since it was drawn: they watch real episodes, and choose by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from bench._population import soft
from engine.library.characters import characters
from engine.narrative.genre import genres, read_genre
from engine.narrative.planner import plan
from engine.preference.features import AXES, NAMES, SILENCE, Fork, option, rows
from engine.preference.posterior import Numbers
from engine.preference.viewer import PACES, TONES, Profile
from engine.story.state import begin, choose, default, offers
from engine.story.story import Story

_WIDER = 1.6
"""How much further viewers lie from each other than the author's prior has it: it was a guess, and it may be wrong."""
_OFF = 0.3
"""How far the mean of all viewers lies from the author's in each axis."""
_WHIM = 0.4
"""What an option has for one viewer that no feature tells, in log-odds."""


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """One viewer: what they said, and each fork in order with the chance that they themselves gave each row."""

    profile: Profile
    forks: tuple[Fork, ...]
    own: tuple[Numbers, ...]


def stories(number: int) -> tuple[Story, ...]:
    """Episodes of all genres in turn."""
    shown = [read_genre(name) for name in genres()]
    return tuple(
        plan(shown[seed % len(shown)], profile=Profile(), cast=characters(), seed=seed + 1, minutes=6) for seed in range(number)
    )


def viewers(told: Sequence[Story], number: int, *, forks: int, drifts: bool = False, seed: int = 0) -> tuple[Simulated, ...]:
    """So many viewers, of so many forks each. `drifts`: halfway, their taste becomes that of somebody else."""
    die = np.random.default_rng((seed, drifts))
    everybody = np.array([axis.mean for axis in AXES]) + _OFF * die.standard_normal(len(AXES))
    return tuple(_viewer(told, everybody, forks=forks, drifts=drifts, die=die) for _ in range(number))


def _viewer(told: Sequence[Story], everybody: Numbers, *, forks: int, drifts: bool, die: np.random.Generator) -> Simulated:
    spread = _WIDER * np.array([axis.spread for axis in AXES])
    drawn = [everybody + spread * die.standard_normal(len(AXES)) for _ in range(2 if drifts else 1)]
    profile = _says(drawn[0], die)
    seen, own = [], []
    for number, (fork, shares) in enumerate(islice(_watched(told, drawn, forks, die), forks)):
        assert number < forks
        seen.append(fork)
        own.append(shares)
    return Simulated(profile=profile, forks=tuple(seen), own=tuple(own))


def _watched(
    told: Sequence[Story], drawn: Sequence[Numbers], forks: int, die: np.random.Generator
) -> Iterator[tuple[Fork, Numbers]]:
    """Episode after episode, in an order of their own."""
    count = 0
    while True:
        for at in die.permutation(len(told)):
            story = told[at]
            state = begin(story)
            while offered := offers(story, state):
                taken = offered[0].id
                if len(offered) > 1:
                    silent = default(story, state)
                    fork = Fork(options=tuple(map(option, offered)), taken="", default=silent.id if silent else "")
                    whole, offsets = rows(fork.options, fork.default)
                    weights = drawn[min(len(drawn) - 1, 2 * count // forks)]
                    shares = soft(whole @ weights + offsets + _WHIM * die.standard_normal(len(whole)))
                    row = int(die.choice(len(shares), p=shares))
                    passed = row == len(offered)
                    taken = fork.default if passed else offered[row].id
                    yield replace(fork, taken=SILENCE if passed else taken), shares
                    count += 1
                state = choose(story, state, taken)


def _says(weights: Numbers, die: np.random.Generator) -> Profile:
    """What a viewer says of themselves: in two of three cases what they are like."""
    kind, bold, wry, patient = (weights[NAMES.index(name)] for name in ("kind", "bold", "wry", "patient"))
    tone = TONES[int(np.argmax([kind, wry, bold]))] if die.random() < 2 / 3 else TONES[int(die.integers(3))]
    pace = ("slow" if patient > 0.3 else "brisk" if patient < -0.3 else "steady") if die.random() < 2 / 3 else PACES[1]
    return Profile(tone=tone, pace=pace)
