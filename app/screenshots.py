"""Pictures of every screen: `python -m app --screenshot FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickPaintedItem, QQuickWindow

from app.house import POSTERS, House
from app.ui.pictures import Stills
from app.ui.window import load_fonts, open_window
from app.viewer.home import Begun, Next, Premise, Watched
from app.viewer.theatre import Loading
from app.viewer.works import Works
from engine.errors import OtherwiseError
from engine.library.captions import Words
from engine.places import Places
from engine.screening import events
from engine.story.story import Choice, Ending, Scene

SIZES = ((1280, 720), (1600, 900))
PREMISES = (
    Premise(
        genre="cozy_mystery", genre_name="Cozy mystery", seed=1, title="The Last Page", picture="set-library", seasons=True,
        logline="A ledger is missing something, and the librarian who kept it has stopped answering questions.",
    ),
    Premise(
        genre="cozy_mystery", genre_name="Cozy mystery", seed=2, title="Tea for the Departed", picture="set-tearoom",
        logline="Somebody has spoilt the prize-winning quince jam, and everyone had a spoon.",
    ),
    Premise(
        genre="cozy_mystery", genre_name="Cozy mystery", seed=3, title="A Light in the Conservatory", picture="set-conservatory",
        logline="The orchids have been moved in the night, one by one.",
    ),
)  # fmt: skip
BEGUN = Begun(
    episode="page",
    title="The Last Page",
    scene="The reading room",
    logline=PREMISES[0].logline,
    progress=0.42,
    picture="set-library",
)
WATCHED = Watched(
    episode="bell",
    title="The Bell at Low Water",
    endings=("A Quiet Verdict", "Nothing Was Said"),
    picture="set-street",
    walked=True,
)
NEXT = Next(
    episode="jam",
    title="Tea for the Departed",
    ended="Said in the Open",
    part="Next episode",
    called="Episode 2 of 6",
    picture="set-tearoom",
)
FORK = events.ChoiceOpened(
    question="What do you do with the torn page?",
    choices=(
        Choice(id="ask", to="ask", label="Ask Maud about the ledger", hint="She has been waiting for it"),
        Choice(id="read", to="read", label="Say nothing, and read on", hint="People left alone say more than they meant."),
        Choice(id="clock", to="clock", label="Look behind the clock"),
    ),
    default="read",
    opened_at=1150,
    closes_at=1342,
)
MAKING = events.Making(
    seconds_ahead=21.0,
    prospects=(
        events.Prospect(label="Ask Maud about the ledger", scene="ask", probability=0.5, seconds_ready=32, seconds=32),
        events.Prospect(label="Say nothing, and read on", scene="read", probability=0.3, seconds_ready=9, seconds=27),
        events.Prospect(label="Look behind the clock", scene="clock", probability=0.2, seconds_ready=3, seconds=40),
    ),
    working_on=("The back stairs, 3 of 10",),
    speed=1.8,
)


class Painting(QQuickPaintedItem):
    """A still where the film would be."""

    def __init__(self, picture: QImage) -> None:
        super().__init__()
        self._picture = picture

    def grab(self) -> QImage:
        return QImage()

    def clear(self) -> None:
        pass

    def paint(self, painter: QPainter) -> None:
        painter.drawImage(self.boundingRect(), self._picture)


class Rehearsal:
    """A film that stands still."""

    title = "The Last Page"

    def __getattr__(self, name: str) -> Any:
        return lambda *given: None

    def look(self) -> tuple[int, tuple[Words, ...]]:
        return 1210, (Words(text="Someone has torn out the last page.", paint="#ffe08a"),)


def take(folder: Path) -> int:
    """Save every screen at both sizes; 1 where QML complained."""
    folder.mkdir(parents=True, exist_ok=True)
    load_fonts()
    with tempfile.TemporaryDirectory() as home:
        places = Places(data=Path(home) / "data", cache=Path(home) / "cache").ready()
        stills = Stills()
        house = House(
            works=Works(places, project=_no_projector), stills=stills, screen=Painting(QImage(str(POSTERS / "library.jpg")))
        )
        opened = open_window(Path(__file__).parent / "Main.qml", stills, house.models)
        house.hang_pictures()
        for width, height in SIZES:
            opened.window.resize(width, height)
            for name in _scenes(house):
                _wait(700)
                _save(opened.window, folder / f"{name}-{width}x{height}.png")
        house.close()
        opened.close()
    for warning in opened.warnings:
        print(warning, file=sys.stderr)
    return 1 if opened.warnings else 0


def _scenes(house: House) -> Iterator[str]:
    """Bring up one screen after another, and name it."""
    theatre, home, who, player, settings = house.theatre, house.home, house.who, house.player, house.settings
    theatre.go("home")
    home.show_viewer("")
    home.show_past((), ())
    home.show_premises(PREMISES)
    yield "home-first-time"
    home.show_viewer("Robin")
    house.draw_face()
    _wait(1500)
    home.show_past((BEGUN,), (WATCHED,))
    yield "home"
    home.show_past((), (WATCHED,), (NEXT,))
    yield "home-season"
    home.show_past((BEGUN,), (WATCHED,))
    home.ask_code(True)
    yield "home-code"
    home.ask_code(False)
    who.open()
    who.set_name("Robin")
    theatre.go("who")
    for tab in ("you", "face", "eyes", "hair", "clothes", "tastes"):
        who.open_tab(tab)
        if tab == "you":
            _wait(1500)
        if tab == "hair":
            who.surprise()
            _wait(1500)
        yield f"who-{tab}"
    who.set_pronouns("custom")
    who.open_tab("you")
    yield "who-own-pronouns"
    premise = PREMISES[0]
    theatre.load(
        Loading(
            overline="A cozy mystery for Robin",
            heading=premise.title,
            logline=premise.logline,
            step="Voices of The reading room",
            progress=0.44,
            backdrop=premise.picture,
        )
    )
    theatre.go("loading")
    yield "loading"
    film = Rehearsal()
    theatre.go("player")
    player.prefer(volume=0.8, captions=True, ahead=False, timer="on")
    player.show(film)
    player.hear(film, events.SceneBegan(scene=Scene(id="room", title="The reading room", versions=()), at=0))
    yield "player"
    player.hear(film, FORK)
    player.hear(film, MAKING)
    player.select(0)
    yield "player-choice"
    player.prefer(volume=0.8, captions=True, ahead=True, timer="on")
    theatre.say("No sound device was found, so the film plays silently. Plug one in and begin again, or read the captions.", True)
    yield "player-ahead-and-trouble"
    theatre.hush()
    player.choose(0)
    yield "player-taken"
    player.hear(film, events.Ended(ending=Ending(title="A Kindness, Long Owed", feeling="merciful")))
    player.count("2 of 5 endings found")
    _wait(400)
    yield "player-ended"
    player.stand("Episode 2 of 6", "Next episode")
    yield "player-ended-season"
    player.close()
    theatre.go("home")
    settings.set_voices("The voices are installed: everyone in the film speaks.", True)
    settings.measure()
    theatre.set_drawer(True)
    yield "settings"
    theatre.set_drawer(False)
    _wait(400)


def _save(window: QQuickWindow, path: Path) -> None:
    if not window.grabWindow().save(str(path)):
        raise OtherwiseError(f"{path} could not be saved. Is its folder writable, and the disk not full?")


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _no_projector(stream: object) -> Any:
    raise OtherwiseError("No film is shown while pictures of the screens are taken.")
