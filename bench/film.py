"""How fast film is made: seconds of film per second of work, where the time goes, memory, and the wait for a first frame."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench._table import Figure, tell
from engine.delivery.store import Store
from engine.places import Places, places
from engine.preference.viewer import Profile
from engine.screening.episodes import compose
from engine.screening.film import Progress, make
from engine.screening.workshop import Setup, Workshop
from engine.story.graph import by_default, walk
from engine.story.state import version
from engine.story.story import FPS
from engine.video.produce import Segment, Sounds, segment
from engine.video.voices import speaker

WORKERS = 2


def main(*, quick: bool = False, json: Path | None = None) -> int:
    """Two runs of different episodes on the same sets: one that must paint them, one that finds them painted."""
    seconds = 10 if quick else 80
    real = places().ready()
    with tempfile.TemporaryDirectory() as folder:
        home = Places(data=Path(folder) / "data", cache=Path(folder) / "cache").ready()
        home.models.rmdir()
        home.models.symlink_to(real.models)
        voice, sentence = speaker(home)
        if sentence:
            print(sentence)
        with _Memory() as memory:
            cold = _filmed(home, seed=7, seconds=seconds, voices=voice.name)
            warm = _filmed(home, seed=7, seconds=seconds, voices=voice.name, again=True)
        first = _first_frame(home)
    figures = [
        Figure(name="warm", value=warm["speed"], note=_shares(warm)),
        Figure(name="cold", value=cold["speed"], note=_shares(cold)),
        Figure(name="first_frame", value=first, note="sets painted, voices " + ("fallback" if sentence else "installed")),
        Figure(name="memory", value=memory.peak, note=f"this process and {WORKERS} workers"),
    ]
    return tell("film", figures, extra={"seconds": seconds, "warm": warm, "cold": cold, "quick": quick}, path=json)


def _filmed(home: Places, *, seed: int, seconds: float, voices: str, again: bool = False) -> dict[str, float]:
    """Film the opening scenes of an episode in full, so that all that is voiced is filmed.

    `again`: with a fresh store and nothing voiced, so that only the paint is warm.
    """
    if again:
        home = Places(data=home.data, cache=home.cache.parent / "second")
        home.cache.mkdir()
        (home.cache / "bakes").symlink_to(home.cache.parent / "cache" / "bakes")
        home.store.mkdir()
    story, cast = compose(profile=Profile(), genre="cozy_mystery", seed=seed)
    scenes: list[Segment] = []
    for state in walk(story, by_default):
        scene = story.scene(state.scene)
        scenes.append(segment(scene, version(scene, state), cast=cast, voices=voices))
        if sum(one.frames for one in scenes) >= seconds * FPS:
            break
    frames = round(seconds * FPS) if seconds < 30 else None
    worked: dict[str, float] = {}
    chunks = 0

    def note(progress: Progress) -> None:
        nonlocal chunks
        worked.update(progress.worked)
        chunks = progress.chunks

    store, sounds = Store(home.store, budget_bytes=2**32), Sounds(home.cache / "sounds")
    crew = Workshop(setup=Setup(cast=cast, places=home, budget=2**32), count=WORKERS)
    began = time.monotonic()
    try:
        make(tuple(scenes), crew=crew, store=store, sounds=sounds, frames=frames, progress=note)
    finally:
        took = time.monotonic() - began
        crew.close()
    film = chunks * 64 / FPS
    return {"speed": film / took, "took": took, "film": film, **{f"{kind}_s": spent for kind, spent in worked.items()}}


def _shares(run: dict[str, float]) -> str:
    total = run["took"] * WORKERS
    parts = {name: run[f"{name}_s"] / total for name in ("voice", "sound", "film")}
    parts["start and idle"] = 1 - sum(parts.values())
    return f"{run['film']:.0f} s in {run['took']:.0f} s: " + ", ".join(f"{name} {share:.0%}" for name, share in parts.items())


def _first_frame(home: Places) -> float:
    """From a fresh interpreter to a decoded picture of an episode nobody has seen."""
    began = time.monotonic()
    environment = {**os.environ, "OTHERWISE_HOME": str(home.data.parent)}
    subprocess.run([sys.executable, "-m", "bench._first_frame"], check=True, env=environment, cwd=Path(__file__).parent.parent)
    return time.monotonic() - began


class _Memory:
    """The most memory that this process and its children held, in MB, looked at four times a second."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.25):
            mine = os.getpid()
            total = 0.0
            for status in Path("/proc").glob("[0-9]*/status"):
                try:
                    lines = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
                except OSError:
                    continue
                if int(lines["Pid"]) == mine or int(lines["PPid"]) == mine:
                    total += int(lines.get("VmRSS", "0 kB").split()[0]) / 1024
            self.peak = max(self.peak, total)
