"""Playlists of a film in pieces (RFC 8216 and its second edition), written from what is known of the pieces.

Every piece continues the one timeline of the film, and one head serves all: players that stumble over a discontinuity
(VLC, libav) never meet one. A list only ever grows, and a branch that is not yet chosen is not in it.
"""

from __future__ import annotations

import html
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.media import FPS

_TIMEOUT = 3
"""Target durations that a reload may be held (second edition, 6.2.5.2), and that a player keeps from the end."""


@dataclass(frozen=True, kw_only=True)
class Cue:
    """Words on the picture, in seconds of the film, and who says them."""

    start: float
    end: float
    text: str
    speaker: str = ""


@dataclass(frozen=True, kw_only=True)
class Size:
    """A row of the ladder: the same film at one size of picture."""

    name: str
    width: int
    height: int
    codecs: str
    peak: int
    """Bits a second, of the piece that has most."""
    mean: int


@dataclass(frozen=True, kw_only=True)
class Files:
    """What the files of a list are called, seen from the list. `piece` and `head` are patterns: {} is a number."""

    piece: str
    head: str = ""


def master(sizes: Sequence[Size], *, lists: str, words: str = "", sound: str = "", chapters: str = "") -> str:
    """The list of lists: the best size first, and the captions. `lists`: the pattern of a size's own list, {} is its name.

    `sound`: a list of the sound by itself, where the pictures come without. `chapters`: what `titles` wrote.
    """
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    if chapters:
        lines.append(f'#EXT-X-SESSION-DATA:DATA-ID="com.apple.hls.chapters",URI="{chapters}"')
    if words:
        lines.append(
            '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="words",NAME="English",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,'
            f'URI="{words}"'
        )
    if sound:
        lines.append(
            '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",'
            f'URI="{sound}"'
        )
    groups = (',SUBTITLES="words"' if words else "") + (',AUDIO="sound"' if sound else "")
    for one in sizes:
        lines.append(
            f'#EXT-X-STREAM-INF:BANDWIDTH={one.peak},AVERAGE-BANDWIDTH={one.mean},CODECS="{one.codecs}",'
            f"RESOLUTION={one.width}x{one.height},FRAME-RATE={FPS:.3f}{groups}"
        )
        lines.append(lists.format(one.name))
    return "\n".join(lines) + "\n"


def media(frames: Sequence[int], files: Files, *, ended: bool, growing: bool = True, first: int = 0) -> str:
    """The list of one size, of the sound or of the captions: a piece for each so many `frames`.

    `growing`: a player may ask to be answered when there is more. `first`: the number of the first file.
    """
    longest = max(frames, default=64) / FPS
    target = max(1, round(longest))
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{target}"]
    if growing:
        lines.append(f"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK={_TIMEOUT * target:.1f}")
    lines.append(f"#EXT-X-PLAYLIST-TYPE:{'EVENT' if growing else 'VOD'}")
    lines += ["#EXT-X-MEDIA-SEQUENCE:0", "#EXT-X-START:TIME-OFFSET=0,PRECISE=YES"]
    if files.head:
        lines.append(f'#EXT-X-MAP:URI="{files.head}"')
    for number, each in enumerate(frames, start=first):
        lines += [f"#EXTINF:{each / FPS:.6f},", files.piece.format(number)]
    if ended:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, kw_only=True)
class Manners:
    """What a player wants otherwise than others, by the name it gives."""

    words: bool = True
    """It knows captions: else it is told of none."""
    head_once: bool = False
    """It reads the head anew with each list, and complains that it has it: a list that it asks for again has none."""


_KNOWS_WORDS = 62
"""libavformat's version (FFmpeg 8) that reads captions in HLS; older ones say that they cannot."""


def manners(agent: str) -> Manners:
    """From the User-Agent of a request."""
    name, _, version = agent.partition("/")
    if name != "Lavf":
        return Manners()
    major = version.partition(".")[0]
    return Manners(words=major.isdecimal() and int(major) >= _KNOWS_WORDS, head_once=True)


def webvtt(cues: Iterable[Cue], *, begin: float = 0.0, end: float = math.inf) -> str:
    """The captions that are seen between these seconds of the film, with the times of the film."""
    lines = ["WEBVTT", "X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000", ""]
    for cue in sorted(cues, key=lambda one: (one.start, one.end)):
        text = "\n".join(line for line in cue.text.splitlines() if line.strip())
        if text and cue.start < end and cue.end > begin and cue.end > cue.start:
            said = html.escape(text, quote=False)
            voice = f"<v {_name(cue.speaker)}>{said}</v>" if _name(cue.speaker) else said
            lines += [f"{_clock(cue.start)} --> {_clock(cue.end)}", voice, ""]
    return "\n".join(lines) + "\n"


def titles(chapters: Sequence[tuple[float, str]]) -> str:
    """Where each chapter begins, in seconds, and its title, as Apple's players read it."""
    told = [
        {"chapter": number, "start-time": round(begin, 3), "titles": [{"language": "en", "title": title}]}
        for number, (begin, title) in enumerate(chapters, start=1)
    ]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, kw_only=True)
class Reload:
    """What a player waits for when it asks for a list again: the piece of this number."""

    piece: int


def reload(query: dict[str, str]) -> Reload | None:
    """From the query of a request; None where it wants the list as it is. ValueError where it is not as RFC 8216bis has it.

    We list no parts of pieces: who asks for a part of a piece is answered when the whole of it is there.
    """
    piece, part = query.get("_HLS_msn"), query.get("_HLS_part")
    if piece is None:
        if part is not None:
            raise ValueError("_HLS_part without _HLS_msn")
        return None
    if not _is_number(piece) or (part is not None and not _is_number(part)):
        raise ValueError("_HLS_msn and _HLS_part are numbers")
    return Reload(piece=int(piece))


def held(reload: Reload, *, pieces: int, ended: bool) -> bool:
    """Whether the answer must wait. ValueError where the player asks for what is too far ahead (6.2.5.2)."""
    if ended or reload.piece < pieces:
        return False
    if reload.piece > pieces + 1:
        raise ValueError(f"_HLS_msn is {reload.piece}, and the list ends before {pieces}")
    return True


def patience(longest_frames: int) -> float:
    """Seconds that a reload may be held."""
    return _TIMEOUT * longest_frames / FPS


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _name(speaker: str) -> str:
    return " ".join(html.escape(speaker, quote=False).split())


def _clock(seconds: float) -> str:
    whole = round(max(0.0, seconds) * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"
