"""A code that can be read aloud gives the premise, or the very path.

story, profile, branch  ->  4MT3W-00000-MHG0E  ->  the same premise for another viewer | the same path
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import StoryError
from engine.library.characters import characters
from engine.narrative.genre import read_genre
from engine.narrative.planner import plan
from engine.narrative.share import read, share
from engine.preference.viewer import LIKES, MOST, PACES, TONES, Profile
from engine.story.graph import by_branch, by_chance, taken, walk
from engine.story.story import Story

GENRE = read_genre("cozy_mystery")
ROBIN = Profile(name="Robin", likes=("food",), tone="witty", fear="none")
INES = Profile(name="Ines", likes=("ghosts", "history"), tone="dark", fear="strong")
SEEN = plan(GENRE, profile=ROBIN, cast=characters(), seed=41)

stories = st.builds(
    lambda seed, premise: replace(SEEN, seed=seed, premise=premise.id), st.integers(0, 2**32 - 1), st.sampled_from(GENRE.premises)
)
tastes = st.builds(
    Profile,
    likes=st.sets(st.sampled_from(LIKES)).map(lambda chosen: tuple(like for like in LIKES if like in chosen)),
    tone=st.sampled_from(TONES),
    pace=st.sampled_from(PACES),
    fear=st.sampled_from(MOST),
    violence=st.sampled_from(MOST),
)


@given(stories, st.integers(3, 60))
def test_a_code_says_the_premise_and_the_seed(story: Story, minutes: int) -> None:
    found = read(share(replace(story, minutes=minutes), GENRE), [GENRE])
    assert (found.genre, found.premise, found.seed, found.minutes) == (story.genre, story.premise, story.seed, minutes)
    assert found.taste is None


@given(stories, tastes, st.lists(st.integers(1, 4), max_size=63).map(tuple))
def test_a_code_with_a_path_says_the_taste_and_every_choice(story: Story, taste: Profile, branch: tuple[int, ...]) -> None:
    found = read(share(story, GENRE, profile=taste, branch=branch), [GENRE])
    assert found.branch == branch
    assert found.profile(INES) == replace(taste, name="Ines")


@given(stories, st.data())
def test_one_wrong_letter_is_noticed(story: Story, data: st.DataObject) -> None:
    code = share(story, GENRE)
    at = data.draw(st.sampled_from([number for number, letter in enumerate(code) if letter != "-"]))
    wrong = data.draw(st.sampled_from([one for one in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if one != code[at]]))
    misspelt = code[:at] + wrong + code[at + 1 :]
    with pytest.raises(StoryError, match="not quite a share code"):
        read(misspelt, [GENRE])


def test_a_code_is_read_however_it_was_written_down() -> None:
    code = share(SEEN, GENRE)
    assert len(code) <= 18
    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read(sloppy, [GENRE]) == read(code, [GENRE])


def test_another_viewer_gets_the_same_premise_and_culprit_told_their_way() -> None:
    found = read(share(SEEN, GENRE), [GENRE])
    hers = plan(GENRE, profile=found.profile(INES), cast=characters(), seed=found.seed, premise=found.premise)
    assert hers.premise == SEEN.premise
    assert {role.id: role.character for role in hers.cast if role.id != "you"} == {
        role.id: role.character for role in SEEN.cast if role.id != "you"
    }
    assert {scene.id for scene in hers.scenes} != {scene.id for scene in SEEN.scenes}


def test_a_path_is_replayed_choice_by_choice_by_somebody_else() -> None:
    trail = walk(SEEN, by_chance(5))
    branch = taken(SEEN, trail)
    assert len(branch) >= 6
    found = read(share(SEEN, GENRE, profile=ROBIN, branch=branch), [GENRE])
    again = plan(GENRE, profile=found.profile(INES), cast=characters(), seed=found.seed, premise=found.premise)
    found.must_be(again)
    numbers = tuple(str(taken) for taken in found.branch)
    assert [state.scene for state in walk(again, by_branch(numbers))] == [state.scene for state in trail]


def test_a_path_through_another_story_is_refused_with_a_way_out() -> None:
    found = read(share(SEEN, GENRE, profile=ROBIN, branch=(1, 2)), [GENRE])
    other = plan(GENRE, profile=INES, cast=characters(), seed=found.seed, premise=found.premise)
    with pytest.raises(StoryError, match="Open the code without its path"):
        found.must_be(other)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "not quite a share code"),
        ("hello!", "is in no share code"),
        ("ABCDE-FGHJK", "not quite a share code"),
        (share(SEEN, GENRE)[:-1], "not quite a share code"),
    ],
)
def test_what_is_no_code_gets_a_sentence(code: str, sentence: str) -> None:
    with pytest.raises(StoryError, match=sentence):
        read(code, [GENRE])


def test_a_genre_or_a_premise_that_is_not_here_is_named_as_missing() -> None:
    code = share(SEEN, GENRE)
    with pytest.raises(StoryError, match="genre that is not installed"):
        read(code, [])
    with pytest.raises(StoryError, match="no such premise"):
        read(code, [replace(GENRE, premises=tuple(one for one in GENRE.premises if one.id != SEEN.premise))])


def test_a_premise_that_is_asked_for_and_unknown_names_those_there_are() -> None:
    with pytest.raises(StoryError, match=r"no premise \"jam\"\. Write one of orchid"):
        plan(GENRE, profile=ROBIN, cast=characters(), seed=1, premise="jam")


def test_seeds_that_no_code_holds_are_said_to() -> None:
    with pytest.raises(StoryError, match="does not fit a share code"):
        share(replace(SEEN, seed=2**40), GENRE)


def test_a_story_knows_the_length_that_was_asked_for() -> None:
    assert SEEN.minutes == 6
    assert read(share(SEEN, GENRE), [GENRE]).minutes == 6


def test_a_story_written_by_hand_has_no_code() -> None:
    with pytest.raises(StoryError, match="Send its file instead"):
        share(replace(SEEN, minutes=0.0), GENRE)


def test_a_path_is_replayed_for_one_who_had_seen_other_evenings() -> None:
    old = [one.id for one in GENRE.storylets][::3]
    seen = plan(GENRE, profile=ROBIN, cast=characters(), seed=41, old=old)
    found = read(share(seen, GENRE, profile=ROBIN, branch=(1,)), [GENRE])
    again = plan(GENRE, profile=found.profile(ROBIN), cast=characters(), seed=found.seed, premise=found.premise, old=found.old)
    assert found.old == tuple(one.id for one in GENRE.storylets if one.id in seen.old)
    found.must_be(again)
