"""Whoever a genre names may be cast in any role: there is room for their names, and a word of their own where it counts.

[people.*]  ->  characters in the library  ->  labels, and tables of ids in storylets
"""

from __future__ import annotations

import re
from random import Random

import pytest

from engine.library.characters import characters
from engine.narrative.genre import Genre, genres, read_genre
from engine.narrative.storylet import LABEL, ROLES
from engine.narrative.truth import imagine, names
from engine.narrative.writers.authored import fill
from engine.places import asset
from engine.preference.viewer import Profile

GENRES = [pytest.param(read_genre(one), id=one) for one in genres()]
_TABLE = re.compile(rf"\{{(\"[^}}]*)\}}\[({'|'.join(ROLES)})\.id\]")


@pytest.mark.parametrize("genre", GENRES)
def test_everyone_whom_a_genre_names_is_in_the_library(genre: Genre) -> None:
    assert {one.id for one in genre.people} <= set(characters())
    assert len({one.mark for one in genre.people}) == len(genre.people), "A mark that two people leave accuses neither."


@pytest.mark.parametrize("genre", GENRES)
def test_where_people_are_told_apart_nobody_is_left_without_a_word(genre: Genre) -> None:
    everyone = {one.id for one in genre.people}
    tables = 0
    for storylet in genre.storylets:
        only = dict(storylet.only)
        for inside, role in _TABLE.findall(asset("genres", genre.id, "storylets", f"{storylet.id}.storylet").read_text("utf-8")):
            tables += 1
            given = set(re.findall(r'"(\w+)": ', inside))
            assert given >= set(only.get(role, everyone)), (storylet.id, sorted(everyone - given))
            assert given <= everyone, storylet.id
    assert tables or genre.id != "cozy_mystery"


@pytest.mark.parametrize("genre", GENRES)
def test_a_label_has_room_for_the_longest_name(genre: Genre) -> None:
    cast = characters()
    longest = max((cast[one.id].name for one in genre.people), key=len)
    profile = Profile(name="Roberta")
    words = names(imagine(genre, profile=profile, cast=cast, die=Random(1)), genre=genre, profile=profile, cast=cast)
    people = {role: words["culprit"] for role in ROLES if role != "you"}
    words["culprit"].name = longest
    tight = []
    for storylet in genre.storylets:
        place = genre.stage(storylet.places[0])
        named = {**words, **people, "set": {"name": place.name, "NAME": place.name.upper(), "id": place.id}}
        for option in (*storylet.choices, *([storylet.invite] if storylet.invite else [])):
            label = fill(option.label, words=named, file=storylet.file)
            if len(label) > LABEL:
                tight.append((storylet.id, label, len(label)))
    assert not tight
