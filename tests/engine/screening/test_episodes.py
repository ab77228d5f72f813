"""The shelf: a bookmark that leads nowhere costs the place, an episode that cannot be played is named, nothing is deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import StoryError
from engine.library.characters import characters
from engine.places import Places
from engine.preference.viewer import Profile
from engine.screening.episodes import Bookmark, Players, load, shelf
from engine.story.files import encode, write
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
