"""What one viewer hears twice is told; what two viewers hear once each is not.

hall --+-- study --+-- end
       '-- cellar -'
"""

from __future__ import annotations

from dataclasses import replace

from engine.narrative.text import cliches, words, worn
from engine.story.story import Scene, Shot, Story
from engine.story.ways import ways
from tests.stories import MAUD, ROBIN, choice, scene, shot

ASHES = "The ashes were still warm this morning."


def told(**said: str) -> Story:
    """The story above with these words in its scenes."""

    def one(name: str, *ways: str) -> Scene:
        choices = (choice(to, to, to if len(ways) > 1 else "") for to in ways)
        return scene(name, *choices, says=said.get(name, ""), default=ways[0] if ways else "")

    scenes = (one("hall", "study", "cellar"), one("study", "end"), one("cellar", "end"), one("end"))
    return Story(id="s", title="S", genre="cozy_mystery", start="hall", cast=(ROBIN, MAUD), scenes=scenes)


def found(story: Story):
    return worn(story, ways(story))


def places(these) -> dict[str, tuple[str, ...]]:
    return {one.words: one.scenes for one in these}


def test_a_line_that_one_viewer_hears_twice_is_told_with_its_scenes() -> None:
    here = found(told(study=ASHES, end=ASHES.upper()))
    assert places(here.lines) == {"the ashes were still warm this morning": ("end", "study")}
    assert here.runs == ()  # the line itself says it


def test_a_line_on_two_branches_that_nobody_sees_both_of_is_no_repetition() -> None:
    here = found(told(study=ASHES, cellar=ASHES))
    assert (here.lines, here.runs) == ((), ())


def test_a_scene_that_says_a_line_twice_repeats_itself() -> None:
    story = told()
    twice = (shot(256, ASHES), shot(256, ASHES))
    here = found(replace(story, scenes=tuple(_with(one, twice) if one.id == "cellar" else one for one in story.scenes)))
    assert places(here.lines) == {"the ashes were still warm this morning": ("cellar", "cellar")}


def test_anyone_may_say_good_evening_twice() -> None:
    assert found(told(hall="Good evening, Robin.", end="Good evening, Robin.")).lines == ()


def test_a_run_of_words_in_two_lines_of_one_path_is_told_as_long_as_it_is() -> None:
    here = found(told(hall="I saw her burn the letters at the pump house.", end="Who burned? She burn the letters at the pump?"))
    assert places(here.runs) == {"burn the letters at the pump": ("end", "hall")}
    assert here.lines == ()


def test_a_run_on_two_branches_or_of_small_words_is_not() -> None:
    assert found(told(study="Burn the letters at once, Maud.", cellar="Let us burn the letters at the pump.")).runs == ()
    assert found(told(hall="It is not for me to say, is it?", end="Is it not for me to say so?")).runs == ()


def test_fewer_different_words_are_a_smaller_share() -> None:
    assert found(told(hall="one two three four")).distinct == (1.0, 1.0, 1.0)
    # a rose is a rose is a rose: 3 words of 8; "a rose", "rose is", "is a" of 7; 3 triples of 6
    assert found(told(hall="A rose is a rose is a rose.")).distinct == (3 / 8, 3 / 7, 3 / 6)


def test_a_story_without_words_repeats_nothing() -> None:
    here = found(told())
    assert (here.distinct, here.lines, here.runs, here.cliches) == ((1.0, 1.0, 1.0), (), (), ())


def test_a_worn_phrase_is_told_whatever_stands_for_its_star() -> None:
    here = found(told(study="Little did she know - the plot thickens!", cellar="So the plot thickens."))
    assert places(here.cliches) == {"plot thickens": ("cellar", "study"), "little did she know": ("study",)}
    assert found(told(study="She knew little of plots.")).cliches == ()


def test_the_worn_phrases_are_written_as_words_are_read() -> None:
    every = [phrase for phrases in cliches().values() for phrase in phrases]
    assert len(every) == len(set(every)) >= 60
    assert all(words(" ".join(phrase).replace("*", "x")) == tuple(word.replace("*", "x") for word in phrase) for phrase in every)


def _with(one: Scene, shots: tuple[Shot, ...]) -> Scene:
    return replace(one, versions=(replace(one.versions[0], shots=shots),))
