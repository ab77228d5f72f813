"""Faults put into real takes, to see that QA finds each of them: at least two for every check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.library.characters import Character
from engine.library.environments import environments
from engine.story.story import FPS, Shot
from engine.video.figures import Box, Figure
from engine.video.qa import Take, Watcher
from engine.video.qa.declared import declared
from engine.video.qa.take import HEAD, lit, planes
from engine.video.renderers.illustrated import Illustrated, lettering
from engine.video.spoken import Spoken
from engine.video.subtitled import lies

Pixels = NDArray[np.uint8]
_TELLS = 30.0
"""Steps between how blue and how red a place is declared to be, from which on it can be told that they were changed over."""
Put = Callable[["Filmed"], "Filmed | None"]
"""Puts a fault into a take; None where the take is not one that can have it."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    picture: Pixels
    shot: Shot
    number: int
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, kw_only=True)
class Filmed:
    """A take with all its pictures. `other`: the same unit with another cast."""

    frames: tuple[Frame, ...]
    unit: Illustrated
    cast: Mapping[str, Character]
    other: Callable[[Mapping[str, Character]], Illustrated]
    turned: bool = False
    """The plate has red for blue."""
    moved: float = 0.0
    """How far down, in parts of the height, the renderer says that everybody is."""

    def where(self, shot: Shot, frame: int, *, spoken: tuple[Spoken, ...] = ()) -> tuple[Figure, ...]:
        found = self.unit.where(shot, frame, spoken=spoken)
        return tuple(replace(one, eyes=self._down(one.eyes), mouth=self._down(one.mouth)) for one in found)

    def _down(self, spot: tuple[float, float]) -> tuple[float, float]:
        return spot[0], spot[1] + self.moved

    def watcher(self) -> Watcher:
        """Who looks at it, told what the real ones are told."""
        return Watcher(cast=self.cast, where=self.where, plate=self.plate, written=lies, sets=environments())

    def plate(self, shot: Shot, frame: int) -> Pixels:
        empty = self.unit.plate(shot, frame)
        return _swapped(empty) if self.turned else empty

    def seen(self) -> Take:
        """What QA keeps of it."""
        watcher = self.watcher()
        for one in self.frames:
            watcher.see(one.picture, one.shot, one.number, one.spoken)
        return watcher.take()

    def with_pictures(self, change: Callable[[int, Frame], Pixels]) -> Filmed:
        return replace(self, frames=tuple(replace(one, picture=change(at, one)) for at, one in enumerate(self.frames)))


# ---- people ----------------------------------------------------------------------------------------------------------


def _faces(filmed: Filmed) -> list[tuple[Figure, ...]]:
    return [
        tuple(one for one in filmed.where(f.shot, f.number, spoken=f.spoken) if not one.behind) if f.shot.people else ()
        for f in filmed.frames
    ]


def painted_out(filmed: Filmed) -> Filmed | None:
    """Nobody sits where somebody should: the set is painted over their head."""
    seen = _faces(filmed)
    if not any(seen) or filmed.frames[0].shot.framing == "title":
        return None
    plates: dict[tuple[Shot, int], Pixels] = {}

    def out(at: int, one: Frame) -> Pixels:
        if not seen[at]:
            return one.picture
        key = one.shot, one.number // 8
        if key not in plates:
            plates[key] = filmed.unit.plate(one.shot, one.number)
        return _pasted(one.picture, plates[key], seen[at][0].box(HEAD), (0.0, 0.0))

    return filmed.with_pictures(out)


def swapped(filmed: Filmed) -> Filmed | None:
    """Somebody else of the cast plays the part: whoever differs most in skin."""
    focus = next((f.shot for f in filmed.frames if f.shot.people and f.shot.framing in ("two", "close")), None)
    if focus is None:
        return None
    role = focus.focus if focus.framing == "close" else focus.people[0].role
    own = filmed.cast[role]
    others = [one for one in filmed.cast.values() if _apart(one.face.skin, own.face.skin) > 150]
    if not others or not focus.people:
        return None
    return _played(filmed, focus, role, max(others, key=lambda one: _apart(one.face.skin, own.face.skin)))


def swapped_alike(filmed: Filmed) -> Filmed | None:
    """Whoever of the cast looks most like them plays the part, in clothes of quite another colour, which are in the picture."""
    focus = next((f.shot for f in filmed.frames if f.shot.people and f.shot.framing == "two"), None)
    if focus is None:
        return None
    role = focus.people[0].role
    own = filmed.cast[role]
    main = own.wardrobe.colours[0]
    others = [one for name, one in filmed.cast.items() if name != role and _apart(one.wardrobe.colours[0], main) > 120]
    other = min(others, key=lambda one: _apart(one.face.skin, own.face.skin) + _apart(one.face.hair, own.face.hair), default=None)
    return _played(filmed, focus, role, other) if other else None


def _played(filmed: Filmed, focus: Shot, role: str, other: Character) -> Filmed:
    own = filmed.cast[role]
    unit = filmed.other({**filmed.cast, role: replace(other, height=own.height, id=own.id)})
    frames = [f for f in filmed.frames if f.shot is focus][::8]
    return replace(filmed, frames=tuple(replace(f, picture=unit.render(f.shot, f.number, spoken=f.spoken)) for f in frames))


def _apart(one: str, other: str) -> float:
    return sum(abs(int(one[i : i + 2], 16) - int(other[i : i + 2], 16)) for i in (1, 3, 5))


def cropped(filmed: Filmed) -> Filmed | None:
    """The camera is too near and too far aside: a face is cut by the edge of the picture."""
    seen = _faces(filmed)
    if not all(seen):
        return None

    def near(at: int, one: Frame) -> Pixels:
        x, y = seen[at][0].eyes
        return _warped(one.picture, 1.5, x, y, to=(0.02, y))

    return filmed.with_pictures(near)


def covered(filmed: Filmed) -> Filmed | None:
    """A face lies half over another."""
    seen = _faces(filmed)
    if not all(seen):
        return None

    def over(at: int, one: Frame) -> Pixels:
        face = seen[at][0]
        aside = face.size * (60 if face.eyes[0] < 0.9 else -60)
        return _pasted(one.picture, one.picture, face.box((-62, -70, 62, 105)), (aside, face.size * 18))

    return filmed.with_pictures(over)


def written_on(filmed: Filmed) -> Filmed | None:
    """The words are laid over a face."""
    seen = _faces(filmed)
    if not all(seen) or not any(f.spoken for f in filmed.frames):
        return None
    text = next(f.spoken[0].line.text for f in filmed.frames if f.spoken)

    def write(at: int, one: Frame) -> Pixels:
        picture = one.picture.copy()
        h, w = picture.shape[0] * 2 // 3, picture.shape[1]
        stamp = lettering.subtitle(text, height=h, width=w)
        figure = min(seen[at], key=lambda one: abs(one.eyes[0] - w / h / 2))
        top = round((figure.eyes[1] + 20 * figure.size) * h) // 2 * 2
        left = round((figure.eyes[0] - w / h / 2) * h) // 2 * 2
        left = max(-stamp.x, min(left, w - stamp.x - stamp.alpha.shape[1])) // 2 * 2
        replace(stamp, y=min(top, h - stamp.alpha.shape[0] - 2) // 2 * 2, x=stamp.x + left).lay(picture, 1.0)
        return picture

    return filmed.with_pictures(write)


def too_low(filmed: Filmed) -> Filmed | None:
    """The camera looks so high that a face is where the words of its line go."""
    seen = _faces(filmed)
    if not all(seen) or len({id(f.shot) for f in filmed.frames}) > 1:
        return None
    speaks = [at for at, f in enumerate(filmed.frames) if any(s.start <= f.number / FPS <= s.end for s in f.spoken)]
    if not speaks or seen[0][0].size * 720 > 1.6:
        return None
    focus = min(seen[speaks[0]], key=lambda one: abs(one.eyes[0] - 0.89))
    now = filmed.frames[speaks[0]].number / FPS
    words = [lies(s.line.text, wide=16 / 9) for s in filmed.frames[0].spoken if s.start <= now <= s.end]
    if not any(left < focus.eyes[0] < right for left, _, right, _ in words):
        return None  # the words are beside them
    down = 0.86 - focus.eyes[1]
    return replace(filmed.with_pictures(lambda at, one: _warped(one.picture, 1.0, 0, 0, to=(0, down))), moved=down)


def mouths_of_others(filmed: Filmed) -> Filmed | None:
    """Somebody silent mouths the line."""
    return _resaid(filmed, lambda shot, one: _other(shot, one.line.speaker))


def still_mouth(filmed: Filmed) -> Filmed | None:
    """The voice speaks, and the mouth of the one who speaks stays shut, while they nod as they did."""
    return _resaid(filmed, lambda shot, one: "")


def _shut(one: Spoken) -> Spoken:
    """The line as an m for each of its sounds, stressed as they are."""
    return replace(one, phones=tuple(replace(phone, symbol="ˈm" if "ˈ" in phone.symbol else "m") for phone in one.phones))


def _resaid(filmed: Filmed, who: Callable[[Shot, Spoken], str | None]) -> Filmed | None:
    long = False
    frames = []
    roles = {one.role for faces in _faces(filmed) for one in faces}
    for f in filmed.frames:
        said: list[Spoken] = []
        for one in f.spoken:
            to = who(f.shot, one)
            if to is None or (to and to not in roles) or one.line.heard_only or (not to and one.line.speaker not in roles):
                return None
            inside = [g for g in filmed.frames if g.shot is f.shot and one.start + 0.1 < g.number / FPS < one.end - 0.1]
            long = long or len(inside) >= 20
            said.append(replace(one, line=replace(one.line, speaker=to)) if to else _shut(one))
        frames.append((f, tuple(said)))
    if not long:
        return None
    return replace(
        filmed, frames=tuple(replace(f, picture=filmed.unit.render(f.shot, f.number, spoken=said)) for f, said in frames)
    )


def _other(shot: Shot, speaker: str) -> str | None:
    if shot.framing not in ("two", "establish"):
        return None
    return next((placed.role for placed in shot.people if placed.role != speaker), None)


# ---- pictures --------------------------------------------------------------------------------------------------------


def one_black(filmed: Filmed) -> Filmed | None:
    at_fault = next((at for at in range(20, 64) if _bright(filmed.frames[at])), None)
    if at_fault is None:
        return None
    return filmed.with_pictures(lambda at, one: _dimmed(one.picture, 0.0) if at == at_fault else one.picture)


def goes_black(filmed: Filmed) -> Filmed | None:
    """The last third is all but black, under its grain."""
    if not all(_bright(f) for f in filmed.frames[40:]):
        return None
    return filmed.with_pictures(lambda at, one: _dimmed(one.picture, 0.06) if at >= 42 else one.picture)


def _bright(frame: Frame) -> bool:
    return lit(frame.shot, frame.number) and bool(np.percentile(frame.picture[: frame.picture.shape[0] * 2 // 3], 99) > 90)


def stuck(filmed: Filmed) -> Filmed | None:
    """The same picture for a second and more."""
    return _stuck(filmed, lambda picture, at: picture)


def stuck_under_grain(filmed: Filmed) -> Filmed | None:
    """The same drawing, with new grain on every frame."""

    def grained(picture: Pixels, at: int) -> Pixels:
        h = picture.shape[0] * 2 // 3
        noise = np.random.default_rng(at).normal(0, 3.5, picture[:h].shape)
        clean = cv2.GaussianBlur(picture[:h], (0, 0), 0.8).astype(np.float32)
        return np.vstack([np.clip(clean + noise, 0, 255).astype(np.uint8), picture[h:]])

    return _stuck(filmed, grained)


def _stuck(filmed: Filmed, look: Callable[[Pixels, int], Pixels]) -> Filmed | None:
    first = next((at for at in range(0, 34, 2) if len({id(f.shot) for f in filmed.frames[at : at + 30]}) == 1), None)
    if first is None:
        return None
    shot = filmed.frames[first].shot
    if not shot.people or shot.framing in ("title", "insert", "establish"):
        return None
    kept = filmed.frames[first].picture
    return filmed.with_pictures(lambda at, one: look(kept, at) if first <= at < first + 30 else one.picture)


def flickers(filmed: Filmed) -> Filmed:
    """Every other frame a little brighter, as where frames are painted one by one."""
    return filmed.with_pictures(lambda at, one: _dimmed(one.picture, 1.07) if at % 2 else one.picture)


def jumps(filmed: Filmed) -> Filmed:
    """A frame in eight is lit otherwise."""
    return filmed.with_pictures(lambda at, one: _dimmed(one.picture, 0.88) if at % 8 == 3 else one.picture)


def overexposed(filmed: Filmed) -> Filmed:
    return filmed.with_pictures(lambda at, one: _dimmed(one.picture, 2.4, lift=90))


def flat(filmed: Filmed) -> Filmed:
    """Hardly any contrast: a grey veil."""
    return filmed.with_pictures(lambda at, one: _dimmed(one.picture, 0.13, lift=70))


def red_for_blue(filmed: Filmed) -> Filmed | None:
    return _tinted(filmed, lambda u, v: (v, u))


def cast_of_green(filmed: Filmed) -> Filmed | None:
    return _tinted(filmed, lambda u, v: (cv2.subtract(u, 12), cv2.subtract(v, 14)))


def red_for_blue_everywhere(filmed: Filmed) -> Filmed | None:
    """The renderer takes red for blue: its plate agrees with its picture. Only where the place is of a colour that tells."""
    shot = filmed.frames[0].shot
    blue, red = declared(environments()[shot.environment], shot.variant)
    if abs(blue - red) < _TELLS or shot.framing in ("title", "credits", "insert"):
        return None
    return replace(filmed.with_pictures(lambda at, one: _swapped(one.picture)), turned=True)


def _swapped(picture: Pixels) -> Pixels:
    y, u, v = planes(picture)
    return np.vstack([y, v.reshape(-1, y.shape[1]), u.reshape(-1, y.shape[1])])


def _tinted(filmed: Filmed, change: Callable[[Any, Any], tuple[Any, Any]]) -> Filmed | None:
    if filmed.frames[0].shot.framing == "title":
        return None

    def tint(at: int, one: Frame) -> Pixels:
        picture = one.picture.copy()
        _, u, v = planes(picture)
        u[:], v[:] = change(u.copy(), v.copy())
        return picture

    return filmed.with_pictures(tint)


def one_short(filmed: Filmed) -> Filmed:
    return replace(filmed, frames=filmed.frames[:-1])


def one_twice(filmed: Filmed) -> Filmed:
    return replace(filmed, frames=(*filmed.frames, filmed.frames[-1]))


PICTURE_PLANTS: tuple[tuple[str, Put], ...] = (
    ("cast", painted_out), ("cast", swapped), ("cast", swapped_alike), ("faces", cropped), ("faces", covered),
    ("subtitle", written_on), ("subtitle", too_low), ("black", one_black), ("black", goes_black), ("frozen", stuck),
    ("frozen", stuck_under_grain), ("flicker", flickers), ("flicker", jumps), ("exposure", overexposed), ("exposure", flat),
    ("palette", red_for_blue), ("palette", cast_of_green), ("palette", red_for_blue_everywhere), ("lips", mouths_of_others),
    ("lips", still_mouth), ("duration", one_short), ("duration", one_twice),
)  # fmt: skip

# ---- pixels ----------------------------------------------------------------------------------------------------------


def _dimmed(picture: Pixels, gain: float, *, lift: float = 0.0) -> Pixels:
    h = picture.shape[0] * 2 // 3
    luma = cv2.convertScaleAbs(picture[:h], alpha=gain, beta=16 * (1 - gain) + lift)
    return np.vstack([luma, picture[h:]])


def _pasted(picture: Pixels, source: Pixels, box: Box, by: tuple[float, float]) -> Pixels:
    """A box of the source, laid on the picture that much farther right and down."""
    out = picture.copy()
    for target, plane in zip(planes(out), planes(source), strict=True):
        h, w = plane.shape
        left, top, right, bottom = (round(side * h) for side in box)
        dx, dy = round(by[0] * h), round(by[1] * h)
        left, top = max(0, left, -dx), max(0, top, -dy)
        right, bottom = min(w, right, w - dx), min(h, bottom, h - dy)
        if right > left and bottom > top:
            target[top + dy : bottom + dy, left + dx : right + dx] = plane[top:bottom, left:right]
    return out


def _warped(picture: Pixels, zoom: float, x: float, y: float, *, to: tuple[float, float]) -> Pixels:
    """Zoomed so that the place x, y comes to be at `to`, in parts of the height."""
    out = picture.copy()
    for target, plane in zip(planes(out), planes(picture), strict=True):
        h, w = plane.shape
        move = np.array([[zoom, 0, (to[0] - x * zoom) * h], [0, zoom, (to[1] - y * zoom) * h]], np.float32)
        target[:] = cv2.warpAffine(np.ascontiguousarray(plane), move, (w, h), borderMode=cv2.BORDER_REFLECT)
    return out
