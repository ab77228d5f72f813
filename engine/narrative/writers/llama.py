"""A language model, asked from outside: a process that is started late, limited, stopped, and done without when it is gone."""

from __future__ import annotations

import contextlib
import json
import multiprocessing as mp
import os
import re
import time
from collections.abc import Sequence
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock
from typing import Any

from engine.errors import Cancelled, ModelSilent
from engine.narrative.writers import Ask, Effort, Moment, Page, never
from engine.narrative.writers import Cancelled as Asked
from engine.narrative.writers import llama_process as inside
from engine.narrative.writers.llama_process import (
    Answer,
    Compose,
    Keep,
    Question,
    Ready,
    Recall,
    Refused,
    Score,
    Setup,
    Stopped,
)

_BIRTH = 300.0
"""Seconds that loading may take."""
_GRACE = 2.0
"""Seconds that a process told to stop may take to do so, before it is ended."""
_DRAFTING = 900.0
"""Seconds that a whole draft may take: its designer waits, and no film does."""
_STEP = 0.02
_TRIES = 3
"""So many failures on end, and the model is not asked again."""
_SPARE = 2**30
"""Bytes that Python and llama.cpp may take beside what a card says."""
_REMEMBERED = 12
"""Of what was before, the lines that a model is told of at least. It forgets so many at a time: pages then begin alike."""


class _Gone(ModelSilent):
    """It died, or was too slow: what may happen again."""


class Llama:
    """One model in its own process. Started at the first question; may be asked from any thread, one question at a time."""

    def __init__(
        self, weights: Path, *, memory_mb: int, context: int = 2048, branches: int = 4, make: inside.Make = inside.work
    ) -> None:
        self.setup = Setup(
            weights=str(weights),
            context=context,
            branches=branches,
            threads=_threads(),
            memory=memory_mb * 2**20 + _SPARE,
        )
        self._make = make
        self._context = mp.get_context("spawn")
        self._lock = Lock()
        self._process: Any = None
        self._pipe: Any = None
        self._cancel: Any = None
        self._serial = 0
        self._failures = 0
        self._trouble = ""

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def ask(self, question: Question, *, seconds: float, cancelled: Asked = never) -> Answer:
        """The answer. Cancelled where it was; ModelSilent where the model is gone, refuses, or takes longer than that."""
        with self._lock:
            if self._failures >= _TRIES:
                raise ModelSilent(f"The language model failed {_TRIES} times and is left alone. {self._trouble}")
            try:
                answer = self._asked(question, seconds, cancelled)
            except _Gone as error:
                self._failures += 1
                self._trouble = str(error)
                raise
            self._failures = 0
            return answer

    def _asked(self, question: Question, seconds: float, cancelled: Asked) -> Answer:
        if self._process is not None and not self._process.is_alive():  # it died of something else than a question
            self._end()
        if self._process is None:
            self._start()
            match self._wait(0, time.monotonic() + _BIRTH, cancelled):
                case Ready():
                    pass
                case Refused(sentence=sentence):
                    self._end()
                    self._failures = _TRIES  # it would refuse the next time, too
                    raise _Gone(sentence)
                case _:
                    self._end()
                    raise _Gone(f"The language model was not loaded within {_BIRTH:.0f} s. Choose a smaller one.")
        self._serial += 1
        with contextlib.suppress(OSError):  # it just died: the wait will say so
            self._pipe.send((self._serial, question, seconds))
        match self._wait(self._serial, time.monotonic() + seconds + _GRACE, cancelled):
            case Stopped() | None:
                raise _Gone(f"The language model took longer than {seconds:.1f} s. Choose a smaller one.")
            case Refused(sentence=sentence):
                raise ModelSilent(sentence)
            case answer:
                found: Answer = answer
                return found

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        self._cancel = self._context.Value("q", -1, lock=False)
        self._process = self._context.Process(
            target=inside.serve,
            args=(self._make, self.setup, theirs, self._cancel, os.getpid()),
            daemon=True,
            name="otherwise-model",
        )
        self._process.start()
        theirs.close()
        self._pipe, self._serial = ours, 0

    def _wait(self, serial: int, until: float, cancelled: Asked) -> Any:
        """What it says to a question; None where it says nothing in time, and is ended. ModelSilent where it died."""
        stopping = False
        while time.monotonic() < until:
            if not stopping and cancelled():
                stopping = True
                self._cancel.value = serial
                until = min(until, time.monotonic() + _GRACE)
            try:
                if self._pipe.poll(_STEP):
                    said, answer = self._pipe.recv()
                    if said != serial:
                        continue
                    if stopping:
                        raise Cancelled("The language model was told to stop.")
                    return answer
            except (EOFError, OSError):
                break
        else:
            self._end()
            if stopping:
                raise Cancelled("The language model was told to stop.")
            return None
        self._process.join(1)
        code = self._process.exitcode
        self._end()
        if stopping:
            raise Cancelled("The language model was told to stop.")
        raise _Gone(f"The language model's process ended (exit code {code}). It may need more memory: choose a smaller one.")

    def _end(self) -> None:
        if self._process is None:
            return
        self._pipe.close()
        self._process.join(0.1)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(2)
        self._process = self._pipe = None

    def close(self) -> None:
        """End the process; a later question starts another."""
        with self._lock:
            self._end()


def _name(key: str) -> str:
    """Other weights or another llama.cpp may answer otherwise."""
    try:
        return f"llama {version('llama-cpp-python')} {key}"
    except PackageNotFoundError:
        return f"llama {key}"


def _threads() -> int:
    """Every core but one: the film goes on beside it."""
    return max(1, (os.cpu_count() or 2) - 1)


# -------------------------------------------------------------------------------------------------------------------- ranking
class LlamaRanker:
    """Ranks by pointwise mutual information: how much likelier a line is after the scene so far than after nothing."""

    def __init__(self, model: Llama, *, key: str, seconds: float = 20.0) -> None:
        self._model = model
        self._seconds = seconds
        self.name = _name(key)

    def scores(self, moment: Moment, lines: Sequence[str], *, cancelled: Asked = never) -> tuple[float, ...]:
        question = question_of(moment, tuple(lines))
        answer = self._model.ask(question, seconds=self._seconds, cancelled=cancelled)
        return information(answer)

    def memory(self) -> bytes:
        """What was read so far, to be recalled by the same model another day; nothing where it has read nothing."""
        if self._model.pid is None:
            return b""
        answer = self._model.ask(Keep(), seconds=self._seconds)
        name = self.name.encode()
        return len(name).to_bytes(2, "big") + name + answer if isinstance(answer, bytes) else b""

    def recall(self, memory: bytes) -> int:
        """Hold again what was read; how many branches that is. ModelSilent where it is damaged or another model's."""
        size = int.from_bytes(memory[:2], "big")
        if memory[2 : 2 + size] != self.name.encode():
            raise ModelSilent("What was kept is another language model's. Delete the file; it is read anew.")
        answer = self._model.ask(Recall(kept=memory[2 + size :]), seconds=self._seconds)
        return answer if isinstance(answer, int) else 0

    def effort(self) -> Effort:
        """How many tokens it has read, and would have if nothing were shared."""
        answer = self._model.ask(Effort(), seconds=self._seconds)
        return answer if isinstance(answer, Effort) else Effort()

    def close(self) -> None:
        self._model.close()


def question_of(moment: Moment, lines: tuple[str, ...]) -> Score:
    """What a ranker is asked: the scene as a page of script, up to the speaker's name, and each line with its end."""
    page = script(moment)
    return Score(before=page, neutral=f"{moment.speaker.upper()}:", lines=tuple(f" {line}\n" for line in lines))


def script(moment: Moment) -> str:
    """The scene so far as a page that breaks off where the line is to stand."""
    head = [f"{moment.place}.", ""] if moment.place else []
    shown = [f"{moment.speaker.upper()}: {line}" for line in moment.voice]
    told = _told(moment)
    return "\n".join([*head, *shown, *told, f"{moment.speaker.upper()}:"])


def _told(moment: Moment) -> list[str]:
    start = max(0, len(moment.before) - _REMEMBERED) // _REMEMBERED * _REMEMBERED
    return [f"{name.upper()}: {words}" if name else f"({words})" for name, words in moment.before[start:]]


def information(answer: Answer) -> tuple[float, ...]:
    """log p(line | scene) - log p(line), for each; to the thousandth, so that two machines agree."""
    pairs = [pair for pair in answer if isinstance(pair, tuple)] if isinstance(answer, tuple) else []
    return tuple(round(given - alone, 3) for given, alone in pairs)


# -------------------------------------------------------------------------------------------------------------------- writing
class LlamaWriter:
    """Writes candidates for a line under a schema. What they are worth, `accept` says."""

    def __init__(self, model: Llama, *, key: str, seconds: float = 60.0) -> None:
        self._model = model
        self._seconds = seconds
        self.name = _name(key)

    def lines(self, moment: Moment, ask: Ask, *, count: int, cancelled: Asked = never) -> tuple[str, ...]:
        answer = self._model.ask(page_of(moment, ask, count=count), seconds=self._seconds, cancelled=cancelled)
        found = [read_line(str(text)) for text in answer] if isinstance(answer, tuple) else []
        return tuple(dict.fromkeys(line for line in found if line))

    def drafts(self, page: Page, *, count: int, cancelled: Asked = never) -> tuple[str, ...]:
        """Whole drafts, each JSON as the page's schema has it."""
        seed = _seed(f"{page.ask}|{page.number}")
        question = Compose(
            instruction=page.instruction,
            ask=page.ask,
            schema=page.schema,
            seeds=tuple((seed + number) % 2**32 for number in range(count)),
            tokens=page.tokens,
        )
        answer = self._model.ask(question, seconds=_DRAFTING * count, cancelled=cancelled)
        return tuple(map(str, answer)) if isinstance(answer, tuple) else ()

    def close(self) -> None:
        self._model.close()


_INSTRUCTION = (
    "You write dialogue for a film. You are given a scene so far and what the next line must get across. Write that one line, "
    "as the speaker would say it: concrete, brief, with something left unsaid. Use only people, places and things that are "
    'in the scene. Answer with JSON: {"line": "..."}'
)


def page_of(moment: Moment, ask: Ask, *, count: int) -> Compose:
    """What a writer is asked. Its seeds come from the question, so that the same question gets the same answer."""
    most = letters_for(ask.brief.seconds, ask.brief.pace)
    told = _told(moment)
    parts = [
        f"Place: {moment.place}" if moment.place else "",
        "The scene so far:\n" + "\n".join(told) if told else "",
        f"How {moment.speaker} talks:\n" + "\n".join(moment.voice) if moment.voice else "",
        f"{moment.speaker} knows: " + " ".join(ask.known) if ask.known else "",
        f"Next speaks: {moment.speaker} ({ask.emotion})",
        f"The line must get across: {ask.goal}",
        f"At most {most} characters.",
    ]
    words = "\n\n".join(part for part in parts if part)
    seed = _seed(words)
    return Compose(
        instruction=_INSTRUCTION,
        ask=words,
        schema=schema_of(most),
        seeds=tuple((seed + number) % 2**32 for number in range(count)),
        tokens=24 + most // 2,
    )


def _seed(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=4).digest(), "big")


def schema_of(most: int) -> str:
    """One line, that begins as a sentence begins and ends as one ends."""
    pattern = r"^[A-Z][^\"\\\n\r\t{}\[\]<>*]{2,%d}[.!?]$" % max(4, most - 2)  # noqa: UP031 (braces)
    line = {"type": "string", "pattern": pattern}
    return json.dumps({"type": "object", "properties": {"line": line}, "required": ["line"], "additionalProperties": False})


def letters_for(seconds: float, pace: float) -> int:
    """About the most characters that can be said in so long."""
    return max(12, min(160, int((seconds * pace - 0.55) * 15.5)))


_LINE = re.compile(r'"line"\s*:\s*("(?:[^"\\]|\\.)*")', re.DOTALL)


def read_line(text: str) -> str:
    """The line in an answer; nothing where it broke off."""
    match = _LINE.search(text)
    if match is None:
        return ""
    try:
        return " ".join(str(json.loads(match[1])).split())
    except ValueError:
        return ""
