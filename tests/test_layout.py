"""Who may import what, where a linter of imports cannot tell; and that whatever ships says whose it is."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.library.music import music
from engine.places import ASSETS, ROOT

HEAVY = (
    "torch",
    "diffusers",
    "onnxruntime",
    "kokorog2p",
    "av",
    "PySide6",
    "cv2",
    "vlc",
    "llama_cpp",
    "scipy",
    "networkx",
    "screenplain",
    "reportlab",
)
FREE = ("CC0-1.0", "CC-BY-4.0", "MIT", "Apache-2.0")
ONLY = {
    "PySide6": ("engine/video/renderers/illustrated/",),
    "torch": ("engine/video/renderers/diffusion/",),
    "diffusers": ("engine/video/renderers/diffusion/",),
    "llama_cpp": ("engine/narrative/writers/llama_process.py",),
    "onnxruntime": ("engine/video/voices/",),
    "kokorog2p": ("engine/video/voices/",),
    "av": ("engine/media/",),
    "screenplain": ("engine/narrative/pages.py",),
    "reportlab": ("engine/narrative/pages.py",),
    "vlc": (),
    "app": (),
}
"""Where in the engine each of these may be imported; libVLC and the app, nowhere."""
SCREENS = ("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickControls2", "PySide6.QtWidgets", "PySide6.QtMultimedia")


def imported(file: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it: `a.b` for `from a import b` too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def engine_files() -> list[Path]:
    return sorted((ROOT / "engine").rglob("*.py"))


@pytest.mark.parametrize("library", ONLY)
def test_each_library_is_known_only_where_it_belongs(library: str) -> None:
    users = [
        file.relative_to(ROOT).as_posix()
        for file in engine_files()
        if any(name.split(".")[0] == library for name in imported(file))
    ]
    assert [user for user in users if not user.startswith(ONLY[library])] == []


def test_the_engine_has_no_screens() -> None:
    found = [(file.name, name) for file in engine_files() for name in imported(file) if name.startswith(SCREENS)]
    assert found == []


def test_this_test_sees_imports_within_functions_and_of_names() -> None:
    seen = {name for file in engine_files() for name in imported(file)}
    assert {"PySide6.QtGui.QPainter", "av", "onnxruntime", "kokorog2p"} <= {*seen}


@pytest.mark.parametrize("program", ["app.__main__", "engine.__main__"])
def test_a_program_that_only_says_help_or_no_loads_nothing_heavy(program: str) -> None:
    ask = f"import sys, {program}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == ""


# ---- licences ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", sorted([*ASSETS.glob("characters/*.toml"), *ASSETS.glob("environments/*/set.toml")]), ids=str)
def test_every_character_and_set_says_its_licence(card: Path) -> None:
    assert tomllib.loads(card.read_text(encoding="utf-8")).get("licence") in FREE


def test_every_folder_of_environments_is_a_set() -> None:
    folders = [path for path in (ASSETS / "environments").iterdir() if path.is_dir() and path.name != "_shared"]
    assert folders
    assert [path.name for path in folders if not (path / "set.toml").exists()] == []


def test_every_track_says_its_licence_its_author_and_its_source() -> None:
    folders = {path.name for path in (ASSETS / "music").iterdir() if path.is_dir()}
    tracks = music()
    assert folders == set(tracks) != set()
    assert all(track.licence in FREE and track.author and track.source for track in tracks.values())


def test_every_font_lies_beside_its_licence() -> None:
    fonts = [path for path in (ASSETS / "fonts").iterdir() if path.suffix in (".ttf", ".otf")]
    assert fonts
    for font in fonts:
        licence = font.with_name(f"OFL-{font.stem.split('-')[0]}.txt")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", ["genres", "icons", "looks"])
def test_genres_icons_and_looks_say_their_licence_for_all(folder: str) -> None:
    assert any(licence in (ASSETS / folder / "README.md").read_text(encoding="utf-8") for licence in FREE)


def test_what_the_page_for_other_screens_takes_from_others_lies_beside_its_licence() -> None:
    scripts = {path.name for path in (ASSETS / "web").glob("*.js")}
    assert scripts == {"page.js", "hls.min.js"}
    assert "Apache License" in (ASSETS / "web" / "LICENSE-hls.js.txt").read_text(encoding="utf-8")
    assert "hls.js 1.7.4" in (ASSETS / "web" / "README.md").read_text(encoding="utf-8")


def test_nothing_else_ships() -> None:
    known = {"characters", "environments", "fonts", "genres", "icons", "looks", "music", "web"}
    files = (path for path in ASSETS.rglob("*") if path.is_file())
    assert {path.relative_to(ASSETS).parts[0] for path in files} - known == set()
