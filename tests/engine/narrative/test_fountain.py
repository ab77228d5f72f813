"""Fountain as storylets use it.

INT. LIBRARY - NIGHT          a heading

Rain on the glass.            action

HOST (worried)                a cue, with a feeling
You came.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import StoryError
from engine.narrative.fountain import Action, Heading, Insert, Speech, parse
from engine.story.story import EMOTIONS

ROLES = ("you", "host")


def read(body: str):
    return parse(body, roles=ROLES, file="two_cups.storylet", first_line=10)


def test_a_page_comes_apart_into_heading_action_speech_and_insert_in_order() -> None:
    page = read(
        "INT. LIBRARY - NIGHT\n\nRain on\nthe glass.\n\nHOST (worried)\nYou came.\nAt last.\n\n"
        "YOU (O.S.)\n(amused, to the cat)\nI ran.\n\n[[insert: key | Still warm.]]\n"
    )
    assert page == (
        Heading(text="INT. LIBRARY - NIGHT", line=10),
        Action(text="Rain on the glass.", line=12),
        Speech(speaker="host", text="You came. At last.", emotion="worried", off=False, line=15),
        Speech(speaker="you", text="I ran.", emotion="amused", off=True, line=19),
        Insert(prop="key", text="Still warm.", line=23),
    )


def test_what_a_writer_has_struck_out_is_not_heard_and_moves_no_line() -> None:
    said = Speech(speaker="host", text="Yes.", emotion="neutral", off=False, line=13)
    assert read("/* no\n\nnot yet */\nHOST\nYes.") == (said,)


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("INT. X\n\nHOST (furious)\nOut!", 12, "neutral, warm"),
        ("INT. X\n\nHOST\n\nRain.", 12, "says nothing"),
        ("INT. X\n\nBUTLER\nDinner.", 12, "YOU, HOST"),
        ("INT. X\n\n[[a letter]]", 12, "[[insert: letter"),
    ],
)
def test_a_slip_is_named_with_its_file_its_line_and_what_to_write(body: str, line: int, words: str) -> None:
    with pytest.raises(StoryError) as slip:
        read(body)
    assert str(slip.value).startswith(f"two_cups.storylet:{line}: ")
    assert words in str(slip.value)


words = st.from_regex(r"[a-z]{1,9}( [a-z]{1,9}){0,6}[.?!]", fullmatch=True)


@given(st.lists(st.tuples(st.sampled_from(ROLES), st.sampled_from(EMOTIONS), words), min_size=1, max_size=8))
def test_every_speech_that_is_written_is_read_back(speeches: list[tuple[str, str, str]]) -> None:
    body = "\n\n".join(f"{role.upper()} ({emotion})\n{text}" for role, emotion, text in speeches)
    assert [(one.speaker, one.emotion, one.text) for one in read(body) if isinstance(one, Speech)] == speeches
