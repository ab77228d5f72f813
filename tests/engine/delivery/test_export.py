from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import av.logging
import numpy as np
import pyloudnorm
import pytest

from engine import media
from engine.delivery import export as module
from engine.delivery.export import Caption, Reel, Written, export
from engine.errors import Cancelled, DoesNotFit, OtherwiseError
from engine.library.captions import Style
from engine.media import FPS, SPF, Chunk
from engine.video.rungs import Rung
from tests import signal_film as film

TOTAL = 192


def chunk(first: int, frames: int, *, loud: float = 1.0, clicks: bool = False) -> Chunk:
    """A piece of the signal film, as loud as asked."""
    made = film.chunk(first, frames, of=TOTAL)
    sound = film.sound(TOTAL)[first * SPF : (first + frames) * SPF] * loud
    if clicks:
        sound = sound.copy()
        sound[4000::24000] = 0.9
    return Chunk(frames=frames, packets=made.packets, sound=media.pack_sound(sound))


@pytest.fixture(scope="module")
def chunks() -> tuple[Chunk, ...]:
    return tuple(chunk(first, 64) for first in range(0, TOTAL, 64))


@pytest.fixture
def warnings() -> Iterator[list[tuple[int, str, str]]]:
    """Whatever libav finds worth a word."""
    before = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    with av.logging.Capture(local=False) as logs:
        yield logs
    av.logging.set_level(before)


#  hall (128 frames) ── study (64 frames)
def test_a_film_has_its_pictures_captions_chapters_and_says_what_it_is(
    tmp_path: Path, chunks: tuple[Chunk, ...], warnings: list[tuple[int, str, str]]
) -> None:
    path = tmp_path / "film.mp4"
    told: list[float] = []
    hall = Reel(
        title="The hall",
        chunks=chunks[:2],
        captions=(
            Caption(start=0.5, end=1.5, text="Who has the key?", speaker="Maud"),
            Caption(start=2.0, end=3.0, text="I ask again.", speaker="Maud"),
            Caption(start=2.5, end=3.5, text="Not I – {truly}.", speaker="Robin"),
        ),
    )
    study = Reel(title="The étude", chunks=chunks[2:], captions=(Caption(start=1.0, end=9.0, text="So.", speaker="Robin"),))
    export(path, (hall, study), title="The Locked Study", progress=told.append)

    seen = media.probe(path)
    assert (seen.video, seen.audio, seen.width, seen.height, seen.fps, seen.frames) == ("h264", "aac", 320, 192, 24.0, TOTAL)
    assert seen.matrix == 6 and seen.rate == 48_000
    assert seen.seconds == pytest.approx(TOTAL / FPS, abs=0.03)
    assert [(time, title) for time, title in seen.chapters] == [
        (0.0, "The hall"),
        (pytest.approx(128 / FPS, abs=0.001), "The étude"),
    ]
    start = 128 / FPS
    assert [(round(one.start, 2), round(one.end, 2), one.text) for one in seen.captions] == [
        (0.5, 1.5, "Maud: Who has the key?"),
        (2.0, 2.5, "I ask again."),
        (2.5, 3.0, "I ask again.\nRobin: Not I – {truly}."),
        (3.0, 3.5, "Robin: Not I – {truly}."),
        (round(start + 1, 2), round(start + 64 / FPS, 2), "So."),
    ]
    tags = dict(seen.tags)
    assert tags["title"] == "The Locked Study" and tags["comment"] == "made by Otherwise: generated film"
    assert "Otherwise" in tags["description"]
    assert told == sorted(told) and told[-1] == 1.0 and len(told) > 5
    assert [entry.name for entry in tmp_path.iterdir()] == ["film.mp4"]
    index = path.read_bytes()
    assert index.index(b"moov") < index.index(b"mdat")  # a player may begin before it has all of it

    found = media.decode(path)
    assert [film.number(picture) for picture in found.pictures] == [(number, 0) for number in range(TOTAL)]
    assert np.allclose(found.picture_seconds, np.arange(TOTAL) / FPS, atol=0.001)
    assert warnings == []


@pytest.mark.parametrize(("loud", "clicks"), [(1.0, False), (0.05, False), (0.05, True)])
def test_a_film_is_at_minus_16_lufs_with_no_true_peak_over_minus_1_db(tmp_path: Path, loud: float, clicks: bool) -> None:
    path = tmp_path / "film.mp4"
    whole = tuple(chunk(first, 64, loud=loud, clicks=clicks) for first in range(0, TOTAL, 64))
    export(path, (Reel(title="All", chunks=whole),), title="Loud")
    heard = media.decode(path, pictures=False).sound
    assert pyloudnorm.Meter(48_000).integrated_loudness(heard.astype(np.float64)) == pytest.approx(-16, abs=1.0)
    measured = media.loudness([heard])
    assert measured.lufs == pytest.approx(-16, abs=1.0)
    assert measured.peak_db < -1.0


def test_the_sound_stays_with_the_picture_to_the_sample(tmp_path: Path, chunks: tuple[Chunk, ...]) -> None:
    path = tmp_path / "film.mp4"
    export(path, (Reel(title="All", chunks=chunks),), title="Sync")
    heard = media.decode(path, pictures=False)
    wanted = film.sound(TOTAL)
    first = round(heard.sound_seconds[0] * 48_000)
    at = SPF * 100
    piece, place = wanted[at : at + 2000, 1], at - first
    shifts = [float(np.dot(heard.sound[place + lag : place + lag + 2000, 1], piece)) for lag in range(-1100, 1100)]
    assert int(np.argmax(shifts)) - 1100 == 0
    assert len(heard.sound) + first >= TOTAL * SPF


def test_silence_stays_silence(tmp_path: Path, chunks: tuple[Chunk, ...]) -> None:
    silent = Chunk(frames=64, packets=chunks[0].packets, sound=media.pack_sound(np.zeros((64 * SPF, 2), np.float32)))
    export(tmp_path / "film.mp4", (Reel(title="Night", chunks=(silent,)),), title="Night")
    assert np.abs(media.decode(tmp_path / "film.mp4", pictures=False).sound).max() < 0.001


def test_an_export_that_is_stopped_leaves_nothing_and_harms_nothing(tmp_path: Path, chunks: tuple[Chunk, ...]) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"the old film")
    asked = iter([False] * 4 + [True])
    with pytest.raises(Cancelled, match="stopped"):
        export(path, (Reel(title="All", chunks=chunks),), title="No", cancelled=lambda: next(asked))
    assert path.read_bytes() == b"the old film"
    assert [entry.name for entry in tmp_path.iterdir()] == ["film.mp4"]


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path, chunks: tuple[Chunk, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module.Movie, "sound", full)
    with pytest.raises(DoesNotFit, match="disk is full"):
        export(tmp_path / "film.mp4", (Reel(title="All", chunks=chunks),), title="Full")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_and_a_film_without_film_are_told_apart(tmp_path: Path, chunks: tuple[Chunk, ...]) -> None:
    with pytest.raises(OtherwiseError, match="could not be written"):
        export(tmp_path / "no" / "film.mp4", (Reel(title="All", chunks=chunks),), title="Nowhere")
    with pytest.raises(OtherwiseError, match="nothing to export"):
        export(tmp_path / "film.mp4", (Reel(title="All", chunks=()),), title="Nothing")


def test_whoever_watches_a_film_to_the_end_sees_all_of_it_and_no_fault(tmp_path: Path, chunks: tuple[Chunk, ...]) -> None:
    export(tmp_path / "film.mp4", (Reel(title="The hall", chunks=chunks, captions=()),), title="The Locked Study")
    seen = media.watch(tmp_path / "film.mp4")
    assert (seen.pictures, seen.even, seen.warnings) == (TOTAL, True, ())
    assert seen.loudness.lufs == pytest.approx(-16, abs=1)


def test_a_damaged_film_is_not_passed_over_in_silence(tmp_path: Path, chunks: tuple[Chunk, ...]) -> None:
    path = tmp_path / "film.mp4"
    export(path, (Reel(title="The hall", chunks=chunks, captions=()),), title="The Locked Study")
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2 : len(whole) // 2 + 4000] = bytes(4000)
    path.write_bytes(whole)
    try:
        noticed = bool(media.watch(path).warnings)
    except (av.FFmpegError, OtherwiseError):  # it cannot be read at all
        noticed = True
    assert noticed


def test_words_are_written_into_the_picture_where_they_are_said_and_nowhere_else(
    tmp_path: Path, chunks: tuple[Chunk, ...]
) -> None:
    path = tmp_path / "film.mp4"
    said = Caption(start=0.5, end=1.5, text="Who has the key?", speaker="Maud", paint="#ffe08a")
    written = Written(style=Style(size="large"), rung=Rung(name="test", width=320, height=192))
    export(path, (Reel(title="The hall", chunks=chunks[:2], captions=(said,)),), title="The Hall", written=written)
    before, after = (
        list(media.decode_pictures(packet for one in chunks[:2] for packet in one.packets)),
        media.decode(path).pictures,
    )
    assert media.probe(path).captions == (), "words in the picture are not told a second time"
    assert len(after) == 128

    def changed(frame: int) -> np.ndarray:
        return np.argwhere(np.abs(before[frame][:192].astype(int) - after[frame][:192]) > 90)

    there = changed(24)
    assert len(there) > 40 and there[:, 0].min() > 0.7 * 192 and there[:, 0].max() < 0.97 * 192
    assert not len(changed(4)) and not len(changed(60)) and not len(changed(100))
    assert np.array_equal(before[100], after[100]), "a chunk without words is passed on as it is"


def test_timed_words_have_the_colours_of_their_speakers(tmp_path: Path, chunks: tuple[Chunk, ...]) -> None:
    path = tmp_path / "film.mp4"
    said = (
        Caption(start=0.5, end=1.5, text="Here.", speaker="Maud", paint="#ffe08a"),
        Caption(start=0.5, end=1.5, text="There.", speaker="Robin", paint="#a9dcff"),
    )
    export(path, (Reel(title="The hall", chunks=chunks[:1], captions=said),), title="The Hall")
    raw = path.read_bytes()
    words = b"Maud: Here.\nRobin: There."
    assert words in raw
    box = raw[raw.index(words) + len(words) :][:40]
    assert box[4:8] == b"styl" and bytes.fromhex("ffe08a") in box and bytes.fromhex("a9dcff") in box
