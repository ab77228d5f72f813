"""What a screening tells whoever watches it. Positions are frames of the whole viewing."""

from __future__ import annotations

from dataclasses import dataclass

from engine.story.story import Choice, Ending, Scene


@dataclass(frozen=True, kw_only=True)
class SceneBegan:
    """The picture has entered a scene."""

    scene: Scene
    at: int


@dataclass(frozen=True, kw_only=True)
class ChoiceOpened:
    """Choices may be taken until `closes_at`; silence takes `default`. closes_at None: it waits for the viewer."""

    question: str
    choices: tuple[Choice, ...]
    default: str
    opened_at: int
    closes_at: int | None


@dataclass(frozen=True, kw_only=True)
class ChoiceTaken:
    choice: Choice
    by_default: bool


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """How far ahead one way on is made."""

    label: str
    scene: str
    probability: float
    seconds_ready: float
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Making:
    """What is made ahead: seconds of the committed film beyond the picture, each open way, and the work in hand."""

    seconds_ahead: float
    prospects: tuple[Prospect, ...]
    working_on: tuple[str, ...]
    speed: float
    """Seconds of film per second of work lately; 0 while unknown."""


@dataclass(frozen=True, kw_only=True)
class Stalled:
    """The film waits, for a chunk that is not ready or for the viewer to choose. `Resumed` follows."""

    at: int
    scene: str
    for_viewer: bool = False


@dataclass(frozen=True, kw_only=True)
class Resumed:
    after_seconds: float


@dataclass(frozen=True, kw_only=True)
class Rewound:
    """The viewer went back to a choice: a new stream begins with this scene."""

    scene: Scene


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """The viewer went back or on within what they have seen: a new stream begins in this scene. `moved` False: it does not."""

    scene: Scene
    moved: bool


@dataclass(frozen=True, kw_only=True)
class Fallback:
    """Something works less well than it could; a sentence for the viewer."""

    sentence: str


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The last frame of an ending has been shown."""

    ending: Ending


@dataclass(frozen=True, kw_only=True)
class Failed:
    """The film cannot go on; a sentence and a remedy."""

    sentence: str


Event = SceneBegan | ChoiceOpened | ChoiceTaken | Making | Stalled | Resumed | Rewound | Skipped | Fallback | Ended | Failed
