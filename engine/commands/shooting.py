"""What commands that film have in common: a workshop, a bar that shows how far it is, and where the film is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tqdm import tqdm

from engine.delivery.store import Store
from engine.library.characters import Cast
from engine.places import BUDGET, Places
from engine.screening.film import Progress, make
from engine.screening.workshop import Setup, Workshop, workers_for
from engine.video.painted import Painted
from engine.video.produce import Segment, Sounds
from engine.video.voices import Speaker, speaker


@dataclass(frozen=True, kw_only=True)
class Shooting:
    """A workshop at work for a command; its film is in `store`, its sound in `sounds`."""

    store: Store
    sounds: Sounds
    _crew: Workshop
    _painted: Painted
    _bar: tqdm

    def film(self, segments: tuple[Segment, ...], *, level: int, frames: int | None = None) -> None:
        """Film these at this level, or their first `frames`, and move the bar."""
        make(
            segments,
            crew=self._crew,
            store=self.store,
            sounds=self.sounds,
            frames=frames,
            level=level,
            painted=self._painted,
            progress=self._show,
        )

    def _show(self, progress: Progress) -> None:
        self._bar.n = round(100 * progress.share)
        self._bar.refresh()


@contextmanager
def shooting(title: str, *, cast: Cast, home: Places, workers: int) -> Iterator[Shooting]:
    """Open until the film is made. `workers`: 0 for as many as the machine has cores to spare."""
    store, sounds = Store(home.store, budget_bytes=BUDGET), Sounds(home.sounds)
    painted = Painted(home.bakes, cast=cast)
    crew = Workshop(setup=Setup(cast=cast, places=home, budget=BUDGET), count=workers or workers_for(), cache=home.cache)
    try:
        with tqdm(total=100, unit="%", desc=f"Filming {title}", bar_format="{l_bar}{bar}| {elapsed}<{remaining}") as bar:
            yield Shooting(store=store, sounds=sounds, _crew=crew, _painted=painted, _bar=bar)
    finally:
        crew.close()


def voice_of(home: Places) -> Speaker:
    """Who speaks on this machine; said, where it is a plainer voice than could be."""
    voice, sentence = speaker(home)
    if sentence:
        print(sentence, file=sys.stderr)
    return voice
