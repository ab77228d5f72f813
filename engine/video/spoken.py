"""When words are said and which sound is made when: what moves a mouth."""

from __future__ import annotations

from dataclasses import dataclass

from engine.story.story import Line


@dataclass(frozen=True, kw_only=True)
class Phone:
    """One speech sound (IPA, as the voice wrote it), in seconds."""

    symbol: str
    start: float
    end: float


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A line as the voice said it, in seconds from the start of its shot."""

    line: Line
    start: float
    end: float
    phones: tuple[Phone, ...] = ()
