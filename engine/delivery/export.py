"""A film to keep: one path through a story as an MP4 that any player opens."""

from __future__ import annotations

import contextlib
import errno
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import media
from engine.delivery.folder import Folder, whole_or_none
from engine.delivery.hls import Cue
from engine.errors import Cancelled, DoesNotFit, OtherwiseError
from engine.library.captions import CREAM, Style, Words
from engine.media import FPS, SPF, Chunk, Movie
from engine.video.rungs import STANDARD, Rung
from engine.video.subtitled import STAYS, Said, written_into

LUFS = -16.0
"""How loud a film is, whole."""
PEAK_DB = -1.0
"""No true peak is higher, after AAC has had its way with the sound."""
_HEADROOM_DB = 1.7
"""What AAC may add to a peak."""
_MADE_BY = "made by Otherwise: generated film"

Samples = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Caption:
    """Words said, in seconds of their reel, and who says them."""

    start: float
    end: float
    text: str
    speaker: str = ""
    paint: str = CREAM
    """The speaker's colour."""


@dataclass(frozen=True, kw_only=True)
class Reel:
    """A scene's film: it becomes a chapter. `chunks` are read several times, so a sequence may fetch them from a store."""

    title: str
    chunks: Sequence[Chunk]
    captions: tuple[Caption, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Written:
    """Captions in the picture itself: how they look, and the rung that the film was made at."""

    style: Style = Style()
    rung: Rung = STANDARD


def export(
    path: Path,
    reels: Sequence[Reel],
    *,
    title: str,
    written: Written | None = None,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write the reels as one film, at -16 LUFS. `progress` is told the share that is done, 0 to 1.

    Its captions can be switched on in any player; where `written` is given they are in the picture instead.

    The file is there whole or not at all. Cancelled when told to stop; DoesNotFit where the disk is full.
    """
    frames = [sum(chunk.frames for chunk in reel.chunks) for reel in reels]
    if not sum(frames):
        raise OtherwiseError("There is nothing to export: no scene has film. Film the scenes first.")
    beside = path.with_name(f"{path.name}.part")
    steps = _Steps(total=2 * sum(frames), progress=progress, cancelled=cancelled)
    try:
        level = _level(reels, steps)
        _write(beside, reels, frames=frames, title=title, level=level, steps=steps, written=written)
        beside.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
    progress(1.0)


def export_folder(
    path: Path,
    reels: Sequence[Reel],
    *,
    title: str,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write the reels as a folder for the web: `film.m3u8` (HLS) and `film.mpd` (DASH) over the same pieces, at -16 LUFS.

    `progress`, and what is raised: as `export`. The folder must not be there yet, and is there whole or not at all.
    """
    frames = [sum(chunk.frames for chunk in reel.chunks) for reel in reels]
    if not sum(frames):
        raise OtherwiseError("There is nothing to export: no scene has film. Film the scenes first.")
    if path.exists():
        raise OtherwiseError(f"{path} is there already. Delete it first, or choose another folder.")
    starts = [sum(frames[:number]) / FPS for number in range(len(frames) + 1)]
    steps = _Steps(total=2 * sum(frames), progress=progress, cancelled=cancelled)
    try:
        with whole_or_none(path) as beside:
            heard = _Cut(_level(reels, steps).of(_sound(reels, steps, of=0)))
            folder = Folder(beside)
            for reel in reels:
                for chunk in reel.chunks:
                    steps(chunk.frames)
                    folder.add(chunk, media.to_pcm(heard.next(chunk.frames * SPF)))
            cues = [
                Cue(start=one.start, end=one.end, text="\n".join(said for said, _ in one.words))
                for one in _captions(reels, starts)
            ]
            chapters = [(begin, reel.title) for reel, begin, each in zip(reels, starts, frames, strict=False) if each]
            folder.close(cues, chapters, title=title)
    except OSError as error:
        raise _not_written(path, error) from error
    progress(1.0)


def _not_written(path: Path, error: OSError) -> OtherwiseError:
    if error.errno == errno.ENOSPC:
        return DoesNotFit(f"The disk is full: {path.name} was not exported. Free some space, or export elsewhere.")
    return OtherwiseError(f"{path} could not be written ({error.strerror}). Choose a folder of yours.")


class _Cut:
    """Sound that comes in blocks of any length, cut as it is asked for; silence beyond its end."""

    def __init__(self, blocks: Iterator[Samples]) -> None:
        self._blocks = blocks
        self._rest = np.zeros((0, 2), np.float32)

    def next(self, count: int) -> Samples:
        while len(self._rest) < count:
            block = next(self._blocks, None)
            if block is None:
                block = np.zeros((count - len(self._rest), 2), np.float32)
            self._rest = np.concatenate([self._rest, block])
        piece, self._rest = self._rest[:count], self._rest[count:]
        return piece


class _Steps:
    """How far the work is, in frames, and whether it is still wanted."""

    def __init__(self, *, total: int, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> None:
        self._total, self._progress, self._cancelled = total, progress, cancelled
        self._done = 0

    def __call__(self, frames: int) -> None:
        if self._cancelled():
            raise Cancelled("The export was stopped. Nothing was written.")
        self._done += frames
        self._progress(min(0.999, self._done / self._total))


@dataclass(frozen=True, kw_only=True)
class _Level:
    """What is done to the sound: turned up or down, and its peaks held if need be."""

    gain_db: float
    limit: bool

    def of(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        turned = (block * np.float32(10 ** (self.gain_db / 20)) for block in blocks)
        return media.limited(turned, peak_db=PEAK_DB - _HEADROOM_DB) if self.limit else iter(turned)


def _level(reels: Sequence[Reel], steps: _Steps) -> _Level:
    """Measured on the whole film; again where peaks must be held, as that takes loudness away."""
    heard = media.loudness(_sound(reels, steps, of=1))
    if heard.lufs < -60:  # silence, or as good as
        return _Level(gain_db=0.0, limit=False)
    gain = LUFS - heard.lufs
    if heard.peak_db + gain <= PEAK_DB - _HEADROOM_DB:
        return _Level(gain_db=gain, limit=False)
    held = media.loudness(_Level(gain_db=gain, limit=True).of(_sound(reels, steps, of=0)))
    return _Level(gain_db=gain + min(6.0, LUFS - held.lufs), limit=True)


def _sound(reels: Sequence[Reel], steps: _Steps, *, of: int) -> Iterator[Samples]:
    """Each chunk's sound. `of`: how many steps a frame of it counts."""
    for reel in reels:
        for chunk in reel.chunks:
            steps(of * chunk.frames)
            yield media.unpack_sound(chunk.sound).astype(np.float32) / np.float32(32768.0)


def _write(
    path: Path,
    reels: Sequence[Reel],
    *,
    frames: Sequence[int],
    title: str,
    level: _Level,
    steps: _Steps,
    written: Written | None,
) -> None:
    chunks = [chunk for reel in reels for chunk in reel.chunks[:1]]
    first = media.first_frame(chunks[0])
    starts = [sum(frames[:number]) / FPS for number in range(len(frames) + 1)]
    chapters = [(begin, end, reel.title) for reel, begin, end in zip(reels, starts, starts[1:], strict=False) if end > begin]
    movie = Movie(path, width=first.shape[1], height=first.shape[0], chapters=chapters, tags=_tags(title))
    words = iter(()) if written else iter(_captions(reels, starts))
    following = next(words, None)
    sound = level.of(_sound(reels, steps, of=0))
    given = at = 0
    for reel, begins in zip(reels, starts, strict=False):
        said = _shown(reel.captions)
        for chunk in reel.chunks:
            steps(chunk.frames)
            if written:
                since = at / FPS - begins
                chunk = written_into(chunk, said, starts=since, rung=written.rung, style=written.style)
            while following and following.start * FPS < at + chunk.frames:
                movie.caption(following)
                following = next(words, None)
            movie.pictures(chunk.packets)
            at += chunk.frames
            while given < at * SPF and (block := next(sound, None)) is not None:
                movie.sound(block)
                given += len(block)
    for block in sound:
        movie.sound(block)
    movie.close()


def _shown(captions: Sequence[Caption]) -> tuple[Said, ...]:
    """What is written: words go when others come, unless both are said at once."""
    said = sorted((one for one in captions if one.text.strip()), key=lambda one: one.start)
    found = []
    for one, after in itertools.zip_longest(said, said[1:]):
        stays = one.end + STAYS
        until = min(stays, max(one.end, after.start - 0.1)) if after else stays
        found.append(Said(start=one.start, end=until, words=Words(text=one.text, paint=one.paint)))
    return tuple(found)


def _captions(reels: Sequence[Reel], starts: Sequence[float]) -> Iterator[media.Caption]:
    """In the order of the film and one at a time: where two speak at once, both stand in one caption.

    A speaker is named where another spoke before.
    """
    speaker = ""
    for reel, start, end in zip(reels, starts, starts[1:], strict=False):
        length = end - start
        said = sorted((one for one in reel.captions if one.text.strip() and one.start < length), key=lambda one: one.start)
        texts: list[tuple[str, str]] = []
        for one in said:
            texts.append((f"{one.speaker}: {one.text}" if one.speaker not in ("", speaker) else one.text, one.paint))
            speaker = one.speaker
        edges = sorted({edge for one in said for edge in (one.start, min(one.end, length))})
        for begin, until in itertools.pairwise(edges):
            now = [text for one, text in zip(said, texts, strict=True) if one.start < until and min(one.end, length) > begin]
            if now:
                yield media.Caption(start=start + begin, end=start + until, parts=tuple(now))


def _tags(title: str) -> dict[str, str]:
    try:
        software = f"Otherwise {version('otherwise')}"
    except PackageNotFoundError:
        software = "Otherwise"
    return {"title": title, "comment": _MADE_BY, "description": f"{_MADE_BY} ({software})", "artist": software}
