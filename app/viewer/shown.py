"""What the player shows of a film, apart from its picture: plain values, how they read, and what is asked of the film itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from engine.library.captions import Words
from engine.screening import events
from engine.story.story import FPS, Choice, Ending

FEELINGS = {
    "just": "The truth came out, and it was weighed fairly.",
    "merciful": "The truth came out, and kindness had the last word.",
    "bittersweet": "Something was found, and something was lost.",
    "wry": "The truth came out, with its tongue in its cheek.",
    "dark": "Some doors are better left closed. This one is not.",
}


class Viewing(Protocol):
    """A film being shown: the screening and its projector. Every call may take its time, and is made off the GUI thread."""

    title: str

    def start(self) -> None: ...
    def choose(self, choice_id: str) -> None: ...
    def pause(self, on: bool) -> None: ...
    def back(self) -> None: ...
    def set_volume(self, volume: float) -> None: ...
    def set_timer(self, timer: str) -> None: ...
    def close(self) -> None: ...

    def look(self) -> tuple[int, tuple[Words, ...]]:
        """The frame of the stream that is on the screen, and the words being said there."""
        ...


@dataclass(frozen=True, kw_only=True)
class Fork:
    """A choice that is open, and how far it has come."""

    opened: events.ChoiceOpened
    selected: int = -1
    taken: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """All that the player shows, but for the clock."""

    title: str = ""
    scene: str = ""
    paused: bool = False
    stalled: bool = False
    rewinding: bool = False
    fork: Fork | None = None
    making: events.Making | None = None
    ending: Ending | None = None
    found: str = ""
    called: str = ""
    """Which of its series the film is, where it is of one."""
    goes_on: str = ""
    """What the button says that leads to the next of them."""
    forks_passed: int = 0
    rolling: bool = False

    @property
    def sign(self) -> str:
        """Why the picture stands still, where it is not the viewer's wish."""
        if self.rewinding:
            return "Winding back…"
        return "The next scene is still being filmed" if self.stalled and self.fork is None else ""

    @property
    def opened(self) -> events.ChoiceOpened | None:
        return self.fork.opened if self.fork else None

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.fork.opened.choices if self.fork else ()

    @property
    def timed(self) -> bool:
        """A clock runs on the open choice."""
        return self.fork is not None and self.fork.opened.closes_at is not None and not self.fork.taken

    def remaining(self, position: int) -> float:
        """The share of the time to choose that is left."""
        if self.fork is None or self.fork.opened.closes_at is None:
            return 1.0
        length = max(1, self.fork.opened.closes_at - self.fork.opened.opened_at)
        return max(0.0, min(1.0, (self.fork.opened.closes_at - position) / length))

    def waiting(self, position: int) -> str:
        """What happens if the viewer does nothing, and when."""
        if self.fork is None or self.fork.taken:
            return ""
        opened = self.fork.opened
        if opened.closes_at is None:
            return "Take your time. The film waits for you."
        silence = next((choice.label for choice in opened.choices if choice.id == opened.default), "")
        seconds = max(0, -(-(opened.closes_at - position) // FPS))
        return f"In {seconds} s: {silence}" if silence else f"{seconds} s"

    def prospects(self) -> list[dict[str, object]]:
        """A row for what is sure, and one for each open way."""
        if self.making is None:
            return []
        rows = [_row("From here on, for sure", self.making.seconds_ahead, None)]
        return rows + [_row(one.label or one.scene, one.seconds_ready, one.seconds) for one in self.making.prospects]

    def bench(self) -> str:
        """What is being made now, and how fast."""
        if self.making is None:
            return "Nothing has been reported yet."
        working = self.making.working_on
        work = f"Now making: {'; '.join(working)}." if working else "Everything in view is made. Resting."
        return work + (f" About {self.making.speed:.1f} s of film per second." if self.making.speed > 0 and working else "")

    def end(self) -> dict[str, str]:
        """The card at the end."""
        return {
            "overline": " · ".join(word for word in (self.called, self.title, "an ending") if word) if self.ending else "",
            "title": self.ending.title if self.ending else "",
            "feeling": FEELINGS[self.ending.feeling] if self.ending else "",
            "found": self.found,
            "series": self.called,
            "goes_on": self.goes_on,
        }


def _row(label: str, ready: float, length: float | None) -> dict[str, object]:
    full = length is not None and ready >= length - 0.05
    return {
        "label": label,
        "ready": "ready" if full else f"{ready:.0f} s ready" if length is None else f"{ready:.0f} of {length:.0f} s",
        "share": min(1.0, ready / 30) if length is None else min(1.0, ready / length) if length else 0.0,
        "full": full,
    }
