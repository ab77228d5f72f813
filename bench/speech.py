"""Whether people are understood: lines said by the voices, heard by Whisper; and whether mouths move with the sound."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import msgspec
import numpy as np
from numpy.typing import NDArray

from bench._rows import Rows, digest
from bench._table import Figure, tell
from engine import models
from engine.errors import ModelMissing
from engine.library.characters import Voice, characters
from engine.narrative.genre import genres
from engine.places import ROOT, Places, places
from engine.preference.viewer import Profile
from engine.screening.episodes import compose
from engine.story.story import FPS, Line
from engine.video.renderers.illustrated.lips import lips
from engine.video.spoken import Spoken
from engine.video.voices import RATE, Speech, speaker
from engine.video.voices.hearing import needed, understood

VOICES = 12
_STEP = 1 / 96
"""Seconds between two looks at a mouth: a quarter of a frame."""
_REACH = 0.25
"""Seconds by which sound and mouth are tried against each other."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """A line that was said and heard; how sound and mouth agree when the mouth is that much earlier."""

    voice: str
    said: str
    heard: str
    words: int
    wrong: int
    agrees: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A line to be said by one of the cast."""

    voice: Voice
    line: Line


def main(*, quick: bool = False, json: Path | None = None, count: int = 200) -> int:
    """So many lines of planned episodes, by the twelve voices in turn; `quick`: eight. Kept beside `json`, and gone on with."""
    home = places()
    ears = needed(home.models)
    if not models.installed(models.card_of("kokoro"), home.models):
        raise ModelMissing("The voices are not installed. Fetch them with `python -m engine.models fetch kokoro`.")
    kept = json.with_suffix(".rows") if json and not quick else None
    rows = Rows(kept, by=digest([ROOT / "engine" / "video" / "voices", Path(__file__)]), kind=Heard)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Places(data=home.data, cache=Path(folder))
        voice, _ = speaker(fresh)
        for number, asked in enumerate(asked_for(8 if quick else count)):
            if number not in rows.rows:
                line = asked.line
                speech = voice.say(line.text, voice=asked.voice, emotion=line.emotion, seconds=line.seconds or None)
                heard = ears.hear(speech.samples)
                found = understood(line.text, heard)
                agrees = tuple(round(float(one), 5) for one in agreement(speech, line))
                row = Heard(
                    voice=asked.voice.id, said=line.text, heard=heard, words=found.words, wrong=found.wrong, agrees=agrees
                )
                rows.add(number, row)
            if (one := rows.rows[number]).wrong:
                print(f"{one.voice:11} {one.wrong}/{one.words}  {one.said}  |  {one.heard}", flush=True)
    told = [rows.rows[number] for number in range(8 if quick else count)]
    by_voice: dict[str, list[Heard]] = defaultdict(list)
    for one in told:
        by_voice[one.voice].append(one)
    worst = max(by_voice, key=lambda name: error(by_voice[name]))
    each = {name: offset(row.agrees for row in rows) for name, rows in by_voice.items()}
    farthest = max(each, key=lambda name: abs(each[name]))
    figures = [
        Figure(name="words", value=error(told), note=f"{sum(one.words for one in told)} words in {len(told)} lines"),
        Figure(name="worst", value=error(by_voice[worst]), note=f"{worst}, of {len(by_voice)} voices"),
        Figure(name="lips", value=abs(offset(one.agrees for one in told)) * FPS, note="mouth against the sound, all lines"),
        Figure(name="lips_worst", value=abs(each[farthest]) * FPS, note=farthest),
        Figure(name="agree", value=float(median(max(one.agrees) for one in told)), note="1: the mouth is the sound's loudness"),
    ]
    return tell("speech", figures, extra={"quick": quick, "lines": len(told), "offsets": each}, path=json)


def asked_for(count: int) -> tuple[Asked, ...]:
    """Lines of four words or more from episodes of every genre, each once; the voices take turns."""
    cast = sorted(characters().values(), key=lambda one: one.id)
    voices = list({one.voice.id: one.voice for one in cast}.values())
    chosen = [voices[number * len(voices) // VOICES] for number in range(min(VOICES, len(voices)))]
    lines: dict[str, Line] = {}
    seed = 0
    while len(lines) < count:
        seed += 1
        for genre in genres():
            story, _ = compose(profile=Profile(), genre=genre, seed=seed)
            spoken = [line for scene in story.scenes for shot in scene.versions[0].shots for line in shot.lines]
            for line in spoken[seed % 7 :: 7]:
                if len(line.text.split()) >= 4:
                    lines.setdefault(line.text, line)
    taken = list(lines.values())
    return tuple(Asked(voice=chosen[number % len(chosen)], line=taken[number * len(taken) // count]) for number in range(count))


def error(rows: Sequence[Heard]) -> float:
    """Word error rate in per cent."""
    return 100 * sum(one.wrong for one in rows) / max(1, sum(one.words for one in rows))


def agreement(speech: Speech, line: Line) -> NDArray[np.float64]:
    """Correlation of how loud it is with how far the mouth is open, for each shift of the mouth within _REACH."""
    spoken = Spoken(line=line, start=0.0, end=speech.seconds, phones=speech.phones)
    reach = round(_REACH / _STEP)
    count = int(speech.seconds / _STEP)
    mouth = np.array([lips((spoken,), (step + 0.5) * _STEP).open for step in range(-reach, count + reach)])
    loud = envelope(speech.samples, count)
    found = np.zeros(2 * reach + 1)
    for place in range(2 * reach + 1):
        piece = mouth[place : place + count]
        spread = piece.std() * loud.std()
        found[place] = ((piece - piece.mean()) * (loud - loud.mean())).mean() / spread if spread > 1e-9 else 0.0
    return found


def envelope(samples: NDArray[np.float32], count: int) -> NDArray[np.float64]:
    """How loud the voiced part (up to 3 kHz: a hiss needs no open mouth) is at each look, eased over 50 ms."""
    spectrum = np.fft.rfft(samples.astype(np.float64))
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    voiced = np.fft.irfft(spectrum * ((hertz > 150) & (hertz < 3000)), len(samples))
    ease = np.hanning(round(0.05 * RATE))
    power = np.convolve(voiced**2, ease / ease.sum(), "same")
    at = ((np.arange(count) + 0.5) * _STEP * RATE).astype(int)
    return np.asarray(np.sqrt(np.maximum(power[np.minimum(at, len(power) - 1)], 0.0)))


def offset(rows: Iterable[Sequence[float]]) -> float:
    """Seconds by which mouths come late (or early, below 0): where the lines' agreement is best, between two looks."""
    whole = np.sum([np.asarray(row) for row in rows], axis=0)
    best = int(np.clip(whole.argmax(), 1, len(whole) - 2))
    before, here, after = whole[best - 1 : best + 2]
    bend = before - 2 * here + after
    return (best - len(whole) // 2 + (0.5 * (before - after) / bend if bend else 0.0)) * _STEP
