from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.places import places
from engine.screening.episodes import shelf
from engine.story.files import write
from tests.stories import LOCKED_STUDY


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("OTHERWISE_HOME", str(tmp_path))
    write(tmp_path / "story.json", LOCKED_STUDY)
    yield tmp_path


def test_a_port_that_is_taken_is_told_and_nothing_is_begun(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["serve", "--story", str(home / "story.json"), "--port", str(port)]) == 2
    assert f"Port {port} is used by another program. Choose another with --port" in capsys.readouterr().err
    assert shelf(places()) == ((), ())


@pytest.mark.parametrize("port", ["99999", "1.5", "http"])
def test_what_is_no_port_is_told(home: Path, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--port", port])
    assert "Write a whole number from 1 to 65535" in capsys.readouterr().err


def test_an_episode_that_is_not_on_the_shelf_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--episode", "lost"]) == 2
    assert "No episode is on the shelf. Leave --episode out to make a new one." in capsys.readouterr().err


def test_a_folder_that_is_there_is_not_filmed_over(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["film", "--web", "--out", str(home)]) == 2
    assert "is there already. Choose another folder" in capsys.readouterr().err
