"""Which topics of the hidden truth words give away: found in the words themselves, so that no author has to say so.

`{{ lie.fact }}` in a body  ->  the filled line has those words  ->  Line.tells = ("alibi",)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.narrative.evening import Node
from engine.narrative.storylet import ORDINALS, SUSPECTS
from engine.narrative.truth import Truth
from engine.story.knowledge import WHO
from engine.story.story import Shot

MEANS, MARK, MOTIVE, ALIBI, SECRET, CONFESSION = "means", "mark", "motive", "alibi", "secret", "confession"
KEPT = (WHO, CONFESSION)
"""What nobody may tell before somebody is accused."""


def whose(topic: str, person: str) -> str:
    """What all in the story know of a suspect, and the audience has to be told: whose mark it is, whose motive or alibi."""
    return f"{topic}.{person}"


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """Words that give topics away."""

    topics: tuple[str, ...]
    text: str = ""
    source: str = ""
    """What the body has to name for it, e.g. `secret.word`: words as short as "the cat" may mean anything elsewhere."""
    by: str = ""
    """Whom it is about, where it counts only if they say it or are named beside it."""
    prop: str = ""
    """What an insert shows, whatever the words."""
    sets: str = ""
    """The fact that the scene has to set for it: an insert of a cup is a clue only where a clue is found."""


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """All words that give something of one truth away."""

    all: tuple[Phrase, ...]
    names: tuple[tuple[str, str], ...]
    """Each suspect's first name, by person."""
    culprit: str

    def of(self, node: Node) -> tuple[Phrase, ...]:
        """Those that may be met in this scene."""
        raw, sets = node.storylet.body.text, {change.fact for change in node.storylet.sets}
        return tuple(one for one in self.all if (not one.source or one.source in raw) and (not one.sets or one.sets in sets))


def phrases(truth: Truth, words: Mapping[str, Any]) -> Phrases:
    """The words of a truth. `words`: what texts may name."""
    culprit = words["culprit"]
    means, secret, lie = words["means"], words["secret"], words["lie"]
    found = [
        *(Phrase(text=means[key], topics=(MEANS,), source=f"means.{key}") for key in ("thing", "trace", "how")),
        Phrase(text=culprit.mark, topics=(MARK,), source="culprit.mark"),
        Phrase(text=culprit.motive["proof"], topics=(MOTIVE,)),
        Phrase(text=culprit.motive["confession"], topics=(CONFESSION, WHO)),
        Phrase(text=lie["fact"], topics=(ALIBI,)),
        *(Phrase(text=secret[key], topics=(SECRET,), source=f"secret.{key}") for key in ("told", "word", "sign")),
        # What a clue finds is seen close, whatever is said of it; and on the trace there is the mark of whoever left it.
        Phrase(prop=means["prop"], topics=(MEANS, MARK), sets="knows.means"),
        Phrase(prop=culprit.motive["prop"], topics=(MOTIVE,), sets="knows.motive"),
        Phrase(prop=lie["prop"], topics=(ALIBI,), sets="knows.alibi"),
        Phrase(prop=secret["prop"], topics=(SECRET,), sets="knows.secret"),
    ]
    for role in SUSPECTS:
        person = words[role]
        for text in (*person.claims, person.alibi_about):
            found.append(Phrase(text=text, topics=(whose(ALIBI, person.id),), by=person.id))
        for text in (*(person.motive[key] for key in ("word", "gossip", "denial")), *person.motive["again"]):
            found.append(Phrase(text=text, topics=(whose(MOTIVE, person.id),), by=person.id))
        found.append(Phrase(text=person.mark, topics=(whose(MARK, person.id),), by=person.id))
    return Phrases(
        all=tuple(replace(one, text=one.text.casefold()) for one in found),
        names=tuple((words[role].id, words[role].name) for role in ORDINALS),
        culprit=truth.person("culprit"),
    )


def told(text: str, those: Iterable[Phrase], *, among: Phrases, speaker: str = "", about: str = "") -> tuple[str, ...]:
    """The topics that words give away. `about`: the suspect whom they stand beside, e.g. on the card that names them."""
    small = text.casefold()
    found = dict.fromkeys(
        topic
        for one in those
        if one.text
        and one.text in small
        and re.search(rf"(?<!\w){re.escape(one.text)}(?!\w)", small)  # "tar" is not in "start"
        and (not one.by or one.by in (speaker, about) or _named(dict(among.names)[one.by], text))
        for topic in one.topics
    )
    if _accuses(text, among, speaker):
        found[WHO] = None
    return tuple(sorted(found))


def _accuses(text: str, among: Phrases, speaker: str) -> bool:
    name = dict(among.names)[among.culprit]
    if speaker == among.culprit and _OWNS_UP.search(text):
        return True
    return name in text and bool(re.search(rf"(?<![Ii]f )\b[Ii]t was {name}\b|\b{name} did it\b", text) or _YOU.search(text))


_OWNS_UP = re.compile(r"\b[Ii]t was (?:I|me)\b(?! who)|(?:^|[.!?,;:] )I did it\b")
_YOU = re.compile(r"\b[Ii]t was you\b")


def _named(name: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(name)}\b", text))


def marked(shots: tuple[Shot, ...], those: tuple[Phrase, ...], *, among: Phrases) -> tuple[Shot, ...]:
    """The shots with what they tell and show. A speech in several lines tells where its words are complete."""
    found: list[Shot] = []
    said, speaker = "", ""
    gone: set[str] = set()
    for shot in shots:
        lines = []
        for line in shot.lines:
            if line.speaker != speaker:
                said, speaker, gone = "", line.speaker, set()
            said = f"{said} {line.text}".strip()
            topics = tuple(topic for topic in told(said, those, among=among, speaker=speaker) if topic not in gone)
            gone.update(topics)
            lines.append(replace(line, tells=topics) if topics else line)
        shows = dict.fromkeys(told(shot.action, those, among=among) if shot.action else ())
        if shot.framing == "insert":
            shows |= dict.fromkeys(topic for one in those if one.prop and one.prop == shot.focus for topic in one.topics)
        found.append(replace(shot, lines=tuple(lines), shows=tuple(sorted(shows))) if lines or shows else shot)
    return tuple(found)
