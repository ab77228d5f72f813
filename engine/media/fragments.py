"""Pictures and sound as fragments of MP4 (CMAF): one head for the whole film, and pieces on one continuous timeline.

Written here, box by box, since a muxer numbers the time of each file anew, and a joint must not be seen (ISO/IEC 14496-12
and -15, 23000-19). A fragment knows only where it lies, so that fragments may be made in any order and for any branch.
"""

from __future__ import annotations

import io
import itertools
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import av
import cv2
import numpy as np

from engine.errors import RenderFailed
from engine.media.coding import AAC, AAC_RATE, RATE, SPF, Picture, decode_pictures, encode_pictures, i420

Kind = Literal["pictures", "sound"]
BOTH: tuple[Kind, ...] = ("pictures", "sound")
_PICTURES, _SOUND = 1, 2
"""The numbers of the tracks."""
_SHOWN_WHOLE, _REFERS = 0x02000000, 0x01010000
"""A sample that depends on no other, and one that does."""
_TOGETHER = 12
"""Pictures that lie together before the sound that belongs to them: a player need not look far ahead for it."""
_SLICES = range(1, 6)
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_LC_48_STEREO = b"\x11\x90"
"""What a decoder of AAC is told: low complexity, 48 kHz, two channels (ISO/IEC 14496-3, 1.6.2.1)."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a stream of pictures says of itself, as its first keyframe has it."""

    width: int
    height: int
    sps: bytes
    pps: bytes

    @property
    def codec(self) -> str:
        """As playlists name it (RFC 6381)."""
        return f"avc1.{self.sps[1:4].hex().upper()}"


SOUND_CODEC = "mp4a.40.2"


def look_of(keyframe: bytes) -> Look:
    """Of the film that begins with this packet. RenderFailed where it is no keyframe."""
    units = {unit[0] & 31: unit for unit in _units(keyframe)}
    pictures = list(decode_pictures((keyframe,))) if 7 in units and 8 in units else []
    if not pictures:
        raise RenderFailed("A chunk does not begin with a picture of its own. Delete the store; what is needed is filmed again.")
    high, wide = pictures[0].shape
    return Look(width=wide, height=high * 2 // 3, sps=units[7], pps=units[8])


def head(look: Look, *, kinds: Sequence[Kind] = BOTH) -> bytes:
    """What comes once, before the first fragment."""
    tracks = b"".join(_track(kind, look) for kind in kinds)
    more = b"".join(_box("trex", _u32(0, _number(kind), 1, 0, 0, 0)) for kind in kinds)
    movie = _box("mvhd", _u32(0, 0, 0, RATE, 0, 0x10000, 0x01000000, 0, 0) + _MATRIX + bytes(24) + _u32(3))
    return _box("ftyp", b"iso6" + _u32(0) + b"iso6cmfcmp41") + _box("moov", movie + tracks + _box("mvex", more))


def fragment(
    packets: Sequence[bytes], sound: Sequence[tuple[int, bytes]], *, frame: int, number: int, kinds: Sequence[Kind] = BOTH
) -> bytes:
    """These pictures, the first being that frame of the film, and AAC packets by the sample they begin at. `number` from 1.

    A packet from before the film has no place in a timeline that begins at 0: left out, the first 21 ms fade in.
    """
    heard = [(sample, packet) for sample, packet in sound if sample >= 0] if "sound" in kinds else []
    shown = [_sample(packet) for packet in packets] if "pictures" in kinds else []
    runs: list[_Run] = []
    for at in range(0, max(len(shown), 1), _TOGETHER):
        pictures = shown[at : at + _TOGETHER]
        if pictures:
            begins = (frame + at) * SPF
            runs.append(_Run(track=_PICTURES, at=begins, each=SPF, flags=_REFERS, key=at == 0, samples=pictures))
        last = at + _TOGETHER >= len(shown)
        near = [(sample, packet) for sample, packet in heard if last or sample < (frame + at + _TOGETHER) * SPF]
        heard = heard[len(near) :]
        if near:
            packets_near = [packet for _, packet in near]
            runs.append(_Run(track=_SOUND, at=near[0][0], each=AAC, flags=_SHOWN_WHOLE, key=False, samples=packets_near))
    data = b"".join(sample for run in runs for sample in run.samples)
    size = len(_moof(runs, number, 0))
    return _box("styp", b"msdh" + _u32(0) + b"msdhcmfs") + _moof(runs, number, size + 8) + _box("mdat", data)


def smaller(film: bytes, *, width: int, height: int, frame: int, number: int, qp: int = 26) -> tuple[bytes, bytes]:
    """(head, fragment) of the same film at another size, for a screen that is far away. `film`: a head and a fragment."""
    shown: list[Picture] = []
    heard: list[tuple[int, bytes]] = []
    with av.open(io.BytesIO(film), "r", format="mp4") as source:
        for packet in source.demux():
            if packet.stream.type == "video":
                shown += [i420(picture) for picture in packet.decode()]
            elif packet.pts is not None and packet.size:
                heard.append((packet.pts, bytes(packet)))
    packets = encode_pictures((_sized(one, width, height) for one in shown), _Size(width=width, height=height, qp=qp))
    return head(look_of(packets[0])), fragment(packets, heard, frame=frame, number=number)


@dataclass(frozen=True, kw_only=True)
class _Size:
    width: int
    height: int
    qp: int
    preset: str = "ultrafast"


def _sized(picture: Picture, width: int, height: int) -> Picture:
    high, wide = picture.shape[0] * 2 // 3, picture.shape[1]
    light = cv2.resize(picture[:high], (width, height), interpolation=cv2.INTER_AREA)
    colours = picture[high:].reshape(2, high // 2, wide // 2)
    small = [cv2.resize(one, (width // 2, height // 2), interpolation=cv2.INTER_AREA) for one in colours]
    return np.concatenate([light.reshape(-1), *(one.reshape(-1) for one in small)]).reshape(-1, width).astype(np.uint8)


# ---- boxes -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Run:
    """A track's part of a fragment. Times in samples of sound, which both tracks count in."""

    track: int
    at: int
    each: int
    flags: int
    key: bool
    """Whether the first sample depends on no other, where the others do."""
    samples: list[bytes]

    @property
    def size(self) -> int:
        return sum(map(len, self.samples))


def _moof(runs: Sequence[_Run], number: int, offset: int) -> bytes:
    """`offset`: of the first byte of data, from the box's own start."""
    starts = list(itertools.accumulate((run.size for run in runs), initial=offset))
    tracks = []
    for track in sorted({run.track for run in runs}):
        mine = [(run, start) for run, start in zip(runs, starts, strict=False) if run.track == track]
        first = mine[0][0]
        where = _box("tfhd", _u32(0x020028, track, first.each, first.flags))
        when = _box("tfdt", _u32(0x01000000) + struct.pack(">Q", first.at))
        tracks.append(_box("traf", where + when + b"".join(_trun(run, start) for run, start in mine)))
    return _box("moof", _box("mfhd", _u32(0, number)) + b"".join(tracks))


def _trun(run: _Run, start: int) -> bytes:
    sizes = struct.pack(f">{len(run.samples)}I", *map(len, run.samples))
    key = _u32(_SHOWN_WHOLE) if run.key else b""
    return _box("trun", _u32(0x000205 if run.key else 0x000201, len(run.samples), start) + key + sizes)


def _track(kind: Kind, look: Look) -> bytes:
    picture = kind == "pictures"
    size = _u32(look.width << 16, look.height << 16) if picture else _u32(0, 0)
    volume = bytes(4) if picture else b"\x01\x00\x00\x00"
    header = _box("tkhd", _u32(7, 0, 0, _number(kind), 0, 0, 0, 0, 0) + volume + _MATRIX + size)
    name = b"vide" if picture else b"soun"
    media = _box("mdhd", _u32(0, 0, 0, RATE, 0) + b"\x55\xc4\x00\x00")
    handler = _box("hdlr", _u32(0, 0) + name + bytes(12) + kind.encode() + b"\x00")
    loud = _box("vmhd", _u32(1, 0, 0)) if picture else _box("smhd", _u32(0, 0))
    here = _box("dinf", _box("dref", _u32(0, 1) + _box("url ", _u32(1))))
    entry = _picture_entry(look) if picture else _sound_entry()
    none = b"".join(_box(empty, _u32(0, 0)) for empty in ("stts", "stsc", "stco")) + _box("stsz", _u32(0, 0, 0))
    table = _box("stbl", _box("stsd", _u32(0, 1) + entry) + none)
    return _box("trak", header + _box("mdia", media + handler + _box("minf", loud + here + table)))


def _picture_entry(look: Look) -> bytes:
    config = b"\x01" + look.sps[1:4] + b"\xff\xe1" + _sized_u16(look.sps) + b"\x01" + _sized_u16(look.pps)
    colour = _box("colr", b"nclx" + struct.pack(">HHHB", 1, 1, 6, 0))  # as the encoder was told: see coding._COLOUR
    size = struct.pack(">HH", look.width, look.height)
    dots = _u32(0x480000, 0x480000, 0) + b"\x00\x01" + bytes(32) + b"\x00\x18\xff\xff"
    return _box("avc1", bytes(6) + b"\x00\x01" + bytes(16) + size + dots + _box("avcC", config) + colour)


def _sound_entry() -> bytes:
    decoder = b"\x40\x15\x00\x00\x00" + _u32(AAC_RATE, AAC_RATE) + _descriptor(5, _LC_48_STEREO)
    stream = b"\x00\x02\x00" + _descriptor(4, decoder) + _descriptor(6, b"\x02")
    fixed = bytes(6) + b"\x00\x01" + bytes(8) + struct.pack(">HHHHI", 2, 16, 0, 0, RATE << 16)
    return _box("mp4a", fixed + _box("esds", _u32(0) + _descriptor(3, stream)))


def _number(kind: Kind) -> int:
    return _PICTURES if kind == "pictures" else _SOUND


def _box(name: str, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name.encode() + content


def _descriptor(tag: int, content: bytes) -> bytes:
    return bytes((tag, len(content))) + content


def _u32(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)


def _sized_u16(raw: bytes) -> bytes:
    return struct.pack(">H", len(raw)) + raw


def _units(packet: bytes) -> Iterator[bytes]:
    """The units of a packet, without their start codes (ITU-T H.264, annex B)."""
    for part in packet.replace(b"\x00\x00\x00\x01", b"\x00\x00\x01").split(b"\x00\x00\x01"):
        if part:
            yield part


def _sample(packet: bytes) -> bytes:
    """A packet as MP4 has it: slices by their length. What the head says already is left out."""
    return b"".join(_u32(len(unit)) + unit for unit in _units(packet) if unit[0] & 31 in _SLICES)
