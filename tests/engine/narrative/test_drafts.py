"""A model may propose a storylet to a designer: a file with what is wrong in it, for a person to mend.

slot, note  ->  a page under a schema  ->  JSON  ->  a .storylet with the checker's remarks at its end
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from engine import models
from engine.__main__ import main
from engine.errors import ModelSilent, StoryError
from engine.narrative.drafts import draft, page_of, written
from engine.narrative.genre import read_genre
from engine.narrative.storylet import read_storylet
from engine.narrative.writers import Page, never
from engine.places import places

GENRE = read_genre("cozy_mystery")
GOOD: dict[str, Any] = {
    "id": "two_left_gloves",
    "title": "Two left gloves",
    "set": "tearoom",
    "cast": ["suspect"],
    "tension": 0.4,
    "valence": 0.1,
    "invite": {"label": "Ask about the gloves", "hint": "SUSPECT is wearing two left ones."},
    "page": [
        {"who": "ACTION", "feeling": "neutral", "words": "SUSPECT folds one glove over the other, and looks at the door."},
        {"who": "YOU", "feeling": "amused", "words": "Those are both left hands."},
        {"who": "SUSPECT", "feeling": "worried", "words": "I dressed without a lamp. One does, in a hurry."},
        {"who": "YOU", "feeling": "thoughtful", "words": "And what was the hurry?"},
        {"who": "SUSPECT", "feeling": "sad", "words": "Somebody was about to be kind to me."},
    ],
}


class Scribe:
    """Proposes what it is told to."""

    name = "scribe 4B"

    def __init__(self, *answers: object) -> None:
        self._answers = answers
        self.asked: list[Page] = []

    def drafts(self, page: Page, *, count: int, cancelled: object = never) -> tuple[str, ...]:
        self.asked.append(page)
        return tuple(one if isinstance(one, str) else json.dumps(one) for one in self._answers)

    def close(self) -> None:
        """Nothing to end."""


def proposed(tmp_path: Path, slot: str = "interview", **other: object) -> tuple[Path, str]:
    made = draft(page_of(GENRE, slot), slot=slot, writer=Scribe({**GOOD, **other}))
    path = written(made, GENRE, folder=tmp_path, by="scribe 4B")
    return path, path.read_text()


def test_a_good_draft_is_a_storylet_that_the_genre_could_play(tmp_path: Path) -> None:
    path, text = proposed(tmp_path)
    assert path.name == "interview_two_left_gloves.storylet"
    assert "# A draft by scribe 4B." in text and "What the checker says" not in text
    storylet = read_storylet(path, GENRE.known)
    assert (storylet.slot, storylet.cast, storylet.places) == ("interview", ("you", "suspect"), ("tearoom",))
    assert "{{ suspect.name }} folds one glove" in storylet.body.text
    assert storylet.invite is not None and storylet.invite.hint == "{{ suspect.name }} is wearing two left ones."


def page(*lines: tuple[str, str], feeling: str = "neutral") -> list[dict[str, str]]:
    return [{"who": who, "words": words, "feeling": feeling} for who, words in lines]


@pytest.mark.parametrize(
    ("other", "remark"),
    [
        ({"set": "moon"}, 'There is no set "moon"'),
        ({"invite": None}, "Write [invite] with a label"),
        ({"invite": {"label": "Ask SUSPECT about the gloves on the table"}}, "the overlay has room for 34"),
        ({"page": GOOD["page"][:2]}, "s are spoken"),
        ({"page": [*GOOD["page"], *GOOD["page"][1:]]}, "says what was said before"),
        ({"page": [*GOOD["page"], *page(("SUSPECT", "Ask Gerald."))]}, 'Nobody and nothing is called "Gerald" here'),
        ({"page": [*GOOD["page"], *page(("YOU", "He was murdered, I tell you."))]}, "more violent"),
        ({"page": [*GOOD["page"], *page(("YOU", "So it was."), feeling="elated")]}, '"elated" is no emotion'),
        ({"cast": ["suspect", "confidant"]}, "CONFIDANT never speaks"),
    ],
)
def test_what_is_wrong_with_a_draft_is_written_into_it(tmp_path: Path, other: dict[str, object], remark: str) -> None:
    path, text = proposed(tmp_path, **other)
    assert f"{remark}" in text[text.index("/* What the checker says") :]
    lines = text.split("\n")
    assert lines[0] == "+++" and lines[-2] == "*/"
    assert path.exists()


def test_choices_that_come_to_the_same_are_remarked(tmp_path: Path) -> None:
    ways = [{"label": "Say so", "sets": "promised"}, {"label": "Say no", "sets": "promised"}]
    _, text = proposed(
        tmp_path,
        slot="turn",
        choices=ways,
        invite=None,
        cast=["herring"],
        page=page(("HERRING", "Well. You have me there, I suppose.")),
    )
    assert "Two choices come to the same" in text


def test_a_draft_overwrites_nothing_and_the_next_one_is_another(tmp_path: Path) -> None:
    first, _ = proposed(tmp_path)
    second, _ = proposed(tmp_path)
    assert first != second and first.exists()
    one, two = page_of(GENRE, "interview", number=0), page_of(GENRE, "interview", number=1)
    assert one.ask == two.ask and one != two


def test_words_that_look_like_code_are_only_words(tmp_path: Path) -> None:
    path, text = proposed(tmp_path, page=[*GOOD["page"], *page(("SUSPECT", "{{ culprit.name }} {% if x %} knows */."))])
    assert "{{ culprit" not in text and "{%" not in text
    assert path.exists()


@pytest.mark.parametrize("answer", ["no JSON", "{}", '{"id": "a"}', '{"id": "a", "page": []}'])
def test_what_cannot_be_read_is_no_draft(answer: str) -> None:
    with pytest.raises(ModelSilent, match="proposed no storylet that can be read"):
        draft(page_of(GENRE, "interview"), slot="interview", writer=Scribe(answer))


def test_the_schema_lets_only_what_the_genre_has() -> None:
    schema = json.loads(page_of(GENRE, "turn", note="A moth").schema)
    assert "A moth" in page_of(GENRE, "turn", note="A moth").ask
    assert set(schema["properties"]["set"]["enum"]) <= set(GENRE.known.sets)
    assert "culprit" not in schema["properties"]["cast"]["items"]["enum"]
    assert "invite" not in schema["properties"] and schema["properties"]["choices"]["maxItems"] == 3
    assert "promised" in schema["properties"]["choices"]["items"]["properties"]["sets"]["enum"]
    with pytest.raises(StoryError, match='no slot "chase"'):
        page_of(GENRE, "chase")


def test_without_a_writer_the_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTHERWISE_HOME", str(tmp_path))
    assert main(["draft", "--genre", "cozy_mystery", "--slot", "interview"]) == 2
    said = capsys.readouterr().err
    assert "A draft needs a model that writes." in said and "write one for a GGUF file" in said
    assert not list((tmp_path / "data").rglob("*.storylet"))


def test_the_command_writes_the_draft_to_the_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTHERWISE_HOME", str(tmp_path))
    monkeypatch.setattr("engine.commands.draft.writer", lambda home: (Scribe(GOOD), ""))
    assert main(["draft", "--genre", "cozy_mystery", "--slot", "interview", "--note", "Two left gloves"]) == 0
    assert "no remarks" in capsys.readouterr().out
    assert [one.name for one in (tmp_path / "data" / "drafts" / "cozy_mystery").iterdir()] == [
        "interview_two_left_gloves.storylet"
    ]


CARD = models.card_of("smollm2")


@pytest.mark.skipif(
    find_spec("llama_cpp") is None or not models.installed(CARD, places().models),
    reason="No language model: pip install 'otherwise[llm]' and python -m engine.models fetch smollm2",
)
def test_llama_takes_the_schema_as_a_grammar() -> None:
    """A small model writes no storylet, but each of its letters is one that the schema lets."""
    from dataclasses import replace

    from engine.narrative.writers.llama import Llama, LlamaWriter

    pen = LlamaWriter(Llama(places().models / CARD.id / "model.gguf", memory_mb=CARD.memory_mb, branches=1), key=CARD.key)
    try:
        (answer,) = pen.drafts(replace(page_of(GENRE, "interview"), tokens=12), count=1)
    finally:
        pen.close()
    assert answer.lstrip().startswith("{") and '"id"' in answer
