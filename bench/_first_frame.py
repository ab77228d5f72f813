"""Plan a new episode, start its screening, and leave as soon as its first picture can be seen."""

from __future__ import annotations

import os
import sys
import time

from engine import media
from engine.delivery.store import Store
from engine.places import places
from engine.preference.viewer import Profile
from engine.screening.episodes import new_episode
from engine.screening.events import Failed
from engine.screening.screening import Screening
from engine.screening.workshop import Setup, Workshop
from engine.video.produce import Sounds
from engine.video.voices import speaker


def main() -> None:
    home = places().ready()
    episode = new_episode(home, profile=Profile(), seed=4711)
    failed: list[str] = []
    store = Store(home.store, budget_bytes=2**32)
    voice, _ = speaker(home)
    screening = Screening(
        episode,
        crew=Workshop(setup=Setup(cast=episode.cast, places=home, budget=2**32), count=2),
        store=store,
        sounds=Sounds(home.sounds),
        voices=voice.name,
        bakes=home.bakes,
        on_event=lambda event: failed.append(event.sentence) if isinstance(event, Failed) else None,
    )
    screening.start()
    while not screening.first_chunk and not failed:
        time.sleep(0.005)
    if failed:
        sys.exit(failed[0])
    media.first_frame(screening.first_chunk)
    sys.stdout.flush()
    os._exit(0)  # the clock is stopped here: closing down is not part of the wait


if __name__ == "__main__":
    main()
