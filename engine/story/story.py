"""The nouns of a story: scenes joined by choices, and the shots that a renderer films.

Everything here is immutable, hashable and JSON. An edit is a new Story.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine.story.facts import Change, Facts, Test
from engine.story.sheet import Sheet

FPS = 24
GRID = 64
"""Scenes are whole multiples of this many frames: where video frames and AAC frames meet (DESIGN 6)."""

FORMAT = 1

Emotion = Literal[
    "neutral", "warm", "amused", "worried", "sad", "angry", "afraid", "surprised", "suspicious", "tender", "firm", "thoughtful"
]
EMOTIONS: tuple[Emotion, ...] = Emotion.__args__  # type: ignore[attr-defined]
Framing = Literal["title", "establish", "two", "over", "close", "insert", "credits"]
Move = Literal["still", "push", "pull", "left", "right", "up", "down", "handheld", "rack"]
"""`left` and `right` pan, `up` and `down` tilt; `rack` (an `over`): the focus goes from the near shoulder to who is seen."""
Join = Literal["cut", "fade", "dissolve", "match", "whip"]
"""`match`: what this shot is about begins where in the picture that of the shot before stood; `whip`: in a blurred swing."""
Facing = Literal["left", "right"]
Posture = Literal["stand", "sit"]
Doing = Literal[
    "",
    "walk",
    "turn",
    "point",
    "hand_over",
    "take",
    "lift",
    "put_down",
    "shrug",
    "lean",
    "recoil",
    "hug",
    "sit_down",
    "stand_up",
    "nod",
    "shake",
    "look_down",
    "wave",
    "cover",
]
"""What a body does in a shot: `hand_over` and `take` are the two halves of one thing, `lift` is a cup to the lips,
`cover` a hand over the mouth. Empty: they are at rest, as people are."""
DOINGS: tuple[Doing, ...] = Doing.__args__  # type: ignore[attr-defined]
Feeling = Literal["just", "merciful", "bittersweet", "wry", "dark"]


@dataclass(frozen=True, kw_only=True)
class Pronouns:
    """How a person is spoken of: she, her, her, herself."""

    subject: str = "they"
    object: str = "them"
    possessive: str = "their"
    reflexive: str = "themself"


@dataclass(frozen=True, kw_only=True)
class Role:
    """Someone in the story. `character` names who plays: an id in the library, or "viewer"."""

    id: str
    name: str
    character: str
    pronouns: Pronouns = Pronouns()
    about: str = ""
    knows: tuple[str, ...] = ()
    """The topics that they know when the story opens. A topic is something that can be known about what is hidden."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """Words spoken by a role. `start` and `seconds`: the slot within the shot that shots.py gave them."""

    speaker: str
    text: str
    emotion: Emotion = "neutral"
    start: float = 0.0
    seconds: float = 0.0
    heard_only: bool = False
    """Spoken by someone who is not in this picture."""
    tells: tuple[str, ...] = ()
    """The topics that these words give away, so that their speaker has to know them."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A role where it stands or sits: an anchor of the set, which way it faces, and what it does."""

    role: str
    anchor: str
    facing: Facing
    posture: Posture = "stand"
    looks_at: str = ""
    """A role, an anchor, or nothing in particular."""
    emotion: Emotion = "neutral"
    holds: str = ""
    does: Doing = ""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One continuous view: all that a renderer is given. Two equal shots are the same film, bit for bit."""

    framing: Framing
    environment: str
    frames: int
    variant: str = ""
    focus: str = ""
    """The role (close, over; in a `two`, who acts in it) or prop (insert) that the picture is about."""
    move: Move = "still"
    people: tuple[Placed, ...] = ()
    lines: tuple[Line, ...] = ()
    action: str = ""
    title: str = ""
    subtitle: str = ""
    join: Join = "cut"
    """How this shot begins."""
    ends: Join = "cut"
    """`fade`: to black at the end; `whip`: swung away into the cut."""
    carried: tuple[float, float] | None = None
    """Where it begins after a `match`: shares of the picture's width and height, as `composition.stands` gives them."""
    tension: float = 0.3
    valence: float = 0.0
    seed: int = 0
    shows: tuple[str, ...] = ()
    """The topics that the picture gives away: a trace seen close."""

    @property
    def seconds(self) -> float:
        return self.frames / FPS


@dataclass(frozen=True, kw_only=True)
class Beat:
    """The smallest change in a scene: what happens, and how feeling moves. tension 0..1, valence -1..1."""

    what: str
    tension: float = 0.3
    valence: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Version:
    """A scene as the facts that it may show make it."""

    given: Facts = ()
    beats: tuple[Beat, ...] = ()
    shots: tuple[Shot, ...]

    @property
    def frames(self) -> int:
        return sum(shot.frames for shot in self.shots)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An authored way out of a scene. An empty label is a way that is taken without asking."""

    id: str
    to: str
    label: str = ""
    hint: str = ""
    when: tuple[Test, ...] = ()
    sets: tuple[Change, ...] = ()
    flavours: tuple[str, ...] = ()
    """What choosing this says of a viewer: `bold`, `kind`, `wry`, `patient` ... (taste learns from it)."""
    tells: tuple[str, ...] = ()
    """The topics that its label and hint tell the viewer."""
    accuses: str = ""
    """The role that it names as guilty."""


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How it ended: a title and a feeling."""

    title: str
    feeling: Feeling
    unsure: bool = False
    """Its words say that what was found did not suffice to know who did it."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One place and time. `shows` names the facts of the past that its film may show: versions differ by these only."""

    id: str
    title: str
    versions: tuple[Version, ...]
    choices: tuple[Choice, ...] = ()
    default: str = ""
    """The choice taken when the viewer lets it pass; needed where more than one may be offered."""
    shows: tuple[str, ...] = ()
    question: str = ""
    opens: float = 8.0
    """Seconds before the scene's end at which the choice opens."""
    ending: Ending | None = None
    act: int = 1
    music: str = ""
    """A mood of the score; empty: as tension and valence say."""
    tension: float = 0.3
    valence: float = 0.0
    """How it feels: tension 0..1, valence -1..1; and what the arc of the story asked of it."""
    wanted: tuple[float, float] = (0.3, 0.0)
    fear: int = 0
    violence: int = 0
    """How much of it there is: 0 none, 1 mild, 2 strong."""
    plants: tuple[str, ...] = ()
    """What it sets up, to be paid on every path from here: "umbrella", or a step of an arc, "confidant.want"."""
    pays: tuple[str, ...] = ()
    """What it pays off, planted on every path to here. "confidant" pays every step of that arc."""
    news: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Roles, and the topics that they learnt since they were last seen. Its words say how."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What follows from topics: whoever knows all of these can leave out every suspect but those."""

    topics: tuple[str, ...]
    leaves: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Story:
    """Scenes by id, where it starts, and who is in it."""

    id: str
    title: str
    genre: str
    start: str
    scenes: tuple[Scene, ...]
    cast: tuple[Role, ...] = ()
    logline: str = ""
    seed: int = 0
    shape: str = ""
    """Which way fortune goes in it, e.g. "fall and rise"."""
    premise: str = ""
    """The genre's premise that it tells: with the seed, what another viewer needs for a version of their own."""
    old: tuple[str, ...] = ()
    """What the viewer knew already when it was planned: storylets of earlier evenings."""
    minutes: float = 0.0
    """The length that was asked for when it was planned; 0 where it was written by hand."""
    facts: Facts = ()
    """What is true when the story opens."""
    sheet: Sheet | None = None
    """Where it is an episode of a series: its place there."""
    evidence: tuple[Evidence, ...] = ()
    """What the viewer can find who did it by."""
    kept: tuple[str, ...] = ()
    """Topics that nobody may tell before somebody is accused."""
    format: int = FORMAT

    @cached_property
    def _by_id(self) -> dict[str, Scene]:
        return {scene.id: scene for scene in self.scenes}

    def scene(self, scene_id: str) -> Scene:
        """The scene of that name; KeyError where there is none (`check` finds these before anyone watches)."""
        return self._by_id[scene_id]

    def role(self, role_id: str) -> Role:
        for role in self.cast:
            if role.id == role_id:
                return role
        raise KeyError(role_id)
