"""The measures of speech find what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.speech import agreement, asked_for, offset
from engine.story.story import FPS, Line
from engine.video.spoken import Phone
from engine.video.voices import RATE, Speech
from engine.video.voices.hearing import number_in_words, spoken_words, understood


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("Nobody was in the tearoom.", "nobody was in the tea room", 0),
        ("At forty-two, on the twenty-first.", "At 42 on the 21st.", 0),
        ("The grey colour.", "The gray color", 0),
        ("It's Maud’s cake.", "Its Mauds cake!", 0),
        ("You sent back the jam.", "He sent back the jam.", 1),
        ("You sent back the jam.", "You sent the jam.", 1),
        ("You sent back the jam.", "", 5),
        ("Yes.", "Yes, yes, yes.", 2),
    ],
)
def test_words_are_counted_as_a_listener_would(said: str, heard: str, wrong: int) -> None:
    assert understood(said, heard).wrong == wrong


def test_numbers_are_read_out() -> None:
    assert number_in_words(105) == "one hundred and five"
    assert number_in_words(1926) == "nineteen twenty six"
    assert spoken_words("1,204 of them at 4:30") == spoken_words("one thousand two hundred and four of them at four thirty")


def spoken() -> tuple[Speech, Line]:
    """Open vowels in a rhythm that never repeats, with closed lips and silence between."""
    at, phones, sound = 0.1, [], np.zeros(4 * RATE, np.float32)
    for step in range(14):
        long = 0.09 + 0.05 * (step * 7 % 5) / 4
        phones += [Phone(symbol="m", start=at, end=at + 0.07), Phone(symbol="ɑ", start=at + 0.07, end=at + 0.07 + long)]
        span = slice(round((at + 0.07) * RATE), round((at + 0.07 + long) * RATE))
        count = span.stop - span.start
        sound[span] = np.sin(2 * np.pi * 400 * np.arange(count) / RATE) * np.sin(np.pi * np.arange(count) / count)
        at += 0.07 + long + 0.03 * (step * 3 % 4)
    return Speech(samples=sound, phones=tuple(phones)), Line(speaker="maud", text="Ma ma ma")


def test_mouths_in_time_are_found_in_time_and_late_ones_late() -> None:
    speech, line = spoken()
    assert abs(offset([agreement(speech, line)])) < 1 / FPS
    for late in (-3 / FPS, 3 / FPS):
        moved = tuple(replace(one, start=one.start + late, end=one.end + late) for one in speech.phones)
        assert offset([agreement(replace(speech, phones=moved), line)]) == pytest.approx(late, abs=0.5 / FPS)


def test_two_hundred_lines_are_said_by_twelve_voices() -> None:
    asked = asked_for(24)
    assert len({one.voice.id for one in asked}) == 12
    assert len({one.line.text for one in asked}) == 24
    assert all(len(one.line.text.split()) >= 4 for one in asked)
