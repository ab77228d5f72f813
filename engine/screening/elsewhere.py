"""A viewing on other screens: a screening whose film goes to a server, and whose choices come from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.delivery.hls import Cue
from engine.delivery.pieces import Pieces
from engine.delivery.serve import Board, Offer, Question, Server
from engine.screening import events
from engine.screening.screening import Screening
from engine.story.story import FPS

MakeScreening = Callable[[Callable[[], Pieces], Callable[[events.Event], None]], Screening]
"""Given what the film is put onto and who is told: a screening that was not started yet."""


class Elsewhere:
    """One viewing that a page of this machine's browser shows, or any player that knows HLS."""

    def __init__(
        self, make: MakeScreening, *, title: str, folder: Path, port: int = 0, tell: Callable[[str], None] = lambda _: None
    ) -> None:
        """`folder`: where pieces lie while they may be asked for. `tell` gets the sentences that a person should read."""
        self._folder, self._say = folder, tell
        self._pieces = [Pieces(folder)]
        self._fresh = True
        self.server = Server(self, self._pieces[0], title=title, port=port)  # first: before workers are hired for nothing
        try:
            self.screening = make(self._onto, self._hear)
        except BaseException:
            self.server.close()
            raise
        self.screening.start()

    def close(self) -> None:
        """Stop everything and keep the place."""
        self.server.close()
        self.screening.close()
        for pieces in self._pieces:
            pieces.cancel()

    # ---- what the pages ask --------------------------------------------------------------------------------------------

    def tick(self, position: int) -> None:
        self.screening.tick(position)

    def choose(self, choice_id: str) -> None:
        self.screening.choose(choice_id)

    def back(self) -> None:
        self.screening.back_to_last_choice()

    def cues(self, begin: int, end: int) -> tuple[Cue, ...]:
        names = {role.id: role.name for role in self.screening.story.cast}
        return tuple(
            Cue(start=starts / FPS, end=stops / FPS, text=line.text, speaker=names.get(line.speaker, ""))
            for starts, stops, line in self.screening.lines(begin, end)
        )

    # ---- what the screening tells --------------------------------------------------------------------------------------

    def _onto(self) -> Pieces:
        if not self._fresh:
            self._pieces.append(Pieces(self._folder))
        self._fresh = False
        return self._pieces[-1]

    def _hear(self, event: events.Event) -> None:
        if isinstance(event, events.Rewound):
            self.server.again(self._pieces[-1])
        if isinstance(event, events.Fallback | events.Failed):
            self._say(event.sentence)
        ready = self.server.board.ready or self.screening.can_roll
        self.server.show(lambda board: told(replace(board, ready=ready), event))


def told(board: Board, event: events.Event) -> Board:
    """The board when this has happened."""
    match event:
        case events.ChoiceOpened():
            offers = tuple(Offer(id=choice.id, label=choice.label) for choice in event.choices)
            question = Question(
                words=event.question, offers=offers, default=event.default, opens=event.opened_at, closes=event.closes_at
            )
            return replace(board, question=question, taken="")
        case events.ChoiceTaken(choice=choice):
            return replace(board, question=None, taken=choice.label or choice.id)
        case events.Stalled(for_viewer=for_viewer):
            return board if for_viewer else replace(board, note="The film waits for what comes next.")
        case events.Resumed():
            return replace(board, note="")
        case events.Fallback(sentence=sentence):
            return replace(board, note=sentence)
        case events.SceneBegan():
            return replace(board, note="")
        case events.Ended(ending=ending):
            return replace(board, question=None, ended=ending.title or "The end")
        case events.Failed(sentence=sentence):
            return replace(board, question=None, failed=sentence)
        case events.Making() | events.Rewound() | events.Skipped():
            return board
