"""From the store to a film that is kept: segments as reels, with their captions."""

from __future__ import annotations

from engine.delivery.export import Caption, Reel
from engine.delivery.store import Store
from engine.library.captions import colours
from engine.library.characters import Cast
from engine.story.story import GRID
from engine.video.produce import Segment
from engine.video.rungs import Rung


def reels(segments: tuple[Segment, ...], *, cast: Cast, store: Store, frames: int | None, rung: Rung) -> tuple[Reel, ...]:
    """The film as it is exported, scene by scene; nothing, where any of it is not in the store."""
    paints = colours(cast)
    kept, left = [], frames if frames is not None else sum(one.frames for one in segments)
    for one in segments:
        count = min(one.chunks, -(-left // GRID))
        if count <= 0:
            break
        chunks = tuple(chunk for part in range(count) if (chunk := store.get(one.chunk_key(part, rung))))
        if len(chunks) < count:
            return ()
        captions, at = [], 0.0
        for shot in one.shots:
            for line in shot.lines:
                start = at + line.start
                said = Caption(
                    start=start,
                    end=start + line.seconds,
                    text=line.text,
                    speaker=cast[line.speaker].name,
                    paint=paints[line.speaker],
                )
                captions.append(said)
            at += shot.seconds
        kept.append(Reel(title=one.title, chunks=chunks, captions=tuple(captions)))
        left -= count * GRID
    return tuple(kept)
