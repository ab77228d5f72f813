"""The foyer: what is on tonight, and the shelf."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import Property, QObject, Signal, Slot

POSTER = "poster"
FACE = 96
FACE_CORNER = FACE // 2
"""A face on a button: drawn large enough for sharp screens, and cut to a disc."""


@dataclass(frozen=True, kw_only=True)
class Premise:
    """An episode that could be made now for this viewer: the same seed and profile give the same story."""

    genre: str
    genre_name: str
    seed: int
    title: str = ""
    logline: str = ""
    picture: str = POSTER
    seasons: bool = False
    """Evenings of its genre can be made to continue."""
    as_season: bool = False
    """It is wanted as the first of a season."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """An episode that was left before its end: where the viewer stands."""

    episode: str
    title: str
    scene: str
    logline: str = ""
    progress: float = 0.0
    picture: str = POSTER
    called: str = ""
    """Which of its series it is, where it is of one."""


@dataclass(frozen=True, kw_only=True)
class Next:
    """A series that goes on: the episode that was watched last, how it ended, and what comes next."""

    episode: str
    title: str
    ended: str
    part: str
    called: str
    picture: str = POSTER


@dataclass(frozen=True, kw_only=True)
class Watched:
    """An episode with endings that were reached, newest first."""

    episode: str
    title: str
    endings: tuple[str, ...]
    picture: str = POSTER
    walked: bool = False
    """Its last way led to an ending, so that this way can be sent to somebody."""
    called: str = ""
    """Which of its series it is, where it is of one. Its way cannot be sent then: it depends on what was seen before."""


@dataclass(frozen=True, kw_only=True)
class Empty:
    """A place on the shelf where nothing stands yet, and what will."""

    group: str
    symbol: str
    line: str


WAITS = Empty(group="Continue", symbol="film", line="Leave a film whenever you like. It waits here, at the scene you left.")
KEPT = Empty(group="Watched", symbol="branch", line="The endings you find are kept here.")

Kind = Literal["premise", "begun", "next", "watched", "empty"]


class Home(QObject):
    """The view-model of Home. It tells what the viewer wants, and others make it so."""

    changed = Signal()
    faced = Signal()
    new_wanted = Signal(object)
    continue_wanted = Signal(str)
    again_wanted = Signal(str)
    next_wanted = Signal(str)
    who_wanted = Signal()
    share_wanted = Signal(str, bool)
    code_wanted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewer = ""
        self._faces = 0
        self._asks_code = False
        self._premises: tuple[Premise, ...] = ()
        self._begun: tuple[Begun, ...] = ()
        self._watched: tuple[Watched, ...] = ()
        self._next: tuple[Next, ...] = ()
        self._items: list[tuple[Kind, object]] = []
        self._shelf: list[dict[str, object]] = []
        self._arrange()

    def show_viewer(self, name: str) -> None:
        self._viewer = name
        self._arrange()

    def show_face(self) -> None:
        """The viewer's face was drawn anew, as the still "face"."""
        self._faces += 1
        self.faced.emit()

    def show_premises(self, premises: tuple[Premise, ...]) -> None:
        self._premises = premises
        self._arrange()

    def show_past(self, begun: tuple[Begun, ...], watched: tuple[Watched, ...], after: tuple[Next, ...] = ()) -> None:
        self._begun, self._watched, self._next = begun, watched, after
        self._arrange()

    def _arrange(self) -> None:
        self._items = [("premise", one) for one in self._premises[0 if self._under_way else 1 :][:2]]
        self._items += [("begun", one) for one in self._begun[1:]]
        self._items += [("next", one) for one in self._next[0 if self._begun else 1 :]]
        self._items += [] if self._under_way else [("empty", WAITS)]
        self._items += [("watched", one) for one in self._watched] or [("empty", KEPT)]
        shelf: list[dict[str, object]] = []
        groups: set[str] = set()
        for _, one in self._items:
            card = _card(one)
            named = str(card["group"])
            card["group"] = "" if named in groups else named
            groups.add(named)
            shelf.append(card)
        self._shelf = shelf
        self.changed.emit()

    @property
    def _under_way(self) -> bool:
        """Something waits to be gone on with, and is shown large."""
        return bool(self._begun or self._next)

    @Slot(int)
    def open(self, index: int) -> None:
        match self._items[index]:
            case ("premise", one):
                self.new_wanted.emit(one)
            case ("begun", Begun(episode=episode)):
                self.continue_wanted.emit(episode)
            case ("next", Next(episode=episode)):
                self.next_wanted.emit(episode)
            case ("watched", Watched(episode=episode)):
                self.again_wanted.emit(episode)

    @Slot()
    def press_primary(self) -> None:
        if self._begun:
            self.continue_wanted.emit(self._begun[0].episode)
        elif self._next:
            self.next_wanted.emit(self._next[0].episode)
        elif self._premises:
            self.new_wanted.emit(self._premises[0])

    @Slot()
    def press_secondary(self) -> None:
        if self.secondary:
            self.new_wanted.emit(self._premises[0])

    @Slot()
    def press_season(self) -> None:
        """The first premise that can, as the first of a season."""
        if self._first_season is not None:
            self.new_wanted.emit(replace(self._first_season, as_season=True))

    @property
    def _first_season(self) -> Premise | None:
        """What a season would begin with: what is shown large, or the first that can where something is under way."""
        return next((one for one in self._premises[: None if self._under_way else 1] if one.seasons), None)

    @Slot()
    def open_who(self) -> None:
        self.who_wanted.emit()

    @Slot(int, bool)
    def share(self, index: int, path: bool) -> None:
        """Of a card: its premise, or the way that was last taken through it."""
        match self._items[index]:
            case ("watched", Watched(episode=episode, walked=walked)) if walked or not path:
                self.share_wanted.emit(episode, path)

    @Slot(bool)
    def ask_code(self, on: bool) -> None:
        """There is a line to write a code on, or there is none."""
        self._asks_code = on
        self.changed.emit()

    @Slot(str)
    def open_code(self, text: str) -> None:
        if text.strip():
            self.code_wanted.emit(text.strip())

    def _hero(self) -> tuple[str, str, str, str]:
        """Picture, overline, heading, logline."""
        if self._begun:
            one = self._begun[0]
            return (
                one.picture,
                " · ".join(word for word in (one.called, f"Where you were: {one.scene}") if word),
                one.title,
                one.logline,
            )
        if self._next:
            last = self._next[0]
            return (
                last.picture,
                f"After {last.called.lower()}",
                last.title,
                f"It ended: {last.ended}. What you did is remembered.",
            )
        if self._premises:
            new = self._premises[0]
            made_for = f", made for {self._viewer}" if self._viewer else ""
            return new.picture, f"A {new.genre_name}{made_for}", new.title or "Tonight, an episode", new.logline
        return POSTER, "One moment", "Otherwise", "Finding an episode for you."

    viewer = Property(str, lambda self: self._viewer or "Who are you?", notify=changed)
    canBegin = Property(bool, lambda self: bool(self._begun or self._next or self._premises), notify=changed)
    face = Property(str, lambda self: f"face/{FACE_CORNER}/{self._faces}" if self._faces else "", notify=faced)
    hero = Property(str, lambda self: self._hero()[0], notify=changed)
    overline = Property(str, lambda self: self._hero()[1], notify=changed)
    heading = Property(str, lambda self: self._hero()[2], notify=changed)
    logline = Property(str, lambda self: self._hero()[3], notify=changed)
    primary = Property(
        str, lambda self: "Continue" if self._begun else self._next[0].part if self._next else "Begin", notify=changed
    )
    secondary = Property(str, lambda self: "New episode" if self._under_way and self._premises else "", notify=changed)
    season = Property(
        str,
        lambda self: "" if self._first_season is None else "New season" if self._under_way else "As a season of six",
        notify=changed,
    )
    asksCode = Property(bool, lambda self: self._asks_code, notify=changed)
    shelf = Property("QVariantList", lambda self: self._shelf, notify=changed)


def _card(one: object) -> dict[str, object]:
    card: dict[str, object] = {
        "group": "", "empty": False, "picture": "", "overline": "", "title": "", "line": "", "symbol": "",
        "progress": -1.0, "shared": False, "walked": False,
    }  # fmt: skip
    match one:
        case Premise():
            card |= {
                "group": "New for you", "picture": one.picture, "overline": one.genre_name, "title": one.title or "A new episode",
                "line": one.logline, "symbol": "play",
            }  # fmt: skip
        case Begun():
            card |= {
                "group": "Continue", "picture": one.picture, "overline": one.called or "Continue", "title": one.title,
                "line": f"You were at: {one.scene}", "symbol": "play", "progress": one.progress,
            }  # fmt: skip
        case Next():
            card |= {
                "group": "Continue", "picture": one.picture, "overline": one.part, "title": f"After {one.title}",
                "line": f"It ended: {one.ended}", "symbol": "play",
            }  # fmt: skip
        case Watched():
            count = len(one.endings)
            seen = f"{count} ending{'s' * (count != 1)} seen"
            card |= {
                "group": "Watched", "picture": one.picture, "overline": f"{one.called} · {seen}" if one.called else seen,
                "title": one.title, "line": " · ".join(one.endings), "symbol": "rewind",
                "shared": True, "walked": one.walked,
            }  # fmt: skip
        case Empty():
            card |= {"group": one.group, "empty": True, "symbol": one.symbol, "line": one.line}
    return card
