"""An episode in a file: a story, who plays in it, and its likeliest film made ahead. Safe to open, whoever it comes from.

A pack is a zip. `manifest.json` lists every other member with its size and SHA-256, and says what made it, for whom the film
is fit, and whose the parts are. Nothing is ever unpacked by its name: a reader takes what it knows by key, and checks it.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from engine.delivery.store import Store
from engine.errors import OtherwiseError, StoryError
from engine.library.characters import Character
from engine.story.files import decode, encode
from engine.story.story import FORMAT as STORY_FORMAT
from engine.story.story import Story
from engine.video import keys
from engine.video.produce import Sound, Sounds

FORMAT = 1
KIND = "otherwise-pack"
SUFFIX = ".otherwise"
MOST_MEMBERS = 20_000
MOST_BYTES = 4 * 2**30
MOST_RATIO = 100
"""Bytes for each byte in the file. Film hardly shrinks, and words do by ten."""
_LARGEST = {"manifest.json": 16 * 2**20, "story.json": 64 * 2**20, "cast.json": 4 * 2**20}
_LARGEST_PIECE = 64 * 2**20
_PIECE = re.compile(r"film/[0-9a-f]{40}\.chunk|sound/[0-9a-f]{40}\.sound")
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_AGAIN = "Ask whoever made it for a new copy."


@dataclass(frozen=True, kw_only=True)
class Member:
    """A file of the pack. `key`: of the chunk, or of the segment whose sound it is."""

    name: str
    bytes: int
    sha256: str
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a pack says of itself."""

    title: str
    made_by: str
    film: str
    """The key of the code that filmed: film of other code would not match what is filmed on."""
    voices: str
    licences: tuple[tuple[str, str], ...]
    """(what, licence) of the story, the sets, the cast and the music in it."""
    provenance: str
    members: tuple[Member, ...]
    kind: str = KIND
    format: int = FORMAT


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A pack that was read: all but its film, which is read piece by piece (`film`, `sounds`)."""

    path: Path
    manifest: Manifest
    story: Story
    cast: Mapping[str, Character]

    def film(self) -> Iterator[tuple[str, bytes]]:
        """(key, chunk as a store holds it), each proved to be as it was packed."""
        yield from self._pieces("film/")

    def sounds(self) -> Iterator[tuple[str, Sound]]:
        for key, raw in self._pieces("sound/"):
            try:
                yield key, msgspec.msgpack.decode(raw, type=Sound)
            except msgspec.DecodeError as error:
                raise OtherwiseError(f"{self.path.name} has sound that cannot be read ({error}). {_AGAIN}") from error

    def _pieces(self, folder: str) -> Iterator[tuple[str, bytes]]:
        with _opened(self.path) as file:
            for one in self.manifest.members:
                if one.name.startswith(folder):
                    yield one.key, _proved(file, one, self.path)


def write(
    path: Path,
    *,
    story: Story,
    cast: Mapping[str, Character],
    chunks: Iterable[str],
    segments: Iterable[str],
    store: Store,
    sounds: Sounds,
    voices: str,
    licences: Iterable[tuple[str, str]],
) -> Manifest:
    """Pack the story with these chunks and the sound of these segments, as far as they are there. Whole, or no file."""
    pieces = [("story.json", "", encode(story)), ("cast.json", "", encode(dict(cast)))]
    members = [_member(name, key, raw) for name, key, raw in pieces]
    beside = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as file:
            for name, _, raw in pieces:
                file.writestr(name, raw)
            for name, key, raw in _made(chunks, segments, store, sounds):
                file.writestr(zipfile.ZipInfo(name), raw)  # stored: film does not shrink
                members.append(_member(name, key, raw))
            manifest = Manifest(
                title=story.title,
                made_by=f"Otherwise {_version()}",
                film=keys.code(),
                voices=voices,
                licences=tuple(licences),
                provenance="Generated film and synthetic voices, made by Otherwise from the story in this file.",
                members=tuple(members),
            )
            file.writestr("manifest.json", encode(manifest))
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise OtherwiseError(
            f"{path} could not be written ({error.strerror}). Free some space, or choose another --out."
        ) from error
    return manifest


def _made(chunks: Iterable[str], segments: Iterable[str], store: Store, sounds: Sounds) -> Iterator[tuple[str, str, bytes]]:
    for key in chunks:
        if (raw := store.raw(key)) is not None:
            yield f"film/{_name(key)}.chunk", key, raw
    for key in segments:
        if (sound := sounds.get(key)) is not None:
            yield f"sound/{_name(key)}.sound", key, msgspec.msgpack.encode(sound)


def _member(name: str, key: str, raw: bytes) -> Member:
    return Member(name=name, bytes=len(raw), sha256=hashlib.sha256(raw).hexdigest(), key=key)


def _name(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=20).hexdigest()


def _version() -> str:
    try:
        return version("otherwise")
    except PackageNotFoundError:
        return "from source"


# ---- reading: everything is doubted --------------------------------------------------------------------------------------


def read(path: Path) -> Pack:
    """The pack in a file. OtherwiseError, with what is wrong and what to do, where it is not as it must be in any way."""
    with _opened(path) as file:
        there = _members(file, path)
        if "manifest.json" not in there:
            raise OtherwiseError(f"{path.name} has no manifest: it is no pack of Otherwise, or not whole. {_AGAIN}")
        raw = _bytes(file, there["manifest.json"], path)
        _must_be_ours(raw, path)
        manifest = decode(raw, Manifest, at=path)
        listed = {one.name: one for one in manifest.members}
        if len(listed) != len(manifest.members) or {*listed, "manifest.json"} != set(there):
            raise OtherwiseError(f"{path.name} has other files in it than it lists. Somebody changed it: do not use it. {_AGAIN}")
        if missing := [name for name in ("story.json", "cast.json") if name not in listed]:
            raise OtherwiseError(f"{path.name} has no {missing[0]}. {_AGAIN}")
        wrong = [one for one in manifest.members if one.bytes != there[one.name].file_size]
        if wrong:
            raise OtherwiseError(f"{wrong[0].name} in {path.name} is not as long as it is listed. {_AGAIN}")
        told = _proved(file, listed["story.json"], path)
        cast = decode(_proved(file, listed["cast.json"], path), dict[str, Character], at=f"{path.name}: cast.json")
    with contextlib.suppress(msgspec.DecodeError):
        number = msgspec.json.decode(told, type=dict[str, object]).get("format")
        if isinstance(number, int) and number > STORY_FORMAT:
            raise StoryError(f"The story in {path.name} is of format {number}, newer than this player reads. Update Otherwise.")
    return Pack(path=path, manifest=manifest, story=decode(told, Story, at=f"{path.name}: story.json"), cast=cast)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as file:
            yield file
    except OSError as error:
        raise OtherwiseError(f"{path} cannot be read ({error.strerror or error}). Is its name right?") from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError) as error:
        raise OtherwiseError(f"{path.name} is no pack of Otherwise, or it is damaged ({error}). {_AGAIN}") from error


def _members(file: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """What is in it, by name; refused, where any of it is not what a pack has."""
    found: dict[str, zipfile.ZipInfo] = {}
    names: set[str] = set()
    total = 0
    members = file.infolist()
    if len(members) > MOST_MEMBERS:
        raise OtherwiseError(f"{path.name} has {len(members)} files in it, and a pack has at most {MOST_MEMBERS}. Do not use it.")
    for one in members:
        if reason := _suspicious(one, names):
            raise OtherwiseError(f'{path.name} is not safe: "{one.orig_filename[:80]!a}" {reason}. Do not use it. {_AGAIN}')
        total += one.file_size
        found[one.filename] = one
        names.add(one.filename.casefold())
    if total > MOST_BYTES:
        raise OtherwiseError(f"{path.name} is {total / 2**30:.1f} GB large when opened, and a pack is at most 4. Do not use it.")
    return found


def _suspicious(one: zipfile.ZipInfo, names: Collection[str]) -> str:
    name, kind = one.orig_filename, one.external_attr >> 16
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        return "names a place on your disk"
    if ".." in re.split(r"[/\\]", name):
        return "leads out of the pack"
    if stat.S_IFMT(kind) not in (0, stat.S_IFREG):
        return "is a link or a device, and no file"
    if name != one.filename or name.casefold() in names:
        return "is there twice, or hides another name"
    if name not in _LARGEST and not _PIECE.fullmatch(name):
        return "is nothing that a pack has"
    if one.flag_bits & 0x1 or one.compress_type not in _PLAIN:
        return "is locked, or packed in a way that a pack is not"
    if one.file_size > _LARGEST.get(name, _LARGEST_PIECE):
        return "is far too large"
    if one.file_size > MOST_RATIO * one.compress_size + 1000:
        return "swells to more than a hundred times its size"
    return ""


def _bytes(file: zipfile.ZipFile, one: zipfile.ZipInfo, path: Path) -> bytes:
    """The member's bytes, and never more than it says it has."""
    try:
        with file.open(one) as source:
            raw = source.read(one.file_size + 1)
    except (zipfile.BadZipFile, EOFError, ValueError, zlib.error) as error:
        raise OtherwiseError(f"{one.filename} in {path.name} is damaged ({error}). {_AGAIN}") from error
    if len(raw) != one.file_size:
        raise OtherwiseError(f"{one.filename} in {path.name} is not as long as it says. {_AGAIN}")
    return raw


def _proved(file: zipfile.ZipFile, one: Member, path: Path) -> bytes:
    raw = _bytes(file, file.getinfo(one.name), path)
    if hashlib.sha256(raw).hexdigest() != one.sha256:
        raise OtherwiseError(f"{one.name} in {path.name} is not what was packed: its checksum differs. {_AGAIN}")
    return raw


def _must_be_ours(raw: bytes, path: Path) -> None:
    """Kind and version first: of a newer pack nothing else need be as this player knows it."""
    try:
        said = msgspec.json.decode(raw, type=dict[str, object])
    except msgspec.DecodeError as error:
        raise OtherwiseError(f"The manifest of {path.name} cannot be read ({error}). {_AGAIN}") from error
    number = said.get("format")
    if said.get("kind") != KIND or not isinstance(number, int) or number < 1:
        raise OtherwiseError(f"{path.name} is no pack of Otherwise. Choose a file that ends in {SUFFIX}.")
    if number > FORMAT:
        raise OtherwiseError(
            f"{path.name} is of format {number}, and this player reads {FORMAT}. Update Otherwise, and open it again."
        )
