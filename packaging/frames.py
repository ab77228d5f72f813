"""Five frames of a film, for the README and for whoever wants to see the look: packaging/screenshots/film-N.png."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2

from engine.library.environments import environments
from engine.places import places
from engine.preference.viewer import Profile
from engine.screening.episodes import compose
from engine.story.graph import segments
from engine.story.state import version
from engine.story.story import Shot
from engine.video.renderers import renderer
from engine.video.rungs import STANDARD
from engine.video.spoken import Spoken

SEED = 8


def main(folder: Path) -> None:
    """The title, and a shot of every set: two-shots and faces by turns, in the middle of a line."""
    story, cast = compose(profile=Profile(name="Robin"), genre="cozy_mystery", seed=SEED)
    shots = [shot for (scene, _), state in segments(story).items() for shot in version(story.scene(scene), state).shots]
    wanted = [next(shot for shot in shots if shot.framing == "title")]
    for number, place in enumerate(("library", "tearoom", "street", "conservatory")):
        framing = "two" if number % 2 == 0 else "close"
        found = [s for s in shots if s.environment == place and s.framing == framing and s.lines and s.focus != "you"]
        wanted.append(found[0] if found else next(s for s in shots if s.environment == place and s.lines))
    paint = renderer("illustrated", cast=cast, environments=environments(), rung=STANDARD, cache=places().ready().bakes)
    folder.mkdir(parents=True, exist_ok=True)
    for number, shot in enumerate([*wanted[1:], wanted[0]], start=1):
        picture = paint.render(shot, _moment(shot), spoken=tuple(_spoken(shot)), captions=True)
        cv2.imwrite(str(folder / f"film-{number}.png"), cv2.cvtColor(picture, cv2.COLOR_YUV2BGR_I420))


def _moment(shot: Shot) -> int:
    """A frame in the middle of the first line, or of the shot."""
    if not shot.lines:
        return shot.frames * 2 // 3
    return min(shot.frames - 1, round((shot.lines[0].start + 0.55 * shot.lines[0].seconds) * 24))


def _spoken(shot: Shot) -> list[Spoken]:
    return [Spoken(line=line, start=line.start, end=line.start + line.seconds) for line in shot.lines]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
