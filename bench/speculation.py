"""Whether film ahead of the viewer is made well: the engine's own scheduler on a virtual clock, beside tuned baselines.

Targets T1 to T14 of research/scheduler.md 5, on the public seeds and on seeds that nothing was tuned on. `--quick` plays the
gates T3, T4, T6, T7 and T12 alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from bench._spec_cells import FRESH, RATES, SHAPES, STRESS_RATES, Cell, Result, all_cells, played, quick_cells
from bench._table import Figure, tell

_BFS = ("breadth .50", "breadth .65")
Results = Mapping[Cell, Result]


def main(*, quick: bool = False, json: Path | None = None, count: int = 0) -> int:
    """`count`: viewings of each cell on fresh seeds (8; quick: 3); a quarter as many on the public ones, which were tuned on."""
    began = time.process_time()
    fresh_count = count or (3 if quick else 8)
    cells = list(quick_cells() if quick else all_cells())
    fresh = played(cells, count=fresh_count, base=FRESH)
    public = {} if quick or fresh_count < 4 else played(cells, count=fresh_count // 4, base=0)
    before = {figure.name: figure for figure in _figures(public)} if public else {}
    figures = [
        Figure(
            name=figure.name,
            value=figure.value,
            note=f"public seeds {before[figure.name].value:.3f}" if figure.name in before else figure.note,
        )
        for figure in _figures(fresh)
    ]
    _table(fresh)
    print(f"{len(cells)} cells, {fresh_count} viewings each on fresh seeds, {time.process_time() - began:.0f} s of CPU\n")
    rows = {
        f"{kind}: {cell.name}": {name: round(value, 4) for name, value in asdict(found).items()}
        for kind, some in (("fresh", fresh), ("public", public))
        for cell, found in some.items()
    }
    return tell("speculation", figures, extra={"viewings": fresh_count, "quick": quick, "cells": rows}, path=json)


def _table(results: Results) -> None:
    """QoE and clean choices of every policy, by rate: the mean over the stories."""
    cells = [cell for cell in results if cell.group == "main" and cell.predictor == "calibrated"]
    policies = list(dict.fromkeys(cell.policy for cell in cells))
    rates = sorted({cell.machine.rate for cell in cells})
    shapes = {policy: {cell.shape for cell in cells if cell.policy == policy} for policy in policies}
    everywhere = max(len(some) for some in shapes.values())
    print("clean choices / QoE / waste, mean over the stories (* on binary_dag alone)")
    print(f"{'':15}" + "".join(f"{f'r={rate:g}':>23}" for rate in rates))
    for policy in policies:
        row = f"{policy + ('' if len(shapes[policy]) == everywhere else ' *'):15}"
        for rate in rates:
            some = [results[cell] for cell in cells if cell.policy == policy and cell.machine.rate == rate]
            shown = " / ".join(f"{_mean(getattr(one, name) for one in some):.3f}" for name in ("clean", "qoe", "waste"))
            row += f"{shown if some else '':>23}"
        print(row)
    print()


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


class _Found:
    """Looks up cells of one run."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.by = {(cell.group, cell.shape, cell.machine.rate, cell.predictor, cell.policy): one for cell, one in results.items()}
        self.policies = {cell.policy for cell in results}

    def at(
        self, rate: float, policy: str = "ours", *, shape: str = "binary_dag", group: str = "main", predictor: str = "calibrated"
    ) -> Result | None:
        return self.by.get((group, shape, rate, predictor, policy))

    def pairs(self, rates: Iterable[float], *others: str, predictor: str = "calibrated") -> Iterable[tuple[Result, list[Result]]]:
        """Ours and these others, wherever all are, on S1 to S5."""
        for shape in SHAPES:
            for rate in rates:
                mine = self.at(rate, shape=shape, predictor=predictor)
                beside = [one for name in others if (one := self.at(rate, name, shape=shape))]
                if mine and len(beside) == len(others):
                    yield mine, beside


def _figures(results: Results) -> list[Figure]:
    """Every target's figure that this run can tell."""
    found = _Found(results)
    figures: list[Figure] = []

    def add(name: str, values: Iterable[float], of: Callable[[list[float]], float], note: str = "") -> None:
        known = list(values)
        if known:
            figures.append(Figure(name=name, value=of(known), note=note))

    fair = [rate for rate in RATES if rate >= 0.2]
    slow, fast = [rate for rate in fair if rate <= 1], [rate for rate in fair if rate >= 1.5]
    if "oracle" in found.policies:
        add("t1_clean", (one.clean for one, _ in found.pairs(fair)), min)
        add("t1_slowest", (one.clean for one, _ in found.pairs([0.15])), min)
        add("t1_oracle", (one.clean / max(best.clean, 1e-9) for one, (best,) in found.pairs(fair, "oracle")), min)
        for name, rates in (("r20", [0.2]), ("r33", [0.33]), ("r50", [0.5, 0.75, 1.0]), ("r150", fast)):
            share = [one.qoe / best.qoe for one, (best,) in found.pairs(rates, "oracle")]
            add(f"t2_{name}", share, min)
            add(f"t2_{name}_mean", share, _mean)
    ahead = [one.qoe - max(bar.qoe for bar in bars) for one, bars in found.pairs(RATES, *_BFS)]
    add("t3_worst", ahead, min)
    add("t3_mean", ahead, _mean)
    add("t3_clean", (one.clean - bar.clean for one, (bar,) in found.pairs(RATES, "breadth .50")), min)
    add("t4_unsafe", (100 * one.unsafe for one, _ in found.pairs(fair)), max)
    if "oracle" in found.policies:
        add("t5_slow", (100 * one.waste for one, _ in found.pairs(slow)), max)
        add("t5_fast", (100 * one.waste for one, _ in found.pairs(fast)), max)
        add("t5_bar", (one.waste / max(bar.waste, 1e-9) for one, (bar,) in found.pairs(fast, "breadth .50")), max)
        add("t5_wrong", (100 * one.waste for one, _ in found.pairs(fair, predictor="adversarial")), max)
    wrong = list(found.pairs(fair, "ours", "breadth .65", predictor="adversarial"))
    add("t6_clean", (right.clean - one.clean for one, (right, _) in wrong), max)
    add("t6_qoe", (100 * (1 - one.qoe / right.qoe) for one, (right, _) in wrong), max)
    add("t6_bar", (one.qoe - bar.qoe for one, (_, bar) in wrong), min)
    add("t7_threshold", (round(one.stall, 6) for cell, one in results.items() if cell.group == "threshold 1"), max)
    for cv, name in ((0.5, "half"), (1.0, "one")):
        for rate in (0.33, 1.0):
            if one := found.at(rate, group=f"cv {cv:g}"):
                figures.append(Figure(name=f"t8_{name}_{round(100 * rate)}", value=one.stall))
    for slowed in ("throttle", "spikes"):
        for rate in STRESS_RATES:
            if one := found.at(rate, group=slowed):
                bar = found.at(rate, "breadth .50", group=slowed)
                note = f"breadth .50: {bar.clean:.3f}" if bar else ""
                figures.append(Figure(name=f"t9_{slowed}_{round(100 * rate)}", value=one.clean, note=note))
    cached = [(found.at(rate, group="cache 16"), found.at(rate)) for rate in (0.33, 1.0, 1.5, 2.0)]
    add("t10_qoe", (one.qoe / whole.qoe for one, whole in cached if one and whole), min)
    add("t10_waste", (100 * one.waste for one, whole in cached if one and whole), max)
    if "oracle" in found.policies:
        add("t11_switches", (one.switches for one, _ in found.pairs(RATES)), max)
        for rate in (0.2, 0.33, 0.5, 0.75):
            some = list(found.pairs([rate], "breadth .50"))
            add(f"t11_r{round(100 * rate)}", [_mean(a.switches for a, _ in some) / _mean(b.switches for _, (b,) in some)], max)
    add("t12_p50", (one.p50 for cell, one in results.items() if cell.group == "large"), max, "20,001 scenes, CPU")
    add("t12_p99", (one.p99 for cell, one in results.items() if cell.group == "large"), max, "20,001 scenes, CPU")
    for workers in (2, 4):
        gaps = []
        for rate in (0.33, 0.75, 1.0, 1.5):
            one = found.at(rate, group=f"workers {workers}")
            bars = [found.at(rate, name, group=f"workers {workers}") for name in (*_BFS, "likeliest .60")]
            gaps += [one.qoe - bar.qoe for bar in bars if one and bar]
        add(f"t14_workers_{workers}", gaps, min)
    return figures
