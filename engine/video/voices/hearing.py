"""What a listener understands: Whisper, and how far the words that it heard are from those that were said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import media, models
from engine.errors import ModelMissing

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ONES = tuple(_TO_NINETEEN.split())
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_SPELLINGS = {"okay": "ok", "mister": "mr", "missus": "mrs", "doctor": "dr", "grey": "gray"}
_BRITISH = (("our", "or"), ("ise", "ize"), ("ised", "ized"), ("ising", "izing"), ("tre", "ter"), ("lled", "led"))


class Ears:
    """The installed Whisper. Loaded when it first listens; one thread, so that it hears the same each time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._model: Any = None

    def hear(self, samples: NDArray[np.float32], *, prompt: str = "") -> str:
        """The words in (n,) samples at 48 kHz. `prompt`: names that it cannot know, as it should write them."""
        if self._model is None:
            whisper: Any = import_module("faster_whisper")  # by name, since few have it
            self._model = whisper.WhisperModel(
                str(self.folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
            )
        sound = media.resampled(np.asarray(samples, np.float32), Fraction(1, 3))
        quiet = np.zeros(4_000, np.float32)
        found, _ = self._model.transcribe(
            np.concatenate([quiet, sound, quiet]),
            language="en",
            beam_size=5,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,
            initial_prompt=prompt or None,
        )
        return " ".join(part.text.strip() for part in found)


def ears(folder: Path) -> Ears | None:
    """Whisper below the folder of models; nothing where it or what runs it is not installed."""
    card = models.card_of("whisper")
    if not models.installed(card, folder) or find_spec("faster_whisper") is None:
        return None
    return Ears(folder / card.id)


def needed(folder: Path) -> Ears:
    """The same. ModelMissing says how to get it."""
    if (found := ears(folder)) is None:
        raise ModelMissing(
            "Whisper is not installed, so nothing can listen. Run `python -m engine.models fetch whisper` and "
            "`pip install faster-whisper`."
        )
    return found


@dataclass(frozen=True, kw_only=True)
class Understood:
    """Words said, and how many of them were heard wrongly (missed, added or taken for others)."""

    words: int
    wrong: int


def understood(said: str, heard: str) -> Understood:
    """By the fewest changes. "42" is "forty-two", "grey" is "gray", and "tea room" is "tearoom"."""
    one, other = spoken_words(said), spoken_words(heard)
    far = np.full((len(one) + 1, len(other) + 1), 1 << 20, int)
    far[0, :], far[:, 0] = np.arange(len(other) + 1), np.arange(len(one) + 1)
    for i, word in enumerate(one, start=1):
        for j, found in enumerate(other, start=1):
            best = min(far[i - 1, j] + 1, far[i, j - 1] + 1, far[i - 1, j - 1] + (word != found))
            if i > 1 and one[i - 2] + word == found:
                best = min(best, far[i - 2, j - 1])
            if j > 1 and other[j - 2] + found == word:
                best = min(best, far[i - 1, j - 2])
            far[i, j] = best
    return Understood(words=len(one), wrong=int(far[-1, -1]))


def spoken_words(text: str) -> list[str]:
    """Lower case, no marks, numbers in words, one spelling of each word."""
    text = text.lower().replace("’", "'").replace("‘", "'")
    text = re.sub(r"(\d),(\d{3})", r"\1\2", text)
    text = re.sub(r"(\d{1,2}):(\d\d)\b", lambda m: f"{m[1]} {m[2] if m[2] != '00' else ''}", text)
    text = re.sub(r"(\d+)(st|nd|rd|th)\b", lambda m: _ordinal(int(m[1])), text)
    text = re.sub(r"\d+", lambda m: f" {number_in_words(int(m[0]))} ", text).replace("%", " percent").replace("&", " and ")
    return [_spelled(word.replace("'", "")) for word in re.findall(r"[a-zà-ÿ']+", text) if word.strip("'")]


def _spelled(word: str) -> str:
    word = _SPELLINGS.get(word, word)
    for ours, theirs in _BRITISH:
        if word.endswith(ours) and len(word) > len(ours) + 2:
            return word[: -len(ours)] + theirs
    return word


def number_in_words(number: int) -> str:
    """As it is said: "one hundred and five"; years as they are written out by hand are two pairs."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10 - 2] + (f" {_ONES[number % 10]}" if number % 10 else "")
    if 1500 <= number < 2000 and number % 100:
        low = number % 100
        return f"{number_in_words(number // 100)} {'oh ' if low < 10 else ''}{number_in_words(low)}"
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joined = "" if not rest else f" and {number_in_words(rest)}" if rest < 100 else f" {number_in_words(rest)}"
            return f"{number_in_words(number // size)} {name}{joined}"
    return str(number)


def _ordinal(number: int) -> str:
    *before, last = number_in_words(number).split()
    last = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return " ".join([*before, last])
