"""What texts may ask of earlier evenings, and how these are recalled.

text  x  (no past | a past)   ->   two pages of the same length, in other words
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from engine.errors import StoryError
from engine.narrative import fountain
from engine.narrative.bible import Bible, Fact, Told
from engine.narrative.genre import RECALLS, Genre, read_genre
from engine.narrative.past import Past
from engine.narrative.storylet import Storylet
from engine.narrative.writers.authored import elements, fill
from engine.places import ASSETS
from engine.story.story import Role
from tests.engine.narrative.test_storylets import readings, stagings

GENRES = tuple(read_genre(one) for one in ("cozy_mystery", "science_fiction"))


def test_a_first_evening_has_no_past_and_a_later_one_has() -> None:
    gus = Role(id="gus", name="Gus", character="gus")
    facts = (
        Fact(kind="accused", episode=1, scene="x", who="gus", what="wrongly"),
        Fact(kind="trust", episode=1, scene="x", who="gus", value=-3),
        Fact(kind="promise", episode=1, scene="x", who="gus", what="broken"),
        Fact(kind="secret", episode=1, scene="x", who="gus", what="poems", words="the poems"),
    )
    told = Told(number=1, season=1, story="s", seed=1, title="A Title", premise="orchid")
    later = Past(bible=Bible(genre="cozy_mystery", seed=1, episodes=(told,), people=(gus,), facts=facts))
    assert (later.episodes, later.failed, later.promise) == (1, 1, "broken")
    assert later.wronged(gus) and later.trust(gus) == -3 and later.secret(gus) == "the poems" and not later.guilty(gus)
    first = Past()
    assert (first.episodes, first.failed, first.promise) == (0, 0, "")
    assert not first.wronged(gus) and first.trust(gus) == 0 and first.secret(gus) == first.hurt(gus) == first.manner == ""


class Remembering(Past):
    """A past in which all has happened, to everyone."""

    episodes, solved, failed, promise, manner = 5, 3, 2, "kept", "kind"  # type: ignore[assignment]

    def met(self, person: object) -> bool:
        return True

    def trust(self, person: object) -> int:
        return 3

    def wronged(self, person: object) -> bool:
        return True

    def guilty(self, person: object) -> bool:
        return True

    def secret(self, person: object) -> str:
        return "the poems"

    def hurt(self, person: object) -> str:
        return "a stiff neck"


def asks(storylet: Storylet) -> bool:
    return bool(re.search(r"{[%{][^%}]*\bpast\.", storylet.body.text))


ASKING = [pytest.param(genre, one, id=f"{genre.id}-{one.id}") for genre in GENRES for one in genre.storylets if asks(one)]


@pytest.mark.parametrize("genre", GENRES, ids=lambda one: one.id)
def test_six_scenes_and_more_ask_of_the_past(genre: Genre) -> None:
    assert sum(asks(one) for one in genre.storylets) >= 6


@pytest.mark.parametrize(("genre", "storylet"), ASKING)
def test_a_scene_that_remembers_is_as_long_as_one_that_does_not(genre: Genre, storylet: Storylet) -> None:
    facts = tuple(name for name, _ in genre.facts)
    for _, named in stagings(genre, storylet):
        for given in readings(genre, storylet):
            pages = [
                [
                    one.text
                    for one in elements(storylet.body, words={**named, "past": past}, facts=facts, given=given)
                    if isinstance(one, fountain.Speech)
                ]
                for past in (Past(), Remembering())
            ]
            assert len(pages[0]) == len(pages[1])
            assert abs(sum(map(len, pages[0])) - sum(map(len, pages[1]))) < 60
            assert pages[0] != pages[1]


@pytest.mark.parametrize("genre", GENRES, ids=lambda one: one.id)
def test_every_recall_can_be_told(genre: Genre) -> None:
    """Each names only what it is given, and fits one picture."""
    assert genre.season is not None
    _, named = next(iter(stagings(genre, genre.storylets[0])))
    more = {"who": named["host"], "words": "the poems", "solved": "three", "tries": "five", "culprit": None}
    words = {**more, "you": named["you"], "title": "A Title", "manner": "kind", "all": False, "none": False}
    assert tuple(kind for kind, _, _ in genre.season.recalls) == RECALLS
    for texts in (genre.season.thread, *(by for _, *both in genre.season.recalls for by in both)):
        for text in texts:
            assert 10 < len(fill(text, words=words, file="genre.toml")) <= 105


def test_a_thread_with_a_hole_in_it_says_which_steps_there_are(tmp_path: Path) -> None:
    shutil.copytree(ASSETS / "genres" / "cozy_mystery", tmp_path / "cozy_mystery")
    (tmp_path / "cozy_mystery" / "storylets" / "th_4_blot.storylet").unlink()
    with pytest.raises(StoryError, match=r"steps \[1, 2, 3, 5, 6\]"):
        read_genre("cozy_mystery", folder=tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("step = 1", "step = 0", "has a `step`"),
        ("tension =", "fear = 1\ntension =", "Every viewer sees the thread"),
        ('title = "No drip"', 'title = "No drip"\nleaves = [{ who = "host", what = "a cough" }]', "is not in `cast`"),
    ],
)
def test_a_step_that_is_not_as_it_must_be_is_told_at_the_door(tmp_path: Path, old: str, new: str, says: str) -> None:
    shutil.copytree(ASSETS / "genres" / "cozy_mystery", tmp_path / "cozy_mystery")
    path = tmp_path / "cozy_mystery" / "storylets" / "th_1_roof.storylet"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(StoryError, match=says):
        read_genre("cozy_mystery", folder=tmp_path)
