"""After an ending: its card, and credits that name who played, where, to what music, and made with what."""

from __future__ import annotations

from dataclasses import replace

from engine.library.characters import characters
from engine.library.environments import environments
from engine.library.music import music
from engine.models import cards
from engine.narrative.chapters import opened
from engine.narrative.closing import PAGE, closing, credits
from engine.story.story import GRID, Ending, Role, Scene, Shot, Version
from tests.stories import LOCKED_STUDY

CAST = {"maud": characters()["maud"], "you": replace(characters()["theo"], id="you", name="Robin")}
STORY = replace(
    LOCKED_STUDY,
    cast=(
        Role(id="you", name="Robin", character="viewer"),
        Role(id="maud", name="Maud", character="maud", about="retired librarian"),
    ),
)
LAST = Shot(framing="two", environment="library", frames=2 * GRID, seed=5)
THE_END = Scene(
    id="end", title="The end", versions=(Version(shots=(LAST,)),), ending=Ending(title="One book back", feeling="wry")
)


def after() -> Scene:
    return closing(
        STORY,
        ending=THE_END,
        last=LAST,
        cast=CAST,
        environments=environments(),
        music=music(),
        models=[cards()["kokoro"]],
    )


def test_everything_that_carries_a_licence_is_credited_with_it() -> None:
    told = [
        row
        for page in credits(STORY, cast=CAST, environments=environments(), music=music(), models=[cards()["kokoro"]])
        for row in page.rows
    ]
    text = "\n".join(f"{left}\t{right}" for left, right in told)
    for track in music().values():
        assert f"“{track.title}”\t" in text and track.licence in text
    assert "Voice: Kokoro 82M\thexgrad, Apache-2.0" in text
    for family in ("Cormorant Garamond", "Nunito", "Atkinson Hyperlegible"):
        assert f"Letters: {family}\t" in text
    assert "Maud\tretired librarian" in text and told.index(("Maud", "retired librarian")) < told.index(("Robin", "as you are"))
    seen = {shot.environment for scene in STORY.scenes for film in scene.versions for shot in film.shots}
    assert all(environments()[name].name in text for name in seen)


def test_a_model_that_took_no_part_is_not_named() -> None:
    pages = credits(STORY, cast=CAST, environments=environments(), music=music())
    assert "Kokoro" not in repr(pages)


def test_credits_are_a_scene_that_can_be_filmed() -> None:
    (film,) = after().versions
    assert film.frames % GRID == 0
    assert (film.shots[0].framing, film.shots[0].title) == ("title", "One book back")
    assert {shot.framing for shot in film.shots[1:]} == {"credits"}
    assert film.shots[-1].ends == "fade"
    assert all(len(shot.subtitle.split("\n")) <= PAGE for shot in film.shots)
    assert all(2.5 <= shot.seconds <= 11 for shot in film.shots)


def test_an_act_is_named_over_its_first_place_and_costs_no_time() -> None:
    place = Shot(framing="establish", environment="library", frames=2 * GRID)
    film = opened(Version(shots=(place, LAST)), act=2, name="The torn page")
    assert (film.shots[0].title, film.shots[0].subtitle) == ("The torn page", "Part two")
    assert film.frames == Version(shots=(place, LAST)).frames and film.shots[1] == LAST
    assert opened(Version(shots=(replace(place, framing="insert"),)), act=2, name="x").shots[0].title == ""
