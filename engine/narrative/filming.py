"""From a written page to a version of a scene: who stands where, and the shots that tell it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from engine.errors import StoryError
from engine.library.environments import Environment
from engine.narrative import fountain, shots
from engine.narrative.doing import doing
from engine.narrative.evening import Node
from engine.narrative.fountain import Element
from engine.narrative.tells import Phrases, marked
from engine.story.facts import Facts
from engine.story.story import Beat, Version


def film(
    elements: tuple[Element, ...],
    *,
    node: Node,
    given: Facts,
    players: Mapping[str, str],
    called: Mapping[str, str],
    environments: Mapping[str, Environment],
    asks: bool,
    ends: bool,
    pace: float = 1.0,
    among: Phrases | None = None,
) -> Version:
    """The version of a scene that these elements make.

    `players`: role to the story's role; `called`: the story's role to the name by which action lines call them.
    `among`: what gives the truth away, so that the shots say what they tell.
    """
    storylet, stage = node.storylet, node.stage
    if stage.environment not in environments:
        raise StoryError(
            f'The set "{stage.environment}" is not in assets/environments. Name one of: {", ".join(sorted(environments))}, '
            f"as `environment` of [sets.{stage.id}] in genre.toml."
        )
    roles = tuple(players[role] for role in storylet.cast)
    # What is filmed does not depend on the facts beyond the words: so versions share the shots that they have in common.
    seed = blake2b(repr((storylet.id, roles, stage.id)).encode(), digest_size=4).digest()
    filmed = shots.break_down(
        passages=tuple(passage for element in elements for passage in _passages(element, players, called)),
        environment=stage.environment,
        variant=stage.variant,
        people=shots.place(roles, environment=environments[stage.environment]),
        asks=asks,
        ends=ends,
        tension=storylet.tension,
        valence=storylet.valence,
        pace=pace,
        seed=int.from_bytes(seed, "big") >> 1,
        hidden=frozenset(one.prop for one in among.of(node) if one.prop) if among is not None else frozenset(),
    )
    if among is not None:
        filmed = marked(filmed, among.of(node), among=among)
    return Version(given=given, beats=_beats(elements, storylet.tension, storylet.valence), shots=filmed)


def _passages(element: Element, players: Mapping[str, str], called: Mapping[str, str]) -> tuple[shots.Passage, ...]:
    match element:
        case fountain.Action(text=text):
            who = [role for role, name in called.items() if text.startswith((f"{name} ", f"{name}'s ", f"{name}, "))]
            deeds = doing(text, called=called, you=players.get("you", ""))
            return (shots.Action(text=text, role=who[0] if who else "", deeds=deeds),)
        case fountain.Speech(speaker=speaker, text=text, emotion=emotion):
            return (shots.Speech(role=players[speaker], text=text, emotion=emotion),)
        case fountain.Insert(prop=prop, text=text):
            return (shots.Insert(prop=prop, text=text),)
        case _:
            return ()


def _beats(elements: tuple[Element, ...], tension: float, valence: float) -> tuple[Beat, ...]:
    """What happens, in the page's own words. Tension climbs from beat to beat."""
    told = [element.text for element in elements if isinstance(element, fountain.Action | fountain.Insert) and element.text]
    return tuple(
        Beat(what=text, tension=round(min(1.0, max(0.0, tension - 0.05 + 0.1 * number / len(told))), 3), valence=valence)
        for number, text in enumerate(told)
    )
