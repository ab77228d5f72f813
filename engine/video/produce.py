"""From a scene to finished chunks: voices, then sound, then pictures."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import msgspec
import numpy as np

from engine import media
from engine.errors import Cancelled, DoesNotFit, RenderFailed
from engine.library.characters import Character
from engine.library.environments import Environment
from engine.places import ASSETS
from engine.story.story import FPS, GRID, Line, Scene, Shot, Version
from engine.video import keys
from engine.video.mix import Cue, mix
from engine.video.painted import Painted
from engine.video.renderers import Renderer
from engine.video.rungs import LADDER, Rung
from engine.video.spoken import Spoken
from engine.video.stages import timed
from engine.video.voices import Speaker, Speech

SAMPLES = 48_000 // FPS
"""Samples of sound in a frame."""

Picture = np.ndarray[tuple[int, int], np.dtype[np.uint8]]


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A scene's film as its shown facts make it: everything that reaches the picture or the sound, and its key."""

    key: str
    scene: str
    title: str
    shots: tuple[Shot, ...]
    music: str = ""

    @property
    def frames(self) -> int:
        return sum(shot.frames for shot in self.shots)

    @property
    def chunks(self) -> int:
        return self.frames // GRID

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for shot in self.shots for line in shot.lines)

    def chunk_key(self, chunk: int, rung: Rung) -> str:
        return f"{self.key}-{chunk:03d}-{rung.name}"

    def shots_of(self, chunk: int) -> tuple[Shot, ...]:
        """The shots that a chunk shows."""
        first, last = chunk * GRID, (chunk + 1) * GRID
        return tuple(
            shot for shot, start in zip(self.shots, self.starts(), strict=True) if start < last and start + shot.frames > first
        )

    def starts(self) -> tuple[int, ...]:
        """The first frame of each shot."""
        starts, at = [], 0
        for shot in self.shots:
            starts.append(at)
            at += shot.frames
        return tuple(starts)


def segment(scene: Scene, film: Version, *, cast: Mapping[str, Character], voices: str) -> Segment:
    """The segment that this version of the scene is. `voices` names the engine that speaks."""
    roles = {placed.role for shot in film.shots for placed in shot.people} | {
        line.speaker for shot in film.shots for line in shot.lines
    }
    sets = sorted({shot.environment for shot in film.shots})
    key = keys.content(
        film.shots,
        scene.music,
        {role: cast[role] for role in sorted(roles)},
        [keys.folder(ASSETS / "environments" / name) for name in sets],
        voices,
        keys.code(),
    )
    return Segment(key=key, scene=scene.id, title=scene.title, shots=film.shots, music=scene.music)


@dataclass(frozen=True, kw_only=True)
class Sound:
    """A segment's sound: what was said when, shot by shot, and the mix as FLAC, chunk by chunk."""

    spoken: tuple[tuple[Spoken, ...], ...]
    chunks: tuple[bytes, ...]
    loudness: float = -70.0


class Sounds:
    """Finished sound on disk, by segment key. A broken or deleted file is as good as none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.sound"

    def has(self, key: str) -> bool:
        return self._path(key).is_file()

    def get(self, key: str) -> Sound | None:
        try:
            return msgspec.msgpack.decode(self._path(key).read_bytes(), type=Sound)
        except (OSError, msgspec.DecodeError):
            with contextlib.suppress(OSError):
                self._path(key).unlink()
            return None

    def put(self, key: str, sound: Sound) -> None:
        path = self._path(key)
        beside = path.with_suffix(f".{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(msgspec.msgpack.encode(sound))
            beside.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise DoesNotFit(
                f"The sound of a scene could not be kept ({error.strerror}). Free some space on the disk."
            ) from error


class Unit:
    """A film unit: a cast, the sets, a voice and a renderer for each rung. It holds no state that the film depends on."""

    def __init__(
        self,
        *,
        cast: Mapping[str, Character],
        environments: Mapping[str, Environment],
        speaker: Callable[[], Speaker],
        renderer: Callable[[Rung], Renderer],
        sounds: Sounds,
        painted: Painted | None = None,
    ) -> None:
        self.cast = cast
        self.environments = environments
        self.speaker = cache(speaker)  # asked for at the first line, since a voice takes a second to load
        self.sounds = sounds
        self.painted = painted
        self.renderer = lru_cache(maxsize=len(LADDER))(renderer)
        self._sound: dict[str, Sound] = {}

    @timed("voice")
    def voice(self, scene: Segment, line: int) -> Speech:
        """Say one line of the segment. The speaker keeps what it has said."""
        said = scene.lines[line]
        return self.speaker().say(
            said.text, voice=self.cast[said.speaker].voice, emotion=said.emotion, seconds=said.seconds or None
        )

    @timed("mix")
    def sound(self, scene: Segment) -> Sound:
        """Voices, music and ambience of the whole segment, mixed; kept in `sounds`."""
        spoken: list[tuple[Spoken, ...]] = []
        cues: list[Cue] = []
        number = 0
        for index, shot in enumerate(scene.shots):
            said: list[Spoken] = []
            for line in shot.lines:
                speech = self.voice(scene, number)
                number += 1
                phones = tuple(
                    replace(phone, start=phone.start + line.start, end=phone.end + line.start) for phone in speech.phones
                )
                end = line.start + len(speech.samples) / 48_000
                said.append(Spoken(line=line, start=line.start, end=end, phones=phones))
                cues.append(Cue(shot=index, start=line.start, speech=speech, pan=_pan(shot, line.speaker)))
            spoken.append(tuple(said))
        heard = scene.shots[-1]
        ambience = self.environments[heard.environment].variant(heard.variant).ambience
        whole = mix(scene.shots, tuple(cues), ambience=ambience, mood=scene.music, seed=scene.shots[0].seed)
        if len(whole) != scene.frames * SAMPLES:
            raise RenderFailed(f"The sound of {scene.scene} is {len(whole)} samples long and not {scene.frames * SAMPLES}.")
        step = GRID * SAMPLES
        chunks = tuple(media.pack_sound(whole[at : at + step]) for at in range(0, len(whole), step))
        made = Sound(spoken=tuple(spoken), chunks=chunks)
        self.sounds.put(scene.key, made)
        return made

    @timed("encode")
    def film(self, scene: Segment, chunk: int, rung: Rung, *, cancelled: Callable[[], bool] = lambda: False) -> media.Chunk:
        """One chunk of the segment, filmed and encoded. Cancelled is raised between two frames."""
        # Where nobody speaks the pictures come first: the sound may be in the making elsewhere.
        spoken = self._heard(scene).spoken if scene.lines else ((),) * len(scene.shots)
        packets = media.encode_pictures(self._frames(scene, chunk, rung, spoken, cancelled), rung)
        return media.Chunk(frames=GRID, packets=packets, sound=self._heard(scene).chunks[chunk])

    def paint(self, scene: Segment, chunk: int, rung: Rung, *, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Paint what the chunk is filmed from at this rung, unless that is done."""
        for shot in scene.shots_of(chunk):
            if self.painted is None or not self.painted.has(shot):
                if cancelled():
                    raise Cancelled(f"{scene.scene} was not needed any more.")
                self.renderer(rung).prepare(shot)
                if self.painted is not None:
                    self.painted.mark(shot)

    def _heard(self, scene: Segment) -> Sound:
        """The segment's sound: the last few are remembered, the rest read, and made where there is none."""
        if scene.key not in self._sound:
            while len(self._sound) >= 4:
                self._sound.pop(next(iter(self._sound)))
            self._sound[scene.key] = self.sounds.get(scene.key) or self.sound(scene)
        return self._sound[scene.key]

    def _frames(
        self, scene: Segment, chunk: int, rung: Rung, spoken: tuple[tuple[Spoken, ...], ...], cancelled: Callable[[], bool]
    ) -> Iterator[Picture]:
        renderer = self.renderer(rung)
        starts = scene.starts()
        for frame in range(chunk * GRID, (chunk + 1) * GRID):
            if cancelled():
                raise Cancelled(f"{scene.scene} was not needed any more.")
            index = max(i for i, start in enumerate(starts) if start <= frame)
            yield renderer.render(scene.shots[index], frame - starts[index], spoken=spoken[index])


def _pan(shot: Shot, role: str) -> float:
    """Where a voice comes from: -1 left to 1 right. Close to the middle, as in a cinema."""
    for placed in shot.people:
        if placed.role == role and len(shot.people) > 1:
            return -0.25 if placed.facing == "right" else 0.25
    return 0.0
