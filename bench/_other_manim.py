"""Four layers, two sprites and a title through ManimCE: run by an interpreter that has it."""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path

from manim import DOWN, LEFT, RIGHT, UP, ImageMobject, Scene, Text, config, tempconfig


def main(folder: Path, frames: int) -> float:
    class Simple(Scene):  # type: ignore[misc]
        def construct(self) -> None:
            tall = config.frame_height
            wide = config.frame_width
            clock = [0.0]
            for n in range(4):
                layer = ImageMobject(str(folder / f"layer{n}.png")).scale_to_fit_height(tall * 1.02)

                def nearer(m: ImageMobject, n: int = n) -> None:
                    m.scale_to_fit_height(tall * (1.02 + 0.02 * n * clock[0] / 3))

                layer.add_updater(nearer)
                self.add(layer)
            for n in range(2):
                sprite = ImageMobject(str(folder / f"sprite{n}.png")).scale_to_fit_height(tall * 200 / 720)

                def move(m: ImageMobject, n: int = n) -> None:
                    x, y = 280 + 500 * n + 90 * clock[0], 480 + 30 * math.sin(3 * clock[0] + n)
                    m.move_to(LEFT * wide / 2 + UP * tall / 2 + RIGHT * wide * x / 1280 + DOWN * tall * y / 720)

                sprite.add_updater(move)
                self.add(sprite)
            self.add(Text("The Key", font_size=96))
            self.add_updater(lambda dt: clock.__setitem__(0, clock[0] + dt))
            self.wait(self.count / 24, frozen_frame=False)

    spent = []
    for count in (8, 8 + frames):
        Simple.count = count
        before = os.times()
        with tempconfig(
            {
                "pixel_width": 1280, "pixel_height": 720, "frame_rate": 24, "disable_caching": True, "verbosity": "ERROR",
                "progress_bar": "none", "media_dir": str(folder / "manim"),
            }
        ):  # fmt: skip
            Simple().render()
        after = os.times()
        spent.append(sum(after[:4]) - sum(before[:4]))
    return (spent[1] - spent[0]) / frames


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
