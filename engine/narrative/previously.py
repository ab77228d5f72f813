""" "Previously on": a scene of what this viewer saw in earlier episodes, told over the pictures in which they saw it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from engine.narrative.bible import Bible, Fact
from engine.narrative.drama import chance
from engine.narrative.genre import Genre
from engine.narrative.pacing import LONGEST, SHORTEST, on_the_grid, reading, seconds_for
from engine.narrative.truth import Person
from engine.narrative.writers.authored import fill
from engine.preference.viewer import Profile
from engine.story.sheet import Recall
from engine.story.story import FPS, GRID, Line, Placed, Role, Scene, Shot, Version

ID = "00.previously"
MOST = 4
_LEAD, _TAIL = 0.4, 0.5
"""Seconds of a picture before and after what is said over it."""
_COUNTED = (3, 5)
"""The episodes of a season that may tell how many the viewer has solved."""
_COUNT = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, kw_only=True)
class Previously:
    """The scene, what it recalls, and the people in its pictures."""

    scene: Scene
    recalls: tuple[Recall, ...]
    people: tuple[Role, ...]

    @property
    def seconds(self) -> float:
        return self.scene.versions[0].frames / FPS


def previously(genre: Genre, bible: Bible, *, profile: Profile, seed: int) -> Previously | None:
    """The scene before the next episode. None before a first one, in a feature, and where nothing was seen that is worth it."""
    if genre.season is None or bible.form == "feature" or not bible.of_season:
        return None
    teller = _teller(bible, seed)
    told = _worth_it(bible, f"{genre.id}|{seed}", teller)
    if not told:
        return None
    lines = [(fact, kind, _line(genre, bible, fact, kind, profile=profile, teller=teller)) for fact, kind in told]
    pace = dict(genre.speech).get(profile.pace, 1.0)
    shots = _shots([(fact, text) for fact, _, text in lines], teller=teller, place=genre.season.place, pace=pace)
    scene = Scene(id=ID, title="Previously", versions=(Version(shots=shots),), music="title")
    pictured = {placed.role for shot in shots for placed in shot.people} | {teller}
    return Previously(
        scene=scene,
        recalls=tuple(Recall(fact=fact.name, line=text) for fact, _, text in lines),
        people=tuple(role for role in bible.people if role.id in pictured),
    )


def _teller(bible: Bible, seed: int) -> str:
    """The confidant tells it; the viewer does, where the confidant has lost faith in them, and now and then."""
    confidant = bible.confidant
    if not confidant or bible.trust(confidant) < 0 or chance(seed, bible.number, "teller") < 0.25:
        return "you"
    return confidant


def _worth_it(bible: Bible, word: str, teller: str) -> list[tuple[Fact, str]]:
    """Two to four facts in the order in which they are told: whom they accused, what else there was, and the thread last."""
    recent = bible.episodes[-1].number
    accused = [(fact, fact.what) for fact in bible.in_season("accused") if fact.episode == recent]
    thread = [(fact, "thread") for fact in bible.in_season("thread")][-1:]
    between = [(fact, kind) for fact, kind in _between(bible, teller) if fact.shot and recent - fact.episode < 2]
    between.sort(key=lambda one: (-one[0].episode, chance(word, bible.number, one[0].name)))  # what was seen last is news
    scenes = {fact.scene for fact, _ in (*accused, *thread)}
    apart = [one for one in between if one[0].scene not in scenes]
    room = MOST - len(accused) - len(thread) - (chance(word, bible.number, "short") < 0.4)
    news = [one for one in apart if one[0].episode == recent] or apart
    kept = [one for one in between if one in news[: max(1, room)]]
    kept.sort(key=lambda one: (one[0].episode, one[0].scene))
    told = [one for one in (*accused, *kept, *thread) if one[0].shot]
    return told[:MOST]


def _between(bible: Bible, teller: str) -> Iterator[tuple[Fact, str]]:
    """The latest of each kind. What was promised to be kept quiet is not told, and nobody tells of their own injury."""
    promises = bible.in_season("promise")
    if promises:
        yield promises[-1], promises[-1].what
    quiet = {fact.who for fact in promises}
    if secrets := [fact for fact in bible.in_season("secret") if fact.who not in quiet]:
        yield secrets[-1], "secret"
    if injuries := [fact for fact in bible.in_season("injury") if fact.who != teller]:
        yield injuries[-1], "injury"
    if bible.part in _COUNTED and (ended := bible.in_season("ended")):
        yield ended[-1], "reputation"


def _line(genre: Genre, bible: Bible, fact: Fact, kind: str, *, profile: Profile, teller: str) -> str:
    assert genre.season is not None
    if kind == "thread":
        texts = genre.season.thread[fact.value - 1 : fact.value]
    else:
        texts = next((by if teller != "you" else own) for name, by, own in genre.season.recalls if name == kind)
    text = texts[(bible.number + int(chance(genre.id, bible.seed, kind) * len(texts))) % len(texts)]  # by turns
    about = bible.role(fact.who)
    culprit = next((one.who for one in bible.known("culprit") if one.episode == fact.episode), "")
    told = next(one for one in bible.episodes if one.number == fact.episode)
    tries = len(bible.known("accused"))
    names: dict[str, Any] = {
        "you": Person(id="you", full=profile.name, pronouns=profile.pronouns),
        "who": _person(about) if about else None,
        "culprit": _person(role) if culprit and (role := bible.role(culprit)) else None,
        "words": fact.words,
        "title": told.title,
        "manner": bible.manner,
        "solved": _COUNT[min(bible.solved, len(_COUNT) - 1)],
        "tries": _COUNT[min(tries, len(_COUNT) - 1)],
        "all": bible.solved == tries,
        "none": bible.solved == 0,
    }
    return fill(text, words=names, file=f"assets/genres/{genre.id}/genre.toml")


def _person(role: Role) -> Person:
    return Person(id=role.id, full=role.name, pronouns=role.pronouns, trade=role.about)


# ----------------------------------------------------------------------------------------------------------------- pictures
def _shots(told: list[tuple[Fact, str]], *, teller: str, place: str, pace: float) -> tuple[Shot, ...]:
    first = told[0][0].shot
    assert first is not None
    card = replace(first, framing="title", focus="", move="still", people=(), title="Previously", subtitle=f"in {place}")
    shots = [replace(card, frames=GRID, join="fade", tension=0.3)]
    silent = [0]
    where: dict[tuple[str, str], tuple[str, str]] = {}
    for fact, text in told:
        assert fact.shot is not None
        seconds = seconds_for(text, pace)
        line = Line(speaker=teller, text=text, emotion="thoughtful", start=_LEAD, seconds=seconds, heard_only=True)
        people = _apart(fact.shot, where)
        shots.append(
            replace(
                fact.shot,
                frames=_frames(_LEAD + seconds + _TAIL),
                people=tuple(_looking(placed, people) for placed in people),
                lines=(line,),
                join="dissolve",
                move="push",
            )
        )
        if fact.insert is not None:
            silent.append(len(shots))
            shots.append(replace(fact.insert, frames=_frames(max(2.4, reading(fact.insert.action))), join="cut"))
    frames = on_the_grid([shot.frames for shot in shots], silent=silent, least=0)
    shots = [replace(shot, frames=count) for shot, count in zip(shots, frames, strict=True)]
    return (*shots[:-1], replace(shots[-1], ends="fade"))


def _frames(seconds: float) -> int:
    return min(max(math.ceil(seconds * FPS), SHORTEST), LONGEST)


def _apart(shot: Shot, where: dict[tuple[str, str], tuple[str, str]]) -> tuple[Placed, ...]:
    """The people of a picture; nobody, where one of them was elsewhere in the same place a moment ago."""
    there = {(shot.environment, placed.role): (placed.anchor, placed.facing) for placed in shot.people}
    if any(where.get(key, at) != at for key, at in there.items()):
        return ()
    where |= there
    return shot.people


def _looking(placed: Placed, people: tuple[Placed, ...]) -> Placed:
    """Looking at somebody who is in the picture with them."""
    others = [one.role for one in people if one.role != placed.role]
    return placed if placed.looks_at in others or not others else replace(placed, looks_at=others[0])
