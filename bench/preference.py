"""How well the choice model foretells: people of public panels and simulated viewers, each choice told before it is seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from statistics import fmean

import numpy as np

from bench._foretold import Counting, Descending, Foretells, Same, Score, Told, score
from bench._panels import Person, panel, split
from bench._population import Learnt, learnt, soft
from bench._simulated import Simulated, stories, viewers
from bench._table import Figure, tell
from engine.preference.calibration import begun
from engine.preference.chooser import Chooser
from engine.preference.features import SILENCE, rows
from engine.preference.posterior import Numbers
from engine.preference.taste import Taste, taste

GOALS_ON = ("electricity", "catsup", "cracker", "yogurt")
"""The panels of the study, whose goals they are; four options each."""
FRESH = ("train", "swissmetro")
"""Panels on which nothing of the model was tuned; two and three options."""
MODELS = ("uniform", "population", "counts", "sgd", "taste")


@dataclass
class Ours:
    """The model itself."""

    chooser: Chooser

    def chances(self, options: Numbers) -> Numbers:
        return self.chooser.chances(options)

    def learn(self, options: Numbers, taken: int) -> None:
        self.chooser = self.chooser.after(options, taken)


def _models(known: Learnt) -> Mapping[str, Callable[[], Foretells]]:
    size = len(known.logit)
    return {
        "uniform": lambda: Same(np.zeros(size)),
        "population": lambda: Same(known.logit),
        "counts": lambda: Counting(known.logit),
        "sgd": lambda: Descending(known.logit),
        "taste": lambda: Ours(_stranger(known)),
    }


def _stranger(known: Learnt) -> Chooser:
    return Chooser(posterior=known.people.nobody(), calibration=begun(known.tilt))


# ---------------------------------------------------------------------------------------------------------------- the panels
@dataclass
class Panels:
    """Scores of each model on each panel, a list of one for each split; and the seconds of CPU that an update takes."""

    scores: dict[str, dict[str, list[Score]]] = field(default_factory=dict)
    updates: list[float] = field(default_factory=list)
    dearest: list[float] = field(default_factory=list)
    tilts: dict[str, list[float]] = field(default_factory=dict)

    def mean(self, name: str, model: str, what: str) -> float:
        return fmean(getattr(one, what) for one in self.scores[name][model])

    def over(self, name: str, what: str) -> float:
        """In hundredths, how much the taste's log-loss lies above the population's; below 0, under it."""
        return 100 * (self.mean(name, "taste", what) / self.mean(name, "population", what) - 1)


def _panels(names: Sequence[str], splits: int) -> Panels:
    found = Panels()
    for name in names:
        people = panel(name)
        for seed in range(splits):
            apart = split(people, seed)
            known = learnt(apart.known)
            found.tilts.setdefault(name, []).append(known.tilt)
            for model, make in _models(known).items():
                told = [one for person in apart.strangers for one in _prequential(make(), person)]
                found.scores.setdefault(name, {}).setdefault(model, []).append(score(told))
            found.updates.append(_seconds(known, apart.strangers))
            found.dearest.append(_dearest(known, apart.strangers[:10]))
    return found


def _prequential(model: Foretells, person: Person) -> Iterator[Told]:
    for number, one in enumerate(person):
        yield Told(chances=model.chances(one.options), taken=one.taken, known=number)
        model.learn(one.options, one.taken)


def _seconds(known: Learnt, people: Sequence[Person]) -> float:
    """Of CPU, for each update, with nothing else in between."""
    begun_at = time.process_time()
    for person in people:
        chooser = _stranger(known)
        for one in person:
            chooser = chooser.after(one.options, one.taken)
    return (time.process_time() - begun_at) / sum(map(len, people))


def _dearest(known: Learnt, people: Sequence[Person]) -> float:
    """The 99th hundredth of single updates by the clock, each the best of three: what else the machine does is not counted."""
    taken = []
    for person in people:
        chooser = _stranger(known)
        for one in person:
            tries = []
            for _ in range(3):
                begun_at = time.perf_counter()
                after = chooser.after(one.options, one.taken)
                tries.append(time.perf_counter() - begun_at)
            chooser = after
            taken.append(min(tries))
    return float(np.quantile(taken, 0.99))


# ------------------------------------------------------------------------------------------------------------- the simulated
def _watching(people: Sequence[Simulated]) -> dict[str, Score]:
    """Of each model over all viewers' forks; silence is one of the outcomes. `themselves`: who knows the taste and the whim."""
    told: dict[str, list[Told]] = {name: [] for name in (*MODELS, "themselves")}
    for person in people:
        ours = taste(person.profile)
        # what is added to a row's draw is a feature more, of weight 1
        mean = np.append(ours.stranger.population.mean, 1.0)
        nothing = np.zeros(len(mean))
        others: dict[str, Foretells] = {"uniform": Same(nothing), "counts": Counted(mean), "sgd": Descending(mean, step=0.1)}
        unlearnt = Taste(said=ours.said).chooser
        for number, (fork, own) in enumerate(zip(person.forks, person.own, strict=True)):
            whole, offsets = rows(fork.options, fork.default)
            names = [one.id for one in fork.options]
            taken = len(names) if fork.taken == SILENCE else names.index(fork.taken)
            wider = np.column_stack([whole, offsets])
            said = {name: other.chances(wider) for name, other in others.items()}
            said |= {"themselves": own, "population": unlearnt.chances(whole, offsets)}
            said["taste"] = ours.chooser.chances(whole, offsets)
            for name, chances in said.items():
                told[name].append(Told(chances=chances, taken=taken, known=number))
            for other in others.values():
                other.learn(wider, taken)
            ours = ours.after(fork)
    return {name: score(one) for name, one in told.items()}


@dataclass
class Counted:
    """How often each feature was taken over how often chance would have, as the taste of the first version did."""

    weights: Numbers
    taken: Numbers = field(default_factory=lambda: np.zeros(0))
    expected: Numbers = field(default_factory=lambda: np.zeros(0))

    def chances(self, options: Numbers) -> Numbers:
        pull = np.log((self.taken + 1) / (self.expected + 1)) if len(self.taken) else np.zeros(len(self.weights))
        pull[-1:] = 0.0
        return soft(options @ (self.weights + pull))

    def learn(self, options: Numbers, taken: int) -> None:
        if not len(self.taken):
            self.taken, self.expected = np.zeros(options.shape[1]), np.zeros(options.shape[1])
        self.taken = self.taken + options[taken]
        self.expected = self.expected + options.mean(0)


# --------------------------------------------------------------------------------------------------------------- the command
_HEAD = ("", "log-loss", "first 3", "after 8", "top-1", "top-2", "Brier", "ECE")


def _table(title: str, scores: Mapping[str, Mapping[str, float]], choices: int) -> str:
    lines = [f"{title}, {choices} choices", "".join(f"{word:>10}" for word in _HEAD)]
    for name, one in scores.items():
        cells = [one[what] for what in ("loss", "first3", "after8", "top1", "top2", "brier", "ece")]
        lines.append(f"{name:>10}" + "".join(f"{cell:10.3f}" for cell in cells))
    return "\n".join(lines) + "\n"


def _means(scores: Sequence[Score]) -> dict[str, float]:
    return {one.name: fmean(getattr(found, one.name) for found in scores) for one in fields(Score)}


def main(*, quick: bool = False, json: Path | None = None) -> int:
    """Print a table for each panel and for the simulated viewers. `quick`: one split of each panel, and fewer viewers."""
    names = GOALS_ON if quick else (*GOALS_ON, *FRESH)
    found = _panels(names, 1 if quick else 3)
    extra: dict[str, object] = {"quick": quick, "tilts": found.tilts}
    for name, models in found.scores.items():
        means = {model: _means(scores) for model, scores in models.items()}
        extra[name] = means
        print(_table(f"{name}, strangers of {len(models['taste'])} splits", means, int(means["taste"]["choices"])))
    told = stories(3 if quick else 6)
    for drifts in (False, True):
        scores = _watching(viewers(told, 24 if quick else 80, forks=40, drifts=drifts))
        title = "simulated viewers" + (" who change halfway" if drifts else "")
        print(_table(title, {name: asdict(one) for name, one in scores.items()}, scores["taste"].choices))
        extra[title] = {name: asdict(one) for name, one in scores.items()}
        if not drifts:
            steady = scores
    return tell("preference", list(_figures(found, steady)), extra=extra, path=json)


def _figures(found: Panels, simulated: Mapping[str, Score]) -> Iterator[Figure]:
    splits = f"worst of {len(GOALS_ON)} panels, mean of {len(found.updates) // len(found.scores)} splits"
    yield Figure(name="after8", value=min(-found.over(name, "after8") for name in GOALS_ON), note=splits)
    yield Figure(name="first3", value=max(found.over(name, "first3") for name in GOALS_ON), note=splits)
    yield Figure(name="ece", value=max(found.mean(name, "taste", "ece") for name in GOALS_ON), note=splits)
    yield Figure(name="top2", value=min(found.mean(name, "taste", "top2") for name in GOALS_ON), note=splits)
    for other in ("sgd", "counts"):
        over = [found.mean(name, "taste", "loss") / found.mean(name, other, "loss") for name in GOALS_ON]
        yield Figure(name=f"under_{other}", value=min(100 * (1 - one) for one in over), note=splits)
    yield Figure(name="update", value=1000 * max(found.updates), note="CPU, mean of a panel's updates, the dearest panel")
    yield Figure(name="update_p99", value=1000 * max(found.dearest), note="by the clock, each the best of three")
    for name in (one for one in FRESH if one in found.scores):
        yield Figure(name=f"{name}_after8", value=-found.over(name, "after8"), note="nothing was tuned on it")
        yield Figure(name=f"{name}_first3", value=found.over(name, "first3"), note="nothing was tuned on it")
        yield Figure(name=f"{name}_ece", value=found.mean(name, "taste", "ece"), note="nothing was tuned on it")
    ours, people, best = simulated["taste"], simulated["population"], simulated["themselves"]
    note = f"{ours.choices} forks of our episodes"
    yield Figure(name="simulated_after8", value=100 * (1 - ours.after8 / people.after8), note=note)
    yield Figure(name="simulated_first3", value=100 * (ours.first3 / people.first3 - 1), note=note)
    yield Figure(name="simulated_ece", value=ours.ece, note=note)
    yield Figure(
        name="simulated_reach",
        value=100 * (people.after8 - ours.after8) / (people.after8 - best.after8),
        note="of the way from the population to who knows the viewer's taste and whims",
    )
