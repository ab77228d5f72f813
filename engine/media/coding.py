"""Pictures and sound to bytes and back, and chunks to pieces of one transport stream.

Every picture stream has the same header whatever the rung, so that a film may change rungs at any chunk. Pictures are
H.264 without B-frames: a packet is a frame, in the order of showing.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import av
import cv2
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from engine.errors import RenderFailed
from engine.media import repeats

FPS = 24
RATE = 48_000
SPF = RATE // FPS
"""Samples of sound in a frame."""
CLOCK = 90_000
"""Ticks a second of a transport stream."""
HEAD = 10 * CLOCK
"""The time stamp of frame 0: later than 0, so that what precedes it (the encoder's priming) has a stamp too."""
AAC = 1024
"""Samples in a frame of AAC. A packet at sample s needs the samples from s to s + 2048 of the film."""
WARM = 4
"""AAC frames that an encoder is given before those that count: its first ones sound of its empty memory."""
AAC_RATE = 192_000
AAC_TOOLS = {"aac_coder": "fast", "aac_tns": "0", "aac_pns": "0", "aac_is": "0"}
"""libav's noise substitution, temporal shaping and intensity stereo now and then burst: once in twenty films, one frame of
1,024 samples was twice full scale (+3 dBTP, where -2.7 is the limit). The largest error there was 1.29, and is 0.05 without."""

_REMEDY = "Delete the store; what is needed is filmed again."

Pcm = NDArray[np.int16]
"""(samples, 2), 48 kHz."""
Picture = NDArray[np.uint8]

_HEADER = "cabac=0:8x8dct=0:ref=1:weightp=0:level=4.0:stitchable=1:force-cfr=1"
"""All that could make the header of one rung differ from another's. stitchable: no header depends on the pictures."""
_COLOUR = "range=tv:colorprim=bt709:transfer=bt709:colormatrix=smpte170m"
"""The matrix of cv2's I420 is that of BT.601; players that are not told shift the colours."""


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """A piece of film: an H.264 packet for each frame, the first a keyframe, and its sound as FLAC."""

    frames: int
    packets: tuple[bytes, ...]
    sound: bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(map(len, self.packets)) + len(self.sound)


class Quality(Protocol):
    """What an encoder needs to know of a rung."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def preset(self) -> str: ...
    @property
    def qp(self) -> int: ...


# ---- pictures --------------------------------------------------------------------------------------------------------


def encode_pictures(frames: Iterable[Picture], rung: Quality) -> tuple[bytes, ...]:
    """I420 pictures (height * 3/2, width) as one closed group of H.264 packets. The same pictures give the same bytes."""
    coder = av.CodecContext.create("libx264", "w")
    assert isinstance(coder, VideoCodecContext)
    coder.width, coder.height, coder.pix_fmt = rung.width, rung.height, "yuv420p"
    coder.time_base, coder.framerate = Fraction(1, FPS), Fraction(FPS, 1)
    coder.thread_count = 1
    coder.options = {
        "preset": rung.preset,
        "qp": str(rung.qp),
        "bf": "0",
        "sc_threshold": "0",
        "x264-params": f"keyint=infinite:repeat-headers=1:aud=1:{_HEADER}:{_COLOUR}",
    }
    packets: list[bytes] = []
    shape = (rung.height * 3 // 2, rung.width)
    last: Picture | None = None
    coded, header = 0, None
    try:
        for number, picture in enumerate(frames):
            if picture.shape != shape:
                raise RenderFailed(f"Frame {number} is {picture.shape} and not {shape}, as {rung.width} x {rung.height} asks.")
            # Not two in a row: pictures that none refers to stand alone where the order of coding is that of showing.
            if header and last is not None and _same(picture, last):
                packets.append(repeats.again(header, coded))
                last = None
                continue
            frame = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(picture), format="yuv420p")  # not copied
            frame.pts = number
            made = [bytes(packet) for packet in coder.encode(frame)]
            if number == 0 and len(made) == 1:
                header = repeats.header(made[0])
            packets += made
            coded += 1
            last = picture
        packets += map(bytes, coder.encode(None))
    except av.FFmpegError as error:
        raise RenderFailed(f"The pictures could not be encoded ({error}). Free some memory and film the scene again.") from error
    return tuple(packets)


def _same(one: Picture, other: Picture) -> bool:
    """Eight bytes at a time: a fifteenth of a millisecond."""
    return np.array_equal(np.ascontiguousarray(one).view(np.uint64), np.ascontiguousarray(other).view(np.uint64))


def decode_pictures(packets: Iterable[bytes]) -> Iterator[Picture]:
    """The pictures of a chunk's packets, as I420."""
    coder = av.CodecContext.create("h264", "r")
    assert isinstance(coder, VideoCodecContext)
    coder.thread_count = 1
    try:
        for packet in packets:
            yield from (i420(frame) for frame in coder.decode(av.Packet(packet)))
        yield from (i420(frame) for frame in coder.decode(None))
    except av.FFmpegError as error:
        raise RenderFailed(f"A chunk's pictures cannot be read ({error}). {_REMEDY}") from error


def first_frame(chunk: Chunk) -> Picture:
    """The chunk's first picture as BGR, for stills and posters."""
    for picture in decode_pictures(chunk.packets[:1]):
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_YUV2BGR_I420), np.uint8)
    raise RenderFailed(f"A chunk has no picture. {_REMEDY}")


def i420(frame: Any) -> Picture:
    return np.asarray(frame.to_ndarray(format="yuv420p"), np.uint8)


# ---- sound -----------------------------------------------------------------------------------------------------------


def to_pcm(samples: NDArray[Any]) -> Pcm:
    """Samples in -1..1, or already 16 bits wide, as 16 bits."""
    if samples.dtype == np.int16:
        return samples
    return np.asarray(np.clip(np.rint(samples * 32767.0), -32768, 32767), np.int16)


def pack_sound(samples: NDArray[Any]) -> bytes:
    """(n, 2) samples at 48 kHz, floats in -1..1 or 16 bits, as FLAC: exactly n come back."""
    pcm = np.ascontiguousarray(to_pcm(samples))
    if pcm.ndim != 2 or pcm.shape[1] != 2 or not len(pcm):
        raise RenderFailed(f"Sound has the shape {pcm.shape}. Give samples by two channels, at least one.")
    beside = io.BytesIO()
    with av.open(beside, "w", format="flac", options={"fflags": "+bitexact"}) as out:
        stream = out.add_stream("flac", rate=RATE, layout="stereo", format="s16")
        stream.codec_context.options = {"flags": "+bitexact", "compression_level": "3"}
        for at in range(0, len(pcm), 4096):
            out.mux(stream.encode(audio_frame(pcm[at : at + 4096].reshape(1, -1), "s16", at)))
        out.mux(stream.encode(None))
    return beside.getvalue()


def unpack_sound(flac: bytes) -> Pcm:
    """What `pack_sound` was given, to the sample."""
    try:
        with av.open(io.BytesIO(flac), "r", format="flac") as source:
            blocks = [frame.to_ndarray().reshape(-1, 2) for frame in source.decode(audio=0)]
    except (av.FFmpegError, IndexError) as error:
        raise RenderFailed(f"A chunk's sound cannot be read ({error}). {_REMEDY}") from error
    return np.concatenate(blocks).astype(np.int16, copy=False) if blocks else np.zeros((0, 2), np.int16)


def audio_frame(samples: NDArray[Any], form: str, pts: int, rate: int = RATE) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format=form, layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = rate, pts, Fraction(1, rate)
    return frame


def floats(frame: av.AudioFrame) -> NDArray[np.float32]:
    samples = frame.to_ndarray()
    if samples.dtype == np.int16:
        samples = samples.astype(np.float32) / 32768.0
    return np.asarray(samples if frame.format.is_planar else samples.reshape(-1, 2).T, np.float32).T


# ---- the transport stream --------------------------------------------------------------------------------------------


def first_aac(sample: int) -> int:
    """The film's first AAC packet whose window reaches past this sample; at the head, the one before everything."""
    return -(-(sample - 2 * AAC + 1) // AAC) * AAC if sample > 0 else -AAC


def transport(packets: Iterable[bytes], pcm: Pcm, *, frame: int, before: Pcm, last: bool = False) -> bytes:
    """A piece of one endless MPEG-TS: these pictures and this sound, the first being that frame of the film.

    `before` is the sound that precedes it (silence where there is none): the AAC packets whose window began there are made
    here, as one encoder over the whole film would have made them. So pieces may be made in any order, for any branch, and
    join without a gap. Those whose window reaches past the end are left to the piece that follows, unless it is the `last`.
    """
    written = io.BytesIO()
    options = {
        "max_interleave_delta": "1",
        "omit_video_pes_length": "0",
        "pes_payload_size": "0",
        "pcr_period": "20",
        "mpegts_copyts": "1",
    }
    out = av.open(_Sink(written), "w", format="mpegts", options=options, buffer_size=188 * 7)
    video = out.add_mux_stream("h264", FPS)
    audio = out.add_stream("aac", rate=RATE, layout="stereo", format="fltp", bit_rate=AAC_RATE)
    coder = audio.codec_context
    assert isinstance(coder, AudioCodecContext)
    coder.options = AAC_TOOLS
    coder.thread_count = 1
    items: list[tuple[int, int, av.Packet[Any]]] = []
    for number, picture in enumerate(packets):
        packet = av.Packet(picture)
        packet.is_keyframe = number == 0
        items.append((_stamp(packet, video, HEAD + (frame + number) * (CLOCK // FPS), CLOCK // FPS), 0, packet))
    for sample, packet in _coded(coder, pcm, frame=frame, before=before, last=last):
        items.append((_stamp(packet, audio, HEAD + sample * CLOCK // RATE, AAC * CLOCK // RATE), 1, packet))
    items.sort(key=lambda item: item[:2])
    for _, _, packet in items:
        out.mux(packet)
    out.close()
    return written.getvalue()


def encode_aac(pcm: Pcm, *, frame: int, before: Pcm, last: bool = False) -> tuple[tuple[int, bytes], ...]:
    """(sample, packet) for each AAC packet of a piece whose first frame is that one of the film; see `transport`."""
    coder = av.CodecContext.create("aac", "w")
    assert isinstance(coder, AudioCodecContext)
    coder.sample_rate, coder.layout, coder.format, coder.bit_rate = RATE, "stereo", "fltp", AAC_RATE
    coder.time_base = Fraction(1, RATE)
    coder.options = AAC_TOOLS
    coder.thread_count = 1
    coded = _coded(coder, pcm, frame=frame, before=before, last=last)
    return tuple((sample, bytes(packet)) for sample, packet in coded)


def _coded(coder: AudioCodecContext, pcm: Pcm, *, frame: int, before: Pcm, last: bool) -> Iterator[tuple[int, av.Packet[Any]]]:
    """The AAC packets of this piece, each with the sample that its window begins at."""
    begin = frame * SPF
    end = begin + len(pcm)
    first = first_aac(begin)
    start = first - WARM * AAC
    head = np.zeros((begin - start, 2), np.int16)
    given = before[-len(head) :]
    if len(given):
        head[-len(given) :] = given
    sound = np.concatenate([head, pcm]).T.astype(np.float32) / 32768.0
    if last:
        sound = np.pad(sound, ((0, 0), (0, 2 * AAC)))
    coded: list[av.Packet[Any]] = []
    for at in range(0, sound.shape[1] // AAC * AAC, AAC):
        coded += coder.encode(audio_frame(sound[:, at : at + AAC], "fltp", start + at))
    coded += coder.encode(None)
    for packet in coded:
        assert packet.pts is not None
        sample = packet.pts
        if first <= sample and (sample < end if last else sample + 2 * AAC <= end):
            yield sample, packet


class _Sink:
    """A file that can only be written to: a muxer does not try to go back in it."""

    def __init__(self, beside: io.BytesIO) -> None:
        self.write = beside.write


def _stamp(packet: av.Packet[Any], stream: Any, pts: int, duration: int) -> int:
    packet.stream, packet.time_base = stream, Fraction(1, CLOCK)
    packet.pts = packet.dts = pts
    packet.duration = duration
    return pts
