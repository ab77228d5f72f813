"""Words that an author left open: of several that would do for a speech, the ones that are said this evening."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from engine.errors import ModelSilent
from engine.narrative.drama import chance
from engine.narrative.fountain import Action, Element, Insert, Speech
from engine.narrative.writers import Authored, Moment, Ranker

Pick = Callable[[Moment, tuple[str, ...]], int]
"""Which of these lines is said there: the same for the same question, always."""


def by_seed(seed: str) -> Pick:
    """The seed's choice, so that evenings differ. It does not look at the moment: versions of a scene then share their film."""
    return lambda moment, lines: int(chance(seed, *lines) * len(lines))


class Ranked:
    """A ranker's choice, and where it is silent or sees no difference, another's. Nothing is asked twice.

    `folder`: where answers are kept for the next time, by moment, lines and model.
    """

    def __init__(self, ranker: Ranker, *, other: Pick, folder: Path | None = None) -> None:
        self._ranker, self._other, self._folder = ranker, other, folder
        self._known: dict[str, int] = {}

    def __call__(self, moment: Moment, lines: tuple[str, ...]) -> int:
        if isinstance(self._ranker, Authored):
            return self._other(moment, lines)
        key = blake2b(repr((self._ranker.name, moment, lines)).encode(), digest_size=16).hexdigest()
        if key not in self._known:
            found = self._kept(key, len(lines))
            if found is None:
                found = self._asked(moment, lines)
                if found is None:
                    return self._other(moment, lines)
                self._keep(key, found)
            self._known[key] = found
        return self._known[key]

    def _asked(self, moment: Moment, lines: tuple[str, ...]) -> int | None:
        try:
            scores = self._ranker.scores(moment, lines)
        except ModelSilent:
            return None
        best = max(scores)
        return scores.index(best) if scores.count(best) == 1 else None

    def _kept(self, key: str, count: int) -> int | None:
        try:
            found = int((self._folder / key).read_text()) if self._folder else -1
        except (OSError, ValueError):  # nobody asked before, or it was damaged: it is asked again
            return None
        return found if 0 <= found < count else None

    def _keep(self, key: str, found: int) -> None:
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{key}.new").write_text(str(found))
            (self._folder / f"{key}.new").replace(self._folder / key)
        except OSError:  # the disk is full: it is asked again the next time
            return


def chosen(page: tuple[Element, ...], *, pick: Pick, place: str, called: Mapping[str, str]) -> tuple[Element, ...]:
    """The page with one way to say each speech. `called`: roles by the names that viewers read."""
    if not any(isinstance(element, Speech) and element.others for element in page):
        return page
    found: list[Element] = []
    before: list[tuple[str, str]] = []
    for element in page:
        match element:
            case Speech(speaker=speaker, text=text, others=others):
                if others:
                    lines = (text, *others)
                    moment = Moment(speaker=called[speaker], before=tuple(before), place=place)
                    element = replace(element, text=lines[pick(moment, lines)], others=())
                before.append((called[speaker], element.text))
            case Action(text=text) | Insert(text=text):
                if text:
                    before.append(("", text))
            case _:
                pass
        found.append(element)
    return tuple(found)
