"""Music fits the feeling, goes round without a seam, and places are heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import StoryError
from engine.library.environments import environments
from engine.library.music import MOODS, music, read_track
from engine.video.score import RATE, cue, mood_of, track_for
from engine.video.score.ambience import KINDS, ambience


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_has_music_that_we_may_ship(mood: str) -> None:
    track = track_for(mood)
    assert mood in track.moods
    assert track.licence in ("CC0-1.0", "MIT", "Apache-2.0", "CC-BY-4.0")
    assert track.source and track.author


@pytest.mark.parametrize("name", sorted(music()))
def test_a_loop_goes_round_without_a_seam(name: str) -> None:
    track = music()[name]
    count = round(track.seconds * RATE)
    twice = cue(track.moods[0], seconds=2 * track.seconds, seed=_seed_of(name, track.moods[0]))
    assert len(twice) == round(2 * track.seconds * RATE)
    assert np.array_equal(twice[:1000], twice[count : count + 1000])
    steps = np.abs(np.diff(twice[:, 0]))
    seam = np.abs(np.diff(twice[count - 20 : count + 20, 0])).max()
    assert seam <= np.percentile(steps, 99.99)


def _seed_of(name: str, mood: str) -> int:
    return [track.id for track in music().values() if mood in track.moods].index(name)


def test_the_same_seed_is_the_same_music_and_another_may_be_another() -> None:
    assert np.array_equal(cue("tender", seconds=2.0, seed=4), cue("tender", seconds=2.0, seed=4))
    assert len({track_for("tender", seed=seed).id for seed in range(6)}) > 1


#             tension valence
@pytest.mark.parametrize(
    ("tension", "valence", "mood"), [(0.9, -0.4, "tense"), (0.2, 0.6, "cosy"), (0.4, -0.8, "sombre"), (0.45, 0.0, "curious")]
)
def test_a_scene_without_a_mood_gets_that_of_its_feeling(tension: float, valence: float, mood: str) -> None:
    assert mood_of(tension, valence) == mood


def test_an_unknown_mood_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(StoryError, match=r'no music for "spooky".*tense'):
        cue("spooky", seconds=1.0)


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ('licence = "CC-BY-NC-4.0"', "licence", "no licence that we may ship"),
        ('moods = ["spooky"]', "moods", 'no mood "spooky"'),
        ("bars = 3", "bars", "bars at"),
        ('file = "lost.opus"', "key", "lost.opus"),
    ],
)
def test_a_track_that_cannot_be_used_is_named(tmp_path: Path, wrong: str, right: str, says: str) -> None:
    lines = (music()["hearth"].folder / "music.toml").read_text().splitlines()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "loop.opus").touch()
    changed = [line for line in lines if not line.startswith(f"{right} =") or right == "key"]
    (tmp_path / "bad" / "music.toml").write_text("\n".join([*changed, wrong]))
    with pytest.raises(StoryError, match=rf"bad/music\.toml.*{says}"):
        read_track(tmp_path / "bad")


@pytest.mark.parametrize("kind", KINDS)
def test_an_ambience_is_wide_even_and_seamless(kind: str) -> None:
    sound = ambience(kind, seconds=24.0, seed=3)
    assert sound.shape == (24 * RATE, 2)
    assert np.sqrt((sound**2).mean()) == pytest.approx(1.0, abs=0.05)
    assert np.array_equal(sound[: 12 * RATE], sound[12 * RATE :])
    assert not np.array_equal(sound[:, 0], sound[:, 1])
    assert np.array_equal(sound[:RATE], ambience(kind, seconds=1.0, seed=3))


def test_every_place_in_the_library_is_heard() -> None:
    for environment in environments().values():
        for variant in environment.variants:
            assert set(variant.ambience) <= set(KINDS), f"{environment.id} {variant.id}"
