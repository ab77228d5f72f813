"""Plans and checks many episodes: are all paths sound, how long does it take, do they differ, and do they keep to their arcs."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median

from tqdm import tqdm

from bench._rows import Rows, digest
from bench._table import Figure, tell
from engine.errors import StoryError
from engine.library.characters import characters
from engine.narrative.fitting import FORKS, MINUTES, WITHIN, fewest_forks, lengths
from engine.narrative.genre import genres, read_genre
from engine.narrative.limits import asks
from engine.narrative.planner import plan
from engine.narrative.reach import reaches
from engine.places import ASSETS, ROOT
from engine.preference.viewer import LIKES, MOST, PACES, TONES, Profile
from engine.story.arc import arc, fit
from engine.story.check import check
from engine.story.graph import by_chance, walk
from engine.story.measures import measure
from engine.story.story import Story

PROFILES, WALKS = 50, 3
_PLANS_WITH = (
    *(ROOT / "engine" / name for name in ("narrative", "preference", "library", "story")),
    *(ASSETS / name for name in ("genres", "characters", "environments")),
    Path(__file__),
)
"""All that a planned story depends on, and how it is judged."""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What one try gave. No story is kept: ten thousand would fill the memory."""

    genre: str
    minutes: int
    seconds: float
    """Of work, to plan and to check."""
    fault: str = ""
    words: str = ""
    tension: float = 0.0
    valence: float = 0.0
    segments: int = 0
    paths: float = 0.0


def main(count: int, *, json: Path | None = None) -> int:
    """`count` episodes over every genre and length that it reaches, and fifty viewers.

    Each that was judged is written down beside `json`, and not planned again by the same code and content.
    """
    pairs = _pairs()
    kept = Rows(json.with_suffix(".rows") if json else None, by=digest(_PLANS_WITH), kind=Planned)
    jobs = [job for job in _jobs(count, pairs) if job[2] not in kept.rows]
    began = time.monotonic()
    pool = multiprocessing.get_context("spawn").Pool(len(os.sched_getaffinity(0)), initializer=_deaf, maxtasksperchild=100)
    with (
        pool,
        tqdm(total=count, initial=count - len(jobs), desc="Planning", unit=" episodes", smoothing=0.05) as bar,
    ):  # on stderr
        faults = sum(bool(row.fault) for number, row in kept.rows.items() if number < count)
        for number, row in pool.imap_unordered(_numbered, jobs, chunksize=4):
            kept.add(number, row)
            faults += bool(row.fault)
            bar.set_postfix(faults=faults, refresh=False)
            bar.update()
    rows = [kept.rows[number] for number in range(count)]
    good = [row for row in rows if not row.fault] or [Planned(genre="", minutes=0, seconds=0.0, segments=1)]
    for fault in sorted({row.fault for row in rows if row.fault})[:12]:
        print(fault)
    for genre in genres():
        if short := [str(minutes) for minutes in MINUTES if (genre, minutes) not in pairs]:
            print(f"{genre} has too few storylets for {', '.join(short)} minutes: left out.")
    eight = sorted(row.seconds for row in rows if row.minutes == 8) or [0.0]
    took = f", {len(jobs)} of them now, in {time.monotonic() - began:.0f} s" if jobs else ""
    figures = [
        Figure(name="faults", value=sum(bool(row.fault) for row in rows), note=f"of {len(rows)} episodes{took}"),
        Figure(name="planned", value=median(eight), note=f"p99 {eight[int(len(eight) * 0.99)]:.2f} s"),
        Figure(name="distinct", value=100 * len({row.words for row in good}) / len(good)),
        Figure(name="tension", value=median(row.tension for row in good), note=_by_length(good, "tension")),
        Figure(name="valence", value=median(row.valence for row in good), note=_by_length(good, "valence")),
        Figure(
            name="rejoin",
            value=median(row.paths / row.segments for row in good),
            note=f"{median(row.segments for row in good):.0f} segments for {median(row.paths for row in good):.0f} paths",
        ),
    ]
    return tell("stories", figures, extra={"count": count, "genres": sorted({genre for genre, _ in pairs})}, path=json)


def _by_length(rows: list[Planned], what: str) -> str:
    """The median for each length: a mean over all hides the long ones."""
    lengths = sorted({row.minutes for row in rows})
    each = (f"{median(getattr(row, what) for row in rows if row.minutes == minutes):.2f} at {minutes}" for minutes in lengths)
    return f"{', '.join(each)} minutes"


def _pairs() -> list[tuple[str, int]]:
    return [(genre, minutes) for genre in genres() for minutes in reaches(read_genre(genre))]


def _jobs(count: int, pairs: list[tuple[str, int]]) -> Iterator[tuple[str, int, int, int]]:
    """Genre, minutes, seed and viewer: every viewer gets every genre in every length before the first comes again."""
    for number in range(count):
        genre, minutes = pairs[number % len(pairs)]
        yield genre, minutes, number, number // len(pairs) % PROFILES


def _deaf() -> None:
    """Ctrl-C is for the one who hands out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


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


def _numbered(job: tuple[str, int, int, int]) -> tuple[int, Planned]:
    return job[2], planned(*job)


def planned(genre_id: str, minutes: int, seed: int, who: int) -> Planned:
    """One episode, planned and judged. A viewer bears what the genre is never without: who does not is refused, and rightly."""
    began = time.thread_time()
    genre, profile = read_genre(genre_id), viewer(who)
    fear, violence = (max(pair) for pair in zip(asks(genre), profile.bears, strict=True))
    profile = replace(profile, fear=MOST[fear], violence=MOST[violence])
    where = f"{genre_id} {minutes} min, seed {seed}, viewer {who}"
    try:
        story = plan(genre, profile=profile, cast=characters(), seed=seed, minutes=minutes)
    except StoryError as error:
        fault = f"{where}: {error}"
        return Planned(genre=genre_id, minutes=minutes, seconds=time.thread_time() - began, fault=fault)
    findings = check(story, bears=profile.bears)
    seconds = time.thread_time() - began
    if findings:
        fault = f"{where}: {findings[0].scene}: {findings[0].sentence}"
        return Planned(genre=genre_id, minutes=minutes, seconds=seconds, fault=fault)
    fits = [fit(arc(story, walk(story, by_chance(seed + turn)))) for turn in range(WALKS)]
    worth = measure(story)
    return Planned(
        genre=genre_id,
        minutes=minutes,
        seconds=seconds,
        fault=f"{where}: {amiss}" if (amiss := _amiss(story, minutes)) else "",
        words=_words(story),
        tension=median(one.tension for one in fits),
        valence=median(one.valence for one in fits),
        segments=worth.segments,
        paths=worth.paths,
    )


def _amiss(story: Story, minutes: int) -> str:
    shortest, longest = (seconds / 60 for seconds in lengths(story))
    if shortest < minutes * (1 - WITHIN) or longest > minutes * (1 + WITHIN):
        return f"{shortest:.1f} to {longest:.1f} minutes, and not {minutes}"
    return "" if fewest_forks(story) >= FORKS else f"a path of {fewest_forks(story)} forks"


def _words(story: Story) -> str:
    """A digest of all that is said in it."""
    digest = hashlib.blake2b(digest_size=8)
    for scene in story.scenes:
        for one in scene.versions:
            for shot in one.shots:
                for line in shot.lines:
                    digest.update(f"{line.speaker}: {line.text}\n".encode())
    return digest.hexdigest()
