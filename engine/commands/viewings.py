"""Prints how the last viewings on this machine went."""

from __future__ import annotations

import argparse

from engine.places import places
from engine.screening.daybook import Viewing, read, report
from engine.screening.schedule import CHUNK_SECONDS
from engine.video.rungs import LADDER

_ROW = "{:<17}{:<28}{:>6}{:>7}{:>9}{:>8}{:>9}{:>8}{:>10}{:>8}"


def run(asked: argparse.Namespace) -> int:
    """A row for each of the last viewings, the newest last; with --json, the lines of the newest."""
    books = sorted(places().viewings.glob("*.jsonl"))
    if not books:
        print("Nothing was watched yet. Play an episode: python -m app, or python -m engine serve")
        return 0
    if asked.json:
        print(books[-1].read_text(encoding="utf-8"), end="")
        return 0
    best = LADDER[-1].name
    print(_ROW.format("when", "episode", "film", "forks", "foretold", "stalls", "stalled", best, "worked", "wasted"))
    for book in books[-max(1, asked.last) :]:
        print(_row(book.name[:15], report(read(book), chunk_seconds=CHUNK_SECONDS)))
    return 0


def _row(when: str, one: Viewing) -> str:
    known = f"{one.taken_as_expected} of {one.forks}" if one.forks else ""
    fine = one.levels.get(len(LADDER) - 1, 0.0)
    film = f"{one.seconds:.0f} s"
    return _ROW.format(
        when, one.title[:26], film, one.forks, known, one.stalls, f"{one.stalled:.1f} s", f"{fine:.0%}", f"{one.worked:.0f} s",
        f"{one.wasted:.0%}",
    )  # fmt: skip
