"""Whether QA finds what is wrong with a take, leaves alone what is right, and what its look costs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

import msgspec

from bench._plants import PICTURE_PLANTS, Filmed, Frame
from bench._plants_sound import SOUND_PLANTS, WORD_PLANTS
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
from engine.video.voices.listening import listener

GENRES = ("cozy_mystery", "science_fiction", "ghost_story")
TUNED, FRESH = range(7, 8), range(101, 106)
"""Seeds of the episodes that the limits of the checks were found on, and of those that nobody looked at: what counts."""
SHARE = 3
"""One take of the tuned seeds to so many of the fresh."""
EACH = 6
"""Takes that each fault is put into, of the fresh seeds; of the tuned, a part."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one take, sound or timing."""

    kind: str
    fresh: bool = True
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
    genre: str
    seed: int

    @property
    def name(self) -> str:
        return f"{self.genre} {self.seed}, {self.scene.scene}, chunk {self.chunk}"


def main(*, quick: bool = False, json: Path | None = None, count: int = 108, seeds: range = FRESH) -> int:
    """Film so many takes of fresh seeds at half size and a third of that of the tuned, judge them, and judge some again with
    each fault in them.

    With a file for the JSON, rows are kept beside it, so that it goes on where it was cut off.
    """
    home = places().ready()
    keep_paint(home.bakes)
    code = [
        ROOT / "engine" / "video",
        ROOT / "bench" / "_plants.py",
        ROOT / "bench" / "_plants_sound.py",
        ROOT / "assets" / "environments",
    ]
    kept = json.with_suffix(".rows") if json and not quick else None
    rows = Rows(kept, by=f"{digest(code)} {seeds} {count}", kind=Row)
    count = 9 if quick else count
    groups = ((False, TUNED, -(-count // SHARE), 1 if quick else EACH // SHARE), (True, seeds, count, 1 if quick else EACH))
    first = 0
    for fresh, of, takes, each in groups:
        parts = list(_parts(takes, of))
        for number, part in enumerate(parts, start=first):
            if number not in rows.rows:
                tried = Counter(name for row in rows.rows.values() if row.fresh == fresh for name in row.faults)
                due = each * (number - first + 1) / len(parts)
                rows.add(number, _take(number, part, home, due=due, tried=tried, each=each, fresh=fresh))
        first += len(parts)
    each = groups[-1][-1]
    talking = list({part.scene.key: part for part in parts if 1 <= len(part.scene.lines) <= 6}.values())
    for number, part in enumerate(talking[:: max(1, len(talking) // each)][:each], start=first):
        if number not in rows.rows:
            rows.add(number, _sound(part, home))
    people = [part for part in parts if part.scene.lines]
    for number, part in enumerate(people[:: max(1, len(people) // 4)][:4], start=first + each):
        if number not in rows.rows:
            rows.add(number, _cost(part, home))
    return _tell(list(rows.rows.values()), seeds=seeds, quick=quick, json=json)


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """What became of the takes and sounds of some seeds."""

    rows: tuple[Row, ...]

    @property
    def tried(self) -> Counter[str]:
        return Counter(name for row in self.rows for name in row.faults)

    @property
    def caught(self) -> Counter[str]:
        return Counter(name for row in self.rows for name, why in row.faults.items() if not why)

    @property
    def remarks(self) -> list[str]:
        wrong = [f"taken for faulty: {row.what}" for row in self.rows if row.what]
        return wrong + [f"not found: {name} ({why})" for row in self.rows for name, why in row.faults.items() if why]

    def figures(self, kind: str) -> Iterator[Figure]:
        tried, wrong = self.tried, sum(bool(row.what) for row in self.rows)
        found = 100 * sum(self.caught.values()) / max(1, sum(tried.values()))
        clean = 100 * (1 - wrong / max(1, len(self.rows)))
        yield Figure(name=f"{kind}caught", value=found, note=f"{sum(tried.values())} faults of {len(tried)} kinds")
        yield Figure(name=f"{kind}clean", value=clean, note=f"of {len(self.rows)} takes and sounds")


def _tell(rows: list[Row], *, seeds: range, quick: bool, json: Path | None) -> int:
    judged = [row for row in rows if row.kind != "cost"]
    sets = sorted({one for row in rows for one in row.sets})
    tuned, fresh = (_Judged(rows=tuple(row for row in judged if row.fresh == kind)) for kind in (False, True))
    print(f"{sum(row.kind == 'take' for row in rows)} takes on {len(sets)} sets ({', '.join(sets)})")
    for name, group in ((f"tuned on, seed {TUNED[0]}", tuned), (f"fresh, seeds {seeds[0]} to {seeds[-1]}", fresh)):
        takes = sum(row.kind == "take" for row in group.rows)
        print(f"\n{name}: {takes} takes, {len(group.rows) - takes} sounds")
        for fault in sorted(group.tried, key=lambda one: (CHECKS.index(one.split(":")[0]), one)):
            print(f"  {fault:<36} {group.caught[fault]} of {group.tried[fault]}")
        for line in group.remarks:
            print(f"  ! {line}")
    kinds = Counter(name.split(":")[0] for name in fresh.tried)
    listened = any(name.startswith("understood") for name in fresh.tried)
    fewest = min(kinds[check] for check in CHECKS if check != "understood" or listened)
    looking, filming = (sum(getattr(row, of) for row in rows) for of in ("looking", "filming"))
    note = "" if listened else "but whether words are understood: Whisper is not installed"
    figures = [
        *fresh.figures(""),
        *tuned.figures("tuned_"),
        Figure(name="plants", value=fewest, note=note),
        Figure(name="cost", value=100 * looking / max(1e-9, filming), note="work of one process, at full size, all painted"),
    ]
    print()
    extra: dict[str, object] = {
        "takes": len(judged), "sets": sets, "quick": quick, "seeds": {"tuned": [*TUNED], "fresh": [*seeds]},
        "faults": {name: [fresh.caught[name], fresh.tried[name]] for name in sorted(fresh.tried)},
        "tuned_faults": {name: [tuned.caught[name], tuned.tried[name]] for name in sorted(tuned.tried)},
        "remarks": fresh.remarks, "tuned_remarks": tuned.remarks,
    }  # fmt: skip
    return tell("qa", figures, extra=extra, path=json)


def _take(number: int, part: _Part, home: Places, *, due: float, tried: Counter[str], each: int, fresh: bool) -> Row:
    """Judge a take as it is, and with those faults that are due."""
    filmed = _filmed(part, DRAFT if number % 5 == 4 else STANDARD, home)
    found = judge(filmed.seen())
    faults: dict[str, str] = {}
    for check, put in PICTURE_PLANTS:
        name = f"{check}: {put.__name__}"
        if tried[name] < min(due, each) and (spoilt := put(filmed)) is not None:
            faults[name] = _missed(check, judge(spoilt.seen()), part)
    what = "" if found.passed else f"{part.name}: {found}"
    return Row(
        kind="take", fresh=fresh, what=what, sets=tuple({frame.shot.environment for frame in filmed.frames}), faults=faults
    )


def _missed(check: str, found: Verdict, part: _Part) -> str:
    if check in found.failed:
        return ""
    measured = ", ".join(f"{one.measured:.2f}" for one in found.findings if one.check == check)
    return f"{part.name}: {measured or 'not looked at'}"


def _parts(count: int, seeds: range) -> Iterator[_Part]:
    """Chunks of an episode of each genre for each seed, spread evenly over their scenes."""
    episodes = [(genre, seed) for seed in seeds for genre in GENRES]
    for number, (genre, seed) in enumerate(episodes):
        each = (number + 1) * count // len(episodes) - number * count // len(episodes)
        story, cast = compose(profile=Profile(), genre=genre, seed=seed)
        states = list(walk(story, by_default))
        scenes = [(story.scene(state.scene), state) for state in states]
        made = [segment(scene, version(scene, state), cast=cast, voices="qa") for scene, state in scenes]
        chunks = [(scene, chunk) for scene in made for chunk in range(scene.chunks)]
        for place in range(each):
            scene, chunk = chunks[round((place + 0.5) * len(chunks) / each - 0.5)]
            yield _Part(scene=scene, chunk=chunk, cast=cast, genre=genre, seed=seed)


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
    faults = {f"{check}: {put.__name__}": _missed(check, listen(put(heard, without)), part) for check, put in SOUND_PLANTS}
    listens = listener(home, names=(one.name for one in part.cast.values()))
    if listens is not None:
        heard = replace(heard, lines=tuple(replace(one, heard=listens.now(one.voice)) for one in heard.lines))
        for spoil in WORD_PLANTS:
            if (spoilt := spoil(heard, listens.now)) is not None:
                faults[f"understood: {spoil.__name__}"] = _missed("understood", listen(spoilt), part)
    found = listen(heard)
    return Row(kind="sound", what="" if found.passed else f"the sound of {part.name}: {found}", faults=faults)


def _recorded(part: _Part, home: Places, speaks: Speaker) -> Heard:
    unit = Unit(
        cast=part.cast,
        environments=environments(),
        speaker=lambda: speaks,
        renderer=lambda rung: _unit(part.cast, rung=rung, home=home),
        sounds=Sounds(home.sounds),
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
