"""What a viewer is likely to choose: a prior from what they said, and what their choices taught."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from engine.errors import Place, StoryError
from engine.preference import said
from engine.preference.chooser import Chooser
from engine.preference.features import MOST, SILENCE, Fork, Option, author, option, rows
from engine.preference.history import History
from engine.preference.posterior import Posterior
from engine.preference.viewer import LIKES, Pace, Profile, Tone
from engine.story.files import decode, encode
from engine.story.story import Choice

FORMAT = 1
REMEMBERED = 400
"""Forks: what is older counts for less than a quarter of a hundredth."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """The part of a profile that choices follow from."""

    likes: tuple[str, ...] = ()
    tone: Tone = "gentle"
    pace: Pace = "steady"


@dataclass(frozen=True, kw_only=True)
class Taste:
    """A viewer, as their choices show them. Immutable; two are equal that come from the same words and choices.

    `said`: None where nobody was asked.
    """

    said: Said | None = None
    forks: tuple[Fork, ...] = ()
    _known: Chooser | None = field(default=None, compare=False, repr=False)
    _foretold: dict[tuple[tuple[Option, ...], str], tuple[float, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """What was asked before: a forecast asks of the same forks again and again."""

    @cached_property
    def chooser(self) -> Chooser:
        """The belief behind it: every fork replayed, where it was not carried along."""
        found = self._known or Chooser(posterior=self.stranger)
        for fork in () if self._known else self.forks:
            found = _after(found, fork)
        return found

    @property
    def stranger(self) -> Posterior:
        """What was believed before the first choice."""
        return _nobody(self.said)

    def chances(self, offered: tuple[Choice, ...], *, default: str) -> dict[str, float]:
        """P(taken) of each choice; sums to 1. The share of silence is on the default; with no default, nobody is silent."""
        if not offered:
            return {}
        if len(offered) == 1:
            return {offered[0].id: 1.0}
        if len(offered) > MOST:  # no screen holds so many: nothing is learnt of such a fork, and nothing foretold
            return {choice.id: 1 / len(offered) for choice in offered}
        falls = default if any(choice.id == default for choice in offered) else ""
        found = self._of(offered, falls)
        chances = {choice.id: chance for choice, chance in zip(offered, found, strict=False)}  # silence is one more
        if falls:
            chances[falls] += found[-1]
        return chances

    def silence(self, offered: tuple[Choice, ...], *, default: str) -> float:
        """P(the fork is let pass)."""
        if not 1 < len(offered) <= MOST or all(choice.id != default for choice in offered):
            return 0.0
        return self._of(offered, default)[-1]

    def _of(self, offered: tuple[Choice, ...], default: str) -> tuple[float, ...]:
        """The chance of each, and last of silence where there is a default."""
        asked = tuple(option(choice) for choice in offered), default
        if asked not in self._foretold:
            self._foretold[asked] = tuple(self.chooser.chances(*rows(*asked)).tolist())
        return self._foretold[asked]

    def chose(self, offered: tuple[Choice, ...], taken: str, *, default: str, by_default: bool = False) -> Taste:
        """The taste after one more choice."""
        options = tuple(option(choice) for choice in offered)
        return self.after(Fork(options=options, taken=SILENCE if by_default else taken, default=default))

    def after(self, fork: Fork) -> Taste:
        """The taste after one more fork. Nothing is learnt where there was nothing to choose."""
        if not _teaches(fork):
            return self
        return replace(self, forks=(*self.forks, fork)[-REMEMBERED:], _known=_after(self.chooser, fork))


def taste(profile: Profile, history: History | None = None) -> Taste:
    """The taste of this viewer now."""
    forks = history.choices(last=REMEMBERED) if history else ()
    return Taste(said=_said(profile), forks=_teaching(forks))


def _said(profile: Profile) -> Said:
    return Said(likes=tuple(like for like in LIKES if like in profile.likes), tone=profile.tone, pace=profile.pace)


def _teaching(forks: Iterable[Fork]) -> tuple[Fork, ...]:
    return tuple(fork for fork in forks if _teaches(fork))


def _teaches(fork: Fork) -> bool:
    names = [one.id for one in fork.options]
    silent = fork.taken == SILENCE and fork.default in names
    return 1 < len(names) <= MOST and (silent or fork.taken in names) and fork.default in ("", *names)


def _after(chooser: Chooser, fork: Fork) -> Chooser:
    whole, offsets = rows(fork.options, fork.default)
    names = [one.id for one in fork.options]
    return chooser.after(whole, len(names) if fork.taken == SILENCE else names.index(fork.taken), offsets=offsets)


@lru_cache(maxsize=64)
def _nobody(words: Said | None) -> Posterior:
    if words is None:
        return author().nobody()
    return said.population(Profile(likes=words.likes, tone=words.tone, pace=words.pace)).nobody()


# ------------------------------------------------------------------------------------------------------- taken along, or sent
@dataclass(frozen=True, kw_only=True)
class Learnt:
    """All that is known of a viewer's taste, as a file: their own words, and each fork. Nothing else is learnt from."""

    said: Said | None
    forks: tuple[Fork, ...]
    format: int = FORMAT


def exported(one: Taste) -> bytes:
    """JSON: the same bytes for the same taste."""
    return encode(Learnt(said=one.said, forks=one.forks))


def imported(raw: bytes, *, at: Path | str = "the file") -> Taste:
    """The taste in a file. StoryError names the place that is wrong."""
    learnt = decode(raw, Learnt, at=at)
    if learnt.format > FORMAT:
        raise StoryError(f"Format {learnt.format} is newer than this player reads ({FORMAT}). Update Otherwise.", at=Place(at))
    for number, fork in enumerate(learnt.forks):
        if not _teaches(fork):
            raise StoryError(
                f"`$.forks[{number}]`: a fork has 2 to {MOST} options, and what was taken and the default are among them. "
                "Mend that place, or take it out.",
                at=Place(at),
            )
    return Taste(said=learnt.said, forks=learnt.forks[-REMEMBERED:])
