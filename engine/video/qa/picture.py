"""What is wrong with a picture, whoever is in it: black, frozen, flickering, too dark, too flat, or of another place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.library.environments import Environment
from engine.library.thunder import begins, flash
from engine.story.story import FPS, Shot
from engine.video.figures import Box
from engine.video.qa.declared import turned_round
from engine.video.qa.take import CARDS, THUMB, Glance, Piece, Take, lit
from engine.video.qa.verdict import Finding

_BLACK = 36
"""Luma that hardly any pixel of a black picture passes. Video's black is 16."""
_FROZEN = 0.5
"""Seconds without any change where something moves."""
_SAME = 0.02
"""Steps of luma by which two pictures differ that are the same."""
_MOSTLY = 0.75
"""The part of the place, that which is nearest to the set's colours, by which it is judged."""
_TURNED = 20.0
"""Steps by which a picture may be nearer to its set's colours turned round than to those declared; 17 were seen."""
_FLASH = 0.02
"""Of a bolt's light: less is not seen."""
_BODY: Box = (-150.0, -200.0, 150.0, 420.0)
"""What someone may cover of the set, about their eyes."""


def black(take: Take) -> Iterator[Finding]:
    """Pictures without light where there should be some."""
    for piece in take.pieces:
        dark = [
            one.frame
            for one in piece.glances
            if lit(piece.shot, one.frame) and np.count_nonzero(one.light >= _BLACK) < 0.01 * one.light.size
        ]
        yield Finding(
            check="black",
            measured=len(dark),
            most=0,
            what=f"{len(dark)} frames of a {piece.shot.framing} shot are black." if dark else "",
        )


def frozen(take: Take) -> Iterator[Finding]:
    """A picture that stands still where people breathe or the camera moves, with new grain over it or without."""
    for piece in take.pieces:
        if not _moves(piece.shot):
            continue
        most = run = 0
        for before, after in pairwise(piece.glances):
            change = cv2.norm(after.light, before.light, cv2.NORM_L1) / after.light.size
            run = run + 1 if change < _SAME and lit(piece.shot, after.frame) else 0
            most = max(most, run)
        what = f"A {piece.shot.framing} shot stands still"
        yield Finding(check="frozen", measured=most / FPS, most=_FROZEN, what=f"{what} for {most / FPS:.1f} s.")
        changes = [_changed(*pair, moving=piece.shot.move != "still") for pair in _apart(piece)]
        if changes and piece.shot.framing not in CARDS:  # their camera moves too little for this
            yield Finding(check="frozen", measured=min(changes), least=1.0, what=f"{what} under its grain.")


_APART = 18
"""Frames in which anybody has breathed."""


def _apart(piece: Piece) -> Iterator[tuple[Glance, Glance]]:
    by_frame = {one.frame: one for one in piece.glances if one.places}
    for frame, one in by_frame.items():
        if frame + _APART in by_frame and lit(piece.shot, frame) and lit(piece.shot, frame + _APART):
            yield one, by_frame[frame + _APART]


def _changed(before: Glance, after: Glance, *, moving: bool) -> float:
    """How much more than by its grain a picture has changed: by people, or everywhere where the camera moves. 1: hardly."""
    if moving:
        return float(np.percentile(np.abs(_blocks(before.light) - _blocks(after.light)), 98)) / 1.35
    pairs = zip(before.places, after.places, strict=True)
    return max(float(np.percentile(np.abs(_soft(one) - _soft(other)), 98)) for one, other in pairs) / 2.2


def _soft(place: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(place.astype(np.float32), (0, 0), 1.5), np.float32)


def flicker(take: Take) -> Iterator[Finding]:
    """Light that goes up and down from frame to frame, everywhere in the picture."""
    for piece in take.pieces:
        seen = [one for one in piece.glances if lit(piece.shot, one.frame)]
        if len(seen) < 4:
            continue
        blocks = np.array([_blocks(one.light) for one in seen])
        swing = np.median(np.abs(blocks[1:-1] - (blocks[:-2] + blocks[2:]) / 2), axis=1)
        swing = swing[~_struck(piece.shot, [one.frame for one in seen], take.sets)[1:-1]]
        worst = float(np.sort(swing)[-3:].mean()) if len(swing) >= 3 else 0.0
        yield Finding(
            check="flicker",
            measured=worst,
            most=2.0,
            what=f"The light of a {piece.shot.framing} shot jumps by {worst:.1f} steps.",
        )


def _struck(shot: Shot, frames: list[int], sets: Mapping[str, Environment]) -> NDArray[np.bool_]:
    """Which of the frames are lit by lightning, or come right before or after: its weather says when it strikes."""
    place = sets.get(shot.environment)
    if place is None or not any(one.kind == "lightning" for one in place.weathers(place.variant(shot.variant))):
        return np.zeros(len(frames), bool)
    first = begins(shot.seed)
    # A picture may show the drawing of the frame before it, and its neighbour is judged beside it.
    return np.array([any(flash(first + (frame + by) / FPS) > _FLASH for by in range(-3, 3)) for frame in frames])


def exposure(take: Take) -> Iterator[Finding]:
    """Light and contrast within what a film may have."""
    for piece in take.pieces:
        seen = [one.light for one in piece.glances[::4] if lit(piece.shot, one.frame)]
        if not seen:
            continue
        share = np.bincount(np.concatenate(seen).ravel(), minlength=256) / (len(seen) * seen[0].size)
        low, high = np.searchsorted(np.cumsum(share), (0.05, 0.95))
        middle, burnt = float(share @ np.arange(256)), float(share[250:].sum())
        kind = piece.shot.framing
        yield Finding(check="exposure", measured=middle, least=28.0, most=176.0, what=f"A {kind} shot is exposed wrongly.")
        yield Finding(check="exposure", measured=float(high - low), least=30.0, what=f"A {kind} shot has no contrast.")
        yield Finding(check="exposure", measured=burnt, most=0.2, what=f"{burnt:.0%} of a {kind} shot is burnt out.")


def palette(take: Take) -> Iterator[Finding]:
    """Colours that the set has not: how far the picture is from the set with nobody in it."""
    for piece in take.pieces:
        plate = piece.plate
        first = piece.at(plate.frame) if plate else None
        if plate is None or plate.colour is None or first is None or first.colour is None:
            continue
        free = _free(first)
        if free.mean() < 0.05:
            continue
        place = take.sets.get(piece.shot.environment)
        if place is not None and piece.shot.framing != "insert":
            blue, red = (float(seen[free].mean()) - 128 for seen in first.colour)
            turned = turned_round(blue, red, place=place, variant=piece.shot.variant)
            what = f"A {piece.shot.framing} shot has the colours of {place.id} with red and blue changed over."
            yield Finding(check="palette", measured=turned, most=_TURNED, what=what)
        far = np.hypot(*(seen.astype(float) - there for seen, there in zip(first.colour, plate.colour, strict=True)))
        least = np.sort(far[free])[: max(1, int(_MOSTLY * free.sum()))]  # a shoulder before the lens is nobody's place
        measured = float(least.mean())
        yield Finding(
            check="palette",
            measured=measured,
            most=6.0,
            what=f"The colours of a {piece.shot.framing} shot are {measured:.0f} steps from those of {piece.shot.environment}.",
        )


def duration(take: Take) -> Iterator[Finding]:
    """Exactly as many frames as were asked for."""
    off = abs(take.frames - take.wanted)
    yield Finding(check="duration", measured=off, most=0, what=f"The take has {take.frames} frames and not {take.wanted}.")


def _moves(shot: Shot) -> bool:
    return shot.move != "still" or shot.framing in CARDS or (bool(shot.people) and shot.framing not in ("establish", "insert"))


def _blocks(light: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(light.astype(np.float32), (16, 9), interpolation=cv2.INTER_AREA).ravel(), np.float32)


def _free(glance: Glance) -> NDArray[np.bool_]:
    """Where nobody is."""
    free = np.ones((THUMB[1], THUMB[0]), bool)
    for one in glance.figures:
        left, top, right, bottom = (round(side * THUMB[1]) for side in one.box(_BODY))
        free[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = False
    return free
