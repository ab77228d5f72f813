"""What serves an evening, and whom it pleases.

    tension  ^        .-''-.
             |  .-''-'      \\
             +---------------->   opening .. ending
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.narrative.drama import CHANCE, chance, score, taste, wanted_tension
from engine.narrative.genre import read_genre
from engine.preference.viewer import LIKES, Profile

GENRE = read_genre("cozy_mystery")
BREATH = next(one for one in GENRE.storylets if one.slot == "breath")
COMIC = replace(BREATH, likes=("food", "gossip"), tone=("witty",), tension=0.3)


def value(storylet, profile: Profile, *, at: float = 0.36, places: tuple[str, ...] = (), **company: tuple[str, ...]) -> float:
    return score(storylet, genre=GENRE, profile=profile, at=at, places=places, seed="7", **company)


@given(st.floats(-1, 2))
def test_the_curve_stays_between_its_lowest_and_its_highest_point(at: float) -> None:
    assert min(GENRE.curve) <= wanted_tension(GENRE, at) <= max(GENRE.curve)


def test_the_curve_rises_to_the_naming_and_falls_at_the_end() -> None:
    assert wanted_tension(GENRE, 0.0) < wanted_tension(GENRE, 0.5) < wanted_tension(GENRE, 0.9)
    assert wanted_tension(GENRE, 1.0) < wanted_tension(GENRE, 0.9)


def test_a_scene_serves_better_where_its_tension_is_wanted() -> None:
    calm, tense = replace(COMIC, tension=wanted_tension(GENRE, 0.9) - 0.4), replace(COMIC, tension=wanted_tension(GENRE, 0.9))
    assert value(tense, Profile(), at=0.9) > value(calm, Profile(), at=0.9)


def test_a_scene_on_a_set_just_seen_serves_less() -> None:
    here = replace(COMIC, places=("tearoom",))
    assert value(here, Profile()) > value(here, Profile(), places=("tearoom",))


def test_the_same_face_serves_less_after_itself_and_least_beside_itself() -> None:
    new, after, beside = ({"people": ("hal",)} | more for more in ({}, {"met": ("hal",)}, {"beside": ("hal",)}))
    assert value(COMIC, Profile(), **new) > value(COMIC, Profile(), **after) > value(COMIC, Profile(), **beside)


@given(st.sets(st.sampled_from(LIKES)), st.sampled_from(LIKES))
def test_liking_one_thing_more_never_makes_a_scene_less_to_ones_taste(likes: set[str], more: str) -> None:
    before, after = Profile(likes=tuple(sorted(likes))), Profile(likes=tuple(sorted(likes | {more})))
    assert taste(COMIC, after) >= taste(COMIC, before)


def test_two_likes_weigh_more_than_chance() -> None:
    assert taste(COMIC, Profile(likes=("food", "gossip"), tone="dark")) - taste(COMIC, Profile(tone="dark")) > CHANCE


@given(st.text(), st.text())
def test_chance_is_a_number_from_0_to_1_and_the_same_each_time(seed: str, word: str) -> None:
    assert 0.0 <= chance(seed, word) < 1.0
    assert chance(seed, word) == chance(seed, word)
