"""What is said twice: a sentence that comes again, word for word, in its own scene or in the next one on some path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.errors import StoryError
from engine.story.state import version
from engine.story.story import Story, Version
from engine.story.ways import Name, Ways

WORDS = 6
"""The fewest words of a sentence whose return is heard: "Good night, then" may be said again."""
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_WORD = re.compile(r"[\w'’]+")


def echoes(story: Story, ways: Ways) -> Iterator[tuple[str, str, str]]:
    """(scene, the scene before it or itself, the sentence) for everything said twice."""
    viewers = frozenset(role.id for role in story.cast if role.character == "viewer")
    films: dict[Name, Version | None] = {}
    for name, state in ways.states.items():
        try:
            films[name] = version(story.scene(name[0]), state)
        except StoryError:  # a finding of its own
            films[name] = None
    said: dict[int, tuple[frozenset[str], tuple[str, ...]]] = {}
    for name, film in films.items():
        if film is not None and id(film) not in said:
            said[id(film)] = _said(film, viewers)
            for sentence in said[id(film)][1]:
                yield name[0], name[0], sentence
    seen: set[tuple[int, int]] = set()
    for name, on in ways.after.items():
        for _, to in on:
            one, other = films[name], films[to]
            if one is None or other is None or (id(one), id(other)) in seen:
                continue
            seen.add((id(one), id(other)))
            for sentence in sorted(said[id(one)][0] & said[id(other)][0]):
                yield to[0], name[0], sentence


def _said(film: Version, viewers: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The sentences of a scene, and those that are in it more than once. Who finds out may ask the same of everybody."""
    found: set[str] = set()
    again: list[str] = []
    speaker, words = "", ""
    speeches: list[str] = []
    for line in (line for shot in film.shots for line in shot.lines):
        if line.speaker in viewers and not line.tells:
            speeches.append(words)
            speaker, words = "", ""
        elif line.speaker == speaker:
            words += f" {line.text}"
        else:
            speeches.append(words)
            speaker, words = line.speaker, line.text
    for speech in (*speeches, words):
        for one in _SENTENCE.findall(speech):
            sentence = " ".join(_WORD.findall(one)).casefold()
            if sentence.count(" ") + 1 < WORDS:
                continue
            if sentence in found:
                again.append(sentence)
            found.add(sentence)
    return frozenset(found), tuple(dict.fromkeys(again))
