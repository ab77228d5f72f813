"""A thousand joints through real libVLC on a busy machine: frames and samples lost, and how late a way may be taken."""

from __future__ import annotations

import json as notation
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from bench._table import Figure, tell
from engine.places import ROOT

LEAD = 0.6
"""Seconds before its joint at which each way is taken."""
LEADS = (0.5, 0.4, 0.3, 0.2, 0.1)
HOGS = 2
_AT_ONCE = 4
_HOG = "while True: sum(k * k for k in range(1000))"

Run = dict[str, float]


def main(*, quick: bool = False, json: Path | None = None, count: int = 1000) -> int:
    """So many joints in four players at once beside two hogs, then fewer ever later; `quick`: one player, ten joints."""
    joints, players = (10, 1) if quick else (-(-count // _AT_ONCE), _AT_ONCE)
    hogs = [subprocess.Popen([sys.executable, "-c", _HOG]) for _ in range(HOGS)]
    try:
        runs = _played((seed, joints, LEAD) for seed in range(players))
        later = [] if quick else _played((9, 25, lead) for lead in LEADS)
    finally:
        for hog in hogs:
            hog.kill()
    clean = [lead for lead, run in zip(LEADS, later, strict=False) if not _faults(run)]
    safe = LEAD
    for lead in LEADS:  # the least below which none is clean by luck
        if lead not in clean:
            break
        safe = lead
    for lead, run in zip(LEADS, later, strict=False):
        told = f"{run['lost']:.0f} frames, {run['samples']:.0f} samples lost, {run['gaps']:.0f} jumps"
        print(f"taken {lead:.1f} s ahead: {told}")
    figures = [
        Figure(name="frames", value=sum(run["lost"] + run["strange"] for run in runs), note=_told(runs)),
        Figure(name="samples", value=sum(run["samples"] + run["short"] for run in runs), note="beside every joint"),
        Figure(name="gaps", value=sum(run["gaps"] for run in runs), note="of more than a millisecond between blocks of sound"),
        Figure(name="commit", value=max(run["commit_ms"] for run in runs), note="the longest"),
    ]
    if later:
        figures.append(Figure(name="safe", value=safe, note="no loss from here up; tried: " + ", ".join(map(str, LEADS))))
    extra: dict[str, object] = {"quick": quick, "runs": runs, "later": dict(zip(map(str, LEADS), later, strict=False))}
    return tell("joints", figures, extra=extra, path=json)


def _played(asked: Iterable[tuple[int, int, float]]) -> list[Run]:
    """Each run in a process of its own, all at once."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "bench._joints_run", *map(str, one)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment,
            text=True,
        )
        for one in asked
    ]
    return [notation.loads(process.communicate()[0].strip().splitlines()[-1]) for process in started]


def _faults(run: Run) -> float:
    return run["lost"] + run["strange"] + run["samples"] + run["gaps"]


def _told(runs: list[Run]) -> str:
    return f"{sum(run['joints'] for run in runs):.0f} joints, {len(runs)} players at once, {HOGS} hogs, taken {LEAD} s ahead"
