from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import media
from engine.delivery import pack as module
from engine.delivery.pack import Pack, read, write
from engine.delivery.store import Store
from engine.errors import OtherwiseError
from engine.library.characters import characters
from engine.media import Chunk
from engine.places import Places
from engine.preference.viewer import Profile
from engine.screening.footage import Footage
from engine.screening.packing import chunks_of, likely, open_pack
from engine.story.state import begin
from engine.story.story import GRID
from engine.video.produce import SAMPLES, Sound, Sounds
from engine.video.rungs import DRAFT
from tests.stories import LOCKED_STUDY

# LOCKED_STUDY: hall ──> study or street; study ──> vault or street. Each scene has four chunks.
CAST = {"you": Profile().character, "maud": characters()["maud"]}
HALL = likely(LOCKED_STUDY, cast=CAST, voices="hum")[0].segment


def _grey(height: int = DRAFT.height) -> Chunk:
    rung = replace(DRAFT, height=height)
    pictures = (np.full((rung.height * 3 // 2, rung.width), 100 + n, np.uint8) for n in range(GRID))
    sound = media.pack_sound(np.zeros((GRID * SAMPLES, 2), np.float32))
    return Chunk(frames=GRID, packets=media.encode_pictures(pictures, rung), sound=sound)


GREY = _grey()


def home(folder: Path) -> Places:
    return Places(data=folder / "data", cache=folder / "cache").ready()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with the first two chunks of the hall, and its sound."""
    folder = tmp_path_factory.mktemp("designer")
    store, sounds = Store(folder / "store", budget_bytes=2**30), Sounds(folder / "sounds")
    keys = chunks_of((HALL,), DRAFT, frames=100)
    assert len(keys) == 2
    for key in keys:
        store.put(key, GREY)
    sounds.put(HALL.key, Sound(spoken=((),) * len(HALL.shots), chunks=(GREY.sound,) * HALL.chunks))
    path = folder / "study.otherwise"
    write(
        path,
        story=LOCKED_STUDY,
        cast=CAST,
        chunks=keys,
        segments=[HALL.key],
        store=store,
        sounds=sounds,
        voices="hum",
        licences=[("story", "CC-BY-4.0")],
    )
    return path


def open_in(folder: Path, path: Path, voices: str = "hum"):
    there = home(folder)
    store, sounds = Store(there.store, budget_bytes=2**30), Sounds(there.cache / "sounds")
    return open_pack(path, places=there, store=store, sounds=sounds, voices=voices), store, sounds


def test_an_opened_pack_is_on_the_shelf_and_its_film_is_there_at_once(good: Path, tmp_path: Path) -> None:
    opened, store, sounds = open_in(tmp_path, good)
    assert (opened.chunks, opened.sentence) == (2, "")
    assert opened.episode.story == LOCKED_STUDY and opened.episode.bookmark.state == begin(LOCKED_STUDY)
    footage = Footage(opened.episode.story, cast=opened.episode.cast, voices="hum", store=store, sounds=sounds)
    first = footage.of(begin(LOCKED_STUDY))
    assert footage.ready(first) == 2 and footage.sounded(first)
    assert footage.chunk(first, 0) == GREY


def test_a_pack_says_whose_it_is_and_what_made_it(good: Path) -> None:
    manifest = read(good).manifest
    assert manifest.licences == (("story", "CC-BY-4.0"),)
    assert "Generated" in manifest.provenance and manifest.made_by.startswith("Otherwise")


def test_the_likeliest_film_comes_first_and_among_equals_what_is_seen_first() -> None:
    found = likely(LOCKED_STUDY, cast=CAST, voices="hum")
    assert [one.segment.scene for one in found][:1] == ["hall"]
    chance = {one.segment.scene: one.probability for one in found}
    assert chance["hall"] == 1 and chance["street"] > chance["study"] > chance["vault"] > 0  # leaving is the default, both times
    assert list(chance.values()) == sorted(chance.values(), reverse=True)


def test_film_by_other_voices_is_left_and_the_story_opens_all_the_same(good: Path, tmp_path: Path) -> None:
    opened, store, _ = open_in(tmp_path, good, voices="kokoro 1")
    assert opened.chunks == 0 and "other voices" in opened.sentence and "anew" in opened.sentence
    assert opened.episode.story == LOCKED_STUDY and store.size == 0


# ---- every way in which a pack may be wrong -------------------------------------------------------------------------------

Pieces = list[tuple[zipfile.ZipInfo, bytes]]


def changed(good: Path, out: Path, change: Callable[[Pieces], Pieces]) -> Path:
    with zipfile.ZipFile(good) as file:
        pieces = [(_bare(one.filename), file.read(one)) for one in file.infolist()]
    with pytest.warns(UserWarning) if change is _twice else _nothing(), zipfile.ZipFile(out, "w") as file:
        for info, raw in change(pieces):
            file.writestr(info, raw)
    return out


class _nothing:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def _bare(name: str, kind: int = 0, method: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o644) << 16
    info.compress_type = method
    return info


def _twice(pieces: Pieces) -> Pieces:
    return [*pieces, next((_bare(info.filename), b"{}") for info, _ in pieces if info.filename == "story.json")]


def _more(name: str, raw: bytes = b"x", kind: int = 0, method: int = zipfile.ZIP_STORED) -> Callable[[Pieces], Pieces]:
    return lambda pieces: [*pieces, (_bare(name, kind, method), raw)]


def _manifest(change: Callable[[dict], object]) -> Callable[[Pieces], Pieces]:
    def edit(pieces: Pieces) -> Pieces:
        return [(info, _edited(raw, change) if info.filename == "manifest.json" else raw) for info, raw in pieces]

    return edit


def _edited(raw: bytes, change: Callable[[dict], object]) -> bytes:
    said = json.loads(raw)
    change(said)
    return json.dumps(said).encode()


def _piece(pattern: str, change: Callable[[bytes], bytes], *, listed: bool = False) -> Callable[[Pieces], Pieces]:
    """Other bytes for the first piece of that name; `listed`: its sum and size in the manifest are made to fit."""

    def edit(pieces: Pieces) -> Pieces:
        name, raw = next((info.filename, raw) for info, raw in pieces if info.filename.startswith(pattern))
        other = change(raw)

        def list_it(said: dict) -> None:
            for one in said["members"]:
                if one["name"] == name:
                    one |= {"bytes": len(other), "sha256": hashlib.sha256(other).hexdigest()}

        pieces = [(info, other if info.filename == name else old) for info, old in pieces]
        return _manifest(list_it)(pieces) if listed else pieces

    return edit


def _without(name: str) -> Callable[[Pieces], Pieces]:
    return lambda pieces: [(info, raw) for info, raw in pieces if info.filename != name]


def _small(_: bytes) -> bytes:
    """A chunk that is whole, and of another size of picture."""
    from engine.delivery.store import _wrap

    return _wrap(_grey(height=360))


def _flip(raw: bytes) -> bytes:
    return raw[:-9] + bytes([raw[-9] ^ 4]) + raw[-8:]


def _story(**new: object) -> Callable[[Pieces], Pieces]:
    return _piece("story.json", lambda raw: _edited(raw, lambda said: said.update(new)), listed=True)


PIECE = f"film/{'0' * 40}.chunk"
FAULTS: dict[str, tuple[Callable[[Pieces], Pieces], str]] = {
    "a way out": (_more("film/../../../etc/cron.d/x"), "leads out of the pack"),
    "a way out, in Windows' words": (_more("film\\..\\..\\x"), "leads out of the pack"),
    "an absolute path": (_more("/etc/passwd"), "names a place on your disk"),
    "a drive": (_more("C:x"), "names a place on your disk"),
    "a link": (_more(PIECE, b"/etc/passwd", stat.S_IFLNK), "is a link"),
    "a device": (_more(PIECE, b"", stat.S_IFCHR), "is a link or a device"),
    "a double": (_twice, "there twice"),
    "a double in capitals": (_more("STORY.JSON"), "there twice"),
    "a stranger": (_more("autorun.inf"), "nothing that a pack has"),
    "an unlisted piece": (_more(PIECE), "other files in it than it lists"),
    "a bomb": (_more(PIECE, bytes(10**6), method=zipfile.ZIP_DEFLATED), "swells"),
    "another packing": (_more(PIECE, b"x" * 50, method=zipfile.ZIP_LZMA), "packed in a way"),
    "a giant": (_piece("cast.json", lambda raw: bytes(5 * 2**20)), "far too large"),
    "no manifest": (_without("manifest.json"), "no manifest"),
    "no story": (_without("story.json"), "other files"),
    "a newer format": (_manifest(lambda said: said.update(format=9)), "Update Otherwise"),
    "another kind": (_manifest(lambda said: said.update(kind="ebook")), "no pack of Otherwise"),
    "a newer story": (_story(format=99), "Update Otherwise"),
    "a broken manifest": (_piece("manifest.json", lambda raw: raw[:-20]), "cannot be read"),
    "a manifest of other types": (_manifest(lambda said: said.update(members="all")), "Expected"),
    "changed film": (_piece("film/", _flip), "checksum differs"),
    "changed film with its sum": (_piece("film/", _flip, listed=True), "damaged"),
    "changed words": (_piece("story.json", lambda raw: raw.replace(b"Locked", b"Looked")), "checksum differs"),
    "another length": (_piece("film/", lambda raw: raw + b"x"), "not as long"),
    "film of another size": (_piece("film/", _small, listed=True), "cannot be shown"),
    "film of another story": (
        _manifest(lambda said: [one.update(key="ab" * 16 + "-000-draft") for one in said["members"] if one["key"]]),
        "not of its story",
    ),
    "a story that starts nowhere": (_story(start="moon"), "no scene of it"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_a_pack_is_said_and_nothing_of_it_is_kept(good: Path, tmp_path: Path, fault: str) -> None:
    change, sentence = FAULTS[fault]
    bad = changed(good, tmp_path / "bad.otherwise", change)
    with pytest.raises(OtherwiseError, match=sentence) as told:
        open_in(tmp_path / "home", bad)
    assert any(remedy in str(told.value) for remedy in ("Ask", "Update", "Do not use", "Choose", "Mend"))
    there = Places(data=tmp_path / "home" / "data", cache=tmp_path / "home" / "cache")
    assert not list(there.store.glob("??/?/*")) and not list(there.episodes.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.otherwise", "home"]


def test_the_pack_that_the_faults_are_put_into_is_good_without_them(good: Path, tmp_path: Path) -> None:
    same = changed(good, tmp_path / "same.otherwise", lambda pieces: pieces)
    assert open_in(tmp_path / "home", same)[0].chunks == 2


@pytest.mark.parametrize("limit", ["MOST_MEMBERS", "MOST_BYTES"])
def test_too_much_of_anything_is_refused(good: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(module, limit, 3)
    with pytest.raises(OtherwiseError, match="at most"):
        read(good)


def test_what_is_no_zip_or_is_not_there_is_refused_with_a_sentence(good: Path, tmp_path: Path) -> None:
    (tmp_path / "a.otherwise").write_bytes(b"MZ" * 400)
    (tmp_path / "b.otherwise").write_bytes(good.read_bytes()[:-200])
    for name, sentence in (("a", "no pack"), ("b", "no pack"), ("c", "name right")):
        with pytest.raises(OtherwiseError, match=sentence):
            read(tmp_path / f"{name}.otherwise")


def test_any_bit_that_flips_is_noticed_or_changes_nothing(good: Path, tmp_path: Path) -> None:
    raw = good.read_bytes()
    die = np.random.default_rng(5)
    same: Pack = read(good)
    film, sounds = list(same.film()), list(same.sounds())
    noticed = 0
    for at in die.integers(0, len(raw), 60):
        bent = bytearray(raw)
        bent[at] ^= 1 << int(die.integers(8))
        (tmp_path / "bent.otherwise").write_bytes(bent)
        try:
            found = read(tmp_path / "bent.otherwise")
            assert (found.story, dict(found.cast)) == (same.story, dict(same.cast))
            assert list(found.film()) == film and list(found.sounds()) == sounds
        except OtherwiseError:
            noticed += 1
    assert noticed > 30
