"""Small stories that tests tell."""

from __future__ import annotations

from dataclasses import replace

from engine.story.facts import read_change, read_test
from engine.story.story import Choice, Ending, Line, Placed, Role, Scene, Shot, Story, Version

ROBIN = Role(id="you", name="Robin", character="viewer")
MAUD = Role(id="maud", name="Maud", character="maud")


def shot(frames: int = 256, says: str = "", speaker: str = "maud", environment: str = "library") -> Shot:
    line = (Line(speaker=speaker, text=says, start=0.5, seconds=frames / 24 - 1.0),) if says else ()
    people = (
        Placed(role="maud", anchor="left", facing="right", posture="sit", looks_at="you"),
        Placed(role="you", anchor="right", facing="left", posture="sit", looks_at="maud"),
    )
    return Shot(framing="two", environment=environment, frames=frames, people=people, lines=line)


def scene(
    scene_id: str, *choices: Choice, says: str = "", ending: Ending | None = None, frames: int = 256, default: str = ""
) -> Scene:
    return Scene(
        id=scene_id,
        title=scene_id,
        versions=(Version(shots=(shot(frames, says),)),),
        choices=choices,
        ending=ending,
        default=default,
    )


def choice(choice_id: str, to: str, label: str = "", when: str = "", sets: str = "") -> Choice:
    return Choice(
        id=choice_id,
        to=to,
        label=label,
        when=(read_test(when),) if when else (),
        sets=(read_change(sets),) if sets else (),
    )


#  hall ──(take the key)──> study ──(open)──> vault (just)
#    │                        └────(go)─────> street
#    └────(leave)─────────────────────────> street (wry)
_STUDY = scene("study", choice("open", "vault", "Open the vault", when="has_key"), choice("go", "street", "Go"), default="go")
LOCKED_STUDY = Story(
    id="locked-study",
    title="The Locked Study",
    genre="cozy_mystery",
    start="hall",
    cast=(ROBIN, MAUD),
    scenes=(
        scene(
            "hall",
            choice("take", "study", "Take the key", sets="has_key"),
            choice("leave", "street", "Leave"),
            says="Somebody locked it from the inside.",
            default="leave",
        ),
        replace(
            _STUDY,
            shows=("has_key",),
            versions=(
                Version(given=(("has_key", True),), shots=(shot(256, "You have the key, then."),)),
                Version(shots=(shot(256, "No key?"),)),
            ),
        ),
        scene("vault", says="Empty. Of course.", ending=Ending(title="The Vault", feeling="just")),
        scene("street", says="It was raining, naturally.", ending=Ending(title="Home by Rain", feeling="wry")),
    ),
)
