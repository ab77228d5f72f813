"""Keeps the daybook of a screening: what its events and its work mean in the words of the daybook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.screening import daybook
from engine.screening.footage import Footage
from engine.screening.schedule import CHUNK_SECONDS, Job, Reel
from engine.screening.timeline import Cut
from engine.story.state import State, choose
from engine.story.story import Choice, Story


class Noting:
    """One viewing's daybook, and what is needed to write it. `folder`: where it is kept; None: nowhere."""

    def __init__(self, folder: Path | None, *, episode: str, story: Story, footage: Footage, workers: int) -> None:
        self._story, self._footage = story, footage
        self._book = daybook.Daybook(folder, episode=episode, title=story.title, workers=workers)
        self._why: dict[str, str] = {}

    def view(self, reels: tuple[Reel, ...]) -> None:
        """What is in view now: why work on these segments is done."""
        self._why |= {reel.segment: f"open, {reel.probability:.0%}" if reel.forks else "certain" for reel in reels}

    def fork(self, here: Cut, chances: Mapping[str, float], offered: tuple[Choice, ...]) -> None:
        """A choice opens."""
        ready = {choice.id: self._ready(here.state, choice) for choice in offered}
        expected = {name: round(chance, 4) for name, chance in chances.items()}
        self._book.note(daybook.Opened(scene=here.state.scene, chances=expected, ready=ready))

    def taken(self, here: Cut, choice: Choice, chances: Mapping[str, float], *, by_default: bool) -> None:
        """A way was taken, which had this chance."""
        chance, ready = round(chances.get(choice.id, 0.0), 4), self._ready(here.state, choice)
        scene = here.state.scene
        self._book.note(daybook.Took(scene=scene, choice=choice.id, chance=chance, ready=ready, by_default=by_default))

    def made(self, job: Job, seconds: float) -> None:
        """Work is done, and not yet part of the footage."""
        scene = self._footage.named(job.segment)
        better = job.kind == "film" and self._footage.level(scene, job.part) >= 0
        made = daybook.Made(
            kind=job.kind,
            segment=job.segment,
            scene=scene.scene,
            part=job.part,
            level=job.level,
            seconds=round(seconds, 3),
            why="better" if better else self._why.get(job.segment, "certain"),
        )
        self._book.note(made)

    def dropped(self, job: Job, why: str, *, seconds: float = 0.0) -> None:
        """Work was stopped, or failed."""
        scene = self._footage.named(job.segment).scene
        spent = round(seconds, 3)
        self._book.note(daybook.Dropped(kind=job.kind, scene=scene, part=job.part, level=job.level, seconds=spent, why=why))

    def shown(self, cut: Cut) -> None:
        """The next chunk of the cut goes into the stream."""
        level = self._footage.level(cut.segment, cut.appended)
        self._book.note(daybook.Shown(segment=cut.segment.key, scene=cut.segment.scene, part=cut.appended, level=level))

    def held(self, here: Cut, seconds: float, *, for_viewer: bool) -> None:
        """The picture goes on after it was held."""
        self._book.note(daybook.Held(scene=here.state.scene, seconds=round(seconds, 3), for_viewer=for_viewer))

    def close(self) -> None:
        self._book.close()

    def _ready(self, state: State, choice: Choice) -> float:
        """Seconds of film that are made of what follows a choice."""
        return round(self._footage.ready(self._footage.of(choose(self._story, state, choice.id))) * CHUNK_SECONDS, 2)
