"""What each character knows and believes when an evening opens, and why they did what they did: beliefs of depth one.

The truth says where everybody was; a belief says where somebody *thinks* that somebody was, and may be false. Nobody
acts on the truth: an act has a reason, and the reason is something that the one who acts believes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.errors import StoryError
from engine.narrative.storylet import SUSPECTS
from engine.narrative.tells import ALIBI, CONFESSION, MARK, MEANS, MOTIVE, SECRET, whose
from engine.narrative.truth import Truth
from engine.story.knowledge import WHO
from engine.story.story import Evidence

About = Literal["was at", "may have done it", "did it", "has cause", "hides", "can find out"]


@dataclass(frozen=True, kw_only=True)
class Belief:
    """Someone, by role, believes this of somebody. `what`: the place, the reason or the thing. `true`: it is so."""

    who: str
    of: str
    about: About
    what: str
    true: bool = True


@dataclass(frozen=True, kw_only=True)
class Action:
    """What someone did before the story opens, and the belief that they did it for."""

    who: str
    what: str
    because: Belief


def knows(truth: Truth, role: str) -> tuple[str, ...]:
    """The topics that a role knows when the story opens. `you` know what the village knows of everyone, and nothing hidden."""
    village = tuple(whose(topic, truth.person(one)) for one in SUSPECTS for topic in (ALIBI, MARK, MOTIVE))
    match role:
        case "culprit":
            own: tuple[str, ...] = (ALIBI, CONFESSION, MARK, MEANS, MOTIVE, WHO)
        case "herring":
            own = (ALIBI, SECRET)  # who was about at that hour has seen that nobody was there
        case "host":
            own = (ALIBI,)  # it is the host's evening: what was locked, lent or broken is no news to them
        case _:
            own = ()
    return tuple(sorted((*own, *village)))


def evidence(truth: Truth) -> tuple[Evidence, ...]:
    """What follows from what can be found: each piece of the culprit's leaves one, and the herring's secret lets one off."""
    culprit, others = truth.person("culprit"), tuple(truth.person(role) for role in SUSPECTS if role != "herring")
    return (
        *(Evidence(topics=(topic, whose(topic, culprit)), leaves=(culprit,)) for topic in (MARK, MOTIVE, ALIBI)),
        Evidence(topics=(SECRET,), leaves=tuple(sorted(others))),
    )


def beliefs(truth: Truth) -> tuple[Belief, ...]:
    """What everyone believes of everyone, where it matters."""
    claimed = {role: alibi.place for role, alibi in truth.alibis}
    where, motives = dict(truth.where), dict(truth.motives)
    found: list[Belief] = []
    for who in ("host", "confidant", *SUSPECTS):
        for of in SUSPECTS:
            if of == who:
                found.append(Belief(who=who, of=of, about="was at", what=where[of]))
            else:
                # Nobody has gone to look: each is taken at their word, the culprit too.
                found.append(Belief(who=who, of=of, about="was at", what=claimed[of], true=claimed[of] == where[of]))
        if who in motives:
            found.append(Belief(who=who, of=who, about="has cause", what=motives[who].id))
    for who in ("host", "confidant"):
        found += [
            Belief(who=who, of=of, about="may have done it", what="was out of sight", true=of == "culprit") for of in SUSPECTS
        ]
    for who in SUSPECTS:
        # The innocent look to whoever was seen near the place; the herring, who was, to whoever is said to have most cause.
        if who != "culprit":
            of = "bystander" if who == "herring" else "herring"
            reason = "has cause" if who == "herring" else "was seen near the place"
            found.append(Belief(who=who, of=of, about="may have done it", what=reason, true=False))
    found += [
        Belief(who="culprit", of="culprit", about="did it", what=truth.premise.id),
        Belief(who="herring", of="herring", about="hides", what=truth.secret.id),
        Belief(who="host", of="you", about="can find out", what=truth.premise.id),
    ]
    return tuple(found)


def actions(truth: Truth) -> tuple[Action, ...]:
    """What was done, and why: the deed, the lie about it, the herring's visit, and the host's asking the viewer."""
    motives, claims = dict(truth.motives), dict(truth.alibis)
    cause = Belief(who="culprit", of="culprit", about="has cause", what=motives["culprit"].id)
    guilt = Belief(who="culprit", of="culprit", about="did it", what=truth.premise.id)
    secret = Belief(who="herring", of="herring", about="hides", what=truth.secret.id)
    trust = Belief(who="host", of="you", about="can find out", what=truth.premise.id)
    return (
        Action(who="culprit", what=truth.premise.deed, because=cause),
        Action(who="culprit", what=f"saying: {claims['culprit'].claim}", because=guilt),
        Action(who="herring", what=f"going to {truth.premise.place}", because=secret),
        Action(who="host", what="asking the viewer to find out", because=trust),
    )


def must_hold(truth: Truth) -> None:
    """StoryError where somebody acts for a reason that they do not have, or believes what the truth cannot bear."""
    if fault := next(faults(truth, beliefs(truth), actions(truth)), ""):
        raise StoryError(f"{fault} Mend the motives, alibis or secrets in genre.toml.")


def faults(truth: Truth, believed: tuple[Belief, ...], done: tuple[Action, ...]) -> Iterator[str]:
    """Everything in which acts, beliefs and truth do not agree, as sentences."""
    where = dict(truth.where)
    for action in done:
        if action.because.who != action.who:
            yield f"{action.who} does it ({action.what}) for what {action.because.who} believes."
        elif action.because not in believed:
            reason = f"{action.because.about} {action.because.what}"
            yield f"{action.who} does it ({action.what}) and does not believe the reason: {reason}."
    for role in SUSPECTS:
        if not any(belief.who == belief.of == role and belief.about == "was at" for belief in believed):
            yield f"{role} does not know where they were themselves."
    for belief in believed:
        if belief.about == "was at" and belief.true != (where.get(belief.of) == belief.what):
            yield f"{belief.who} believes that {belief.of} was at {belief.what}, and it is not told rightly whether that is so."
        if belief.about == "did it" and (belief.who, belief.of) != ("culprit", "culprit"):
            yield f"{belief.who} knows who did it before the story opens."
        if belief.about == "may have done it" and belief.who == belief.of:
            yield f"{belief.who} suspects themselves."
    if where.get("culprit") != truth.premise.set:
        yield f"The culprit was at {where.get('culprit')}, and it was done at {truth.premise.set}."
    if dict(truth.alibis)["culprit"].place == truth.premise.set:
        yield f"The culprit says that they were at {truth.premise.set}, where it was done: that is no alibi."
    for role in SUSPECTS:
        if role != "culprit" and where.get(role) != dict(truth.alibis)[role].place:
            yield f"{role} is innocent and was not where they say."
    if len({where.get(role) for role in SUSPECTS}) < len(SUSPECTS):
        yield "Two suspects were at the same place, and so could speak for each other."
