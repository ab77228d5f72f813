"""Says what is wrong with a story, and what its branching and its words are worth."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from engine.commands.asked import must_be_writable, profile_of, story_of
from engine.errors import StoryError
from engine.library.environments import environments
from engine.library.needs import wanting
from engine.narrative.coverage import lint
from engine.narrative.text import Again, Worn, worn
from engine.preference.taste import taste
from engine.screening.afford import Tight, unaffordable
from engine.screening.costs import Costs
from engine.screening.workshop import workers_for
from engine.story.arc import Fit, arc, fit
from engine.story.check import check
from engine.story.files import encode, write_whole
from engine.story.graph import by_chance, by_default, segments, walk
from engine.story.measures import Measures, measure
from engine.story.state import State, default
from engine.story.story import Choice, Story
from engine.story.ways import lengths, ways

_CANNOT_BE_WALKED = ("unknown start", "twice", "leads nowhere", "dead end", "no version", "unknown role")
"""Kinds of finding with which nothing can be measured."""
_WALKS, _TOLD = 8, 6


@dataclass(frozen=True, kw_only=True)
class Found:
    """One fault, whichever check found it."""

    scene: str
    kind: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What a sound story's branching and words are worth: told, never a fault."""

    shortest: float
    longest: float
    """Seconds."""
    evenly: Measures
    """For a viewer who takes any choice as soon as another."""
    modelled: Measures
    """For the viewer it is for, as their taste chooses."""
    arcs: tuple[Fit, ...]
    """How well some paths keep to their arc: the one of who touches nothing, then paths by chance."""
    words: Worn


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that `check` tells, as --json writes it."""

    story: str
    title: str
    findings: tuple[Found, ...]
    worth: Worth | None
    """None where the story cannot be walked."""
    tight: tuple[Tight, ...] = ()
    """Scenes that this machine could not film ahead of."""
    format: int = 1


def run(asked: argparse.Namespace) -> int:
    """1 where anything is found wrong, else 0."""
    if asked.json:
        must_be_writable(asked.json)
    story, _ = story_of(asked, sound=False)
    findings = tuple(_findings(story))
    for one in findings:
        print(f"{one.scene}: {one.kind}: {one.sentence}")
    forks = sum(sum(bool(choice.label) for choice in scene.choices) > 1 for scene in story.scenes)
    feelings = sorted({scene.ending.feeling for scene in story.scenes if scene.ending})
    print(
        f"{story.title}: {len(story.scenes)} scenes, {len(segments(story))} segments, {forks} forks, "
        f"endings: {', '.join(feelings)}. {len(findings) or 'No'} finding{'s' * (len(findings) != 1)}."
    )
    worth = _worth(asked, story, findings)
    if worth:
        print()
        _print_table(worth)
        _print_words(worth.words)
    tight = unaffordable(story, costs=Costs(), workers=workers_for()) if worth else ()
    _print_tight(tight)
    if asked.json:
        report = Report(story=story.id, title=story.title, findings=findings, worth=worth, tight=tight)
        write_whole(asked.json, encode(report))
    return 1 if findings else 0


def _findings(story: Story) -> Iterator[Found]:
    for one in check(story):
        yield Found(scene=one.scene, kind=one.kind, sentence=one.sentence)
    for shot in lint(story, environments=environments()):
        yield Found(scene=shot.scene, kind=shot.kind, sentence=shot.sentence)
    for scene, sentence in wanting(story, environments=environments()):
        yield Found(scene=scene, kind="not in the library", sentence=sentence)


def _worth(asked: argparse.Namespace, story: Story, findings: tuple[Found, ...]) -> Worth | None:
    if any(one.kind in _CANNOT_BE_WALKED for one in findings):
        print("\nIt cannot be walked to its ends as it is, so that nothing more is measured. Mend what is found first.")
        return None
    mine = taste(profile_of(asked))

    def likely(state: State, offered: tuple[Choice, ...]) -> Mapping[str, float]:
        silent = default(story, state)
        return mine.chances(offered, default=silent.id if silent else "")

    known = ways(story)
    try:
        shortest, longest = lengths(story, known)
    except StoryError as error:  # it goes in circles, or there are too many
        print(f"\nNothing more is measured: {error}")
        return None
    walks = [walk(story, by_default), *(walk(story, by_chance(number)) for number in range(_WALKS - 1))]
    return Worth(
        shortest=shortest,
        longest=longest,
        evenly=measure(story),
        modelled=measure(story, likely),
        arcs=tuple(fit(arc(story, trail)) for trail in walks),
        words=worn(story, known),
    )


def _print_table(worth: Worth) -> None:
    rows = [("", "by chance", "as modelled", ""), *_rows(worth)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for what, chance, modelled, note in rows:
        print(f"{what:{widths[0]}}  {chance:>{widths[1]}}  {modelled:>{widths[2]}}  {note}".rstrip())


def _rows(worth: Worth) -> Iterator[tuple[str, str, str, str]]:
    one, mine, words = worth.evenly, worth.modelled, worth.words
    tension, valence = ([getattr(each, what) for each in worth.arcs] for what in ("tension", "valence"))
    yield "minutes, shortest path", f"{worth.shortest / 60:.1f}", "", ""
    yield "minutes, longest path", f"{worth.longest / 60:.1f}", "", ""
    yield "segments of film", f"{one.segments}", "", ""
    yield "paths", f"{one.paths:,.0f}", "", f"{one.paths / one.segments:,.1f} for each segment"
    yield "segments where ways meet", f"{one.merges:.0%}", "", ""
    yield "divergence of options", f"{one.divergence:.0%}", "", "film of the next scenes that only one of two options has"
    yield "endings", f"{len(one.endings)}", f"{sum(p > 0.01 for p in mine.endings.values())}", "as modelled: above 1 %"
    yield "entropy of endings, bits", f"{one.entropy:.2f}", f"{mine.entropy:.2f}", ""
    yield "film that one viewing shows", f"{one.seen:.0%}", f"{mine.seen:.0%}", ""
    yield (
        "arc of tension, median",
        f"{median(tension):.2f}",
        "",
        f"worst {min(tension):.2f} of {len(tension)} paths; 1 is as wanted",
    )
    yield "arc of valence, median", f"{median(valence):.2f}", "", f"worst {min(valence):.2f}"
    yield "distinct words, pairs, triples", " ".join(f"{share:.0%}" for share in words.distinct), "", "of what one viewing says"
    yield "lines that one can hear twice", f"{len(words.lines)}", "", ""
    yield "runs of words heard twice", f"{len(words.runs)}", "", "four words and more"
    yield "worn phrases", f"{len(words.cliches)}", "", "of assets/genres/cliches.txt"


def _print_words(words: Worn) -> None:
    _print_again("Lines that one viewing can hear twice", words.lines)
    _print_again("Runs of words that one viewing can hear twice", words.runs)
    _print_again("Worn phrases", words.cliches)


def _print_again(head: str, these: tuple[Again, ...]) -> None:
    if not these:
        return
    print(f"\n{head}:")
    for one in these[:_TOLD]:
        print(f"  {one.words} ({', '.join(one.scenes)})")
    if len(these) > _TOLD:
        print(f"  and {len(these) - _TOLD} more: --json FILE has all of them.")


def _print_tight(tight: tuple[Tight, ...]) -> None:
    """Warnings, as the story is sound: on this machine a viewer may have to wait there."""
    if tight:
        count = workers_for()
        print(f"\nScenes that {count} worker{'s' * (count > 1)} of this machine cannot film ahead of:")
    for one in tight[:_TOLD]:
        print(f"  {one.scene}: {one.sentence}")
    if len(tight) > _TOLD:
        print(f"  and {len(tight) - _TOLD} more: --json FILE has all of them.")
