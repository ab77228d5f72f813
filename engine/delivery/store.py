"""Finished chunks of film by key, on disk, within a budget.

The files are the truth: each carries its own digest and what it cost, and is there whole or not at all. The index beside them
(`index.py`) remembers what is worth keeping. Deleted, broken or stale, it is made again from the files.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import struct
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from engine.delivery.index import CERTAIN, Index, Kept
from engine.errors import DoesNotFit, OtherwiseError
from engine.media import Chunk
from engine.places import alive, put, sealed, unsealed

FORMAT = 2
_MARK = b"OTWC" + bytes([FORMAT])
_COST = struct.Struct("<f")
"""Seconds of work that a chunk cost, before the chunk itself."""
_HEAD = len(sealed(_MARK, b"")) + _COST.size
_USUAL = 2.0
"""Seconds of work that a chunk is thought to have cost where nobody says."""
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_ABANDONED = 3600.0
"""Seconds after which a half-written file is nobody's any more, whoever has that process number now."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Chunk).decode


class Store:
    """Chunks in a folder. Any number of threads and processes may hold a Store on the same folder, several programs too.

    Where nothing can be written, what is there can still be read.
    """

    def __init__(self, folder: Path, *, budget_bytes: int) -> None:
        self.folder = folder
        self.budget_bytes = budget_bytes
        self._index = Index(folder, files=self._files)
        self._bad: set[str] = set()
        """Broken files that could not be deleted."""
        try:
            (folder / "parts").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OtherwiseError(f"The store {folder} cannot be made ({error.strerror}). Make its folder writable.") from error
        self._sweep()

    def has(self, key: str) -> bool:
        name = _name(key)
        return name not in self._bad and self._path(name).is_file()

    def get(self, key: str) -> Chunk | None:
        """The chunk, or None where there is none, or only a broken one (which is thrown away: film it again)."""
        read = self._read(key)
        return read[1] if read else None

    def raw(self, key: str) -> bytes | None:
        """The chunk as its file holds it, proved whole: to be carried to another store, which `take`s it."""
        read = self._read(key)
        return read[0] if read else None

    def put(self, key: str, chunk: Chunk, *, seconds: float = _USUAL) -> None:
        """Keep the chunk, which cost so many seconds to make, and let those worth least go where there is too much.

        DoesNotFit where the disk is full.
        """
        self._keep(_name(key), _wrap(chunk, seconds), seconds)

    def take(self, key: str, raw: bytes) -> Chunk:
        """Keep a chunk that another store gave as `raw`. OtherwiseError where it is not as that one gave it."""
        unwrapped = _unwrap(raw)
        if unwrapped is None:
            raise OtherwiseError(f"A chunk of film ({key}) is damaged, or of another version. Fetch or make it again.")
        self._keep(_name(key), raw, unwrapped[1])
        return unwrapped[0]

    def pin(self, keys: Iterable[str]) -> None:
        """Spare these chunks from now on, and want no others: the film that is being watched. Until this process ends."""
        self.want(dict.fromkeys(keys, CERTAIN))

    def want(self, likely: Mapping[str, float]) -> None:
        """How likely each of these chunks, made or not, will be shown; 1: it is spared. What was wanted before is not any more.

        Each Store has wants of its own: two programs on one folder do not touch each other's.
        """
        self._index.want({_name(key): chance for key, chance in likely.items()})

    @property
    def size(self) -> int:
        """Bytes that the chunks take up on the disk."""
        return self._index.size

    def close(self) -> None:
        self._index.close()

    # ---- files -------------------------------------------------------------------------------------------------------

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name[2:3] / f"{name}.chunk"

    def _read(self, key: str) -> tuple[bytes, Chunk] | None:
        name = _name(key)
        path = self._path(name)
        try:
            raw = path.read_bytes()
        except OSError:
            self._index.gone(name)
            return None
        unwrapped = _unwrap(raw)
        if unwrapped is None:
            self._bad.add(name)
            with contextlib.suppress(OSError):
                path.unlink()
                self._bad.discard(name)
            self._index.gone(name)
            return None
        chunk, seconds = unwrapped
        self._bad.discard(name)
        self._index.used(Kept(name=name, bytes=len(raw), seconds=seconds))
        return raw, chunk

    def _keep(self, name: str, raw: bytes, seconds: float) -> None:
        try:
            self._write(name, raw)
        except OSError as error:
            if error.errno not in _FULL:
                raise OtherwiseError(f"{self.folder} cannot be written ({error.strerror}). Make the folder writable.") from error
            self._evict(self.size - 4 * len(raw), sparing=name)
            try:
                self._write(name, raw)
            except OSError as again:
                raise DoesNotFit(
                    f"The disk is full: a chunk of {len(raw) / 1e6:.1f} MB does not fit in {self.folder}. Free 1 GB there."
                ) from again
        self._bad.discard(name)
        self._index.used(Kept(name=name, bytes=len(raw), seconds=seconds))
        if self.size > self.budget_bytes:
            # Weighing every chunk takes a moment: where they are many, room is made for the next ones too.
            spare = self.budget_bytes // 50 if 1000 * len(raw) < self.budget_bytes else 0
            self._evict(self.budget_bytes - spare, sparing=name)

    def _write(self, name: str, raw: bytes) -> None:
        put(self._path(name), raw, parts=self.folder / "parts")

    def _sweep(self) -> None:
        """Half-written files of workers that died."""
        for beside in (self.folder / "parts").iterdir():
            with contextlib.suppress(OSError, ValueError, IndexError):
                writer = int(beside.name.split(".")[-2])
                if not alive(writer) or time.time() - beside.stat().st_mtime > _ABANDONED:
                    beside.unlink()

    def _evict(self, down_to: int, *, sparing: str) -> None:
        """Delete what is worth least until there are no more bytes than that. What is certain to be shown stays."""

        def delete(name: str) -> bool:
            try:
                self._path(name).unlink(missing_ok=True)
            except OSError:  # being read, on Windows
                return False
            return True

        self._index.spare_room(down_to, sparing=sparing, delete=delete)

    def _files(self) -> Iterator[Kept]:
        """Every chunk there is, the longest unused first as far as the files tell."""
        found = []
        for path in self.folder.glob("??/?/*.chunk"):
            with contextlib.suppress(OSError):
                seen = path.stat()
                with path.open("rb") as file:
                    head = file.read(_HEAD)
                seconds = _COST.unpack(head[-_COST.size :])[0] if len(head) == _HEAD else _USUAL
                found.append((seen.st_mtime_ns, Kept(name=path.stem, bytes=seen.st_size, seconds=_sane(seconds))))
        yield from (kept for _, kept in sorted(found, key=lambda one: (one[0], one[1].name)))


def chunk_in(raw: bytes) -> Chunk | None:
    """The chunk that a store gave as `raw`; None where it is not whole."""
    unwrapped = _unwrap(raw)
    return unwrapped[0] if unwrapped else None


def _name(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=20).hexdigest()


def _sane(seconds: float) -> float:
    """What a damaged file says it cost is not believed."""
    return seconds if 0 <= seconds < 1e5 else _USUAL


def _wrap(chunk: Chunk, seconds: float = _USUAL) -> bytes:
    return sealed(_MARK, _COST.pack(_sane(seconds)) + _encode(chunk))


def _unwrap(raw: bytes) -> tuple[Chunk, float] | None:
    """The chunk in a file's bytes and its cost; None where they are not as they were written, or of another format."""
    body = unsealed(_MARK, raw)
    if body is None or len(body) < _COST.size:
        return None
    try:
        return _decode(body[_COST.size :]), _sane(_COST.unpack(body[: _COST.size])[0])
    except msgspec.DecodeError:
        return None
