"""What everyone knows and believes when an evening opens, and what words give away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from engine.errors import StoryError
from engine.library.characters import characters
from engine.library.environments import environments
from engine.narrative import beliefs
from engine.narrative.beliefs import Action, Belief, actions, evidence, faults, knows, must_hold
from engine.narrative.evening import Node
from engine.narrative.filming import film
from engine.narrative.genre import Genre, genres, read_genre
from engine.narrative.storylet import ROLES, SUSPECTS, Storylet
from engine.narrative.tells import MARK, phrases, told
from engine.narrative.truth import Truth, imagine, names
from engine.narrative.writers.authored import elements
from engine.preference.viewer import Profile
from engine.story.facts import facts
from engine.story.knowledge import WHO, left
from engine.story.story import Version

_TELLS = re.compile(r"means\.|secret\.|lie\.|culprit\.|[Ii]t was|I did it")
GENRES = tuple(read_genre(one) for one in genres())
EVERY = [
    pytest.param(genre, one, id=f"{genre.id}-{one.id}")
    for genre in GENRES
    for one in genre.storylets
    if _TELLS.search(one.body.text)
]
CLUES = [one for one in EVERY if one.values[1].slot == "clue"]


def truth_of(genre: Genre, seed: int = 0) -> Truth:
    return imagine(genre, profile=Profile(), cast=characters(), die=Random(f"beliefs {seed}"))


COZY = truth_of(read_genre("cozy_mystery"))


def truths(genre: Genre, storylet: Storylet) -> list[Truth]:
    """Every truth that differs in what the storylet may be about."""
    only, base = dict(storylet.only), truth_of(genre)
    means = [one for one in genre.means if one.id in only.get("means", (one.id,))]
    secrets = [one for one in genre.secrets if one.id in only.get("secret", (one.id,))]
    turns = max(len(means), len(secrets))
    return [replace(base, means=means[turn % len(means)], secret=secrets[turn % len(secrets)]) for turn in range(turns)]


def films(genre: Genre, storylet: Storylet) -> Iterator[tuple[Truth, Node, Version]]:
    """The storylet as it is filmed under every truth, with each suspect that it may have, however it is read."""
    layer = next(layer for layer in genre.layers if layer.slot == storylet.slot)
    values = dict(genre.facts)
    stage = genre.stage(storylet.places[0])
    suspects = {"right": SUSPECTS[:1], "wrong": SUSPECTS[1:]}.get(storylet.verdict, SUSPECTS)
    for truth in truths(genre, storylet):
        words = names(truth, genre=genre, profile=Profile(name="Robin"), cast=characters())
        among = phrases(truth, words)
        for suspect in suspects if "suspect" in storylet.names else suspects[:1]:
            other = next(role for role in ("herring", "bystander") if role != suspect)
            bound = tuple((role, who) for role, who in (("suspect", suspect), ("other", other)) if role in storylet.names)
            named = {**words, **{role: words[who] for role, who in bound}, "set": {"name": "x", "NAME": "X", "id": stage.id}}
            node = Node(layer=layer, at=0, storylet=storylet, stage=stage, bound=bound)
            rows = product(*(values[fact] for fact in storylet.reads))
            for row, planted in product(rows, {frozenset[str](), frozenset(storylet.body.asks)}):
                given = facts(zip(storylet.reads, row, strict=True))
                yield (
                    truth,
                    node,
                    film(
                        elements(storylet.body, words={**named, "planted": planted}, facts=tuple(values), given=given),
                        node=node,
                        given=given,
                        players={role: named[role].id for role in ROLES if role in named},
                        called={},
                        environments=environments(),
                        asks=False,
                        ends=False,
                        among=among,
                    ),
                )


@pytest.mark.parametrize(("genre", "storylet"), CLUES)
def test_a_clue_tells_or_shows_what_it_sets_however_it_is_read(genre: Genre, storylet: Storylet) -> None:
    """Facts and film agree: who has `knows.means` has seen how it was done, and has heard whose mark was on it."""
    topics = {change.fact.removeprefix("knows.") for change in storylet.sets}
    for _, _, made in films(genre, storylet):
        said = {topic for shot in made.shots for line in shot.lines for topic in line.tells}
        assert topics <= said | {topic for shot in made.shots for topic in shot.shows}
        if "means" in topics:
            assert MARK in said, "Nobody names the mark, so that the audience cannot know whose it is."


@pytest.mark.parametrize(("genre", "storylet"), EVERY)
def test_nobody_but_the_viewer_says_what_they_were_not_there_to_learn(genre: Genre, storylet: Storylet) -> None:
    """Others may have been anywhere before this scene, so they know what they knew at the start, and what happens in it."""
    before = (WHO, "confession") if storylet.slot == "ending" and storylet.verdict == "right" else ()  # it was confessed to all
    for truth, node, made in films(genre, storylet):
        people = {truth.person(role): role for role in ("host", "confidant", *SUSPECTS)}
        news = {truth.person(node.role(role)): topics for role, topics in storylet.news}
        heard = set(before)
        for shot in made.shots:
            heard |= set(shot.shows)
            for line in shot.lines:
                if line.speaker != "you":
                    known = heard | set(knows(truth, people[line.speaker])) | set(news.get(line.speaker, ()))
                    assert set(line.tells) <= known, f"{people[line.speaker]}: {line.text}"
                elif storylet.slot not in ("accused", "ending"):
                    assert WHO not in line.tells, line.text
                heard |= set(line.tells)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("genre", GENRES, ids=lambda genre: genre.id)
def test_every_truth_holds_in_what_its_people_believe(genre: Genre, seed: int) -> None:
    truth = truth_of(genre, seed)
    must_hold(truth)
    assert {action.who for action in actions(truth)} == {"culprit", "herring", "host"}


def test_everyone_but_the_culprit_believes_the_lie():
    claimed = dict(COZY.alibis)["culprit"].place
    believed = {b.who: b for b in beliefs.beliefs(COZY) if b.of == "culprit" and b.about == "was at"}
    assert all(b.what == claimed and not b.true for who, b in believed.items() if who != "culprit")
    assert believed["culprit"].true


def test_everyone_suspects_somebody_else_than_themselves_and_the_culprit_nobody():
    suspects = [(b.who, b.of) for b in beliefs.beliefs(COZY) if b.about == "may have done it"]
    assert all(who != of for who, of in suspects)
    assert {who for who, _ in suspects} == {"host", "confidant", "herring", "bystander"}


STRANGE = Belief(who="host", of="herring", about="did it", what="orchid")
SPOILT = {
    "the culprit was elsewhere": replace(COZY, where=(("culprit", "moon"), *COZY.where[1:])),
    "the culprit says where it was done": replace(
        COZY, alibis=(("culprit", replace(COZY.alibis[0][1], place=COZY.premise.set)), *COZY.alibis[1:])
    ),
    "an innocent was not where they say": replace(COZY, where=(*COZY.where[:2], ("bystander", "moon"))),
    "two were at one place": replace(COZY, where=(COZY.where[0], COZY.where[1], ("bystander", COZY.where[1][1]))),
    "all were at the place": replace(COZY, where=tuple((role, COZY.premise.set) for role in SUSPECTS)),
}


@pytest.mark.parametrize("wrong", SPOILT)
def test_a_truth_that_does_not_hold_is_not_told(wrong: str) -> None:
    with pytest.raises(StoryError, match=r"genre\.toml"):
        must_hold(SPOILT[wrong])


@pytest.mark.parametrize(
    ("believed", "done"),
    [
        (beliefs.beliefs(COZY), (Action(who="host", what="asking", because=STRANGE),)),
        (beliefs.beliefs(COZY), (Action(who="host", what="asking", because=replace(STRANGE, who="herring")),)),
        ((*beliefs.beliefs(COZY), STRANGE), ()),
        (tuple(b for b in beliefs.beliefs(COZY) if b.about != "has cause"), actions(COZY)),
        (tuple(b for b in beliefs.beliefs(COZY) if b.about != "hides"), actions(COZY)),
        (tuple(b for b in beliefs.beliefs(COZY) if b.about != "can find out"), actions(COZY)),
        (tuple(replace(b, true=True) for b in beliefs.beliefs(COZY)), actions(COZY)),
        ((*beliefs.beliefs(COZY), replace(STRANGE, who="herring", about="may have done it")), ()),
        (tuple(b for b in beliefs.beliefs(COZY) if not (b.who == b.of == "culprit")), ()),
    ],
)
def test_an_act_without_a_reason_of_its_own_is_found(believed: tuple[Belief, ...], done: tuple[Action, ...]) -> None:
    assert list(faults(COZY, believed, done))


def test_nobody_but_the_culprit_knows_who_and_the_viewer_nothing_that_is_hidden():
    assert [role for role in ("host", "confidant", *SUSPECTS, "you") if WHO in knows(COZY, role)] == ["culprit"]
    assert all("." in topic for topic in knows(COZY, "you"))
    assert "secret" in knows(COZY, "herring")


def test_each_proof_of_the_culprit_leaves_one_and_the_secret_lets_the_herring_off():
    suspects = frozenset(COZY.person(role) for role in SUSPECTS)
    culprit = COZY.person("culprit")
    for topic in ("mark", "motive", "alibi"):
        assert left(evidence(COZY), frozenset({topic}), suspects) == suspects  # until it is known whose it is
        assert left(evidence(COZY), frozenset({topic, f"{topic}.{culprit}"}), suspects) == {culprit}
    assert left(evidence(COZY), frozenset({"secret"}), suspects) == suspects - {COZY.person("herring")}


WORDS = names(COZY, genre=read_genre("cozy_mystery"), profile=Profile(), cast=characters())
AMONG = phrases(COZY, WORDS)
CULPRIT = COZY.person("culprit")


@pytest.mark.parametrize(
    ("text", "speaker", "topics"),
    [
        (f"Now listen. {WORDS['lie']['fact']} So there.", "host", {"alibi"}),
        (f"I found {WORDS['culprit'].motive['proof'].upper()}.", "you", {"motive"}),
        (WORDS["culprit"].motive["confession"], CULPRIT, {"confession", WHO}),
        (f"It was {WORDS['culprit'].name}.", "host", {WHO}),
        (f"It was you, {WORDS['culprit'].name}.", "you", {WHO}),
        ("It was I. I am sorry.", CULPRIT, {WHO}),
        ("It was I. I am sorry.", COZY.person("bystander"), set()),
        (f"If it was {WORDS['culprit'].name}, I should be surprised.", "host", set()),
        (f"It was {WORDS['bystander'].name}.", "you", set()),
        (WORDS["bystander"].alibi, COZY.person("bystander"), {f"alibi.{COZY.person('bystander')}"}),
        ("Which of you thinks that I did it?", CULPRIT, set()),
        (f"Un{WORDS['culprit'].mark}ed.", CULPRIT, set()),
        ("It rained.", CULPRIT, set()),
    ],
)
def test_words_give_away_what_is_in_them(text: str, speaker: str, topics: set[str]) -> None:
    assert set(told(text, AMONG.all, among=AMONG, speaker=speaker)) == topics
