"""The process in which a language model lives: the only place that imports llama.cpp. llama.py beside it asks."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from engine.errors import Cancelled, ModelMissing, OtherwiseError
from engine.narrative.writers import Effort
from engine.narrative.writers.sequences import BATCH, Sequences

_MARGIN = 32
_CALM = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0", "OPENBLAS_NUM_THREADS": "1"}
"""OpenMP spins while it waits, and on a machine that also plays a film that makes a model twenty times slower."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What a model's process needs."""

    weights: str
    context: int = 2048
    """Tokens that a branch of what it reads may have."""
    branches: int = 4
    """How many it holds at once: what they have in common is read once."""
    threads: int = 1
    memory: int = 2**31
    """Bytes that it may take beside the weights, which are mapped."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """How likely are these lines after `before`, and how likely after `neutral`, which tells nothing?"""

    before: str
    neutral: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Compose:
    """Answers to an instruction, one for each seed, each of them JSON as the schema has it."""

    instruction: str
    ask: str
    schema: str
    seeds: tuple[int, ...]
    tokens: int = 120
    temperature: float = 0.8


@dataclass(frozen=True)
class Keep:
    """All that was read, as bytes for Recall."""


@dataclass(frozen=True, kw_only=True)
class Recall:
    """Take up again what was kept; how many branches it was."""

    kept: bytes


@dataclass(frozen=True)
class Ready:
    """The model is loaded."""


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """Cancelled, or out of time."""


@dataclass(frozen=True, kw_only=True)
class Refused:
    """It could not be done; a sentence for people."""

    sentence: str


Question = Score | Compose | Keep | Recall | Effort
Scores = tuple[tuple[float, float], ...]
"""For each line: its log probability after `before`, and after `neutral`."""
Answer = Scores | tuple[str, ...] | bytes | int | Effort
Work = Callable[[Question, Callable[[], bool]], Answer]
"""Answers a question; asks now and then whether it should stop, and raises Cancelled then."""
Make = Callable[[Setup], Work]


def serve(make: Make, setup: Setup, pipe: Connection, cancel: Any, parent: int) -> None:
    """The life of the process: load, then answer one question at a time until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(_CALM)  # before anything loads OpenMP
    with contextlib.suppress(OSError, AttributeError):
        os.nice(10)  # the window and the film come first
    _limit(setup.memory)
    try:
        work = make(setup)
    except OtherwiseError as error:
        pipe.send((0, Refused(sentence=str(error))))
        return
    except Exception as error:
        pipe.send((0, Refused(sentence=f"{setup.weights} cannot be loaded ({error}). Delete it and fetch the model again.")))
        return
    pipe.send((0, Ready()))
    while True:
        try:
            serial, question, seconds = pipe.recv()
        except (EOFError, OSError):
            return
        until = time.monotonic() + seconds

        def stop(mine: int = serial, until: float = until) -> bool:
            return bool(cancel.value == mine) or time.monotonic() > until or os.getppid() != parent

        answer: object
        try:
            answer = work(question, stop)
        except Cancelled:
            answer = Stopped()
        except OtherwiseError as error:
            answer = Refused(sentence=str(error))
        except MemoryError:
            answer = Refused(sentence="The language model ran out of memory. Choose a smaller one.")
        except Exception as error:
            answer = Refused(sentence=f"The language model stumbled ({type(error).__name__}: {error}). Fetch it again.")
        try:
            pipe.send((serial, answer))
        except OSError:
            return


def _limit(memory: int) -> None:
    """What it holds, and not RLIMIT_AS: weights are mapped, and a GPU's driver reserves far more than it uses."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on this platform: the system's own limits hold
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def work(setup: Setup) -> Work:
    """The real work: llama.cpp with a card's weights."""
    try:
        import llama_cpp
    except ImportError as error:
        raise ModelMissing(
            f"llama-cpp-python is not installed ({error}). Run `pip install 'otherwise[llm]'`; it compiles for some minutes."
        ) from error
    except (RuntimeError, OSError) as error:
        raise ModelMissing(f"llama-cpp-python does not run here ({error}). Install it anew, compiled on this machine.") from error
    model = _Model(llama_cpp, setup)

    def answer(question: Question, stop: Callable[[], bool]) -> Answer:
        model.stop = stop
        match question:
            case Score():
                return model.scores(question)
            case Compose():
                return model.composed(question)
            case Keep():
                return model.branches.kept()
            case Recall():
                return model.branches.recall(question.kept)
            case Effort():
                return Effort(read=model.branches.read, asked=model.branches.asked)

    return answer


class _Model:
    """Weights and one context, whose sequences are branches of what has been read."""

    def __init__(self, llama: Any, setup: Setup) -> None:
        self._llama = llama
        self.stop: Callable[[], bool] = lambda: False
        self._quiet = llama.llama_log_callback(lambda level, text, data: None)
        llama.llama_log_set(self._quiet, None)
        llama.llama_backend_init()
        model = llama.llama_model_default_params()
        model.n_gpu_layers = 999 if llama.llama_supports_gpu_offload() else 0
        self._model = llama.llama_model_load_from_file(os.fsencode(setup.weights), model)
        if not self._model:
            raise ModelMissing(f"{setup.weights} is no model that llama.cpp can load. Delete it and fetch the model again.")
        self._size = setup.context
        params = llama.llama_context_default_params()
        params.n_seq_max = setup.branches + (setup.branches > 1)  # and one for what is too short to be shared
        params.n_ctx = setup.context * params.n_seq_max
        params.n_batch = params.n_ubatch = BATCH
        params.n_threads = params.n_threads_batch = setup.threads
        params.kv_unified = False  # where a token lies changes the last digits: each branch has its own cells, from the first
        self._context = llama.llama_init_from_model(self._model, params)
        if not self._context:
            raise ModelMissing(f"There is not enough memory for {setup.weights}. Choose a smaller model.")
        self._abort = llama.ggml_abort_callback(lambda data: self.stop())
        llama.llama_set_abort_callback(self._context, self._abort, None)
        self._vocab = llama.llama_model_get_vocab(self._model)
        count = llama.llama_vocab_n_tokens(self._vocab)
        self.branches = Sequences(llama, self._context, count=params.n_seq_max, vocabulary=count, stop=lambda: self.stop())

    # ------------------------------------------------------------------------------------------------------------- ranking
    def scores(self, question: Score) -> Scores:
        before, neutral = self._tokens(question.before, first=True), self._tokens(question.neutral, first=True)
        lines = [self._tokens(line) for line in question.lines]
        longest = max(map(len, lines), default=0)
        self._must_fit(max(len(before), len(neutral)) + longest)
        if longest > BATCH:
            raise OtherwiseError(f"A line has {longest} tokens, and {BATCH} is the most. Shorten it.")
        return tuple(zip(self._after(before, lines), self._after(neutral, lines), strict=True))

    def _after(self, before: list[int], lines: list[list[int]]) -> list[float]:
        """The log probability of each line after what was before, which is read once."""
        sequence, first = self.branches.reach(before)
        found: list[float] = []
        for line in lines:
            total = float(first[line[0]])
            if len(line) > 1:
                rows = self.branches.along(sequence, line[:-1])
                total += sum(float(row[token]) for row, token in zip(rows, line[1:], strict=True))
            found.append(total)
        return found

    # ------------------------------------------------------------------------------------------------------------- writing
    def composed(self, question: Compose) -> tuple[str, ...]:
        prompt = self._tokens(self._chat(question.instruction, question.ask), special=True, first=True)
        self._must_fit(len(prompt) + question.tokens)
        from llama_cpp.llama_grammar import json_schema_to_gbnf

        grammar = json_schema_to_gbnf(question.schema)
        found = []
        for seed in question.seeds:
            sequence, _ = self.branches.reach(prompt)
            try:
                found.append(self._continued(question, grammar=grammar, seed=seed, sequence=sequence, at=len(prompt)))
            finally:
                self.branches.back(sequence)
        return tuple(found)

    def _continued(self, question: Compose, *, grammar: str, seed: int, sequence: int, at: int) -> str:
        llama = self._llama
        chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
        try:
            rules = llama.llama_sampler_init_grammar(self._vocab, grammar.encode(), b"root")
            if not rules:
                raise OtherwiseError("The schema makes no grammar. Write it as JSON Schema with strings and numbers only.")
            llama.llama_sampler_chain_add(chain, rules)
            llama.llama_sampler_chain_add(chain, llama.llama_sampler_init_top_k(40))
            llama.llama_sampler_chain_add(chain, llama.llama_sampler_init_min_p(0.05, 1))
            llama.llama_sampler_chain_add(chain, llama.llama_sampler_init_temp(question.temperature))
            llama.llama_sampler_chain_add(chain, llama.llama_sampler_init_dist(seed))
            written = b""
            for step in range(question.tokens):
                token = llama.llama_sampler_sample(chain, self._context, -1)
                if llama.llama_vocab_is_eog(self._vocab, token):
                    break
                written += self._piece(token)
                self.branches.put(sequence, [token], at=at + step)
            return written.decode("utf-8", "replace")
        finally:
            llama.llama_sampler_free(chain)

    def _chat(self, instruction: str, ask: str) -> str:
        """The two as the model was taught to read them, with the place of its answer open."""
        llama = self._llama
        template = llama.llama_model_chat_template(self._model, None)
        message = llama.llama_chat_message
        both = (message * 2)(message(b"system", instruction.encode()), message(b"user", ask.encode()))
        one = (message * 1)(message(b"user", f"{instruction}\n\n{ask}".encode()))
        for messages, count in ((both, 2), (one, 1)):  # some models know of no system
            room = ctypes.create_string_buffer(4 * len(instruction.encode() + ask.encode()) + 1024)
            size = llama.llama_chat_apply_template(template, messages, count, True, room, len(room))
            if 0 < size <= len(room):
                return room.raw[:size].decode()
        return f"{instruction}\n\n{ask}\n\n"

    # -------------------------------------------------------------------------------------------------------------- tokens
    def _tokens(self, text: str, *, special: bool = False, first: bool = False) -> list[int]:
        data = text.encode()
        room = (self._llama.llama_token * (len(data) + 8))()
        count = self._llama.llama_tokenize(self._vocab, data, len(data), room, len(room), first, special)
        if count <= 0:
            raise OtherwiseError("There are no words to read. Give some.")
        return list(room[:count])

    def _piece(self, token: int) -> bytes:
        room = ctypes.create_string_buffer(128)
        size = self._llama.llama_token_to_piece(self._vocab, token, room, len(room), 0, False)
        return room.raw[: max(0, size)]

    def _must_fit(self, tokens: int) -> None:
        if tokens > self._size - _MARGIN:
            raise OtherwiseError(
                f"That is {tokens} tokens and the model's context has {self._size}. Tell it less of what was before."
            )
