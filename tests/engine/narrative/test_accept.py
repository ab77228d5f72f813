"""A line that a model wrote is said only where it breaks no rule; else the next one is, and at last the authored one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from engine.errors import ModelSilent
from engine.narrative.writers import Ask, Authored, Moment, choose, never, write
from engine.narrative.writers.accept import Brief, Tell, faults, levels, lexicon, sign, tells_of

# The vicarage, after supper. Somebody has taken the founders' ledger from the library at nine o'clock.
# Theo knows that the key hangs behind the clock. He does not know that Hal was on the bridge, and nobody may say who did it.
STORY = (
    "Somebody has taken the founders' ledger.",
    "At nine o'clock the library was locked, and Maud had the key on a string.",
    "Hal brings the post. Theo binds books. I asked Maud, and then the vicar.",
    "The river is high at Nether Wick.",
)
KEY = Tell(fact="knows.key", signs=(("key", "clock"), ("key", "behind")))
BRIDGE = Tell(fact="knows.bridge", signs=(("Hal", "bridge"),))
CULPRIT = Tell(fact="culprit", signs=(("Maud", "took"), ("Maud", "did", "it")))
BRIEF = Brief(
    lexicon=lexicon(STORY, names=("Maud", "Theo Ash", "Hal", "Priya")),
    seconds=5.0,
    tells=(KEY, BRIDGE, CULPRIT),
    knows=frozenset({"knows.key", "culprit"}),
    kept=frozenset({"culprit"}),
    said=("I bind books, and I mind my business.",),
)
SENT = replace(BRIEF, reveals=("knows.key",))
GENTLE = replace(BRIEF, fear=0, violence=0)


def kinds(line: str, brief: Brief = BRIEF) -> set[str]:
    return {fault.kind for fault in faults(line, brief)}


@pytest.mark.parametrize(
    "line",
    [
        "I never liked that clock.",
        "Ask Maud. She counts everything twice.",
        "At nine o'clock I was binding a hymn book, and swearing at it.",
        "Nether Wick was asleep, or it said so.",
        "The key? I'd look behind the clock, if I were you.",
        "Walking home, I met nobody at all.",
        "“Asleep” was the word, and I'd have used it.",
        "Well, well, well.",
        "It's Sunday's paper. I can't help it.",
        "No! You wouldn't… would you?",
    ],
)
def test_a_good_line_may_be_said(line: str) -> None:
    assert faults(line, BRIEF) == ()


# ---- each rule catches at least five ways to break it --------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "I saw Gerald by the pump.",
        "Gerald did that, and you know it.",
        "The butler had the tray.",
        "My sister keeps a list.",
        "She went to Brighton for the day.",
        "It was five past eleven when I left.",
        "It was ten o'clock, and dark outside.",
        "There were 37 of them.",
        "Ask Maud or Mrs Pemberton.",
        "GERALD was there!",
    ],
)
def test_a_line_that_names_someone_or_something_unknown_is_refused(line: str) -> None:
    assert "entity" in kinds(line)


@pytest.mark.parametrize(
    "line",
    [
        "Hal was on the bridge.",
        "I saw Hal standing on that bridge.",
        "Was Hal not on the bridge?",
        "The bridge is where Hal was.",
        "Hal's place was the bridge, as ever.",
        "Hal never was on any bridge.",
    ],
)
def test_a_line_that_tells_what_its_speaker_cannot_know_is_refused(line: str) -> None:
    assert kinds(line) == {"knowledge"}


@pytest.mark.parametrize(
    "line",
    [
        "Maud took the ledger.",
        "It was taken by Maud.",
        "Maud did it.",
        "Maud has done it, of course.",
        "Did Maud take the ledger?",
    ],
)
def test_a_line_that_gives_away_what_nobody_may_tell_yet_is_refused(line: str) -> None:
    assert [fault.sentence for fault in faults(line, BRIEF)] == ["It gives culprit away too soon."]


@pytest.mark.parametrize(
    "line",
    [
        "I never liked that clock.",
        "The key is somewhere about.",
        "It is not behind the clock, that key.",
        "Is the key behind the clock?",
        "There was no key behind the clock.",
        "Look behind the curtain. The clock is slow.",
    ],
)
def test_a_line_that_does_not_tell_what_it_must_is_refused(line: str) -> None:
    assert "reveal" in kinds(line, SENT)


@pytest.mark.parametrize(
    "line", ["The key hangs behind the clock.", "I hung the key there, on the clock.", "Behind it, the key."]
)
def test_what_must_be_told_may_be_told_in_many_ways(line: str) -> None:
    assert kinds(line, SENT) == set()


@pytest.mark.parametrize(
    "line",
    [
        "There is a ghost on the stairs.",
        "Something whispers in the dark.",
        "I would hit you with a fist.",
        "He was murdered in his bed.",
        "There was blood on the key.",
        "I had a nightmare about it.",
        "Put down the knife.",
    ],
)
def test_a_line_beyond_what_the_viewer_bears_is_refused(line: str) -> None:
    assert kinds(line, GENTLE) == {"limit"}


def test_who_bears_more_hears_more() -> None:
    assert levels("There is a ghost on the stairs, and blood on the knife.") == (1, 2)
    assert kinds("There is a ghost on the stairs.") == set()
    assert kinds("There was blood on the stairs.") == {"limit"}
    assert kinds("There was blood on the stairs.", replace(BRIEF, violence=2)) == set()


def test_nobody_swears() -> None:
    assert kinds("What the fuck is this?", replace(BRIEF, fear=2, violence=2)) == {"limit"}


@pytest.mark.parametrize(
    "line",
    [
        "I went out by the garden door, and round by the pump, and along the wall, and there I stood, and saw nothing.",
        "First the paste, then the boards, then the thread, then the cloth, then the press, and then a night of doing nothing.",
        "It was a long night, and a wet one, and I have had longer and wetter, but not by much, and never so far from a fire.",
        "If you had asked me yesterday, I would have said no; and if you ask me tomorrow, I shall say no again, but more slowly.",
        "Well, well, well! So. You want to know. You all want to know. And I am to tell it, standing up, before my tea?",
    ],
)
def test_a_line_that_does_not_fit_its_shot_is_refused(line: str) -> None:
    assert "fit" in kinds(line)
    assert kinds(line, replace(BRIEF, seconds=12.0)) == set()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "...",
        "THEO: I never liked that clock.",
        "(sighs) I never liked it.",
        "I never liked that clo",
        "never liked that clock.",
        "I never *liked* that clock.",
        "I never liked that clock.\nMaud did.",
        "I think, think, think, think that I am tired.",
        "“Theo,” Priya said, “you are dripping.”",
        "Aaaaaaah!",
        "31698275.",
        "As an AI I have no clock.",
        '"I never liked that clock."',
        "I bind books and I mind my business!",
    ],
)
def test_what_is_no_speech_is_refused(line: str) -> None:
    assert "form" in kinds(line)


def test_a_sign_is_the_words_that_carry_the_meaning() -> None:
    assert sign("candle wax in the lock") == ("candle", "wax", "lock")
    wax = Tell(fact="wax", signs=(sign("candle wax in the lock"),))
    assert tells_of("Somebody filled the locks with wax from candles.", wax)
    assert not tells_of("There is wax. The candle is in the lock.", wax)


# ---- and then? -----------------------------------------------------------------------------------------------------------

MOMENT = Moment(speaker="Theo", before=(("Maud", "Where is the key?"),))
ASK = Ask(goal="The key hangs behind the clock.", brief=SENT)
OURS = "Behind the clock. The key has hung there since before you could reach it."


class Scribe:
    """Writes what it was given, and prefers what it is told to."""

    name = "scribe"

    def __init__(self, *lines: str, likes: str = "") -> None:
        self._lines, self._likes = lines, likes

    def lines(self, moment: Moment, ask: Ask, *, count: int, cancelled: object = never) -> tuple[str, ...]:
        return self._lines[:count]

    def scores(self, moment: Moment, lines: Sequence[str], *, cancelled: object = never) -> tuple[float, ...]:
        return tuple(float(line == self._likes) for line in lines)


class Gone:
    name = "gone"

    def lines(self, moment: Moment, ask: Ask, *, count: int, cancelled: object = never) -> tuple[str, ...]:
        raise ModelSilent("It is gone.")

    def scores(self, moment: Moment, lines: Sequence[str], *, cancelled: object = never) -> tuple[float, ...]:
        raise ModelSilent("It is gone.")


def test_the_first_candidate_that_breaks_no_rule_is_said() -> None:
    good = "The key hangs behind the clock."
    written = write(MOMENT, ASK, authored=OURS, writer=Scribe("Gerald has it.", "No idea.", good, "The clock has the key."))
    assert (written.text, written.by) == (good, "scribe")
    assert [line for line, _ in written.refused] == ["Gerald has it.", "No idea."]


def test_where_no_candidate_will_do_the_authored_line_is_said_and_the_reasons_are_kept() -> None:
    written = write(MOMENT, ASK, authored=OURS, writer=Scribe("Gerald has it.", "Hal had the key on the bridge."))
    assert (written.text, written.by) == (OURS, "authored")
    assert [why for _, why in written.refused] == [
        'Nobody and nothing is called "Gerald" here.',
        "The speaker cannot know knows.bridge.",
    ]


def test_with_no_model_or_one_that_is_gone_the_authored_line_is_said() -> None:
    assert write(MOMENT, ASK, authored=OURS, writer=Authored()).text == OURS
    gone = write(MOMENT, ASK, authored=OURS, writer=Gone())
    assert (gone.text, gone.refused) == (OURS, (("", "It is gone."),))


def test_a_candidate_that_follows_worse_than_the_authored_line_is_not_said() -> None:
    good = "The key hangs behind the clock."
    assert write(MOMENT, ASK, authored=OURS, writer=Scribe(good), ranker=Scribe(likes=OURS)).by == "authored"
    assert write(MOMENT, ASK, authored=OURS, writer=Scribe(good), ranker=Scribe(likes=good)).by == "scribe"


def test_the_ranker_chooses_and_without_one_the_first_stands() -> None:
    assert choose(MOMENT, ("One.", "Two.", "Three."), ranker=Scribe(likes="Two.")) == 1
    assert choose(MOMENT, ("One.", "Two.", "Three."), ranker=Authored()) == 0
    assert choose(MOMENT, ("One.", "Two.", "Three."), ranker=Gone()) == 0
