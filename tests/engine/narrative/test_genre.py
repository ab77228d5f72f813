"""A genre is checked at the door: whoever writes a storylet is told the file, the line and what to write there."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import StoryError
from engine.narrative.genre import read_genre
from engine.places import ASSETS

GOOD = """+++
slot = "interview"
act = 1
set = ["tearoom"]
cast = ["you", "suspect"]
tension = 0.4
valence = 0.0
[invite]
label = "Ask {{ suspect.name }}"
+++
INT. {{ set.NAME }} - NIGHT

SUSPECT (warm)
Two sugars, if I remember.

{% if knows.means %}
YOU (firm)
None tonight.
{% endif %}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A genre with the facts and layers of a cozy mystery, no storylet yet, and so no season either."""
    (tmp_path / "cozy_mystery" / "storylets").mkdir(parents=True)
    text = (ASSETS / "genres" / "cozy_mystery" / "genre.toml").read_text()
    (tmp_path / "cozy_mystery" / "genre.toml").write_text(text[: text.index("[season]")])
    return tmp_path


def read(folder: Path, text: str):
    (folder / "cozy_mystery" / "storylets" / "two_sugars.storylet").write_text(text)
    return read_genre("cozy_mystery", folder=folder).storylets


def test_a_storylet_is_read_with_the_facts_that_its_words_ask(folder: Path) -> None:
    (storylet,) = read(folder, GOOD)
    assert storylet.id == "two_sugars"
    assert storylet.reads == ("knows.means",)
    assert storylet.invite is not None and storylet.invite.label == "Ask {{ suspect.name }}"


@pytest.mark.parametrize(
    ("good", "bad", "line", "words"),
    [
        ('slot = "interview"', 'slot = "intermission"', 2, "opening, crime, interview"),
        ('set = ["tearoom"]', 'set = ["cellar"]', 4, "library, tearoom"),
        ('cast = ["you", "suspect"]', 'cast = ["you", "suspect", "host", "other"]', 5, "one to three"),
        ("tension = 0.4", 'tension = "high"', 6, "float"),
        ("tension = 0.4", "tention = 0.4", 6, "tension"),
        ("tension = 0.4", "tension = ", 6, "TOML"),
        ("valence = 0.0", 'valence = 0.0\nsets = ["knows.everything"]', 8, "knows.means"),
        ("valence = 0.0", 'valence = 0.0\nneeds = ["knows means"]', 8, "met.maud"),
        ("valence = 0.0", 'valence = 0.0\nonly = { suspect = "hugo" }', 8, "maud"),
        ('[invite]\nlabel = "Ask {{ suspect.name }}"\n', "", 2, "[invite]"),
        ("knows.means %}", "knows.meanz %}", 16, "knows.means"),
        ("knows.means %}", "known.means %}", 16, 'Nothing is called "known"'),
        ("{% if knows.means %}", "{% if knows.means }", 16, "Mend the braces"),
        ("SUSPECT (warm)", "SUSPECT (cross)", 13, "neutral, warm"),
        ("SUSPECT (warm)", "HERRING (warm)", 13, "YOU, SUSPECT"),
        ("INT. {{ set.NAME }} - NIGHT", "A room.", 11, "scene heading"),
    ],
)
def test_a_slip_is_named_with_file_line_and_what_to_write(folder: Path, good: str, bad: str, line: int, words: str) -> None:
    assert good in GOOD
    with pytest.raises(StoryError) as slip:
        read(folder, GOOD.replace(good, bad))
    assert f"two_sugars.storylet:{line}: " in str(slip.value)
    assert words in str(slip.value)


def test_a_head_that_is_never_closed_is_said_so(folder: Path) -> None:
    with pytest.raises(StoryError, match=r"two_sugars\.storylet:\d+: The head is never closed"):
        read(folder, GOOD.replace("+++\nINT", "INT"))


def test_an_unknown_genre_names_those_there_are() -> None:
    with pytest.raises(StoryError, match=r'no genre "western".*cozy_mystery'):
        read_genre("western")


def test_a_premise_that_lacks_a_word_is_named_with_its_line(folder: Path) -> None:
    path = folder / "cozy_mystery" / "genre.toml"
    text = path.read_text()
    path.write_text(text.replace('thing = "the moon orchid"\n', ""))
    line = text.split("\n").index("[premises.orchid]") + 1
    with pytest.raises(StoryError, match=rf"genre\.toml:{line}: .*thing"):
        read_genre("cozy_mystery", folder=folder)
