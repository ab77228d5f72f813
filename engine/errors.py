"""What can go wrong, in words for the person who can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class OtherwiseError(Exception):
    """Anything we expected might go wrong. `str(error)` is a sentence and a remedy, fit to show."""


@dataclass(frozen=True)
class Place:
    """Where in a file: the line counts from 1; either part may be unknown."""

    file: Path | str | None = None
    line: int | None = None

    def __str__(self) -> str:
        if self.file is None:
            return ""
        return f"{self.file}:{self.line}" if self.line is not None else str(self.file)


class StoryError(OtherwiseError):
    """A story, storylet, set, character or genre is not as it must be. Names file, line and what to write."""

    def __init__(self, what: str, *, at: Place | None = None) -> None:
        super().__init__(f"{at}: {what}" if at and str(at) else what)
        self.at = at


class AssetMissing(OtherwiseError):
    """A file that ships with the player is not there."""


class ModelMissing(OtherwiseError):
    """A model is not installed; the sentence says how to get it."""


class DoesNotFit(OtherwiseError):
    """It needs more memory or disk than there is; the sentence says what would fit."""


class RightsError(OtherwiseError):
    """A likeness without consent, or a licence that forbids the use."""


class ModelSilent(OtherwiseError):
    """A language model gave no answer: gone, too slow, or not up to it. What people wrote stands in."""


class RenderFailed(OtherwiseError):
    """A take could not be filmed."""


class Cancelled(OtherwiseError):
    """Work was told to stop, and stopped."""


class PlayerMissing(OtherwiseError):
    """The machine has no display, no libVLC or no way to play; the sentence says what to install."""
