"""What people do, read from the words of an action line: who walks, turns, points, or hands over what to whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.story.story import Doing, Placed


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Somebody does something, or holds something, or both. `to`: the role that it is done to."""

    role: str
    does: Doing = ""
    thing: str = ""
    to: str = ""


THINGS: Mapping[str, str] = {
    "cup": "cup", "teacup": "cup", "mug": "cup", "tea": "cup", "cocoa": "cup", "coffee": "cup", "saucer": "cup",
    "book": "book", "ledger": "book", "volume": "book", "register": "book", "diary": "book", "atlas": "book", "album": "book",
    "letter": "letter", "page": "letter", "paper": "letter", "note": "letter", "envelope": "letter", "list": "letter",
    "photograph": "letter", "telegram": "letter", "chart": "letter", "menu": "letter", "card": "letter", "ticket": "letter",
    "lamp": "lamp", "lantern": "lamp", "torch": "lamp",
    "key": "key", "keys": "key",
    "umbrella": "umbrella",
    "flowers": "flowers", "bouquet": "flowers", "posy": "flowers", "roses": "flowers",
}  # fmt: skip
"""Words for what can be held, and what is drawn for each."""

_VERBS: tuple[tuple[Doing, str], ...] = (
    # In the third person, as action lines are written: so no noun is taken for a verb. What comes first in the line wins.
    ("hug", r"hugs|embraces|(?:throws|puts) (?:both |\w+ )?arms a?round"),
    ("sit_down", r"sits down|sinks into|drops into (?:a|the) chair|takes (?:a|the) (?:seat|chair)(?! away| from)"),
    ("stand_up", r"stands up|gets up|rises|gets to (?:\w+ )?feet"),
    ("recoil", r"recoils|steps back|starts back|flinches|shrinks back|backs away|jumps"),
    ("shrug", r"shrugs"),
    ("hand_over", r"hands (?!on\b|in\b|flat\b|behind\b|up\b|round\b)|holds out|offers"),
    ("hand_over", r"gives (?:you|him|her|them|back)\b|passes (?:you|him|her|them)\b"),
    ("hand_over", r"(?:slides|lays|puts|drops) .{0,30}(?:across|(?:in|into) your (?:palm|hands?)|before you)"),
    ("lift", r"lifts (?:the |a |\w+ )?(?:cup|mug|tea|teacup)|sips|drinks"),
    ("put_down", r"puts down|sets down|lays down"),
    (
        "put_down",
        r"(?:puts|sets|lays) (?!.{0,16}\bhands?\b)(?:the|a|an|it|them|his|her|their) "
        r"(?:\w+ ){0,3}(?:down|on|back|over|by|where)",
    ),
    ("point", r"points"),
    ("wave", r"waves|beckons"),
    ("cover", r"covers (?:\w+ )?(?:mouth|face)|claps a hand|puts a hand (?:over|to) (?:\w+ )?mouth|gasps"),
    ("walk", r"comes (?:in|out|through|down|up|along|across|back|and stands|running)|crosses (?:the|to)"),
    ("walk", r"walks|enters|arrives|strides|hurries in|runs in|stalks"),
    ("turn", r"turns (?:round|around|away|to (?:you|him|her|them|the|look|face)|from|sharply|slowly)"),
    ("turn", r"(?:spins|wheels) round|turns(?=[.,;]|$)"),
    ("lean", r"leans|bends (?:over|down|forward|closer)|stoops|peers"),
    ("shake", r"shakes (?:\w+ |a )?head"),
    ("nod", r"nods"),
    ("look_down", r"looks (?:down|at the floor|at (?:\w+ )?(?:hands|shoes|feet))"),
    ("look_down", r"lowers (?:\w+ )?(?:head|eyes)|hangs (?:\w+ )?head|bows"),
)
_MATCHES: tuple[tuple[re.Pattern[str], Doing], ...] = tuple((re.compile(rf"\b(?:{words})", re.I), does) for does, words in _VERBS)
_HELD = re.compile(
    r"\b(?:holds|carries|reads|with|has|hugging|holding|carrying|picks up|takes|lifts|grips"
    r"|hands|offers|gives|passes|slides|lays|puts|sets)"
    r" (?:out |down |you |him |her |them )?(?:a|an|the|his|her|their|your|one|up)?\s?(?:[\w'-]+ ){0,2}?"
    rf"({'|'.join(sorted(THINGS, key=len, reverse=True))})"
    r"(?=[,.;:]|$| (?:to|in|on|at|up|out|of|by|for|from|over|under|with|and|that|open|down|like|across|before|against"
    r"|close|very)\b)",
    re.I,
)
_NOT = re.compile(r"\b(?:not|never|nobody|without|nearly|almost|as if|would|could|cannot|who|which|that|where)\b[^,.;]*$", re.I)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_CLAUSE = re.compile(r",\s+(?:and|then|but)\s+|\s+(?:and then|then)\s+|\s+and\s+(?=\w+s\b)|\s+while\s+|,\s+")
_PRONOUN = re.compile(r"^(?:he|she|they|both)\b", re.I)
_OTHER = re.compile(r"^(?:the|a|an|in|on|it|there|outside|somewhere|nobody|everybody|behind|its|one)\b", re.I)


def doing(text: str, *, called: Mapping[str, str], you: str = "") -> tuple[Deed, ...]:
    """The deeds in an action line. `called`: roles by the names that the line calls them by; `you`: the role it calls you.

    A pure function of the words: at most one deed for each role, the first that the words tell.
    """
    found: dict[str, Deed] = {}
    subject = ""
    for sentence in _SENTENCE.split(text):
        if not _PRONOUN.match(sentence):
            subject = ""
        for clause in _CLAUSE.split(sentence):
            subject, rest = _subject(clause.strip(), called, you, subject)
            if subject:
                _add(found, _deed(subject, rest, called, you))
    return tuple(found.values())


def _add(found: dict[str, Deed], done: Deed | None) -> None:
    """Keep a deed, and what it has another do: who is handed something takes it, who is hugged hugs back."""
    if done is None:
        return
    known = found.get(done.role, Deed(role=done.role))  # who holds a lamp may point as well
    found[done.role] = replace(known, does=known.does or done.does, thing=known.thing or done.thing, to=known.to or done.to)
    answer: Doing = "take" if done.does == "hand_over" else "hug" if done.does == "hug" else ""
    if answer and done.to and done.to not in found:
        found[done.to] = Deed(role=done.to, does=answer, thing=done.thing if answer == "take" else "", to=done.role)


def _subject(clause: str, called: Mapping[str, str], you: str, before: str) -> tuple[str, str]:
    """Who a clause is about, and the rest of it. One that names nobody is still about whoever was spoken of."""
    for role, name in called.items():
        if re.match(rf"{re.escape(name)}\b(?!'s)", clause):
            return role, clause[len(name) :]
    if you and re.match(r"you\b", clause, re.I):
        return you, clause[3:]
    return ("" if _OTHER.match(clause) else before), clause


def _deed(role: str, rest: str, called: Mapping[str, str], you: str) -> Deed | None:
    does: Doing = ""
    at = len(rest)
    for match, what in _MATCHES:
        hit = match.search(rest)
        if hit and hit.start() < 48 and hit.start() < at and not _NOT.search(rest[: hit.start()]):
            does, at = what, hit.start()
    held = _HELD.search(rest)
    thing = THINGS[held[1].lower()] if held else "cup" if does == "lift" else ""
    if not does and not thing:
        return None
    others = (other for other, name in called.items() if other != role and re.search(rf"\b{re.escape(name)}\b", rest))
    to = next(others, "")
    if not to and you and you != role and re.search(r"\byou\b|\byour\b", rest):
        to = you
    return Deed(role=role, does=does, thing=thing, to=to)


def acted(
    people: tuple[Placed, ...], deeds: tuple[Deed, ...], *, entering: bool, last: bool
) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """The people as they are in the shot of these deeds, and as they are afterwards.

    `entering`: nobody has been seen yet, so that they may walk in or sit down; `last`: nothing follows, so that they may get up.
    """
    by_role = {one.role: one for one in deeds}
    here = {one.role: one for one in people}
    during, after = [], []
    for one in people:
        done = by_role.get(one.role)
        if done is None:
            during.append(one)
            after.append(one)
            continue
        does = _fitting(done, one, here, entering=entering, last=last)
        gives, takes = done.does == "hand_over", done.does == "take"
        holds = done.thing or one.holds
        looks = done.to if done.to in here and does in ("hug", "hand_over", "take", "point", "turn") else one.looks_at
        during.append(replace(one, does=does, holds=holds, looks_at=looks))
        kept = "" if does == "put_down" or (gives and done.to in here) else holds if takes or done.thing else one.holds
        after.append(replace(one, holds=kept))
    return tuple(during), tuple(after)


def _fitting(done: Deed, one: Placed, here: Mapping[str, Placed], *, entering: bool, last: bool) -> Doing:
    """What of a deed can be seen: nobody walks in twice, nor embraces across a table."""
    sits = one.posture == "sit"
    match done.does:
        case "walk":
            return "" if sits or not entering else "walk"
        case "turn":
            return "turn" if not sits else "look_down" if done.to == "" else ""
        case "sit_down":
            return "sit_down" if sits and entering else ""
        case "stand_up":
            return "stand_up" if sits and last else ""
        case "hug":
            other = here.get(done.to)
            near = other is not None and not sits and other.posture == "stand" and other.facing != one.facing
            return "hug" if near else "lean"
        case "take":
            return "take" if done.thing else ""
        case _:
            return done.does
