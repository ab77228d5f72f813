"""Lips: the sounds of a line as the shapes of a mouth, each coloured by those beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.video.spoken import Phone, Spoken

POSES = 12
CLOSED = frozenset("mbp")
"""Sounds that no mouth can make open."""
AHEAD, SLOWER = 0.045, 1.5
"""Seconds that the shape of the lips runs ahead of the jaw, and how much longer it is held."""
MARKS = frozenset("ˈˌːˑ̩͡'‿ ")


@dataclass(frozen=True, kw_only=True)
class Lips:
    """How far open, how wide, how round."""

    open: float = 0.0
    wide: float = 0.0
    round: float = 0.0


Viseme = tuple[float, float, float]

VISEMES: dict[str, Viseme] = {
    # vowels
    "a": (0.80, 0.25, 0.0), "ɑ": (0.82, 0.05, 0.1), "æ": (0.74, 0.45, 0.0), "ʌ": (0.60, 0.1, 0.0), "ɐ": (0.58, 0.1, 0.0),
    "ə": (0.34, 0.1, 0.05), "ᵊ": (0.2, 0.1, 0.0), "ɜ": (0.44, -0.1, 0.3), "ɚ": (0.38, -0.1, 0.35), "ɝ": (0.44, -0.1, 0.35),
    "ɛ": (0.56, 0.45, 0.0), "e": (0.50, 0.5, 0.0), "ɪ": (0.36, 0.45, 0.0), "i": (0.32, 0.72, 0.0), "ᵻ": (0.3, 0.4, 0.0),
    "ɔ": (0.62, -0.2, 0.62), "ɒ": (0.66, -0.1, 0.45), "o": (0.54, -0.25, 0.78), "ʊ": (0.36, -0.25, 0.8), "u": (0.28, -0.35, 1.0),
    "y": (0.3, -0.3, 0.9),
    # consonants
    "m": (0.0, 0.0, 0.05), "b": (0.0, 0.0, 0.05), "p": (0.0, 0.0, 0.05), "f": (0.07, 0.2, 0.0), "v": (0.07, 0.2, 0.0),
    "w": (0.16, -0.35, 1.0), "ɹ": (0.24, -0.1, 0.45), "r": (0.24, -0.1, 0.45), "ɾ": (0.24, 0.2, 0.0), "l": (0.34, 0.2, 0.0),
    "ɫ": (0.34, 0.1, 0.0), "t": (0.18, 0.3, 0.0), "d": (0.2, 0.26, 0.0), "T": (0.22, 0.2, 0.0), "n": (0.2, 0.26, 0.0),
    "s": (0.12, 0.48, 0.0), "z": (0.13, 0.45, 0.0), "ʃ": (0.2, -0.1, 0.62), "ʒ": (0.2, -0.1, 0.6), "ʧ": (0.2, -0.1, 0.55),
    "ʤ": (0.2, -0.1, 0.52), "θ": (0.22, 0.25, 0.0), "ð": (0.22, 0.25, 0.0), "k": (0.28, 0.2, 0.0), "g": (0.28, 0.2, 0.0),
    "ɡ": (0.28, 0.2, 0.0), "ŋ": (0.26, 0.2, 0.0), "h": (0.34, 0.1, 0.0), "j": (0.26, 0.6, 0.0), "x": (0.3, 0.1, 0.0),
    "ʔ": (0.2, 0.1, 0.0),
}  # fmt: skip
GLIDES = {"A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ"}
"""Kokoro writes a vowel that glides as one capital letter."""
VOWELS = frozenset("aɑæʌɐəᵊɜɚɝɛeɪiᵻɔɒoʊuy")

LETTERS = {"c": "k", "q": "k", "g": "ɡ", "r": "ɹ", "y": "i", "j": "ʤ", "x": "k"}


def phones_of(one: Spoken) -> tuple[Phone, ...]:
    """The sounds of a line; where no voice told them, its letters, spread over its time."""
    if one.phones:
        return one.phones
    letters = [LETTERS.get(c, c) for c in one.line.text.lower() if c.isalpha() or c == " "]
    step = (one.end - one.start) / max(1, len(letters))
    spread = ((c, one.start + i * step) for i, c in enumerate(letters))
    return tuple(Phone(symbol=c, start=at, end=at + step) for c, at in spread if c != " ")


def shapes(phone: Phone) -> list[tuple[float, str]]:
    """The mouth shapes of a sound, each at its time: two for a vowel that glides."""
    bare = "".join(GLIDES.get(c, c) for c in phone.symbol if c not in MARKS)
    known = [c for c in bare if c in VISEMES]
    span = phone.end - phone.start
    return [(phone.start + span * (i + 0.5) / len(known), c) for i, c in enumerate(known)]


def lips(lines: tuple[Spoken, ...], t: float, *, energy: float = 1.0) -> Lips:
    """The mouth at a time: a blend of the sounds about it, shut for as long as an m, b or p lasts."""
    for one in lines:
        if one.start - 0.15 < t < one.end + 0.25:
            return _blend(phones_of(one), t, energy)
    return Lips()


def _blend(phones: tuple[Phone, ...], t: float, energy: float) -> Lips:
    opened = wide = rounded = 0.0
    weight = shaped = 0.03  # rest, which wins where no sound is near
    shut = 0.0
    for phone in phones:
        if not phone.start - 0.3 < t < phone.end + 0.3:
            continue
        places = shapes(phone)
        for at, symbol in places:
            spread = max(0.04, 0.42 * (phone.end - phone.start) / len(places))
            pull = (1.0 if symbol in VOWELS else 0.72) * math.exp(-(((t - at) / spread) ** 2))
            o, w, r = VISEMES[symbol]
            opened, weight = opened + pull * o, weight + pull
            # Lips purse and spread ahead of the jaw, and keep their shape longer: an "oo" is seen before it is heard.
            early = at - AHEAD
            hold = (1.0 if symbol in VOWELS else 0.5 + 0.5 * abs(r)) * math.exp(-(((t - early) / (SLOWER * spread + 0.02)) ** 2))
            wide, rounded, shaped = wide + hold * w, rounded + hold * r, shaped + hold
        if any(symbol in CLOSED for _, symbol in places):
            shut = max(shut, _closure(phone, t))
    k = energy / weight
    keep = 1 - shut
    return Lips(
        open=min(1.0, opened * k) * keep,
        wide=wide / shaped * (0.4 + 0.6 * keep),
        round=min(1.0, rounded / shaped) * (0.3 + 0.7 * keep),
    )


def _closure(phone: Phone, t: float) -> float:
    """1 while the lips are shut. A closure shorter than a pose is held on the pose that is nearest."""
    pose = round((phone.start + phone.end) / 2 * POSES) / POSES
    start, end = min(phone.start, pose), max(phone.end, pose)
    outside = max(start - t, t - end, 0.0)
    return max(0.0, 1 - outside / 0.05)
