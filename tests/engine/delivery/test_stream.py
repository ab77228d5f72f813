from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import media
from engine.delivery.stream import Stream, Tail, prepare
from engine.errors import OtherwiseError
from engine.media import AAC, FPS, SPF, Chunk
from tests import signal_film as film

TOTAL = 128


def read_all(stream: Stream, size: int = 4096) -> bytes:
    pieces = []
    while piece := stream.read(size):
        pieces.append(piece)
    return b"".join(pieces)


def shown(cuts: list[int], *, branches: list[int] | None = None) -> tuple[media.Decoded, bytes]:
    """The film cut into pieces of these lengths, as a reader decodes it."""
    stream, at = Stream(), 0
    for number, frames in enumerate(cuts):
        stream.append(film.chunk(at, frames, of=TOTAL, branch=branches[number] if branches else 0))
        at += frames
    stream.finish()
    raw = read_all(stream)
    return media.decode(raw), raw


def cut_up(frames: int) -> st.SearchStrategy[list[int]]:
    marks = st.lists(st.integers(1, frames - 1), unique=True, max_size=9).map(sorted)
    return marks.map(lambda found: [b - a for a, b in zip([0, *found], [*found, frames], strict=True)])


#  |--------------|--|-|-----|---------|   any cut: the same film comes out
@settings(max_examples=8, deadline=None)
@given(cuts=cut_up(TOTAL))
def test_however_a_film_is_cut_no_frame_no_sample_and_no_moment_is_lost(cuts: list[int]) -> None:
    found, _ = shown(cuts)
    assert [film.number(picture) for picture in found.pictures] == [(number, 0) for number in range(TOTAL)]
    assert np.allclose(np.diff(found.picture_seconds), 1 / FPS, atol=1e-6)
    assert np.allclose(np.diff(found.sound_seconds), AAC / film.RATE, atol=2e-5)
    begins = round((found.sound_seconds[0] - found.picture_seconds[0]) * film.RATE)
    assert begins == -AAC
    heard = found.sound[-begins:][: TOTAL * SPF]
    wanted = film.sound(TOTAL)
    assert len(heard) == len(wanted)
    assert np.abs(heard[AAC:-AAC, 0] - wanted[AAC:-AAC, 0]).max() < 0.02


def test_what_was_expected_is_the_same_when_it_comes_and_what_was_not_is_not_taken_for_it() -> None:
    plain, ready = Stream(), Stream()
    for at in (0, 32, 64, 96):
        one, other = (film.chunk(at, 32, of=TOTAL, branch=branch) for branch in (0, 1))
        ready.expect(other)
        if at != 32:
            ready.expect(one)
        for stream in (plain, ready):
            stream.append(one)
    for stream in (plain, ready):
        stream.finish()
    assert read_all(ready) == read_all(plain)


def test_at_the_joints_the_sound_is_as_good_as_elsewhere_and_as_from_one_encoder() -> None:
    cuts = [32, 32, 32, 32]
    wanted = film.sound(TOTAL)[:, 0]
    wrong = {}
    for name, lengths in (("cut", cuts), ("whole", [TOTAL])):
        found, _ = shown(lengths)
        wrong[name] = found.sound[AAC : AAC + TOTAL * SPF, 0] - wanted
    for joint in (32, 64, 96):
        near = slice(joint * SPF - 2 * AAC, joint * SPF + 2 * AAC)
        assert np.sqrt(np.mean(wrong["cut"][near] ** 2)) < 2 * np.sqrt(np.mean(wrong["whole"] ** 2)) + 1e-4


def test_packets_of_each_kind_are_numbered_on_across_chunks() -> None:
    _, raw = shown([40, 1, 55, 32])
    counters: dict[int, int] = {}
    for at in range(0, len(raw), 188):
        packet = raw[at : at + 188]
        assert packet[0] == 0x47
        kind, carries, counter = (packet[1] & 0x1F) << 8 | packet[2], packet[3] >> 4 & 1, packet[3] & 15
        if kind in counters:
            assert counter == (counters[kind] + carries) & 15
        counters[kind] = counter
    assert len(counters) >= 4  # tables, pictures and sound


def test_a_stream_may_change_rungs_at_any_chunk() -> None:
    rough = film.chunk(32, 32, of=96)
    fine = Chunk(
        frames=32,
        packets=media.encode_pictures(
            (film.picture(number) for number in range(32, 64)), film.Rung(name="fine", width=320, height=192, qp=14)
        ),
        sound=rough.sound,
    )
    stream = Stream()
    for chunk in (film.chunk(0, 32, of=96), fine, film.chunk(64, 32, of=96)):
        stream.append(chunk)
    stream.finish()
    found = media.decode(read_all(stream))
    assert [film.number(picture) for picture in found.pictures] == [(number, 0) for number in range(96)]


#  0 ──┬── 1        both ways on are made ready before the choice
#      └── 1'
def test_a_branch_prepared_ahead_is_the_one_that_is_shown_and_takes_under_a_millisecond() -> None:
    stream = Stream()
    trunk = film.chunk(0, 64, of=TOTAL)
    tail = stream.tail.after(trunk)  # known before the trunk itself is appended
    ways = [prepare(film.chunk(64, 64, of=TOTAL, branch=branch), after=tail) for branch in (0, 1)]
    stream.append(trunk)
    began = time.perf_counter()
    stream.commit(ways[1])
    took = time.perf_counter() - began
    assert took < 0.02  # 0.6 ms; the machine may be busy
    stream.finish()
    raw = read_all(stream)
    assert {film.number(picture) for picture in media.decode(raw).pictures[64:]} == {(n, 1) for n in range(64, 128)}
    again = Stream()
    for chunk in (trunk, film.chunk(64, 64, of=TOTAL, branch=1)):
        again.append(chunk)
    again.finish()
    assert read_all(again) == raw


def test_what_was_prepared_for_another_path_is_refused() -> None:
    stream = Stream()
    early = prepare(film.chunk(0, 8, of=64), after=Tail())
    stream.append(film.chunk(0, 8, of=64))
    with pytest.raises(OtherwiseError, match="another path"):
        stream.commit(early)
    other = prepare(film.chunk(8, 8, of=64), after=Tail().after(film.chunk(0, 8, of=64, branch=1)))
    with pytest.raises(OtherwiseError, match="another path"):
        stream.commit(other)
    assert stream.appended_frames == 8


def test_a_chunk_whose_sound_is_too_short_is_refused() -> None:
    whole = film.chunk(0, 8, of=64)
    short = Chunk(frames=8, packets=whole.packets, sound=media.pack_sound(film.sound(64)[: 7 * SPF]))
    with pytest.raises(OtherwiseError, match="14000 samples"):
        Stream().append(short)


def test_a_reader_waits_for_the_next_chunk_and_gets_it_at_once() -> None:
    stream = Stream()
    got: list[bytes | None] = []
    reader = threading.Thread(target=lambda: got.append(stream.read(188)))
    reader.start()
    time.sleep(0.05)
    assert got == []
    stream.append(film.chunk(0, 8, of=64))
    reader.join(2)
    assert got and len(got[0] or b"") == 188


def test_a_cancelled_stream_lets_its_reader_go_and_takes_no_more() -> None:
    stream = Stream()
    got: list[bytes | None] = [b"waiting"]
    reader = threading.Thread(target=lambda: got.append(stream.read(188)))
    reader.start()
    time.sleep(0.02)
    stream.cancel()
    reader.join(2)
    assert got == [b"waiting", None]
    stream.append(film.chunk(0, 8, of=64))
    stream.finish()
    assert stream.appended_frames == 0 and not stream.finished and stream.read(10) is None


def test_after_the_end_there_is_no_more_film() -> None:
    stream = Stream()
    stream.append(film.chunk(0, 8, of=64))
    stream.finish()
    stream.finish()
    raw = read_all(stream)
    assert stream.read(10) == b"" and len(raw) % 188 == 0
    with pytest.raises(OtherwiseError, match="ended"):
        stream.append(film.chunk(8, 8, of=64))
    empty = Stream()
    empty.finish()
    assert empty.read(10) == b""
