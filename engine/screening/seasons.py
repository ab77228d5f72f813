"""Episodes that continue, on the shelf: each is planned from what this viewer saw to be true in those before it.

begin_season -> episode 1 + bible.json  --(watched to an ending)-->  follow -> episode 2 + bible.json  ->  ...
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.errors import OtherwiseError, StoryError
from engine.library.characters import characters
from engine.narrative import bible as bibles
from engine.narrative import series
from engine.narrative.bible import Bible
from engine.narrative.genre import Genre, read_genre
from engine.places import Places
from engine.preference.viewer import Profile
from engine.screening.episodes import Episode, load, playing, put_on_shelf, shelf, trail

_FILE = "bible.json"
"""Beside an episode: what is known of its series when it opens."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an episode stands in its series."""

    number: int
    """Which of its season it is, from 1."""
    of: int
    season: int
    form: Literal["season", "feature"]
    goes_on: bool
    """It was watched to an ending, so that the next can be planned."""
    series: str
    """Which series it is of."""
    place: int
    """Which of all its episodes it is, from 1."""

    @property
    def called(self) -> str:
        """What a card says of it."""
        what = "Episode" if self.form == "season" else "Sequence"
        later = f" · season {self.season}" if self.season > 1 else ""
        return f"{what} {self.number} of {self.of}{later}"

    @property
    def next_called(self) -> str:
        """What a button says that leads to the next; nothing where a feature is over."""
        if self.number < self.of:
            return "Next episode" if self.form == "season" else "Next sequence"
        return "A new season" if self.form == "season" else ""


def has_seasons(genre: Genre) -> bool:
    """Whether evenings of this genre can be made to continue."""
    return genre.season is not None


def begin_season(
    places: Places, *, profile: Profile, genre: str, seed: int, form: Literal["season", "feature"] = "season"
) -> Episode:
    """The first episode of a series for this viewer, on the shelf. StoryError where the genre has none."""
    return _planned(places, series.opened(read_genre(genre), profile=profile, seed=seed, form=form), profile)


def to_come(stands: Mapping[str, Standing]) -> tuple[str, ...]:
    """Of each series the episode after which the next has yet to be begun, where it was watched to an ending: by its id."""
    last: dict[str, str] = {}
    for episode_id, here in stands.items():
        if here.series not in last or here.place > stands[last[here.series]].place:
            last[here.series] = episode_id
    return tuple(episode_id for episode_id in last.values() if stands[episode_id].goes_on)


def standings(episodes: Iterable[Episode]) -> dict[str, Standing]:
    """Where those of them that are of a series stand, by their ids."""
    return {episode.id: here for episode in episodes if (here := standing(episode)) is not None}


def standing(episode: Episode) -> Standing | None:
    """Where the episode stands in its series; None where it is an evening of its own, or its series cannot be read."""
    bible = _bible(episode)
    if bible is None:
        return None
    over = bool(episode.bookmark.ended) and not (bible.form == "feature" and bible.part == bible.parts)
    return Standing(
        number=bible.part,
        of=bible.parts,
        season=bible.season,
        form=bible.form,
        goes_on=over,
        series=f"{bible.form} {bible.genre} {bible.seed}",
        place=bible.number,
    )


def follow(places: Places, episode: Episode, *, profile: Profile) -> Episode:
    """The episode that follows from how this one was watched; the one on the shelf, where it was begun already.

    After the last of a season another season begins, of the same people. StoryError where nothing can follow.
    """
    now = load(episode.folder)
    before = _bible(now)
    if before is None:
        raise StoryError(f'"{now.story.title}" is an evening of its own. Begin a season at Home, and its episodes continue.')
    if not now.bookmark.ended:
        raise StoryError(f'"{now.story.title}" has not ended yet. Watch it to an ending, and it goes on from there.')
    after = bibles.remember(before, now.story, trail(now))
    if after.part > after.parts:
        if after.form == "feature":
            raise StoryError(f'"{now.story.title}" was the last sequence. Begin another film at Home.')
        after = series.another_season(after)
    there = next((one for one in shelf(places)[0] if _bible(one) == after), None)
    return there or _planned(places, after, profile)


def _planned(places: Places, bible: Bible, profile: Profile) -> Episode:
    story = series.next_episode(read_genre(bible.genre), bible, profile=profile, cast=characters())
    episode = put_on_shelf(places, story, playing(story, profile), seed=story.seed)
    bibles.write_bible(episode.folder / _FILE, bible)
    return episode


def _bible(episode: Episode) -> Bible | None:
    path = episode.folder / _FILE
    try:
        return bibles.read_bible(path) if path.exists() else None
    except OtherwiseError:  # the film can be seen without; it only does not continue
        return None
