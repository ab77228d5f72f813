"""Who plays: faces of about thirty numbers, hair, clothes and voices."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

import msgspec

from engine.errors import Place, StoryError
from engine.places import asset
from engine.story.story import Pronouns

HAIR_STYLES = (
    "bun", "bob", "short", "curly", "long", "swept", "cropped", "bald", "braid",
    "afro", "locs", "undercut", "ponytail", "fringe", "headscarf", "hijab", "turban", "cap",
)  # fmt: skip
OUTFITS = (
    "cardigan", "coat", "apron", "tweed", "clerical", "shawl", "waistcoat", "jumper", "raincoat",
    "jumpsuit", "uniform", "labcoat", "parka", "dungarees", "tunic", "flightjacket",
)  # fmt: skip
AIDS = ("eyepatch", "optic", "hearing", "arm")
SKINS = ("#f3cbb0", "#eab894", "#d9a074", "#c08055", "#9a6242", "#7a4a34", "#5c3728")
HAIR_COLOURS = ("#2b1f2a", "#4a2f24", "#6b3a24", "#a5542c", "#d0a057", "#a79fb8", "#dcd6dc", "#3a4a6a")
EYES = ("#4f7d7a", "#5a3a22", "#3f6a9a", "#6a8a3a", "#7a5a2a", "#2f2a3a")
CLOTHES = ("#c7923c", "#2c4257", "#7a3040", "#3f5a44", "#b5883a", "#4a3a6a", "#8a8f98", "#a8523a", "#d8cdbc", "#2f5b6a")


@dataclass(frozen=True, kw_only=True)
class Face:
    """The persistent identity: proportions around 1, strengths from 0, colours as #rrggbb."""

    skin: str = "#eab894"
    width: float = 1.0
    jaw: float = 1.0
    chin: float = 1.0
    cheek: float = 1.0
    forehead: float = 1.0
    eye: float = 1.0
    eye_gap: float = 1.0
    eye_tilt: float = 0.0
    iris: str = "#4f7d7a"
    lash: float = 0.9
    lid: float = 0.0
    brow: float = 1.0
    brow_height: float = 0.0
    brow_tilt: float = 0.0
    nose: float = 1.0
    nose_width: float = 1.0
    nose_bridge: float = 0.0
    mouth: float = 1.0
    lips: float = 1.0
    lip_colour: float = 0.45
    ears: float = 1.0
    blush: float = 0.5
    freckles: float = 0.0
    age: float = 0.0
    stubble: float = 0.0
    beard: float = 0.0
    moustache: float = 0.0
    hair: str = "#4a2f24"
    style: str = "short"
    volume: float = 1.0
    parting: float = 1.0
    """Which side the hair is parted on: 1 for their right, -1 for their left."""
    glasses: float = 0.0
    """0: none, else the size of the rims."""
    earring: str = ""
    youth: float = 0.0
    """0: grown up; 1: about eight years old."""
    scar: float = 0.0
    """Through a brow and down a cheek; how plain it is."""
    aid: str = ""
    """What helps out: an eyepatch, a made eye, a hearing aid, a made arm."""


RANGES: Mapping[str, tuple[float, float, str]] = {
    "width": (0.9, 1.1, "Face width"),
    "jaw": (0.8, 1.16, "Jaw"),
    "chin": (0.92, 1.08, "Chin"),
    "cheek": (0.94, 1.08, "Cheeks"),
    "forehead": (0.94, 1.08, "Forehead"),
    "eye": (0.86, 1.14, "Eye size"),
    "eye_gap": (0.92, 1.1, "Eye distance"),
    "eye_tilt": (-1.2, 1.6, "Eye tilt"),
    "lash": (0.6, 1.4, "Lashes"),
    "lid": (0.0, 0.5, "Eyelids"),
    "brow": (0.6, 1.5, "Brow weight"),
    "brow_height": (-1.0, 1.0, "Brow height"),
    "brow_tilt": (-1.0, 1.0, "Brow tilt"),
    "nose": (0.88, 1.14, "Nose length"),
    "nose_width": (0.8, 1.3, "Nose width"),
    "nose_bridge": (0.0, 1.0, "Nose bridge"),
    "mouth": (0.86, 1.16, "Mouth width"),
    "lips": (0.75, 1.35, "Lips"),
    "lip_colour": (0.2, 0.8, "Lip colour"),
    "ears": (0.85, 1.2, "Ears"),
    "blush": (0.0, 1.0, "Blush"),
    "freckles": (0.0, 1.0, "Freckles"),
    "age": (0.0, 1.0, "Age"),
    "stubble": (0.0, 1.0, "Stubble"),
    "beard": (0.0, 1.0, "Beard"),
    "moustache": (0.0, 1.0, "Moustache"),
    "volume": (0.85, 1.2, "Hair volume"),
    "glasses": (0.0, 1.2, "Glasses"),
    "youth": (0.0, 1.0, "Youth"),
    "scar": (0.0, 1.0, "Scar"),
}
"""Each number of a Face that may be chosen: least, most, and what the avatar editor calls it."""


@dataclass(frozen=True, kw_only=True)
class Wardrobe:
    """An outfit and its colours: the main one, and one for trim, shirt or scarf."""

    outfit: str = "jumper"
    colours: tuple[str, ...] = ("#3f5a44", "#d8cdbc")


@dataclass(frozen=True, kw_only=True)
class Voice:
    """A voice by id, how fast it speaks, and semitones up or down."""

    id: str = "bf_lily"
    speed: float = 1.0
    pitch: float = 0.0


THEY = Pronouns()


@dataclass(frozen=True, kw_only=True)
class Arc:
    """How somebody changes, in four sentences of their own, spoken: what they want, what they wrongly tell themselves, what they
    need, and what they do once they have seen it."""

    want: str = ""
    lie: str = ""
    need: str = ""
    change: str = ""


@dataclass(frozen=True, kw_only=True)
class Character:
    """Someone who can be cast. `build`: breadth of the body around 1; `height`: around 1.

    `want` is what they would tell anyone, `need` what they would be the last to see, `secret` what they tell nobody, and
    `speech` how they talk. Each is a short sentence or two, about `they` or by name; a story is made from what is there.
    """

    id: str
    name: str
    pronouns: Pronouns = THEY
    face: Face = Face()
    wardrobe: Wardrobe = Wardrobe()
    voice: Voice = Voice()
    about: str = ""
    want: str = ""
    need: str = ""
    secret: str = ""
    speech: str = ""
    surname: str = ""
    """What they are called in an evening of a viewer who has their name."""
    arc: Arc = Arc()
    height: float = 1.0
    build: float = 1.0
    licence: str = "Apache-2.0"


Cast = Mapping[str, Character]
"""Who plays each role."""


def viewer_character(*, name: str, pronouns: Pronouns, face: Face, wardrobe: Wardrobe, voice: Voice | None = None) -> Character:
    """The viewer as a member of the cast."""
    return Character(
        id="viewer", name=name, pronouns=pronouns, face=face, wardrobe=wardrobe, voice=voice or Voice(), about="You."
    )


@cache
def _shipped() -> tuple[Character, ...]:
    folder = asset("characters")
    return tuple(
        read_character(_text(path, at=f"assets/characters/{path.name}"), at=f"assets/characters/{path.name}")
        for path in sorted(folder.glob("*.toml"))
    )


def _text(path: Path, *, at: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StoryError(f"The file cannot be read ({error}). A character is TOML, saved as UTF-8.", at=Place(at)) from error


def characters() -> dict[str, Character]:
    """Everyone in assets/characters, by id. StoryError names the file and line of a wrong one."""
    return {character.id: character for character in _shipped()}


def apart(cast: Cast, viewer: str) -> dict[str, Character]:
    """The same people, whoever has the viewer's name called by their surname: nobody else answers to it."""
    mine = viewer.casefold().split()[:1]
    return {
        role: replace(one, name=one.surname) if one.surname and one.name.casefold().split()[:1] == mine else one
        for role, one in cast.items()
    }


def read_character(text: str, *, at: str) -> Character:
    """A character from TOML. StoryError names the line of what is wrong, and what to write."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise StoryError(f"The TOML is broken: {error}.", at=Place(at, int(line[1]) if line else None)) from error
    kinds: tuple[tuple[str, type], ...] = (
        ("face", Face),
        ("wardrobe", Wardrobe),
        ("voice", Voice),
        ("pronouns", Pronouns),
        ("arc", Arc),
    )
    for table, kind in kinds:
        known = {field.name for field in fields(kind)}
        for name in data.get(table, {}):
            if name not in known:
                what = f'"{name}" is nothing that a {table} has. Write one of {", ".join(sorted(known))}, or take it out.'
                raise StoryError(what, at=Place(at, _line(text, name)))
    for name in sorted(data.keys() - {field.name for field in fields(Character)}):
        what = f'"{name}" means nothing in a character. Take it out, or spell it right.'
        raise StoryError(what, at=Place(at, _line(text, name)))
    try:
        character = msgspec.convert(data, Character)
    except msgspec.ValidationError as error:
        name = re.findall(r"\w+", str(error).rpartition("`$")[2] or "")
        where = _line(text, name[-1]) if name else None
        raise StoryError(f"{error}. Write a value of that type.", at=Place(at, where)) from error
    for name, sentence in faults(character):
        raise StoryError(sentence, at=Place(at, _line(text, name)))
    for name, sentence in _arc_faults(character.arc):
        begins = next((number for number, row in enumerate(text.splitlines()) if row.strip() == "[arc]"), 0)
        below = _line("\n".join(text.splitlines()[begins:]), name)
        raise StoryError(sentence, at=Place(at, begins + (below or 1)))
    return character


def faults(character: Character) -> Iterator[tuple[str, str]]:
    """What cannot be drawn: the name of each wrong value, and a sentence that says what to write."""
    face, wardrobe = character.face, character.wardrobe
    for name, (least, most, _) in RANGES.items():
        value = getattr(face, name)
        if not least <= value <= most:
            yield name, f"{name} is {value}. Write a number from {least} to {most}."
    if face.style not in HAIR_STYLES:
        yield "style", f'There is no hair "{face.style}". Write one of {", ".join(HAIR_STYLES)}.'
    if face.aid and face.aid not in AIDS:
        yield "aid", f'There is no aid "{face.aid}". Write one of {", ".join(AIDS)}, or leave it out.'
    if face.parting not in (1, -1):
        yield "parting", f"parting is {face.parting}. Write 1 for their right or -1 for their left."
    if wardrobe.outfit not in OUTFITS:
        yield "outfit", f'There is no outfit "{wardrobe.outfit}". Write one of {", ".join(OUTFITS)}.'
    if len(wardrobe.colours) != 2:
        yield "colours", f"There are {len(wardrobe.colours)} colours. Write two: the main one, and one for trim or shirt."
    paints = [("skin", face.skin), ("iris", face.iris), ("hair", face.hair), *(("colours", one) for one in wardrobe.colours)]
    if face.earring:
        paints.append(("earring", face.earring))
    for name, paint in paints:
        if not _COLOUR.fullmatch(paint):
            yield name, f'"{paint}" is no colour. Write it as "#rrggbb".'
    for name in ("about", "want", "need", "secret", "speech"):
        words = getattr(character, name)
        if "\n" in words or len(words) > LONGEST_WORDS:
            yield name, f"{name} has {len(words)} characters. Write one line of at most {LONGEST_WORDS}."
    for name, value, least, most in (("height", character.height, 0.7, 1.15), ("build", character.build, 0.85, 1.25)):
        if not least <= value <= most:
            yield name, f"{name} is {value}. Write a number from {least} to {most}."


def _arc_faults(arc: Arc) -> Iterator[tuple[str, str]]:
    """What cannot be said of an arc: all of it or none, each a short sentence or two."""
    said = {field.name: getattr(arc, field.name) for field in fields(Arc)}
    if not any(said.values()):
        return
    least, most = ARC_WORDS
    for name, words in said.items():
        if not least <= len(words.split()) <= most or "\n" in words:
            yield name, f"{name} of the arc has {len(words.split())} words. Write {least} to {most}, as they would say them."


ARC_WORDS = (4, 14)
"""Words of each sentence of an arc: it is said within other scenes."""
LONGEST_WORDS = 200
"""Characters of each line that says who someone is: a writer is told all of them, for everyone in a scene."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def _line(text: str, name: str) -> int | None:
    found = re.compile(rf"^(?:.*[{{,])?\s*{re.escape(name)}\s*=")
    return next((number for number, line in enumerate(text.splitlines(), start=1) if found.match(line)), None)
