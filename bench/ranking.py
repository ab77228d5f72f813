"""Whether a small language model can tell which line follows: the right one of four, against chance and after another scene."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from bench._table import Figure, tell
from engine.errors import ModelMissing
from engine.narrative.writers import Moment, Ranker, Remembers, ranker
from engine.places import ROOT, places

ITEMS = ROOT / "tests" / "engine" / "narrative" / "ranking.toml"
_SEEN = ("(", ")")


@dataclass(frozen=True, kw_only=True)
class Item:
    """A place in a talk, the line that belongs there, and three that do not."""

    before: tuple[str, ...]
    speaker: str
    right: str
    wrong: tuple[str, str, str]

    @property
    def moment(self) -> Moment:
        return Moment(speaker=self.speaker.capitalize(), before=tuple(_told(line) for line in self.before))


def _told(line: str) -> tuple[str, str]:
    if line.startswith(_SEEN[0]):
        return "", line.strip("()")
    name, words = line.split(": ", 1)
    return name.capitalize(), words


def items(path: Path = ITEMS) -> tuple[Item, ...]:
    return msgspec.convert(msgspec.toml.decode(path.read_bytes())["items"], tuple[Item, ...])


def main(*, quick: bool = False, json: Path | None = None) -> int:
    """All sixty items; `quick`: the first twelve."""
    one, sentence = ranker(places(), seconds=300)
    if sentence:
        raise ModelMissing(sentence)
    chosen = items()[: 12 if quick else None]
    one.scores(chosen[0].moment, [chosen[0].right])  # loads the model
    began = time.monotonic()
    own = [_right(one, item.moment, item.right, item.wrong) for item in chosen]
    each = (time.monotonic() - began) / len(chosen)
    others = [item.right for item in chosen]
    swapped = [_right(one, item.moment, item.right, _three(others, place)) for place, item in enumerate(chosen)]
    elsewhere = [
        _right(one, _moved(item, chosen[place - len(chosen) // 2]), item.right, item.wrong) for place, item in enumerate(chosen)
    ]
    figures = [
        Figure(name="right", value=_share(own), note=f"{sum(own)} of {len(own)}; chance is 25 %"),
        Figure(name="swapped", value=_share(swapped), note=f"{sum(swapped)} of {len(swapped)}; chance is 25 %"),
        Figure(name="elsewhere", value=_share(elsewhere), note="what the lines give away by themselves"),
        Figure(name="seconds", value=each, note=one.name),
    ]
    if isinstance(one, Remembers):
        asked, read = _along(one, chosen)
        figures.append(Figure(name="shared", value=asked / read, note=f"{read} of {asked} tokens were read"))
    missed = [item.right for item, good in zip(chosen, own, strict=True) if not good]
    return tell("ranking", figures, extra={"quick": quick, "missed": missed}, path=json)


def _along(one: Remembers, items: tuple[Item, ...]) -> tuple[int, int]:
    """Tokens asked for and read along a scene of three talks with two ways on after each line, as an evening is told."""
    before = one.effort()
    talk = tuple(line for item in items[:3] for line in item.moment.before)
    for count in range(1, len(talk)):
        for speaker, words in (talk[count], (items[count].moment.speaker, items[count].right)):
            arm = Moment(speaker="Theo", before=(*talk[:count], (speaker, words)))
            one.scores(arm, (items[0].right, items[1].right))
    after = one.effort()
    return after.asked - before.asked, after.read - before.read


def _right(one: Ranker, moment: Moment, right: str, wrong: tuple[str, ...]) -> bool:
    """Whether the right line alone scores highest."""
    first, *rest = one.scores(moment, [right, *wrong])
    return first > max(rest)


def _moved(item: Item, other: Item) -> Moment:
    """The speaker of one item in the scene of another."""
    return replace(other.moment, speaker=item.moment.speaker)


def _three(lines: list[str], place: int) -> tuple[str, ...]:
    """The right lines of three other items, far from this one."""
    return tuple(lines[(place + step * len(lines) // 4) % len(lines)] for step in (1, 2, 3))


def _share(found: list[bool]) -> float:
    return 100 * sum(found) / len(found)
