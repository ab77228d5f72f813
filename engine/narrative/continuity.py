"""What an episode says that cannot be, after all that this viewer has seen: contradictions between the episodes of a series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from engine.narrative.bible import Bible
from engine.narrative.previously import ID
from engine.narrative.storylet import SUSPECTS
from engine.story.sheet import Sheet
from engine.story.story import Shot, Story

Kind = Literal[
    "not of this series",
    "wrong number",
    "another confidant",
    "guilty twice",
    "should be away",
    "secret again",
    "motive again",
    "leaves too soon",
    "premise again",
    "title again",
    "thread out of order",
    "another person",
    "recalls the unseen",
]


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """One of them: its kind, and a sentence that says against what, and what to change."""

    kind: Kind
    sentence: str


def contradictions(bible: Bible, story: Story) -> tuple[Contradiction, ...]:
    """All that an episode says against the bible as it was before it; nothing, where it goes on as it should."""
    sheet = story.sheet
    if sheet is None or story.genre != bible.genre:
        return (
            _found("not of this series", f'"{story.title}" is no episode of this {bible.genre} series. Plan it with the bible.'),
        )
    rules = (_place, _people, _truth, _thread, _recalls)
    return tuple(finding for rule in rules for finding in rule(bible, story, sheet))


def _found(kind: Kind, sentence: str) -> Contradiction:
    return Contradiction(kind=kind, sentence=sentence)


def _place(bible: Bible, story: Story, sheet: Sheet) -> Iterator[Contradiction]:
    if (sheet.number, sheet.season) != (bible.number, bible.season):
        yield _found(
            "wrong number",
            f"It is episode {sheet.number} of season {sheet.season}, and {bible.number} of season {bible.season} comes next. "
            "Plan it with the bible as it is now.",
        )
    for told in bible.episodes:
        if told.premise == story.premise and told.season == bible.season:
            yield _found("premise again", f'Episode {told.number} told of "{story.premise}", too. Choose another premise.')
        if told.title == story.title:
            yield _found("title again", f'Episode {told.number} is called "{told.title}", too. Give it another title.')


def _people(bible: Bible, story: Story, sheet: Sheet) -> Iterator[Contradiction]:
    if bible.confidant and sheet.person("confidant") != bible.confidant:
        yield _found(
            "another confidant",
            f"{sheet.person('confidant')} is the confidant, who was {bible.confidant} so far. Keep the friend.",
        )
    for who in (sheet.person(role) for role in SUSPECTS):
        if who in bible.culprits:
            yield _found("guilty twice", f"{who} is suspected, who did it earlier this season. Let somebody else be.")
    playing = {
        placed.role
        for scene in story.scenes
        if scene.id != ID
        for film in scene.versions
        for s in film.shots
        for placed in s.people
    }
    for who in sorted(({who for _, who in sheet.roles} | playing) & set(bible.away)):
        yield _found("should be away", f"{who} is there, who went away in an earlier episode. Let somebody else play.")
    for role in story.cast:
        before = bible.role(role.id)
        if before is not None and replace(before, knows=role.knows) != role:  # of another evening they know other things
            yield _found(
                "another person", f'"{role.id}" was {before.name}, {before.about}, and is not the same now. Leave them so.'
            )


def _truth(bible: Bible, story: Story, sheet: Sheet) -> Iterator[Contradiction]:
    herring = sheet.person("herring")
    for fact in bible.known("secret", who=herring):
        if fact.what == sheet.secret:
            yield _found("secret again", f"{herring} hides {fact.words} again, which came out in episode {fact.episode}.")
    suspects = {sheet.person(role) for role in SUSPECTS}
    for fact in bible.known("motive"):
        if fact.who in suspects and (fact.who, fact.what) in sheet.motives:
            yield _found(
                "motive again",
                f'{fact.who} is said to have "{fact.what}" again, as in episode {fact.episode}. Give them another motive.',
            )
    if bible.part < bible.parts and any(sign.kind == "leaves" for sign in sheet.signs):
        yield _found(
            "leaves too soon", f"{herring} is going away for good, and the season goes on. Keep that secret for its end."
        )


def _thread(bible: Bible, _: Story, sheet: Sheet) -> Iterator[Contradiction]:
    if sheet.step not in (0, bible.step + 1):
        yield _found("thread out of order", f"It takes step {sheet.step} of the thread, and step {bible.step + 1} comes next.")
    played = {tell.value for tell in sheet.tells if tell.kind == "thread"}
    if played - {sheet.step}:
        yield _found("thread out of order", f"Its scenes take steps {sorted(played)}, and its sheet says {sheet.step}.")


def _recalls(bible: Bible, story: Story, sheet: Sheet) -> Iterator[Contradiction]:
    """What "previously on" tells, shows and names has to be a fact of the bible."""
    facts = {fact.name: fact for fact in bible.facts}
    for recall in sheet.recalls:
        if recall.fact not in facts:
            yield _found("recalls the unseen", f'"{recall.line}" tells of {recall.fact}, which this viewer has not seen.')
    scene = next((one for one in story.scenes if one.id == ID), None)
    if scene is None:
        return
    told = {recall.line for recall in sheet.recalls}
    pictures = {_picture(shot) for fact in bible.facts for shot in (fact.shot, fact.insert) if shot is not None}
    named = {role.name.split()[0] for role in story.cast if role.id != "you" and bible.role(role.id) is None}
    for shot in (shot for film in scene.versions for shot in film.shots):
        for line in shot.lines:
            if line.text not in told:
                yield _found("recalls the unseen", f'"{line.text}" is told and is on no sheet. Take it out.')
            for name in sorted(named):
                if re.search(rf"\b{re.escape(name)}\b", line.text):
                    yield _found("recalls the unseen", f'"{line.text}" names {name}, whom this viewer has not met.')
        if shot.framing != "title" and _picture(shot) not in pictures | {_empty(one) for one in pictures}:
            yield _found("recalls the unseen", f"A picture of {shot.environment} is shown that this viewer has not seen.")


def _picture(shot: Shot) -> Shot:
    """A picture, whatever is said over it and however it is cut."""
    still = tuple(replace(placed, looks_at="") for placed in shot.people)
    return replace(shot, lines=(), people=still, frames=0, join="cut", ends="cut", move="still")


def _empty(picture: Shot) -> Shot:
    return replace(picture, people=())
