from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from engine import media
from engine.delivery import pieces as pieces_module
from engine.delivery.pieces import FULL, SMALL, Pieces
from engine.errors import DoesNotFit, OtherwiseError, RenderFailed
from tests import signal_film as film

JOINTS = 20
PATH = [(number * 7 + number // 3) % 2 for number in range(JOINTS + 1)]
GRID = 64
OF = GRID * len(PATH)


def put(pieces: Pieces, count: int = len(PATH)) -> None:
    for number, branch in enumerate(PATH[:count]):
        pieces.append(film.chunk(number * GRID, GRID, of=OF, branch=branch))


def whole(pieces: Pieces, size: str = FULL) -> bytes:
    parts = [pieces.head(size), *(pieces.piece(size, number) for number in range(len(pieces.frames)))]
    return b"".join(part for part in parts if part is not None)


#  ──64──┬──64──┬── ...   20 joints, at each one of two branches
#        └──64──┴── ...
def test_every_frame_and_sample_of_20_joints_is_there_in_order(tmp_path: Path) -> None:
    pieces = Pieces(tmp_path)
    put(pieces)
    seen = media.decode(whole(pieces))
    assert [film.number(one) for one in seen.pictures] == [(n, PATH[n // GRID]) for n in range(OF)]
    assert np.allclose(seen.picture_seconds, np.arange(OF) / film.FPS, atol=1e-6)
    assert np.allclose(np.diff(seen.sound_seconds), 1024 / film.RATE, atol=1e-9)
    chirp = film.sound(OF)[:, 0]
    heard = seen.sound[: len(chirp), 0]
    begins = 1024  # what fades in at the film's very beginning
    assert len(heard) >= len(chirp) - 1024  # the rest belongs to what would follow
    error = np.abs(heard[begins:] - chirp[begins : len(heard)])
    assert error.max() < 0.02, f"a click of {error.max():.2f} at sample {error.argmax() + begins}"
    pieces.cancel()


def test_what_was_expected_is_the_same_when_it_comes_and_what_was_not_is_not_taken_for_it(tmp_path: Path) -> None:
    plain, ready = Pieces(tmp_path), Pieces(tmp_path)
    for number in range(4):
        one, other = (film.chunk(number * GRID, GRID, of=OF, branch=branch) for branch in (0, 1))
        ready.expect(other)
        if number % 2:
            ready.expect(one)
        for pieces in (plain, ready):
            pieces.append(one)
    assert whole(ready) == whole(plain)
    plain.cancel()
    ready.cancel()


def test_a_lost_piece_would_be_noticed(tmp_path: Path) -> None:
    pieces = Pieces(tmp_path)
    put(pieces, 4)
    broken = b"".join(part for part in (pieces.head(FULL), pieces.piece(FULL, 0), pieces.piece(FULL, 2)) if part)
    seen = media.decode(broken)
    assert [film.number(one) for one in seen.pictures] != [(n, PATH[n // GRID]) for n in range(3 * GRID)]
    assert not np.allclose(np.diff(seen.picture_seconds), 1 / film.FPS, atol=1e-6)
    pieces.cancel()


def test_a_player_finds_no_fault_with_it(tmp_path: Path) -> None:
    pieces = Pieces(tmp_path)
    put(pieces, 5)
    (tmp_path / "film.mp4").write_bytes(whole(pieces))
    verdict = media.watch(tmp_path / "film.mp4")
    assert (verdict.pictures, verdict.even) == (5 * GRID, True)
    assert [said for said in verdict.warnings if "libx264" not in said] == []
    pieces.cancel()


def test_the_small_one_shows_the_same_at_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces_module, "_SMALL_LINES", 96)
    pieces = Pieces(tmp_path)
    put(pieces, 3)
    assert [(one.name, one.width, one.height) for one in pieces.sizes()] == [(FULL, 320, 192), (SMALL, 160, 96)]
    assert pieces.sizes()[0].peak > pieces.sizes()[1].peak  # also where the film begins with a still title
    seen, full = media.decode(whole(pieces, SMALL)), media.decode(whole(pieces))
    assert seen.picture_seconds == full.picture_seconds
    assert np.array_equal(seen.sound, full.sound)
    small = [np.kron(one[:96], np.ones((2, 2), np.uint8)) for one in seen.pictures]
    assert [film.number(one) for one in small] == [(n, PATH[n // GRID]) for n in range(3 * GRID)]
    pieces.cancel()


def test_who_waits_for_a_piece_gets_it_when_it_is_there(tmp_path: Path) -> None:
    pieces = Pieces(tmp_path)
    found: list[bool] = []
    waiting = threading.Thread(target=lambda: found.append(pieces.wait(1, 30)))
    waiting.start()
    put(pieces, 2)
    waiting.join(30)
    assert found == [True]
    assert not pieces.wait(2, 0.0)
    pieces.cancel()


def test_who_waits_is_let_go_at_the_end_and_when_nobody_watches(tmp_path: Path) -> None:
    for let_go in (Pieces.finish, Pieces.cancel):
        pieces = Pieces(tmp_path)
        found: list[bool] = []
        waiting = threading.Thread(target=lambda pieces=pieces, found=found: found.append(pieces.wait(0, 30)))
        waiting.start()
        let_go(pieces)
        waiting.join(30)
        assert found == [False]
        pieces.cancel()


def test_nothing_is_left_on_the_disk(tmp_path: Path) -> None:
    pieces = Pieces(tmp_path)
    put(pieces, 1)
    assert any(tmp_path.rglob("full0"))
    pieces.cancel()
    assert list(tmp_path.iterdir()) == []
    pieces.append(film.chunk(64, 64, of=OF))  # a screening that has not heard of it yet
    assert pieces.piece(FULL, 0) is None


def test_what_is_not_there_is_not_given(tmp_path: Path) -> None:
    pieces = Pieces(tmp_path)
    assert (pieces.head(FULL), pieces.piece(FULL, 0), pieces.sizes()) == (None, None, ())
    put(pieces, 1)
    assert (pieces.piece(FULL, 1), pieces.piece(FULL, -1), pieces.piece("huge", 0), pieces.head(SMALL)) == (None,) * 4
    pieces.cancel()


def test_a_film_that_has_ended_cannot_go_on(tmp_path: Path) -> None:
    pieces = Pieces(tmp_path)
    put(pieces, 1)
    pieces.finish()
    with pytest.raises(OtherwiseError, match="has ended"):
        pieces.append(film.chunk(64, 64, of=OF))
    pieces.cancel()


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = Pieces(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DoesNotFit, match="The disk is full"):
        put(pieces, 1)
    assert pieces.frames == ()
    pieces.cancel()


def test_a_chunk_without_a_keyframe_is_refused() -> None:
    with pytest.raises(RenderFailed, match="picture of its own"):
        media.look_of(film.chunk(0, 4, of=64).packets[1])
