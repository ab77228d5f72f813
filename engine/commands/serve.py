"""Offers an episode on a page of this machine's browser, and to any player that knows HLS."""

from __future__ import annotations

import argparse
import random
import sys
import threading
from collections.abc import Callable

from engine.commands.asked import story_of
from engine.delivery.pieces import Pieces
from engine.delivery.store import Store
from engine.errors import OtherwiseError
from engine.places import Places, places
from engine.preference.history import History
from engine.screening import events
from engine.screening.elsewhere import Elsewhere
from engine.screening.episodes import Episode, put_on_shelf, shelf
from engine.screening.screening import Screening, Timer
from engine.screening.workshop import Setup, Workshop, workers_for
from engine.video.produce import Sounds
from engine.video.voices import speaker

_BUDGET = 8 * 2**30


def run(asked: argparse.Namespace) -> int:
    """Until Ctrl-C. The episode goes on where it was left, as in the app, and its place is kept."""
    home = places().ready()
    episode = _episode(asked, home)
    voice, sentence = speaker(home)
    if sentence:
        print(sentence, file=sys.stderr)
    setup = Setup(cast=episode.cast, places=home, budget=_BUDGET)

    def screening(onto: Callable[[], Pieces], tell: Callable[[events.Event], None]) -> Screening:
        return Screening(
            episode,
            crew=Workshop(setup=setup, count=asked.workers or workers_for(), cache=home.cache),
            store=Store(home.store, budget_bytes=_BUDGET),
            sounds=Sounds(home.cache / "sounds"),
            on_event=tell,
            history=History(home.data / "history.sqlite"),
            voices=voice.name,
            timer=Timer(stretch=asked.timer or 1.0, waits=asked.timer == 0),
            bakes=home.bakes,
            onto=onto,
        )

    viewing = Elsewhere(
        screening,
        title=episode.story.title,
        folder=home.cache / "pieces",
        port=asked.port,
        tell=lambda text: print(text, file=sys.stderr),
    )
    try:
        print(f"{episode.story.title}\nPage:   {viewing.server.url}\nPlayer: {viewing.server.film}\nCtrl-C ends it.", flush=True)
        threading.Event().wait()
    finally:
        viewing.close()
    return 0


def _episode(asked: argparse.Namespace, home: Places) -> Episode:
    """The one that the options name: from the shelf, or made and put there."""
    if asked.episode is None:
        story, cast = story_of(asked)
        return put_on_shelf(home, story, dict(cast), seed=random.SystemRandom().randrange(1000) if asked.story else asked.seed)
    episodes, broken = shelf(home)
    for sentence in broken:
        print(sentence, file=sys.stderr)
    found = [one for one in episodes if asked.episode in ("", one.id)]
    if not found:
        known = ", ".join(one.id for one in episodes[:8]) or "none yet"
        raise OtherwiseError(
            f"No episode {asked.episode} is on the shelf ({known}). Leave --episode out to make a new one.".replace("  ", " ")
        )
    return found[0]
