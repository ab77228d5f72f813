"""Share codes: a few letters that give somebody else the same premise, or the very path that was seen.

A code is Crockford's base 32 of packed bits with a check at the end, read aloud without mistakes: no I, L, O or U. Genres and
premises are named by ten bits of a digest, so that a code does not depend on which others are installed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from hashlib import blake2b
from operator import xor
from typing import TypeVar

from engine.errors import StoryError
from engine.narrative.genre import Genre
from engine.preference.viewer import LIKES, MOST, PACES, TONES, Profile
from engine.story.files import encode
from engine.story.story import Story

_W = TypeVar("_W", bound=str)

VERSION = 2
"""Of the code and of how stories are planned: a code of another version plans another story."""
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans("ILOU", "110V")
_GROUP = 5
_SEED, _MINUTES, _NAME, _STORY, _FORKS = 32, 6, 10, 16, 6
_ANEW = "Ask for the code again, or begin an episode of your own."


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What a code says. `taste` and `branch`: only in a code that replays a path."""

    genre: str
    premise: str
    seed: int
    minutes: int
    taste: Profile | None = None
    """Its likes, tone, pace and limits; name and looks are never in a code."""
    branch: tuple[int, ...] = ()
    """The number of the option taken at each fork, from 1."""
    old: tuple[str, ...] = ()
    """The storylets that who saw it knew already."""
    story: int = 0
    """A digest of the story that was seen."""

    def profile(self, own: Profile) -> Profile:
        """Whom to plan for: the one who opens the code, with the taste of who sent it where a path is replayed."""
        if self.taste is None:
            return own
        told = self.taste
        return replace(own, likes=told.likes, tone=told.tone, pace=told.pace, fear=told.fear, violence=told.violence)

    def must_be(self, story: Story) -> None:
        """StoryError where the path cannot be replayed on this story, since it is not the one that was seen."""
        if self.taste is not None and self.story != digest(story):
            raise StoryError(
                "This path was seen in another version of its genre, and its choices are not the same any more. "
                "Open the code without its path: the premise is still there."
            )


def share(story: Story, genre: Genre, *, profile: Profile | None = None, branch: Iterable[int] = ()) -> str:
    """The story's code, e.g. "4MT3W-00000-MHG0E". `profile`: whom it was planned for, and with it the path, option by option.

    The code of a path has what that viewer knew already, too: it is longer for who has seen other evenings of the genre.
    """
    if not 0 <= story.seed < 2**_SEED:
        raise StoryError(f"Seed {story.seed} does not fit a share code. Plan with a seed from 0 to {2**_SEED - 1}.")
    if not story.minutes:
        raise StoryError(
            "This story does not say how long it was to be, so no code can plan it anew: it was written by hand, or by an older "
            "Otherwise. Send its file instead, or share another episode."
        )
    bits = _Bits()
    bits.put(VERSION, 4)
    bits.put(_named(story.genre), _NAME)
    bits.put(_named(story.premise), _NAME)
    bits.put(story.seed, _SEED)
    bits.put(min(round(story.minutes), 2**_MINUTES - 1), _MINUTES)
    bits.put(profile is not None, 1)
    if profile is not None:
        if story.sheet is not None:
            raise StoryError("An episode of a season follows from those before it, and no code holds them. Share its premise.")
        path = tuple(branch)
        if len(path) >= 2**_FORKS or any(not 1 <= taken <= 4 for taken in path):
            raise StoryError(f"A path has up to {2**_FORKS - 1} forks of up to 4 options each. Share the premise instead.")
        for like in LIKES:
            bits.put(like in profile.likes, 1)
        for words, word in ((TONES, profile.tone), (PACES, profile.pace), (MOST, profile.fear), (MOST, profile.violence)):
            bits.put(words.index(word), 2)
        bits.put(digest(story), _STORY)
        bits.put(len(path), _FORKS)
        for taken in path:
            bits.put(taken - 1, 2)
        bits.put(bool(story.old), 1)
        for storylet in genre.storylets if story.old else ():
            bits.put(storylet.id in story.old, 1)
    return bits.written()


def read(code: str, genres: Iterable[Genre]) -> Shared:
    """What a code says. StoryError says what to do where it is misspelt, from another version, or of an unknown genre."""
    bits = _Bits.of(code)
    version = bits.take(4)
    if version != VERSION:
        newer = "newer" if version > VERSION else "older"
        raise StoryError(f"This code is from a {newer} Otherwise ({version}; this one reads {VERSION}). {_ANEW}")
    wanted = bits.take(_NAME)
    genre = next((one for one in genres if _named(one.id) == wanted), None)
    if genre is None:
        raise StoryError("This code is of a genre that is not installed. Add its folder to assets/genres, or begin another.")
    wanted = bits.take(_NAME)
    premise = next((one.id for one in genre.premises if _named(one.id) == wanted), None)
    if premise is None:
        raise StoryError(f'"{genre.title}" has no such premise here. Update Otherwise, or begin another episode.')
    plain = Shared(genre=genre.id, premise=premise, seed=bits.take(_SEED), minutes=bits.take(_MINUTES))
    if not bits.take(1):
        return plain
    likes = tuple(like for like in LIKES if bits.take(1))
    tone, pace, fear, violence = bits.word(TONES), bits.word(PACES), bits.word(MOST), bits.word(MOST)
    taste = Profile(likes=likes, tone=tone, pace=pace, fear=fear, violence=violence)
    story = bits.take(_STORY)
    branch = tuple(bits.take(2) + 1 for _ in range(bits.take(_FORKS)))
    old = tuple(storylet.id for storylet in genre.storylets if bits.take(1)) if bits.take(1) else ()
    return replace(plain, taste=taste, story=story, branch=branch, old=old)


def digest(story: Story) -> int:
    """Sixteen bits of all that the story's path depends on; who plays the viewer, and under which name, is not among it."""
    ways = [(scene.id, [(choice.id, choice.to, choice.when, choice.sets) for choice in scene.choices]) for scene in story.scenes]
    return int.from_bytes(blake2b(encode(ways), digest_size=2).digest(), "big")


def _named(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=2).digest(), "big") >> 6


class _Bits:
    """A row of bits, filled from the left."""

    def __init__(self, row: str = "") -> None:
        self.row = row

    def put(self, number: int, width: int) -> None:
        self.row += format(int(number), f"0{width}b")

    def take(self, width: int) -> int:
        if len(self.row) < width:
            raise StoryError(f"This code is too short. {_ANEW}")
        taken, self.row = self.row[:width], self.row[width:]
        return int(taken, 2)

    def word(self, words: tuple[_W, ...]) -> _W:
        at = self.take(2)
        if at >= len(words):
            raise StoryError(f"This code says what no code can say. {_ANEW}")
        return words[at]

    def written(self) -> str:
        row = self.row + "0" * (-len(self.row) % 5)
        text = "".join(_LETTERS[int(row[at : at + 5], 2)] for at in range(0, len(row), 5))
        text += _check(text)
        return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))

    @classmethod
    def of(cls, code: str) -> _Bits:
        text = "".join(code.upper().split()).replace("-", "").translate(_ALIKE)
        if strange := sorted(set(text) - set(_LETTERS)):
            raise StoryError(f'"{strange[0]}" is in no share code. A code is letters, digits and dashes, as 4MT3W-00000-MHG0E.')
        if len(text) < 4 or _check(text[:-2]) != text[-2:]:
            raise StoryError(
                f"This is not quite a share code: a letter is wrong or missing. Compare it with what was sent. {_ANEW}"
            )
        return cls("".join(format(_LETTERS.index(letter), "05b") for letter in text[:-2]))


def _check(text: str) -> str:
    """Two letters: the first notices any one wrong letter, the second nearly any two that changed places."""
    every = reduce(xor, map(_LETTERS.index, text), 0)
    return _LETTERS[every] + _LETTERS[blake2b(text.encode(), digest_size=1).digest()[0] & 31]
