from __future__ import annotations

import errno
import multiprocessing
import sqlite3
import threading
from pathlib import Path

import pytest

from engine.delivery import store as module
from engine.delivery.store import Store
from engine.errors import DoesNotFit
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
