"""From a scene to finished chunks: voices, then sound, then pictures."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from engine import media
from engine.errors import Cancelled, DoesNotFit, RenderFailed
from engine.library.characters import Character
from engine.library.environments import Environment
from engine.library.thunder import thunder
from engine.places import ASSETS, put, sealed, unsealed
from engine.story.story import FPS, GRID, Line, Scene, Shot, Version
from engine.video import keys
from engine.video.blocking import distance, pan, places
from engine.video.describing import describe, narrator
from engine.video.mix import Cue, mix
from engine.video.painted import Painted
from engine.video.qa import Film, Heard, Said, Show, Try, Verdict, Verdicts, Watcher, follows, judge, listen, next_step, reseeded
from engine.video.renderers import Renderer, Shows
from engine.video.rungs import LADDER, Rung
from engine.video.score.ambience import under_a_roof
from engine.video.score.rooms import room
from engine.video.score.spotting import spot
from engine.video.spoken import Spoken
from engine.video.stages import breathe, timed
from engine.video.subtitled import lies
from engine.video.voices import Speaker, Speech
from engine.video.voices.breath import breath, depth
from engine.video.voices.listening import Listener

SAMPLES = 48_000 // FPS
"""Samples of sound in a frame."""

_SOUND = Rung(name="sound", width=0, height=0)
"""There is but one: what a verdict on a sound is kept under."""

Picture = np.ndarray[tuple[int, int], np.dtype[np.uint8]]


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A scene's film as its shown facts make it: everything that reaches the picture or the sound, and its key."""

    key: str
    scene: str
    title: str
    shots: tuple[Shot, ...]
    music: str = ""
    described: bool = False
    """With an audio description in the gaps of the dialogue."""

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


def segment(scene: Scene, film: Version, *, cast: Mapping[str, Character], voices: str, described: bool = False) -> Segment:
    """The segment that this version of the scene is. `voices` names the engine that speaks."""
    roles = {placed.role for shot in film.shots for placed in shot.people} | {
        line.speaker for shot in film.shots for line in shot.lines
    }
    sets = sorted({shot.environment for shot in film.shots})
    key = keys.content(
        film.shots,
        scene.music,
        {role: cast[role] for role in sorted(roles)},
        [keys.folder(ASSETS / "environments" / name) for name in (*sets, "_shared")],
        keys.folder(ASSETS / "looks"),
        keys.folder(ASSETS / "music"),
        voices,
        keys.code(),
        *(["described"] if described else []),
    )
    return Segment(key=key, scene=scene.id, title=scene.title, shots=film.shots, music=scene.music, described=described)


@dataclass(frozen=True, kw_only=True)
class Sound:
    """A segment's sound: what was said when, shot by shot, and the mix as FLAC, chunk by chunk."""

    spoken: tuple[tuple[Spoken, ...], ...]
    chunks: tuple[bytes, ...]
    loudness: float = -70.0


_SOUNDS = b"OTWS\x01"
"""What a file of finished sound begins with: its kind, and the version of its format."""


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
            body = unsealed(_SOUNDS, self._path(key).read_bytes())
            if body is not None:
                return msgspec.msgpack.decode(body, type=Sound)
        except (OSError, msgspec.DecodeError):
            pass
        with contextlib.suppress(OSError):
            self._path(key).unlink()
        return None

    def put(self, key: str, sound: Sound) -> None:
        try:
            put(self._path(key), sealed(_SOUNDS, msgspec.msgpack.encode(sound)))
        except OSError as error:
            raise DoesNotFit(
                f"The sound of a scene could not be kept ({error.strerror}). Free some space on the disk."
            ) from error


def _packed(samples: np.ndarray[Any, np.dtype[np.float32]]) -> bytes:
    breathe()
    return media.pack_sound(samples)


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
        verdicts: Verdicts | None = None,
        painted: Painted | None = None,
        listener: Listener | None = None,
    ) -> None:
        self.cast = cast
        self.environments = environments
        self.speaker = cache(speaker)  # asked for at the first line, since a voice takes a second to load
        self.sounds = sounds
        self.verdicts = verdicts
        """Where every take is judged; without it none is."""
        self.painted = painted
        self.listener = listener
        """Who hears every line once, when nobody waits for it; without, no line is judged by whether it is understood."""
        self.renderer = lru_cache(maxsize=len(LADDER))(renderer)
        self._sound: dict[str, Sound] = {}

    @timed("voice")
    def voice(self, scene: Segment, line: int, *, take: int = 0) -> Speech:
        """Say one line of the segment. The speaker keeps what it has said; a further take is a little slower."""
        said = scene.lines[line]
        voice = self.cast[said.speaker].voice
        if take:
            voice = replace(voice, speed=voice.speed * (1 - 0.03 * take))
        speech = self.speaker().say(said.text, voice=voice, emotion=said.emotion, seconds=said.seconds or None)
        if self.listener is not None:
            self.listener.ask(speech.samples, then=partial(self._understood, scene, line, take))
        return speech

    def _understood(self, scene: Segment, line: int, take: int, words: str) -> None:
        """Keep how a line is understood, whenever that is found."""
        if self.verdicts is not None:
            found = Verdict(findings=(follows(scene.lines[line].text, words),))
            self.verdicts.put(f"{scene.key}-line-{line:03d}", scene.scene, [(Try(rung=_SOUND, number=take), found)], shown=0)

    @timed("mix")
    def sound(self, scene: Segment) -> Sound:
        """Voices, music and ambience of the whole segment, mixed, and once more where it is faulty; kept in `sounds`."""
        made, heard = self.recorded(scene, 0)
        if self.verdicts is not None:
            tried = [(Try(rung=_SOUND), listen(heard))]
            if not tried[0][1].passed:
                again, heard = self.recorded(scene, 1)
                tried.append((Try(rung=_SOUND, number=1), listen(heard)))
                made = again if len(tried[1][1].failed) < len(tried[0][1].failed) else made
            shown = min(range(len(tried)), key=lambda at: (len(tried[at][1].failed), at))
            self.verdicts.put(f"{scene.key}-sound", scene.scene, tried, shown=shown)
        self.sounds.put(scene.key, made)
        return made

    def recorded(self, scene: Segment, take: int) -> tuple[Sound, Heard]:
        """One take of the sound, and what it is judged by."""
        spoken: list[tuple[Spoken, ...]] = []
        cues: list[Cue] = []
        number = 0
        everyone = places(scene.shots)
        for index, shot in enumerate(scene.shots):
            said: list[Spoken] = []
            for line in shot.lines:
                speech = self.voice(scene, number, take=take)
                number += 1
                phones = tuple(
                    replace(phone, start=phone.start + line.start, end=phone.end + line.start) for phone in speech.phones
                )
                end = line.start + len(speech.samples) / 48_000
                said.append(Spoken(line=line, start=line.start, end=end, phones=phones))
                air = breath(depth(line.text, line.emotion), line.emotion, self.cast[line.speaker].voice)
                cues.append(
                    Cue(
                        shot=index,
                        start=line.start,
                        speech=speech,
                        pan=pan(shot, line.speaker, self.environments[shot.environment], everyone),
                        distance=distance(shot, line.speaker),
                        breath=air,
                    )
                )
            spoken.append(tuple(said))
        cues += self._described(scene) if scene.described else []
        heard = scene.shots[-1]
        place = self.environments[heard.environment]
        ambience: tuple[str, ...] = place.variant(heard.variant).ambience
        rooms = {name: room(name, outside=self.environments[name].outside) for name in {shot.environment for shot in scene.shots}}
        whole = mix(
            scene.shots,
            tuple(cues),
            noises=spot(scene.shots, rooms, tuple(self._claps(scene))),
            ambience=ambience if place.outside else under_a_roof(ambience),
            rooms=rooms,
            mood=scene.music,
            seed=reseeded(scene.shots[0], take).seed,
        )
        if len(whole) != scene.frames * SAMPLES:
            raise RenderFailed(f"The sound of {scene.scene} is {len(whole)} samples long and not {scene.frames * SAMPLES}.")
        step = GRID * SAMPLES
        chunks = tuple(_packed(whole[at : at + step]) for at in range(0, len(whole), step))
        starts = scene.starts()
        lines = tuple(
            Said(
                text=line.text,
                begin=starts[cue.shot] * SAMPLES + round(cue.start * 48_000),
                voice=cue.speech.samples,
                heard=self.listener.words(cue.speech.samples) if self.listener else None,
            )
            for cue, line in zip(cues, scene.lines, strict=False)  # what is described comes after them
        )
        return Sound(spoken=tuple(spoken), chunks=chunks), Heard(samples=whole, wanted=scene.frames * SAMPLES, lines=lines)

    def _claps(self, scene: Segment) -> Iterator[tuple[int, float, float]]:
        """The thunder of every lightning that the pictures show: shot, seconds, strength."""
        for index, shot in enumerate(scene.shots):
            for clap in thunder(shot, self.environments[shot.environment]):
                yield index, clap.at, clap.strength

    def _described(self, scene: Segment) -> list[Cue]:
        """The audio description, said from nowhere in the room by somebody who is not in the scene."""
        roles = {placed.role for shot in scene.shots for placed in shot.people} | {line.speaker for line in scene.lines}
        voice = narrator({self.cast[role].voice.id for role in roles})
        cues = []
        for one in describe(scene.shots, environments=self.environments, names={role: self.cast[role].name for role in roles}):
            speech = self.speaker().say(one.text, voice=voice, emotion="neutral", seconds=one.seconds)
            cues.append(Cue(shot=one.shot, start=one.start, speech=speech, dry=True))
        return cues

    @timed("encode")
    def film(self, scene: Segment, chunk: int, rung: Rung, *, cancelled: Callable[[], bool] = lambda: False) -> media.Chunk:
        """One chunk of the segment, filmed and encoded. Cancelled is raised between two frames."""
        # Where nobody speaks the pictures come first: the sound may be in the making elsewhere.
        spoken = self._heard(scene).spoken if scene.lines else ((),) * len(scene.shots)
        packets = self._passed(scene, chunk, rung, spoken, cancelled)
        return media.Chunk(frames=GRID, packets=packets, sound=self._heard(scene).chunks[chunk])

    def _passed(
        self, scene: Segment, chunk: int, rung: Rung, spoken: tuple[tuple[Spoken, ...], ...], cancelled: Callable[[], bool]
    ) -> tuple[bytes, ...]:
        """The take to show: the first that passes, else the best of those that were tried. Every verdict is kept."""
        tried: list[tuple[Try, Verdict]] = []
        takes: list[tuple[bytes, ...]] = []
        while True:
            match next_step(tried, rung=rung):
                case Film(as_=asked):
                    watcher = self._watcher(asked.rung) if self.verdicts is not None else None
                    frames = self._frames(scene, chunk, asked, spoken, cancelled, watcher)
                    takes.append(media.encode_pictures(frames, asked.rung))
                    tried.append((asked, judge(watcher.take()) if watcher else Verdict()))
                case Show(which=which):
                    if self.verdicts is not None:
                        self.verdicts.put(scene.chunk_key(chunk, rung), scene.scene, tried, shown=which)
                    return takes[which]

    def _watcher(self, rung: Rung) -> Watcher:
        renderer = self.renderer(rung)
        shows = renderer if isinstance(renderer, Shows) else None
        return Watcher(
            cast=self.cast,
            where=shows.where if shows else None,
            plate=shows.plate if shows else None,
            written=lies,
            sets=self.environments,
        )

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
        self,
        scene: Segment,
        chunk: int,
        asked: Try,
        spoken: tuple[tuple[Spoken, ...], ...],
        cancelled: Callable[[], bool],
        watcher: Watcher | None,
    ) -> Iterator[Picture]:
        renderer = self.renderer(asked.rung)
        shots = tuple(reseeded(shot, asked.number) for shot in scene.shots)
        starts = scene.starts()
        for frame in range(chunk * GRID, (chunk + 1) * GRID):
            if cancelled():
                raise Cancelled(f"{scene.scene} was not needed any more.")
            index = max(i for i, start in enumerate(starts) if start <= frame)
            picture = renderer.render(shots[index], frame - starts[index], spoken=spoken[index])
            if watcher is not None:
                watcher.see(picture, shots[index], frame - starts[index], spoken[index])
            yield picture
