"""What a viewer bears: the genre without what they do not want to see, and whether an evening is left."""

from __future__ import annotations

from dataclasses import replace

from engine.errors import StoryError
from engine.narrative.genre import Genre
from engine.narrative.storylet import Option, Storylet
from engine.preference.viewer import MOST, Profile


def within(genre: Genre, profile: Profile) -> Genre:
    """The genre without what the viewer does not want to see: it cannot be planned, so no branch can lead there."""
    fear, violence = profile.bears

    def borne(one: Storylet | Option) -> bool:
        return one.fear <= fear and one.violence <= violence

    kept = (replace(one, choices=tuple(filter(borne, one.choices))) for one in genre.storylets if borne(one))
    own = genre.known.own
    return replace(genre, storylets=tuple(one for one in kept if one.slot not in own or len(one.choices) > 1))


def asks(genre: Genre) -> tuple[int, int]:
    """The fear and the violence, 0 to 2, that no evening of the genre is without: a viewer has to bear them."""
    slots = {layer.slot for layer in genre.layers if not layer.spare} & {one.slot for one in genre.storylets}
    each = [[one for one in genre.storylets if one.slot == slot] for slot in sorted(slots)]
    return (
        max((min(one.fear for one in these) for these in each), default=0),
        max((min(one.violence for one in these) for these in each), default=0),
    )


def must_bear(genre: Genre, profile: Profile) -> None:
    """StoryError where no evening of the genre is gentle enough for the viewer."""
    for what, least, most in zip(("fear", "violence"), asks(genre), profile.bears, strict=True):
        if least > most:
            raise StoryError(
                f'"{genre.title}" has no evening without {MOST[least]} {what}, and {profile.name} wants '
                f"{'none' if most == 0 else f'{MOST[most]} {what} at most'}. Choose another genre, or allow {MOST[least]} {what}."
            )
