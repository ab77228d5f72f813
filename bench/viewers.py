"""Two viewers, one premise: the evenings that each one's taste would choose, side by side, and what they have in common."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from random import Random

from bench._table import Figure, tell
from engine.library.characters import characters
from engine.library.environments import environments
from engine.narrative.fitting import MINUTES, storylet
from engine.narrative.genre import Genre, genres, read_genre
from engine.narrative.planner import plan
from engine.narrative.reach import reaches
from engine.narrative.truth import Truth, imagine
from engine.preference.features import Fork, Option
from engine.preference.taste import Taste, taste
from engine.preference.viewer import Profile
from engine.story.graph import Chooser, walk
from engine.story.state import State, default, offers, version
from engine.story.story import Choice, Story, Version

SEED, LENGTH = 7, 8
WIDTH = 62
"""Letters of a column."""
_LINES = 3
"""Of a scene, that are told."""
_AROUND = ("interview", "clue", "breath", "turn", "approach")
"""Slots between the tent-poles."""


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """One who watches: what they said, and how they choose."""

    about: str
    profile: Profile
    taste: Taste


def _viewer(about: str, profile: Profile, **took: int) -> Viewer:
    """`took`: of each flavour, how many forks they took it at, beside an option that has none."""
    learnt = taste(profile)
    for flavour, times in took.items():
        fork = Fork(options=(Option(id="so", flavours=(flavour,)), Option(id="else")), taken="so")
        for _ in range(times):
            learnt = learnt.after(fork)
    return Viewer(about=about, profile=profile, taste=learnt)


GENTLE = _viewer(
    "gentle and funny",
    Profile(name="Robin", likes=("food", "gossip"), tone="gentle", pace="slow", fear="none", violence="none"),
    wry=4,
)
BOLD = _viewer(
    "bold and dark",
    Profile(name="Ines", likes=("ghosts", "secrets"), tone="dark", pace="brisk", fear="strong", violence="strong"),
    bold=2,
)


@dataclass(frozen=True, kw_only=True)
class Evening:
    """An episode for a viewer, and the way through it that they would take."""

    viewer: Viewer
    story: Story
    truth: Truth
    trail: tuple[State, ...]

    @property
    def storylets(self) -> tuple[str, ...]:
        """What the way plays, scene by scene; the title card plays none."""
        scenes = (self.story.scene(state.scene) for state in self.trail)
        return tuple(storylet(scene) for scene in scenes if scene.music != "title")

    @property
    def lines(self) -> frozenset[str]:
        """What is said on the way."""
        return frozenset(
            line.text
            for state in self.trail
            for shot in version(self.story.scene(state.scene), state).shots
            for line in shot.lines
        )


def evening(genre: Genre, viewer: Viewer, *, premise: str, seed: int = SEED, minutes: int = LENGTH) -> Evening:
    cast = characters()
    story = plan(genre, profile=viewer.profile, cast=cast, seed=seed, minutes=minutes, premise=premise)
    truth = imagine(genre, profile=viewer.profile, cast=cast, die=Random(f"{genre.id}|{seed}"), premise=premise)
    return Evening(viewer=viewer, story=story, truth=truth, trail=tuple(walk(story, favoured(viewer))))


def favoured(viewer: Viewer) -> Chooser:
    """Who takes what draws them most; of equals, what a die of their own says, or two viewers would always take the first."""

    def chooser(story: Story, state: State, offered: tuple[Choice, ...]) -> str:
        silent = default(story, state)
        chances = viewer.taste.chances(offered, default=silent.id if silent and len(offered) < 3 else "")
        die = Random(f"{viewer.profile.name}|{story.seed}|{state.scene}")
        return max(offered, key=lambda choice: (round(chances[choice.id], 6), die.random())).id

    return chooser


# ------------------------------------------------------------------------------------------------------ what is in common
def spine(one: Evening) -> dict[str, str]:
    """The tent-poles that two viewers can both speak of."""
    named = {role: characters()[who].name for role, who in one.truth.cast}
    suspects = ", ".join(named[role] for role in ("first", "second", "third") if role in named)
    return {
        "title": one.story.title,
        "premise": one.truth.premise.thing,
        "place": one.truth.premise.place,
        "host": named["host"],
        "suspects": suspects,
        "culprit": named["culprit"],
        "means": one.truth.means.id.replace("_", " "),
        "tent-poles": ", ".join(dict.fromkeys(_poles(one))),
    }


def flesh(one: Evening) -> dict[str, str]:
    """What is each one's own."""
    accused = next((who for state in one.trail if (who := _accused(one, state))), "nobody")
    ending = one.story.scene(one.trail[-1].scene).ending
    return {
        "viewer": f"{one.viewer.profile.name}, {one.viewer.about}",
        "fortune": one.story.shape,
        "motive": dict(one.truth.motives)["culprit"].id.replace("_", " "),
        "secret": one.truth.secret.id.replace("_", " "),
        "accused": accused,
        "ending": f"{ending.title} ({ending.feeling})" if ending else "",
    }


def in_common(left: Evening, right: Evening) -> dict[str, float]:
    """In hundredths: storylets and lines of the two ways that both have, of all that either has; and tent-poles that agree."""
    ones, others = spine(left), spine(right)
    return {
        "same": 100 * sum(ones[key] == others[key] for key in ones) / len(ones),
        "storylets": _share(set(left.storylets), set(right.storylets)),
        "lines": _share(left.lines, right.lines),
    }


def _share(one: set[str] | frozenset[str], other: set[str] | frozenset[str]) -> float:
    return 100 * len(one & other) / max(1, len(one | other))


def _slot(genre: Genre, name: str) -> str:
    return next((one.slot for one in genre.storylets if one.id == name), "")


def _poles(one: Evening) -> Iterator[str]:
    genre = read_genre(one.story.genre)
    return (slot for name in one.storylets if (slot := _slot(genre, name)) not in _AROUND)


def _accused(one: Evening, state: State) -> str:
    """Who is named in this scene, where it is the accusation."""
    genre = read_genre(one.story.genre)
    _, name, *whom = (*state.scene.split("."), "")
    return one.story.role(whom[0]).name if whom[0] and _slot(genre, name) == "accused" else ""


# ------------------------------------------------------------------------------------------------------------ side by side
def side_by_side(left: Evening, right: Evening) -> str:
    """Both evenings in two columns, the tent-poles level with each other. `=` is the same for both."""
    rows: list[str] = []
    for table in (spine, flesh):
        ones, others = table(left), table(right)
        for key, mine in ones.items():
            rows += _row([f"{key}: {mine}"], [f"{key}: {others[key]}"], same=mine == others[key])
        rows.append("")
    for mine, theirs in _level(left, right):
        rows += _row(
            _scene(left, mine) if mine is not None else [],
            _scene(right, theirs) if theirs is not None else [],
            same=mine is not None and theirs is not None and _played(left, mine) == _played(right, theirs),
        )
        rows.append("")
    found = in_common(left, right)
    rows.append(
        f"In common: {found['same']:.0f} % of the tent-poles, {found['storylets']:.0f} % of the storylets, "
        f"{found['lines']:.0f} % of the lines."
    )
    return "\n".join(rows)


def _played(one: Evening, at: int) -> str:
    """The storylet, and with whom."""
    return one.trail[at].scene.partition(".")[2]


def _level(left: Evening, right: Evening) -> Iterator[tuple[int | None, int | None]]:
    """Places in the two trails that stand beside each other: a tent-pole beside its like, and what lies between filled up."""
    for mine, theirs in zip_longest(_stretches(left), _stretches(right), fillvalue=()):
        yield from zip_longest(mine, theirs)


def _stretches(one: Evening) -> list[tuple[int, ...]]:
    """The trail cut at its tent-poles, each of them the first of a stretch of its own and what follows the next."""
    genre = read_genre(one.story.genre)
    found: list[list[int]] = []
    around = True
    for at, state in enumerate(one.trail):
        pole = _slot(genre, state.scene.split(".")[1]) not in _AROUND
        if pole or not around or not found:
            found.append([])
        found[-1].append(at)
        around = not pole
    return [tuple(stretch) for stretch in found]


def _scene(one: Evening, at: int) -> list[str]:
    state = one.trail[at]
    scene = one.story.scene(state.scene)
    film = version(scene, state)
    place = next(iter(film.shots))
    there = environments().get(place.environment)
    where = f"{there.name}, {there.variant(place.variant).name}" if there else place.environment
    names = {role.id: role.name.split()[0] for role in one.story.cast}
    who = dict.fromkeys(names.get(placed.role, placed.role) for shot in film.shots for placed in shot.people)
    slot = _slot(read_genre(one.story.genre), state.scene.split(".")[1])
    told = [f"{at}. {scene.title.upper()}{f' ({slot})' if slot else ''}", f"{where}: {', '.join(who)}"]
    told += islice(_heard(film, names), _LINES)
    if at + 1 < len(one.trail) and len(offered := offers(one.story, state)) > 1:
        taken = one.trail[at + 1].branch[-1]
        others = [choice.label for choice in offered if choice.id != taken]
        told.append(f"> {next(choice.label for choice in offered if choice.id == taken)} (not: {'; '.join(others)})")
    if scene.ending:
        told.append(f"THE END: {scene.ending.title}, {scene.ending.feeling}.")
    return told


def _heard(film: Version, names: Mapping[str, str]) -> Iterator[str]:
    """What is said, and in brackets the things that are seen close between."""
    for shot in film.shots:
        if shot.framing == "insert" and shot.action:
            yield f"[{shot.action}]"
        yield from (f"{names.get(line.speaker, line.speaker).upper()}: {line.text}" for line in shot.lines)


def _row(left: Sequence[str], right: Sequence[str], *, same: bool) -> Iterator[str]:
    columns = [[part for text in texts for part in textwrap.wrap(text, WIDTH, subsequent_indent="  ")] for texts in (left, right)]
    for number, (mine, theirs) in enumerate(zip_longest(*columns, fillvalue="")):
        yield f"{mine:{WIDTH}} {'=' if same and number == 0 else '|'} {theirs}".rstrip()


# ------------------------------------------------------------------------------------------------------------- the command
def pairs(seed: int = SEED) -> Iterator[tuple[Evening, Evening]]:
    """Both viewers' evenings in every genre that is whole; which premise is for the seed."""
    for genre in map(read_genre, genres()):
        if reaches(genre) == MINUTES:
            premise = genre.premises[Random(f"{genre.id}|{seed}|told").randrange(len(genre.premises))].id
            yield tuple(evening(genre, viewer, premise=premise, seed=seed) for viewer in (GENTLE, BOLD))  # type: ignore[misc]


def told(these: Sequence[tuple[Evening, Evening]]) -> str:
    return "\n\n\n".join(f"Two viewers, one premise: {left.story.genre}\n\n{side_by_side(left, right)}" for left, right in these)


def main(*, quick: bool = False, json: Path | None = None) -> int:
    """Print both evenings of each genre; and over more seeds, how much of them is the same. `quick`: three seeds, else ten."""
    print(told(tuple(pairs())), end="\n\n")
    found = [in_common(left, right) for seed in range(1, (3 if quick else 10) + 1) for left, right in pairs(seed)]
    figures = [
        Figure(name=name, value=sum(one[name] for one in found) / len(found), note=f"mean of {len(found)} pairs")
        for name in ("same", "storylets", "lines")
    ]
    return tell("viewers", figures, extra={"pairs": found}, path=json)
