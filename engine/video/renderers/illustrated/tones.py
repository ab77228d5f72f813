"""Tones laid over painted layers at the bake: another hour in the window, and air that thickens with distance."""

from __future__ import annotations

import numpy as np

from engine.video.renderers.illustrated.paint import Layer, colour


def tone(layer: Layer, paints: tuple[str, ...], amount: float) -> Layer:
    """Tone a layer in place to a dark, a middle and a light colour by how light it is: a painted dusk becomes a dawn or a fog."""
    stops = np.array([_bgr(paint) for paint in paints], np.float32)
    levels = np.arange(256, dtype=np.float32)
    table = np.stack([np.interp(levels, (20, 110, 225), stops[:, i]) for i in range(3)], 1).astype(np.float32)
    pixels = layer.pixels
    alpha = pixels[..., 3]
    share = np.maximum(alpha, 1).astype(np.float32)[..., None] / np.float32(255)
    straight = np.minimum(pixels[..., :3].astype(np.float32) / share, 255)
    luma = (straight @ np.array([0.114, 0.587, 0.299], np.float32)).astype(np.uint8)
    toned = straight * np.float32(1 - amount) + table[luma] * np.float32(amount)
    pixels[..., :3] = np.minimum(toned * share + np.float32(0.5), alpha[..., None]).astype(np.uint8)
    return layer


def veil(layer: Layer, paint: str, amount: float) -> Layer:
    """Lay a share of the colour of the air over a layer, in place."""
    share = np.float32(min(0.85, amount))
    pixels = layer.pixels
    alpha = pixels[..., 3:4].astype(np.float32)
    haze = _bgr(paint) * (alpha / np.float32(255))
    pixels[..., :3] = np.minimum(pixels[..., :3] * (1 - share) + haze * share, alpha).astype(np.uint8)
    return layer


def _bgr(paint: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    c = colour(paint)
    return np.array([c.blue(), c.green(), c.red()], np.float32)
