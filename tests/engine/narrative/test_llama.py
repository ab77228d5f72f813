"""A language model lives in a process of its own: limited, stopped, missed when it is gone. With weights it ranks and writes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest

from bench.ranking import items
from engine import models
from engine.errors import Cancelled, ModelMissing, ModelSilent, OtherwiseError
from engine.narrative.writers import Ask, Authored, Moment, choose, ranker, write, writer
from engine.narrative.writers.accept import Brief, faults, lexicon
from engine.narrative.writers.llama import (
    Llama,
    LlamaRanker,
    LlamaWriter,
    information,
    page_of,
    question_of,
    read_line,
    schema_of,
    script,
)
from engine.narrative.writers.llama_process import Answer, Question, Score, Setup, Work
from engine.places import ROOT, Places, places

CARD = models.card_of("smollm2")
needs_weights = pytest.mark.skipif(
    find_spec("llama_cpp") is None or not models.installed(CARD, places().models),
    reason="No language model: pip install 'otherwise[llm]' and python -m engine.models fetch smollm2",
)

# Maud: The ink was still wet at seven.
# Theo: Ink dries in a minute.
# Maud: ...
INK = Moment(
    place="The library, at night",
    speaker="Maud",
    before=(("Maud", "I stamped it at six, and the ink was still wet at seven."), ("Theo", "Ink dries in a minute.")),
)
LINES = ("Not in a room with the window open. Ink is slow in the damp.", "The goose has been at the gate again.")
ASKED = question_of(INK, LINES)


# ---- stand-ins for what happens in the process ---------------------------------------------------------------------------


def knowing(setup: Setup) -> Work:
    """Answers at once: a longer line is likelier."""
    return lambda question, stop: tuple((float(len(line)), 1.0) for line in question.lines)  # type: ignore[union-attr]


def telling(setup: Setup) -> Work:
    """Tells what it is like in there."""
    import resource

    told = [os.environ["OMP_WAIT_POLICY"], os.environ["GOMP_SPINCOUNT"], str(os.nice(0))]
    told.append(str(resource.getrlimit(resource.RLIMIT_DATA)[0]))
    return lambda question, stop: tuple(told)


def patient(setup: Setup) -> Work:
    """Never ready, but may be stopped."""

    def work(question: Question, stop: Callable[[], bool]) -> Answer:
        while not stop():
            time.sleep(0.005)
        raise Cancelled("as asked")

    return work


def deaf(setup: Setup) -> Work:
    """Never ready, and hears nobody."""

    def work(question: Question, stop: Callable[[], bool]) -> Answer:
        while True:
            time.sleep(0.01)

    return work


def frail(setup: Setup) -> Work:
    """Dies of the first question; after it has been started a second time, it lives."""

    def work(question: Question, stop: Callable[[], bool]) -> Answer:
        mark = Path(setup.weights)
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return ((1.0, 0.0),)

    return work


def greedy(setup: Setup) -> Work:
    """Takes more memory than it may."""
    return lambda question, stop: (str(len(bytearray(2**34))),)


def broken(setup: Setup) -> Work:
    raise ModelMissing("The weights are torn. Fetch them again.")


def refusing(setup: Setup) -> Work:
    def work(question: Question, stop: Callable[[], bool]) -> Answer:
        raise OtherwiseError("That is too long. Tell it less.")

    return work


@pytest.fixture
def model(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Llama]:
    one = Llama(tmp_path / "weights", memory_mb=100, make=request.param)
    yield one
    one.close()


def in_process(make: Callable[[Setup], Work]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("model", [make], indirect=True)


@in_process(knowing)
def test_nothing_is_started_before_the_first_question(model: Llama) -> None:
    assert model.pid is None
    assert model.ask(ASKED, seconds=30) == ((62.0, 1.0), (39.0, 1.0))
    assert model.pid not in (None, os.getpid())


@in_process(telling)
def test_it_waits_without_spinning_gives_way_to_the_film_and_is_limited(model: Llama) -> None:
    policy, spins, nice, memory = model.ask(ASKED, seconds=30)
    assert (policy, spins) == ("passive", "0")
    assert int(str(nice)) >= min(19, os.nice(0) + 10)
    assert int(str(memory)) == 100 * 2**20 + 2**30


@in_process(patient)
def test_a_question_that_is_no_longer_wanted_is_stopped_and_the_process_goes_on(model: Llama) -> None:
    with pytest.raises(ModelSilent, match=r"longer than 0\.1 s"):
        model.ask(ASKED, seconds=0.1)
    before, asked = model.pid, time.monotonic()
    with pytest.raises(Cancelled):
        model.ask(ASKED, seconds=60, cancelled=lambda: time.monotonic() > asked + 0.1)
    assert time.monotonic() < asked + 10
    assert model.pid == before


@in_process(deaf)
def test_a_process_that_does_not_hear_is_ended(model: Llama) -> None:
    with pytest.raises(ModelSilent, match=r"longer than 0\.1 s"):
        model.ask(ASKED, seconds=0.1)
    assert model.pid is None


@in_process(frail)
def test_a_process_that_dies_is_missed_and_the_next_question_starts_another(model: Llama) -> None:
    with pytest.raises(ModelSilent, match=r"ended \(exit code -9\).*choose a smaller one"):
        model.ask(ASKED, seconds=30)
    assert model.ask(ASKED, seconds=30) == ((1.0, 0.0),)


@in_process(knowing)
def test_a_process_that_died_between_two_questions_is_not_even_missed(model: Llama) -> None:
    model.ask(ASKED, seconds=30)
    assert model.pid is not None
    os.kill(model.pid, signal.SIGKILL)
    os.waitid(os.P_PID, model.pid, os.WEXITED | os.WNOWAIT)
    assert model.ask(ASKED, seconds=30) == ((62.0, 1.0), (39.0, 1.0))


@in_process(greedy)
def test_what_takes_too_much_memory_gets_a_sentence(model: Llama) -> None:
    with pytest.raises(ModelSilent, match="ran out of memory"):
        model.ask(ASKED, seconds=30)


@in_process(broken)
def test_weights_that_cannot_be_loaded_are_not_tried_again(model: Llama) -> None:
    with pytest.raises(ModelSilent, match="weights are torn"):
        model.ask(ASKED, seconds=30)
    with pytest.raises(ModelSilent, match=r"left alone\. The weights are torn"):
        model.ask(ASKED, seconds=30)
    assert model.pid is None


@in_process(refusing)
def test_a_question_that_is_refused_says_why_and_the_model_stays(model: Llama) -> None:
    for _ in range(5):
        with pytest.raises(ModelSilent, match="too long"):
            model.ask(ASKED, seconds=30)


@in_process(knowing)
def test_many_may_ask_at_once(model: Llama) -> None:
    found: list[Answer] = []
    threads = [threading.Thread(target=lambda: found.append(model.ask(ASKED, seconds=60))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [((62.0, 1.0), (39.0, 1.0))] * 4


@in_process(deaf)
def test_where_the_model_is_silent_the_authored_order_stands(model: Llama) -> None:
    assert choose(INK, LINES, ranker=LlamaRanker(model, key="deaf", seconds=0.1)) == 0


def test_it_does_not_outlive_whoever_started_it(tmp_path: Path) -> None:
    (tmp_path / "orphan.py").write_text(
        "import os, signal, threading, time\n"
        "from pathlib import Path\n"
        "from engine.narrative.writers.llama import Llama\n"
        "from tests.engine.narrative.test_llama import ASKED, patient\n"
        "if __name__ == '__main__':\n"
        "    model = Llama(Path('none'), memory_mb=100, make=patient)\n"
        "    threading.Thread(target=lambda: model.ask(ASKED, seconds=60), daemon=True).start()\n"
        "    while model._serial == 0: time.sleep(0.05)\n"
        "    print(model.pid, flush=True)\n"
        "    time.sleep(0.3)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run(
        [sys.executable, str(tmp_path / "orphan.py")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        timeout=120,
    )
    child = int(run.stdout)
    until = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and "Z" not in Path(f"/proc/{child}/stat").read_text().split(")")[-1].split()[0]:
        assert time.monotonic() < until, "the model's process goes on alone"
        time.sleep(0.05)


# ---- what is asked, and what an answer means ------------------------------------------------------------------------------


def test_a_page_breaks_off_where_the_line_is_to_stand() -> None:
    assert script(Moment(speaker="Hal", before=(("Maud", "Who is there?"), ("", "Somebody laughs.")), place="The street")) == (
        "The street.\n\nMAUD: Who is there?\n(Somebody laughs.)\nHAL:"
    )


def test_of_a_long_scene_it_forgets_a_dozen_lines_at_a_time_so_that_pages_begin_alike() -> None:
    said = tuple(("Maud", f"That is the {number}th cup.") for number in range(60))
    pages = [script(Moment(speaker="Hal", before=said[:count])) for count in range(60)]
    goes_on = [page.startswith(before.removesuffix("HAL:")) for before, page in pairwise(pages)]
    assert goes_on.count(False) == 3
    assert all(12 <= page.count("cup") < 24 for page in pages[12:])


def test_a_line_is_worth_what_the_scene_adds_to_it() -> None:
    assert information(((-20.0, -30.0), (-10.0, -11.0))) == (10.0, 1.0)


def test_the_same_question_gets_the_same_seeds_and_another_gets_others() -> None:
    ask = Ask(goal="The window was open.", brief=Brief(lexicon=lexicon(()), seconds=4.0))
    first, again = page_of(INK, ask, count=3), page_of(INK, ask, count=3)
    other = page_of(Moment(speaker="Theo"), ask, count=3)
    assert first == again
    assert len(set(first.seeds) | set(other.seeds)) == 6
    assert "The window was open." in first.ask and "Ink dries in a minute." in first.ask


def test_the_schema_is_for_a_line_that_fits_and_ends() -> None:
    line = json.loads(schema_of(60))["properties"]["line"]
    assert line["pattern"].endswith("{2,58}[.!?]$")


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ('{"line": "Who has the key?"}', "Who has the key?"),
        ('{ "line" : "Nobody\\u2019s  here." }', "Nobody’s here."),
        ('{"line": "It breaks', ""),
        ("no JSON at all", ""),
        ('{"line": 4}', ""),
    ],
)
def test_an_answer_is_read_or_it_is_nothing(answer: str, line: str) -> None:
    assert read_line(answer) == line


# ---- the door --------------------------------------------------------------------------------------------------------------


def test_without_models_the_door_opens_on_what_people_wrote(tmp_path: Path) -> None:
    nowhere = Places(data=tmp_path / "data", cache=tmp_path / "cache")
    one, sentence = ranker(nowhere)
    assert isinstance(one, Authored)
    assert "python -m engine.models fetch smollm2" in sentence and "the seed chooses among authored lines" in sentence
    two, sentence = writer(nowhere)
    assert isinstance(two, Authored)
    assert "write one for a GGUF file" in sentence and "authored" in sentence


def test_sixty_places_each_with_one_line_that_belongs_there() -> None:
    found = items()
    assert len(found) == 60
    lines = [line for item in found for line in (item.right, *item.wrong)]
    assert len(set(lines)) == 240
    assert all(item.before and item.moment.speaker.isalpha() for item in found)


# ---- with real weights -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def smollm2() -> Iterator[Llama]:
    one = Llama(places().models / CARD.id / "model.gguf", memory_mb=CARD.memory_mb)
    yield one
    one.close()


@needs_weights
def test_a_small_model_tells_what_follows_far_better_than_chance(smollm2: Llama, capsys: pytest.CaptureFixture[str]) -> None:
    judge = LlamaRanker(smollm2, key=CARD.key, seconds=600)
    chosen = items()
    right = sum(choose(item.moment, [*item.wrong, item.right], ranker=judge) == 3 for item in chosen)
    with capsys.disabled():
        share = right / len(chosen)
        print(f"\nranking: {CARD.name} is right in {right} of {len(chosen)} ({share:.0%}); chance is 25 %, the floor 65 %")
    assert right >= 0.65 * len(chosen)


@needs_weights
def test_ranking_is_the_same_whatever_was_asked_before_and_beside(smollm2: Llama) -> None:
    judge = LlamaRanker(smollm2, key=CARD.key, seconds=120)
    first = judge.scores(INK, LINES)
    judge.scores(Moment(speaker="Hal", before=(*INK.before, ("Hal", "Who cares about ink?"))), ("You do.", "I do."))
    assert judge.scores(INK, LINES) == first
    assert judge.scores(INK, LINES[::-1]) == first[::-1]
    fresh = Llama(places().models / CARD.id / "model.gguf", memory_mb=CARD.memory_mb)
    try:
        assert LlamaRanker(fresh, key=CARD.key, seconds=120).scores(INK, LINES) == first
    finally:
        fresh.close()


# Maud: ... the ink was still wet at seven.
# Theo: Ink dries in a minute. -+- Maud: Not in a room with the window open. -+- ...
#                               '- Hal: Who cares about ink?                  '- Priya: I do.
SCENE = replace(INK, before=(("", "Rain runs down the glass, and the lamp smokes a little."), *INK.before))
BRANCHES = tuple(
    replace(SCENE, before=(*SCENE.before, *more))
    for more in (
        (("Maud", "Not in a room where somebody has left the window open all evening."),),
        (("Hal", "Who cares about ink? The tower was cold, and nobody came up to ask."),),
        (("Maud", "Not in a room where somebody has left the window open all evening."), ("Priya", "I shut that window.")),
    )
)


@pytest.fixture(scope="module")
def alone() -> tuple[tuple[float, ...], ...]:
    """What each branch scores where nothing was read before."""
    found = []
    for moment in BRANCHES:
        fresh = Llama(places().models / CARD.id / "model.gguf", memory_mb=CARD.memory_mb)
        try:
            found.append(LlamaRanker(fresh, key=CARD.key, seconds=600).scores(moment, LINES))
        finally:
            fresh.close()
    return tuple(found)


@needs_weights
def test_what_branches_share_is_read_once_and_they_score_as_if_it_were_read_anew(
    smollm2: Llama, alone: tuple[tuple[float, ...], ...]
) -> None:
    judge = LlamaRanker(smollm2, key=CARD.key, seconds=600)
    judge.scores(SCENE, LINES)
    before = judge.effort()
    assert tuple(judge.scores(moment, LINES) for moment in BRANCHES) == alone
    assert tuple(judge.scores(moment, LINES) for moment in BRANCHES[::-1]) == alone[::-1]
    after = judge.effort()
    read, asked = after.read - before.read, after.asked - before.asked
    assert read < 0.75 * asked, f"{read} of {asked} tokens were read"


@needs_weights
def test_what_was_read_is_kept_and_taken_up_by_another_process(alone: tuple[tuple[float, ...], ...]) -> None:
    first = Llama(places().models / CARD.id / "model.gguf", memory_mb=CARD.memory_mb)
    judge = LlamaRanker(first, key=CARD.key, seconds=600)
    assert judge.memory() == b"", "nothing is started to keep nothing"
    judge.scores(BRANCHES[2], LINES)
    judge.scores(BRANCHES[1], LINES)
    kept = judge.memory()
    judge.close()
    second = Llama(places().models / CARD.id / "model.gguf", memory_mb=CARD.memory_mb)
    try:
        judge = LlamaRanker(second, key=CARD.key, seconds=600)
        assert judge.recall(kept) == 2
        assert judge.scores(BRANCHES[0], LINES) == alone[0]
        assert judge.scores(BRANCHES[1], LINES) == alone[1]
        effort = judge.effort()
        assert effort.read < 0.75 * effort.asked
        with pytest.raises(ModelSilent, match=r"damaged\. Delete the file"):
            judge.recall(kept[:-1] + bytes([kept[-1] ^ 1]))
        with pytest.raises(ModelSilent, match="another language model"):
            LlamaRanker(second, key="other", seconds=600).recall(kept)
    finally:
        second.close()


@needs_weights
def test_llama_is_never_loaded_here(smollm2: Llama) -> None:
    smollm2.ask(ASKED, seconds=120)
    assert "llama_cpp" not in sys.modules


@needs_weights
def test_what_is_too_long_is_refused_in_a_sentence(smollm2: Llama) -> None:
    with pytest.raises(ModelSilent, match=r"context has 2048\. Tell it less"):
        smollm2.ask(Score(before="Ink dries slowly. " * 900, neutral="MAUD:", lines=(" No.",)), seconds=120)


@needs_weights
def test_real_work_is_stopped_within_a_moment(smollm2: Llama) -> None:
    smollm2.ask(ASKED, seconds=120)
    asked = time.monotonic()
    with pytest.raises(Cancelled):
        smollm2.ask(
            Score(before="Ink dries slowly. " * 300, neutral="MAUD:", lines=(" No.",)),
            seconds=120,
            cancelled=lambda: time.monotonic() > asked + 0.2,
        )
    before = smollm2.pid
    assert len(smollm2.ask(ASKED, seconds=120)) == 2
    assert smollm2.pid == before


@needs_weights
def test_a_line_is_written_under_the_schema_and_an_authored_one_stands_ready(smollm2: Llama) -> None:
    pen = LlamaWriter(smollm2, key=CARD.key, seconds=240)
    brief = Brief(lexicon=lexicon([words for _, words in INK.before], names=("Maud", "Theo")), seconds=4.0)
    ask = Ask(goal="The window was open.", brief=brief)
    candidates = pen.lines(INK, ask, count=2)
    assert candidates == pen.lines(INK, ask, count=2)
    assert candidates and all(line[0].isupper() and line[-1] in ".!?" for line in candidates)
    written = write(INK, ask, authored="Not with the window open.", writer=pen, count=2)
    assert not faults(written.text, brief) or written.by == "authored"
    assert len(written.refused) == len(candidates) or written.by == pen.name


@needs_weights
def test_a_file_that_is_no_model_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"GGUF, it says")
    torn = Llama(tmp_path / "model.gguf", memory_mb=100)
    with pytest.raises(ModelSilent, match=r"no model that llama\.cpp can load.*fetch the model again"):
        torn.ask(ASKED, seconds=60)
