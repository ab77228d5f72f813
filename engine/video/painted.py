"""What is painted already: a mark on disk for each stage that a shot can be filmed on without painting anything first."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from engine.library.characters import Character
from engine.places import ASSETS
from engine.story.story import Shot
from engine.video import keys


class Painted:
    """Marks in the folder of bakes, shared by all processes and episodes. Deleted with it; a wrong one costs time only."""

    def __init__(self, folder: Path, *, cast: Mapping[str, Character]) -> None:
        self.folder, self.cast = folder / "stages", cast
        self._known: set[str] = set()
        self._names: dict[Shot, str] = {}

    def _name(self, shot: Shot) -> str:
        if shot not in self._names:
            self._names[shot] = self._named(shot)
        return self._names[shot]

    def _named(self, shot: Shot) -> str:
        """What is painted for a shot: the set as its framing softens it, and its people in that light. Not what they do."""
        people = [(one.anchor, one.facing, one.posture, one.holds, self.cast.get(one.role)) for one in shot.people]
        place = keys.folder(ASSETS / "environments" / shot.environment)
        seen = (shot.framing, shot.focus, shot.move == "still", shot.environment, shot.variant)
        return keys.content(seen, place, people, keys.code())

    def has(self, shot: Shot) -> bool:
        name = self._name(shot)
        if name not in self._known and (self.folder / name).exists():
            self._known.add(name)
        return name in self._known

    def mark(self, shot: Shot) -> None:
        with contextlib.suppress(OSError):  # no room: it is looked for on disk, and found, when it is needed
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / self._name(shot)).touch()
