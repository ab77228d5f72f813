"""What the loading card says of a film that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.viewer.home import POSTER, Premise
from app.viewer.theatre import Loading
from app.viewer.works import picture

if TYPE_CHECKING:
    from engine.narrative.share import Shared
    from engine.screening.episodes import Episode

_WRITING = "Writing the episode"


def of_premise(premise: Premise, *, viewer: str) -> Loading:
    return Loading(
        overline=f"A {premise.genre_name} for {viewer}" + ", the first of six" * premise.as_season,
        heading="A season begins" if premise.as_season else premise.title or "A new episode",
        logline="What you do is remembered from one episode to the next." if premise.as_season else premise.logline,
        step=_WRITING,
        progress=0.04,
        backdrop=premise.picture,
    )


def of_next(episode: Episode, *, viewer: str) -> Loading:
    return Loading(
        overline=f"{episode.story.genre.replace('_', ' ')} for {viewer}, continued",
        heading=f"After {episode.story.title}",
        logline="They remember you.",
        step=_WRITING,
        progress=0.04,
        backdrop=picture(episode),
    )


def of_code(told: Shared, genre_name: str, *, viewer: str) -> Loading:
    replayed = told.taste is not None
    return Loading(
        overline=f"A {genre_name}, as somebody else saw it" if replayed else f"A {genre_name} for {viewer}",
        heading="The path that was sent" if replayed else "The premise that was sent",
        logline="Choices are taken as they were then. Take another, and the rest is yours." if replayed else "",
        step=_WRITING,
        progress=0.04,
        backdrop=POSTER,
    )


def of_episode(episode: Episode, step: str) -> Loading:
    story = episode.story
    return Loading(
        overline=story.genre.replace("_", " "),
        heading=story.title,
        logline=story.logline,
        step=step,
        progress=0.06,
        backdrop=picture(episode),
    )
