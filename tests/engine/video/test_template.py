"""A designer's set: the template is copied, drawn on as Inkscape would, and renders."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QPainter, QTransform

from engine.errors import StoryError
from engine.library.environments import Environment, environments, read_environment
from engine.places import asset
from engine.video.renderers.illustrated.paint import Layer
from engine.video.renderers.illustrated.sets import draw_set, paint_set


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return Path(shutil.copytree(asset("environments", "_template"), tmp_path / "my_room"))


def frame(environment: Environment, variant: str, cache: Path) -> np.ndarray:
    one = paint_set(environment, variant=variant, cache=cache, scale=0.2)
    stage = Layer(0, 0, 1280, 720, 0.2)
    p = QPainter(stage.image)
    draw_set(p, one, 1.0, camera=lambda _: QTransform.fromScale(0.2, 0.2))
    p.end()
    return stage.pixels.copy()


def test_the_template_is_a_set_that_fills_the_stage_in_every_variant_and_weather(mine: Path, tmp_path: Path) -> None:
    room = read_environment(mine)
    seen = [frame(room, variant, tmp_path / "cache") for variant in ("evening", "morning", "evening+snow", "morning+fog")]
    assert all(one[..., 3].min() == 255 for one in seen), "a hole shows through the set"
    for i, one in enumerate(seen):
        for other in seen[i + 1 :]:
            assert np.abs(one.astype(int) - other.astype(int)).mean() > 2


def test_a_layer_drawn_in_inkscape_is_known_by_its_label_and_its_colours_follow_the_palette(mine: Path) -> None:
    room = read_environment(mine)
    wall = next(layer for layer in room.layers if layer.name == "outside")
    evening, morning = (room.layer_svg(wall, room.variant(one)) for one in ("evening", "morning"))
    assert b"#3a4a86" in evening and b"#8abadc" not in evening
    assert b"#8abadc" in morning and b"#3a4a86" not in morning


def test_the_template_is_no_set_of_the_library() -> None:
    assert "_template" not in environments()


def test_a_layer_that_the_drawing_has_not_is_named(mine: Path) -> None:
    drawing = mine / "layers.svg"
    drawing.write_text(drawing.read_text().replace('inkscape:label="table"', 'inkscape:label="desk"'))
    with pytest.raises(StoryError, match=r'layers\.svg.*"table" or that label'):
        read_environment(mine)
