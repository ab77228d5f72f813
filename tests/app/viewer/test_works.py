"""What the app asks of the engine, with the real planner."""

from __future__ import annotations

from dataclasses import replace

from app.viewer.works import Works, begun, picture
from engine.places import Places
from engine.preference.viewer import Profile
from engine.screening.episodes import Bookmark, load
from engine.story.files import write
from engine.story.graph import by_default, walk
from tests.app.conftest import FakeWorks


def real(places: Places) -> Works:
    return Works(places, project=lambda stream: None)


def test_three_premises_for_someone_unknown_name_nobody_and_move_on_once_one_is_begun(works: FakeWorks) -> None:
    mine = real(works.places)
    found = mine.premises(Profile(name=""))
    assert len({one.title for one in found}) >= 2
    assert all("Robin" not in one.logline and one.logline.endswith(".") for one in found)
    mine.begin(Profile(name="Kit"), found[0])
    assert {one.seed for one in mine.premises(Profile(name="Kit"))}.isdisjoint(one.seed for one in found)


def test_the_bill_has_every_genre_but_what_the_viewer_cannot_bear(works: FakeWorks) -> None:
    mine = real(works.places)
    brave, timid = ({one.genre for one in mine.premises(Profile(name="Kit", fear=most))} for most in ("strong", "none"))
    assert brave == {"cozy_mystery", "ghost_story", "science_fiction"}
    assert timid == brave - {"ghost_story"}


def test_an_episode_that_was_begun_says_where_and_how_far(works: FakeWorks) -> None:
    mine = real(works.places)
    episode = mine.begin(Profile(name="Kit"), mine.premises(Profile(name="Kit"))[0])
    trail = walk(episode.story, by_default)
    assert begun(episode).progress == 0.0
    halfway = replace(episode, bookmark=Bookmark(state=trail[len(trail) // 2], frame=10))
    shown = begun(halfway)
    assert 0.2 < shown.progress < 0.8
    assert shown.scene == episode.story.scene(trail[len(trail) // 2].scene).title
    assert mine.forks_behind(episode) == 0
    assert 1 <= mine.forks_behind(halfway) < len(trail)
    assert picture(episode).startswith("set-")
    episode.poster.write_bytes(b"a still")
    assert picture(episode) == f"still-{episode.id}"


def test_again_begins_at_the_beginning(works: FakeWorks) -> None:
    mine = real(works.places)
    episode = mine.begin(Profile(name="Kit"), mine.premises(Profile(name="Kit"))[0])
    write(episode.folder / "bookmark.json", Bookmark(state=walk(episode.story, by_default)[-1], ended="An ending"))
    again = mine.again(load(episode.folder))
    assert again.bookmark.ended == ""
    assert load(episode.folder).bookmark.state.scene == episode.story.start


def test_clearing_deletes_finished_film_and_nothing_of_the_viewers(works: FakeWorks) -> None:
    mine = real(works.places)
    for folder in (works.places.store / "ab", works.places.cache / "sounds", works.places.episodes / "mine"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "file").write_bytes(b"x" * 1000)
    assert mine.used() == 2000
    mine.clear()
    assert mine.used() == 0
    assert (works.places.episodes / "mine" / "file").exists()
