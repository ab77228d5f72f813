"""Paints sets ahead of need, so that no first film waits for paint to dry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from engine.library.environments import Environment
from engine.video.renderers.illustrated import SOFT
from engine.video.renderers.illustrated.sets import paint_set


def paint_ahead(environments: Mapping[str, Environment], *, cache: Path, tell: Callable[[int, int], None]) -> None:
    """Every set in its usual variant, sharp and as soft as behind a face. `tell` gets how many of how many are done."""
    jobs = [(environment, soft) for environment in environments.values() for soft in (0.0, *SOFT.values())]
    for done, (environment, soft) in enumerate(jobs):
        tell(done, len(jobs))
        paint_set(environment, soft=soft, cache=cache)
    tell(len(jobs), len(jobs))
