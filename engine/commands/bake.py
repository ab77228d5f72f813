"""Paints all sets ahead of need."""

from __future__ import annotations

import argparse
import shutil

from tqdm import tqdm

from engine.errors import DoesNotFit
from engine.library.environments import environments
from engine.places import ASSETS, places
from engine.video.keys import code, folder
from engine.video.renderers.illustrated.ahead import paint_ahead


def run(asked: argparse.Namespace) -> int:
    """0 when every set is painted; at once where nothing has changed since."""
    cache = places().ready().bakes
    painted = cache / f"ahead-{code()}-{folder(ASSETS / 'environments')}"
    if asked.quiet_when_done and painted.exists():
        return 0
    with tqdm(total=1, desc="Painting the sets", bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt}") as bar:

        def tell(done: int, of: int) -> None:
            bar.total, bar.n = of, done
            bar.refresh()

        paint_ahead(environments(), cache=cache, tell=tell)
    if shutil.disk_usage(cache).free < 2**20:
        raise DoesNotFit(f"The disk is full: not all that was painted could be kept in {cache}. Free 1 GB there, and bake again.")
    for old in cache.glob("ahead-*"):
        old.unlink()
    painted.touch()
    return 0
