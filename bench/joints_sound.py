"""Whether whole episodes are as loud as they should be, and whether any two scenes join without a click and on the bar line."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

import msgspec
import numpy as np
from numpy.typing import NDArray

from bench._rows import Rows, digest
from bench._table import Figure, tell
from engine import media
from engine.library.environments import environments
from engine.narrative.genre import genres
from engine.places import ASSETS, ROOT
from engine.preference.viewer import Profile
from engine.screening.episodes import compose
from engine.story.graph import by_chance, walk
from engine.story.state import version
from engine.video.produce import Segment, Sounds, Unit, segment
from engine.video.renderers import Renderer
from engine.video.rungs import Rung
from engine.video.score import BAR
from engine.video.voices import RATE, Fitted, Speaker
from engine.video.voices.fallback import Murmur

NEAR = RATE // 25
"""Samples on each side of a joint within which it is judged."""
PAIRS = 400


class Ends(msgspec.Struct, frozen=True, kw_only=True):
    """The first and last samples of a scene, as bytes of floats, and how many samples it has."""

    first: bytes
    last: bytes
    count: int


class Listened(msgspec.Struct, frozen=True, kw_only=True):
    """An episode as it was heard: how loud, its true peak, and the ends of its scenes."""

    lufs: float
    peak_db: float
    scenes: tuple[Ends, ...]


@dataclass(frozen=True, kw_only=True)
class _Heard:
    """An episode's way, mixed."""

    scenes: tuple[NDArray[np.float32], ...]


def main(*, quick: bool = False, json: Path | None = None, count: int = 20) -> int:
    """So many episodes along a way by chance, sound alone; `quick`: one. The stand-in voice speaks: it is levelled as any is.

    Every episode that was heard is written down beside `json`, and not mixed again by the same code.
    """
    kept = json.with_suffix(".rows") if json and not quick else None
    rows = Rows(kept, by=digest([ROOT / "engine" / "video", ASSETS / "music", Path(__file__)]), kind=Listened)
    wanted = 1 if quick else count
    for number in range(wanted):
        if number not in rows.rows:
            scenes = _mixed(number, seconds=60.0 if quick else None).scenes
            level = media.loudness(scenes)
            ends = tuple(
                Ends(first=one[:NEAR].astype("<f4").tobytes(), last=one[-NEAR:].astype("<f4").tobytes(), count=len(one))
                for one in scenes
            )
            rows.add(number, Listened(lufs=level.lufs, peak_db=level.peak_db, scenes=ends))
        print(f"{number}: {rows.rows[number].lufs:.2f} LUFS, {rows.rows[number].peak_db:.2f} dBTP", flush=True)
    heard = [rows.rows[number] for number in range(wanted)]
    scenes = [scene for one in heard for scene in one.scenes]
    die = Random(4)
    pairs = [(one, other) for each in heard for one, other in zip(each.scenes, each.scenes[1:], strict=False)]
    pairs += [(die.choice(scenes), die.choice(scenes)) for _ in range(PAIRS)]
    clicks = [click(_samples(one.last), _samples(other.first)) for one, other in pairs]
    figures = [
        Figure(name="loud", value=max(abs(one.lufs + 16) for one in heard), note=f"{len(heard)} episodes, as they are mixed"),
        Figure(name="peak", value=max(one.peak_db for one in heard)),
        Figure(name="click", value=max(clicks), note=f"{len(pairs)} joints, {PAIRS} of them of scenes drawn by lot"),
        Figure(name="grid", value=100 * sum(one.count % BAR == 0 for one in scenes) / len(scenes), note=f"{len(scenes)} scenes"),
    ]
    return tell("joints_sound", figures, extra={"quick": quick, "episodes": len(heard)}, path=json)


def _samples(data: bytes) -> NDArray[np.float32]:
    return np.frombuffer(data, "<f4").reshape(-1, 2)


def click(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The step between the last sample of one and the first of the other, against the largest step near by.

    Up to 1 it is a sound like any about it; and what is never heard (a ten-thousandth) is no click.
    """
    near = np.concatenate([one[-NEAR:], other[:NEAR]])
    steps = np.abs(np.diff(near, axis=0)).max(axis=1)
    middle = len(one[-NEAR:]) - 1
    elsewhere = np.delete(steps, range(middle - 1, middle + 2))
    return float(steps[middle - 1 : middle + 2].max() / max(elsewhere.max(), 1e-4))


def _mixed(number: int, *, seconds: float | None) -> _Heard:
    """The sound of an episode along one way."""
    names = sorted(genres())
    story, cast = compose(profile=Profile(), genre=names[number % len(names)], seed=number + 1)
    segments = []
    for state in walk(story, chooser=by_chance(number)):
        scene = story.scene(state.scene)
        segments.append(segment(scene, version(scene, state), cast=cast, voices="murmur"))
    with tempfile.TemporaryDirectory() as folder:
        unit = Unit(
            cast=cast,
            environments=environments(),
            speaker=lambda: _speaker(Path(folder)),
            renderer=_none,
            sounds=Sounds(Path(folder)),
        )
        made, length = [], 0.0
        for one in segments:
            if seconds is None or length < seconds:
                made.append(_whole(unit, one))
                length += one.frames / 24
    return _Heard(scenes=tuple(made))


def _whole(unit: Unit, one: Segment) -> NDArray[np.float32]:
    pieces = [media.unpack_sound(chunk) for chunk in unit.sound(one).chunks]
    return np.concatenate(pieces).astype(np.float32) / np.float32(32768)


def _speaker(folder: Path) -> Speaker:
    return Fitted(Murmur(), folder)


def _none(rung: Rung) -> Renderer:
    raise NotImplementedError("Nothing is seen here.")
