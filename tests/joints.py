"""A film of many joints for any player: at each, one of two branches, appended when it is chosen and not before.

`each`: pieces between two joints.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from engine.delivery.hls import Cue
from engine.delivery.pieces import Pieces
from engine.delivery.serve import Board, Offer, Question, Server
from engine.media import Chunk
from tests import signal_film as film

FIRST = 3
"""Pieces before the first joint: VLC begins with no fewer."""


@lru_cache(maxsize=64)
def piece(number: int, branch: int, of: int, grid: int) -> Chunk:
    return film.chunk(number * grid, grid, of=of * grid, branch=branch)


class Joints:
    """A viewing whose every piece is a scene, and whose every joint is a choice. What was taken: `path`."""

    def __init__(
        self, folder: Path, *, joints: int = 20, each: int = 1, grid: int = 64, on_append: Callable[[int], None] = lambda _: None
    ) -> None:
        self.joints, self.each, self.grid = joints, each, grid
        self.opens, self.closes = grid * 3 // 4, grid * 3 // 10  # frames before a joint: the latter 0.8 s, as in a screening
        self.path: list[int] = []
        self.chosen_at: list[float] = []
        self._appended = on_append
        self._lock = threading.RLock()
        self.position = self._asked = 0
        self.pieces = Pieces(folder)
        self.server = Server(self, self.pieces, title="Twenty joints")
        for _ in range(FIRST):
            self._append(0)
        self.server.show(lambda board: replace(board, ready=True))

    @property
    def frames(self) -> int:
        return (self.joints * self.each + FIRST) * self.grid

    @property
    def expected(self) -> list[tuple[int, int]]:
        """The number and the branch of every frame of the path that was taken."""
        return [(number, branch) for at, branch in enumerate(self.path) for number in range(at * self.grid, (at + 1) * self.grid)]

    def close(self) -> None:
        self.server.close()

    def tick(self, position: int) -> None:
        """Silence takes the first, as a screening does."""
        with self._lock:
            self.position = max(position, self.position)
            end = self.pieces.appended_frames
            if self.position >= end - self.closes:
                self.choose("0")
            elif self.position >= end - self.opens and not self.pieces.finished:
                self._ask(end)

    def choose(self, choice_id: str) -> None:
        with self._lock:
            if choice_id not in ("0", "1") or self.pieces.finished:
                return
            self.chosen_at.append(time.perf_counter())
            self.server.show(lambda board: replace(board, question=None))
            for _ in range(self.each):
                self._append(int(choice_id))
            if len(self.path) == self.joints * self.each + FIRST:
                self.pieces.finish()
                self.server.show(lambda board: replace(board, ended="The end"))

    def back(self) -> None: ...

    def cues(self, begin: int, end: int) -> tuple[Cue, ...]:
        """Each piece says its number."""
        first, last = begin // self.grid, -(-end // self.grid)
        return tuple(
            Cue(start=n * self.grid / 24 + 0.2, end=n * self.grid / 24 + 2.2, text=f"Piece {n}.") for n in range(first, last)
        )

    def _ask(self, end: int) -> None:
        if self._asked == end:
            return
        self._asked = end
        for branch in (0, 1):
            self.pieces.expect(self._piece(branch))
        offers = (Offer(id="0", label="To the left"), Offer(id="1", label="To the right"))
        asked = Question(words="Which way?", offers=offers, default="0", opens=end - self.opens, closes=end - self.closes)
        self.server.show(lambda board: Board(title=board.title, ready=board.ready, question=asked))

    def _piece(self, branch: int, number: int | None = None) -> Chunk:
        return piece(len(self.path) if number is None else number, branch, self.joints * self.each + FIRST, self.grid)

    def _append(self, branch: int) -> None:
        number = len(self.path)
        self.path.append(branch)
        self.pieces.append(self._piece(branch, number))
        self._appended(number)


__all__ = ["FIRST", "Joints", "piece"]
