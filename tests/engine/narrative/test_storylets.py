"""Every storylet that ships, read aloud in every way it may be read.

storylet  x  truths  x  what may be known   ->   a page, and its film
"""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from engine.library.characters import characters
from engine.library.environments import environments
from engine.narrative import fountain
from engine.narrative.evening import Node
from engine.narrative.filming import film
from engine.narrative.genre import Genre, Layer, genres, read_genre
from engine.narrative.pacing import seconds_for
from engine.narrative.storylet import HINT, LABEL, ROLES, SUSPECTS, Storylet
from engine.narrative.truth import imagine, names
from engine.narrative.variants import chosen
from engine.narrative.writers import Moment
from engine.narrative.writers.authored import elements, fill
from engine.preference.viewer import Profile
from engine.story import setups
from engine.story.facts import Facts, facts
from engine.story.story import FPS

GENRES = tuple(read_genre(one) for one in genres())
EVERY = [
    pytest.param(genre, one, id=f"{genre.id}-{one.id}")
    for genre in GENRES
    for one in (*genre.storylets, *(genre.season.steps if genre.season else ()))
]
LONGEST = 57.0
"""Seconds, at the longest names and answers. Most are near 45; the planner leaves out what makes an evening too long."""


def _longest(moment: Moment, lines: tuple[str, ...]) -> int:
    return max(range(len(lines)), key=lambda place: seconds_for(lines[place]))


def readings(genre: Genre, storylet: Storylet) -> list[Facts]:
    """Every way in which what it asks may be answered."""
    values = dict(genre.facts)
    return [facts(zip(storylet.reads, row, strict=True)) for row in product(*(values[name] for name in storylet.reads))]


def set_up(genre: Genre, storylet: Storylet) -> list[frozenset[str]]:
    """Every way in which an evening may have planted what its words ask after: one scene of a slot, or none, has planted it."""
    rows: dict[str, set[frozenset[str]]] = {}
    for one in genre.storylets:
        if mine := setups.named(one.plants) & set(storylet.body.asks):
            rows.setdefault(one.slot, {frozenset()}).add(mine)
    return sorted({frozenset[str]().union(*row) for row in product(*rows.values())}, key=sorted)


def stagings(genre: Genre, storylet: Storylet):
    """The storylet under three truths, with each suspect that it may have: (node, names)."""
    layer = next((layer for layer in genre.layers if layer.slot == storylet.slot), Layer(slot=storylet.slot, act=2))
    for seed in range(3):
        truth = imagine(genre, profile=Profile(name="Roberta"), cast=characters(), die=Random(f"staging {seed}"))
        words = names(truth, genre=genre, profile=Profile(name="Roberta"), cast=characters())
        for number, suspect in enumerate(SUSPECTS if "suspect" in storylet.cast else SUSPECTS[:1]):
            pair = (("suspect", suspect), ("other", SUSPECTS[(number + 1) % 3]))
            bound = tuple(one for one in pair if one[0] in storylet.names)
            stage = genre.stage(storylet.places[seed % len(storylet.places)])
            there = {"name": stage.name, "NAME": stage.name.upper(), "id": stage.id}
            named = {**words, **{role: words[who] for role, who in bound}, "set": there, "planted": ()}
            yield Node(layer=layer, at=0, storylet=storylet, stage=stage, bound=bound), named


@pytest.mark.parametrize(("genre", "storylet"), EVERY)
def test_it_reads_well_in_every_way(genre: Genre, storylet: Storylet) -> None:
    """Names all mean something, labels fit the overlay, at most three are in it, and it is no longer than a scene may be."""
    assert len(storylet.reads) <= 2, "It asks more than two facts, and each doubles the film to be made."
    for node, named in stagings(genre, storylet):
        for option in (*storylet.choices, *([storylet.invite] if storylet.invite else [])):
            label = fill(option.label, words=named, file=storylet.file)
            assert len(label) <= LABEL, f'"{label}" has {len(label)} characters; the overlay has room for {LABEL}.'
            hint = fill(option.hint, words=named, file=storylet.file)
            assert len(hint) <= HINT, f'"{hint}" has {len(hint)} characters; the card has room for {HINT}.'
        fill(storylet.question + storylet.title, words=named, file=storylet.file)
        for given, planted in product(readings(genre, storylet), set_up(genre, storylet)):
            words = {**named, "planted": planted}
            page = elements(storylet.body, words=words, facts=tuple(name for name, _ in genre.facts), given=given)
            for one in page:
                for other in one.others if isinstance(one, fountain.Speech) else ():
                    off = abs(seconds_for(one.text) - seconds_for(other))
                    assert off < 2.0, f'"{other}" takes {off:.1f} s more or less than what it stands for. Make them alike.'
            called = {role: named[role].name for role in ROLES if role in named}
            page = chosen(page, pick=_longest, place="", called=called)
            spoken = [one for one in page if isinstance(one, fountain.Speech)]
            assert 3 <= len(spoken) <= 14
            version = film(
                page,
                node=node,
                given=given,
                players={role: named[role].id for role in ROLES if role in named},
                called={},
                environments=environments(),
                asks=storylet.slot != "ending",
                ends=storylet.slot == "ending",
                pace=dict(genre.speech)["steady"],
            )
            seconds = version.frames / FPS
            assert seconds <= LONGEST, (
                f"{seconds:.0f} s with {dict(given)}, {sorted(planted)} planted; "
                f"{sum(len(one.text) for one in spoken)} characters are spoken. "
                f"Cut it to {LONGEST:.0f} s: about 330 characters."
            )


@pytest.mark.parametrize("genre", GENRES, ids=lambda one: one.id)
def test_a_clue_tells_one_fact_each_and_every_fact_can_be_found(genre: Genre) -> None:
    told = [tuple(change.fact for change in one.sets) for one in genre.storylets if one.slot == "clue"]
    assert all(len(one) == 1 for one in told)
    assert {one for (one,) in told} == {"knows.means", "knows.motive", "knows.alibi", "knows.secret"}


@pytest.mark.parametrize("genre", GENRES, ids=lambda one: one.id)
def test_nobody_is_called_guilty_before_the_accusation(genre: Genre) -> None:
    """The culprit's role may not speak, stand there or confess in a scene of their own before somebody is named."""
    early = [one for one in genre.storylets if one.slot not in ("gathering", "accused", "ending")]
    for storylet in early:
        assert "culprit" not in storylet.cast, storylet.id
        assert "confession" not in storylet.body.text, storylet.id
