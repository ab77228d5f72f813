"""Plans an episode: a hidden truth, then an evening of scenes that lets this viewer find it out. Pure: same seed, same story."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from random import Random

from engine.errors import StoryError
from engine.library.characters import Character, apart
from engine.library.environments import Environment, environments
from engine.narrative import beliefs, setups, skies
from engine.narrative.assembly import assembled
from engine.narrative.bible import Bible
from engine.narrative.continuing import continued, imagine_next
from engine.narrative.desk import Desk, idle
from engine.narrative.evening import Layers, Wish, compose
from engine.narrative.fitting import fit, storylet_of
from engine.narrative.genre import Genre
from engine.narrative.limits import must_bear, within
from engine.narrative.past import Past
from engine.narrative.planned import Planned
from engine.narrative.previously import previously
from engine.narrative.sheets import in_series
from engine.narrative.truth import imagine, names
from engine.narrative.variants import Pick, by_seed
from engine.preference.viewer import Profile
from engine.story.check import check
from engine.story.story import Story


def plan(
    genre: Genre,
    *,
    profile: Profile,
    cast: Mapping[str, Character],
    seed: int,
    minutes: float = 6,
    sets: Mapping[str, Environment] | None = None,
    premise: str = "",
    old: Collection[str] = (),
    pick: Pick | None = None,
    bible: Bible | None = None,
) -> Story:
    """An episode for this viewer. StoryError where the genre's storylets do not suffice for one.

    `premise`: what it is about, else what they may like. `sets`: else those that ship. `old`: storylets that they have seen,
    which come again only where nothing new serves as well. `pick` chooses among the words that an author left open, else the
    seed does. `bible`: of its series.
    """
    return planned(
        genre,
        profile=profile,
        cast=cast,
        seed=seed,
        minutes=minutes,
        sets=sets,
        premise=premise,
        old=old,
        pick=pick,
        bible=bible,
    ).story


def planned(
    genre: Genre,
    *,
    profile: Profile,
    cast: Mapping[str, Character],
    seed: int,
    minutes: float = 6,
    sets: Mapping[str, Environment] | None = None,
    premise: str = "",
    old: Collection[str] = (),
    pick: Pick | None = None,
    bible: Bible | None = None,
) -> Planned:
    """An episode as `plan` makes it, with the truth behind it."""
    must_bear(genre, profile)
    cast = apart(cast, profile.name)
    genre = within(genre, profile) if bible is None else continued(within(genre, profile), bible)
    if bible is None:
        truth = imagine(genre, profile=profile, cast=cast, die=Random(f"{genre.id}|{seed}"), premise=premise)
    else:
        truth = imagine_next(genre, bible, profile=profile, cast=cast, seed=seed, premise=premise)
    beliefs.must_hold(truth)
    words = {**names(truth, genre=genre, profile=profile, cast=cast), "past": Past(bible=bible)}
    desk = Desk(
        genre=genre,
        truth=truth,
        profile=profile,
        cast=cast,
        sets=environments() if sets is None else sets,
        seed=seed,
        old=frozenset(old) & {one.id for one in genre.storylets},
        words=words,
        pick=pick or by_seed(f"{genre.id}|{seed}"),
    )
    before = None if bible is None else previously(genre, bible, profile=profile, seed=seed)
    seconds = minutes * 60 - (before.seconds if before else 0.0)
    story, layers = _fitting(desk, seconds=seconds, amiss=frozenset())
    amiss = frozenset[str]()
    for _ in range(_VERIFIED):
        if amiss:
            try:
                story, layers = _fitting(desk, seconds=seconds, amiss=amiss)
            except StoryError:  # there is no evening without them
                break
        if bible is not None:
            story = in_series(story, bible=bible, genre=genre, truth=truth, words=words, before=before)
        found = {storylet_of(one.scene) for one in check(story, bears=profile.bears)} & {one.id for one in genre.storylets}
        if not found:
            break
        amiss |= found
    nodes = {node.id(truth): node for layer in layers for node in layer}
    story = skies.under(
        replace(story, minutes=float(minutes)),
        genre=genre,
        tone=profile.tone,
        seed=f"{genre.id}|{seed if bible is None or bible.form == 'season' else bible.seed}",
        sets=desk.sets,
        long=bible is not None and bible.form == "feature",
        pages={scene: node.storylet.body.text for scene, node in nodes.items()},
    )
    return Planned(story=story, genre=genre, truth=truth, profile=profile, words=desk.words, nodes=nodes)


_VERIFIED = 4
"""How often an evening is made again without the scenes in which `check` finds a fault: those that do not go with what is
before them, as two that say the same. What is wrong by itself would be found again and again, and is told by `check`."""


def _fitting(desk: Desk, *, seconds: float, amiss: frozenset[str]) -> tuple[Story, Layers]:
    """An evening of that length without some storylets, as a story and as its layers."""
    tries: list[tuple[Story, Layers]] = []

    def make(*, spares: int, without: frozenset[str], turn: int, haste: int) -> Story:
        hasty = replace(desk, haste=haste)
        layers = _evening(hasty, spares=spares, without=without | amiss, turn=turn)
        tries.append((assembled(hasty, layers), layers))
        return tries[-1][0]

    story = fit(make, seconds=seconds, fixed=sum(not layer.spare for layer in desk.genre.layers))
    return story, next(layers for one, layers in tries if one is story)


def _evening(desk: Desk, *, spares: int, without: frozenset[str], turn: int) -> Layers:
    """Layers in which every choice matters: where one changes nothing, scenes that ask what it sets come in, or it gives way."""
    seed = f"{desk.genre.id}|{desk.seed}" + f"|{turn}" * bool(turn)
    wish = Wish(seed=seed, shape=desk.shape, spares=spares, without=without, old=desk.old, haste=desk.haste)
    while True:
        layers = compose(desk.genre, desk.truth, profile=desk.profile, wish=wish)
        if owing := setups.unpaid(layers):
            wish = replace(wish, without=wish.without | {owing})
            continue
        scene = idle(desk, layers)
        if scene is None:
            return layers
        told = {change.fact for option in scene.storylet.choices for change in option.sets}
        if told <= wish.heed:
            wish = replace(wish, without=wish.without | {scene.storylet.id})
        wish = replace(wish, heed=wish.heed | told)
