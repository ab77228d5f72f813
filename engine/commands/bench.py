"""Runs a benchmark by its name."""

from __future__ import annotations

import argparse
import importlib

from engine.errors import OtherwiseError
from engine.places import ROOT


def run(asked: argparse.Namespace) -> int:
    """What the benchmark itself says: 0 where every goal holds."""
    names = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if path.stem[0] != "_")
    if asked.name not in names:
        raise OtherwiseError(f'There is no benchmark "{asked.name}". There are: {", ".join(names)}.')
    more = {name: given for name in ("seeds", "count") if (given := getattr(asked, name))}
    return int(importlib.import_module(f"bench.{asked.name}").main(quick=asked.quick, json=asked.json, **more))
