"""The picture: libVLC plays an endless stream, and a Qt Quick item shows its frames.

How libVLC must be asked, and why, was measured (research/player.md 3): above all it must believe that it can seek, or it
takes the stream for a live one and drops frames at every joint.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from engine.errors import PlayerMissing

FPS = 24
BUFFERS = 8
QUIET = (
    "--quiet",
    "--ignore-config",
    "--no-lua",
    "--no-osd",
    "--no-spu",
    "--no-stats",
    "--no-video-title-show",
    "--no-drop-late-frames",  # on a busy machine a frame comes late, and is not lost
    "--no-skip-frames",
    "--avcodec-threads=1",  # more threads hold frames back, and a choice would have to close earlier
)
MEDIA = (":demux=ts", ":network-caching=300")
INSTALL = (
    "Otherwise plays through VLC, which is not installed here. On Debian or Ubuntu: "
    "sudo apt-get install --no-install-recommends libvlc5 vlc-plugin-base. "
    "On Windows or macOS: install VLC from videolan.org. Then start Otherwise again."
)
NO_SOUND = "No sound device was found, so the film plays in silence. Connect one, and start the film again."
log = logging.getLogger(__name__)

Picture = NDArray[np.uint8]

_Open = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_uint64))
_Read = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
_Seek = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint64)
_Close = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_Uints = ctypes.POINTER(ctypes.c_uint)
_Format = ctypes.CFUNCTYPE(
    ctypes.c_uint, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_char), _Uints, _Uints, _Uints, _Uints
)
_Lock = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))
_Unlock = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))
_Display = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)
_Play = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int64)


class Reel(Protocol):
    """What is played: bytes of a transport stream that come when they come."""

    @property
    def appended_frames(self) -> int: ...
    def read(self, size: int) -> bytes | None: ...
    def cancel(self) -> None: ...


def load_vlc() -> Any:
    """The vlc module and a libVLC that has its plugins. PlayerMissing says what to install."""
    try:
        import vlc

        instance = vlc.Instance(list(QUIET))
    except (ImportError, OSError, NameError, AttributeError, NotImplementedError, SystemExit) as error:
        raise PlayerMissing(INSTALL) from error
    if instance is None:  # libvlc without its plugins
        raise PlayerMissing(INSTALL)
    return vlc, instance


def has_sound_device() -> bool:
    """Whether libVLC may try to be heard. Where there is no device it tries in vain at every block, and says so each time."""
    if not sys.platform.startswith("linux"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")
    servers = (f"{runtime}/pulse/native", f"{runtime}/pipewire-0", Path.home() / ".asoundrc", "/etc/asound.conf")
    return bool(os.environ.get("PULSE_SERVER")) or any(map(os.path.exists, servers)) or any(Path("/dev/snd").glob("pcm*p"))


class VlcPlayer:
    """Plays one stream to its end. `on_frame` gets each picture as I420 on libVLC's thread, and must be quick.

    `on_sound`, where given, is what hears the film: it gets (16-bit stereo samples at 48 kHz, microseconds). The player's
    own calls come from one thread, and never from a callback: libVLC would wait for itself.
    """

    def __init__(
        self,
        stream: Reel,
        *,
        on_frame: Callable[[Picture], None],
        on_sound: Callable[[bytes, int], None] | None = None,
        tell: Callable[[str], None] = log.warning,
    ) -> None:
        vlc, self._instance = load_vlc()
        if on_sound is None and not has_sound_device():
            tell(NO_SOUND)
            on_sound = _unheard
        self._stream, self._on_frame, self._on_sound = stream, on_frame, on_sound
        self._clock = Clock()
        self._paused = self._closed = False
        self._volume = self._pace = 1.0
        self._listened = self._looked = 0.0
        self._ring: list[tuple[Picture, list[int]]] = []
        self._turn = 0
        self._size = (0, 0, 0)
        self._player = self._instance.media_player_new()
        # libVLC keeps bare pointers to these: they live as long as the player.
        self._calls = (
            _Open(self._open),
            _Read(self._read),
            _Seek(lambda *_: -1),
            _Close(lambda *_: None),
            _Format(self._format),
            _Close(lambda *_: None),
            _Lock(self._lock),
            _Unlock(lambda *_: None),
            _Display(self._display),
            _Play(self._play),
        )
        self._connect(vlc.dll)
        self._player.play()

    def pause(self, on: bool) -> None:
        """Hold the picture and the sound, or let them go."""
        self._paused = on
        self._catch_up()

    def position(self) -> float:
        """Seconds of the stream that were shown. Ask often: wishes that libVLC could not yet follow are repeated here."""
        self._catch_up()
        return min(self._clock.position(time.perf_counter()), self._stream.appended_frames / FPS)

    def set_volume(self, volume: float) -> None:
        """From 0 to 1, as loud as the film was mixed."""
        self._volume = volume
        self._listened = 0.0
        self._catch_up()

    def set_pace(self, pace: float) -> None:
        """From half to twice as fast as life, voices at their own pitch."""
        self._pace = pace
        self._catch_up()

    def close(self) -> None:
        """Stop, and let go of everything. The reader is let go first: libVLC waits for it."""
        if self._closed:
            return
        self._closed = True
        self._stream.cancel()
        self._player.stop()
        self._player.release()
        self._instance.release()

    def _catch_up(self) -> None:
        """Tell libVLC what it has not heard yet: before its first frames it neither pauses nor has a volume."""
        now = time.perf_counter()
        if self._closed or not self._clock.running:
            return
        if self._paused != self._clock.held:
            self._player.set_pause(int(self._paused))
            self._clock.hold(self._paused, time.perf_counter())
        if self._pace != self._clock.pace:
            self._player.set_rate(self._pace)
            self._clock.run_at(self._pace, time.perf_counter())
        if self._on_sound is None and now - self._listened > 1.0:
            self._listened = now
            heard = self._player.audio_get_volume()
            if heard >= 0 and heard != round(100 * self._volume):
                self._player.audio_set_volume(round(100 * self._volume))
        if not self._paused and now - self._looked > 1.0:
            self._looked = now
            self._clock.check(self._player.get_time() / 1000.0, now)

    def _connect(self, dll: Any) -> None:
        opened, read, seek, closed, form, cleaned, lock, unlock, display, play = self._calls
        pointer = ctypes.c_void_p

        def call(name: str, result: Any, *arguments: tuple[Any, Any]) -> Any:
            function = getattr(dll, name)
            function.restype, function.argtypes = result, [kind for kind, _ in arguments]
            return function(*(value for _, value in arguments))

        mine = (pointer, self._player._as_parameter_)
        media = call(
            "libvlc_media_new_callbacks",
            pointer,
            (pointer, self._instance._as_parameter_),
            (_Open, opened),
            (_Read, read),
            (_Seek, seek),
            (_Close, closed),
            (pointer, None),
        )
        for option in MEDIA:
            call("libvlc_media_add_option", None, (pointer, media), (ctypes.c_char_p, option.encode()))
        call("libvlc_media_player_set_media", None, mine, (pointer, media))
        call("libvlc_media_release", None, (pointer, media))
        call("libvlc_video_set_callbacks", None, mine, (_Lock, lock), (_Unlock, unlock), (_Display, display), (pointer, None))
        call("libvlc_video_set_format_callbacks", None, mine, (_Format, form), (_Close, cleaned))
        if self._on_sound is not None:
            nothing = [(pointer, None)] * 5
            call("libvlc_audio_set_callbacks", None, mine, (_Play, play), *nothing)
            wanted = ((ctypes.c_char_p, b"S16N"), (ctypes.c_uint, 48_000), (ctypes.c_uint, 2))
            call("libvlc_audio_set_format", None, mine, *wanted)

    # ---- on libVLC's threads: no call of libVLC from here, and no exception may leave ----------------------------------

    def _open(self, _: Any, data: Any, size: Any) -> int:
        size[0] = 2**64 - 1
        return 0

    def _read(self, _: Any, into: int, size: int) -> int:
        piece = self._stream.read(size)
        if piece is None:
            return -1
        ctypes.memmove(into, piece, len(piece))
        return len(piece)

    def _format(self, _: Any, chroma: Any, width: Any, height: Any, pitches: Any, lines: Any) -> int:
        wide, high = width[0], (height[0] + 1) // 2 * 2
        pitch = (wide + 63) // 64 * 64
        for place, letter in enumerate((b"I", b"4", b"2", b"0")):
            chroma[place] = letter
        planes = ((pitch, high), (pitch // 2, high // 2), (pitch // 2, high // 2))
        for place, (across, down) in enumerate(planes):
            pitches[place], lines[place] = across, down
        total = pitch * high * 3 // 2
        ring = []
        for _ in range(BUFFERS):
            room = np.zeros(total + 64, np.uint8)
            begin = -room.ctypes.data % 64
            room = room[begin : begin + total]
            at = room.ctypes.data
            ring.append((room, [at, at + pitch * high, at + pitch * high * 5 // 4]))
        self._ring, self._size = ring, (wide, high, pitch)
        return BUFFERS

    def _lock(self, _: Any, planes: Any) -> int:
        number = self._turn
        self._turn = (number + 1) % BUFFERS
        for place, address in enumerate(self._ring[number][1]):
            planes[place] = address
        return number + 1

    def _display(self, _: Any, picture: int) -> None:
        self._clock.shown(time.perf_counter())
        try:
            self._on_frame(_i420(self._ring[picture - 1][0], *self._size))
        except Exception:
            log.exception("A frame could not be shown.")

    def _play(self, _: Any, samples: int, count: int, microseconds: int) -> None:
        if self._on_sound is not None:
            self._on_sound(ctypes.string_at(samples, count * 4), microseconds)


def _unheard(samples: bytes, microseconds: int) -> None:
    """Nobody listens."""


def _i420(room: Picture, wide: int, high: int, pitch: int) -> Picture:
    """The picture in one of libVLC's buffers, as (height * 3/2, width)."""
    if wide == pitch:
        return room.reshape(high * 3 // 2, wide)
    light = room[: pitch * high].reshape(high, pitch)[:, :wide]
    colour = room[pitch * high :].reshape(high, pitch // 2)[:, : wide // 2]
    return np.concatenate([light.ravel(), colour.ravel()]).reshape(high * 3 // 2, wide)


class Clock:
    """Which moment of the film is on the screen: wall-clock time since the second frame (the first is shown early), at a pace.

    libVLC's own clock moves in steps of 250 ms. Each frame shown afterwards draws ours back onto the grid of frames.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frames = 0
        self._origin = 0.0
        """When the film would have begun, had it always run at this pace."""
        self._held_at: float | None = None
        self._astray = 0
        self.pace = 1.0

    @property
    def running(self) -> bool:
        return self._frames >= 2

    @property
    def held(self) -> bool:
        return self._held_at is not None

    def position(self, now: float) -> float:
        with self._lock:
            return self._position(now)

    def shown(self, now: float) -> None:
        with self._lock:
            self._frames += 1
            if self._frames == 2:
                self._origin = now - 1 / FPS / self.pace
            elif self._frames > 2 and self._held_at is None:
                grid = FPS * self.pace
                off = (now - self._origin) * grid
                off = (off - round(off)) / grid
                if abs(off) < 0.012 / max(1.0, self.pace):  # else it is a frame shown again, or a late one
                    self._origin += 0.2 * off

    def hold(self, on: bool, now: float) -> None:
        with self._lock:
            if on and self._held_at is None:
                self._held_at = now
            elif not on and self._held_at is not None:
                self._origin += now - self._held_at
                self._held_at = None

    def run_at(self, pace: float, now: float) -> None:
        """From here on so many times as fast: the moment on the screen stays."""
        with self._lock:
            here = now if self._held_at is None else self._held_at
            self._origin = here - (here - self._origin) * self.pace / pace
            self.pace = pace

    def check(self, rough: float, now: float) -> None:
        """libVLC's own time, right to a quarter of a second: if we are further off three times, something was lost."""
        with self._lock:
            off = self._position(now) - rough
            self._astray = self._astray + 1 if rough > 0 and abs(off) > 0.6 else 0
            if self._astray >= 3:
                log.warning("The picture was %.2f s away from where it should be.", off)
                self._origin += off / self.pace
                self._astray = 0

    def _position(self, now: float) -> float:
        if self._frames < 2:
            return 0.0
        return max(0.0, (now if self._held_at is None else self._held_at) - self._origin) * self.pace


class Screen(QQuickItem):
    """Shows the last picture it was given, whole, in the middle of its place."""

    _came = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._picture = _Picture(self)
        self._lock = threading.Lock()
        self._next: Picture | None = None
        # Queued: pictures come on libVLC's thread, and items live on the GUI's.
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def show_frame(self, picture: Picture) -> None:
        """An I420 picture, from any thread. Where they come faster than they are painted, the newest wins."""
        pixels = np.asarray(cv2.cvtColor(picture, cv2.COLOR_YUV2BGRA_I420), np.uint8)
        with self._lock:
            waiting, self._next = self._next is not None, pixels
        if not waiting:
            self._came.emit()

    def clear(self) -> None:
        """Black again."""
        with self._lock:
            self._next = None
        self._picture.show(None)

    def grab(self) -> QImage:
        """A copy of the picture that is shown; null where there is none."""
        return self._picture.image.copy()

    def geometryChange(self, new: QRectF, old: QRectF) -> None:
        super().geometryChange(new, old)
        self._fit()

    def _take(self) -> None:
        with self._lock:
            pixels, self._next = self._next, None
        if pixels is not None:
            self._picture.show(pixels)
            self._fit()

    def _fit(self) -> None:
        image = self._picture.image
        if image.isNull() or self.width() <= 0 or self.height() <= 0:
            return
        scale = min(self.width() / image.width(), self.height() / image.height())
        wide, high = round(image.width() * scale), round(image.height() * scale)
        self._picture.setPosition(((self.boundingRect().center()) - QRectF(0, 0, wide, high).center()).toPoint().toPointF())
        self._picture.setSize(QRectF(0, 0, wide, high).size())
        # Painted as it is and enlarged by the scene graph: on a large window that is the cheaper half of the work.
        self._picture.setTextureSize(image.size() if scale > 1 else QSize())


class _Picture(QQuickPaintedItem):
    def __init__(self, parent: QQuickItem) -> None:
        super().__init__(parent)
        self.image = QImage()
        self._pixels: Picture | None = None
        self.setOpaquePainting(True)

    def show(self, pixels: Picture | None) -> None:
        self._pixels = pixels  # QImage only borrows them
        if pixels is None:
            self.image = QImage()
        else:
            high, wide = pixels.shape[:2]
            self.image = QImage(pixels.data, wide, high, wide * 4, QImage.Format.Format_RGB32)
        self.setVisible(pixels is not None)
        self.update()

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.boundingRect(), self.image)
