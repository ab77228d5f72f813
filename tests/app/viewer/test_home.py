"""The foyer, the loading card, and the way into a film."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.viewer.home import Begun, Home, Premise, Watched
from engine.errors import StoryError
from engine.preference.viewer import Profile
from engine.screening import events
from tests.app.conftest import HALL, FakeWorks, Sitting

Key = Qt.Key
NEW = Premise(genre="cozy_mystery", genre_name="Cozy mystery", seed=7, title="Jam")
OLD = Begun(episode="old", title="The Bell", scene="The quay", progress=0.5)


def known(sitting: Sitting) -> Sitting:
    sitting.house.who.profile = Profile(name="Robin")
    sitting.until(lambda: bool(sitting.house.home._premises))
    return sitting


def test_a_new_viewer_says_who_they_are_and_then_the_film_begins(sitting: Sitting) -> None:
    sitting.until(lambda: bool(sitting.house.home._premises))
    sitting.click("primary")
    sitting.on("who")
    sitting.type("Kit")
    sitting.until(lambda: sitting.house.who.savable)
    sitting.click("save")
    sitting.until(lambda: bool(sitting.works.films))
    assert sitting.house.theatre.screen == "loading"
    sitting.film.position = 12
    sitting.on("player")
    file = sitting.works.places.data / "profile.json"
    sitting.until(lambda: file.exists() and '"Kit"' in file.read_text())


def test_the_loading_card_stays_until_there_is_a_picture(sitting: Sitting) -> None:
    known(sitting).click("primary")
    sitting.until(lambda: bool(sitting.works.films))
    sitting.film.happen(events.SceneBegan(scene=HALL, at=0))
    sitting.film.happen(events.Making(seconds_ahead=2.0, prospects=(), working_on=("sound of The hall",), speed=0))
    sitting.until(lambda: sitting.house.theatre.step == "Sound of The hall")
    assert sitting.house.theatre.screen == "loading"
    assert 0.7 < sitting.house.theatre.progress < 0.75
    sitting.film.position = 1
    sitting.on("player")


def test_escape_gives_up_an_episode_that_is_still_being_written(sitting: Sitting) -> None:
    known(sitting)
    sitting.works.writing.clear()
    sitting.click("primary")
    sitting.on("loading")
    sitting.key(Key.Key_Escape)
    sitting.on("home")
    sitting.works.writing.set()
    sitting.until(lambda: bool(sitting.works.episodes))
    sitting.rest(80)
    assert sitting.works.films == []
    assert sitting.house.theatre.screen == "home"


def test_an_episode_that_cannot_be_written_says_why(sitting: Sitting) -> None:
    known(sitting)
    sitting.works.trouble = StoryError("arrival.fountain:3: Write a scene heading.")
    sitting.click("primary")
    sitting.until(lambda: sitting.house.theatre.sentence == "arrival.fountain:3: Write a scene heading.")
    sitting.on("home")


def test_what_was_left_is_offered_first(qtbot: object, works: FakeWorks) -> None:
    works.put("left", saved_at=5.0)
    sitting = Sitting(qtbot, works)
    sitting.until(lambda: sitting.house.home.primary == "Continue")
    assert sitting.house.home.heading == "The Locked Study"
    sitting.click("primary")
    sitting.until(lambda: bool(works.films))
    sitting.close()


def test_the_shelf_is_walked_with_arrows_and_opened_with_return(sitting: Sitting) -> None:
    known(sitting)
    sitting.item("primary").forceActiveFocus()
    sitting.key(Key.Key_Down, Key.Key_Right, Key.Key_Return)
    sitting.until(lambda: "episode-3" in sitting.works.episodes)


def test_a_card_is_opened_by_the_mouse(sitting: Sitting) -> None:
    known(sitting).click("card0")
    sitting.until(lambda: "episode-2" in sitting.works.episodes)


def test_an_episode_that_cannot_be_read_is_told_of(qtbot: object, works: FakeWorks) -> None:
    works.broken = ("story.json: The JSON is broken.",)
    sitting = Sitting(qtbot, works)
    sitting.until(lambda: sitting.house.theatre.sentence == "story.json: The JSON is broken.")
    sitting.close()


def test_trouble_at_the_start_is_said_in_the_window(qtbot: object, works: FakeWorks) -> None:
    sitting = Sitting(qtbot, works, trouble="Otherwise cannot write to /home. Make the folder writable.")
    sitting.until(lambda: sitting.house.theatre.speaking and sitting.house.theatre.grave)
    assert sitting.house.theatre.sentence == "Otherwise cannot write to /home. Make the folder writable."
    sitting.close()


def test_what_is_wrong_is_read_before_the_next_sentence(sitting: Sitting) -> None:
    theatre = sitting.house.theatre
    theatre.say("The disk is full.", True)
    theatre.say("A worker was replaced.", False)
    assert theatre.sentence == "The disk is full."
    theatre.hush()
    assert theatre.sentence == "A worker was replaced."
    theatre.hush()
    assert not theatre.speaking


def test_without_vlc_the_window_says_what_to_install(qtbot: object, works: FakeWorks) -> None:
    works.unplayable_sentence = "VLC is not installed. Run sudo apt-get install vlc-plugin-base."
    sitting = Sitting(qtbot, works)
    sitting.until(lambda: sitting.house.theatre.sentence == works.unplayable_sentence)
    sitting.close()


def test_an_empty_shelf_says_what_will_stand_there() -> None:
    home = Home()
    home.show_premises((NEW, NEW, NEW))
    assert [(card["group"], card["empty"]) for card in home.shelf] == [
        ("New for you", False), ("", False), ("Continue", True), ("Watched", True),
    ]  # fmt: skip


def test_a_full_shelf_names_each_group_once() -> None:
    home = Home()
    home.show_premises((NEW, NEW))
    home.show_past((OLD, OLD, OLD), (Watched(episode="w", title="Jam", endings=("A", "B")),))
    assert [card["group"] for card in home.shelf] == ["New for you", "", "Continue", "", "Watched"]
    assert home.shelf[-1]["overline"] == "2 endings seen"


def test_what_is_first_on_the_bill_is_rehearsed_until_a_film_is_wanted(sitting: Sitting) -> None:
    sitting.until(lambda: bool(sitting.house.home._premises))
    assert not sitting.works.rehearsed  # nobody has said who they are
    sitting.house.who.profile = Profile(name="Robin")
    sitting.house._refresh()
    sitting.until(lambda: sitting.works.rehearsed == [("Robin", "The Locked Study")])
    sitting.watch()
    assert sitting.works.rested == 1
