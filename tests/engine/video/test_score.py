"""Music fits the feeling and joins with any other at a bar line, and places are heard."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bench.joints_sound import click
from engine.errors import StoryError
from engine.library.environments import environments
from engine.library.music import MOODS, STEMS, music, read_track
from engine.story.story import FPS, GRID
from engine.video.score import BAR, PHRASE, RATE, mood_of, places, score, thread, track_for, weights
from engine.video.score.ambience import KINDS, ambience, under_a_roof


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("palette", ["hearth", "orbit"])
def test_every_mood_has_music_that_we_may_ship(mood: str, palette: str) -> None:
    track = track_for(mood, palette=palette)
    assert mood in track.moods
    assert track.licence in ("CC0-1.0", "MIT", "Apache-2.0", "CC-BY-4.0")
    assert track.source and track.author
    assert track.stems == STEMS


def test_all_music_has_one_tempo_and_one_home_and_its_bar_is_the_grid() -> None:
    assert BAR * FPS == GRID * RATE
    for track in music().values():
        assert (track.bpm, track.beats) == (90, 4)
        assert track.key.startswith("D ")


@pytest.mark.parametrize("name", sorted(music()))
def test_a_loop_goes_round_without_a_seam(name: str) -> None:
    track = music()[name]
    sound = score(track, [0.7] * 12)  # once, and half round again
    seam = round(track.seconds * RATE)
    assert seam == track.bars * BAR
    assert click(sound[:seam], sound[seam:]) <= 1.1


#  bars:  | home home | 1 2 3 4 | 5 6 7 8 |     14 bars: two at home, then whole phrases
@pytest.mark.parametrize("bars", range(1, 41))
@pytest.mark.parametrize("turn", [0, 1])
def test_a_scene_begins_at_home_and_ends_on_the_dominant(bars: int, turn: int) -> None:
    played = places(bars, turn=turn)
    assert len(played) == bars
    assert played[0] % PHRASE == 0
    if bars > 1:
        assert played[-1] % PHRASE == PHRASE - 1
    for before, after in pairwise(played[bars % PHRASE :] if bars >= PHRASE else ()):
        assert after == (before + 1) % (2 * PHRASE)


def test_music_ends_with_its_scene_and_begins_on_the_beat() -> None:
    track = track_for("cosy")
    sound = score(track, [0.3] * 6)
    assert len(sound) == 6 * BAR
    assert np.abs(sound[-1]).max() < 1e-4 and np.abs(sound[0]).max() < 1e-4
    first, before = np.abs(sound[: RATE // 4]).max(), np.abs(sound[-RATE // 50 :]).max()
    assert first > 20 * before


def test_the_thread_is_the_same_in_every_bar() -> None:
    sound = thread(3 * BAR)
    assert np.array_equal(sound[:BAR], sound[BAR : 2 * BAR])
    assert np.abs(np.diff(np.concatenate([sound[-100:], sound[:100]]), axis=0)).max() <= np.abs(np.diff(sound, axis=0)).max()
    assert np.sqrt((sound**2).mean()) == pytest.approx(1.0, abs=0.01)


def test_tension_brings_the_pulse_and_takes_the_tune() -> None:
    calm, tense = (weights(tension, phrase=1, talk=0.0) for tension in (0.2, 0.9))
    assert calm["tune"] > 0.9 and calm["pulse"] == 0
    assert tense["tune"] == 0 and tense["pulse"] > 0.8 and tense["tremble"] > 0.5
    assert weights(0.2, phrase=1, talk=1.0)["tune"] < 0.5 * calm["tune"]


#             tension valence
@pytest.mark.parametrize(
    ("tension", "valence", "mood"), [(0.9, -0.4, "tense"), (0.2, 0.6, "cosy"), (0.4, -0.8, "sombre"), (0.45, 0.0, "curious")]
)
def test_a_scene_without_a_mood_gets_that_of_its_feeling(tension: float, valence: float, mood: str) -> None:
    assert mood_of(tension, valence) == mood


def test_an_unknown_mood_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(StoryError, match=r'no music for "spooky".*tense'):
        track_for("spooky")


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ('licence = "CC-BY-NC-4.0"', "licence", "no licence that we may ship"),
        ('moods = ["spooky"]', "moods", 'no mood "spooky"'),
        ("bars = 3", "bars", "bars at"),
        ("beats = 2\nbars = 16", "beats", "so that joints fall on bar lines"),
        ('stems = ["pad", "kazoo"]', "stems", 'no stem "kazoo"'),
        ('stems = ["pad"]', "stems", "pad.opus"),
    ],
)
def test_a_piece_that_cannot_be_used_is_named(tmp_path: Path, wrong: str, right: str, says: str) -> None:
    lines = (music()["hearth_dark"].folder / "music.toml").read_text().splitlines()
    (tmp_path / "bad").mkdir()
    gone = (right, "bars") if "\nbars" in wrong else (right,)
    changed = [line for line in lines if line.split(" =")[0] not in gone]
    (tmp_path / "bad" / "music.toml").write_text("\n".join([*changed, wrong]))
    with pytest.raises(StoryError, match=rf"bad/music\.toml.*{says}"):
        read_track(tmp_path / "bad")


@pytest.mark.parametrize("kind", KINDS)
def test_an_ambience_is_wide_and_even_and_goes_on_over_a_joint(kind: str) -> None:
    one, other = (ambience(kind, count=bars * BAR, seed=seed) for bars, seed in ((7, 3), (11, 8)))
    assert one.shape == (7 * BAR, 2)
    assert np.sqrt((one**2).mean()) == pytest.approx(1.0, abs=0.35)
    assert not np.array_equal(one[:, 0], one[:, 1])
    assert np.array_equal(one[:RATE], other[:RATE]) and np.array_equal(one[-RATE:], other[-RATE:])
    joint = np.abs(np.diff(np.concatenate([one[-50:], other[:50]]), axis=0)).max()
    assert joint <= np.abs(np.diff(one, axis=0)).max()
    assert np.array_equal(one, ambience(kind, count=7 * BAR, seed=3))


def test_rain_is_on_the_roof_indoors() -> None:
    assert under_a_roof(("rain", "clock")) == ("roof", "clock")


def test_every_place_in_the_library_is_heard() -> None:
    for environment in environments().values():
        for variant in environment.variants:
            assert set(variant.ambience) <= set(KINDS), f"{environment.id} {variant.id}"
