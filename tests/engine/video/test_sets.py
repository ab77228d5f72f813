"""A set is painted once, the same everywhere, and moves by the clock alone."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QTransform

from engine.library.environments import Environment, SetLight, Weather, environments
from engine.library.modes import WeatherKind
from engine.library.thunder import strikes
from engine.video.renderers.illustrated import sets
from engine.video.renderers.illustrated.acting import Performance
from engine.video.renderers.illustrated.cels import Cel
from engine.video.renderers.illustrated.effects import draw_throw, draw_weather
from engine.video.renderers.illustrated.paint import Layer
from engine.video.renderers.illustrated.sets import PaintedSet, draw_set, light_at, paint_set
from engine.video.renderers.illustrated.weather import flicker

SMALL = 0.2
"""Pixels per world unit: a stamp of the set, for speed."""


@pytest.fixture(autouse=True)
def nothing_in_memory() -> Iterator[None]:
    sets._kept.clear()
    yield
    sets._kept.clear()


@pytest.fixture(scope="module")
def library() -> Environment:
    return environments()["library"]


def painted(environment: Environment, cache: Path, *, variant: str = "", soft: float = 0) -> PaintedSet:
    return paint_set(environment, variant=variant, soft=soft, cache=cache, scale=SMALL)


def bytes_of(one: PaintedSet) -> str:
    return hashlib.blake2b(b"".join(plate.pixels.tobytes() for plate in one.plates)).hexdigest()


def picture(one: PaintedSet, t: float, **how: object) -> np.ndarray:
    stage = Layer(0, 0, 1280, 720, 0.25)
    p = QPainter(stage.image)
    draw_set(p, one, t, camera=lambda k: QTransform.fromScale(0.25, 0.25), **how)  # type: ignore[arg-type]
    p.end()
    return stage.pixels.copy()


@pytest.mark.parametrize("name", sorted(environments()))
def test_every_variant_of_every_set_fills_the_stage(name: str, tmp_path: Path) -> None:
    environment = environments()[name]
    seen = set()
    for variant in environment.variants:
        frame = picture(painted(environment, tmp_path, variant=variant.id), 1.0)
        assert frame[..., 3].min() == 255, "a hole shows through the set"
        assert 25 < frame[..., :3].mean() < 190
        seen.add(frame.tobytes())
    assert len(seen) == len(environment.variants)


@pytest.mark.parametrize("name", sorted(environments()))
def test_in_a_close_up_of_either_of_them_no_edge_of_a_layer_shows(name: str, tmp_path: Path) -> None:
    one = painted(environments()[name], tmp_path, soft=4)
    for pan in (-240.0, 240.0):

        def camera(k: float, pan: float = pan) -> QTransform:
            scale = 1 + 1.1 * k
            return QTransform(scale, 0, 0, scale, 640 - scale * (640 + pan * k), 331 - scale * (331 - 40 * k))

        stage = Layer(0, 0, 1280, 720, 0.25)
        p = QPainter(stage.image)
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        draw_set(p, one, 1.0, camera=lambda k: camera(k) * QTransform.fromScale(0.25, 0.25), near=False)
        p.end()
        assert stage.pixels[..., 3].min() > 250


def test_painted_twice_from_nothing_it_is_the_same_bytes(library: Environment, tmp_path: Path) -> None:
    first = bytes_of(painted(library, tmp_path / "one"))
    sets._kept.clear()
    assert bytes_of(painted(library, tmp_path / "two")) == first


def test_another_process_paints_the_same_bytes(library: Environment, tmp_path: Path) -> None:
    here = bytes_of(painted(library, tmp_path / "here"))
    code = (
        "import sys, hashlib, pathlib\n"
        "from engine.library.environments import environments\n"
        "from engine.video.renderers.illustrated.sets import paint_set\n"
        f"one = paint_set(environments()['library'], cache=pathlib.Path(sys.argv[1]), scale={SMALL})\n"
        "print(hashlib.blake2b(b''.join(p.pixels.tobytes() for p in one.plates)).hexdigest())\n"
    )
    root = Path(__file__).parents[3]
    there = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "there")], cwd=root, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == here


def test_kept_on_disk_it_is_fetched_and_not_painted_again(
    library: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes_of(painted(library, tmp_path))
    sets._kept.clear()
    monkeypatch.setattr(sets, "_bake", lambda *_: pytest.fail("painted again"))
    assert bytes_of(painted(library, tmp_path)) == before


def test_a_close_up_is_softer_and_shares_the_painted_layers(
    library: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = painted(library, tmp_path)
    monkeypatch.setattr(sets, "paint_layer", lambda *_, **__: pytest.fail("painted again"))
    close = painted(library, tmp_path, soft=12)
    detail = [float(np.abs(np.diff(picture(one, 0, near=False).astype(int), axis=1)).mean()) for one in (wide, close)]
    assert detail[1] < 0.8 * detail[0]


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_file_in_the_cache_is_painted_anew(library: Environment, tmp_path: Path, damage: bytes | None) -> None:
    before = bytes_of(painted(library, tmp_path))
    for file in tmp_path.iterdir():
        raw = bytearray(file.read_bytes())
        raw[len(raw) // 2] ^= 0xFF
        file.write_bytes(bytes(raw) if damage is None else damage)
    sets._kept.clear()
    assert bytes_of(painted(library, tmp_path)) == before


def test_where_the_cache_cannot_be_written_the_film_goes_on(library: Environment, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    assert painted(library, blocked).plates


def test_an_actor_is_drawn_between_the_chairs_and_the_table(library: Environment, tmp_path: Path) -> None:
    one = painted(library, tmp_path)
    named = [layer for plate in one.plates for layer in plate.layers]
    assert named == [layer.name for layer in library.layers]
    behind = {anchor.behind for anchor in library.anchors.values()}
    assert behind <= {plate.name for plate in one.plates}, "a plate must begin at each layer that hides an actor"

    def red(p: QPainter) -> None:
        p.fillRect(300, 300, 200, 400, 0xFFFF0000)

    frame = picture(one, 0, actors={"table": red}).astype(int)
    assert tuple(frame[100, 100, :3]) == (0, 0, 255)  # the chest, before the chair
    assert tuple(frame[165, 100, :3]) != (0, 0, 255)  # the legs, behind the table


def test_an_actor_behind_nothing_is_drawn_before_the_near_leaves(library: Environment, tmp_path: Path) -> None:
    drawn: list[str] = []
    picture(painted(library, tmp_path), 0, actors={"": lambda p: drawn.append("actor")})
    assert drawn == ["actor"]


def test_the_same_moment_is_the_same_picture_whatever_was_drawn_between(library: Environment, tmp_path: Path) -> None:
    one = painted(library, tmp_path)
    first = picture(one, 2.5)
    later = picture(one, 3.0)
    assert (first != later).any(), "the rain stands still"
    assert (picture(one, 2.5) == first).all()


STILL = {"lightning"}
"""What is there for a moment only."""


@pytest.mark.parametrize("kind", sorted(set(get_args(WeatherKind)) - STILL))
def test_each_weather_moves_and_repeats_at_the_same_time(kind: str) -> None:
    def at(t: float) -> np.ndarray:
        layer = Layer(0, 0, 400, 300)
        p = layer.painter()
        draw_weather(p, Weather(name="one", kind=kind, area=(20, 20, 360, 260), layer="sky"), t)  # type: ignore[arg-type]
        p.end()
        return layer.pixels.copy()

    first = at(1.0)
    assert first.any()
    assert (first != at(1.7)).any()
    assert (at(1.0) == first).all()


def test_lightning_is_seen_when_it_strikes_over_people_too_and_at_no_other_time(library: Environment, tmp_path: Path) -> None:
    one = painted(library, tmp_path, variant="night+storm")
    strike = strikes(0, 60)[0]
    before, struck = (
        picture(one, t, actors={"table": lambda p: p.fillRect(0, 500, 200, 100, 0xFF202020)})
        for t in (strike.at - 1, strike.at + 0.02)
    )
    assert struck[:, :, :3].mean() > before[:, :, :3].mean() + 3
    assert struck[130, 20, 0] > before[130, 20, 0], "it falls on whoever stands before the window as well"


def test_snow_shares_every_painted_layer_with_rain_and_is_not_handed_out_in_its_place(
    library: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rain = painted(library, tmp_path)
    monkeypatch.setattr(sets, "paint_layer", lambda *_, **__: pytest.fail("painted again"))
    snow, clear = (painted(library, tmp_path, variant=f"dusk+{mode}") for mode in ("snow", "clear"))
    assert {one.kind for one in snow.weathers} >= {"snow", "frost"}
    assert "rain" not in {one.kind for one in clear.weathers}, "another weather over the same paint is another set"
    assert "rain" in {one.kind for one in rain.weathers}


def test_a_fire_plays_on_the_faces_before_it_and_a_steady_lamp_does_not() -> None:
    def at(t: float, throw: float) -> float:
        layer = Layer(0, 0, 400, 300)
        p = layer.painter()
        light = SetLight(name="fire", kind="fire", x=200, y=150, layer="", flicker=0.2, throw=throw)
        draw_throw(p, light, t)
        p.end()
        return float(layer.pixels[..., 2].mean())

    seen = [at(t / 12, 0.2) for t in range(24)]
    assert max(seen) > 5 > 2 * min(seen)
    assert at(1.0, 0.0) == 0
    assert [at(t / 12, 0.2) for t in range(24)] == seen


@pytest.mark.parametrize("kind", ["neon", "failing", "engine", "candle"])
def test_each_light_has_a_life_of_its_own_and_never_goes_below_nothing(kind: str) -> None:
    light = SetLight(name="one", kind=kind, x=0, y=0, layer="", flicker=0.3)  # type: ignore[arg-type]
    seen = [flicker(light, frame / 12) for frame in range(400)]
    assert min(seen) >= 0 and max(seen) < 1.7
    assert max(seen) - min(seen) > 0.2
    assert seen == [flicker(light, frame / 12) for frame in range(400)]


def test_the_lamp_between_them_lights_each_face_from_its_side(library: Environment) -> None:
    dusk = library.variant("dusk")
    left, right = (light_at(library, dusk, library.anchor(name), "sit") for name in ("left", "right"))
    assert (left.key_dir, right.key_dir) == (1, -1)
    assert (left.rim_dx < 0, right.rim_dx > 0) == (True, True), "the rim is on the far side of the key"
    assert left.key == "#ffa048"


def test_with_its_lights_out_a_set_is_darker(library: Environment, tmp_path: Path) -> None:
    dusk = library.variants[0]
    dark = replace(library, variants=(replace(dusk, lights=()), *library.variants[1:]))
    lit, unlit = picture(painted(library, tmp_path), 0).mean(), picture(painted(dark, tmp_path), 0).mean()
    assert unlit < 0.9 * lit


def test_a_wash_colours_whoever_is_in_the_light_of_an_alert_and_nothing_beside_them() -> None:
    def seen(wash: QColor | None) -> np.ndarray:
        stage = Layer(0, 0, 40, 20)
        p = stage.painter()
        cel = Cel(QRectF(0, 0, 40, 20), scale=1.0, still=None, wash=wash)
        cel.show(p, Performance(), lambda q, _: q.fillRect(0, 0, 20, 20, 0xFF808080))
        p.end()
        return stage.pixels.astype(int)

    plain, red = seen(None), seen(QColor(200, 0, 0, 80))
    assert red[10, 10, 2] > plain[10, 10, 2] and red[10, 10, 0] < plain[10, 10, 0]
    assert (red[:, 22:] == 0).all()
