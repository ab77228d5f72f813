"""Whether QA finds what is wrong with a take, leaves alone what is right, and what its look costs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bench._plants import PICTURE_PLANTS, SOUND_PLANTS, Filmed, Frame
from bench._table import Figure, tell
from engine import media
from engine.library.characters import Character, Voice
from engine.library.environments import environments
from engine.places import Places, places
from engine.preference.viewer import Profile
from engine.screening.episodes import compose
from engine.story.graph import by_default, walk
from engine.story.state import version
from engine.story.story import GRID, Emotion, Line
from engine.video.produce import Segment, Sounds, Unit, segment
from engine.video.qa import CHECKS, Heard, Verdict, judge, listen
from engine.video.renderers.illustrated import Illustrated
from engine.video.renderers.illustrated.paint import keep_paint
from engine.video.rungs import DRAFT, STANDARD, Rung
from engine.video.spoken import Spoken
from engine.video.voices import Fitted, Speaker, Speech, speaker
from engine.video.voices.fallback import Murmur

EPISODES = (("cozy_mystery", 7), ("science_fiction", 7), ("ghost_story", 7), ("cozy_mystery", 8), ("science_fiction", 8))
EACH = 6
"""Takes that each fault is put into."""


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A chunk of an episode, and who plays."""

    scene: Segment
    chunk: int
    cast: Mapping[str, Character]


def main(*, quick: bool = False, json: Path | None = None, count: int = 112) -> int:
    """Film so many takes at half size, judge them, and judge some again with each fault in them."""
    home = places().ready()
    keep_paint(home.bakes)
    parts = list(_parts(18 if quick else count))
    each = 2 if quick else EACH
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    clean, wrong, missed = 0, [], []
    sets: set[str] = set()
    units: dict[tuple[str, str], Illustrated] = {}
    for number, part in enumerate(parts):
        filmed = _filmed(part, DRAFT if number % 5 == 4 else STANDARD, home, units)
        sets |= {frame.shot.environment for frame in filmed.frames}
        found = judge(filmed.seen())
        clean += found.passed
        if not found.passed:
            wrong.append(f"{part.scene.scene} {part.chunk}: {found}")
        for check, put in PICTURE_PLANTS:
            name = f"{check}: {put.__name__}"
            # Spread: each fault goes into takes of several scenes.
            if tried[name] >= each or (tried[name] and number * each < tried[name] * len(parts) * 0.6):
                continue
            spoilt = put(filmed)
            if spoilt is not None:
                tried[name] += 1
                _note(name, check, judge(spoilt.seen()), caught, missed, part)
    heard, deaf = _sounds(home, parts, 1 if quick else 4, tried, caught, missed)
    share, costs = _cost(home, parts, 2 if quick else 6)
    planted = sum(tried.values())
    two = min(sum(1 for name in tried if name.startswith(f"{check}:")) for check in CHECKS if check != "understood")
    print(f"{len(parts)} takes on {len(sets)} sets, {heard} sounds: {', '.join(sorted(sets))}")
    for name in tried:
        print(f"  {name:<36} {caught[name]} of {tried[name]}")
    for line in (*wrong, *deaf, *missed):
        print(f"  ! {line}")
    right = clean + heard - len(deaf)
    figures = [
        Figure(name="caught", value=100 * sum(caught.values()) / max(1, planted), note=f"{planted} faults of {len(tried)} kinds"),
        Figure(name="clean", value=100 * right / max(1, len(parts) + heard), note=f"{len(parts)} takes, {heard} sounds"),
        Figure(name="plants", value=two, note="understood: only where Whisper is installed"),
        Figure(name="cost", value=100 * share, note=costs),
    ]
    extra: dict[str, object] = {
        "takes": len(parts), "sounds": heard, "sets": sorted(sets), "quick": quick,
        "faults": {name: [caught[name], tried[name]] for name in tried}, "wrong": [*wrong, *deaf], "missed": missed,
    }  # fmt: skip
    return tell("qa", figures, extra=extra, path=json)


def _note(name: str, check: str, found: Verdict, caught: Counter[str], missed: list[str], part: _Part) -> None:
    if check in found.failed:
        caught[name] += 1
    else:
        measured = [f"{one.measured:.2f}" for one in found.findings if one.check == check]
        missed.append(f"not caught: {name} in {part.scene.scene} {part.chunk} ({', '.join(measured) or 'not looked at'})")


def _parts(count: int) -> Iterator[_Part]:
    """Chunks of several episodes, spread evenly over their scenes."""
    each = -(-count // len(EPISODES))
    for genre, seed in EPISODES:
        story, cast = compose(profile=Profile(), genre=genre, seed=seed)
        scenes = [story.scene(state.scene) for state in walk(story, by_default)]
        states = list(walk(story, by_default))
        made = [
            segment(scene, version(scene, state), cast=cast, voices="qa") for scene, state in zip(scenes, states, strict=True)
        ]
        chunks = [(scene, chunk) for scene in made for chunk in range(scene.chunks)]
        for number in range(each):
            scene, chunk = chunks[round((number + 0.5) * len(chunks) / each - 0.5)]
            yield _Part(scene=scene, chunk=chunk, cast=cast)


def _filmed(part: _Part, rung: Rung, home: Places, units: dict[tuple[str, str], Illustrated], *, small: bool = True) -> Filmed:
    """The chunk as the illustrated renderer makes it."""
    rung = replace(rung, width=640, height=360) if small else rung
    key = (repr(sorted((role, who.id) for role, who in part.cast.items())), rung.name)
    if key not in units:
        units.clear()  # one cast at a time: puppets are large
    make = partial(_unit, rung=rung, home=home)
    unit = units.setdefault(key, make(part.cast))
    voice = Fitted(Murmur(), home.cache / "voices")
    spoken = [tuple(_said(line, part.cast[line.speaker].voice, voice) for line in shot.lines) for shot in part.scene.shots]
    starts = part.scene.starts()
    frames = []
    for frame in range(part.chunk * GRID, (part.chunk + 1) * GRID):
        index = max(i for i, start in enumerate(starts) if start <= frame)
        shot, number = part.scene.shots[index], frame - starts[index]
        picture = unit.render(shot, number, spoken=spoken[index])
        frames.append(Frame(picture=picture, shot=shot, number=number, spoken=spoken[index]))
    return Filmed(frames=tuple(frames), unit=unit, cast=part.cast, other=make)


def _unit(cast: Mapping[str, Character], *, rung: Rung, home: Places) -> Illustrated:
    return Illustrated(cast=cast, environments=environments(), rung=rung, cache=home.bakes)


def _said(line: Line, voice: Voice, speaks: Speaker) -> Spoken:
    speech = speaks.say(line.text, voice=voice, emotion=line.emotion, seconds=line.seconds or None)
    phones = tuple(replace(phone, start=phone.start + line.start, end=phone.end + line.start) for phone in speech.phones)
    return Spoken(line=line, start=line.start, end=line.start + speech.seconds, phones=phones)


class _Mute:
    """A speaker who leaves out one line."""

    name = "mute"

    def __init__(self, real: Speaker, text: str) -> None:
        self.real, self.text = real, text

    def say(self, text: str, *, voice: Voice, emotion: Emotion, seconds: float | None) -> Speech:
        speech = self.real.say(text, voice=voice, emotion=emotion, seconds=seconds)
        return replace(speech, samples=speech.samples * 0) if text == self.text else speech


def _sounds(
    home: Places, parts: list[_Part], count: int, tried: Counter[str], caught: Counter[str], missed: list[str]
) -> tuple[int, list[str]]:
    """Whole scenes with the voices that are installed: how many were heard, and which were taken for faulty."""
    real = speaker(home)[0]
    scenes = {part.scene.key: part for part in parts if 1 <= len(part.scene.lines) <= 7}
    chosen = list(scenes.values())[:: max(1, len(scenes) // count)][:count]
    deaf = []
    for part in chosen:
        line = part.scene.lines[len(part.scene.lines) // 2].text
        heard, without = (_recorded(part, home, speaks) for speaks in (real, _Mute(real, line)))
        found = listen(heard)
        if not found.passed:
            deaf.append(f"the sound of {part.scene.scene}: {found}")
        for check, put in SOUND_PLANTS:
            name = f"{check}: {put.__name__}"
            tried[name] += 1
            _note(name, check, listen(put(heard, without)), caught, missed, part)
    return len(chosen), deaf


def _recorded(part: _Part, home: Places, speaks: Speaker) -> Heard:
    unit = Unit(
        cast=part.cast,
        environments=environments(),
        speaker=lambda: speaks,
        renderer=lambda rung: _unit(part.cast, rung=rung, home=home),
        sounds=Sounds(home.cache / "sounds"),
    )
    return unit.recorded(part.scene, 0)[1]


def _cost(home: Places, parts: list[_Part], count: int) -> tuple[float, str]:
    """Work of looking, as a part of the work of filming and coding, at full size."""
    looking = filming = 0.0
    for part in [part for part in parts if part.scene.lines][:: max(1, len(parts) // count)][:count]:
        filmed = _filmed(part, STANDARD, home, {}, small=False)  # and so once before: all is painted when it is timed
        began = time.process_time()
        for one in filmed.frames:
            filmed.unit.render(one.shot, one.number, spoken=one.spoken)
        media.encode_pictures((one.picture for one in filmed.frames), STANDARD)
        middle = time.process_time()
        judge(filmed.seen())
        looking += time.process_time() - middle
        filming += middle - began
    return looking / filming, f"{looking / count * 1000:.0f} ms of {filming / count * 1000:.0f} a chunk, of this process"
