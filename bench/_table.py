"""How a benchmark tells what it found: a table of goal and measured side by side, and JSON."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured figure; `name` is its place in goals.toml below the benchmark's name. A goal is optional."""

    name: str
    value: float
    note: str = ""


def tell(bench: str, figures: list[Figure], *, extra: dict[str, object], path: Path | None) -> int:
    """Print the table, write the JSON. 0 where every goal holds, else 1."""
    goals = tomllib.loads((Path(__file__).parent / "goals.toml").read_text())[bench]
    short, rows = [], []
    for figure in figures:
        goal = goals.get(figure.name, {})
        least, most = goal.get("at_least"), goal.get("at_most")
        good = (least is None or figure.value >= least) and (most is None or figure.value <= most)
        aim = f">= {least:g}" if least is not None else f"<= {most:g}" if most is not None else ""
        if not good:
            short.append(goal.get("what", figure.name))
        unit = goal.get("unit", "")
        verdict = "" if not aim else "yes" if good else "NO"
        what, measured = goal.get("what", figure.name), f"{figure.value:.2f} {unit}"
        rows.append((what, measured, f"{aim} {unit}" if aim else "", verdict, figure.note))
    head = ("figure", "measured", "goal", "holds", "")
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(4)]
    for row in [head, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row[:4], widths, strict=True)) + f"  {row[4]}".rstrip())
    load = os.getloadavg()[0]
    print(f"load average {load:.1f} on {os.cpu_count()} cores")
    if path:
        data = {"bench": bench, "load": load, "figures": {f.name: f.value for f in figures}, "short": short, **extra}
        path.write_text(json.dumps(data, indent=1) + "\n")
    if short:
        print(f"short of the goal: {'; '.join(short)}")
    return 1 if short else 0
