"""How fast film is made: seconds of film per second of work, where the time goes, memory, and the wait for a first frame."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import _others, _scenes
from bench._memory import Memory
from bench._table import Figure, tell
from engine.delivery.store import Store
from engine.places import Places, places
from engine.screening.film import Progress, make
from engine.screening.workshop import Setup, Workshop
from engine.story.story import FPS, GRID
from engine.video.painted import Painted
from engine.video.produce import Segment, Sounds
from engine.video.rungs import LADDER
from engine.video.stages import STAGES
from engine.video.voices import speaker

WORKERS = 2
_TOP = len(LADDER) - 1


def main(*, quick: bool = False, json: Path | None = None) -> int:
    """Twelve scenes on twelve sets: with everything to paint, then with it painted, then plainly. `quick`: two, cut short."""
    numbers = (2, 3) if quick else tuple(range(len(_scenes.SETS)))
    real = places().ready()
    with tempfile.TemporaryDirectory() as folder:
        home = Places(data=Path(folder) / "data", cache=Path(folder) / "cache").ready()
        home.models.rmdir()
        home.models.symlink_to(real.models)
        voice, sentence = speaker(home)
        if sentence:
            print(sentence)
        players = _scenes.cast()
        scenes = _scenes.segments(numbers, voices=voice.name, players=players, short=quick)
        with Memory() as memory:
            cold = _filmed(home, scenes)
            warm = _filmed(_again(home, "warm"), scenes)
        plain = _filmed(_again(home, "plain", sounds=True), scenes, level=0)
        first = _first_frame(home)
        gang = {} if quick else _ganged(home, scenes[:2])
        frame, others = _others.compared(folder=Path(folder), frames=24 if quick else 72)
    _print_stages(cold=cold, warm=warm, plain=plain)
    voices = "fallback" if sentence else "installed"
    few = "few_" if quick else ""  # two short scenes do not carry the start of the workers: they have no goals
    figures = [
        Figure(name=f"{few}warm", value=warm.speed, note=warm.told),
        Figure(name=f"{few}cold", value=cold.speed, note=cold.told),
        Figure(name=f"{few}draft", value=plain.speed, note=f"{plain.told}; nothing painted, the sound made before"),
        Figure(
            name="warm_cpu", value=warm.cpu_speed, note="film per CPU second, times the workers: what an idle machine would give"
        ),
        Figure(name="cold_cpu", value=cold.cpu_speed, note="the same, with all to paint"),
        Figure(name="draft_cpu", value=plain.cpu_speed, note="the same, plainly"),
        Figure(name="first_frame", value=first, note=f"a new episode, voices {voices}"),
        Figure(name="memory", value=memory.peak, note=memory.told),
    ]
    if gang:
        figures.append(
            Figure(name="gang", value=gang["chunk_wait"], note="wait for one chunk: two workers on it, over one on each of two")
        )
        figures.append(
            Figure(name="gang_rate", value=gang["rate"], note="film made: two workers on one chunk, over one on each of two")
        )
    for name, theirs in others.items():
        if isinstance(theirs, str):
            print(theirs)
        else:
            note = f"CPU ms a frame: {1000 * theirs:.0f}, ours {1000 * frame:.1f}; 4 layers, 2 sprites, a title; encoded"
            figures.append(Figure(name=name, value=theirs / frame, note=note))
    extra: dict[str, object] = {"quick": quick, "scenes": [scene.scene for scene in scenes], "gang": gang}
    extra |= {name: run.data for name, run in (("warm", warm), ("cold", cold), ("draft", plain))}
    return tell("film", figures, extra=extra, path=json)


class _Run:
    """One filming of the scenes: how long it took, and CPU seconds by stage."""

    def __init__(self, *, film: float, took: float, cpu: float, stages: dict[str, float]) -> None:
        self.film, self.took, self.cpu, self.stages = film, took, cpu, stages

    @property
    def speed(self) -> float:
        return self.film / self.took

    @property
    def cpu_speed(self) -> float:
        return self.film * WORKERS / self.cpu

    @property
    def told(self) -> str:
        return f"{self.film:.0f} s of film in {self.took:.0f} s, {self.cpu:.0f} s of CPU"

    @property
    def data(self) -> dict[str, object]:
        return {
            "speed": self.speed,
            "cpu_speed": self.cpu_speed,
            "took": self.took,
            "film": self.film,
            "cpu": self.cpu,
            "stages": self.stages,
        }


def _again(home: Places, name: str, *, sounds: bool = False) -> Places:
    """The same home with nothing voiced and nothing filmed, so that only the paint is warm. `sounds`: with these too."""
    cache = home.cache.parent / name
    cache.mkdir()
    for kept in ("bakes", "sounds") if sounds else ("bakes",):
        if kept == "bakes" and sounds:  # the plain rung needs no paint: it gets none
            continue
        (cache / kept).symlink_to(home.cache / kept)
    return Places(data=home.data, cache=cache).ready()


def _filmed(home: Places, scenes: tuple[Segment, ...], *, level: int = _TOP) -> _Run:
    """Film every scene, everything included: the workers' start, voices, mix, pictures, and the store."""
    players = _scenes.cast()
    stages: dict[str, float] = {}
    made = 0

    def note(progress: Progress) -> None:
        nonlocal made
        stages.update(progress.stages)
        made = progress.chunks

    store, sounds = Store(home.store, budget_bytes=2**32), Sounds(home.sounds)
    before, began = os.times(), time.monotonic()
    crew = Workshop(setup=Setup(cast=players, places=home, budget=2**32), count=WORKERS)
    try:
        painted = Painted(home.bakes, cast=players)
        make(scenes, crew=crew, store=store, sounds=sounds, level=level, painted=painted, progress=note)
        took = time.monotonic() - began
    finally:
        crew.close()  # whose CPU seconds are counted when they are gone
    after = os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    return _Run(film=made * GRID / FPS, took=took, cpu=cpu, stages=stages)


def _print_stages(**runs: _Run) -> None:
    """CPU milliseconds to a second of film, by stage."""
    print("CPU ms to a second of film".ljust(28) + "".join(name.rjust(8) for name in runs))
    for stage in STAGES:
        row = [1000 * run.stages.get(stage, 0.0) / run.film for run in runs.values()]
        if any(value >= 0.5 for value in row):
            print(f"  {stage}".ljust(28) + "".join(f"{value:8.0f}" for value in row))
    rest = [1000 * (run.cpu - sum(run.stages.values())) / run.film for run in runs.values()]
    print("  start, store, planning".ljust(28) + "".join(f"{value:8.0f}" for value in rest))
    print("  all".ljust(28) + "".join(f"{1000 * run.cpu / run.film:8.0f}" for run in runs.values()))


def _first_frame(home: Places) -> float:
    """From a fresh interpreter to a decoded picture of an episode nobody has seen."""
    began = time.monotonic()
    environment = {**os.environ, "OTHERWISE_HOME": str(home.data.parent)}
    subprocess.run([sys.executable, "-m", "bench._first_frame"], check=True, env=environment, cwd=Path(__file__).parent.parent)
    return time.monotonic() - began


def _ganged(home: Places, scenes: tuple[Segment, ...]) -> dict[str, float]:
    """Two workers on one chunk (each encodes half its frames), against each on a chunk of its own: the same film both ways."""
    from bench._gang import timed

    return timed(home, scenes, players=_scenes.cast())
