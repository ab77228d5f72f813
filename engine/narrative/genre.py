"""A genre: the facts, truths and layers of its evenings, and its storylets, read from `assets/genres/`, checked at the door."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from engine.errors import Place, StoryError
from engine.narrative.writers import authored
from engine.narrative.writers.authored import Body
from engine.narrative.written import Source, text_of, toml, typed
from engine.places import ASSETS
from engine.story.facts import Change, Test, Value, read_change, read_test
from engine.story.story import Feeling

T = TypeVar("T")

SUSPECTS = ("culprit", "herring", "bystander")
"""The three who may have done it. `suspect` and `other` in a storylet are two of them."""
ORDINALS = ("first", "second", "third")
"""The same three in an order that gives nothing away."""
ROLES = ("you", "host", "confidant", *SUSPECTS, "suspect", "other", *ORDINALS)
LABEL = 34
"""The most characters that a choice's label may have on screen."""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One step of an evening: which slot, how many scenes stand side by side, and who asks at its end."""

    slot: str
    act: int
    count: int = 1
    asks: Literal["own", "invites"] = "invites"
    question: str = ""
    spare: bool = False
    """Only in evenings that have room for it."""


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


@dataclass(frozen=True, kw_only=True)
class Option:
    """A choice as a storylet writes it. An invite is one too."""

    label: str
    hint: str = ""
    flavours: tuple[str, ...] = ()
    sets: tuple[Change, ...] = ()
    needs: tuple[Test, ...] = ()
    leads: str = ""


@dataclass(frozen=True, kw_only=True)
class Storylet:
    """One scene as an author wrote it: when it may play, what it changes, and its words."""

    id: str
    file: str
    slot: str
    acts: tuple[int, ...]
    places: tuple[str, ...]
    cast: tuple[str, ...]
    tension: float
    valence: float
    likes: tuple[str, ...]
    tone: tuple[str, ...]
    tags: tuple[str, ...]
    sets: tuple[Change, ...]
    needs: tuple[Test, ...]
    invite: Option | None
    choices: tuple[Option, ...]
    only: tuple[tuple[str, tuple[str, ...]], ...]
    question: str
    verdict: Literal["", "right", "wrong"]
    feeling: Feeling | None
    title: str
    music: str
    body: Body

    @property
    def names(self) -> frozenset[str]:
        """The roles that play in it or are named."""
        options = (*self.choices, *([self.invite] if self.invite else []))
        texts = " ".join((self.question, self.title, *(f"{one.label} {one.hint} {one.leads}" for one in options)))
        return frozenset((*self.cast, *self.body.names, *(word for word in re.findall(r"[a-z]+", texts) if word in ROLES)))

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts that its words depend on."""
        return self.body.reads


@dataclass(frozen=True, kw_only=True)
class Genre:
    """Everything an evening of this genre can be made of."""

    id: str
    title: str
    logline: str
    facts: tuple[tuple[str, tuple[Value, ...]], ...]
    layers: tuple[Layer, ...]
    curve: tuple[float, ...]
    pace: tuple[tuple[str, float], ...]
    """For each pace a viewer may ask for: how long an evening is, beside the minutes asked for."""
    speech: tuple[tuple[str, float], ...]
    """And how fast people speak and look."""
    sets: tuple[Stage, ...]
    people: tuple[Villager, ...]
    premises: tuple[Premise, ...]
    motives: tuple[Motive, ...]
    means: tuple[Means, ...]
    alibis: tuple[Alibi, ...]
    secrets: tuple[Secret, ...]
    storylets: tuple[Storylet, ...]

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
    return replace(genre, storylets=tuple(read_storylet(Path(file), genre) for file, _ in files[1:]))


# ---------------------------------------------------------------------------------------------------------------- genre.toml
def _genre(genre_id: str, path: Path) -> Genre:
    text = text_of(path)
    raw = toml(text, path, first_line=1)
    source = Source(text=text, file=str(path))
    known = {"title", "logline", "facts", "layers", "curve", "pace", "speech", "sets", "people", *_TABLES}
    for key in raw:
        if key not in known:
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
        curve=tuple(float(point) for point in raw["curve"]["points"]),
        pace=tuple(sorted((str(k), float(v)) for k, v in raw["pace"].items())),
        speech=tuple(sorted((str(k), float(v)) for k, v in raw["speech"].items())),
        sets=_table(raw, "sets", Stage, source),
        people=_table(raw, "people", Villager, source),
        premises=_table(raw, "premises", Premise, source),
        motives=_table(raw, "motives", Motive, source),
        means=_table(raw, "means", Means, source),
        alibis=_table(raw, "alibis", Alibi, source),
        secrets=_table(raw, "secrets", Secret, source),
        storylets=(),
    )


_TABLES = ("premises", "motives", "means", "alibis", "secrets")


def _table(raw: Mapping[str, Any], name: str, kind: type[T], source: Source) -> tuple[T, ...]:
    return tuple(typed({"id": key, **value}, kind, source, f"{name}.{key}") for key, value in raw[name].items())


def _values(name: str, kind: object, source: Source) -> tuple[Value, ...]:
    if kind == "bool":
        return (False, True)
    if isinstance(kind, list) and kind and all(isinstance(value, str) for value in kind):
        return (False, *kind)
    raise StoryError(f'Fact "{name}" has no type. Write "bool", or a list of the words it may be.', at=source.place(name))


# ----------------------------------------------------------------------------------------------------------------- storylets
@dataclass(frozen=True, kw_only=True)
class _Written:
    """A choice as TOML has it."""

    label: str
    hint: str = ""
    flavours: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    leads: str = ""


@dataclass(frozen=True, kw_only=True)
class _Head:
    """The head of a storylet as TOML has it."""

    slot: str
    set: str | tuple[str, ...]
    cast: tuple[str, ...]
    tension: float
    valence: float
    act: int | tuple[int, ...] = ()
    likes: tuple[str, ...] = ()
    tone: tuple[Literal["gentle", "witty", "dark"], ...] = ()
    tags: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    invite: dict[str, Any] | None = None
    choices: tuple[dict[str, Any], ...] = ()
    only: dict[str, str | tuple[str, ...]] | None = None
    question: str = ""
    verdict: Literal["", "right", "wrong"] = ""
    feeling: Feeling | None = None
    title: str = ""
    music: str = ""
    id: str = ""


def read_storylet(path: Path, genre: Genre) -> Storylet:
    """The storylet in a file. StoryError names the line and what to write there."""
    text = text_of(path)
    lines = text.split("\n")
    if lines[0].strip() != "+++":
        raise StoryError("A storylet begins with a line `+++`, then its head. Write that first.", at=Place(str(path), 1))
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.strip() == "+++"), None)
    if end is None:
        raise StoryError("The head is never closed. Write a line `+++` between head and body.", at=Place(str(path), len(lines)))
    source = Source(text="\n".join(lines[1:end]), file=str(path), first_line=2)
    head = typed(toml(source.text, path, first_line=2), _Head, source, "")
    if head.id and head.id != path.stem:
        raise StoryError(f'The id is the file\'s name, "{path.stem}". Leave `id` out.', at=source.place("id"))
    _known(head, genre, source)
    options = tuple(_option(raw, source, "choices", genre) for raw in head.choices)
    own = {layer.slot for layer in genre.layers if layer.asks == "own"}
    if head.slot in own and len(options) not in (2, 3):
        raise StoryError(f"A storylet of slot {head.slot} has 2 or 3 [[choices]]. Write them.", at=source.place("choices"))
    if head.slot not in own and options:
        raise StoryError(f"Slot {head.slot} has no choices of its own. Take them out.", at=source.place("choices"))
    invite = None if head.invite is None else _option(head.invite, source, "invite", genre)
    invited = {layer.slot for layer in genre.layers if layer.count > 1 and layer.slot not in own | {"ending"}}
    if head.slot in invited and invite is None:
        raise StoryError(f"Slot {head.slot} is offered as a choice. Write [invite] with a label.", at=source.place("slot"))
    body = authored.read_body(
        "\n".join(lines[end + 1 :]),
        file=str(path),
        first_line=end + 2,
        roles=ROLES,
        cast=head.cast,
        facts=tuple(name for name, _ in genre.facts),
    )
    return Storylet(
        id=path.stem,
        file=str(path),
        slot=head.slot,
        acts=(head.act,) if isinstance(head.act, int) else head.act,
        places=(head.set,) if isinstance(head.set, str) else head.set,
        cast=head.cast,
        tension=head.tension,
        valence=head.valence,
        likes=head.likes,
        tone=head.tone,
        tags=head.tags,
        sets=tuple(_change(text, source, "sets", genre) for text in head.sets),
        needs=tuple(_test(text, source, genre) for text in head.needs),
        invite=invite,
        choices=options,
        only=tuple((key, (ids,) if isinstance(ids, str) else ids) for key, ids in sorted((head.only or {}).items()) if ids),
        question=head.question,
        verdict=head.verdict,
        feeling=head.feeling,
        title=head.title,
        music=head.music,
        body=body,
    )


def _known(head: _Head, genre: Genre, source: Source) -> None:
    """StoryError where the head names what the genre does not have."""

    def must(word: str, allowed: tuple[str, ...], key: str, what: str) -> None:
        if word not in allowed:
            raise StoryError(f'There is no {what} "{word}". Write one of: {", ".join(allowed)}.', at=source.place(word or key))

    must(head.slot, tuple(dict.fromkeys(layer.slot for layer in genre.layers)), "slot", "slot")
    for place in (head.set,) if isinstance(head.set, str) else head.set:
        must(place, tuple(stage.id for stage in genre.sets), "set", "set")
    for role in head.cast:
        must(role, ROLES, "cast", "role")
    if not 1 <= len(head.cast) <= 3:
        raise StoryError("A scene has one to three people. Shorten `cast`.", at=source.place("cast"))
    people = tuple(person.id for person in genre.people)
    ids: dict[str, tuple[str, ...]] = {role: people for role in ROLES if role != "you"}
    for name, table in (
        ("premise", genre.premises),
        ("motive", genre.motives),
        ("means", genre.means),
        ("secret", genre.secrets),
    ):
        ids[name] = tuple(one.id for one in cast(tuple[Premise, ...], table))
    for key, given in (head.only or {}).items():
        must(key, tuple(ids), key, "condition")
        for word in (given,) if isinstance(given, str) else given:
            must(word, ids[key], key, key)
    if head.slot == "ending" and (head.feeling is None or not head.title or not head.verdict):
        raise StoryError('An ending has `feeling`, `title` and `verdict`. Write e.g. feeling = "just".', at=source.place("slot"))
    if head.slot == "accused" and not head.verdict:
        raise StoryError('Write verdict = "right" or verdict = "wrong".', at=source.place("slot"))


def _option(raw: Mapping[str, Any], source: Source, table: str, genre: Genre) -> Option:
    written = typed(raw, _Written, source, table)
    return Option(
        label=written.label,
        hint=written.hint,
        flavours=written.flavours,
        sets=tuple(_change(text, source, written.label, genre) for text in written.sets),
        needs=tuple(_test(text, source, genre) for text in written.needs),
        leads=written.leads,
    )


def _change(text: str, source: Source, key: str, genre: Genre) -> Change:
    try:
        change = read_change(text)
    except StoryError as error:
        raise StoryError(str(error), at=source.place(text)) from error
    values = dict(genre.facts).get(change.fact)
    if values is None or change.value not in values:
        raise StoryError(f"`{text}` sets nothing that genre.toml knows. {_facts_known(genre)}", at=source.place(text))
    return change


def _test(text: str, source: Source, genre: Genre) -> Test:
    try:
        test = read_test(text)
    except StoryError as error:
        raise StoryError(str(error), at=source.place(text)) from error
    if test.fact not in dict(genre.facts):
        raise StoryError(f"`{text}` asks nothing that genre.toml knows. {_facts_known(genre)}", at=source.place(text))
    return test


def _facts_known(genre: Genre) -> str:
    return f"Facts: {', '.join(name for name, _ in genre.facts)}."
