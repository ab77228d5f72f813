"""What choices say of the evening to plan, and why a choice is expected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.library.characters import characters
from engine.narrative.genre import read_genre
from engine.narrative.planner import plan
from engine.narrative.share import read, share
from engine.preference.leanings import ENOUGH, leanings, suited
from engine.preference.taste import Taste, taste
from engine.preference.viewer import Profile
from engine.preference.why import about, why
from tests.stories import choice

KIND = replace(choice("spare", "tea", "Spare him"), flavours=("kind",))
BOLD = replace(choice("accuse", "hall", "Accuse him"), flavours=("bold",))
WRY = replace(choice("joke", "hall", "Ask for jam"), flavours=("wry",))
ODD = replace(choice("sing", "hall", "Sing"), flavours=("musical",))
PLAIN = choice("leave", "street", "Leave")


def always(one, offered, taken, times):
    for _ in range(times):
        one = one.chose(offered, taken, default="")
    return one


# ------------------------------------------------------------------------------------------------------------- the planner's
def test_who_is_new_is_planned_for_as_they_said():
    for profile in (Profile(), Profile(tone="dark", pace="brisk", likes=("ghosts",))):
        few = always(taste(profile), (KIND, WRY), "joke", ENOUGH - 1)
        assert suited(profile, taste(profile)) == suited(profile, few) == profile


@pytest.mark.parametrize(("taken", "tone"), [("joke", "witty"), ("accuse", "dark")])
def test_who_always_jokes_or_always_dares_gets_such_an_evening(taken, tone):
    said = Profile(tone="gentle", fear="none", violence="none")
    bold = replace(BOLD, flavours=("bold", "suspicious"))
    planned = suited(said, always(taste(said), (KIND, WRY, bold), taken, 40))
    assert planned.tone == tone
    assert planned.bears == said.bears, "limits are the viewer's own"
    assert replace(planned, tone=said.tone, pace=said.pace, likes=said.likes) == said


def test_the_curious_get_puzzles_beside_what_they_like():
    said = Profile(likes=("music",))
    curious = replace(PLAIN, id="ask", flavours=("curious",))
    planned = suited(said, always(taste(said), (PLAIN, curious), "ask", 40))
    assert planned.likes == ("puzzles", "music", "secrets")


def test_chances_of_tones_and_paces_sum_to_one_and_say_what_was_said_where_nothing_was_chosen():
    profile = Profile(tone="witty", pace="slow")
    for one in (taste(profile), always(taste(profile), (KIND, BOLD), "accuse", 15)):
        found = leanings(profile, one)
        assert sum(found.tone.values()) == pytest.approx(1) == sum(found.pace.values())
    nothing = leanings(profile, taste(profile))
    assert (nothing.tone["witty"], nothing.pace["slow"]) == pytest.approx((0.5, 0.5))
    assert set(nothing.themes.values()) == {0.0}


def test_a_share_code_means_the_same_to_whoever_opens_it_whatever_they_have_chosen():
    """The evening was planned for a taste that was learnt; the code of its path says which, so that it is planned alike."""
    genre, cast = read_genre("cozy_mystery"), characters()
    said = Profile(name="Robin", tone="gentle")
    planned_for = suited(said, always(taste(said), (KIND, WRY, BOLD), "joke", 40))
    story = plan(genre, profile=planned_for, cast=cast, seed=7)
    told = read(share(story, genre, profile=planned_for, branch=(1,)), [genre])
    other = told.profile(Profile(name="Robin", tone="dark", pace="brisk"))
    again = plan(genre, profile=other, cast=cast, seed=told.seed, minutes=told.minutes, premise=told.premise, old=told.old)
    assert planned_for.tone == "witty"
    told.must_be(again)
    assert again == story


# --------------------------------------------------------------------------------------------------------------------- why
def test_reasons_come_from_most_people_from_what_was_said_or_from_choices():
    stranger = why(Taste(), (KIND, PLAIN), "spare")
    assert (stranger[0].axis, stranger[0].known_from) == ("kind", "people")
    said = why(taste(Profile(tone="witty")), (WRY, PLAIN), "joke")
    assert said[0].sentence == "it is funny, as you said of yourself"
    learnt = why(always(Taste(), (PLAIN, ODD), "sing", 12), (PLAIN, ODD), "sing")
    assert learnt[0].sentence == "it is musical, as you often chose before"
    assert learnt[0].known_from == "choices"


def test_what_speaks_for_one_of_two_speaks_against_the_other():
    one = always(Taste(), (KIND, BOLD), "accuse", 12)
    offered = (KIND, BOLD)
    pushes = {reason.axis: reason.push for reason in why(one, offered, "spare", most=9)}
    others = {reason.axis: reason.push for reason in why(one, offered, "accuse", most=9)}
    assert pushes.keys() == others.keys() and "kind" in pushes
    assert all(pushes[axis] == pytest.approx(-others[axis]) for axis in pushes)
    assert sum(pushes.values()) < 0 < sum(others.values())


def test_the_heaviest_reasons_come_first_and_no_more_than_asked():
    one = always(Taste(), (KIND, BOLD, ODD), "sing", 12)
    told = why(one, (KIND, BOLD, ODD), "sing", most=2)
    assert len(told) == 2 and abs(told[0].push) >= abs(told[1].push)


def test_of_what_is_not_offered_or_stands_alone_there_is_nothing_to_say():
    assert why(Taste(), (KIND, BOLD), "sing") == why(Taste(), (KIND,), "spare") == ()


def test_what_was_learnt_is_told_in_a_sentence():
    assert about(Taste()).startswith("Nothing yet")
    assert about(Taste().chose((KIND, BOLD), "accuse", default="")).startswith("From 1 choice,")
    told = about(always(Taste(), (KIND, BOLD), "accuse", 40))
    assert "From 40 choices" in told and "more boldly" in told and "less kindly" in told
