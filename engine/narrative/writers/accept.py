"""May this be said here? Rules for a line that nobody has read: pure, and strict, since an authored line stands ready."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.narrative.pacing import seconds_for
from engine.narrative.writers import wordlists
from engine.narrative.writers.wordlists import CALENDAR, COARSE, COMMON, EMPTY, PERSONS

Kind = Literal["form", "entity", "knowledge", "reveal", "limit", "fit"]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A rule that a line breaks, and how."""

    kind: Kind
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Tell:
    """A fact, and the words that give it away: each sign is words that stand together in one sentence, in any order and form."""

    fact: str
    signs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """What a story has spoken of: names as it writes them, and its other words."""

    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    hours: frozenset[str] = frozenset()
    """Hours of the clock: "nine o'clock"."""


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What a line must be. `tells` are the facts of the story; any that is not in `may_tell` is not to be told here."""

    lexicon: Lexicon
    seconds: float
    """The longest that it may take to say."""
    pace: float = 1.0
    tells: tuple[Tell, ...] = ()
    knows: frozenset[str] = frozenset()
    """Facts that the speaker knows, or believes."""
    kept: frozenset[str] = frozenset()
    """Facts that nobody may tell yet, whoever knows them."""
    reveals: tuple[str, ...] = ()
    """Facts that it must tell."""
    fear: int = 1
    violence: int = 1
    """The most that the viewer bears: 0 none, 1 mild, 2 strong."""
    said: tuple[str, ...] = ()
    """What was said before, which is not said again."""


def faults(line: str, brief: Brief) -> tuple[Fault, ...]:
    """Everything that is wrong with a line; nothing where it may be said."""
    return (*_form(line, brief), *_strangers(line, brief), *_told(line, brief), *_beyond(line, brief), *_fit(line, brief))


# ----------------------------------------------------------------------------------------------------------------------- form
_MARKUP = re.compile(r"[\[\]{}<>*_#|\\^~`=@]|\n")
_CUE = re.compile(r"^[\w .'-]{1,24}(\([^)]*\))?:\s")
_STAMMER = re.compile(r"\b(\w+)(\W+\1\b){3,}", re.IGNORECASE)
_RUN = re.compile(r"[^\W\d_]{24,}|(.)\1{3,}|\d{5,}")
_MACHINE = re.compile(r"\b(as an ai|language model|i cannot assist|the scene|the viewer|the character|dialogue)\b", re.IGNORECASE)


def _form(line: str, brief: Brief) -> Iterator[Fault]:
    """It is one speech as a person might say it."""

    def fault(sentence: str) -> Fault:
        return Fault(kind="form", sentence=sentence)

    if not line.strip() or not re.search(r"[^\W\d_]", line):
        yield fault("It says nothing.")
        return
    if line != line.strip() or not line.isprintable() or _MARKUP.search(line):
        yield fault("There is more in it than words.")
    if _CUE.match(line) or re.match(r"^[\"“\'‘].*[\"”\'’]$", line) or line.startswith("("):
        yield fault("It is written as a page and not as it is said.")
    if not re.search(r"[.!?…][\"”’\']?$", line):
        yield fault("It breaks off.")
    if not re.match(r"^[\"“‘\'…]?[A-ZÀ-Ý0-9]", line):
        yield fault("It begins in the middle.")
    if _STAMMER.search(line) or _RUN.search(line):
        yield fault("It stammers.")
    if _MACHINE.search(line):
        yield fault("It speaks of itself.")
    if _plain(line) in {_plain(other) for other in brief.said}:
        yield fault("It has been said.")


def _plain(line: str) -> str:
    return " ".join(re.findall(r"[\w']+", line.lower().replace("’", "'")))


# ------------------------------------------------------------------------------------------------------------------ strangers
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[.!?…:;—–]|\s-)[\s\"“‘\'(]*$")
_HOUR = re.compile(
    r"\b(?:(?:half|quarter|five|ten|twenty)\s+(?:past|to)\s+(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"|\w+\s+o['’]clock)\b",
    re.IGNORECASE,
)


def _strangers(line: str, brief: Brief) -> Iterator[Fault]:
    """It names nobody and nothing that the story does not have."""
    lexicon = brief.lexicon
    known = {name.lower() for name in lexicon.names}
    for match in _WORD.finditer(line):
        written = match[0].replace("’", "'")
        word = re.sub(r"'s?$", "", written)
        if word.lower() in PERSONS and word.lower() not in lexicon.words | known:
            yield Fault(kind="entity", sentence=f'Nobody has spoken of any "{word.lower()}".')
        elif word[0].isupper() and not _is_known(word, written, lexicon, known, opens=bool(_OPENS.search(line[: match.start()]))):
            yield Fault(kind="entity", sentence=f'Nobody and nothing is called "{word}" here.')
    for number in re.findall(r"\d[\d.,:]*", line):
        if number.strip(".,:") not in known:
            yield Fault(kind="entity", sentence=f"The number {number.strip('.,:')} comes from nowhere.")
    for hour in _HOUR.finditer(line):
        if _plain(hour[0]) not in {_plain(one) for one in lexicon.hours}:
            yield Fault(kind="entity", sentence=f'Nothing happened at "{hour[0]}".')


def _is_known(word: str, written: str, lexicon: Lexicon, known: set[str], *, opens: bool) -> bool:
    lower = word.lower()
    if lower in known or CALENDAR & {lower, lower.removesuffix("s")} or len(word.split("'")[0]) == 1:
        return True
    shouted = len(word) > 1 and word.isupper()
    if not opens and not shouted:
        return False
    common = COMMON | lexicon.words
    return lower in common or written.lower() in common or any(stem in common for stem in _roots(lower))


def _roots(word: str) -> Iterator[str]:
    """What a word may be a form of."""
    for ending, instead in (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            root = word.removesuffix(ending) + instead
            yield root
            if len(root) > 3 and root[-1] == root[-2]:
                yield root[:-1]


def lexicon(texts: Iterable[str], *, names: Iterable[str] = ()) -> Lexicon:
    """What these texts speak of. A word with a capital within a sentence is a name, and so is every part of `names`."""
    called = {part for name in names for part in _WORD.findall(name)}
    words: set[str] = set()
    hours: set[str] = set()
    for text in texts:
        hours.update(match[0] for match in _HOUR.finditer(text))
        called.update(number.strip(".,:") for number in re.findall(r"\d[\d.,:]*", text))
        for match in _WORD.finditer(text):
            word = re.sub(r"'s?$", "", match[0].replace("’", "'"))
            if word and word[0].islower():
                words.add(word)
            elif word and word != "I" and not word.startswith("I'") and not _OPENS.search(text[: match.start()]):
                called.add(word)
    return Lexicon(names=frozenset(called), words=frozenset(words), hours=frozenset(hours))


# ------------------------------------------------------------------------------------------------------------------ knowledge
_DENIES = re.compile(r"\b(not|no|never|nobody|nothing|none|without|neither|nor|hardly|\w+n't)\b", re.IGNORECASE)


def _told(line: str, brief: Brief) -> Iterator[Fault]:
    """It tells what it must, and nothing that the speaker cannot know or nobody may know yet."""
    tells = {tell.fact: tell for tell in brief.tells}
    told = {fact for fact, tell in tells.items() if tells_of(line, tell)}
    for fact in sorted(told):
        if fact not in brief.knows:
            yield Fault(kind="knowledge", sentence=f"The speaker cannot know {fact}.")
        elif fact in brief.kept:
            yield Fault(kind="knowledge", sentence=f"It gives {fact} away too soon.")
    for fact in brief.reveals:
        if fact not in tells or not tells_of(line, tells[fact], outright=True):
            yield Fault(kind="reveal", sentence=f"It does not tell {fact}.")


def tells_of(line: str, tell: Tell, *, outright: bool = False) -> bool:
    """Whether one of the signs stands in a sentence of the line; `outright`: in one that neither asks nor denies."""
    for sentence in re.findall(r"[^.!?…]+[.!?…]*", line.replace("’", "'")):
        have = _stems(sentence)
        for sign in tell.signs:
            want = _stems(" ".join(sign))
            if not want or not want <= have:
                continue
            denied = bool(_DENIES.search(sentence)) and not _DENIES.search(" ".join(sign))
            if not outright or not (denied or sentence.rstrip().endswith("?")):
                return True
    return False


def sign(phrase: str) -> tuple[str, ...]:
    """The words of a phrase that carry its meaning: a sign of the fact that it tells."""
    return tuple(word for word in _plain(phrase).split() if word not in EMPTY)


_IRREGULAR: Mapping[str, str] = {
    "took": "take", "taken": "take", "stole": "steal", "stolen": "steal", "saw": "see", "seen": "see", "went": "go", "gone": "go",
    "hid": "hide", "hidden": "hide", "wrote": "write", "written": "write", "tore": "tear", "torn": "tear", "broke": "break",
    "broken": "break", "came": "come", "did": "do", "done": "do", "made": "make", "left": "leave", "lay": "lie", "lain": "lie",
    "found": "find", "kept": "keep", "gave": "give", "given": "give", "told": "tell", "said": "say", "knew": "know",
    "known": "know", "keys": "key", "men": "man", "women": "woman",
    "was": "be", "were": "be", "is": "be", "are": "be", "been": "be",
}  # fmt: skip


def _stems(text: str) -> set[str]:
    """Words without their endings, so that `locked` is `lock`."""
    found = set()
    for word in _plain(text).split():
        word = re.sub(r"'(s|d|ll|re|ve|m)?$", "", word)
        word = _IRREGULAR.get(word, word)
        for ending in ("ing", "ed", "es", "s"):
            if word.endswith(ending) and len(word) > len(ending) + 2 and not word.endswith("ss"):
                word = word.removesuffix(ending)
                break
        found.add(word.rstrip("e"))
    return found


# -------------------------------------------------------------------------------------------------------------------- content
_FEAR = (wordlists.MILD_FEAR, wordlists.STRONG_FEAR)
_VIOLENCE = (wordlists.MILD_VIOLENCE, wordlists.STRONG_VIOLENCE)


def levels(text: str) -> tuple[int, int]:
    """How much fear and how much violence words have: 0 none, 1 mild, 2 strong."""
    words = set(_plain(text).split())
    return _level(words, _FEAR), _level(words, _VIOLENCE)


def _level(words: set[str], lists: tuple[frozenset[str], ...]) -> int:
    return max((level for level, bad in enumerate(lists, start=1) if words & bad), default=0)


def _beyond(line: str, brief: Brief) -> Iterator[Fault]:
    """It has no more of anything than the viewer bears."""
    if coarse := sorted(COARSE & set(_plain(line).split())):
        yield Fault(kind="limit", sentence=f'Nobody says "{coarse[0]}" here.')
    fear, violence = levels(line)
    if fear > brief.fear:
        yield Fault(kind="limit", sentence="It is more frightening than the viewer wants.")
    if violence > brief.violence:
        yield Fault(kind="limit", sentence="It is more violent than the viewer wants.")


# ------------------------------------------------------------------------------------------------------------------------ fit
def _fit(line: str, brief: Brief) -> Iterator[Fault]:
    takes = seconds_for(line, brief.pace)
    if takes > brief.seconds:
        yield Fault(kind="fit", sentence=f"It takes {takes:.1f} s to say, and its shot has {brief.seconds:.1f}.")
