"""The hidden truth of an evening: who did it, why, how and when, and where everybody was; and the names it gives to texts."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from engine.errors import StoryError
from engine.library.characters import Character
from engine.narrative.genre import Alibi, Genre, Means, Motive, Premise, Secret
from engine.narrative.past import Past
from engine.narrative.storylet import ORDINALS, SUSPECTS
from engine.narrative.writers.authored import fill
from engine.preference.viewer import Profile
from engine.story.story import Pronouns

_T = TypeVar("_T", Premise, Secret)


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What happened before the story opens. Nobody in it knows all of this but the culprit."""

    premise: Premise
    means: Means
    secret: Secret
    cast: tuple[tuple[str, str], ...]
    """Role to person, `you` left out."""
    motives: tuple[tuple[str, Motive], ...]
    """A suspect's reason, which only the culprit gave way to."""
    alibis: tuple[tuple[str, Alibi], ...]
    """Where each suspect says they were."""
    where: tuple[tuple[str, str], ...]
    """Where each suspect was at the hour."""

    def person(self, role: str) -> str:
        return dict(self.cast)[role]


def imagine(genre: Genre, *, profile: Profile, cast: Mapping[str, Character], die: Random, premise: str = "") -> Truth:
    """A truth that holds together. `premise`: the one to tell, else one that the viewer may like.

    Who plays what, the means and the alibis are the same for any viewer of a premise: two who saw it can speak of it. Why, and
    what is kept quiet, lean to the viewer's likes.
    """
    seed = die.getrandbits(64)

    def of(what: str) -> Random:
        # A die of its own for each, so that what one viewer likes moves nothing that another shall see too.
        return Random(f"{seed}|{what}")

    told = _leaning(genre.premises, profile, of("premise"))
    if premise:
        told = next((one for one in genre.premises if one.id == premise), told)
        if told.id != premise:
            known = ", ".join(one.id for one in genre.premises)
            raise StoryError(f'"{genre.title}" has no premise "{premise}". Write one of {known}.')
    people = [person.id for person in genre.people if person.id in cast]
    of("cast").shuffle(people)
    playing = dict(zip(("host", "confidant", *SUSPECTS), people, strict=False))
    suspects = sorted(playing[role] for role in SUSPECTS)
    # Each suspect in another place, and nobody's alibi at the place itself: so what breaks the culprit's breaks no other's.
    alibis: list[Alibi] = []
    for alibi in of("alibis").sample(genre.alibis, len(genre.alibis)):
        if alibi.place != told.set and alibi.place not in {other.place for other in alibis}:
            alibis.append(alibi)
    claims = tuple(zip(SUSPECTS, alibis, strict=False))
    return Truth(
        premise=told,
        means=of("means").choice(genre.means),
        secret=_leaning(genre.secrets, profile, of("secret")),
        cast=(*playing.items(), *zip(ORDINALS, suspects, strict=True)),
        motives=tuple(zip(SUSPECTS, _motives(genre, profile, of("motives")), strict=False)),
        alibis=claims,
        where=tuple((role, told.set if role == "culprit" else alibi.place) for role, alibi in claims),
    )


def _motives(genre: Genre, profile: Profile, die: Random) -> list[Motive]:
    """Some reasons, those that the viewer likes before others; who has which is for the die."""
    motives = list(genre.motives)
    die.shuffle(motives)
    motives.sort(key=lambda motive: -len(set(motive.likes) & set(profile.likes)))
    chosen = motives[:4]
    die.shuffle(chosen)
    return chosen


def _leaning(these: tuple[_T, ...], profile: Profile, die: Random) -> _T:
    weights = [2 + 3 * len(set(one.likes) & set(profile.likes)) for one in these]
    return die.choices(these, weights)[0]


# ------------------------------------------------------------------------------------------------------- the names it gives
class Person:
    """Someone as a text names them: `.name`, `.subject`, `.is`, `.turns`."""

    def __init__(self, *, id: str, full: str, pronouns: Pronouns, trade: str = "", mark: str = "", **more: Any) -> None:
        self.id, self.full, self.trade, self.mark = id, full, trade, mark
        self.name = full.split()[0] if full.split() else full
        self.subject, self.object = pronouns.subject, pronouns.object
        self.possessive, self.reflexive = pronouns.possessive, pronouns.reflexive
        self.Subject, self.Object, self.Possessive = (
            pronouns.subject.capitalize(),
            pronouns.object.capitalize(),
            pronouns.possessive.capitalize(),
        )
        for name, value in more.items():
            setattr(self, name, value)

    def asked(self, turn: int) -> Person:
        """The same person, with other words for where they were and for their reason when they have been asked before."""
        mine = self.__dict__
        ways = mine.get("claims", ())
        if turn == 0 or len(ways) < 2:
            return self
        other = copy(self)
        said = (mine["motive"]["denial"], *mine["motive"]["again"])
        other.__dict__ |= {"alibi": ways[turn % len(ways)], "motive": {**mine["motive"], "denial": said[turn % len(said)]}}
        return other

    def __getattr__(self, verb: str) -> str:
        """A verb as it goes with `.subject`: she turns, they turn."""
        if verb.startswith("_") or not verb.isalpha() or not verb.endswith("s") or len(verb) < 2:
            raise AttributeError(f'a person has no "{verb}"')
        if self.subject != "they":
            return verb
        if verb in _IRREGULAR:
            return _IRREGULAR[verb]
        if verb.endswith("ies"):
            return verb[:-3] + "y"
        if verb.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
            return verb[:-2]
        return verb[:-1]

    def __str__(self) -> str:
        return self.name


_SAID = ("again",)
"""Fields of a truth that hold several texts."""

_IRREGULAR = {"is": "are", "has": "have", "was": "were", "does": "do"}


def names(truth: Truth, *, genre: Genre, profile: Profile, cast: Mapping[str, Character]) -> dict[str, Any]:
    """What texts may name: the people by role, the crime, the means, the secret and the lie."""
    villagers = {villager.id: villager for villager in genre.people}
    people: dict[str, Person] = {"you": Person(id="you", full=profile.name, pronouns=profile.pronouns)}
    for role, who in truth.cast:
        character, villager = cast[who], villagers[who]
        people[role] = Person(
            id=who, full=character.name, pronouns=character.pronouns, trade=villager.trade, mark=villager.mark, role=role
        )
        if character.arc.want:
            people[role].arc = _fields(character.arc)  # type: ignore[attr-defined]
    by_id = {people[role].id: people[role] for role in SUSPECTS}
    people |= {role: by_id[truth.person(role)] for role in ORDINALS}
    first, second, third = (people[role].name for role in ORDINALS)
    words: dict[str, Any] = {**people, "crime": _fields(truth.premise), "suspects": f"{first}, {second} and {third}"}
    words["past"] = Past()

    def filled(value: str | tuple[str, ...], names: Mapping[str, Any]) -> str | tuple[str, ...]:
        if isinstance(value, str):
            return fill(value, words=names, file="genre.toml")
        return tuple(fill(one, words=names, file="genre.toml") for one in value)

    def told(table: object, **more: Any) -> dict[str, Any]:
        found = _fields(table)
        return {
            key: filled(value, {**words, **more}) if key in _SAID or isinstance(value, str) else value
            for key, value in found.items()
        }

    for role, motive in truth.motives:
        people[role].motive = told(motive, p=people[role])  # type: ignore[attr-defined]
    for role, alibi in truth.alibis:
        people[role].__dict__ |= {"alibi": alibi.claim, "alibi_about": alibi.about, "claims": (alibi.claim, *alibi.again)}
    broken = dict(truth.alibis)["culprit"]
    words["lie"] = {"fact": told(broken)["lie"], "prop": broken.prop, "id": broken.id}
    words["means"] = told(truth.means)
    words["secret"] = told(truth.secret)
    return words


def _fields(table: object) -> dict[str, Any]:
    return {name: getattr(table, name) for name in table.__dataclass_fields__}  # type: ignore[attr-defined]
