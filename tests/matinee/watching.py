"""Somebody at home who goes on with the matinee: the real app in a process of its own, filmed in slates."""

from __future__ import annotations

import functools
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from app.house import House
from app.ui.pictures import Stills
from app.ui.window import load_fonts, open_window
from app.viewer.screen import Screen, VlcPlayer
from app.viewer.works import Works
from engine.places import ROOT, places
from engine.screening import workshop
from tests.matinee.slates import slate_work


def main() -> int:
    """Until somebody kills it."""
    workshop.Workshop = functools.partial(workshop.Workshop, make=slate_work)  # type: ignore[assignment, misc]
    sys.setswitchinterval(0.0005)
    application = QGuiApplication(sys.argv)
    load_fonts()
    screen = Screen()
    works = Works(places(), project=lambda stream: VlcPlayer(stream, on_frame=screen.show_frame))
    house = House(works=works, stills=Stills(), screen=screen)
    opened = open_window(ROOT / "app" / "Main.qml", house.stills, house.models)
    house.open()
    asking = QTimer(interval=100)

    def begin() -> None:
        if "matinee" in house._shelf:
            asking.stop()
            house._continue("matinee")

    asking.timeout.connect(begin)
    asking.start()
    application.exec()
    opened.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
