"""Plans an episode: a hidden truth, then an evening of scenes that lets this viewer find it out. Pure: same seed, same story."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import product
from random import Random
from typing import Any

from engine.errors import Place, StoryError
from engine.library.characters import Character
from engine.library.environments import Environment, environments
from engine.narrative import beliefs, filming, setups, tells
from engine.narrative.bible import Bible
from engine.narrative.continuing import continued, imagine_next
from engine.narrative.drama import shape_for
from engine.narrative.evening import Layers, Node, Wish, compose, leads_to
from engine.narrative.fitting import fit, storylet_of
from engine.narrative.genre import Genre
from engine.narrative.limits import must_bear, within
from engine.narrative.past import Past
from engine.narrative.planned import Planned
from engine.narrative.previously import previously
from engine.narrative.sheets import in_series
from engine.narrative.storylet import LABEL, ROLES, Option
from engine.narrative.truth import Truth, imagine, names
from engine.narrative.variants import Pick, by_seed, chosen
from engine.narrative.writers.authored import elements, fill
from engine.preference.viewer import Profile
from engine.story.check import check
from engine.story.facts import Change, Facts, Test, facts
from engine.story.graph import states
from engine.story.state import shown
from engine.story.story import GRID, Choice, Ending, Role, Scene, Shot, Story, Version


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
    genre = within(genre, profile) if bible is None else continued(within(genre, profile), bible)
    if bible is None:
        truth = imagine(genre, profile=profile, cast=cast, die=Random(f"{genre.id}|{seed}"), premise=premise)
    else:
        truth = imagine_next(genre, bible, profile=profile, cast=cast, seed=seed, premise=premise)
    beliefs.must_hold(truth)
    words = {**names(truth, genre=genre, profile=profile, cast=cast), "past": Past(bible=bible)}
    desk = _Desk(
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
    story = replace(story, minutes=float(minutes))
    return Planned(story=story, genre=genre, truth=truth, profile=profile, words=desk.words, nodes=nodes)


_VERIFIED = 4
"""How often an evening is made again without the scenes in which `check` finds a fault: those that do not go with what is
before them, as two that say the same. What is wrong by itself would be found again and again, and is told by `check`."""


def _fitting(desk: _Desk, *, seconds: float, amiss: frozenset[str]) -> tuple[Story, Layers]:
    """An evening of that length without some storylets, as a story and as its layers."""
    tries: list[tuple[Story, Layers]] = []

    def make(*, spares: int, without: frozenset[str], turn: int, haste: int) -> Story:
        hasty = replace(desk, haste=haste)
        layers = _evening(hasty, spares=spares, without=without | amiss, turn=turn)
        tries.append((_story(hasty, layers), layers))
        return tries[-1][0]

    story = fit(make, seconds=seconds, fixed=sum(not layer.spare for layer in desk.genre.layers))
    return story, next(layers for one, layers in tries if one is story)


_SHADE = 0.02
"""By how much each step of haste quickens speech: three of them pass for the same pace."""


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """What is known while an episode is planned. `films`, `asked`: what an earlier try has found out."""

    genre: Genre
    truth: Truth
    profile: Profile
    cast: Mapping[str, Character]
    sets: Mapping[str, Environment]
    seed: int
    old: frozenset[str]
    words: Mapping[str, Any]
    haste: int = 0
    pick: Pick
    films: dict[tuple[object, ...], Version] = field(default_factory=dict)
    asked: dict[tuple[object, ...], tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def phrases(self) -> tells.Phrases:
        """The words that give the truth away."""
        return tells.phrases(self.truth, self.words)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that somebody plays."""
        return ("you", *(role for role, _ in self.truth.cast))

    @property
    def shape(self) -> str:
        return shape_for(self.profile, f"{self.genre.id}|{self.seed}")

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.genre.facts)

    @property
    def pace(self) -> float:
        """How fast people speak and look: as the viewer likes it, and a shade faster in haste."""
        return dict(self.genre.speech).get(self.profile.pace, 1.0) * (1 + _SHADE * min(max(self.haste, -3), 3))

    def names(self, node: Node) -> dict[str, Any]:
        """What the node's words may name."""
        bound = {role: self.words[who] for role, who in node.bound}
        stage = {"name": node.stage.name, "NAME": node.stage.name.removeprefix("the ").upper(), "id": node.stage.id}
        return {**self.words, **bound, "set": stage, "planted": node.planted}

    def filled(self, text: str, node: Node) -> str:
        return fill(text, words=self.names(node), file=node.storylet.file)


def _evening(desk: _Desk, *, spares: int, without: frozenset[str], turn: int) -> Layers:
    """Layers in which every choice matters: where one changes nothing, scenes that ask what it sets come in, or it gives way."""
    seed = f"{desk.genre.id}|{desk.seed}" + f"|{turn}" * bool(turn)
    wish = Wish(seed=seed, shape=desk.shape, spares=spares, without=without, old=desk.old, haste=desk.haste)
    while True:
        layers = compose(desk.genre, desk.truth, profile=desk.profile, wish=wish)
        if owing := setups.unpaid(layers):
            wish = replace(wish, without=wish.without | {owing})
            continue
        idle = _idle(desk, layers)
        if idle is None:
            return layers
        told = {change.fact for option in idle.storylet.choices for change in option.sets}
        if told <= wish.heed:
            wish = replace(wish, without=wish.without | {idle.storylet.id})
        wish = replace(wish, heed=wish.heed | told)


# -------------------------------------------------------------------------------------------------------- facts that matter
def _asked(desk: _Desk, node: Node) -> tuple[str, ...]:
    """The facts that change what is said or seen in a scene, with these people in it."""
    key = (node.storylet.id, node.bound, node.stage, node.planted)
    if key not in desk.asked:
        reads, values = node.storylet.reads, dict(desk.genre.facts)
        words = desk.names(node)
        pages = {
            row: tuple(
                replace(element, line=0)
                for element in elements(
                    node.storylet.body, words=words, facts=desk.facts, given=facts(zip(reads, row, strict=True))
                )
            )
            for row in product(*(values[fact] for fact in reads))
        }
        desk.asked[key] = tuple(
            fact for at, fact in enumerate(reads) if any(pages[row] != pages[(*row[:at], False, *row[at + 1 :])] for row in pages)
        )
    return desk.asked[key]


def _live(desk: _Desk, layers: Layers) -> dict[Node, frozenset[str]]:
    """The facts that some scene from here on asks before they are set anew."""
    live: dict[Node, frozenset[str]] = {}
    for layer in reversed(layers):
        for node in layer:
            asked = set(_asked(desk, node))
            for option, to in leads_to(layers, node):
                asked |= {test.fact for test in to.needs} | {test.fact for test in option.needs}
                asked |= live[to] - {change.fact for change in _changes(node, option)}
            live[node] = frozenset(asked)
    return live


def _changes(node: Node, option: Option) -> tuple[Change, ...]:
    # An invite belongs to the scene it leads to, and what that scene changes is true when it has played.
    own = option.sets if node.layer.asks == "own" else ()
    return (*node.storylet.sets, *own)


def _idle(desk: _Desk, layers: Layers) -> Node | None:
    """A scene two of whose choices come to the same."""
    live = _live(desk, layers)
    for layer in layers:
        for node in layer:
            ways = leads_to(layers, node)
            effects = {(to, tuple(c for c in _changes(node, option) if c.fact in live[to])) for option, to in ways}
            if len(effects) < len(ways):
                return node
    return None


# ---------------------------------------------------------------------------------------------------------------- the story
def _story(desk: _Desk, layers: Layers) -> Story:
    live = _live(desk, layers)
    written = {
        change.fact
        for layer in layers
        for node in layer
        for option, to in leads_to(layers, node)
        for change in _changes(node, option)
        if change.fact in live[to]
    }
    nodes = {node.id(desk.truth): node for layer in layers for node in layer}
    before = setups.before_each(layers)
    scenes = tuple(
        _set_up(_scene(desk, layers, node, live=live, written=written), node, layers, before[node.at]) for node in nodes.values()
    )
    title = _title(desk)
    draft = Story(
        id=_id(desk),
        title=title,
        genre=desk.genre.id,
        start=scenes[0].id,
        scenes=scenes,
        logline=fill(desk.genre.logline, words=desk.words, file="genre.toml"),
        seed=desk.seed,
        shape=desk.shape,
        premise=desk.truth.premise.id,
        old=tuple(sorted(desk.old)),
        cast=_cast(desk),
        evidence=beliefs.evidence(desk.truth),
        kept=tells.KEPT,
    )
    given: dict[str, set[Facts]] = {}
    for state in states(draft):
        given.setdefault(state.scene, set()).add(shown(draft.scene(state.scene), state))
    kept: list[Scene] = []
    for scene in scenes:
        if scene.id in given:
            ways = tuple(choice for choice in scene.choices if choice.to in given)
            versions = tuple(
                _version(desk, nodes[scene.id], known, asks=len(ways) > 1) for known in sorted(given[scene.id], key=repr)
            )
            kept.append(replace(scene, choices=ways, default=_default(ways), versions=versions))
    card = _title_card(title, f"for {desk.profile.name}", before=kept[0])
    return replace(draft, start=card.id, scenes=(card, *kept))


def _title_card(title: str, subtitle: str, *, before: Scene) -> Scene:
    """The title over the first place: a scene of its own, since it needs no voices and is the first to be filmed."""
    place = before.versions[0].shots[0]
    shot = Shot(
        framing="title",
        environment=place.environment,
        variant=place.variant,
        people=place.people,
        frames=3 * GRID,
        title=title,
        subtitle=subtitle,
        join="fade",
        tension=place.tension,
        valence=place.valence,
        seed=place.seed,
    )
    return Scene(
        id="00.title",
        title=title,
        versions=(Version(shots=(shot,)),),
        choices=(Choice(id="begins", to=before.id),),
        music="title",
    )


def _scene(desk: _Desk, layers: Layers, node: Node, *, live: Mapping[Node, frozenset[str]], written: set[str]) -> Scene:
    storylet, ways = node.storylet, leads_to(layers, node)
    choices: list[Choice] = []
    for option, to in ways:
        needs = (*option.needs, *(to.needs if len(ways) > 1 else ()))
        if any(not test.holds(()) for test in needs if test.fact not in written):
            continue
        when: tuple[Test, ...] = tuple(test for test in needs if test.fact in written)
        speaks = to if node.layer.asks == "invites" else node
        label = desk.filled(option.label, speaks)
        hint = desk.filled(option.hint, speaks)
        accused = desk.truth.person(to.role("suspect")) if node.layer.slot == "gathering" else ""
        if len(label) > LABEL:
            raise StoryError(
                f'"{label}" has {len(label)} characters and the overlay has room for {LABEL}. Shorten the label.',
                at=Place(speaks.storylet.file),
            )
        choices.append(
            Choice(
                id=to.id(desk.truth) if node.layer.asks == "invites" else _slug(label),
                to=to.id(desk.truth),
                label=label,
                hint=hint,
                when=when,
                sets=tuple(change for change in _changes(node, option) if change.fact in live[to]),
                flavours=option.flavours,
                tells=tells.told(f"{label} {hint}", desk.phrases.of(speaks), among=desk.phrases, about=accused),
                accuses=accused,
            )
        )
    if node.layer.slot == "gathering":  # the guilty one is not always at the same place of the list
        Random(f"{desk.genre.id}|{desk.seed}|names").shuffle(choices)
    question = storylet.question
    if node.layer.asks == "invites" and len(choices) > 1:
        question = layers[node.at + 1][0].layer.asked(0)
    return Scene(
        id=node.id(desk.truth),
        title=desk.filled(storylet.title, node) or storylet.id.replace("_", " ").capitalize(),
        versions=(),
        choices=tuple(choices),
        default=_default(tuple(choices)),
        shows=tuple(sorted(set(_asked(desk, node)) & written)),
        question=desk.filled(question, node),
        ending=_ending(desk, node),
        act=node.layer.act,
        music=storylet.music,
        tension=storylet.tension,
        valence=storylet.valence,
        wanted=(round(node.wants.tension, 3), round(node.wants.valence, 3)),
        fear=storylet.fear,
        violence=storylet.violence,
        news=tuple((_player(desk, node.role(role)), topics) for role, topics in storylet.news),
    )


def _ending(desk: _Desk, node: Node) -> Ending | None:
    one = node.storylet
    return Ending(title=desk.filled(one.title, node), feeling=one.feeling, unsure=one.unsure) if one.feeling else None


def _set_up(scene: Scene, node: Node, layers: Layers, before: setups.SetUps) -> Scene:
    """The scene with what it plants and pays, where an evening has set up so much before."""
    return replace(scene, plants=before.plants(node.storylet, layers[node.at]), pays=before.pays(node.storylet))


def _default(choices: tuple[Choice, ...]) -> str:
    """The first that is always open."""
    if len(choices) < 2:
        return ""
    return next((choice.id for choice in choices if not choice.when), choices[0].id)


def _version(desk: _Desk, node: Node, given: Facts, *, asks: bool) -> Version:
    key = (node.storylet.id, node.bound, node.stage, node.planted, given, asks, desk.pace)
    if key not in desk.films:
        named = desk.names(node)
        called = {role: named[role].name for role in ROLES if role in named}
        page = elements(node.storylet.body, words=named, facts=desk.facts, given=given)
        desk.films[key] = filming.film(
            chosen(page, pick=desk.pick, place=node.stage.name, called=called),
            node=node,
            given=given,
            players={role: _player(desk, node.role(role)) for role in ROLES if node.role(role) in desk.roles},
            called={_player(desk, role): desk.words[role].name for role in desk.roles if role != "you"},
            environments=desk.sets,
            asks=asks,
            ends=node.layer.slot == "ending",
            pace=desk.pace,
            among=desk.phrases,
        )
    return desk.films[key]


def _player(desk: _Desk, role: str) -> str:
    """Who plays a role, as the story's cast names them."""
    return "you" if role == "you" else desk.truth.person(role)


def _cast(desk: _Desk) -> tuple[Role, ...]:
    villagers = {villager.id: villager for villager in desk.genre.people}
    playing = sorted({who for _, who in desk.truth.cast})
    plays = {who: role for role, who in reversed(desk.truth.cast)}
    others = tuple(
        Role(
            id=who,
            name=desk.cast[who].name,
            character=who,
            pronouns=desk.cast[who].pronouns,
            about=villagers[who].trade,
            knows=beliefs.knows(desk.truth, plays[who]),
        )
        for who in playing
    )
    me, known = desk.profile, beliefs.knows(desk.truth, "you")
    return (Role(id="you", name=me.name, character="viewer", pronouns=me.pronouns, about="you", knows=known), *others)


def _title(desk: _Desk) -> str:
    return Random(f"{desk.genre.id}|{desk.seed}|title").choice(desk.truth.premise.titles)


def _id(desk: _Desk) -> str:
    who = desk.profile
    words = repr((who.name, who.pronouns, who.likes, who.tone, who.pace))
    digest = blake2b(words.encode(), digest_size=4).hexdigest()
    return f"{desk.genre.id}-{desk.seed}-{digest}"


@lru_cache(maxsize=1024)
def _slug(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
