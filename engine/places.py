"""Where things are kept: what ships beside the code, and what is the viewer's own."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import appdirs

from engine.errors import AssetMissing, OtherwiseError

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
MODELS = ROOT / "models"


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
    def store(self) -> Path:
        """Finished chunks of film."""
        return self.cache / "store"

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


def asset(*parts: str) -> Path:
    """A file or folder that ships. AssetMissing where it is not there."""
    path = ASSETS.joinpath(*parts)
    if not path.exists():
        raise AssetMissing(f"assets/{'/'.join(parts)} is missing. Fetch the project again, or run `git checkout assets`.")
    return path
