"""Every hard check is proved: a good episode is spoilt in five places for each kind of fault, and each is caught.

good episode  --(one thing wrong, at five places)-->  a finding of that kind, in that scene
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.library.characters import characters
from engine.narrative.genre import read_genre
from engine.narrative.planner import plan
from engine.preference.viewer import Profile
from engine.story.check import Kind, check
from engine.story.facts import Change, Test
from engine.story.story import Choice, Line, Scene, Shot, Story, Version

GOOD = plan(read_genre("cozy_mystery"), profile=Profile(likes=("food",)), cast=characters(), seed=3)
FORKS = [scene for scene in GOOD.scenes if len(scene.choices) > 1]
TALKS = [scene for scene in GOOD.scenes if len([line for shot in scene.versions[0].shots for line in shot.lines]) > 2]
ENDS = [scene for scene in GOOD.scenes if scene.ending]
GATHERING = next(scene for scene in GOOD.scenes if any(choice.accuses for choice in scene.choices))
EARLY = [scene for scene in TALKS if scene.act < 3 and not any(line.tells for line in scene.versions[0].shots[0].lines)]
VERSIONED = [scene for scene in GOOD.scenes if len(scene.versions) > 1]


def with_scene(scene: Scene) -> Story:
    return replace(GOOD, scenes=tuple(scene if one.id == scene.id else one for one in GOOD.scenes))


def first(scene: Scene, change: Callable[[Version], Version]) -> Scene:
    """The scene with its first version changed."""
    return replace(scene, versions=(change(scene.versions[0]), *scene.versions[1:]))


def spoken(scene: Scene, change: Callable[[Line, Shot], Line]) -> Scene:
    """The scene with its first spoken line changed, and nobody else in that shot."""

    def version(one: Version) -> Version:
        at = next(number for number, shot in enumerate(one.shots) if shot.lines and shot.people)
        shot = one.shots[at]
        lines = (change(shot.lines[0], shot), *shot.lines[1:])
        return replace(one, shots=(*one.shots[:at], replace(shot, lines=lines), *one.shots[at + 1 :]))

    return first(scene, version)


def doubled(line: Line) -> tuple[Line, ...]:
    return line, replace(line, start=line.start + line.seconds / 2)


def talked_over(scene: Scene) -> Scene:
    def version(one: Version) -> Version:
        at = next(number for number, shot in enumerate(one.shots) if shot.lines)
        shot = one.shots[at]
        return replace(one, shots=(*one.shots[:at], replace(shot, lines=doubled(shot.lines[0])), *one.shots[at + 1 :]))

    return first(scene, version)


def longer(scene: Scene) -> Scene:
    return first(scene, lambda one: replace(one, shots=(replace(one.shots[0], frames=one.shots[0].frames + 7), *one.shots[1:])))


def renamed(choice: Choice, **change: object) -> Choice:
    return replace(choice, **change)  # type: ignore[arg-type]


def choices(scene: Scene, change: Callable[[Choice], Choice]) -> Scene:
    """The scene with its last choice changed."""
    return replace(scene, choices=(*scene.choices[:-1], change(scene.choices[-1])))


def same_way(scene: Scene) -> Scene:
    one, other = scene.choices[0], scene.choices[-1]
    return replace(scene, choices=(one, *scene.choices[1:-1], replace(other, to=one.to, sets=one.sets, when=one.when)))


def absent(shot: Shot) -> str:
    return next(role.id for role in GOOD.cast if role.id not in {placed.role for placed in shot.people})


def tells(scene: Scene, *topics: str) -> Scene:
    """The scene with its first spoken line giving these away."""
    return spoken(scene, lambda line, _: replace(line, tells=topics))


def again(scene: Scene) -> Scene:
    """The scene where whoever has the longest sentence says it once more."""

    def version(one: Version) -> Version:
        lines = [line for shot in one.shots for line in shot.lines if line.speaker != "you"]
        longest = max(lines, key=lambda line: max(map(len, line.text.split("."))))
        more = replace(longest, text=f"{longest.text} As I said. {longest.text}")
        shots = tuple(replace(shot, lines=tuple(more if line is longest else line for line in shot.lines)) for shot in one.shots)
        return replace(one, shots=shots)

    return first(scene, version)


HUMMED = Change(fact="hummed", value=True)
MOON = Test(fact="saw.the.moon", value=True)
SPOILT: dict[Kind, list[tuple[Scene, Scene]]] = {
    "twice": [(scene, replace(scene, id=GOOD.scenes[0].id)) for scene in GOOD.scenes[1:6]],
    "leads nowhere": [(scene, choices(scene, lambda one: renamed(one, to="the moon"))) for scene in FORKS[:5]],
    "missing default": [(scene, replace(scene, default="shrug")) for scene in FORKS[:3]]
    + [(scene, replace(scene, default="")) for scene in FORKS[3:6]],
    "dead end": [(scene, replace(scene, ending=None)) for scene in ENDS[:5]],
    "off the grid": [(scene, longer(scene)) for scene in GOOD.scenes[1:6]],
    "no version": [(scene, replace(scene, versions=scene.versions[1:])) for scene in VERSIONED[:5]],
    "unknown role": [
        (scene, spoken(scene, lambda line, _: replace(line, speaker="the_ghost", heard_only=True))) for scene in TALKS[:5]
    ],
    "too short to choose": [(scene, replace(scene, opens=500.0)) for scene in FORKS[:5]],
    "over the limit": [(scene, replace(scene, fear=2)) for scene in GOOD.scenes[1:4]]
    + [(scene, replace(scene, violence=2)) for scene in GOOD.scenes[4:7]],
    "does not fit": [(scene, spoken(scene, lambda line, shot: replace(line, start=shot.seconds - 0.2))) for scene in TALKS[:3]]
    + [(scene, spoken(scene, lambda line, shot: replace(line, seconds=shot.seconds + 1))) for scene in TALKS[3:6]],
    "talked over": [(scene, talked_over(scene)) for scene in TALKS[:5]],
    "not there": [(scene, spoken(scene, lambda line, shot: replace(line, speaker=absent(shot)))) for scene in TALKS[:5]],
    "unfilled": [
        (scene, spoken(scene, lambda line, _, left=left: replace(line, text=f"I saw {left} at nine.")))
        for scene, left in zip(TALKS, ("{{ host.name }}", "{% if bold %}", "None", "[[insert]]", "undefined", " "), strict=False)
    ],
    "no difference": [(scene, same_way(scene)) for scene in FORKS[:5]],
    "never set": [(scene, replace(scene, shows=(*scene.shows, "saw.the.moon"))) for scene in GOOD.scenes[1:4]]
    + [(scene, choices(scene, lambda one: renamed(one, when=(MOON,)))) for scene in FORKS[:3]],
    # Nobody knows of the moon; and the first to speak of these has not been told.
    "cannot know": [(scene, tells(scene, "the moon")) for scene in TALKS[:3]]
    + [(scene, tells(scene, topic)) for scene, topic in zip(EARLY, ("means", "mark", "motive"), strict=False)],
    "told too soon": [(scene, tells(scene, "who")) for scene in EARLY[:3]]
    + [(scene, tells(scene, "confession")) for scene in EARLY[3:6]],
    "said twice": [(scene, again(scene)) for scene in TALKS[:6]],
    "never read": [(scene, choices(scene, lambda one: renamed(one, sets=(*one.sets, HUMMED)))) for scene in FORKS[:5]],
}


def test_the_episode_is_good_to_begin_with() -> None:
    assert check(GOOD, bears=(1, 1)) == ()


@pytest.mark.parametrize("kind", SPOILT)
def test_five_corruptions_of_each_kind_are_caught(kind: Kind) -> None:
    assert len(SPOILT[kind]) >= 5
    for good, spoilt in SPOILT[kind]:
        story = with_scene(spoilt) if spoilt.id == good.id else replace(GOOD, scenes=(*GOOD.scenes, spoilt))
        assert kind in {found.kind for found in check(story, bears=(1, 1))}, good.id


@pytest.mark.parametrize("place", range(5))
def test_a_scene_that_no_way_leads_to_is_caught(place: int) -> None:
    lonely = replace(ENDS[place % len(ENDS)], id=f"attic{place}")
    assert ("unreachable", lonely.id) in {
        (found.kind, found.scene) for found in check(replace(GOOD, scenes=(*GOOD.scenes, lonely)))
    }


@pytest.mark.parametrize("start", ["", "nowhere", "00", "title", "the end"])
def test_a_start_that_is_no_scene_is_caught(start: str) -> None:
    assert [found.kind for found in check(replace(GOOD, start=start))] == ["unknown start"]


@pytest.mark.parametrize("place", range(5))
def test_a_place_from_which_there_is_no_ending_is_caught(place: int) -> None:
    scene = FORKS[place]
    round_and_round = replace(scene, choices=(Choice(id="again", to=scene.id),), default="", ending=None)
    assert "no ending" in {found.kind for found in check(with_scene(round_and_round))}


# ------------------------------------------------------------------------------------------ what only a whole story has wrong
def every(change: Callable[[Scene], Scene], *scenes: Scene) -> Story:
    """The good story with several scenes changed."""
    changed = {scene.id: change(scene) for scene in scenes}
    return replace(GOOD, scenes=tuple(changed.get(scene.id, scene) for scene in GOOD.scenes))


def silent(scene: Scene) -> Scene:
    """The scene without anything that it tells or shows."""

    def quiet(shot: Shot) -> Shot:
        return replace(shot, shows=(), lines=tuple(replace(line, tells=()) for line in shot.lines))

    films = tuple(replace(one, shots=tuple(quiet(shot) for shot in one.shots)) for one in scene.versions)
    return replace(scene, versions=films, choices=tuple(replace(choice, tells=()) for choice in scene.choices))


def dark(scene: Scene) -> Scene:
    return replace(scene, ending=replace(scene.ending, feeling="dark")) if scene.ending else scene


def after(scene: Scene) -> list[Scene]:
    return [GOOD.scene(choice.to) for choice in scene.choices]


def detour(scene: Scene) -> Story:
    """The last option of a fork leads where the first does, by way of one moment more."""
    moment = replace(
        GOOD.scenes[0],
        id="detour",
        choices=(Choice(id="on", to=scene.choices[0].to, sets=scene.choices[0].sets),),
        versions=(replace(GOOD.scenes[0].versions[0], shots=(replace(GOOD.scenes[0].versions[0].shots[0], frames=64),)),),
    )
    last = replace(scene.choices[-1], to="detour", sets=(), when=())
    fork = replace(scene, choices=(*scene.choices[:-1], last))
    return replace(with_scene(fork), scenes=(*with_scene(fork).scenes, moment))


def forgotten(scene: Scene) -> Story:
    """The last option of a fork leads where the first does, and sets a fact that the next scene takes back."""
    one = scene.choices[0]
    fork = replace(
        scene, choices=(*scene.choices[:-1], replace(scene.choices[-1], to=one.to, when=one.when, sets=(*one.sets, HUMMED)))
    )
    to = GOOD.scene(one.to)
    back = replace(to, choices=tuple(replace(way, sets=(*way.sets, replace(HUMMED, value=False))) for way in to.choices))
    changed = {fork.id: fork, back.id: back}
    return replace(GOOD, scenes=tuple(changed.get(other.id, other) for other in GOOD.scenes))


def widened(topic: str) -> Story:
    """What the topic proves, it proves of two."""
    others = tuple(choice.accuses for choice in GATHERING.choices)
    return replace(GOOD, evidence=tuple(replace(one, leaves=others) if topic in one.topics else one for one in GOOD.evidence))


def ignorant(role_id: str, *topics: str) -> Story:
    """The good story, where somebody does not know these."""
    without = {role.id: replace(role, knows=tuple(t for t in role.knows if t not in topics)) for role in GOOD.cast}
    return replace(GOOD, cast=tuple(without[role.id] if role.id == role_id else role for role in GOOD.cast))


CLUES = [scene for scene in GOOD.scenes if any(shot.shows for one in scene.versions for shot in one.shots)]
ACCUSED = [
    scene for scene in GOOD.scenes if any(way.accuses for way in GATHERING.choices) and after(scene) and after(scene)[0].ending
]
CULPRIT = next(role.id for role in GOOD.cast if "who" in role.knows)
OPEN = [scene for scene in FORKS if scene.act < 3 and all(len(GOOD.scene(way.to).choices) for way in scene.choices)]
WHOLE: dict[Kind, list[Story]] = {
    "unfair": [
        every(silent, GATHERING),
        every(silent, *CLUES),
        *(widened(topic) for topic in ("mark", "motive", "alibi")),
        replace(GOOD, evidence=tuple(replace(one, topics=(*one.topics, "the moon")) for one in GOOD.evidence)),
        replace(GOOD, evidence=(*GOOD.evidence, replace(GOOD.evidence[0], topics=(), leaves=(GOOD.cast[0].id,)))),
    ],
    "cannot know": [every(silent, *CLUES), ignorant(CULPRIT, "confession")],
    "soon the same": [*(detour(scene) for scene in OPEN[:4]), *(forgotten(scene) for scene in OPEN[:4])],
    "no good end": [
        every(dark, *ENDS),
        *(every(dark, *after(scene)) for scene in ACCUSED),
        *(every(dark, *(end for scene in pair for end in after(scene))) for pair in (ACCUSED[:2], ACCUSED[1:])),
    ],
}


@pytest.mark.parametrize("kind", WHOLE)
def test_corruptions_of_a_whole_story_are_caught(kind: Kind) -> None:
    assert len(WHOLE[kind]) + len(SPOILT.get(kind, ())) >= 5
    for number, story in enumerate(WHOLE[kind]):
        assert kind in {found.kind for found in check(story, bears=(1, 1))}, number
