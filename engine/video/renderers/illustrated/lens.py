"""What a camera does that its place does not tell: a hand that is not quite still, a whip, and focus that moves."""

from __future__ import annotations

import math

import cv2
import numpy as np

from engine.story.story import FPS, Shot
from engine.video.renderers.illustrated.paint import Pixels, h01, smooth

HAND = 0.016
"""How much closer a hand-held camera is than the picture needs, so that it can stray without a black edge."""
WHIP = 6
"""Frames of a whip on either side of its cut: a quarter of a second."""
_RACK = 0.8
"""Seconds that the focus takes from one depth to the other."""
_SOFT = 5
"""What is out of focus is drawn at this part of the size, and laid down large: softness that costs no filter."""
_SWAYS = ((0.31, 1.0), (0.73, 0.55), (1.57, 0.24), (2.9, 0.07))
"""Turns a second and weight of what a hand does: it breathes and shifts its weight, and hardly trembles."""


def whipped(shot: Shot, frame: int) -> float:
    """How far the picture is swung aside, as a share of its width: 0 nearly always. Positive: it has gone to the left."""
    left = shot.frames - 1 - frame
    if shot.join == "whip" and frame < WHIP:
        # It comes to rest: the last of the swing is the slowest.
        return -_towards(shot, comes=True) * 0.9 * (1 - (frame + 1) / (WHIP + 1)) ** 2
    if shot.ends == "whip" and left < WHIP:
        return _towards(shot, comes=False) * 0.9 * (1 - (left + 1) / (WHIP + 1)) ** 2
    return 0.0


def _towards(shot: Shot, *, comes: bool) -> float:
    """The way that the camera turns: from who is seen to whom they face, and on to who faces back. 1: to the right."""
    facing = next((one.facing for one in shot.people if one.role == shot.focus), "left" if comes else "right")
    return 1.0 if (facing == "left") == comes else -1.0


def strayed(shot: Shot, frame: int) -> tuple[float, float, float]:
    """Where a hand has let the picture go: shares of its height across and down, and a turn in radians."""
    t = frame / FPS

    def sway(axis: str) -> float:
        return sum(
            weight * math.sin(2 * math.pi * (turns * t + h01("hand", axis, turns, shot.seed))) for turns, weight in _SWAYS
        ) / sum(weight for _, weight in _SWAYS)

    amount = 0.55 + 0.45 * shot.tension
    return 0.0078 * amount * sway("x"), 0.0058 * amount * sway("y"), 0.0016 * amount * sway("turn")


def moves_alone(shot: Shot, frame: int) -> bool:
    """Whether the picture moves on this frame though nothing in it does."""
    return shot.move == "handheld" or whipped(shot, frame) != 0


def held_by_hand(picture: Pixels, shot: Shot, frame: int, *, into: Pixels) -> Pixels:
    """The picture as a hand holds it. About a millisecond at 1280 by 720, instead of drawing the set anew at each frame."""
    height, width = picture.shape[:2]
    across, down, turn = strayed(shot, frame)
    size = 1 + 2 * HAND
    c, s = size * math.cos(turn), size * math.sin(turn)
    x, y = width / 2, height / 2
    matrix = np.array([[c, -s, x - c * x + s * y + across * height], [s, c, y - s * x - c * y + down * height]], np.float64)
    cv2.warpAffine(picture, matrix, (width, height), dst=into, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return into


def swung(picture: Pixels, shot: Shot, frame: int, *, into: Pixels) -> Pixels:
    """The picture in the middle of a whip: smeared as far as it goes in a frame. Its edges are mirrored, and never seen."""
    height, width = picture.shape[:2]
    aside = whipped(shot, frame)
    after = whipped(shot, min(frame + 1, shot.frames - 1)) if shot.join == "whip" and frame < WHIP else whipped(shot, frame - 1)
    reach = max(9, round(abs(aside - after) * width)) | 1
    moved = np.array([[1, 0, -aside * width], [0, 1, 0]], np.float64)
    there = cv2.warpAffine(picture, moved, (width, height), flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT_101)
    cv2.blur(there, (reach, 1), dst=into, borderType=cv2.BORDER_REFLECT_101)
    return into


def softness(soft: float, depth: float) -> float:
    """How far a layer is out of focus where the actors are in it: little beside them, more at the wall, most beyond the window.
    `soft` is for a wall, in world units."""
    away = abs(1 - depth)
    return soft * (min(1.0, 0.35 + 4 * away) + 0.45 * smooth((away - 0.2) / 0.5))


def racked(shot: Shot, t: float) -> float:
    """Where the focus is in a `rack`: 0 on the shoulder before the camera, 1 on who is seen, where it stays."""
    if shot.move != "rack":
        return 1.0
    speaks = min((line.start for line in shot.lines), default=0.5)
    return smooth((t - max(0.25, speaks - 0.1)) / _RACK)


def defocus(picture: Pixels, sharp: float) -> None:
    """Let the picture go out of focus, in place; `sharp` 1 leaves it as it is."""
    if sharp >= 1:
        return
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (width // _SOFT, height // _SOFT), interpolation=cv2.INTER_AREA)
    soft = cv2.resize(cv2.blur(cv2.blur(small, (3, 3)), (3, 3)), (width, height), interpolation=cv2.INTER_LINEAR)
    cv2.addWeighted(picture, sharp, soft, 1 - sharp, 0, dst=picture)
