"""Share codes at the shelf: what to copy of an episode, and the episode that a code brings."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import OtherwiseError, StoryError
from engine.narrative.genre import genres, read_genre
from engine.narrative.share import Shared, read, share
from engine.places import Places
from engine.preference.history import History
from engine.preference.viewer import Profile
from engine.screening.episodes import Episode, discard, known, load, new_episode, trail
from engine.story.files import read as read_file
from engine.story.files import write
from engine.story.graph import taken


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Beside an episode: the taste that it was planned for, and the path that somebody sent with it, option by option."""

    profile: Profile
    branch: tuple[int, ...] = ()
    format: int = 1


def remember(episode: Episode, profile: Profile, *, branch: tuple[int, ...] = ()) -> Episode:
    """Keep for whom the episode was planned: a code of its path has to say so."""
    write(episode.folder / _FILE, Asked(profile=profile, branch=branch))
    return episode


def code_of(episode: Episode, *, path: bool) -> str:
    """What to copy: the code of the premise, or of the path on which the viewer is. StoryError where there is none."""
    story, genre = episode.story, read_genre(episode.story.genre)
    if not path:
        return share(story, genre)
    now = load(episode.folder)
    asked = _asked(episode)
    if asked is None:
        raise StoryError(
            "This episode was begun with an older Otherwise, which did not keep whom it was for. Share its premise instead."
        )
    return share(story, genre, profile=asked.profile, branch=taken(story, trail(now)))


def told_by(code: str) -> Shared:
    """What a code says. StoryError says what to do where it is none."""
    return read(code, map(read_genre, genres()))


def title_of(told: Shared) -> str:
    """The genre that a code is of, as it is shown."""
    return read_genre(told.genre).title


def open_code(places: Places, told: Shared, *, own: Profile, history: History | None = None) -> Episode:
    """The premise as an episode for this viewer, or the one that was seen, on the shelf. `history`: what this viewer knows.

    StoryError where a path cannot be replayed; then nothing is put on the shelf.
    """
    profile = told.profile(own)
    old = known(history, told.genre) if told.taste is None else told.old
    episode = new_episode(
        places, profile=profile, genre=told.genre, seed=told.seed, minutes=told.minutes, premise=told.premise, old=old
    )
    try:
        told.must_be(episode.story)
    except StoryError:
        discard(episode)
        raise
    return remember(episode, profile, branch=told.branch)


def left_of(episode: Episode) -> tuple[int, ...]:
    """What is left of the path that was sent with an episode; nothing where the viewer has gone another way."""
    asked = _asked(episode)
    if asked is None:
        return ()
    gone = taken(episode.story, trail(episode))
    return asked.branch[len(gone) :] if asked.branch[: len(gone)] == gone else ()


_FILE = "asked.json"


def _asked(episode: Episode) -> Asked | None:
    """None where the file is not there, or damaged: the film can be seen without."""
    try:
        return read_file(episode.folder / _FILE, Asked)
    except OtherwiseError:
        return None
