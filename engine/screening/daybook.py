"""What the engine expected, made and missed in one viewing: a line of JSON for each, and a report from the lines."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO

import msgspec

KEPT = 40
"""Viewings whose daybooks stay on the disk."""


class _Entry(msgspec.Struct, frozen=True, kw_only=True, tag_field="what"):
    at: float = 0.0
    """Seconds since the viewing began."""


class Began(_Entry, frozen=True, kw_only=True, tag="began"):
    """A viewing, its story and its machine."""

    episode: str
    title: str
    workers: int
    version: int = 1


class Opened(_Entry, frozen=True, kw_only=True, tag="opened"):
    """A fork was offered: how likely each way was thought to be, and how many seconds of it were made."""

    scene: str
    chances: dict[str, float]
    ready: dict[str, float]


class Took(_Entry, frozen=True, kw_only=True, tag="took"):
    """A way was taken: what had been thought of it, and what was ready. `by_default`: nobody chose."""

    scene: str
    choice: str
    chance: float
    ready: float
    by_default: bool


class Made(_Entry, frozen=True, kw_only=True, tag="made"):
    """Work that was done. `why`: for the way that is certain, for one that is open, or better than it must be."""

    kind: str
    segment: str
    scene: str
    part: int
    level: int
    seconds: float
    why: str


class Dropped(_Entry, frozen=True, kw_only=True, tag="dropped"):
    """Work that was stopped, or failed. `why` is a sentence."""

    kind: str
    scene: str
    part: int
    level: int
    seconds: float
    why: str


class Shown(_Entry, frozen=True, kw_only=True, tag="shown"):
    """A chunk that went into the stream, at its level."""

    segment: str
    scene: str
    part: int
    level: int


class Held(_Entry, frozen=True, kw_only=True, tag="held"):
    """The picture was held for so long. `for_viewer`: until they had chosen."""

    scene: str
    seconds: float
    for_viewer: bool


Entry = Began | Opened | Took | Made | Dropped | Shown | Held


class Daybook:
    """Writes the lines of one viewing. A disk that is full or may not be written costs the lines, and never the film."""

    def __init__(self, folder: Path | None, *, episode: str, title: str, workers: int) -> None:
        self._began = time.monotonic()
        self._file: IO[bytes] | None = None
        if folder is not None:
            with contextlib.suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                for old in sorted(folder.glob("*.jsonl"))[: -(KEPT - 1)]:
                    old.unlink(missing_ok=True)
                self._file = (folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{episode}.jsonl").open("ab")
        self.note(Began(episode=episode, title=title, workers=workers))

    def note(self, entry: Entry) -> None:
        """Add a line, with the time that it is now."""
        if self._file is None:
            return
        timed = msgspec.structs.replace(entry, at=round(time.monotonic() - self._began, 3))
        try:
            self._file.write(msgspec.json.encode(timed) + b"\n")
            self._file.flush()
        except (OSError, ValueError):
            self.close()

    def close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None


def read(path: Path) -> tuple[Entry, ...]:
    """The lines of a daybook; one that was cut off, or is of a kind that is not known here, is left out."""
    return tuple(_entries(path.read_bytes().splitlines()))


def erase(folder: Path) -> None:
    """Remove every daybook that is not being written."""
    for book in folder.glob("*.jsonl"):
        with contextlib.suppress(OSError):
            book.unlink()


def _entries(lines: Iterable[bytes]) -> Iterator[Entry]:
    for line in lines:
        with contextlib.suppress(msgspec.DecodeError):
            yield msgspec.json.decode(line, type=Entry)


# ---- the report --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Viewing:
    """How a viewing went."""

    title: str
    seconds: float
    """Of film that was shown."""
    forks: int
    taken_as_expected: int
    """Forks where the likeliest way was taken."""
    surprise: float
    """Mean of -ln P of what was taken; 0.69 is a coin."""
    stalls: int
    stalled: float
    """Seconds that the picture was held, the viewer's own thinking not counted."""
    levels: Mapping[int, float]
    """Share of the film at each rung."""
    switches: float
    """Visible changes of the rung, a minute."""
    worked: float
    """Core seconds of work that was finished, stopped or lost."""
    wasted: float
    """The share of them for film that was not shown."""


def report(entries: Iterable[Entry], *, chunk_seconds: float) -> Viewing:
    """From the lines of one viewing, in their order."""
    lines = tuple(entries)
    shown = [one for one in lines if isinstance(one, Shown)]
    took = [one for one in lines if isinstance(one, Took)]
    opened = {one.scene: one for one in lines if isinstance(one, Opened)}
    held = [one for one in lines if isinstance(one, Held) and not one.for_viewer]
    made = [one for one in lines if isinstance(one, Made)]
    lost = sum(one.seconds for one in lines if isinstance(one, Dropped))
    seen = {(one.segment, one.part, one.level) for one in shown}
    heard = {one.segment for one in shown}
    idle = sum(one.seconds for one in made if not _used(one, seen, heard))
    worked = sum(one.seconds for one in made) + lost
    seconds = len(shown) * chunk_seconds
    counts = {level: sum(one.level == level for one in shown) for level in sorted({one.level for one in shown})}
    switches = sum(one.level != other.level for one, other in pairwise(shown))
    expected = sum(_likeliest(opened[one.scene].chances) == one.choice for one in took if one.scene in opened)
    return Viewing(
        title=next((one.title for one in lines if isinstance(one, Began)), ""),
        seconds=seconds,
        forks=len(took),
        taken_as_expected=expected,
        surprise=sum(-math.log(max(one.chance, 1e-6)) for one in took) / max(1, len(took)),
        stalls=len(held),
        stalled=sum(one.seconds for one in held),
        levels={level: count / len(shown) for level, count in counts.items()},
        switches=60 * switches / seconds if seconds else 0.0,
        worked=worked,
        wasted=(idle + lost) / worked if worked else 0.0,
    )


def _used(one: Made, seen: set[tuple[str, int, int]], heard: set[str]) -> bool:
    """Whether what was made came to the viewer; paint stays for other films, and voices and sound are of the whole scene."""
    if one.kind == "film":
        return (one.segment, one.part, one.level) in seen
    return one.kind == "paint" or one.segment in heard


def _likeliest(chances: Mapping[str, float]) -> str:
    return max(chances, key=lambda name: chances[name], default="")
