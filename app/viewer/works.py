"""What the app asks of the engine, apart from the film itself: premises, the shelf, portraits, voices and storage."""

from __future__ import annotations

import contextlib
import os
import weakref
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from app.viewer.home import POSTER, Begun, Next, Premise, Watched
from engine.errors import OtherwiseError, PlayerMissing
from engine.places import BUDGET, Places

if TYPE_CHECKING:
    from app.viewer.film import Film, Projector
    from engine.delivery.stream import Stream
    from engine.library.characters import Character
    from engine.narrative.genre import Genre
    from engine.narrative.share import Shared
    from engine.preference.history import History
    from engine.preference.viewer import Profile
    from engine.screening import events
    from engine.screening.episodes import Episode
    from engine.screening.rehearsal import Rehearsal
    from engine.screening.screening import Screening
    from engine.screening.seasons import Standing
    from engine.story.story import Story

PREMISES = 3


class Works:
    """The engine, as the app's screens want it. Every call may take its time; the heavy libraries open at the first."""

    def __init__(self, places: Places, *, project: Callable[[Stream], Projector]) -> None:
        self.places = places
        self._project = project
        self._history: History | None = None
        self._playing: weakref.ref[Screening] | None = None
        self._rehearsal: Rehearsal | None = None

    @property
    def history(self) -> History:
        from engine.preference.history import History

        if self._history is None:
            self._history = History(self.places.data / "history.sqlite")
        return self._history

    def _known(self, genre: str) -> frozenset[str]:
        """The storylets that the viewer has seen; none where there is no history to read."""
        from engine.screening.episodes import known

        try:
            return known(self.history, genre)
        except OtherwiseError:
            return frozenset()

    # -- what was learnt

    def _suited(self, profile: Profile) -> Profile:
        """Whom to plan for: as they said, or as their choices have clearly shown since. It is kept with the episode."""
        from engine.preference.leanings import suited
        from engine.preference.taste import taste

        try:
            return suited(profile, taste(profile, self.history))
        except OtherwiseError:  # there is no history to read
            return profile

    def learnt(self, profile: Profile) -> tuple[int, str]:
        """How many choices taste rests on, and what they say, in a sentence or two."""
        from engine.preference.taste import taste
        from engine.preference.why import about

        learnt = taste(profile, self.history)
        return len(learnt.forks), about(learnt)

    def learnt_as_json(self, profile: Profile) -> str:
        from engine.preference.taste import exported, taste

        return exported(taste(profile, self.history)).decode()

    def forget_choices(self) -> None:
        """Erase what taste was learnt from; a film that plays forgets it too."""
        from engine.screening import daybook

        self.history.forget_choices()
        playing = self._playing() if self._playing else None
        if playing is not None:
            playing.forget()
        daybook.erase(self.places.viewings)

    # -- episodes

    def premises(self, profile: Profile) -> tuple[Premise, ...]:
        """Episodes that could be made now. The seeds move on as episodes are begun, so that the shelf is new each time."""
        from engine.library.characters import characters
        from engine.narrative.genre import genres, read_genre
        from engine.preference.viewer import Profile
        from engine.screening.seasons import has_seasons

        cast = characters()
        shown = [read_genre(name) for name in genres()]
        old = {genre.id: self._known(genre.id) for genre in shown}
        profile = self._suited(profile)
        named = profile if profile.name else replace(profile, name=Profile().name)
        begun = sum(1 for _ in self.places.episodes.glob("*/story.json"))
        found = []
        for seed in range(begun * PREMISES + 1, (begun + 1) * PREMISES + 1):
            turn = (seed - 1) % len(shown)
            genre, story = _planned([*shown[turn:], *shown[:turn]], profile=named, cast=cast, seed=seed, old=old)
            opening = next((shot.environment for shot in story.scene(story.start).versions[0].shots), "")
            found.append(
                Premise(
                    genre=genre.id,
                    genre_name=genre.title,
                    seed=seed,
                    title=story.title,
                    logline=story.logline if profile.name else _without_a_name(story.logline),
                    picture=f"set-{opening}" if opening else POSTER,
                    seasons=has_seasons(genre),
                )
            )
        return tuple(found)

    def rehearse(self, profile: Profile, premise: Premise) -> None:
        """Film the beginning of what will most likely be begun, while the viewer still looks at the shelf."""
        from engine.delivery.store import Store
        from engine.screening.episodes import compose
        from engine.screening.rehearsal import Rehearsal
        from engine.screening.workshop import Setup, Workshop, workers_for
        from engine.video.painted import Painted
        from engine.video.produce import Sounds
        from engine.video.voices import speaker

        self.rest()
        profile = self._suited(profile)
        story, cast = compose(profile=profile, genre=premise.genre, seed=premise.seed, old=self._known(premise.genre))
        voice, _ = speaker(self.places)
        setup = Setup(cast=cast, places=self.places, budget=BUDGET)
        self._rehearsal = Rehearsal(
            story,
            cast=cast,
            hire=lambda: Workshop(setup=setup, count=workers_for(), cache=setup.places.cache),
            store=Store(self.places.store, budget_bytes=BUDGET),
            sounds=Sounds(self.places.sounds),
            voices=voice.name,
            painted=Painted(self.places.bakes, cast=cast),
        )

    def rest(self) -> None:
        """Rehearse no more: a film is wanted, or the window closes."""
        rehearsal, self._rehearsal = self._rehearsal, None
        if rehearsal is not None:
            rehearsal.stop()

    def begin(self, profile: Profile, premise: Premise) -> Episode:
        from engine.screening.codes import remember
        from engine.screening.episodes import new_episode
        from engine.screening.seasons import begin_season

        profile = self._suited(profile)
        if premise.as_season:
            return begin_season(self.places, profile=profile, genre=premise.genre, seed=premise.seed)
        begun = new_episode(
            self.places,
            profile=profile,
            genre=premise.genre,
            seed=premise.seed,
            old=self._known(premise.genre),
        )
        return remember(begun, profile)

    # -- series

    def standing(self, episode: Episode) -> Standing | None:
        """Where the episode stands in its series, as it is on the disk now; None where it is of none."""
        from engine.screening.episodes import load
        from engine.screening.seasons import standing

        return standing(load(episode.folder))

    def standings(self, episodes: Collection[Episode]) -> dict[str, Standing]:
        """Where those of them that are of a series stand, by their ids."""
        from engine.screening.seasons import standings

        return standings(episodes)

    def follow(self, profile: Profile, episode: Episode) -> Episode:
        """The episode that goes on from how this one was watched."""
        from engine.screening.seasons import follow

        return follow(self.places, episode, profile=self._suited(profile))

    # -- codes

    def code(self, episode: Episode, *, path: bool) -> str:
        """What to copy, so that somebody else gets the premise of an episode, or the way taken through it."""
        from engine.screening.codes import code_of

        return code_of(episode, path=path)

    def told_by(self, code: str) -> tuple[Shared, str]:
        """What a code says, and the name of its genre."""
        from engine.screening.codes import title_of, told_by

        told = told_by(code)
        return told, title_of(told)

    def open_code(self, profile: Profile, told: Shared) -> Episode:
        from engine.screening.codes import open_code

        return open_code(self.places, told, own=profile, history=self.history)

    def path_of(self, episode: Episode) -> tuple[int, ...]:
        """What is left of the path that was sent with the episode."""
        from engine.screening.codes import left_of

        return left_of(episode)

    def again(self, episode: Episode) -> Episode:
        """The same episode, from its beginning."""
        from engine.screening.episodes import Bookmark, keep
        from engine.story.state import begin

        return keep(episode, Bookmark(state=begin(episode.story)))

    def forks_behind(self, episode: Episode) -> int:
        """How many choices were made on the way to where the viewer stands."""
        from engine.story.state import begin, choose, offers

        state, count = begin(episode.story), 0
        for taken in episode.bookmark.state.branch:
            count += len(offers(episode.story, state)) > 1
            state = choose(episode.story, state, taken)
        return count

    def shelf(self) -> tuple[dict[str, Episode], tuple[str, ...]]:
        """Every episode by id, the last watched first, and a sentence for each that cannot be read."""
        from engine.screening.episodes import shelf

        episodes, broken = shelf(self.places)
        return {episode.id: episode for episode in episodes}, broken

    def endings(self, episode: Episode) -> tuple[tuple[str, ...], int]:
        """Titles of the endings seen in this episode, newest first, and how many it has."""
        seen = tuple(dict.fromkeys(one.title for one in self.history.endings() if one.episode == episode.id))
        return seen, len({scene.ending.title for scene in episode.story.scenes if scene.ending})

    def film(self, episode: Episode, *, profile: Profile, tell: Callable[[Film, events.Event], None]) -> Film:
        from app.viewer.film import Film
        from engine.delivery.store import Store
        from engine.preference.taste import taste
        from engine.screening.screening import Screening
        from engine.screening.workshop import Setup, Workshop, workers_for
        from engine.video.produce import Sounds
        from engine.video.voices import speaker

        def screen(on_event: Callable[[events.Event], None]) -> Screening:
            voice, _ = speaker(self.places)
            screening = Screening(
                episode,
                crew=Workshop(
                    setup=Setup(cast=episode.cast, places=self.places, budget=BUDGET),
                    count=workers_for(),
                    cache=self.places.cache,
                ),
                store=Store(self.places.store, budget_bytes=BUDGET),
                sounds=Sounds(self.places.sounds),
                on_event=on_event,
                history=self.history,
                taste=taste(profile, self.history),
                voices=voice.name,
                bakes=self.places.bakes,
                viewings=self.places.viewings,
            )
            self._playing = weakref.ref(screening)
            return screening

        return Film(title=episode.story.title, screen=screen, project=self._project, tell=tell, cast=episode.cast)

    # -- the mirror

    def portrait(self, character: Character, *, width: int, height: int) -> QImage:
        from engine.video.renderers.illustrated.puppet import portrait

        pixels = portrait(character, width=width, height=height)
        high, wide = pixels.shape[:2]
        return QImage(pixels.data, wide, high, pixels.strides[0], QImage.Format.Format_ARGB32_Premultiplied).copy()

    # -- the machine

    def voices(self) -> tuple[str, bool]:
        """A sentence on the voices, and whether the good ones are installed."""
        from engine.video.voices import speaker

        _, sentence = speaker(self.places)
        return (sentence, False) if sentence else ("The voices are installed: everyone in the film speaks.", True)

    def unplayable(self) -> str:
        """A sentence with its remedy where no film can be shown on this machine; empty where one can."""
        from app.viewer.screen import load_vlc

        try:
            _, instance = load_vlc()
        except PlayerMissing as error:
            return str(error)
        instance.release()
        return ""

    def used(self) -> int:
        """Bytes of finished film and sound."""
        folders = (self.places.store, self.places.sounds, self.places.bakes)
        return sum(_size(Path(root) / name) for folder in folders for root, _, names in os.walk(folder) for name in names)

    def clear(self) -> None:
        """Delete finished film. A film that plays makes again what it needs."""
        for folder in (self.places.store, self.places.sounds, self.places.bakes):
            for root, _, names in os.walk(folder):
                for name in names:
                    (Path(root) / name).unlink(missing_ok=True)


def to_come(shelf: Mapping[str, Episode], stands: Mapping[str, Standing]) -> tuple[Next, ...]:
    """How the shelf shows series whose next episode has yet to be begun."""
    from engine.screening.seasons import to_come

    return tuple(
        Next(
            episode=one,
            title=shelf[one].story.title,
            ended=shelf[one].bookmark.ended,
            part=stands[one].next_called,
            called=stands[one].called,
            picture=picture(shelf[one]),
        )
        for one in to_come(stands)
    )


def begun(episode: Episode, stands: Standing | None = None) -> Begun:
    """How the shelf shows an episode that was left."""
    from engine.screening.episodes import trail
    from engine.story.graph import by_default, frames, walk

    story, here = episode.story, episode.bookmark.state
    gone = frames(story, trail(episode)[:-1]) + episode.bookmark.frame
    left = frames(story, walk(story, by_default, start=here)) - episode.bookmark.frame
    return Begun(
        episode=episode.id,
        title=story.title,
        scene=story.scene(here.scene).title,
        logline=story.logline,
        progress=gone / max(1, gone + left),
        picture=picture(episode),
        called=stands.called if stands else "",
    )


def watched(episode: Episode, endings: tuple[str, ...], stands: Standing | None = None) -> Watched:
    return Watched(
        episode=episode.id,
        title=episode.story.title,
        endings=endings,
        picture=picture(episode),
        walked=bool(episode.bookmark.ended) and stands is None,
        called=stands.called if stands else "",
    )


def picture(episode: Episode) -> str:
    """The name of an episode's still; that of its first set until it has one."""
    if episode.poster.exists():
        return f"still-{episode.id}"
    opening = next((shot.environment for shot in episode.story.scene(episode.story.start).versions[0].shots), "")
    return f"set-{opening}" if opening else POSTER


def _planned(
    order: list[Genre], *, profile: Profile, cast: Mapping[str, Character], seed: int, old: Mapping[str, Collection[str]]
) -> tuple[Genre, Story]:
    """An evening of the first of these genres that has one for this viewer. StoryError, of the last, where none has."""
    from engine.errors import StoryError
    from engine.narrative.planner import plan

    for genre in order[:-1]:
        with contextlib.suppress(StoryError):
            return genre, plan(genre, profile=profile, cast=cast, seed=seed, old=old[genre.id])
    return order[-1], plan(order[-1], profile=profile, cast=cast, seed=seed, old=old[order[-1].id])


def _without_a_name(logline: str) -> str:
    """What happened; not whom it falls to, while nobody has said who they are."""
    return logline.split(". ")[0].rstrip(".") + "."


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it made room meanwhile
        return 0
