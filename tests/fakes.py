"""Small stand-ins for what is slow or far away; everything else in tests is real."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from engine.library.characters import Character, Voice
from engine.library.environments import environments
from engine.screening.schedule import Job
from engine.screening.workshop import Done, Report
from engine.story.story import Shot
from engine.video.produce import Segment, Sounds, Unit
from engine.video.rungs import LADDER, Rung
from engine.video.spoken import Phone, Spoken
from engine.video.voices import Speech


class Hum:
    """A voice that hums each word on one note, at once."""

    name = "hum"

    def say(self, text: str, *, voice: Voice, emotion: str = "neutral", seconds: float | None = None) -> Speech:
        words = text.split()
        long = min(0.25 * len(words), seconds or 1e9)
        time = np.arange(round(long * 48_000)) / 48_000
        each = long / max(1, len(words))
        phones = tuple(Phone(symbol="m", start=n * each, end=(n + 1) * each) for n in range(len(words)))
        samples = (0.3 * np.sin(2 * np.pi * 220 * time) * np.minimum(1, 20 * (time % each))).astype(np.float32)
        return Speech(samples=samples, phones=phones)


class ColourBars:
    """A renderer whose every picture says which shot and frame it is: plain grey, with the frame's number in blocks."""

    def __init__(self, rung: Rung) -> None:
        self.rung = rung

    def prepare(self, shot: Shot) -> None: ...

    def render(
        self, shot: Shot, frame: int, *, spoken: tuple[Spoken, ...] = (), captions: bool = False
    ) -> np.ndarray[Any, np.dtype[np.uint8]]:
        picture = np.full((self.rung.height * 3 // 2, self.rung.width), 128, np.uint8)
        for bit in range(16):
            picture[:32, bit * 32 : bit * 32 + 32] = 235 if frame >> bit & 1 else 16
        return picture


class Bench:
    """A workshop at one bench: the work is done in this process, one job each time it is asked what happened."""

    def __init__(self, *, cast: dict[str, Character], store: Any, sounds: Sounds, count: int = 1) -> None:
        self.count = count
        self.store = store
        self.done: list[Job] = []
        self.spoil: Callable[[Job], Report | None] = lambda job: None
        self._waiting: deque[tuple[Job, Segment]] = deque()
        self._unit = Unit(cast=cast, environments=environments(), speaker=Hum, renderer=ColourBars, sounds=sounds)

    @property
    def idle(self) -> int:
        return self.count - len(self._waiting)

    def busy(self) -> tuple[tuple[Job, float], ...]:
        return tuple((job, 0.0) for job, _ in self._waiting)

    def start(self, job: Job, scene: Segment) -> bool:
        if not self.idle:
            return False
        self._waiting.append((job, scene))
        return True

    def start_some(
        self, jobs: tuple[Job, ...], *, scene_of: Callable[[Job], Segment], pressing: Callable[[Job], bool] = lambda job: False
    ) -> int:
        return sum(self.start(job, scene_of(job)) for job in jobs[: self.idle])

    def cancel(self, job: Job) -> None: ...

    def reports(self, *, timeout: float, also: tuple[object, ...] = ()) -> tuple[Report, ...]:
        if not self._waiting:
            for ear in also:
                ear.poll(timeout)  # type: ignore[attr-defined]
            return ()
        job, scene = self._waiting.popleft()
        if spoilt := self.spoil(job):
            return (spoilt,)
        match job.kind:
            case "voice":
                self._unit.voice(scene, job.part)
            case "sound":
                self._unit.sound(scene)
            case "film":
                rung = LADDER[job.level]
                small = replace(rung, width=512, height=192)
                self.store.put(scene.chunk_key(job.part, rung), self._unit.film(scene, job.part, small))
        self.done.append(job)
        return (Done(job=job, seconds=0.01, amount=1.0),)

    def close(self) -> None: ...
