"""The scenarios of bench/speculation (S1 to S12 of research/scheduler.md 5), and what each cell of them came to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bench._spec_graphs import Graph, Viewer
from bench._spec_policies import POLICIES
from bench._spec_sim import Machine, Tally, Viewing

SHAPES = ("binary_dag", "bander", "ternary_tree", "short", "linear_then_choice")
RATES = (0.15, 0.2, 0.33, 0.5, 0.75, 1.0, 1.5, 2.0)
STRESS_RATES = (0.33, 1.0, 1.5)
FRESH = 60_000
"""Added to the public seeds: nothing was tuned on these."""

FULL = ((1.0, 1.0),)
TWO = ((0.10, 0.40), (1.0, 1.0))


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One scenario under one policy."""

    group: str
    shape: str
    policy: str
    machine: Machine
    predictor: str = "calibrated"
    certainty: float = 0.7
    leads: str = "mixed"

    @property
    def name(self) -> str:
        return f"{self.group} {self.shape} r={self.machine.rate:g} {self.predictor} {self.policy}"

    def viewing(self, number: int, graphs: dict[tuple[str, int], Graph]) -> Tally:
        """The same number is the same story, viewer and costs under every policy."""
        graph = graphs.setdefault((self.shape, number), Graph(shape=self.shape, seed=1000 + number))
        viewer = Viewer(seed=5000 + number, predictor=self.predictor, certainty=self.certainty, leads=self.leads)
        policy = POLICIES[self.policy]
        return Viewing(graph, machine=self.machine, viewer=viewer, policy=policy, seed=900 + number).run()


@dataclass(frozen=True, kw_only=True)
class Result:
    """A cell's figures; seconds are the study's."""

    choices: int
    clean: float
    stalls_at_branch: float
    stall: float
    """Seconds for each choice."""
    longest: float
    unsafe: float
    quality: float
    qoe: float
    switches: float
    """A minute."""
    waste: float
    dead: float
    superseded: float
    cancelled: float
    work: float
    """Seconds of work for each second played."""
    idle: float
    p50: float
    p99: float
    """Milliseconds of CPU of a decision."""


def result(tallies: Iterable[Tally]) -> Result:
    """Sums over viewings."""
    some = list(tallies)

    def total(name: str) -> float:
        return float(sum(getattr(one, name) for one in some))

    choices, played, work = max(1.0, total("choices")), max(1e-9, total("played")), max(1e-9, total("work"))
    took = sorted(second for one in some for second in one.decisions) or [0.0]
    wasted = total("dead") + total("superseded") + total("cancelled")
    return Result(
        choices=int(choices),
        clean=total("clean") / choices,
        stalls_at_branch=total("at_branch") / choices,
        stall=total("stalled") / choices,
        longest=max((one.longest for one in some), default=0.0),
        unsafe=total("unsafe") / max(1.0, total("options")),
        quality=total("worth") / played,
        qoe=(total("worth") - 4 * total("stalled") - 0.5 * total("switched")) / played,
        switches=60 * total("switches") / played,
        waste=wasted / work,
        dead=total("dead") / work,
        superseded=total("superseded") / work,
        cancelled=total("cancelled") / work,
        work=work / played,
        idle=total("idle") / played,
        p50=1000 * took[len(took) // 2],
        p99=1000 * took[min(len(took) - 1, int(0.99 * len(took)))],
    )


def _each(group: str, shape: str, rates: Iterable[float], policies: Iterable[str], **more: object) -> Iterator[Cell]:
    machine = {name: more.pop(name) for name in ("workers", "ladder", "cv", "slow", "cache") if name in more}
    for rate in rates:
        for policy in policies:
            yield Cell(group=group, shape=shape, policy=policy, machine=Machine(rate=rate, **machine), **more)  # type: ignore[arg-type]


def quick_cells() -> Iterator[Cell]:
    """The gates alone: T3, T4, T6, T7 and T12."""
    for shape in ("binary_dag", "ternary_tree", "short"):
        rates = (0.2, 0.5, 1.5)
        yield from _each("main", shape, rates, ("breadth .50", "breadth .65", "ours"))
        yield from _each("main", shape, rates, ("ours",), predictor="adversarial")
    yield from threshold_cells()
    yield from _each("large", "large", (0.5,), ("ours",))


def threshold_cells() -> Iterator[Cell]:
    """S12: costs as foreseen, every pick at the last moment and the one thought least likely, at the threshold of 2.3."""
    for ways, chunks in ((2, 15), (2, 8), (3, 15), (4, 15)):
        floor = 1 + (ways - 1) / chunks
        for share in (0.95, 1.0, 1.02):
            # the ladder has one level: `rate` is that of the cheapest, r0
            yield from _each(
                f"threshold {share:g}",
                f"even_{ways}_{chunks}",
                (share * floor,),
                ("ours",),
                ladder=FULL,
                cv=0.0,
                predictor="adversarial",
                leads="worst",
            )


def all_cells() -> Iterator[Cell]:
    for shape in SHAPES:
        yield from _each("main", shape, RATES, ("breadth .50", "breadth .65", "ours", "oracle"))
        yield from _each("main", shape, (0.2, 0.5, 1.0, 1.5), ("ours",), predictor="adversarial")
    yield from _each("main", "binary_dag", (0.2, 0.5, 1.0, 1.5), ("none", "likeliest .60", "MM'14 1.1", "MM'14 1.5", "v0"))
    for predictor in ("uniform", "overconfident"):
        yield from _each("predictor", "binary_dag", (0.2, 0.5, 1.0, 1.5), ("ours",), predictor=predictor)
    for certainty in (0.6, 0.8):
        yield from _each(f"certainty {certainty}", "binary_dag", (0.2, 0.5, 1.0, 1.5), ("ours",), certainty=certainty)
    for workers in (2, 4):
        several = ("breadth .50", "breadth .65", "likeliest .60", "ours")
        yield from _each(f"workers {workers}", "binary_dag", (0.33, 0.75, 1.0, 1.5), several, workers=workers)
    yield from _each("ganged", "binary_dag", (0.9 * 0.33, 0.9 * 0.75, 0.9, 1.35), ("ours",))
    for cv in (0.0, 0.5, 1.0):
        yield from _each(f"cv {cv:g}", "binary_dag", STRESS_RATES, ("breadth .50", "v0", "ours") if cv else ("ours",), cv=cv)
    for slow in ("throttle", "spikes"):
        yield from _each(slow, "binary_dag", STRESS_RATES, ("breadth .50", "v0", "ours", "oracle"), slow=slow)
    for cache in (8, 16, 32, 64):
        yield from _each(f"cache {cache}", "binary_dag", (0.33, 1.0, 1.5, 2.0), ("ours",), cache=cache)
    for leads in ("late", "early", "brief"):
        yield from _each(leads, "binary_dag", STRESS_RATES, ("breadth .50", "ours"), leads=leads)
    for name, ladder in (("full only", FULL), ("two levels", TWO)):
        yield from _each(name, "binary_dag", STRESS_RATES, ("breadth .50", "ours", "oracle"), ladder=ladder)
    yield from threshold_cells()
    yield from _each("large", "large", (0.5,), ("ours",))


def played(cells: Iterable[Cell], *, count: int, base: int) -> dict[Cell, Result]:
    """Every cell, `count` viewings each. What is deterministic or only timed needs two."""
    found: dict[Cell, Result] = {}
    graphs: dict[tuple[str, int], Graph] = {}
    for cell in cells:
        times = min(count, 2) if cell.group.startswith(("threshold", "large")) else count
        found[cell] = result(cell.viewing(base + number, graphs) for number in range(times))
    return found
