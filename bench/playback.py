"""How an episode plays on this machine: the wait for its first frame, stalls, and the share of plain takes, in real time."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from bench._table import Figure, tell
from engine.delivery.store import Store
from engine.places import Places, places
from engine.preference.viewer import Profile
from engine.screening import events
from engine.screening.episodes import new_episode
from engine.screening.screening import Screening
from engine.screening.workshop import Setup, Workshop, workers_for
from engine.story.story import FPS
from engine.video.produce import Sounds
from engine.video.voices import speaker


class _Viewer:
    """Watches with a wall clock instead of a player, and chooses by a seeded die some seconds after it may."""

    def __init__(self, seed: int) -> None:
        self.die = random.Random(seed)
        self.told: list[events.Event] = []
        self.choose_at: tuple[int, str] | None = None
        self.stalled = False

    def hear(self, event: events.Event) -> None:
        self.told.append(event)
        match event:
            case events.ChoiceOpened(choices=choices, opened_at=at):
                self.choose_at = (at + round(self.die.uniform(1, 9) * FPS), self.die.choice(choices).id)
            case events.ChoiceTaken():
                self.choose_at = None
            case events.Stalled():
                self.stalled = True
            case events.Resumed():
                self.stalled = False

    def all(self, kind: type) -> list[events.Event]:
        return [event for event in self.told if isinstance(event, kind)]


def main(*, quick: bool = False, json: Path | None = None) -> int:
    """One viewing, from a fresh store with the sets painted: all of it, or its first 40 seconds."""
    real = places().ready()
    with tempfile.TemporaryDirectory() as folder:
        home = Places(data=Path(folder) / "data", cache=Path(folder) / "cache").ready()
        for mine, theirs in ((home.models, real.models), (home.bakes, real.bakes)):
            mine.rmdir()
            mine.symlink_to(theirs)
        viewer = _Viewer(seed=5)
        began = time.monotonic()
        episode = new_episode(home, profile=Profile(), seed=31)
        voice, _ = speaker(home)
        store = Store(home.store, budget_bytes=2**33)
        screening = Screening(
            episode,
            crew=Workshop(setup=Setup(cast=episode.cast, places=home, budget=2**33), count=workers_for()),
            store=store,
            sounds=Sounds(home.sounds),
            voices=voice.name,
            bakes=home.bakes,
            on_event=viewer.hear,
        )
        screening.start()
        try:
            first, rolls, played, held = _watch(screening, viewer, seconds=40 if quick else 1e9, began=began)
            plain = sum(1 for path in home.store.rglob("*.chunk") if "draft" in path.name)
            better = sum(1 for path in home.store.rglob("*.chunk") if "draft" not in path.name)
        finally:
            screening.close()
    failed = viewer.all(events.Failed)
    if failed:
        print(failed[0])
    taken = len(viewer.all(events.ChoiceTaken))
    figures = [
        Figure(name="first_frame", value=first, note="plan, workers, title: sets painted"),
        Figure(name="rolls", value=rolls, note="the picture starts: what follows the title has its voices"),
        Figure(name="stalls", value=screening.stalls, note=f"in {played:.0f} s and {taken} choices"),
        Figure(name="stalled", value=held, note="seconds that the picture was held"),
        Figure(name="plain", value=100 * plain / max(1, plain + better), note="of the chunks made"),
        Figure(name="made", value=(plain + better) * 64 / FPS / max(played, 1e-9), note="other ways included"),
    ]
    return tell("playback", figures, extra={"played": played, "quick": quick, "failed": bool(failed)}, path=json)


def _watch(screening: Screening, viewer: _Viewer, *, seconds: float, began: float) -> tuple[float, float, float, float]:
    """Seconds until a picture is there, until it moves, seconds played, seconds held."""
    while not screening.first_chunk and not viewer.all(events.Failed):
        time.sleep(0.01)
    first = time.monotonic() - began
    while not screening.can_roll and not viewer.all(events.Failed):
        time.sleep(0.01)
    rolls = time.monotonic() - began
    position, held, last = 0.0, 0.0, time.monotonic()
    while position < seconds and not viewer.all(events.Ended) and not viewer.all(events.Failed):
        time.sleep(0.02)
        now = time.monotonic()
        if viewer.stalled:
            held += now - last
        else:
            position = min(position + now - last, screening.stream.appended_frames / FPS)
        last = now
        screening.tick(round(position * FPS))
        if viewer.choose_at and position * FPS >= viewer.choose_at[0]:
            screening.choose(viewer.choose_at[1])
    return first, rolls, position, held
