"""Modes: what may be laid over any variant of a set - a weather, a season, a failure of the power, a mood.

`night+snow+candles` is the variant `night` with the modes `snow` and `candles`: so the hours, the weather and the light of a
set compose, and nobody writes every combination. A mode changes switches, lights and weather, and how the painted layers are
toned; it repaints a layer only where it flips a switch or changes the palette. `assets/environments/_shared/modes.toml` has those
that sets share; a set may have its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from engine.errors import StoryError
from engine.library.tables import convert, place, read_text, read_toml, strangers
from engine.places import asset

if TYPE_CHECKING:
    from engine.library.environments import Environment, SetLight, Variant, Weather

Axis = Literal["time", "season", "weather", "light", "mood"]
AXES: tuple[Axis, ...] = ("time", "season", "weather", "light", "mood")
"""In the order in which modes are laid on; at most one of each."""
World = Literal["village", "ship"]
Rect = tuple[float, float, float, float]
Ambience = Literal["rain", "fire", "clock", "murmur", "wind", "crickets", "birds", "street", "hum"]
WeatherKind = Literal[
    "rain", "drops", "splashes", "motes", "steam", "fireflies", "stars", "mist", "leaves",
    "snow", "frost", "fog", "dust", "lightning", "flame", "rays", "hologram", "sparks",
]  # fmt: skip
LightKind = Literal["lamp", "glow", "candle", "fire", "beam", "sky", "neon", "engine", "failing"]

FALLING: Mapping[str, str] = {
    "snow": "#f4f6ff",
    "frost": "#e6f0ff",
    "fog": "#c4c8d8",
    "dust": "#d8b48a",
    "lightning": "#cfd8ff",
    "sparks": "#ffb868",
}
"""The colour of what falls in place of something else; what is not here keeps the colour of the row."""


@dataclass(frozen=True, kw_only=True)
class Mode:
    """What is laid over a variant. A light or weather is named by its name or its kind, or by a pattern (`alarm*`)."""

    id: str
    name: str
    axis: Axis
    worlds: tuple[World, ...] = ()
    """Shared modes: which sets have it; none: all that have what it asks for."""
    outside: bool | None = None
    """Only for places under the sky, or only for those under a roof."""
    needs: tuple[str, ...] = ()
    """Lights or weathers without one of which a set has not this mode."""
    on: tuple[str, ...] = ()
    """Switches that come on. A pattern with a * takes what there is, be it nothing; so in `lights` and `weather`."""
    off: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    weather: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    falls: Mapping[WeatherKind, tuple[WeatherKind, ...]] = field(default_factory=dict)
    """What falls where the set has rows of a kind: `rain = ["snow"]` lets it snow wherever it can rain."""
    ambience: tuple[Ambience, ...] = ()
    silence: tuple[Ambience, ...] = ()
    ambient: str = ""
    ambient_amount: float = 0.6
    """How far the ambient colour goes over to `ambient`."""
    exposure: float = 1.0
    """A factor."""
    gain: float = 1.0
    """A factor of every light that still burns."""
    view: tuple[str, ...] = ()
    """Dark, middle and light of what is seen outside (layers that are `natural`): their paint is toned to these."""
    view_amount: float = 0.7
    veil: str = ""
    """The colour of the air: thicker the farther a layer is."""
    veil_amount: float = 0.0
    rim: str = ""
    rim_amount: float = 1.0
    shade: str = ""
    shade_amount: float = 1.0
    wash: str = ""
    """A thin wash of colour over people, who are painted in a light of their own: red in an alert, blue in the dark."""
    wash_amount: float = 0.0
    palette: Mapping[str, str] = field(default_factory=dict)
    grade: str = ""
    """The look in which it is printed: a name in assets/looks."""


@lru_cache(maxsize=1)
def shared_modes() -> tuple[Mode, ...]:
    """The modes of `assets/environments/_shared/modes.toml`. StoryError names the line that is wrong."""
    path = asset("environments") / "_shared" / "modes.toml"
    text = read_text(path)
    raw = read_toml(path, text)
    for where in strangers(raw, {"modes"}, {"modes": Mode}):
        raise StoryError(f"`{where[-1]}` means nothing in a mode. Take it out, or spell it right.", at=place(path, text, where))
    return convert(raw, _Shared, path, text).modes


@dataclass(frozen=True, kw_only=True)
class _Shared:
    modes: tuple[Mode, ...]


def modes_of(environment: Environment) -> dict[str, Mode]:
    """The modes that a set has, by id: its own, and those shared ones for which it has what they ask for."""
    own = {mode.id: mode for mode in environment.modes}
    return {mode.id: mode for mode in shared_modes() if mode.id not in own and _fits(mode, environment)} | own


def _fits(mode: Mode, environment: Environment) -> bool:
    if mode.worlds and environment.world not in mode.worlds:
        return False
    if mode.outside is not None and mode.outside != environment.outside:
        return False
    return not any(True for _ in wanting(mode, environment))


def wanting(mode: Mode, environment: Environment) -> Iterator[tuple[str, str]]:
    """(key, sentence) for each thing that a mode asks for and that the set has not."""
    lights, weathers = {one.name for one in environment.lights}, {one.name for one in environment.weather}
    kinds = {one.kind for one in environment.weather}
    placed = lights | weathers | kinds | {one.kind for one in environment.lights}
    rows: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("on", mode.on, environment.switches),
        ("lights", mode.lights, lights | {one.kind for one in environment.lights}),
        ("weather", mode.weather, weathers),
        ("palette", mode.palette, environment.palette),
    )
    for key, named, have in rows:
        for name in named:
            if "*" not in name and name not in have:
                yield key, f'"{name}" is not in this set. {key} may name {", ".join(sorted(have)) or "nothing"}.'
    if mode.needs and not any(fnmatchcase(one, name) for name in mode.needs for one in placed):
        yield "needs", f"The set has neither light nor weather called {' or '.join(mode.needs)}."
    if mode.falls and not kinds.intersection(mode.falls):
        yield "falls", f"The set has no weather of kind {' or '.join(mode.falls)}, in whose place something could fall."


def composed(environment: Environment, asked: str) -> Variant:
    """The variant `night+snow+candles`: the first part a variant of the set (or none: the usual one), then modes in any order.

    StoryError where there is no such variant or mode, or where two modes are of one kind.
    """
    first, *rest = asked.split("+") if asked else [""]
    have = modes_of(environment)
    plain = {one.id: one for one in environment.variants}
    if first in have and first not in plain:
        first, rest = "", [first, *rest]
    if first and first not in plain:
        raise StoryError(f'The set "{environment.id}" has no variant "{first}". It has {", ".join(plain)}; {_listed(have)}.')
    variant = plain[first] if first else environment.variants[0]
    chosen: dict[Axis, Mode] = {}
    for name in rest:
        if name not in have:
            raise StoryError(f'The set "{environment.id}" has no mode "{name}". It has {_listed(have)}.')
        mode = have[name]
        if mode.axis in chosen:
            raise StoryError(f'"{chosen[mode.axis].id}" and "{name}" are both of the {mode.axis}. Keep one of them.')
        chosen[mode.axis] = mode
    for axis in AXES:
        if axis in chosen:
            variant = laid(chosen[axis], variant, environment)
    return variant


def _listed(have: Mapping[str, Mode]) -> str:
    by_axis = {axis: [mode.id for mode in have.values() if mode.axis == axis] for axis in AXES}
    return "; ".join(f"{axis}: {', '.join(ids)}" for axis, ids in by_axis.items() if ids) or "no modes"


def laid(mode: Mode, variant: Variant, environment: Environment) -> Variant:
    """The variant with a mode over it."""
    burning = [light for light in environment.lights if light.name in variant.lights and not _any(light, mode.out)]
    lit = [light for light in environment.lights if light in burning or _any(light, mode.lights)]
    falling = {**variant.falls, **mode.falls}
    indoors = mode.axis == "weather" and environment.world == "village" and not environment.outside  # it stays beyond the panes
    stays = [
        one
        for one in environment.weather
        if one.name in variant.weather and not _any(one, mode.without) and one.kind not in mode.falls
    ]
    seen = [one for one in environment.weather if one in stays or _any(one, mode.weather)]
    switched = sorted(one for one in environment.switches if _named(one, mode.on))
    first = variant.name.partition(",")[0] if mode.axis == "weather" else variant.name  # "Night, rain" and snow: "Night, snow"
    return replace(
        variant,
        id=f"{variant.id}+{mode.id}",
        name=f"{first}, {mode.name}",
        on=tuple(dict.fromkeys([*(one for one in variant.on if not _named(one, mode.off)), *switched])),
        lights=tuple(light.name for light in lit),
        weather=tuple(one.name for one in seen),
        falls=falling,
        ambience=tuple(dict.fromkeys([*(one for one in variant.ambience if one not in mode.silence), *mode.ambience]))
        or variant.ambience[:1],
        ambient=mixed(variant.ambient, mode.ambient, mode.ambient_amount) if mode.ambient else variant.ambient,
        exposure=round(variant.exposure * mode.exposure, 4),
        gain=round(variant.gain * mode.gain, 4),
        view=mode.view or variant.view,
        view_amount=mode.view_amount if mode.view else variant.view_amount,
        veil=mode.veil or variant.veil,
        veil_amount=mode.veil_amount * (0.3 if indoors else 1.0) if mode.veil else variant.veil_amount,
        wash=mode.wash or variant.wash,
        wash_amount=mode.wash_amount if mode.wash else variant.wash_amount,
        palette={**variant.palette, **mode.palette},
        rim=mode.rim or variant.rim,
        rim_amount=round(variant.rim_amount * mode.rim_amount, 4),
        shade=mode.shade or variant.shade,
        shade_amount=round(variant.shade_amount * mode.shade_amount, 4),
        grade=mode.grade or variant.grade,
    )


def _any(one: SetLight | Weather, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(one.name, pattern) or fnmatchcase(one.kind, pattern) for pattern in patterns)


def _named(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def mixed(base: str, other: str, share: float) -> str:
    """`base` with a share of another colour in it."""
    pairs = ((int(base[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def weathers(environment: Environment, variant: Variant) -> tuple[Weather, ...]:
    """What moves over the set in a variant: the rows that are on, and what falls in the place of others."""
    found: list[Weather] = []
    once: set[str] = set()
    for row in environment.weather:
        if row.name in variant.weather:
            found.append(row)
        for kind in variant.falls.get(row.kind, ()):
            sole = kind == "lightning" or row.kind != "rain"  # one sky has one bolt, and one room one air
            if not (sole and kind in once):
                area = row.area if row.kind == "rain" else _whole(kind, environment.view, row.area)
                found.append(replace(row, name=f"{row.name}/{kind}", kind=kind, area=area, colour=FALLING.get(kind, row.colour)))
            once.add(kind)
    return tuple(found)


def _whole(kind: str, view: Rect, area: Rect) -> Rect:
    """Where it hangs indoors: dust and fog fill a room from wall to wall, the fog its lower part."""
    x, y, w, h = view
    match kind:
        case "dust":
            return view
        case "fog":
            return (x, y + 0.42 * h, w, 0.5 * h)
        case _:
            return area
