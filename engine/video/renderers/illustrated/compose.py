"""The camera and the stage: where a shot is seen from, and the set and people drawn from there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtGui import QPainter, QTransform

from engine.library.characters import Face
from engine.library.environments import Anchor, Environment
from engine.story.composition import ASIDE, EYES, stands
from engine.story.story import FPS, Placed, Shot
from engine.video.renderers.illustrated.paint import smooth
from engine.video.renderers.illustrated.puppet import SIZE

WIDTH, HEIGHT = 1280.0, 720.0
MIDDLE = WIDTH / 2, HEIGHT * 0.46
"""The point of the world that a camera at rest looks at: a little above the middle, where faces are."""

_CLOSE, _OVER = 2.02, 1.5
"""Pixels of a 720-line picture to a unit of the body."""
_OVER_HAIR = 0.03
"""The least room over the hair, as a share of the picture's height."""
_CROWNS = {"bun": 163.0, "headscarf": 166.0, "undercut": 150.0, "swept": 150.0, "afro": 158.0}
_WALL = 0.8
"""The depth of most walls: what is farther is seen through them."""
_TILTS, _TILT = 1.2, 0.115
"""How near a wide picture is for a tilt, and how far it goes: a share of the picture's height."""
_SIDE = 215.0
"""The least room between a face and the side of a picture of several, in units of the world."""
_HEADROOM = 190.0
"""From the eyes to above the highest hair, in units of the body."""


@dataclass(frozen=True, kw_only=True)
class View:
    """Where the camera is: the point at depth 1 that it looks at, as an offset from MIDDLE, and how close it is."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0

    def towards(self, other: View, u: float) -> View:
        return View(
            x=self.x + (other.x - self.x) * u,
            y=self.y + (other.y - self.y) * u,
            zoom=self.zoom * (other.zoom / self.zoom) ** u,
        )

    def seen(self, depth: float) -> float:
        """The depth as it counts. A long lens flattens: in a close-up, far layers move and shrink less, and what lies
        beyond a window keeps to the window."""
        if self.zoom <= 1 or depth >= 1:
            return depth
        wall = 1 - (1 - max(depth, _WALL)) / self.zoom
        return wall - max(0.0, _WALL - depth) / self.zoom**3

    def lens(self, *, scale: float) -> Callable[[float], QTransform]:
        """World to picture by depth. `scale`: pixels of the picture to a unit of a camera at rest."""

        def at(depth: float) -> QTransform:
            depth = self.seen(depth)
            size = (1 + (self.zoom - 1) * depth) * scale
            across = MIDDLE[0] * scale - (MIDDLE[0] + self.x * depth) * size
            down = MIDDLE[1] * scale - (MIDDLE[1] + self.y * depth) * size
            return QTransform(size, 0, 0, size, across, down)

        return at


@dataclass(frozen=True, kw_only=True)
class Track:
    """The camera's way through a shot."""

    start: View
    end: View
    eased: bool = False
    """It starts and comes to rest within the shot; else it drifts through, as if it had begun before."""

    @property
    def still(self) -> bool:
        return self.start == self.end

    def at(self, frame: int, frames: int) -> View:
        u = frame / max(1, frames - 1)
        return self.start.towards(self.end, smooth((u - 0.12) / 0.7) if self.eased else 0.55 * smooth(u) + 0.45 * u)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Someone at their anchor, in world units."""

    placed: Placed
    anchor: Anchor
    size: float
    """Units of the world to a unit of the body."""
    height: float = 1.0
    crown: float = 138.0
    """From the eyes to the top of the hair, in units of the body."""

    @property
    def eyes(self) -> tuple[float, float]:
        return self.anchor.eyes(self.placed.posture, self.height)


def crown(face: Face) -> float:
    """From the eyes to the top of the hair, in units of the body: a bun or a scarf needs room in a close-up."""
    tall = _CROWNS.get(face.style, 138.0)
    return tall * (1 + 0.25 * (face.volume - 1))


def standing(placed: Placed, environment: Environment, *, height: float = 1.0, crown: float = 138.0) -> Standing:
    """Where someone is. Whoever the set cannot seat there stands."""
    anchor = environment.anchor(placed.anchor)
    if placed.posture not in anchor.postures:
        placed = replace(placed, posture=anchor.postures[0])
    size = anchor.scale * height * SIZE[placed.posture]
    return Standing(placed=placed, anchor=anchor, size=size, height=height, crown=crown)


def track(shot: Shot, people: tuple[Standing, ...], *, environment: Environment) -> Track:
    """The way of the camera: composed for the framing, moved as the shot says, and never past the edge of the set."""
    view = _composed(shot, people)
    start, end = view, view
    near = shot.framing in ("close", "over")
    pace = min(1.35, 0.45 + shot.seconds / 6)
    nearer = 1 + (0.055 if near else 0.085) * pace
    aside = (16 if near else 34) * pace / view.zoom**0.5
    match shot.move:
        case "push":
            end = replace(view, zoom=view.zoom * nearer)
        case "pull":
            start = replace(view, zoom=view.zoom * nearer)
        case "left":
            start, end = replace(view, x=view.x + aside), replace(view, x=view.x - aside)
        case "right":
            start, end = replace(view, x=view.x - aside), replace(view, x=view.x + aside)
        case "up" | "down":
            # A little closer than at rest, or the set would leave no room to tilt in.
            whole = view if near else replace(view, zoom=max(view.zoom, _TILTS))
            lower = replace(whole, y=whole.y + (_TILT if not near else 0.4 * _TILT) * HEIGHT / whole.zoom)
            start, end = (lower, whole) if shot.move == "up" else (whole, lower)
    focus = next((one for one in people if one.placed.role == shot.focus), None)
    if shot.join == "match" and shot.carried is not None and focus is not None:
        start = _with(*focus.eyes, start.zoom, at=shot.carried)
    within = _within(start, environment), _within(end, environment)
    return Track(start=within[0], end=within[1], eased=shot.move in ("up", "down"))


def _composed(shot: Shot, people: tuple[Standing, ...]) -> View:
    focus = next((one for one in people if one.placed.role == shot.focus), None)
    place = stands(shot)
    if shot.framing in ASIDE and focus is not None and place is not None:
        near = _CLOSE if shot.framing == "close" else _OVER
        zoom = min(near, (place[1] - _OVER_HAIR) * HEIGHT / focus.crown) / focus.size
        return _with(*focus.eyes, zoom, at=place)
    if shot.framing in ("establish", "title", "credits") or not people:
        zoom = 0.965 if shot.framing == "establish" else 1.0
        return View(zoom=zoom if people or shot.framing == "establish" else 1.06)
    return _together(people, focus)


def _together(people: tuple[Standing, ...], focus: Standing | None) -> View:
    """Everybody in one picture; nearer and turned to the one who acts, where there is one."""
    left = min(one.eyes[0] for one in people)
    right = max(one.eyes[0] for one in people)
    beside, nearest = (480, 1.42) if focus is None else (440, 1.5)
    zoom = min(max(WIDTH / (right - left + beside), 1.0), nearest)
    top = min(one.eyes[1] - _HEADROOM * one.size for one in people)
    eyes = sum(one.eyes[1] for one in people) / len(people)
    middle = (left + right) / 2
    if focus is not None:
        room = max(0.0, WIDTH / zoom - (right - left) - 2 * _SIDE) / 2
        middle += min(max(focus.eyes[0] - middle, -room), room)
    view = _with(middle, eyes, zoom, at=(0.5, EYES["two"]))
    highest = MIDDLE[1] + view.y - MIDDLE[1] / zoom
    return replace(view, y=view.y + min(0.0, top - highest))


def _with(x: float, y: float, zoom: float, *, at: tuple[float, float]) -> View:
    """The view that has a point of the world at a place of the picture, in shares of its width and height."""
    return View(
        x=x - MIDDLE[0] - (at[0] * WIDTH - MIDDLE[0]) / zoom, y=y - MIDDLE[1] - (at[1] * HEIGHT - MIDDLE[1]) / zoom, zoom=zoom
    )


def _within(view: View, environment: Environment) -> View:
    """The nearest view from which no layer that spans the set shows its edge."""
    x0, y0, w, h = environment.view
    depths = sorted({layer.depth for layer in environment.layers if not layer.near and layer.depth >= 0.5})
    zoom = max(view.zoom, 0.93)
    low_x, high_x, low_y, high_y = -math.inf, math.inf, -math.inf, math.inf
    for depth in map(replace(view, zoom=zoom).seen, depths):
        size = 1 + (zoom - 1) * depth
        low_x = max(low_x, (x0 + WIDTH / 2 / size - MIDDLE[0]) / depth)
        high_x = min(high_x, (x0 + w - WIDTH / 2 / size - MIDDLE[0]) / depth)
        low_y = max(low_y, (y0 + MIDDLE[1] / size - MIDDLE[1]) / depth)
        high_y = min(high_y, (y0 + h - (HEIGHT - MIDDLE[1]) / size - MIDDLE[1]) / depth)
    x = min(max(view.x, low_x), high_x) if low_x <= high_x else 0.0
    y = min(max(view.y, low_y), high_y) if low_y <= high_y else 0.0
    return View(x=x, y=y, zoom=zoom)


def drawing(frame: int, on: int = 2) -> float:
    """The time of the drawing that a frame shows. All is drawn on twos, 12 times a second; what is out of focus on fours."""
    return (frame // on * on) / FPS


Draw = Callable[[QPainter], object]


def by_layer(people: tuple[Standing, ...], draw: Callable[[Standing], Draw]) -> dict[str, Draw]:
    """People as the set asks for them: by the layer that hides them, the farther one first."""
    found: dict[str, list[Draw]] = {}
    for one in sorted(people, key=lambda one: (one.anchor.y, one.anchor.x)):
        found.setdefault(one.anchor.behind, []).append(draw(one))

    def all_of(drawers: list[Draw]) -> Draw:
        def together(painter: QPainter) -> None:
            for each in drawers:
                each(painter)

        return together

    return {behind: all_of(drawers) for behind, drawers in found.items()}
