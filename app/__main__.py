"""The desktop application: `python -m app`."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.delivery.stream import Stream


def main(arguments: list[str] | None = None) -> int:
    """Open the window and stay until it is closed. 2: it could not be opened, and a sentence on stderr says why."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO if asked.verbose else logging.WARNING, format="%(name)s: %(message)s")
    from app.display import missing_display

    if sentence := missing_display(os.environ):
        print(f"Otherwise cannot open a window. {sentence}", file=sys.stderr)
        return 2
    # Threads of the engine must hand the interpreter over quickly: a picture is due every 42 ms (research/player.md 3.9).
    sys.setswitchinterval(0.0005)
    from app.ui.window import prepare_environment

    prepare_environment()
    from PySide6.QtGui import QGuiApplication

    from engine.errors import OtherwiseError

    application = QGuiApplication(sys.argv[:1])
    application.setApplicationName("Otherwise")
    application.setDesktopFileName("otherwise")
    try:
        if asked.screenshot:
            from app.screenshots import take

            return take(asked.screenshot)
        return _run(application)
    except OtherwiseError as error:
        print(f"Otherwise cannot start. {error}", file=sys.stderr)
        return 2


def _run(application: object) -> int:
    from PySide6.QtGui import QGuiApplication

    from app.ending import Ending
    from app.house import House
    from app.ui.pictures import Stills
    from app.ui.window import load_fonts, open_window
    from app.viewer.screen import Screen, VlcPlayer
    from app.viewer.works import Works
    from engine.errors import OtherwiseError
    from engine.places import places

    assert isinstance(application, QGuiApplication)
    load_fonts()
    trouble = ""
    where = places()
    try:
        where.ready()
    except OtherwiseError as error:  # the window says it: there may be no terminal to read
        trouble = str(error)
    screen, stills = Screen(), Stills()

    def project(stream: Stream) -> VlcPlayer:
        return VlcPlayer(stream, on_frame=screen.show_frame, tell=house.tell_once)

    house = House(works=Works(where, project=project), stills=stills, screen=screen, trouble=trouble)
    opened = open_window(Path(__file__).parent / "Main.qml", stills, house.models)
    house.open()
    ending = Ending(application)
    code = application.exec()
    house.close()
    opened.close()
    ending.close()
    return int(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app", description="Otherwise: films that branch where you choose.")
    parser.add_argument("--screenshot", metavar="FOLDER", type=Path, help="save a picture of every screen there, and exit")
    parser.add_argument("--verbose", action="store_true", help="tell on the terminal what is going on")
    return parser


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until there is a window, Ctrl-C has nothing to keep
    sys.exit(main())
