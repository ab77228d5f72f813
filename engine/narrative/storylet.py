"""A storylet: one scene as an author wrote it, read from its file and checked against what its genre has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from engine.errors import Place, StoryError
from engine.narrative.writers import authored
from engine.narrative.writers.authored import Body
from engine.narrative.written import Source, text_of, toml, typed
from engine.story.facts import Change, Test, Value, read_change, read_test
from engine.story.setups import STEPS, setup_of
from engine.story.story import Feeling

SUSPECTS = ("culprit", "herring", "bystander")
"""The three who may have done it. `suspect` and `other` in a storylet are two of them."""
ORDINALS = ("first", "second", "third")
"""The same three in an order that gives nothing away."""
ROLES = ("you", "host", "confidant", *SUSPECTS, "suspect", "other", *ORDINALS)
LABEL = 34
"""The most characters that a choice's label may have on screen."""
HINT = 112
"""The most that its hint may have: three lines of the card."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a genre has that its storylets may name."""

    slots: tuple[str, ...]
    own: frozenset[str]
    """Slots whose scenes close with choices of their own."""
    invited: frozenset[str]
    """Slots whose scenes are offered beside one another, by their invites."""
    sets: tuple[str, ...]
    facts: tuple[tuple[str, tuple[Value, ...]], ...]
    ids: tuple[tuple[str, tuple[str, ...]], ...]
    """What `only` may ask, and the ids it may be."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """A choice as a storylet writes it. An invite is one too."""

    label: str
    hint: str = ""
    flavours: tuple[str, ...] = ()
    sets: tuple[Change, ...] = ()
    needs: tuple[Test, ...] = ()
    leads: str = ""
    fear: int = 0
    violence: int = 0


_QUOTES = {"gossip": re.compile(r"\.motive\.gossip\b"), "lie": re.compile(r"\blie\.fact\b")}
"""Whole sentences of the truth, and how words name them."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a scene leaves somebody with for the rest of a season: an injury, or a loss."""

    who: str
    kind: Literal["injury", "loss"] = "injury"
    what: str


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
    news: tuple[tuple[str, tuple[str, ...]], ...]
    """Roles, and what they learnt since they were last seen. Its words say how."""
    unsure: bool
    """An ending whose words say that what was found did not suffice."""
    fear: int
    """0 none, 1 mild, 2 strong; and so `violence`: what a viewer's limits are held against."""
    violence: int
    body: Body
    plants: tuple[str, ...] = ()
    """What it sets up: an object, a running joke, a step of somebody's arc ("confidant.want")."""
    pays: tuple[str, ...] = ()
    """What it pays off, where it was planted."""
    step: int = 0
    """Of the season's thread."""
    leaves: tuple[Mark, ...] = ()
    """What stays of it in later episodes."""

    @cached_property
    def names(self) -> frozenset[str]:
        """The roles that play in it or are named."""
        options = (*self.choices, *([self.invite] if self.invite else []))
        texts = " ".join((self.question, self.title, *(f"{one.label} {one.hint} {one.leads}" for one in options)))
        return frozenset((*self.cast, *self.body.names, *(word for word in re.findall(r"[a-z]+", texts) if word in ROLES)))

    @cached_property
    def quotes(self) -> frozenset[str]:
        """The whole sentences of the truth that it has somebody say: two scenes on end with the same would repeat themselves."""
        return frozenset(name for name, said in _QUOTES.items() if said.search(self.body.text))

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts that its words depend on."""
        return self.body.reads


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
    fear: Literal[0, 1, 2] = 0
    violence: Literal[0, 1, 2] = 0


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
    news: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unsure: bool = False
    fear: Literal[0, 1, 2] = 0
    violence: Literal[0, 1, 2] = 0
    plants: tuple[str, ...] = ()
    pays: tuple[str, ...] = ()
    step: int = 0
    leaves: tuple[dict[str, Any], ...] = ()
    id: str = ""


def read_storylet(path: Path, known: Known) -> Storylet:
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
    _check(head, known, source)
    options = tuple(_option(raw, source, "choices", known) for raw in head.choices)
    if head.slot in known.own and len(options) not in (2, 3):
        raise StoryError(f"A storylet of slot {head.slot} has 2 or 3 [[choices]]. Write them.", at=source.place("choices"))
    if head.slot not in known.own and options:
        raise StoryError(f"Slot {head.slot} has no choices of its own. Take them out.", at=source.place("choices"))
    invite = None if head.invite is None else _option(head.invite, source, "invite", known)
    if head.slot in known.invited and invite is None:
        raise StoryError(f"Slot {head.slot} is offered as a choice. Write [invite] with a label.", at=source.place("slot"))
    body = authored.read_body(
        "\n".join(lines[end + 1 :]),
        file=str(path),
        first_line=end + 2,
        roles=ROLES,
        cast=head.cast,
        facts=tuple(name for name, _ in known.facts),
    )
    _set_ups(head, body.asks, source)
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
        sets=tuple(_change(text, source, "sets", known) for text in head.sets),
        needs=tuple(_test(text, source, known) for text in head.needs),
        invite=invite,
        choices=options,
        only=tuple((key, (ids,) if isinstance(ids, str) else ids) for key, ids in sorted((head.only or {}).items()) if ids),
        question=head.question,
        verdict=head.verdict,
        feeling=head.feeling,
        title=head.title,
        music=head.music,
        news=tuple(sorted(head.news.items())),
        unsure=head.unsure,
        fear=head.fear,
        violence=head.violence,
        body=body,
        plants=head.plants,
        pays=head.pays,
        step=head.step,
        leaves=tuple(_mark(raw, source, head.cast) for raw in head.leaves),
    )


def _check(head: _Head, known: Known, source: Source) -> None:
    """StoryError where the head names what the genre does not have."""

    def must(word: str, allowed: tuple[str, ...], key: str, what: str) -> None:
        if word not in allowed:
            raise StoryError(f'There is no {what} "{word}". Write one of: {", ".join(allowed)}.', at=source.place(word or key))

    must(head.slot, known.slots, "slot", "slot")
    for place in (head.set,) if isinstance(head.set, str) else head.set:
        must(place, known.sets, "set", "set")
    for role in (*head.cast, *head.news):
        must(role, ROLES, "cast", "role")
    if not 1 <= len(head.cast) <= 3:
        raise StoryError("A scene has one to three people. Shorten `cast`.", at=source.place("cast"))
    ids = dict(known.ids)
    for key, given in (head.only or {}).items():
        must(key, tuple(ids), key, "condition")
        for word in (given,) if isinstance(given, str) else given:
            must(word, ids[key], key, key)
    if head.slot == "ending" and (head.feeling is None or not head.title or not head.verdict):
        raise StoryError('An ending has `feeling`, `title` and `verdict`. Write e.g. feeling = "just".', at=source.place("slot"))
    if (head.slot == "thread") != bool(head.step):
        raise StoryError(
            "A scene of slot thread, and no other, has a `step` of it, from 1. Write step = 1.", at=source.place("slot")
        )
    if head.step and (head.fear or head.violence):
        raise StoryError("Every viewer sees the thread. Take out its fear and violence.", at=source.place("fear"))
    if head.slot == "accused" and not head.verdict:
        raise StoryError('Write verdict = "right" or verdict = "wrong".', at=source.place("slot"))


def _set_ups(head: _Head, asks: tuple[str, ...], source: Source) -> None:
    """StoryError where a set-up has no name that can be paid, or the words ask after one that is not the scene's."""
    for name in head.plants:
        whole, _, step = name.partition(".")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", whole) or (step and (step not in STEPS or whole not in ROLES)):
            raise StoryError(
                f'`{name}` is nothing to plant. Write a word ("umbrella"), or a step of an arc: a role and {", ".join(STEPS)} '
                '("confidant.want").',
                at=source.place(name),
            )
    for name in head.pays:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise StoryError(
                f'`{name}` is nothing to pay. Write "{setup_of(name)}", which pays all of it.', at=source.place(name)
            )
    theirs = {setup_of(name) for name in (*head.plants, *head.pays)}
    for name in asks:
        if setup_of(name) not in theirs:
            raise StoryError(
                f'The words ask whether "{name}" is planted, and the head pays no such thing. Write pays = ["{setup_of(name)}"].',
                at=source.place("pays"),
            )


def _option(raw: Mapping[str, Any], source: Source, table: str, known: Known) -> Option:
    written = typed(raw, _Written, source, table)
    return Option(
        label=written.label,
        hint=written.hint,
        flavours=written.flavours,
        sets=tuple(_change(text, source, written.label, known) for text in written.sets),
        needs=tuple(_test(text, source, known) for text in written.needs),
        leads=written.leads,
        fear=written.fear,
        violence=written.violence,
    )


def _mark(raw: Mapping[str, Any], source: Source, cast: tuple[str, ...]) -> Mark:
    mark = typed(raw, Mark, source, "leaves")
    if mark.who not in cast or mark.who == "you":
        raise StoryError(
            f'"{mark.who}" is left with {mark.what}, and is not in `cast`. Name one of it.', at=source.place("leaves")
        )
    return mark


def _change(text: str, source: Source, key: str, known: Known) -> Change:
    try:
        change = read_change(text)
    except StoryError as error:
        raise StoryError(str(error), at=source.place(text)) from error
    values = dict(known.facts).get(change.fact)
    if values is None or change.value not in values:
        raise StoryError(f"`{text}` sets nothing that genre.toml knows. {_facts_known(known)}", at=source.place(text))
    return change


def _test(text: str, source: Source, known: Known) -> Test:
    try:
        test = read_test(text)
    except StoryError as error:
        raise StoryError(str(error), at=source.place(text)) from error
    if test.fact not in dict(known.facts):
        raise StoryError(f"`{text}` asks nothing that genre.toml knows. {_facts_known(known)}", at=source.place(text))
    return test


def _facts_known(known: Known) -> str:
    return f"Facts: {', '.join(name for name, _ in known.facts)}."
