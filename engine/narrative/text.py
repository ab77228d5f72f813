"""How a story's words wear: what one viewer hears twice, how many words are new, and phrases that everybody has met too often.

All of it is told and none of it is a fault: a refrain is a repetition too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from statistics import mean

from engine.places import ASSETS
from engine.story.facts import Facts
from engine.story.graph import by_chance, by_default, walk
from engine.story.state import State, shown, version
from engine.story.story import Story, Version
from engine.story.ways import Name, Ways

RUN = 4
"""Words of a run that is worth telling of when it is heard again."""
_LINE = 4
"""Words of the shortest line that is: anyone may say "Good evening." twice."""
_WALKS = 8
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SMALL_WORDS = """
a about all am an and are as at be been but by can could did do does for from had has have he her here him his i i'd i'll i'm i've
if in is it it's its me my no nor not of on one or our out said say says she so that that's the their them then there they this
to too up us was we were what when where which who will with would yes you you're your
"""
_SMALL = frozenset(_SMALL_WORDS.split())
"""Words that hold others together: a run of these and one more says nothing of its own."""


@dataclass(frozen=True, kw_only=True)
class Again:
    """Words that come up in more than one place, and the scenes of them; a scene twice where it has them twice."""

    words: str
    scenes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Worn:
    """What `worn` found."""

    distinct: tuple[float, float, float]
    """Of the single words, pairs and triples that one viewing says, the share that differ; the mean of some viewings."""
    lines: tuple[Again, ...]
    """Lines that some viewing has twice."""
    runs: tuple[Again, ...]
    """Runs of RUN words and more, within other lines than these, that some viewing has twice; the most frequent first."""
    cliches: tuple[Again, ...]
    """Phrases of cliches.txt."""


def worn(story: Story, known: Ways) -> Worn:
    """How the words of a sound story wear. `known`: its ways."""
    films = {_film(story, state): version(story.scene(state.scene), state) for state in known.states.values()}
    heard = {film: [words(text) for text in _lines(one)] for film, one in films.items()}
    long = {film: [line for line in said if len(line) >= _LINE] for film, said in heard.items()}
    again = frozenset(_met_twice(story, known, long))
    rest = {film: [line for line in said if line not in again] for film, said in heard.items()}
    grams = {film: [gram for line in said for gram in _grams(line, RUN)] for film, said in rest.items()}
    runs = _joined(frozenset(_met_twice(story, known, grams)), rest)
    texts = {film: [*heard[film], *(words(shot.action) for shot in one.shots)] for film, one in films.items()}
    return Worn(
        distinct=_distinct(story),
        lines=_told({line: where for line, where in _where(long).items() if line in again}),
        runs=_told({run: where for run, where in runs.items() if _tells(run)}),
        cliches=_told(_where({film: [phrase for line in said for phrase in _worn_out(line)] for film, said in texts.items()})),
    )


def words(text: str) -> tuple[str, ...]:
    """The words of a text, whatever their case."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


_Words = tuple[str, ...]
_Film = tuple[str, Facts]
"""A scene and what it may show: one version of it."""


def _film(story: Story, state: State) -> _Film:
    return state.scene, shown(story.scene(state.scene), state)


def _lines(film: Version) -> Iterator[str]:
    return (line.text for shot in film.shots for line in shot.lines)


def _distinct(story: Story) -> tuple[float, float, float]:
    walks = [walk(story, by_default), *(walk(story, by_chance(number)) for number in range(_WALKS - 1))]
    said = [[words(text) for state in trail for text in _lines(version(story.scene(state.scene), state))] for trail in walks]
    one, two, three = (mean(_different(lines, size) for lines in said) for size in (1, 2, 3))
    return one, two, three


def _different(lines: Sequence[_Words], size: int) -> float:
    """The share of runs of that size that differ; 1 where there are none."""
    every = [gram for line in lines for gram in _grams(line, size)]
    return len(set(every)) / len(every) if every else 1.0


def _grams(line: _Words, size: int) -> Iterator[_Words]:
    return (line[at : at + size] for at in range(len(line) - size + 1))


def _tells(run: _Words) -> bool:
    return sum(word not in _SMALL for word in run) >= 2


def _met_twice(story: Story, known: Ways, found: Mapping[_Film, Iterable[_Words]]) -> Iterator[_Words]:
    """Of what each film has, all that one way through can meet twice: in one film, or in two of which one follows the other."""
    # A bit for each, so that what may still come is one number at each name, however many ways there are.
    counts: dict[_Words, int] = {}
    own: dict[_Film, int] = {}
    twice = 0
    for film, each in found.items():
        bits = 0
        for one in each:
            bit = 1 << counts.setdefault(one, len(counts))
            twice |= bits & bit
            bits |= bit
        own[film] = bits
    ahead: dict[Name, int] = {}
    for name in reversed(known.order):
        later = 0
        for _, to in known.after[name]:
            later |= ahead[to]
        here = own[_film(story, known.states[name])]
        twice |= here & later
        ahead[name] = here | later
    return (one for one, number in counts.items() if twice >> number & 1)


def _where(found: Mapping[_Film, Iterable[_Words]]) -> dict[_Words, tuple[str, ...]]:
    """The scenes of each: once for each time that the version with most of it has it."""
    most: dict[_Words, dict[str, int]] = {}
    for (scene, _), each in found.items():
        for one, times in Counter(each).items():
            places = most.setdefault(one, {})
            places[scene] = max(places.get(scene, 0), times)
    return {one: tuple(scene for scene, times in sorted(places.items()) for _ in range(times)) for one, places in most.items()}


def _joined(runs: frozenset[_Words], films: Mapping[_Film, Sequence[_Words]]) -> dict[_Words, tuple[str, ...]]:
    """Runs as long as they are in the same scenes, instead of every RUN words of them."""
    where = _where({film: [run for line in said for run in _grams(line, RUN) if run in runs] for film, said in films.items()})
    found: dict[_Words, tuple[str, ...]] = {}
    for line in (line for said in films.values() for line in said):
        at = 0
        for scenes, stretch in groupby(where.get(run, ()) for run in _grams(line, RUN)):
            count = sum(1 for _ in stretch)
            if scenes:
                found[line[at : at + count - 1 + RUN]] = scenes
            at += count
    return found


def _told(found: Mapping[_Words, tuple[str, ...]]) -> tuple[Again, ...]:
    """The most frequent first."""
    order = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
    return tuple(Again(words=" ".join(one), scenes=scenes) for one, scenes in order)


# ------------------------------------------------------------------------------------------------------------ worn phrases
@lru_cache(maxsize=1)
def cliches() -> Mapping[str, tuple[_Words, ...]]:
    """The phrases of cliches.txt by their first word; `*` is any one word."""
    found: dict[str, tuple[_Words, ...]] = {}
    for line in (ASSETS / "genres" / "cliches.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            phrase = tuple(line.lower().split())
            found[phrase[0]] = (*found.get(phrase[0], ()), phrase)
    return found


def _worn_out(line: _Words) -> Iterator[_Words]:
    for at, word in enumerate(line):
        for phrase in cliches().get(word, ()):
            here = line[at : at + len(phrase)]
            if len(here) == len(phrase) and all(wanted in ("*", said) for wanted, said in zip(phrase, here, strict=True)):
                yield here
