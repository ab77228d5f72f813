"""Saying who you are, and seeing it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.library.characters import HAIR_STYLES, OUTFITS, RANGES, SKINS, Face
from engine.preference.viewer import Profile
from engine.story.files import read
from tests.app.conftest import FakeWorks, Sitting

Key = Qt.Key


@pytest.fixture
def mirror(sitting: Sitting) -> Iterator[Sitting]:
    """The page is open, and the first face is drawn."""
    sitting.click("who")
    sitting.on("who")
    sitting.until(lambda: sitting.house.who.portrait > 0)
    yield sitting


def drawn(mirror: Sitting) -> Face:
    return mirror.works.painted[-1].face


def test_a_slider_moved_by_keys_redraws_the_face(mirror: Sitting) -> None:
    mirror.house.who.open_tab("face")
    mirror.rest(50)
    mirror.item("measure_jaw").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    mirror.key(Key.Key_Right, Key.Key_Right)
    mirror.until(lambda: drawn(mirror).jaw > 1.01)
    mirror.key(Key.Key_Left, Key.Key_Left, Key.Key_Left, Key.Key_Left)
    mirror.until(lambda: drawn(mirror).jaw < 0.99)


def test_a_slider_dragged_by_the_mouse_is_one_step_back(mirror: Sitting) -> None:
    mirror.house.who.open_tab("face")
    mirror.rest(50)
    place = mirror.place("measure_jaw")
    place.setY(place.y() + 12)
    mirror.qtbot.mousePress(mirror.window, Qt.MouseButton.LeftButton, pos=place)
    for step in range(8):
        place.setX(place.x() + 9)
        QTest.mouseMove(mirror.window, place)
        mirror.rest(5 + step % 2)
    mirror.qtbot.mouseRelease(mirror.window, Qt.MouseButton.LeftButton, pos=place)
    mirror.until(lambda: drawn(mirror).jaw > 1.02)
    mirror.click("undo")
    mirror.until(lambda: drawn(mirror) == Face())
    assert not mirror.house.who.canUndo


def test_the_picture_in_the_window_is_the_face_that_was_drawn(mirror: Sitting) -> None:
    mirror.house.who.open_tab("face")
    mirror.house.who.wear("skin", SKINS[-1])
    mirror.until(lambda: mirror.house.who.portrait >= 2 and drawn(mirror).skin == SKINS[-1])
    mirror.rest(60)
    seen = mirror.window.grabWindow().pixelColor(mirror.place("portrait")).name()
    assert seen == SKINS[-1]


def test_of_many_touches_the_last_is_drawn_and_most_are_not(mirror: Sitting) -> None:
    before = len(mirror.works.painted)
    mirror.works.easel.clear()  # the painter is slower than the hand
    for step in range(200):
        mirror.house.who.set_measure("jaw", 0.8 + step * 0.0018)
    mirror.works.easel.set()
    last = mirror.house.who.values["jaw"]
    mirror.until(lambda: drawn(mirror).jaw == last)
    assert len(mirror.works.painted) - before <= 3


def test_chips_and_swatches_dress_you(mirror: Sitting) -> None:
    mirror.house.who.open_tab("hair")
    mirror.house.who.wear("style", HAIR_STYLES[0])
    mirror.house.who.open_tab("clothes")
    mirror.house.who.wear("outfit", OUTFITS[-1])
    mirror.house.who.wear("trim", "#2f5b6a")
    mirror.until(lambda: mirror.works.painted[-1].wardrobe.colours[1] == "#2f5b6a")
    assert drawn(mirror).style == HAIR_STYLES[0]
    assert mirror.works.painted[-1].wardrobe.outfit == OUTFITS[-1]


def test_everything_that_can_be_worn_is_offered_by_a_name_that_can_be_read(mirror: Sitting) -> None:
    for tab, row, these in (("hair", "style", HAIR_STYLES), ("clothes", "outfit", OUTFITS)):
        mirror.house.who.open_tab(tab)
        offered = next(one for one in mirror.house.who.chipRows if one["id"] == row)["words"]
        assert [word["id"] for word in offered] == list(these)
        assert len({word["label"] for word in offered}) == len(these)
        assert all(word["label"][0].isupper() and "_" not in word["label"] for word in offered)


def test_surprise_gives_another_face_within_its_ranges(mirror: Sitting) -> None:
    for _ in range(25):
        mirror.house.who.surprise()
        for name, value in mirror.house.who.values.items():
            assert RANGES[name][0] <= value <= RANGES[name][1], name
    mirror.click("surprise")
    mirror.until(lambda: drawn(mirror) != Face())
    mirror.click("undo")
    assert mirror.house.who.canUndo


def test_the_whole_page_can_be_reached_with_tab(mirror: Sitting) -> None:
    mirror.house.who.open_tab("tastes")
    mirror.rest(50)
    seen = set()
    for _ in range(40):
        mirror.key(Key.Key_Tab)
        seen.add(mirror.window.activeFocusItem().objectName())
    assert {"tabs", "surprise", "not_now"} <= seen
    mirror.item("tabs").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    mirror.key(Key.Key_Left)
    assert mirror.house.who.tab == "clothes"


def test_own_pronouns_need_all_four_words(mirror: Sitting) -> None:
    who = mirror.house.who
    mirror.type("Kit")
    who.set_pronouns("custom")
    for field, word in (("subject", "ze"), ("object", "zir"), ("possessive", "zir"), ("reflexive", "")):
        who.set_custom_pronoun(field, word)
    assert not who.savable
    assert who.trouble == "Write all four pronouns: the film uses each of them."
    who.set_custom_pronoun("reflexive", "zirself")
    assert who.savable
    assert who.example == "Kit put down zir cup. They all turned to zir: ze had solved it zirself."
    mirror.click("save")
    file = mirror.works.places.data / "profile.json"
    mirror.until(file.exists)
    assert read(file, Profile).pronouns.reflexive == "zirself"


def test_likes_are_kept_in_one_order_and_taken_back(mirror: Sitting) -> None:
    who = mirror.house.who
    for like in ("secrets", "gossip", "food", "gossip"):
        who.wear("likes", like)
    assert who.worn["likes"] == ["food", "secrets"]


def test_never_mind_keeps_who_you_were(mirror: Sitting) -> None:
    mirror.type("Nobody")
    mirror.key(Key.Key_Escape)
    mirror.on("home")
    assert mirror.house.who.profile.name == ""
    assert not (mirror.works.places.data / "profile.json").exists()


def test_a_broken_profile_is_kept_aside_and_told_of(qtbot: object, works: FakeWorks) -> None:
    file = works.places.data / "profile.json"
    file.write_text('{"name": 7}')
    sitting = Sitting(qtbot, works)
    sitting.until(lambda: sitting.house.theatre.speaking)
    assert "profile.broken-1.json" in sitting.house.theatre.sentence
    assert (works.places.data / "profile.broken-1.json").read_text() == '{"name": 7}'
    assert not file.exists()
    sitting.close()
