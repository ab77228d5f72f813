"""Plans and checks many episodes: are all paths sound, how long does it take, do they differ, and do they keep to their arcs."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

from bench._table import Figure, tell
from engine.errors import StoryError
from engine.library.characters import characters
from engine.narrative.fitting import FORKS, MINUTES, WITHIN, fewest_forks, lengths
from engine.narrative.genre import genres, read_genre
from engine.narrative.planner import plan
from engine.preference.viewer import LIKES, MOST, PACES, TONES, Profile
from engine.story.arc import arc, fit
from engine.story.check import check
from engine.story.graph import by_chance, segments, walk
from engine.story.story import Story

PROFILES, WALKS = 50, 3


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What one try gave."""

    genre: str
    minutes: int
    seconds: float
    """Of work, to plan and to check."""
    fault: str = ""
    words: str = ""
    tension: float = 0.0
    valence: float = 0.0
    segments: int = 0
    paths: int = 0


def main(count: int, *, json: Path | None = None) -> int:
    """`count` episodes over every genre that is whole, all lengths and fifty viewers."""
    jobs = [(genre, minutes, number) for number, (genre, minutes) in enumerate(_turns(count))]
    began = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(len(os.sched_getaffinity(0))) as pool:
        rows = list(pool.imap_unordered(_planned, jobs, chunksize=8))
    good = [row for row in rows if not row.fault]
    for fault in sorted({row.fault for row in rows if row.fault})[:12]:
        print(fault)
    eight = sorted(row.seconds for row in rows if row.minutes == 8) or [0.0]
    figures = [
        Figure(name="faults", value=len(rows) - len(good), note=f"of {len(rows)} episodes, in {time.monotonic() - began:.0f} s"),
        Figure(name="planned", value=median(eight), note=f"p99 {eight[int(len(eight) * 0.99)]:.2f} s"),
        Figure(name="distinct", value=100 * len({row.words for row in good}) / max(1, len(good))),
        Figure(name="tension", value=median(row.tension for row in good)),
        Figure(name="valence", value=median(row.valence for row in good)),
        Figure(
            name="rejoin",
            value=median(row.paths / row.segments for row in good),
            note=f"{median(row.segments for row in good):.0f} segments for {median(row.paths for row in good):.0f} paths",
        ),
    ]
    return tell("stories", figures, extra={"count": count, "genres": genres()}, path=json)


def _turns(count: int) -> Iterator[tuple[str, int]]:
    pairs = [(genre, minutes) for genre in genres() for minutes in MINUTES if genre != "ghost_story"]
    for number in range(count):
        yield pairs[number % len(pairs)]


def viewer(number: int) -> Profile:
    """One of fifty viewers."""
    die = Random(number % PROFILES)
    likes = set(die.sample(LIKES, die.randrange(0, 5)))
    return Profile(
        name=die.choice(("Robin", "Ines", "Bo", "Roberta")),
        likes=tuple(like for like in LIKES if like in likes),
        tone=die.choice(TONES),
        pace=die.choice(PACES),
        fear=die.choice(MOST),
        violence=die.choice(MOST),
    )


def _planned(job: tuple[str, int, int]) -> Planned:
    genre, minutes, number = job
    profile = viewer(number)
    began = time.thread_time()
    try:
        story = plan(read_genre(genre), profile=profile, cast=characters(), seed=number, minutes=minutes)
    except StoryError as error:
        return Planned(genre=genre, minutes=minutes, seconds=time.thread_time() - began, fault=f"{genre} {minutes} min: {error}")
    findings = check(story, bears=profile.bears)
    seconds = time.thread_time() - began
    fault = f"{genre} {number}: {findings[0].scene}: {findings[0].sentence}" if findings else _amiss(story, minutes)
    fits = [fit(arc(story, walk(story, by_chance(number + turn)))) for turn in range(WALKS)]
    return Planned(
        genre=genre,
        minutes=minutes,
        seconds=seconds,
        fault=fault,
        words=_words(story),
        tension=median(one.tension for one in fits),
        valence=median(one.valence for one in fits),
        segments=len(segments(story)),
        paths=_paths(story),
    )


def _amiss(story: Story, minutes: int) -> str:
    shortest, longest = (seconds / 60 for seconds in lengths(story))
    if shortest < minutes * (1 - WITHIN) or longest > minutes * (1 + WITHIN):
        return f"{story.id}: {shortest:.1f} to {longest:.1f} minutes, and not {minutes}"
    return "" if fewest_forks(story) >= FORKS else f"{story.id}: a path of {fewest_forks(story)} forks"


def _words(story: Story) -> str:
    """A digest of all that is said in it."""
    digest = hashlib.blake2b(digest_size=8)
    for scene in story.scenes:
        for one in scene.versions:
            for shot in one.shots:
                for line in shot.lines:
                    digest.update(f"{line.speaker}: {line.text}\n".encode())
    return digest.hexdigest()


def _paths(story: Story) -> int:
    """How many ways there are through its scenes, whatever the facts allow."""
    found: dict[str, int] = {}

    def ways(scene_id: str) -> int:
        if scene_id not in found:
            found[scene_id] = sum(ways(to) for to in {choice.to for choice in story.scene(scene_id).choices}) or 1
        return found[scene_id]

    return ways(story.start)
