"""QA tells people apart by their colours, letters from faces, and what is meant from what is wrong."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.library.captions import SIZES, Size, Style
from engine.library.characters import Character, characters
from engine.library.environments import environments
from engine.library.thunder import begins, flash
from engine.story.story import FPS, GRID, Line, Placed, Shot
from engine.video.figures import Figure
from engine.video.qa import Verdict, Watcher, judge
from engine.video.qa.declared import declared
from engine.video.qa.ink import inked
from engine.video.qa.likeness import Air, against
from engine.video.qa.people import _BOTH, _DRESSED
from engine.video.qa.take import Head
from engine.video.renderers.illustrated import lettering
from engine.video.spoken import Spoken
from engine.video.subtitled import lies

Pixels = NDArray[np.uint8]

# ---- whose colours they are ------------------------------------------------------------------------------------------

PLAIN = Figure(role="one", eyes=(0.9, 0.4), mouth=(0.9, 0.5), size=1 / 400)
DUST = "hydroponics", "day+dust"


def seen(who: Character, *, dressed: Character | None = None, wash: str = "", amount: float = 0.0) -> list[Head]:
    """A head and a chest in nothing but their colours, through a wash; in somebody else's clothes where that is asked for."""

    def yuv(paint: str) -> NDArray[np.float64]:
        rgb = np.array([[[int((paint)[i : i + 2], 16) for i in (1, 3, 5)]]], np.float64)
        if wash:
            rgb = rgb * (1 - amount) + np.array([int(wash[i : i + 2], 16) for i in (1, 3, 5)]) * amount
        return cv2.cvtColor(rgb.astype(np.uint8), cv2.COLOR_RGB2YUV)[0, 0] * [219 / 255, 1, 1] + [16, 0, 0]

    face = np.empty((80, 60, 3))
    face[:], face[30:] = yuv(who.face.hair), yuv(who.face.skin)
    main, trim = (dressed or who).wardrobe.colours
    chest = np.empty((16, 31, 3))
    chest[:], chest[:, 12:18] = yuv(main), yuv(trim)
    face, chest = (np.asarray(np.clip(np.rint(one), 0, 255), np.uint8) for one in (face, chest))
    head = Head(figure=PLAIN, luma=face[..., 0], colour=face[..., 1:], mouth=face[:22, :34, 0], inside=1.0, chest=chest)
    return [head] * 5


@pytest.mark.parametrize(("one", "other"), [("theo", "priya"), ("juno", "kaveh"), ("kaveh", "juno")])
def test_who_has_nearly_the_same_skin_and_hair_is_told_by_their_clothes(one: str, other: str) -> None:
    cast = {name: characters()[name] for name in (one, other)}
    right, wrong = against(seen(cast[one]), cast, Air()), against(seen(cast[other]), cast, Air())
    assert right[one].both < right[other].both
    assert wrong[one].both - wrong[other].both > _BOTH


def test_the_right_face_in_the_wrong_clothes_is_found() -> None:
    cast = {name: characters()[name] for name in ("juno", "maud")}
    dressed = against(seen(cast["juno"], dressed=cast["maud"]), cast, Air())
    assert dressed["juno"].head < dressed["maud"].head
    assert dressed["juno"].clothes - dressed["maud"].clothes > _DRESSED


def test_dust_in_the_air_makes_nobody_somebody_else() -> None:
    cast = {name: characters()[name] for name in ("bo", "lev", "mirembe", "tomas")}
    variant = environments()[DUST[0]].variant(DUST[1])
    through = Air(wash=variant.wash, amount=variant.wash_amount)
    for name, who in cast.items():
        heads = seen(who, wash=variant.wash, amount=variant.wash_amount)
        known = against(heads, cast, through)
        assert min(known, key=lambda one: known[one].both) == name
    bo = seen(cast["bo"], wash=variant.wash, amount=variant.wash_amount)
    assert against(bo, cast, Air())["bo"].head - against(bo, cast, through)["bo"].head > 1, "black hair is brown in dust"


@given(amount=st.floats(0, 0.5), look=st.sampled_from(["", "teal", "moonlit", "ash", "honey"]))
def test_whatever_is_declared_of_the_air_a_likeness_is_a_number_from_nothing_up(amount: float, look: str) -> None:
    cast = dict(list(characters().items())[:4])
    for found in against(seen(cast["amara"]), cast, Air(wash="#a87c48", amount=amount, look=look)).values():
        assert 0 <= found.head <= 24
        assert 0 <= found.clothes <= 5


# ---- letters and faces -----------------------------------------------------------------------------------------------


def face(high: int, *, light: int, size: float) -> tuple[Pixels, Figure]:
    """An oval with eyes, a mouth and grain: no letters."""
    picture = np.full((high * 3 // 2, high * 16 // 9), 128, np.uint8)
    luma = picture[:high]
    luma[:] = 40
    eyes = (0.9, 0.4)
    unit = size * high
    at = round(eyes[0] * high), round((eyes[1] + 15 * size) * high)
    cv2.ellipse(luma, at, (round(55 * unit), round(75 * unit)), 0, 0, 360, light, -1)
    for side in (-1, 1):
        eye = round((eyes[0] + side * 26 * size) * high), round(eyes[1] * high)
        cv2.circle(luma, eye, max(2, round(11 * unit)), 240, -1)
        cv2.circle(luma, eye, max(1, round(7 * unit)), 20, -1)
    cv2.ellipse(luma, (at[0], round((eyes[1] + 60 * size) * high)), (round(20 * unit), round(7 * unit)), 0, 0, 360, 60, -1)
    grain = np.random.default_rng(3).normal(0, 3, luma.shape)
    luma[:] = np.clip(cv2.GaussianBlur(luma, (0, 0), 1.0) + grain, 0, 255)
    return picture, Figure(role="one", eyes=eyes, mouth=(0.9, 0.4 + 59 * size), size=size)


@pytest.mark.parametrize("high", [360, 720])
@pytest.mark.parametrize("light", [70, 130, 190], ids=["dark", "brown", "fair"])
@pytest.mark.parametrize("size", [1 / 700, 1 / 380], ids=["two", "close"])
def test_letters_on_a_face_are_told_from_the_face(high: int, light: int, size: float) -> None:
    picture, figure = face(high, light=light, size=size)
    assert inked(picture[:high], figure) < 0.04
    stamp = lettering.subtitle("Then somebody had better write it down.", height=high, width=high * 16 // 9)
    low = round((figure.eyes[1] + 20 * size) * high) // 2 * 2
    replace(stamp, y=low).lay(picture, 1.0)
    assert inked(picture[:high], figure) > 0.16


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "text", ["Why?", "Then somebody had better write it down, and it will not be me: I was never anybody's spy."]
)
def test_words_lie_where_they_are_said_to_lie(size: Size, text: str) -> None:
    style = Style(size=size)
    picture = np.zeros((1080, 1280), np.uint8)
    lettering.subtitle(text, style=style).lay(picture, 1.0)
    rows, columns = np.nonzero(picture[:720] > 150)
    left, top, right, bottom = (side * 720 for side in lies(text, wide=16 / 9, style=style))
    assert left - 4 <= columns.min() < left + 12
    assert right - 12 < columns.max() <= right + 4
    assert top - 6 <= rows.min() < top + 12
    assert bottom - 16 < rows.max() <= bottom + 4


# ---- what is meant ---------------------------------------------------------------------------------------------------

STORM = Shot(framing="two", environment="library", variant="night+storm", frames=240, seed=5)


def lit_by(shot: Shot, strength: float, *, told: bool) -> Verdict:
    """A grey place in which each flash of lightning lights up everything."""
    watcher = Watcher(cast={}, wanted=240, sets=environments() if told else None)
    for frame in range(240):
        light = 90 + strength * flash(begins(shot.seed) + frame // 2 * 2 / FPS)
        picture = np.full((135 * 2, 320), 128, np.uint8)
        picture[:180] = np.clip(light + np.arange(320) % 64, 16, 235)
        watcher.see(picture, shot, frame, ())
    return judge(watcher.take())


def test_lightning_is_no_flicker_where_the_weather_has_it() -> None:
    struck = next(replace(STORM, seed=seed) for seed in range(99) if _strikes(replace(STORM, seed=seed)))
    assert "flicker" in lit_by(struck, 70, told=False).failed, "nobody said that there is a storm"
    assert "flicker" not in lit_by(struck, 70, told=True).failed
    assert "flicker" in lit_by(replace(struck, variant="night"), 70, told=True).failed, "a flash in a clear night"


def _strikes(shot: Shot) -> bool:
    return max(flash(begins(shot.seed) + frame / FPS) for frame in range(20, 200)) > 0.4


def test_credits_are_judged_as_a_title_is() -> None:
    for framing in ("title", "credits"):
        shot = Shot(framing=framing, environment="library", frames=GRID)  # type: ignore[arg-type]
        watcher = Watcher(cast={}, plate=lambda shot, frame: np.full((270, 320), 128, np.uint8))
        for frame in range(GRID):
            picture = np.full((270, 320), 128, np.uint8)
            going = min(1.0, (GRID - 1 - frame) / 12)
            picture[:180] = 16 + going * (40 + (np.arange(320) + 2 * frame) % 90)
            watcher.see(picture, shot, frame, ())
        take = watcher.take()
        assert take.pieces[0].plate is None, "there is no such picture without the words"
        assert judge(take).passed, f"{framing}: {judge(take)}"


#  a face out of focus: the renderer says that the focus is elsewhere ──> not judged; that it is on them ──> a fault
@pytest.mark.parametrize(("sharp", "judged"), [(0.0, False), (1.0, True)])
def test_who_is_out_of_focus_on_purpose_is_not_judged_by_their_face(sharp: float, judged: bool) -> None:
    shot = Shot(framing="over", environment="library", frames=GRID, people=(Placed(role="one", anchor="left", facing="right"),))
    picture, figure = face(360, light=150, size=1 / 400)
    picture[:360] = cv2.GaussianBlur(picture[:360], (0, 0), 14)
    watcher = Watcher(cast={}, where=lambda shot, frame, *, spoken=(): (replace(figure, sharp=sharp),))
    for frame in range(GRID):
        watcher.see(picture, shot, frame, ())
    assert ("faces" in judge(watcher.take()).failed) == judged


#  fog takes half of the contrast of a face: lips that move still move, and lips that are still are still
@pytest.mark.parametrize("contrast", [1.0, 0.5])
def test_lips_are_judged_by_the_contrast_of_their_face(contrast: float) -> None:
    line = Line(speaker="one", text="Someone was here before us.", start=0.0, seconds=2.6)
    spoken = (Spoken(line=line, start=0.1, end=2.8),)
    shot = Shot(framing="close", environment="library", frames=GRID, people=(Placed(role="one", anchor="left", facing="right"),))

    def found(*, talks: bool, said: tuple[Spoken, ...]) -> bool:
        picture, figure = face(360, light=170, size=1 / 380)
        watcher = Watcher(cast={}, where=lambda shot, frame, *, spoken=(): (figure,))
        for frame in range(GRID):
            now = picture.copy()
            wide = 12 * abs(np.sin(frame // 2 * 0.75)) if talks else 3
            at = round(figure.mouth[0] * 360), round(figure.mouth[1] * 360)
            cv2.ellipse(now[:360], at, (17, 14), 0, 0, 360, 170, -1)
            cv2.ellipse(now[:360], at, (17, round(1 + wide)), 0, 0, 360, 40, -1)
            now[:360] = np.clip(130 + (now[:360].astype(float) - 130) * contrast, 16, 235)
            watcher.see(now, shot, frame, said)
        return "lips" in judge(watcher.take()).failed

    assert not found(talks=True, said=spoken)
    assert not found(talks=False, said=())
    assert found(talks=False, said=spoken)
    assert found(talks=True, said=())


# ---- a renderer that is wrong throughout -----------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["conservatory", "tearoom"])
def test_red_for_blue_is_found_where_the_plate_has_it_too(place: str) -> None:
    shot = Shot(framing="establish", environment=place, frames=GRID)
    blue, red = (128 + side for side in declared(environments()[place], ""))

    def found(u: float, v: float) -> bool:
        picture = np.full((270, 320), 0, np.uint8)
        picture[:180] = 60 + np.arange(320) % 90
        picture[180:225], picture[225:] = round(u), round(v)
        watcher = Watcher(cast={}, plate=lambda shot, frame: picture, sets=environments())
        for frame in range(GRID):
            watcher.see(picture, shot, frame, ())
        return "palette" in judge(watcher.take()).failed

    assert not found(blue, red)
    assert found(red, blue)
