"""What is heard of what people do: small sounds read from the action lines, from entrances and from things seen close."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from engine.story.story import Shot
from engine.video.score.rooms import Floor, Room


@dataclass(frozen=True, kw_only=True)
class Noise:
    """A small sound: in which shot, seconds after its start, which take of which sound, its peak in dB, and from where."""

    shot: int
    at: float
    kind: str
    take: int = 0
    level: float = -22.0
    pan: float = 0.0


_NUMBERS = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NOT = re.compile(
    r"\b(not|no|nobody|nothing|never|none|without|can't|won't|isn't|doesn't|didn't|stops|stopped|gone|ought|who|would|as if|"
    r"like|till|until|unless|has|have|had|is shut|is open|stands)\b"
)
"""What follows such a word in its clause is not heard: it does not happen, or not now."""

_LEVELS: Mapping[str, float] = {
    "step": -23.0, "door": -18.0, "hatch": -19.0, "latch": -21.0, "knock": -15.0, "switch": -21.0, "drawer": -20.0,
    "chair": -22.0, "creak": -23.0, "cup": -21.0, "glass": -20.0, "spoon": -24.0, "pour": -25.0, "knife": -21.0, "thud": -19.0,
    "keys": -24.0, "watch": -28.0, "paper": -25.0, "page": -25.0, "pencil": -27.0, "cloth": -27.0, "thunder": -14.0,
}  # fmt: skip
"""Peak of each sound in dB: under a voice, and above the room."""

_RULES: tuple[tuple[str, str], ...] = (
    ("knock", r"\bknock(s|ed|ing)?\b|\braps?\b"),
    ("glass", r"\b(taps?|clinks?|lifts?|raises?)\b.*\bglass(es)?\b|\bwineglass\b|\bglass(es)? (clinks?|rings?)"),
    ("knife", r"\b(chops?|slices?|butters|cuts?)\b"),
    ("spoon", r"\bstirs?\b|\bspoon (goes|rings?)|\bstirring\b"),
    ("pour", r"\bpours?\b|\bpouring\b|\bfills? (the|a|every) (cup|glass|kettle)|\bwaters the\b|\btea goes over\b"),
    ("drawer", r"\bdrawer\b.*\b(slides?|opens?|closes?|shuts?)\b|\b(opens?|closes?|shuts?|pulls?)\b.*\bdrawer\b"),
    ("latch", r"\b(tries|turns|lets?)\b.*\bhandle\b|\bhandle is\b|\b(latch|bolt|locks|unlocks|clicks?)\b"),
    ("door", r"\b(door|hatch|gate|window)\b.*\b(opens?|opened|closes?|closed|shuts?|slams?|swings?)\b"
             r"|\b(opens?|closes?|shuts?|slams?)\b.*\b(door|hatch|gate|window)\b|\bcomes? in\b|\bbursts in\b"),
    ("keys", r"\bkeys?\b.*\b(turns?|rattles?|jingles?)|\b(takes?|holds? (up|out)|lays?|turns?)\b.*\bkeys?\b"),
    ("switch", r"\bputs? out the lights?\b|\b(lights?|lamps?)\b.*\b(off|on|out|comes? up)\b|\bswitch(es)?\b"),
    ("chair", r"\bchairs?\b.*\b(scrapes?|stacked|draws?|drawn|pushed)\b|\b(scrapes?|draws?|pulls?|takes?)\b.*\bchairs?\b"
              r"|\bsits? down\b|\bstands up\b|\bgets up\b|\brises\b"),
    ("cup", r"\b(sets?|puts?|lays?|turns?|brings?)\b.*\b(cups?|saucers?|teacup|mug|bowls?|plates?|jug)\b"),
    ("pencil", r"\b(writes?|writing|notes? down|underlin\w+|signs?|draws? a line)\b"),
    ("page", r"\b(turns?|leafs|goes)\b.*\b(pages?|book|ledger|diary)\b|\bslits? open\b"
             r"|\bopens?\b.*\b(book|ledger|diary|volume)\b"),
    ("paper", r"\b(folds?|unfolds?|wraps?|tears?|licks?|lays?|smooths?|crumples?|opens?|holds? (out|up)"
              r"|deals out|takes out|draws out)\b"
              r".*\b(paper|newspaper|letter|envelope|notes?|cards?|list|pages|photograph|ticket|map|slips?|minutes|bag|packet)\b"
              r"|\bpaper chain\b|\brustl\w+\b"),
    ("creak", r"\bcreaks?\b|\bcreaking\b"),
    ("thud", r"\b(sets? down|puts? down|drops?|falls?|tips|upends|thumps?)\b"),
    ("cloth", r"\b(coats?|curtain|shawl|apron|cushion|mattress|lapels|gloves?|sleeve|blanket|scarf|sewing|sews|umbrella)\b"
              r"|\b(kneels?|bends?|leans?|crouches|hugs?|lies? (flat|down))\b"),
    ("step", r"\b(walks?|crosses|enters|arrives|hurries|paces|footsteps|steps|strides|climbs)\b"
             r"|\b(goes|go) (off to|out|upstairs|along)\b"
             r"|^(?:then )?(?!the |a |an |it |all )\w+ (comes?|leads?|carries|follows?|leaves (the|by|through))\b"),
)  # fmt: skip
_PROPS: Mapping[str, str] = {
    "cup": "cup", "teacup": "cup", "saucer": "cup", "letter": "paper", "note": "paper", "envelope": "paper", "ticket": "paper",
    "photograph": "paper", "packet": "paper", "card": "paper", "page": "page", "book": "page", "ledger": "page", "diary": "page",
    "key": "keys", "keys": "keys", "watch": "watch", "clock": "watch", "glove": "cloth", "scarf": "cloth", "knife": "knife",
    "glass": "glass", "lamp": "switch", "ring": "glass", "button": "latch",
}  # fmt: skip
"""What is heard of a thing that is seen close."""
_OFF_METAL = {"door": "hatch"}
_FIRST, _APART = 0.45, 1.25
"""Seconds into a shot at which its first action is heard, and from one to the next."""
_MOST = 3
"""Sounds of one shot's action: more would be a radio play."""


def spot(shots: Sequence[Shot], rooms: Mapping[str, Room], claps: Sequence[tuple[int, float, float]] = ()) -> tuple[Noise, ...]:
    """Every small sound of a scene, in its order. `claps`: thunder, as (shot, seconds, strength)."""
    seen: dict[str, str] = {}
    wide = False
    found: list[Noise] = []
    for number, shot in enumerate(shots):
        floor = rooms.get(shot.environment, Room()).floor
        if shot.framing in ("title", "credits"):
            continue
        found += _acted(number, shot, floor)
        everyone = shot.framing in ("establish", "two")
        for placed in shot.people:
            came = wide and everyone and placed.role not in seen
            rose = seen.get(placed.role, placed.posture) != placed.posture
            if came:
                found += _walk(number, shot, 0.25, floor, 4)
            elif rose:
                found.append(_noise(number, shot, 0.2, "chair" if floor != "gravel" else "cloth"))
            seen[placed.role] = placed.posture
        wide = wide or everyone
        found += _stirring(number, shot)
    for number, at, strength in claps:
        take = int(_h01(shots[number].seed, "clap", at) * 6)
        found.append(Noise(shot=number, at=at, kind="thunder", take=take, level=_LEVELS["thunder"] - 10 * (1 - strength)))
    return tuple(sorted(found, key=lambda one: (one.shot, one.at, one.kind)))


def _acted(number: int, shot: Shot, floor: Floor) -> Iterator[Noise]:
    """Of its action, clause by clause; of a thing seen close, that it is laid down or taken up."""
    at = _FIRST
    if shot.framing == "insert":
        if kind := _PROPS.get(shot.focus):
            yield _noise(number, shot, 0.3, kind)
        return
    for kind, count in list(heard_of(shot.action))[:_MOST]:
        if at > shot.seconds - 0.4:
            return
        if kind == "step":
            yield from _walk(number, shot, at, floor, count if count > 1 else 4)
        elif kind == "knock":
            apart = 0.62 if "slow" in shot.action.lower() else 0.3
            for one in range(count if count > 1 else 1 if re.search(r"\b(one|a) knock\b", shot.action.lower()) else 3):
                if at + one * apart < shot.seconds - 0.3:
                    yield _noise(number, shot, at + one * apart, kind, salt=one)
        else:
            yield _noise(number, shot, at, _OFF_METAL.get(kind, kind) if floor == "metal" else kind)
        at += _APART


def heard_of(action: str) -> Iterator[tuple[str, int]]:
    """The sounds in an action line, in its order, and how many of each were counted out. What is denied is not heard."""
    last = ""
    for clause in re.split(r"[.;:!?,]|\band then\b|\bwhile\b", action.lower()):
        clause = clause.strip()
        denied = _NOT.search(clause)
        spoken = clause[: denied.start()] if denied else clause
        for kind, pattern in _RULES:
            if re.search(pattern, spoken):
                if kind != last:
                    counted = re.search(r"\b(one|two|three|four|five|six)\b(?: \w+)? (?:knocks|steps|taps)", spoken)
                    yield kind, _NUMBERS[counted[1]] if counted else 1
                last = kind
                break


def _walk(number: int, shot: Shot, at: float, floor: Floor, steps: int) -> Iterator[Noise]:
    """Steps at a walk, no more than the shot has time for; nearer and nearer."""
    pace = 0.52 - 0.06 * shot.tension + 0.05 * _h01(shot.seed, "pace")
    for step in range(steps):
        when = at + step * pace + 0.03 * _h01(shot.seed, "step", step)
        if when < shot.seconds - 0.3:
            yield _noise(number, shot, when, f"step {floor}", salt=step, louder=-3.0 * (1 - step / max(1, steps - 1)))


def _stirring(number: int, shot: Shot) -> Iterator[Noise]:
    """Whoever is near is heard to move now and then, between lines."""
    if shot.framing in ("close", "over") and not shot.action and _h01(shot.seed, "stir") < 0.35:
        after = max((line.start + line.seconds for line in shot.lines), default=0.3)
        if after < shot.seconds - 0.5:
            yield _noise(number, shot, after + 0.1, "cloth", louder=-4.0)


def _noise(number: int, shot: Shot, at: float, kind: str, *, salt: int = 0, louder: float = 0.0) -> Noise:
    far = {"establish": -4.0, "two": -1.5, "insert": 1.0}.get(shot.framing, 0.0)
    pan = 0.5 * (_h01(shot.seed, kind, "pan") - 0.5)
    level = _LEVELS[kind.split()[0]] + far + louder
    take = int(_h01(shot.seed, kind, salt) * 6)
    return Noise(shot=number, at=round(at, 4), kind=kind, take=take, level=round(level, 2), pan=round(pan, 3))


def _h01(*key: object) -> float:
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=4).digest(), "big") / 2**32
