"""What is wrong with a sound: clipped, silent where somebody speaks, not to be understood, or too long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.video.qa.verdict import Finding, Verdict, verdict
from engine.video.stages import breathe
from engine.video.voices.hearing import understood as counted

RATE = 48_000
Samples = NDArray[np.float32]

_FULL = 0.985
"""Nearly full scale, of the loudest sample that there is."""
_FLAT = 4
"""Samples on end at the same height: no voice or instrument stays at its peak so long, a clipped one does."""
_QUIET = 10 ** (-46 / 20)
"""Root mean square of a voice that says nothing."""
_SHARE = 0.25
"""How much of a line the voice has to be heard in: the rest are pauses and breath."""
_WRONG = 0.5
"""The words of a line, as a part of them, that may be heard as others. Of 156 lines as they should be Whisper took at most 45 in
a hundred for others ("twenty to eleven" for "2211"); of one that is another or garbled it takes nearly all.
"""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A line as it should be in the sound: from that sample on, the voice alone."""

    text: str
    begin: int
    voice: Samples
    heard: str | None = None
    """The words that a listener understands, where one has listened."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """The sound of a segment, for `listen`."""

    samples: Samples
    """(n, 2), as it will be heard."""
    wanted: int
    """How many there should be."""
    lines: tuple[Said, ...] = ()


def listen(heard: Heard) -> Verdict:
    """Judge a sound."""
    return verdict([duration(heard), *clipping(heard), *silence(heard), *understood(heard)])


def duration(heard: Heard) -> Finding:
    off = abs(len(heard.samples) - heard.wanted)
    return Finding(check="duration", measured=off, most=0, what=f"The sound is {off} samples too long or too short.")


def clipping(heard: Heard) -> Iterator[Finding]:
    """Waves cut off at the top: at full scale, or below it where they were turned down afterwards."""
    sound = np.abs(heard.samples)
    peak = float(sound.max(initial=0.0))
    yield Finding(check="clipping", measured=peak, most=0.999, what="The sound reaches full scale.")
    flat = 0
    if peak > 0.05:
        for channel in heard.samples.T:
            flat += _plateaus(channel, peak)
    seconds = max(1.0, len(heard.samples) / RATE)
    yield Finding(check="clipping", measured=flat / seconds, most=0.5, what=f"The sound is cut off at the top {flat} times.")


def _plateaus(channel: Samples, peak: float) -> int:
    """How often the wave stays at its peak for `_FLAT` samples and more."""
    at_top = np.flatnonzero(np.abs(channel) >= _FULL * peak)
    if len(at_top) < _FLAT:
        return 0
    same = (np.diff(at_top) == 1) & (np.abs(np.diff(channel[at_top])) < 1e-4 * peak)
    runs = np.flatnonzero(np.diff(np.concatenate([[0], same.astype(np.int8), [0]])))
    return int(((runs[1::2] - runs[::2]) >= _FLAT - 1).sum())


def silence(heard: Heard) -> Iterator[Finding]:
    """Lines that nobody says: the voice is silent, or the sound has something else in its place."""
    mono = heard.samples.mean(axis=1) if len(heard.samples) else np.zeros(0, np.float32)
    for line in heard.lines:
        breathe()
        share = _voiced(line.voice)
        short = line.text[:40]
        yield Finding(check="silence", measured=share, least=_SHARE, what=f'Nobody says "{short}".')
        there = mono[line.begin : line.begin + len(line.voice)]
        likeness = _likeness(line.voice[: len(there)], there)
        yield Finding(check="silence", measured=likeness, least=0.35, what=f'"{short}" is not in the sound.')


def _voiced(voice: Samples) -> float:
    """How much of it is louder than silence."""
    step = RATE // 50
    count = len(voice) // step
    if not count:
        return 0.0
    power = np.sqrt((voice[: count * step].reshape(count, step) ** 2).mean(axis=1))
    return float((power > _QUIET).mean())


def _likeness(voice: Samples, there: Samples) -> float:
    """How much of the sound there is the voice: 1 all of it, 0 nothing. At its place, give or take 50 ms."""
    voice, there = _fewer(voice), _fewer(there)
    if len(voice) < _FEWER // 10 or not np.any(voice) or not np.any(there):
        return 0.0
    size = 1 << int(np.ceil(np.log2(len(voice) + _FEWER // 10)))
    hertz = np.fft.rfftfreq(size, 1 / _FEWER)
    band = (hertz > 250) & (hertz < 4500)  # below is the music's bass, above its brushes
    a, b = np.fft.rfft(voice, size) * band, np.fft.rfft(there, size) * band
    together = np.fft.irfft(a.conj() * b, size)
    lag = _FEWER // 20
    best = max(together[:lag].max(), together[-lag:].max())
    power = float(np.sqrt((np.abs(a) ** 2).sum() * (np.abs(b) ** 2).sum())) * 2 / size
    return float(best) / max(power, 1e-12)


_FEWER = RATE // 4


def _fewer(samples: Samples) -> Samples:
    """At a quarter of the rate: all that is compared is below 4,500 Hz."""
    return np.asarray(samples[: len(samples) // 4 * 4].reshape(-1, 4).mean(axis=1))


def understood(heard: Heard) -> Iterator[Finding]:
    """Lines that a listener takes for other words, of those that somebody has listened to."""
    for line in heard.lines:
        if line.heard is not None:
            yield follows(line.text, line.heard)


def follows(said: str, heard: str) -> Finding:
    """How much of a line is lost on who hears it. One word may always be: a name alone is anybody's guess."""
    found = counted(said, heard)
    return Finding(
        check="understood",
        measured=found.wrong / max(1, found.words),
        most=max(_WRONG, 1.01 / max(1, found.words)),
        what=f'"{said[:40]}" is heard as "{heard.strip()[:40]}".',
    )


__all__ = ["Heard", "Said", "follows", "listen"]
