from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.library.characters import characters
from engine.library.environments import environments
from engine.narrative.shots import place
from engine.story.story import Line, Shot
from engine.video.painted import Painted

CAST = characters()
SHOT = Shot(
    framing="two", environment="library", frames=48, people=place(("maud", "theo"), environment=environments()["library"])
)


def test_a_mark_is_seen_by_others_and_says_nothing_of_what_is_done_on_the_stage(tmp_path: Path) -> None:
    Painted(tmp_path, cast=CAST).mark(SHOT)
    said = replace(SHOT, frames=96, seed=9, tension=0.9, lines=(Line(speaker="maud", text="Again?"),))
    assert Painted(tmp_path, cast=CAST).has(said)


def test_another_set_framing_hour_or_coat_is_another_stage(tmp_path: Path) -> None:
    marks = Painted(tmp_path, cast=CAST)
    marks.mark(SHOT)
    others = (
        replace(SHOT, framing="close", focus="maud"),
        replace(SHOT, variant="night"),
        replace(SHOT, environment="kitchen"),
        replace(SHOT, people=SHOT.people[:1]),
    )
    assert not any(map(marks.has, others))
    maud = replace(CAST["maud"], wardrobe=replace(CAST["maud"].wardrobe, outfit=CAST["theo"].wardrobe.outfit))
    assert not Painted(tmp_path, cast={**CAST, "maud": maud}).has(SHOT)


def test_where_no_mark_can_be_left_the_film_goes_on(tmp_path: Path) -> None:
    full = tmp_path / "file"
    full.write_bytes(b"")
    marks = Painted(full, cast=CAST)
    marks.mark(SHOT)
    assert not marks.has(SHOT)
