"""What people do is heard where they do it, and what they do not do is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import media
from engine.library.environments import environments
from engine.library.thunder import thunder
from engine.story.story import Line, Placed, Shot
from engine.video.blocking import distance, pan, places
from engine.video.produce import Segment, Sounds, Unit
from engine.video.score.foley import KINDS, TAKES, foley
from engine.video.score.rooms import Room, echo, room
from engine.video.score.spotting import heard_of, spot
from tests.fakes import ColourBars, Hum


def shot(action: str = "", **of: object) -> Shot:
    return Shot(**{"framing": "two", "environment": "library", "frames": 120, "action": action, **of})  # type: ignore[arg-type]


ROOMS = {name: room(name) for name in ("library", "airlock", "kitchen")}


@pytest.mark.parametrize("kind", KINDS)
def test_every_sound_begins_and_ends_in_silence_and_no_two_takes_are_one(kind: str) -> None:
    takes = [foley(kind, take) for take in range(TAKES)]
    for sound in takes:
        assert np.abs(sound).max() == pytest.approx(1.0)
        assert abs(sound[0]) < 0.15 and abs(sound[-1]) < 1e-3
        assert np.isfinite(sound).all()
    assert len({sound.tobytes() for sound in takes}) == TAKES


def test_floors_do_not_sound_alike() -> None:
    def middle(kind: str) -> float:
        power = np.abs(np.fft.rfft(foley(kind), 32768)) ** 2
        return float((power * np.arange(len(power))).sum() / power.sum())

    by_floor = {floor: middle(f"step {floor}") for floor in ("carpet", "wood", "metal", "stone", "gravel")}
    assert list(by_floor.values()) == sorted(by_floor.values())


@pytest.mark.parametrize(
    ("action", "heard"),
    [
        ("Three slow knocks, from nowhere that has a door.", [("knock", 3)]),
        ("Robin sets the cup down very slowly.", [("cup", 1)]),
        ("Somewhere above, a door opens, politely, and is closed again.", [("door", 1)]),
        ("Wren pours two cups of tea. She sits down.", [("pour", 1), ("chair", 1)]),
        ("Odette butters bread by the yard.", [("knife", 1)]),
        ("Bo puts out the lights.", [("switch", 1)]),
        ("Flora licks an envelope, and holds it out.", [("paper", 1)]),
        ("It shuts, by itself, with a click.", [("latch", 1)]),
        ("You take the coat from Maud.", [("cloth", 1)]),
        ("Agnes walks to the window.", [("step", 1)]),
    ],
)
def test_an_action_is_heard(action: str, heard: list[tuple[str, int]]) -> None:
    assert list(heard_of(action)) == heard


@pytest.mark.parametrize(
    "action",
    [
        "Nobody knocks.",
        "The sea window is shut.",
        "The pencil stops.",
        "Somebody has hung a coat on it.",
        "Maud does not walk.",
        "",
    ],
)
def test_what_does_not_happen_is_not_heard(action: str) -> None:
    assert list(heard_of(action)) == []


def test_steps_are_of_the_floor_and_a_door_of_a_station_is_a_hatch() -> None:
    walk = shot("Agnes walks to the window.")
    assert {one.kind for one in spot((walk,), ROOMS)} == {"step carpet"}
    assert {one.kind for one in spot((replace(walk, environment="airlock"),), ROOMS)} == {"step metal"}
    assert [one.kind for one in spot((shot("The door opens.", environment="airlock"),), ROOMS)] == ["hatch"]


def test_whoever_comes_into_a_wide_picture_is_heard_to_walk_in() -> None:
    maud, theo = Placed(role="maud", anchor="left", facing="right"), Placed(role="theo", anchor="right", facing="left")
    noises = spot((shot(people=(maud,)), shot(people=(maud, theo))), ROOMS)
    assert {(one.shot, one.kind) for one in noises} == {(1, "step carpet")}
    assert spot((shot(people=(maud, theo)), shot(people=(maud, theo))), ROOMS) == ()


def test_a_thing_seen_close_is_heard_and_thunder_comes_when_it_is_told() -> None:
    (cup,) = spot((shot(framing="insert", focus="cup"),), ROOMS)
    assert cup.kind == "cup"
    (clap,) = spot((shot(),), ROOMS, claps=((0, 1.5, 1.0),))
    assert (clap.kind, clap.at) == ("thunder", 1.5)


def test_every_sound_lies_within_its_shot_and_is_one_that_can_be_made() -> None:
    for frames in (44, 60, 200):
        for one in spot((shot("Three knocks. Agnes walks in. The drawer slides open. A chair scrapes.", frames=frames),), ROOMS):
            assert one.kind in KINDS
            assert 0 <= one.at < frames / 24


# ---- rooms and blocking ----------------------------------------------------------------------------------------------


def test_a_large_room_rings_longer_than_a_small_one() -> None:
    click = np.zeros((48_000, 2), np.float32)
    click[100] = 1.0
    church, attic = (np.cumsum(echo(click, room(name))[::-1] ** 2)[::-1] for name in ("church_hall", "attic"))
    assert np.argmax(church < church[0] * 1e-3) > 1.5 * np.argmax(attic < attic[0] * 1e-3)
    assert room("no such set") == Room()


def test_a_voice_comes_from_where_one_stands_in_the_picture() -> None:
    library = environments()["library"]
    names = sorted(library.anchors, key=lambda name: library.anchors[name].x)
    left, right = (Placed(role=role, anchor=name, facing="right") for role, name in (("a", names[0]), ("b", names[-1])))
    both = shot(people=(left, right))
    everyone = places((both,))
    assert -0.4 <= pan(both, "a", library, everyone) < -0.1 < 0.1 < pan(both, "b", library, everyone) <= 0.4
    close = shot(framing="close", focus="a", people=(left,))
    assert abs(pan(close, "a", library, everyone)) < 0.15
    assert pan(close, "b", library, everyone) > 0.3, "who is out of the picture is heard from their side"
    assert pan(close, "nobody", library, everyone) == 0.0


def test_who_is_far_is_farther_than_who_is_close() -> None:
    one = Placed(role="a", anchor="left", facing="right")
    line = Line(speaker="a", text="Well?")
    close, wide, unseen = (
        distance(shot(framing=framing, people=people, lines=(line,)), "a")  # type: ignore[arg-type]
        for framing, people in (("close", (one,)), ("establish", (one,)), ("close", ()))
    )
    assert close < unseen < wide


def test_lightning_that_is_seen_is_heard_as_thunder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storm = shot(environment="conservatory", variant="night+storm", frames=10 * 64, seed=4)
    claps = thunder(storm, environments()["conservatory"])
    assert claps
    heard = {}
    for weather in ("thunder", "none"):
        if weather == "none":
            monkeypatch.setattr("engine.video.produce.thunder", lambda shot, place: ())
        unit = Unit(cast={}, environments=environments(), speaker=Hum, renderer=ColourBars, sounds=Sounds(tmp_path / weather))
        scene = Segment(key=weather, scene="glass", title="Glass", shots=(storm,))
        heard[weather] = np.concatenate([media.unpack_sound(chunk) for chunk in unit.sound(scene).chunks]).astype(float)
    differ = np.abs(heard["thunder"] - heard["none"]).max(axis=1)
    first = int(claps[0].at * 48_000)
    assert differ[first : first + 48_000].max() > 10 * max(1.0, differ[: first - 480].max())
