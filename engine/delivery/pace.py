"""Where a player is that does not say so: from when it took what, and that it plays at the ordinary speed."""

from __future__ import annotations

from dataclasses import dataclass

from engine.media import FPS

AHEAD = 5 * FPS
"""Frames that such a player is ahead of its screen, and what is late for it is lost: VLC asks for the list every three
seconds, keeps a second, and drops frames when it starves. A choice closes for it that much sooner."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """`here` is the frame on the screen at the time `since`, in seconds; it goes on as far as was taken."""

    since: float = 0.0
    here: float = 0.0
    taken: int = 0
    """Frames of the film that the player has."""

    def reads(self, now: float) -> int:
        """The frame whose time has come for the player to have decided what follows."""
        return min(self.taken, int(self.at(now)) + AHEAD)

    def took(self, end: int, *, now: float) -> Pace:
        """When it has taken the film up to this frame. Where it had starved, it goes on from there."""
        return Pace(since=now, here=self.at(now), taken=max(self.taken, end))

    def at(self, now: float) -> float:
        """The frame that is on the screen now."""
        return min(float(self.taken), self.here + max(0.0, now - self.since) * FPS)
