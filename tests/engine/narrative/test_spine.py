"""Two viewers of one premise can speak of it afterwards: who, how and where are the same, and why may not be.

premise, seed  ->  host, suspects, culprit, means, alibis     the same for all
taste          ->  motives, secret, scenes, words             each one's own
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.library.characters import characters
from engine.narrative.genre import Genre, read_genre
from engine.narrative.planner import plan
from engine.narrative.truth import Truth, imagine
from engine.preference.viewer import LIKES, MOST, PACES, TONES, Profile

GENRES = tuple(read_genre(one) for one in ("cozy_mystery", "science_fiction"))
CAST = characters()
tastes = st.builds(
    Profile,
    name=st.sampled_from(("Robin", "Ines", "Maud")),
    likes=st.lists(st.sampled_from(LIKES), unique=True, max_size=5).map(tuple),
    tone=st.sampled_from(TONES),
    pace=st.sampled_from(PACES),
    fear=st.sampled_from(MOST),
    violence=st.sampled_from(MOST),
)


def hidden(genre: Genre, seed: int, premise: str, profile: Profile) -> Truth:
    return imagine(genre, profile=profile, cast=CAST, die=Random(f"{genre.id}|{seed}"), premise=premise)


@settings(deadline=None)
@given(st.sampled_from(GENRES), st.integers(0, 2**31), st.data(), tastes, tastes)
def test_who_and_how_and_where_are_the_same_for_any_two_viewers(
    genre: Genre, seed: int, data, one: Profile, two: Profile
) -> None:
    premise = data.draw(st.sampled_from(genre.premises)).id
    first, second = (hidden(genre, seed, premise, profile) for profile in (one, two))
    assert first.premise == second.premise
    assert first.cast == second.cast
    assert first.means == second.means
    assert (first.alibis, first.where) == (second.alibis, second.where)


@pytest.mark.parametrize("genre", GENRES, ids=lambda one: one.id)
def test_why_and_what_is_kept_quiet_lean_to_what_each_likes(genre: Genre) -> None:
    liked: set[str] = {like for one in (*genre.motives, *genre.secrets) for like in one.likes}
    mine, yours = (tuple(sorted(liked)[half::2]) for half in (0, 1))
    premise = genre.premises[0].id
    truths = [[hidden(genre, seed, premise, Profile(likes=likes)) for likes in (mine, yours)] for seed in range(20)]
    assert any(first.motives != second.motives for first, second in truths)
    assert any(first.secret != second.secret for first, second in truths)


@pytest.mark.parametrize("genre", GENRES, ids=lambda one: one.id)
def test_another_seed_has_another_spine(genre: Genre) -> None:
    premise = genre.premises[0].id
    spines = {(truth.cast, truth.means.id) for truth in (hidden(genre, seed, premise, Profile()) for seed in range(20))}
    assert len(spines) >= 18


def test_the_same_people_play_in_both_evenings_and_other_scenes() -> None:
    genre = GENRES[0]
    gentle = Profile(name="Robin", likes=("food",), tone="gentle", fear="none", violence="none")
    bold = Profile(name="Ines", likes=("ghosts", "secrets"), tone="dark", fear="strong", violence="strong")
    premise = genre.premises[1].id
    first, second = (plan(genre, profile=one, cast=CAST, seed=11, minutes=5, premise=premise) for one in (gentle, bold))
    assert [role for role in first.cast if role.id != "you"] == [role for role in second.cast if role.id != "you"]
    assert first.title == second.title
    assert {scene.id for scene in first.scenes} != {scene.id for scene in second.scenes}
