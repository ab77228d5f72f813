"""A walk through a story as text that a person can read and a test can replay."""

from __future__ import annotations

from engine.story.facts import Facts
from engine.story.state import State, offers, shown, version
from engine.story.story import FPS, Story


def transcript(story: Story, trail: list[State]) -> str:
    """One viewing: each scene with what it shows and says, what was offered, and what was taken."""
    lines = [f"story: {story.title}"]
    for number, state in enumerate(trail):
        scene = story.scene(state.scene)
        film = version(scene, state)
        lines += ["", f"scene: {scene.id} ({film.frames / FPS:.1f} s)"]
        if given := shown(scene, state):
            lines.append(f"  shows: {written(given)}")
        for shot in film.shots:
            lines += [f"  {line.speaker} ({line.emotion}): {line.text}" for line in shot.lines]
        offered = offers(story, state)
        if len(offered) > 1:
            lines.append(f"  offers: {', '.join(choice.id for choice in offered)}")
        if number + 1 < len(trail):
            lines.append(f"> {trail[number + 1].branch[-1]}")
        elif scene.ending:
            lines.append(f"ending: {scene.ending.title} ({scene.ending.feeling})")
    return "\n".join(lines) + "\n"


def written(known: Facts) -> str:
    return ", ".join(name if value is True else f"{name}={value}" for name, value in known)


def choices_of(text: str) -> tuple[str, ...]:
    """The choices taken in a transcript, in order."""
    return tuple(line[2:].strip() for line in text.splitlines() if line.startswith("> "))
