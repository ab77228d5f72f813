"""Renders contact sheets of sets, for a designer to look at: every variant, from every camera set-up."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.errors import StoryError
from engine.library.characters import characters
from engine.library.environments import Environment, environments
from engine.library.modes import AXES, modes_of
from engine.places import places
from engine.video.renderers.illustrated.contact import Still, sheet, stills

ROLES = ("maud", "theo", "priya", "edwin")


def run(asked: argparse.Namespace) -> int:
    """0 when the sheet is written."""
    print(main(str(asked.name), Path(asked.out)))
    return 0


def main(name: str, out: Path, *, width: int = 0) -> Path:
    """The sheet of the set of that name; of all sets, one row each, for "sets"."""
    have = environments()
    if name != "sets" and name not in have:
        raise StoryError(f'There is no set "{name}". Ask for sets, or one of {", ".join(sorted(have))}.')
    cast = characters()
    roles = tuple(role for role in ROLES if role in cast) or tuple(cast)[:4]
    if name == "sets":
        wanted = tuple(still for one in have.values() for still in _row(one, roles))
    else:
        wanted = tuple(stills(have[name], variants=shown(have[name]), roles=roles))
    return sheet(wanted, cast=cast, environments=have, cache=places().ready().bakes, columns=5, out=out, width=width)


def shown(environment: Environment) -> tuple[str, ...]:
    """The variants of a set by which it is known: its own, then each mode laid over the usual one."""
    usual = environment.variants[0].id
    modes = sorted(modes_of(environment).values(), key=lambda mode: AXES.index(mode.axis))
    return (*(one.id for one in environment.variants), *(f"{usual}+{mode.id}" for mode in modes if mode.axis != "mood"))


def _row(environment: Environment, roles: tuple[str, ...]) -> tuple[Still, ...]:
    """Five pictures of a set: its usual self empty and with people, and three other looks of it."""
    usual, *others = shown(environment)
    step = max(1, len(others) // 3)
    first = tuple(stills(environment, variants=(usual,), roles=roles))[1:3]
    rest = tuple(next(iter(stills(environment, variants=(one,), roles=roles))) for one in others[::step][:3])
    return (*first, *rest)
