"""The door to the renderers: each turns a shot and a frame number into a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from engine.errors import ModelMissing
from engine.library.characters import Character
from engine.library.environments import Environment
from engine.story.story import Shot
from engine.video.figures import Figure
from engine.video.rungs import Rung
from engine.video.spoken import Spoken


class Renderer(Protocol):
    """Films shots. `render` is pure: the same bytes for the same shot and frame, whatever was rendered before."""

    def render(
        self, shot: Shot, frame: int, *, spoken: tuple[Spoken, ...] = (), captions: bool = False
    ) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
        """Planar YUV 4:2:0 of (height * 3 // 2, width) bytes."""
        ...

    def prepare(self, shot: Shot) -> None:
        """Paint ahead of need what the shot is made of."""
        ...


@runtime_checkable
class Shows(Protocol):
    """A renderer that can say what is in its pictures, so that QA knows where to look. It is offered, not asked for.

    One that repaints the pictures of another gives what that one says: they show the same people in the same places.
    """

    def where(self, shot: Shot, frame: int, *, spoken: tuple[Spoken, ...] = ()) -> tuple[Figure, ...]:
        """Where people are in that picture."""
        ...

    def plate(self, shot: Shot, frame: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
        """That picture with nobody in it."""
        ...


def renderer(
    name: str, *, cast: Mapping[str, Character], environments: Mapping[str, Environment], rung: Rung, cache: Path
) -> Renderer:
    """The renderer of that name; its heavy libraries are loaded here and not before."""
    match name:
        case "illustrated":
            from engine.video.renderers.illustrated import Illustrated
            from engine.video.renderers.illustrated.paint import keep_paint

            keep_paint(cache)
            return Illustrated(cast=cast, environments=environments, rung=rung, cache=cache)
        case _:
            raise ModelMissing(f'There is no renderer "{name}". Use "illustrated".')
