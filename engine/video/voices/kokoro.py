"""Kokoro: 28 voices of English that say how long each sound lasted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import ModelMissing
from engine.library.characters import Voice
from engine.story.story import Emotion
from engine.video.spoken import Phone
from engine.video.voices.speech import RATE, Speech, finished, moved, resampled
from engine.video.voices.words import words

_RATE = 24_000
_FRAME = 600
"""Samples of a step of the model's durations."""
_LONGEST = 500
"""Phonemes it can say in one breath; 510 is the end of its table of styles."""
_DURATIONS = b"/encoder/Clip_output_0"

_RUNS = (
    (1, ";:,.!?"), (9, '—…"()“” ̃ʣʥʦʨᵝꭧA'), (25, "I"), (31, "O"), (33, "Q"), (35, "ST"), (39, "W"), (41, "Yᵊabcdef"),
    (50, "hijklmnopqrstuvwxyzɑɐɒæ"), (75, "βɔɕç"), (80, "ɖðʤə"), (85, "ɚɛɜ"), (90, "ɟ"), (92, "ɡ"), (99, "ɥ"), (101, "ɨɪʝ"),
    (110, "ɯɰŋɳɲɴø"), (118, "ɸθœ"), (123, "ɹ"), (125, "ɾɻ"), (128, "ʁɽʂʃʈʧ"), (135, "ʊʋ"), (138, "ʌɣɤ"), (142, "χʎ"), (147, "ʒʔ"),
    (156, "ˈˌː"), (162, "ʰ"), (164, "ʲ"), (169, "↓"), (171, "→↗↘"), (177, "ᵻ"),
)  # fmt: skip
_SYMBOLS: dict[str, int] = {symbol: number for first, run in _RUNS for number, symbol in enumerate(run, start=first)}
"""The model's vocabulary."""

_SAID: dict[str, str] = {
    "A": "eɪ",
    "I": "aɪ",
    "O": "oʊ",
    "Q": "əʊ",
    "W": "aʊ",
    "Y": "ɔɪ",
    "ʤ": "dʒ",
    "ʧ": "tʃ",
    "ᵊ": "ə",
    "ᵻ": "ɪ",
}
"""Kokoro's own letters, in IPA."""
_SILENT = frozenset(';:,.!?—…"()“”')


@dataclass(frozen=True, kw_only=True)
class _Manner:
    """How an emotion speaks: speed, semitones, dB, and seconds added to the pauses."""

    speed: float = 1.0
    pitch: float = 0.0
    level: float = 0.0
    pause: float = 0.0


_MANNERS: dict[Emotion, _Manner] = {
    "neutral": _Manner(),
    "warm": _Manner(speed=0.97, pitch=0.15),
    "amused": _Manner(speed=1.04, pitch=0.35),
    "worried": _Manner(speed=1.03, pitch=0.25, level=-0.5),
    "sad": _Manner(speed=0.89, pitch=-0.4, level=-1.5, pause=0.12),
    "angry": _Manner(speed=1.07, pitch=0.3, level=1.0),
    "afraid": _Manner(speed=1.09, pitch=0.5, level=-0.5, pause=0.05),
    "surprised": _Manner(speed=1.05, pitch=0.6, level=0.7),
    "suspicious": _Manner(speed=0.94, pitch=-0.2, level=-0.5, pause=0.08),
    "tender": _Manner(speed=0.91, pitch=-0.1, level=-1.5, pause=0.08),
    "firm": _Manner(speed=0.97, pitch=-0.2, level=0.5),
    "thoughtful": _Manner(speed=0.92, pitch=-0.1, level=-0.7, pause=0.15),
}


class Kokoro:
    """The installed model. Loaded when the first line is said; one thread, so that the same line is the same bytes."""

    def __init__(self, folder: Path, *, key: str) -> None:
        self.folder = folder
        self.name = f"kokoro {key}"

    def speak(self, text: str, *, voice: Voice, emotion: Emotion, hurry: float) -> Speech:
        """The line, `hurry` times as fast as it would be said at leisure."""
        manner = _MANNERS[emotion]
        ratio = _ratio(voice.pitch + manner.pitch)
        speed = float(np.clip(voice.speed * manner.speed * hurry * float(ratio), 0.5, 2.0))
        sounds: list[np.ndarray[Any, np.dtype[np.float32]]] = []
        phones: list[Phone] = []
        at = 0.0
        for breath in breaths(words(british=voice.id.startswith("b")).phonemes(text)):
            samples, said = self._breath(breath, voice.id, speed, manner.pause / hurry)
            phones += moved(said, at, until=at + len(samples) / _RATE)
            sounds.append(samples)
            at += len(samples) / _RATE
        if not sounds:
            return finished(np.zeros(RATE // 4, np.float32), ())
        factor = 1 / ratio
        samples = resampled(np.concatenate(sounds), 2 * factor)
        slower = float(factor)
        return finished(
            samples,
            tuple(Phone(symbol=p.symbol, start=p.start * slower, end=p.end * slower) for p in phones),
            level=manner.level,
        )

    def _breath(self, phonemes: str, voice: str, speed: float, pause: float) -> tuple[Any, tuple[Phone, ...]]:
        tokens = [_SYMBOLS[symbol] for symbol in phonemes if symbol in _SYMBOLS]
        symbols = [symbol for symbol in phonemes if symbol in _SYMBOLS]
        style = self._style(voice)[len(tokens)]
        names = self._inputs
        feed = {
            names[0]: np.array([[0, *tokens, 0]], np.int64),
            names[1]: style,
            names[2]: np.array([speed], np.float32),
        }
        sound, lengths = self._session.run(None, feed)
        samples = np.asarray(sound, np.float32).ravel()
        frames = np.asarray(lengths).ravel().astype(int)
        ends = np.cumsum(frames) * _FRAME / _RATE
        phones = timed(symbols, list(pairwise(map(float, ends[:-1]))))
        if pause > 0:
            stops = [(float(ends[i]), float(ends[i + 1])) for i, s in enumerate(symbols[:-1]) if s in ",;—…:."]
            return paused(samples, phones, stops, pause)
        return samples, phones

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            model = with_durations((self.folder / "model.onnx").read_bytes())
            return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has no exceptions of its own to name
            raise ModelMissing(
                f"The voices in {self.folder} cannot be loaded ({error}). Delete that folder, and fetch them again with "
                "`python -m engine.models fetch kokoro`."
            ) from error

    @cached_property
    def _inputs(self) -> list[str]:
        return [one.name for one in self._session.get_inputs()]

    @lru_cache(maxsize=32)  # noqa: B019 - one Kokoro lives as long as its process
    def _style(self, voice: str) -> Any:
        path = self.folder / "voices" / f"{voice}.bin"
        if not path.exists():
            known = ", ".join(one.stem for one in sorted(path.parent.glob("*.bin")))
            raise ModelMissing(f'There is no voice "{voice}". Give the character one of: {known}.')
        return np.fromfile(path, np.float32).reshape(-1, 1, 256)


def _ratio(semitones: float) -> Fraction:
    return Fraction(2.0 ** (semitones / 12)).limit_denominator(40)


def breaths(phonemes: str) -> Iterator[str]:
    """Cut where there is a pause, so that no piece is longer than can be said at once."""
    while len(phonemes) > _LONGEST:
        cuts = [found.end() for found in re.finditer(r"[.!?…;:—,]+[”\"]? ?", phonemes[:_LONGEST])]
        cut = cuts[-1] if cuts else phonemes.rfind(" ", 0, _LONGEST) + 1 or _LONGEST
        yield phonemes[:cut].strip()
        phonemes = phonemes[cut:].strip()
    if phonemes:
        yield phonemes


def timed(symbols: list[str], spans: list[tuple[float, float]]) -> tuple[Phone, ...]:
    """IPA phones from Kokoro's symbols. Stress marks and lengths belong to their vowel, a space to what precedes it."""
    phones: list[Phone] = []
    waiting: float | None = None
    for symbol, (start, end) in zip(symbols, spans, strict=True):
        if symbol in _SILENT:
            waiting = None
        elif symbol in "ˈˌ":
            waiting = start if waiting is None else waiting
        elif symbol in "ː ʰʲ" or not symbol.strip():
            if phones and abs(phones[-1].end - start) < 1e-6:
                phones[-1] = Phone(symbol=phones[-1].symbol, start=phones[-1].start, end=end)
        else:
            begin = start if waiting is None else waiting
            waiting = None
            parts = _SAID.get(symbol, symbol)
            middle = begin + (end - begin) * 0.6
            if len(parts) == 1:
                phones.append(Phone(symbol=parts, start=begin, end=end))
            else:
                phones.append(Phone(symbol=parts[0], start=begin, end=middle))
                phones.append(Phone(symbol=parts[1], start=middle, end=end))
    return tuple(phones)


def paused(
    samples: np.ndarray[Any, np.dtype[np.float32]], phones: tuple[Phone, ...], stops: list[tuple[float, float]], pause: float
) -> tuple[Any, tuple[Phone, ...]]:
    """With so much more silence in each pause, where it is quietest."""
    step = _RATE // 200
    for start, end in reversed(stops):
        first, last = int(start * _RATE), min(int(end * _RATE), len(samples))
        quiet = [float(np.abs(samples[at : at + step]).max(initial=0)) for at in range(first, last - step, step)]
        if not quiet:
            continue
        cut = first + int(np.argmin(quiet)) * step + step // 2
        samples = np.concatenate([samples[:cut], np.zeros(int(pause * _RATE), np.float32), samples[cut:]])
        when = cut / _RATE
        phones = tuple(
            phone if phone.start < when else Phone(symbol=phone.symbol, start=phone.start + pause, end=phone.end + pause)
            for phone in phones
        )
    return samples, phones


def with_durations(model: bytes) -> bytes:
    """The model with its durations among its outputs.

    Protocol buffers merge when they are joined: what follows the file adds an output to its graph.
    """
    tensor = _field(1, bytes([8, 1]))  # a tensor of floats
    output = _field(1, _DURATIONS) + _field(2, tensor)
    return model + _field(7, _field(12, output))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
