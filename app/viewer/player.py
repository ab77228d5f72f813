"""Watching: what is on the picture's edge while a film plays, and what keys and clicks do to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQuick import QQuickItem

from app.link import Hand, Link
from app.viewer.path import Path
from app.viewer.shown import Fork, Shown, Viewing
from engine.errors import OtherwiseError
from engine.library.captions import FACES, SAFE, SIZES, Face, Size, Style, Words
from engine.screening import events
from engine.story.story import FPS

AWAKE_MS = 2600
SKIP = 10.0
"""Seconds that a key goes back, or on."""
PACES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
TICK_MS = 40


class Player(QObject):
    """The view-model of the player. Position is the only clock of the film; the one timer here only asks for it."""

    changed = Signal()
    forked = Signal()
    made = Signal()
    ticked = Signal()
    said = Signal()
    woke = Signal()
    preferred = Signal(str, object)
    left = Signal()
    replay_wanted = Signal()
    share_wanted = Signal(bool)
    next_wanted = Signal()
    rolled = Signal()
    ended_with = Signal(object)
    failed = Signal(str)
    told = Signal(str, bool)
    fullscreen_wanted = Signal()
    escaped = Signal()

    def __init__(self, *, link: Link, screen: Any = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._screen = screen
        self._viewing: Viewing | None = None
        self._booth: Hand | None = None
        self._closing: Hand | None = None
        self._shown = Shown()
        self._path = Path()
        self._position = 0
        self._said: tuple[Words, ...] = ()
        self._volume = 0.85
        self._loud = 0.85
        self._pace = 1.0
        self._captions = True
        self._style = Style()
        self._ahead = False
        self._timer = "on"
        self._awake = True
        self._looking = self._waits = self._wound = False
        self._sleep = QTimer(self)
        self._sleep.setSingleShot(True)
        self._sleep.setInterval(AWAKE_MS)
        self._sleep.timeout.connect(self._doze)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._tick)

    # -- a film is brought in, and taken out

    def show(self, viewing: Viewing, *, forks_passed: int = 0, path: tuple[int, ...] = ()) -> None:
        """Play this film from where it stands, with so many forks behind, along the path that somebody sent."""
        self.close()
        self._viewing = viewing
        self._path = Path(numbers=path)
        self._booth = Hand(self._link, "projection booth")
        self._position = 0
        self._said = ()
        self._looking = False
        self._let(Shown(title=viewing.title, forks_passed=forks_passed))
        volume, timer, pace = self._volume, self._timer, self._pace
        self._do(lambda film: film.set_volume(volume))
        self._do(lambda film: film.set_timer(timer))
        self._do(lambda film: film.set_pace(pace))
        self._do(lambda film: film.start())
        self._clock.start()
        self.wake()

    def close(self) -> None:
        """Stop the film, without waiting for it."""
        self._clock.stop()
        self._sleep.stop()
        if self._booth is not None:
            self._do(lambda film: film.close())
            self._booth.finish()
            self._closing, self._booth, self._viewing = self._booth, None, None
        self._let(Shown())

    def wait_closed(self, seconds: float = 5.0) -> None:
        """Before the application goes: let the last film finish closing."""
        if self._closing is not None:
            self._closing.join(seconds)

    def hear(self, viewing: Viewing, event: events.Event) -> None:
        """An event of a screening, on the Qt thread. Those of a film that was left are late, and ignored."""
        if viewing is not self._viewing:
            return
        shown = self._shown
        match event:
            case events.SceneBegan(scene=scene):
                self._let(replace(shown, scene=scene.title, fork=None, stalled=False))
            case events.ChoiceOpened():
                self._let(replace(shown, fork=Fork(opened=event)))
                self.wake()
            case events.ChoiceTaken(choice=choice):
                self._path = self._path.after(choice, shown.opened)
                fork = replace(shown.fork, taken=choice.id) if shown.fork and choice.label else shown.fork
                self._let(replace(shown, fork=fork, forks_passed=shown.forks_passed + bool(choice.label)))
                if fork:
                    QTimer.singleShot(900, self, lambda: self._fold(fork))
            case events.Making():
                self._let(replace(shown, making=event))
            case events.Stalled():
                self._let(replace(shown, stalled=True))
            case events.Resumed():
                self._let(replace(shown, stalled=False))
            case events.Rewound(scene=scene):
                self._path = Path()  # who goes back wants another way
                self._wound = False
                self._let(replace(shown, scene=scene.title, fork=None, ending=None, stalled=False, paused=False))
                self.wake()
            case events.Skipped(scene=scene, moved=True):
                self._let(replace(shown, scene=scene.title, fork=None, ending=None, stalled=False))
                self.wake()
            case events.Fallback(sentence=sentence):
                self.told.emit(sentence, False)
            case events.Ended(ending=ending):
                self._let(replace(shown, ending=ending, fork=None, stalled=False))
                self.ended_with.emit(ending)
            case events.Failed(sentence=sentence):
                self._let(replace(shown, stalled=False))
                self.failed.emit(sentence)

    def prefer(
        self, *, volume: float, captions: bool, ahead: bool, timer: str, size: Size = "medium", face: Face = "plain"
    ) -> None:
        """What the settings say now."""
        if timer != self._timer:
            self._do(lambda film: film.set_timer(timer))
        self._captions, self._ahead, self._timer = captions, ahead, timer
        self._style = Style(size=size, face=face)
        if volume != self._volume:
            self._volume = volume
            self._do(lambda film: film.set_volume(volume))
        self.changed.emit()
        self.said.emit()
        self.ticked.emit()

    def wait_for_drawer(self, open: bool) -> None:
        """The settings lie over the picture: the film waits, and goes on after them unless the viewer had paused it."""
        if open and not self._shown.paused and self._viewing is not None and self._shown.ending is None:
            self._waits = True
            self.toggle_pause()
        elif not open and self._waits:
            self._waits = False
            if self._shown.paused:
                self.toggle_pause()

    def count(self, found: str) -> None:
        """Under an ending: how many have been found."""
        self._let(replace(self._shown, found=found))

    def stand(self, called: str, goes_on: str) -> None:
        """Under an ending: which of its series it is, and how the button says that leads on; empty where nothing follows."""
        self._let(replace(self._shown, called=called, goes_on=goes_on))

    # -- what the viewer does

    @Slot(QQuickItem)
    def hang(self, stage: QQuickItem) -> None:
        """Hang the picture, made in Python, on the stage of the page."""
        if self._screen is None:
            return
        screen = self._screen
        screen.setParentItem(stage)

        def fit() -> None:
            screen.setSize(stage.size())

        stage.widthChanged.connect(fit)
        stage.heightChanged.connect(fit)
        fit()

    @Slot(int, result=bool)
    def press(self, key: int) -> bool:
        """A key. True where it meant something."""
        if self._shown.ending is not None:
            return self._press_at_the_end(key)
        if self._shown.fork is not None and self._press_at_a_fork(key):
            return True
        act = {
            Qt.Key.Key_Space: self.toggle_pause,
            Qt.Key.Key_B: self.back,
            Qt.Key.Key_C: self.toggle_captions,
            Qt.Key.Key_D: self.toggle_ahead,
            Qt.Key.Key_M: self.toggle_mute,
            Qt.Key.Key_F: self.fullscreen_wanted.emit,
            Qt.Key.Key_Escape: self.escaped.emit,
            Qt.Key.Key_Up: lambda: self.set_volume(self._volume + 0.05),
            Qt.Key.Key_Down: lambda: self.set_volume(self._volume - 0.05),
            Qt.Key.Key_J: lambda: self.skip(-SKIP),
            Qt.Key.Key_L: lambda: self.skip(SKIP),
            Qt.Key.Key_Comma: lambda: self.step_pace(-1),
            Qt.Key.Key_Less: lambda: self.step_pace(-1),
            Qt.Key.Key_Period: lambda: self.step_pace(1),
            Qt.Key.Key_Greater: lambda: self.step_pace(1),
        }.get(Qt.Key(key))
        if act is None:
            return False
        act()
        if key not in (Qt.Key.Key_D, Qt.Key.Key_C):
            self.wake()
        return True

    def _press_at_the_end(self, key: int) -> bool:
        match Qt.Key(key):
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case Qt.Key.Key_F:
                self.fullscreen_wanted.emit()
            case Qt.Key.Key_B if self._can_go_back():
                self.back()
            case Qt.Key.Key_N if self._shown.goes_on:
                self.go_on()
            case Qt.Key.Key_S:
                self.share(False)
            case Qt.Key.Key_P if not self._shown.called:
                self.share(True)
            case _:
                return False
        return True

    def _press_at_a_fork(self, key: int) -> bool:
        count = len(self._shown.choices)
        fork = self._shown.fork
        assert fork is not None
        match Qt.Key(key):
            case Qt.Key.Key_1 | Qt.Key.Key_2 | Qt.Key.Key_3 | Qt.Key.Key_4:
                if key - Qt.Key.Key_1.value < count:
                    self.choose(key - Qt.Key.Key_1.value)
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self.select(min(count - 1, fork.selected + 1))
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self.select(max(0, fork.selected - 1) if fork.selected >= 0 else count - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if fork.selected >= 0:
                self.choose(fork.selected)
            case _:
                return False
        return True

    @Slot(int)
    def select(self, index: int) -> None:
        fork = self._shown.fork
        if fork and not fork.taken and fork.selected != index:
            self._let(replace(self._shown, fork=replace(fork, selected=index)))

    @Slot(int)
    def choose(self, index: int) -> None:
        fork, choices = self._shown.fork, self._shown.choices
        if fork is None or fork.taken or not 0 <= index < len(choices):
            return
        choice = choices[index]
        if self._shown.paused:
            self.toggle_pause()
        self._let(replace(self._shown, fork=replace(fork, selected=index, taken=choice.id)))
        self._do(lambda film: film.choose(choice.id))

    @Slot()
    def toggle_pause(self) -> None:
        if self._viewing is None or self._shown.ending is not None:
            return
        paused = not self._shown.paused
        self._let(replace(self._shown, paused=paused))
        self._do(lambda film: film.pause(paused))
        self.wake()

    @Slot()
    def back(self) -> None:
        if self._can_go_back():
            passed = max(0, self._shown.forks_passed - 1)
            self._let(replace(self._shown, forks_passed=passed, fork=None, ending=None, paused=False, rewinding=True))
            self._wound = True
            self._do(lambda film: film.back())

    @Slot()
    def replay(self) -> None:
        self.replay_wanted.emit()

    @Slot()
    def go_on(self) -> None:
        """To the next episode of the series."""
        self.next_wanted.emit()

    @Slot(bool)
    def share(self, path: bool) -> None:
        self.share_wanted.emit(path)

    @Slot()
    def leave(self) -> None:
        self.left.emit()

    @Slot(float)
    def set_volume(self, volume: float) -> None:
        self.preferred.emit("volume", round(min(1.0, max(0.0, volume)), 3))

    @Slot(float)
    def skip(self, seconds: float) -> None:
        """Look again at what was seen, or leave it."""
        if self._viewing is not None and self._shown.ending is None:
            self._do(lambda film: film.skip(seconds))

    @Slot(int)
    def step_pace(self, step: int) -> None:
        """Slower, or faster: half to twice as fast as life. It stays so for the films that follow."""
        pace = PACES[min(len(PACES) - 1, max(0, PACES.index(self._pace) + step))]
        if pace != self._pace:
            self._pace = pace
            self._do(lambda film: film.set_pace(pace))
            self.ticked.emit()

    @Slot()
    def toggle_mute(self) -> None:
        if self._volume > 0:
            self._loud = self._volume
            self.set_volume(0.0)
        else:
            self.set_volume(self._loud or 0.85)

    @Slot()
    def toggle_captions(self) -> None:
        self.preferred.emit("captions", not self._captions)

    @Slot()
    def toggle_ahead(self) -> None:
        self.preferred.emit("ahead", not self._ahead)

    def _clock_words(self) -> str:
        """Where the film is, and how fast it runs where that is not as fast as life."""
        at = f"{self._position // FPS // 60}:{self._position // FPS % 60:02d}"
        return at if self._pace == 1.0 else f"{at}  \u00b7  {self._pace:g}\u00d7"

    @Slot()
    def wake(self) -> None:
        """The controls come back, and go again when nothing moves."""
        self._sleep.start()
        if not self._awake:
            self._awake = True
            self.woke.emit()

    # -- inside

    def _do(self, call: Callable[[Viewing], None]) -> None:
        if self._booth is None or self._viewing is None:
            return
        viewing = self._viewing
        self._booth.do(lambda: call(viewing), failed=lambda error: self._trouble(viewing, error))

    def _trouble(self, viewing: Viewing, error: Exception) -> None:
        """A call to the film failed: it cannot go on."""
        if viewing is self._viewing:
            expected = isinstance(error, OtherwiseError)
            self.failed.emit(str(error) if expected else f"The film stopped ({error!r}). Continue it from Home.")

    def _let(self, shown: Shown) -> None:
        if shown == self._shown:
            return
        before, self._shown = self._shown, shown
        # A list that is told of anew is built anew in QML: the cards under the mouse must not be, at each hover.
        if before.opened is not shown.opened:
            self.forked.emit()
        if before.making is not shown.making:
            self.made.emit()
        self.changed.emit()
        self.ticked.emit()

    def _roll(self) -> None:
        if not self._shown.rolling:
            self._let(replace(self._shown, rolling=True))
            self.rolled.emit()

    def _fold(self, fork: Fork) -> None:
        """The cards stay a moment, so that one sees which was taken."""
        if self._shown.fork is fork:
            self._let(replace(self._shown, fork=None))

    def _doze(self) -> None:
        if self._shown.paused or self._shown.ending is not None or self._shown.fork is not None:
            self._sleep.start()
        else:
            self._awake = False
            self.woke.emit()

    def _tick(self) -> None:
        if self._viewing is None or self._booth is None or self._looking:
            return
        viewing, self._looking = self._viewing, True
        self._booth.do(viewing.look, then=lambda seen: self._looked(viewing, *seen), failed=lambda e: self._trouble(viewing, e))

    def _looked(self, viewing: Viewing, position: int, said: tuple[Words, ...]) -> None:
        if viewing is not self._viewing:
            return
        self._looking = False
        if position > 0:
            self._roll()
            if self._shown.rewinding and not self._wound:
                self._let(replace(self._shown, rewinding=False))
        if self._shown.opened and not self._shown.paused:
            self.choose(self._path.due(self._shown.opened, position))
        # Words are told of only when they change: what QML is told of anew it builds anew.
        if said != self._said:
            self._said = said
            self.said.emit()
        if position != self._position:
            self._position = position
            self.ticked.emit()

    def _can_go_back(self) -> bool:
        return self._viewing is not None and self._shown.forks_passed > 0

    title = Property(str, lambda self: self._shown.title, notify=changed)
    scene = Property(str, lambda self: self._shown.scene, notify=changed)
    paused = Property(bool, lambda self: self._shown.paused, notify=changed)
    sign = Property(str, lambda self: self._shown.sign, notify=changed)
    choosing = Property(bool, lambda self: self._shown.fork is not None, notify=changed)
    question = Property(str, lambda self: self._shown.opened.question if self._shown.opened else "", notify=forked)
    choices = Property(
        "QVariantList", lambda self: [{"id": c.id, "label": c.label, "hint": c.hint} for c in self._shown.choices], notify=forked
    )
    selected = Property(int, lambda self: self._shown.fork.selected if self._shown.fork else -1, notify=changed)
    taken = Property(str, lambda self: self._shown.fork.taken if self._shown.fork else "", notify=changed)
    timed = Property(bool, lambda self: self._shown.timed, notify=changed)
    ended = Property(bool, lambda self: self._shown.ending is not None, notify=changed)
    end = Property("QVariantMap", lambda self: self._shown.end(), notify=changed)
    ahead = Property("QVariantList", lambda self: self._shown.prospects(), notify=made)
    bench = Property(str, lambda self: self._shown.bench(), notify=made)
    canGoBack = Property(bool, _can_go_back, notify=changed)
    volume = Property(float, lambda self: self._volume, notify=changed)
    captions = Property(bool, lambda self: self._captions, notify=changed)
    aheadShown = Property(bool, lambda self: self._ahead, notify=changed)
    awake = Property(bool, lambda self: self._awake, notify=woke)
    remaining = Property(float, lambda self: self._shown.remaining(self._position), notify=ticked)
    waiting = Property(str, lambda self: self._shown.waiting(self._position), notify=ticked)
    caption = Property(
        "QVariantList",
        lambda self: [{"text": one.text, "paint": one.paint} for one in self._said] if self._captions else [],
        notify=said,
    )
    captionSize = Property(float, lambda self: SIZES[self._style.size], notify=changed)
    captionFamily = Property(str, lambda self: FACES[self._style.face][0], notify=changed)
    captionSafe = Property(float, lambda self: SAFE, constant=True)
    clock = Property(str, lambda self: self._clock_words(), notify=ticked)
