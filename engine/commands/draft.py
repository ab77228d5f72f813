"""Has a writer propose a storylet to a designer, as a file with the checker's remarks in it."""

from __future__ import annotations

import argparse
from contextlib import closing

from engine.errors import ModelMissing
from engine.narrative.drafts import draft, page_of, written
from engine.narrative.genre import read_genre
from engine.narrative.writers import Drafter, ranker, writer
from engine.places import places


def run(asked: argparse.Namespace) -> int:
    """0 when a draft is written, however much is remarked on it."""
    genre = read_genre(asked.genre)
    home = places().ready()
    folder = asked.out or home.data / "drafts" / genre.id
    page = page_of(genre, asked.slot, note=asked.note, number=len(list(folder.glob(f"{asked.slot}_*.storylet"))))
    pen, sentence = writer(home)
    if not isinstance(pen, Drafter):
        _, none = ranker(home)
        small = "" if none else " What is installed ranks lines, and is too small to write any."
        raise ModelMissing(f"A draft needs a model that writes. {sentence.split(' Until then')[0]}{small}")
    with closing(pen):
        made = draft(page, slot=asked.slot, writer=pen)
    path = written(made, genre, folder=folder, by=pen.name)
    remarks = path.read_text(encoding="utf-8").count("\n* ")
    print(f"{path}: {remarks or 'no'} remark{'s' * (remarks != 1)}.")
    print(f"Read it, mend it, and move it to assets/genres/{genre.id}/storylets/ when it is yours.")
    return 0
