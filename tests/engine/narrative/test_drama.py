"""What serves an evening, and whom it pleases.

    tension  ^        .-''-.
             |  .-''-'      \\
             +---------------->   opening .. ending
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.narrative.drama import CHANCE, SHAPES, Wanted, chance, score, shape_for, taste, wanted
from engine.narrative.genre import read_genre
from engine.preference.viewer import LIKES, TONES, Profile

GENRE = read_genre("cozy_mystery")
BREATH = next(one for one in GENRE.storylets if one.slot == "breath")
COMIC = replace(BREATH, likes=("food", "gossip"), tone=("witty",), tension=0.3)


NEUTRAL = Wanted(tension=0.3, valence=0.0)


def value(
    storylet, profile: Profile, *, wants: Wanted = NEUTRAL, places: tuple[str, ...] = (), **company: tuple[str, ...]
) -> float:
    return score(storylet, wants=wants, profile=profile, places=places, seed="7", **company)


arcs = {"act": st.integers(1, 3), "progress": st.floats(0, 1), "shape": st.sampled_from(tuple(SHAPES))}


@given(**arcs)
def test_the_curve_asks_for_what_a_scene_can_be(act: int, progress: float, shape: str) -> None:
    wants = wanted(GENRE.curve, shape, act=act, progress=progress)
    assert min(GENRE.curve.tension[act - 1]) <= wants.tension <= max(GENRE.curve.tension[act - 1])
    assert -1 <= wants.valence <= 1


@given(st.sampled_from(tuple(SHAPES)))
def test_tension_rises_to_the_naming_and_falls_at_the_end(shape: str) -> None:
    opening, naming, end = (
        wanted(GENRE.curve, shape, act=act, progress=at).tension for act, at in ((1, 0.0), (3, 0.6), (3, 1.0))
    )
    assert opening < end < naming


def test_fortune_goes_the_way_of_the_shape() -> None:
    for shape, points in SHAPES.items():
        first, last = (wanted(GENRE.curve, shape, act=act, progress=at).valence for act, at in ((1, 0.0), (3, 1.0)))
        moved = (last - GENRE.curve.valence[2][-1]) - (first - GENRE.curve.valence[0][0])
        assert (moved > 0) == (points[-1] > points[0]), shape


def test_each_tone_has_shapes_of_its_own() -> None:
    shapes = {tone: {shape_for(Profile(tone=tone), str(seed)) for seed in range(60)} for tone in TONES}
    assert all(len(found) == 3 for found in shapes.values())
    assert not shapes["gentle"] & shapes["dark"]


def test_a_scene_serves_better_where_its_tension_and_its_mood_are_wanted() -> None:
    there = Wanted(tension=0.8, valence=-0.4)
    calm, glad, right = (replace(COMIC, tension=t, valence=v) for t, v in ((0.3, -0.4), (0.8, 0.4), (0.8, -0.4)))
    assert value(right, Profile(), wants=there) > max(value(calm, Profile(), wants=there), value(glad, Profile(), wants=there))


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


@given(st.sampled_from(LIKES), st.sampled_from(TONES))
def test_what_was_seen_before_gives_way_to_what_is_new_and_liked_no_less(like: str, tone: str) -> None:
    liked = replace(COMIC, likes=(like,), tone=(tone,))
    viewer = Profile(likes=(like,), tone=tone)  # type: ignore[arg-type]
    assert value(liked, viewer, old=(liked.id,)) < value(replace(liked, likes=(), tone=()), viewer)


@given(**arcs)
def test_an_act_breathes_out_between_questions(act: int, progress: float, shape: str) -> None:
    breath, interview = (wanted(GENRE.curve, shape, act=act, progress=progress, slot=slot) for slot in ("breath", "interview"))
    assert breath.tension < interview.tension and breath.valence >= interview.valence
