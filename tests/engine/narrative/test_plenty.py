"""There is enough of what a viewer may like, of ways to end, and of different words.

storylets, premises, motives, secrets  ->  their tags | their endings | what is said after an insert
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from engine.narrative.genre import Genre, genres, read_genre
from engine.narrative.storylet import Storylet
from engine.preference.viewer import LIKES

GENRES = [pytest.param(read_genre(one), id=one) for one in genres()]
SCIENCE_FICTION = read_genre("science_fiction")
_INSERT = re.compile(r"^\[\[\s*insert:.*?\|(.*)\]\]$", re.MULTILINE)
_NAMED = re.compile(r"\{\{\s*([a-z_.]+\.(?:trace|proof|sign))\b")


def said_again(body: str) -> set[str]:
    """What an insert shows and somebody then reads out: a viewer has read it, and hears it a second time."""
    return {
        name
        for insert in _INSERT.finditer(body)
        for name in _NAMED.findall(insert[1])
        if name in _NAMED.findall(body[insert.end() :])
    }


def twice(storylets: tuple[Storylet, ...]) -> set[tuple[str, str]]:
    """The ways to end, as verdict and feeling, that a choice leads to and that have fewer than two endings."""
    led = {(one.verdict, option.leads) for one in storylets if one.slot == "accused" for option in one.choices}
    have = Counter((one.verdict, one.feeling) for one in storylets if one.slot == "ending")
    return {way for way in led if have[way] < 2}


@pytest.mark.parametrize("genre", GENRES)
def test_every_tag_is_something_that_a_viewer_may_like(genre: Genre) -> None:
    tagged = (*genre.storylets, *genre.premises, *genre.motives, *genre.secrets)
    assert {like for one in tagged for like in one.likes} <= set(LIKES)


@pytest.mark.parametrize("like", LIKES)
def test_whatever_one_likes_there_are_a_dozen_scenes_of_it_on_penny_light(like: str) -> None:
    assert sum(like in one.likes for one in SCIENCE_FICTION.storylets) >= 12


def test_every_way_that_an_accusation_ends_on_penny_light_has_two_endings() -> None:
    assert twice(SCIENCE_FICTION.storylets) == set()
    bare = tuple(one for one in SCIENCE_FICTION.storylets if one.id not in ("en_not_guilty", "en_other_way_about"))
    assert twice(bare) == {("wrong", "wry")}


@pytest.mark.parametrize("clue", [one for one in SCIENCE_FICTION.storylets if one.slot == "clue"], ids=lambda one: one.id)
def test_nobody_reads_an_insert_aloud(clue: Storylet) -> None:
    assert said_again(clue.body.text) == set()


def test_a_reply_that_says_the_insert_again_is_noticed() -> None:
    page = "[[insert: key | By the door: {{ means.trace }}.]]\n\nYOU (surprised)\nThere's {{ means.trace }}.\n"
    assert said_again(page) == {"means.trace"}
    assert said_again(page.replace("There's {{ means.trace }}", "That never ate any soup")) == set()
