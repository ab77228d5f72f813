"""What a film or stream says that it is, and what is in it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from engine.errors import RenderFailed
from engine.media.coding import Picture, floats, i420
from engine.media.movie import Caption


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What a file or stream says that it is. Codecs are empty where there is no such stream."""

    format: str
    seconds: float
    video: str
    audio: str
    width: int
    height: int
    fps: float
    frames: int
    """Packets of picture, counted."""
    rate: int
    matrix: int
    """ITU-T H.273: 6 is SMPTE 170M (BT.601)."""
    captions: tuple[Caption, ...]
    chapters: tuple[tuple[float, str], ...]
    """Where each begins, in seconds, and its title."""
    tags: tuple[tuple[str, str], ...]


def probe(source: Path | bytes) -> Probe:
    """Read a file or bytes through, without decoding pictures or sound."""
    with opened(source) as container:
        video = next(iter(container.streams.video), None)
        audio = next(iter(container.streams.audio), None)
        text = next(iter(container.streams.subtitles), None)
        frames, captions, until = 0, [], 0.0
        for packet in container.demux():
            if not packet.size or packet.pts is None or packet.time_base is None:
                continue
            at = float(packet.pts * packet.time_base)
            length = float((packet.duration or 0) * packet.time_base)
            until = max(until, at + length)
            if packet.stream is video:
                frames += 1
            elif packet.stream is text and (said := _mov_text(bytes(packet))):
                captions.append(Caption(start=at, end=at + length, text=said))
        return Probe(
            format=container.format.name,
            seconds=float(container.duration / av.time_base) if container.duration else until,
            video=video.codec_context.name if video else "",
            audio=audio.codec_context.name if audio else "",
            width=video.codec_context.width if video else 0,
            height=video.codec_context.height if video else 0,
            fps=float(video.average_rate or 0) if video else 0.0,
            frames=frames,
            rate=audio.codec_context.sample_rate if audio else 0,
            matrix=int(video.codec_context.colorspace) if video else 0,
            captions=tuple(captions),
            chapters=tuple(_chapter(one) for one in container.chapters()),
            tags=tuple(sorted(container.metadata.items())),
        )


def _chapter(one: Any) -> tuple[float, str]:
    return float(one["start"] * one["time_base"]), str(one["metadata"].get("title", ""))


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """Everything in a file or stream: pictures as I420 with the stamps of each, and the sound with those of its blocks."""

    pictures: tuple[Picture, ...]
    picture_seconds: tuple[float, ...]
    sound: NDArray[np.float32]
    """(samples, 2)"""
    sound_seconds: tuple[float, ...]


def decode(source: Path | bytes, *, pictures: bool = True) -> Decoded:
    """Decode all of it; for short films, and for tests."""
    shown: list[Picture] = []
    shown_at: list[float] = []
    heard: list[NDArray[np.float32]] = []
    heard_at: list[float] = []
    with opened(source) as container:
        kinds = [s for s in container.streams if s.type == "audio" or (pictures and s.type == "video")]
        for frame in container.decode(kinds):
            match frame:
                case av.VideoFrame():
                    shown.append(i420(frame))
                    shown_at.append(frame.time or 0.0)
                case av.AudioFrame():
                    heard.append(floats(frame))
                    heard_at.append(frame.time or 0.0)
    return Decoded(
        pictures=tuple(shown),
        picture_seconds=tuple(shown_at),
        sound=np.concatenate(heard) if heard else np.zeros((0, 2), np.float32),
        sound_seconds=tuple(heard_at),
    )


def opened(source: Path | bytes) -> InputContainer:
    try:
        return av.open(io.BytesIO(source) if isinstance(source, bytes) else str(source), "r")
    except (av.FFmpegError, OSError) as error:
        raise RenderFailed(f"This is no film that can be read ({error.strerror}). Export it anew.") from error


def _mov_text(packet: bytes) -> str:
    """A packet of MP4 timed text: two bytes of length, then the words."""
    return packet[2 : 2 + int.from_bytes(packet[:2], "big")].decode("utf-8", "replace")
