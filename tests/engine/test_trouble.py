"""Whatever goes wrong without a window gets a sentence with its remedy and an exit code, and nothing is lost or left lying."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import places
from engine.__main__ import main
from engine.errors import ModelMissing, OtherwiseError, StoryError
from engine.library import characters, environments
from engine.narrative import genre
from engine.narrative.writers.authored import fill
from engine.places import ASSETS, ROOT, Places
from engine.preference.history import History
from engine.story.files import encode
from engine.story.graph import by_default, walk
from engine.story.story import GRID, Scene, Shot, Story, Version
from engine.video.produce import Sound, Sounds
from engine.video.renderers.illustrated import paint
from engine.video.voices.kokoro import Kokoro
from tests.stories import LOCKED_STUDY, choice, scene

Said = Callable[..., tuple[int, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Said:
    """Runs a command; gives its exit code and what it said."""
    monkeypatch.setenv("OTHERWISE_HOME", str(tmp_path / "home"))

    def run(*words: object) -> tuple[int, str]:
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:  # argparse
            code = int(end.code or 0)
        told = capsys.readouterr()
        return code, (told.err if code == 2 else told.out).strip()

    return run


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of what ships, to be spoilt."""
    copy = tmp_path / "assets"
    for folder in ("characters", "environments", "genres"):
        shutil.copytree(ASSETS / folder, copy / folder)
    monkeypatch.setattr(places, "ASSETS", copy)
    monkeypatch.setattr(genre, "ASSETS", copy)
    kept = (characters._shipped, environments.environments)
    for one in kept:
        one.cache_clear()
    yield copy
    for one in kept:
        one.cache_clear()


# ---- stories ----------------------------------------------------------------------------------------------------------


def spoilt(**changes: Any) -> bytes:
    return encode(replace(LOCKED_STUDY, **changes))


def raw(change: Callable[[dict[str, Any]], object]) -> bytes:
    story = json.loads(encode(LOCKED_STUDY))
    change(story)
    return json.dumps(story).encode()


def first_shot(story: dict[str, Any]) -> dict[str, Any]:
    return story["scenes"][0]["versions"][0]["shots"][0]


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        (b"", "This is no story: Input data was truncated. Write JSON as `engine walk --json` prints it."),
        (encode(LOCKED_STUDY)[:900], "This is no story: Input data was truncated."),
        (b"[1]", "This is no story: Expected `object`, got `array`."),
        (b"\xff\xfe", "This is no story: JSON is malformed"),
        (spoilt(format=99), "Format 99 is newer than this player reads (1). Update Otherwise."),
        (raw(lambda s: s.update(format="x")), "Expected `int`, got `str` - at `$.format`. Mend that place"),
        (raw(lambda s: s.update(tilte="x")), "`$.tilte` means nothing here. Take it out, or spell it right."),
        (raw(lambda s: first_shot(s).update(mood=1)), "`$.scenes[0].versions[0].shots[0].mood` means nothing here."),
        (spoilt(start="moon"), 'The story starts at "moon", which is no scene of it.'),
        (spoilt(scenes=()), 'The story starts at "hall", which is no scene of it.'),
        (spoilt(scenes=(*LOCKED_STUDY.scenes, LOCKED_STUDY.scenes[3])), 'Two scenes are called "street". Rename one.'),
        (raw(lambda s: s["scenes"][0]["choices"][0].update(to="moon")), 'leads to "moon", which is no scene. Point it at one.'),
        (raw(lambda s: s["scenes"][0].update(default="zz")), 'The default "zz" is none of the choices. Name one of them.'),
        (raw(lambda s: s["scenes"][0].update(versions=[])), "No version for no shown facts"),
        (raw(lambda s: first_shot(s).update(frames=100)), "Lengthen a shot by 28 frames, to a multiple of 64."),
        (raw(lambda s: first_shot(s).update(environment="moon")), 'There is no set "moon". Write one of airlock, archive'),
        (raw(lambda s: first_shot(s).update(variant="flood")), 'The set "library" has no variant "flood". It has '),
        (raw(lambda s: first_shot(s)["people"][0].update(anchor="roof")), 'The set "library" has no anchor "roof". It has '),
        (
            raw(lambda s: first_shot(s)["people"][0].update(role="ghost")),
            'is spoken by "maud", who is not in the picture. Place them, or mark it heard.',
        ),
        (raw(lambda s: first_shot(s)["lines"][0].update(emotion="bananas")), "Invalid enum value 'bananas' - at `$.scenes[0]"),
        (raw(lambda s: s["scenes"][0].update(music="polka")), 'There is no music for "polka". Write one of '),
        (
            raw(lambda s: s["cast"][1].update(character="nobody")),
            'is played by "nobody", who is not in assets/characters. Write ',
        ),
    ],
)
def test_a_story_that_cannot_be_filmed_names_the_file_and_what_to_write(
    story: bytes, sentence: str, say: Said, tmp_path: Path
) -> None:
    path = tmp_path / "tale.json"
    path.write_bytes(story)
    code, said = say("walk", "--story", path)
    assert code == 2
    assert said.startswith(str(path))
    assert sentence in said
    code, said = say("film", "--story", path, "--out", tmp_path / "tale.mp4")
    assert (code, sentence in said) == (2, True)
    assert sorted(one.name for one in tmp_path.iterdir()) in (["home", "tale.json"], ["tale.json"])


def test_check_tells_of_everything_that_is_wrong_at_once(say: Said, tmp_path: Path) -> None:
    path = tmp_path / "tale.json"
    path.write_bytes(raw(lambda s: (first_shot(s).update(environment="moon"), s["scenes"][0].update(default="zz"))))
    code, said = say("check", "--story", path)
    assert code == 1
    assert "hall: missing default: " in said
    assert 'hall: not in the library: There is no set "moon".' in said
    assert "2 findings." in said


def test_a_story_that_goes_round_in_circles_ends_with_a_sentence(say: Said, tmp_path: Path) -> None:
    circle = Story(
        id="circle",
        title="Round",
        genre="",
        start="a",
        cast=LOCKED_STUDY.cast,
        scenes=(
            scene("a", choice("on", "b", "On"), choice("out", "c", "Out"), default="on"),
            scene("b", choice("back", "a")),
            scene("c", ending=LOCKED_STUDY.scenes[2].ending),
        ),
    )
    with pytest.raises(StoryError, match="goes round in circles"):
        walk(circle, by_default)
    (tmp_path / "circle.json").write_bytes(encode(circle))
    code, said = say("walk", "--story", tmp_path / "circle.json")
    assert (code, "Choose a way out with --branch" in said) == (2, True)
    assert say("walk", "--story", tmp_path / "circle.json", "--branch", "on,out")[0] == 0


# ---- what is asked for ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["walk", "--genre", "opera"], 'There is no genre "opera". There is: cozy_mystery'),
        (["walk", "--genre", "../characters"], 'There is no genre "../characters".'),
        (["walk", "--branch", "sing"], '"sing" is not offered in scene '),
        (["walk", "--minutes", "nan"], '"nan" will not do. Write a number of minutes from 3 to 30.'),
        (["walk", "--minutes", "0"], '"0" will not do. Write a number of minutes from 3 to 30.'),
        (["walk", "--seed", "x"], "invalid int value: 'x'"),
        (
            ["walk", "--story", "no/such.json"],
            "no/such.json: The file cannot be read (No such file or directory). Is its name right?",
        ),
        (["walk", "--viewer", "no/such.json"], "no/such.json: The file cannot be read (No such file or directory)."),
        (["film", "--out", "a.mp4", "--seconds", "0"], '"0" will not do. Write a number of seconds from 0.1 to 86400.'),
        (["film", "--out", "a.mp4", "--seconds", "-3"], '"-3" will not do. Write a number of seconds'),
        (["film", "--out", "a.mp4", "--seconds", "soon"], '"soon" will not do. Write a number of seconds'),
        (["film", "--out", "a.mp4", "--workers", "-1"], '"-1" will not do. Write a whole number from 1 to 64'),
        (["film", "--out", "a.avi"], "a.avi does not end in .mp4. Films are written as MP4; name the file so, or ask for --web."),
        (["film", "--out", "no/such/a.mp4"], "There is no folder no/such. Make it first, or choose another --out."),
        (["screenplay"], "the following arguments are required: --out"),
        (["screenplay", "--out", "a.docx"], "a.docx ends neither in .fountain nor in .pdf. Screenplays are written as these;"),
        (["screenplay", "--out", "no/such/a.pdf"], "There is no folder no/such. Make it first, or choose another --out."),
        (["screenplay", "--out", "a.pdf", "--branch", "sing"], '"sing" is not offered in scene '),
        (["screenplay", "--out", "a.pdf", "--whole", "--branch", "1"], "--whole is every way through: it goes with no --branch"),
        (["screenplay", "--out", "a.pdf", "--whole", "--chance", "0"], "and no --chance. Leave one of them out."),
        (["screenplay", "--out", "a.pdf", "--genre", "opera"], 'There is no genre "opera". There is: '),
        (["film"], "the following arguments are required: --out"),
        (["bench", "sleep"], 'There is no benchmark "sleep". There are: '),
        (["dance"], "invalid choice: 'dance' (choose from "),
        ([], "the following arguments are required: command"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_can(words: list[str], sentence: str, say: Said) -> None:
    code, said = say(*words)
    assert code == 2
    assert sentence in said


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ("{", "The JSON is broken: Input data was truncated. Mend it, or delete the file"),
        ('{"nam": "Robin"}', "`$.nam` means nothing here. Take it out, or spell it right."),
        ('{"name": 3}', "Expected `str`, got `int` - at `$.name`. Mend that place"),
        ('{"tone": "loud"}', "Invalid enum value 'loud' - at `$.tone`."),
        ('{"face": {"age": 9}}', "age is 9.0. Write a number from 0.0 to 1.0."),
        ('{"wardrobe": {"outfit": "armour"}}', 'There is no outfit "armour". Write one of cardigan'),
    ],
)
def test_a_wrong_profile_names_the_place_in_it(profile: str, sentence: str, say: Said, tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    path.write_text(profile)
    code, said = say("walk", "--viewer", path)
    assert code == 2
    assert said.startswith(f"{path}: ")
    assert sentence in said


def test_a_folder_in_place_of_the_film_is_found_before_filming(say: Said, tmp_path: Path) -> None:
    (tmp_path / "film.mp4").mkdir()
    code, said = say("film", "--out", tmp_path / "film.mp4")
    assert (code, said) == (2, f"{tmp_path / 'film.mp4'} is a folder. Choose another --out.")


def test_a_screenplay_that_cannot_be_written_where_it_is_wanted_says_so(
    say: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "film.pdf").mkdir()
    code, said = say("screenplay", "--out", tmp_path / "film.pdf")
    assert (code, said) == (2, f"{tmp_path / 'film.pdf'} is a folder. Choose another --out.")

    def shut(**_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("tempfile.TemporaryFile", shut)
    code, said = say("screenplay", "--out", tmp_path / "film.fountain")
    assert (code, said) == (2, f"{tmp_path} cannot be written to. Choose another --out.")


def test_without_screenplain_a_pdf_says_what_to_install_and_fountain_is_written_all_the_same(
    say: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tale.json").write_bytes(encode(LOCKED_STUDY))
    for module in ("screenplain.export.pdf", "reportlab.pdfbase.pdfmetrics"):
        monkeypatch.setitem(sys.modules, module, None)
    code, said = say("screenplay", "--story", tmp_path / "tale.json", "--out", tmp_path / "tale.pdf")
    assert code == 2
    assert "Run `.venv/bin/pip install -e '.[screenplay]'`, or choose an --out that ends in .fountain." in said
    assert not (tmp_path / "tale.pdf").exists()
    assert say("screenplay", "--story", tmp_path / "tale.json", "--out", tmp_path / "tale.fountain")[0] == 0


def test_a_full_disk_leaves_the_screenplay_of_before(say: Said, tmp_path: Path, full: Callable[[], None]) -> None:
    (tmp_path / "tale.json").write_bytes(encode(LOCKED_STUDY))
    words = ("screenplay", "--story", tmp_path / "tale.json", "--out", tmp_path / "tale.fountain")
    assert say(*words)[0] == 0
    before = (tmp_path / "tale.fountain").read_text()
    full()
    code, said = say(*words, "--whole")
    assert (code, said) == (2, "The disk is full: tale.fountain could not be saved. Free some space and try again.")
    assert (tmp_path / "tale.fountain").read_text() == before
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["tale.fountain", "tale.json"]


# ---- what ships -------------------------------------------------------------------------------------------------------

STORYLET = "genres/cozy_mystery/storylets/opening_umbrella.storylet"
GENRE = "genres/cozy_mystery/genre.toml"
MAUD = "characters/maud.toml"
SET = "environments/library/set.toml"
DRAWING = "environments/library/layers.svg"


def sub(pattern: str, with_: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, with_, text, count=1, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("file", "spoil", "sentence"),
    [
        (STORYLET, lambda text: "", r":1: A storylet begins with a line `\+\+\+`, then its head. Write that first."),
        (STORYLET, sub("^slot = .*$", 'slot = "opening'), r":\d+: Illegal character .*\. Write TOML: key = \"text\"\."),
        (STORYLET, sub("^tension", "tensoin"), r':\d+: "tensoin" is not known here. Write one of: slot, set'),
        (STORYLET, lambda text: text + "\nZORRO\nHello.\n", r':\d+: Nobody is called "ZORRO" here. Write one of the cast: YOU'),
        (STORYLET, lambda text: text + "\nHOST\n(bananas)\nHello.\n", r':\d+: "bananas" is no emotion. Write one of: neutral'),
        (STORYLET, lambda text: text + "\nHOST\nI am {{ nope }}.\n", r':\d+: Nothing is called "nope" here. Write a role'),
        (STORYLET, lambda text: text + "\nHOST\nI am {% if %}.\n", r":\d+: Expected an expression.* Mend the braces there."),
        (GENRE, sub(r"^title =", "titel ="), r':\d+: "titel" is not known here. Write one of: alibis'),
        (GENRE, sub(r"^\[", "[["), r":\d+: .*\. Write TOML: key = \"text\"\."),
        (MAUD, sub("^age = .*$", "age = 7.0"), r"maud.toml:\d+: age is 7.0. Write a number from 0.0 to 1.0."),
        (MAUD, sub("^skin = .*$", 'skin = "blue"'), r'maud.toml:\d+: "blue" is no colour. Write it as "#rrggbb".'),
        (MAUD, sub("=", ""), r"maud.toml:1: The TOML is broken: Expected '=' after a key"),
        (SET, sub(r"^\[\[layers\]\]", "[[layerz]]"), r"set.toml:\d+: `layerz` means nothing in a set. Take it out"),
        (SET, sub(r'^layer = ".*"', 'layer = "roof"'), r'set.toml:\d+: There is no layer "roof". It is one of'),
        (DRAWING, lambda text: text[:2000], r"layers.svg:\d+: The SVG is broken: "),
        (DRAWING, sub('<g id="[^"]+"', '<g id="zz"'), r'layers.svg:1: No group at the top of the drawing has id="\w+"'),
    ],
)
def test_a_malformed_asset_names_its_file_and_line(
    file: str, spoil: Callable[[str], str], sentence: str, say: Said, assets: Path
) -> None:
    path = assets / file
    whole = path.read_text()
    path.write_text(spoil(whole))
    assert path.read_text() != whole
    code, said = say("check")
    assert code == 2
    assert re.search(sentence, said)
    assert Path(file).name in said


@pytest.mark.parametrize("file", [STORYLET, MAUD, SET])
def test_an_asset_that_is_no_text_is_named(file: str, say: Said, assets: Path) -> None:
    (assets / file).write_bytes(b"\xff\xfe\x00")
    code, said = say("check")
    assert (code, Path(file).name in said) == (2, True)


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("genres", 'There is no genre "cozy_mystery". There is: none.'),
        ("characters", "assets/characters is missing. Fetch the project again, or run `git checkout assets`."),
        ("environments", "assets/environments is missing. Fetch the project again, or run `git checkout assets`."),
        (DRAWING, "layers.svg: The file cannot be read"),
        ("environments/tearoom", 'The set "tearoom" is not in assets/environments. Name one of: '),
    ],
)
def test_a_missing_asset_is_named(missing: str, sentence: str, say: Said, assets: Path) -> None:
    path = assets / missing
    path.unlink() if path.is_file() else shutil.rmtree(path)
    code, said = say("check")
    assert code in (1, 2)
    assert sentence in said


@pytest.mark.parametrize("text", ["{{ 1 / 0 }}", "{{ ().__class__ }}", "{{ 'a' + 1 }}", "{{ [].pop() }}", "{{ {}['x'] }}"])
def test_a_text_that_cannot_be_filled_in_names_its_line(text: str) -> None:
    with pytest.raises(StoryError, match=r"tale\.storylet:12: .*README\.md of the genre"):
        fill(f"Good evening.\n\n{text}", words={}, file="tale.storylet", first_line=10)


def test_a_damaged_voice_model_says_how_to_get_a_whole_one(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"half a model")
    with pytest.raises(ModelMissing, match=r"cannot be loaded .*Delete that folder.*python -m engine\.models fetch kokoro"):
        _ = Kokoro(tmp_path, key="k")._session


# ---- the disk ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on the disk is full: a file gets its name and half of its content."""
    whole = Path.write_bytes

    def write_bytes(path: Path, data: bytes) -> int:
        whole(path, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    return lambda: monkeypatch.setattr(Path, "write_bytes", write_bytes)


def test_a_full_disk_is_found_at_the_door_and_nothing_is_left_on_it(full: Callable[[], None], tmp_path: Path) -> None:
    full()
    with pytest.raises(OtherwiseError, match=r"cannot write to .*No space left on device.*set OTHERWISE_HOME"):
        Places(data=tmp_path / "data", cache=tmp_path / "cache").ready()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_sound_that_does_not_fit_is_said_and_paint_that_does_not_is_painted_again(
    full: Callable[[], None], tmp_path: Path
) -> None:
    full()
    with pytest.raises(OtherwiseError, match=r"could not be kept \(No space left on device\)\. Free some space"):
        Sounds(tmp_path).put("00aa", Sound(spoken=(), chunks=(b"x" * 100,)))
    paint._keep(tmp_path / "00" / "00aa.png", np.zeros((8, 8, 4), np.uint8))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_half_a_painting_is_none(tmp_path: Path) -> None:
    file = tmp_path / "00" / "00aa.png"
    painting = np.random.default_rng(3).integers(0, 255, (64, 64, 4), np.uint8)
    paint._keep(file, painting)
    kept = paint._fetch(file, painting.shape)
    assert kept is not None
    assert (kept == painting).all()
    file.write_bytes(file.read_bytes()[:-2000])
    assert paint._fetch(file, painting.shape) is None
    file.unlink()
    assert paint._fetch(file, painting.shape) is None


def test_a_home_that_is_no_folder_says_what_to_set(say: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("OTHERWISE_HOME", str(tmp_path / "file"))
    code, said = say("film", "--out", tmp_path / "a.mp4")
    assert code == 2
    assert re.search(r"cannot write to .* \(Not a directory\)\. Make the folder writable, or set OTHERWISE_HOME", said)


def test_a_second_broken_history_does_not_take_the_place_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    for number in (1, 2):
        path.write_bytes(f"broken {number} ".encode() * 500)
        History(path).close()
    assert (tmp_path / "history.broken-1.sqlite").read_bytes().startswith(b"broken 1")
    assert (tmp_path / "history.broken-2.sqlite").read_bytes().startswith(b"broken 2")


def test_a_history_that_is_only_locked_is_not_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    path = tmp_path / "history.sqlite"
    History(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    patient = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: patient(*a, **{**k, "timeout": 0.05}))
    with pytest.raises(OtherwiseError, match="Make its folder writable"):
        History(path)
    other.close()
    assert [one.name for one in tmp_path.iterdir()] == ["history.sqlite"]


# ---- the real command, from outside -----------------------------------------------------------------------------------


def start(tmp_path: Path, *words: object, **how: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "engine", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "OTHERWISE_HOME": str(tmp_path / "home")},
        stderr=subprocess.PIPE,
        text=True,
        **how,
    )


def test_who_has_seen_enough_may_stop_reading(tmp_path: Path) -> None:
    printing = start(tmp_path, "walk", "--json", stdout=subprocess.PIPE)
    assert printing.stdout is not None
    printing.stdout.close()
    assert printing.communicate(timeout=60)[1] == ""
    assert printing.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_terminal_that_takes_nothing_gets_a_sentence(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as nowhere:
        printing = start(tmp_path, "walk", stdout=nowhere)
        said = printing.communicate(timeout=60)[1].strip()
    assert said == "No space left on device. Free some space, or choose a folder that you may write to."
    assert printing.returncode == 2


def living(group: int) -> list[str]:
    """Processes of the group that still run."""
    found = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in found if line.split()[0] == str(group) and not line.split()[1].startswith("Z")]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize(("told", "codes", "sentence"), [("SIGINT", (130, -2), "Stopped."), ("SIGTERM", (143,), "Ended.")])
def test_filming_that_is_told_to_stop_leaves_nobody_and_nothing_behind(
    told: str, codes: tuple[int, ...], sentence: str, tmp_path: Path
) -> None:
    story = tmp_path / "tale.json"
    story.write_bytes(encode(LOCKED_STUDY))
    filming = start(tmp_path, "film", "--story", story, "--out", tmp_path / "tale.mp4", "--draft", start_new_session=True)
    assert filming.stderr is not None
    said = ""
    while "Filming" not in said:
        piece = filming.stderr.read(1)
        assert piece, said
        said += piece
    time.sleep(0.4)  # the workers wake up
    os.killpg(filming.pid, getattr(signal, told))
    said += filming.communicate(timeout=60)[1]
    assert filming.returncode in codes
    assert said.endswith(f"\n{sentence} What is made is kept.\n")
    assert "Traceback" not in said
    until = time.monotonic() + 5
    while (left := living(filming.pid)) and time.monotonic() < until:
        time.sleep(0.1)
    assert left == []
    assert not [path for path in tmp_path.rglob("*") if ".part" in path.name or path.suffix == ".mp4"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a small disk, where we may."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
        if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("no disk can be mounted here")
        return folder

    yield mount
    if folder.is_mount():
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_read_only_home_says_so_and_a_walk_needs_none(
    disk: Callable[[str], Path], say: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = disk("ro,size=1m")
    monkeypatch.setenv("OTHERWISE_HOME", str(home))
    for words in (("film", "--out", tmp_path / "a.mp4"), ("bake",)):
        code, said = say(*words)
        assert code == 2
        assert re.search(r"cannot write to .* \(Read-only file system\)\. Make the folder writable, or set OTHERWISE_HOME", said)
    assert say("check")[0] == 0


def test_a_read_only_or_full_folder_is_refused_before_filming(disk: Callable[[str], Path], say: Said) -> None:
    out = disk("ro,size=1m")
    code, said = say("film", "--out", out / "a.mp4")
    assert (code, said) == (2, f"{out} cannot be written to. Choose another --out.")


def test_a_disk_that_fills_up_while_filming_ends_it_with_a_sentence(
    disk: Callable[[str], Path], say: Said, tmp_path: Path
) -> None:
    home = disk("size=400k")
    (tmp_path / "home").symlink_to(home)
    story = tmp_path / "tale.json"
    story.write_bytes(encode(LOCKED_STUDY))
    code, said = say("film", "--story", story, "--out", tmp_path / "tale.mp4", "--draft", "--seconds", "2", "--workers", "1")
    assert code == 2
    assert re.search(r"(The disk is full: a chunk|The sound of a scene could not be kept).*Free ", said)
    assert "Traceback" not in said
    assert not [path for path in tmp_path.rglob("*") if ".part" in path.name or path.suffix == ".mp4"]
    assert not list((home / "cache" / "store" / "parts").iterdir())


def test_broken_film_and_a_broken_index_cost_a_second_filming_and_no_word(say: Said, tmp_path: Path) -> None:
    story = tmp_path / "tale.json"
    key = Shot(framing="insert", environment="library", focus="key", frames=GRID)
    seen = Scene(id="key", title="The Key", versions=(Version(shots=(key,)),), ending=LOCKED_STUDY.scenes[2].ending)
    story.write_bytes(encode(Story(id="key", title="The Key", genre="", start="key", scenes=(seen,))))
    words = ("film", "--story", story, "--out", tmp_path / "tale.mp4", "--draft", "--no-credits", "--workers", "1")
    assert say(*words)[0] == 0
    first = (tmp_path / "tale.mp4").read_bytes()
    cache = tmp_path / "home" / "cache"
    broken = [*cache.rglob("*.chunk"), *cache.rglob("*.sound")]
    assert len(broken) == 2
    for file in broken:
        file.write_bytes(file.read_bytes()[:-50])
    (cache / "store" / "index.sqlite").write_bytes(b"no index" * 900)
    code, said = say(*words)
    assert code == 0
    assert "s of film in" in said
    assert (tmp_path / "tale.mp4").read_bytes() == first


# ---- share codes ------------------------------------------------------------------------------------------------------


def test_a_shared_path_is_walked_again_by_its_code(say: Said) -> None:
    code, told = say("walk", "--seed", 5, "--chance", 3)
    assert code == 0
    words, _, shares = told.rpartition("\n\nShare the premise: ")
    code, again = say("walk", "--share", shares.rpartition("Share this path: ")[2])
    assert code == 0
    assert again == words


def test_a_misspelt_share_code_is_said_to_be_one(say: Said) -> None:
    code, told = say("walk", "--share", "4MT3W-00000-MHG0X")
    assert code == 2
    assert told.startswith("This is not quite a share code: a letter is wrong or missing.")
