"""In a long evening a suspect is asked more than once.

act 1  Where were you?   I was in the call booth, recording a letter home.
act 2  And again?        I was in the call booth, saying that all was well here.
       He tells what he kept quiet  ->  nobody asks him a third time
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from engine.library.characters import characters
from engine.narrative.evening import Node
from engine.narrative.genre import read_genre
from engine.narrative.planned import Planned
from engine.narrative.planner import planned
from engine.narrative.storylet import SUSPECTS
from engine.preference.viewer import Profile
from engine.story.graph import by_chance, walk
from engine.story.state import version

GENRES = ("cozy_mystery", "science_fiction")
SEEDS = (3, 5, 8)


@cache
def evening(genre: str, seed: int) -> Planned:
    return planned(read_genre(genre), profile=Profile(name="Robin"), cast=characters(), seed=seed, minutes=15)


def interviews(one: Planned) -> list[Node]:
    return sorted((node for node in one.nodes.values() if node.layer.slot == "interview"), key=lambda node: node.at)


@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_gives_the_same_answer_in_the_next_two_rounds_of_questions(genre: str, seed: int) -> None:
    one = evening(genre, seed)
    answers = 0
    for die in range(6):
        said: dict[tuple[str, str], int] = {}
        layers = sorted({node.at for node in interviews(one)})
        for state in walk(one.story, by_chance(die)):
            node = one.nodes.get(state.scene)
            if node is None or node.layer.slot != "interview":
                continue
            who = node.role("suspect")
            person = one.words[who]
            heard = " ".join(line.text for shot in version(one.story.scene(state.scene), state).shots for line in shot.lines)
            for answer in (*person.claims, person.motive["denial"], *person.motive["again"]):
                if answer in heard:
                    now = layers.index(node.at)
                    assert now - said.get((who, answer), -3) >= 3, (state.scene, answer)
                    said[who, answer] = now
                    answers += 1
    assert answers > 12


@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_says_that_they_were_where_they_stand(genre: str, seed: int) -> None:
    one = evening(genre, seed)
    said = dict(one.truth.alibis)
    for node in interviews(one):
        if len(node.storylet.places) > 1:
            assert node.stage.id != said[node.role("suspect")].place


@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize("seed", SEEDS)
def test_who_has_told_all_is_not_asked_again(genre: str, seed: int) -> None:
    one = evening(genre, seed)
    turns = [node for node in one.nodes.values() if node.layer.slot == "turn"]
    told = [(node.at, role) for node in turns for role in node.people if role in SUSPECTS]
    assert told
    later = [node for node in interviews(one) for at, role in told if node.at > at and node.role("suspect") == role]
    assert later == []


@pytest.mark.parametrize("genre", GENRES)
def test_every_answer_can_be_given_in_other_words(genre: str) -> None:
    rules = read_genre(genre)
    for answers in [(one.claim, *one.again) for one in rules.alibis] + [(one.denial, *one.again) for one in rules.motives]:
        assert len(set(answers)) == 3, answers


@pytest.mark.parametrize("genre", GENRES)
def test_nobody_else_answers_to_the_viewers_name_and_the_same_people_play(genre: str) -> None:
    rules, cast = read_genre(genre), characters()
    other = planned(rules, profile=Profile(name="Zebedee"), cast=cast, seed=3)
    twin = other.truth.person("culprit")
    name, surname = cast[twin].name, cast[twin].surname
    mine = planned(rules, profile=Profile(name=f"{name.upper()} Smith"), cast=cast, seed=3)
    assert mine.truth == other.truth
    assert mine.story.role(twin).name == mine.words["culprit"].name == surname
    assert other.story.role(twin).name == name
    said = [line.text for scene in mine.story.scenes for film in scene.versions for shot in film.shots for line in shot.lines]
    assert any(surname in text for text in said)
    assert not any(re.search(rf"\b{name}\b", text) for text in said)


def test_everybody_has_a_surname_of_their_own() -> None:
    called = [name for one in characters().values() for name in (one.name, one.surname)]
    assert all(called) and len(set(called)) == len(called)
