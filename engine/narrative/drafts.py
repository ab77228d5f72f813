"""A storylet that a language model proposes to a designer: a file to be read, mended and owned, with what is wrong in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from typing import Annotated, Any

import msgspec

from engine.errors import ModelSilent, StoryError
from engine.library.characters import characters
from engine.narrative import fountain
from engine.narrative.genre import Genre
from engine.narrative.pacing import seconds_for
from engine.narrative.storylet import LABEL, ROLES, SUSPECTS, Option, Storylet, read_storylet
from engine.narrative.truth import imagine, names
from engine.narrative.writers import Cancelled as Stop
from engine.narrative.writers import Drafter, Page, never
from engine.narrative.writers.accept import Brief, faults, lexicon
from engine.narrative.writers.authored import elements, fill
from engine.preference.viewer import Profile
from engine.story.facts import Change, facts
from engine.story.files import write_whole
from engine.story.story import EMOTIONS

_SPOKEN = (8.0, 40.0)
"""Seconds of speech that a scene has at least, and at most."""
_FEELINGS = ("just", "merciful", "bittersweet", "wry", "dark")
_WORDS = r"^[^\"\\\n\r\t\[\]<>*|]{3,%d}$"

_INSTRUCTION = (
    "You write scenes for a film that branches. A scene is short: 5 to 7 spoken lines of 4 to 13 words, one or two lines of "
    "action. Write with subtext, humour and concrete detail; nobody explains what they feel. Call people by their roles in "
    "capitals, as HOST or SUSPECT, never by a name: who plays them is decided later. Nobody may say or show who did it. "
    "Answer with JSON."
)


class _Said(msgspec.Struct, frozen=True):
    who: str
    words: str
    feeling: str = "neutral"


class _Way(msgspec.Struct, frozen=True):
    label: str
    hint: str = ""
    sets: str = ""


class _Proposed(msgspec.Struct, frozen=True):
    """A draft as a writer's JSON has it."""

    id: str
    title: str
    set: str
    cast: list[str]
    tension: float
    valence: float
    page: Annotated[list[_Said], msgspec.Meta(min_length=1)]
    invite: _Way | None = None
    choices: list[_Way] = []
    sets: str = ""
    verdict: str = ""
    feeling: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A proposed storylet as text, without remarks."""

    slot: str
    id: str
    text: str


def page_of(genre: Genre, slot: str, *, note: str = "", number: int = 0) -> Page:
    """What a drafter is asked for a slot. StoryError where the genre has no such slot."""
    known = genre.known
    if slot not in known.slots:
        raise StoryError(f'"{genre.title}" has no slot "{slot}". Write one of: {", ".join(known.slots)}.')
    fitting = [one for one in genre.storylets if one.slot == slot]
    casts = sorted({role for one in fitting for role in one.cast} or set(ROLES))
    told = sorted({_change(change) for one in fitting for change in one.sets})
    ways = sorted({_change(change) for one in fitting for option in one.choices for change in option.sets})
    parts: dict[str, Any] = {
        "id": _string(r"^[a-z]{2,10}(_[a-z]{2,10}){0,2}$"),
        "title": _string(_WORDS % 40),
        "set": {"enum": sorted({place for one in fitting for place in one.places} or set(known.sets))},
        "cast": {"type": "array", "items": {"enum": casts}, "minItems": 1, "maxItems": 3},
        "tension": {"enum": [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]},
        "valence": {"enum": [-0.5, -0.3, -0.1, 0.1, 0.3, 0.5]},
    }
    if slot in known.invited:
        parts["invite"] = _way(ways=())
    if told:
        parts["sets"] = {"enum": told}
    if any(one.verdict for one in fitting):
        parts["verdict"] = {"enum": ["right", "wrong"]}
    if slot == "ending":
        parts["feeling"] = {"enum": list(_FEELINGS)}
    parts["page"] = {
        "type": "array",
        "minItems": 6,
        "maxItems": 10,
        "items": _object(
            {
                "who": {"enum": ["ACTION", *(role.upper() for role in casts)]},
                "feeling": {"enum": list(EMOTIONS)},
                "words": _string(_WORDS % 110),
            }
        ),
    }
    if slot in known.own:
        parts["choices"] = {"type": "array", "items": _way(ways=tuple(ways)), "minItems": 2, "maxItems": 3}
    example = min(fitting, key=lambda one: len(one.body.text), default=None)
    asks = [
        f"Genre: {genre.title}. Slot: {slot}.",
        f"What it should be about: {note}" if note else "",
        f"A scene of this kind:\n{_plainly(example.body.text)}" if example else "",
        "ACTION is what is seen. The first entry of the page is ACTION. Every label is what the viewer may do, in 2 to 5 words.",
    ]
    return Page(
        instruction=_INSTRUCTION,
        ask="\n\n".join(part for part in asks if part),
        schema=json.dumps(_object(parts)),
        tokens=900,
        number=number,
    )


def _object(parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def _string(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern}


def _way(*, ways: tuple[str, ...]) -> dict[str, Any]:
    parts = {"label": _string(_WORDS % LABEL), "hint": _string(_WORDS % 70)}
    return _object({**parts, "sets": {"enum": list(ways)}} if ways else parts)


def _change(change: Change) -> str:
    return change.fact if change.value is True else f"{change.fact} = {json.dumps(change.value)}"


def _plainly(body: str) -> str:
    """A body as a reader sees it: no Jinja, people by their roles."""
    text = re.sub(r"\{%.*?%\}\n?|\[\[.*?\]\]\n?|^\|.*\n?", "", body, flags=re.MULTILINE)
    text = re.sub(r"\{\{\s*(\w+)\.(?:name|subject|Subject)\s*\}\}", lambda found: found[1].upper(), text)
    return re.sub(r"\{\{.*?\}\}", "...", text)[:1200].strip()


# ---------------------------------------------------------------------------------------------------------------- the draft
def draft(page: Page, *, slot: str, writer: Drafter, cancelled: Stop = never) -> Draft:
    """What the writer proposes, as a storylet's text. ModelSilent where it proposes nothing that can be read."""
    fault = "it wrote nothing"
    for answer in writer.drafts(page, count=1, cancelled=cancelled):
        try:
            return _storylet(slot, msgspec.json.decode(answer, type=_Proposed))
        except msgspec.MsgspecError as error:
            fault = str(error)
    raise ModelSilent(f"{writer.name} proposed no storylet that can be read ({fault}). Ask again with another --note.")


def _storylet(slot: str, proposed: _Proposed) -> Draft:
    cast = list(dict.fromkeys(("you", *proposed.cast, *(said.who.lower() for said in proposed.page if said.who != "ACTION"))))
    head = [
        f"slot = {_quoted(slot)}",
        f"set = {_quoted(proposed.set)}",
        f"cast = [{', '.join(map(_quoted, cast))}]",
        f"tension = {proposed.tension:g}",
        f"valence = {proposed.valence:g}",
    ]
    if proposed.sets:
        head.append(f"sets = [{_quoted(proposed.sets)}]")
    if proposed.verdict:
        head.append(f"verdict = {_quoted(proposed.verdict)}")
    if proposed.feeling:
        head.append(f"feeling = {_quoted(proposed.feeling)}")
    head.append(f"title = {_quoted(_named(proposed.title, cast))}")
    if proposed.invite:
        head += [
            "[invite]",
            f"label = {_quoted(_named(proposed.invite.label, cast))}",
            f"hint = {_quoted(_named(proposed.invite.hint, cast))}",
        ]
    for way in proposed.choices:
        head += ["[[choices]]", f"label = {_quoted(_named(way.label, cast))}", f"hint = {_quoted(_named(way.hint, cast))}"]
        if way.sets:
            head.append(f"sets = [{_quoted(way.sets)}]")
    body = ["INT. {{ set.NAME }} - NIGHT"]
    for said in proposed.page:
        words = _named(" ".join(said.words.split()), cast)
        if said.who == "ACTION":
            body.append(words)
        else:
            feeling = "" if said.feeling == "neutral" else f" ({said.feeling})"
            body.append(f"{said.who}{feeling}\n{words}")
    text = "\n".join(["+++", *head, "+++", "\n\n".join(body), ""])
    return Draft(slot=slot, id=re.sub(r"[^a-z_]", "", proposed.id.lower()) or "draft", text=text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _named(text: str, cast: list[str]) -> str:
    """Roles in capitals as names that are filled in. The viewer is spoken to as you."""
    text = text.replace("{", "").replace("}", "").replace("YOU", "you")
    for role in cast:
        if role != "you":
            text = re.sub(rf"\b{role.upper()}\b", f"{{{{ {role}.name }}}}", text)
    return text


def written(made: Draft, genre: Genre, *, folder: Path, by: str) -> Path:
    """The draft as a file, with whose it is at its head and what is remarked on it at its end. Nothing is overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.slot}_{made.id}.storylet"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{made.slot}_{made.id}_{number}.storylet"
    text = made.text.replace("+++\n", f"+++\n# A draft by {by}. Read it, mend it, and take this line out when it is yours.\n", 1)
    write_whole(path, text.encode())
    found = [re.sub(r"[{}]", "", one).replace("*/", "") for one in remarks(path, genre)]
    if found:
        write_whole(path, (text + "\n/* What the checker says:\n" + "\n".join(f"* {one}" for one in found) + "\n*/\n").encode())
    return path


# -------------------------------------------------------------------------------------------------------------- the remarks
def remarks(path: Path, genre: Genre) -> tuple[str, ...]:
    """What is wrong with a storylet, or should be looked at, in sentences; each once."""
    try:
        storylet = read_storylet(path, genre.known)
        return tuple(dict.fromkeys(_remarks(storylet, genre)))
    except StoryError as error:
        return (str(error).replace(f"{path}:", "line ").replace(str(path), path.name),)


def _remarks(storylet: Storylet, genre: Genre) -> Iterator[str]:
    profile = Profile(name="Roberta", fear="strong", violence="strong")
    cast = characters()
    values = dict(genre.facts)
    if len(storylet.reads) > 2:
        yield f"It asks {len(storylet.reads)} facts, and each doubles the film to be made. Ask two at most."
    for number, suspect in enumerate(SUSPECTS):
        truth = imagine(genre, profile=profile, cast=cast, die=Random(f"draft|{number}"))
        words = names(truth, genre=genre, profile=profile, cast=cast)
        stage = genre.stage(storylet.places[number % len(storylet.places)])
        words |= {"suspect": words[suspect], "other": words[SUSPECTS[(number + 1) % 3]]}
        words |= {"set": {"name": stage.name, "NAME": stage.name.upper(), "id": stage.id}}
        yield from _labels(storylet, words)
        people = [one.full for one in words.values() if hasattr(one, "full")]
        for row in product(*(values[fact] for fact in storylet.reads)):
            given = facts(zip(storylet.reads, row, strict=True))
            page = elements(storylet.body, words=words, facts=tuple(values), given=given)
            yield from _page(storylet, page, people, words["crime"])


def _labels(storylet: Storylet, words: dict[str, Any]) -> Iterator[str]:
    options: tuple[Option, ...] = (*storylet.choices, *([storylet.invite] if storylet.invite else []))
    for option in options:
        label = fill(option.label, words=words, file=storylet.file)
        if len(label) > LABEL:
            yield f'"{label}" has {len(label)} characters; the overlay has room for {LABEL}.'
    if len({option.sets for option in storylet.choices}) < len(storylet.choices):
        yield "Two choices come to the same. Let each set something else."


def _page(storylet: Storylet, page: tuple[fountain.Element, ...], people: list[str], crime: dict[str, Any]) -> Iterator[str]:
    spoken = [one for one in page if isinstance(one, fountain.Speech)]
    seconds = sum(seconds_for(one.text) for one in spoken)
    if not _SPOKEN[0] <= seconds <= _SPOKEN[1]:
        yield f"{seconds:.0f} s are spoken. A scene has {_SPOKEN[0]:.0f} to {_SPOKEN[1]:.0f} s of speech: write more, or less."
    if silent := [role for role in storylet.cast if role not in {one.speaker for one in spoken}]:
        yield f"{', '.join(role.upper() for role in silent)} never speaks. Take the role out of `cast`, or give it a line."
    if len({one.text for one in spoken}) < len(spoken):
        yield "Somebody says what was said before. Write something else."
    premise = [text for text in crime.values() if isinstance(text, str)]
    seen = [one.text for one in page if isinstance(one, fountain.Action | fountain.Insert)]
    brief = Brief(lexicon=lexicon([*premise, *seen], names=people), seconds=9.0, fear=storylet.fear, violence=storylet.violence)
    for one in spoken:
        for fault in faults(one.text, brief):
            yield f'"{one.text}" {fault.sentence}'
