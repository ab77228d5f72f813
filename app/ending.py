"""Ctrl-C in the terminal, and SIGTERM, close the window as its own button would: the place in the film is kept."""

from __future__ import annotations

import contextlib
import signal
import socket

from PySide6.QtCore import QCoreApplication, QSocketNotifier


class Ending:
    """Quits the application when the process is told to end. Qt's loop runs no Python, and so would never hear of it."""

    def __init__(self, application: QCoreApplication) -> None:
        self._bell, self._ear = socket.socketpair()
        for end in (self._bell, self._ear):
            end.setblocking(False)
        self._application = application
        self._listener = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read)
        self._listener.activated.connect(self._hear)
        signal.set_wakeup_fd(self._bell.fileno(), warn_on_full_buffer=False)
        self._before = {one: signal.signal(one, _noted) for one in (signal.SIGINT, signal.SIGTERM)}

    def close(self) -> None:
        """Listen no more."""
        for one, handler in self._before.items():
            signal.signal(one, handler)
        signal.set_wakeup_fd(-1)
        self._listener.setEnabled(False)
        self._bell.close()
        self._ear.close()

    def _hear(self) -> None:
        told: bytes = b""
        with contextlib.suppress(OSError):
            told = self._ear.recv(64)
        if set(told) & {int(one) for one in self._before}:
            self._application.quit()


def _noted(*_: object) -> None:
    """The bell has rung already."""
