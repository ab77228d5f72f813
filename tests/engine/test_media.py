from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import media
from engine.errors import RenderFailed
from engine.media import SPF, Chunk, repeats
from engine.video.rungs import LADDER, Rung
from tests import signal_film as film


def headers(packet: bytes) -> list[bytes]:
    """The sequence and picture parameter sets in a packet."""
    units = packet.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return [unit for unit in units if unit and unit[0] & 31 in (7, 8)]


def kinds(packet: bytes) -> list[int]:
    return [unit[0] & 31 for unit in packet.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1") if unit]


def test_a_frame_is_a_packet_and_only_the_first_is_a_keyframe() -> None:
    cuts_hard = [film.picture(number, branch=number % 2) for number in range(40)]
    packets = media.encode_pictures(cuts_hard, film.SMALL)
    assert len(packets) == 40
    assert [5 in kinds(packet) for packet in packets] == [True] + [False] * 39
    assert all(kinds(packet)[0] == 9 for packet in packets)  # an access unit delimiter, as a transport stream wants it
    assert [film.number(picture) for picture in media.decode_pictures(packets)] == [(n, n % 2) for n in range(40)]


#  drawings  0 0 0 1 1 2 3 3 3 3      held for any number of frames
#  packets   I . p p . p p . p .      .: twenty bytes that no picture refers to, never two in a row
@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=8), st.sampled_from(LADDER))
def test_a_drawing_that_is_held_is_the_same_picture_for_twenty_bytes(held: list[int], rung: Rung) -> None:
    small = replace(rung, width=film.SMALL.width, height=film.SMALL.height)
    shown = [number for number, frames in enumerate(held) for _ in range(frames)]
    packets = media.encode_pictures((film.picture(number) for number in shown), small)
    pictures = list(media.decode_pictures(packets))
    assert [film.number(picture)[0] for picture in pictures] == shown
    first = 0
    for frames in held:
        for frame in range(first + 1, first + frames, 2):
            assert len(packets[frame]) < 24
            assert np.array_equal(pictures[frame], pictures[frame - 1])
        first += frames


def test_a_stream_of_another_kind_is_not_meddled_with() -> None:
    packet = media.encode_pictures([film.picture(0)], film.SMALL)[0]
    plain = repeats.header(packet)
    assert plain and plain.blocks == film.SMALL.width * film.SMALL.height // 256
    high = packet.replace(b"\x67\x42", b"\x67\x64", 1)  # the profile's number
    assert high != packet
    assert repeats.header(high) is None
    assert repeats.header(b"") is None


def test_the_same_pictures_give_the_same_bytes() -> None:
    once, again = (media.encode_pictures(map(film.picture, range(20)), film.SMALL) for _ in range(2))
    assert once == again


def test_every_rung_and_every_picture_has_the_same_header_so_a_film_may_change_rungs() -> None:
    black = np.full((film.SMALL.height * 3 // 2, film.SMALL.width), 16, np.uint8)
    noise = np.random.default_rng(2).integers(16, 235, black.shape).astype(np.uint8)
    rungs = [replace(rung, width=film.SMALL.width, height=film.SMALL.height) for rung in LADDER]
    found = {
        tuple(headers(media.encode_pictures([picture] * frames, rung)[0]))
        for rung in rungs
        for picture, frames in ((black, 1), (noise, 3))
    }
    assert len(found) == 1
    assert len(next(iter(found))) == 2


def test_the_stream_says_that_its_colours_are_those_of_cv2() -> None:
    seen = media.probe(b"".join(media.encode_pictures(map(film.picture, range(8)), film.SMALL)))
    assert seen.matrix == 6
    assert (seen.width, seen.height) == (film.SMALL.width, film.SMALL.height)


def test_a_picture_of_the_wrong_size_is_named() -> None:
    with pytest.raises(RenderFailed, match=r"Frame 1 is \(10, 10\)"):
        media.encode_pictures([film.picture(0), np.zeros((10, 10), np.uint8)], film.SMALL)


def test_the_first_frame_is_a_bgr_still_in_true_colours() -> None:
    rung = Rung(name="red", width=64, height=32, qp=10)
    red = np.full((48, 64), 81, np.uint8)
    red[32:40], red[40:] = 90, 240
    still = media.first_frame(Chunk(frames=1, packets=media.encode_pictures([red], rung), sound=b""))
    assert still.shape == (32, 64, 3)
    assert np.abs(still.reshape(-1, 3).mean(0) - (0, 0, 255)).max() < 4


@settings(max_examples=20, deadline=None)
@given(samples=st.integers(1, 12_000), seed=st.integers(0, 99), loud=st.sampled_from([0.0, 0.3, 1.0]))
def test_sound_comes_back_to_the_sample(samples: int, seed: int, loud: float) -> None:
    pcm = (np.random.default_rng(seed).uniform(-1, 1, (samples, 2)) * loud * 32767).astype(np.int16)
    assert np.array_equal(media.unpack_sound(media.pack_sound(pcm)), pcm)


def test_floats_are_rounded_and_never_wrap_around() -> None:
    loud = np.array([[1.5, -1.5], [0.5, -0.5], [1.0, -1.0]], np.float32)
    assert media.to_pcm(loud).tolist() == [[32767, -32768], [16384, -16384], [32767, -32767]]


def test_sound_in_one_channel_is_refused_with_its_shape() -> None:
    with pytest.raises(RenderFailed, match=r"\(100,\)"):
        media.pack_sound(np.zeros(100, np.float32))


def test_broken_bytes_are_a_failure_in_words_and_no_crash() -> None:
    with pytest.raises(RenderFailed, match="sound cannot be read"):
        media.unpack_sound(b"fLaC" + b"\x12" * 50)
    with pytest.raises(RenderFailed, match="no film"):
        media.probe(b"garbage" * 200)
    with pytest.raises(RenderFailed, match="no picture"):
        media.first_frame(Chunk(frames=0, packets=(), sound=b""))


def test_loudness_is_that_of_a_meter_and_peaks_are_found_between_samples() -> None:
    import pyloudnorm

    at = np.arange(48_000 * 5) / 48_000
    tone = 0.2 * np.sin(2 * np.pi * 12_000 * at + np.pi / 4)  # its samples are all 3 dB under its peak
    tone *= np.clip(np.minimum(at, 5 - at) / 0.1, 0, 1)
    both = np.stack([tone, tone], 1).astype(np.float32)
    heard = media.loudness([both[:100_001], both[100_001:]])
    assert heard.lufs == pytest.approx(pyloudnorm.Meter(48_000).integrated_loudness(both.astype(np.float64)), abs=0.2)
    assert heard.peak_db == pytest.approx(20 * np.log10(0.2), abs=0.3)
    assert media.loudness([np.zeros((SPF, 2), np.float32)]).lufs <= -69


def test_a_limiter_holds_peaks_and_moves_nothing() -> None:
    sound = film.sound(96) * 0.5
    loud = sound.copy()
    loud[30_000:30_010] = 0.95
    held = np.concatenate(list(media.limited([loud[:70_001], loud[70_001:]], peak_db=-3.0)))
    assert held.shape == loud.shape
    assert media.loudness([held]).peak_db < -2.5
    far = np.r_[1000:20_000, 60_000:180_000]
    assert np.abs(held[far] - sound[far]).max() < 0.01
