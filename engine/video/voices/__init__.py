"""Who says the lines: the best voice that is installed, fitted to the time a line has, and kept once said."""

from __future__ import annotations

import contextlib
import hashlib
from functools import cache
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np

from engine import models
from engine.library.characters import Voice
from engine.places import Places, put, sealed, unsealed
from engine.story.story import Emotion
from engine.video import keys
from engine.video.spoken import Phone
from engine.video.voices.speech import RATE, Speech, quickened

__all__ = ["RATE", "Speaker", "Speech", "speaker"]

_MOST = 400 * 2**20
"""Bytes of spoken lines that are kept."""


class Speaker(Protocol):
    """Says lines. `name` changes whenever the same line would sound otherwise."""

    @property
    def name(self) -> str: ...

    def say(self, text: str, *, voice: Voice, emotion: Emotion, seconds: float | None) -> Speech:
        """The line, no longer than `seconds` where that is given: sooner faster than cut."""
        ...


class Engine(Protocol):
    """Something that speaks, faster where it would be longer than `seconds`, as far as that sounds well."""

    @property
    def name(self) -> str: ...

    def speak(self, text: str, *, voice: Voice, emotion: Emotion, seconds: float | None) -> Speech: ...


def speaker(places: Places) -> tuple[Speaker, str | None]:
    """The best speaker here; and where that is only a stand-in, a sentence for the viewer."""
    from engine.video.voices.fallback import Murmur, programs

    lines = places.cache / "voices"
    card = models.card_of("kokoro")
    if models.installed(card, places.models):
        if _has_packages():
            from engine.video.voices.kokoro import Kokoro

            return Fitted(Kokoro(places.models / card.id, key=card.key), lines), None
        why = "The voices need two Python packages: install them with `pip install 'otherwise[voice]'`."
    elif not models.fits(card):
        why = f"The voices need {2 * card.memory_mb} MB of memory, which this machine has not."
    else:
        why = f"The voices are not installed: Settings > Models can fetch them ({card.size / 1e6:.0f} MB)."
    stand_in: Engine = next(programs(), None) or Murmur()
    return Fitted(stand_in, lines), f"{why} Until then a plainer voice speaks, and captions are shown."


def _has_packages() -> bool:
    from importlib.util import find_spec

    return find_spec("onnxruntime") is not None and find_spec("kokorog2p") is not None


class Fitted:
    """A speaker that fits what its engine says to the slot, and keeps it on disk by content."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._kept = Kept(folder)

    @property
    def name(self) -> str:
        return f"{self._engine.name} {_code()}"

    def say(self, text: str, *, voice: Voice, emotion: Emotion, seconds: float | None) -> Speech:
        key = keys.content(self.name, text, voice, emotion, seconds)
        if (kept := self._kept.get(key)) is not None:
            return kept
        speech = self._engine.speak(text, voice=voice, emotion=emotion, seconds=seconds or None)
        if seconds:
            speech = quickened(speech, seconds)
        self._kept.put(key, speech)
        return speech


_LINES = b"OTWL\x01"
"""What a file of a spoken line begins with: its kind, and the version of its format."""


class _Line(msgspec.Struct, frozen=True):
    samples: bytes
    phones: tuple[Phone, ...]
    level: float


class Kept:
    """Spoken lines on disk. Whatever is lost, broken or cannot be written is said again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.line"

    def get(self, key: str) -> Speech | None:
        path = self._path(key)
        try:
            body = unsealed(_LINES, path.read_bytes())
            if body is None:
                return None
            line = msgspec.msgpack.decode(body, type=_Line)
            samples = np.frombuffer(line.samples, "<i2").astype(np.float32) / np.float32(32767)
        except (OSError, ValueError, msgspec.DecodeError):
            return None
        return Speech(samples=samples, phones=line.phones, level=line.level)

    def put(self, key: str, speech: Speech) -> None:
        samples = np.rint(speech.samples * 32767).astype("<i2").tobytes()
        with contextlib.suppress(OSError):  # a full disk: the film needs the room more than this does
            line = _Line(samples=samples, phones=speech.phones, level=speech.level)
            put(self._path(key), sealed(_LINES, msgspec.msgpack.encode(line)))
            if key.startswith("00"):  # about every 256th line
                self.tidy()

    def tidy(self, most: int = _MOST) -> None:
        """Forget the oldest lines beyond so many bytes."""
        found = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in self.folder.glob("*/*.[lh]*"))
        total = sum(size for _, size, _ in found)
        for _, size, path in found:
            if total <= most:
                break
            path.unlink(missing_ok=True)
            total -= size


@cache
def _code() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
