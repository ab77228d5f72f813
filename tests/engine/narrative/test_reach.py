"""A genre says how long its evenings may be before anyone waits for one that it cannot give."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.narrative.fitting import MINUTES
from engine.narrative.genre import read_genre
from engine.narrative.reach import longest, reaches


@pytest.mark.parametrize("genre", ["cozy_mystery", "science_fiction"])
def test_a_whole_genre_has_evenings_of_every_length(genre: str) -> None:
    assert reaches(read_genre(genre)) == MINUTES


def test_a_genre_of_twenty_storylets_has_short_ones_only() -> None:
    assert reaches(read_genre("ghost_story")) == MINUTES[:1]


def test_without_what_fills_the_long_ones_a_genre_has_the_short_ones_left() -> None:
    genre = read_genre("cozy_mystery")
    fewer = replace(genre, storylets=tuple(one for one in genre.storylets if one.slot not in ("breath", "interview")))
    assert longest(fewer) < longest(genre)
    assert reaches(fewer) == MINUTES[:1]
