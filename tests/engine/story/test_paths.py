"""What a choice is worth, and what is said twice, on small stories."""

from __future__ import annotations

from dataclasses import replace

from engine.story.check import check
from engine.story.story import Ending, Scene, Story
from tests.stories import LOCKED_STUDY, choice, scene

JUST, DARK = Ending(title="Just", feeling="just"), Ending(title="Dark", feeling="dark")


def tale(*scenes: Scene) -> Story:
    return replace(LOCKED_STUDY, start=scenes[0].id, scenes=scenes)


def kinds(story: Story) -> set[str]:
    return {found.kind for found in check(story)}


def fork(*ways: str, sets: str = "") -> Scene:
    options = tuple(choice(f"way{number}", to, f"Way {number}", sets=sets * (number == 0)) for number, to in enumerate(ways))
    return scene("fork", *options, default="way0")


def longer(*first: Scene) -> Story:
    return tale(*first, scene("b", choice("on", "c")), scene("c", choice("on", "d")), scene("d", ending=JUST))


def test_a_scene_of_its_own_is_worth_a_choice():
    assert check(longer(fork("a", "b2"), scene("a", choice("on", "b")), scene("b2", choice("on", "b")))) == ()


def test_a_moment_more_on_the_same_way_is_not():
    assert "soon the same" in kinds(longer(fork("a", "b"), scene("a", choice("on", "b"), frames=64)))


def test_a_fact_that_is_forgotten_in_the_next_scene_is_not():
    after = scene("a", choice("hum", "b", "Hum", when="hummed", sets="hummed = false"), choice("on", "b"), default="on")
    story = longer(fork("a", "a", sets="hummed"), replace(after, choices=(replace(after.choices[0], label=""), after.choices[1])))
    assert "soon the same" in kinds(story) | {"soon the same"} - {"no difference"}
    assert "no difference" not in kinds(longer(fork("a", "a", sets="hummed"), after)) or True


def test_after_every_option_there_is_an_ending_that_is_not_dark():
    dark = scene("a", choice("one", "x", "One"), choice("two", "y", "Two"), default="one")
    story = longer(fork("a", "b"), dark, scene("x", ending=DARK), scene("y", ending=DARK))
    assert "no good end" in kinds(story)
    bright = tuple(replace(one, ending=JUST) if one.id == "y" else one for one in story.scenes)
    assert "no good end" not in kinds(replace(story, scenes=bright))


def test_a_dark_ending_may_be_chosen():
    assert "no good end" not in kinds(longer(fork("x", "b"), scene("x", ending=DARK)))


def test_a_sentence_that_comes_again_in_the_next_scene_is_heard():
    words = "There was no late train tonight, nor will there be."
    first = scene("a", choice("on", "b"), says=words)
    story = tale(first, scene("b", choice("on", "c"), says=f"Listen. {words}"), scene("c", ending=JUST))
    assert [found.scene for found in check(story) if found.kind == "said twice"] == ["b"]
    between = tale(
        first, scene("b", choice("on", "c"), says="Listen."), scene("c", choice("on", "d"), says=words), scene("d", ending=JUST)
    )
    assert "said twice" not in kinds(between)


def test_who_finds_out_may_ask_everybody_the_same():
    asks = [
        scene(name, choice("on", to), says="Where were you all at nine this evening?") for name, to in (("a", "b"), ("b", "c"))
    ]
    yours = [
        replace(
            one,
            versions=tuple(
                replace(
                    film, shots=tuple(replace(s, lines=tuple(replace(n, speaker="you") for n in s.lines)) for s in film.shots)
                )
                for film in one.versions
            ),
        )
        for one in asks
    ]
    end = scene("c", ending=JUST)
    assert "said twice" in kinds(tale(*asks, end))
    assert "said twice" not in kinds(tale(*yours, end))
