"""Two evenings of one premise stand side by side, level at their tent-poles, and what both have is marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.viewers import BOLD, GENTLE, Evening, _level, evening, flesh, in_common, side_by_side, spine
from engine.narrative.genre import read_genre

GENRE = read_genre("cozy_mystery")


@pytest.fixture(scope="module")
def both() -> tuple[Evening, Evening]:
    premise = GENRE.premises[0].id
    return evening(GENRE, GENTLE, premise=premise, minutes=5), evening(GENRE, BOLD, premise=premise, minutes=5)


def test_they_share_the_tent_poles_and_little_else(both: tuple[Evening, Evening]) -> None:
    assert spine(both[0]) == spine(both[1])
    assert flesh(both[0])["viewer"] != flesh(both[1])["viewer"]
    found = in_common(*both)
    assert found["same"] == 100
    assert found["storylets"] < 50 and found["lines"] < 35


def test_an_evening_is_all_in_common_with_itself_and_every_scene_is_marked(both: tuple[Evening, Evening]) -> None:
    assert in_common(both[0], both[0]) == {"same": 100, "storylets": 100, "lines": 100}
    rows = [row for row in side_by_side(both[0], both[0]).splitlines() if row[:1].isdigit()]
    assert rows and all(" = " in row for row in rows)


def test_another_spine_is_noticed(both: tuple[Evening, Evening]) -> None:
    means = next(one for one in GENRE.means if one != both[1].truth.means)
    other = replace(both[1], truth=replace(both[1].truth, means=means))
    assert in_common(both[0], other)["same"] < 100


def test_the_tent_poles_stand_level(both: tuple[Evening, Evening]) -> None:
    slots = {one.id: one.slot for one in GENRE.storylets}
    left, right = both
    level = list(_level(left, right))
    assert [one for one, _ in level if one is not None] == list(range(len(left.trail)))
    assert [other for _, other in level if other is not None] == list(range(len(right.trail)))
    poles = [
        (slots[left.trail[one].scene.split(".")[1]], slots[right.trail[other].scene.split(".")[1]])
        for one, other in level
        if one and other and slots[left.trail[one].scene.split(".")[1]] in ("crime", "gathering", "accused", "ending")
    ]
    assert poles == [(slot, slot) for slot in ("crime", "gathering", "accused", "ending")]


def test_no_row_is_wider_than_two_columns(both: tuple[Evening, Evening]) -> None:
    assert max(map(len, side_by_side(*both).splitlines())) <= 130
