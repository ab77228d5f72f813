"""A film as a folder for the web: the same fragments played as HLS, with captions, and as DASH (ISO/IEC 23009-1)."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from engine import media
from engine.delivery import hls
from engine.delivery.hls import Cue, Files, Size
from engine.delivery.stream import Tail
from engine.media import AAC, FPS, RATE, SPF, Chunk, Look, Pcm

PICTURES, SOUND = "pictures", "sound"
_SOUND_BITS = 192_000


@dataclass(frozen=True, kw_only=True)
class Spans:
    """What a manifest says of one track: where each of its pieces begins and how long it is, in samples of sound."""

    begins: tuple[int, ...]
    lengths: tuple[int, ...]


class Folder:
    """A folder being written, piece by piece in the order of the film. It is none before `close`: then all of it is there.

    OSError where the disk does not take it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tail = Tail()
        self._look: Look | None = None
        self._waiting: tuple[Chunk, Pcm] | None = None
        self._frames: list[int] = []
        self._bytes: list[int] = []
        self._sound: list[tuple[int, int]] = []
        for kind in (PICTURES, SOUND):
            (path / kind).mkdir(parents=True)

    def add(self, chunk: Chunk, sound: Pcm) -> None:
        """A chunk, and its sound as it is to be heard."""
        if self._waiting:
            self._write(*self._waiting, last=False)
        self._waiting = chunk, sound

    def close(self, cues: Sequence[Cue], chapters: Sequence[tuple[float, str]], *, title: str) -> None:
        """Write the last piece, the captions and the manifests. `chapters`: where each begins, in seconds, and its title."""
        if self._waiting:
            self._write(*self._waiting, last=True)
        look = self._look
        assert look is not None, "a film of no pieces"
        rates = [8 * size * FPS / frames for size, frames in zip(self._bytes, self._frames, strict=True)]
        size = Size(
            name=PICTURES,
            width=look.width,
            height=look.height,
            codecs=f"{look.codec},{media.SOUND_CODEC}",
            peak=round(max(rates)) + _SOUND_BITS,
            mean=round(8 * sum(self._bytes) * FPS / sum(self._frames)) + _SOUND_BITS,
        )
        heads = {PICTURES: media.head(look, kinds=("pictures",)), SOUND: media.head(look, kinds=("sound",))}
        for kind, head in heads.items():
            (self._path / kind / "head.mp4").write_bytes(head)
            files = Files(piece=f"{kind}/{{}}.m4s", head=f"{kind}/head.mp4")
            self._text(f"{kind}.m3u8", hls.media(self._frames, files, ended=True, growing=False, first=1))
        whole = [sum(self._frames)]
        self._text("words.vtt", hls.webvtt(cues))
        self._text("words.m3u8", hls.media(whole, Files(piece="words.vtt"), ended=True, growing=False))
        self._text("chapters.json", hls.titles(chapters))
        master = hls.master([size], lists="{}.m3u8", words="words.m3u8", sound=f"{SOUND}.m3u8", chapters="chapters.json")
        self._text("film.m3u8", master)
        ends = list(itertools.accumulate(self._frames))
        pictures = Spans(
            begins=tuple((end - each) * SPF for end, each in zip(ends, self._frames, strict=True)),
            lengths=tuple(each * SPF for each in self._frames),
        )
        sound = Spans(begins=tuple(at for at, _ in self._sound), lengths=tuple(length for _, length in self._sound))
        self._text("film.mpd", manifest(size, pictures, sound, seconds=ends[-1] / FPS, title=title))

    def _write(self, chunk: Chunk, sound: Pcm, *, last: bool) -> None:
        tail, number = self._tail, len(self._frames) + 1
        self._look = self._look or media.look_of(chunk.packets[0])
        heard = [one for one in media.encode_aac(sound, frame=tail.frame, before=tail.sound, last=last) if one[0] >= 0]
        pictures = media.fragment(chunk.packets, (), frame=tail.frame, number=number, kinds=("pictures",))
        sounds = media.fragment((), heard, frame=tail.frame, number=number, kinds=("sound",))
        (self._path / PICTURES / f"{number}.m4s").write_bytes(pictures)
        (self._path / SOUND / f"{number}.m4s").write_bytes(sounds)
        self._frames.append(chunk.frames)
        self._bytes.append(len(pictures))
        self._sound.append((heard[0][0], len(heard) * AAC))
        self._tail = tail.after_sound(chunk.frames, sound)

    def _text(self, name: str, text: str) -> None:
        (self._path / name).write_text(text, encoding="utf-8")


def manifest(size: Size, pictures: Spans, sound: Spans, *, seconds: float, title: str) -> str:
    """The film as DASH sees it: one period, pictures and sound apart.

    Without captions: libav, and what is built on it, refuses a whole manifest for a file of WebVTT in it.
    """
    picture_codec, sound_codec = size.codecs.split(",")
    return f"""<?xml version="1.0" encoding="utf-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" profiles="urn:mpeg:dash:profile:isoff-live:2011"
  mediaPresentationDuration="PT{seconds:.3f}S" minBufferTime="PT4S">
 <ProgramInformation><Title>{escape(title)}</Title></ProgramInformation>
 <Period start="PT0S">
  <AdaptationSet contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1">
   <Representation id={quoteattr(PICTURES)} codecs="{picture_codec}" width="{size.width}" height="{size.height}" frameRate="{FPS}"
     bandwidth="{size.peak - _SOUND_BITS}">
{_template(PICTURES, pictures)}
   </Representation>
  </AdaptationSet>
  <AdaptationSet contentType="audio" mimeType="audio/mp4" lang="en" segmentAlignment="true" startWithSAP="1">
   <Representation id={quoteattr(SOUND)} codecs="{sound_codec}" audioSamplingRate="{RATE}" bandwidth="{_SOUND_BITS}">
    <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>
{_template(SOUND, sound)}
   </Representation>
  </AdaptationSet>
 </Period>
</MPD>
"""


def _template(kind: str, spans: Spans) -> str:
    rows: list[str] = []
    for length, same in itertools.groupby(spans.lengths):
        again = len(list(same)) - 1
        begin = f' t="{spans.begins[0]}"' if not rows else ""
        rows.append(f'      <S{begin} d="{length}"' + (f' r="{again}"' if again else "") + "/>")
    timeline = "\n".join(rows)
    files = f'initialization="{kind}/head.mp4" media="{kind}/$Number$.m4s"'
    return f"""    <SegmentTemplate timescale="{RATE}" startNumber="1" {files}>
     <SegmentTimeline>
{timeline}
     </SegmentTimeline>
    </SegmentTemplate>"""


@contextlib.contextmanager
def whole_or_none(path: Path) -> Iterator[Path]:
    """A folder beside, that takes the name when all is well: of a half-written one nothing is left."""
    beside = path.with_name(f"{path.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        yield beside
        beside.replace(path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
