"""The cast: everyone who ships can be drawn and heard apart, and a wrong file says where it is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import StoryError
from engine.library.characters import RANGES, Arc, Face, Voice, Wardrobe, characters, faults, read_character, viewer_character
from engine.places import asset
from engine.story.story import Pronouns

MAUD = asset("characters", "maud.toml").read_text(encoding="utf-8")
THEY = Pronouns()


VILLAGE = ("agnes", "bertram", "cleo", "dorian", "edwin", "flora", "gus", "hal", "maud", "odette", "priya", "theo", "winifred")
STATION = ("amara", "bo", "ines", "juno", "kaveh", "lev", "mirembe", "pip", "rafferty", "sunniva", "tomas", "wren")


def test_thirteen_people_live_in_the_village_and_twelve_on_the_station():
    assert sorted(characters()) == sorted((*VILLAGE, *STATION))


@pytest.mark.parametrize("place", [VILLAGE, STATION])
def test_no_two_neighbours_sound_alike_wear_the_same_hair_or_the_same_clothes(place: tuple[str, ...]):
    cast = [characters()[id] for id in place]
    assert len({(one.voice.id, one.voice.pitch) for one in cast}) == len(cast)
    assert len({one.face.style for one in cast}) == len(cast)
    assert len({(one.wardrobe.outfit, one.wardrobe.colours[0]) for one in cast}) == len(cast)
    assert len({one.wardrobe.outfit for one in cast}) > len(cast) * 0.75
    assert len({one.face.skin for one in cast}) == len(cast)


def test_everyone_says_who_they_are_what_they_want_and_need_hide_and_how_they_talk():
    for one in characters().values():
        lines = (one.about, one.want, one.need, one.secret, one.speech)
        assert all(line.endswith((".", "'", "!", "?")) for line in lines), one.id
        assert len(set(lines)) == 5 and one.licence, one.id


def test_what_someone_wants_may_be_left_out_but_not_run_on():
    said = ("want", "need", "secret", "speech", "lie", "change")
    plain = "\n".join(row for row in MAUD.splitlines() if not row.startswith(said))
    maud = read_character(plain, at="maud.toml")
    assert (maud.want, maud.need, maud.secret, maud.speech, maud.arc) == ("", "", "", "", Arc())
    with pytest.raises(StoryError, match=r"maud.toml:2: want has 400 characters. Write one line of at most 200."):
        read_character(plain.replace("\n", f'\nwant = "{"more " * 80}"\n', 1), at="maud.toml")


def test_the_viewer_is_one_of_the_cast():
    you = viewer_character(name="Robin", pronouns=THEY, face=Face(), wardrobe=Wardrobe(), voice=Voice(id="am_michael"))
    assert (you.id, you.name, you.voice.id) == ("viewer", "Robin", "am_michael")
    assert not list(faults(you))


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ('style = "bun"', 'style = "mohawk"', "Write one of bun, bob"),
        ("age = 0.9", "age = 9", "Write a number from 0.0 to 1.0"),
        ("age = 0.9", 'age = "old"', "Expected `float`"),
        ("glasses = 1.0", "spectacles = 1.0", "nothing that a face has"),
        ('skin = "#f0c0a0"', 'skin = "pink"', 'Write it as "#rrggbb"'),
        ('outfit = "cardigan"', 'outfit = "armour"', "There is no outfit"),
        ('outfit = "cardigan"', "outfit = cardigan", "The TOML is broken"),
        ("height = 0.95", "hight = 0.95", "means nothing in a character"),
        ("height = 0.95", "height = 3", "Write a number from 0.7 to 1.15"),
    ],
)
def test_a_wrong_file_names_the_line_and_what_to_write(right: str, wrong: str, says: str):
    text = MAUD.replace(right, wrong)
    line = next(n for n, row in enumerate(text.splitlines(), start=1) if row == wrong)
    with pytest.raises(StoryError) as error:
        read_character(text, at="assets/characters/maud.toml")
    assert str(error.value).startswith(f"assets/characters/maud.toml:{line}: ")
    assert says in str(error.value)


def test_a_number_just_below_another_of_the_same_ending_is_told_apart():
    text = MAUD.replace("brow = 0.8", "brow_tilt = 0.5\nbrow = 7")
    with pytest.raises(StoryError, match=r"maud.toml:\d+: brow is 7") as error:
        read_character(text, at="maud.toml")
    assert error.value.at is not None
    assert error.value.at.line is not None
    assert text.splitlines()[error.value.at.line - 1] == "brow = 7"


@given(st.fixed_dictionaries({name: st.floats(least, most) for name, (least, most, _) in RANGES.items()}))
def test_whatever_the_avatar_editor_may_choose_is_a_face(numbers: dict[str, float]):
    chosen = replace(Face(), **numbers)  # type: ignore[arg-type]
    you = viewer_character(name="Robin", pronouns=THEY, face=chosen, wardrobe=Wardrobe())
    assert not list(faults(you))


@given(st.sampled_from(sorted(RANGES)), st.floats(0.01, 10), st.booleans())
def test_whatever_lies_outside_is_not(name: str, beyond: float, above: bool):
    least, most, _ = RANGES[name]
    chosen = replace(Face(), **{name: most + beyond if above else least - beyond})  # type: ignore[arg-type]
    you = viewer_character(name="Robin", pronouns=THEY, face=chosen, wardrobe=Wardrobe())
    assert [wrong for wrong, _ in faults(you)] == [name]


def test_everyone_has_an_arc_of_four_short_sentences_and_no_two_say_the_same():
    said = [words for one in characters().values() for words in (one.arc.want, one.arc.lie, one.arc.need, one.arc.change)]
    assert len(set(said)) == 4 * len(characters())
    assert all(4 <= len(words.split()) <= 14 and words.endswith((".", "!", "?")) for words in said)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('lie = "No."', "lie of the arc has 1 words. Write 4 to 14"),
        (f'lie = "{"on and " * 9}on."', "lie of the arc has 19 words"),
        ('lye = "One consults me, and puts me back."', "nothing that a arc has"),
    ],
)
def test_an_arc_that_cannot_be_said_names_its_line(row: str, says: str):
    old = next(line for line in MAUD.splitlines() if line.startswith("lie ="))
    text = MAUD.replace(old, row)
    with pytest.raises(StoryError, match=f"maud.toml:{text.splitlines().index(row) + 1}: .*{says}"):
        read_character(text, at="maud.toml")
