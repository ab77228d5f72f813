"""Hair: each style in up to four painted planes, from the one behind the back to the one before the brow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QPainter

from engine.video.renderers.illustrated import hair_long, hair_shaped, hair_short, hair_worn
from engine.video.renderers.illustrated.anatomy import Look, Turn
from engine.video.renderers.illustrated.comb import Comb, Style


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A hair style: `mane` hangs behind the body, `hang` before it; `back` and `front` are about the face."""

    back: Style
    front: Style
    mane: Style | None = None
    hang: Style | None = None


STYLES: Mapping[str, Cut] = {
    "bun": Cut(back=hair_long.bun_back, front=hair_long.bun_front),
    "bob": Cut(back=hair_long.bob_back, front=hair_long.bob_front),
    "short": Cut(back=hair_short.short_back, front=hair_short.short_front),
    "curly": Cut(back=hair_short.curly_back, front=hair_short.curly_front),
    "long": Cut(back=hair_long.long_back, front=hair_long.long_front, mane=hair_long.long_mane),
    "swept": Cut(back=hair_short.swept_back, front=hair_short.swept_front),
    "cropped": Cut(back=hair_short.cropped_back, front=hair_short.cropped_front),
    "bald": Cut(back=hair_short.bald_back, front=hair_short.bald_front),
    "braid": Cut(back=hair_long.braid_back, front=hair_long.braid_front, hang=hair_long.braid_hang),
    "afro": Cut(back=hair_shaped.afro_back, front=hair_shaped.afro_front),
    "locs": Cut(back=hair_shaped.locs_back, front=hair_shaped.locs_front, mane=hair_shaped.locs_mane),
    "undercut": Cut(back=hair_shaped.undercut_back, front=hair_shaped.undercut_front),
    "ponytail": Cut(back=hair_worn.ponytail_back, front=hair_worn.ponytail_front),
    "fringe": Cut(back=hair_worn.fringe_back, front=hair_worn.fringe_front),
    "hijab": Cut(back=hair_worn.hijab_back, front=hair_worn.hijab_front, hang=hair_worn.hijab_hang),
    "turban": Cut(back=hair_worn.turban_back, front=hair_worn.turban_front),
    "cap": Cut(back=hair_worn.cap_back, front=hair_worn.cap_front),
    "headscarf": Cut(back=hair_shaped.headscarf_back, front=hair_shaped.headscarf_front),
}


PARTED = ("bob", "long")
"""Styles that open over the brow."""


def comb(style: Style, p: QPainter, look: Look, turn: Turn, *, seed: int, spread: float = 1.0) -> None:
    """Paint one plane of a style; `spread` is how much of the hair's volume it takes."""
    grow = 1 + (look.face.volume - 1) * spread
    high = max(grow, look.face.forehead)  # thin hair still covers the skull
    if spread < 1 and look.face.style in PARTED:
        high = look.face.forehead  # and a parting keeps to the brow, however full the hair is
    p.save()
    p.translate(0, -30)
    p.scale(grow, high)
    p.translate(0, 30)
    style(Comb(p, look, turn, seed))
    p.restore()
