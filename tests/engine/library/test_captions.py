"""Words on a picture: a colour for each speaker, the same for a whole story, and light enough to be read on any picture."""

from __future__ import annotations

from engine.library.captions import CREAM, Words, colours, written
from engine.library.characters import characters
from engine.story.story import Line

FEW = {name: characters()[name] for name in ("maud", "theo", "kaveh", "wren", "priya", "gus")} | {"you": characters()["hal"]}


def luminance(paint: str) -> float:
    parts = [int(paint[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def test_no_two_of_a_usual_cast_speak_in_one_colour() -> None:
    assert len(set(colours(FEW).values())) == len(FEW)
    assert colours(FEW)["you"] == CREAM


def test_a_large_cast_is_coloured_too() -> None:
    assert set(colours(characters())) == set(characters())


def test_every_colour_stands_out_from_black() -> None:
    for paint in colours(characters()).values():
        assert (luminance(paint) + 0.05) / 0.05 > 12, paint


def test_who_is_heard_and_not_seen_is_named() -> None:
    said = (Line(speaker="maud", text="Here."), Line(speaker="theo", text="And here.", heard_only=True))
    assert written(said, cast=FEW) == (
        Words(text="Here.", paint=colours(FEW)["maud"]),
        Words(text="Theo: And here.", paint=colours(FEW)["theo"]),
    )


def test_a_speaker_without_a_part_speaks_in_cream() -> None:
    assert written((Line(speaker="somebody", text="Oh."),), cast=FEW) == (Words(text="Oh."),)
