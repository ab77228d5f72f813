"""Where things are kept: what ships beside the code, and what is the viewer's own."""

from __future__ import annotations

import contextlib
import os
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


def put(path: Path, content: bytes) -> None:
    """Write beside, then rename: a reader sees the old file or the new one, never half of one.

    OSError where it cannot be written; nothing is left of it then.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def sweep(folder: Path, process: int) -> None:
    """Remove what a process that is gone had half written anywhere below the folder."""
    for beside in folder.rglob(f".*.{process}.part"):
        with contextlib.suppress(OSError):
            beside.unlink()


def asset(*parts: str) -> Path:
    """A file or folder that ships. AssetMissing where it is not there."""
    path = ASSETS.joinpath(*parts)
    if not path.exists():
        raise AssetMissing(f"assets/{'/'.join(parts)} is missing. Fetch the project again, or run `git checkout assets`.")
    return path
