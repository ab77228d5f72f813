"""Voices for a machine without the model: a speech program if there is one, else a murmur in the rhythm of the words."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import media
from engine.errors import RenderFailed
from engine.library.characters import Voice
from engine.story.story import Emotion
from engine.video.spoken import Phone
from engine.video.stages import breathe
from engine.video.voices.letters import VOWELS, spell
from engine.video.voices.names import NAMES
from engine.video.voices.speech import RATE, Speech, finished

_RATE = 24_000
_IPA: dict[str, str] = {
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
_LITTLE_WORDS = (
    "the=ðə a=ə an=ən and=and of=ɒv to=tuː i=I you=juː he=hiː she=ʃiː it=ɪt is=ɪz was=wɒz were=wɜː are=ɑː be=biː we=wiː "
    "they=ðA my=mI your=jɔː his=hɪz her=hɜː there=ðɛː who=huː what=wɒt have=hav has=haz had=had do=duː does=dʌz not=nɒt "
    "one=wʌn two=tuː said=sɛd would=wʊd could=kʊd should=ʃʊd know=nQ no=nQ so=sQ all=ɔːl off=ɒf"
)
_LITTLE = dict(pair.split("=") for pair in _LITTLE_WORDS.split(" "))
_RHYTHM: dict[Emotion, tuple[float, float]] = {
    "sad": (0.87, -2.0),
    "tender": (0.9, -1.0),
    "thoughtful": (0.9, -0.5),
    "suspicious": (0.94, -1.0),
    "angry": (1.1, 2.0),
    "afraid": (1.12, 3.0),
    "surprised": (1.06, 4.0),
    "amused": (1.05, 1.5),
    "worried": (1.04, 1.0),
}
"""Speed and semitones of an emotion."""


def rough_phones(text: str, speed: float) -> tuple[Phone, ...]:
    """Phones by the letters alone, at about the pace of speech: enough to move a mouth."""
    phones: list[Phone] = []
    at = 0.04
    for found in re.finditer(r"[\w']+|[^\w\s]", text):
        token = found[0]
        if not token[0].isalnum():
            at += {",": 0.16, ";": 0.22, ":": 0.22, ".": 0.34, "!": 0.34, "?": 0.34, "—": 0.24, "…": 0.4}.get(token, 0.0) / speed
            continue
        word = token.lower().replace("'", "")
        said = NAMES.get(word) or _LITTLE.get(word) or spell(word, lambda _: None) or "ə"
        stressed = False
        for symbol in said:
            if symbol in "ˈˌ":
                stressed = True
            elif symbol == "ː":
                phones[-1] = Phone(symbol=phones[-1].symbol, start=phones[-1].start, end=at + 0.05 / speed)
                at += 0.05 / speed
            else:
                vowel = symbol in VOWELS
                parts = _IPA.get(symbol, symbol)
                length = ((0.1 if stressed else 0.075) * (1.35 if len(parts) > 1 else 1) if vowel else 0.062) / speed
                for part in parts:
                    phones.append(Phone(symbol=part, start=at, end=at + length / len(parts)))
                    at += length / len(parts)
                stressed = stressed and not vowel
        at += 0.015 / speed
    return tuple(phones)


def _hurry(text: str, speed: float, seconds: float | None) -> float:
    """How much faster it must be said to be over in time."""
    phones = rough_phones(text, speed)
    return max(1.0, (phones[-1].end + 0.1) / seconds) if seconds and phones else 1.0


def pitch_of(voice: Voice) -> float:
    """The middle of a voice in Hz: each id has its own, women's and men's apart."""
    high = voice.id[1:2] != "m"
    spread = hashlib.md5(voice.id.encode()).digest()[0] / 255
    return float((165 + 60 * spread if high else 92 + 45 * spread) * 2 ** (voice.pitch / 12))


# ---- programs --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Program:
    """A speech program that writes a wave file."""

    name: str
    path: str

    def speak(self, text: str, *, voice: Voice, emotion: Emotion, seconds: float | None) -> Speech:
        speed, semitones = _RHYTHM.get(emotion, (1.0, 0.0))
        speed *= voice.speed * _hurry(text, voice.speed * speed, seconds)
        pitch = pitch_of(voice) * 2 ** (semitones / 24)
        high = voice.id[1:2] != "m"
        with tempfile.TemporaryDirectory() as folder:
            goal = Path(folder) / "line.wav"
            if "flite" in self.name:
                words = ["-voice", "slt" if high else "rms", "--setf", f"duration_stretch={1 / speed:.3f}"]
                words += ["--setf", f"int_f0_target_mean={pitch:.0f}", "-t", text, "-o", str(goal)]
            else:
                words = ["-v", f"en-gb+{'f3' if high else 'm3'}", "-s", f"{165 * speed:.0f}"]
                words += ["-p", f"{np.clip(50 + 25 * np.log2(pitch / (195 if high else 112)) * 2, 5, 95):.0f}"]
                words += ["-w", str(goal), "--", text]
            done = subprocess.run([self.path, *words], capture_output=True, text=True, check=False, timeout=60)
            if done.returncode or not goal.exists():
                raise RenderFailed(
                    f"{self.path} could not say a line ({done.stderr.strip()[:80]}). Fetch the voices in Settings."
                )
            with wave.open(str(goal)) as sound:
                rate = sound.getframerate()
                samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(np.float32) / 32768
        speech = finished(media.resampled(np.asarray(samples, np.float32), Fraction(RATE, rate)), ())
        phones = rough_phones(text, 1.0)
        reach = (speech.seconds - 0.1) / max(phones[-1].end, 0.1) if phones else 1.0
        fitted = tuple(Phone(symbol=p.symbol, start=round(p.start * reach, 4), end=round(p.end * reach, 4)) for p in phones)
        return Speech(samples=speech.samples, phones=fitted)


def programs() -> Iterator[Program]:
    """Those on this machine, the better first."""
    for name in ("flite", "espeak-ng", "espeak"):
        if path := shutil.which(name):
            yield Program(name=name, path=path)


# ---- the murmur ------------------------------------------------------------------------------------------------------

_FORMANTS: dict[str, tuple[float, float, float]] = {
    "iː": (280, 2250, 2900), "i": (300, 2200, 2900), "ɪ": (390, 1990, 2550), "e": (430, 2000, 2600), "ɛ": (550, 1770, 2490),
    "a": (740, 1450, 2450), "æ": (700, 1660, 2500), "ʌ": (640, 1190, 2390), "ɑ": (710, 1100, 2540), "ɒ": (590, 900, 2540),
    "ɔ": (480, 780, 2620), "o": (450, 850, 2500), "ʊ": (410, 1020, 2240), "u": (310, 900, 2240), "ə": (500, 1400, 2450),
    "ɜ": (490, 1350, 1900), "m": (280, 1000, 2200), "n": (280, 1500, 2400), "ŋ": (280, 1900, 2500),
    "l": (360, 1200, 2700), "ɹ": (350, 1150, 1600),
    "w": (300, 680, 2200), "j": (280, 2200, 2950), "b": (250, 900, 2200), "d": (250, 1700, 2600),
    "ɡ": (250, 1800, 2300),
    "v": (280, 1200, 2300), "ð": (280, 1400, 2500), "z": (280, 1700, 2600), "ʒ": (280, 1800, 2400),
}  # fmt: skip
_NOISE: dict[str, tuple[float, float, float]] = {
    "s": (4200, 9000, 0.5), "z": (4200, 9000, 0.3), "ʃ": (2200, 6500, 0.5), "ʒ": (2200, 6500, 0.3), "f": (1500, 8000, 0.2),
    "v": (1500, 8000, 0.1), "θ": (1800, 8000, 0.18), "ð": (1800, 8000, 0.07), "h": (700, 4500, 0.25), "t": (3000, 8000, 0.4),
    "d": (2500, 7000, 0.2), "k": (1300, 4500, 0.4), "ɡ": (1200, 4000, 0.2), "p": (500, 3000, 0.35), "b": (400, 2500, 0.15),
}  # fmt: skip
"""Band in Hz and strength."""
_MURMURED = ("mnŋ", 0.5), ("lɹwj", 0.6), ("bdɡ", 0.25), ("vðzʒ", 0.35)
_QUIET = {symbol: strength for symbols, strength in _MURMURED for symbol in symbols}


class Murmur:
    """Vowels and consonants by formants: not quite words, but the rhythm, the pitch and the mouth of them."""

    name = "murmur"

    def speak(self, text: str, *, voice: Voice, emotion: Emotion, seconds: float | None) -> Speech:
        speed, semitones = _RHYTHM.get(emotion, (1.0, 0.0))
        speed *= voice.speed
        phones = rough_phones(text, speed * _hurry(text, speed, seconds))
        if not phones:
            return finished(np.zeros(RATE // 4, np.float32), ())
        asks = text.rstrip(' "”').endswith("?")
        sound = _sung(phones, pitch_of(voice) * 2 ** (semitones / 12), high=voice.id[1:2] != "m", asks=asks, seed=text)
        return finished(media.resampled(sound, Fraction(2)), phones)


def _sung(phones: tuple[Phone, ...], pitch: float, *, high: bool, asks: bool, seed: str) -> NDArray[np.float32]:
    count = int((phones[-1].end + 0.15) * _RATE)
    hops = count // 240 + 2
    formants = np.zeros((hops, 3))
    voiced, noise = np.zeros(hops), np.zeros((hops, len(_BANDS)))
    where = np.array([500.0, 1400.0, 2450.0])
    tall = 1.12 if high else 0.97
    for phone in phones:
        first, last = int(phone.start * 100), max(int(phone.end * 100), int(phone.start * 100) + 1)
        if phone.symbol in _FORMANTS:
            where = np.array(_FORMANTS[phone.symbol]) * tall
            voiced[first:last] = _QUIET.get(phone.symbol, 1.0)
        if phone.symbol in _NOISE:
            low, top, strength = _NOISE[phone.symbol]
            burst = first + (last - first) // 2 if phone.symbol in "tdkɡpb" else first
            noise[burst:last, _BANDS.index((low, top))] = strength
        formants[first:last] = where
    for hop in range(1, hops):
        if not formants[hop].any():
            formants[hop] = formants[hop - 1]
    formants[~formants.any(axis=1)] = where
    formants, voiced = _eased(formants, 4), _eased(voiced[:, None], 2)[:, 0]
    time = np.arange(hops) / 100
    reach = time / max(time[-1], 0.1)
    bend = 1.12 - 0.22 * reach + (0.3 * np.clip((reach - 0.75) * 4, 0, 1) if asks else 0)
    bend += 0.05 * np.sin(2 * np.pi * time * 1.7) + 0.02 * np.sin(2 * np.pi * time * 5.1)
    at = np.arange(count) / 240
    steps = np.arange(hops)
    phase = 2 * np.pi * np.cumsum(np.interp(at, steps, pitch * bend)) / _RATE
    out = np.zeros(count)
    for k in range(1, int(3800 / pitch)):
        breathe()
        hz = (pitch * bend * k)[:, None]
        width = np.array([70.0, 110.0, 170.0])
        shape = (np.array([1.0, 0.6, 0.3]) / (1 + ((hz - formants) / width) ** 2)).sum(axis=1) / k**0.6
        out += np.interp(at, steps, shape * voiced) * np.sin(k * phase + 0.7 * k * k)
    rng = np.random.default_rng(int.from_bytes(hashlib.md5(seed.encode()).digest()[:8], "little"))
    white = np.fft.rfft(rng.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / _RATE)
    for index, (low, top) in enumerate(_BANDS):
        breathe()
        if noise[:, index].any():
            hiss = np.fft.irfft(white * ((hertz > low) & (hertz < top)), count)
            out += 0.35 * np.interp(at, steps, _eased(noise[:, index : index + 1], 1)[:, 0]) * hiss
    return np.asarray(out, np.float32)


_BANDS = sorted({(low, top) for low, top, _ in _NOISE.values()})


def _eased(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    kernel = np.hanning(2 * reach + 3)[1:-1]
    kernel /= kernel.sum()
    padded = np.pad(values, ((reach, reach), (0, 0)), mode="edge")
    return np.stack([np.convolve(padded[:, i], kernel, "valid") for i in range(values.shape[1])], axis=1)
