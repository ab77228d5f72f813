"""The evening as layers of scenes that stand side by side: which storylet plays where, with whom, and on which set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, permutations, zip_longest

from engine.errors import StoryError
from engine.narrative import setups
from engine.narrative.drama import Wanted, at_the_end, chance, score, taste, wanted
from engine.narrative.genre import Genre, Layer, Stage
from engine.narrative.storylet import SUSPECTS, Option, Storylet
from engine.narrative.truth import Truth
from engine.preference.viewer import Profile
from engine.story.facts import Test, changed

INNOCENT = ("herring", "bystander")
_LONG = 600
"""Letters of a page: in haste a storylet loses a point for so many."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """A storylet in its place: the layer, who `suspect` and `other` are, and the set."""

    layer: Layer
    at: int
    storylet: Storylet
    stage: Stage
    bound: tuple[tuple[str, str], ...] = ()
    needs: tuple[Test, ...] = ()
    """What must be true for it to be offered."""
    turns: tuple[tuple[str, int], ...] = ()
    """How many layers before it may have asked whoever it is about, by role: nobody says the same thing in the same words."""
    planted: tuple[str, ...] = ()
    """What every path to it has set up, of what its words ask after."""
    wants: Wanted = Wanted(tension=0.3, valence=0.0)
    """What the arc asked of it."""

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Who plays in it beside the viewer, by role."""
        return tuple(self.role(role) for role in self.storylet.cast if role != "you")

    def role(self, role: str) -> str:
        """`suspect` as the role it stands for here; any other role as it is."""
        return dict(self.bound).get(role, role)

    def id(self, truth: Truth) -> str:
        whom = dict(self.bound).get("suspect")
        return ".".join([f"{self.at + 1:02d}", self.storylet.id, *([truth.person(whom)] if whom else [])])


Layers = tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What one try at an evening asks for."""

    seed: str
    shape: str
    """Which way fortune goes."""
    spares: int = 1
    """How many of the genre's spare layers are in it."""
    heed: frozenset[str] = frozenset()
    """Facts that choices set and no scene asked in an earlier try: storylets that ask them come first."""
    without: frozenset[str] = frozenset()
    """Storylets that did not serve in an earlier try."""
    old: frozenset[str] = frozenset()
    """Storylets that the viewer has seen in earlier evenings."""
    haste: int = 0
    """How much short scenes are preferred; below 0, long ones."""


def compose(genre: Genre, truth: Truth, *, profile: Profile, wish: Wish) -> Layers:
    """The layers of an evening. StoryError where the genre has too few storylets for a slot."""
    spread = _spread(genre, profile=profile, wish=wish)
    done: list[tuple[Node, ...]] = []
    asked: list[str] = []
    for at, layer in enumerate(spread):
        act = [place for place, one in enumerate(spread) if one.act == layer.act]
        arc = wanted(genre.curve, wish.shape, act=layer.act, progress=act.index(at) / max(1, len(act) - 1), slot=layer.slot)
        again = any(one.slot == layer.slot for one in (*spread[max(0, at - 1) : at], *spread[at + 1 : at + 2]))
        desk = _Desk(
            genre=genre, truth=truth, profile=profile, wish=wish, layer=layer, at=at, wants=arc, done=tuple(done), again=again
        )
        match layer.slot:
            case "interview":
                nodes, asked = _interviews(desk, asked)
            case "clue":
                nodes = _clues(desk)
            case "accused":
                nodes = _accused(desk)
            case "ending":
                nodes = _endings(desk)
            case _:
                nodes = _others(desk)
        done.append(tuple(nodes))
    return tuple(done)


def _spread(genre: Genre, *, profile: Profile, wish: Wish) -> list[Layer]:
    """The layers in order, with the spare ones that promise this viewer most."""

    def promise(number: int) -> float:
        layer = genre.layers[number]
        tastes = sorted((taste(one, profile) for one in genre.storylets if one.slot == layer.slot), reverse=True)
        best = tastes[: layer.count]
        return sum(best) / max(1, len(best)) + 2.0 * chance(wish.seed, "spare", number)

    def first(number: int) -> tuple[bool, float]:
        return genre.layers[number].asks == "own", promise(number)  # what closes with a choice of its own weighs most

    spare = sorted((number for number, layer in enumerate(genre.layers) if layer.spare), key=first, reverse=True)
    again = [number for number in spare if _loose(genre.layers[number])]
    # Each once; then, in a long evening, those that can be there more than once, every second time as one scene without a choice.
    order = [*spare[: wish.spares], *(again[at % len(again)] for at in range(wish.spares - len(spare) if again else 0))]
    spread: list[Layer] = []
    for (_, loose), run in groupby(enumerate(genre.layers), key=lambda one: (one[1].act, _loose(one[1]))):
        rows = [
            [
                replace(layer, count=layer.count if turn % 2 == 0 else 1, question=layer.asked(turn))
                for turn in range(order.count(number) if layer.spare else 1)
            ]
            for number, layer in run
        ]
        # Side by side those that may be there more than once take turns: one does not stop for breath six times on end.
        turns = zip_longest(*rows) if loose else rows
        spread += [layer for row in turns for layer in row if layer is not None]
    return spread


def _loose(layer: Layer) -> bool:
    """Whether there may be more than one of it."""
    return layer.spare and layer.asks == "invites"


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """What is known while one layer is filled."""

    genre: Genre
    truth: Truth
    profile: Profile
    wish: Wish
    layer: Layer
    at: int
    wants: Wanted
    done: Layers
    again: bool = False
    """A layer of the same slot comes just before or after."""

    @cached_property
    def set_up(self) -> setups.SetUps:
        """What the layers before have set up."""
        return setups.after(self.done)

    def legal(self, storylet: Storylet, bound: tuple[tuple[str, str], ...]) -> bool:
        if storylet.slot != self.layer.slot or storylet.id in self.wish.without:
            return False
        if storylet.acts and self.layer.act not in storylet.acts:
            return False
        if not self.set_up.legal(storylet, alone=self.layer.count == 1):
            return False
        if self.again and storylet.slot == "interview" and "other" in storylet.cast:
            return False  # two on end, and the other tells the alibi that they told or will tell when they are asked
        truth, binding = self.truth, dict(bound)
        for key, allowed in storylet.only:
            match key:
                case "premise" | "means" | "secret":
                    have = getattr(truth, key).id
                case "motive":
                    have = dict(truth.motives)["culprit"].id
                case _:
                    role = binding.get(key, key)
                    have = dict(truth.cast).get(role, "")
            if have not in allowed:
                return False
        return all(role in binding for role in ("suspect", "other") if role in storylet.names)

    def best(
        self,
        bound: tuple[tuple[str, str], ...] = (),
        *,
        beside: Iterable[Node] = (),
        storylets: Iterable[Storylet] | None = None,
        again: bool = False,
    ) -> Node | None:
        """The legal storylet that serves best beside these, on a set that is not theirs."""
        beside = tuple(beside)
        used = set() if again else {node.storylet.id for node in (*beside, *(one for layer in self.done for one in layer))}
        before = self.done[-1] if self.done else ()
        near = [*beside, *before]
        aside = [node.stage.id for node in beside]
        places = [*aside, *(node.stage.id for node in before)]
        tags = [tag for node in near for tag in node.storylet.tags]
        quoted = frozenset[str]().union(*(node.storylet.quotes for node in before))
        best: tuple[float, Storylet] | None = None
        for storylet in self.genre.storylets if storylets is None else storylets:
            if storylet.id in used or not self.legal(storylet, bound):
                continue
            if storylet.needs and (self.layer.count < 3 or any(node.storylet.needs for node in beside)):
                continue
            value = score(
                storylet,
                wants=self.wants,
                profile=self.profile,
                places=places,
                people=self._people(storylet, bound),
                met=[self.truth.person(role) for node in before for role in node.people],
                beside=[self.truth.person(role) for node in beside for role in node.people],
                tags=tags,
                old=self.wish.old,
                set_ups=self.set_up.serves(storylet),
                seed=self.wish.seed,
            )
            value += 3.0 * len(self.wish.heed & set(storylet.reads)) - 6.0 * len(quoted & storylet.quotes)
            value -= self.wish.haste * len(storylet.body.text) / _LONG
            if best is None or value > best[0]:
                best = (value, storylet)
        return None if best is None else self.node(best[1], bound, aside=aside, places=places)

    def node(self, storylet: Storylet, bound: tuple[tuple[str, str], ...], *, aside: list[str], places: list[str]) -> Node:
        there = away = ""
        match self.layer.slot:
            case "crime":
                there = self.truth.premise.set
            case "opening" | "turn":
                away = self.truth.premise.set  # they speak of it as of another place
            case "interview":
                away = self._says_they_were(bound)  # one does not say "I was at the station" at the station
            case "accused":
                there = self.done[-1][0].stage.id  # whoever is named, it is said in the room where they gathered
        order = sorted(
            storylet.places,
            key=lambda place: (
                place != there,
                place == away,
                aside.count(place),
                places.count(place),
                chance(self.wish.seed, self.at, storylet.id, place),
            ),
        )
        named = tuple((role, who) for role, who in bound if role in storylet.names)
        stage = self.genre.stage(order[0])
        return Node(
            layer=self.layer,
            at=self.at,
            storylet=storylet,
            stage=stage,
            bound=named,
            needs=storylet.needs,
            turns=tuple((role, self._asked(who)) for role, who in named if role in ("suspect", "other")),
            planted=self.set_up.told(storylet),
            wants=self.wants,
        )

    def _says_they_were(self, bound: tuple[tuple[str, str], ...]) -> str:
        return dict(self.truth.alibis)[dict(bound)["suspect"]].place

    def _asked(self, role: str) -> int:
        """The layers before this in which somebody may have been asked."""
        interviews = [layer for layer in self.done if layer[0].layer.slot == "interview"]
        return sum(any(role in dict(node.bound).values() for node in layer) for layer in interviews)

    def _people(self, storylet: Storylet, bound: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
        """Who would play in it beside the viewer."""
        return tuple(self.truth.person(dict(bound).get(role, role)) for role in storylet.cast if role != "you")

    def enough(self, nodes: list[Node]) -> bool:
        """Whether the layer may do with these, fewer than it asks for: it is one that an evening might be without."""
        return bool(nodes) and self.layer.spare

    def missing(self, have: int, more: str = "") -> StoryError:
        return StoryError(
            f"Slot {self.layer.slot} in act {self.layer.act} needs {self.layer.count} storylets that may stand side by side{more}"
            f", and {have} fit. Write more in assets/genres/{self.genre.id}/storylets/."
        )

    def shuffled(self, these: tuple[str, ...]) -> list[str]:
        return sorted(these, key=lambda one: chance(self.wish.seed, self.at, one))


def _interviews(desk: _Desk, asked: list[str]) -> tuple[list[Node], list[str]]:
    """Each with another suspect; those who were not asked before come first, and then those who were asked longest ago."""
    last = {role: place for place, role in enumerate(asked)}  # or two scenes on end would hear the same alibi twice
    # Who has told all in a turn is not asked again where they were, to say once more what was not quite so.
    told = {role for layer in desk.done for node in layer if node.layer.slot == "turn" for role in node.people}
    ready = [role for role in desk.shuffled(SUSPECTS) if role not in told]
    order = sorted(ready, key=lambda role: last.get(role, -1))[: desk.layer.count]
    if desk.again and desk.layer.spare:
        just = {node.role("suspect") for node in desk.done[-1]}
        order = [role for role in order if role not in just] or order
    nodes: list[Node] = []
    for role in order:
        other = next(one for one in desk.shuffled(SUSPECTS) if one != role)
        node = desk.best((("suspect", role), ("other", other)), beside=nodes)
        if node is None:
            if desk.enough(nodes):
                continue
            raise desk.missing(len(nodes), f" with {desk.truth.person(role)}")
        nodes.append(node)
    return nodes, [*asked, *order]


def _clues(desk: _Desk) -> list[Node]:
    """Each finds another fact; facts that no earlier layer finds come first. Nothing is offered to be found a second time."""
    earlier = [_told(*layer) for layer in desk.done]
    found = frozenset[str]().union(*earlier)
    telling: dict[str, list[Storylet]] = {}
    for storylet in desk.genre.storylets:
        for fact in {change.fact for change in storylet.sets if storylet.slot == desk.layer.slot}:
            telling.setdefault(fact, []).append(storylet)
    order = sorted(desk.shuffled(tuple(telling)), key=lambda fact: fact in found)
    rows = [_row(desk, [telling[fact] for fact in facts]) for facts in permutations(order, min(desk.layer.count, len(order)))]
    # The first that shows most that is new, with the fewest faces twice.
    nodes = max(rows, key=lambda row: (len(row), len(_told(*row) - found), len({who for node in row for who in node.people})))
    if len(nodes) < 2:
        raise desk.missing(len(nodes), ", each finding another fact")
    once = [replace(node, needs=(*node.needs, *_untold(node, found))) for node in nodes]
    # One scene of each earlier layer is played, so that each of these layers closes one way at most.
    open_ways = (
        len(once) - sum(bool(_told(*nodes) & facts) for facts in earlier) - sum(bool(node.storylet.needs) for node in nodes)
    )
    fresh = [node for node in nodes if not _told(node) & found]
    if open_ways < 2 <= len(fresh):
        return fresh
    if open_ways < 1:
        raise desk.missing(0, ", each finding another fact than the layers before")
    return once


def _row(desk: _Desk, telling: list[list[Storylet]]) -> list[Node]:
    """A scene for each fact, of those that tell it. Who helps may be guilty: else helping would prove them innocent."""
    nodes: list[Node] = []
    for storylets in telling:
        seen = {role for node in nodes for role in node.people}
        helper = sorted(desk.shuffled(("culprit", "bystander")), key=lambda role: role in seen)[0]
        node = desk.best((("suspect", helper), ("other", "herring")), beside=nodes, storylets=storylets)
        if node is not None:
            nodes.append(node)
    return nodes


def _told(*nodes: Node) -> frozenset[str]:
    """The facts that scenes tell."""
    return frozenset(change.fact for node in nodes for change in node.storylet.sets)


def _untold(node: Node, found: frozenset[str]) -> tuple[Test, ...]:
    """That nobody has told it before, where somebody may have."""
    return tuple(Test(fact=fact, value=False) for fact in sorted(_told(node) & found))


def _accused(desk: _Desk) -> list[Node]:
    nodes: list[Node] = []
    for role in SUSPECTS:
        verdict = "right" if role == "culprit" else "wrong"
        fitting = [s for s in desk.genre.storylets if s.verdict == verdict]
        other = INNOCENT[1] if role == INNOCENT[0] else INNOCENT[0]
        node = desk.best((("suspect", role), ("other", other)), storylets=fitting, again=True)
        if node is None:
            raise desk.missing(len(nodes), f', one with verdict = "{verdict}"')
        bound = (("suspect", role), *(pair for pair in node.bound if pair[0] == "other"))
        nodes.append(replace(node, bound=bound))
    return nodes


def _endings(desk: _Desk) -> list[Node]:
    """One for each way that an accusation may end, and for each suspect where the words need one."""
    nodes: dict[tuple[str, str, tuple[tuple[str, str], ...]], Node] = {}
    for accused in desk.done[-1]:
        for option in accused.storylet.choices:
            fitting = [s for s in desk.genre.storylets if s.verdict == accused.storylet.verdict and s.feeling == option.leads]
            node = desk.best(accused.bound, storylets=fitting, again=True)
            if node is None:
                raise StoryError(
                    f'"{option.label}" leads to "{option.leads}", and no ending has verdict = "{accused.storylet.verdict}" and '
                    f"that feeling. Write one in assets/genres/{desk.genre.id}/storylets/."
                )
            if node.storylet.feeling is not None:
                node = replace(node, wants=at_the_end(node.storylet.feeling))
            nodes.setdefault((node.storylet.verdict, option.leads, node.bound), node)
    return list(nodes.values())


def _others(desk: _Desk) -> list[Node]:
    nodes: list[Node] = []
    roles = desk.shuffled(SUSPECTS)
    for number in range(desk.layer.count):
        suspect, other = roles[number % 3], roles[(number + 1) % 3]
        node = desk.best((("suspect", suspect), ("other", other)), beside=nodes)
        if node is None:
            if desk.enough(nodes):
                break
            raise desk.missing(len(nodes))
        nodes.append(node)
    return nodes


def leads_to(layers: Layers, node: Node) -> tuple[tuple[Option, Node], ...]:
    """The ways on from a node: its own choices, or the invites of the next layer's. A single way has no label."""
    if node.at + 1 >= len(layers):
        return ()
    after = layers[node.at + 1]
    if node.layer.asks == "invites":
        if len(after) == 1:
            return ((Option(label=""), after[0]),)
        # What this scene itself tells is known by the time that the next one plays.
        known = changed((), node.storylet.sets)
        told = _told(node)
        still = [one for one in after if all(test.holds(known) for test in one.needs if test.fact in told)]
        return tuple((one.storylet.invite, one) for one in still if one.storylet.invite is not None)
    found: list[tuple[Option, Node]] = []
    for number, option in enumerate(node.storylet.choices):
        to = after[number % len(after)]
        if node.layer.slot == "gathering":
            to = next((one for one in after if one.role("suspect") == node.role(option.leads)), to)
        elif node.layer.slot == "accused":
            verdict = node.storylet.verdict
            fitting = [one for one in after if one.storylet.verdict == verdict and one.storylet.feeling == option.leads]
            to = next((one for one in fitting if all(who in node.bound for who in one.bound)), fitting[0])
        found.append((option, to))
    return tuple(found)
