"""How soon a worker is free again that is told to stop: real jobs of each kind, stopped at random moments."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import numpy as np

from bench._table import Figure, tell
from engine.places import Places
from engine.preference.viewer import Profile
from engine.screening.episodes import Episode, new_episode
from engine.screening.schedule import Job
from engine.screening.workshop import Done, Setup, Workshop
from engine.story.state import begin, choose, default, version
from engine.video.produce import Segment, segment
from engine.video.voices import speaker


def cancels(home: Places, episode: Episode, *, times: int) -> dict[str, list[tuple[float, float]]]:
    """By kind of job, for each stop: milliseconds until the worker is free, and what its thread worked in them."""
    die = random.Random(3)
    scenes = _scenes(home, episode)
    shop = Workshop(setup=Setup(cast=episode.cast, places=home, budget=2**33), count=1, cache=home.cache)
    found: dict[str, list[tuple[float, float]]] = {"film": [], "sound": [], "paint": []}
    try:
        _finish(shop, Job(kind="film", segment=scenes[0].key), scenes[0])  # loads what a worker loads once
        tries = 0
        while min(map(len, found.values())) < times and tries < 8 * times * len(found):
            tries += 1
            kind = min(found, key=lambda name: len(found[name]))
            scene = die.choice(scenes)
            level = 1 if kind == "paint" else 0
            job = Job(kind=kind, segment=scene.key, part=die.randrange(scene.chunks), level=level)  # type: ignore[arg-type]
            for old in home.store.glob("??/?/*.chunk") if kind == "film" else ():
                old.unlink()
            shop.start(job, scene)
            if any(shop.reports(timeout=die.uniform(0.02, 0.5))):
                continue  # done before it was stopped
            began, worked = time.monotonic(), _worked(shop.pids[0])
            shop.cancel(job)
            reports = shop.reports(timeout=60)
            if reports and not any(isinstance(report, Done) for report in reports):
                found[kind].append((1000 * (time.monotonic() - began), _worked(shop.pids[0]) - worked))
    finally:
        shop.close()
    return found


def _scenes(home: Places, episode: Episode) -> list[Segment]:
    """The default way through the episode: those scenes in which somebody speaks."""
    state, voices = begin(episode.story), speaker(home)[0].name
    found = []
    while True:
        scene = episode.story.scene(state.scene)
        found.append(segment(scene, version(scene, state), cast=episode.cast, voices=voices))
        way = default(episode.story, state)
        if way is None:
            return [one for one in found if one.lines][:6]
        state = choose(episode.story, state, way.id)


def _finish(shop: Workshop, job: Job, scene: Segment) -> None:
    shop.start(job, scene)
    while shop.busy():
        shop.reports(timeout=1.0)


def _worked(process: int) -> float:
    """CPU milliseconds of the process's first thread, where the system tells (Linux)."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0


def main(*, quick: bool = False, json: Path | None = None, count: int | None = None) -> int:
    """So many stops of each kind of job (40; --count), on a home without paint and without installed voices."""
    with tempfile.TemporaryDirectory(prefix="otherwise-cancel-") as folder:
        home = Places(data=Path(folder) / "data", cache=Path(folder) / "cache").ready()
        stops = cancels(home, new_episode(home, profile=Profile(), seed=31), times=6 if quick else count or 40)
    figures = []
    for name, at in (("free", 0), ("work", 1)):
        every = [time[at] for times in stops.values() for time in times]
        each = ", ".join(f"{kind} {_p95([time[at] for time in times]):.0f}" for kind, times in stops.items())
        figures.append(Figure(name=name, value=_p95(every), note=f"p95 of {len(every)}; {each}"))
    return tell("cancel", figures, extra={"quick": quick, "stops": stops}, path=json)


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95)) if values else 0.0
