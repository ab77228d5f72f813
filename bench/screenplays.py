"""Ten episodes as screenplays in bench/out, one way through each: to be read from start to end by whoever writes them."""

from __future__ import annotations

from json import dumps
from pathlib import Path

from bench._plans import viewer
from bench.viewers import BOLD, GENTLE, Viewer, favoured
from engine.library.characters import characters
from engine.library.environments import environments
from engine.narrative.fitting import MINUTES
from engine.narrative.genre import genres, read_genre
from engine.narrative.planner import plan
from engine.narrative.reach import reaches
from engine.narrative.screenplay import of_path
from engine.preference.taste import taste
from engine.story.graph import frames, walk
from engine.story.story import FPS

OUT = Path(__file__).parent / "out"
LENGTHS = (5, 8, 8, 12, 15)
"""Minutes of the episodes of one genre."""


def main(*, quick: bool = False, json: Path | None = None, seeds: range = range(1, len(LENGTHS) + 1)) -> int:
    """Write them, and say where. `quick`: the first of each genre. `json`: a file that lists them."""
    OUT.mkdir(exist_ok=True)
    rows = []
    for name in genres():
        genre = read_genre(name)
        if reaches(genre) != MINUTES:
            continue
        for turn, seed in enumerate(seeds):
            minutes, who = LENGTHS[turn % len(LENGTHS)], _who(turn, seed)
            story = plan(genre, profile=who.profile, cast=characters(), seed=seed, minutes=minutes)
            trail = walk(story, favoured(who))
            file = OUT / f"{name}-{seed:02d}-{minutes}min-{who.profile.name.lower()}.fountain"
            file.write_text(of_path(story, trail, environments=environments()), encoding="utf-8")
            length = frames(story, trail) / FPS / 60
            print(f"{file}: {story.title}, {length:.1f} minutes, for {who.profile.name} ({who.about})", flush=True)
            rows.append({"file": file.name, "title": story.title, "minutes": length, "viewer": who.about})
            if quick:
                break
    if json:
        json.write_text(dumps({"bench": "screenplays", "rows": rows}, indent=1) + "\n")
    return 0


def _who(turn: int, seed: int) -> Viewer:
    """The two sample viewers, then others of the fifty."""
    if turn < 2:
        return (GENTLE, BOLD)[turn]
    profile = viewer(seed)
    liked = " and ".join(profile.likes[:2]) or "nothing in particular"
    return Viewer(about=f"{profile.tone}, likes {liked}", profile=profile, taste=taste(profile))
