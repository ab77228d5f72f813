"""libVLC plays an address as any viewer's VLC would, and every picture that it shows is looked at."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import vlc

from tests import signal_film as film

_OPTIONS = "--no-lua --no-osd --no-spu --ignore-config --aout=adummy --avcodec-threads=1 --avcodec-hw=none"
_OPENS = 1.0
"""Seconds in which it says what it always says: of a head without samples, and of windows that are not there."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What was shown, each once; what VLC counted as lost; and what it warned of, after the beginning."""

    shown: list[tuple[int, int] | None]
    lost: int
    warnings: list[str]
    ended: bool


def watch(url: str, *, seconds: float, meanwhile: Callable[[], None] = lambda: None) -> Watched:
    """Until the film ends, or so many seconds."""
    wide, high = film.SMALL.width, film.SMALL.height
    plane = wide * high
    picture = (ctypes.c_ubyte * (3 * plane))()
    shown: list[tuple[int, int] | None] = []
    warnings: list[str] = []
    libc = ctypes.CDLL(None)
    begun: list[float] = []

    @vlc.CallbackDecorators.LogCb
    def log(_: Any, level: int, __: Any, form: Any, values: Any) -> None:
        if level >= 3 and begun and time.monotonic() - begun[0] > _OPENS:
            text = ctypes.create_string_buffer(512)
            libc.vsnprintf(text, 512, form, ctypes.cast(values, ctypes.c_void_p))
            warnings.append(text.value.decode("utf-8", "replace"))

    @vlc.CallbackDecorators.VideoLockCb
    def lock(_: Any, planes: Any) -> None:
        where = ctypes.cast(planes, ctypes.POINTER(ctypes.c_void_p))
        for number in range(3):
            where[number] = ctypes.addressof(picture) + number * plane

    @vlc.CallbackDecorators.VideoUnlockCb
    def unlock(*_: Any) -> None: ...

    @vlc.CallbackDecorators.VideoDisplayCb
    def display(*_: Any) -> None:
        begun.append(time.monotonic())
        one = film.number(np.frombuffer(picture, np.uint8)[:plane].reshape(high, wide))
        if not shown or shown[-1] != one:
            shown.append(one)

    vlc_itself = vlc.Instance(_OPTIONS.split())
    vlc_itself.log_set(log, None)
    player = vlc_itself.media_player_new()
    media = vlc_itself.media_new(url)
    player.set_media(media)
    player.video_set_callbacks(lock, unlock, display, None)
    player.video_set_format("I420", wide, high, wide)
    player.play()
    over = (vlc.State.Ended, vlc.State.Error)
    end = time.monotonic() + seconds
    while player.get_state() not in over and time.monotonic() < end:
        meanwhile()
        time.sleep(0.02)
    counted = vlc.MediaStats()
    media.get_stats(counted)
    ended = player.get_state() == vlc.State.Ended
    player.stop()
    vlc_itself.log_unset()
    player.release()
    return Watched(shown=shown, lost=counted.lost_pictures + counted.lost_abuffers, warnings=warnings, ended=ended)
