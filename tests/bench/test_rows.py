"""A long measurement that is cut off goes on where it was; what other code measured does not count."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bench._plans import PROFILES, _jobs
from bench._rows import Rows, digest


@dataclass(frozen=True, kw_only=True)
class Found:
    value: float


def rows(file: Path | None, by: str = "today") -> Rows[Found]:
    return Rows(file, by=by, kind=Found)


def test_what_was_measured_is_there_again(tmp_path: Path) -> None:
    first = rows(tmp_path / "r.rows")
    first.add(3, Found(value=0.5))
    first.add(9, Found(value=1.5))
    assert rows(tmp_path / "r.rows").rows == {3: Found(value=0.5), 9: Found(value=1.5)} == first.rows


def test_what_other_code_measured_is_not(tmp_path: Path) -> None:
    rows(tmp_path / "r.rows", by="yesterday").add(3, Found(value=0.5))
    assert rows(tmp_path / "r.rows").rows == {}


def test_a_line_that_was_cut_off_is_measured_again_and_hides_no_other(tmp_path: Path) -> None:
    file = tmp_path / "r.rows"
    for number in (1, 2, 3):
        rows(file).add(number, Found(value=number))
    whole = file.read_bytes()
    file.write_bytes(whole[:-9])
    again = rows(file)
    assert set(again.rows) == {1, 2}
    again.add(3, Found(value=3))
    assert set(rows(file).rows) == {1, 2, 3}


def test_without_a_file_rows_are_kept_for_this_run() -> None:
    kept = rows(None)
    kept.add(1, Found(value=1.0))
    assert kept.rows == {1: Found(value=1.0)}


@pytest.mark.parametrize("change", ["words", "a new file", "another name"])
def test_any_change_of_the_content_has_another_key(tmp_path: Path, change: str) -> None:
    folder = tmp_path / "genre"
    folder.mkdir()
    (folder / "one.storylet").write_text("Good evening.")
    before = digest([folder])
    match change:
        case "words":
            (folder / "one.storylet").write_text("Good morning.")
        case "a new file":
            (folder / "two.storylet").write_text("")
        case _:
            (folder / "one.storylet").rename(folder / "won.storylet")
    assert digest([folder]) != before


def test_what_python_compiles_has_no_part_in_the_key(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    before = digest([tmp_path])
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_bytes(b"1")
    assert digest([tmp_path]) == before


def test_every_viewer_gets_every_genre_in_every_length() -> None:
    pairs = [("cozy_mystery", 5), ("cozy_mystery", 8), ("science_fiction", 5), ("science_fiction", 8)]
    jobs = list(_jobs(len(pairs) * PROFILES, pairs))
    assert {(genre, minutes, who) for genre, minutes, _, who in jobs} == {
        (*pair, who) for pair in pairs for who in range(PROFILES)
    }
    assert len({seed for _, _, seed, _ in jobs}) == len(jobs)
