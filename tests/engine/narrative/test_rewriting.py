"""A writer may put other words to the lines of a planned story. Each is held against what its line may be.

planned story  ->  a brief for each line  ->  proposals  ->  the first that keeps to it, else the authored line
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec

import pytest

from engine import models
from engine.errors import Cancelled, ModelSilent
from engine.library.characters import characters
from engine.narrative.briefs import ALIBI, MEANS, MOTIVE, SECRET, WHO, Asked, asked, merged, tells_of_truth, told
from engine.narrative.genre import read_genre
from engine.narrative.planned import Planned
from engine.narrative.planner import plan, planned
from engine.narrative.rewriting import rewrite
from engine.narrative.writers import Ask, Moment, Ranker, never
from engine.narrative.writers.accept import faults
from engine.places import places
from engine.preference.viewer import Profile
from engine.story.check import check
from engine.story.graph import segments
from engine.story.story import Line, Story

GENTLE = Profile(name="Robin", fear="none", violence="none")


@cache
def evening(profile: Profile = GENTLE, seed: int = 3) -> Planned:
    return planned(read_genre("cozy_mystery"), profile=profile, cast=characters(), seed=seed)


def lines(story: Story) -> list[Line]:
    return [line for scene in story.scenes for one in scene.versions for shot in one.shots for line in shot.lines]


def every(one: Planned, *slots: str) -> list[Asked]:
    """The lines of the scenes of these slots, or of all."""
    return [
        ask
        for scene in one.story.scenes
        if scene.id in one.nodes and (not slots or one.nodes[scene.id].layer.slot in slots)
        for version in scene.versions
        for ask in asked(one, scene, version)
    ]


class Scribe:
    """Proposes what it is told to, and remembers what it was asked."""

    name = "scribe"

    def __init__(self, *propose: Callable[[Moment, Ask], str]) -> None:
        self._propose = propose
        self.asked: list[Moment] = []

    def lines(self, moment: Moment, ask: Ask, *, count: int, cancelled: object = never) -> tuple[str, ...]:
        self.asked.append(moment)
        return tuple(one(moment, ask) for one in self._propose)[:count]


class Judge:
    """Prefers whatever the author wrote."""

    name = "judge"

    def scores(self, moment: Moment, lines: Sequence[str], *, cancelled: object = never) -> tuple[float, ...]:
        return (1.0, *(0.0 for _ in lines[1:]))


def good(moment: Moment, ask: Ask) -> str:
    """Something that nobody has said, that tells nothing and fits anywhere."""
    return f"Well, {'so ' * (len(moment.before) % 3)}it is{' now' * (len(ask.brief.said) % 2)}."


# ---- what each line may be -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("genre_id", ["cozy_mystery", "science_fiction"])
def test_what_the_authors_wrote_keeps_to_its_own_brief(genre_id: str) -> None:
    """Nearly all of it: the rules are strict, since they are for lines that nobody has read."""
    one = planned(read_genre(genre_id), profile=Profile(), cast=characters(), seed=3)
    every_line = every(one)
    broken = [(ask.line.text, found) for ask in every_line if (found := faults(ask.line.text, ask.ask.brief))]
    assert len(broken) <= 0.08 * len(every_line), broken[:5]
    kinds = {fault.kind for _, found in broken for fault in found}
    assert not kinds & {"limit", "fit", "reveal"}, broken


def test_before_somebody_is_accused_nobody_may_say_who_did_it_and_afterwards_everybody_may() -> None:
    one = evening()
    culprit = one.words["culprit"].name
    accuses = f"It was {culprit}."
    early = every(one, "opening", "crime", "interview", "clue", "gathering")
    assert all("knowledge" in {fault.kind for fault in faults(accuses, ask.ask.brief)} for ask in early)
    right = [
        ask
        for scene in one.story.scenes
        if scene.id in one.nodes and one.nodes[scene.id].storylet.verdict == "right"
        for ask in asked(one, scene, scene.versions[0])
    ]
    assert right and not any("knowledge" in {fault.kind for fault in faults(accuses, ask.ask.brief)} for ask in right)


def test_a_speaker_may_tell_what_was_found_before_or_is_found_here_and_nothing_else() -> None:
    one = evening()
    trace = one.words["means"]["trace"]
    line = f"There is {trace}."
    assert told(line, tells_of_truth(one)) == {MEANS}
    for ask in every(one, "opening", "crime", "interview"):
        at_fault = "knowledge" in {fault.kind for fault in faults(line, ask.ask.brief)}
        assert at_fault == (MEANS not in ask.ask.brief.knows)
        if ask.line.speaker not in (one.truth.person("culprit"), "you"):
            assert at_fault, "nobody but the culprit knows of it so early"
    of_the_clue = [
        ask
        for scene in one.story.scenes
        if scene.id in one.nodes and any(change.fact == "knows.means" for change in one.nodes[scene.id].storylet.sets)
        for ask in asked(one, scene, scene.versions[-1])
    ]
    assert any(MEANS in ask.ask.brief.knows for ask in of_the_clue), "it is told there"


def test_what_a_line_tells_its_other_words_must_tell() -> None:
    reveals = {fact for ask in every(evening()) for fact in ask.ask.brief.reveals}
    assert {SECRET, MOTIVE} & reveals or {ALIBI, MEANS} & reveals
    assert WHO not in {fact for ask in every(evening(), "interview", "clue") for fact in ask.ask.brief.reveals}
    ask = next(ask for ask in every(evening()) if ask.ask.brief.reveals)
    assert "reveal" in {fault.kind for fault in faults("So it is.", ask.ask.brief)}


def test_a_line_in_two_versions_keeps_to_the_stricter_of_both() -> None:
    first, second = every(evening())[:2]
    loose = replace(first.ask, brief=replace(first.ask.brief, knows=frozenset({MEANS}), seconds=9.0, fear=2))
    tight = replace(second.ask, brief=replace(second.ask.brief, knows=frozenset(), seconds=2.0, fear=0, reveals=(SECRET,)))
    both = merged((loose, tight)).brief
    assert (both.knows, both.seconds, both.fear, both.reveals) == (frozenset(), 2.0, 0, (*loose.brief.reveals, SECRET))


# ---- a story in other words ----------------------------------------------------------------------------------------------

BAD: dict[str, Callable[[Planned], Callable[[Moment, Ask], str]]] = {
    "entity": lambda one: lambda moment, ask: "Ask Gerald about it.",
    "knowledge": lambda one: lambda moment, ask: f"It was {one.words['culprit'].name} who did it.",
    "limit": lambda one: lambda moment, ask: "He was murdered.",
    "fit": lambda one: (
        lambda moment, ask: (
            "Well, and so, and then, and there, and now, and again, and once more, and on, and on, and so on, and so on."
        )
    ),
    "form": lambda one: lambda moment, ask: "[a pause]",
}


def before_the_accusation(one: Planned) -> list[str]:
    return [scene for scene, node in one.nodes.items() if node.layer.act == 1]


@pytest.mark.parametrize("kind", sorted(BAD))
def test_a_bad_line_is_refused_for_its_reason_and_the_next_one_taken(kind: str) -> None:
    one = evening()
    scenes = before_the_accusation(one)
    found = rewrite(one, writer=Scribe(BAD[kind](one), good), scenes=scenes)
    refused = dict(found.refused)
    assert refused[kind] + refused.get("reveal", 0) >= found.lines, (
        "what leaves out what it has to tell is refused for that first"
    )
    assert found.taken > 0.5 * found.lines
    alone = rewrite(one, writer=Scribe(BAD[kind](one)), scenes=scenes)
    assert alone.taken == 0 and alone.story == one.story
    assert f"{refused[kind]} proposals" in found.summary("scribe")


def test_a_line_that_leaves_out_what_it_has_to_tell_is_refused() -> None:
    one = evening()
    found = rewrite(one, writer=Scribe(good))
    must = {ask.line.text for ask in every(one) if ask.ask.brief.reveals}
    assert dict(found.refused)["reveal"] >= 1
    assert must <= {line.text for line in lines(found.story)} | {
        line for line in must if not line[0].isupper() or line[-1] not in ".!?…"
    }


def test_the_story_in_other_words_is_sound_as_long_and_shares_its_film_as_before() -> None:
    one = evening()
    found = rewrite(one, writer=Scribe(good))
    assert found.taken > 20
    # The scribe has a few words for everything, so that it may say the same twice on end.
    assert {one.kind for one in check(found.story, bears=GENTLE.bears)} <= {"said twice"}
    assert len(segments(found.story)) == len(segments(one.story))
    shots = [
        {shot for scene in story.scenes for version in scene.versions for shot in version.shots}
        for story in (one.story, found.story)
    ]
    assert len(shots[1]) == len(shots[0])
    assert [(line.speaker, line.start) for line in lines(found.story)] == [
        (line.speaker, line.start) for line in lines(one.story)
    ]


def test_the_same_writer_writes_the_same_and_knows_what_was_said_before_in_its_own_words() -> None:
    one = evening()
    first, again = Scribe(good), Scribe(good)
    scenes = before_the_accusation(one)
    assert rewrite(one, writer=first, scenes=scenes) == rewrite(one, writer=again, scenes=scenes)
    assert first.asked == again.asked
    assert any(words.startswith("Well, ") for moment in first.asked for name, words in moment.before if name)


def test_where_the_authored_line_follows_better_it_stays() -> None:
    one = evening()
    found = rewrite(one, writer=Scribe(good), ranker=Judge(), scenes=before_the_accusation(one))
    assert found.taken == 0
    assert dict(found.refused)["worse"] > 10


def test_a_writer_that_is_gone_leaves_the_authored_story_and_says_why() -> None:
    class Gone(Scribe):
        def lines(self, moment: Moment, ask: Ask, *, count: int, cancelled: object = never) -> tuple[str, ...]:
            raise ModelSilent("It is gone.")

    found = rewrite(evening(), writer=Gone())
    assert (found.story, found.taken, found.silent) == (evening().story, 0, "It is gone.")
    assert found.summary("gone").endswith("It is gone.")


def test_it_tells_how_far_it_is_and_stops_where_it_is_told_to() -> None:
    told_of: list[tuple[int, int]] = []
    with pytest.raises(Cancelled):
        rewrite(
            evening(),
            writer=Scribe(good),
            progress=lambda done, of: told_of.append((done, of)),
            cancelled=lambda: len(told_of) >= 5,
        )
    assert [done for done, _ in told_of] == [1, 2, 3, 4, 5]
    assert all(of > 50 for _, of in told_of)


def test_a_plan_with_its_truth_is_the_plan() -> None:
    one = evening()
    assert one.story == plan(read_genre("cozy_mystery"), profile=GENTLE, cast=characters(), seed=3)
    assert {scene.id for scene in one.story.scenes} - {"00.title"} <= set(one.nodes)


CARD = models.card_of("smollm2")


@pytest.mark.skipif(
    find_spec("llama_cpp") is None or not models.installed(CARD, places().models),
    reason="No language model: pip install 'otherwise[llm]' and python -m engine.models fetch smollm2",
)
def test_with_a_real_ranker_a_proposal_stands_only_where_it_follows_no_worse() -> None:
    from engine.narrative.writers import ranker

    one = evening()
    judge: Ranker = ranker(places(), seconds=600)[0]
    scene = next(
        scene for scene, node in one.nodes.items() if node.layer.slot == "opening" and scene in {s.id for s in one.story.scenes}
    )
    nonsense = Scribe(lambda moment, ask: "The goose is upside down on Tuesday, and green.")
    found = rewrite(one, writer=nonsense, ranker=judge, scenes=[scene])
    assert found.lines > 2
    assert found.taken <= found.lines / 3, "a small model tells nonsense from what was written"
    assert dict(found.refused)["worse"] + dict(found.refused).get("fit", 0) >= found.lines - found.taken
    judge.close()  # type: ignore[attr-defined]
