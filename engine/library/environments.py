"""Sets: painted places in layers of depth, with lights, weather, and anchors where actors stand or sit.

World units are those of the stage: 1280 x 720, y down; a set reaches a little past it (`view`). An anchor is the feet of
someone who stands, or the seat line of someone who sits: at scale 1 the eyes of an adult are 330 units above a standing
anchor and 250 above a sitting one. `assets/environments/README.md` shows how to make a set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from pathlib import Path
from xml.etree import ElementTree

from engine.errors import Place, StoryError
from engine.library.modes import Ambience, LightKind, Mode, WeatherKind, World, composed, wanting, weathers
from engine.library.tables import convert, place, read_text, read_toml, strangers
from engine.places import asset
from engine.story.story import Facing, Posture

Rect = tuple[float, float, float, float]

SVG = "{http://www.w3.org/2000/svg}"
LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"
"""What Inkscape calls a layer, whatever its id."""
EYES_STANDING = 330.0
EYES_SITTING = 250.0

_TOKEN = re.compile(r"\{(\w+)(?: (#[0-9a-fA-F]{6}) ([\d.]+))?\}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")


@dataclass(frozen=True, kw_only=True)
class SetLayer:
    """One plane of the set: the group of that name in the SVG. `depth` 0 is the far sky, 1 the actors, above 1 nearer."""

    name: str
    depth: float = 1.0
    strokes: tuple[float, ...] = (22, 12, 7)
    """Brush sizes in world units, coarse to fine; none: left as drawn."""
    threshold: float = 14
    amount: float = 0.62
    rough: float = 1.0
    grain: float = 0.035
    stretch: float = 1.0
    blur: float = 0.0
    """Softness in the wide shot, in world units."""
    dim: float = 1.0
    """How much of the ambient light reaches it."""
    lit: float = 1.0
    """How much of the lights reaches it."""
    natural: bool = False
    """Shown as painted, whatever the light in the set: a view out of a window, whose hours are in the palette."""
    near: bool = False
    """Before the camera, in front of the actors and the lights: left out of close-ups."""


@dataclass(frozen=True, kw_only=True)
class SetLight:
    """A light of the set: it lights the layers and the actors, and glows in the picture right after its layer."""

    name: str
    kind: LightKind = "glow"
    x: float
    y: float
    radius: float = 300
    """How far it lights."""
    colour: str = "#ffb060"
    gain: float = 1.0
    glow: float = 0.3
    """Strength of the glow seen in the picture; 0: none."""
    size: float = 0.0
    """Radius of that glow; 0: a part of `radius`."""
    flicker: float = 0.04
    """0: a steady light, whose glow is painted into its layer and costs no time."""
    layer: str = ""
    key: bool = True
    """May be what lights an actor's face."""
    throw: float = 0.0
    """How much its flicker plays over people and things about it: a fire, a candle on the table."""


@dataclass(frozen=True, kw_only=True)
class Weather:
    """Something that moves in an area of the set, drawn right after its layer, or right before it."""

    name: str
    kind: WeatherKind
    area: Rect
    layer: str
    before: bool = False
    amount: float = 1.0
    colour: str = "#d6d8ff"
    wind: float = 0.15


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A place for an actor. `behind`: the layer that hides their legs; they are drawn just before it."""

    name: str
    x: float
    y: float
    facing: Facing
    postures: tuple[Posture, ...] = ("stand",)
    scale: float = 1.0
    behind: str = ""

    def eyes(self, posture: Posture, height: float = 1.0) -> tuple[float, float]:
        """Where the eyes of someone of that height are."""
        return self.x, self.y - (EYES_SITTING if posture == "sit" else EYES_STANDING) * self.scale * height


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The set at an hour and in a weather: which switches, lights and weathers are on, and what is heard."""

    id: str
    name: str
    on: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()
    weather: tuple[str, ...] = ()
    ambience: tuple[Ambience, ...] = ()
    ambient: str = "#808080"
    exposure: float = 1.0
    palette: Mapping[str, str] = field(default_factory=dict)
    rim: str = "#8d9dff"
    rim_amount: float = 0.5
    shade: str = "#2a2450"
    shade_amount: float = 0.34
    gain: float = 1.0
    """A factor of every light."""
    falls: Mapping[WeatherKind, tuple[WeatherKind, ...]] = field(default_factory=dict)
    """What falls where the set has rows of a kind: `rain = ["snow"]` lets it snow wherever it can rain."""
    view: tuple[str, ...] = ()
    """Dark, middle and light of what is seen outside (layers that are `natural`): their paint is toned to these."""
    view_amount: float = 0.7
    veil: str = ""
    """The colour of the air: thicker the farther a layer is."""
    veil_amount: float = 0.0
    wash: str = ""
    """A thin wash of colour over people."""
    wash_amount: float = 0.0
    grade: str = ""
    """The look in which it is printed: a name in assets/looks."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """A set, as its `set.toml` and SVG say. The first variant is the usual one; layers run back to front."""

    id: str = ""
    name: str
    about: str
    author: str
    licence: str
    outside: bool = False
    """Under the sky: a screenplay says EXT. of it."""
    world: World = "village"
    view: Rect = (-80, -45, 1440, 810)
    drawing: str = "layers.svg"
    palette: Mapping[str, str]
    layers: tuple[SetLayer, ...]
    lights: tuple[SetLight, ...]
    weather: tuple[Weather, ...] = ()
    anchors: Mapping[str, Anchor]
    variants: tuple[Variant, ...]
    modes: tuple[Mode, ...] = ()
    """Its own modes, beside those that all sets share."""
    svg: str = field(default="", repr=False)
    """The drawing's text, its palette tokens not yet filled in."""

    @property
    def ambience(self) -> tuple[Ambience, ...]:
        """What is heard in the usual variant."""
        return self.variants[0].ambience

    def variant(self, variant_id: str = "") -> Variant:
        """The variant of that id, as `night` or `night+snow+candles`; the usual one for "". StoryError where there is none."""
        if variant_id not in self._composed:
            self._composed[variant_id] = composed(self, variant_id)
        return self._composed[variant_id]

    @cached_property
    def _composed(self) -> dict[str, Variant]:
        return {}

    def weathers(self, variant: Variant) -> tuple[Weather, ...]:
        """What moves over the set in a variant."""
        return weathers(self, variant)

    @cached_property
    def switches(self) -> frozenset[str]:
        """What the drawing has switches for."""
        return frozenset(re.findall(r'data-o(?:n|ff)="(\w+)"', self.svg))

    def anchor(self, name: str) -> Anchor:
        """The anchor of that name. StoryError where there is none."""
        if name in self.anchors:
            return self.anchors[name]
        raise StoryError(f'The set "{self.id}" has no anchor "{name}". It has {", ".join(self.anchors)}.')

    def layer_svg(self, layer: SetLayer, variant: Variant) -> bytes:
        """The SVG of one layer alone, coloured for the variant, with only the switches that are on."""
        palette = {**self.palette, **variant.palette}
        asked = (layer.name, variant.on, tuple(sorted(palette.items())))
        if asked not in self._written:
            self._written[asked] = self._alone(layer, variant, palette)
        return self._written[asked]

    @cached_property
    def _written(self) -> dict[tuple[object, ...], bytes]:
        return {}

    def _alone(self, layer: SetLayer, variant: Variant, palette: Mapping[str, str]) -> bytes:
        root, shared = self._tree
        groups = [_switched(group, variant.on) for group in root if layer.name in (group.get("id"), group.get(LABEL))]
        alone = ElementTree.Element(root.tag, dict(root.attrib))
        ElementTree.SubElement(alone, f"{SVG}defs").extend(_used(shared, groups))
        alone.extend(groups)
        text = ElementTree.tostring(alone, encoding="unicode")
        return _TOKEN.sub(lambda m: _fill(m, palette), text).encode()

    @cached_property
    def _tree(self) -> tuple[ElementTree.Element, list[ElementTree.Element]]:
        ElementTree.register_namespace("", SVG[1:-1])
        root = ElementTree.fromstring(self.svg)
        return root, [shared for child in root if child.tag == f"{SVG}defs" for shared in child]


_REFERENCE = re.compile(r"#([\w-]+)\)?$")


def _used(shared: list[ElementTree.Element], groups: list[ElementTree.Element]) -> list[ElementTree.Element]:
    """Those definitions that the groups refer to: a layer is then painted anew only where its own colours change."""
    by_id = {one.get("id", ""): one for one in shared}
    found: dict[str, ElementTree.Element] = {}
    waiting = list(groups)
    while waiting:
        for part in waiting.pop().iter():
            for value in part.attrib.values():
                name = _REFERENCE.search(value)
                if name and name[1] in by_id and name[1] not in found:
                    found[name[1]] = by_id[name[1]]
                    waiting.append(by_id[name[1]])
    return [one for one in shared if one.get("id", "") in found]


def _switched(group: ElementTree.Element, on: tuple[str, ...]) -> ElementTree.Element:
    """A copy without the groups whose `data-on` is off, or whose `data-off` is on."""
    copy = ElementTree.Element(group.tag, group.attrib)
    copy.text = group.text
    for child in group:
        needs, bars = child.get("data-on"), child.get("data-off")
        if (needs is None or needs in on) and (bars is None or bars not in on):
            copy.append(_switched(child, on))
    return copy


def _fill(token: re.Match[str], palette: Mapping[str, str]) -> str:
    """`{wall}` is a colour of the palette, `{wall #000000 .3}` the same with three tenths of black in it."""
    base = palette[token[1]]
    if token[2] is None:
        return base
    share = float(token[3])
    pairs = ((int(base[i : i + 2], 16), int(token[2][i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _tokened(svg: str, palette: Mapping[str, str]) -> str:
    """A drawing without tokens, as Inkscape writes it, with one wherever a colour of the palette is used as it is."""
    if _TOKEN.search(svg):
        return svg
    names = {paint.lower(): name for name, paint in reversed(list(palette.items()))}
    return _COLOUR.sub(lambda m: f"{{{names[m[0].lower()]}}}" if m[0].lower() in names else m[0], svg)


@lru_cache(maxsize=1)
def environments() -> dict[str, Environment]:
    """Every set that ships, by id. StoryError, naming file and line, where one is not as it must be."""
    folder = asset("environments")
    return {path.parent.name: read_environment(path.parent) for path in sorted(folder.glob("[!_]*/set.toml"))}


def read_environment(folder: Path) -> Environment:
    """The set in a folder: `set.toml` and its SVG. StoryError names the file and the line that is wrong."""
    path = folder / "set.toml"
    text = read_text(path)
    raw = read_toml(path, text)
    for where in strangers(raw, {f.name for f in fields(Environment)} - {"id", "svg"}, _TABLES):
        raise StoryError(f"`{where[-1]}` means nothing in a set. Take it out, or spell it right.", at=place(path, text, where))
    for name, anchor in raw.get("anchors", {}).items():
        if isinstance(anchor, dict):
            anchor.setdefault("name", name)
    made = convert(raw, Environment, path, text)
    svg = folder / made.drawing
    made = replace(made, id=folder.name, svg=_tokened(read_text(svg), made.palette))
    _check_drawing(made, svg)
    for where, sentence in _faults(made):
        raise StoryError(sentence, at=place(path, text, where))
    return made


_TABLES: dict[str, type] = {
    "layers": SetLayer,
    "lights": SetLight,
    "weather": Weather,
    "anchors": Anchor,
    "variants": Variant,
    "modes": Mode,
}


def _faults(made: Environment) -> Iterator[tuple[tuple[str, ...], str]]:
    layers = {layer.name for layer in made.layers}
    lights, weathers = {light.name for light in made.lights}, {weather.name for weather in made.weather}
    for name, paint in made.palette.items():
        if not _COLOUR.fullmatch(paint):
            yield ("palette", name), f'"{paint}" is no colour. Write it as "#rrggbb".'
    if len(made.anchors) < 4:
        yield ("anchors",), f"The set has {len(made.anchors)} anchors and needs 4 or more: a pair that talks, and two elsewhere."
    for name, anchor in made.anchors.items():
        if anchor.behind and anchor.behind not in layers:
            yield ("anchors", name, "behind"), f'There is no layer "{anchor.behind}". It is one of {", ".join(sorted(layers))}.'
    placed: tuple[tuple[str, tuple[SetLight | Weather, ...]], ...] = (("lights", made.lights), ("weather", made.weather))
    for table, rows in placed:
        for i, row in enumerate(rows):
            if row.layer not in layers:
                yield (table, str(i), "layer"), f'There is no layer "{row.layer}". It is one of {", ".join(sorted(layers))}.'
    if not made.variants:
        yield (), "The set has no variant. Write at least one [[variants]]."
    for i, variant in enumerate(made.variants):
        for key, have in (("on", made.switches), ("lights", lights), ("weather", weathers), ("palette", set(made.palette))):
            for name in getattr(variant, key):
                if name not in have:
                    yield ("variants", str(i), key), f'"{name}" is not in this set. {key} may name {", ".join(sorted(have))}.'
        yield from ((("variants", str(i), key), sentence) for key, sentence in _unpaintable(variant))
        if "+" in variant.id:
            yield ("variants", str(i), "id"), "A + joins a variant and its modes. Take it out of the id."
    for i, mode in enumerate(made.modes):
        yield from ((("modes", str(i), key), sentence) for key, sentence in (*wanting(mode, made), *_unpaintable(mode)))


def _unpaintable(one: Variant | Mode) -> Iterator[tuple[str, str]]:
    for key in ("ambient", "rim", "shade", "veil", "wash"):
        if getattr(one, key) and not _COLOUR.fullmatch(getattr(one, key)):
            yield key, f'"{getattr(one, key)}" is no colour. Write it as "#rrggbb".'
    for paint in (*one.view, *one.palette.values()):
        if not _COLOUR.fullmatch(paint):
            yield "view", f'"{paint}" is no colour. Write it as "#rrggbb".'
    if len(one.view) not in (0, 3):
        yield "view", f"There are {len(one.view)} colours in view. Write three: of its dark, its middle and its light."


def _check_drawing(made: Environment, path: Path) -> None:
    try:
        root = ElementTree.fromstring(made.svg)
    except ElementTree.ParseError as error:
        raise StoryError(f"The SVG is broken: {error}.", at=Place(path, error.position[0])) from error
    groups = {child.get(key) for child in root for key in ("id", LABEL)}
    for layer in made.layers:
        if layer.name not in groups:
            raise StoryError(
                f'No group at the top of the drawing has id="{layer.name}" or that label, a layer of set.toml.', at=Place(path, 1)
            )
    for number, line in enumerate(made.svg.splitlines(), start=1):
        for token in _TOKEN.finditer(line):
            if token[1] not in made.palette:
                raise StoryError(f"{token[0]} is no colour of the palette. Add {token[1]} to it.", at=Place(path, number))
