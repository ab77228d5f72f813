"""What follows an ending: a card, and credits made from the story's own data and from the licences of what it was made with."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.library.characters import Character
from engine.library.environments import Environment
from engine.library.music import Track
from engine.models import Card
from engine.places import asset
from engine.story.story import FPS, GRID, Feeling, Scene, Shot, Story, Version

Row = tuple[str, str]
"""What stands on the left of a page of credits, and on the right; a row with nothing on its right stands in the middle."""
PAGE = 8
"""Rows of a page."""
_MADE = "a film that branches"
_BY: Mapping[Feeling, str] = {
    "just": "The truth came out.",
    "merciful": "Kindness had the last word.",
    "bittersweet": "Something found, something lost.",
    "wry": "And everybody went home.",
    "dark": "The light stays on.",
}


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of credits: its heading, and rows."""

    heading: str
    rows: tuple[Row, ...]


def credits(
    story: Story,
    *,
    cast: Mapping[str, Character],
    environments: Mapping[str, Environment],
    music: Mapping[str, Track],
    models: Iterable[Card] = (),
) -> tuple[Page, ...]:
    """Every page. `models`: the cards of those that spoke or wrote in this film."""
    pages = (
        Page(heading="With", rows=tuple(_players(story, cast))),
        Page(heading="Seen in", rows=tuple(_places(story, environments))),
        Page(heading="Music", rows=tuple(_music(music))),
        Page(heading="Made with", rows=tuple(_made_with(models, cast))),
    )
    return tuple(part for page in pages if page.rows for part in _parts(page))


def closing(
    story: Story,
    *,
    ending: Scene,
    last: Shot,
    cast: Mapping[str, Character],
    environments: Mapping[str, Environment],
    music: Mapping[str, Track],
    models: Iterable[Card] = (),
) -> Scene:
    """The scene that follows an ending: its card and the credits, over the place where it ended. `last`: its last shot."""
    over = Shot(
        framing="credits",
        environment=last.environment,
        variant=last.variant,
        frames=GRID,
        join="fade",
        tension=0.2,
        valence=0.1,
        seed=last.seed,
    )
    card = ending.ending
    shots = [
        replace(
            over,
            framing="title",
            title=card.title if card else "The end",
            subtitle=_BY[card.feeling] if card else "",
            action=story.title if card and card.title != story.title else "",
            frames=round(4.5 * FPS),
        )
    ]
    pages = credits(story, cast=cast, environments=environments, music=music, models=models)
    shots += [
        replace(over, title=page.heading, subtitle=_written(page.rows), frames=_frames(page), join="dissolve", ends="dissolve")
        for page in pages
    ]
    missing = -sum(shot.frames for shot in shots) % GRID
    shots[-1] = replace(shots[-1], frames=shots[-1].frames + missing, ends="fade")
    return Scene(id="99.credits", title="Credits", versions=(Version(shots=tuple(shots)),), music="title", act=ending.act)


def _written(rows: Iterable[Row]) -> str:
    """A page as a shot of credits has it in its subtitle: a line each, a tab between left and right."""
    return "\n".join(f"{left}\t{right}" if right else left for left, right in rows)


def _frames(page: Page) -> int:
    """Long enough to be read through once, without hurry."""
    letters = sum(len(left) + len(right) for left, right in page.rows)
    return min(max(round((1.6 + letters / 26) * FPS), 72), 192)


def _parts(page: Page) -> Iterator[Page]:
    """A page in pieces that are nearly equally long, where it is too long to be read at once."""
    count = math.ceil(len(page.rows) / PAGE)
    each = math.ceil(len(page.rows) / count)
    for start in range(0, len(page.rows), each):
        yield Page(heading=page.heading, rows=page.rows[start : start + each])


def _players(story: Story, cast: Mapping[str, Character]) -> Iterator[Row]:
    """Who played, the viewer last. Their trade is the story's own word for them."""
    for role in sorted(story.cast, key=lambda role: role.character == "viewer"):
        viewer = role.character == "viewer"
        name = cast[role.id].name if role.id in cast else role.name
        yield name, "as you are" if viewer else role.about.rstrip(".")


def _places(story: Story, environments: Mapping[str, Environment]) -> Iterator[Row]:
    seen = {shot.environment for scene in story.scenes for film in scene.versions for shot in film.shots}
    for name in sorted(seen & set(environments)):
        place = environments[name]
        yield place.name, f"painted by {_bare(place.author)}, {place.licence}"


def _music(music: Mapping[str, Track]) -> Iterator[Row]:
    for track in sorted(music.values(), key=lambda one: one.title):
        yield f"“{track.title}”", f"{_bare(track.author)}, {track.licence}"
    sources = dict.fromkeys(note[1] for track in music.values() if (note := re.search(r"played by (.+)$", track.source)))
    for source in sources:
        yield f"Played by {source}", ""


def _made_with(models: Iterable[Card], cast: Mapping[str, Character]) -> Iterator[Row]:
    """The program, the models that took part, the letters, and what a viewer ought to know of it all."""
    yield "Otherwise", f"{_MADE}, Apache-2.0"
    for card in models:
        yield f"{card.role.capitalize()}: {card.name}", f"{_bare(card.authors)}, {card.licence}"
    voices = sorted({one.voice.id for one in cast.values()})
    if voices:
        yield f"{len(voices)} voices" if len(voices) > 1 else "One voice", ", ".join(map(_voice, voices))
    for family, holder in _letters():
        yield f"Letters: {family}", f"{holder}, OFL-1.1"
    yield "Generated film: nobody in it is real, but for whoever watched.", ""


def _letters() -> Iterator[Row]:
    """The families of letters that ship, and whose they are, as their licences say."""
    for path in sorted(asset("fonts").glob("OFL-*.txt")):
        family = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", path.stem.removeprefix("OFL-"))
        first = path.read_text(encoding="utf-8").splitlines()[0]
        found = re.search(r"Copyright (?:\(c\) )?(?:[\d/]+ )?(.+?)(?: \(|,|\. |$)", first)
        yield family, found[1].strip() if found else "SIL"


def _voice(voice: str) -> str:
    return voice.rpartition("_")[2].capitalize()


def _bare(author: str) -> str:
    """A name without its addresses and version numbers."""
    name = re.sub(r"\s*\([^)]*\)", "", author).partition(";")[0].strip()
    package = re.fullmatch(r"(\S+) [\d.]+, its authors", name)
    return f"the authors of {package[1]}" if package else re.sub(r"^The\b", "the", name)
