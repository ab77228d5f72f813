"""Real players play a film of 20 joints from the real server, each choice taken on the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.logging
import numpy as np
import pytest

from engine import media
from tests import signal_film as film
from tests.browser import Page, browser
from tests.joints import Joints
from tests.vlc_player import watch

JOINTS = 20
GRID = 24
"""Frames between joints: a third of a real scene's least, so that a minute of film is twenty seconds."""
FFMPEG = os.environ.get("OTHERWISE_FFMPEG") or shutil.which("ffmpeg") or ""
PATH = [(number * 7 + number // 3) % 2 for number in range(JOINTS)]


class Deciding:
    """Whoever holds the remote: takes the next way of `PATH` as soon as a player has read all there is."""

    def __init__(self, joints: Joints) -> None:
        self._joints, self._over = joints, threading.Event()
        self._thread = threading.Thread(target=self._decide, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(10)

    def _decide(self) -> None:
        ways = iter(PATH)
        while not self._over.wait(0.02) and not self._joints.pieces.finished:
            if self._joints.server._pace.taken >= self._joints.pieces.appended_frames:
                self._joints.choose(str(next(ways)))


@pytest.fixture
def joints(tmp_path: Path) -> Iterator[Joints]:
    one = Joints(tmp_path / "pieces", joints=JOINTS, grid=GRID)
    yield one
    one.close()


def is_steady(seconds: list[float], step: float) -> bool:
    return bool(np.allclose(np.diff(seconds), step, atol=1e-6))


def test_pyav_shows_every_frame_of_20_joints_and_complains_of_nothing(joints: Joints) -> None:
    shown: list[Any] = []
    pictures: list[float] = []
    sounds: list[float] = []
    before = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    try:
        with (
            Deciding(joints),
            av.logging.Capture(local=False) as said,
            av.open(joints.server.film, options={"live_start_index": "0"}) as source,
        ):
            for frame in source.decode([source.streams.video[0], source.streams.audio[0]]):
                if isinstance(frame, av.VideoFrame):
                    shown.append(film.number(frame.to_ndarray(format="yuv420p")))
                    pictures.append(frame.time or 0.0)
                else:
                    sounds.append(frame.time or 0.0)
    finally:
        av.logging.set_level(before)
    assert joints.path[3:] == PATH
    assert shown == joints.expected
    assert is_steady(pictures, 1 / film.FPS) and is_steady(sounds, 1024 / film.RATE)
    assert [(name, text) for level, name, text in said if level <= av.logging.WARNING and name != "libx264"] == []


@pytest.mark.skipif(not FFMPEG, reason="ffmpeg is not installed (apt-get install ffmpeg)")
def test_ffmpeg_copies_every_frame_of_20_joints_and_complains_of_nothing(joints: Joints, tmp_path: Path) -> None:
    out = tmp_path / "copied.mp4"
    which = ["-live_start_index", "0", "-i", joints.server.film, "-map", "0:v:0", "-map", "0:a:0", "-c", "copy", str(out)]
    with Deciding(joints):
        done = subprocess.run(
            [FFMPEG, "-v", "warning", "-nostdin", *which], capture_output=True, text=True, timeout=240, check=False
        )
    assert (done.returncode, done.stderr) == (0, "")
    copied = media.decode(out)
    assert [film.number(one) for one in copied.pictures] == joints.expected
    assert is_steady(list(copied.picture_seconds), 1 / film.FPS)


@pytest.fixture
def _switching() -> Iterator[None]:
    """libVLC's callbacks must not wait 5 ms for Python, as in the app."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_switching")
def test_vlc_shows_every_frame_of_20_joints_and_complains_of_nothing_on_the_way(tmp_path: Path) -> None:
    joints = Joints(tmp_path / "pieces", joints=JOINTS, grid=GRID, each=2)  # it asks for the list once a second
    try:
        with Deciding(joints):
            seen = watch(joints.server.film, seconds=joints.frames / film.FPS + 60)
    finally:
        joints.close()
    assert seen.ended
    assert seen.shown == joints.expected
    assert (seen.lost, seen.warnings) == (0, [])


# ---- the page in a browser -------------------------------------------------------------------------------------------------

_WATCH = """(() => {
  const film = document.getElementById('film');
  const ink = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  ink.canvas.width = 320; ink.canvas.height = 1;
  window.seen = [];
  const look = (now, about) => {
    ink.drawImage(film, 0, 16, 320, 1, 0, 0, 320, 1);
    const row = ink.getImageData(0, 0, 320, 1).data;
    let code = 0;
    for (let bit = 0; bit < 20; bit++) if (row[4 * (bit * 16 + 8)] > 126) code += 2 ** bit;
    seen.push([Math.round(about.mediaTime * 24), code >> 8, code >> 4 & 15]);
    film.requestVideoFrameCallback(look);
  };
  film.requestVideoFrameCallback(look);
})()"""
_LEFT = "!document.getElementById('fork').hidden && board.question && board.question.opens <= frame() ? board.question.opens : -1"


@pytest.mark.skipif(not browser(), reason="Chromium is not installed (apt-get install chromium, or set OTHERWISE_CHROMIUM)")
def test_a_browser_plays_20_joints_with_the_choices_on_the_page(joints: Joints, tmp_path: Path) -> None:
    page = Page(browser(), tmp_path / "profile")
    try:
        page.open(joints.server.url)
        page.until("document.getElementById('begin') && !document.getElementById('begin').disabled")
        page.ask(_WATCH)
        page.click("#begin")
        page.until("film.currentTime > 0", seconds=60)
        for number, way in enumerate(PATH):
            opened = page.until(f"Math.max(0, {_LEFT}) || (board.ended ? -1 : 0)", seconds=60)
            assert opened > 0, f"joint {number} passed by: {joints.path}"
            if number % 2:
                page.click(f"#offers button:nth-child({way + 1})")
            else:
                page.press(str(way + 1))
            page.until(f"board.ended || !board.question || board.question.opens !== {opened}")
        page.until("film.ended", seconds=60)
        shown = page.ask("film.getVideoPlaybackQuality().totalVideoFrames")
        buffered = page.ask("[film.buffered.length, film.buffered.start(0), film.buffered.end(film.buffered.length - 1)]")
        cues = page.ask("[...film.textTracks].map((track) => [track.mode, track.cues.length])")
        seen = [tuple(one) for one in page.ask("seen")]
        ending = page.ask("!document.getElementById('end').hidden && document.getElementById('ending').textContent")
    finally:
        page.close()
    expected = joints.expected
    assert joints.path[3:] == PATH
    assert shown == joints.frames  # each was decoded: none was lost between two pieces
    assert buffered[:2] == [1, 0] and buffered[2] == pytest.approx(joints.frames / film.FPS, abs=0.05)
    assert len(seen) > joints.frames // 2
    assert [one for one in seen if expected[one[0]] != one[1:]] == []  # the picture of its time and branch
    assert cues == [["showing", JOINTS + 3]]
    assert ending == "The end"
    assert page.said == []
