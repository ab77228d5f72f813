"""Those who put words to a scene: the authored lines, which are always there, and behind one door a language model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from engine import models
from engine.errors import ModelSilent
from engine.narrative.writers.accept import Brief, faults
from engine.places import Places

__all__ = [
    "Ask",
    "Authored",
    "Drafter",
    "Effort",
    "Moment",
    "Page",
    "Ranker",
    "Remembers",
    "Writer",
    "Written",
    "choose",
    "ranker",
    "write",
    "writer",
]

Cancelled = Callable[[], bool]
"""Asked now and then: is the work no longer wanted?"""


def never() -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Where a line is to stand: who speaks, and what was said and seen before it."""

    speaker: str
    """By the name that viewers read."""
    before: tuple[tuple[str, str], ...] = ()
    """(name, words), in order; without a name it is something seen."""
    place: str = ""
    voice: tuple[str, ...] = ()
    """Lines that show how the speaker talks."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What a line is to do, for one who writes: said in words, beside the rules of its Brief."""

    goal: str
    """What it must get across: a sentence."""
    brief: Brief
    emotion: str = "neutral"
    known: tuple[str, ...] = ()
    """What the speaker knows that bears on it: sentences."""


class Ranker(Protocol):
    """Tells which of some authored lines follows best. `name` changes whenever it might tell otherwise."""

    @property
    def name(self) -> str: ...

    def scores(self, moment: Moment, lines: Sequence[str], *, cancelled: Cancelled = never) -> tuple[float, ...]:
        """One for each line, the best highest; the same for the same question, always. ModelSilent where it cannot tell."""
        ...

    def close(self) -> None:
        """End what it started; a later question starts it again."""
        ...


@runtime_checkable
class Remembers(Ranker, Protocol):
    """A ranker that reads what scenes have in common once, and can be reminded of it another day."""

    def memory(self) -> bytes:
        """What it has read; nothing where that is nothing."""
        ...

    def recall(self, memory: bytes) -> int:
        """Take it up again: how many branches. ModelSilent where it is damaged or another model's."""
        ...

    def effort(self) -> Effort:
        """What it has read so far."""
        ...


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How many tokens were read so far, and how many would have been if nothing were shared."""

    read: int = 0
    asked: int = 0


class Writer(Protocol):
    """Writes lines that may stand in an authored one's place. `name` changes whenever it might write others."""

    @property
    def name(self) -> str: ...

    def lines(self, moment: Moment, ask: Ask, *, count: int, cancelled: Cancelled = never) -> tuple[str, ...]:
        """At most so many candidates, the same for the same question. ModelSilent where it cannot write."""
        ...

    def close(self) -> None:
        """End what it started; a later question starts it again."""
        ...


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a drafter is asked: in words, and the JSON schema of its answer. Another number asks for another draft."""

    instruction: str
    ask: str
    schema: str
    tokens: int
    """The most that the answer may have."""
    number: int = 0


@runtime_checkable
class Drafter(Protocol):
    """Writes whole drafts for a designer, who reads them before anyone else does."""

    @property
    def name(self) -> str: ...

    def drafts(self, page: Page, *, count: int, cancelled: Cancelled = never) -> tuple[str, ...]:
        """At most so many, each JSON as the schema has it; the same for the same page. ModelSilent where it cannot write."""
        ...

    def close(self) -> None: ...


class Authored:
    """What people wrote, as they wrote it: ranks nothing above the first, and writes nothing new."""

    name = "authored"

    def scores(self, moment: Moment, lines: Sequence[str], *, cancelled: Cancelled = never) -> tuple[float, ...]:
        return (0.0,) * len(lines)

    def lines(self, moment: Moment, ask: Ask, *, count: int, cancelled: Cancelled = never) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        """There is nothing to end."""


def choose(moment: Moment, lines: Sequence[str], *, ranker: Ranker, cancelled: Cancelled = never) -> int:
    """The place of the line that follows best; the first where the ranker sees no difference, or is silent."""
    if len(lines) < 2:
        return 0
    try:
        scores = ranker.scores(moment, lines, cancelled=cancelled)
    except ModelSilent:
        return 0
    return max(range(len(lines)), key=lambda place: (scores[place], -place))


@dataclass(frozen=True, kw_only=True)
class Written:
    """A line, whose it is (a writer's name, or "authored"), and what was not taken: (line, why)."""

    text: str
    by: str
    refused: tuple[tuple[str, str], ...] = ()


def write(
    moment: Moment,
    ask: Ask,
    *,
    authored: str,
    writer: Writer,
    ranker: Ranker | None = None,
    count: int = 4,
    cancelled: Cancelled = never,
) -> Written:
    """The first candidate that breaks no rule, and else the authored line. With a ranker, one that follows no worse than that."""
    try:
        candidates = writer.lines(moment, ask, count=count, cancelled=cancelled)
    except ModelSilent as error:
        return Written(text=authored, by=Authored.name, refused=(("", str(error)),))
    refused: list[tuple[str, str]] = []
    for candidate in candidates:
        if found := faults(candidate, ask.brief):
            refused.append((candidate, found[0].sentence))
        elif ranker is not None and choose(moment, (authored, candidate), ranker=ranker, cancelled=cancelled) == 0:
            refused.append((candidate, "The authored line follows better."))
        else:
            return Written(text=candidate, by=writer.name, refused=tuple(refused))
    return Written(text=authored, by=Authored.name, refused=tuple(refused))


def ranker(places: Places, *, seconds: float = 20.0) -> tuple[Ranker, str]:
    """The best ranker here; and where that sees no difference, ever, a sentence that says how to get another.

    `seconds`: how long it may take to rank once.
    """
    card, sentence = _card("ranker", places)
    if card is None:
        return Authored(), f"{sentence} Until then the seed chooses among authored lines."
    from engine.narrative.writers.llama import Llama, LlamaRanker

    return LlamaRanker(Llama(_weights(card, places), memory_mb=card.memory_mb), key=card.key, seconds=seconds), ""


def writer(places: Places) -> tuple[Writer, str]:
    """The best writer here; and where nobody but the authors writes, a sentence that says how to get another."""
    card, sentence = _card("writer", places)
    if card is None:
        return Authored(), f"{sentence} Until then every line is an authored one."
    from engine.narrative.writers.llama import Llama, LlamaWriter

    return LlamaWriter(Llama(_weights(card, places), memory_mb=card.memory_mb, context=4096, branches=1), key=card.key), ""


def _card(role: str, places: Places) -> tuple[models.Card | None, str]:
    from importlib.util import find_spec

    fitting = [card for card in models.cards().values() if card.role == role and card.backend == "llama" and models.fits(card)]
    here = [card for card in fitting if models.installed(card, places.models)]
    if not fitting:
        return None, f"No card in models/ is a {role} that fits this machine: write one for a GGUF file as models/smollm2.toml."
    if not here:
        least = min(fitting, key=lambda card: card.size)
        return None, f"No {role} is installed: `python -m engine.models fetch {least.id}` gets one ({least.size / 1e6:.0f} MB)."
    if find_spec("llama_cpp") is None:
        return None, "The language models need llama-cpp-python: install it with `pip install 'otherwise[llm]'`."
    return max(here, key=lambda card: card.size), ""


def _weights(card: models.Card, places: Places) -> Path:
    """The GGUF of a card; of one in parts, the first, which leads llama.cpp to the others."""
    return places.models / card.id / min(name for name in card.files if name.endswith(".gguf"))
