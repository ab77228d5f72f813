"""Films the stills that ship for the shelf, one for each set: `python -m app.posters`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import cv2

from engine.library.characters import characters
from engine.library.environments import environments
from engine.places import places
from engine.story.story import Placed, Shot
from engine.video.rungs import STANDARD

FOLDER = Path(__file__).parent / "ui" / "posters"
FRAME = 30
BILL = {
    "library": ("dusk", "maud", "theo"),
    "tearoom": ("rain", "priya", "hal"),
    "street": ("rain", "odette", "edwin"),
    "conservatory": ("storm", "hal", "odette"),
    "church_hall": ("", "agnes", "edwin"),
    "kitchen": ("", "priya", "gus"),
    "station": ("", "flora", "bertram"),
    "attic": ("", "cleo", "maud"),
    "command_deck": ("", "ines", "bo"),
    "hydroponics": ("", "tomas", "wren"),
    "observatory": ("", "mirembe", "juno"),
    "canteen": ("", "lev", "pip"),
    "engine_room": ("", "kaveh", "amara"),
    "med_bay": ("", "sunniva", "rafferty"),
    "airlock": ("", "wren", "ines"),
    "archive": ("", "juno", "tomas"),
}
"""Set: its variant, who is on the left, and who on the right."""
FIRST = "library"
"""Also the picture of the foyer before anything is known."""


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from engine.video.renderers.illustrated import Illustrated

    application = QGuiApplication(sys.argv[:1])
    sets = environments()
    film = Illustrated(cast=characters(), environments=sets, rung=STANDARD, cache=places().ready().bakes)
    FOLDER.mkdir(exist_ok=True)
    for name, (variant, left, right) in BILL.items():
        people = tuple(
            Placed(
                role=role,
                anchor=anchor,
                facing="right" if anchor == "left" else "left",
                posture=sets[name].anchors[anchor].postures[0],
                looks_at=other,
                emotion=emotion,
            )
            for role, other, anchor, emotion in ((left, right, "left", "worried"), (right, left, "right", "thoughtful"))
        )
        shot = Shot(framing="two", environment=name, variant=variant, frames=64, people=people, tension=0.3)
        picture = cv2.cvtColor(film.render(shot, FRAME), cv2.COLOR_YUV2BGR_I420)
        for poster in (name, "poster") if name == FIRST else (name,):
            cv2.imwrite(str(FOLDER / f"{poster}.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, 90])
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
