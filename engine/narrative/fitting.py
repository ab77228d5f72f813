"""Finds the evening that is as long as was asked for, on every path of it: more layers, fewer, or other scenes in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from engine.errors import StoryError
from engine.story.facts import Facts
from engine.story.state import State, begin, choose, offers
from engine.story.story import FPS, Scene, Story

WITHIN = 0.1
"""The share of the time asked for by which a path may be shorter or longer."""
FORKS = 6
"""The fewest forks on any path."""
MINUTES = (5, 8, 12, 15, 20, 30)
"""Lengths for which the genres that ship have enough storylets."""
SCENE = 37.0
"""Seconds that a scene lasts, about: what one more layer adds to an evening."""
_FAR = 0.02
"""By how much more an evening may miss before it is begun again in more haste: about what one step of haste makes up for."""
_MOST_HASTE = 8
_STEPS, _SWAPS, _TURNS = 8, 24, 8
"""How often the number of layers is changed, scenes are swapped for others, and the whole is begun with other luck."""


class Make(Protocol):
    """Plans an evening with so many spare layers, without some storylets, with another luck for each turn."""

    def __call__(self, *, spares: int, without: frozenset[str], turn: int, haste: int) -> Story:
        """StoryError where the storylets do not suffice. `haste`: how much short scenes are preferred; below 0, long ones."""


@dataclass
class _Tries:
    """What was made so far, and how well it fits."""

    make: Make
    seconds: float
    turn: int
    haste: int
    made: dict[tuple[int, frozenset[str]], Story] = field(default_factory=dict)
    fault: StoryError | None = None

    def story(self, spares: int, without: frozenset[str] = frozenset()) -> Story | None:
        key = (spares, without)
        if key not in self.made:
            try:
                self.made[key] = self.make(spares=spares, without=without, turn=self.turn, haste=self.haste)
            except StoryError as error:
                self.fault = error
                return None
        return self.made[key]

    def off(self, story: Story) -> float:
        """How far the worst path is from what was asked for, as a share of it."""
        shortest, longest = lengths(story)
        return max(1 - shortest / self.seconds, longest / self.seconds - 1)

    def missing(self, story: Story) -> float:
        """Seconds that a path of middling length is short of."""
        return self.seconds - sum(lengths(story)) / 2

    def serves(self, story: Story | None) -> bool:
        return story is not None and self.off(story) <= WITHIN and fewest_forks(story) >= FORKS


def fit(make: Make, *, seconds: float, fixed: int) -> Story:
    """The first evening found whose every path lasts about `seconds` and has FORKS forks. `fixed`: layers it always has.

    StoryError says how near it came, and what to ask for or to write.
    """
    nearest: Story | None = None
    haste = 0
    for turn in range(_TURNS):
        tries = _Tries(make=make, seconds=seconds, turn=turn, haste=haste)
        spares = _layered(tries, fixed)
        found = None if spares is None else tries.story(spares)
        if found is not None and (abs(haste) == _MOST_HASTE or tries.off(found) < WITHIN + _FAR):
            found = _swapped(tries, spares or 0)  # so near that another scene or two will do
        if found is not None and tries.serves(found):
            return found
        if found is not None and (nearest is None or tries.off(found) < tries.off(nearest)):
            nearest = found
        if found is not None:
            steps = 1 + round((tries.off(found) - WITHIN) / _FAR)
            haste = min(max(haste + (-steps if tries.missing(found) > 0 else steps), -_MOST_HASTE), _MOST_HASTE)
        if found is None and tries.fault is not None:
            raise tries.fault
    if nearest is None:
        raise StoryError("No evening could be made. Write storylets for the slots that have few.")
    shortest, longest = lengths(nearest)
    raise StoryError(
        f"No evening of {seconds / 60:g} minutes, give or take {WITHIN:.0%}, and {FORKS} forks could be made of "
        f"assets/genres/{nearest.genre}: it came to {shortest / 60:.1f} to {longest / 60:.1f} minutes with "
        f"{fewest_forks(nearest)} forks. Ask for {_lengths_up_to(longest / 60)} minutes, or write storylets for the slots that "
        "have few."
    )


def _lengths_up_to(minutes: float) -> str:
    """The lengths to ask for of a genre whose evenings come to so much: a small one has no long evenings."""
    fitting = [str(one) for one in MINUTES if one <= minutes] or [f"{minutes:.0f}"]
    return " or ".join((", ".join(fitting[:-1]), fitting[-1])) if len(fitting) > 1 else fitting[0]


def _layered(tries: _Tries, fixed: int) -> int | None:
    """As many spare layers as there is time for: where a try is too long or too short, so many fewer or more."""
    spares = max(0, round(tries.seconds / SCENE) - fixed)
    seen: dict[int, float] = {}
    for _ in range(_STEPS):
        story = tries.story(spares)
        if story is None:
            following = spares - 1
        else:
            seen[spares] = tries.off(story)
            if tries.serves(story):
                return spares
            missing = tries.missing(story) / SCENE
            following = spares + (round(missing) or (1 if missing > 0 else -1))
        spares = max(0, following)
        if spares in seen:
            break
    return min(seen, key=lambda count: seen[count], default=None)


def _swapped(tries: _Tries, spares: int) -> Story | None:
    """A scene of the wrong length gives way to another of its slot, again and again while there is another."""
    story = tries.story(spares)
    without, kept = frozenset[str](), frozenset[str]()
    for _ in range(_SWAPS):
        if story is None or tries.serves(story):
            break
        sign = -1 if tries.missing(story) > 0 else 1

        def frames(scene: Scene, sign: int = sign) -> int:
            return sign * max(one.frames for one in scene.versions)

        worst = [story.scene(name) for name in _worst(story, sign)]
        open_ones = [scene for scene in worst if "." in scene.id and storylet(scene) not in kept | {"title"}]
        if not open_ones:
            break
        less = without | {storylet(max(open_ones, key=frames))}
        other = tries.story(spares, less)
        enough = min(FORKS, fewest_forks(story))
        if other is not None and tries.off(other) <= tries.off(story) and fewest_forks(other) >= enough:
            story, without = other, less
        else:
            kept |= less - without
    return story


def _worst(story: Story, sign: int) -> tuple[str, ...]:
    """The scenes of the longest way through (`sign` 1), or of the shortest (-1): no other scene is to blame."""
    after: dict[str, tuple[int, tuple[str, ...]]] = {}

    def of(scene_id: str) -> tuple[int, tuple[str, ...]]:
        if scene_id not in after:
            scene = story.scene(scene_id)
            longest, way = max((of(choice.to) for choice in scene.choices), default=(0, ()))
            after[scene_id] = (max(sign * one.frames for one in scene.versions) + longest, (scene_id, *way))
        return after[scene_id]

    return of(story.start)[1]


def storylet(scene: Scene) -> str:
    """The id of the storylet that a planned scene plays."""
    return storylet_of(scene.id)


def storylet_of(scene_id: str) -> str:
    """The id of the storylet, from that of the scene: `04.cl_coat_pegs` or `05.iv_goose.maud`. The title plays "title"."""
    return scene_id.split(".")[1] if "." in scene_id else scene_id


def lengths(story: Story) -> tuple[float, float]:
    """The seconds of the shortest and the longest path."""
    after: dict[str, tuple[int, int]] = {}

    def of(scene_id: str) -> tuple[int, int]:
        if scene_id not in after:
            scene = story.scene(scene_id)
            frames = [one.frames for one in scene.versions]
            on = [of(choice.to) for choice in scene.choices] or [(0, 0)]
            after[scene_id] = (min(frames) + min(one[0] for one in on), max(frames) + max(one[1] for one in on))
        return after[scene_id]

    shortest, longest = of(story.start)
    return shortest / FPS, longest / FPS


def fewest_forks(story: Story) -> int:
    """How many forks the path with the fewest has. A fork offers at least two choices to who comes there."""
    after: dict[tuple[str, Facts], int] = {}

    def of(state: State) -> int:
        here = (state.scene, state.facts)
        if here not in after:
            offered = offers(story, state)
            fork = sum(bool(choice.label) for choice in offered) >= 2
            after[here] = fork + min((of(choose(story, state, choice.id)) for choice in offered), default=0)
        return after[here]

    return of(begin(story))
