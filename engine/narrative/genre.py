"""A genre: the facts, truths and layers of its evenings, read from `assets/genres/` with its storylets, checked at the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from engine.errors import StoryError
from engine.narrative.bible import STEPS
from engine.narrative.skies import Sky
from engine.narrative.storylet import ROLES, Known, Storylet, read_storylet
from engine.narrative.written import Source, text_of, toml, typed
from engine.places import ASSETS
from engine.story.facts import Value

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One step of an evening: which slot, how many scenes stand side by side, and who asks at its end."""

    slot: str
    act: int
    count: int = 1
    asks: Literal["own", "invites"] = "invites"
    question: str | tuple[str, ...] = ""
    """What is asked before it; where it is there more than once, each time another."""
    spare: bool = False
    """Only in evenings that have room for it."""

    def asked(self, turn: int) -> str:
        """What is asked before it the first time (0), the second, ..."""
        return self.question if isinstance(self.question, str) else self.question[turn % len(self.question)]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A set as storylets speak of it, and the library's environment that stands for it."""

    id: str = ""
    name: str
    environment: str
    variant: str = ""


@dataclass(frozen=True, kw_only=True)
class Villager:
    """What someone of the library is in this genre's village."""

    id: str = ""
    trade: str
    mark: str


@dataclass(frozen=True, kw_only=True)
class Premise:
    """What was stolen or spoiled."""

    id: str = ""
    thing: str
    short: str
    what: str
    done: str
    deed: str
    place: str
    set: str
    event: str
    hour: str
    worth: str
    found: str
    mended: str
    lost: str
    prop: str
    likes: tuple[str, ...] = ()
    titles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Motive:
    """Why someone might have. Texts may name `p`, the one whose motive it is."""

    id: str = ""
    word: str
    gossip: str
    denial: str
    again: tuple[str, ...] = ()
    """What they say of it when they are asked a second time, and a third. Each is heard first on some path, and stands alone."""
    proof: str
    prop: str
    confession: str
    likes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Means:
    """How it was done, and the trace that it left."""

    id: str = ""
    thing: str
    trace: str
    how: str
    prop: str


@dataclass(frozen=True, kw_only=True)
class Alibi:
    """Where someone says they were, and the fact that breaks it should they be lying."""

    id: str = ""
    place: str
    claim: str
    again: tuple[str, ...] = ()
    """The same, said a second time and a third."""
    about: str
    lie: str
    prop: str


@dataclass(frozen=True, kw_only=True)
class Secret:
    """What the herring hides."""

    id: str = ""
    word: str
    told: str
    sign: str
    prop: str
    likes: tuple[str, ...] = ()
    leaves: bool = False
    """Whose it is goes away after it: in a season, only at its end."""


@dataclass(frozen=True, kw_only=True)
class Season:
    """What evenings that follow one another have in common: a question that runs through them, and how they are recalled."""

    question: str
    place: str
    """As in "Previously, in ..."."""
    film: str
    """What a feature of it is called."""
    recalls: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    """For each kind of fact: how the confidant tells of it, and how the viewer does."""
    thread: tuple[str, ...]
    """How each step of the question is recalled."""
    premises: tuple[Premise, ...] = ()
    """What may happen on these evenings only."""
    steps: tuple[Storylet, ...] = ()
    """The scenes in which the question is asked, followed and answered, in order."""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The arc that an evening of the genre has whatever its shape: for each act, values at even steps from its first scene on."""

    tension: tuple[tuple[float, ...], ...]
    valence: tuple[tuple[float, ...], ...]
    slots: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """By how much scenes of a slot lie above it, in tension and valence: an act breathes out and in."""


@dataclass(frozen=True, kw_only=True)
class Genre:
    """Everything an evening of this genre can be made of."""

    id: str
    title: str
    logline: str
    facts: tuple[tuple[str, tuple[Value, ...]], ...]
    layers: tuple[Layer, ...]
    curve: Curve
    speech: tuple[tuple[str, float], ...]
    """For each pace a viewer may ask for: how fast people speak and look."""
    sets: tuple[Stage, ...]
    people: tuple[Villager, ...]
    premises: tuple[Premise, ...]
    motives: tuple[Motive, ...]
    means: tuple[Means, ...]
    alibis: tuple[Alibi, ...]
    secrets: tuple[Secret, ...]
    storylets: tuple[Storylet, ...]
    season: Season | None = None
    skies: tuple[Sky, ...] = ()
    """What its evenings may be like outside."""

    @property
    def known(self) -> Known:
        """What its storylets may name."""
        own = frozenset(layer.slot for layer in self.layers if layer.asks == "own")
        people = tuple(person.id for person in self.people)
        return Known(
            slots=(*dict.fromkeys(layer.slot for layer in self.layers), *(["thread"] if self.season else [])),
            own=own,
            invited=frozenset(layer.slot for layer in self.layers if layer.count > 1) - own - {"ending"},
            sets=tuple(stage.id for stage in self.sets),
            facts=self.facts,
            ids=(
                *((role, people) for role in ROLES if role != "you"),
                ("premise", tuple(one.id for one in (*self.premises, *(self.season.premises if self.season else ())))),
                ("motive", tuple(one.id for one in self.motives)),
                ("means", tuple(one.id for one in self.means)),
                ("secret", tuple(one.id for one in self.secrets)),
            ),
        )

    def stage(self, set_id: str) -> Stage:
        return next(stage for stage in self.sets if stage.id == set_id)


def genres(folder: Path | None = None) -> tuple[str, ...]:
    """The ids of the genres there are."""
    folder = folder or ASSETS / "genres"
    return tuple(sorted(path.parent.name for path in folder.glob("*/genre.toml")))


def read_genre(genre_id: str, *, folder: Path | None = None) -> Genre:
    """The genre of that name. StoryError names the genres there are, or file, line and what to write."""
    folder = folder or ASSETS / "genres"
    if genre_id not in genres(folder):
        raise StoryError(f'There is no genre "{genre_id}". There is: {", ".join(genres(folder)) or "none"}.')
    files = [folder / genre_id / "genre.toml", *sorted((folder / genre_id / "storylets").glob("*.storylet"))]
    return _read(genre_id, tuple((str(path), path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=8)
def _read(genre_id: str, files: tuple[tuple[str, int], ...]) -> Genre:
    genre = _genre(genre_id, Path(files[0][0]))
    every = tuple(read_storylet(Path(file), genre.known) for file, _ in files[1:])
    steps = sorted((one for one in every if one.slot == "thread"), key=lambda one: one.step)
    have = [one.step for one in steps]
    if have and have != [*range(1, STEPS + 1)]:
        raise StoryError(f"The season's thread has steps {have}. Write one storylet of slot thread for each of 1 to {STEPS}.")
    return replace(
        genre,
        storylets=tuple(one for one in every if one.slot != "thread"),
        season=replace(genre.season, steps=tuple(steps)) if genre.season and steps else None,
    )


# ---------------------------------------------------------------------------------------------------------------- genre.toml
def _genre(genre_id: str, path: Path) -> Genre:
    text = text_of(path)
    raw = toml(text, path, first_line=1)
    source = Source(text=text, file=str(path))
    known = {"title", "logline", "facts", "layers", "curve", "speech", "sets", "people", *_TABLES}
    for key in raw:
        if key not in known | {"season", "recalls", "skies"}:
            raise StoryError(f'"{key}" is not known here. Write one of: {", ".join(sorted(known))}.', at=source.place(key))
    for key in sorted(known):
        if key not in raw:
            raise StoryError(f'"{key}" is missing. Add it, as in assets/genres/cozy_mystery/genre.toml.', at=source.place())
    return Genre(
        id=genre_id,
        title=str(raw["title"]),
        logline=str(raw["logline"]),
        facts=tuple((name, _values(name, kind, source)) for name, kind in raw["facts"].items()),
        layers=tuple(typed(one, Layer, source, "layers") for one in raw["layers"]),
        curve=_curve(raw["curve"], source, acts=max(int(one["act"]) for one in raw["layers"])),
        speech=tuple(sorted((str(k), float(v)) for k, v in raw["speech"].items())),
        sets=_table(raw, "sets", Stage, source),
        people=_table(raw, "people", Villager, source),
        premises=_table(raw, "premises", Premise, source),
        motives=_table(raw, "motives", Motive, source),
        means=_table(raw, "means", Means, source),
        alibis=_table(raw, "alibis", Alibi, source),
        secrets=_table(raw, "secrets", Secret, source),
        storylets=(),
        season=_season(raw, source) if "season" in raw else None,
        skies=_table(raw, "skies", Sky, source) if "skies" in raw else (),
    )


_TABLES = ("premises", "motives", "means", "alibis", "secrets")


def _table(raw: Mapping[str, Any], name: str, kind: type[T], source: Source) -> tuple[T, ...]:
    return tuple(typed({"id": key, **value}, kind, source, f"{name}.{key}") for key, value in raw[name].items())


RECALLS = ("rightly", "wrongly", "given", "kept", "broken", "secret", "injury", "reputation")
"""What is recalled of earlier evenings, beside the last step of the thread."""


def _season(raw: Mapping[str, Any], source: Source) -> Season:
    told = dict(raw.get("recalls", {}))
    thread = tuple(map(str, told.pop("thread", ())))
    if len(thread) != STEPS:
        raise StoryError(f"The thread has {len(thread)} recalls. Write {STEPS} in [recalls].", at=source.place("recalls"))
    for kind in RECALLS:
        if kind not in told or any(not told[kind].get(by) for by in ("confidant", "you")):
            raise StoryError(
                f"Nothing recalls `{kind}`. Write [recalls.{kind}] with `confidant` and `you`.", at=source.place("recalls")
            )
    for kind in told:
        if kind not in RECALLS:
            raise StoryError(f'"{kind}" is not recalled. Write one of: {", ".join(RECALLS)}.', at=source.place(kind))
    head = {key: value for key, value in raw["season"].items() if key != "premises"}
    premises = {"premises": raw["season"].get("premises", {})}
    return Season(
        question=str(head.get("question", "")),
        place=str(head.get("place", "")),
        film=str(head.get("film", "")),
        recalls=tuple((kind, tuple(told[kind]["confidant"]), tuple(told[kind]["you"])) for kind in RECALLS),
        thread=thread,
        premises=_table(premises, "premises", Premise, source),
    )


def _curve(raw: Mapping[str, Any], source: Source, *, acts: int) -> Curve:
    curve = typed(raw, Curve, source, "curve")
    for name, bounds in (("tension", (0, 1)), ("valence", (-1, 1))):
        rows: tuple[tuple[float, ...], ...] = getattr(curve, name)
        if len(rows) != acts or any(len(row) < 2 or not all(bounds[0] <= v <= bounds[1] for v in row) for row in rows):
            raise StoryError(
                f"The {name} of the curve is no arc. Write a row for each of the {acts} acts, each with two or more numbers "
                f"from {bounds[0]} to {bounds[1]}.",
                at=source.place(name),
            )
    return curve


def _values(name: str, kind: object, source: Source) -> tuple[Value, ...]:
    if kind == "bool":
        return (False, True)
    if isinstance(kind, list) and kind and all(isinstance(value, str) for value in kind):
        return (False, *kind)
    raise StoryError(f'Fact "{name}" has no type. Write "bool", or a list of the words it may be.', at=source.place(name))
