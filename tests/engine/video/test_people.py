"""People on screen: they speak with their own lips, look at each other, blink, and are the same in every process."""

from __future__ import annotations

import hashlib
import time
from dataclasses import astuple, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.library.characters import HAIR_STYLES, OUTFITS, RANGES, SKINS, Character, Face, Wardrobe, characters, viewer_character
from engine.story.story import EMOTIONS, Emotion, Facing, Line, Placed, Posture, Pronouns, Shot
from engine.video.renderers.illustrated import puppet as stage
from engine.video.renderers.illustrated.acting import MANNERS, TWOS, Performance, perform
from engine.video.renderers.illustrated.hair import STYLES
from engine.video.renderers.illustrated.lips import CLOSED, VISEMES, shapes
from engine.video.renderers.illustrated.outfits import WARDROBE
from engine.video.renderers.illustrated.paint import Layer, Pixels
from engine.video.renderers.illustrated.puppet import Puppet, portrait
from engine.video.renderers.illustrated.sets import Light
from engine.video.spoken import Phone, Spoken

#     maud (faces right)        hal                       theo (faces left)
#     376 ───────────────────── 640 ───────────────────── 910
WHERE = {"maud": (376.0, 300.0), "hal": (640.0, 290.0), "theo": (910.0, 300.0)}
SHOT = Shot(framing="two", environment="library", frames=240)
MAUD = Placed(role="maud", anchor="left", facing="right", posture="sit")
THEO = Placed(role="theo", anchor="right", facing="left", posture="sit")

SOUNDS = [
    "s",
    "ˈʌ",
    "m",
    "b",
    "ə",
    "d",
    "i",
    "m",
    "ˈA",
    "d",
    "ð",
    "ə",
    "b",
    "ˈɪ",
    "ɡ",
    "b",
    "ˈʊ",
    "k",
    "d",
    "ɪ",
    "s",
    "ə",
    "p",
    "ˈɪ",
    "ɹ",
]


def said(speaker: str, start: float, seconds: float = 3.0, emotion: Emotion = "neutral", sounds: list[str] = SOUNDS) -> Spoken:
    step = seconds / len(sounds)
    phones = tuple(Phone(symbol=s, start=start + i * step, end=start + (i + 1) * step) for i, s in enumerate(sounds))
    line = Line(speaker=speaker, text="Somebody made the big book disappear.", emotion=emotion)
    return Spoken(line=line, start=start, end=start + seconds, phones=phones)


def act(placed: Placed, t: float, *spoken: Spoken, seed: int = 7) -> Performance:
    return perform(placed, shot=SHOT, spoken=spoken, t=t, seed=seed, where=WHERE)


# -- lips -----------------------------------------------------------------------------------------------------------


@given(start=st.floats(0.1, 2.0), seconds=st.floats(1.6, 4.0))
def test_the_mouth_is_shut_on_every_m_b_and_p(start: float, seconds: float):
    line = said("maud", start, seconds)
    for phone in line.phones:
        if phone.symbol in CLOSED:
            poses = range(int(phone.start * TWOS) - 1, int(phone.end * TWOS) + 3)
            near = [
                act(MAUD, k / TWOS, line).open
                for k in poses
                if abs(k / TWOS - (phone.start + phone.end) / 2) <= 0.5 / TWOS + 1e-6
            ]
            assert near, "no pose near the sound"
            assert min(near) < 0.01


def test_a_mouth_opens_for_a_vowel_and_rounds_for_oo():
    line = said("maud", 1.0, 1.2, sounds=["h", "ˈɑ", "w", "ˈuː"])
    ah, oo = act(MAUD, 1.5, line), act(MAUD, 2.0, line)
    assert ah.open > 0.45 > oo.open
    assert oo.round > 0.6 > ah.round


def test_only_the_speakers_lips_move():
    line = said("maud", 0.5)
    frames = [k / TWOS for k in range(60)]
    assert max(act(MAUD, t, line).open for t in frames) > 0.4
    assert {(act(THEO, t, line).open, act(THEO, t, line).wide, act(THEO, t, line).round) for t in frames} == {(0.0, 0.0, 0.0)}


def test_a_voice_off_moves_no_lips():
    line = said("maud", 0.5)
    off = replace(line, line=replace(line.line, heard_only=True))
    assert all(act(MAUD, k / TWOS, off).open == 0 for k in range(60))


def test_a_line_whose_sounds_are_unknown_is_mouthed_by_its_letters():
    line = replace(said("maud", 0.5), phones=())
    assert len({round(act(MAUD, k / TWOS, line).open, 3) for k in range(6, 40)}) > 10


def test_every_sound_that_the_voice_writes_has_a_shape():
    kokoro = "AIOQWY" + "abdefhijklmnpstuvwzæðŋɑɒɔəɛɜɡɪɹɾʃʊʌʒʤʧθᵊᵻT"
    for symbol in kokoro:
        found = shapes(Phone(symbol=f"ˈ{symbol}ː", start=0, end=0.1))
        assert found, symbol
        assert all(0 <= at <= 0.1 and shape in VISEMES for at, shape in found)


# -- eyes and faces -------------------------------------------------------------------------------------------------


def test_people_blink_every_few_seconds_and_their_lids_meet():
    lids = [act(MAUD, k / TWOS).blink for k in range(60 * TWOS)]
    blinks = sum(a < 0.95 <= b for a, b in pairwise(lids))
    assert 10 <= blinks <= 40
    assert sum(lid > 0.3 for lid in lids) < 0.25 * len(lids)


def test_eyes_turn_to_the_one_spoken_to():
    hal = Placed(role="hal", anchor="middle", facing="right")
    to_the_left, to_the_right = replace(hal, looks_at="maud"), replace(hal, looks_at="theo")
    for t in (1.0, 3.0, 5.0):
        left, right = act(to_the_left, t), act(to_the_right, t)
        assert left.gaze_x < 0 < right.gaze_x
        assert left.yaw < right.yaw


def test_a_listener_looks_from_one_speaker_to_the_next():
    hal = Placed(role="hal", anchor="middle", facing="right")
    talk = (said("maud", 0.5, 2.0), said("theo", 3.5, 2.0))
    assert act(hal, 2.0, *talk).gaze_x < -0.2
    assert act(hal, 5.0, *talk).gaze_x > 0.1


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_a_feeling_comes_and_goes_with_the_line(emotion: Emotion):
    line = said("maud", 2.0, 2.5, emotion)
    manner = MANNERS[emotion]
    assert act(MAUD, 0.5, line).brow_in == pytest.approx(MANNERS["neutral"].face.brow_in)
    assert act(MAUD, 4.2, line).brow_in == pytest.approx(manner.face.brow_in, abs=0.03)
    assert act(MAUD, 7.0, line).brow_in == pytest.approx(MANNERS["neutral"].face.brow_in)


def test_no_two_feelings_look_alike():
    faces = {e: (*astuple(m.face), m.averted) for e, m in MANNERS.items()}
    assert set(faces) == set(EMOTIONS)
    for one in EMOTIONS:
        for other in EMOTIONS:
            apart = sum(abs(a - b) for a, b in zip(faces[one], faces[other], strict=True))
            assert one == other or apart > 0.35, (one, other)


def test_an_emphatic_line_raises_a_hand_and_lowers_it_again():
    line = said("theo", 1.0, 2.5, "angry")
    line = replace(line, line=replace(line.line, text="You knew!"))
    raised = [act(THEO, k / TWOS, line).gesture for k in range(6 * TWOS)]
    assert raised[0] == raised[-1] == 0
    assert max(raised) > 0.8
    assert max(abs(a - b) for a, b in pairwise(raised)) < 0.6


def test_people_move_on_twos():
    line = said("maud", 0.5)
    assert act(MAUD, 10 / 24, line) == act(MAUD, 11 / 24, line)
    assert act(MAUD, 12 / 24, line) != act(MAUD, 11 / 24, line)


# -- paint ----------------------------------------------------------------------------------------------------------

LIGHT = Light()


def drawn(puppet: Puppet, performance: Performance, *, over: bool = False) -> Pixels:
    layer = Layer(0, 0, 400, 480, 0.6)
    p = layer.painter()
    (puppet.draw_over if over else puppet.draw)(p, 200, 430, 1, performance)
    p.end()
    return layer.pixels


def seated(character: Character, **more: object) -> Puppet:
    return Puppet(character, light=LIGHT, px_per_unit=0.6, facing="right", posture="sit", **more)  # type: ignore[arg-type]


def test_the_same_moment_is_the_same_picture_whatever_was_drawn_before():
    maud = characters()["maud"]
    moment = Performance(open=0.5, smile=0.3, gaze_x=0.2, roll=0.03, gesture=0.7)
    first = drawn(seated(maud), moment)
    puppet = seated(maud)
    drawn(puppet, Performance(blink=1, yaw=0.2))
    assert np.array_equal(drawn(puppet, moment), first)
    stage.body.cache_clear()
    assert np.array_equal(drawn(seated(maud), moment), first)


def test_the_eyes_are_where_the_anchor_says():
    for posture, up in (("sit", 250), ("stand", 330)):
        puppet = Puppet(characters()["theo"], light=LIGHT, px_per_unit=0.6, facing="right", posture=posture, draft=True)  # type: ignore[arg-type]
        seen, shut = drawn(puppet, Performance()), drawn(puppet, Performance(blink=1))
        rows = np.where(np.abs(seen.astype(int) - shut.astype(int)).sum((1, 2)) > 60)[0]
        assert abs((rows.min() + rows.max()) / 2 / 0.6 - (430 - up)) < 14


def test_arms_lie_on_a_table_only_where_there_is_one():
    edwin = characters()["edwin"]
    assert not drawn(seated(edwin, draft=True), Performance(), over=True).any()
    assert drawn(seated(edwin, draft=True, table=True), Performance(), over=True).any()


def test_what_someone_holds_is_seen_and_what_nobody_can_hold_is_not():
    hal = characters()["hal"]
    empty = drawn(seated(hal, draft=True), Performance())
    assert not np.array_equal(drawn(seated(hal, draft=True, holds="letter"), Performance()), empty)
    assert np.array_equal(drawn(seated(hal, draft=True, holds="grudge"), Performance()), empty)


def you(face: Face, wardrobe: Wardrobe = Wardrobe()) -> Character:
    return viewer_character(name="Robin", pronouns=Pronouns(), face=face, wardrobe=wardrobe)


def test_every_hair_style_and_every_outfit_is_a_picture_of_its_own():
    assert set(STYLES) == set(HAIR_STYLES)
    assert set(WARDROBE) == set(OUTFITS)
    heads = {portrait(you(Face(style=style)), width=90, height=120).tobytes() for style in HAIR_STYLES}
    clothes = {portrait(you(Face(), Wardrobe(outfit=outfit)), width=90, height=120).tobytes() for outfit in OUTFITS}
    assert len(heads) == len(HAIR_STYLES)
    assert len(clothes) == len(OUTFITS)


@pytest.mark.parametrize("outfit", OUTFITS)
@pytest.mark.parametrize("posture", ["sit", "stand"])
def test_both_colours_of_every_outfit_are_seen_sitting_and_standing(outfit: str, posture: Posture):
    def dressed(*colours: str) -> Pixels:
        wearing = you(Face(), Wardrobe(outfit=outfit, colours=colours))
        return drawn(
            Puppet(wearing, light=LIGHT, px_per_unit=0.6, facing="right", posture=posture, draft=True), Performance()
        )  # fmt: skip

    plain, other_main, other_trim = dressed("#20242c", "#20242c"), dressed("#c04030", "#20242c"), dressed("#20242c", "#c04030")
    for repainted in (other_main, other_trim):
        changed = np.abs(repainted.astype(int) - plain.astype(int)).sum(2) > 60
        assert changed.sum() > 60, "a clerical collar is the least of them"
        assert not changed[:40].any(), "Clothes end below the eyes."


@pytest.mark.parametrize("style", HAIR_STYLES)
@pytest.mark.parametrize("facing", ["left", "right"])
def test_hair_of_any_volume_fits_its_canvas_and_leaves_the_eyes_free(style: str, facing: Facing):
    """A plane that reached the edge of its canvas would be cut there."""
    for volume in (RANGES["volume"][0], RANGES["volume"][1]):
        sitter = you(Face(style=style, volume=volume))
        puppet = Puppet(sitter, light=LIGHT, px_per_unit=0.6, facing=facing, posture="sit", draft=True)
        for plane in puppet.body.head.planes.values():
            for edge in (plane.pixels[0], plane.pixels[:, 0], plane.pixels[:, -1]):
                assert not edge[:, 3].any()
        seen, shut = drawn(puppet, Performance()), drawn(puppet, Performance(blink=1))
        rows = np.where(np.abs(seen.astype(int) - shut.astype(int)).sum((1, 2)) > 60)[0]
        assert abs((rows.min() + rows.max()) / 2 / 0.6 - 180) < 14


def test_a_headscarf_is_of_the_trim_of_what_is_worn():
    red, blue = (
        portrait(you(Face(style="headscarf"), Wardrobe(colours=("#3f5a44", trim))), width=90, height=120)
        for trim in ("#c03028", "#2838c0")
    )
    crown = np.s_[8:30, 30:60]
    assert red[crown][..., 2].mean() > red[crown][..., 0].mean() + 40
    assert blue[crown][..., 0].mean() > blue[crown][..., 2].mean() + 40


@settings(max_examples=12, deadline=None)
@given(
    numbers=st.fixed_dictionaries({name: st.floats(least, most) for name, (least, most, _) in RANGES.items()}),
    style=st.sampled_from(HAIR_STYLES),
    skin=st.sampled_from(SKINS),
)
def test_any_face_the_editor_may_make_is_drawn_whole(numbers: dict[str, float], style: str, skin: str):
    picture = portrait(you(replace(Face(style=style, skin=skin), **numbers)), width=120, height=150)  # type: ignore[arg-type]
    assert picture.shape == (150, 120, 4)
    assert (picture[..., 3] == 255).all()
    assert picture[..., :3].std() > 20


def test_a_portrait_follows_a_slider():
    portrait(you(Face()), width=320, height=400)
    spent = []
    for jaw in (0.9, 0.95, 1.05, 1.1):
        started = time.process_time()
        portrait(you(Face(jaw=jaw)), width=320, height=400)
        spent.append(time.process_time() - started)
    assert min(spent) < 0.15


def test_pictures_do_not_depend_on_the_process():
    """The bytes of one portrait, on this platform, from a process of their own."""
    import subprocess
    import sys

    code = (
        "import hashlib; from engine.library.characters import characters;"
        "from engine.video.renderers.illustrated.puppet import portrait;"
        "print(hashlib.md5(portrait(characters()['hal'], width=90, height=120).tobytes()).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    here = hashlib.md5(portrait(characters()["hal"], width=90, height=120).tobytes()).hexdigest()
    assert there == here
