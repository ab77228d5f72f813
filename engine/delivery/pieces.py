"""The film of one viewing as pieces for other screens: chunks go in, fragments of one timeline come out, by number."""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from engine import media
from engine.delivery.hls import Size
from engine.delivery.stream import Tail
from engine.errors import DoesNotFit, OtherwiseError
from engine.media import FPS, Chunk, Look

FULL, SMALL = "full", "small"
_SMALL_LINES = 360
_SMALL_BITS = 1_200_000
"""What a small one is said to take before any was made: drawings at this size take less."""
_HEADROOM = 1.25
_FULL_BITS = 4_000_000
"""The list of lists is written once, from the first pieces: later ones are larger, where it begins with a title card."""

_FORGOTTEN = 7 * 86_400.0
"""Seconds without a new piece after which no viewing goes on."""


@dataclass(frozen=True, kw_only=True)
class _Piece:
    first: int
    """Frame of the film."""
    frames: int
    bytes: int


class Pieces:
    """What one viewing has shown and will certainly show. One thread appends; any number read, and may wait.

    The pieces lie in a folder of their own until `cancel`, for a film of ninety minutes is too large for memory.
    A smaller size is made when somebody asks for it, and not before.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _sweep(folder)
            self._folder = Path(tempfile.mkdtemp(prefix="pieces-", dir=folder))
        except OSError as error:
            raise OtherwiseError(f"{folder} cannot be written ({error.strerror}). Make the folder writable.") from error
        self.finished = False
        self.cancelled = False
        self._pieces: list[_Piece] = []
        self._tail = Tail()
        self._expected: list[tuple[Chunk, bytes]] = []
        self._look: Look | None = None
        self._turn = threading.Condition()
        self._making = threading.Lock()

    # ---- who appends ---------------------------------------------------------------------------------------------------

    @property
    def appended_frames(self) -> int:
        return self._tail.frame

    def append(self, chunk: Chunk) -> None:
        """The film goes on with this chunk. Ignored when nobody watches any more. DoesNotFit where the disk is full."""
        if self.cancelled:
            return
        if self.finished:
            raise OtherwiseError("The film has ended, and cannot go on. Start a new one.")
        tail, number = self._tail, len(self._pieces)
        raw = next((made for one, made in self._expected if one == chunk), None) or self._made(chunk)
        self._expected = []
        look = self._look or media.look_of(chunk.packets[0])
        self._write(FULL, number, raw)
        with self._turn:
            self._look = look
            self._tail = tail.after(chunk)
            self._pieces.append(_Piece(first=tail.frame, frames=chunk.frames, bytes=len(raw)))
            self._turn.notify_all()

    def expect(self, chunk: Chunk) -> None:
        """The film may go on with this chunk: it is made ready, so that it is there at once if it does."""
        if not (self.cancelled or self.finished):
            self._expected.append((chunk, self._made(chunk)))

    def _made(self, chunk: Chunk) -> bytes:
        """The piece that this chunk would be, if it followed now."""
        tail = self._tail
        heard = media.encode_aac(media.unpack_sound(chunk.sound), frame=tail.frame, before=tail.sound)
        return media.fragment(chunk.packets, heard, frame=tail.frame, number=len(self._pieces) + 1)

    def finish(self) -> None:
        """Nothing follows."""
        with self._turn:
            self.finished = True
            self._turn.notify_all()

    def cancel(self) -> None:
        """Let go of whoever waits, at once, and of the folder."""
        with self._turn:
            self.cancelled = True
            self._turn.notify_all()
        shutil.rmtree(self._folder, ignore_errors=True)

    # ---- who reads -------------------------------------------------------------------------------------------------------

    @property
    def frames(self) -> tuple[int, ...]:
        """Of each piece."""
        with self._turn:
            return tuple(piece.frames for piece in self._pieces)

    def span(self, number: int) -> tuple[int, int] | None:
        """The frames of the film from and to which a piece goes; None where it is not there."""
        with self._turn:
            if not 0 <= number < len(self._pieces):
                return None
            piece = self._pieces[number]
            return piece.first, piece.first + piece.frames

    def wait(self, number: int, seconds: float) -> bool:
        """Until that piece is there, the film has ended or nobody watches, or so many seconds; False: it is not there."""
        with self._turn:
            self._turn.wait_for(lambda: len(self._pieces) > number or self.finished or self.cancelled, seconds)
            return len(self._pieces) > number

    def sizes(self) -> tuple[Size, ...]:
        """The ladder, best first; nothing before the first piece is there."""
        with self._turn:
            look, pieces = self._look, list(self._pieces)
        if look is None:
            return ()
        rates = [8 * piece.bytes * FPS / piece.frames for piece in pieces]
        peak = max(_FULL_BITS, round(_HEADROOM * max(rates)))
        mean = max(_FULL_BITS // 2, round(_HEADROOM * sum(rates) / len(rates)))
        codecs = f"{look.codec},{media.SOUND_CODEC}"
        found = [Size(name=FULL, width=look.width, height=look.height, codecs=codecs, peak=peak, mean=mean)]
        if look.height > _SMALL_LINES:
            wide, high = _small(look)
            found.append(Size(name=SMALL, width=wide, height=high, codecs=codecs, peak=_SMALL_BITS, mean=_SMALL_BITS * 2 // 3))
        return tuple(found)

    def head(self, size: str) -> bytes | None:
        """What comes before the first piece; None where there is no such size, or nothing yet."""
        look = self._look
        if look is None or size not in {one.name for one in self.sizes()}:
            return None
        if size == FULL:
            return media.head(look)
        return None if (small := self._smaller(0)) is None else small[0]

    def piece(self, size: str, number: int) -> bytes | None:
        """The bytes of a piece; None where it is not there."""
        if self.span(number) is None or size not in {one.name for one in self.sizes()}:
            return None
        if size == SMALL:
            return None if (small := self._smaller(number)) is None else small[1]
        with contextlib.suppress(OSError):  # it was cancelled just now
            return self._path(FULL, number).read_bytes()
        return None

    def _smaller(self, number: int) -> tuple[bytes, bytes] | None:
        """(head, piece), made at the first asking."""
        with self._making:
            head, path = self._path(SMALL, -1), self._path(SMALL, number)
            try:
                if not path.exists() or not head.exists():
                    look, span = self._look, self.span(number)
                    if look is None or span is None:
                        return None
                    wide, high = _small(look)
                    whole = media.head(look) + self._path(FULL, number).read_bytes()
                    begins, made = media.smaller(whole, width=wide, height=high, frame=span[0], number=number + 1)
                    self._write(SMALL, -1, begins)
                    self._write(SMALL, number, made)
                return head.read_bytes(), path.read_bytes()
            except OSError:
                return None

    def _path(self, size: str, number: int) -> Path:
        return self._folder / f"{size}{number}"

    def _write(self, size: str, number: int, raw: bytes) -> None:
        try:
            self._path(size, number).write_bytes(raw)
        except OSError as error:
            if self.cancelled:
                return
            if error.errno == errno.ENOSPC:
                raise DoesNotFit(f"The disk is full: {self._folder} takes no more film. Free 1 GB there.") from error
            raise OtherwiseError(f"{self._folder} cannot be written ({error.strerror}). Make the folder writable.") from error


def _sweep(folder: Path) -> None:
    """Remove what viewings left that were ended by force long ago."""
    for old in folder.glob("pieces-*"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > _FORGOTTEN:
                shutil.rmtree(old, ignore_errors=True)


def _small(look: Look) -> tuple[int, int]:
    return round(look.width * _SMALL_LINES / look.height / 2) * 2, _SMALL_LINES
