from __future__ import annotations

from dataclasses import replace

from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.settle import settled

CALM = Performance(yaw=0.401, pitch=0.02, breath=0.1)


def test_who_breathes_and_sways_keeps_the_face_that_is_drawn():
    assert settled(replace(CALM, breath=0.9, sway=1.4, lean=0.03, roll=0.02, yaw=0.4012)) == settled(CALM)


def test_a_look_a_word_or_a_turn_is_drawn():
    for moved in ({"gaze_x": 0.2}, {"open": 0.1}, {"yaw": 0.42}, {"blink": 0.5}, {"brow": 0.1}, {"smile": 0.2}):
        assert settled(replace(CALM, **moved)) != settled(CALM)
