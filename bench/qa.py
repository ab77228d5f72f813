"""Whether QA finds what is wrong with a take, leaves alone what is right, and what its look costs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

import msgspec

from bench._plants import PICTURE_PLANTS, SOUND_PLANTS, Filmed, Frame
from bench._rows import Rows, digest
from bench._table import Figure, tell
from engine import media
from engine.library.characters import Character, Voice
from engine.library.environments import environments
from engine.places import ROOT, Places, places
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

EPISODES = (("cozy_mystery", 7), ("science_fiction", 7), ("ghost_story", 7))
EACH = 4
"""Takes that each fault is put into."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one take, sound or timing."""

    kind: str
    what: str = ""
    """Why it was turned down as it was filmed."""
    sets: tuple[str, ...] = ()
    faults: dict[str, str] = {}
    """By fault: nothing where it was found, else what was measured."""
    looking: float = 0.0
    filming: float = 0.0


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A chunk of an episode, and who plays."""

    scene: Segment
    chunk: int
    cast: Mapping[str, Character]

    @property
    def name(self) -> str:
        return f"{self.scene.scene}, chunk {self.chunk}"


def main(*, quick: bool = False, json: Path | None = None, count: int = 108) -> int:
    """Film so many takes at half size, judge them, and judge some again with each fault in them.

    With a file for the JSON, rows are kept beside it, so that it goes on where it was cut off.
    """
    home = places().ready()
    keep_paint(home.bakes)
    by = digest([ROOT / "engine" / "video", ROOT / "bench" / "_plants.py", ROOT / "assets" / "environments"])
    rows = Rows(json.with_suffix(".rows") if json and not quick else None, by=by, kind=Row)
    parts = list(_parts(9 if quick else count))
    each = 1 if quick else EACH
    for number, part in enumerate(parts):
        if number not in rows.rows:
            tried = Counter(name for row in rows.rows.values() for name in row.faults)
            rows.add(number, _take(number, part, home, due=each * (number + 1) / len(parts), tried=tried, each=each))
    talking = list({part.scene.key: part for part in parts if 1 <= len(part.scene.lines) <= 6}.values())
    for number, part in enumerate(talking[:: max(1, len(talking) // each)][:each], start=len(parts)):
        if number not in rows.rows:
            rows.add(number, _sound(part, home))
    people = [part for part in parts if part.scene.lines]
    for number, part in enumerate(people[:: max(1, len(people) // each)][:each], start=len(parts) + each):
        if number not in rows.rows:
            rows.add(number, _cost(part, home))
    return _tell(list(rows.rows.values()), quick=quick, json=json)


def _tell(rows: list[Row], *, quick: bool, json: Path | None) -> int:
    judged = [row for row in rows if row.kind != "cost"]
    takes = sum(row.kind == "take" for row in rows)
    tried = Counter(name for row in rows for name in row.faults)
    missed = [f"not found: {name} ({why})" for row in rows for name, why in row.faults.items() if why]
    caught = Counter(name for row in rows for name, why in row.faults.items() if not why)
    wrong = [f"taken for faulty: {row.what}" for row in judged if row.what]
    sets = sorted({one for row in rows for one in row.sets})
    print(f"{takes} takes on {len(sets)} sets ({', '.join(sets)}), {len(judged) - takes} sounds")
    for name in sorted(tried, key=lambda name: (CHECKS.index(name.split(":")[0]), name)):  # type: ignore[arg-type]
        print(f"  {name:<36} {caught[name]} of {tried[name]}")
    for line in (*wrong, *missed):
        print(f"  ! {line}")
    kinds = Counter(name.split(":")[0] for name in tried)
    fewest = min(kinds[check] for check in CHECKS if check != "understood")
    looking, filming = (sum(getattr(row, of) for row in rows) for of in ("looking", "filming"))
    figures = [
        Figure(
            name="caught",
            value=100 * sum(caught.values()) / max(1, sum(tried.values())),
            note=f"{sum(tried.values())} faults of {len(tried)} kinds",
        ),
        Figure(name="clean", value=100 * (1 - len(wrong) / max(1, len(judged))), note=f"of {len(judged)} takes and sounds"),
        Figure(name="plants", value=fewest, note="whether words are understood: where Whisper is installed"),
        Figure(name="cost", value=100 * looking / max(1e-9, filming), note="work of one process, at full size, all painted"),
    ]
    extra: dict[str, object] = {
        "takes": takes, "sets": sets, "quick": quick, "faults": {name: [caught[name], tried[name]] for name in sorted(tried)},
        "wrong": wrong, "missed": missed,
    }  # fmt: skip
    return tell("qa", figures, extra=extra, path=json)


def _take(number: int, part: _Part, home: Places, *, due: float, tried: Counter[str], each: int) -> Row:
    """Judge a take as it is, and with those faults that are due."""
    filmed = _filmed(part, DRAFT if number % 5 == 4 else STANDARD, home)
    found = judge(filmed.seen())
    faults: dict[str, str] = {}
    for check, put in PICTURE_PLANTS:
        name = f"{check}: {put.__name__}"
        if tried[name] < min(due, each) and (spoilt := put(filmed)) is not None:
            faults[name] = _missed(check, judge(spoilt.seen()), part)
    what = "" if found.passed else f"{part.name}: {found}"
    return Row(kind="take", what=what, sets=tuple({frame.shot.environment for frame in filmed.frames}), faults=faults)


def _missed(check: str, found: Verdict, part: _Part) -> str:
    if check in found.failed:
        return ""
    measured = ", ".join(f"{one.measured:.2f}" for one in found.findings if one.check == check)
    return f"{part.name}: {measured or 'not looked at'}"


def _parts(count: int) -> Iterator[_Part]:
    """Chunks of several episodes, spread evenly over their scenes."""
    each = -(-count // len(EPISODES))
    for genre, seed in EPISODES:
        story, cast = compose(profile=Profile(), genre=genre, seed=seed)
        states = list(walk(story, by_default))
        scenes = [(story.scene(state.scene), state) for state in states]
        made = [segment(scene, version(scene, state), cast=cast, voices="qa") for scene, state in scenes]
        chunks = [(scene, chunk) for scene in made for chunk in range(scene.chunks)]
        for number in range(each):
            scene, chunk = chunks[round((number + 0.5) * len(chunks) / each - 0.5)]
            yield _Part(scene=scene, chunk=chunk, cast=cast)


def _filmed(part: _Part, rung: Rung, home: Places, *, small: bool = True) -> Filmed:
    """The chunk as the illustrated renderer makes it."""
    rung = replace(rung, width=640, height=360) if small else rung
    make = partial(_unit, rung=rung, home=home)
    unit = _kept(tuple(sorted(part.cast.items())), rung, home)
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


@lru_cache(maxsize=2)
def _kept(cast: tuple[tuple[str, Character], ...], rung: Rung, home: Places) -> Illustrated:
    return _unit(dict(cast), rung=rung, home=home)


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


def _sound(part: _Part, home: Places) -> Row:
    """A whole scene with the voices that are installed, as it is and with each fault."""
    real = speaker(home)[0]
    line = part.scene.lines[len(part.scene.lines) // 2].text
    heard, without = (_recorded(part, home, speaks) for speaks in (real, _Mute(real, line)))
    found = listen(heard)
    faults = {f"{check}: {put.__name__}": _missed(check, listen(put(heard, without)), part) for check, put in SOUND_PLANTS}
    return Row(kind="sound", what="" if found.passed else f"the sound of {part.name}: {found}", faults=faults)


def _recorded(part: _Part, home: Places, speaks: Speaker) -> Heard:
    unit = Unit(
        cast=part.cast,
        environments=environments(),
        speaker=lambda: speaks,
        renderer=lambda rung: _unit(part.cast, rung=rung, home=home),
        sounds=Sounds(home.cache / "sounds"),
    )
    return unit.recorded(part.scene, 0)[1]


def _cost(part: _Part, home: Places) -> Row:
    """Work of looking beside the work of filming and coding, at full size, where all is painted."""
    filmed = _filmed(part, STANDARD, home, small=False)
    watcher = filmed.watcher()
    looking = 0.0
    pictures = []
    began = time.process_time()
    for one in filmed.frames:
        pictures.append(filmed.unit.render(one.shot, one.number, spoken=one.spoken))
        before = time.process_time()
        watcher.see(pictures[-1], one.shot, one.number, one.spoken)
        looking += time.process_time() - before
    before = time.process_time()
    judge(watcher.take())
    looking += time.process_time() - before
    media.encode_pictures(pictures, STANDARD)
    return Row(kind="cost", looking=looking, filming=time.process_time() - began - looking)
