"""What the camera does besides standing somewhere: each picture here is made by arithmetic, none is filmed."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from engine.library.environments import environments
from engine.narrative.shots import place
from engine.story.composition import stands
from engine.story.story import Line, Move, Placed, Shot
from engine.video.renderers.illustrated import compose, inserts, lens

SET = "library"
PAIR = place(("maud", "theo"), environment=environments()[SET])


def way(shot: Shot) -> compose.Track:
    environment = environments()[shot.environment]
    return compose.track(shot, tuple(compose.standing(one, environment) for one in shot.people), environment=environment)


def seen_at(shot: Shot, role: str, frame: int) -> tuple[float, float]:
    environment = environments()[shot.environment]
    one = next(compose.standing(placed, environment) for placed in shot.people if placed.role == role)
    x, y = way(shot).at(frame, shot.frames).lens(scale=1.0)(1.0).map(*one.eyes)
    return x / compose.WIDTH, y / compose.HEIGHT


def shot(**changes: object) -> Shot:
    about = {"framing": "two", "environment": SET, "frames": 96, "people": PAIR, "seed": 3, "tension": 0.8} | changes
    return Shot(**about)  # type: ignore[arg-type]


def test_a_hand_never_shows_what_is_beyond_the_picture() -> None:
    room = lens.HAND  # the share by which the picture is larger on either side, of its own width and height
    for seed in range(6):
        for frame in range(0, 216, 5):
            across, down, turn = lens.strayed(shot(move="handheld", seed=seed, tension=1.0), frame)
            corner = abs(turn) * 16 / 9 / 2, abs(turn) / 2
            assert abs(across) + corner[1] < room * 16 / 9 and abs(down) + corner[0] < room


def test_a_hand_sways_and_does_not_jump() -> None:
    held = shot(move="handheld", tension=1.0)
    places = np.array([lens.strayed(held, frame)[:2] for frame in range(96)])
    assert np.ptp(places, axis=0).min() > 0.004, "it moves"
    assert np.abs(np.diff(places, axis=0)).max() < 0.0022, "by less than two lines of 720 a frame"


def test_a_whip_goes_on_in_the_next_shot_the_way_it_went() -> None:
    left = shot(framing="close", focus="a", people=(Placed(role="a", anchor="left", facing="right"),), ends="whip")
    right = shot(framing="close", focus="b", people=(Placed(role="b", anchor="right", facing="left"),), join="whip")
    out = [lens.whipped(left, frame) for frame in range(90, 96)]
    into = [lens.whipped(right, frame) for frame in range(6)]
    assert out == sorted(out) and out[0] > 0, "to the right, faster and faster"
    assert into == sorted(into) and into[-1] < 0, "still to the right, and slower"
    assert lens.whipped(left, 89) == lens.whipped(right, 6) == 0


def test_a_whip_smears_along_and_not_up() -> None:
    picture = np.zeros((72, 128, 4), np.uint8)
    picture[30:34, 60:64] = 255
    swung = lens.swung(picture, shot(ends="whip"), 95, into=np.zeros_like(picture))
    rows, columns = np.nonzero(swung[..., 0])
    assert np.ptp(rows) == 3 and np.ptp(columns) > 8


def test_focus_comes_to_who_speaks_as_they_begin() -> None:
    line = Line(speaker="maud", text="So.", start=1.0, seconds=1.0)
    racks = shot(framing="over", focus="maud", move="rack", lines=(line,))
    assert [lens.racked(racks, t) for t in (0.0, 0.8)] == [0.0, 0.0]
    assert 0 < lens.racked(racks, 1.2) < 1
    assert lens.racked(racks, 1.8) == 1 == lens.racked(shot(framing="over", focus="maud"), 0.0)


def test_what_is_out_of_focus_has_no_edges() -> None:
    picture = np.zeros((72, 128, 4), np.uint8)
    picture[:, 64:] = 200
    soft = picture.copy()
    lens.defocus(soft, 0.0)
    assert np.abs(np.diff(soft[36, :, 0].astype(int))).max() < 40 < 200 == picture[36, 100, 0]
    sharp = picture.copy()
    lens.defocus(sharp, 1.0)
    assert np.array_equal(sharp, picture)


@pytest.mark.parametrize("set_id", sorted(environments()))
def test_a_face_begins_where_the_thing_was_and_ends_where_a_face_belongs(set_id: str) -> None:
    for one in place(("a", "b"), environment=environments()[set_id]):
        close = shot(framing="close", environment=set_id, focus=one.role, people=(one,), join="match", carried=(0.5, 0.44))
        x, y = seen_at(close, one.role, 0)
        assert abs(x - 0.5) < 0.02 and abs(y - 0.44) < 0.03
        rest = stands(close)
        assert rest is not None
        x, y = seen_at(close, one.role, 95)
        assert abs(x - rest[0]) < 0.02 and abs(y - rest[1]) < 0.03


def test_a_tilt_goes_the_way_it_says() -> None:
    for move, sign in (("up", 1), ("down", -1)):
        tilts = shot(move=move)
        rise = seen_at(tilts, "maud", 95)[1] - seen_at(tilts, "maud", 0)[1]
        assert rise * sign > 0.03, f"{move} moves the picture by {rise:.3f}"


def test_a_still_picture_in_a_hand_is_drawn_as_a_still_one() -> None:
    assert way(shot(move="handheld")).still and not lens.moves_alone(shot(), 3) and lens.moves_alone(shot(move="handheld"), 3)


@pytest.mark.parametrize("move", get_args(Move))
def test_every_move_is_known_to_every_framing(move: Move) -> None:
    for framing, focus in (("two", ""), ("over", "maud"), ("close", "maud"), ("establish", "")):
        way(shot(framing=framing, focus=focus, move=move))
    inserts.track(shot(framing="insert", focus="key", move=move))
