"""A series of episodes for one viewer: opened, planned one after another, each when the one before was seen, and walked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from engine.errors import StoryError
from engine.library.characters import Character
from engine.library.environments import Environment
from engine.narrative.bible import Bible, Fact, changes, remember
from engine.narrative.continuing import must_have_season
from engine.narrative.drama import chance, shape_for
from engine.narrative.genre import Genre
from engine.narrative.planner import plan
from engine.preference.viewer import Profile
from engine.story.graph import Chooser, walk
from engine.story.state import State
from engine.story.story import Story

MINUTES: Mapping[Literal["season", "feature"], float] = {"season": 8.0, "feature": 11.25}
"""Of an episode, and of a sequence of a feature: eight of these are ninety minutes."""
_LUCKS = 4
"""How often an episode is begun with other luck; after the first, scenes that were seen may come again."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An episode as it was planned, the way that was taken through it, and what the bible says after it."""

    story: Story
    trail: tuple[State, ...]
    bible: Bible
    news: tuple[Fact, ...]
    """What became true in it."""


def opened(genre: Genre, *, profile: Profile, seed: int, form: Literal["season", "feature"] = "season") -> Bible:
    """The bible of a series that has yet to begin. StoryError where the genre has none."""
    must_have_season(genre)
    return Bible(
        genre=genre.id,
        seed=seed,
        form=form,
        shape=shape_for(profile, f"{genre.id}|{seed}|season"),
        village=tuple(sorted(one.id for one in genre.people)),
    )


def another_season(bible: Bible) -> Bible:
    """The same people, promises and secrets, in a new season: who did it in the last one may be suspected again."""
    return replace(bible, season=bible.season + 1)


def seed_of(bible: Bible, luck: int = 0) -> int:
    """The seed of the next episode."""
    return int(chance(bible.genre, bible.seed, bible.number, luck) * 2**31)


def next_episode(
    genre: Genre,
    bible: Bible,
    *,
    profile: Profile,
    cast: Mapping[str, Character],
    minutes: float = 0.0,
    sets: Mapping[str, Environment] | None = None,
) -> Story:
    """The episode that comes next. The same bible and viewer give the same. StoryError where none can be made."""
    fault: StoryError | None = None
    for luck in range(_LUCKS):
        known = bible if luck < 1 else _forgetful(bible)
        try:
            return plan(
                genre,
                profile=profile,
                cast=cast,
                seed=seed_of(bible, luck),
                minutes=minutes or MINUTES[bible.form],
                sets=sets,
                bible=known,
            )
        except StoryError as error:
            fault = error
    assert fault is not None
    raise fault


def _forgetful(bible: Bible) -> Bible:
    """The bible of somebody who would not mind to see a scene again; of the facts it knows all."""
    return replace(bible, episodes=tuple(replace(one, storylets=()) for one in bible.episodes))


def walked(
    genre: Genre,
    bible: Bible,
    *,
    profile: Profile,
    cast: Mapping[str, Character],
    chooser: Callable[[int], Chooser],
    episodes: int = 0,
    minutes: float = 0.0,
) -> Iterator[Seen]:
    """The series from here on, each episode planned once the one before was seen. `chooser`: who chooses in which episode."""
    for _ in range(episodes or bible.parts - bible.part + 1):
        story = next_episode(genre, bible, profile=profile, cast=cast, minutes=minutes)
        trail = tuple(walk(story, chooser(bible.number)))
        after = remember(bible, story, trail)
        yield Seen(story=story, trail=trail, bible=after, news=changes(bible, after))
        bible = after


def feature(
    genre: Genre,
    *,
    profile: Profile,
    cast: Mapping[str, Character],
    seed: int,
    chooser: Callable[[int], Chooser],
    minutes: float = 0.0,
) -> Iterator[Seen]:
    """Ninety minutes in eight sequences, each planned when it is reached: how one ends decides what the next can be."""
    bible = opened(genre, profile=profile, seed=seed, form="feature")
    yield from walked(genre, bible, profile=profile, cast=cast, chooser=chooser, minutes=minutes)
