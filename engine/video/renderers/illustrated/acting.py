"""How people act: a closed form from a shot, its spoken lines and a time, to one moment's performance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Performance:
    """One moment of an actor: all a puppet needs besides its paint. Angles in radians, the rest about -1..1."""

    yaw: float = 0.42
    pitch: float = 0.0
    roll: float = 0.0
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    blink: float = 0.0
    squint: float = 0.0
    brow: float = 0.0
    brow_in: float = 0.0
    brow_one: float = 0.0
    smile: float = 0.1
    open: float = 0.0
    wide: float = 0.0
    round: float = 0.0
    breath: float = 0.0
    sway: float = 0.0
    lean: float = 0.0
    gesture: float = 0.0
    hand: str = "open"
