"""Why a choice is expected, or not: what draws this viewer to it and away from it, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.preference.features import AXES, MOST, Axis, axis_of, option, rows
from engine.preference.taste import Taste
from engine.story.story import Choice

From = Literal["people", "said", "choices"]
_SOURCES = {
    "people": ("as most people like", "as most people do not like"),
    "said": ("as you said of yourself", "as you said of yourself"),
    "choices": ("as you often chose before", "as you often passed by before"),
}
_LEAST = 0.02
"""Log-odds: what moves less is not told."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing about an option. `push`: what it adds to the option's log-odds against the others, below 0 what it takes.

    `known_from`: where most of that comes from. The pushes of all reasons of an option, with those too small to be told, sum to
    the mean difference between its draw and that of the other options.
    """

    axis: str
    push: float
    known_from: From
    sentence: str


def why(one: Taste, offered: tuple[Choice, ...], of: str, *, default: str = "", most: int = 4) -> tuple[Reason, ...]:
    """What speaks for and against a choice, the weightiest first. Nothing where it is not offered, or nothing else is."""
    options = tuple(option(choice) for choice in offered[:MOST])
    at = next((number for number, here in enumerate(options) if here.id == of), None)
    if at is None or len(options) < 2:
        return ()
    whole, _ = rows(options, default if any(here.id == default for here in options) else "")
    cards = whole[: len(options)]
    apart = cards[at] - (cards.sum(0) - cards[at]) / (len(options) - 1)
    people = Taste().stranger.population.mean * apart
    words = one.stranger.population.mean * apart - people
    learnt = one.chooser.posterior.mean * apart - words - people
    spoken = (*options[at].flavours, *options[at].marks)
    others = tuple(word for number, here in enumerate(options) if number != at for word in (*here.flavours, *here.marks))
    found: list[Reason] = []
    for number, axis in enumerate(AXES):
        push = float(people[number] + words[number] + learnt[number])
        if abs(push) < _LEAST:
            continue
        parts: dict[From, float] = {
            "people": float(people[number]), "said": float(words[number]), "choices": float(learnt[number])
        }  # fmt: skip
        source = max(parts, key=lambda name: parts[name] if push > 0 else -parts[name])
        has = float(apart[number]) > 0
        says = " or ".join(_says(axis, spoken if has else others)) if axis.name.startswith("other") else axis.says
        says = says if has else f"the others have what it lacks: {says}"
        liked = (push > 0) == has
        found.append(
            Reason(axis=axis.name, push=push, known_from=source, sentence=f"{says}, {_SOURCES[source][0 if liked else 1]}")
        )
    return tuple(sorted(found, key=lambda reason: (-abs(reason.push), reason.axis))[:most])


def _says(axis: Axis, words: tuple[str, ...]) -> Iterator[str]:
    """The author's own words on a drawer."""
    yield from dict.fromkeys(f"it is {word}" for word in words if axis_of(word) == axis.name)


def about(one: Taste, *, most: int = 3) -> str:
    """What was learnt of this viewer, in a sentence or two; for Settings."""
    number = len(one.forks)
    if not number:
        return "Nothing yet: what you choose is learnt on this machine only, and never leaves it."
    posterior = one.chooser.posterior
    moved = posterior.mean - one.stranger.population.mean
    sure = abs(moved) / posterior.spread.clip(1e-6)
    told = [
        (float(sure[at]), f"{'more' if moved[at] > 0 else 'less'} {_ADJECTIVES[axis.name]}")
        for at, axis in enumerate(AXES)
        if axis.name in _ADJECTIVES and sure[at] > 1.0
    ]
    counted = f"From {number} choice{'s' * (number != 1)}, on this machine only."
    if not told:
        return f"{counted} Nothing stands out so far."
    best = [words for _, words in sorted(told, reverse=True)[:most]]
    listed = best[0] if len(best) == 1 else f"{', '.join(best[:-1])} and {best[-1]}"
    return f"{counted} You choose {listed} than you said or most people do."


_ADJECTIVES = {
    "kind": "kindly",
    "bold": "boldly",
    "curious": "curiously",
    "patient": "patiently",
    "wry": "wryly",
    "careful": "carefully",
    "suspicious": "suspiciously",
}
