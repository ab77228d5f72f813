"""A film on the screen: a screening, and the projector that shows its stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from engine.errors import PlayerMissing
from engine.library.captions import Words, written
from engine.library.characters import Cast
from engine.screening import events
from engine.screening.screening import Screening, Timer
from engine.story.story import FPS

if TYPE_CHECKING:
    from engine.delivery.stream import Stream

TIMERS = {"on": Timer(), "longer": Timer(stretch=2.0), "off": Timer(waits=True)}


class Projector(Protocol):
    """What shows a stream, with its sound."""

    def pause(self, on: bool) -> None: ...
    def position(self) -> float: ...
    def set_volume(self, volume: float) -> None: ...
    def set_pace(self, pace: float) -> None: ...
    def close(self) -> None: ...


class Film:
    """One viewing, as the player wants it. Calls come from the projection booth, one at a time; events, from the screening."""

    def __init__(
        self,
        *,
        title: str,
        screen: Callable[[Callable[[events.Event], None]], Screening],
        project: Callable[[Stream], Projector],
        tell: Callable[[Film, events.Event], None],
        cast: Cast | None = None,
    ) -> None:
        self.title = title
        self._screen = screen
        self._project = project
        self._tell = tell
        self._cast = cast or {}
        self._screening: Screening | None = None
        self._projector: Projector | None = None
        self._stream: Stream | None = None
        self._paused = self._held = self._rewinding = self._over = False
        self._volume = self._pace = 1.0
        self._timer = Timer()

    def start(self) -> None:
        self._screening = self._screen(self._hear)
        self._screening.set_timer(self._timer)
        self._screening.set_pace(self._pace)
        self._screening.start()

    def look(self) -> tuple[int, tuple[Words, ...]]:
        """Tell the screening where the picture is. The frame, and the words being said there."""
        screening = self._screening
        if screening is None or self._rewinding or self._over:
            return 0, ()
        self._follow(screening)
        if self._projector is None:
            return 0, ()
        # A projector is spoken to from one thread only, so that what the screening said is done here.
        self._projector.pause(self._paused or self._held)
        position = round(self._projector.position() * FPS)
        screening.tick(position)
        return position, written(screening.captions(position), cast=self._cast)

    def choose(self, choice_id: str) -> None:
        if self._screening:
            self._screening.choose(choice_id)

    def pause(self, on: bool) -> None:
        self._paused = on
        if self._projector:
            self._projector.pause(self._paused or self._held)

    def back(self) -> None:
        if self._screening:
            self._rewinding = True  # a place in the old stream means nothing in the new one: no word of it until `Rewound`
            self._paused = False
            self._screening.back_to_last_choice()

    def skip(self, seconds: float) -> None:
        """On, or back where it is below 0, within what was seen."""
        if self._screening:
            self._rewinding = True
            self._screening.skip(seconds)

    def set_volume(self, volume: float) -> None:
        self._volume = volume
        if self._projector:
            self._projector.set_volume(volume)

    def set_pace(self, pace: float) -> None:
        """So many times as fast as life. The screening is told first: more film must lie ahead of a picture in a hurry."""
        self._pace = pace
        if self._screening:
            self._screening.set_pace(pace)
        if self._projector:
            self._projector.set_pace(pace)

    def set_timer(self, timer: str) -> None:
        self._timer = TIMERS[timer]
        if self._screening:
            self._screening.set_timer(self._timer)

    def close(self) -> None:
        self._over = True
        if self._screening:
            self._screening.close()  # first: it ends the stream that the projector may be waiting for
        if self._projector:
            self._projector.close()
            self._projector = None

    def _follow(self, screening: Screening) -> None:
        """Put the stream that the screening feeds now on the projector, once there is enough of it."""
        stream = screening.stream
        if stream is not self._stream:
            self._stream = stream
            if self._projector:
                self._projector.close()
                self._projector = None
        if self._projector is None and screening.can_roll:
            try:
                self._projector = self._project(stream)
            except PlayerMissing as error:
                self._over = True
                self._tell(self, events.Failed(sentence=str(error)))
                return
            self._projector.set_volume(self._volume)
            self._projector.set_pace(self._pace)

    def _hear(self, event: events.Event) -> None:
        """On the screening's thread."""
        match event:
            case events.Stalled():
                self._held = True
            case events.Resumed():
                self._held = False
            case events.Skipped(moved=False):
                self._rewinding = False
            case events.Rewound() | events.Skipped():
                self._held = self._rewinding = False
        self._tell(self, event)
