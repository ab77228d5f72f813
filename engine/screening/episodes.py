"""The viewer's shelf: episodes made for them, and where they stopped in each."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import ModelSilent, OtherwiseError, Place, StoryError
from engine.library.characters import Character, apart, characters
from engine.narrative.fitting import storylet_of
from engine.narrative.genre import read_genre
from engine.narrative.planner import plan
from engine.narrative.variants import Pick, Ranked, by_seed
from engine.narrative.writers import Ranker, Remembers
from engine.places import Places
from engine.preference.history import History
from engine.preference.viewer import Profile
from engine.story.files import read, read_story, write, write_whole
from engine.story.state import State, begin, choose
from engine.story.story import Story


@dataclass(frozen=True, kw_only=True)
class Bookmark:
    """Where a viewer is in an episode: a state, and the frame within its scene. `ended`: the title of the ending reached."""

    state: State
    frame: int = 0
    ended: str = ""
    feeling: str = ""
    saved_at: float = 0.0
    format: int = 1


@dataclass(frozen=True, kw_only=True)
class Players:
    """Who plays each role, as they looked when the episode was made."""

    cast: dict[str, Character]
    format: int = 1


@dataclass(frozen=True, kw_only=True)
class Episode:
    """A story made for a viewer, its cast, and how far they are."""

    id: str
    story: Story
    cast: Mapping[str, Character]
    bookmark: Bookmark
    folder: Path

    @property
    def poster(self) -> Path:
        """A still of it; the file is there once something was shown."""
        return self.folder / "still.jpg"


def compose(
    *,
    profile: Profile,
    genre: str,
    seed: int,
    minutes: float = 6.0,
    premise: str = "",
    old: Collection[str] = (),
    pick: Pick | None = None,
) -> tuple[Story, dict[str, Character]]:
    """An episode for this viewer, and who plays in it. The same words give the same.

    `premise`: what it is about, else what they may like. `old`: storylets that they know (`known`). `pick` chooses among the
    words that authors left open, else the seed does.
    """
    cast = characters()
    story = plan(read_genre(genre), profile=profile, cast=cast, seed=seed, minutes=minutes, premise=premise, old=old, pick=pick)
    return story, playing(story, profile)


_REMEMBERED = 120
"""Scenes: about ten evenings. What was seen before that may come again as if it were new."""


def known(history: History | None, genre: str) -> frozenset[str]:
    """The storylets of a genre that a viewer has seen of late."""
    return frozenset(storylet_of(scene) for scene in history.scenes(genre)[-_REMEMBERED:]) if history else frozenset()


def new_episode(
    places: Places,
    *,
    profile: Profile,
    genre: str = "cozy_mystery",
    seed: int,
    minutes: float = 6.0,
    premise: str = "",
    old: Collection[str] = (),
    ranker: Ranker | None = None,
) -> Episode:
    """Plan an episode for this viewer and put it on the shelf. A ranker chooses among the words that authors left open."""
    pick = None if ranker is None else Ranked(ranker, other=by_seed(f"{genre}|{seed}"), folder=places.cache / "words")
    story, players = compose(profile=profile, genre=genre, seed=seed, minutes=minutes, premise=premise, old=old, pick=pick)
    episode = put_on_shelf(places, story, players, seed=seed)
    if isinstance(ranker, Remembers):
        remember(episode, ranker)
    return episode


def playing(story: Story, profile: Profile) -> dict[str, Character]:
    """Who plays each role of a story that was planned for this viewer."""
    cast = apart(characters(), profile.name)
    return {role.id: profile.character if role.character == "viewer" else cast[role.character] for role in story.cast}


def put_on_shelf(places: Places, story: Story, players: dict[str, Character], *, seed: int) -> Episode:
    """A story as an episode that was not begun yet, in a folder of its own."""
    folder = places.episodes / f"{time.strftime('%Y%m%d-%H%M%S')}-{seed}"
    episode_id = folder.name
    number = 1
    while folder.exists():
        number += 1
        folder = places.episodes / f"{episode_id}-{number}"
    episode = Episode(
        id=folder.name, story=story, cast=players, bookmark=Bookmark(state=begin(story), saved_at=time.time()), folder=folder
    )
    write(folder / "story.json", story)
    write(folder / "cast.json", Players(cast=players))
    write(folder / "bookmark.json", episode.bookmark)
    return episode


_READ = "read.state"
"""What a language model has read of an episode: bytes that only the same model can take up."""
_LARGEST = 64 * 2**20


def remember(episode: Episode, model: Remembers) -> None:
    """Save what a language model has read beside the episode, so that another day it need not read it again."""
    with contextlib.suppress(ModelSilent):  # it is gone: it reads anew the next time
        memory = model.memory()
        if 0 < len(memory) <= _LARGEST:
            write_whole(episode.folder / _READ, memory)


def recall(episode: Episode, model: Remembers) -> int:
    """Give a model back what it had read of the episode: how many branches. Nothing where it is another model, or damaged."""
    path = episode.folder / _READ
    try:
        return model.recall(path.read_bytes()) if path.exists() and path.stat().st_size <= _LARGEST else 0
    except (ModelSilent, OSError):
        with contextlib.suppress(OSError):
            path.unlink()
        return 0


def trail(episode: Episode) -> list[State]:
    """The states on the way to where the viewer is."""
    found = [begin(episode.story)]
    for taken in episode.bookmark.state.branch:
        found.append(choose(episode.story, found[-1], taken))
    return found


def keep(episode: Episode, bookmark: Bookmark) -> Episode:
    """Save where the viewer is."""
    bookmark = replace(bookmark, saved_at=time.time())
    write(episode.folder / "bookmark.json", bookmark)
    return replace(episode, bookmark=bookmark)


def load(folder: Path) -> Episode:
    """The episode in a folder of the shelf. StoryError names the file that is wrong."""
    story = read_story(folder / "story.json")
    if story.start not in {scene.id for scene in story.scenes}:
        raise StoryError(f'The story starts at "{story.start}", which is no scene of it. Delete its folder.', at=Place(folder))
    players = read(folder / "cast.json", Players)
    if missing := [role.id for role in story.cast if role.id not in players.cast]:
        raise StoryError(f'Nobody plays "{missing[0]}". Delete the episode\'s folder.', at=Place(folder / "cast.json"))
    try:
        bookmark = read(folder / "bookmark.json", Bookmark)
        state = begin(story)
        for taken in bookmark.state.branch:
            state = choose(story, state, taken)
        if state != bookmark.state or bookmark.frame < 0:
            raise StoryError("The choices do not lead to where it says.", at=Place(folder / "bookmark.json"))
    except (StoryError, KeyError):  # the film is still there: it starts from the beginning
        bookmark = Bookmark(state=begin(story))
    return Episode(id=folder.name, story=story, cast=players.cast, bookmark=bookmark, folder=folder)


def shelf(places: Places) -> tuple[tuple[Episode, ...], tuple[str, ...]]:
    """All episodes, the last watched first, and a sentence for each folder that cannot be read."""
    episodes, broken = [], []
    folders = [folder for folder in places.episodes.glob("*") if folder.is_dir()] if places.episodes.is_dir() else []
    for folder in folders:
        try:
            episodes.append(load(folder))
        except OtherwiseError as error:
            broken.append(str(error))
    episodes.sort(key=lambda episode: (-episode.bookmark.saved_at, episode.id))
    return tuple(episodes), tuple(broken)


def discard(episode: Episode) -> None:
    """Take the episode off the shelf."""
    shutil.rmtree(episode.folder, ignore_errors=True)
