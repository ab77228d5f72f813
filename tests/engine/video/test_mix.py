"""A mix is exactly as long as its film, as loud as it should be, and lets people speak."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from bench.joints_sound import click
from engine import media
from engine.library.characters import Voice
from engine.story.story import Shot
from engine.video.mix import CEILING, CLEAR, Cue, clarity, faded, layers, limited, loudness, mix
from engine.video.score import BAR
from engine.video.score.spotting import Noise
from engine.video.voices import RATE, Speech
from engine.video.voices.breath import breath, depth


def speech(seconds: float, *, height: float = 0.4, seed: int = 1) -> Speech:
    """Something like speech: a buzz in syllables."""
    time = np.arange(int(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * 140 * k * time) / k for k in range(1, 24))
    syllables = np.clip(np.sin(2 * np.pi * 3.5 * time + seed), 0, 1) ** 0.5
    sound = height * buzz * syllables
    return Speech(samples=np.asarray(sound / np.abs(sound).max() * height, np.float32))


def shot(frames: int, **of: object) -> Shot:
    return Shot(**{"framing": "close", "environment": "library", "frames": frames, **of})  # type: ignore[arg-type]


#  frames:     0 ........ 192 ........ 384 ........ 640
#  shots:      | close     | close      | close      |
#  lines:       ~~~~~~~~     ~~~~~~~~       ~~~~~~~~
SHOTS = (shot(192, tension=0.5), shot(192, tension=0.5), shot(256, tension=0.5))
LINES = (
    Cue(shot=0, start=0.6, speech=speech(5.0), pan=-0.25),
    Cue(shot=1, start=0.6, speech=speech(5.5, height=0.05), pan=0.25),
    Cue(shot=2, start=1.0, speech=speech(6.0, height=0.9)),
)


def test_a_scene_is_exactly_as_long_as_its_frames() -> None:
    assert mix(SHOTS, LINES, ambience=("rain",), seed=1).shape == (640 * 2000, 2)


def test_a_scene_is_as_loud_as_it_should_be_and_never_too_loud() -> None:
    for mood in ("cosy", "tense", ""):
        sound = mix(SHOTS, LINES, ambience=("rain", "clock"), mood=mood, seed=2)
        assert loudness(sound) == pytest.approx(-16.0, abs=0.8)
        assert media.loudness([sound]).peak_db <= CEILING + 0.05 <= -1.0


def test_a_quiet_voice_is_heard_as_well_as_a_loud_one() -> None:
    sound = mix(SHOTS, LINES, mood="cosy", seed=3)
    heights = [loudness(sound[int((at + 0.2) * RATE) : int((at + 4.8) * RATE)]) for at in (0.6, 8.6, 17.0)]
    assert max(heights) - min(heights) < 1.5


def test_music_gives_way_to_speech_and_comes_back() -> None:
    long = (shot(960),)
    silent = Speech(samples=np.zeros(10 * RATE, np.float32))
    sound = mix(long, (Cue(shot=0, start=15.0, speech=silent),), mood="cosy", seed=0)
    alone, under, after = (loudness(sound[int(a * RATE) : int(b * RATE)]) for a, b in ((4, 13), (16, 24.5), (28, 38)))
    assert under < alone - 7
    assert after > under + 7


def scenes() -> dict[str, np.ndarray]:
    """Scenes as different as they come: music, place, room, words up to their ends or none."""
    near = Cue(shot=0, start=0.05, speech=speech(4.9))
    return {
        "cosy": mix((shot(192),), (), ambience=("rain", "fire"), mood="cosy", seed=4),
        "tense": mix((shot(320, environment="airlock"),), (near,), ambience=("hum",), tension=0.9, valence=-0.4, seed=5),
        "talk": mix((shot(128),), (near,), ambience=("rain", "clock"), tension=0.5, valence=0.5, seed=6),
        "title": mix((shot(192, title="Otherwise"),), (), ambience=("wind",), mood="title", seed=7),
    }


def test_any_two_scenes_join_without_a_click_and_on_the_bar_line() -> None:
    made = scenes()
    for name, one in made.items():
        assert len(one) % BAR == 0
        for after, other in made.items():
            assert click(one, other) <= 1.1, f"{name} to {after}"
    assert click(made["title"][:-700], made["tense"]) > 2, "a cut off the grid is found"
    assert click(made["cosy"], made["title"][RATE * 2 :]) > 2, "and one into the middle of a scene"


def test_the_place_goes_on_over_a_joint() -> None:
    one, other = (mix((shot(192),), (), ambience=("rain",), mood="cosy", seed=seed) for seed in (1, 2))
    whole = np.concatenate([one, other])
    hiss = np.diff(whole[:, 0], 3)  # of all that is heard only the rain is so high
    before, across = (np.sqrt((hiss[at : at + RATE // 50] ** 2).mean()) for at in (len(one) - RATE, len(one) - RATE // 100))
    assert 0.6 < across / before < 1.7


def test_speech_is_clear_of_all_else() -> None:
    loud = tuple(Noise(shot=number, at=at / 2, kind="chair", level=-8.0) for number in range(3) for at in range(14))
    for noises in ((), loud):
        found = layers(SHOTS, LINES, noises=noises, ambience=("murmur", "rain"), tension=0.9, valence=-0.5, seed=3)
        assert clarity(found.voices, found.bed + found.place, found.spoken) >= CLEAR - 0.1
    assert clarity(found.voices, found.voices * np.float32(0.5), found.spoken) == pytest.approx(6.0, abs=0.1)


def test_small_sounds_are_heard_in_their_place_and_a_breath_before_a_line() -> None:
    still = layers((shot(192),), (), seed=1)
    knock = layers((shot(192),), (), noises=(Noise(shot=0, at=3.0, kind="knock", level=-20.0),), seed=1)
    difference = np.abs(knock.bed - still.bed).max(axis=1)
    assert difference[: 3 * RATE].max() < 1e-6 and difference[3 * RATE : 3 * RATE + RATE // 4].max() > 0.05
    air = breath(depth("Nobody was in the house when I came down for the lamp that night.", "sad"), "sad", Voice())
    lines = (Cue(shot=0, start=2.0, speech=speech(3.0), breath=air),)
    dry, breathed = (layers((shot(192),), said).voices for said in ((replace(lines[0], breath=None),), lines))
    before = slice(2 * RATE - len(air), 2 * RATE)
    assert np.abs(dry[before]).max() < 1e-6 and 0.002 < np.abs(breathed[before]).max() < 0.1
    assert not len(breath(depth("Yes.", "neutral"), "neutral", Voice()))


def test_a_voice_across_the_room_is_softer_and_rings_more() -> None:
    near, far = (layers((shot(192),), (Cue(shot=0, start=1.0, speech=speech(3.0), distance=away),)).voices for away in (0.0, 1.0))
    words, after = slice(RATE, 4 * RATE), slice(round(4.05 * RATE), round(4.25 * RATE))
    heard, rings = (np.sqrt((far[part] ** 2).mean() / (near[part] ** 2).mean()) for part in (words, after))
    assert heard < 0.85 and rings > heard * 1.3


def test_a_voice_comes_from_its_side() -> None:
    sound = mix((shot(192),), (Cue(shot=0, start=1.0, speech=speech(5.0), pan=-0.8),), mood="cosy", seed=5)
    left, right = np.sqrt((sound[2 * RATE : 6 * RATE] ** 2).mean(axis=0))
    assert left > 1.8 * right


def test_words_are_never_cut_at_the_end_of_a_scene() -> None:
    line = speech(3.0)
    sound = mix((shot(128),), (Cue(shot=0, start=4.0, speech=line),), mood="cosy", seed=6)
    early, late = (np.sqrt((sound[int(a * RATE) : int(b * RATE)] ** 2).mean()) for a, b in ((0.5, 2.2), (2.4, 5.2)))
    assert late > 2 * early


@pytest.mark.parametrize("frames", [1, 2, 8, 64])
def test_even_the_shortest_scene_can_be_mixed(frames: int) -> None:
    sound = mix((shot(frames),), (), ambience=("clock",), seed=7)  # no scene is so short, but a preview may be
    assert sound.shape == (frames * 2000, 2)
    assert np.isfinite(sound).all()


def test_a_scene_without_words_is_not_blown_up() -> None:
    sound = mix((shot(192),), (), ambience=("clock", "wind"), mood="title", seed=8)
    assert -24 < loudness(sound) <= -16


def test_the_limiter_holds_peaks_that_lie_between_the_samples() -> None:
    time = np.arange(RATE) / RATE
    sharp = np.sin(2 * np.pi * 11990 * time + np.pi / 4).astype(np.float32)
    sound = np.stack([sharp, sharp], axis=1)
    assert media.loudness([limited(sound)]).peak_db <= CEILING + 0.05
    quiet = sound * np.float32(0.1)
    assert np.array_equal(limited(quiet), quiet)


def test_fades_leave_the_middle_alone() -> None:
    sound = np.ones((RATE, 2), np.float32)
    assert np.array_equal(faded(sound)[2000:-2000], sound[2000:-2000])


def test_the_loudness_of_nothing_is_the_floor() -> None:
    assert loudness(np.zeros((RATE, 2), np.float32)) == -70.0
    assert loudness(np.zeros((0, 2), np.float32)) == -70.0


def test_another_process_mixes_the_same_samples() -> None:
    program = (
        "from tests.engine.video.test_mix import *; "
        "print(hashlib.md5(mix(SHOTS[:1], LINES[:1], ambience=('rain', 'murmur'), seed=9).tobytes()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    here = mix(SHOTS[:1], LINES[:1], ambience=("rain", "murmur"), seed=9)
    assert hashlib.md5(here.tobytes()).hexdigest() == other
