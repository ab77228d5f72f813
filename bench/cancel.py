"""How soon a worker is free again that is told to stop: real jobs of each kind, stopped at random moments."""

from __future__ import annotations

import random
import time
from pathlib import Path

from engine.places import Places
from engine.screening.episodes import Episode
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
