from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sqlite3
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.delivery import store as module
from engine.delivery.store import Store
from engine.errors import DoesNotFit, OtherwiseError
from engine.media import Chunk

BIG = 10**9


def chunk(number: int, size: int = 1000) -> Chunk:
    return Chunk(frames=2, packets=(bytes([number]) * size, b"next"), sound=b"fLaC")


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*/*.chunk"))


def test_what_is_put_comes_back_also_to_another_store_on_the_folder(tmp_path: Path) -> None:
    Store(tmp_path, budget_bytes=BIG).put("scene-000-standard", chunk(7))
    again = Store(tmp_path, budget_bytes=BIG)
    assert again.has("scene-000-standard") and not again.has("scene-000-draft")
    assert again.get("scene-000-standard") == chunk(7)
    assert again.get("scene-000-draft") is None


def test_a_chunk_deleted_behind_the_stores_back_is_not_there_and_may_be_put_again(tmp_path: Path) -> None:
    store = Store(tmp_path, budget_bytes=BIG)
    store.put("a", chunk(1))
    files(tmp_path)[0].unlink()
    assert not store.has("a") and store.get("a") is None
    assert store.size == 0
    store.put("a", chunk(2))
    assert store.get("a") == chunk(2)


@pytest.mark.parametrize("harm", ["cut", "bit", "empty", "newer format"])
def test_a_broken_chunk_is_thrown_away_and_not_shown(tmp_path: Path, harm: str) -> None:
    store = Store(tmp_path, budget_bytes=BIG)
    store.put("a", chunk(1))
    path = files(tmp_path)[0]
    raw = bytearray(path.read_bytes())
    match harm:
        case "cut":
            raw = raw[:-10]
        case "bit":
            raw[200] ^= 1
        case "empty":
            raw.clear()
        case "newer format":
            raw[4] += 1
    path.write_bytes(raw)
    assert store.get("a") is None
    assert not store.has("a") and store.size == 0


def test_the_longest_unused_go_first_and_pinned_ones_stay(tmp_path: Path) -> None:
    size = len(module._wrap(chunk(0)))
    store = Store(tmp_path, budget_bytes=3 * size)
    for number, key in enumerate("abc"):
        store.put(key, chunk(number))
    store.pin(["b"])
    store.get("a")  # used now: c is the oldest that is not pinned
    Store(tmp_path, budget_bytes=3 * size).put("d", chunk(3))  # a worker's
    assert [key for key in "abcd" if store.has(key)] == ["a", "b", "d"]
    assert store.size == 3 * size
    store.pin([])
    store.put("e", chunk(4))
    assert not store.has("b")


def test_the_chunk_just_put_stays_even_where_it_alone_is_over_the_budget(tmp_path: Path) -> None:
    store = Store(tmp_path, budget_bytes=10)
    store.put("a", chunk(1))
    store.put("b", chunk(2))
    assert not store.has("a") and store.get("b") == chunk(2)


@pytest.mark.parametrize("harm", ["deleted", "deleted while open", "garbage", "no tables"])
def test_the_index_is_made_again_from_the_files(tmp_path: Path, harm: str) -> None:
    store = Store(tmp_path, budget_bytes=BIG)
    for number, key in enumerate("abc"):
        store.put(key, chunk(number))
    size = store.size
    index = tmp_path / "index.sqlite"
    if harm != "deleted while open":
        store.close()
    if "deleted" in harm:
        for path in tmp_path.glob("index.sqlite*"):
            path.unlink()
    elif harm == "garbage":
        for path in tmp_path.glob("index.sqlite-*"):
            path.unlink()
        index.write_bytes(b"not a database, and long enough to be sure of it" * 100)
    else:
        db = sqlite3.connect(index)
        db.execute("DROP TABLE chunks")
        db.close()
    assert store.size == size
    assert store.get("b") == chunk(1)
    store.put("d", chunk(3))
    assert Store(tmp_path, budget_bytes=BIG).size > size


def test_a_full_disk_is_told_in_a_sentence_after_old_film_made_room_in_vain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path, budget_bytes=BIG)
    store.put("old", chunk(1))

    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(DoesNotFit, match=r"disk is full.*Free 1 GB"):
            store.put("new", chunk(2))
    assert not store.has("new") and not store.has("old")
    assert not list((tmp_path / "parts").iterdir())
    store.put("new", chunk(2))
    assert store.get("new") == chunk(2)


def test_old_film_makes_room_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path, budget_bytes=BIG)
    store.put("old", chunk(1))
    write = Path.write_bytes

    def full_until_old_is_gone(self: Path, data: bytes) -> int:
        if store.has("old"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full_until_old_is_gone)
    store.put("new", chunk(2))
    assert store.get("new") == chunk(2)


def _fill(folder: Path, worker: int) -> None:
    store = Store(folder, budget_bytes=60_000)
    for number in range(25):
        store.put(f"{worker}-{number}", chunk(number))
        store.put("shared", chunk(number, 900))
        assert store.get("shared") is not None
    store.close()


def test_threads_and_processes_share_a_store(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_fill, args=(tmp_path, 0))
    process.start()
    failed: list[BaseException] = []

    def fill(worker: int) -> None:
        try:
            _fill(tmp_path, worker)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=fill, args=(worker,)) for worker in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process.join(60)
    assert not failed and process.exitcode == 0
    store = Store(tmp_path, budget_bytes=60_000)
    kept = files(tmp_path)
    assert store.size == sum(path.stat().st_size for path in kept) <= 60_000
    assert not list((tmp_path / "parts").iterdir())


# ---- what is worth keeping ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dear", "cheap"),
    [
        ({"seconds": 8.0}, {"seconds": 1.0}),
        ({"likely": 0.6}, {"likely": 0.1}),
        ({"size": 500}, {"size": 1000}),
    ],
    ids=["cost", "likelihood", "size"],
)
def test_what_is_dear_likely_and_small_stays_though_it_is_older(tmp_path: Path, dear: dict, cheap: dict) -> None:
    store = Store(tmp_path, budget_bytes=2500)
    store.want({key: one["likely"] for key, one in (("dear", dear), ("cheap", cheap)) if "likely" in one})
    for number, (key, one) in enumerate((("dear", dear), ("cheap", cheap))):
        store.put(key, chunk(number, one.get("size", 1000)), seconds=one.get("seconds", 2.0))
    store.put("new", chunk(3))
    assert (store.has("dear"), store.has("cheap"), store.has("new")) == (True, False, True)


def test_what_nobody_asks_for_becomes_the_cheapest_with_time_however_dear_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path, budget_bytes=4500)
    store.put("dear", chunk(0), seconds=4.0)
    for number in range(40):
        store.put(f"cheap-{number}", chunk(number), seconds=1.0)
    assert not store.has("dear")


def test_what_it_cost_is_known_again_when_the_index_is_lost(tmp_path: Path) -> None:
    store = Store(tmp_path, budget_bytes=2500)
    store.put("dear", chunk(0), seconds=30.0)
    store.put("cheap", chunk(1), seconds=1.0)
    store.close()
    (tmp_path / "index.sqlite").unlink()
    store.put("new", chunk(3))
    assert store.has("dear") and not store.has("cheap")


# ---- two programs -------------------------------------------------------------------------------------------------------


def test_two_programs_spare_what_each_of_them_shows(tmp_path: Path) -> None:
    one, other = Store(tmp_path, budget_bytes=2500), Store(tmp_path, budget_bytes=2500)
    one.put("mine", chunk(1))
    one.pin(["mine"])
    other.put("yours", chunk(2))
    other.pin(["yours"])
    for number in range(3):
        other.put(f"more-{number}", chunk(number))
    assert one.get("mine") == chunk(1) and other.get("yours") == chunk(2)


def _pin_and_wait(folder: Path, ready) -> None:
    store = Store(folder, budget_bytes=2500)
    store.put("theirs", chunk(1))
    store.pin(["theirs"])
    ready.set()
    signal.pause()


def test_what_a_killed_program_wanted_is_spared_no_longer(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_pin_and_wait, args=(tmp_path, ready))
    process.start()
    assert ready.wait(60)
    store = Store(tmp_path, budget_bytes=2500)
    for number in range(3):
        store.put(f"more-{number}", chunk(number))
    assert store.has("theirs")
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join(20)
    for number in range(3):
        store.put(f"again-{number}", chunk(number))
    assert not store.has("theirs")


# ---- what is carried from store to store --------------------------------------------------------------------------------


def test_a_chunk_is_carried_whole_to_another_store_or_not_at_all(tmp_path: Path) -> None:
    here, there = Store(tmp_path / "here", budget_bytes=BIG), Store(tmp_path / "there", budget_bytes=BIG)
    here.put("a", chunk(1), seconds=3.0)
    raw = here.raw("a")
    assert raw
    there.take("a", raw)
    assert there.get("a") == chunk(1)
    with pytest.raises(OtherwiseError, match="damaged"):
        there.take("b", raw[:-1] + bytes([raw[-1] ^ 1]))
    assert not there.has("b")


def test_a_broken_chunk_that_cannot_be_deleted_is_not_there_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path, budget_bytes=BIG)
    store.put("a", chunk(1))
    path = files(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:-3])

    def read_only(self: Path, missing_ok: bool = False) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", read_only)
        assert store.get("a") is None and not store.has("a")
    store.put("a", chunk(2))
    assert store.has("a") and store.get("a") == chunk(2)


def test_what_a_dead_writer_left_half_written_goes_at_the_next_start(tmp_path: Path) -> None:
    gone = multiprocessing.get_context("spawn").Process(target=os.getpid)
    gone.start()
    gone.join(60)
    Store(tmp_path, budget_bytes=BIG)
    theirs, mine = (tmp_path / "parts" / f".a.chunk.1.{pid}.part" for pid in (gone.pid, os.getpid()))
    theirs.touch()
    mine.touch()
    Store(tmp_path, budget_bytes=BIG)
    assert (theirs.exists(), mine.exists()) == (False, True)


# ---- the law: whatever happens, what comes out is what was put in -----------------------------------------------------------

_KEYS = st.sampled_from("abcd")
_STEPS = st.one_of(
    st.tuples(st.just("put"), _KEYS, st.integers(0, 255)),
    st.tuples(st.just("get"), _KEYS, st.just(0)),
    st.tuples(st.just("want"), _KEYS, st.integers(0, 100)),
    st.tuples(st.just("harm"), _KEYS, st.integers(0, 10**6)),  # a bit is flipped
    st.tuples(st.just("cut"), _KEYS, st.integers(0, 10**6)),  # a write that a crash of the machine cut off
    st.tuples(st.just("delete"), _KEYS, st.just(0)),
    st.tuples(st.just("killed"), st.just(""), st.integers(0, 2)),  # the program, in the middle of something
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_STEPS, max_size=30), st.sampled_from([2500, 4500, 10**9]))
def test_in_any_order_of_puts_kills_and_harm_what_comes_out_is_what_was_put_in(steps: list, budget: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _lives_through(steps, Path(folder), budget)


def _lives_through(steps: list, folder: Path, budget: int) -> None:
    store = Store(folder, budget_bytes=budget)
    last: dict[str, Chunk] = {}
    spoilt: set[str] = set()
    pinned = ""

    def path_of(key: str) -> Path:
        return store._path(module._name(key))

    for what, key, number in steps:
        match what:
            case "put":
                last[key] = chunk(number, 500 + number)
                store.put(key, last[key], seconds=1 + number % 7)
                spoilt.discard(key)
                assert store.get(key) == last[key]
            case "get":
                found = store.get(key)
                assert found is None or (found == last[key] and key not in spoilt)
                spoilt.discard(key)
            case "want":
                pinned = key if number == 100 else ""
                store.want({key: number / 100})
            case "harm" if store.has(key):
                raw = bytearray(path_of(key).read_bytes())
                raw[number % len(raw)] = ~raw[number % len(raw)] & 255 if key not in spoilt else 0  # never mended by a second
                path_of(key).write_bytes(raw)
                spoilt.add(key)
            case "cut" if store.has(key):
                raw = path_of(key).read_bytes()
                path_of(key).write_bytes(raw[: number % len(raw)])
                spoilt.add(key)
            case "delete":
                path_of(key).unlink(missing_ok=True)
                spoilt.discard(key)
            case "killed":
                store.close()
                pinned = ""
                if number == 1:
                    (folder / "index.sqlite").write_bytes(b"torn")
                (folder / "parts" / f".{'0' * 40}.chunk.1.{2**22 + 7}.part").write_bytes(b"OTWC half")
                store = Store(folder, budget_bytes=budget)
                assert not list((folder / "parts").iterdir())
    if pinned in last and store.has(pinned) and pinned not in spoilt:
        store.put("more", chunk(1, 3000))
        assert store.get(pinned) == last[pinned]
    for key in "abcd":
        found = store.get(key)
        assert found is None or (found == last[key] and key not in spoilt)
    assert store.size == sum(path.stat().st_size for path in files(folder))
    store.close()
