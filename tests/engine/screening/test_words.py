"""Whose words an episode is told in: the seed's choice among the authors', a ranker's, or a writer's in their place.

python -m engine walk --ranker | --writer;    and an episode on the shelf, beside which a ranker's reading is kept
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.errors import ModelSilent
from engine.narrative.writers import Ask, Effort, Moment, never
from engine.places import Places
from engine.preference.viewer import Profile
from engine.screening.episodes import new_episode, recall, remember


class Judge:
    """Likes the longest line, and remembers how often it was asked."""

    name = "judge"

    def __init__(self) -> None:
        self.read = 0
        self.closed = False

    def scores(self, moment: Moment, lines: Sequence[str], *, cancelled: object = never) -> tuple[float, ...]:
        self.read += 1
        return tuple(float(len(line)) for line in lines)

    def memory(self) -> bytes:
        return bytes([self.read])

    def recall(self, memory: bytes) -> int:
        if memory[0] == 99:
            raise ModelSilent("What was kept is damaged.")
        self.read = memory[0]
        return self.read

    def effort(self) -> Effort:
        return Effort(read=self.read, asked=self.read)

    def close(self) -> None:
        self.closed = True


class Scribe:
    """Writes the same line everywhere, and a stranger's name before it."""

    name = "scribe 4B"
    closed = False

    def lines(self, moment: Moment, ask: Ask, *, count: int, cancelled: object = never) -> tuple[str, ...]:
        return ("Ask Gerald.", "So it is, I suppose.")

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OTHERWISE_HOME", str(tmp_path))
    return tmp_path


def walked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str]:
    assert main(["walk", "--seed", "3", *words]) == 0
    told = capsys.readouterr()
    return told.out, told.err


def test_without_models_the_words_are_the_authors_and_a_sentence_says_how_to_get_others(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain, _ = walked(capsys)
    worded, said = walked(capsys, "--writer")
    assert worded == plain
    assert "python -m engine.models fetch smollm2" in said and "the seed chooses" in said
    assert "write one for a GGUF file" in said and "every line is an authored one" in said


def test_a_ranker_chooses_once_and_the_same_the_next_time(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    judges = [Judge(), Judge()]
    waiting = iter(judges)
    monkeypatch.setattr("engine.commands.words.ranker", lambda home, seconds: (next(waiting), ""))
    first, _ = walked(capsys, "--ranker")
    again, _ = walked(capsys, "--ranker")
    assert first == again
    assert judges[0].read > 0 and judges[1].read == 0, "what was chosen is kept, by moment, lines and model"
    assert all(one.closed for one in judges)


def test_a_writer_is_asked_for_the_way_that_is_walked_and_says_what_stood(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scribe = Scribe()
    monkeypatch.setattr("engine.commands.words.writer", lambda home: (scribe, ""))
    walk, said = walked(capsys, "--writer")
    assert walk.count("So it is, I suppose.") > 2
    assert "scribe 4B wrote" in said and "proposals named someone or something unknown." in said
    assert scribe.closed


def test_what_a_ranker_has_read_is_kept_beside_the_episode_and_given_back(tmp_path: Path) -> None:
    home = Places(data=tmp_path / "data", cache=tmp_path / "cache").ready()
    judge, other = Judge(), Judge()
    episode = new_episode(home, profile=Profile(), seed=3, ranker=judge)
    assert judge.read > 0
    assert recall(episode, other) == judge.read == other.read
    judge.read = 99
    remember(episode, judge)
    assert recall(episode, other) == 0, "it is damaged"
    assert recall(episode, other) == 0, "and gone"
    assert not (episode.folder / "read.state").exists()
