from __future__ import annotations

import time

import pytest

from engine.video.stages import STAGES, spent, timed


def busy(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_each_second_is_counted_once_and_to_the_innermost_stage():
    spent()
    with timed("encode"):
        busy(0.02)
        with timed("bloom"):
            busy(0.05)
        busy(0.01)
    found = spent()
    assert set(found) == {"encode", "bloom"}
    assert found["bloom"] >= 0.05
    assert 0.03 <= found["encode"] < found["bloom"]
    assert spent() == {}


def test_a_stage_that_fails_is_left():
    with pytest.raises(ValueError, match="dry"), timed("paint"):
        raise ValueError("dry")
    spent()
    busy(0.002)
    assert spent() == {}


def test_every_stage_in_the_code_has_a_row_in_the_table():
    from engine.places import ROOT

    text = "".join(path.read_text() for path in (ROOT / "engine").rglob("*.py"))
    used = {piece.split('"')[0] for piece in text.split('timed("')[1:]}
    assert used <= set(STAGES)
