"""Whether a line is understood: Whisper hears it once, when nobody waits for it, and what it heard is kept beside the voice."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine import models
from engine.places import Places, put
from engine.video.voices.hearing import ears, needed

Samples = NDArray[np.float32]


_MOST = 64
"""Lines that wait to be listened to: of more, the oldest are forgotten until they are said again."""


class Hears(Protocol):
    """Somebody who listens to a line, such as `hearing.Ears`."""

    def hear(self, samples: Samples, *, prompt: str = "") -> str:
        """The words in (n,) samples at 48 kHz. `prompt`: names, as they are written."""
        ...


class Listener:
    """Listens to lines on a thread of its own, which takes only what time nobody else wants, and remembers what it heard.

    `folder`: where the voices are kept. `hears` is asked for when there is a line to listen to, and let go of when there is
    none left: Whisper takes 450 MB. What cannot be heard or written down is not judged, and the film goes on.
    """

    def __init__(self, hears: Callable[[], Hears], folder: Path, *, names: str = "") -> None:
        self._hears, self._folder, self._names = hears, folder, names
        self._waiting: deque[tuple[Samples, Callable[[str], None]]] = deque(maxlen=_MOST)
        self._work = threading.Condition()
        self._thread: threading.Thread | None = None

    def words(self, samples: Samples) -> str | None:
        """The words that were heard in a line; nothing where nobody has listened to it yet."""
        try:
            return self._path(samples).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def ask(self, samples: Samples, then: Callable[[str], None] = lambda words: None) -> None:
        """Have a line listened to, some time, unless somebody has. `then` is told the words, on another thread."""
        if self._path(samples).exists():
            return
        with self._work:
            self._waiting.append((samples, then))
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="listener", daemon=True)
                self._thread.start()

    def now(self, samples: Samples) -> str:
        """The words in a line, listened to here and now where nobody has: for those whom nobody waits for."""
        known = self.words(samples)
        return self._heard(self._hears(), samples) if known is None else known

    def finish(self) -> None:
        """Wait until all is heard that was asked for."""
        with self._work:
            self._work.wait_for(lambda: self._thread is None)

    def _listen(self) -> None:
        _give_way()
        hears: Hears | None = None
        while True:
            with self._work:
                if not self._waiting:
                    self._thread = None
                    self._work.notify_all()
                    return
                samples, then = self._waiting.popleft()
            try:
                if self.words(samples) is None:
                    hears = hears or self._hears()
                    then(self._heard(hears, samples))
            except Exception:  # whatever a model of somebody else's raises: a line that is not judged is a film all the same
                with self._work:
                    self._waiting.clear()

    def _heard(self, hears: Hears, samples: Samples) -> str:
        words = hears.hear(samples, prompt=self._names)
        with contextlib.suppress(OSError):  # a full disk: it will be listened to again
            put(self._path(samples), words.encode())
        return words

    def _path(self, samples: Samples) -> Path:
        """By what is heard, and not by what made it: a line is the same after it was kept in 16 bits."""
        key = hashlib.blake2b(np.rint(samples * 32767).astype("<i2").tobytes(), digest_size=16)
        key.update(self._names.encode())
        return self._folder / key.hexdigest()[:2] / f"{key.hexdigest()}.heard"


def listener(places: Places, *, names: Iterable[str] = ()) -> Listener | None:
    """Who listens here; nobody where Whisper or what runs it is not installed, or where there is no memory for it.

    `names`: of the cast. Nobody can know how they are written.
    """
    if ears(places.models) is None or not models.fits(models.card_of("whisper")):
        return None
    return Listener(lambda: needed(places.models), places.cache / "voices", names=", ".join(sorted(set(names))))


def _give_way() -> None:
    """Have this thread, and those that it starts, run only when no other wants the processor."""
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "linux":  # where each thread has a niceness of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
        elif sys.platform == "win32":
            import ctypes

            kernel = ctypes.windll.kernel32
            kernel.SetThreadPriority(kernel.GetCurrentThread(), -15)
