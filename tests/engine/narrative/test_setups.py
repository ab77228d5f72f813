"""What is set up is paid, on every path, and never before.

opening --+-- left ---+-- door --+-- glad (just)
 umbrella '-- right --'  pays    '-- grim (dark)
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import StoryError
from engine.library.characters import characters
from engine.narrative import setups
from engine.narrative.evening import Node
from engine.narrative.genre import Genre, genres, read_genre
from engine.narrative.planner import plan
from engine.narrative.setups import SetUps
from engine.narrative.storylet import ROLES, Storylet, read_storylet
from engine.preference.viewer import Profile
from engine.story.arc import UNMOVED, arcs_of
from engine.story.check import check
from engine.story.graph import by_branch, by_chance, walk
from engine.story.setups import STEPS, set_up_faults, setup_of
from engine.story.story import Ending, Scene, Story
from tests.stories import MAUD, ROBIN, choice, scene

GENRES = tuple(read_genre(one) for one in genres())
FULL = tuple(one for one in GENRES if any(storylet.plants for storylet in one.storylets))

SMALL = Story(
    id="small",
    title="Small",
    genre="cozy_mystery",
    start="opening",
    cast=(ROBIN, MAUD),
    scenes=(
        replace(
            scene("opening", choice("l", "left", "Left"), choice("r", "right", "Right"), default="l"),
            plants=("umbrella", "maud.want"),
        ),
        scene("left", choice("on", "door")),
        replace(scene("right", choice("on", "door")), plants=("maud.lie",)),
        replace(
            scene("door", choice("g", "glad", "Glad"), choice("b", "grim", "Grim"), default="g"),
            pays=("umbrella",),
            plants=("maud.need",),
        ),
        replace(scene("glad", ending=Ending(title="Glad", feeling="just")), pays=("maud",)),
        replace(scene("grim", ending=Ending(title="Grim", feeling="dark")), pays=("maud",)),
    ),
)


def spoilt(scene_id: str, **change: object) -> Story:
    scenes = tuple(replace(one, **change) if one.id == scene_id else one for one in SMALL.scenes)  # type: ignore[arg-type]
    return replace(SMALL, scenes=scenes)


ONLY_WANT = spoilt("opening", plants=("maud.want",))


def both(story: Story, scene_id: str, **change: object) -> Story:
    """The story with another scene spoilt, too."""
    scenes = tuple(replace(one, **change) if one.id == scene_id else one for one in story.scenes)  # type: ignore[arg-type]
    return replace(story, scenes=scenes)


def planned(genre: Genre, seed: int, *, minutes: int = 8) -> Story:
    return plan(genre, profile=Profile(likes=("food", "gossip")), cast=characters(), seed=seed, minutes=minutes)


def kinds(story: Story) -> set[tuple[str, str]]:
    return {(finding.kind, finding.scene) for finding in check(story)}


def test_what_is_paid_on_every_path_is_no_fault() -> None:
    assert check(SMALL) == ()


@pytest.mark.parametrize(
    ("story", "where"),
    [
        pytest.param(spoilt("door", pays=()), {"opening"}, id="paid by nobody"),
        pytest.param(spoilt("grim", pays=()), {"opening", "right", "door"}, id="not paid at one ending"),
        pytest.param(spoilt("glad", plants=("letter",)), {"glad"}, id="planted at an ending"),
        pytest.param(spoilt("left", plants=("letter",)), {"left"}, id="planted on one of two ways"),
        pytest.param(spoilt("left", choices=(choice("on", "glad"),)), {"opening"}, id="one way goes past the pay-off"),
        pytest.param(spoilt("door", plants=("maud.need", "umbrella")), {"door"}, id="planted again after it"),
        pytest.param(both(spoilt("door", pays=()), "grim", pays=("maud", "umbrella")), {"opening"}, id="paid at one ending only"),
    ],
)
def test_what_is_planted_and_on_some_path_not_paid_is_found_where_it_was_planted(story: Story, where: set[str]) -> None:
    assert kinds(story) == {("never paid", one) for one in where}


@pytest.mark.parametrize(
    ("story", "where"),
    [
        pytest.param(ONLY_WANT, "door", id="planted by nobody"),
        pytest.param(spoilt("glad", pays=("maud", "letter")), "glad", id="another thing is paid"),
        pytest.param(spoilt("opening", pays=("umbrella",)), "opening", id="in the scene that plants it"),
        pytest.param(both(ONLY_WANT, "left", plants=("umbrella",)), "door", id="planted on one of two ways"),
        pytest.param(both(ONLY_WANT, "glad", plants=("umbrella",)), "door", id="planted only afterwards"),
        pytest.param(replace(SMALL, start="left"), "door", id="planted before the story opens"),
    ],
)
def test_what_is_paid_and_on_some_path_not_planted_is_found_where_it_is_paid(story: Story, where: str) -> None:
    assert ("paid before", where) in kinds(story)


def test_a_story_that_goes_in_a_circle_is_followed_to_its_end() -> None:
    round_again = scene("left", choice("on", "door", "On"), choice("back", "opening", "Back"), default="on")
    assert not list(set_up_faults(replace(SMALL, scenes=(SMALL.scenes[0], round_again, *SMALL.scenes[2:]))))


@pytest.mark.parametrize("genre", FULL, ids=lambda one: one.id)
def test_a_planned_evening_is_spoilt_by_any_plant_or_pay_off_that_is_taken_out(genre: Genre) -> None:
    """Every plant and every pay-off of three evenings, one at a time."""
    taken = 0
    for seed in (2, 3, 5):
        story = planned(genre, seed)
        assert check(story) == ()

        def faults(other: Scene, story: Story = story) -> set[str]:
            without = replace(story, scenes=tuple(other if one.id == other.id else one for one in story.scenes))
            return {kind for kind, _, _ in set_up_faults(without)}

        for one in story.scenes:
            for name in one.plants:
                if not any(setup_of(name) == setup_of(more) for other in story.scenes for more in other.plants if more != name):
                    assert faults(replace(one, plants=tuple(more for more in one.plants if more != name))) == {"paid before"}
                    taken += 1
            for name in one.pays:
                payers = [other for other in story.scenes if name in other.pays]
                if len(payers) == 1 or all(other.ending is not None for other in payers):
                    assert faults(replace(one, pays=tuple(more for more in one.pays if more != name))) == {"never paid"}
                    taken += 1
    assert taken >= 5


# --------------------------------------------------------------------------------------------------------------- the planner
COZY = next(one for one in GENRES if one.id == "cozy_mystery")


def of_slot(slot: str, **change: object) -> Storylet:
    return replace(next(one for one in COZY.storylets if one.slot == slot), plants=(), pays=(), **change)  # type: ignore[arg-type]


def node(storylet: Storylet) -> Node:
    layer = next(one for one in COZY.layers if one.slot == storylet.slot)
    return Node(layer=layer, at=0, storylet=storylet, stage=COZY.stage(storylet.places[0]))


PLAIN = of_slot("gathering")
UNASKED = replace(PLAIN, body=replace(PLAIN.body, asks=()))
ASKING = replace(PLAIN, body=replace(PLAIN.body, asks=("umbrella",)))
UMBRELLA = [[node(replace(UNASKED, plants=("umbrella",)))]]


def test_a_pay_off_waits_for_its_plant_unless_its_words_ask() -> None:
    assert not SetUps().legal(replace(UNASKED, pays=("umbrella",)), alone=True)
    assert SetUps().legal(replace(ASKING, pays=("umbrella",)), alone=True)
    assert setups.after(UMBRELLA).legal(replace(UNASKED, pays=("umbrella",)), alone=True)
    assert SetUps().pays(replace(ASKING, pays=("umbrella",))) == ()


def test_a_plant_among_alternatives_counts_only_where_each_of_them_plants_it() -> None:
    one, other = node(replace(UNASKED, id="a", plants=("umbrella",))), node(replace(UNASKED, id="b"))
    assert setups.after([[one, other]]).planted == frozenset()
    both = replace(other, storylet=replace(other.storylet, plants=("umbrella",)))
    assert setups.after([[one, both]]).planted == {"umbrella"}


def test_what_is_owed_is_owed_until_every_alternative_has_paid_it() -> None:
    payer, idler = (node(replace(UNASKED, id=name, pays=pays)) for name, pays in (("p", ("umbrella",)), ("i", ())))
    assert setups.unpaid([*UMBRELLA, [payer, idler]]) == UMBRELLA[0][0].storylet.id
    assert setups.unpaid([*UMBRELLA, [payer, payer]]) == ""


def test_an_arc_goes_forward_only_and_begins_where_every_path_sees_it() -> None:
    want, lie, need = (replace(UNASKED, plants=(f"confidant.{step}",)) for step in STEPS)
    assert SetUps().legal(want, alone=True) and not SetUps().legal(want, alone=False)
    assert not SetUps().legal(lie, alone=True)
    begun = setups.after([[node(want)]])
    assert begun.legal(lie, alone=False) and begun.legal(need, alone=True) and not begun.legal(want, alone=True)
    seen = begun.after([node(need)])
    assert not seen.legal(lie, alone=True) and not seen.legal(need, alone=True)
    assert begun.serves(need) == 1 and SetUps().serves(need) == 0


@pytest.mark.parametrize("genre", FULL, ids=lambda one: one.id)
def test_a_plant_that_nothing_can_pay_makes_its_scene_give_way(genre: Genre) -> None:
    openings = [one for one in genre.storylets if one.slot == "opening"]
    never = tuple(
        replace(one, plants=("unheard_of",)) if one.slot == "opening" and one.id != openings[0].id else one
        for one in genre.storylets
    )
    plain = tuple(replace(one, plants=()) if one.id == openings[0].id else one for one in never)
    story = planned(replace(genre, storylets=plain), 4, minutes=6)
    assert openings[0].id in {one.id.split(".")[1] for one in story.scenes}
    assert check(story) == ()


@pytest.mark.parametrize("genre", FULL, ids=lambda one: one.id)
def test_steps_of_an_arc_come_in_order_on_every_path_and_end_as_the_evening_does(genre: Genre) -> None:
    orders = set()
    for seed in range(1, 7):
        story = planned(genre, seed, minutes=12)
        for die in range(4):
            trail = walk(story, by_chance(die))
            for steps in arcs_of(story, trail).values():
                names = [step for _, step in steps]
                ending = story.scene(trail[-1].scene).ending
                assert ending is not None
                assert names[0] == "want" and names[-1] == ("same" if ending.feeling in UNMOVED else "change")
                assert names[:-1] == sorted(names[:-1], key=STEPS.index) and len(set(names)) == len(names)
                orders.add(tuple(names))
    assert max(map(len, orders)) >= 3


def test_the_arc_of_a_role_is_found_as_it_was_on_the_path_taken() -> None:
    kept, grim = (arcs_of(SMALL, walk(SMALL, by_branch(way))) for way in (("l", "g"), ("r", "b")))
    assert kept == {"maud": (("opening", "want"), ("door", "need"), ("glad", "change"))}
    assert grim == {"maud": (("opening", "want"), ("right", "lie"), ("door", "need"), ("grim", "same"))}


# --------------------------------------------------------------------------------------------------------------- what ships
@pytest.mark.parametrize("genre", FULL, ids=lambda one: one.id)
def test_a_genre_pays_whatever_it_plants_more_than_once_and_plants_whatever_it_pays(genre: Genre) -> None:
    planted = {setup_of(name) for one in genre.storylets for name in one.plants}
    paid = [name for one in genre.storylets for name in one.pays]
    assert planted == set(paid)
    assert len(planted) >= 11
    assert [name for name in planted if paid.count(name) < 2] == []


@pytest.mark.parametrize("genre", FULL, ids=lambda one: one.id)
def test_an_ending_says_what_became_of_the_confidant(genre: Genre) -> None:
    for one in (one for one in genre.storylets if one.slot == "ending"):
        said, unsaid = ("lie", "change") if one.feeling in UNMOVED else ("change", "lie")
        assert "confidant" in one.pays
        assert f"confidant.arc.{said}" in one.body.text and f"confidant.arc.{unsaid}" not in one.body.text, one.id


@pytest.mark.parametrize("genre", FULL, ids=lambda one: one.id)
def test_a_step_is_said_where_it_is_planted(genre: Genre) -> None:
    for one in genre.storylets:
        for name in one.plants:
            role, _, step = name.partition(".")
            assert not step or (role in ROLES and f"{role}.arc.{step}" in one.body.text), one.id


@pytest.mark.parametrize(
    ("head", "body", "says"),
    [
        ('plants = ["Umbrella!"]', "", "is nothing to plant"),
        ('plants = ["confidant.change"]', "", "a step of an arc: a role and want, lie, need"),
        ('pays = ["confidant.want"]', "", 'Write "confidant", which pays all of it'),
        ("", '{% if "umbrella" in planted %}\nYes.\n{% endif %}', r'Write pays = \["umbrella"\]'),
        ('pays = ["umbrella"]', "{{ planted }}", 'Ask it by name: `{% if "umbrella" in planted %}`'),
    ],
)
def test_a_set_up_that_is_not_one_is_named_at_the_door(tmp_path: Path, head: str, body: str, says: str) -> None:
    text = Path(next(one for one in COZY.storylets if one.id == "open_lit_window").file).read_text()
    path = tmp_path / "spoilt.storylet"
    path.write_text(text.replace("tension = ", f"{head}\ntension = ", 1) + f"\n{body}\n")
    with pytest.raises(StoryError, match=says):
        read_storylet(path, COZY.known)
