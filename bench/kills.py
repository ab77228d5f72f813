"""What a kill costs: programs and workers ended at random moments and half way through a write, and disks that fail.

A real screening with real workers films an episode at the plain rung, watched by `_killed.py` at six times the speed. After
every kill the whole store is read: what was finished must be there and be what it was, and everything that was taken to be
shown is compared with what was first filmed. Now and then a bit is flipped in a finished chunk: it must be filmed again.
"""

from __future__ import annotations

import contextlib
import json as written
import os
import queue
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench._killed import digest
from bench._table import Figure, tell
from engine.delivery import store as stored
from engine.places import ROOT, Places
from engine.preference.viewer import Profile
from engine.screening.episodes import Bookmark, Episode, keep, load, new_episode
from engine.story.state import begin, version
from engine.video.produce import segment
from engine.video.rungs import LADDER
from engine.video.voices import speaker

ROUNDS, QUICK = 100, 6
_PATIENCE = 240.0
"""Seconds that a program may take to do what it is waited for: the machine may be laden."""


@dataclass
class Tally:
    """What was seen in all rounds."""

    rounds: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    wrong: int = 0
    """Chunks taken to be shown that are not what was filmed."""
    planted: int = 0
    caught: int = 0
    torn: int = 0
    """Files of the store, after a kill, that are not whole."""
    dead_ends: list[str] = field(default_factory=list)
    """Rounds that ended otherwise than they should."""
    resumed: list[float] = field(default_factory=list)
    resumed_cpu: list[float] = field(default_factory=list)
    replaced: list[float] = field(default_factory=list)
    taken: int = 0
    left: int = 0
    """Jobs that the journal of a killed program handed on."""


class Life:
    """One start of the program, until it ends or is ended."""

    def __init__(self, home: Path, episode: Path, *, seed: int, how: str = "") -> None:
        command = [sys.executable, "-m", "bench._killed", str(home), str(episode), str(seed), how]
        if how:
            command = ["unshare", "-m", *command]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self.heard: list[dict[str, Any]] = []
        self.pids: list[int] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            with contextlib.suppress(ValueError):  # cut off by the kill
                self._lines.put(written.loads(line))
        self._lines.put({"what": "gone"})

    def until(self, *what: str, seconds: float = _PATIENCE) -> dict[str, Any] | None:
        """The next of these to be said; None where the program is gone, or says none of it for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                said = self._lines.get(timeout=left)
            except queue.Empty:
                break
            self.heard.append(said)
            self.pids = said.get("pids", self.pids)
            if said["what"] in what:
                return said
            if said["what"] == "gone":
                return None
        return None

    def all(self, what: str) -> list[dict[str, Any]]:
        return [said for said in self.heard if said["what"] == what]

    def kill(self) -> None:
        self._process.kill()

    def ended(self) -> None:
        """Hear the rest, and be sure that the process is gone."""
        self.until("gone", seconds=20)
        self._process.kill()
        self._process.wait(20)


class Rounds:
    """Rounds of kills on one home, with what is known of its film."""

    def __init__(self, home: Places, episode: Episode, *, seed: int) -> None:
        self.home, self.episode, self.die = home, episode, random.Random(seed)
        self.tally = Tally()
        self._first: dict[str, str] = {}
        """What each chunk was when it was first whole on the disk."""
        self._there: set[str] = set()
        self._planted: set[str] = set()

    def live(self, *, workers: int, bite: bool) -> None:
        """A life: so many of its workers are killed, one of them in a write perhaps, and then it is."""
        self._plant()
        life = self._born()
        said = life.until("resumed", "ended", "failed")
        if said is None or said["what"] == "failed":
            self._dead_end("the film did not go on", life)
            return
        if said["what"] == "resumed":
            self.tally.resumed.append(said["seconds"])
            self.tally.resumed_cpu.append(said["cpu"])
            for number in range(workers):
                if not self._kill_a_worker(life, in_a_write=number == 0):
                    break
        over = bool(life.all("ended"))
        if not over:
            if bite:
                self._bite("bite-app")
                over = life.until("gone", "ended", seconds=30) is not None and bool(life.all("ended"))
            else:
                life.until("ended", seconds=self.die.uniform(0.0, 2.0))
                over = bool(life.all("ended"))
        life.kill()
        self.tally.rounds["app in a write" if bite and not (self._home / "bite-app").exists() else "app"] += 1
        self._after(life)
        if over:
            self._from_the_beginning()

    def fail(self, how: str) -> None:
        """A life on a disk that is full, or cannot be written: what is there is played, and then there is a sentence."""
        self._from_the_beginning(keep_opening=True)
        ready = self._ready()
        life = self._born(how=how)
        said = life.until("failed", "ended")
        shown = life.until("shown", seconds=30) if said else None
        life.ended()
        self.tally.rounds[how] += 1
        self._compare(life)
        sentence = said.get("sentence", "") if said else ""
        if said is None or shown is None:
            self._dead_end(f"on a disk that is {how} it ended without a word", life)
        elif said["what"] == "failed" and not ("Free" in sentence or "writable" in sentence):
            self._dead_end(f"on a disk that is {how} it said: {sentence}", life)
        elif shown["appended"] < ready:
            self._dead_end(f"on a disk that is {how} {shown['appended']} frames of {ready} were played", life)

    # ---- what is done to it --------------------------------------------------------------------------------------------

    @property
    def _home(self) -> Path:
        return self.home.data.parent

    def _born(self, how: str = "") -> Life:
        for name in ("bite", "bite-app"):
            (self._home / name).unlink(missing_ok=True)
        return Life(self._home, self.episode.folder, seed=self.die.randrange(10**6), how=how)

    def _bite(self, name: str) -> None:
        (self._home / name).touch()

    def _kill_a_worker(self, life: Life, *, in_a_write: bool) -> bool:
        """Whether the film is still on, with another worker in the place of the one that was killed."""
        life.until("ended", seconds=self.die.uniform(0.05, 1.0))
        before = list(life.pids)
        if life.all("ended") or not before:
            return False
        began = time.monotonic()
        if in_a_write:
            self._bite("bite")
        else:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.die.choice(before), signal.SIGKILL)
        while (said := life.until("pids", "ended", "failed", seconds=60)) and said["what"] == "pids" and life.pids == before:
            pass
        if said is not None and said["what"] == "pids":
            self.tally.rounds["worker in a write" if in_a_write else "worker"] += 1
            if not in_a_write:
                self.tally.replaced.append(time.monotonic() - began)
            return True
        if said is None and not in_a_write:
            self._dead_end("a killed worker was not replaced", life)
        return False

    def _plant(self) -> None:
        """Flip a bit in one of the finished chunks."""
        if self._there and self.die.random() < 0.5:
            name = self.die.choice(sorted(self._there))
            path = self._path(name)
            raw = bytearray(path.read_bytes())
            raw[self.die.randrange(len(raw))] ^= 1 << self.die.randrange(8)
            path.write_bytes(raw)
            self._planted.add(name)
            self.tally.planted += 1

    def _from_the_beginning(self, *, keep_opening: bool = False) -> None:
        """Back to the first scene, with some of its film gone, so that there is something to do."""
        self.episode = keep(load(self.episode.folder), Bookmark(state=begin(self.episode.story)))
        opening = set(self._opening())
        for name in sorted(self._there):
            if (self.die.random() < 0.6 and not (keep_opening and name in opening)) or name in self._planted:
                self._path(name).unlink(missing_ok=True)
                self._there.discard(name)
        self._planted.clear()
        for sound in self.home.sounds.rglob("*.sound"):
            if self.die.random() < 0.5:
                sound.unlink()

    # ---- what is seen --------------------------------------------------------------------------------------------------

    def _after(self, life: Life) -> None:
        """The program is gone: read every chunk there is, and compare."""
        life.ended()
        self.tally.left += sum(said["count"] for said in life.all("left"))
        self._compare(life)
        found = set()
        for path in self.home.store.glob("??/?/*.chunk"):
            unwrapped = stored._unwrap(path.read_bytes())
            if unwrapped is None:
                self.tally.torn += path.stem not in self._planted
                continue
            mark = digest(unwrapped[0])
            self.tally.wrong += self._first.setdefault(path.stem, mark) != mark
            self._planted.discard(path.stem)  # made again
            found.add(path.stem)
        self.tally.lost += len(self._there - found - self._planted)
        self._there = found

    def _compare(self, life: Life) -> None:
        for said in life.all("broken"):
            self.tally.caught += stored._name(said["key"]) in self._planted
        for said in life.all("got"):
            self.tally.taken += 1
            self.tally.wrong += self._first.setdefault(stored._name(said["key"]), said["digest"]) != said["digest"]

    def _dead_end(self, what: str, life: Life) -> None:
        life.kill()
        life.ended()
        said = [f"{one['what']}: {one.get('sentence', '')}" for one in life.heard if one["what"] in ("failed", "fallback")]
        self.tally.dead_ends.append(f"{what} {'; '.join(said)}".strip())
        self._after(life)

    def _path(self, name: str) -> Path:
        return self.home.store / name[:2] / name[2:3] / f"{name}.chunk"

    def _opening(self) -> tuple[str, ...]:
        """The files of the first scene's film, as it is filmed here."""
        story, state = self.episode.story, begin(self.episode.story)
        scene = story.scene(story.start)
        first = segment(scene, version(scene, state), cast=self.episode.cast, voices=speaker(self.home)[0].name)
        return tuple(stored._name(first.chunk_key(part, LADDER[0])) for part in range(first.chunks))

    def _ready(self) -> int:
        """Frames that can be shown from the beginning with nothing made."""
        count = 0
        for name in self._opening():
            if name not in self._there:
                break
            count += 1
        return 64 * count


def main(*, quick: bool = False, json: Path | None = None, count: int | None = None) -> int:
    """So many rounds of kills (100; --count), then disks that fail."""
    wanted = QUICK if quick else count or ROUNDS
    with tempfile.TemporaryDirectory(prefix="otherwise-kills-") as folder:
        home = Places(data=Path(folder) / "data", cache=Path(folder) / "cache").ready()
        rounds = Rounds(home, new_episode(home, profile=Profile(), seed=31), seed=5)
        tally = rounds.tally
        with contextlib.suppress(KeyboardInterrupt):  # stopped: what was seen so far is told
            _go(rounds, wanted, quick=quick)
        print(file=sys.stderr)
    return _tell(tally, quick=quick, json=json)


def _go(rounds: Rounds, wanted: int, *, quick: bool) -> None:
    number, tally = 0, rounds.tally
    while sum(tally.rounds.values()) < wanted and len(tally.dead_ends) < 5:
        rounds.live(workers=number % 3 if not quick else 2, bite=number % 2 == 1)
        number += 1
        print(f"\r{sum(tally.rounds.values())} of {wanted}", end="", file=sys.stderr, flush=True)
    for how in ("full", "read-only") * max(1, wanted // 20) if _can_mount() else ():
        rounds.fail(how)


def _can_mount() -> bool:
    """Whether this machine lets a process have disks of its own, to be full and read-only for real."""
    try:
        return subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0
    except OSError:
        return False


def _tell(tally: Tally, *, quick: bool, json: Path | None) -> int:
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(tally.rounds.items()))
    resumed = tally.resumed[1:]
    failing = tally.rounds["full"] + tally.rounds["read-only"]
    figures = [
        Figure(name="rounds", value=sum(tally.rounds.values()), note=kinds),
        Figure(name="lost", value=tally.lost),
        Figure(name="torn", value=tally.torn),
        Figure(name="wrong", value=tally.wrong, note=f"of {tally.taken} taken to be shown; in {tally.planted} a bit was flipped"),
        Figure(name="dead_ends", value=len(tally.dead_ends), note="; ".join(tally.dead_ends)[:200]),
        Figure(name="failing", value=failing, note="each plays what is there and then says why and what to do"),
        Figure(name="resumed", value=_p95(resumed), note=f"p95 from the start of the process; median {_median(resumed):.2f}"),
        Figure(name="resumed_cpu", value=_p95(tally.resumed_cpu[1:]), note="p95 of the program's own CPU seconds until then"),
        Figure(name="replaced", value=_median(tally.replaced), note="median; a killed worker until another is there"),
        Figure(name="left", value=tally.left, note="jobs that the journals of killed programs handed on"),
    ]
    extra: dict[str, object] = {
        "quick": quick,
        "rounds": dict(tally.rounds),
        "dead_ends": tally.dead_ends,
        "caught": tally.caught,
    }
    return tell("kills", figures, extra=extra, path=json)


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95)) if values else 0.0


def _median(values: list[float]) -> float:
    return float(np.median(values)) if values else 0.0
