"""QA finds what is wrong with a take, and leaves alone what is right: each test draws a small take, and mostly a fault in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.library.characters import Character, characters
from engine.library.environments import EYES_SITTING, environments
from engine.story.story import GRID, Line, Placed, Shot
from engine.video.figures import Figure
from engine.video.produce import Segment, Sounds, Unit
from engine.video.qa import (
    CHECKS,
    Check,
    Film,
    Finding,
    Heard,
    Said,
    Show,
    Take,
    Try,
    Verdict,
    Verdicts,
    Watcher,
    judge,
    listen,
    next_step,
    reseeded,
)
from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.paint import Layer
from engine.video.renderers.illustrated.puppet import STUDIO, Puppet
from engine.video.rungs import DRAFT, STANDARD, Rung
from engine.video.spoken import Spoken
from engine.video.subtitled import lies
from tests.fakes import Hum

WIDE, HIGH = 640, 360
Pixels = NDArray[np.uint8]

# ---- pictures without people ---------------------------------------------------------------------------------------

#  a wall of coloured squares, past which the camera moves a pixel a frame
VIEW = Shot(framing="two", environment="library", frames=GRID, move="left", seed=1)


def wall(shot: Shot, frame: int) -> Pixels:
    y, x = np.mgrid[0:HIGH, 0:WIDE]
    tiles = (x + 3 * frame) // 40 * 7 + y // 40 * 13
    bgr = np.dstack([70 + tiles * 11 % 90, 60 + tiles * 17 % 110, 50 + tiles * 5 % 120]).astype(np.uint8)
    return np.asarray(cv2.cvtColor(cv2.GaussianBlur(bgr, (0, 0), 4), cv2.COLOR_BGR2YUV_I420), np.uint8)


def filmed(
    spoil: Callable[[int, Pixels], Pixels] = lambda at, picture: picture, *, shot: Shot = VIEW, frames: int = GRID
) -> Take:
    watcher = Watcher(cast={}, plate=wall, wanted=GRID)
    for frame in range(frames):
        watcher.see(spoil(frame, wall(shot, frame)), shot, frame, ())
    return watcher.take()


def lighter(picture: Pixels, gain: float, lift: float = 0.0) -> Pixels:
    out = picture.copy()
    out[:HIGH] = cv2.convertScaleAbs(picture[:HIGH], alpha=gain, beta=16 * (1 - gain) + lift)
    return out


def red_for_blue(picture: Pixels) -> Pixels:
    return np.vstack([picture[:HIGH], picture[HIGH + HIGH // 4 :], picture[HIGH : HIGH + HIGH // 4]])


def test_a_take_with_nothing_wrong_passes() -> None:
    found = judge(filmed())
    assert found.passed, str(found)
    assert {"black", "frozen", "flicker", "exposure", "palette", "duration"} <= {one.check for one in found.findings}


FAULTS: dict[str, tuple[Check, Callable[[int, Pixels], Pixels]]] = {
    "a black frame": ("black", lambda at, p: lighter(p, 0) if at == 30 else p),
    "dark at the end": ("black", lambda at, p: lighter(p, 0.05) if at > 40 else p),
    "stands still": ("frozen", lambda at, p: wall(VIEW, 20) if 20 <= at < 40 else p),
    "never moves": ("frozen", lambda at, p: wall(VIEW, 0)),
    "every other frame lighter": ("flicker", lambda at, p: lighter(p, 1.08) if at % 2 else p),
    "one in eight darker": ("flicker", lambda at, p: lighter(p, 0.88) if at % 8 == 3 else p),
    "burnt out": ("exposure", lambda at, p: lighter(p, 2.6, 60)),
    "a grey veil": ("exposure", lambda at, p: lighter(p, 0.1, 80)),
    "red for blue": ("palette", lambda at, p: red_for_blue(p)),
    "all green": ("palette", lambda at, p: np.vstack([p[:HIGH], cv2.subtract(p[HIGH:], 20)])),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_picture_is_found(fault: str) -> None:
    check, spoil = FAULTS[fault]
    assert check in judge(filmed(spoil)).failed


@pytest.mark.parametrize("frames", [GRID - 1, GRID + 1])
def test_a_take_is_as_long_as_it_was_asked_to_be(frames: int) -> None:
    assert judge(filmed(shot=replace(VIEW, frames=99), frames=frames)).failed == ("duration",)


def test_a_fade_may_be_black() -> None:
    fade = replace(VIEW, ends="fade")
    assert judge(filmed(lambda at, p: lighter(p, min(1, (GRID - 1 - at) / 16)), shot=fade)).passed


# ---- people --------------------------------------------------------------------------------------------------------

LINE = Line(speaker="one", text="Someone was here before us.", start=0.0, seconds=2.6)
SAYS = (Spoken(line=LINE, start=0.1, end=2.5),)
CLOSE = Shot(
    framing="close", environment="library", frames=GRID, focus="one", people=(Placed(role="one", anchor="left", facing="right"),)
)
UNITS, EYES = 392.0, 194.0
"""Of the body in the height of the picture, and those above the eyes."""


class Sitting:
    """Somebody before a wall: a renderer of one face. `talks`: their mouth moves; `who`: who should be seen."""

    def __init__(self, actor: Character, *, talks: bool = False, down: float = 0.0) -> None:
        self.actor, self.talks, self.down = actor, talks, down
        self.puppet = Puppet(
            replace(actor, height=1.0),
            light=STUDIO,
            px_per_unit=HIGH / UNITS,
            facing="right",
            posture="sit",
            table=True,
            draft=True,
        )

    def act(self, frame: int) -> Performance:
        t = frame // 2 * 2 / 24
        mouth = abs(np.sin(t * 9)) * 0.8 if self.talks else 0.0
        return Performance(yaw=0.36 + 0.06 * float(np.sin(t * 3)), open=mouth, roll=0.02 * float(np.sin(t * 2)), gaze_x=0.1)

    def picture(self, frame: int) -> Pixels:
        canvas = Layer(-WIDE / HIGH * UNITS / 2, -EYES - self.down * UNITS, WIDE / HIGH * UNITS, UNITS, HIGH / UNITS)
        p = canvas.painter()
        self.puppet.draw(p, 0, EYES_SITTING, 1, self.act(frame))
        p.end()
        alpha = canvas.pixels[..., 3:].astype(np.uint16)
        behind = cv2.cvtColor(wall(CLOSE, 0), cv2.COLOR_YUV2BGR_I420)
        seen = (canvas.pixels[..., :3] + behind * (255 - alpha) // 255).astype(np.uint8)
        return np.asarray(cv2.cvtColor(seen, cv2.COLOR_BGR2YUV_I420), np.uint8)

    def where(self, shot: Shot, frame: int, *, spoken: tuple[Spoken, ...] = ()) -> tuple[Figure, ...]:
        act, middle = self.act(frame), WIDE / HIGH / 2
        to = (EYES + self.down * UNITS) / UNITS
        eyes = (middle + 60 * float(np.sin(act.yaw)) / UNITS, to - 3 / UNITS)
        mouth = (middle + 78 * float(np.sin(act.yaw)) / UNITS, to + 59 * self.actor.face.chin / UNITS)
        return (Figure(role="one", eyes=eyes, mouth=mouth, size=1 / UNITS),)


def seen(sitter: Sitting, *, spoken: tuple[Spoken, ...] = (), spoil: Callable[[Pixels], Pixels] = lambda p: p) -> Verdict:
    watcher = Watcher(
        cast={"one": sitter.actor, "two": characters()["amara"], "three": characters()["sunniva"]},
        where=sitter.where,
        plate=lambda shot, frame: wall(CLOSE, 0),
        written=lies,
    )
    for frame in range(GRID):
        watcher.see(spoil(sitter.picture(frame)), CLOSE, frame, spoken)
    return judge(watcher.take())


EVERYONE = sorted(characters())


@pytest.mark.parametrize("who", EVERYONE)
def test_every_face_of_the_cast_is_a_whole_one(who: str) -> None:
    found = seen(Sitting(characters()[who]))
    assert not {"faces", "frozen", "lips"} & set(found.failed), str(found)


#      the left half of the face is covered        the picture is moved aside
@pytest.mark.parametrize("who", ["maud", "amara"])
@pytest.mark.parametrize("spoil", [lambda p: cover(p), lambda p: aside(p)], ids=["covered", "moved aside"])
def test_half_a_face_is_not_a_whole_one(who: str, spoil: Callable[[Pixels], Pixels]) -> None:
    assert "faces" in seen(Sitting(characters()[who]), spoil=spoil).failed


def cover(picture: Pixels) -> Pixels:
    out = picture.copy()
    out[100:280, 230:335] = wall(CLOSE, 0)[100:280, 230:335]
    return out


def aside(picture: Pixels) -> Pixels:
    return np.asarray(np.roll(picture, 60, axis=1))


def test_nobody_where_somebody_should_be_is_found() -> None:
    assert "cast" in seen(Sitting(characters()["maud"]), spoil=lambda p: wall(CLOSE, 0)).failed


@pytest.mark.parametrize(("should", "does"), [("maud", "amara"), ("amara", "sunniva")])
def test_somebody_else_in_the_part_is_found(should: str, does: str) -> None:
    other = Sitting(characters()[does])
    other.actor = characters()[should]
    assert "cast" in seen(other).failed


def test_lips_move_with_the_line_and_not_without() -> None:
    talks, silent = (Sitting(characters()["maud"], talks=talks) for talks in (True, False))
    assert "lips" not in seen(talks, spoken=SAYS).failed
    assert "lips" not in seen(silent).failed
    assert "lips" in seen(talks).failed, "a mouth moved that says nothing"
    assert "lips" in seen(silent, spoken=SAYS).failed, "a mouth stood still that speaks"


def test_words_over_a_face_are_found() -> None:
    low = Sitting(characters()["maud"], down=0.3)
    assert "subtitle" not in seen(Sitting(characters()["maud"], talks=True), spoken=SAYS).failed
    assert "subtitle" in seen(low, spoken=SAYS).failed


# ---- sound ---------------------------------------------------------------------------------------------------------


def heard() -> tuple[Heard, NDArray[np.float32]]:
    """A line over music: what should be heard, and the music alone."""
    rng = np.random.default_rng(5)
    time = np.arange(48_000 * 4) / 48_000
    music = np.stack([0.05 * np.sin(2 * np.pi * f * time) for f in (220.0, 331.0)], axis=1).astype(np.float32)
    voice = (0.25 * rng.standard_normal(48_000) * np.abs(np.sin(time[:48_000] * 12))).astype(np.float32)
    voice = cv2.blur(voice[None], (9, 1))[0]
    whole = music.copy()
    whole[48_000:96_000] += voice[:, None]
    return Heard(samples=whole, wanted=48_000 * 4, lines=(Said(text="Is it?", begin=48_000, voice=voice),)), music


def test_a_sound_as_it_should_be_passes() -> None:
    found = listen(heard()[0])
    assert found.passed, str(found)


def test_faults_of_sound_are_found() -> None:
    whole, music = heard()
    mute = replace(whole.lines[0], voice=np.zeros(48_000, np.float32))
    assert listen(replace(whole, samples=np.clip(whole.samples * 9, -1, 1))).failed == ("clipping",)
    assert listen(replace(whole, samples=np.clip(whole.samples, -0.12, 0.12))).failed == ("clipping",)
    assert listen(replace(whole, samples=music)).failed == ("silence",)
    assert listen(replace(whole, samples=music, lines=(mute,))).failed == ("silence",)
    assert listen(replace(whole, samples=whole.samples[:-1])).failed == ("duration",)


def test_a_line_heard_as_other_words_is_found_where_somebody_listens() -> None:
    whole, _ = heard()
    asked = "I didn't take it, Inspector."

    def taken_for(words: str | None) -> Verdict:
        return listen(replace(whole, lines=(replace(whole.lines[0], text=asked, heard=words),)))

    assert "understood" not in {one.check for one in taken_for(None).findings}, "nobody has listened"
    assert taken_for("I did not take it inspector").passed
    assert taken_for("I didn't take it, Spectre.").passed, "one word may be missed"
    assert taken_for("I'd mistake an inspector").failed == ("understood",)
    assert taken_for("").failed == ("understood",)


# ---- what is done about it -----------------------------------------------------------------------------------------

GOOD, BAD, WORSE = (
    Verdict(findings=tuple(Finding(check=check, measured=1.0, most=0.0) for check in CHECKS[:faults])) for faults in (0, 1, 2)
)


#  as written ── failed ──> another seed ── failed ──> draft ── failed ──> the best of them
def test_a_failed_take_is_taken_again_then_plainer_then_shown() -> None:
    first, second, plain = Try(rung=STANDARD), Try(rung=STANDARD, number=1), Try(rung=DRAFT)
    assert next_step([], rung=STANDARD) == Film(as_=first)
    assert next_step([(first, GOOD)], rung=STANDARD) == Show(which=0)
    assert next_step([(first, BAD)], rung=STANDARD) == Film(as_=second)
    assert next_step([(first, BAD), (second, GOOD)], rung=STANDARD) == Show(which=1)
    assert next_step([(first, BAD), (second, BAD)], rung=STANDARD) == Film(as_=plain)
    assert next_step([(first, WORSE), (second, BAD), (plain, BAD)], rung=STANDARD) == Show(which=1)


def test_another_take_is_the_same_shot_with_another_seed() -> None:
    assert reseeded(CLOSE, 0) == CLOSE
    assert reseeded(CLOSE, 1).seed != CLOSE.seed
    assert replace(reseeded(CLOSE, 1), seed=CLOSE.seed) == CLOSE


class Walls:
    """A renderer that films the wall, and black where `fails` says so of a seed and a rung."""

    def __init__(self, rung: Rung, fails: Callable[[int, Rung], bool]) -> None:
        self.rung, self.fails = rung, fails

    def prepare(self, shot: Shot) -> None: ...

    def render(self, shot: Shot, frame: int, *, spoken: tuple[Spoken, ...] = (), captions: bool = False) -> Pixels:
        picture = wall(shot, frame)
        return lighter(picture, 0) if self.fails(shot.seed, self.rung) else picture


def crew(folder: Path, fails: Callable[[int, Rung], bool]) -> Unit:
    return Unit(
        cast=characters(),
        environments=environments(),
        speaker=Hum,
        renderer=lambda rung: Walls(rung, fails),
        sounds=Sounds(folder / "sounds"),
        verdicts=Verdicts(folder),
    )


SCENE = Segment(key="abc", scene="hall", title="The hall", shots=(VIEW,))
SMALL, SMALLER = (replace(rung, width=WIDE, height=HIGH) for rung in (STANDARD, DRAFT))


def test_what_is_shown_is_the_take_that_passed_and_both_verdicts_are_kept(tmp_path: Path) -> None:
    clean = crew(tmp_path / "a", lambda seed, rung: False).film(SCENE, 0, SMALL)
    unlucky = crew(tmp_path / "b", lambda seed, rung: seed == VIEW.seed)
    taken = unlucky.film(SCENE, 0, SMALL)
    assert taken == unlucky.film(SCENE, 0, SMALL), "a chunk is the same whoever films it again"
    assert len(taken.packets) == GRID
    assert taken.packets == clean.packets, "the wall does not depend on the seed, so the second take is the clean one"
    faults = Verdicts(tmp_path / "b").faults()
    assert "black" in {fault.check for fault in faults}
    assert {(fault.take, fault.shown) for fault in faults} == {(0, False)}
    assert Verdicts(tmp_path / "a").faults() == ()


def test_a_film_goes_on_with_a_take_that_fails_every_time(tmp_path: Path) -> None:
    hopeless = crew(tmp_path, lambda seed, rung: True)
    assert len(hopeless.film(SCENE, 0, SMALL).packets) == GRID
    assert any(fault.shown for fault in Verdicts(tmp_path).faults()), "that it is shown is written down"


def test_verdicts_are_counted_by_check(tmp_path: Path) -> None:
    kept = Verdicts(tmp_path)
    kept.put("k1", "hall", [(Try(rung=STANDARD), WORSE), (Try(rung=STANDARD, number=1), GOOD)], shown=1)
    kept.put("k2", "hall", [(Try(rung=STANDARD), BAD)], shown=0)
    kept.put("k2", "hall", [(Try(rung=STANDARD), BAD)], shown=0)  # filmed again: it counts once
    rows = {row.check: (row.looked_at, row.passed, row.shown) for row in Verdicts(tmp_path).tally()}
    assert rows == {CHECKS[0]: (2, 0, 1), CHECKS[1]: (1, 0, 0)}
