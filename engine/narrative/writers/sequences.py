"""Branches of what a language model has read: each in a sequence of its own, what they share read once, kept as bytes.

Scores must not depend on what was read before and beside. So a text is always read in the same steps of CHUNK tokens, each
sequence has cells of its own, and only whole steps are shared: what is shared is then bit for bit what would be read anew.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np

from engine.errors import Cancelled, OtherwiseError

CHUNK = 16
"""Tokens that are read at once."""
BATCH = 512
"""The most that can be."""
_FORMAT = 1
_SHORT = 0
"""The sequence for texts of less than a chunk, which are shared with nobody and push nobody out."""
Row = np.ndarray[Any, np.dtype[np.float64]]
"""The log probability of each token of the vocabulary."""


class _Branch(msgspec.Struct, frozen=True, array_like=True):
    """A sequence as it is kept."""

    tokens: list[int]
    state: bytes


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    format: int
    branches: list[_Branch]


class Sequences:
    """The sequences of one context of llama.cpp, which has `count` of them, each with cells of its own."""

    def __init__(self, llama: Any, context: Any, *, count: int, vocabulary: int, stop: Callable[[], bool]) -> None:
        self._llama, self._context, self._stop = llama, context, stop
        self._memory = llama.llama_get_memory(context)
        self._batch = llama.llama_batch_init(BATCH, 0, 1)
        self._vocabulary = vocabulary
        self._held: list[list[int]] = [[] for _ in range(count)]
        self._turn = [0] * count
        self.read = self.asked = 0
        """Tokens that were read, and that would have been without sharing."""

    # ------------------------------------------------------------------------------------------------------------- reading
    def reach(self, tokens: list[int]) -> tuple[int, Row]:
        """The sequence that has read exactly these, and what may come next."""
        shared = (len(tokens) - 1) // CHUNK * CHUNK  # the last token at least is read, to know what comes next
        have = [min(_common(held, tokens), shared) // CHUNK * CHUNK for held in self._held]
        sequence = self._fork(have, shared)
        self._turn[sequence] = max(self._turn) + 1
        start = have[sequence]
        self.asked += len(tokens)
        row: Row | None = None
        for at in range(start, len(tokens), CHUNK):
            chunk = tokens[at : at + CHUNK]
            row = self._rows(sequence, chunk, at=at, every=False)[0]
            self._held[sequence] = tokens[: at + len(chunk)]
        if row is None:
            raise OtherwiseError("There are no words to read. Give some.")
        return sequence, row

    def _fork(self, have: list[int], shared: int) -> int:
        """A sequence that holds as many of the tokens as any does, and none beyond them; `have` of it is so many."""
        branches = range(1, len(self._held)) if len(self._held) > 1 else range(1)
        if shared == 0 or max(have) == 0:
            sequence = _SHORT if shared == 0 else min(branches, key=lambda one: self._turn[one])
            return self._cut(sequence, 0, have)
        best = max(have)
        parents = [one for one in branches if have[one] == best]
        for one in parents:  # one that loses no whole chunk goes on itself
            if len(self._held[one]) // CHUNK * CHUNK <= best:
                return self._cut(one, best, have)
        parent = parents[0]
        others = [one for one in branches if one != parent]
        if not others:
            return self._cut(parent, best, have)
        child = min(others, key=lambda one: self._turn[one])
        self._cut(child, 0, have)
        self._llama.llama_memory_seq_cp(self._memory, parent, child, -1, -1)
        self._held[child] = list(self._held[parent])
        self._turn[parent] = max(self._turn) + 1
        return self._cut(child, best, have)

    def _cut(self, sequence: int, at: int, have: list[int]) -> int:
        """The sequence, back where it had read so many tokens; or none, for a model that cannot go back."""
        if at and self._llama.llama_memory_seq_rm(self._memory, sequence, at, -1):
            self._held[sequence] = self._held[sequence][:at]
        else:
            at = 0
            self._llama.llama_memory_seq_rm(self._memory, sequence, -1, -1)
            self._held[sequence] = []
        have[sequence] = at
        return sequence

    def along(self, sequence: int, tokens: list[int]) -> list[Row]:
        """What may come after each of these, were they read next. They are not kept."""
        at = len(self._held[sequence])
        self.asked += len(tokens)
        try:
            return self._rows(sequence, tokens, at=at, every=True)
        finally:
            self.back(sequence)

    def back(self, sequence: int) -> None:
        """Forget what was put after what it has read."""
        held = self._held[sequence]
        if not self._llama.llama_memory_seq_rm(self._memory, sequence, len(held), -1):
            self._cut(sequence, 0, [0] * len(self._held))

    def put(self, sequence: int, tokens: list[int], *, at: int, every: bool = False) -> None:
        """Read these, whose logits llama.cpp then has."""
        if self._stop():
            raise Cancelled("The language model was told to stop.")
        batch = self._batch
        for index, token in enumerate(tokens):
            batch.token[index], batch.pos[index] = token, at + index
            batch.seq_id[index][0], batch.n_seq_id[index] = sequence, 1
            batch.logits[index] = int(every or index == len(tokens) - 1)
        batch.n_tokens = len(tokens)
        code = self._llama.llama_decode(self._context, batch)
        if code:
            self.back(sequence)
            if self._stop():
                raise Cancelled("The language model was told to stop.")
            raise OtherwiseError(f"The language model could not read on (llama.cpp said {code}). Ask for less at once.")
        self.read += len(tokens)

    def _rows(self, sequence: int, tokens: list[int], *, at: int, every: bool) -> list[Row]:
        self.put(sequence, tokens, at=at, every=every)
        found = []
        for row in range(len(tokens)) if every else [len(tokens) - 1]:
            logits = self._llama.llama_get_logits_ith(self._context, row)
            values = np.ctypeslib.as_array(logits, shape=(self._vocabulary,)).astype(np.float64)
            values -= values.max()
            found.append(values - np.log(np.exp(values).sum()))
        return found

    # ------------------------------------------------------------------------------------------------------------- keeping
    def kept(self) -> bytes:
        """All branches as bytes, the last used first; they are what `recall` takes."""
        branches = []
        for sequence in sorted(range(len(self._held)), key=lambda one: -self._turn[one]):
            if len(self._held[sequence]) >= CHUNK:
                room = (ctypes.c_uint8 * self._llama.llama_state_seq_get_size(self._context, sequence))()
                size = self._llama.llama_state_seq_get_data(self._context, room, len(room), sequence)
                branches.append(_Branch(tokens=self._held[sequence], state=bytes(room[:size])))
        body = msgspec.msgpack.encode(_Kept(format=_FORMAT, branches=branches))
        return blake2b(body, digest_size=16).digest() + body

    def recall(self, kept: bytes) -> int:
        """Hold these branches again; how many they are. OtherwiseError where they are damaged or another model's."""
        digest, body = kept[:16], kept[16:]
        if blake2b(body, digest_size=16).digest() != digest:
            raise OtherwiseError("What was kept of the language model's reading is damaged. Delete the file; it is read anew.")
        try:
            found = msgspec.msgpack.decode(body, type=_Kept)
        except msgspec.ValidationError as error:
            raise OtherwiseError(f"What was kept is of another version ({error}). Delete the file; it is read anew.") from error
        branches = list(range(1, len(self._held))) or [0]
        count = 0
        for sequence, branch in zip(branches, found.branches if found.format == _FORMAT else [], strict=False):
            self._cut(sequence, 0, [0] * len(self._held))
            room = (ctypes.c_uint8 * len(branch.state)).from_buffer_copy(branch.state)
            if not self._llama.llama_state_seq_set_data(self._context, room, len(room), sequence):
                self._cut(sequence, 0, [0] * len(self._held))
                raise OtherwiseError("What was kept is another language model's. Delete the file; it is read anew.")
            self._held[sequence] = branch.tokens
            count += 1
        return count


def _common(one: list[int], other: list[int]) -> int:
    """How many tokens both begin with."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))
