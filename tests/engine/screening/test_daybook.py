"""A viewing's daybook says what was expected, made and missed, and its report adds that up."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.__main__ import main
from engine.screening.daybook import KEPT, Began, Daybook, Dropped, Entry, Held, Made, Opened, Shown, Took, erase, read, report

FORK = Opened(scene="hall", chances={"ask": 0.7, "wait": 0.3}, ready={"ask": 5.0, "wait": 5.0})


def film(segment: str, part: int, *, level: int = 1, seconds: float = 2.0) -> Made:
    return Made(kind="film", segment=segment, scene=segment, part=part, level=level, seconds=seconds, why="certain")


def shown(segment: str, part: int, *, level: int = 1) -> Shown:
    return Shown(segment=segment, scene=segment, part=part, level=level)


def kept(folder: Path) -> tuple[Entry, ...]:
    (path,) = folder.glob("*.jsonl")
    return read(path)


def test_what_is_noted_is_read_again_with_its_time(tmp_path: Path) -> None:
    book = Daybook(tmp_path, episode="e1", title="The Key", workers=2)
    book.note(FORK)
    book.close()
    began, fork = kept(tmp_path)
    assert isinstance(began, Began) and began.title == "The Key"
    assert isinstance(fork, Opened) and fork.chances == FORK.chances and fork.at >= began.at


def test_a_line_that_was_cut_off_costs_that_line_alone(tmp_path: Path) -> None:
    book = Daybook(tmp_path, episode="e1", title="The Key", workers=2)
    book.note(FORK)
    book.close()
    (path,) = tmp_path.glob("*.jsonl")
    path.write_bytes(path.read_bytes()[:-20] + b'\n{"what":"of another time"}\n')
    assert [type(one) for one in read(path)] == [Began]


def test_a_folder_that_cannot_be_written_costs_the_lines_and_not_the_film(tmp_path: Path) -> None:
    (tmp_path / "viewings").write_text("a file is in the way")
    book = Daybook(tmp_path / "viewings", episode="e1", title="The Key", workers=2)
    book.note(FORK)
    book.close()


def test_a_disk_that_fills_up_ends_the_book_quietly(tmp_path: Path) -> None:
    book = Daybook(tmp_path, episode="e1", title="The Key", workers=2)

    class Full:
        def write(self, data: bytes) -> int:
            raise OSError(28, "No space left on device")

        def flush(self) -> None: ...
        def close(self) -> None: ...

    book.close()
    book._file = Full()  # type: ignore[assignment]
    book.note(FORK)
    book.note(FORK)
    assert len(kept(tmp_path)) == 1


def test_old_books_make_room(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        (tmp_path / f"20260101-0000{number:02d}-e.jsonl").write_bytes(b"")
    Daybook(tmp_path, episode="e", title="", workers=1).close()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == KEPT and names[0] == "20260101-000004-e.jsonl"


def test_the_report_adds_up_what_was_seen_and_what_was_for_nothing() -> None:
    lines = (
        Began(episode="e", title="The Key", workers=2),
        film("hall", 0, level=0, seconds=1.0),
        film("hall", 0),  # a better take, in time
        film("hall", 1, level=0, seconds=1.0),
        shown("hall", 0),
        shown("hall", 1, level=0),
        FORK,
        film("study", 0),
        film("garden", 0),  # nobody went there
        Dropped(kind="film", scene="garden", part=1, level=1, seconds=1.0, why="Nobody goes there now."),
        Took(scene="hall", choice="ask", chance=0.7, ready=5.0, by_default=False),
        Held(scene="hall", seconds=0.5, for_viewer=False),
        Held(scene="hall", seconds=9.0, for_viewer=True),
        shown("study", 0),
    )
    told = report(lines, chunk_seconds=2.0)
    assert (told.title, told.seconds, told.forks, told.taken_as_expected) == ("The Key", 6.0, 1, 1)
    assert (told.stalls, told.stalled) == (1, 0.5)
    assert told.surprise == pytest.approx(0.3567, abs=1e-3)
    assert told.levels == pytest.approx({0: 1 / 3, 1: 2 / 3})
    assert told.switches == pytest.approx(20.0)
    assert told.worked == pytest.approx(9.0)
    assert told.wasted == pytest.approx(4 / 9)  # the plain take that was not shown, the garden, and what was stopped


def test_a_viewing_that_was_broken_off_at_once_has_a_report() -> None:
    told = report((), chunk_seconds=2.0)
    assert (told.seconds, told.forks, told.worked, told.wasted) == (0.0, 0, 0.0, 0.0)


def test_the_command_tells_the_last_viewings_and_what_they_cost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTHERWISE_HOME", str(tmp_path))
    assert main(["viewings"]) == 0
    assert "Nothing was watched yet" in capsys.readouterr().out
    book = Daybook(tmp_path / "data" / "viewings", episode="e1", title="The Key", workers=2)
    for entry in (
        film("hall", 0),
        shown("hall", 0),
        FORK,
        Took(scene="hall", choice="wait", chance=0.3, ready=0, by_default=True),
    ):
        book.note(entry)
    book.close()
    assert main(["viewings"]) == 0
    row = capsys.readouterr().out.splitlines()[-1]
    assert "The Key" in row and "0 of 1" in row and "100%" in row
    assert main(["viewings", "--json"]) == 0
    assert capsys.readouterr().out.count("\n") == 5


def test_daybooks_can_be_erased(tmp_path: Path) -> None:
    Daybook(tmp_path, episode="e1", title="The Key", workers=2).close()
    erase(tmp_path)
    assert not list(tmp_path.iterdir())
