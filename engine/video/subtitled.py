"""Words written into finished film: for players that show no captions of their own, and for viewers who want them larger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine import media
from engine.library import captions
from engine.library.captions import Style, Words
from engine.story.story import FPS
from engine.video.figures import Box
from engine.video.rungs import Rung

_COMES = 0.16
"""Seconds in which words come up and go."""
STAYS = captions.STAYS


@dataclass(frozen=True, kw_only=True)
class Said:
    """Words, and from which second of a reel to which they are seen."""

    start: float
    end: float
    words: Words


def written_into(chunk: media.Chunk, words: Sequence[Said], *, starts: float, rung: Rung, style: Style) -> media.Chunk:
    """The chunk with the words in its picture; itself where nobody speaks in it. `starts`: where it begins, in seconds."""
    ends = starts + chunk.frames / FPS
    here = tuple(one for one in words if one.start - _COMES < ends and one.end > starts)
    if not here:
        return chunk
    return replace(chunk, packets=media.encode_pictures(_pictures(chunk, here, starts, style), rung))


def _pictures(chunk: media.Chunk, words: Sequence[Said], starts: float, style: Style) -> Iterator[media.Picture]:
    from engine.video.renderers.illustrated import lettering  # opened late: it brings Qt

    for number, picture in enumerate(media.decode_pictures(chunk.packets)):
        at, under = starts + number / FPS, 0
        done = picture.copy()
        for one in reversed(words):  # the last to speak stands lowest
            shown = min(_eased((at - one.start + captions.LEADS) / _COMES), _eased((one.end - at) / _COMES))
            if shown > 0:
                height, width = picture.shape[0] * 2 // 3, picture.shape[1]
                stamp = lettering.subtitle(
                    one.words.text, paint=one.words.paint, height=height, width=width, style=style, lifted=under
                )
                stamp.lay(done, shown)
                under += lettering.rows(one.words.text, style)
        yield done


def lies(text: str, *, wide: float, style: Style = Style()) -> Box:
    """Where those words are written on a picture. `wide`: its width, as a part of its height."""
    from engine.video.renderers.illustrated import lettering  # opened late: it brings Qt

    left, top, right, bottom = lettering.lies(text, style=style)
    return wide / 2 + left, top, wide / 2 + right, bottom


def _eased(t: float) -> float:
    t = max(0.0, min(1.0, t))
    return t * t * (3 - 2 * t)
