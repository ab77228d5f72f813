"""What an option is like, as numbers that a taste weighs: read from what a choice carries, and from where it stands on screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from engine.preference.posterior import ROWS, Numbers, Population
from engine.story.story import Choice

SILENCE = ""
"""What was taken where the viewer let the time pass."""


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One thing that options have more or less of: the author's prior of what it adds to the draw, in log-odds."""

    name: str
    says: str
    """Of an option that has it: "it is kind"."""
    mean: float = 0.0
    spread: float = 0.6


AXES = (
    # Of moral choices the good one is taken by two of three and more (Mass Effect 3: 64.5 % paragon), and most ask further.
    Axis(name="kind", says="it is kind", mean=0.25, spread=0.7),
    Axis(name="bold", says="it is bold", spread=0.7),
    Axis(name="curious", says="it asks further", mean=0.15),
    Axis(name="patient", says="it takes its time"),
    Axis(name="wry", says="it is funny"),
    Axis(name="careful", says="it is careful"),
    Axis(name="suspicious", says="it trusts nobody"),
    # Words that an author made up share three drawers: each is learnt, and two that meet in one are learnt as one.
    Axis(name="other 1", says="it is of its own kind", spread=0.5),
    Axis(name="other 2", says="it is of its own kind", spread=0.5),
    Axis(name="other 3", says="it is of its own kind", spread=0.5),
    Axis(name="bond", says="a bond with somebody is at stake", spread=0.5),
    Axis(name="earned", says="only what was done before opened it", mean=0.2, spread=0.4),
    Axis(name="first", says="it stands first on screen", mean=0.05, spread=0.25),
    Axis(name="last", says="it stands last on screen", spread=0.25),
    Axis(name="default", says="it is what happens anyway", spread=0.3),
    Axis(name="silence", says="you let forks pass", mean=-1.75, spread=0.9),
)
"""About 18 % of forks are let pass by a stranger (scheduler.md uses the same)."""
NAMES: tuple[str, ...] = tuple(axis.name for axis in AXES)
_AT: Mapping[str, int] = {name: number for number, name in enumerate(NAMES)}
_DRAWERS = sum(name.startswith("other") for name in NAMES)
_BONDS = ("trust", "promised", "spared", "forgiven", "love", "friend")
"""Facts on how two people stand; of a role's own facts ("maud.trust") the last word counts."""
_REST = 0.5
"""Of what draws a viewer to the default, this share draws them to say nothing too: who likes it need not move."""
MOST = ROWS - 1
"""Options of a fork; silence is one more."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """What was on a card, in words: `flavours` as the author gave them, `marks` from what the choice does."""

    id: str
    flavours: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fork:
    """One choice of a viewer: what was offered, as it stood on screen, and the id that was taken, or SILENCE.

    `default`: what silence takes; empty where the film waited.
    """

    options: tuple[Option, ...]
    taken: str
    default: str = ""


def option(choice: Choice) -> Option:
    """A story's choice as taste sees it."""
    return Option(id=choice.id, flavours=choice.flavours, marks=_marks(choice))


def _marks(choice: Choice) -> tuple[str, ...]:
    found = []
    if choice.accuses or any(change.fact.rpartition(".")[2] in _BONDS for change in choice.sets):
        found.append("bond")
    if choice.when:
        found.append("earned")
    if any(change.fact.startswith("knows.") for change in choice.sets):
        found.append("curious")
    return tuple(found)


def axis_of(word: str) -> str:
    """The axis that a flavour or a mark is learnt on."""
    if word in _AT:
        return word
    return f"other {blake2b(word.encode(), digest_size=4).digest()[0] % _DRAWERS + 1}"


@lru_cache(maxsize=4096)
def rows(options: tuple[Option, ...], default: str) -> tuple[Numbers, Numbers]:
    """A row of features for each option, the last for silence where there is a default; and what is added to each row's draw.

    ValueError where there are more options than fit.
    """
    if len(options) > MOST:
        raise ValueError(f"A fork has up to {MOST} options, not {len(options)}.")
    found = np.zeros((len(options) + bool(default), len(AXES)))
    for number, one in enumerate(options):
        for word in dict.fromkeys((*one.flavours, *one.marks)):
            found[number, _AT[axis_of(word)]] = 1.0
        found[number, _AT["default"]] = float(one.id == default)
    if len(options) > 1:
        found[0, _AT["first"]] = found[len(options) - 1, _AT["last"]] = 1.0
    offsets = np.zeros(len(found))
    if default:
        at = next((number for number, one in enumerate(options) if one.id == default), None)
        if at is not None:
            found[-1] = _REST * found[at]
        found[-1, _AT["silence"]] = 1.0
        offsets[-1] = np.log(len(options))  # how often a fork is let pass does not hang on how many cards there are
    found.flags.writeable = offsets.flags.writeable = False
    return found, offsets


FORGET = 0.985
"""What a choice still counts after one more: half after 46 forks, about five evenings."""


@lru_cache(maxsize=1)
def author() -> Population:
    """All viewers, as the authors expect them: the prior where nothing is known."""
    return Population(
        shares=np.ones(1),
        means=np.array([[axis.mean for axis in AXES]]),
        covariances=np.diag([axis.spread**2 for axis in AXES])[None],
        forget=FORGET,
    )
