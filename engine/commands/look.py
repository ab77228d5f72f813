"""Contact sheets: the cast, faces, expressions, visemes, hair, outfits or poses; or one set, by its name."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from engine.commands.asked import must_be_writable
from engine.errors import OtherwiseError
from engine.video.renderers.illustrated import sheet


def run(asked: argparse.Namespace) -> int:
    """0 when the sheet is written."""
    out: Path = asked.out or Path(f"look_{asked.what}.png")
    if out.suffix.lower() not in sheet.ENDS:
        raise OtherwiseError(f"A sheet is a picture: end the name of --out ({out.name}) in {' or '.join(sheet.ENDS)}.")
    must_be_writable(out)
    if asked.what == "faces":
        people, size = tuple(sheet.faces(asked.count)), (150, 170, 14)
    elif asked.what in sheet.SHEETS:
        make, *numbers = sheet.SHEETS[asked.what]
        people, size = tuple(make()), (numbers[0], numbers[1], numbers[2])
    else:
        print(importlib.import_module("engine.commands.look_set").main(asked.what, out, width=asked.width))
        return 0
    width, height, across = size
    sheet.save(sheet.sheet(people, width=width, height=height, across=across, draft=asked.draft), out, width=asked.width)
    print(f"{len(people)} pictures in {out}.")
    return 0
