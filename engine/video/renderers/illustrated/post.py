"""Finishing a frame: bloom, tone, split colours, vignette, grain and fades, nearly all of it in planar YUV."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.story.story import FPS, Shot
from engine.video.renderers.illustrated.paint import Pixels, h01, smooth
from engine.video.stages import timed

FADE = 0.9
"""Seconds of a fade from or to black."""
DIP = 0.45
"""Seconds of the short dip that stands for a dissolve: shots are filmed apart, so none sees the one before it."""

_BLACK_Y, _GREY = 16, 128


@dataclass(frozen=True, kw_only=True)
class Grade:
    """How a picture is printed. Colours follow the BT.601 planes that OpenCV makes."""

    contrast: float = 0.26
    lift: float = 0.022
    gamma: float = 0.97
    saturation: float = 1.0
    split_u: float = -0.055
    """How bluish the shadows are; below 0: more."""
    split_v: float = 0.050
    """How reddish the lights are."""
    warmth: float = 0.0
    vignette: float = 0.40
    bloom: float = 1.0


def grade_of(shot: Shot) -> Grade:
    """Feeling as colour: gladness is warm and full, grief cool and thin, danger dark at the edges and hard."""
    return _grade(round(shot.tension * 20) / 20, round(shot.valence * 10) / 10)


@lru_cache(maxsize=256)
def _grade(tension: float, valence: float) -> Grade:
    glad, grim = max(0.0, valence), max(0.0, -valence)
    return Grade(
        contrast=0.22 + 0.12 * tension,
        lift=0.022 + 0.008 * glad - 0.006 * tension,
        gamma=0.955 + 0.05 * tension + 0.02 * grim - 0.015 * glad,
        saturation=1.02 + 0.08 * glad - 0.14 * grim,
        split_u=-0.050 - 0.014 * tension - 0.012 * grim,
        split_v=0.048 + 0.006 * glad - 0.012 * grim,
        warmth=2.2 * glad - 2.6 * grim - 0.6 * tension,
        vignette=0.33 + 0.20 * tension,
        bloom=1.0 + 0.15 * glad,
    )


def exposure(shot: Shot, frame: int) -> float:
    """How much of the light is there at a frame: 0 is black, and 1 nearly always."""
    at, left = frame / FPS, (shot.frames - 1 - frame) / FPS
    level = 1.0
    if shot.join == "fade":
        level *= smooth(at / FADE)
    elif shot.join == "dissolve":
        level *= smooth((at + 1 / FPS) / DIP)
    if shot.ends == "fade":
        level *= smooth(left / FADE)
    elif shot.ends == "dissolve" or shot.framing == "title":
        level *= smooth(left / DIP)
    return level


@timed("grade")
def develop(picture: Pixels, *, grade: Grade, seed: int, frame: int, grain: bool, light: float = 1.0) -> Pixels:
    """A BGRA picture as I420 of (height * 3 // 2, width), finished. Height must be a multiple of 16, as all rungs are."""
    height, width = picture.shape[:2]
    yuv = np.empty((height * 3 // 2, width), np.uint8)
    with timed("convert"):
        cv2.cvtColor(picture, cv2.COLOR_BGRA2YUV_I420, dst=yuv)
    y, u, v = planes(yuv)
    _bloom(picture, y, u, v, grade.bloom)
    cv2.LUT(y, _tone(grade.contrast, grade.lift, grade.gamma), dst=y)
    half = cv2.resize(y, (width // 2, height // 2), interpolation=cv2.INTER_NEAREST)
    s, neutral = grade.saturation, _GREY * (1 - grade.saturation)
    cv2.addWeighted(u, s, half, grade.split_u, neutral - grade.split_u * 118 + 0.5 - grade.warmth, dst=u)
    cv2.addWeighted(v, s, half, grade.split_v, neutral - grade.split_v * 110 - 1.5 + grade.warmth, dst=v)
    cv2.multiply(y, _vignette(height, width, round(grade.vignette * 20) / 20), dst=y, scale=1 / 255)
    if grain:
        with timed("grain"):
            plus, minus = _grain(height, width)[frame % 3]
            x0, y0 = int(h01("grain x", seed, frame) * 63), int(h01("grain y", seed, frame) * 63)
            cv2.add(y, plus[y0 : y0 + height, x0 : x0 + width], dst=y)
            cv2.subtract(y, minus[y0 : y0 + height, x0 : x0 + width], dst=y)
    if light < 1:
        cv2.convertScaleAbs(y, dst=y, alpha=light, beta=_BLACK_Y * (1 - light))
        for plane in (u, v):
            cv2.convertScaleAbs(plane, dst=plane, alpha=light, beta=_GREY * (1 - light))
    return yuv


@timed("convert")
def enlarged(yuv: Pixels, width: int, height: int) -> Pixels:
    """An I420 picture at another size: each plane by itself, which is half of what a colour picture would cost."""
    whole = np.empty((height * 3 // 2, width), np.uint8)
    for small, large in zip(planes(yuv), planes(whole), strict=True):
        cv2.resize(small, large.shape[::-1], dst=large, interpolation=cv2.INTER_LINEAR)
    return whole


def planes(yuv: Pixels) -> tuple[Pixels, Pixels, Pixels]:
    """The Y, U and V of an I420 picture, sharing its memory."""
    height, width = yuv.shape[0] * 2 // 3, yuv.shape[1]
    quarter = height // 4
    u = yuv[height : height + quarter].reshape(height // 2, width // 2)
    v = yuv[height + quarter :].reshape(height // 2, width // 2)
    return yuv[:height], u, v


@timed("bloom")
def _bloom(picture: Pixels, y: Pixels, u: Pixels, v: Pixels, amount: float) -> None:
    """Add the glow of what is bright, found at an eighth of the size and added plane by plane."""
    height, width = picture.shape[:2]
    few = np.ascontiguousarray(picture.view(np.uint32)[2::4, 2::4, 0]).view(np.uint8).reshape(height // 4, width // 4, 4)
    small = cv2.cvtColor(cv2.resize(few, (width // 8, height // 8), interpolation=cv2.INTER_AREA), cv2.COLOR_BGRA2BGR)
    bright = np.maximum(small, 128) - 128
    near = cv2.blur(cv2.blur(bright, (5, 5)), (5, 5))
    wide = cv2.blur(cv2.blur(bright, (17, 17)), (17, 17))
    light = cv2.addWeighted(near, 0.35 * amount, wide, 0.45 * amount, 0)
    flat = light.reshape(-1, 3).astype(np.float32)
    glow = flat @ _TO_YUV
    shape = light.shape[:2]
    glow_y = (glow[:, 0] + 0.5).astype(np.uint8).reshape(shape)
    cv2.add(y, cv2.resize(glow_y, (width, height), interpolation=cv2.INTER_LINEAR), dst=y)
    for plane, column in ((u, 1), (v, 2)):
        tint = (glow[:, column] + (_GREY + 0.5)).clip(0, 255).astype(np.uint8).reshape(shape)
        wide_tint = cv2.resize(tint, (width // 2, height // 2), interpolation=cv2.INTER_LINEAR)
        cv2.addWeighted(plane, 1, wide_tint, 1, -_GREY, dst=plane)


_TO_YUV = np.array([[0.098, 0.439, -0.071], [0.504, -0.291, -0.368], [0.257, -0.148, 0.439]], np.float32)
"""B, G, R (rows) to changes of Y, U, V (columns)."""


@lru_cache(maxsize=64)
def _tone(contrast: float, lift: float, gamma: float) -> Pixels:
    x = np.clip((np.arange(256) - 16) / 219.0, 0, 1)
    curve = lift + (0.98 - lift) * (x**gamma + contrast * (np.sin((x - 0.5) * np.pi) * 0.5 + 0.5 - x))
    return np.asarray(np.clip(16 + 219 * curve, 0, 255), np.uint8)


@lru_cache(maxsize=24)
def _vignette(height: int, width: int, amount: float) -> Pixels:
    yy, xx = np.mgrid[0:height, 0:width].astype(np.float32)
    r = np.hypot((xx - width / 2) / (width * 0.62), (yy - height * 0.5) / (height * 0.66))
    level = (1 - amount * np.clip(r - 0.38, 0, 1) ** 1.5) * 255
    dither = np.random.default_rng(3).uniform(-0.5, 0.5, level.shape)  # hides the rings of a slow ramp
    return np.asarray(np.clip(level + dither, 0, 255), np.uint8)


@lru_cache(maxsize=2)
def _grain(height: int, width: int) -> tuple[tuple[Pixels, Pixels], ...]:
    rng = np.random.default_rng(9)
    found: list[tuple[Pixels, Pixels]] = []
    for _ in range(3):
        noise: NDArray[np.float32] = rng.standard_normal((height + 64, width + 64)).astype(np.float32)
        values = (cv2.GaussianBlur(noise, (0, 0), 0.7) * 5.5).astype(np.int8)
        found.append((np.maximum(values, 0).astype(np.uint8), np.maximum(-values, 0).astype(np.uint8)))
    return tuple(found)
