"""What happens on other threads, brought onto the Qt thread. The only crossing."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")
log = logging.getLogger(__name__)


class Link(QObject):
    """Runs calls on the Qt thread, in the order in which any thread posted them."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        # Queued: an engine calls from its own threads, and QObjects live on the GUI's.
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], object]) -> None:
        """From any thread: `call` runs on the Qt thread, soon."""
        if self._open:
            self._posted.emit(call)

    def bring(self, receive: Callable[[T], object]) -> Callable[[T], None]:
        """A callback for other threads; what it is given reaches `receive` on the Qt thread."""
        return lambda value: self.post(lambda: receive(value))

    def close(self) -> None:
        """Nothing posted from now on, or still on its way, is run."""
        self._open = False

    def _run(self, call: Callable[[], object]) -> None:
        if self._open:
            call()


class Hand:
    """A thread that does, one after another, what would hold up the window; results come back over the link.

    `latest`: only the newest waiting job is worth doing, and older ones are dropped.
    """

    def __init__(self, link: Link, name: str, *, latest: bool = False) -> None:
        self._link = link
        self._latest = latest
        self._jobs: queue.SimpleQueue[tuple[Callable[[], Any], Callable[[Any], object], Callable[[Exception], object]] | None]
        self._jobs = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def do(
        self,
        work: Callable[[], T],
        *,
        then: Callable[[T], object] = lambda _: None,
        failed: Callable[[Exception], object] = lambda error: log.error("%s", error),
    ) -> None:
        self._jobs.put((work, then, failed))

    def finish(self) -> None:
        """Do what was asked, and then no more. Returns at once."""
        self._jobs.put(None)

    def join(self, seconds: float) -> bool:
        """Wait for the end of the work. False where it takes longer; the thread is a daemon and holds nobody up."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            while self._latest and not self._jobs.empty():
                newer = self._jobs.get()
                if newer is None:
                    return
                job = newer
            work, then, failed = job
            try:
                result = work()
            except Exception as error:
                self._link.post(lambda failed=failed, error=error: failed(error))
            else:
                self._link.post(lambda then=then, result=result: then(result))
