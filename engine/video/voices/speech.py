"""A line as it was said: sound and the times of its phones, and how it is fitted to the time that it has."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.video.spoken import Phone

RATE = 48_000
Samples = NDArray[np.float32]

_LEAD, _TAIL = 0.03, 0.08
"""Seconds of near silence that are kept before and after the words."""


@dataclass(frozen=True, kw_only=True)
class Speech:
    """Mono sound at 48 kHz in steps of 16 bits, and its phones from its own start. `level`: dB louder than others speak."""

    samples: Samples
    phones: tuple[Phone, ...] = ()
    level: float = 0.0

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def finished(samples: NDArray[np.floating], phones: tuple[Phone, ...], *, level: float = 0.0) -> Speech:
    """Trimmed of silence, brought to one height, faded at the ends so that it does not click, and rounded to 16 bits."""
    samples, phones = _trim(np.asarray(samples, np.float32), phones)
    peak = float(np.abs(samples).max(initial=0.0))
    if peak > 0:
        samples = samples * np.float32(0.7 / peak)
    fade = min(RATE // 200, len(samples) // 2)
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    samples[:fade] *= ramp
    samples[len(samples) - fade :] *= ramp[::-1]
    return Speech(samples=rounded(samples), phones=phones, level=level)


def rounded(samples: NDArray[np.floating]) -> Samples:
    """In steps of 16 bits: what a file of it gives back."""
    return np.asarray(np.rint(np.clip(samples, -1, 1) * 32767), np.float32) / np.float32(32767)


def _trim(samples: Samples, phones: tuple[Phone, ...]) -> tuple[Samples, tuple[Phone, ...]]:
    step = RATE // 100
    frames = len(samples) // step
    if not frames:
        return samples, phones
    power = np.sqrt((samples[: frames * step].reshape(frames, step).astype(np.float64) ** 2).mean(axis=1))
    loud = np.flatnonzero(power > max(power.max() * 0.012, 1e-5))
    if not len(loud):
        return samples, phones
    begin = max(0, int(loud[0]) * step - int(_LEAD * RATE))
    end = min(len(samples), (int(loud[-1]) + 1) * step + int(_TAIL * RATE))
    return samples[begin:end].copy(), moved(phones, -begin / RATE, until=(end - begin) / RATE)


def moved(phones: tuple[Phone, ...], by: float, *, until: float) -> tuple[Phone, ...]:
    """The phones later by so many seconds, within 0 and `until`."""
    kept = []
    for phone in phones:
        start, end = max(0.0, phone.start + by), min(until, phone.end + by)
        if end > start:
            kept.append(Phone(symbol=phone.symbol, start=round(start, 4), end=round(end, 4)))
    return tuple(kept)


def scaled(phones: tuple[Phone, ...], by: float) -> tuple[Phone, ...]:
    return tuple(replace(phone, start=round(phone.start * by, 4), end=round(phone.end * by, 4)) for phone in phones)


def quickened(speech: Speech, seconds: float) -> Speech:
    """All of it in fewer seconds, at the same pitch: pieces are laid over each other where they agree best."""
    goal = int(seconds * RATE)
    source: NDArray[np.float32] = speech.samples
    if len(source) <= goal:
        return speech
    piece, reach = RATE // 33 // 2 * 2, RATE // 100
    hop = piece // 2
    window = np.asarray(np.hanning(piece + 1)[:-1], np.float32)
    padded = np.concatenate([np.zeros(hop, np.float32), source, np.zeros(piece + 2 * reach, np.float32)])
    out = np.zeros(goal + 2 * piece, np.float32)
    weight = np.zeros_like(out)
    by = len(source) / goal
    before: NDArray[np.float32] = padded[:piece]
    for at in range(0, goal + hop, hop):
        ideal = min(int(at * by), len(padded) - piece - reach)
        low = max(0, ideal - reach)
        field = padded[low : ideal + reach + piece]
        here = low + int(np.correlate(field, before, "valid").argmax()) if at else 0
        out[at : at + piece] += padded[here : here + piece] * window
        weight[at : at + piece] += window
        before = padded[min(here + hop, len(padded) - piece) :][:piece]
    joined = out[hop : hop + goal] / np.maximum(weight[hop : hop + goal], 0.1)
    return replace(speech, samples=rounded(joined), phones=scaled(speech.phones, goal / len(source)))
