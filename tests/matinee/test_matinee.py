"""Two minutes through the real app: window on a virtual screen, libVLC, worker processes, voices; the pictures are slates."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.exceptions import TimeoutError as QtTimeout

from app.house import House
from app.ui.pictures import Stills
from app.ui.window import load_fonts, open_window
from app.viewer.screen import Screen, VlcPlayer
from app.viewer.works import Works
from engine import media
from engine.delivery.store import Store
from engine.delivery.stream import Stream
from engine.library.characters import characters
from engine.places import ROOT, Places, places
from engine.preference.viewer import Profile
from engine.screening import workshop
from engine.screening.episodes import Bookmark, Players, load
from engine.screening.screening import Screening
from engine.story.files import write
from engine.story.state import begin
from engine.story.story import GRID, Choice, Ending, Line, Placed, Role, Scene, Shot, Story, Version
from engine.video.rungs import LADDER
from tests.app.conftest import Sitting
from tests.matinee.slates import number, slate_work

FRAMES = 7 * GRID
"""Of each scene: 18.7 s; six of them make a film of 1 minute and 52 seconds."""
WORDS = (
    ("maud", "Somebody has torn out the last page, and taken such care over it."),
    ("theo", "Then somebody knew that we were coming, and how little time we had."),
    ("you", "Or knew that you would mend it, and wanted to see you try."),
)


def scene(place: int, name: str, *ways: tuple[str, str], ending: Ending | None = None) -> Scene:
    """A scene of one shot whose seed says which scene it is."""
    lines = tuple(
        Line(speaker=who, text=words, start=1.0 + 5.5 * turn, seconds=5.0)
        for turn, (who, words) in enumerate(WORDS[place % 3 :] + WORDS[: place % 3])
    )
    people = (
        Placed(role="maud", anchor="left", facing="right", looks_at="theo"),
        Placed(role="theo", anchor="right", facing="left", looks_at="maud"),
    )
    shot = Shot(framing="two", environment="library", frames=FRAMES, seed=place, people=people, lines=lines)
    choices = tuple(Choice(id=to, to=to, label=label) for to, label in ways)
    return Scene(
        id=name,
        title=name,
        versions=(Version(shots=(shot,)),),
        choices=choices,
        default=ways[0][0] if ways else "",
        ending=ending,
        question="And now?",
    )


#  desk ──┬─> window ──┬─> stairs ───> lamp ──┬─> garden ──> gate (just)
#         └─> door ────┴─> cellar ────┘       └─> attic ───> gate
SCENES = (
    scene(1, "desk", ("door", "Try the door"), ("window", "Look out of the window")),
    scene(2, "window", ("stairs", "Go upstairs"), ("cellar", "Go down")),
    scene(3, "door", ("stairs", "Go upstairs"), ("cellar", "Go down")),
    scene(4, "stairs", ("lamp", "")),
    scene(5, "cellar", ("lamp", "")),
    scene(6, "lamp", ("garden", "Into the garden"), ("attic", "Up to the attic")),
    scene(7, "garden", ("gate", "")),
    scene(8, "attic", ("gate", "")),
    scene(9, "gate", ending=Ending(title="The Gate Was Open", feeling="just")),
)
MATINEE = Story(
    id="matinee",
    title="Matinee",
    genre="cozy_mystery",
    start="desk",
    scenes=SCENES,
    cast=(
        Role(id="maud", name="Maud", character="maud"),
        Role(id="theo", name="Theo", character="theo"),
        Role(id="you", name="Robin", character="viewer"),
    ),
)
PATH = ("desk", "window", "cellar", "lamp", "garden", "gate")


class Audience:
    """Sees and hears everything that leaves libVLC."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int] | None] = []
        self.blocks: list[bytes] = []
        self.lock = threading.Lock()

    def see(self, picture: np.ndarray) -> None:
        self.seen.append(number(picture))

    def hear(self, samples: bytes, microseconds: int) -> None:
        with self.lock:
            self.blocks.append(samples)

    @property
    def heard(self) -> np.ndarray:
        with self.lock:
            return np.frombuffer(b"".join(self.blocks), np.int16).reshape(-1, 2)


@pytest.fixture
def home(tmp_path: Path) -> Places:
    """A viewer's places with nothing in them but the machine's voices and one episode, just begun."""
    mine = Places(data=tmp_path / "data", cache=tmp_path / "cache").ready()
    mine.models.rmdir()
    mine.models.symlink_to(places().models)
    write(mine.data / "profile.json", Profile(name="Robin"))
    cast = {"maud": characters()["maud"], "theo": characters()["theo"], "you": Profile(name="Robin").character}
    folder = mine.episodes / "matinee"
    write(folder / "story.json", MATINEE)
    write(folder / "cast.json", Players(cast=cast))
    write(folder / "bookmark.json", Bookmark(state=begin(MATINEE), saved_at=time.time()))
    return mine


class Cinema(Sitting):
    """A viewer before the real window, with a real film."""

    def __init__(self, qtbot, home: Places, audience: Audience) -> None:
        self.screenings: list[Screening] = []
        screen = Screen()

        def see(picture: np.ndarray) -> None:
            audience.see(picture)
            screen.show_frame(picture)

        def project(stream: Stream) -> VlcPlayer:
            return VlcPlayer(stream, on_frame=see, on_sound=audience.hear)

        self.qtbot = qtbot
        self.home = home
        self.house = House(works=Works(home, project=project), stills=Stills(), screen=screen)
        self.opened = open_window(ROOT / "app" / "Main.qml", self.house.stills, self.house.models)
        self.window = self.opened.window
        self.window.requestActivate()
        qtbot.waitExposed(self.window)
        self.house.open()

    def wait(self, claim, seconds: float) -> None:
        try:
            self.qtbot.waitUntil(claim, timeout=round(seconds * 1000))
        except QtTimeout as error:
            house = self.house
            raise AssertionError(f"{house.theatre.screen}, {house.theatre.sentence!r}, {house.player._shown}") from error

    @property
    def asks(self) -> bool:
        return self.shows("choice0") and self.house.player.choosing

    def scene_is(self, name: str) -> bool:
        return self.house.player.scene == name


@pytest.fixture
def audience() -> Audience:
    return Audience()


@pytest.fixture
def cinema(qtbot, home, audience, monkeypatch) -> Iterator[Cinema]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    load_fonts()
    shop = functools.partial(workshop.Workshop, make=slate_work)
    monkeypatch.setattr(workshop, "Workshop", shop)
    cinema = Cinema(qtbot, home, audience)
    yield cinema
    cinema.close()
    sys.setswitchinterval(before)
    assert cinema.opened.warnings == []


@pytest.fixture
def left(home: Places) -> Bookmark:
    """Where somebody was when their app was killed, some seconds into the film."""
    command = [sys.executable, "-m", "tests.matinee.watching"]
    watching = subprocess.Popen(command, env={**os.environ, "OTHERWISE_HOME": str(home.data.parent)}, cwd=ROOT)
    try:
        until(lambda: load(home.episodes / "matinee").bookmark.frame > GRID, 180, watching)
        workers = worker_pids(watching.pid)
        assert workers
    finally:
        watching.kill()
        watching.wait(10)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), 20)  # nobody is left behind
    return load(home.episodes / "matinee").bookmark


def until(claim, seconds: float, process: subprocess.Popen[bytes] | None = None) -> None:
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end
        assert process is None or process.poll() is None
        time.sleep(0.1)


def worker_pids(parent: int) -> list[int]:
    """The worker processes of that one."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if f"PPid:\t{parent}\n" in text and b"spawn_main" in command:
            found.append(int(status.parent.name))
    return found


def film_of(home: Places, path: tuple[str, ...]) -> np.ndarray:
    """The sound of the path as the store has it, sample by sample."""
    store = Store(home.store, budget_bytes=2**33)
    episode = load(home.episodes / "matinee")
    from engine.story.graph import by_branch, walk
    from engine.story.state import version
    from engine.video.produce import segment
    from engine.video.voices import speaker

    voices = speaker(home)[0].name
    pieces = []
    for state in walk(MATINEE, by_branch(tuple(name for name in path[1:] if name in ("window", "cellar", "garden")))):
        one = segment(MATINEE.scene(state.scene), version(MATINEE.scene(state.scene), state), cast=episode.cast, voices=voices)
        for part in range(one.chunks):
            made = (store.get(one.chunk_key(part, rung)) for rung in reversed(LADDER))
            chunk = next(found for found in made if found)
            pieces.append(media.unpack_sound(chunk.sound))
    return np.concatenate(pieces)


def test_two_minutes_chosen_by_mouse_and_by_key_lose_no_frame_and_no_sample(cinema, qtbot, home, audience):
    cinema.until(lambda: cinema.shows("primary") and bool(cinema.house._shelf))
    cinema.house._continue("matinee")
    cinema.wait(lambda: cinema.house.theatre.screen == "player", 180)

    cinema.wait(lambda: cinema.asks, 40)
    cinema.click("choice1")  # the window
    cinema.wait(lambda: cinema.scene_is("window"), 30)

    os.kill(worker_pids(os.getpid())[0], signal.SIGKILL)  # the film must not notice

    cinema.wait(lambda: cinema.asks, 40)
    cinema.key(Qt.Key.Key_2)  # the cellar
    cinema.wait(lambda: cinema.scene_is("cellar"), 30)

    cinema.wait(lambda: cinema.scene_is("lamp"), 40)
    cinema.wait(lambda: cinema.asks, 40)  # and silence: the garden
    cinema.wait(lambda: cinema.scene_is("gate"), 60)
    cinema.wait(lambda: cinema.house.player.ended, 40)
    qtbot.wait(400)

    frames = [(MATINEE.scene(name).versions[0].shots[0].seed, frame) for name in PATH for frame in range(FRAMES)]
    assert len(audience.seen) >= len(frames) - 1
    assert audience.seen == frames[: len(audience.seen)]

    wanted = film_of(home, PATH).astype(np.float32)
    heard = audience.heard.astype(np.float32)
    first = -(-len(wanted) // media.AAC) * media.AAC - len(heard)
    assert first in (-media.AAC, 0)
    heard = heard[-first:][: len(wanted)]
    for joint in range(FRAMES * media.SPF, len(wanted), FRAMES * media.SPF):
        near = slice(joint - 24_000, joint + 24_000)  # half a second on both sides
        assert np.corrcoef(heard[near].ravel(), wanted[near].ravel())[0, 1] > 0.95, joint
    loud = np.abs(wanted).max(axis=1) > 1000
    assert np.corrcoef(heard[loud[: len(heard)]].ravel(), wanted[: len(heard)][loud[: len(heard)]].ravel())[0, 1] > 0.98


def test_what_was_left_is_offered_again_where_it_was(cinema, home):
    state = replace(begin(MATINEE), scene="window", branch=("window",))
    write(home.episodes / "matinee" / "bookmark.json", Bookmark(state=state, frame=3 * GRID + 5, saved_at=time.time()))
    cinema.house._refresh()
    cinema.until(lambda: _scene_of(cinema) == "window")
    cinema.house._continue("matinee")
    cinema.wait(lambda: cinema.house.theatre.screen == "player", 180)
    assert cinema.scene_is("window")
    cinema.key(Qt.Key.Key_Escape)
    cinema.wait(lambda: cinema.house.theatre.screen == "home", 10)
    cinema.wait(lambda: load(home.episodes / "matinee").bookmark.frame >= 3 * GRID, 10)


def test_an_app_that_was_killed_offers_to_go_on_from_there(left, cinema, audience):
    cinema.until(lambda: cinema.shows("primary") and bool(cinema.house._shelf))
    assert "Continue" in cinema.house.home.primary
    cinema.click("primary")
    cinema.wait(lambda: len(audience.seen) > 0, 60)
    assert audience.seen[0] == (1, left.frame // GRID * GRID)


def _scene_of(cinema: Cinema) -> str:
    """Where the shelf says that the matinee was left."""
    episode = cinema.house._shelf.get("matinee")
    return episode.bookmark.state.scene if episode else ""
