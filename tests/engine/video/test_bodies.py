"""Bodies act: deeds are closed forms that begin and end at rest, hands reach where they should, and every face is whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.__main__ import main
from engine.library.characters import AIDS, HAIR_STYLES, OUTFITS, Character, Face, characters, faults
from engine.library.environments import environments
from engine.library.strangers import stranger
from engine.story.story import DOINGS, Doing, Line, Placed, Posture, Shot
from engine.video.renderers.illustrated import Illustrated, profile
from engine.video.renderers.illustrated.acting import Performance, doing, perform
from engine.video.renderers.illustrated.anatomy import Look, Turn
from engine.video.renderers.illustrated.deeds import PASSED, STILL, deed, feet
from engine.video.renderers.illustrated.head import Head
from engine.video.renderers.illustrated.lips import lips
from engine.video.renderers.illustrated.paint import Layer, Pixels
from engine.video.renderers.illustrated.puppet import Puppet
from engine.video.renderers.illustrated.sets import Light
from engine.video.renderers.illustrated.units import CHORDS, Units, drawn
from engine.video.renderers.illustrated.wholeness import broken, geometry, painted
from engine.video.rungs import DRAFT
from engine.video.spoken import Phone, Spoken

LIGHT = Light()
ACTED = [one for one in DOINGS if one]
SHOT = Shot(framing="two", environment="attic", frames=96)


def picture(does: Doing, t: float, *, posture: Posture = "stand", holds: str = "") -> Pixels:
    puppet = Puppet(
        characters()["theo"], light=LIGHT, px_per_unit=0.5, facing="right", posture=posture, holds=holds, does=does, draft=True
    )
    layer = Layer(0, 0, 640, 480, 0.5)
    p = layer.painter()
    placed = Placed(role="theo", anchor="left", facing="right", posture=posture, does=does)
    puppet.draw(p, 320, 430, 1, perform(placed, shot=SHOT, spoken=(), t=t, seed=1, where={}))
    p.end()
    return layer.pixels


# -- deeds ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("does", ACTED)
def test_every_deed_is_seen_and_none_jumps(does: Doing) -> None:
    moments = [deed(does, k / 12, seconds=4.0, reach=150.0) for k in range(49)]
    assert any(one != STILL for one in moments)
    for a, b in pairwise(moments):
        assert abs(a.dx - b.dx) < 40 and abs(a.lean - b.lean) < 0.16 and abs(a.pitch - b.pitch) < 0.2
        for one, other in ((a.near, b.near), (a.far, b.far)):
            assert abs((one.g if one else 0) - (other.g if other else 0)) < 0.55
    posture: Posture = "sit" if does in ("sit_down", "stand_up") else "stand"
    still, moved = picture("", 1.0, posture=posture), picture(does, 1.0, posture=posture)
    assert (np.abs(still.astype(int) - moved.astype(int)).sum(2) > 60).sum() > 150


@pytest.mark.parametrize("does", ["point", "shrug", "recoil", "wave", "hand_over", "take", "lift", "put_down", "nod", "shake"])
def test_hands_come_back_to_rest_after_it(does: Doing) -> None:
    last = deed(does, 5.9, seconds=6.0)
    assert (last.near is None or last.near.g == 0) and (last.far is None or last.far.g == 0)


def test_who_walks_in_arrives_at_their_place_and_stands() -> None:
    way = [deed("walk", k / 12, seconds=4.0) for k in range(49)]
    assert way[0].dx < -250 and way[-1].dx == 0 and way[-1].stride == 0
    assert all(a.dx <= b.dx for a, b in pairwise(way)), "nobody walks backwards"
    assert max(one.stride for one in way) > 0.9


def test_one_foot_is_on_the_floor_at_every_step() -> None:
    for k in range(40):
        near, far = feet(deed("walk", k / 20, seconds=4.0))
        assert min(near[1], far[1]) == 0.0


def test_a_thing_is_never_in_two_hands_nor_in_none() -> None:
    for k in range(60):
        t = k / 24
        gives, takes = deed("hand_over", t, seconds=4.0, late=0.2), deed("take", t, seconds=4.0, late=0.9)
        assert gives.has != takes.has
    assert deed("hand_over", PASSED, seconds=4.0).near is not None
    given, empty = picture("hand_over", 1.2, holds="letter"), picture("hand_over", 1.5, holds="letter")
    assert (given[..., :3].max(2) > 235).sum() > 1.5 * (empty[..., :3].max(2) > 235).sum(), "the letter is white"


def test_two_who_embrace_meet_in_the_middle() -> None:
    where = {"theo": (400.0, 300.0), "priya": (800.0, 300.0)}
    left = Placed(role="theo", anchor="left", facing="right", looks_at="priya", does="hug")
    right = Placed(role="priya", anchor="right", facing="left", looks_at="theo", does="hug")
    a, b = (doing(one, shot=SHOT, t=3.5, seed=1, where=where).dx for one in (left, right))
    assert 60 < (800 - b) - (400 + a) < 180


def test_who_sits_keeps_their_seat() -> None:
    for does in ACTED:
        placed = Placed(role="theo", anchor="left", facing="right", posture="sit", does=does)
        assert doing(placed, shot=SHOT, t=1.0, seed=1, where={}).dx == 0


def test_whoever_turns_ends_as_they_are_placed() -> None:
    assert deed("turn", 0.0, seconds=4).turn == -1 and deed("turn", 3.0, seconds=4).turn == 1
    before, after, still = picture("turn", 0.0), picture("turn", 3.0), picture("", 3.0)
    assert np.array_equal(after, still)
    assert not np.array_equal(before, after)


def test_feet_throw_a_shadow_on_the_floor() -> None:
    floor = picture("", 0.0)[212:219, :, 3]
    assert floor[:, 112:124].max() > 20, "the shadow reaches out from under the shoes"
    assert not floor[:, :100].any()


def test_frames_of_a_deed_do_not_depend_on_their_order(tmp_path: Path) -> None:
    people = (
        Placed(role="theo", anchor="left", facing="right", looks_at="priya", does="walk"),
        Placed(role="priya", anchor="right", facing="left", looks_at="theo", does="point"),
    )
    shot = replace(SHOT, people=people, seed=9)

    def unit() -> Illustrated:
        return Illustrated(cast=characters(), environments=environments(), rung=DRAFT, cache=tmp_path)

    one, other = unit(), unit()
    forth = [one.render(shot, frame).tobytes() for frame in (4, 30, 60)]
    back = [other.render(shot, frame).tobytes() for frame in (60, 30, 4)][::-1]
    assert forth == back and len(set(forth)) == 3


# -- faces ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_no_face_of_two_hundred_strangers_is_broken(first: int) -> None:
    for number in range(first, first + 50):
        who = stranger(number)
        assert not list(faults(who)), number
        assert broken(who) == (), (number, who.face.style)


def test_nobody_of_the_cast_is_broken() -> None:
    assert {who.id: broken(who) for who in characters().values() if broken(who)} == {}


def test_strangers_are_of_every_kind() -> None:
    crowd = [stranger(number) for number in range(200)]
    assert {who.face.style for who in crowd} == set(HAIR_STYLES) and {who.wardrobe.outfit for who in crowd} == set(OUTFITS)
    assert {who.face.aid for who in crowd} == {"", *AIDS}
    assert sum(who.face.youth > 0.5 for who in crowd) > 8 and sum(who.face.age > 0.8 for who in crowd) > 8
    assert len(HAIR_STYLES) >= 14 and len(OUTFITS) >= 14


# Each fault is planted, and caught.
@pytest.mark.parametrize(
    ("face", "sentence"),
    [
        (Face(eye_gap=2.6), "An eye reaches out of the head."),
        (Face(eye_gap=0.4), "The eyes touch."),
        (Face(mouth=6.0), "The mouth reaches out of the head."),
        (Face(nose=1.9), "The mouth is on the nose."),
    ],
)
def test_a_feature_out_of_its_place_is_found(face: Face, sentence: str) -> None:
    assert sentence in {one for side in (1, -1) for one in geometry(Look(face), Turn(0.4 * side), Performance())}


def test_bare_skull_hair_in_the_eyes_and_a_cut_off_plane_are_found() -> None:
    head = Head(Look(Face(style="curly")), LIGHT, scale=0.4, side=1, seed=3, draft=True)
    turn, planes = Turn(0.4), head.planes
    assert not list(painted(head.look, turn, planes))
    none = Layer(0, 0, 4, 4, 0.4)
    whole = Layer(-140, -200, 280, 335, 0.4)
    whole.pixels[:] = 255
    assert "The skull shows through the hair." in set(painted(head.look, turn, {**planes, "front": none}))
    found = set(painted(head.look, turn, {**planes, "front": whole}))
    assert {"Hair hangs over an eye.", "The front of the head reaches the edge of its canvas."} <= found
    side = profile.Side(1.4)
    assert "The skull shows through the hair." in set(painted(head.look, side, {**head.aside, "front": none}))


def test_a_profile_shows_one_eye_and_another_silhouette() -> None:
    head = Head(Look(Face()), LIGHT, scale=0.4, side=1, seed=3, draft=True)
    ahead = head.layer(Performance(yaw=0.4)).pixels.copy()
    aside = head.layer(Performance(yaw=1.4)).pixels.copy()
    nose = np.where(aside[..., 3].any(0))[0].max()
    assert nose > np.where(ahead[int(225 * 0.4) - 2 : int(225 * 0.4) + 2, :, 3].any(0))[0].max()
    shut = head.layer(Performance(yaw=1.4, blink=1)).pixels
    columns = np.where(np.abs(aside.astype(int) - shut.astype(int)).sum((0, 2)) > 60)[0]
    assert np.ptp(columns) / 0.4 < 48, "one eye"


@pytest.mark.parametrize("change", [{"youth": 1.0}, {"age": 1.0}, {"scar": 1.0}, *({"aid": aid} for aid in AIDS if aid != "arm")])
def test_years_scars_and_aids_can_be_seen(change: dict[str, float]) -> None:
    plain, marked = (
        Head(Look(face), LIGHT, scale=0.5, side=-1, seed=3, draft=True).layer(Performance(yaw=-0.4)).pixels.astype(int)
        for face in (Face(style="short", age=0.0), replace(Face(style="short"), **change))
    )
    if "youth" in change:  # a child's face is made by the puppet
        who = Character(id="a", name="A", face=Face(youth=1.0))
        child = Puppet(who, light=LIGHT, px_per_unit=0.5, facing="left", posture="sit", draft=True)
        marked = child.body.head.layer(Performance(yaw=-0.4)).pixels.astype(int)
    assert (np.abs(plain - marked).sum(2) > 60).sum() > 12


def test_a_sheet_shows_everyone_asked_for(tmp_path: Path) -> None:
    assert main(["look", "faces", "--count", "3", "--draft", "--out", str(tmp_path / "faces.png")]) == 0
    assert (tmp_path / "faces.png").stat().st_size > 10_000


def test_another_word_is_a_set_seen_from_every_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTHERWISE_HOME", str(tmp_path))
    monkeypatch.setattr("engine.commands.look_set.shown", lambda place: (place.variants[0].id,))  # else it is minutes of paint
    monkeypatch.setattr("engine.video.renderers.illustrated.contact.STILL", replace(DRAFT, width=320, height=192))
    out = tmp_path / "kitchen.jpg"
    assert main(["look", "kitchen", "--out", str(out)]) == 0
    assert str(out) in capsys.readouterr().out
    sheet = cv2.imread(str(out))
    assert sheet.shape == (192 + 22 + 6, 5 * (320 + 6), 3)  # empty, four, two, and each of the two close
    assert min(float(sheet[6:198, at + 6 : at + 326].std()) for at in range(0, sheet.shape[1], 326)) > 10  # and none is blank


def test_a_sheet_in_an_unknown_format_is_refused_before_it_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["look", "cast", "--out", str(tmp_path / "cast.gif")]) != 0
    assert ".png or .jpg" in capsys.readouterr().err


# -- feelings and lips ---------------------------------------------------------------------------------------------------------


def test_feelings_are_chords_that_blend() -> None:
    none, half, whole = (drawn(Units(smile=s, cheeks=s)) for s in (0.0, 0.5, 1.0))
    assert none.smile < half.smile < whole.smile and none.squint < half.squint < whole.squint
    assert drawn(CHORDS["angry"]).brow_in > 0.5 > 0 > drawn(CHORDS["sad"]).brow_in
    assert drawn(CHORDS["surprised"]).wide > 0.8 > drawn(CHORDS["suspicious"]).wide


def test_a_listener_answers_what_they_hear() -> None:
    hears = Placed(role="theo", anchor="right", facing="left", looks_at="maud")
    where = {"maud": (400.0, 300.0), "theo": (800.0, 300.0)}
    moved = 0
    for number in range(8):
        line = Line(speaker="maud", text=f"It was the last page, number {number}.", emotion="sad")
        said = Spoken(line=line, start=0.5, end=3.5, phones=())
        answers, silent = (
            [perform(hears, shot=SHOT, spoken=spoken, t=k / 12, seed=2, where=where).pitch for k in range(50)]
            for spoken in ((said,), ())
        )
        moved += max(a - b for a, b in zip(answers, silent, strict=True)) > 0.05
    assert moved >= 4


def test_lips_are_round_before_an_oo_is_heard_and_never_snap() -> None:
    sounds = ["s", "ˈi", "t", "ˈu", "s", "ə"]
    phones = tuple(Phone(symbol=s, start=0.5 + 0.14 * i, end=0.64 + 0.14 * i) for i, s in enumerate(sounds))
    line = Spoken(line=Line(speaker="a", text="see too so"), start=0.5, end=1.34, phones=phones)
    shapes = [lips((line,), k / 48) for k in range(16, 80)]
    assert max(range(64), key=lambda k: shapes[k].round) / 48 + 16 / 48 < 0.5 + 0.14 * 3.5, "ahead of the middle of the vowel"
    for a, b in pairwise(shapes):
        assert max(abs(a.open - b.open), abs(a.wide - b.wide), abs(a.round - b.round)) < 0.3
