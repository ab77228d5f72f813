"""Whatever goes wrong around the window is said in it, with a remedy, and the window stays."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase
from pytestqt.qtbot import QtBot

from app.ending import Ending
from app.ui.window import load_fonts
from app.viewer.works import Works
from engine import places as kept_in
from engine.errors import AssetMissing
from engine.places import ASSETS, ROOT, Places
from engine.preference.viewer import Profile
from engine.screening.episodes import Players
from engine.story.files import write
from tests.app.conftest import FakeWorks, Sitting

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def real(places: Places) -> Works:
    return Works(places, project=lambda stream: None)


def run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, **OFFSCREEN, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_machine_where_libvlc_cannot_be_loaded_is_told_what_to_install(tmp_path: Path) -> None:
    ask = (
        "from app.viewer.works import Works\nfrom engine.places import places\nprint(Works(places(), project=None).unplayable())"
    )
    done = run(ask, PYTHON_VLC_LIB_PATH=str(tmp_path / "libvlc.so.5"), OTHERWISE_HOME=str(tmp_path))
    assert done.returncode == 0
    assert done.stdout.startswith("Otherwise plays through VLC, which is not installed here.")
    assert "sudo apt-get install" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_home_that_cannot_be_written_costs_the_episode_and_not_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    below = Places(data=tmp_path / "file" / "data", cache=tmp_path / "file" / "cache")
    sitting = Sitting(qtbot, real(below))  # type: ignore[arg-type]
    sitting.house.who.profile = Profile(name="Robin")
    sitting.until(lambda: bool(sitting.house.home._premises))
    sitting.click("primary")
    qtbot.waitUntil(lambda: "could not be saved" in sitting.house.theatre.sentence, timeout=30_000)
    assert "Make its folder writable." in sitting.house.theatre.sentence
    sitting.on("home")
    sitting.close()
    assert sitting.opened.warnings == []


def test_an_episode_that_cannot_be_read_is_named_and_the_others_are_there(qtbot: QtBot, works: FakeWorks) -> None:
    whole, spoilt = works.put("whole"), works.put("spoilt")
    for episode in (whole, spoilt):
        for name, value in (("story", episode.story), ("cast", Players(cast={})), ("bookmark", episode.bookmark)):
            write(episode.folder / f"{name}.json", value)
    (spoilt.folder / "story.json").write_bytes(b"{")
    works.shelf = real(works.places).shelf  # type: ignore[method-assign]
    sitting = Sitting(qtbot, works)
    sitting.until(lambda: "story.json" in sitting.house.theatre.sentence)
    assert sitting.house.theatre.sentence.startswith(str(spoilt.folder))
    assert list(sitting.house._shelf) == [whole.id]
    assert spoilt.folder.exists()
    sitting.close()


@pytest.fixture
def fonts_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "assets" / "fonts"
    shutil.copytree(ASSETS / "fonts", folder)
    monkeypatch.setattr(kept_in, "ASSETS", folder.parent)
    return folder


def test_a_font_that_is_none_is_named(fonts_folder: Path, qapp: object) -> None:
    (fonts_folder / "Nunito-Bold.ttf").write_bytes(b"no font")
    with pytest.raises(AssetMissing, match=r"Nunito-Bold\.ttf is no font .* `git checkout assets`"):
        load_fonts()


def test_a_font_that_is_missing_is_named(fonts_folder: Path, qapp: object) -> None:
    QFontDatabase.removeAllApplicationFonts()
    try:
        for file in fonts_folder.glob("Nunito*"):
            file.unlink()
        with pytest.raises(AssetMissing, match=r"Nunito is missing in assets/fonts\. Fetch the project again"):
            load_fonts()
        shutil.rmtree(fonts_folder)
        with pytest.raises(AssetMissing, match="assets/fonts is missing"):
            load_fonts()
    finally:
        shutil.copytree(ASSETS / "fonts", fonts_folder, dirs_exist_ok=True)
        load_fonts()


class Loop:
    """An application that remembers whether it was told to quit."""

    def __init__(self) -> None:
        self.quits = 0

    def quit(self) -> None:
        self.quits += 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_sigterm_quit_as_the_window_button_does(told: signal.Signals, qtbot: QtBot) -> None:
    before = signal.getsignal(told)
    loop = Loop()
    ending = Ending(loop)  # type: ignore[arg-type]
    os.kill(os.getpid(), told)
    qtbot.waitUntil(lambda: loop.quits == 1, timeout=4000)
    ending.close()
    assert signal.getsignal(told) == before


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells which signals a process listens to")
def test_the_real_program_ends_at_ctrl_c_without_a_word(tmp_path: Path) -> None:
    app = subprocess.Popen(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env={**os.environ, **OFFSCREEN, "OTHERWISE_HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while not _listens(app.pid, signal.SIGTERM):
        assert app.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)
    app.send_signal(signal.SIGINT)
    assert app.communicate(timeout=60) == (None, "")
    assert app.returncode == 0


def _listens(pid: int, to: signal.Signals) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next((line.split()[1] for line in status.splitlines() if line.startswith("SigCgt")), "0")
    return bool(int(caught, 16) >> (int(to) - 1) & 1)
