"""Lets a writer put other words to a planned story, line by line. Scenes, shots and lengths stay, and so does what is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from engine.errors import Cancelled
from engine.narrative.briefs import Asked, asked, merged
from engine.narrative.pacing import seconds_for
from engine.narrative.planned import Planned
from engine.narrative.writers import Ask, Ranker, Writer, Written, never, write
from engine.narrative.writers import Cancelled as Stop
from engine.narrative.writers.accept import faults
from engine.story.story import Line, Scene, Shot, Story, Version

_WHOLE = re.compile(r"^[\"“‘…]?[A-ZÀ-Ý0-9].*[.!?…][\"”’]?$", re.DOTALL)
"""A speech in several lines may break within a sentence, and half of one is nobody's to rewrite."""
REASONS = {
    "form": "were no speech",
    "entity": "named someone or something unknown",
    "knowledge": "told what their speaker cannot know, or nobody may tell yet",
    "reveal": "left out what the line has to tell",
    "limit": "were more than the viewer bears",
    "fit": "did not fit their shot",
    "worse": "followed worse than the authored line",
}
"""Why a proposal is not taken, by kind."""


@dataclass(frozen=True, kw_only=True)
class Rewritten:
    """The story in other words, and how it went."""

    story: Story
    lines: int
    """How many were asked for."""
    taken: int
    refused: tuple[tuple[str, int], ...]
    """How many proposals were not taken, by kind of reason."""
    silent: str = ""
    """Why the writer wrote nothing, where it said so."""

    def summary(self, writer: str) -> str:
        """A paragraph for whoever asked for it."""
        parts = [f"{writer} wrote {self.taken} of {self.lines} lines; the others are the authored ones."]
        parts += [f"{count} proposals {REASONS[kind]}." for kind, count in self.refused]
        return " ".join([*parts, self.silent]).strip()


Key = tuple[str, Shot, int]
"""A line of a scene, in whichever versions have its shot."""


@dataclass
class _Desk:
    writer: Writer
    ranker: Ranker | None
    count: int
    cancelled: Stop
    new: dict[Key, str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    silent: str = ""


def rewrite(
    planned: Planned,
    *,
    writer: Writer,
    ranker: Ranker | None = None,
    scenes: Collection[str] | None = None,
    count: int = 3,
    cancelled: Stop = never,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Rewritten:
    """Every line that a proposal may stand for, in these scenes or in all. Cancelled where it was.

    The same writer, story and order give the same words. `count`: proposals for each line.
    """
    told = [scene for scene in planned.story.scenes if scenes is None or scene.id in scenes]
    pages = {scene.id: [asked(planned, scene, version) for version in scene.versions] for scene in told}
    asks: dict[Key, list[Ask]] = {}
    for scene in told:
        for version, page in zip(scene.versions, pages[scene.id], strict=True):
            for one in page:
                if _WHOLE.match(one.line.text):
                    asks.setdefault(_key(scene, version, one), []).append(one.ask)
    desk = _Desk(writer=writer, ranker=ranker, count=count, cancelled=cancelled)
    made: dict[str, Scene] = {}
    for scene in told:
        for version, page in zip(scene.versions, pages[scene.id], strict=True):
            before: dict[str, str] = {}
            for one in page:
                key = _key(scene, version, one)
                if key in asks and key not in desk.new:
                    if cancelled():
                        raise Cancelled("The writer was told to stop.")
                    desk.new[key] = _worded(desk, one, merged(tuple(asks[key])), before)
                    progress(len(desk.new), len(asks))
                before[one.line.text] = desk.new.get(key, one.line.text)
        made[scene.id] = replace(scene, versions=tuple(_filmed(scene, version, desk.new, asks) for version in scene.versions))
    return Rewritten(
        story=replace(planned.story, scenes=tuple(made.get(scene.id, scene) for scene in planned.story.scenes)),
        lines=len(asks),
        taken=sum(text != key[1].lines[key[2]].text for key, text in desk.new.items()),
        refused=tuple((kind, desk.refused[kind]) for kind in REASONS if desk.refused[kind]),
        silent=desk.silent,
    )


def _key(scene: Scene, version: Version, one: Asked) -> Key:
    return scene.id, version.shots[one.shot], one.at


def _worded(desk: _Desk, one: Asked, ask: Ask, before: dict[str, str]) -> str:
    """The words for a line, where those before it are already other ones."""
    moment = replace(
        one.moment, before=tuple((name, before.get(words, words) if name else words) for name, words in one.moment.before)
    )
    brief = replace(ask.brief, said=tuple(dict.fromkeys((*ask.brief.said, *before.values()))))
    ask = replace(ask, brief=brief)
    written = write(
        moment, ask, authored=one.line.text, writer=desk.writer, ranker=desk.ranker, count=desk.count, cancelled=desk.cancelled
    )
    _count(desk, written, ask)
    return written.text


def _count(desk: _Desk, written: Written, ask: Ask) -> None:
    for line, why in written.refused:
        found = faults(line, ask.brief) if line else ()
        if not line:
            desk.silent = why
        else:
            desk.refused[found[0].kind if found else "worse"] += 1


def _filmed(scene: Scene, version: Version, new: dict[Key, str], asks: dict[Key, list[Ask]]) -> Version:
    def line_of(shot: Shot, at: int, line: Line) -> Line:
        text = new.get((scene.id, shot, at), line.text)
        if text == line.text:
            return line
        return replace(line, text=text, seconds=seconds_for(text, asks[scene.id, shot, at][0].brief.pace))

    def shot_of(shot: Shot) -> Shot:
        return replace(shot, lines=tuple(line_of(shot, at, line) for at, line in enumerate(shot.lines))) if shot.lines else shot

    return replace(version, shots=tuple(map(shot_of, version.shots)))
