"""How this viewer likes to watch, and what is kept on the machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from app import kept
from app.link import Hand
from engine.errors import OtherwiseError
from engine.library.captions import FACES, Face, Size
from engine.story.files import write

Timer = Literal["on", "longer", "off"]
TIMERS = [{"id": "on", "label": "On"}, {"id": "longer", "label": "Longer"}, {"id": "off", "label": "Off"}]
CAPTION_SIZES = [{"id": "small", "label": "Small"}, {"id": "medium", "label": "Medium"}, {"id": "large", "label": "Large"}]
CAPTION_FACES = [{"id": "plain", "label": "Plain"}, {"id": "clear", "label": "Easy to tell apart"}]
SENTENCES = {
    "on": "The film goes on by itself when the time is up, with the choice named under the cards.",
    "longer": "Twice the time: choices open earlier in the scene.",
    "off": "The picture rests at every fork until you choose.",
}
KEYS = [
    "1–4, arrows, Return", "choose",
    "Space", "pause and play",
    "B", "back to the last choice",
    "C", "captions",
    "D", "what is being made ahead",
    "F, Esc", "full screen, leave it",
    "M, ↑, ↓", "mute, volume",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What a viewer set."""

    timer: Timer = "on"
    captions: bool = True
    captions_size: Size = "medium"
    captions_face: Face = "plain"
    volume: float = 0.85
    ahead: bool = False
    format: int = 1


@dataclass(frozen=True, kw_only=True)
class Storage:
    """What finished film takes on the disk, and what it may take."""

    used: int
    budget: int


class Settings(QObject):
    """The view-model of the drawer. The player reads `preferences` and hears `changed`."""

    changed = Signal()
    told = Signal(str, bool)

    def __init__(
        self,
        *,
        path: Path,
        hand: Hand,
        measure: Callable[[], Storage],
        clear: Callable[[], None],
        recall: Callable[[], tuple[int, str]] = lambda: (0, ""),
        forget: Callable[[], None] = lambda: None,
        copy: Callable[[], str] = lambda: "",
        parent: QObject | None = None,
    ) -> None:
        """`recall`: how many choices taste was learnt from, and a sentence on it; `forget` erases them; `copy`: them as JSON."""
        super().__init__(parent)
        self._path = path
        self._hand = hand
        self._measure = measure
        self._clear = clear
        self._recall, self._forget, self._copy = recall, forget, copy
        self._learnt: tuple[int, str] = (0, "")
        self.preferences, self.trouble = kept.read(path, Preferences, Preferences())
        self._storage: Storage | None = None
        self._asking = False
        self._voices: tuple[str, bool] = ("Looking for voices…", True)

    def set(self, preferences: Preferences) -> None:
        if preferences == self.preferences:
            return
        self.preferences = preferences
        self.changed.emit()
        self._hand.do(lambda: write(self._path, preferences), failed=lambda error: self.told.emit(str(error), True))

    def set_voices(self, sentence: str, installed: bool) -> None:
        self._voices = (sentence, installed)
        self.changed.emit()

    def measure(self) -> None:
        """Count what is kept, and read what was learnt of the viewer, on another thread."""
        self._hand.do(self._measure, then=self._measured, failed=lambda error: self.told.emit(str(error), True))
        self._hand.do(self._recall, then=self._recalled, failed=lambda error: self._recalled((0, str(error))))

    def _recalled(self, learnt: tuple[int, str]) -> None:
        self._learnt = learnt
        self.changed.emit()

    @Slot()
    def forget(self) -> None:
        """Erases the choices at once: films, endings and the profile stay."""
        self._hand.do(self._forget, then=lambda _: self._forgotten(), failed=self._failed)

    def _forgotten(self) -> None:
        self.told.emit("Your choices are erased from this machine. Taste begins anew, with what you said of yourself.", False)
        self.measure()

    @Slot()
    def copy_learnt(self) -> None:
        self._hand.do(self._copy, then=self._copied, failed=self._failed)

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.told.emit("All that was learnt of you is on the clipboard, as JSON.", False)

    @Slot(str)
    def set_timer(self, timer: Timer) -> None:
        self.set(replace(self.preferences, timer=timer))

    @Slot(bool)
    def set_captions(self, on: bool) -> None:
        self.set(replace(self.preferences, captions=on))

    @Slot(str)
    def set_captions_size(self, size: Size) -> None:
        self.set(replace(self.preferences, captions_size=size))

    @Slot(str)
    def set_captions_face(self, face: Face) -> None:
        self.set(replace(self.preferences, captions_face=face))

    @Slot(float)
    def set_volume(self, volume: float) -> None:
        self.set(replace(self.preferences, volume=min(1.0, max(0.0, volume))))

    @Slot()
    def clear(self) -> None:
        """Asks first; the second time it clears."""
        if not self._asking:
            self._asking = True
            self.changed.emit()
            return
        self._asking = False
        self.changed.emit()
        self._hand.do(self._clear, then=lambda _: self._cleared(), failed=self._failed)

    @Slot()
    def keep(self) -> None:
        self._asking = False
        self.changed.emit()

    def _measured(self, storage: Storage) -> None:
        self._storage = storage
        self.changed.emit()

    def _cleared(self) -> None:
        self.told.emit("Finished film is cleared. It is filmed again when it is wanted.", False)
        self.measure()

    def _failed(self, error: Exception) -> None:
        sentence = str(error) if isinstance(error, OtherwiseError) else f"That could not be done: {error}."
        self.told.emit(sentence, True)

    timers = Property("QVariantList", lambda self: TIMERS, constant=True)
    keys = Property("QVariantList", lambda self: KEYS, constant=True)
    timer = Property(str, lambda self: self.preferences.timer, notify=changed)
    timerSentence = Property(str, lambda self: SENTENCES[self.preferences.timer], notify=changed)
    captions = Property(bool, lambda self: self.preferences.captions, notify=changed)
    captionsSizes = Property("QVariantList", lambda self: CAPTION_SIZES, constant=True)
    captionsSize = Property(str, lambda self: self.preferences.captions_size, notify=changed)
    captionsFaces = Property("QVariantList", lambda self: CAPTION_FACES, constant=True)
    captionsFace = Property(str, lambda self: self.preferences.captions_face, notify=changed)
    captionsFamily = Property(str, lambda self: FACES[self.preferences.captions_face][0], notify=changed)
    volume = Property(float, lambda self: self.preferences.volume, notify=changed)
    voices = Property(str, lambda self: self._voices[0], notify=changed)
    voicesInstalled = Property(bool, lambda self: self._voices[1], notify=changed)
    asking = Property(bool, lambda self: self._asking, notify=changed)
    clearable = Property(bool, lambda self: self._storage is not None and self._storage.used > 0, notify=changed)
    learnt = Property(str, lambda self: self._learnt[1], notify=changed)
    forgettable = Property(bool, lambda self: self._learnt[0] > 0, notify=changed)
    storage = Property(str, lambda self: _says(self._storage), notify=changed)


def _says(storage: Storage | None) -> str:
    if storage is None:
        return "Counting…"
    if storage.used == 0:
        return "No finished film is kept yet. Nothing about you leaves this machine."
    return (
        f"{_size(storage.used)} of finished film, of {_size(storage.budget)} allowed; the oldest makes room by itself. "
        "Nothing about you leaves this machine."
    )


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(1, round(count / 1e6))} MB"
