"""A look moves the grade, or prints through a table of colours; a wrong one says where."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import StoryError
from engine.library import looks
from engine.library.looks import Cube, Look, look, read_cube, read_look
from engine.library.modes import shared_modes
from engine.places import asset
from engine.video.renderers.illustrated import printing
from engine.video.renderers.illustrated.post import Grade, planes
from engine.video.renderers.illustrated.printing import graded, printed


def neutral(size: int) -> Cube:
    steps = [i / (size - 1) for i in range(size)]
    return Cube(size=size, values=tuple((r, g, b) for b in steps for g in steps for r in steps))


def picture() -> np.ndarray:
    rng = np.random.default_rng(4)
    yuv = rng.integers(30, 220, (24 * 3 // 2, 32)).astype(np.uint8)
    for plane in planes(yuv)[1:]:
        plane[:] = 100 + plane // 5
    return yuv


def test_every_look_that_a_mode_names_is_there() -> None:
    for mode in shared_modes():
        if mode.grade:
            assert look(mode.grade).licence


def test_a_look_moves_the_grade_of_every_shot_and_none_leaves_it() -> None:
    assert graded(Grade(), "") == Grade()
    assert graded(Grade(), "ash").saturation < 0.8 * Grade().saturation


def test_a_table_that_changes_nothing_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "look", lambda _: Look(about="", licence="", table="n.cube", cube=neutral(5)))
    before = picture()
    after = printed(before.copy(), "neutral")
    assert np.abs(after.astype(int) - before).max() <= 1


def test_a_table_colours_shadows_and_lights_and_leaves_black_black() -> None:
    dark, light, black = (np.full((36, 32), 128, np.uint8) for _ in range(3))
    for yuv, level in ((dark, 60), (light, 150), (black, 16)):
        planes(yuv)[0][:] = level
        printed(yuv, "teal")
    assert planes(dark)[2].mean() < 127, "shadows lose red"
    assert planes(light)[1].mean() < 127, "lights lose blue"
    assert planes(black)[0].max() <= 18


def test_an_unknown_look_lists_those_there_are_and_a_bad_one_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match=r'no look "sepia".*ash, honey'):
        look("sepia")
    bad = tmp_path / "bad.toml"
    bad.write_text('about = "x"\nlicence = "CC0-1.0"\nwarmth = "hot"\n')
    with pytest.raises(StoryError, match=r"bad\.toml:3: Expected `float`"):
        read_look(bad)
    table = tmp_path / "bad.cube"
    table.write_text("LUT_3D_SIZE 2\n0 0 0\n1 0 nothing\n")
    with pytest.raises(StoryError, match=r"bad\.cube:3: .*no row"):
        read_cube(table)
    table.write_text("LUT_3D_SIZE 2\n0 0 0\n")
    with pytest.raises(StoryError, match="1 rows, and its size 2 asks for 8"):
        read_cube(table)


def test_the_shipped_table_is_read_whole() -> None:
    assert read_cube(asset("looks") / "teal.cube").size == 9
    assert looks.look("teal").cube is not None
