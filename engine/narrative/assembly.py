"""The story of an evening's layers: its scenes, what each version of them films, their choices and its title.

layers  ->  scenes with choices  ->  the states that can be reached  ->  a version of each scene for what is known there
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from random import Random

from engine.errors import Place, StoryError
from engine.narrative import beliefs, chapters, filming, setups, tells
from engine.narrative.desk import Desk, asked, changes, live_facts
from engine.narrative.evening import Layers, Node, leads_to
from engine.narrative.storylet import LABEL, ROLES
from engine.narrative.variants import chosen
from engine.narrative.writers.authored import elements, fill
from engine.story.facts import Facts, Test
from engine.story.graph import states
from engine.story.state import shown
from engine.story.story import GRID, Choice, Ending, Role, Scene, Shot, Story, Version


def assembled(desk: Desk, layers: Layers) -> Story:
    live = live_facts(desk, layers)
    written = {
        change.fact
        for layer in layers
        for node in layer
        for option, to in leads_to(layers, node)
        for change in changes(node, option)
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
            if _opens_an_act(layers, nodes[scene.id]):
                versions = tuple(chapters.opened(film, act=scene.act, name=scene.title) for film in versions)
            kept.append(replace(scene, choices=ways, default=_default(ways), versions=versions))
    card = _title_card(title, f"for {desk.profile.name}", before=kept[0])
    return replace(draft, start=card.id, scenes=(card, *kept))


def _opens_an_act(layers: Layers, node: Node) -> bool:
    """Whether a scene is the first of an act; the first act opens on the title of the story."""
    return node.at > 0 and layers[node.at - 1][0].layer.act != node.layer.act


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


def _scene(desk: Desk, layers: Layers, node: Node, *, live: Mapping[Node, frozenset[str]], written: set[str]) -> Scene:
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
                sets=tuple(change for change in changes(node, option) if change.fact in live[to]),
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
        shows=tuple(sorted(set(asked(desk, node)) & written)),
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


def _ending(desk: Desk, node: Node) -> Ending | None:
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


def _version(desk: Desk, node: Node, given: Facts, *, asks: bool) -> Version:
    key = (node.storylet.id, node.bound, node.stage, node.planted, node.turns, given, asks, desk.pace)
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


def _player(desk: Desk, role: str) -> str:
    """Who plays a role, as the story's cast names them."""
    return "you" if role == "you" else desk.truth.person(role)


def _cast(desk: Desk) -> tuple[Role, ...]:
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


def _title(desk: Desk) -> str:
    return Random(f"{desk.genre.id}|{desk.seed}|title").choice(desk.truth.premise.titles)


def _id(desk: Desk) -> str:
    who = desk.profile
    words = repr((who.name, who.pronouns, who.likes, who.tone, who.pace))
    digest = blake2b(words.encode(), digest_size=4).hexdigest()
    return f"{desk.genre.id}-{desk.seed}-{digest}"


@lru_cache(maxsize=1024)
def _slug(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
