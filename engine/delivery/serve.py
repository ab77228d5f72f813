"""The film for other screens of this machine: HTTP on the loopback, behind a token that cannot be guessed."""

from __future__ import annotations

import errno
import hmac
import secrets
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

import msgspec

from engine.delivery import hls
from engine.delivery.pace import Pace
from engine.delivery.pieces import Pieces
from engine.errors import OtherwiseError
from engine.media import FPS
from engine.places import asset

HOST = "127.0.0.1"
_PAGE = {
    "": ("page.html", "text/html; charset=utf-8"),
    "page.css": ("page.css", "text/css; charset=utf-8"),
    "page.js": ("page.js", "text/javascript; charset=utf-8"),
    "hls.min.js": ("hls.min.js", "text/javascript; charset=utf-8"),
}
"""Every file that is given out: no path of a request is ever one of the disk."""
_LIST, _FILM, _WORDS = "application/vnd.apple.mpegurl", "video/mp4", "text/vtt; charset=utf-8"
_BODY = 2048
_NEWS = 20.0
"""Seconds after which a page that asks for news is told that there are none."""
_BEGINS = 90.0
"""Seconds that a player waits for the first film: a set may have to be painted."""
_READERS = 200
_HEADERS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    (
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; media-src 'self' blob: data:; worker-src 'self' blob:; frame-ancestors 'none'",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A way on that may be taken."""

    id: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """What may be chosen, from and until which frame of the film. closes None: it waits for the viewer."""

    words: str
    offers: tuple[Offer, ...]
    default: str
    opens: int
    closes: int | None


@dataclass(frozen=True, kw_only=True)
class Board:
    """What a page shows beside the picture. `take` counts the films begun: a new one where the viewer goes back."""

    title: str = ""
    take: int = 1
    ready: bool = False
    question: Question | None = None
    taken: str = ""
    """The label of what was chosen last."""
    ended: str = ""
    failed: str = ""
    note: str = ""


class Viewing(Protocol):
    """What is asked of whoever makes the film. Every call returns at once."""

    def tick(self, position: int) -> None: ...
    def choose(self, choice_id: str) -> None: ...
    def back(self) -> None: ...
    def cues(self, begin: int, end: int) -> tuple[hls.Cue, ...]:
        """The captions between these frames."""
        ...


class _Chosen(msgspec.Struct, forbid_unknown_fields=True):
    id: str


class _Shown(msgspec.Struct, forbid_unknown_fields=True):
    take: int
    frame: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """To one request."""

    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    status: HTTPStatus = HTTPStatus.OK


NOT_HERE = Answer(body=b"There is nothing here.\n", status=HTTPStatus.NOT_FOUND)


class Server:
    """Gives out one viewing's film, captions and choices. `clock` is in seconds, and for tests."""

    def __init__(
        self, viewing: Viewing, pieces: Pieces, *, title: str, port: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._viewing, self._pieces, self._clock = viewing, pieces, clock
        self._token = secrets.token_urlsafe(18)
        self._turn = threading.Condition()
        self._board, self._version = Board(title=title), 1
        self._pace = Pace()
        self._said = False
        """A page says where it is: nothing need be guessed."""
        self._position = 0
        self._closed = False
        self._readers: dict[tuple[str, str], None] = {}
        try:
            self._http = _Http((HOST, port), _handler(self))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                why = "is used by another program" if error.errno == errno.EADDRINUSE else "is not yours to use"
                raise OtherwiseError(f"Port {port} {why}. Choose another with --port, or 0 for any that is free.") from error
            raise OtherwiseError(
                f"No page can be offered on {HOST} ({error.strerror}). Look at the machine's network."
            ) from error
        self._threads = [
            threading.Thread(target=self._http.serve_forever, name="serve", kwargs={"poll_interval": 0.1}, daemon=True),
            threading.Thread(target=self._beat, name="serve-pace", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def url(self) -> str:
        """Of the page. The token is part of it."""
        return f"http://{HOST}:{self.port}/{self._token}/"

    @property
    def film(self) -> str:
        """Of the film itself, for a player that is no browser."""
        return f"{self.url}film.m3u8"

    @property
    def board(self) -> Board:
        with self._turn:
            return self._board

    def show(self, change: Callable[[Board], Board]) -> None:
        """Tell the pages what is different now."""
        with self._turn:
            board = change(self._board)
            if board != self._board:
                self._board, self._version = board, self._version + 1
                self._turn.notify_all()

    def again(self, pieces: Pieces) -> None:
        """The viewer went back: another film begins."""
        with self._turn:
            self._pieces, self._pace, self._position = pieces, Pace(), 0
        self.show(lambda old: Board(title=old.title, take=old.take + 1))

    def close(self) -> None:
        """Let go of everybody."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()
        self._pieces.cancel()
        self._http.shutdown()
        self._http.server_close()
        for thread in self._threads:
            thread.join(2)

    # ---- where the picture is ----------------------------------------------------------------------------------------------

    def _beat(self) -> None:
        """Go on with the position of a player that does not say where it is."""
        while True:
            with self._turn:
                if self._turn.wait_for(lambda: self._closed, 0.1):
                    return
                here = 0 if self._said else self._pace.reads(self._clock())
            self._tick(here)

    def _tick(self, frame: int) -> None:
        """The clock goes forwards only: what is looked at again was decided already."""
        with self._turn:
            if frame <= self._position:
                return
            self._position = frame
        self._viewing.tick(frame)

    # ---- what is asked ---------------------------------------------------------------------------------------------------------

    def answer(self, method: str, target: str, *, body: bytes = b"", kind: str = "", agent: str = "") -> Answer:
        """To any request; NOT_HERE where it has no token, or the path is none of those that are known."""
        parts = urlsplit(target)
        token, _, path = parts.path.removeprefix("/").partition("/")
        if not hmac.compare_digest(token.encode(), self._token.encode()) or not parts.path.startswith(f"/{token}/"):
            return NOT_HERE
        query = dict(parse_qsl(parts.query))
        if method == "POST":
            return self._told(path, body, kind)
        if path in _PAGE:
            name, form = _PAGE[path]
            return Answer(body=asset("web", name).read_bytes(), kind=form)
        if path == "state":
            return self._news(query.get("after", "0"))
        return self._film(path, query, hls.manners(agent))

    def _told(self, path: str, body: bytes, kind: str) -> Answer:
        """What a page says. JSON only: no form of another site can send that without asking first."""
        if kind.partition(";")[0].strip().lower() != "application/json":
            return Answer(body=b"Send JSON.\n", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            match path:
                case "choose":
                    self._viewing.choose(msgspec.json.decode(body, type=_Chosen).id)
                case "at":
                    self._at(msgspec.json.decode(body, type=_Shown))
                case "back":
                    self._viewing.back()
                case _:
                    return NOT_HERE
        except msgspec.DecodeError as error:
            return _wrong(str(error))
        return Answer()

    def _at(self, shown: _Shown) -> None:
        with self._turn:
            if shown.take != self._board.take:
                return
            self._said = True
        self._tick(min(shown.frame, self._pieces.appended_frames))

    def _news(self, after: str) -> Answer:
        """The board, as soon as it is another than the one of that number."""
        if not (after.isascii() and after.isdecimal() and len(after) < 10):
            return _wrong("after is a number")
        with self._turn:
            self._turn.wait_for(lambda: self._version > int(after) or self._closed, _NEWS)
            board = {"version": self._version, "fps": FPS, **msgspec.to_builtins(self._board)}
        return Answer(body=msgspec.json.encode(board), kind="application/json")

    def _film(self, path: str, query: dict[str, str], manners: hls.Manners) -> Answer:
        with self._turn:
            pieces, take = self._pieces, self._board.take
        if path == "film.m3u8":
            pieces.wait(1, _BEGINS)  # VLC does not begin with one
            if not (sizes := pieces.sizes()):
                return Answer(body=b"The film has not begun. Ask again.\n", status=HTTPStatus.SERVICE_UNAVAILABLE)
            reader = f"?reader={secrets.token_hex(4)}" if manners.head_once else ""
            words = f"{take}/words.m3u8" if manners.words else ""
            return _list(hls.master(sizes, lists=f"{take}/{{}}.m3u8{reader}", words=words))
        match path.split("/"):
            case [number, _, *_] if number != str(take):
                return NOT_HERE
            case [_, name] if name.endswith(".m3u8"):
                return self._listed(pieces, name.removesuffix(".m3u8"), query)
            case [_, size, "head.mp4"]:
                head = pieces.head(size)
                return NOT_HERE if head is None else Answer(body=head, kind=_FILM)
            case [_, "words", file] if (count := _number(file, ".vtt")) is not None:
                span = pieces.span(count)
                if span is None:
                    return NOT_HERE
                cues = self._viewing.cues(*span)
                return Answer(body=hls.webvtt(cues, begin=span[0] / FPS, end=span[1] / FPS).encode(), kind=_WORDS)
            case [_, size, file] if (count := _number(file, ".m4s")) is not None:
                return self._piece(pieces, size, count)
        return NOT_HERE

    def _listed(self, pieces: Pieces, name: str, query: dict[str, str]) -> Answer:
        if name != "words" and name not in {one.name for one in pieces.sizes()}:
            return NOT_HERE
        try:
            if asked := hls.reload(query):
                count, ended = len(pieces.frames), pieces.finished
                if hls.held(asked, pieces=count, ended=ended):
                    pieces.wait(asked.piece, hls.patience(64))
        except ValueError as error:
            return _wrong(str(error))
        if pieces.cancelled:
            return NOT_HERE
        ended = pieces.finished  # first: what is appended meanwhile may be listed, but nothing may be missing before the end
        words = name == "words"
        head = f"{name}/head.mp4" if self._is_new(name, query.get("reader", "")) else ""
        files = hls.Files(piece=f"{name}/{{}}.vtt") if words else hls.Files(piece=f"{name}/{{}}.m4s", head=head)
        return _list(hls.media(pieces.frames, files, ended=ended))

    def _is_new(self, name: str, reader: str) -> bool:
        """Whether a reader that wants the head once has not had it yet. All others want it always."""
        if not reader:
            return True
        with self._turn:
            fresh = (name, reader) not in self._readers
            self._readers[name, reader] = None
            while len(self._readers) > _READERS:
                self._readers.pop(next(iter(self._readers)))
            return fresh

    def _piece(self, pieces: Pieces, size: str, number: int) -> Answer:
        raw, span = pieces.piece(size, number), pieces.span(number)
        if raw is None or span is None:
            return NOT_HERE
        with self._turn:
            if pieces is self._pieces:
                self._pace = self._pace.took(span[1], now=self._clock())
        return Answer(body=raw, kind=_FILM)


def _number(file: str, ending: str) -> int | None:
    digits = file.removesuffix(ending)
    plain = file.endswith(ending) and digits.isascii() and digits.isdecimal() and len(digits) < 7
    return int(digits) if plain else None


def _list(text: str) -> Answer:
    return Answer(body=text.encode(), kind=_LIST)


def _wrong(why: str) -> Answer:
    return Answer(body=f"That cannot be answered: {why}.\n".encode(), status=HTTPStatus.BAD_REQUEST)


# ---- HTTP ----------------------------------------------------------------------------------------------------------------------


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = sys.platform != "win32"  # there, two programs would share the port

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A player that hangs up in the middle is none."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version, sys_version = "Otherwise", ""
        disable_nagle_algorithm = True
        timeout = 60

        def do_GET(self) -> None:
            agent = self.headers.get("User-Agent", "")
            self._reply(server.answer("GET", self.path, agent=agent) if self._known() else NOT_HERE)

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not (length.isascii() and length.isdecimal() and int(length) <= _BODY):
                self.close_connection = True
                self._reply(Answer(body=b"That is too long.\n", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
                return
            body = self.rfile.read(int(length))
            kind = self.headers.get("Content-Type", "")
            self._reply(server.answer("POST", self.path, body=body, kind=kind) if self._known() else NOT_HERE)

        def _known(self) -> bool:
            """Asked by our own name: a page elsewhere, whose name was made to lead here, is not answered."""
            return self.headers.get("Host", "") in (f"{HOST}:{server.port}", f"localhost:{server.port}")

        def _reply(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in (*_HEADERS, ("Content-Type", answer.kind), ("Content-Length", str(len(answer.body)))):
                self.send_header(name, value)
            if self.close_connection:
                self.send_header("Connection", "close")
            if self.command != "HEAD":  # in one piece with the headers, so that nothing waits for an acknowledgement
                body, buffered = answer.body, self._headers_buffer  # type: ignore[attr-defined]
                buffered.append(b"\r\n" + body)
                self.flush_headers()
            else:
                self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: what is asked for has the token in it."""

    return Handler
