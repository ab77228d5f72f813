"""Bodies: the parts of a person, painted once in one light at one size, for a puppet to put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from engine.library.characters import Character
from engine.video.renderers.illustrated import limbs, outfits
from engine.video.renderers.illustrated.anatomy import Look
from engine.video.renderers.illustrated.head import Head, shine
from engine.video.renderers.illustrated.marks import young
from engine.video.renderers.illustrated.paint import Layer, Mode, colour, crop, paint_layer, rim_light
from engine.video.renderers.illustrated.props import HELD, held
from engine.video.renderers.illustrated.sets import Light
from engine.video.stages import timed


@dataclass(frozen=True)
class Body:
    """The painted parts of one person in one light, at one scale, facing one way."""

    head: Head
    trunk: Layer
    legs: Layer | None
    upper: Layer
    fore: Layer
    hands: dict[str, Layer]
    item: Layer | None
    thigh: Layer | None = None
    shin: Layer | None = None
    skirt: Layer | None = None
    """The pieces of legs that move."""
    made: dict[str, Layer] | None = None
    """A made hand in each of its poses, and the `fore` of that arm."""


@lru_cache(maxsize=10)
@timed("people")
def body(
    character: Character,
    light: Light,
    scale: float,
    side: int,
    posture: str,
    holds: str,
    seed: int,
    draft: bool,
    steps: bool = False,
) -> Body:
    """Paint them, or take them from what was painted before: the same arguments are the same pixels."""
    k = max(0.7, scale / 1.15)

    def part(
        box: tuple[float, float, float, float], draw: Callable[[QPainter], object], number: int, *, lit: bool = True
    ) -> Layer:
        layer = Layer(*box, scale)
        p = layer.painter()
        draw(p)
        if lit:
            p.setCompositionMode(Mode.CompositionMode_SourceAtop)
            shine(p, light)
        p.end()
        if not draft:
            paint_layer(
                layer, (7 * k**0.75, 4 * k**0.6), seed=seed + number, threshold=8, rough=0.45 * k**0.7, amount=0.44, grain=0.03
            )
        return crop(layer)

    def arm(p: QPainter) -> None:
        p.setCompositionMode(Mode.CompositionMode_SourceAtop)
        p.setBrush(colour(light.shade, light.shade_amt * (0.42 if light.key_dir == side else 0.25)))
        p.drawRect(QRectF(-100, -60, 200, 300))

    def limb(draw: Callable[[QPainter, Character, int], None]) -> Callable[[QPainter], object]:
        def both(p: QPainter) -> None:
            draw(p, character, side)
            arm(p)

        return both

    def hand(pose: str, made: bool = False) -> Layer:
        box = QRectF(-50, -20, 100, 100)

        def draw(p: QPainter) -> None:
            limbs.hand(p, character, side, pose)
            if made:
                limbs.made(p, side, box)
            arm(p)

        return part((-50, -20, 100, 100), draw, 9, lit=False)

    def made_arm(p: QPainter) -> None:
        limbs.forearm(p, character, side)
        if outfits.WARDROBE[character.wardrobe.outfit].cuff == "rolled":
            limbs.made(p, side, QRectF(-60, 47, 120, 80))
        arm(p)

    poses = limbs.FINGERS if not draft else ("rest", "flat")
    aided = character.face.aid == "arm"
    low = 250 if posture == "sit" and not steps else 340  # what hangs below a seat is behind the legs
    trunk = part((-190, 30, 380, low), lambda p: outfits.torso(p, character, side), 5)
    rim_light(trunk, light.rim_dx * 0.9, light.rim_dy * 0.35, light.rim, light.rim_amt, soft=1.1)
    return Body(
        head=Head(
            Look(young(character.face), character.wardrobe.colours[1]), light, scale=scale, side=side, seed=seed, draft=draft
        ),
        trunk=trunk,
        legs=(
            part((-190, 200, 380, 230), lambda p: limbs.legs(p, character, side, posture), 6)
            if posture != "table" and not (steps and posture == "sit")
            else None
        ),
        upper=part((-60, -40, 120, 180), limb(limbs.upper_arm), 7, lit=False),
        fore=part((-60, -40, 120, 160), limb(limbs.forearm), 8, lit=False),
        hands={pose: hand(pose) for pose in poses},
        item=part((-80, -80, 160, 160), lambda p: held(p, holds, side), 10, lit=False) if holds in HELD else None,
        thigh=part((-60, -60, 120, 160), lambda p: limbs.thigh(p, character, side), 11) if steps else None,
        shin=part((-60, -40, 120, 120), lambda p: limbs.shin(p, character, side), 12) if steps else None,
        skirt=part((-190, 200, 380, 230), lambda p: limbs.skirt(p, character, side), 13) if steps else None,
        made={"fore": part((-60, -40, 120, 160), made_arm, 8, lit=False)} | {pose: hand(pose, True) for pose in poses}
        if aided
        else None,
    )
