"""What branching is worth, counted on a story small enough to count by hand.

hall --+-- study --+-- good
       '-- cellar -'-- bad (from the cellar alone)
"""

from __future__ import annotations

import pytest

from engine.story.measures import measure
from engine.story.story import Choice, Ending, Scene, Shot, Story, Version


def scene(name: str, *ways: str, chunks: int = 1, feeling: str = "") -> Scene:
    return Scene(
        id=name,
        title=name,
        versions=(Version(shots=(Shot(framing="establish", environment="library", frames=64 * chunks),)),),
        choices=tuple(Choice(id=to, to=to, label=to if len(ways) > 1 else "") for to in ways),
        default=ways[0] if ways else "",
        ending=Ending(title=name, feeling=feeling) if feeling else None,  # type: ignore[arg-type]
    )


STORY = Story(
    id="s",
    title="S",
    genre="cozy_mystery",
    start="hall",
    scenes=(
        scene("hall", "study", "cellar"),
        scene("study", "good"),
        scene("cellar", "good", "bad"),
        scene("good", chunks=2, feeling="just"),
        scene("bad", feeling="dark"),
    ),
)


def test_paths_segments_and_endings_are_counted() -> None:
    found = measure(STORY)
    assert (found.paths, found.segments) == (3, 5)
    assert found.endings == {"good": pytest.approx(0.75), "bad": pytest.approx(0.25)}
    assert found.entropy == pytest.approx(0.811, abs=0.001)
    assert found.merges == pytest.approx(1 / 5)  # the good end alone has two ways into it


def test_a_viewer_sees_a_part_of_the_film() -> None:
    # hall + study + good: 4 chunks, half of the time; hall + cellar + good: 4, and hall + cellar + bad: 3, a quarter each; of 6
    assert measure(STORY).seen == pytest.approx((0.5 * 4 + 0.25 * 4 + 0.25 * 3) / 6)


def test_who_chooses_otherwise_sees_other_endings() -> None:
    def timid(_, offered):
        return {choice.id: float(choice.id in ("study", "good") or len(offered) == 1) for choice in offered}

    found = measure(STORY, timid)
    assert found.endings["good"] == pytest.approx(1.0)
    assert found.entropy == pytest.approx(0.0)


def test_options_diverge_by_the_film_that_only_one_of_them_has() -> None:
    # study, good (3 chunks) against cellar, good, bad (4): 2 shared of 5. good (2) against bad (1): nothing shared.
    assert measure(STORY).divergence == pytest.approx(((1 + 1 + 1) / 5 + 1.0) / 2)
