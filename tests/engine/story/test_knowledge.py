"""Who is sure to know what, on small stories.

start ──(ask)──> maud ──┐
  └────(look)──> desk ──┴──> gathering ──(accuse)──> right / wrong
"""

from __future__ import annotations

from dataclasses import replace

from engine.story.check import check
from engine.story.knowledge import AUDIENCE, WHO, Knowledge
from engine.story.story import Choice, Ending, Evidence, Line, Role, Scene, Story
from engine.story.ways import ways
from tests.stories import MAUD, ROBIN, choice, scene, shot

PRIYA = Role(id="priya", name="Priya", character="priya")


def telling(
    scene_id: str, *choices: Choice, tells: tuple[str, ...] = (), shows: tuple[str, ...] = (), speaker: str = "maud"
) -> Scene:
    """A scene in which somebody says something, and something is seen close before it."""
    one = shot(says=f"Nobody at the {scene_id} has seen the lamp.", speaker=speaker)
    film = (shot(), replace(one, shows=shows, lines=(replace(one.lines[0], tells=tells),)))
    plain = scene(scene_id, *choices, default=choices[0].id if len(choices) > 1 else "")
    return replace(plain, versions=(replace(plain.versions[0], shots=film),))


def accuse(role: str, to: str, *tells: str) -> Choice:
    return replace(choice(f"name_{role}", to, f"Name {role}"), accuses=role, tells=tells)


def mystery(*, asked: Scene, looked: Scene, **more: object) -> Story:
    gathering = telling("gathering", accuse("maud", "right", "mark.maud"), accuse("priya", "wrong"))
    story = Story(
        id="m",
        title="M",
        genre="cozy_mystery",
        start="start",
        cast=(replace(ROBIN, knows=("mark.maud",)), replace(MAUD, knows=("mark", "alibi", WHO)), PRIYA),
        evidence=(Evidence(topics=("mark", "mark.maud"), leaves=("maud",)), Evidence(topics=("alibi",), leaves=("maud",))),
        kept=(WHO,),
        scenes=(
            scene("start", choice("ask", "maud", "Ask"), choice("look", "desk", "Look"), default="ask"),
            asked,
            looked,
            gathering,
            replace(telling("right", tells=(WHO,)), ending=Ending(title="Right", feeling="just")),
            scene("wrong", ending=Ending(title="Wrong", feeling="wry")),
        ),
    )
    return replace(story, **more)  # type: ignore[arg-type]


ON = choice("on", "gathering")
FAIR = mystery(asked=telling("maud", ON, tells=("alibi",)), looked=telling("desk", ON, shows=("mark",)))


def known(story: Story, scene_id: str, role: str = AUDIENCE) -> frozenset[str]:
    return Knowledge(story, ways(story)).known((scene_id, ()), role)


def with_scene(story: Story, changed: Scene) -> Story:
    return replace(story, scenes=tuple(changed if one.id == changed.id else one for one in story.scenes))


def kinds(story: Story) -> set[str]:
    return {found.kind for found in check(story)}


def test_where_ways_meet_only_what_all_of_them_told_is_known():
    told = mystery(asked=telling("maud", ON, tells=("alibi",)), looked=telling("desk", ON, tells=("alibi",)))
    assert known(told, "gathering", "you") == {"mark.maud", "alibi", WHO}
    assert known(FAIR, "gathering", "you") == {"mark.maud", WHO}  # each way has found another proof, and both leave Maud


def test_a_line_teaches_those_who_are_there_and_nobody_else():
    assert "alibi" in known(
        mystery(asked=telling("maud", ON, tells=("alibi",)), looked=telling("desk", ON, tells=("alibi",))), "gathering"
    )
    assert known(FAIR, "gathering", "priya") == frozenset()


def test_what_a_role_knows_from_the_start_the_audience_does_not():
    assert known(FAIR, "maud", "maud") == {"mark", "alibi", WHO}
    assert known(FAIR, "maud") == frozenset()


def test_a_mystery_is_fair_when_each_way_finds_another_proof():
    assert check(FAIR) == ()


def test_a_way_that_finds_too_little_is_unfair():
    assert "unfair" in kinds(with_scene(FAIR, telling("desk", ON)))


def test_a_proof_whose_owner_nobody_names_is_unfair():
    gathering = FAIR.scene("gathering")
    silent = replace(gathering, choices=tuple(replace(one, tells=()) for one in gathering.choices))
    assert "unfair" in kinds(with_scene(FAIR, silent))


def test_too_little_is_fair_where_every_ending_says_so():
    story = with_scene(FAIR, telling("desk", ON))
    for ending in ("right", "wrong"):
        assert "unfair" in kinds(story)
        one = story.scene(ending)
        assert one.ending is not None
        story = with_scene(story, replace(one, ending=replace(one.ending, unsure=True)))
    assert "unfair" not in kinds(story)


def test_nobody_says_what_was_found_on_the_other_way():
    asks = telling("gathering", *FAIR.scene("gathering").choices, tells=("alibi",), speaker="you")
    assert "cannot know" in kinds(with_scene(FAIR, asks))


def test_what_is_seen_close_may_be_spoken_of_from_then_on():
    seen = telling("desk", ON, shows=("mark",), tells=("mark",), speaker="you")
    assert check(with_scene(FAIR, seen)) == ()
    film = seen.versions[0]
    earlier = replace(film, shots=(replace(film.shots[1], shows=()), replace(film.shots[0], shows=("mark",))))
    assert "cannot know" in kinds(with_scene(FAIR, replace(seen, versions=(earlier,))))


def test_news_that_somebody_had_may_be_told():
    story = with_scene(FAIR, telling("maud", ON, tells=("alibi", "letter")))
    assert "cannot know" in kinds(story)
    assert check(with_scene(story, replace(story.scene("maud"), news=(("maud", ("letter",)),)))) == ()


def test_who_did_it_is_not_told_before_the_accusation():
    assert "told too soon" in kinds(with_scene(FAIR, telling("maud", ON, tells=("alibi", WHO))))
    assert "told too soon" not in kinds(FAIR)  # the ending tells it


def test_a_story_that_goes_in_circles_is_still_told_apart():
    again = telling("maud", choice("again", "start", "Again"), choice("on", "gathering", "On"), tells=("alibi",))
    assert "cannot know" not in kinds(with_scene(FAIR, again))


def test_a_line_heard_from_another_room_is_known_to_who_hears_it():
    heard = Line(speaker="priya", text="The lamp was never lit.", seconds=1.0, tells=("alibi",), heard_only=True)
    story = with_scene(FAIR, telling("desk", ON))
    desk = story.scene("desk")
    film = replace(desk.versions[0], shots=(replace(desk.versions[0].shots[0], lines=(heard,)), *desk.versions[0].shots[1:]))
    story = with_scene(story, replace(desk, versions=(film,)))
    assert "cannot know" in kinds(story)  # Priya has not seen it
    assert "unfair" not in kinds(story)  # and yet it was heard
