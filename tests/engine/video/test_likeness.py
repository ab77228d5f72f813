"""No two sets look alike, and every hour, weather and light of a set can be told from its usual self."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QPainter, QTransform

from engine.library.environments import Environment, environments
from engine.library.modes import modes_of
from engine.video.renderers.illustrated.paint import Layer
from engine.video.renderers.illustrated.sets import draw_set, paint_set

SHAPES_APART = 0.30
"""One less the likeness of where it is light and dark: 0 for the same picture, 1 for strangers."""
COLOURS_APART = 0.16
"""How much of the colours of one the other has not, 0 to 1."""
TOLD_APART = 4.0
"""Mean difference in Lab: about two steps that an eye can tell, over all of the picture."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("paint")


def lab(environment: Environment, variant: str, cache: Path) -> np.ndarray:
    """A stamp of the set in Lab, as wide as 256 pixels."""
    one = paint_set(environment, variant=variant, cache=cache, scale=0.2)
    stage = Layer(0, 0, 1280, 720, 0.2)
    p = QPainter(stage.image)
    draw_set(p, one, 1.0, camera=lambda _: QTransform.fromScale(0.2, 0.2))
    p.end()
    return cv2.cvtColor(stage.pixels[..., :3].astype(np.float32) / 255, cv2.COLOR_BGR2LAB)


def shapes_apart(one: np.ndarray, other: np.ndarray) -> float:
    """How differently light and dark lie in them, either of them mirrored too."""

    def stamp(picture: np.ndarray) -> np.ndarray:
        small = cv2.resize(cv2.GaussianBlur(picture[..., 0], (0, 0), 3), (48, 27), interpolation=cv2.INTER_AREA)
        flat = small - cv2.GaussianBlur(small, (0, 0), 12)  # a vignette is no silhouette
        return flat / max(1e-6, float(np.linalg.norm(flat)))

    a, b = stamp(one), stamp(other)
    return 1 - max(float((a * b).sum()), float((a * b[:, ::-1]).sum()))


def colours_apart(one: np.ndarray, other: np.ndarray) -> float:
    def shares(picture: np.ndarray) -> np.ndarray:
        bins = cv2.calcHist([picture], [0, 1, 2], None, [6, 12, 12], [0, 100, -60, 60, -60, 60])
        soft = cv2.GaussianBlur(bins.reshape(6, 144), (0, 0), 0.7)
        return soft / soft.sum()

    return 0.5 * float(np.abs(shares(one) - shares(other)).sum())


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    return shapes_apart(one, other) < SHAPES_APART or colours_apart(one, other) < COLOURS_APART


def test_no_two_sets_are_alike_in_silhouette_or_in_palette(cache: Path) -> None:
    seen = {name: lab(one, "", cache) for name, one in environments().items()}
    assert len(seen) >= 16
    for a, b in combinations(seen, 2):
        shape, paint = shapes_apart(seen[a], seen[b]), colours_apart(seen[a], seen[b])
        assert shape >= SHAPES_APART, f"{a} and {b} are composed alike: {shape:.2f}"
        assert paint >= COLOURS_APART, f"{a} and {b} have the same colours: {paint:.2f}"


def test_a_set_repainted_in_other_colours_or_mirrored_would_be_found_out(cache: Path) -> None:
    library = environments()["library"]
    usual = lab(library, "", cache)
    repainted = replace(library, palette={name: _turned(paint) for name, paint in library.palette.items()})
    assert alike(usual, lab(repainted, "", cache))
    assert alike(usual, usual[:, ::-1])
    assert not alike(usual, lab(environments()["street"], "", cache))


def _turned(paint: str) -> str:
    return f"#{paint[3:]}{paint[1:3]}"


@pytest.mark.parametrize("name", sorted(environments()))
def test_every_variant_and_mode_can_be_told_from_the_usual_one(name: str, cache: Path) -> None:
    one = environments()[name]
    usual = lab(one, "", cache)
    asked = [variant.id for variant in one.variants[1:]]
    asked += [f"{one.variants[0].id}+{mode.id}" for mode in modes_of(one).values() if mode.axis in ("time", "season", "light")]
    far = 0
    for variant in asked:
        apart = float(np.linalg.norm(lab(one, variant, cache) - usual, axis=2).mean())
        assert apart > TOLD_APART, f"{name} {variant} is hardly another: {apart:.1f}"
        far += apart > 2 * TOLD_APART
    assert far >= 3, f"{name} has only {far} looks that are really others"
