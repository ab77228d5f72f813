"""A speech may have several wordings; an evening says one: the ranker's choice, or the seed's.

HOST (warm)
You came.
| Here you are.        the author would be glad of either
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.errors import ModelSilent, StoryError
from engine.library.characters import characters
from engine.narrative.fountain import Element, Speech, parse
from engine.narrative.genre import read_genre
from engine.narrative.planner import plan
from engine.narrative.variants import Pick, Ranked, by_seed, chosen
from engine.narrative.writers import Authored, Moment, never
from engine.preference.viewer import Profile

ROLES = ("you", "host")
CALLED = {"you": "Robin", "host": "Maud"}
PAGE = (
    "INT. LIBRARY - NIGHT\n\nRain on the glass.\n\nHOST (warm)\nYou came.\n| Here you are,\nat last.\n| I had laid\n| two cups.\n"
    "\nYOU\nI ran.\n\nHOST\nSit.\n| Sit down.\n"
)


def read(body: str) -> tuple[Element, ...]:
    return parse(body, roles=ROLES, file="two_cups.storylet", first_line=10)


def said(page: tuple[Element, ...]) -> list[str]:
    return [one.text for one in page if isinstance(one, Speech)]


class Judge:
    """Likes the longest line, and tells what it was asked."""

    name = "judge"

    def __init__(self, *, silent: bool = False, fair: bool = False) -> None:
        self.asked: list[Moment] = []
        self._silent, self._fair = silent, fair

    def scores(self, moment: Moment, lines: Sequence[str], *, cancelled: object = never) -> tuple[float, ...]:
        self.asked.append(moment)
        if self._silent:
            raise ModelSilent("It is gone.")
        return tuple(0.0 if self._fair else float(len(line)) for line in lines)


def last(moment: Moment, lines: tuple[str, ...]) -> int:
    return len(lines) - 1


def test_lines_that_begin_with_a_bar_are_other_words_for_the_speech() -> None:
    speech = next(one for one in read(PAGE) if isinstance(one, Speech))
    assert speech.text == "You came."
    assert speech.others == ("Here you are, at last.", "I had laid", "two cups.")


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("INT. LIBRARY - NIGHT\n\n| Rain.\n", 12),
        ("INT. LIBRARY - NIGHT\n\nHOST\n| You came.\n", 13),
        ("INT. LIBRARY - NIGHT\n\nHOST\nYou came.\n|\n", 14),
        ("INT. LIBRARY - NIGHT\n\nHOST\n(warm)\n| You came.\n", 14),
        ("INT. LIBRARY - NIGHT\n\nRain.\n| Snow.\n", 13),
    ],
)
def test_a_bar_that_begins_nothing_is_named_with_its_line(body: str, line: int) -> None:
    with pytest.raises(StoryError, match=rf"storylet:{line}: `\|` begins other words"):
        read(body)


def test_one_of_them_is_said_and_the_ranker_is_told_what_was_said_before() -> None:
    judge = Judge()
    page = chosen(read(PAGE), pick=Ranked(judge, other=last), place="the library", called=CALLED)
    assert said(page) == ["Here you are, at last.", "I ran.", "Sit down."]
    assert not any(one.others for one in page if isinstance(one, Speech))
    first, second = judge.asked
    assert (first.speaker, first.place, first.before) == ("Maud", "the library", (("", "Rain on the glass."),))
    assert second.before[1:] == (("Maud", "Here you are, at last."), ("Robin", "I ran."))


def test_the_seed_chooses_the_same_every_time_and_seeds_choose_differently() -> None:
    pages = [said(chosen(read(PAGE), pick=by_seed(f"cozy|{seed}"), place="", called=CALLED)) for seed in range(40)]
    again = [said(chosen(read(PAGE), pick=by_seed(f"cozy|{seed}"), place="", called=CALLED)) for seed in range(40)]
    assert pages == again
    assert {page[0] for page in pages} == {"You came.", "Here you are, at last.", "I had laid", "two cups."}


@pytest.mark.parametrize("ranker", [Authored(), Judge(silent=True), Judge(fair=True)])
def test_where_no_ranker_can_tell_the_other_choice_stands(ranker: Authored | Judge) -> None:
    page = chosen(read(PAGE), pick=Ranked(ranker, other=last), place="", called=CALLED)
    assert said(page) == ["two cups.", "I ran.", "Sit down."]


def test_nothing_is_asked_twice_even_by_another_process(tmp_path: Path) -> None:
    judge, other, newer = Judge(), Judge(), Judge()
    newer.name = "judge 2"  # type: ignore[misc]

    def read_by(one: Judge, folder: Path | None) -> list[str]:
        pick: Pick = Ranked(one, other=last, folder=folder)
        return [*said(chosen(read(PAGE), pick=pick, place="", called=CALLED)) * 2]

    first = read_by(judge, tmp_path)
    assert read_by(other, tmp_path) == first
    assert read_by(newer, tmp_path) == first
    assert (len(judge.asked), len(other.asked), len(newer.asked)) == (2, 0, 2), "other weights may say otherwise"
    for kept in tmp_path.iterdir():
        kept.write_text("99")
    assert read_by(other, tmp_path) == first, "what was kept is damaged, and asked again"
    assert len(other.asked) == 2


@pytest.mark.parametrize("genre_id", ["cozy_mystery", "science_fiction"])
def test_a_genre_leaves_words_open_in_at_least_a_dozen_places(genre_id: str) -> None:
    genre = read_genre(genre_id)
    bars = [line for one in genre.storylets for line in one.body.text.split("\n") if line.startswith("| ")]
    assert len(bars) >= 12


@pytest.mark.parametrize("genre_id", ["cozy_mystery", "science_fiction"])
def test_the_same_evening_may_be_told_in_the_rankers_words(genre_id: str) -> None:
    """Only what the authors left open may differ, and the same ranker says the same."""
    genre = read_genre(genre_id)

    def said(pick) -> list[set[str]]:
        stories = [plan(genre, profile=Profile(), cast=characters(), seed=seed, minutes=12, pick=pick) for seed in (3, 4, 5)]
        return [
            {line.text for scene in story.scenes for one in scene.versions for shot in one.shots for line in shot.lines}
            for story in stories
        ]

    first = said(lambda moment, lines: 0)
    assert first != said(last)
    assert first == said(lambda moment, lines: 0)
