"""Where things are kept: what ships beside the code, and what is the viewer's own."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import weakref
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import appdirs

from engine.errors import AssetMissing, OtherwiseError

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
MODELS = ROOT / "models"
BUDGET = 8 * 2**30
"""Bytes of film that are kept for a viewer, where nobody says otherwise."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """The viewer's own folders. `data` is precious (history, saves); `cache` may be deleted at any time."""

    data: Path
    cache: Path

    @property
    def models(self) -> Path:
        """Installed weights."""
        return self.data / "models"

    @property
    def episodes(self) -> Path:
        return self.data / "episodes"

    @property
    def viewings(self) -> Path:
        """Daybooks: what was expected, made and missed in each viewing."""
        return self.data / "viewings"

    @property
    def store(self) -> Path:
        """Finished chunks of film."""
        return self.cache / "store"

    @property
    def sounds(self) -> Path:
        """Finished sound of whole scenes, by content."""
        return self.cache / "sounds"

    @property
    def bakes(self) -> Path:
        """Painted layers, by content."""
        return self.cache / "bakes"

    def ready(self) -> Places:
        """The same places, made and proved writable. OtherwiseError with a remedy if they are not."""
        for folder in (self.data, self.cache, self.models, self.episodes, self.store, self.bakes):
            probe = folder / f".writable.{os.getpid()}"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                try:
                    probe.write_bytes(b"yes")  # a full disk takes the name of a file and not its content
                finally:
                    probe.unlink(missing_ok=True)
            except OSError as error:
                raise OtherwiseError(
                    f"Otherwise cannot write to {folder} ({error.strerror}). Make the folder writable, or set "
                    "OTHERWISE_HOME to a folder of yours with a few GB free."
                ) from error
        return self


def places() -> Places:
    """The places on this machine: the platform's own folders, or below $OTHERWISE_HOME where that is set."""
    home = os.environ.get("OTHERWISE_HOME")
    if home:
        return Places(data=Path(home) / "data", cache=Path(home) / "cache")
    return Places(
        data=Path(appdirs.user_data_dir("otherwise", appauthor=False)),
        cache=Path(appdirs.user_cache_dir("otherwise", appauthor=False)),
    )


def put(path: Path, content: bytes, *, parts: Path | None = None) -> None:
    """Write beside, or in the folder `parts`, then rename: a reader sees the old file or the new one, never half of one.

    OSError where it cannot be written; nothing is left of it then.
    """
    beside = (parts or path.parent) / f".{path.name}.{threading.get_ident()}.{os.getpid()}.part"
    try:
        for folder in {beside.parent, path.parent}:
            folder.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def sweep(folder: Path, processes: Collection[int]) -> None:
    """Remove what processes that are gone had half written anywhere below the folder."""
    theirs = tuple(f".{process}.part" for process in processes)
    for beside in folder.rglob(".*.part"):
        if beside.name.endswith(theirs):
            with contextlib.suppress(OSError):
                beside.unlink()


_DIGEST = 16


def sealed(mark: bytes, body: bytes) -> bytes:
    """The body behind its kind and version (`mark`) and its digest: what `unsealed` can vouch for."""
    return mark + hashlib.blake2b(body, digest_size=_DIGEST).digest() + body


def unsealed(mark: bytes, raw: bytes) -> memoryview | None:
    """The body that was sealed; None where the bytes are not as they were written, or of another kind or version."""
    begins = len(mark) + _DIGEST
    body = memoryview(raw)[begins:]
    good = raw[: len(mark)] == mark and hashlib.blake2b(body, digest_size=_DIGEST).digest() == raw[len(mark) : begins]
    return body if good else None


class Claim:
    """A file that one holder has for as long as it and its process live: the system lets go of it however they end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._let_go: Callable[[], object] | None = None

    def take(self) -> bool:
        """Whether it is ours now. OSError where the folder cannot be written."""
        if self._let_go is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self.path, os.O_RDWR | os.O_CREAT)
            if not _lock(file):
                os.close(file)
                return False
            self._let_go = weakref.finalize(self, os.close, file)
        return True

    def let_go(self) -> None:
        """Give it back. The file stays: were it deleted, two could hold two files of that name."""
        if self._let_go is not None:
            self._let_go()
            self._let_go = None


def own(folder: Path, kind: str) -> Claim:
    """The first claim `NUMBER.kind` of the folder that nobody has. OSError where the folder cannot be written."""
    number = 1
    while not (claim := Claim(folder / f"{number}.{kind}")).take():
        number += 1
    return claim


def claimed(path: Path) -> bool:
    """Whether a living process (or this one, by another Claim) has the file."""
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:  # not ours to open: somebody's, then
        return True
    try:
        return not _lock(file)
    finally:
        os.close(file)


def _lock(file: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def alive(process: int) -> bool:
    """Whether there is a process of that number. True where the platform does not say."""
    if os.name == "nt":  # there, asking ends it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def asset(*parts: str) -> Path:
    """A file or folder that ships. AssetMissing where it is not there."""
    path = ASSETS.joinpath(*parts)
    if not path.exists():
        raise AssetMissing(f"assets/{'/'.join(parts)} is missing. Fetch the project again, or run `git checkout assets`.")
    return path
