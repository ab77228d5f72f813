"""The part of Fountain (the plain-text screenplay format) that storylets are written in, with the line of everything kept.

Why not a library: screenplain and jouvence, the two that are kept up, forget line numbers, and an error has to name one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.errors import Place, StoryError
from engine.story.story import EMOTIONS, Emotion

_HEADING = re.compile(r"^(?:(?:INT|EXT|EST|I/E)\b|\{\{.*\bINT\.)")
_CUE = re.compile(r"^([A-Z][A-Z ]*?)\s*(\(O\.S\.\))?\s*(?:\(([^()]*)\))?$")
_ASIDE = re.compile(r"^\(([^()]*)\)$")
_INSERT = re.compile(r"^\[\[\s*insert:\s*([a-z_]+|\{\{[^}]*\}\})\s*(?:\|(.*))?\]\]$")
_INSERT_IN_PRINT = re.compile(r"^INSERT - ([A-Z ]+): (.*)$")
"""As `screenplay` writes an insert, since a note would not print."""
JOINER = "\u2060"
"""Word joiner: what `screenplay` puts where words would be taken for a mark and Fountain has no escape."""
_ESCAPED = re.compile(rf"{JOINER}|\\(?=[*_])")
_BONEYARD = re.compile(r"/\*.*?\*/", re.DOTALL)
_CONTROL = re.compile(r"^\s*\{%.*%\}\s*$")


@dataclass(frozen=True, kw_only=True)
class Heading:
    text: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Action:
    text: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Speech:
    speaker: str
    """A role in lower case, as it was written: `suspect`, `you`."""
    text: str
    emotion: Emotion
    off: bool
    line: int
    others: tuple[str, ...] = ()
    """Other words that would do as well: lines of the page that begin with `|`. An evening says one of them, or `text`."""


@dataclass(frozen=True, kw_only=True)
class Insert:
    prop: str
    text: str
    line: int


Element = Heading | Action | Speech | Insert


def parse(body: str, *, roles: tuple[str, ...], file: str, first_line: int = 1) -> tuple[Element, ...]:
    """The elements of a body in order. StoryError names the line of what is not Fountain as storylets use it."""
    found: list[Element] = []
    for paragraph in _paragraphs(_without_boneyard(body)):
        found += _elements(paragraph, start=first_line, roles=roles, file=file)
    return tuple(found)


def unmarked(text: str) -> str:
    """The words without what kept them from being taken for marks."""
    return _ESCAPED.sub("", text)


def is_control(line: str) -> bool:
    """Whether a line holds a Jinja statement and nothing else."""
    return bool(_CONTROL.match(line))


def cue(line: str, roles: tuple[str, ...]) -> re.Match[str] | None:
    """The match of a line that names a role who speaks: groups role, (O.S.), emotion."""
    match = _CUE.match(line.strip())
    return match if match and match[1].lower() in roles else None


def _without_boneyard(body: str) -> str:
    return _BONEYARD.sub(lambda match: "\n" * match[0].count("\n"), body)


def _paragraphs(body: str) -> list[list[tuple[int, str]]]:
    """Runs of (line from 0, text) between blank lines. Lines of Jinja statements alone are seen through."""
    found: list[list[tuple[int, str]]] = []
    open_ = False
    for number, line in enumerate(body.split("\n")):
        if is_control(line):
            continue
        if not line.strip():
            open_ = False
            continue
        if not open_:
            found.append([])
            open_ = True
        found[-1].append((number, line.strip()))
    return found


def _elements(paragraph: list[tuple[int, str]], *, start: int, roles: tuple[str, ...], file: str) -> list[Element]:
    found: list[Element] = []
    words: list[str] = []
    others: list[list[str]] = []
    speaking: tuple[str, bool, Emotion, int] | None = None
    action_at = 0

    def close() -> None:
        nonlocal speaking, words, others
        if speaking is not None:
            speaker, off, emotion, line = speaking
            if not words:
                raise StoryError(f"{speaker.upper()} says nothing. Write the words on the next line.", at=Place(file, line))
            rest = tuple(" ".join(other) for other in others)
            found.append(Speech(speaker=speaker, text=" ".join(words), emotion=emotion, off=off, line=line, others=rest))
        elif words:
            found.append(Action(text=" ".join(words), line=action_at))
        speaking, words, others = None, [], []

    for number, text in paragraph:
        at = start + number
        if match := cue(text, roles):
            close()
            speaking = (match[1].lower(), bool(match[2]), _emotion(match[3], file, at), at)
        elif speaking is not None and (aside := _ASIDE.match(text)):
            speaker, off, _, line = speaking
            if words:  # said on in another way
                close()
                line = at
            speaking = (speaker, off, _emotion(aside[1], file, at), line)
        elif speaking is None and _HEADING.match(text):
            close()
            found.append(Heading(text=text, line=at))
        elif match := _INSERT.match(text):
            close()
            found.append(Insert(prop=match[1], text=(match[2] or "").strip(), line=at))
        elif speaking is None and (match := _INSERT_IN_PRINT.match(text)):
            close()
            found.append(Insert(prop=match[1].lower().replace(" ", "_"), text=unmarked(match[2]), line=at))
        elif text.startswith("[["):
            raise StoryError(f"{text} is no insert. Write [[insert: letter | What we see on it.]]", at=Place(file, at))
        elif (stray := _CUE.match(text)) and len(paragraph) > 1 and not words:
            raise StoryError(
                f'Nobody is called "{stray[1]}" here. Write one of the cast: {", ".join(role.upper() for role in roles)}.',
                at=Place(file, at),
            )
        elif text[0] == "|":
            if speaking is None or not words or not text[1:].strip():
                raise StoryError(
                    "`|` begins other words for a speech. Write them behind it, below the cue and the first words.",
                    at=Place(file, at),
                )
            others.append([unmarked(text[1:].strip())])
        elif others:
            others[-1].append(unmarked(text))
        else:
            if not words:
                action_at = at
            words.append(unmarked(text.removeprefix("!")))
    close()
    return found


def _emotion(words: str | None, file: str, line: int) -> Emotion:
    if not words:
        return "neutral"
    first = words.split(",")[0].strip().lower()
    if first not in EMOTIONS:
        raise StoryError(f'"{first}" is no emotion. Write one of: {", ".join(EMOTIONS)}.', at=Place(file, line))
    return first
