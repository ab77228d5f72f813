"""Chromium without a window, driven over the pipe that it offers for that (Chrome DevTools Protocol)."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import time
from pathlib import Path
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def browser() -> str:
    """Its program: what OTHERWISE_CHROMIUM names, or one that is installed; "" where there is none."""
    named = os.environ.get("OTHERWISE_CHROMIUM", "")
    return named or next((path for name in _NAMES if (path := shutil.which(name))), "")


class Page:
    """One page. `said` collects what its console and its network complained of."""

    def __init__(self, program: str, folder: Path, *, size: tuple[int, int] = (640, 400)) -> None:
        (commands, self._write), (self._read, answers) = os.pipe(), os.pipe()
        flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--autoplay-policy=no-user-gesture-required",
            "--mute-audio",
            f"--window-size={size[0]},{size[1]}",
            f"--user-data-dir={folder}",
            "--remote-debugging-pipe",
            "about:blank",
        ]
        hear, tell = (fcntl.fcntl(end, fcntl.F_DUPFD, 64) for end in (commands, answers))  # not in the way of 3 and 4
        nowhere = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
        pipes = (os.POSIX_SPAWN_DUP2, hear, 3), (os.POSIX_SPAWN_DUP2, tell, 4)
        self._process = os.posix_spawn(program, [program, *flags], os.environ, file_actions=[*nowhere, *pipes])
        for end in (commands, answers, hear, tell):
            os.close(end)
        self._left, self._number, self._session = b"", 0, ""
        self.said: list[str] = []
        targets = self._call("Target.getTargets")["targetInfos"]
        target = next(one["targetId"] for one in targets if one["type"] == "page")
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def open(self, url: str) -> None:
        self._call("Page.navigate", url=url)

    def ask(self, expression: str) -> Any:
        """The value of an expression of JavaScript, or what its promise gives."""
        done = self._call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def until(self, expression: str, *, seconds: float = 30) -> Any:
        """When it is true."""
        end = time.monotonic() + seconds
        while not (value := self.ask(expression)):
            assert time.monotonic() < end, f"never {expression}: {self.said[-5:]}"
            time.sleep(0.05)
        return value

    def press(self, key: str) -> None:
        for kind in ("keyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", type=kind, key=key, text=key if kind == "keyDown" else "")

    def click(self, selector: str) -> None:
        """In the middle of an element, as a mouse would."""
        box = self.ask(
            f"(() => {{ const r = document.querySelector({selector!r}).getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2] })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._call("Page.captureScreenshot")["data"]))

    def close(self) -> None:
        try:
            self._session = ""
            self._call("Browser.close")
        except (OSError, AssertionError):
            pass
        end = time.monotonic() + 10
        while not os.waitpid(self._process, os.WNOHANG)[0]:
            if time.monotonic() > end:
                os.kill(self._process, signal.SIGKILL)
            time.sleep(0.02)
        os.close(self._read)
        os.close(self._write)

    def _call(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._number:
                assert "error" not in told, (method, told["error"])
                return told["result"]

    def _next(self, seconds: float = 60) -> Any:
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._read], [], [], seconds)
            assert ready, "Chromium says nothing"
            more = os.read(self._read, 1 << 20)
            assert more, "Chromium is gone"
            self._left += more
        one, _, self._left = self._left.partition(b"\0")
        told = json.loads(one)
        self._hear(told.get("method", ""), told.get("params", {}))
        return told

    def _hear(self, method: str, about: Any) -> None:
        match method:
            case "Runtime.consoleAPICalled" if about["type"] in ("error", "warning", "assert"):
                details = about["exceptionDetails"]
                self.said.append(f"exception: {details.get('text')} {details.get('exception', {}).get('description', '')}")
            case "Log.entryAdded" if about["entry"]["level"] in ("error", "warning"):
                self.said.append(f"log: {about['entry']['text']} {about['entry'].get('url', '')}")
            case "Network.loadingFailed" if not about.get("canceled"):
                self.said.append(f"network: {about['errorText']}")
