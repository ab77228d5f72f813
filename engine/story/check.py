"""What is wrong with a story, found before anyone watches it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import networkx as nx

from engine.story import paths
from engine.story.facts import holds
from engine.story.graph import graph
from engine.story.setups import set_up_faults
from engine.story.state import shown
from engine.story.story import GRID, Scene, Shot, Story
from engine.story.ways import Name, Ways, ways

Kind = Literal[
    "unknown start",
    "twice",
    "leads nowhere",
    "unreachable",
    "missing default",
    "never set",
    "never read",
    "no ending",
    "dead end",
    "off the grid",
    "no version",
    "unknown role",
    "too short to choose",
    "over the limit",
    "does not fit",
    "talked over",
    "not there",
    "unfilled",
    "no difference",
    "never paid",
    "paid before",
    "cannot know",
    "told too soon",
    "unfair",
    "said twice",
    "soon the same",
    "no good end",
]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault: its kind, the scene, and a sentence that says what to change."""

    kind: Kind
    scene: str
    sentence: str


def check(story: Story, *, bears: tuple[int, int] = (2, 2)) -> tuple[Finding, ...]:
    """Every fault of the story, scene by scene; empty where it is sound. `bears`: the most fear and violence, 0 to 2."""
    known = {scene.id for scene in story.scenes}
    if story.start not in known:
        return (_finding("unknown start", story.start, f'The story starts at "{story.start}", which is no scene of it.'),)
    found = [finding for scene in story.scenes for finding in _scene(story, scene, known)]
    if not any(finding.kind in ("leads nowhere", "twice") for finding in found):
        walked = ways(story)
        found += _paths(story, walked)
        found += (_finding(kind, scene, sentence) for kind, scene, sentence in set_up_faults(story))
        found += (_finding(kind, scene, sentence) for kind, scene, sentence in paths.faults(story, walked))
    found += _facts(story)
    found += _limits(story, bears)
    return tuple(found)


def _finding(kind: Kind, scene: str, sentence: str) -> Finding:
    return Finding(kind=kind, scene=scene, sentence=sentence)


def _scene(story: Story, scene: Scene, known: set[str]) -> Iterator[Finding]:
    if sum(other.id == scene.id for other in story.scenes) > 1:
        yield _finding("twice", scene.id, f'Two scenes are called "{scene.id}". Rename one.')
    for choice in scene.choices:
        if choice.to not in known:
            yield _finding(
                "leads nowhere", scene.id, f'Choice "{choice.id}" leads to "{choice.to}", which is no scene. Point it at one.'
            )
    if scene.default and scene.default not in {choice.id for choice in scene.choices}:
        yield _finding("missing default", scene.id, f'The default "{scene.default}" is none of the choices. Name one of them.')
    if sum(bool(choice.label) for choice in scene.choices) > 1 and not scene.default:
        yield _finding("missing default", scene.id, "Several choices and no default. Say which one is taken in silence.")
    if not scene.choices and scene.ending is None:
        yield _finding("dead end", scene.id, "No way leads on and it is no ending. Add a choice, or make it an ending.")
    roles = {role.id for role in story.cast}
    for number, one in enumerate(scene.versions, start=1):
        if one.frames == 0 or one.frames % GRID:
            short = GRID - one.frames % GRID
            yield _finding(
                "off the grid",
                scene.id,
                f"Version {number} is {one.frames} frames long. Lengthen a shot by {short} frames, to a multiple of {GRID}.",
            )
        if len(scene.choices) > 1 and one.frames / 24 < scene.opens:
            yield _finding(
                "too short to choose",
                scene.id,
                f"Version {number} lasts {one.frames / 24:.1f} s and its choice opens {scene.opens:.0f} s before the end.",
            )
        for shot in one.shots:
            yield from _shot(scene, number, shot)
            for role in {line.speaker for line in shot.lines} | {placed.role for placed in shot.people}:
                if role not in roles:
                    yield _finding("unknown role", scene.id, f'"{role}" is in a shot and not in the cast. Add the role.')


def _shot(scene: Scene, number: int, shot: Shot) -> Iterator[Finding]:
    """What is wrong with one shot of the scene's version of that number."""
    there = {placed.role for placed in shot.people}
    end = 0.0
    for line in sorted(shot.lines, key=lambda line: line.start):
        said = f'"{line.text[:40]}" of version {number}'
        if line.start < 0 or line.start + line.seconds > shot.seconds + _SLACK:
            yield _finding(
                "does not fit",
                scene.id,
                f"{said} lasts until {line.start + line.seconds:.1f} s and its shot {shot.seconds:.1f} s. Lengthen the shot.",
            )
        if line.start < end - _SLACK:
            yield _finding("talked over", scene.id, f"{said} begins before the line before it ends. Let it begin at {end:.1f} s.")
        if line.speaker not in there and not line.heard_only and shot.people:
            yield _finding(
                "not there",
                scene.id,
                f'{said} is spoken by "{line.speaker}", who is not in the picture. Place them, or mark it heard.',
            )
        end = max(end, line.start + line.seconds)
    texts = [line.text for line in shot.lines] + [shot.action, shot.title, shot.subtitle]
    yield from (_unfilled(scene, text) for text in texts if _BLANK.search(text))
    yield from (_unfilled(scene, line.text) for line in shot.lines if not line.text.strip())


def _unfilled(scene: Scene, text: str) -> Finding:
    return _finding("unfilled", scene.id, f'"{text[:60]}" is not for a viewer\'s ears. Fill in what it stands for.')


_SLACK = 0.02
"""Seconds: less than a frame."""
_BLANK = re.compile(r"[{}]|\[\[|\]\]|%\}|(?<=[a-z,] )None\b|\bundefined\b|  ")
"""What a template leaves behind where it was not filled. (A sentence may well begin with "None".)"""


def _paths(story: Story, walked: Ways) -> Iterator[Finding]:
    seen = {scene_id for scene_id, _ in walked.states}
    for scene in story.scenes:
        if scene.id not in seen:
            yield _finding("unreachable", scene.id, "No path leads here. Offer a choice that does, or take the scene out.")
    drawn = graph(story)
    endings = {scene.id for scene in story.scenes if scene.ending is not None} & seen
    if not endings:
        yield _finding("no ending", story.start, "No ending can be reached. Give some scene an ending.")
    to_an_end: set[str] = set(endings)
    for ending in endings:
        to_an_end |= nx.ancestors(drawn, ending)
    told: set[tuple[str, str]] = set()
    for name, state in walked.states.items():
        scene = story.scene(state.scene)
        given = shown(scene, state)
        if not any(one.given == given for one in scene.versions) and (scene.id, "version") not in told:
            told.add((scene.id, "version"))
            yield _finding("no version", scene.id, f"No version for {dict(given) or 'no shown facts'}, which a viewer can reach.")
        if scene.ending is None and not walked.after[name] and scene.choices and (scene.id, "stuck") not in told:
            told.add((scene.id, "stuck"))
            yield _finding("dead end", scene.id, f"With {dict(state.facts)} no choice is offered. Let one be always open.")
        if (same := _same(walked, name)) and (scene.id, "same") not in told:
            told.add((scene.id, "same"))
            yield _finding(
                "no difference",
                scene.id,
                f'"{same[0]}" and "{same[1]}" lead to the same scene and the same facts. Let one change something.',
            )
        if scene.id not in to_an_end and endings and (scene.id, "end") not in told:
            told.add((scene.id, "end"))
            yield _finding("no ending", scene.id, "No ending can be reached from here. Lead a choice towards one.")


def _limits(story: Story, bears: tuple[int, int]) -> Iterator[Finding]:
    for scene in story.scenes:
        for what, there, most in zip(("fear", "violence"), (scene.fear, scene.violence), bears, strict=True):
            if there > most:
                yield _finding(
                    "over the limit",
                    scene.id,
                    f"It has {what} of {there} and the viewer bears {most}. Lead past it, or soften the scene.",
                )


def _same(walked: Ways, name: Name) -> tuple[str, str] | None:
    """Two options that come to the same, scene and facts, from this state."""
    found: dict[Name, str] = {}
    for choice, to in walked.after[name]:
        other = found.setdefault(to, choice.label or choice.id)
        if other != (choice.label or choice.id):
            return other, choice.label or choice.id
    return None


def _facts(story: Story) -> Iterator[Finding]:
    given = {name for name, _ in story.facts}
    written = given | {change.fact for scene in story.scenes for choice in scene.choices for change in choice.sets}
    for scene in story.scenes:
        reads = {test.fact for choice in scene.choices for test in choice.when} | set(scene.shows)
        for fact in sorted(reads - written):
            yield _finding(
                "never set", scene.id, f'Fact "{fact}" is read here and nothing sets it. Set it in a choice, or drop it.'
            )
        for choice in scene.choices:
            if choice.when and not choice.label and not holds(choice.when, story.facts) and len(scene.choices) == 1:
                yield _finding("dead end", scene.id, f'The only way on, "{choice.id}", has a condition. Take it away.')
    read = {fact for scene in story.scenes for fact in scene.shows} | {
        test.fact for scene in story.scenes for choice in scene.choices for test in choice.when
    }
    for scene in story.scenes:
        for choice in scene.choices:
            for change in choice.sets:
                if change.fact not in read:
                    yield _finding(
                        "never read",
                        scene.id,
                        f'"{choice.id}" sets "{change.fact}" and nothing reads it. Read it, or drop it.',
                    )
