"""The window: fonts, pictures and QML, brought together around the view-models it is given."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from app.ui.pictures import Icons, Stills
from engine.errors import AssetMissing
from engine.places import ROOT, asset


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A window and what keeps it alive."""

    window: QQuickWindow
    engine: QQmlApplicationEngine
    warnings: list[str]

    def close(self) -> None:
        """Take the QML down while the view-models that it looks at are still there."""
        self.window.close()
        shiboken6.delete(self.engine)


def prepare_environment() -> None:
    """Before the application object: painted items made in Python are safe only with the basic render loop."""
    os.environ.setdefault("QSG_RENDER_LOOP", "basic")
    os.environ.setdefault("QT_QUICK_CONTROLS_STYLE", "Basic")
    if sys.platform == "linux" and not any(Path("/dev/dri").glob("renderD*")):
        # Without a GPU, OpenGL in software takes more than a core, which the film needs (research/player.md 2).
        os.environ.setdefault("QT_QUICK_BACKEND", "software")


def load_fonts() -> None:
    """Cormorant Garamond for titles, Nunito for text: shipped, so that every machine sees the same page."""
    for file in sorted(asset("fonts").rglob("*.[to]tf")):
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise AssetMissing(f"{file} is no font that Qt can read. Fetch the project again, or run `git checkout assets`.")
    for family in ("Cormorant Garamond", "Nunito", "Atkinson Hyperlegible"):
        if family not in QFontDatabase.families():
            raise AssetMissing(f"{family} is missing in assets/fonts. Fetch the project again, or run `git checkout assets`.")
    QGuiApplication.setFont(QFont("Nunito", 12))


def open_window(qml: Path, stills: Stills, models: Mapping[str, QObject]) -> Opened:
    """The root window of `qml`, given each view-model as the required property of its name."""
    engine = QQmlApplicationEngine()
    warnings: list[str] = []
    engine.warnings.connect(lambda found: warnings.extend(one.toString() for one in found))
    engine.addImportPath(str(ROOT))
    engine.addImageProvider("stills", stills)
    engine.addImageProvider("icons", Icons())
    engine.setInitialProperties(dict(models))
    engine.load(QUrl.fromLocalFile(str(qml)))
    roots = engine.rootObjects()
    if not roots:
        raise AssetMissing(f"The window could not be built: {'; '.join(warnings) or qml}. Fetch the project again.")
    window = roots[0]
    assert isinstance(window, QQuickWindow)
    return Opened(window=window, engine=engine, warnings=warnings)
