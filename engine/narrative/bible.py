"""The bible of a series: what this viewer has seen to be true, each fact with the episode and the scene that made it so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

from engine.errors import Place, StoryError
from engine.story import files
from engine.story.sheet import Kind, Sheet
from engine.story.state import State, version
from engine.story.story import Choice, Feeling, Role, Scene, Shot, Story, Version

FORMAT = 1
STEPS = 6
"""Of a season's thread; and a season is as many episodes."""
SEQUENCES = 8
"""Of a feature."""
_TRUST: Mapping[str, int] = {"kind": 1, "patient": 1, "bold": -1}
"""What a choice of that flavour does for the trust of those who are there."""
MANNERS = ("kind", "bold", "wry")
_CULPRIT: Mapping[str, int] = {"merciful": 2, "wry": 1, "bittersweet": 0, "just": -1, "dark": -2}
_WRONGED, _CLEARED, _HOST = -3, 1, 1
_PICTURED: tuple[Kind, ...] = ("promise", "secret", "accused", "thread", "injury", "loss", "ended")
"""Facts that may be recalled, so that their picture is kept."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that is true, whom it is about, and where it became so. `shot`, `insert`: how that looked."""

    kind: Kind
    episode: int
    scene: str
    who: str = ""
    what: str = ""
    words: str = ""
    value: int = 0
    shot: Shot | None = None
    insert: Shot | None = None

    @property
    def name(self) -> str:
        """What tells it from every other fact."""
        return "/".join((self.kind, str(self.episode), self.scene, self.who, self.what))


@dataclass(frozen=True, kw_only=True)
class Told:
    """An episode that was seen, and how it ended; nothing, where it was left before its end."""

    number: int
    season: int
    story: str
    seed: int
    title: str
    premise: str
    feeling: Feeling | None = None
    ending: str = ""
    storylets: tuple[str, ...] = ()
    """What was seen of it, scene by scene."""


@dataclass(frozen=True, kw_only=True)
class Bible:
    """All that is known of a series. `village`: everyone who may play in it; `people`: who was met."""

    genre: str
    seed: int
    form: Literal["season", "feature"] = "season"
    season: int = 1
    shape: str = "fall and rise"
    """Which way fortune goes from its first episode to its last."""
    village: tuple[str, ...] = ()
    episodes: tuple[Told, ...] = ()
    people: tuple[Role, ...] = ()
    facts: tuple[Fact, ...] = ()
    format: int = FORMAT

    # ------------------------------------------------------------------------------------------------------ where it stands
    @property
    def parts(self) -> int:
        return STEPS if self.form == "season" else SEQUENCES

    @property
    def number(self) -> int:
        """Of the episode that comes next, from 1."""
        return len(self.episodes) + 1

    @property
    def part(self) -> int:
        """Which of its season it is, from 1."""
        return len(self.of_season) + 1

    @property
    def of_season(self) -> tuple[Told, ...]:
        return tuple(one for one in self.episodes if one.season == self.season)

    @property
    def step(self) -> int:
        """The last step of the thread that was seen."""
        return max((fact.value for fact in self.known("thread")), default=0)

    @property
    def due(self) -> int:
        """The step that the next episode takes: the one after the last that was seen, where it is time for one; else 0."""
        wanted = int(STEPS * self.part / self.parts + 0.5)
        return self.step + 1 if self.step < min(wanted, STEPS) and self.season == 1 else 0

    # ------------------------------------------------------------------------------------------------------- what is known
    def known(self, *kinds: Kind, who: str = "") -> tuple[Fact, ...]:
        """The facts of these kinds, and of one person where one is named, in the order in which they became true."""
        return tuple(fact for fact in self.facts if fact.kind in kinds and (not who or fact.who == who))

    def in_season(self, *kinds: Kind) -> tuple[Fact, ...]:
        numbers = {one.number for one in self.of_season}
        return tuple(fact for fact in self.known(*kinds) if fact.episode in numbers)

    @property
    def confidant(self) -> str:
        return next((fact.who for fact in reversed(self.known("confidant"))), "")

    @property
    def culprits(self) -> tuple[str, ...]:
        """Who was found out this season, the first of them first."""
        return tuple(dict.fromkeys(fact.who for fact in self.in_season("culprit")))

    @property
    def solved(self) -> int:
        return sum(fact.what == "rightly" for fact in self.known("accused"))

    def trust(self, who: str) -> int:
        """How far someone trusts the viewer: below 0 they do not, 0 they do not know."""
        return sum(fact.value for fact in self.known("trust", who=who))

    def role(self, who: str) -> Role | None:
        return next((one for one in self.people if one.id == who), None)

    @property
    def manner(self) -> str:
        """How the viewer goes about it, as people would say; nothing, where nobody could say."""
        count = [sum(fact.what == manner for fact in self.known("manner")) for manner in MANNERS]
        return MANNERS[count.index(max(count))] if max(count) else ""

    @property
    def away(self) -> tuple[str, ...]:
        """Who is not there for the rest of the season: who said that they leave, and whoever did it and met a dark end.

        Where nobody is left to give an evening, the one of these who has been away longest has come back.
        """
        dark = {one.number for one in self.of_season if one.feeling == "dark"}
        gone = tuple(dict.fromkeys(fact.who for fact in self.known("leaves")))
        shunned = [who for who in self.culprits if any(f.who == who and f.episode in dark for f in self.in_season("culprit"))]
        while shunned and not self._enough(away={*gone, *shunned}):
            shunned.pop(0)
        return (*gone, *(who for who in shunned if who not in gone))

    @property
    def sore(self) -> tuple[str, ...]:
        """Who was wrongly accused, and left over it. They stay away where there are others enough."""
        dark = {one.number for one in self.of_season if one.feeling == "dark"}
        hurt = [fact.who for fact in self.in_season("accused") if fact.what == "wrongly" and fact.episode in dark]
        while hurt and not self._enough(away={*self.away, *hurt}):
            hurt.pop(0)
        return tuple(hurt)

    def _enough(self, *, away: set[str]) -> bool:
        """Whether three who may have done it are left, and a host."""
        here = [who for who in self.village if who not in away and who != self.confidant]
        return len([who for who in here if who not in self.culprits]) >= 3 and len(here) >= 4


# ---------------------------------------------------------------------------------------------------------------- remember
def remember(bible: Bible, story: Story, trail: Sequence[State]) -> Bible:
    """The bible after an episode: with what this trail showed, and nothing else. StoryError where it is no next episode of it."""
    sheet = story.sheet
    if sheet is None:
        raise StoryError(f'"{story.title}" is no episode of a series. Plan it with `bible`, and it will be one.')
    if sheet.number != bible.number or story.genre != bible.genre:
        raise StoryError(
            f'"{story.title}" is episode {sheet.number} of a {story.genre} series, and this is a {bible.genre} series that has '
            f"seen {len(bible.episodes)}. Remember each episode once, in order."
        )
    scenes = [(scene := story.scene(state.scene), version(scene, state)) for state in trail]
    found = _once([*_met(sheet, scenes), *_signs(sheet, scenes), *_tells(story, sheet, trail)])
    ending = scenes[-1][0].ending if scenes else None
    accused = next((fact for fact in found if fact.kind == "accused"), None)
    if ending is not None:
        found += _at_the_end(sheet, scenes[-1], accused, promised=any(fact.kind == "promise" for fact in found))
    found += _ways(story, sheet, trail, accused.scene if accused else "")
    there = {fact.who for fact in found}
    known = {one.id for one in bible.people}
    told = Told(
        number=sheet.number,
        season=sheet.season,
        story=story.id,
        seed=story.seed,
        title=story.title,
        premise=story.premise,
        feeling=ending.feeling if ending else None,
        ending=ending.title if ending else "",
        storylets=tuple(scene.id.split(".")[1] for scene, _ in scenes if scene.id.count(".") and scene.music != "title"),
    )
    met_before = {fact.who for fact in bible.known("met")}
    return replace(
        bible,
        episodes=(*bible.episodes, told),
        people=(*bible.people, *(one for one in story.cast if one.id in there and one.id not in known and one.id != "you")),
        facts=(*bible.facts, *(one for one in found if one.kind != "met" or one.who not in met_before)),
    )


_Scenes = Sequence[tuple[Scene, Version]]


def _fact(kind: Kind, sheet: Sheet, scene: Scene, film: Version, **more: str | int) -> Fact:
    wide = [shot for shot in film.shots if shot.framing in ("two", "establish") and shot.people]
    wide.sort(key=lambda shot: (-len(shot.people), shot.framing != "two"))
    close = next((shot for shot in film.shots if shot.framing == "insert" and shot.action), None)
    pictured = kind in _PICTURED and wide
    return Fact(
        kind=kind,
        episode=sheet.number,
        scene=scene.id,
        shot=replace(wide[0], lines=(), action="", title="", subtitle="", ends="cut") if pictured else None,
        insert=replace(close, lines=(), ends="cut") if pictured and close else None,
        **more,  # type: ignore[arg-type]
    )


def _met(sheet: Sheet, scenes: _Scenes) -> Iterator[Fact]:
    """Whoever was seen, and those whose part in it was plain from the start."""
    parts: dict[str, Kind] = {sheet.person("host"): "host", sheet.person("confidant"): "confidant"}
    for scene, film in scenes:
        if scene.music == "title":  # what is recalled is not seen a second time
            continue
        for who in dict.fromkeys(placed.role for shot in film.shots for placed in shot.people if placed.role != "you"):
            yield _fact("met", sheet, scene, film, who=who)
            if who in parts:
                yield _fact(parts[who], sheet, scene, film, who=who)


def words_of(film: Version) -> str:
    """All that is heard in a scene, then all that is read and done."""
    heard = (line.text for shot in film.shots for line in shot.lines)
    return " ".join(heard) + " | " + " | ".join(shot.action for shot in film.shots if shot.action)


def _signs(sheet: Sheet, scenes: _Scenes) -> Iterator[Fact]:
    for scene, film in scenes:
        if scene.music == "title":
            continue
        words = words_of(film)
        for sign in sheet.signs:
            if any(mark in words for mark in sign.marks):
                yield _fact(sign.kind, sheet, scene, film, who=sign.who, what=sign.what, words=sign.words)


def _tells(story: Story, sheet: Sheet, trail: Sequence[State]) -> Iterator[Fact]:
    for number, state in enumerate(trail):
        taken = trail[number + 1].branch[-1] if number + 1 < len(trail) else ""
        scene = story.scene(state.scene)
        for tell in sheet.tells:
            if tell.scene == scene.id and tell.choice in ("", taken):
                film = version(scene, state)
                yield _fact(tell.kind, sheet, scene, film, who=tell.who, what=tell.what, words=tell.words, value=tell.value)


def _at_the_end(sheet: Sheet, last: tuple[Scene, Version], accused: Fact | None, *, promised: bool) -> list[Fact]:
    """How it ended, what became of a promise, and what the accusation did to those who were accused, cleared, or served."""
    scene, film = last
    assert scene.ending is not None
    feeling = scene.ending.feeling

    def fact(kind: Kind, **more: str | int) -> Fact:
        return _fact(kind, sheet, scene, film, **more)

    found = [fact("ended", what=feeling, words=scene.ending.title)]
    if accused is None:
        return found
    if promised:
        broken = accused.who == sheet.person("herring")
        found.append(fact("promise", who=sheet.person("herring"), what="broken" if broken else "kept"))
    right = accused.what == "rightly"
    found.append(fact("trust", who=accused.who, what=accused.what, value=_CULPRIT[feeling] if right else _WRONGED))
    found.append(fact("trust", who=sheet.person("host"), what="host", value=_HOST if right else -_HOST))
    others = [sheet.person(role) for role in ("herring", "bystander")] if right else []
    return found + [fact("trust", who=who, what="cleared", value=_CLEARED) for who in others]


def _ways(story: Story, sheet: Sheet, trail: Sequence[State], accused: str) -> list[Fact]:
    """What the viewer's choices say of them, and to those who were there. Whom they accuse is counted elsewhere."""
    found: list[Fact] = []
    for before, after in pairwise(trail):
        scene = story.scene(before.scene)
        choice: Choice = next(one for one in scene.choices if one.id == after.branch[-1])
        if not choice.label or choice.to == accused:
            continue
        film = version(scene, before)
        there = dict.fromkeys(placed.role for shot in film.shots for placed in shot.people if placed.role != "you")
        for flavour in choice.flavours:
            if flavour in MANNERS:
                found.append(_fact("manner", sheet, scene, film, what=flavour))
            if value := _TRUST.get(flavour, 0):
                found += [_fact("trust", sheet, scene, film, who=who, what=flavour, value=value) for who in there]
    return found


def _once(facts: list[Fact]) -> list[Fact]:
    """Each truth where it first came to light."""
    found: dict[tuple[str, str, str], Fact] = {}
    for fact in facts:
        found.setdefault((fact.kind, fact.who, fact.what), fact)
    return list(found.values())


def changes(before: Bible, after: Bible) -> tuple[Fact, ...]:
    """The facts that only the later one has."""
    return after.facts[len(before.facts) :]


# ------------------------------------------------------------------------------------------------------------------- disk
def read_bible(path: Path) -> Bible:
    """The bible in a file. StoryError names the file and the place in it."""
    bible = files.read(path, Bible)
    if bible.format > FORMAT:
        raise StoryError(f"Format {bible.format} is newer than this player reads ({FORMAT}). Update Otherwise.", at=Place(path))
    files.must_know(path, bible)
    numbers = [one.number for one in bible.episodes]
    if numbers != list(range(1, len(numbers) + 1)):
        raise StoryError(f"`$.episodes` are numbered {numbers}. Number them from 1, in order.", at=Place(path))
    for at, fact in enumerate(bible.facts):
        if not 1 <= fact.episode <= len(numbers):
            raise StoryError(f"`$.facts[{at}].episode` is {fact.episode}, which was not seen. Mend that place.", at=Place(path))
    return bible


def write_bible(path: Path, bible: Bible) -> None:
    """Save it, whole or not at all."""
    files.write(path, bible)
