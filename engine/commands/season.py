"""What `python -m engine season` prints: a season, or a feature, walked by a rule, episode by episode."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from engine.commands.asked import profile_of
from engine.errors import StoryError
from engine.library.characters import characters
from engine.narrative.bible import Bible, Fact, write_bible
from engine.narrative.continuity import contradictions
from engine.narrative.genre import Genre, read_genre
from engine.narrative.series import Seen, opened, walked
from engine.preference.viewer import Profile
from engine.story.check import check
from engine.story.files import write
from engine.story.graph import Chooser, by_chance, by_default, frames
from engine.story.story import FPS

_TOLD = ("met", "host", "confidant", "promise", "secret", "injury", "loss", "leaves", "culprit", "accused", "mended", "lost")
"""Facts that are told one by one; of trust and manner the sums are."""


def run(asked: argparse.Namespace) -> int:
    """The season, or the feature, walked by a rule; 1 where something is wrong with it."""
    return season(
        asked.genre,
        profile=profile_of(asked),
        seed=asked.seed,
        form="feature" if asked.feature else "season",
        episodes=asked.episodes,
        minutes=asked.minutes,
        chance=asked.chance,
        folder=asked.json,
    )


def season(
    genre_id: str,
    *,
    profile: Profile,
    seed: int,
    form: Literal["season", "feature"] = "season",
    episodes: int = 0,
    minutes: float = 0.0,
    chance: int | None = None,
    folder: Path | None = None,
) -> int:
    """Print it; 1 where something is wrong with it. `chance`: choices by a seeded die. `folder`: stories and bible as JSON."""
    genre = read_genre(genre_id)
    bible = opened(genre, profile=profile, seed=seed, form=form)
    if not 0 <= episodes <= bible.parts:
        raise StoryError(f"A {form} has up to {bible.parts} episodes. Ask for 1 to {bible.parts}.")

    def chooser(number: int) -> Chooser:
        return by_default if chance is None else by_chance(chance * 100 + number)

    faults = seconds = 0
    for seen in walked(genre, bible, profile=profile, cast=characters(), chooser=chooser, episodes=episodes, minutes=minutes):
        found = [one.sentence for one in contradictions(bible, seen.story)]
        found += [f"{one.scene}: {one.sentence}" for one in check(seen.story, bears=profile.bears)]
        faults += len(found)
        seconds += round(frames(seen.story, list(seen.trail)) / FPS)
        print("\n".join((*_episode(genre, seen), *(f"  WRONG: {sentence}" for sentence in found))), end="\n\n")
        bible = seen.bible
        if folder is not None:
            write(folder / f"{bible.number - 1:02d}.json", seen.story)
            write_bible(folder / "bible.json", bible)
    print(f"{len(bible.episodes)} episodes, {seconds // 60} minutes, {bible.shape}. {_standing(bible)}")
    return 1 if faults else 0


def _episode(genre: Genre, seen: Seen) -> Iterator[str]:
    sheet, told, bible = seen.story.sheet, seen.bible.episodes[-1], seen.bible
    assert sheet is not None and genre.season is not None
    what = "Episode" if bible.form == "season" else "Sequence"
    yield f"{what} {sheet.number}: {seen.story.title}"
    if sheet.recalls:
        yield "  previously on"
        yield from (f"    {recall.line}" for recall in sheet.recalls)
    playing = ", ".join(f"{_name(seen, who)} ({role})" for role, who in sheet.roles)
    yield f"  plays: {playing}"
    if sheet.step:
        step = genre.season.steps[sheet.step - 1]
        yield f"  thread, step {sheet.step} of {len(genre.season.steps)}: {step.title} ({genre.season.question})"
    yield f"  ended: {told.ending or 'not yet'} ({told.feeling or 'left before its end'})"
    yield "  bible"
    yield from (f"    {_fact(seen, fact)}" for fact in seen.news if fact.kind in _TOLD)
    moved = dict.fromkeys(fact.who for fact in seen.news if fact.kind == "trust")
    yield "    trust: " + (", ".join(f"{_name(seen, who)} {bible.trust(who):+d}" for who in moved) or "as it was")


def _fact(seen: Seen, fact: Fact) -> str:
    words = " ".join(word for word in (_name(seen, fact.who), fact.what, f'"{fact.words}"' if fact.words else "") if word)
    return f"{fact.kind}: {words} [{fact.scene}]"


def _name(seen: Seen, who: str) -> str:
    return next((role.name for role in seen.story.cast if role.id == who), who)


def _standing(bible: Bible) -> str:
    tries = len(bible.known("accused"))
    return f"Known for being {bible.manner or 'nothing yet'}; named the right one {bible.solved} times of {tries}."
