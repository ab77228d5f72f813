"""Four layers, two sprites and a title through our own drawing, post and encoder."""

from __future__ import annotations

import json
import math
import sys
import time
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from engine import media
from engine.story.story import Shot
from engine.video.renderers.illustrated import lettering
from engine.video.renderers.illustrated.paint import Layer, ready_for_text
from engine.video.renderers.illustrated.post import develop, grade_of
from engine.video.rungs import STANDARD


def main(folder: Path, frames: int) -> float:
    ready_for_text()
    layers = [_read(folder / f"layer{number}.png") for number in range(4)]
    sprites = [_read(folder / f"sprite{number}.png") for number in range(2)]
    pixels = np.zeros((720, 1280, 4), np.uint8)
    image = QImage(pixels.data, 1280, 720, pixels.strides[0], QImage.Format.Format_RGB32)
    grade = grade_of(Shot(framing="two", environment="", frames=frames))

    def picture(frame: int) -> media.Picture:
        t = frame / 24
        p = QPainter(image)
        p.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for number, layer in enumerate(layers):
            near = 1.02 + 0.02 * number * t / 3
            p.drawImage(QRectF(640 - 640 * near, 360 - 360 * near, 1280 * near, 720 * near), layer.image)
        for number, sprite in enumerate(sprites):
            p.drawImage(QPointF(200 + 500 * number + 90 * t, 380 + 30 * math.sin(3 * t + number)), sprite.image)
        lettering.draw_title(p, title="The Key", subtitle="A simple scene", t=t + 2)
        p.end()
        return develop(pixels, grade=grade, seed=1, frame=frame, grain=True)

    return _between(lambda count: media.encode_pictures((picture(frame) for frame in range(count)), STANDARD), frames)


def _read(path: Path) -> Layer:
    found = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert found is not None
    share = found[..., 3:4].astype(np.float32) / 255
    found[..., :3] = (found[..., :3] * share).astype(np.uint8)
    return Layer(0, 0, found.shape[1], found.shape[0], 1.0, np.asarray(found, np.uint8))


def _between(film: object, frames: int) -> float:
    spent = []
    for count in (8, 8 + frames):
        began = time.process_time()
        film(count)  # type: ignore[operator]
        spent.append(time.process_time() - began)
    return (spent[1] - spent[0]) / frames


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
