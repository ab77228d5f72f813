"""Whether seasons hold together: six episodes for each seed and genre, every one made from what was seen in those before."""

from __future__ import annotations

import multiprocessing
import os
import time
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median

from bench._plans import viewer
from bench._table import Figure, tell
from engine.errors import StoryError
from engine.library.characters import characters
from engine.library.environments import environments
from engine.library.needs import wanting
from engine.narrative.bible import STEPS, Bible, remember
from engine.narrative.continuity import contradictions
from engine.narrative.coverage import lint
from engine.narrative.fitting import WITHIN, lengths
from engine.narrative.genre import genres, read_genre
from engine.narrative.series import MINUTES, next_episode, opened
from engine.story.check import check
from engine.story.graph import by_chance, walk
from engine.story.story import Story


@dataclass(kw_only=True)
class Walked:
    """What one season gave."""

    genre: str
    seed: int
    episodes: int = 0
    seconds: list[float] = field(default_factory=list)
    """Of work for each episode: to plan it, to check it, and to remember it."""
    contradictions: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    unmade: list[str] = field(default_factory=list)
    recalls: int = 0
    again: int = 0
    """Scenes that were seen a second time."""
    scenes: int = 0
    answered: bool = False


def main(*, quick: bool = False, json: Path | None = None, seeds: range = range(1, 21), count: int = 0) -> int:
    """A season for each seed and each genre that has one, by chance. `count`: the seeds from 1 on; `quick`: two of them."""
    seeds = range(1, 3) if quick else range(1, count + 1) if count else seeds
    jobs = [(genre, seed) for seed in seeds for genre in genres() if read_genre(genre).season]
    began = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(len(os.sched_getaffinity(0))) as pool:
        rows = list(pool.imap_unordered(walked, jobs, chunksize=2))
    for sentence in sorted({one for row in rows for one in (*row.unmade, *row.contradictions, *row.findings, *row.unseen)})[:12]:
        print(sentence)
    work = sorted(second for row in rows for second in row.seconds) or [0.0]
    episodes, scenes = sum(row.episodes for row in rows), sum(row.scenes for row in rows)
    figures = [
        Figure(
            name="contradictions",
            value=sum(len(row.contradictions) for row in rows),
            note=f"{episodes} episodes of {len(rows)} seasons, in {time.monotonic() - began:.0f} s",
        ),
        Figure(name="findings", value=sum(len(row.findings) for row in rows), note="check, lint, and what the library lacks"),
        Figure(name="unseen", value=sum(len(row.unseen) for row in rows), note=f"of {sum(row.recalls for row in rows)} recalls"),
        Figure(name="unmade", value=sum(len(row.unmade) for row in rows)),
        Figure(name="answered", value=100 * sum(row.answered for row in rows) / max(1, len(rows))),
        Figure(
            name="work", value=sum(work) / len(work), note=f"median {median(work):.2f} s, p99 {work[int(len(work) * 0.99)]:.2f} s"
        ),
        Figure(name="again", value=100 * sum(row.again for row in rows) / max(1, scenes), note=f"of {scenes} scenes seen"),
    ]
    return tell("seasons", figures, extra={"seeds": [seeds.start, seeds.stop - 1], "genres": genres()}, path=json)


def walked(job: tuple[str, int]) -> Walked:
    """One season, chosen through by chance, with all that is wrong with it."""
    genre_id, seed = job
    genre, profile, cast = read_genre(genre_id), viewer(seed), characters()
    row = Walked(genre=genre_id, seed=seed)
    bible = opened(genre, profile=profile, seed=seed)
    say = partial("{} {} {}: {}".format, genre_id, seed)
    while bible.part <= bible.parts and not row.unmade:
        began = time.thread_time()
        try:
            story = next_episode(genre, bible, profile=profile, cast=cast)
        except StoryError as error:
            row.unmade.append(say(bible.number, error))
            break
        row.contradictions += [say(bible.number, one.sentence) for one in contradictions(bible, story)]
        row.findings += [say(bible.number, f"{one.scene}: {one.sentence}") for one in check(story, bears=profile.bears)]
        trail = walk(story, by_chance(seed * 100 + bible.number))
        after = remember(bible, story, trail)
        row.seconds.append(time.thread_time() - began)
        row.findings += [say(bible.number, f"{one.scene}: {one.sentence}") for one in lint(story, environments=environments())]
        row.findings += [say(bible.number, sentence) for _, sentence in wanting(story, environments=environments())]
        row.findings += [say(bible.number, one) for one in _too_long(story)]
        row.unseen += [say(bible.number, one) for one in _unseen(bible, story)]
        before = {name for told in bible.episodes for name in told.storylets}
        row.again += sum(name in before for name in after.episodes[-1].storylets)
        row.scenes += len(after.episodes[-1].storylets)
        row.recalls += len(story.sheet.recalls) if story.sheet else 0
        row.episodes += 1
        bible = after
    steps = [fact.value for fact in bible.known("thread")]
    row.answered = steps == [*range(1, STEPS + 1)] and all(one < other for one, other in pairwise(steps))
    return row


def _too_long(story: Story) -> list[str]:
    minutes = MINUTES["season"]
    shortest, longest = (seconds / 60 for seconds in lengths(story))
    fits = minutes * (1 - WITHIN) <= shortest and longest <= minutes * (1 + WITHIN)
    return [] if fits else [f"{shortest:.1f} to {longest:.1f} minutes, and not {minutes:g}"]


def _unseen(bible: Bible, story: Story) -> list[str]:
    """Recalls of what is no fact of the bible, and an episode after the first that recalls too little."""
    known = {fact.name for fact in bible.facts}
    recalls = story.sheet.recalls if story.sheet else ()
    found = [f'"{recall.line}" was not seen' for recall in recalls if recall.fact not in known]
    if bible.episodes and not 2 <= len(recalls) <= 4:
        found.append(f"{len(recalls)} recalls, and not 2 to 4")
    return found
