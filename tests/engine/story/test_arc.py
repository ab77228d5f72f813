"""The arc of a path.

opening --+-- calm ----+-- end
          '-- storm ---'
"""

from __future__ import annotations

import pytest

from engine.story.arc import arc, fit
from engine.story.graph import by_branch, walk
from engine.story.story import Choice, Ending, Scene, Shot, Story, Version


def scene(name: str, *ways: str, frames: int = 64, tension: float, wanted: float, ending: Ending | None = None) -> Scene:
    return Scene(
        id=name,
        title=name,
        versions=(Version(shots=(Shot(framing="establish", environment="library", frames=frames),)),),
        choices=tuple(Choice(id=to, to=to, label=to) for to in ways),
        default=ways[0] if ways else "",
        ending=ending,
        tension=tension,
        valence=-tension,
        wanted=(wanted, -wanted),
    )


STORY = Story(
    id="s",
    title="S",
    genre="cozy_mystery",
    start="opening",
    scenes=(
        scene("opening", "calm", "storm", tension=0.2, wanted=0.2),
        scene("calm", "end", frames=128, tension=0.1, wanted=0.8),
        scene("storm", "end", tension=0.9, wanted=0.8),
        scene("end", tension=0.4, wanted=0.4, ending=Ending(title="End", feeling="just")),
    ),
)


def test_an_arc_says_when_and_how_each_scene_of_the_path_feels() -> None:
    points = arc(STORY, walk(STORY, by_branch(("calm",))))
    assert [(one.scene, round(one.seconds, 2), one.tension) for one in points] == [
        ("opening", 1.33, 0.2),
        ("calm", 5.33, 0.1),
        ("end", 9.33, 0.4),
    ]


def test_a_path_that_keeps_to_what_was_wanted_fits_and_one_that_does_not_does_not() -> None:
    kept, broken = (fit(arc(STORY, walk(STORY, by_branch((way,))))) for way in ("storm", "calm"))
    assert kept.tension == kept.valence == pytest.approx(1.0, abs=0.02)
    assert broken.tension < 0.2


def test_a_flat_arc_fits_only_where_it_is_wanted_flat() -> None:
    points = arc(STORY, walk(STORY, by_branch(("storm",))))
    assert fit(points[:1]).tension == 1.0
    assert fit((points[0], points[0])).tension == 1.0
    assert fit((points[0], points[0].__class__(scene="x", seconds=2, tension=0.2, valence=0, wanted=(0.9, 0)))).tension == 0.0
