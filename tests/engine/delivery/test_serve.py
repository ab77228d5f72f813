from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.delivery.pieces import Pieces
from engine.delivery.serve import Server
from engine.errors import OtherwiseError
from tests.joints import Joints


@pytest.fixture
def joints(tmp_path: Path) -> Iterator[Joints]:
    one = Joints(tmp_path, joints=3, grid=24)
    yield one
    one.close()


def ask(server: Server, path: str, *, method: str = "GET", host: str = "", token: str | None = None, **more: Any) -> Any:
    """(status, type, body) of a request below the token."""
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    token = server.url.split("/")[3] if token is None else token
    headers = {"Host": host or f"127.0.0.1:{server.port}", **more.pop("headers", {})}
    asked.request(method, f"/{token}/{path}", headers=headers, **more)
    answer = asked.getresponse()
    found = answer.status, answer.getheader("Content-Type"), answer.read()
    asked.close()
    return found


def say(server: Server, path: str, what: object, kind: str = "application/json", **more: Any) -> int:
    status: int = ask(server, path, method="POST", body=json.dumps(what), headers={"Content-Type": kind}, **more)[0]
    return status


# ---- who may ask -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "page.js", "state", "film.m3u8", "1/full.m3u8", "1/full/0.m4s", "1/words/0.vtt"])
def test_who_has_the_token_is_answered_and_nobody_else(joints: Joints, path: str) -> None:
    assert ask(joints.server, path)[0] == 200
    token = joints.server.url.split("/")[3]
    for other in ("", "x", token[:-1], token + "A", token.swapcase()):
        assert ask(joints.server, path, token=other)[0] == 404
    assert ask(joints.server, path, host="evil.example:80")[0] == 404  # a name of theirs that leads here


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "..%2f..%2fetc/passwd",
        "page.html",
        "README.md",
        "1/full/../full0",
        "1/full/%30.m4s",
        "1/full/-1.m4s",
        "1/full/9.m4s",
        "1/full/%D9%A3.m4s",
        "2/full.m3u8",
        "1/huge.m3u8",
        "1/huge/head.mp4",
        "1//0.m4s",
        "choose",
    ],
)
def test_no_path_leads_anywhere_else(joints: Joints, path: str) -> None:
    assert ask(joints.server, path)[0] == 404


def test_only_the_loopback_listens(joints: Joints) -> None:
    assert joints.server._http.server_address[0] == "127.0.0.1"


def test_a_form_of_another_site_cannot_choose(joints: Joints) -> None:
    before = len(joints.path)
    assert say(joints.server, "choose", {"id": "1"}, kind="text/plain") == 415
    assert say(joints.server, "choose", {"id": "1"}, token="guess") == 404
    assert len(joints.path) == before
    assert say(joints.server, "choose", {"id": "1"}) == 200
    assert joints.path[-1] == 1


@pytest.mark.parametrize(
    ("path", "what"), [("choose", {}), ("choose", {"id": 3}), ("at", {"take": 1}), ("at", []), ("choose", "x")]
)
def test_what_a_page_cannot_have_said_is_refused(joints: Joints, path: str, what: object) -> None:
    assert say(joints.server, path, what) == 400


def test_what_is_too_long_is_not_read(joints: Joints) -> None:
    assert say(joints.server, "choose", {"id": "x" * 5000}) == 413


def test_other_methods_are_not_known(joints: Joints) -> None:
    assert ask(joints.server, "", method="DELETE")[0] == 501
    assert ask(joints.server, "", method="HEAD")[::2] == (200, b"")


def test_a_port_that_is_taken_is_told_with_a_remedy(joints: Joints, tmp_path: Path) -> None:
    with pytest.raises(OtherwiseError, match=r"Port \d+ is used by another program. Choose another with --port"):
        Server(joints, Pieces(tmp_path / "other"), title="Second", port=joints.server.port)


# ---- the film ------------------------------------------------------------------------------------------------------------


def test_a_list_is_answered_when_there_is_more(joints: Joints) -> None:
    found: list[bytes] = []
    count = len(joints.path)
    waiting = threading.Thread(target=lambda: found.append(ask(joints.server, f"1/full.m3u8?_HLS_msn={count}")[2]))
    waiting.start()
    joints.choose("1")
    waiting.join(30)
    assert f"full/{count}.m4s".encode() in found[0]
    assert ask(joints.server, f"1/full.m3u8?_HLS_msn={count + 9}")[0] == 400
    assert ask(joints.server, "1/full.m3u8?_HLS_part=1")[0] == 400


def test_the_list_ends_when_the_film_does(joints: Joints) -> None:
    assert b"ENDLIST" not in ask(joints.server, "1/full.m3u8")[2]
    for _ in range(joints.joints):
        joints.choose("0")
    assert ask(joints.server, "1/full.m3u8?_HLS_msn=99")[2].endswith(b"#EXT-X-ENDLIST\n")
    assert ask(joints.server, "1/words.m3u8")[2].endswith(b"#EXT-X-ENDLIST\n")


def test_a_reader_that_wants_the_head_once_gets_it_once(joints: Joints) -> None:
    lavf = {"headers": {"User-Agent": "Lavf/59.27.100"}}
    lists = [ask(joints.server, "film.m3u8", **lavf)[2].decode() for _ in range(2)]
    named = [line for text in lists for line in text.splitlines() if not line.startswith("#")]
    assert "SUBTITLES" not in lists[0] and len(set(named)) == 2
    assert [b"EXT-X-MAP" in ask(joints.server, named[n])[2] for n in (0, 0, 1, 0)] == [True, False, True, False]


def test_captions_have_the_times_of_the_film(joints: Joints) -> None:
    status, kind, body = ask(joints.server, "1/words/1.vtt")
    assert (status, kind) == (200, "text/vtt; charset=utf-8")
    assert b"00:00:01.200 --> 00:00:03.200\nPiece 1." in body


# ---- news and choices ------------------------------------------------------------------------------------------------------


def test_a_page_is_told_as_soon_as_there_is_news(joints: Joints) -> None:
    board = json.loads(ask(joints.server, "state?after=0")[2])
    assert (board["title"], board["question"], board["fps"]) == ("Twenty joints", None, 24)
    found: list[Any] = []
    waiting = threading.Thread(target=lambda: found.append(json.loads(ask(joints.server, f"state?after={board['version']}")[2])))
    waiting.start()
    say(joints.server, "at", {"take": 1, "frame": joints.pieces.appended_frames - joints.opens})
    waiting.join(30)
    assert [offer["label"] for offer in found[0]["question"]["offers"]] == ["To the left", "To the right"]
    assert ask(joints.server, "state?after=x")[0] == 400


def test_the_clock_goes_forwards_only_and_never_beyond_the_film(joints: Joints) -> None:
    say(joints.server, "at", {"take": 1, "frame": 20})
    say(joints.server, "at", {"take": 1, "frame": 10})
    say(joints.server, "at", {"take": 2, "frame": 50})
    assert joints.position == 20
    say(joints.server, "at", {"take": 1, "frame": 10**6})
    assert joints.position == 72


def test_a_player_that_says_nothing_gets_the_default_when_it_has_read_so_far(tmp_path: Path) -> None:
    joints = Joints(tmp_path, joints=2, grid=24)
    try:
        for number in range(3):
            ask(joints.server, f"1/full/{number}.m4s")
        assert joints.pieces.wait(3, 30)
        assert joints.path[3] == 0
    finally:
        joints.close()


def test_a_film_that_begins_anew_has_a_number_of_its_own(joints: Joints, tmp_path: Path) -> None:
    other = Pieces(tmp_path / "again")
    joints.server.again(other)
    assert ask(joints.server, "1/full.m3u8")[0] == 404
    assert joints.server.board.take == 2
    other.cancel()


def test_closing_lets_everybody_go(tmp_path: Path) -> None:
    joints = Joints(tmp_path, joints=1, grid=24)
    done: list[object] = []

    def wait(path: str) -> None:
        try:
            done.append(ask(joints.server, path)[0])
        except OSError as gone:
            done.append(gone)

    paths = ["1/full.m3u8?_HLS_msn=3", f"state?after={joints.server._version}"]
    waiting = [threading.Thread(target=wait, args=(path,)) for path in paths]
    for one in waiting:
        one.start()
    joints.close()
    for one in waiting:
        one.join(30)
    assert len(done) == 2
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", joints.server.port), timeout=5)
