"""Offers an episode on a page of this machine's browser, and to any player that knows HLS."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable

from engine.commands.asked import story_of
from engine.commands.shooting import voice_of
from engine.delivery.pieces import Pieces
from engine.delivery.store import Store
from engine.errors import OtherwiseError
from engine.places import BUDGET, Places, places
from engine.preference.history import History
from engine.screening import events
from engine.screening.elsewhere import Elsewhere
from engine.screening.episodes import Episode, put_on_shelf, shelf
from engine.screening.screening import Screening, Timer
from engine.screening.workshop import Setup, Workshop, workers_for
from engine.video.produce import Sounds


def run(asked: argparse.Namespace) -> int:
    """Until Ctrl-C. The episode goes on where it was left, as in the app, and its place is kept."""
    home = places().ready()
    begun = None if asked.episode is None else _on_shelf(asked.episode, home)
    story, cast = (begun.story, begun.cast) if begun else story_of(asked)
    voice = voice_of(home)

    def screening(onto: Callable[[], Pieces], tell: Callable[[events.Event], None]) -> Screening:
        setup = Setup(cast=cast, places=home, budget=BUDGET)
        return Screening(
            begun or put_on_shelf(home, story, dict(cast), seed=asked.seed),
            crew=Workshop(setup=setup, count=asked.workers or workers_for(), cache=home.cache),
            store=Store(home.store, budget_bytes=BUDGET),
            sounds=Sounds(home.sounds),
            on_event=tell,
            history=History(home.data / "history.sqlite"),
            voices=voice.name,
            timer=Timer(waits=True) if asked.timer == 0 else Timer(stretch=asked.timer),
            bakes=home.bakes,
            onto=onto,
            viewings=home.viewings,
        )

    viewing = Elsewhere(
        screening,
        title=story.title,
        folder=home.cache / "pieces",
        port=asked.port,
        tell=lambda text: print(text, file=sys.stderr),
    )
    try:
        print(f"{story.title}\nPage:   {viewing.server.url}\nPlayer: {viewing.server.film}\nCtrl-C ends it.", flush=True)
        threading.Event().wait()
    finally:
        viewing.close()
    return 0


def _on_shelf(name: str, home: Places) -> Episode:
    """The episode of that name, or where it is empty the one that was watched last."""
    episodes, broken = shelf(home)
    for sentence in broken:
        print(sentence, file=sys.stderr)
    found = next((one for one in episodes if name in ("", one.id)), None)
    if found is None:
        there = ", ".join(one.id for one in episodes[:8])
        which = f'No episode "{name}" is on the shelf. There are: {there}.' if there else "No episode is on the shelf."
        raise OtherwiseError(f"{which} Leave --episode out to make a new one.")
    return found
