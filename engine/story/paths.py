"""What is wrong on some path: said by one who cannot know it, unfair, too soon, twice; and choices that come to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.story.echo import echoes
from engine.story.forks import AHEAD, no_good_end, washed_out
from engine.story.knowledge import Knowledge, TooSoon, Unfair, Unknown
from engine.story.story import Story
from engine.story.ways import Ways

Fault = tuple[Literal["cannot know", "told too soon", "unfair", "said twice", "soon the same", "no good end"], str, str]
"""Kind, scene, and a sentence with a remedy."""


def faults(story: Story, walked: Ways) -> Iterator[Fault]:
    """Every fault of the kind, once for each scene and sentence. The choices have to lead somewhere: `check` sees to that."""
    yield from dict.fromkeys((*_known(story, walked), *_said_twice(story, walked), *_forks(story, walked)))


def _known(story: Story, walked: Ways) -> Iterator[Fault]:
    names = {role.id: role.name for role in story.cast}
    for fault in Knowledge(story, walked).faults():
        match fault:
            case Unknown(scene=scene, line=line, topics=topics):
                yield (
                    "cannot know",
                    scene,
                    f'{names.get(line.speaker, line.speaker)} says "{_short(line.text)}" and may not know {_list(topics)}. Let '
                    "somebody say it who does, let it be found before on every path, or write `news`, in words that say how.",
                )
            case TooSoon(scene=scene, words=words, topics=topics):
                yield (
                    "told too soon",
                    scene,
                    f'"{_short(words)}" tells {_list(topics)} before anybody is accused. Leave it for the accusation.',
                )
            case Unfair(scene=scene, suspects=suspects, found=found):
                who = ", ".join(names.get(one, one) for one in suspects) or "nobody"
                yield (
                    "unfair",
                    scene,
                    f"On some path a viewer who has found {_list(found)} cannot tell who did it: it may have been {who}. Let "
                    "every path find what leaves one, or let its endings say that it did not suffice (`unsure = true`).",
                )


def _said_twice(story: Story, walked: Ways) -> Iterator[Fault]:
    for scene, before, sentence in echoes(story, walked):
        where = "in this scene" if scene == before else f"here and in {before}, which may come just before"
        yield "said twice", scene, f'"{_short(sentence)}" is said twice, {where}. Say it in other words, or only once.'


def _forks(story: Story, walked: Ways) -> Iterator[Fault]:
    for pair in washed_out(story, walked):
        yield (
            "soon the same",
            pair.at[0],
            f'"{pair.one.label or pair.one.id}" and "{pair.other.label or pair.other.id}" come to the same in {AHEAD} scenes, '
            f"and only {pair.film:.0%} of their film differs. Let one set a fact that is asked later, or lead elsewhere.",
        )
    for name, choice in no_good_end(story, walked):
        yield (
            "no good end",
            name[0],
            f'After "{choice.label or choice.id}" every ending is dark. Lead some way on from there to an ending that is not.',
        )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _list(topics: tuple[str, ...]) -> str:
    return ", ".join(topics) or "nothing"
