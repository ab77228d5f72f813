"""Pictures for QML by name: film stills with round corners, and the signs of the controls."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QRadialGradient
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).parent / "icons"


def blank(size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


class Stills(QQuickImageProvider):
    """`image://stills/NAME/CORNER`: the picture of that name, scaled and cropped to cover what was asked, corners cut."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._pictures: dict[str, QImage] = {"glow": _glow()}

    def put(self, name: str, picture: QImage) -> None:
        self._pictures[name] = picture

    def drop(self, name: str) -> None:
        self._pictures.pop(name, None)

    def clear(self) -> None:
        """Let go of all pictures: Qt keeps a provider for as long as the process lives."""
        self._pictures.clear()

    def requestImage(self, id: str, size: QSize, requested: QSize) -> QImage:
        name, corner, *_ = [*id.split("/"), "0"]
        picture = self._pictures.get(name)
        if picture is None or picture.isNull():
            return blank(requested if requested.width() > 0 else QSize(1, 1))
        if requested.width() <= 0 or requested.height() <= 0:
            return picture
        return _cover(picture, requested, float(corner or 0))


class Icons(QQuickImageProvider):
    """`image://icons/NAME/RRGGBB`: a sign, drawn from its SVG in that colour."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requested: QSize) -> QImage:
        name, _, colour = id.partition("/")
        drawing = (ICONS / f"{name}.svg").read_text().replace("currentColor", f"#{colour[-6:] or 'ffffff'}")
        image = blank(requested if requested.width() > 0 else QSize(24, 24))
        painter = QPainter(image)
        QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(image.rect()))
        painter.end()
        return image


def _cover(picture: QImage, wanted: QSize, corner: float) -> QImage:
    scaled = picture.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation)
    image = blank(wanted)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if corner > 0:
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(image.rect()), corner, corner)
        painter.setClipPath(shape)
    # Faces sit in the upper half of a frame: crop more from below than from above.
    painter.drawImage((wanted.width() - scaled.width()) // 2, round((wanted.height() - scaled.height()) * 0.36), scaled)
    painter.end()
    return image


def _glow() -> QImage:
    """Lamplight: what stands behind a portrait."""
    image = blank(QSize(512, 512))
    light = QRadialGradient(256, 256, 256)
    for where, alpha in ((0.0, 120), (0.35, 72), (0.7, 20), (1.0, 0)):
        light.setColorAt(where, QColor(242, 170, 96, alpha))
    painter = QPainter(image)
    painter.fillRect(image.rect(), light)
    painter.end()
    return image
