"""Whether other screens play a film that branches at 20 joints: frames lost, complaints, and how soon a choice is there.

Each player plays a film of burnt-in numbers from the real server, and every choice is taken while it plays. ffmpeg and
Chromium are measured where they are installed (or named by OTHERWISE_FFMPEG and OTHERWISE_CHROMIUM), and named where not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from bench._table import Figure, tell
from engine import media
from engine.places import ROOT
from tests import signal_film as film
from tests.browser import Page, browser
from tests.joints import Joints
from tests.vlc_player import watch

FFMPEG = os.environ.get("OTHERWISE_FFMPEG") or shutil.which("ffmpeg") or ""
_LATE = (0.0, 0.9)
"""Seconds after a choice opens at which it is taken in the browser: the last, one before the joint."""
_CLOCK = """(() => {
  window.waits = [];
  let asked = 0, until = 0;
  document.addEventListener('keydown', () => { asked = performance.now(); until = film.buffered.end(film.buffered.length - 1); },
    { capture: true });
  setInterval(() => {
    if (asked && film.buffered.end(film.buffered.length - 1) > until + 0.5) { waits.push(performance.now() - asked); asked = 0; }
  }, 4);
  window.starved = 0;
  film.addEventListener('waiting', () => { if (film.currentTime > 0.1) starved += 1; });
})()"""
_OPENED = "!document.getElementById('fork').hidden && board.question ? board.question.opens : 0"


@dataclass(frozen=True, kw_only=True)
class Played:
    """What came of one player. `waits`: seconds from each choice until the player had the film beyond the joint."""

    player: str
    frames: int
    lost: int
    warnings: tuple[str, ...]
    waits: tuple[float, ...]
    note: str = ""


def main(*, quick: bool, json: Path | None) -> int:
    """0 where no frame is lost, nobody complains, and the browser has what was chosen in time."""
    joints, grid = (4, 24) if quick else (20, 64)
    sys.setswitchinterval(0.0005)  # as the app sets it: libVLC's callbacks must not wait 5 ms for Python
    ways: dict[str, Callable[[Joints], Played]] = {"PyAV": _pyav, "VLC": _vlc}
    if FFMPEG:
        ways["ffmpeg"] = _ffmpeg
    if browser():
        ways["hls.js"] = _browser
    played = []
    for player, play in ways.items():
        with tempfile.TemporaryDirectory() as folder:
            one = Joints(Path(folder), joints=joints, grid=grid, each=2 if player == "VLC" else 1)
            try:
                played.append(play(one))
            finally:
                one.close()
    for one in played:
        waits = np.array(one.waits or [0.0]) * 1000
        middle, most = np.percentile(waits, [50, 95])
        told = f"{one.player:8} {one.frames:5} frames, {one.lost} lost, {len(one.warnings)} warnings, "
        print(f"{told}choice to buffered p50 {middle:.0f} ms, p95 {most:.0f} ms{one.note}")
    figures = [
        Figure(name="lost", value=sum(one.lost for one in played), note=", ".join(one.player for one in played)),
        Figure(name="warnings", value=sum(len(one.warnings) for one in played), note="; ".join(_all_said(played))[:200]),
        Figure(name="players", value=len(played), note=f"{joints} joints each"),
    ]
    if in_browser := [one for one in played if one.player == "hls.js"]:
        waits = np.array(in_browser[0].waits) * 1000
        figures.append(Figure(name="buffered", value=float(np.percentile(waits, 95)), note=f"{len(waits)} choices"))
        figures.append(Figure(name="buffered_half", value=float(np.percentile(waits, 50))))
    detail = [
        {
            "player": one.player,
            "frames": one.frames,
            "lost": one.lost,
            "warnings": list(one.warnings),
            "choice_to_buffered_ms": [round(1000 * wait, 1) for wait in one.waits],
        }
        for one in played
    ]
    kept = json or (None if quick else ROOT / "bench" / "results" / "hls.json")
    return tell("hls", figures, extra={"joints": joints, "players": detail}, path=kept)


def _all_said(played: list[Played]) -> list[str]:
    return [f"{one.player}: {text}" for one in played for text in one.warnings]


# ---- who plays -----------------------------------------------------------------------------------------------------------


@contextmanager
def _decided(joints: Joints) -> Iterator[list[float]]:
    """A way is taken as soon as the player has read all there is; the waits until it has what follows are collected."""
    waits: list[float] = []
    over = threading.Event()

    def decide() -> None:
        chance, asked = Random(5), 0.0
        while not over.wait(0.005):
            if joints.server._pace.taken >= joints.pieces.appended_frames:
                if asked:
                    waits.append(time.perf_counter() - asked)
                    asked = 0.0
                if not joints.pieces.finished:
                    asked = time.perf_counter()
                    joints.choose(str(chance.randrange(2)))

    thread = threading.Thread(target=decide, daemon=True)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join(10)


def _missing(joints: Joints, shown: list[Any]) -> int:
    """Frames that were not shown, or not in their place."""
    place = {one: number for number, one in enumerate(joints.expected)}
    in_order, last = 0, -1
    for one in shown:
        if place.get(one, -1) > last:
            in_order, last = in_order + 1, place[one]
    return len(joints.expected) - in_order


def _pyav(joints: Joints) -> Played:
    """In a process of its own: what libav says of our encoder, in this one, is not about the film."""
    program = (
        "import sys; from pathlib import Path; from engine import media; from tests import signal_film as film\n"
        "import av.logging; av.logging.set_level(av.logging.WARNING)\n"
        "import av\n"
        "with av.logging.Capture(local=False) as said, av.open(sys.argv[1], options={'live_start_index': '0'}) as source:\n"
        "    for one in source.decode(video=0): print(*(film.number(one.to_ndarray(format='yuv420p')) or (-1, -1)))\n"
        "for level, name, text in said:\n"
        "    if level <= av.logging.WARNING: print(f'{name}: {text.strip()}', file=sys.stderr)\n"
    )
    with _decided(joints) as waits:
        done = _run([sys.executable, "-c", program, joints.server.film])
    shown = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    return Played(
        player="PyAV",
        frames=joints.frames,
        lost=_missing(joints, shown),
        warnings=tuple(done.stderr.splitlines()),
        waits=tuple(waits),
        note=" (it polls)",
    )


def _ffmpeg(joints: Joints) -> Played:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "copied.mp4"
        which = ["-live_start_index", "0", "-i", joints.server.film, "-map", "0:v:0", "-map", "0:a:0", "-c", "copy", str(out)]
        with _decided(joints) as waits:
            done = _run([FFMPEG, "-v", "warning", "-nostdin", *which])
        shown = [film.number(one) for one in media.decode(out).pictures]
    return Played(
        player="ffmpeg",
        frames=joints.frames,
        lost=_missing(joints, shown),
        warnings=tuple(done.stderr.splitlines()),
        waits=tuple(waits),
        note=" (it polls)",
    )


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, timeout=400, check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


def _vlc(joints: Joints) -> Played:
    with _decided(joints) as waits:
        seen = watch(joints.server.film, seconds=joints.frames / film.FPS + 60)
    lost = max(_missing(joints, seen.shown), seen.lost)
    return Played(
        player="VLC",
        frames=joints.frames,
        lost=lost,
        warnings=tuple(seen.warnings),
        waits=tuple(waits),
        note=" (it polls, and reads far ahead)",
    )


def _browser(joints: Joints) -> Played:
    chance = Random(7)
    with tempfile.TemporaryDirectory() as folder:
        page = Page(browser(), Path(folder) / "profile")
        try:
            page.open(joints.server.url)
            page.until("document.getElementById('begin') && !document.getElementById('begin').disabled")
            page.click("#begin")
            page.until("film.currentTime > 0", seconds=60)
            page.ask(_CLOCK)
            for _ in range(joints.joints):
                opened = page.until(f"{_OPENED} || (board.ended ? -1 : 0)", seconds=60)
                if opened < 0:
                    break
                time.sleep(chance.uniform(*_LATE) * joints.grid / 64)
                page.press(str(1 + chance.randrange(2)))
                page.until(f"board.ended || !board.question || board.question.opens !== {opened}")
            page.until("film.ended", seconds=60)
            quality = page.ask(
                "(({totalVideoFrames: all, droppedVideoFrames: out}) => [all, out])(film.getVideoPlaybackQuality())"
            )
            waits, starved = page.ask("waits"), page.ask("starved")
        finally:
            page.close()
    return Played(
        player="hls.js",
        frames=joints.frames,
        lost=joints.frames - quality[0],
        warnings=tuple(page.said),
        waits=tuple(wait / 1000 for wait in waits),
        note=f"; {quality[1]} not drawn in time, {starved} times starved",
    )
