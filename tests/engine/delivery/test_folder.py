from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree

import av
import numpy as np
import pytest

from engine import media
from engine.delivery import folder as module
from engine.delivery.export import LUFS, Caption, Reel, export_folder
from engine.errors import Cancelled, DoesNotFit, OtherwiseError
from engine.media import FPS, SPF
from tests import signal_film as film

TOTAL = 4 * 64
FFMPEG = os.environ.get("OTHERWISE_FFMPEG") or shutil.which("ffmpeg") or ""
_DASH = "{urn:mpeg:dash:schema:mpd:2011}"


@pytest.fixture(scope="module")
def reels() -> tuple[Reel, ...]:
    chunks = tuple(film.chunk(first, 64, of=TOTAL) for first in range(0, TOTAL, 64))
    said = (Caption(start=0.5, end=1.5, text="Who has the key?", speaker="Maud"),)
    return Reel(title="The hall", chunks=chunks[:3], captions=said), Reel(title="The study", chunks=chunks[3:])


@pytest.fixture
def web(tmp_path: Path, reels: tuple[Reel, ...]) -> Path:
    export_folder(tmp_path / "film", reels, title="The <Locked> Study")
    return tmp_path / "film"


def joined(web: Path, kind: str) -> bytes:
    pieces = sorted((web / kind).glob("*.m4s"), key=lambda path: int(path.stem))
    return b"".join(path.read_bytes() for path in [web / kind / "head.mp4", *pieces])


#  hall (192 frames) ── study (64 frames)
def test_pictures_and_sound_are_whole_and_stay_together(web: Path) -> None:
    seen, heard = media.decode(joined(web, "pictures")), media.decode(joined(web, "sound"))
    assert [film.number(one) for one in seen.pictures] == [(number, 0) for number in range(TOTAL)]
    assert len(heard.sound) >= TOTAL * SPF
    chirp, found = film.sound(TOTAL)[1024:, 0], heard.sound[1024 : TOTAL * SPF, 0]
    level = float(np.dot(chirp, found) / np.dot(chirp, chirp))
    assert np.abs(found - level * chirp).max() < 0.03  # to the sample, up to the very end
    assert media.loudness([heard.sound]).lufs == pytest.approx(LUFS, abs=1.0)


def test_hls_plays_it_to_the_end_over_http_without_a_warning(web: Path) -> None:
    quiet = partial(type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None}), directory=str(web))
    server = ThreadingHTTPServer(("127.0.0.1", 0), quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    before = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    try:
        with av.logging.Capture(local=False) as said, av.open(f"http://127.0.0.1:{server.server_address[1]}/film.m3u8") as source:
            kinds = [source.streams.video[0], source.streams.audio[0]]
            frames = list(source.decode(kinds))
    finally:
        av.logging.set_level(before)
        server.shutdown()
        server.server_close()
    shown = [film.number(one.to_ndarray(format="yuv420p")) for one in frames if isinstance(one, av.VideoFrame)]
    assert shown == [(number, 0) for number in range(TOTAL)]
    assert sum(one.samples for one in frames if isinstance(one, av.AudioFrame)) >= TOTAL * SPF
    assert [(who, text) for level, who, text in said if level <= av.logging.WARNING and who != "libx264"] == []


@pytest.mark.skipif(not FFMPEG, reason="ffmpeg is not installed (apt-get install ffmpeg); PyAV's cannot read DASH")
def test_dash_plays_it_to_the_end_without_a_warning(web: Path) -> None:
    out = web.parent / "copied.mp4"
    which = ["-i", str(web / "film.mpd"), "-map", "0:v:0", "-map", "0:a:0", "-c", "copy", str(out)]
    done = subprocess.run([FFMPEG, "-v", "warning", "-nostdin", *which], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    copied = media.decode(out)
    assert [film.number(one) for one in copied.pictures] == [(number, 0) for number in range(TOTAL)]
    assert len(copied.sound) >= TOTAL * SPF


def test_both_manifests_name_just_the_files_that_are_there(web: Path) -> None:
    named = {"film.m3u8", "film.mpd"}
    for text in ((path.read_text(encoding="utf-8")) for path in web.glob("*.m3u8")):
        named |= {line for line in text.splitlines() if not line.startswith("#")} | set(re.findall('URI="([^"]+)"', text))
    there = {path.relative_to(web).as_posix() for path in web.rglob("*") if path.is_file()}
    assert named == there
    tree = ElementTree.parse(web / "film.mpd")
    by_dash = set()
    for track in tree.iter(f"{_DASH}SegmentTemplate"):
        by_dash.add(track.get("initialization"))
        count = sum(1 + int(row.get("r", "0")) for row in track.iter(f"{_DASH}S"))
        by_dash |= {str(track.get("media")).replace("$Number$", str(number)) for number in range(1, count + 1)}
    assert by_dash == {name for name in there if name.endswith((".mp4", ".m4s"))}


def test_dash_says_of_each_piece_just_when_it_is(web: Path) -> None:
    tree = ElementTree.parse(web / "film.mpd")
    assert tree.getroot().get("mediaPresentationDuration") == f"PT{TOTAL / FPS:.3f}S"
    assert tree.findtext(f".//{_DASH}Title") == "The <Locked> Study"
    for kind, track in zip(("pictures", "sound"), tree.iter(f"{_DASH}SegmentTemplate"), strict=True):
        at, number = 0, 0
        for row in track.iter(f"{_DASH}S"):
            for _ in range(1 + int(row.get("r", "0"))):
                number += 1
                raw = (web / kind / f"{number}.m4s").read_bytes()
                where = raw.index(b"tfdt") + 8
                assert int.from_bytes(raw[where : where + 8], "big") == at
                at += int(row.get("d", "0"))


def test_captions_and_chapters_are_beside_it(web: Path) -> None:
    assert "00:00:00.500 --> 00:00:01.500\nMaud: Who has the key?" in (web / "words.vtt").read_text(encoding="utf-8")
    assert re.findall('"start-time": ([0-9.]+)', (web / "chapters.json").read_text(encoding="utf-8")) == ["0.0", "8.0"]


def test_a_folder_that_is_there_already_is_left_alone(web: Path, reels: tuple[Reel, ...]) -> None:
    before = sorted(web.rglob("*"))
    with pytest.raises(OtherwiseError, match="is there already"):
        export_folder(web, reels, title="Again")
    assert sorted(web.rglob("*")) == before


def test_an_export_that_is_stopped_or_finds_the_disk_full_leaves_nothing(
    tmp_path: Path, reels: tuple[Reel, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []
    with pytest.raises(Cancelled):
        export_folder(tmp_path / "film", reels, title="", progress=told.append, cancelled=lambda: len(told) > 5)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module.Path, "write_bytes", full)
    with pytest.raises(DoesNotFit, match="The disk is full: film was not exported"):
        export_folder(tmp_path / "film", reels, title="")
    assert list(tmp_path.iterdir()) == []


def test_a_film_without_film_is_told() -> None:
    with pytest.raises(OtherwiseError, match="nothing to export"):
        export_folder(Path("nowhere"), (), title="")
