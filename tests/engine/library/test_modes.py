"""Hours, weathers and lights are laid over one another, and a wrong one says where."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from engine.errors import StoryError
from engine.library import modes
from engine.library.environments import environments, read_environment
from engine.library.modes import modes_of, shared_modes
from engine.library.thunder import SLOT, begins, flash, strikes, thunder
from engine.places import asset
from engine.story.story import Shot


@pytest.fixture
def tearoom(tmp_path: Path) -> Path:
    """A copy of a shipped set, to spoil."""
    return Path(shutil.copytree(asset("environments", "tearoom"), tmp_path / "tearoom"))


def test_a_weather_and_a_light_are_laid_over_an_hour_in_whatever_order_they_are_named() -> None:
    library = environments()["library"]
    both = library.variant("night+snow+candles")
    assert replace(library.variant("night+candles+snow"), id="", name="") == replace(both, id="", name="")
    assert both.lights != library.variant("night").lights and "lamp" not in both.lights
    assert {one.kind for one in library.weathers(both)} >= {"snow", "frost", "flame"}
    assert "rain" not in both.ambience
    assert both.name == "Late night, snow, by candlelight"


def test_a_mode_alone_is_laid_over_the_usual_variant() -> None:
    street = environments()["street"]
    assert street.variant("fog").id == "rain+fog"
    assert {one.kind for one in street.weathers(street.variant("fog"))} == {"fog"}


def test_what_falls_falls_where_it_could_rain_and_nowhere_else() -> None:
    street = environments()["street"]
    snow = street.variant("night+snow")
    where = {one.layer: one.area for one in street.weathers(snow) if one.kind == "snow"}
    assert where == {one.layer: one.area for one in street.weather if one.kind == "rain"}


def test_two_modes_of_one_kind_or_an_unknown_one_are_refused_with_what_there_is() -> None:
    library = environments()["library"]
    with pytest.raises(StoryError, match="both of the weather"):
        library.variant("night+snow+fog")
    with pytest.raises(StoryError, match=r'no mode "hail".*weather: .*snow'):
        library.variant("night+hail")
    with pytest.raises(StoryError, match=r'no variant "noon"'):
        library.variant("noon+snow")


def test_it_does_not_snow_aboard_a_ship_and_no_alarm_sounds_in_the_tearoom() -> None:
    assert "snow" not in modes_of(environments()["command_deck"])
    assert "red" not in modes_of(environments()["tearoom"])


def test_every_set_has_hours_weathers_and_failures_as_its_world_does() -> None:
    for one in environments().values():
        have = set(modes_of(one))
        wanted = {"snow", "fog", "storm", "wet", "candles", "winter"} if one.world == "village" else {"dust", "brownout", "red"}
        assert wanted <= have, f"{one.id} lacks {wanted - have}"
        assert len(one.variants) + len(have) >= 4


def test_no_mode_leaves_a_set_without_light_or_sound() -> None:
    for one in environments().values():
        for mode in modes_of(one).values():
            if mode.axis != "mood":
                laid = one.variant(f"{one.variants[0].id}+{mode.id}")
                assert laid.ambience
                assert laid.lights or mode.id == "power_cut"


@pytest.mark.parametrize(
    ("row", "key", "says"),
    [
        ('lights = ["sun"]\nexposure = "high"', "exposure", "Expected `float`"),
        ('lights = ["lantern"]', "lights", '"lantern" is not in this set'),
        ('view = ["#000000"]', "view", "1 colours in view"),
        ('veil = "grey"', "veil", "is no colour"),
        ("brightness = 2", "brightness", "means nothing"),
        ('falls = { stars = ["snow"] }', "falls", "no weather of kind stars"),
    ],
)
def test_a_bad_mode_of_a_set_is_named_with_its_file_and_line(tearoom: Path, row: str, key: str, says: str) -> None:
    text = (tearoom / "set.toml").read_text().rstrip("\n") + "\n"
    written = f'{text}\n[[modes]]\nid = "odd"\nname = "odd"\naxis = "light"\n{row}\n'
    (tearoom / "set.toml").write_text(written)
    line = text.count("\n") + 2 + [line.startswith(key) for line in written.splitlines()[text.count("\n") + 1 :]].index(True)
    with pytest.raises(StoryError) as raised:
        read_environment(tearoom)
    assert says in str(raised.value)
    assert f"set.toml:{line}:" in str(raised.value)


def test_a_bad_shared_mode_is_named_with_its_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = asset("environments", "_shared", "modes.toml").read_text()
    (tmp_path / "_shared").mkdir()
    (tmp_path / "_shared" / "modes.toml").write_text(text.replace("exposure = 0.72", 'exposure = "dim"'))
    line = text[: text.index("exposure = 0.72")].count("\n") + 1
    monkeypatch.setattr(modes, "asset", lambda *_: tmp_path)
    shared_modes.cache_clear()
    try:
        with pytest.raises(StoryError, match=rf"modes\.toml:{line}: Expected `float`"):
            shared_modes()
    finally:
        shared_modes.cache_clear()


# -- thunder --------------------------------------------------------------------------------------------------------


def test_lightning_strikes_now_and_then_and_its_light_is_short() -> None:
    found = strikes(0, 60 * SLOT)
    assert 30 < len(found) < 55
    assert all(b.at > a.at for a, b in pairwise(found))
    assert flash(found[0].at + 0.01) > 0.2
    assert flash(found[0].at - 0.05) == 0 and flash(found[0].at + 1.0) < 0.05


def test_thunder_is_heard_after_the_flash_is_seen_and_the_nearer_the_sooner_and_louder() -> None:
    street = environments()["street"]
    shot = Shot(framing="establish", environment="street", variant="night+storm", frames=24 * 40, seed=5)
    heard = thunder(shot, street)
    assert heard and all(0 <= one.at < 40 for one in heard)
    seen = strikes(begins(shot.seed) - 4, begins(shot.seed) + 40)
    for one in heard:
        strike = next(s for s in seen if abs(s.at + s.delay - begins(shot.seed) - one.at) < 1e-3)
        assert strike.delay > 0.5
    by_delay = sorted(seen, key=lambda strike: strike.delay)
    assert by_delay[0].strength >= by_delay[-1].strength
    assert thunder(replace(shot, variant="night"), street) == ()
