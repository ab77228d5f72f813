"""Which screen is open, and what is said over it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

Screen = Literal["home", "who", "loading", "player"]


@dataclass(frozen=True, kw_only=True)
class Loading:
    """What the loading card says."""

    overline: str = ""
    heading: str = ""
    logline: str = ""
    step: str = ""
    progress: float = 0.0
    backdrop: str = ""


class Theatre(QObject):
    """The window's own view-model: screen, drawer, full screen, loading card and the sentence above all."""

    changed = Signal()
    said = Signal()
    cancelled = Signal()
    drawn = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen: Screen = "home"
        self._drawer = False
        self._fullscreen = False
        self._loading = Loading()
        self._sentence = ""
        self._grave = False
        self._speaking = False
        self._later: tuple[tuple[str, bool], ...] = ()
        self._hush = QTimer(self)
        self._hush.setSingleShot(True)
        self._hush.timeout.connect(self.hush)

    def go(self, screen: Screen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        if screen not in ("player",):
            self._fullscreen = False
        self.changed.emit()

    def say(self, sentence: str, grave: bool = False) -> None:
        """A sentence above everything: long enough to read, and longer where something is wrong."""
        if self._speaking and self._grave and sentence != self._sentence:
            self._later = (*self._later[-2:], (sentence, grave))  # what is wrong is read first, and nothing writes over it
            return
        self._sentence, self._grave, self._speaking = sentence, grave, True
        self._hush.start(round(1000 * (2.5 + len(sentence) / (11 if grave else 16))))
        self.said.emit()

    def load(self, loading: Loading) -> None:
        self._loading = loading
        self.changed.emit()

    def advance(self, step: str, progress: float) -> None:
        """Another step, and how far it has come: never back, and at each new step a little of what is left to the half."""
        before = self._loading.progress
        if step != self._loading.step and before < 0.5:
            before += 0.12 * (0.5 - before)
        self.load(replace(self._loading, step=step, progress=max(progress, before)))

    @Slot()
    def hush(self) -> None:
        self._hush.stop()
        self._speaking = False
        self.said.emit()
        if self._later:
            (sentence, grave), *later = self._later
            self._later = tuple(later)
            self.say(sentence, grave)

    @Slot()
    def cancel(self) -> None:
        if self._screen == "loading":
            self.cancelled.emit()

    @Slot(bool)
    def set_drawer(self, open: bool) -> None:
        if open != self._drawer:
            self._drawer = open
            self.changed.emit()
            self.drawn.emit(open)

    @Slot()
    def toggle_fullscreen(self) -> None:
        self._fullscreen = not self._fullscreen
        self.changed.emit()

    screen = Property(str, lambda self: self._screen, notify=changed)
    drawer = Property(bool, lambda self: self._drawer, notify=changed)
    fullscreen = Property(bool, lambda self: self._fullscreen, notify=changed)
    overline = Property(str, lambda self: self._loading.overline, notify=changed)
    heading = Property(str, lambda self: self._loading.heading, notify=changed)
    logline = Property(str, lambda self: self._loading.logline, notify=changed)
    step = Property(str, lambda self: self._loading.step, notify=changed)
    progress = Property(float, lambda self: self._loading.progress, notify=changed)
    backdrop = Property(str, lambda self: self._loading.backdrop, notify=changed)
    sentence = Property(str, lambda self: self._sentence, notify=said)
    speaking = Property(bool, lambda self: self._speaking, notify=said)
    grave = Property(bool, lambda self: self._grave, notify=said)
