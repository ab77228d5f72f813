"""An episode of a series: the story as it was planned, with its sheet, "previously on" before it, and a card for its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.narrative.bible import Bible, words_of
from engine.narrative.fitting import storylet
from engine.narrative.genre import Genre
from engine.narrative.previously import Previously
from engine.narrative.storylet import SUSPECTS, Storylet
from engine.narrative.truth import Truth
from engine.narrative.writers.authored import fill
from engine.story.sheet import Sheet, Sign, Tell
from engine.story.story import GRID, Choice, Scene, Shot, Story, Version

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def in_series(
    story: Story, *, bible: Bible, genre: Genre, truth: Truth, words: Mapping[str, Any], before: Previously | None
) -> Story:
    """The story as the next episode of its series."""
    sheet = Sheet(
        number=bible.number,
        season=bible.season,
        roles=tuple((role, truth.person(role)) for role in ("host", "confidant", *SUSPECTS)),
        secret=truth.secret.id,
        means=truth.means.id,
        lie=dict(truth.alibis)["culprit"].id,
        motives=tuple((truth.person(role), motive.id) for role, motive in truth.motives),
        step=bible.due,
        signs=tuple(_signs(truth, words)),
        tells=tuple(_tells(story, genre, truth, words)),
        recalls=before.recalls if before else (),
    )
    story = replace(story, id=f"{story.id}-{bible.number}", sheet=sheet)
    if bible.form == "feature":
        return _sequence(story, bible, genre)
    return story if before is None else _after(story, before)


def _after(story: Story, before: Previously) -> Story:
    scene = replace(before.scene, choices=(Choice(id="begins", to=story.start),))
    known = {role.id for role in story.cast}
    return replace(
        story,
        start=scene.id,
        scenes=(scene, *story.scenes),
        cast=(*story.cast, *(role for role in before.people if role.id not in known)),
    )


# ------------------------------------------------------------------------------------------------- how truths come to light
def _signs(truth: Truth, words: Mapping[str, Any]) -> Iterator[Sign]:
    herring = truth.person("herring")
    for role, motive in truth.motives:
        told = words[role].motive
        said = (told["denial"], *told["again"], told["gossip"], told["confession"])
        yield Sign(kind="motive", who=truth.person(role), what=motive.id, words=told["word"], marks=said)
    secret, means, lie, crime = words["secret"], words["means"], words["lie"], words["crime"]
    marks = (secret["told"], secret["sign"])
    yield Sign(kind="secret", who=herring, what=secret["id"], words=secret["word"], marks=marks)
    if truth.secret.leaves:
        yield Sign(kind="leaves", who=herring, what=secret["id"], marks=marks)
    yield Sign(kind="means", what=means["id"], words=means["how"], marks=(means["trace"], means["how"]))
    yield Sign(kind="lie", who=truth.person("culprit"), what=lie["id"], words=lie["fact"], marks=(lie["fact"],))
    yield Sign(kind="mended", what=crime["id"], words=crime["mended"], marks=(crime["mended"],))
    yield Sign(kind="lost", what=crime["id"], words=crime["lost"], marks=(crime["lost"],))


def _tells(story: Story, genre: Genre, truth: Truth, words: Mapping[str, Any]) -> Iterator[Tell]:
    by_id = {one.id: one for one in (*genre.storylets, *(genre.season.steps if genre.season else ()))}
    culprit, deed = truth.person("culprit"), words["crime"]["deed"]
    for scene in story.scenes:
        played = by_id.get(storylet(scene))
        if played is None:
            continue
        who = scene.id.split(".")[2] if scene.id.count(".") > 1 else ""
        right = played.verdict == "right"
        if played.slot == "accused":
            yield Tell(scene=scene.id, kind="accused", who=who, what="rightly" if right else "wrongly", words=deed)
        if played.slot == "thread":
            yield Tell(scene=scene.id, kind="thread", what=played.id, value=played.step)
        if (played.slot == "accused" and right) or (played.slot == "ending" and not right and _names(scene, played, words)):
            yield Tell(scene=scene.id, kind="culprit", who=culprit, what=truth.premise.id, words=deed)
        for mark in played.leaves:
            yield Tell(
                scene=scene.id, kind=mark.kind, who=who if mark.who == "suspect" else truth.person(mark.who), words=mark.what
            )
        yield from _promises(scene, played, truth, words)


def _names(scene: Scene, played: Storylet, words: Mapping[str, Any]) -> bool:
    """Whether an ending after a wrong accusation lets the viewer know who it was."""
    named = f"It was {words['culprit'].name}"
    return "culprit" in played.cast or all(named in words_of(film) for film in scene.versions)


def _promises(scene: Scene, played: Storylet, truth: Truth, words: Mapping[str, Any]) -> Iterator[Tell]:
    for option in played.choices:
        if any(change.fact == "promised" and change.value is True for change in option.sets):
            label = fill(option.label, words=words, file=played.file)
            for choice in scene.choices:
                if choice.label == label:
                    yield Tell(
                        scene=scene.id,
                        choice=choice.id,
                        kind="promise",
                        who=truth.person("herring"),
                        what="given",
                        words=words["secret"]["word"],
                    )


# ----------------------------------------------------------------------------------------------------------------- feature
def _sequence(story: Story, bible: Bible, genre: Genre) -> Story:
    """A part of a feature: its title over the first, a chapter's card over the others, and credits where the last one ends."""
    assert genre.season is not None
    first, last = bible.part == 1, bible.part == bible.parts
    card = story.scene(story.start)
    (shot,) = card.versions[0].shots
    chapter = f"Chapter {NUMBERS[bible.part].lower()}"
    shot = replace(shot, title=genre.season.film) if first else replace(shot, title=story.title, subtitle=chapter)
    scenes = [replace(card, title=shot.title, versions=(Version(shots=(shot,)),)), *story.scenes[1:]]
    if last:
        names = {role.id: role.name for role in (*bible.people, *story.cast) if role.id != "you"}
        you = next((role.name for role in story.cast if role.id == "you"), "you")
        credit = f"with {', '.join(names[who] for who in sorted(names))}, and {you}"
        scenes = [_credited(scene, genre.season.film, credit) if scene.ending else scene for scene in scenes]
    return replace(story, scenes=tuple(scenes))


def _credited(scene: Scene, title: str, credit: str) -> Scene:
    def after(shot: Shot) -> Shot:
        return replace(
            shot,
            framing="title",
            focus="",
            move="still",
            lines=(),
            action="",
            title=title,
            subtitle=credit,
            frames=3 * GRID,
            join="fade",
        )

    return replace(scene, versions=tuple(replace(film, shots=(*film.shots, after(film.shots[-1]))) for film in scene.versions))
