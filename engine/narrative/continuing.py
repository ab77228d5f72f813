"""What the next episode of a series may be made of: a genre without what was told, and a truth that contradicts nothing seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random

from engine.errors import StoryError
from engine.library.characters import Character
from engine.narrative.bible import Bible
from engine.narrative.drama import SHAPES, chance
from engine.narrative.genre import Curve, Genre, Layer, Motive, Premise
from engine.narrative.storylet import SUSPECTS, Storylet
from engine.narrative.truth import Truth, imagine
from engine.preference.viewer import Profile

_GLAD, _TENSE, _CLIMB = 0.3, 0.1, 0.06
"""How much of the season's shape is felt in the valence and the tension of an episode; and how much tenser its end is."""
_TRIES = 400
_LEAST: Mapping[str, int] = {
    "interview": 10,
    "breath": 8,
    "clue": 3,
    "opening": 3,
    "crime": 3,
    "gathering": 2,
    "approach": 2,
    "turn": 2,
}
"""How many scenes of a kind have to be left that were not seen yet; where there are fewer, those seen longest ago come again."""
_LONGER: Mapping[str, int] = {"interview": 16, "breath": 14}
"""The same in a feature, whose sequences are longer."""


def must_have_season(genre: Genre) -> None:
    """StoryError where the genre has no series."""
    if genre.season is None:
        raise StoryError(
            f'"{genre.title}" has no season. Write [season] and [recalls] in assets/genres/{genre.id}/genre.toml, and a storylet '
            "of slot thread for each step."
        )


def continued(genre: Genre, bible: Bible) -> Genre:
    """The genre as the next episode has it: without what was told this season, with its step of the thread and its arc."""
    must_have_season(genre)
    assert genre.season is not None
    steps = tuple(one for one in genre.season.steps if one.step == bible.due)
    return replace(
        genre,
        premises=_untold((*genre.premises, *genre.season.premises), bible),
        storylets=(*_unseen(genre.storylets, bible), *steps),
        layers=_with_thread(genre.layers, steps),
        curve=_shifted(genre.curve, bible),
    )


def _untold(premises: tuple[Premise, ...], bible: Bible) -> tuple[Premise, ...]:
    """Premises that were not told this season, with the titles that no episode has."""
    told = {one.premise for one in bible.of_season}
    titles = {one.title for one in bible.episodes}
    left = [replace(one, titles=tuple(t for t in one.titles if t not in titles)) for one in premises if one.id not in told]
    left = [one for one in left if one.titles]
    if not left:
        raise StoryError(
            f"Every premise of {bible.genre} was told this season. Write another in [season.premises], or begin another season."
        )
    return tuple(left)


def _unseen(storylets: tuple[Storylet, ...], bible: Bible) -> tuple[Storylet, ...]:
    """Without the scenes that this viewer saw this season, as long as enough of each kind are left."""
    seen = list(dict.fromkeys(one for told in reversed(bible.of_season) for one in told.storylets))  # the last first
    by_id = {one.id: one for one in storylets}
    left = Counter(_kind(one) for one in storylets if not one.only)
    gone: set[str] = set()
    for one in (by_id[name] for name in seen if name in by_id):
        least = (_LONGER if bible.form == "feature" else {}).get(one.slot, _LEAST.get(one.slot, 1))
        if one.only or left[_kind(one)] > least:
            left[_kind(one)] -= not one.only
            gone.add(one.id)
    return tuple(one for one in storylets if one.id not in gone)


def _kind(one: Storylet) -> tuple[object, ...]:
    """Scenes of one kind can stand in for one another."""
    facts = tuple(change.fact for change in one.sets) if one.slot == "clue" else ()
    return one.slot, one.verdict, one.feeling, facts


def _with_thread(layers: tuple[Layer, ...], steps: Iterable[Storylet]) -> tuple[Layer, ...]:
    """The thread's scene goes before what its act cannot do without, so that there is always something after it."""
    for step in steps:
        act = step.acts[0] if step.acts else 2
        at = next((number for number, one in enumerate(layers) if one.act == act and not one.spare), len(layers) - 1)
        layers = (*layers[:at], Layer(slot="thread", act=act), *layers[at:])
    return layers


def _shifted(curve: Curve, bible: Bible) -> Curve:
    """The arc of an evening, as high or low as the season is by then."""
    along = (bible.part - 1) / (bible.parts - 1)
    points = SHAPES[bible.shape]
    at = min(max(along, 0.0), 1.0) * (len(points) - 1)
    left = min(int(at), len(points) - 2)
    fortune = points[left] + (points[left + 1] - points[left]) * (at - left)
    glad, tense = _GLAD * fortune, _CLIMB * (along - 0.5) - _TENSE * fortune

    def moved(rows: tuple[tuple[float, ...], ...], by: float, least: float) -> tuple[tuple[float, ...], ...]:
        return tuple(tuple(round(min(max(value + by, least), 1.0), 4) for value in row) for row in rows)

    return replace(curve, tension=moved(curve.tension, tense, 0.0), valence=moved(curve.valence, glad, -1.0))


# ------------------------------------------------------------------------------------------------------------------ truth
def imagine_next(
    genre: Genre, bible: Bible, *, profile: Profile, cast: Mapping[str, Character], seed: int, premise: str = ""
) -> Truth:
    """A truth for the next episode that contradicts nothing in the bible and repeats as little as can be."""
    word = f"{genre.id}|{seed}|{bible.number}"
    five = _five(genre, bible, cast, word) if bible.episodes else None
    here = genre
    if five is not None:
        here = replace(genre, people=tuple(one for one in genre.people if one.id in five))
    best: tuple[float, Truth] | None = None
    for number in range(_TRIES):
        some = replace(
            here, motives=_some_motives(genre.motives, bible, Random(f"{word}|{number}|why"), fresh=number < _TRIES // 4)
        )
        truth = imagine(some, profile=profile, cast=cast, die=Random(f"{word}|{number}"), premise=premise)
        if (five is not None and (truth.person("host"), truth.person("confidant")) != five[:2]) or not _lawful(truth, bible):
            continue
        off = _repeats(truth, bible)
        if best is None or off < best[0]:
            best = (off, truth)
        if off == 0:
            break
    if best is None:
        raise StoryError(
            f"No truth of {genre.id} fits what was seen in {len(bible.episodes)} episodes. Write more motives and secrets in its "
            "genre.toml, or begin another season."
        )
    return best[1]


def _five(genre: Genre, bible: Bible, cast: Mapping[str, Character], word: str) -> tuple[str, str, str, str, str]:
    """Host, confidant and three suspects: the confidant stays, and whoever did it once is not suspected again."""
    here = [one.id for one in genre.people if one.id in cast and one.id not in bible.away]
    asked = Counter(fact.who for fact in bible.in_season("motive"))
    here.sort(key=lambda who: (who in bible.sore, asked[who], chance(word, who)))  # whoever was suspected least comes first
    confidant = bible.confidant or here[0]
    here = [who for who in here if who != confidant]
    suspects = [who for who in here if who not in bible.culprits][:3]
    hosts = [who for who in here if who not in suspects]
    if len(suspects) < 3 or not hosts:
        raise StoryError(f"Too few are left of {genre.title} for another episode. Add people to its genre.toml, or begin anew.")
    return hosts[0], confidant, suspects[0], suspects[1], suspects[2]


def _some_motives(motives: tuple[Motive, ...], bible: Bible, die: Random, *, fresh: bool) -> tuple[Motive, ...]:
    """Four of the motives; where they are to be `fresh`, those first that no culprit had this season."""
    had = {fact.what for fact in bible.in_season("motive") if fact.who in bible.culprits}
    some = die.sample(motives, len(motives))
    return tuple(sorted(some, key=lambda one: fresh and one.id in had)[:4])


def _lawful(truth: Truth, bible: Bible) -> bool:
    """Whether nothing in it contradicts what was seen."""
    exposed = {(fact.who, fact.what) for fact in bible.known("motive")}
    hidden = {(fact.who, fact.what) for fact in bible.known("secret")}
    if (truth.person("herring"), truth.secret.id) in hidden:
        return False
    if truth.secret.leaves and bible.part < bible.parts:
        return False
    return not any((truth.person(role), motive.id) in exposed for role, motive in truth.motives if role in SUSPECTS)


def _repeats(truth: Truth, bible: Bible) -> float:
    """How much of it the viewer has met this season in some other form."""
    known = {(fact.kind, fact.what) for fact in bible.in_season("secret", "means", "lie", "motive")}
    culprits = {fact.what for fact in bible.in_season("motive") if fact.who in bible.culprits}
    lies = [("lie", alibi.id) in known for _, alibi in truth.alibis]
    return (
        3.0 * (("secret", truth.secret.id) in known)
        + 2.0 * (dict(truth.motives)["culprit"].id in culprits)
        + 1.5 * (("means", truth.means.id) in known)
        + 2.0 * (("lie", dict(truth.alibis)["culprit"].id) in known)
        + 0.5 * sum(lies)
    )
