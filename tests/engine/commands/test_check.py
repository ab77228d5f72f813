"""python -m engine check: what is wrong, then what the branching and the words are worth; only what is wrong is an error."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.story.files import encode
from engine.story.story import Story
from tests.stories import LOCKED_STUDY, choice, scene


@pytest.fixture
def checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """(exit code, what was printed, what was written) of a check of that story."""

    def do(story: Story) -> tuple[int, str, dict[str, object]]:
        file, out = tmp_path / "story.json", tmp_path / "found.json"
        file.write_bytes(encode(story))
        code = main(["check", "--story", str(file), "--json", str(out)])
        return code, capsys.readouterr().out, json.loads(out.read_text())

    return do


def test_the_measures_are_printed_and_written(checked) -> None:
    _, said, written = checked(LOCKED_STUDY)
    rows = {row[:32].strip(): row[32:].split() for row in said.splitlines()}
    assert rows["paths"][0] == "3"
    assert rows["segments of film"] == ["4"]
    worth = written["worth"]
    assert worth["evenly"]["paths"] == 3
    assert worth["evenly"]["endings"] == {"street": pytest.approx(0.75), "vault": pytest.approx(0.25)}
    assert worth["modelled"]["endings"]["street"] > 0.75  # who lets a fork pass leaves
    assert worth["shortest"] < worth["longest"]
    assert written["title"] == "The Locked Study"


def test_a_line_heard_twice_is_told_and_is_no_error(checked) -> None:
    line = "Somebody locked it from the inside."
    good = replace(
        LOCKED_STUDY,
        scenes=(
            *LOCKED_STUDY.scenes[:2],
            replace(scene("vault", says=line), ending=LOCKED_STUDY.scenes[2].ending),
            LOCKED_STUDY.scenes[3],
        ),
    )
    code, said, written = checked(good)
    plain, _, _ = checked(LOCKED_STUDY)
    assert code == plain
    assert "somebody locked it from the inside (hall, vault)" in said
    assert [one["words"] for one in written["worth"]["words"]["lines"]] == ["somebody locked it from the inside"]


def test_a_story_that_cannot_be_walked_is_not_measured(checked) -> None:
    code, said, written = checked(replace(LOCKED_STUDY, scenes=LOCKED_STUDY.scenes[:3]))
    assert code == 1
    assert "leads nowhere" in said and "Mend what is found first." in said
    assert written["worth"] is None and written["findings"]


def test_a_story_in_circles_is_not_measured_either(checked) -> None:
    ring = (scene("hall", choice("on", "yard")), scene("yard", choice("back", "hall")))
    _, said, written = checked(replace(LOCKED_STUDY, scenes=ring))
    assert "Nothing more is measured: " in said
    assert written["worth"] is None


def test_a_fork_that_the_machine_cannot_film_ahead_of_is_told_and_is_no_error(checked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.commands.check.workers_for", lambda: 1)
    code, said, written = checked(LOCKED_STUDY)
    assert "hall: It is 11 s long and 2 ways lead on from it; " in said and "s longer" in said
    assert written["tight"][0]["scene"] in ("hall", "study") and written["tight"][0]["lacks"] > 0
    monkeypatch.setattr("engine.commands.check.workers_for", lambda: 8)
    easy, said, written = checked(LOCKED_STUDY)
    assert easy == code and "cannot film ahead of" not in said and written["tight"] == []
