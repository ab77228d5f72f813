"""The real window with the real view-models, offscreen; only the engine behind it is a fake."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QSG_RENDER_LOOP"] = "basic"

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.house import House
from app.ui.pictures import Stills
from app.ui.window import load_fonts, open_window
from app.viewer.home import Premise
from engine.errors import OtherwiseError, StoryError
from engine.library.captions import Words
from engine.narrative.share import Shared
from engine.places import ROOT, Places
from engine.preference.viewer import Profile
from engine.screening import events
from engine.screening.episodes import Bookmark, Episode
from engine.screening.seasons import Standing
from engine.story.files import write
from engine.story.state import State
from engine.story.story import GRID, Choice, Ending, Scene, Shot, Story, Version

#  hall ──(ask | wait | look)──> study, an ending
HALL = Scene(
    id="hall",
    title="The hall",
    versions=(Version(shots=(Shot(framing="establish", environment="library", frames=3 * GRID),)),),
    choices=(
        Choice(id="ask", to="study", label="Ask about the key"),
        Choice(id="wait", to="study", label="Wait in the dark", hint="It is very dark"),
        Choice(id="look", to="study", label="Look under the rug"),
    ),
    default="wait",
    question="Somebody is coming. What do you do?",
)
STUDY = Scene(
    id="study",
    title="The study",
    versions=(Version(shots=(Shot(framing="close", environment="library", frames=2 * GRID),)),),
    ending=Ending(title="The Key, Returned", feeling="merciful"),
)
LOCKED_STUDY = Story(
    id="locked",
    title="The Locked Study",
    genre="cozy_mystery",
    start="hall",
    scenes=(HALL, STUDY),
    logline="Someone has the key.",
)
FORK = events.ChoiceOpened(question=HALL.question, choices=HALL.choices, default="wait", opened_at=100, closes_at=200)

CODES = {
    "2MTFW-00000": Shared(genre="cozy_mystery", premise="jam", seed=7, minutes=6),
    "2MTFW-PATH": Shared(genre="cozy_mystery", premise="jam", seed=7, minutes=6, taste=Profile(), branch=(3,), story=1),
}


class FakeFilm:
    """A film that is where the test says it is, and remembers what was asked of it."""

    def __init__(self, title: str, tell: Callable[[FakeFilm, events.Event], None]) -> None:
        self.title = title
        self.asked: list[tuple[str, object]] = []
        self.position = 0
        self.caption = ""
        self.slow = threading.Event()
        self.slow.set()
        self._tell = tell

    def happen(self, event: events.Event) -> None:
        """As a screening does it: from a thread of its own."""
        thread = threading.Thread(target=self._tell, args=(self, event))
        thread.start()
        thread.join()

    def look(self) -> tuple[int, tuple[Words, ...]]:
        return self.position, (Words(text=self.caption),) if self.caption else ()

    def start(self) -> None:
        self.asked.append(("start", True))

    def choose(self, choice_id: str) -> None:
        self.slow.wait(5)
        self.asked.append(("choose", choice_id))

    def pause(self, on: bool) -> None:
        self.asked.append(("pause", on))

    def back(self) -> None:
        self.asked.append(("back", True))

    def set_volume(self, volume: float) -> None:
        self.asked.append(("volume", volume))

    def skip(self, seconds: float) -> None:
        self.asked.append(("skip", seconds))

    def set_pace(self, pace: float) -> None:
        self.asked.append(("pace", pace))

    def set_timer(self, timer: str) -> None:
        self.asked.append(("timer", timer))

    def close(self) -> None:
        self.asked.append(("close", True))

    def times(self, what: str) -> list[object]:
        return [value for name, value in self.asked if name == what]


class FakeWorks:
    """An engine that writes one story, films nothing, and paints a face as a plain colour."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.films: list[FakeFilm] = []
        self.painted: list[object] = []
        self.episodes: dict[str, Episode] = {}
        self.broken: tuple[str, ...] = ()
        self.seen: tuple[str, ...] = ()
        self.rehearsed: list[tuple[str, str]] = []
        self.rested = 0
        self.writing = threading.Event()
        self.writing.set()
        self.easel = threading.Event()
        self.easel.set()
        self.trouble: OtherwiseError | None = None
        self.bytes = 0
        self.choices = 0
        self.unplayable_sentence = ""
        self.path: tuple[int, ...] = ()
        self.opened: list[tuple[str, Shared]] = []
        self.begun: list[Premise] = []
        self.stands: dict[str, Standing] = {}
        self.followed: list[tuple[str, str]] = []

    def premises(self, profile: Profile) -> tuple[Premise, ...]:
        names = ("The Locked Study", "Jam", "The Bell")
        return tuple(
            Premise(
                genre="cozy_mystery",
                genre_name="Cozy mystery",
                seed=n,
                title=name,
                logline=f"{name}, for {profile.name}.",
                seasons=name != "Jam",
            )
            for n, name in enumerate(names, start=1)
        )

    def rehearse(self, profile: Profile, premise: Premise) -> None:
        self.rehearsed.append((profile.name, premise.title))

    def rest(self) -> None:
        self.rested += 1

    def begin(self, profile: Profile, premise: Premise) -> Episode:
        self.writing.wait(5)
        if self.trouble:
            raise self.trouble
        self.begun.append(premise)
        return self.put(f"episode-{premise.seed}")

    def put(self, episode_id: str, *, saved_at: float = 0.0) -> Episode:
        folder = self.places.episodes / episode_id
        folder.mkdir(parents=True, exist_ok=True)
        bookmark = Bookmark(state=State(scene="hall"), saved_at=saved_at)
        self.episodes[episode_id] = Episode(id=episode_id, story=LOCKED_STUDY, cast={}, bookmark=bookmark, folder=folder)
        return self.episodes[episode_id]

    def standing(self, episode: Episode) -> Standing | None:
        return self.stands.get(episode.id)

    def standings(self, episodes: Collection[Episode]) -> dict[str, Standing]:
        return {one.id: self.stands[one.id] for one in episodes if one.id in self.stands}

    def follow(self, profile: Profile, episode: Episode) -> Episode:
        if self.trouble:
            raise self.trouble
        self.followed.append((profile.name, episode.id))
        return self.put(f"after-{episode.id}")

    def code(self, episode: Episode, *, path: bool) -> str:
        if self.trouble:
            raise self.trouble
        return f"{'PATH' if path else 'PREMISE'}-{episode.id.upper()}"

    def told_by(self, code: str) -> tuple[Shared, str]:
        if code not in CODES:
            raise StoryError("This is not quite a share code: a letter is wrong or missing. Compare it with what was sent.")
        return CODES[code], "Cozy mystery"

    def open_code(self, profile: Profile, told: Shared) -> Episode:
        if self.trouble:
            raise self.trouble
        self.opened.append((profile.name, told))
        self.path = told.branch
        return self.put("sent")

    def path_of(self, episode: Episode) -> tuple[int, ...]:
        return self.path

    def again(self, episode: Episode) -> Episode:
        return replace(episode, bookmark=Bookmark(state=State(scene="hall")))

    def forks_behind(self, episode: Episode) -> int:
        return len(episode.bookmark.state.branch)

    def shelf(self) -> tuple[dict[str, Episode], tuple[str, ...]]:
        return dict(self.episodes), self.broken

    def endings(self, episode: Episode) -> tuple[tuple[str, ...], int]:
        return self.seen, 1

    def film(self, episode: Episode, *, profile: Profile, tell: Callable[[FakeFilm, events.Event], None]) -> FakeFilm:
        self.films.append(FakeFilm(episode.story.title, tell))
        return self.films[-1]

    def portrait(self, character: object, *, width: int, height: int) -> QImage:
        self.easel.wait(5)
        self.painted.append(character)
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor(character.face.skin))
        return image

    def voices(self) -> tuple[str, bool]:
        return "The voices are installed.", True

    def unplayable(self) -> str:
        return self.unplayable_sentence

    def used(self) -> int:
        return self.bytes

    def clear(self) -> None:
        self.bytes = 0

    def learnt(self, profile: Profile) -> tuple[int, str]:
        return self.choices, f"{profile.name}: {self.choices} choices."

    def learnt_as_json(self, profile: Profile) -> str:
        return '{"forks": []}'

    def forget_choices(self) -> None:
        self.choices = 0


class Sitting:
    """A viewer before the window."""

    def __init__(self, qtbot: QtBot, works: FakeWorks, trouble: str = "") -> None:
        self.qtbot, self.works = qtbot, works
        self.house = House(works=works, stills=Stills(), trouble=trouble)
        self.opened = open_window(ROOT / "app" / "Main.qml", self.house.stills, self.house.models)
        self.window = self.opened.window
        # Nothing is claimed about fading: let it be quick.
        theme = self.opened.engine.singletonInstance("app.ui", "Theme")
        for pace in ("quick", "calm", "slow"):
            theme.setProperty(pace, 20)
        self.window.requestActivate()
        qtbot.waitExposed(self.window)
        self.house.open()

    @property
    def film(self) -> FakeFilm:
        return self.works.films[-1]

    def item(self, name: str) -> QQuickItem:
        """The item of that objectName; those that are shown come first."""
        found = [item for item in _below(self.window.contentItem()) if item.objectName() == name]
        assert found, f"nothing in the window is called {name}"
        return next((item for item in found if item.isVisible()), found[0])

    def shows(self, name: str) -> bool:
        return any(item.objectName() == name and item.isVisible() for item in _below(self.window.contentItem()))

    def place(self, name: str) -> QPoint:
        """Where the middle of that item is, once the next frame has laid out what has just been shown."""
        with self.qtbot.waitSignal(self.window.frameSwapped, timeout=4000):
            self.window.update()
        item = self.item(name)
        return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.window, Qt.MouseButton.LeftButton, pos=self.place(name))

    def hover(self, name: str) -> None:
        QTest.mouseMove(self.window, self.place(name) + QPoint(3, 3))
        QTest.mouseMove(self.window, self.place(name))

    def key(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.qtbot.keyClick(self.window, key)

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(self.window, letter)

    def until(self, claim: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(claim, timeout=4000)

    def rest(self, milliseconds: int) -> None:
        """Let the window live for a while. (QTest.qWait would keep the interpreter from every other thread.)"""
        self.qtbot.wait(milliseconds)

    def on(self, screen: str) -> None:
        """Wait until that screen is open and has stopped fading in."""
        self.until(lambda: self.house.theatre.screen == screen)
        self.rest(60)

    def watch(self) -> FakeFilm:
        """Begin a film and let its first picture come."""
        write(self.works.places.data / "profile.json", Profile(name="Robin"))
        self.house.who.profile = Profile(name="Robin")
        self.until(lambda: bool(self.house.home.primary) and bool(self.house.home._premises))
        self.click("primary")
        self.until(lambda: bool(self.works.films))
        self.film.position = 24
        self.film.happen(events.SceneBegan(scene=HALL, at=0))
        self.on("player")
        return self.film

    def close(self) -> None:
        self.house.close()
        self.opened.close()
        self.house.stills.clear()


def _below(item: QQuickItem) -> Iterator[QQuickItem]:
    yield item
    for child in item.childItems():
        yield from _below(child)


@pytest.fixture(scope="session", autouse=True)
def fonts(qapp: object) -> None:
    load_fonts()


@pytest.fixture
def works(tmp_path: Path) -> FakeWorks:
    return FakeWorks(Places(data=tmp_path / "data", cache=tmp_path / "cache").ready())


@pytest.fixture
def sitting(qtbot: QtBot, works: FakeWorks) -> Iterator[Sitting]:
    sitting = Sitting(qtbot, works)
    yield sitting
    sitting.close()
    assert sitting.opened.warnings == []
