"""What may be said in an authored line's place: for each line of a planned scene, the rules and the task of one who rewrites it.

The authored line is the measure. What it tells has to be told; what was told before it is known to whoever is there; and
what it does not tell stays untold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import islice, pairwise

from engine.narrative.evening import Node
from engine.narrative.planned import Planned
from engine.narrative.storylet import SUSPECTS
from engine.narrative.writers import Ask, Moment
from engine.narrative.writers.accept import Brief, Lexicon, Tell, levels, lexicon, sign, tells_of
from engine.story.story import Line, Scene, Version

WHO, MEANS, MOTIVE, ALIBI, SECRET = "who", "means", "motive", "alibi", "secret"
KEPT = frozenset({WHO})
"""What nobody may tell before somebody is accused."""
_GAP, _TAIL = 0.35, 0.3
"""Seconds between two lines of a shot, and after the last."""
_OWN: Mapping[str, frozenset[str]] = {
    "culprit": frozenset({WHO, MEANS, MOTIVE, ALIBI}),
    "herring": frozenset({SECRET}),
    "host": frozenset({ALIBI}),  # it is the host's evening: what was locked, lent or broken is no news to them
}
"""What a role knows of the truth when the evening opens."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A line of a version: the shot it is in and its place there, and what one who rewrites it is asked."""

    shot: int
    at: int
    line: Line
    moment: Moment
    ask: Ask


def asked(planned: Planned, scene: Scene, version: Version) -> tuple[Asked, ...]:
    """One for each line in order; none for a scene that is no storylet's, as the title."""
    node = planned.nodes.get(scene.id)
    return () if node is None else tuple(_asked(planned, scene, version, node))


def _asked(planned: Planned, scene: Scene, version: Version, node: Node) -> Iterator[Asked]:
    tells = tells_of_truth(planned)
    names = {role.id: role.name for role in planned.story.cast}
    plays = {who: role for role, who in reversed(planned.truth.cast)}
    open_ = node.storylet.verdict == "right"  # somebody has named the one who did it
    village = frozenset(tell.fact for tell in tells if "." in tell.fact)
    shared = village | {fact.removeprefix("knows.") for fact, value in version.given if value} | ({WHO} if open_ else frozenset())
    page = lexicon(_texts(planned, scene, version), names=(*names.values(), *(one.name for one in planned.genre.sets)))
    pace = min(max(dict(planned.genre.speech).get(planned.profile.pace, 1.0), 0.6), 1.8)
    before: list[tuple[str, str]] = []
    heard = frozenset[str]()
    for number, shot in enumerate(version.shots):
        if shot.action:
            before.append(("", shot.action))
            heard |= told(shot.action, tells) - KEPT
        rooms = [
            max(line.seconds, (after.start - _GAP if after else shot.seconds - _TAIL) - line.start)
            for line, after in pairwise((*shot.lines, None))
            if line is not None
        ]
        for at, (line, room) in enumerate(zip(shot.lines, rooms, strict=True)):
            reveals = told(line.text, tells, outright=True)
            heard |= told(line.text, tells) - KEPT
            knows = shared | heard | _OWN.get(plays.get(line.speaker, ""), frozenset())
            fear, violence = levels(line.text)
            brief = Brief(
                lexicon=page,
                seconds=round(room, 3),
                pace=pace,
                tells=tells,
                knows=knows,
                kept=frozenset() if open_ else KEPT,
                reveals=tuple(sorted(reveals)),
                fear=min(planned.profile.bears[0], max(node.storylet.fear, fear)),
                violence=min(planned.profile.bears[1], max(node.storylet.violence, violence)),
                said=tuple(words for name, words in before if name),
            )
            speaker = names[line.speaker]
            yield Asked(
                shot=number,
                at=at,
                line=line,
                moment=Moment(speaker=speaker, before=tuple(before), place=node.stage.name, voice=_voice(planned, scene, line)),
                ask=Ask(
                    goal=f'What "{line.text}" says, in other words.',
                    brief=brief,
                    emotion=line.emotion,
                    known=_sentences(planned, knows - KEPT),
                ),
            )
            before.append((speaker, line.text))


def merged(asks: tuple[Ask, ...]) -> Ask:
    """One task for a line that stands in several versions of its scene: what keeps to it keeps to them all."""
    first, briefs = asks[0], [ask.brief for ask in asks]
    return replace(
        first,
        brief=replace(
            first.brief,
            lexicon=Lexicon(
                names=frozenset.intersection(*(one.lexicon.names for one in briefs)),
                words=frozenset.intersection(*(one.lexicon.words for one in briefs)),
                hours=frozenset.intersection(*(one.lexicon.hours for one in briefs)),
            ),
            seconds=min(one.seconds for one in briefs),
            knows=frozenset.intersection(*(one.knows for one in briefs)),
            kept=frozenset.union(*(one.kept for one in briefs)),
            reveals=tuple(dict.fromkeys(fact for one in briefs for fact in one.reveals)),
            fear=min(one.fear for one in briefs),
            violence=min(one.violence for one in briefs),
            said=tuple(dict.fromkeys(line for one in briefs for line in one.said)),
        ),
    )


# ------------------------------------------------------------------------------------------------------------- the truth
def tells_of_truth(planned: Planned) -> tuple[Tell, ...]:
    """What gives the truth of an evening away. Where everyone says they were, and may have had cause for, the village knows."""
    words = planned.words
    culprit, herring = words["culprit"], words["herring"]
    done = sign(planned.truth.premise.done)
    it = sign(planned.truth.premise.short)
    accuses = [(who, *verb) for who in (culprit.name, "I") for verb in (("did", "it"), ("guilty",), (*done, *it))]
    accuses += [("it", "was", culprit.name), ("it", "was", "me")]
    means, secret = words["means"], words["secret"]
    found = [
        Tell(fact=WHO, signs=tuple(accuses)),
        Tell(fact=MEANS, signs=(sign(means["trace"]), sign(means["how"]))),
        Tell(fact=MOTIVE, signs=(sign(culprit.motive["proof"]), *_each(culprit.motive["confession"]))),
        Tell(fact=ALIBI, signs=_each(words["lie"]["fact"])),
        Tell(fact=SECRET, signs=(sign(secret["sign"]), (herring.name, *sign(secret["word"])), *_each(secret["told"]))),
    ]
    for role in SUSPECTS:
        one = words[role]
        found.append(Tell(fact=f"{ALIBI}.{one.id}", signs=(sign(one.alibi_about), *map(sign, one.claims))))
        said = (one.motive["gossip"], one.motive["denial"], *one.motive["again"])
        found.append(Tell(fact=f"{MOTIVE}.{one.id}", signs=tuple(words for text in said for words in _each(text))))
    return tuple(found)


def _each(text: str) -> tuple[tuple[str, ...], ...]:
    """Each sentence of a text as a sign; those of a word or two may mean anything."""
    signs = (sign(sentence) for sentence in re.split(r"(?<=[.!?;])\s+", text))
    return tuple(words for words in signs if len(words) > 2)


def told(text: str, tells: tuple[Tell, ...], *, outright: bool = False) -> frozenset[str]:
    """The facts that words give away; `outright`: that they state."""
    return frozenset(tell.fact for tell in tells if tells_of(text, tell, outright=outright))


def _sentences(planned: Planned, facts: frozenset[str]) -> tuple[str, ...]:
    """Facts as a writer may be told of them."""
    words = planned.words
    every = {
        MEANS: f"Whoever did it {words['means']['how']}.",
        MOTIVE: f"Somebody had {words['culprit'].motive['proof']}.",
        ALIBI: str(words["lie"]["fact"]),
        SECRET: f"{words['herring'].name} keeps something quiet: {words['secret']['word']}.",
    }
    return (planned.truth.premise.what, *(sentence for fact, sentence in every.items() if fact in facts))


# -------------------------------------------------------------------------------------------------------------- the page
def _texts(planned: Planned, scene: Scene, version: Version) -> Iterator[str]:
    """All that the scene and the premise speak of."""
    yield from (scene.title, scene.question, planned.story.logline)
    premise = planned.truth.premise
    yield from (text for field in fields(premise) if isinstance(text := getattr(premise, field.name), str))
    for shot in version.shots:
        yield shot.action
        yield from (line.text for line in shot.lines)


def _voice(planned: Planned, scene: Scene, line: Line) -> tuple[str, ...]:
    """Lines of the same speaker from other scenes."""
    spoken = (
        other.text
        for one in planned.story.scenes
        if one.id != scene.id and one.versions
        for shot in one.versions[0].shots
        for other in shot.lines
        if other.speaker == line.speaker and len(other.text) > 24
    )
    return tuple(islice(spoken, 3))
