"""Opens a pack: its episode goes onto the shelf, and its film into the store."""

from __future__ import annotations

import argparse
import sys

from engine.delivery.store import Store
from engine.places import BUDGET, places
from engine.screening.packing import open_pack
from engine.story.story import FPS, GRID
from engine.video.produce import Sounds
from engine.video.voices import speaker


def run(asked: argparse.Namespace) -> int:
    """0 where the episode is on the shelf, whether or not its film is of use here."""
    home = places().ready()
    store = Store(home.store, budget_bytes=BUDGET)
    opened = open_pack(asked.pack, places=home, store=store, sounds=Sounds(home.sounds), voices=speaker(home)[0].name)
    if opened.sentence:
        print(opened.sentence, file=sys.stderr)
    seconds = opened.chunks * GRID / FPS
    print(f'"{opened.episode.story.title}" is on the shelf ({opened.episode.folder}), with {seconds:.0f} s of film.')
    return 0
