"""Stories, states and anything else of ours as versioned JSON, checked once at the door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from engine.errors import DoesNotFit, OtherwiseError, Place, StoryError
from engine.places import put
from engine.story.story import FORMAT, Story

T = TypeVar("T")


def read_story(path: Path) -> Story:
    """The story in a file. StoryError names the file and the place in it, e.g. `$.scenes[...].shots[0].frames`."""
    raw = _bytes(path)
    try:
        version = msgspec.json.decode(raw, type=dict[str, object]).get("format")
    except msgspec.DecodeError as error:
        raise StoryError(f"This is no story: {error}. Write JSON as `engine walk --json` prints it.", at=Place(path)) from error
    if isinstance(version, int) and version > FORMAT:
        raise StoryError(f"Format {version} is newer than this player reads ({FORMAT}). Update Otherwise.", at=Place(path))
    return decode(raw, Story, at=path)


def read(path: Path, kind: type[T]) -> T:
    """The value in a file, typed. StoryError names the file and the place in it."""
    return decode(_bytes(path), kind, at=path)


def encode(value: object) -> bytes:
    """JSON of one of our dataclasses, indented, the same bytes for the same value."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1)


def decode(raw: bytes, kind: type[T], *, at: Path | str) -> T:
    """The value in `raw`, typed. StoryError names the place where it is not as it must be."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        raise StoryError(f"{error}. Mend that place, or delete the file to start afresh.", at=Place(at)) from error
    except msgspec.DecodeError as error:
        raise StoryError(f"The JSON is broken: {error}. Mend it, or delete the file to start afresh.", at=Place(at)) from error


def must_know(path: Path, value: object) -> None:
    """StoryError where the file names what `value`, read from it, does not have: else a slip of the pen passes in silence."""
    strangers = _strangers(msgspec.json.decode(_bytes(path)), msgspec.to_builtins(value), "$")
    if where := next(strangers, ""):
        raise StoryError(f"`{where}` means nothing here. Take it out, or spell it right.", at=Place(path))


def _strangers(raw: object, known: object, where: str) -> Iterator[str]:
    if isinstance(raw, dict) and isinstance(known, dict):
        for key, value in raw.items():
            if key in known:
                yield from _strangers(value, known[key], f"{where}.{key}")
            else:
                yield f"{where}.{key}"
    elif isinstance(raw, list) and isinstance(known, list | tuple):
        for number, (one, other) in enumerate(zip(raw, known, strict=False)):
            yield from _strangers(one, other, f"{where}[{number}]")


def write(path: Path, value: object) -> None:
    """Save one of our dataclasses as JSON, whole or not at all."""
    write_whole(path, encode(value))


def write_whole(path: Path, content: bytes) -> None:
    """As `put`, with the sentences that a viewer needs where it fails: DoesNotFit, OtherwiseError."""
    try:
        put(path, content)
    except OSError as error:
        if error.errno == 28:
            raise DoesNotFit(f"The disk is full: {path.name} could not be saved. Free some space and try again.") from error
        raise OtherwiseError(f"{path} could not be saved ({error.strerror}). Make its folder writable.") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoryError(f"The file cannot be read ({error.strerror}). Is its name right?", at=Place(path)) from error
