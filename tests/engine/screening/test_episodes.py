"""The shelf: a bookmark that leads nowhere costs the place, an episode that cannot be played is named, nothing is deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import StoryError
from engine.library.characters import characters
from engine.narrative.fitting import storylet_of
from engine.places import Places
from engine.preference.history import History
from engine.preference.viewer import Profile
from engine.screening.episodes import Bookmark, Players, compose, known, load, shelf
from engine.story.files import encode, write
from engine.story.graph import by_chance, walk
from engine.story.state import State, begin, choose
from tests.stories import LOCKED_STUDY

CAST = Players(cast={"you": Profile().character, "maud": characters()["maud"]})
STUDY = choose(LOCKED_STUDY, begin(LOCKED_STUDY), "take")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An episode left in the study."""
    for name, value in (("story", LOCKED_STUDY), ("cast", CAST), ("bookmark", Bookmark(state=STUDY, frame=12))):
        write(tmp_path / "data" / "episodes" / "one" / f"{name}.json", value)
    return tmp_path / "data" / "episodes" / "one"


@pytest.mark.parametrize(
    "bookmark",
    [
        b"",
        b"{",
        b'{"state": {"scene": "moon"}}',
        encode(Bookmark(state=State(scene="vault"))),
        encode(Bookmark(state=State(scene="study", branch=("sing",)))),
        encode(Bookmark(state=State(scene="study", branch=("take",)))),
        encode(Bookmark(state=STUDY, frame=-1)),
    ],
)
def test_a_bookmark_that_leads_nowhere_begins_the_film_again(bookmark: bytes, folder: Path) -> None:
    assert load(folder).bookmark.state == STUDY
    (folder / "bookmark.json").write_bytes(bookmark)
    assert load(folder).bookmark == Bookmark(state=begin(LOCKED_STUDY))
    (folder / "bookmark.json").unlink()
    assert load(folder).bookmark == Bookmark(state=begin(LOCKED_STUDY))


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("story.json", b"{", "This is no story"),
        ("story.json", json.dumps({**json.loads(encode(LOCKED_STUDY)), "format": 99}).encode(), "Update Otherwise"),
        ("story.json", json.dumps({**json.loads(encode(LOCKED_STUDY)), "start": "moon"}).encode(), 'starts at "moon"'),
        ("cast.json", b"[]", "Expected `object`, got `array`"),
        ("cast.json", encode(Players(cast={"you": Profile().character})), 'Nobody plays "maud".'),
    ],
)
def test_an_episode_that_cannot_be_played_is_named_on_the_shelf_and_stays(
    file: str, content: bytes, sentence: str, folder: Path
) -> None:
    (folder / file).write_bytes(content)
    with pytest.raises(StoryError):
        load(folder)
    home = folder.parent.parent
    episodes, broken = shelf(Places(data=home, cache=home))
    assert episodes == ()
    assert len(broken) == 1
    assert sentence in broken[0]
    assert str(folder) in broken[0]
    assert (folder / file).read_bytes() == content


def test_the_next_evening_is_made_of_what_this_viewer_has_not_seen(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite")
    first, _ = compose(profile=Profile(), genre="cozy_mystery", seed=1)
    for state in walk(first, by_chance(1)):
        history.showed(genre=first.genre, episode="first", scene=state.scene)
    seen = known(history, "cozy_mystery")
    anew, _ = compose(profile=Profile(), genre="cozy_mystery", seed=2, old=seen)
    forgetful, _ = compose(profile=Profile(), genre="cozy_mystery", seed=2)
    history.close()
    again = [sum(storylet_of(scene.id) in seen for scene in story.scenes[1:]) for story in (anew, forgetful)]
    assert again[0] < again[1]
    assert set(anew.old) == seen - {"title"}


def test_beyond_ten_evenings_a_scene_may_come_again_as_if_it_were_new(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite")
    for number in range(130):
        history.showed(genre="cozy_mystery", episode=str(number), scene=f"01.scene_{number}")
    assert "scene_0" not in known(history, "cozy_mystery") and "scene_129" in known(history, "cozy_mystery")
    history.close()
