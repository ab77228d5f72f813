"""What an hour of film costs when many watch: the model of research/scheduler.md 4 against a simulation on our own episodes."""

from __future__ import annotations

import json as notation
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from bench._table import Figure, tell
from engine.library.characters import Character, Face
from engine.library.strangers import stranger
from engine.narrative.genre import genres
from engine.places import ROOT
from engine.preference.taste import taste
from engine.preference.viewer import Profile
from engine.screening.episodes import compose
from engine.story.graph import walk
from engine.story.state import State, default, version
from engine.story.story import FPS, GRID, Choice, Story
from engine.video.produce import Segment, segment

AUDIENCES = tuple(10**power for power in range(8))
WASTE = 0.1
"""The share of the work that is done for ways nobody takes."""
BITS = (6.0, 10.0)
"""How different viewers are who are seen in their film: entropy of who they are."""
_PEOPLE = 4096
_LAYER = 0.2
"""The part of a chunk's work that a viewer's own figure would be, were it laid over a shared plate."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Evening:
    """An episode as many see it: the ways through it, and which chunks each shows."""

    ways: Bools
    """(ways, chunks): what each way shows."""
    often: Floats
    """(ways,): the share of viewers who go each way."""
    seen_in: Bools
    """(chunks,): the segment's key changes with who the viewer is."""
    seen_in_chunk: Bools
    """(chunks,): the chunk itself shows or names the viewer."""

    @property
    def needed(self) -> Floats:
        """(chunks,): the share of viewers who see each."""
        return np.asarray(self.often @ self.ways, np.float64)

    @property
    def hours(self) -> float:
        return float(self.needed.sum()) * GRID / FPS / 3600


def main(*, quick: bool = False, json: Path | None = None) -> int:
    """Episodes of every genre, up to ten million viewers each; `quick`: one, and few ways. With `json`, a plot beside it."""
    names = sorted(genres())[: 1 if quick else None]
    evenings = [_evening(genre, seed, ways=200 if quick else 1500) for genre in names for seed in range(1, 2 if quick else 4)]
    each = _cost()
    rng = np.random.default_rng(11)
    table: dict[str, list[float]] = {}
    errors: list[float] = []
    for name, scheme in _schemes().items():
        modelled = [np.mean([modelled_cost(one, scheme, count, each) for one in evenings]) for count in AUDIENCES]
        table[name] = [float(value) for value in modelled]
        if scheme.bits is not None and (scheme.bits == 0 or scheme.weights is not None):
            for one in evenings:
                for count in AUDIENCES:
                    made = np.mean([simulated_cost(one, scheme, count, each, rng) for _ in range(400 if count <= 100 else 8)])
                    errors.append(float(abs(made / modelled_cost(one, scheme, count, each) - 1)))
    print(f"CPU seconds to an hour watched; {each:.2f} to a chunk, {100 * WASTE:.0f} % of the work for nothing")
    print("".ljust(44) + "".join(f"{count:>9.0e}" if count >= 1000 else f"{count:>9}" for count in AUDIENCES))
    for name, row in table.items():
        print(f"  {name}".ljust(44) + "".join(f"{value:9.3g}" for value in row))
    alone = table["nothing shared"][0]
    today, apart = table["as keyed, all unlike"], table["keyed by chunk, all unlike"]
    figures = [
        Figure(
            name="agrees", value=100 * max(errors), note=f"{len(errors)} cells: {len(evenings)} episodes, shared or {BITS} bits"
        ),
        Figure(name="tenth", value=_tenth(table["nobody is seen in it"]), note="where nobody is seen in their film"),
        Figure(name="today", value=100 * today[-1] / alone, note="ten million viewers, keyed by segment as now"),
        Figure(name="by_chunk", value=100 * apart[-1] / alone, note="ten million viewers, keyed by what a chunk shows"),
        Figure(
            name="layered", value=100 * table["laid over, all unlike"][-1] / alone, note=f"their figure is {_LAYER:.0%} of it"
        ),
        Figure(name="seen", value=100 * float(np.mean([_share(one, one.seen_in) for one in evenings])), note="by segment"),
        Figure(
            name="seen_chunk", value=100 * float(np.mean([_share(one, one.seen_in_chunk) for one in evenings])), note="by chunk"
        ),
    ]
    if json:
        _plot(table, json.with_suffix(".svg"))
    extra: dict[str, object] = {"quick": quick, "audiences": AUDIENCES, "cpu_s_per_viewer_hour": table, "chunk_cpu_s": each}
    return tell("scale", figures, extra=extra, path=json)


# ---- the model, and the same thing played through ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """What is shared. `bits`: how different viewers are; None: nothing is shared. `part`: of a chunk they change."""

    bits: float | None
    part: float = 1.0
    by_chunk: bool = False
    weights: Floats | None = None

    def personal(self, evening: Evening) -> Bools:
        return evening.seen_in_chunk if self.by_chunk else evening.seen_in


def modelled_cost(evening: Evening, scheme: Scheme, count: int, each: float) -> float:
    """CPU seconds of work to an hour that somebody of an audience of `count` watches (research/scheduler.md 4, with k = 0)."""
    needed = evening.needed
    share = scheme.part * scheme.personal(evening)
    if scheme.bits is None:
        made = float(needed.sum()) * count
    else:
        made = float(((1 - share) * _ever(needed, count)).sum())
        if scheme.weights is not None:
            made += float((share[:, None] * _ever(needed[:, None] * scheme.weights, count)).sum())
        elif scheme.bits > 0:
            made += float((share * needed).sum()) * count
        else:
            made += float((share * _ever(needed, count)).sum())
    return each * made / (count * evening.hours * (1 - WASTE))


def simulated_cost(evening: Evening, scheme: Scheme, count: int, each: float, rng: np.random.Generator) -> float:
    """The same, from viewers who each are somebody and go one way: what was filmed for any of them is counted once."""
    went = rng.multinomial(count, evening.often)
    plain = (went > 0) @ evening.ways
    share = scheme.part * scheme.personal(evening)
    made = float(((1 - share) * (plain > 0)).sum())
    if scheme.weights is None:
        made += float((share * (plain > 0)).sum())
    else:
        gone = np.flatnonzero(went)
        who = np.stack([rng.multinomial(went[way], scheme.weights) > 0 for way in gone])
        distinct = (evening.ways[gone].T.astype(np.float32) @ who.astype(np.float32) > 0).sum(axis=1)
        made += float((share * distinct).sum())
    return each * made / (count * evening.hours * (1 - WASTE))


def zipf(bits: float, people: int = _PEOPLE) -> Floats:
    """The shares of so many kinds of people whose entropy is `bits`: a few are common, many are rare."""
    low, high = 0.0, 8.0
    for _ in range(60):
        steep = (low + high) / 2
        shares = _zipf(steep, people)
        low, high = (steep, high) if float(-(shares * np.log2(shares)).sum()) > bits else (low, steep)
    return _zipf(steep, people)


def _zipf(steep: float, people: int) -> Floats:
    raw = np.arange(1, people + 1, dtype=np.float64) ** -steep
    return np.asarray(raw / raw.sum(), np.float64)


def _ever(chance: Floats, count: int) -> Floats:
    """The chance that any of `count` does what one does with this chance."""
    return np.asarray(-np.expm1(count * np.log1p(-np.minimum(chance, 1 - 1e-12))), np.float64)


def _schemes() -> dict[str, Scheme]:
    made = {"nothing shared": Scheme(bits=None), "nobody is seen in it": Scheme(bits=0.0, part=0.0)}
    for bits in BITS:
        made[f"as keyed, {bits:.0f} bits"] = Scheme(bits=bits, weights=zipf(bits))
    made["as keyed, all unlike"] = Scheme(bits=24.0)
    made["keyed by chunk, all unlike"] = Scheme(bits=24.0, by_chunk=True)
    made["laid over, all unlike"] = Scheme(bits=24.0, by_chunk=True, part=_LAYER)
    return made


# ---- our own episodes ----------------------------------------------------------------------------------------------------


def _evening(genre: str, seed: int, *, ways: int) -> Evening:
    """The ways of viewers without a history through one premise, and what of it shows who they are: told from two of them."""
    one, other = Profile(), replace(Profile(), name="Ottoline", face=_other_face())
    story, cast = compose(profile=one, genre=genre, seed=seed)
    again, their_cast = compose(profile=other, genre=genre, seed=seed)
    theirs = {scene.id: scene for scene in again.scenes}
    numbers: dict[tuple[str, int], int] = {}
    whose: list[tuple[bool, bool]] = []
    gone: Counter[tuple[int, ...]] = Counter()
    known: dict[tuple[str, object], list[int]] = {}
    die = random.Random(seed)
    for _ in range(ways):
        shown: list[int] = []
        for state in walk(story, chooser=_by_taste(die)):
            scene = story.scene(state.scene)
            film = version(scene, state)
            at = (scene.id, film)
            if at not in known:
                mine = segment(scene, film, cast=cast, voices="")
                twin = theirs.get(scene.id)
                index = scene.versions.index(film)
                their = (
                    segment(twin, twin.versions[index], cast=their_cast, voices="")
                    if twin and index < len(twin.versions)
                    else None
                )
                known[at] = [numbers.setdefault((mine.key, chunk), len(numbers)) for chunk in range(mine.chunks)]
                for chunk in range(len(whose) - known[at][0], mine.chunks):
                    whose.append((_differ(mine, their), _differ(mine, their, chunk=chunk, casts=(cast, their_cast))))
            shown += known[at]
        gone[tuple(sorted(set(shown)))] += 1
    table = np.zeros((len(gone), len(numbers)), bool)
    for row, chunks in enumerate(gone):
        table[row, list(chunks)] = True
    mask = np.array(whose, bool)
    return Evening(ways=table, often=np.array([*gone.values()]) / ways, seen_in=mask[:, 0], seen_in_chunk=mask[:, 1])


def _differ(
    mine: Segment,
    their: Segment | None,
    *,
    chunk: int | None = None,
    casts: tuple[Mapping[str, Character], Mapping[str, Character]] = ({}, {}),
) -> bool:
    """Whether the segment, or this chunk of it, is another film for the other viewer."""
    if their is None:
        return True
    if chunk is None:
        return mine.key != their.key
    looks = []
    for one, cast in zip((mine, their), casts, strict=True):
        shots = one.shots_of(chunk)
        roles = sorted(
            {placed.role for shot in shots for placed in shot.people} | {line.speaker for shot in shots for line in shot.lines}
        )
        looks.append(msgspec.json.encode((shots, [cast[role] for role in roles]), order="deterministic"))
    return looks[0] != looks[1]


def _tenth(row: list[float]) -> float:
    """The audience of whom each costs a tenth of what one alone does."""
    return float(10 ** np.interp(-np.log10(row[0] / 10), -np.log10(row), np.log10(AUDIENCES)))


def _by_taste(die: random.Random):  # type: ignore[no-untyped-def]
    known = taste(Profile())

    def chooser(story: Story, state: State, offered: tuple[Choice, ...]) -> str:
        usual = default(story, state)
        chances = known.chances(offered, default=usual.id if usual else "")
        return die.choices(list(chances), weights=list(chances.values()))[0]

    return chooser


def _other_face() -> Face:
    return stranger(5).face


def _share(evening: Evening, mask: Bools) -> float:
    """Of the film that is watched, the part that the mask holds."""
    return float(evening.needed[mask].sum() / evening.needed.sum())


def _cost() -> float:
    """CPU seconds of a chunk, as `bench film` found them last."""
    found = notation.loads((ROOT / "bench" / "results" / "film.json").read_text())["warm"]
    return float(found["cpu"]) / float(found["film"]) * GRID / FPS


def _plot(table: Mapping[str, list[float]], out: Path) -> None:
    """The table as curves, both ways by powers of ten. Says so where matplotlib is not installed (extra `bench`)."""
    try:
        import matplotlib  # type: ignore[import-not-found,unused-ignore]

        matplotlib.use("svg")
        from matplotlib import pyplot  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        print("No plot: install the extra `bench` (matplotlib).")
        return
    figure, axes = pyplot.subplots(figsize=(8, 5), layout="constrained")
    for name, row in table.items():
        axes.loglog(AUDIENCES, row, label=name, linewidth=1.8)
    axes.set_xlabel("viewers of one premise")
    axes.set_ylabel("CPU seconds to an hour watched")
    axes.grid(alpha=0.25)
    axes.legend(frameon=False, fontsize=8)
    figure.savefig(out, metadata={"Date": None})
