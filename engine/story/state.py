"""Where a viewer stands in a story, and the three questions asked of it: what is offered, what follows, what is shown."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import StoryError
from engine.story.facts import Facts, changed, holds, value_of
from engine.story.story import Choice, Scene, Story, Version


@dataclass(frozen=True, kw_only=True)
class State:
    """A scene, the facts, and the choices taken so far. It is the save file."""

    scene: str
    facts: Facts = ()
    branch: tuple[str, ...] = ()


def begin(story: Story) -> State:
    return State(scene=story.start, facts=story.facts)


def offers(story: Story, state: State) -> tuple[Choice, ...]:
    """The choices that are open here, in the author's order. None at an ending."""
    return tuple(choice for choice in story.scene(state.scene).choices if holds(choice.when, state.facts))


def choose(story: Story, state: State, choice_id: str) -> State:
    """Where that choice leads. StoryError where it is not offered."""
    for choice in offers(story, state):
        if choice.id == choice_id:
            return State(scene=choice.to, facts=changed(state.facts, choice.sets), branch=(*state.branch, choice.id))
    open_ids = ", ".join(choice.id for choice in offers(story, state)) or "nothing: the story ends here"
    raise StoryError(f'"{choice_id}" is not offered in scene {state.scene}. Offered: {open_ids}.')


def default(story: Story, state: State) -> Choice | None:
    """The choice taken when the viewer lets it pass: the scene's default where offered, else the first. None at an ending."""
    scene, offered = story.scene(state.scene), offers(story, state)
    return next((choice for choice in offered if choice.id == scene.default), offered[0] if offered else None)


def shown(scene: Scene, state: State) -> Facts:
    """The facts of the past that the scene's film may show, as they are now."""
    return tuple((name, value) for name in sorted(scene.shows) if (value := value_of(state.facts, name)) is not False)


def version(scene: Scene, state: State) -> Version:
    """The scene as its shown facts make it. StoryError where the story has none for these facts."""
    given = shown(scene, state)
    for one in scene.versions:
        if one.given == given:
            return one
    raise StoryError(f"Scene {scene.id} has no version for {dict(given) or 'no shown facts'}. Plan the story again.")
