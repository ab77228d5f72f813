"""A film to keep: MP4 with captions and chapters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from engine.media.coding import AAC, AAC_RATE, AAC_TOOLS, FPS, RATE, audio_frame


@dataclass(frozen=True, kw_only=True)
class Caption:
    """Words on the picture, in seconds of the film."""

    start: float
    end: float
    text: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    """Where several speak: the words of each, and their colour as #rrggbb."""

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        return self.parts or ((self.text, ""),)


class Movie:
    """An MP4 being written: H.264 as it is, sound as AAC, captions and chapters. It is no film before `close`.

    Everything is given in the order of the film. OSError where the disk does not take it.
    """

    def __init__(
        self, path: Path, *, width: int, height: int, chapters: Iterable[tuple[float, float, str]], tags: dict[str, str]
    ) -> None:
        self._out = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._video = self._out.add_mux_stream("h264", FPS, width=width, height=height)
        self._video.time_base = Fraction(1, FPS)
        self._sound = self._out.add_stream("aac", rate=RATE, layout="stereo", format="fltp", bit_rate=AAC_RATE)
        self._sound.codec_context.options = AAC_TOOLS
        self._sound.codec_context.thread_count = 1
        self._words = self._out.add_stream("mov_text", time_base=Fraction(1, 1000))
        self._words.codec_context.subtitle_header = _STYLE
        milliseconds = Fraction(1, 1000)
        self._out.set_chapters(
            [
                {
                    "id": number,
                    "start": round(begin * 1000),
                    "end": round(end * 1000),
                    "time_base": milliseconds,
                    "metadata": {"title": title},
                }
                for number, (begin, end, title) in enumerate(chapters, start=1)
            ]
        )
        self._out.metadata.update(tags)
        self._frames = self._samples = 0
        self._rest = np.zeros((0, 2), np.float32)

    def pictures(self, packets: Iterable[bytes]) -> None:
        """A chunk's pictures."""
        for number, picture in enumerate(packets):
            packet: av.Packet[Any] = av.Packet(picture)
            packet.is_keyframe = number == 0
            self._mux(packet, self._video, Fraction(1, FPS), self._frames, 1)
            self._frames += 1

    def sound(self, samples: NDArray[np.float32]) -> None:
        """(n, 2) samples."""
        self._rest = np.concatenate([self._rest, samples])
        whole = len(self._rest) // AAC * AAC
        for at in range(0, whole, AAC):
            self._encode(self._rest[at : at + AAC])
        self._rest = self._rest[whole:]

    def caption(self, words: Caption) -> None:
        text = "\n".join(said for said, _ in words.words).encode()
        packet: av.Packet[Any] = av.Packet(len(text).to_bytes(2, "big") + text + _colours(words.words))
        begin = round(words.start * 1000)
        self._mux(packet, self._words, Fraction(1, 1000), begin, round(words.end * 1000) - begin)

    def close(self) -> None:
        """Finish the file."""
        if len(self._rest):
            self._encode(self._rest)
        self._out.mux(self._sound.encode(None))
        self._out.close()

    def _encode(self, samples: NDArray[np.float32]) -> None:
        self._out.mux(self._sound.encode(audio_frame(samples.T, "fltp", self._samples)))
        self._samples += len(samples)

    def _mux(self, packet: av.Packet[Any], stream: Any, base: Fraction, pts: int, duration: int) -> None:
        packet.stream, packet.time_base = stream, base
        packet.pts = packet.dts = pts
        packet.duration = duration
        self._out.mux(packet)


def _colours(parts: tuple[tuple[str, str], ...]) -> bytes:
    """The `styl` box of timed text (3GPP TS 26.245): which letters are of which colour."""
    runs, at = [], 0
    for text, paint in parts:
        if paint:
            letters = b"".join(number.to_bytes(2, "big") for number in (at, at + len(text), 1))
            runs.append(letters + bytes((0, 18)) + bytes.fromhex(paint[1:]) + b"\xff")
        at += len(text) + 1
    body = b"styl" + len(runs).to_bytes(2, "big") + b"".join(runs)
    return (len(body) + 4).to_bytes(4, "big") + body if runs else b""


_STYLE = (
    b"[Script Info]\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\nFormat: Name, Fontname, Fontsize, PrimaryColour, "
    b"SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, "
    b"BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\r\nStyle: Default,Sans,18,&Hffffff,"
    b"&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0\r\n\r\n[Events]\r\nFormat: Layer, Start, End, Style, Name, "
    b"MarginL, MarginR, MarginV, Effect, Text\r\n"
)
