from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.delivery.pieces import Pieces
from engine.delivery.serve import Board
from engine.delivery.store import Store
from engine.errors import OtherwiseError
from engine.library.characters import characters
from engine.preference.viewer import Profile
from engine.screening import events
from engine.screening.elsewhere import Elsewhere, told
from engine.screening.episodes import Bookmark, Episode
from engine.screening.screening import Screening
from engine.story.state import begin
from engine.story.story import Choice, Ending
from engine.video.produce import Sounds
from tests.fakes import Bench
from tests.stories import LOCKED_STUDY

# LOCKED_STUDY: each scene lasts 256 frames; choices open 192 frames before the end and close 19 before it
#  hall ──(take the key)──> study ──(open)──> vault (just)
#    │                        └────(go)─────> street
#    └────(leave)─────────────────────────> street (wry)
OPEN = 256 - 190
CAST = {"you": Profile().character, "maud": characters()["maud"]}


class Remote:
    """A page without a browser."""

    def __init__(self, viewing: Elsewhere) -> None:
        self.viewing, self.board = viewing, {"version": 0}

    def get(self, path: str) -> bytes:
        return self._ask("GET", path)

    def say(self, path: str, **what: Any) -> None:
        self._ask("POST", path, json.dumps(what))

    def until(self, holds: Callable[[dict[str, Any]], Any], seconds: float = 30) -> Any:
        """What the board says, as soon as it does."""
        end = time.monotonic() + seconds
        while not (found := self.board.get("title") and holds(self.board)):
            assert time.monotonic() < end, self.board
            self.board = json.loads(self.get(f"state?after={self.board['version']}"))
        return found

    def _ask(self, method: str, path: str, body: str = "") -> bytes:
        server = self.viewing.server
        asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        kind = {"Content-Type": "application/json"} if body else {}
        asked.request(method, f"/{server.url.split('/')[3]}/{path}", body=body or None, headers=kind)
        answer = asked.getresponse()
        found = answer.read()
        asked.close()
        assert answer.status == 200, (path, answer.status, found)
        return found


def screening_in(folder: Path) -> Callable[[Callable[[], Pieces], Callable[[events.Event], None]], Screening]:
    episode = Episode(
        id="e", story=LOCKED_STUDY, cast=CAST, bookmark=Bookmark(state=begin(LOCKED_STUDY)), folder=folder / "episode"
    )
    episode.folder.mkdir(parents=True)
    store, sounds = Store(folder / "store", budget_bytes=2**30), Sounds(folder / "sounds")

    def make(onto: Callable[[], Pieces], tell: Callable[[events.Event], None]) -> Screening:
        bench = Bench(cast=CAST, store=store, sounds=sounds, count=2)
        return Screening(episode, crew=bench, store=store, sounds=sounds, on_event=tell, voices="hum", onto=onto)

    return make


@pytest.fixture
def remote(tmp_path: Path) -> Iterator[Remote]:
    viewing = Elsewhere(screening_in(tmp_path), title=LOCKED_STUDY.title, folder=tmp_path / "pieces")
    yield Remote(viewing)
    viewing.close()


def listed(remote: Remote, pieces: int, take: int = 1) -> str:
    """The list, when it has so many pieces."""
    assert remote.viewing._pieces[-1].wait(pieces - 1, 60)
    return remote.get(f"{take}/full.m3u8").decode()


def test_the_film_goes_on_with_what_the_page_chose(remote: Remote) -> None:
    remote.until(lambda board: board["ready"])
    assert "full/3.m4s" in listed(remote, 4)
    assert "full/4.m4s" not in listed(remote, 4)  # no branch before it is chosen
    remote.say("at", take=1, frame=OPEN)
    question = remote.until(lambda board: board["question"])
    assert [offer["id"] for offer in question["offers"]] == ["take", "leave"]
    assert (question["default"], question["closes"]) == ("leave", 256 - 19)
    remote.say("choose", id="take")
    assert remote.until(lambda board: board["taken"]) == "Take the key"
    assert "full/7.m4s" in listed(remote, 8)


def test_silence_takes_the_default_and_the_film_ends(remote: Remote) -> None:
    listed(remote, 4)
    for frame in (OPEN, 256 - 10):
        remote.say("at", take=1, frame=frame)
        remote.until(lambda board: board["question"] or board["taken"])
    remote.until(lambda board: board["taken"])
    assert listed(remote, 8).endswith("#EXT-X-ENDLIST\n")
    remote.say("at", take=1, frame=511)
    assert remote.until(lambda board: board["ended"])


def test_what_is_said_is_in_the_captions_at_its_time(remote: Remote) -> None:
    listed(remote, 4)
    said = {line.text: (start, stop) for start, stop, line in remote.viewing.screening.lines(0, 256)}
    assert said  # somebody speaks in the hall
    for text, (start, _) in said.items():
        assert text in remote.get(f"1/words/{start // 64}.vtt").decode()


def test_going_back_begins_another_film_from_the_choice(remote: Remote) -> None:
    listed(remote, 4)
    remote.say("at", take=1, frame=OPEN)
    remote.until(lambda board: board["question"])
    remote.say("choose", id="take")
    remote.until(lambda board: board["taken"])
    listed(remote, 8)
    remote.say("at", take=1, frame=270)
    remote.say("back")
    remote.until(lambda board: board["take"] == 2)
    assert "full/0.m4s" in listed(remote, 2, take=2)
    remote.until(lambda board: board["ready"])


def test_a_port_that_is_taken_hires_nobody(remote: Remote, tmp_path: Path) -> None:
    def make(*_: object) -> Screening:
        raise AssertionError("a screening was made")

    with pytest.raises(OtherwiseError, match="Choose another with --port"):
        Elsewhere(make, title="Second", folder=tmp_path / "other", port=remote.viewing.server.port)


def test_nothing_is_left_when_it_is_over(tmp_path: Path) -> None:
    viewing = Elsewhere(screening_in(tmp_path), title="Short", folder=tmp_path / "pieces")
    listed(Remote(viewing), 2)
    viewing.close()
    assert list((tmp_path / "pieces").iterdir()) == []
    assert not [one for one in threading.enumerate() if one.name in ("serve", "serve-pace", "screening")]


def test_a_board_says_what_happened() -> None:
    board = Board(title="A film", ready=True)
    stalled = told(board, events.Stalled(at=5, scene="hall"))
    assert stalled.note and not told(stalled, events.Resumed(after_seconds=1.0)).note
    assert told(board, events.Stalled(at=5, scene="hall", for_viewer=True)) == board
    assert told(board, events.Failed(sentence="The disk is full.")).failed == "The disk is full."
    assert told(board, events.ChoiceTaken(choice=Choice(id="go", to="street"), by_default=True)).taken == "go"
    assert told(board, events.Ended(ending=Ending(title="Home", feeling="warm"))).ended == "Home"
