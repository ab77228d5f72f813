"""Plans an episode in the words that were asked for: the authors', a ranker's choice among theirs, or a writer's."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection
from contextlib import ExitStack, closing

from tqdm import tqdm

from engine.library.characters import Cast
from engine.narrative.genre import read_genre
from engine.narrative.planned import Planned
from engine.narrative.planner import plan, planned
from engine.narrative.rewriting import rewrite
from engine.narrative.variants import Ranked, by_seed
from engine.narrative.writers import Authored, Ranker, ranker, writer
from engine.places import Places, places
from engine.preference.viewer import Profile
from engine.story.state import State
from engine.story.story import Story

_PATIENCE = 120.0
"""Seconds that a model may take for one answer: nobody is watching yet."""


def worded(
    asked: argparse.Namespace,
    *,
    genre: str,
    profile: Profile,
    cast: Cast,
    seed: int,
    minutes: float,
    premise: str = "",
    old: Collection[str] = (),
    trail: Callable[[argparse.Namespace, Story], list[State]],
) -> Story:
    """The episode. `trail`: the way through it that is wanted, whose scenes a writer is asked for."""
    read = read_genre(genre)
    if not (getattr(asked, "ranker", False) or getattr(asked, "writer", False)):  # not every command has them
        return plan(read, profile=profile, cast=cast, seed=seed, minutes=minutes, premise=premise, old=old)
    home = places().ready()
    with ExitStack() as open_:
        judge, sentence = ranker(home, seconds=_PATIENCE)
        open_.enter_context(closing(judge))
        if sentence:
            print(sentence, file=sys.stderr)
        pick = Ranked(judge, other=by_seed(f"{genre}|{seed}"), folder=home.cache / "words")
        made = planned(read, profile=profile, cast=cast, seed=seed, minutes=minutes, premise=premise, old=old, pick=pick)
        if not asked.writer:
            return made.story
        every = getattr(asked, "whole", False) or getattr(asked, "json", False)
        scenes = None if every else {state.scene for state in trail(asked, made.story)}
        return _rewritten(made, home, judge=judge, scenes=scenes)


def _rewritten(made: Planned, home: Places, *, judge: Ranker, scenes: set[str] | None) -> Story:
    pen, sentence = writer(home)
    if sentence:
        print(sentence, file=sys.stderr)
        return made.story
    with closing(pen), tqdm(total=1, desc=f"Writing {made.story.title}", bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt}") as bar:

        def show(done: int, of: int) -> None:
            bar.total, bar.n = of, done
            bar.refresh()

        found = rewrite(made, writer=pen, ranker=None if isinstance(judge, Authored) else judge, scenes=scenes, progress=show)
    print(found.summary(pen.name), file=sys.stderr)
    return found.story
