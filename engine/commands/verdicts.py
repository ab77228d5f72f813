"""Prints how the takes on this machine were judged."""

from __future__ import annotations

import argparse

from engine.places import places
from engine.video.qa import Verdicts


def run(asked: argparse.Namespace) -> int:
    """By check: takes looked at, failed, and shown all the same; then the last faults."""
    kept = Verdicts(places().ready().store)
    tally = kept.tally()
    if not tally:
        print("No take has been judged yet. Film something: python -m engine film --out film.mp4")
        return 0
    print(f"{'check':<12}{'looked at':>10}{'failed':>8}{'shown so':>10}")
    for row in tally:
        print(f"{row.check:<12}{row.looked_at:>10}{row.looked_at - row.passed:>8}{row.shown:>10}")
    faults = kept.faults(max(0, asked.last))
    if faults:
        print("\nThe last that failed:")
    for fault in faults:
        done = "shown" if fault.shown else "taken again"
        print(f"  {fault.scene}, {fault.rung}, take {fault.take + 1}, {done}: {fault.what}")
    return 0
