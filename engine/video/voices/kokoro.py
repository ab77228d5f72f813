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

from engine import media
from engine.errors import ModelMissing
from engine.library.characters import Voice
from engine.story.story import Emotion
from engine.video.spoken import Phone
from engine.video.stages import breathe, interruptible
from engine.video.voices.speech import RATE, Speech, finished, moved, scaled
from engine.video.voices.words import words

_RATE = 24_000
_FRAME = 600
"""Samples of a step of the model's durations."""
_LONGEST = 500
"""Phonemes it can say in one breath; 510 is the end of its table of styles."""
_DURATIONS = b"/encoder/Clip_output_0"
_LENGTHS = b"/encoder/Div_output_0"
"""In the model's graph: durations in frames, and what they are before they are rounded."""
_LAST, _FOOT = 8.0, 4.0
"""The most frames of silence at a line's last stop and after it. (Less before a line would swallow its first sound.)"""
_EARLY = 0.055
"""Seconds by which each sound is heard before the model's durations say: measured against its hisses and vowels."""
_SPARE = 0.55
"""Seconds of silence around a line that are trimmed from it."""
HASTE = 1.35
"""How much faster than at leisure it may speak."""

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
_WAITS = {",": 0.7, ";": 1.0, ":": 0.9, ".": 1.2, "!": 1.0, "?": 1.2, "—": 1.3, "…": 1.8}
"""How much of an emotion's pause each mark gets."""


@dataclass(frozen=True, kw_only=True)
class _Manner:
    """How an emotion speaks: speed, semitones, dB, and seconds added to the pauses."""

    speed: float = 1.0
    pitch: float = 0.0
    level: float = 0.0
    pause: float = 0.0


_MANNERS: dict[Emotion, _Manner] = {
    "neutral": _Manner(pause=0.02),
    "warm": _Manner(speed=0.97, pitch=0.15, pause=0.04),
    "amused": _Manner(speed=1.04, pitch=0.35),
    "worried": _Manner(speed=1.03, pitch=0.25, level=-0.5, pause=0.03),
    "sad": _Manner(speed=0.89, pitch=-0.4, level=-1.5, pause=0.12),
    "angry": _Manner(speed=1.07, pitch=0.3, level=1.0),
    "afraid": _Manner(speed=1.09, pitch=0.5, level=-0.5, pause=0.05),
    "surprised": _Manner(speed=1.05, pitch=0.6, level=0.7),
    "suspicious": _Manner(speed=0.94, pitch=-0.2, level=-0.5, pause=0.08),
    "tender": _Manner(speed=0.91, pitch=-0.1, level=-1.5, pause=0.08),
    "firm": _Manner(speed=0.97, pitch=-0.2, level=0.5, pause=0.07),
    "thoughtful": _Manner(speed=0.92, pitch=-0.1, level=-0.7, pause=0.15),
}


class Kokoro:
    """The installed model. Loaded when the first line is said; one thread, so that the same line is the same bytes."""

    def __init__(self, folder: Path, *, key: str) -> None:
        self.folder = folder
        self.name = f"kokoro {key}"

    def speak(self, text: str, *, voice: Voice, emotion: Emotion, seconds: float | None) -> Speech:
        """The line, hurried where it would be longer than `seconds`, though never beyond HASTE."""
        manner = _MANNERS[emotion]
        ratio = _ratio(voice.pitch + manner.pitch)
        speed = float(np.clip(voice.speed * manner.speed * float(ratio), 0.5, 2.0))
        parts = list(breaths(words(british=voice.id.startswith("b")).phonemes(text)))
        sounds: list[np.ndarray[Any, np.dtype[np.float32]]] = []
        phones: list[Phone] = []
        at = 0.0
        for part in parts:
            slot = seconds * float(ratio) * len(part) / sum(map(len, parts)) if seconds else None
            samples, said = self._breath(part, voice.id, speed, slot, manner.pause)
            phones += moved(said, at, until=at + len(samples) / _RATE)
            sounds.append(samples)
            at += len(samples) / _RATE
        if not sounds:
            return finished(np.zeros(RATE // 4, np.float32), ())
        samples = media.resampled(np.concatenate(sounds), 2 / ratio)
        return finished(samples, scaled(tuple(phones), float(1 / ratio)), level=manner.level)

    def _breath(self, phonemes: str, voice: str, speed: float, slot: float | None, pause: float) -> tuple[Any, tuple[Phone, ...]]:
        symbols = [symbol for symbol in phonemes if symbol in _SYMBOLS]
        tokens = [_SYMBOLS[symbol] for symbol in symbols]
        most = np.full((1, len(tokens) + 2), 1e3, np.float32)
        most[0, -1] = _FOOT
        if symbols[-1] in _SILENT:
            most[0, -2] = _LAST
        room = (slot + _SPARE) * _RATE / _FRAME if slot else 1e6
        feed = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": self._style(voice)[len(tokens)],
            "speed": np.array([speed], np.float32),
            "most": most,
            "room": np.array([[room]], np.float32),
            "least": np.array([[1 / HASTE]], np.float32),
        }
        sound, lengths = self._said(feed)
        samples = np.asarray(sound, np.float32).ravel()
        frames = np.asarray(lengths).ravel().astype(int)
        ends = np.maximum(np.cumsum(frames) * _FRAME / _RATE - _EARLY, 0.0)
        phones = timed(symbols, list(pairwise(map(float, ends[:-1]))))
        stops = [(float(ends[i]), float(ends[i + 1]), pause * _WAITS[s]) for i, s in enumerate(symbols[:-1]) if s in _WAITS]
        longer = sum(wait for _, _, wait in stops)
        if longer and (not slot or float(ends[-1]) - _SPARE + longer < slot):
            return paused(samples, phones, stops)
        return samples, phones

    def _said(self, feed: dict[str, Any]) -> Any:
        """What the model says; a second or so, in which it can be told to stop."""
        import onnxruntime

        options = onnxruntime.RunOptions()
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")  # what it took goes back when it is said
        session = self._session
        breathe()
        try:
            with interruptible(lambda: setattr(options, "terminate", True)):
                return session.run(None, feed, options)
        finally:
            breathe()  # told to stop: that is what went wrong

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # With an arena that is handed back after each line (see `_said`): 0.73 CPU seconds to a second of speech, 570 MB at the
        # longest line and 230 between lines. Without an arena 1.05, 1430 and 270: most of it pages that are asked for anew.
        # Packed weights are a second copy, and no time saved.
        options.enable_mem_pattern = False
        options.add_session_config_entry("session.disable_prepacking", "1")
        try:
            model = paced((self.folder / "model.onnx").read_bytes())
            return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has no exceptions of its own to name
            raise ModelMissing(
                f"The voices in {self.folder} cannot be loaded ({error}). Delete that folder, and fetch them again with "
                "`python -m engine.models fetch kokoro`."
            ) from error

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
    samples: np.ndarray[Any, np.dtype[np.float32]], phones: tuple[Phone, ...], stops: list[tuple[float, float, float]]
) -> tuple[Any, tuple[Phone, ...]]:
    """With more silence in each pause (its start, its end, the seconds it grows by), where it is quietest."""
    step = _RATE // 200
    for start, end, pause in reversed(stops):
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


def paced(model: bytes) -> bytes:
    """The model with its durations among its outputs, and with three more inputs that bound them.

    `most`: the longest that each sound may last, in frames. Where all would be longer than `room`, all are made shorter by
    one factor, but by none below `least`. So the silence around a line costs no time, and a line that must hurry is said
    once. Protocol buffers merge when they are joined, so what follows the file adds to its graph; the one thing changed
    within is the name under which durations leave their division by the speed.
    """
    leaves, inside = _field(2, _LENGTHS), _field(2, _LENGTHS[:-1] + b"X")
    if model.count(leaves) != 1:
        raise ValueError("its graph is not the one that the card names")
    nodes = (
        _node("Min", [_LENGTHS[:-1] + b"X", b"most"], b"paced_bounded"),
        _node("ReduceSum", [b"paced_bounded"], b"paced_total"),
        _node("Div", [b"room", b"paced_total"], b"paced_fit"),
        _node("Max", [b"paced_fit", b"least"], b"paced_brave"),
        _node("Min", [b"paced_brave", b"paced_one"], b"paced_factor"),
        _node("Mul", [b"paced_bounded", b"paced_factor"], _LENGTHS),
    )
    one = _field(5, _field(8, b"paced_one") + b"\x10\x01" + _field(9, np.float32(1).tobytes()))
    graph = b"".join(_field(1, node) for node in nodes) + one
    graph += b"".join(_field(11, _tensor(name)) for name in (b"most", b"room", b"least"))
    graph += _field(12, _tensor(_DURATIONS, shaped=False))
    return model.replace(leaves, inside) + _field(7, graph)


def _node(kind: str, takes: list[bytes], gives: bytes) -> bytes:
    return b"".join(_field(1, name) for name in takes) + _field(2, gives) + _field(4, kind.encode())


def _tensor(name: bytes, *, shaped: bool = True) -> bytes:
    """A named tensor of floats; one row of any length where it is shaped."""
    rank = _field(2, _field(1, b"\x08\x01") + _field(1, _field(2, b"n_" + name))) if shaped else b""
    return _field(1, name) + _field(2, _field(1, b"\x08\x01" + rank))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
