"""What is wrong with the people in a picture: not there, somebody else, cut, covered, or moving the wrong mouth.

A renderer says where heads should be; what is there is measured in the pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.library.captions import LEADS, STAYS
from engine.story.story import FPS
from engine.video.figures import Box, Figure
from engine.video.qa.likeness import against, air
from engine.video.qa.take import BEARD, HEAD_PIXELS, Head, Piece, Pixels, Take, lit
from engine.video.qa.verdict import Finding
from engine.video.spoken import Spoken

Field = NDArray[np.float32]
Heads = list[tuple[int, Head]]
"""Somebody's head by frame of the shot."""


# ---- the right cast --------------------------------------------------------------------------------------------------

_THERE = 30.0
"""Steps of luma and chroma by which a face differs from the set without it."""
_UNLIKE = 14.0
"""How much may speak against a head being whose it should be; light alone was seen to say 6."""
_STRANGER, _DRESSED, _BOTH = 2.0, 3.0, 2.2
"""How much better somebody else of the cast may explain a head, clothes, and the two together, than whose they should be: light
alone was seen to say 0.9, 2.1 and 1.8 in a thousand pairs. Two with the same colours from top to toe stay one (Priya, when it is
Theo who sits there).
"""
_WALKS = 3.0
"""Units of the body that somebody moves in a frame who is on their way: their face turns as they go, and is no portrait."""
_SHARP = 0.95
"""How far the focus has to be on a face for it to be judged."""


def cast(take: Take) -> Iterator[Finding]:
    """Whoever should be in the picture is, and is who they should be."""
    for piece in take.pieces:
        first = piece.at(piece.plate.frame) if piece.plate else None
        for empty in piece.plate.heads if piece.plate else ():
            role = empty.figure.role
            there = next((head for head in first.heads if head.figure.role == role), None) if first else None
            if there is not None:  # also out of focus, and on their way
                change = float(np.abs(there.face.astype(np.int16) - empty.face).sum(axis=2)[OVAL].mean())
                yield Finding(check="cast", measured=change, least=_THERE, what=f"{role} is not in a {piece.shot.framing} shot.")
        for role, heads in by_role(piece).items():
            if role in take.cast:
                coloured = [head for _, head in heads if head.colour is not None]
                if coloured:
                    yield from _identity(take, piece, role, coloured)


def _identity(take: Take, piece: Piece, role: str, heads: list[Head]) -> Iterator[Finding]:
    """Whether these are pictures of who plays the part, and not of another of the cast."""
    place = take.sets.get(piece.shot.environment)
    through = air(place.variant(piece.shot.variant) if place else None)
    found = against(heads, take.cast, through)
    own, where = found.pop(role), f"{role} in a {piece.shot.framing} shot"
    yield Finding(check="cast", measured=own.head, most=_UNLIKE, what=f"{where} has not their colours.")
    for who, other in found.items():
        yield Finding(check="cast", measured=own.head - other.head, most=_STRANGER, what=f"{where} looks like {who}.")
        yield Finding(check="cast", measured=own.clothes - other.clothes, most=_DRESSED, what=f"{where} is dressed as {who}.")
        yield Finding(check="cast", measured=own.both - other.both, most=_BOTH, what=f"{where} is more like {who}.")


def by_role(piece: Piece) -> dict[str, Heads]:
    """Everybody's head, in those frames that have their light, where the focus is on them, and while they go nowhere."""
    found: dict[str, Heads] = {}
    before: dict[str, tuple[int, Figure]] = {}
    for glance in piece.glances:
        for head in glance.heads:
            figure = head.figure
            went = _pace(before.get(figure.role), glance.frame, figure)
            before[figure.role] = glance.frame, figure
            if figure.sharp >= _SHARP and went < _WALKS and lit(piece.shot, glance.frame):
                found.setdefault(figure.role, []).append((glance.frame, head))
    return found


def _pace(before: tuple[int, Figure] | None, frame: int, figure: Figure) -> float:
    """How far somebody went since they were looked at before, in units of the body a frame."""
    if before is None or frame <= before[0]:
        return 0.0
    (x, y), (x0, y0) = figure.eyes, before[1].eyes
    return float(np.hypot(x - x0, y - y0)) / figure.size / (frame - before[0])


# ---- whole faces -----------------------------------------------------------------------------------------------------

_CORE: Box = (-58.0, -70.0, 58.0, 100.0)
"""A face without its hair and ears."""
_BLINK = 5
"""Looks at a head, at every fourth frame, over which it is judged as a whole: longer than a blink."""
_SHORT = 3
"""Looks that may be all blink."""


def faces(take: Take) -> Iterator[Finding]:
    """No face is cut by the edge of the picture or by another, and each looks like one, on both its sides."""
    picture: Box = (0.0, 0.0, take.wide, 1.0)
    for piece in take.pieces:
        looked = [[one for one in glance.figures if not one.behind] for glance in piece.glances if glance.figures]
        cut = min(((_shared(one.box(_CORE), picture), one.role) for seen in looked for one in seen), default=(1.0, ""))
        yield Finding(check="faces", measured=cut[0], least=0.98, what=f"The face of {cut[1]} is cut by the edge.")
        pairs = (pair for seen in looked for pair in combinations(seen, 2))
        laid = max(((_over(one, other), f"{one.role} and {other.role}") for one, other in pairs), default=(0.0, ""))
        yield Finding(check="faces", measured=laid[0], most=0.1, what=f"The faces of {laid[1]} overlap.")
        for role, heads in by_role(piece).items():
            bearded = role in take.cast and take.cast[role].face.beard > BEARD
            whole = np.array([wholeness(head.luma, bearded=bearded) for _, head in heads[::2]])
            if len(whole) < _SHORT:
                continue
            few = len(whole) < _BLINK  # it may be nearly all blink, so the best must do
            windows = range(len(whole) - _BLINK + 1)
            least = float(whole.max()) if few else min(float(np.median(whole[at : at + _BLINK])) for at in windows)
            what = f"The face of {role} in a {piece.shot.framing} shot is not whole."
            yield Finding(check="faces", measured=least, least=0.45, what=what)


def wholeness(luma: Pixels, *, bearded: bool = False) -> float:
    """How much the worse half of what should be a face has its edges where half a face has them: 1 as drawn, 0 not at all.

    Edges, and not light and dark: the eyes are the darkest of a fair face and the lightest of a dark one. Where there is a
    beard, that of a face which is above it.
    """
    soft = cv2.GaussianBlur(luma.astype(np.float32), (0, 0), 0.8)
    edges = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    marks = cv2.GaussianBlur(edges, (0, 0), 1.5) ** 0.8
    found = []
    for half, wanted in _HALVES[bearded]:
        there = marks[half] - marks[half].mean()
        found.append(float(there @ wanted) / (float(np.linalg.norm(there)) + 1e-3))
    return min(found)


def _over(one: Figure, other: Figure) -> float:
    first, second = one.box(_CORE), other.box(_CORE)
    return max(_shared(first, second), _shared(second, first))


def _shared(one: Box, other: Box) -> float:
    """How much of the first box is in the other."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high) / ((one[2] - one[0]) * (one[3] - one[1]))


Halves = tuple[tuple[NDArray[np.bool_], Field], ...]


def _face() -> tuple[NDArray[np.bool_], tuple[Halves, Halves]]:
    """What of a head is face; and its left and right half with where any face has edges: eyes, brows, nose and mouth.

    The second halves end above a beard.
    """
    w, h = HEAD_PIXELS
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)

    def mark(strong: float, at: tuple[float, float], wide: float, high: float) -> Field:
        return np.asarray(strong * np.exp(-(((x - at[0]) / wide) ** 2) - ((y - at[1]) / high) ** 2), np.float32)

    marks = mark(0.7, (30, 61), 8, 4) + mark(0.4, (29, 53), 4, 4)
    for at in (20, 40):
        marks += mark(1.0, (at, 39), 6, 6) + mark(0.4, (at, 27), 7, 3)
    oval = ((x - 29.5) / 13.5) ** 2 + ((y - 45) / 22) ** 2 < 1

    def halves(within: NDArray[np.bool_]) -> Halves:
        found = []
        for half in (within & (x < 30), within & (x >= 30)):
            wanted = marks[half] - marks[half].mean()
            found.append((half, wanted / np.linalg.norm(wanted)))
        return tuple(found)

    return oval, (halves(oval), halves(oval & (y < 50)))


OVAL, _HALVES = _face()

# ---- words over faces ------------------------------------------------------------------------------------------------

_INKED = 0.12
"""How much of a face's fullest rows may be strokes as letters have them."""


def subtitle(take: Take) -> Iterator[Finding]:
    """What is said can be read below the faces: no words lie on one."""
    for piece in take.pieces:
        for glance in piece.glances:
            now = glance.frame / FPS
            pairs = zip(piece.spoken, piece.written, strict=False)  # none is written where nobody says where
            words = [box for one, box in pairs if one.start - LEADS <= now <= one.end + STAYS]
            for figure in glance.figures if words else ():
                if figure.behind:
                    continue
                covered = max(_shared(figure.box(_CORE), box) for box in words)
                what = f"The words of a {piece.shot.framing} shot lie on the face of {figure.role}."
                yield Finding(check="subtitle", measured=covered, most=0.08, what=what)
        for role, heads in by_role(piece).items():
            inked = [head.inked for _, head in heads if head.colour is not None]
            what = f"Something is written on the face of {role} in a {piece.shot.framing} shot."
            yield Finding(check="subtitle", measured=float(np.median(inked)) if inked else 0.0, most=_INKED, what=what)


# ---- lips ------------------------------------------------------------------------------------------------------------

_QUIET = _TALKS = 7.4
"""By how much of its face's contrast, in per cent, a mouth changes that says nothing (at most), and one that speaks (at least).

Of the contrast, since the same lips move fewer steps of luma in fog, at night or on a face without much of it. Seen were at most
6.1 of silent mouths, at least 7.8 of those that speak.
"""
_EYES_TO_CHIN = (slice(30, 75), slice(15, 45))
_LEAST = 8
"""Glances at a mouth that it takes to judge it: two thirds of a second."""


def lips(take: Take) -> Iterator[Finding]:
    """Whoever speaks moves their lips, and nobody else does."""
    for piece in take.pieces:
        for role, heads in by_role(piece).items():
            moved = 100 * mouth_motion([head.mouth for _, head in heads]) / _contrast([head.luma for _, head in heads[::4]])
            times = np.array([frame / FPS for frame, _ in heads[1:]])
            mine = [one for one in piece.spoken if one.line.speaker == role and not one.line.heard_only]
            talks, about = _during(times, mine, -0.05), _during(times, mine, 0.4)
            where = f"in a {piece.shot.framing} shot"
            if talks.sum() >= _LEAST:
                found = float(np.percentile(moved[talks], 80))
                yield Finding(
                    check="lips", measured=found, least=_TALKS, what=f"{role} speaks {where} with a mouth that is still."
                )
            if (~about).sum() >= _LEAST:
                found = float(np.percentile(moved[~about], 70))
                yield Finding(
                    check="lips", measured=found, most=_QUIET, what=f"{role} says nothing {where}, and their mouth moves."
                )


def _contrast(faces: list[Pixels]) -> float:
    """Steps of luma between the darkest and the lightest of a face."""
    spans = [np.subtract(*np.percentile(luma[_EYES_TO_CHIN], (95, 5))) for luma in faces]
    return max(20.0, float(np.median(spans)))


def _during(times: NDArray[np.float64], said: list[Spoken], more: float) -> NDArray[np.bool_]:
    found = np.zeros(len(times), bool)
    for one in said:
        found |= (times >= one.start - more) & (times <= one.end + more)
    return found


def mouth_motion(mouths: list[Pixels]) -> Field:
    """From each look at a mouth to the next: the steps of luma by which it changed, beyond what a moving head explains."""
    if len(mouths) < 2:
        return np.zeros(0, np.float32)
    seen = np.array(mouths, np.float32)
    before, after = seen[:-1, 4:-3, 7:-7], seen[1:]  # the lips: what is about them may be the edge of a cheek
    h, w = before.shape[1:]
    moves = [(dy, dx) for dy in (3, 4, 5) for dx in (6, 7, 8)]
    changes = [np.abs(before - after[:, dy : dy + h, dx : dx + w]).mean(axis=(1, 2)) for dy, dx in moves]
    return np.asarray(np.min(changes, axis=0), np.float32)
