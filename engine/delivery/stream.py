"""One endless film for a player: chunks go in, a transport stream without a joint comes out."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine import media
from engine.errors import OtherwiseError
from engine.media import AAC, SPF, WARM, Chunk, Pcm

_KEPT = (WARM + 2) * AAC
"""Samples of the past that the sound of the next piece depends on."""
_PACKET = 188


@dataclass(frozen=True, kw_only=True)
class Tail:
    """The end of a path through the film: the frame that comes next, and the last of the sound."""

    frame: int = 0
    sound: Pcm = field(default_factory=lambda: np.zeros((0, 2), np.int16), repr=False)

    def after(self, chunk: Chunk) -> Tail:
        """The tail when that chunk has been shown too."""
        return self.after_sound(chunk.frames, media.unpack_sound(chunk.sound))

    def after_sound(self, frames: int, pcm: Pcm) -> Tail:
        """The tail when so many frames with this sound have been shown too."""
        return Tail(frame=self.frame + frames, sound=np.concatenate([self.sound, pcm[-_KEPT:]])[-_KEPT:])


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A chunk made ready to follow a certain tail: only the counters of the stream's packets are still open."""

    begins: Tail
    ends: Tail
    packets: NDArray[np.uint8] = field(repr=False)
    """(n, 188)"""


def prepare(chunk: Chunk, *, after: Tail) -> Prepared:
    """Make a chunk ready to follow that tail: 30 to 60 ms, at any time and on any thread, for as many branches as may come."""
    pcm = media.unpack_sound(chunk.sound)
    if len(pcm) != chunk.frames * SPF or len(chunk.packets) != chunk.frames:
        raise OtherwiseError(
            f"A chunk of {chunk.frames} frames has {len(chunk.packets)} pictures and {len(pcm)} samples of sound. "
            "Delete the store; what is needed is filmed again."
        )
    raw = media.transport(chunk.packets, pcm, frame=after.frame, before=after.sound)
    return Prepared(begins=after, ends=after.after_sound(chunk.frames, pcm), packets=_packets(raw))


class Sink(Protocol):
    """Where a screening puts its film, chunk by chunk: a stream for the app's player, pieces for other screens."""

    @property
    def appended_frames(self) -> int: ...
    @property
    def finished(self) -> bool: ...
    def expect(self, chunk: Chunk) -> None: ...
    def append(self, chunk: Chunk) -> None: ...
    def finish(self) -> None: ...
    def cancel(self) -> None: ...


class Stream:
    """What one viewing has shown and will certainly show. One thread appends, and a player reads."""

    def __init__(self) -> None:
        self.tail = Tail()
        self.finished = False
        self.cancelled = False
        self._counters: dict[int, int] = {}
        self._expected: list[tuple[Chunk, Prepared]] = []
        self._waiting: deque[bytes] = deque()
        self._read = 0
        self._turn = threading.Condition()

    @property
    def appended_frames(self) -> int:
        return self.tail.frame

    def append(self, chunk: Chunk) -> None:
        """The film goes on with this chunk. Ignored when nobody watches any more."""
        if not self.cancelled:
            ready = next((made for one, made in self._expected if one == chunk and made.begins is self.tail), None)
            self._expected = []
            self.commit(ready or prepare(chunk, after=self.tail))

    def expect(self, chunk: Chunk) -> None:
        """The film may go on with this chunk: it is made ready, so that it is there at once if it does."""
        if not (self.cancelled or self.finished):
            self._expected.append((chunk, prepare(chunk, after=self.tail)))

    def commit(self, prepared: Prepared) -> None:
        """The film goes on with what was prepared: under 1 ms, and it must have been prepared for just here."""
        if self.cancelled:
            return
        if self.finished:
            raise OtherwiseError("The film has ended, and cannot go on. Start a new stream.")
        begins = prepared.begins
        if begins.frame != self.tail.frame or not np.array_equal(begins.sound, self.tail.sound):
            raise OtherwiseError(
                f"A chunk was prepared to follow another path (frame {begins.frame}, not {self.tail.frame}). Prepare it anew."
            )
        self._write(prepared.packets)
        self.tail = prepared.ends

    def finish(self) -> None:
        """Nothing follows: the reader gets the last of the sound, and then the end."""
        if self.finished or self.cancelled:
            return
        if self.tail.frame:
            silence = np.zeros((0, 2), np.int16)
            raw = media.transport((), silence, frame=self.tail.frame, before=self.tail.sound, last=True)
            self._write(_packets(raw))
        with self._turn:
            self.finished = True
            self._turn.notify_all()

    def cancel(self) -> None:
        """Let go of whoever reads, at once."""
        with self._turn:
            self.cancelled = True
            self._waiting.clear()
            self._turn.notify_all()

    def read(self, size: int) -> bytes | None:
        """Up to `size` bytes, as soon as there is one; nothing at the end; None when cancelled."""
        with self._turn:
            self._turn.wait_for(lambda: self._waiting or self.finished or self.cancelled)
            if self.cancelled:
                return None
            if not self._waiting:
                return b""
            piece = self._waiting[0][self._read : self._read + size]
            self._read += len(piece)
            if self._read == len(self._waiting[0]):
                self._waiting.popleft()
                self._read = 0
            return piece

    def _write(self, packets: NDArray[np.uint8]) -> None:
        """Number the packets of each kind on from those before (ISO 13818-1, 2.4.3.3), and pass them to the reader."""
        packets = packets.copy()
        kind = (packets[:, 1].astype(np.int32) & 0x1F) << 8 | packets[:, 2]
        carries = packets[:, 3] >> 4 & 1
        for one in np.unique(kind):
            mine = kind == one
            counter = (self._counters.get(int(one), 15) + np.cumsum(carries[mine], dtype=np.int64)) & 15
            packets[mine, 3] = packets[mine, 3] & 0xF0 | counter.astype(np.uint8)
            self._counters[int(one)] = int(counter[-1])
        with self._turn:
            if not self.cancelled:
                self._waiting.append(packets.tobytes())
                self._turn.notify_all()


def _packets(raw: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(raw, np.uint8).reshape(-1, _PACKET)
