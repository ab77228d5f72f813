"""A screening and its projector, kept in step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.viewer.film import Film
from engine.errors import PlayerMissing
from engine.library.captions import Words
from engine.screening import events
from engine.screening.screening import LEAST, Timer
from engine.story.story import Line
from tests.app.conftest import HALL


@dataclass
class Reel:
    appended_frames: int = 0
    finished: bool = False


@dataclass
class FakeScreening:
    tell: Callable[[events.Event], None] = lambda event: None
    stream: Reel = field(default_factory=Reel)
    asked: list[object] = field(default_factory=list)

    @property
    def can_roll(self) -> bool:
        return self.stream.appended_frames >= LEAST or self.stream.finished

    def start(self) -> None:
        self.asked.append("start")

    def tick(self, position: int) -> None:
        self.asked.append(position)

    def captions(self, position: int) -> tuple[Line, ...]:
        return (Line(speaker="maud", text="Who is there?"), Line(speaker="viewer", text="Only me."))

    def choose(self, choice_id: str) -> None:
        self.asked.append(choice_id)

    def back_to_last_choice(self) -> None:
        self.asked.append("back")

    def skip(self, seconds: float) -> None:
        self.asked.append(("skip", seconds))

    def set_pace(self, pace: float) -> None:
        self.asked.append(("pace", pace))

    def set_timer(self, timer: Timer) -> None:
        self.asked.append(timer)

    def close(self) -> None:
        self.asked.append("close")


@dataclass
class FakeProjector:
    stream: Reel
    seconds: float = 0.0
    paused: bool = False
    volume: float = -1.0
    pace: float = -1.0
    closed: bool = False

    def pause(self, on: bool) -> None:
        self.paused = on

    def position(self) -> float:
        return self.seconds

    def set_volume(self, volume: float) -> None:
        self.volume = volume

    def set_pace(self, pace: float) -> None:
        self.pace = pace

    def close(self) -> None:
        self.closed = True


class Booth:
    """A film, and the fakes on both sides of it."""

    def __init__(self) -> None:
        self.screening = FakeScreening()
        self.projectors: list[FakeProjector] = []
        self.heard: list[events.Event] = []
        self.film = Film(
            title="A film", screen=self._screen, project=self._project, tell=lambda _, event: self.heard.append(event)
        )
        self.film.start()

    def _screen(self, on_event: Callable[[events.Event], None]) -> FakeScreening:
        self.screening.tell = on_event
        return self.screening

    def _project(self, stream: Reel) -> FakeProjector:
        self.projectors.append(FakeProjector(stream))
        return self.projectors[-1]

    def roll(self) -> FakeProjector:
        self.screening.stream.appended_frames = LEAST
        self.film.look()
        return self.projectors[-1]


def test_the_projector_starts_once_there_is_enough_film() -> None:
    booth = Booth()
    booth.screening.stream.appended_frames = LEAST - 1
    assert booth.film.look() == (0, ())
    assert booth.projectors == []
    booth.roll()
    assert len(booth.projectors) == 1


def test_a_film_shorter_than_that_starts_when_it_is_whole() -> None:
    booth = Booth()
    booth.screening.stream.appended_frames, booth.screening.stream.finished = 64, True
    booth.film.look()
    assert len(booth.projectors) == 1


def test_the_screening_hears_the_frame_that_is_shown() -> None:
    booth = Booth()
    booth.roll().seconds = 2.5
    assert booth.film.look() == (60, (Words(text="Who is there?"), Words(text="Only me.")))
    assert booth.screening.asked[-1] == 60


def test_volume_and_timer_wished_before_the_start_are_kept() -> None:
    booth = Booth()
    booth.film.set_volume(0.4)
    assert booth.roll().volume == 0.4
    booth.film.set_timer("off")
    assert booth.screening.asked[-2:] != [] and Timer(waits=True) in booth.screening.asked


def test_a_skip_that_goes_nowhere_lets_the_picture_run_on() -> None:
    booth = Booth()
    projector = booth.roll()
    booth.film.skip(10.0)
    assert ("skip", 10.0) in booth.screening.asked
    assert booth.film.look() == (0, ()), "until it is told, a place in the film means nothing"
    booth.screening.tell(events.Skipped(scene=HALL, moved=False))
    projector.seconds = 2.5
    assert booth.film.look()[0] == 60


def test_a_skip_brings_a_new_stream_on_a_new_projector() -> None:
    booth = Booth()
    old = booth.roll()
    booth.film.skip(-10.0)
    booth.screening.stream = Reel()
    booth.screening.tell(events.Skipped(scene=HALL, moved=True))
    assert booth.roll() is not old and old.closed


def test_a_pace_reaches_the_screening_and_every_projector() -> None:
    booth = Booth()
    booth.film.set_pace(1.5)
    projector = booth.roll()
    assert projector.pace == 1.5
    booth.film.set_pace(2.0)
    assert projector.pace == 2.0
    assert ("pace", 2.0) in booth.screening.asked


def test_a_stall_holds_the_picture_and_a_viewer_who_paused_stays_paused() -> None:
    booth = Booth()
    projector = booth.roll()
    booth.screening.tell(events.Stalled(at=90, scene="hall"))
    booth.film.look()
    assert projector.paused
    booth.film.pause(True)
    booth.screening.tell(events.Resumed(after_seconds=1.0))
    booth.film.look()
    assert projector.paused
    booth.film.pause(False)
    assert not projector.paused


def test_going_back_changes_the_reel_and_no_stale_place_is_told() -> None:
    booth = Booth()
    old = booth.roll()
    old.seconds = 40.0
    booth.film.look()
    booth.film.back()
    booth.screening.asked.clear()
    assert booth.film.look() == (0, ())
    assert booth.screening.asked == []
    booth.screening.stream = Reel()
    booth.screening.tell(events.Rewound(scene=HALL))
    assert booth.film.look() == (0, ())
    assert old.closed
    new = booth.roll()
    assert new is not old
    assert booth.screening.asked == [0]


def test_without_a_player_the_film_fails_with_the_remedy_and_only_once() -> None:
    booth = Booth()

    def missing(stream: Reel) -> FakeProjector:
        raise PlayerMissing("VLC is missing. Install it.")

    booth.film._project = missing
    booth.screening.stream.appended_frames = LEAST
    booth.film.look()
    booth.film.look()
    assert booth.heard == [events.Failed(sentence="VLC is missing. Install it.")]


def test_closing_ends_the_screening_before_the_projector() -> None:
    booth = Booth()
    projector = booth.roll()
    booth.film.close()
    assert booth.screening.asked[-1] == "close"
    assert projector.closed
    assert booth.film.look() == (0, ())
