"""What goes into a pack, the likeliest film first, and how an opened one gets onto the shelf."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine import media
from engine.delivery.pack import Pack, read
from engine.delivery.store import Store, chunk_in
from engine.errors import OtherwiseError, RenderFailed, StoryError
from engine.library.characters import Character, faults
from engine.library.environments import environments
from engine.library.needs import wanting
from engine.places import Places
from engine.preference.taste import Taste
from engine.screening.episodes import Episode, put_on_shelf
from engine.screening.forecast import forecast
from engine.story.check import check
from engine.story.state import State, begin, default, version
from engine.story.story import FPS, GRID, Choice, Story
from engine.video import keys
from engine.video.produce import SAMPLES, Segment, Sounds, segment
from engine.video.rungs import LADDER, Rung

LEAST = 0.01
"""Film that fewer viewers than that see is not made ahead."""
_HARMLESS = ("unreachable", "never set", "never read", "no ending", "too short to choose")


@dataclass(frozen=True, kw_only=True)
class Likely:
    """A segment, the share of viewers that see it, and the seconds from the start until the first of them do."""

    segment: Segment
    probability: float
    starts_in: float


def likely(story: Story, *, cast: Mapping[str, Character], voices: str, taste: Taste = Taste()) -> tuple[Likely, ...]:
    """All film that is worth making ahead: by how many will see it, and among equals what comes first.

    Without a viewer the taste is the author's prior: every way alike, and the silent on the default.
    """

    def chances(state: State, offered: tuple[Choice, ...]) -> Mapping[str, float]:
        silence = default(story, state)
        return taste.chances(offered, default=silence.id if silence else "")

    def film(state: State) -> Segment:
        scene = story.scene(state.scene)
        return segment(scene, version(scene, state), cast=cast, voices=voices)

    first, everywhere = begin(story), len(story.scenes)
    opening = film(first)
    found = {opening.key: Likely(segment=opening, probability=1.0, starts_in=0.0)}
    after = forecast(
        story,
        first,
        seconds_left=opening.frames / FPS,
        chances=chances,
        horizon=float("inf"),
        least=LEAST,
        depth=everywhere,
    )
    for one in after:
        made = film(one.state)
        known = found.get(made.key)
        found[made.key] = Likely(
            segment=made,
            probability=min(1.0, one.probability + (known.probability if known else 0.0)),
            starts_in=min(one.starts_in, known.starts_in) if known else one.starts_in,
        )
    return tuple(sorted(found.values(), key=lambda one: (-round(one.probability, 6), one.starts_in, one.segment.key)))


def chunks_of(segments: tuple[Segment, ...], rung: Rung, *, frames: int | None = None) -> tuple[str, ...]:
    """Keys of their chunks in order, as far as so many frames reach."""
    every = tuple(one.chunk_key(part, rung) for one in segments for part in range(one.chunks))
    return every if frames is None else every[: -(-frames // GRID)]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An episode from a pack, on the shelf. `sentence`: why its film is made here anew, where it is."""

    episode: Episode
    chunks: int
    sentence: str = ""


def open_pack(
    path: Path,
    *,
    places: Places,
    store: Store,
    sounds: Sounds,
    voices: str,
    progress: Callable[[float], None] = lambda _: None,
) -> Opened:
    """Put the episode in a pack on the shelf, and its film in the store. OtherwiseError where it is not as it must be.

    Only film of this very story, as this player would film it, is taken: a pack can put nothing else under anybody's key.
    """
    pack = read(path)
    _must_be_sound(pack)
    expected = _expected(pack, voices)
    sentence = ""
    if pack.manifest.film != keys.code() or pack.manifest.voices != voices:
        other = "another version of Otherwise" if pack.manifest.film != keys.code() else "other voices than are installed here"
        sentence = f"The film in {path.name} was made by {other} ({pack.manifest.made_by}): it is made here anew as you watch."
        return Opened(episode=_shelved(pack, places), chunks=0, sentence=sentence)
    film: list[tuple[str, bytes]] = []
    of = max(1, sum(one.name.startswith("film/") for one in pack.manifest.members))
    for number, (key, raw) in enumerate(pack.film()):  # all of it is looked at before any of it is kept
        _must_fit(key, raw, expected, path)
        film.append((key, b""))
        progress(0.5 * (number + 1) / of)
    for key, sound in pack.sounds():
        scene = expected.get(key)
        if not isinstance(scene, Segment) or len(sound.chunks) != scene.chunks or len(sound.spoken) != len(scene.shots):
            raise OtherwiseError(f"{path.name} has sound that is not of its story. Do not use it. Ask for a new copy.")
    for number, (key, raw) in enumerate(pack.film()):
        if not store.has(key):
            store.take(key, raw)
        progress(0.5 + 0.5 * (number + 1) / of)
    for key, sound in pack.sounds():
        if not sounds.has(key):
            sounds.put(key, sound)
    return Opened(episode=_shelved(pack, places), chunks=len(film))


def _shelved(pack: Pack, places: Places) -> Episode:
    return put_on_shelf(places, pack.story, dict(pack.cast), seed=0)


def _expected(pack: Pack, voices: str) -> dict[str, Segment | Rung]:
    """What film and sound this player would make of the story: segments by their keys, and the rungs of chunks by theirs."""
    found: dict[str, Segment | Rung] = {}
    for scene in pack.story.scenes:
        for film in scene.versions:
            made = segment(scene, film, cast=pack.cast, voices=voices)
            found[made.key] = made
            found |= {made.chunk_key(part, rung): rung for rung in LADDER for part in range(made.chunks)}
    return found


def _must_fit(key: str, raw: bytes, expected: Mapping[str, Segment | Rung], path: Path) -> None:
    """OtherwiseError where a chunk is not film of this story at the size and length that it must have."""
    rung = expected.get(key)
    chunk = chunk_in(raw)
    if not isinstance(rung, Rung) or chunk is None:
        raise OtherwiseError(f"{path.name} has film that is not of its story, or damaged. Do not use it. Ask for a new copy.")
    try:
        fits = chunk.frames == len(chunk.packets) == GRID and len(media.unpack_sound(chunk.sound)) == GRID * SAMPLES
        fits = fits and media.first_frame(chunk).shape[:2] == (rung.height, rung.width)
    except RenderFailed:
        fits = False
    if not fits:
        raise OtherwiseError(f"{path.name} has film that cannot be shown. Do not use it. Ask for a new copy.")


def _must_be_sound(pack: Pack) -> None:
    """StoryError where the story cannot be walked or filmed here."""
    story, name = pack.story, pack.path.name
    if story.start not in {scene.id for scene in story.scenes}:
        raise StoryError(f'The story in {name} starts at "{story.start}", which is no scene of it. Ask for a new copy.')
    if missing := [role.id for role in story.cast if role.id not in pack.cast]:
        raise StoryError(f'Nobody plays "{missing[0]}" in {name}. Ask for a new copy.')
    for character in pack.cast.values():
        for _, sentence in faults(character):
            raise StoryError(f"{name}: {sentence}")
    found = [(one.scene, one.sentence) for one in check(story) if one.kind not in _HARMLESS]
    found += wanting(story, environments=environments())
    if found:
        raise StoryError(f"{name}, scene {found[0][0]}: {found[0][1]}")
