"""A series: what this viewer saw in one episode is true in the next.

bible ──(plan)──> episode ──(this trail)──> bible ──(plan)──> "previously on", episode ──> ...
                     └──────(that trail)──> another bible ──> another "previously on"
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from engine.errors import StoryError
from engine.library.characters import characters
from engine.library.environments import environments
from engine.narrative.bible import STEPS, Bible, Fact, Told, read_bible, remember, words_of, write_bible
from engine.narrative.continuity import Kind, contradictions
from engine.narrative.coverage import lint
from engine.narrative.genre import Genre, read_genre
from engine.narrative.planner import plan
from engine.narrative.previously import ID
from engine.narrative.series import Seen, another_season, feature, next_episode, opened, walked
from engine.narrative.storylet import SUSPECTS
from engine.preference.viewer import Profile
from engine.story.check import check
from engine.story.graph import by_chance, by_default, walk
from engine.story.sheet import Recall, Tell
from engine.story.state import version
from engine.story.story import GRID, Scene, Story

GENRES = tuple(read_genre(one) for one in ("cozy_mystery", "science_fiction"))
ALMA = Profile(name="Alma", likes=("gardens", "secrets"), tone="witty")
SEASONS = [
    pytest.param(genre, seed, id=f"{genre.id}-{seed}") for genre, seed in zip((*GENRES, GENRES[0]), (1, 2, 3), strict=True)
]


@cache
def season(genre_id: str, seed: int) -> tuple[tuple[Bible, Seen], ...]:
    """Each episode of a season with the bible as it was before it."""
    genre = read_genre(genre_id)
    bible = opened(genre, profile=ALMA, seed=seed)
    found = []
    chosen = walked(genre, bible, profile=ALMA, cast=characters(), chooser=lambda number: by_chance(seed * 10 + number))
    for seen in chosen:
        found.append((bible, seen))
        bible = seen.bible
    return tuple(found)


def heard(scene: Scene) -> list[str]:
    return [line.text for film in scene.versions for shot in film.shots for line in shot.lines]


@pytest.mark.parametrize(("genre", "seed"), SEASONS)
def test_six_episodes_contradict_nothing_and_are_sound(genre: Genre, seed: int) -> None:
    told = season(genre.id, seed)
    assert len(told) == STEPS
    for bible, seen in told:
        assert contradictions(bible, seen.story) == ()
        assert check(seen.story, bears=ALMA.bears) == ()
        assert lint(seen.story, environments=environments()) == ()
    last = told[-1][1].bible
    assert len({one.title for one in last.episodes}) == len({one.premise for one in last.episodes}) == STEPS
    assert len({seen.story.sheet.person("confidant") for _, seen in told if seen.story.sheet}) == 1
    assert [fact.value for fact in last.known("thread")] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(("genre", "seed"), SEASONS)
def test_whoever_did_it_is_not_suspected_again_and_stays_away_after_a_dark_end(genre: Genre, seed: int) -> None:
    for bible, seen in season(genre.id, seed):
        sheet = seen.story.sheet
        assert sheet is not None
        assert not {sheet.person(role) for role in SUSPECTS} & set(bible.culprits)
        assert not {who for _, who in sheet.roles} & set(bible.away)
    assert season(genre.id, seed)[-1][1].bible.culprits


@pytest.mark.parametrize(("genre", "seed"), SEASONS)
def test_previously_on_shows_and_tells_only_what_was_seen(genre: Genre, seed: int) -> None:
    for bible, seen in season(genre.id, seed)[1:]:
        story, known = seen.story, {fact.name: fact for fact in bible.facts}
        assert story.sheet is not None and story.start == ID
        scene = story.scene(ID)
        assert 2 <= len(story.sheet.recalls) <= 4
        assert heard(scene) == [recall.line for recall in story.sheet.recalls]
        assert all(line.heard_only for film in scene.versions for shot in film.shots for line in shot.lines)
        assert scene.versions[0].frames % GRID == 0
        assert all(recall.fact in known for recall in story.sheet.recalls)
        met = {fact.who for fact in bible.known("met")} | {"you"}
        assert {placed.role for film in scene.versions for shot in film.shots for placed in shot.people} <= met
    assert season(genre.id, seed)[0][1].story.start == "00.title"


#  episode 1 ──(this way through)──> "It was Edwin, and you said so."
#      └──────(that way through)───> "I said that it was Hal. It was not."
def test_two_ways_through_one_episode_are_recalled_in_two_ways() -> None:
    genre = GENRES[0]
    bible = opened(genre, profile=ALMA, seed=5)
    first = next_episode(genre, bible, profile=ALMA, cast=characters())
    told = set()
    for die in range(6):
        after = remember(bible, first, walk(first, by_chance(die)))
        second = next_episode(genre, after, profile=ALMA, cast=characters())
        assert contradictions(after, second) == ()
        told.add(tuple(heard(second.scene(ID))))
        accused = after.known("accused")[0]
        assert accused.name in {recall.fact for recall in second.sheet.recalls} if second.sheet else False
    assert len(told) > 1


def test_an_episode_left_before_its_end_leaves_only_what_was_seen_of_it() -> None:
    genre = GENRES[0]
    bible = opened(genre, profile=ALMA, seed=5)
    first = next_episode(genre, bible, profile=ALMA, cast=characters())
    trail = walk(first, by_default)[:4]
    after = remember(bible, first, trail)
    assert not after.known("accused", "culprit", "ended", "thread", "mended", "lost")
    seen = {placed.role for state in trail for shot in version(first.scene(state.scene), state).shots for placed in shot.people}
    assert {fact.who for fact in after.known("met")} == seen - {"you"}
    assert after.episodes[0].feeling is None
    assert after.due == 1, "The thread's first step was not seen, and comes again."


def test_the_same_viewer_seed_and_choices_give_the_same_season() -> None:
    genre, seed = GENRES[0], 1
    again = walked(
        genre,
        opened(genre, profile=ALMA, seed=seed),
        profile=ALMA,
        cast=characters(),
        chooser=lambda n: by_chance(seed * 10 + n),
        episodes=2,
    )
    assert [seen.story for seen in again] == [seen.story for _, seen in season(genre.id, seed)[:2]]


# ------------------------------------------------------------------------------------------------------------- corruptions
BEFORE, SPOILT = season("cozy_mystery", 1)[3]
GOOD: Story = SPOILT.story
SHEET = GOOD.sheet
assert SHEET is not None


def with_sheet(**change: object) -> Story:
    return replace(GOOD, sheet=replace(SHEET, **change))  # type: ignore[arg-type, type-var]


def with_role(role: str, who: str) -> Story:
    return with_sheet(roles=tuple((name, who if name == role else one) for name, one in SHEET.roles))


def knowing(*facts: Fact) -> Bible:
    return replace(BEFORE, facts=(*BEFORE.facts, *facts))


def recap(change: Callable[[Scene], Scene]) -> Story:
    return replace(GOOD, scenes=tuple(change(one) if one.id == ID else one for one in GOOD.scenes))


def saying(text: str) -> Callable[[Scene], Scene]:
    def change(scene: Scene) -> Scene:
        (film,) = scene.versions
        at = next(number for number, shot in enumerate(film.shots) if shot.lines)
        shot = replace(film.shots[at], lines=(replace(film.shots[at].lines[0], text=text),))
        return replace(scene, versions=(replace(film, shots=(*film.shots[:at], shot, *film.shots[at + 1 :])),))

    return change


def elsewhere(scene: Scene) -> Scene:
    (film,) = scene.versions
    last = replace(film.shots[-1], environment="conservatory", variant="", people=film.shots[1].people, tension=0.123)
    return replace(scene, versions=(replace(film, shots=(*film.shots[:-1], last)),))


def unmet() -> str:
    return next(role.id for role in GOOD.cast if role.id != "you" and BEFORE.role(role.id) is None)


def fact(kind: str, who: str, what: str) -> Fact:
    return Fact(kind=kind, episode=1, scene="x", who=who, what=what)  # type: ignore[arg-type]


HERRING = SHEET.person("herring")
DARK: Told = replace(BEFORE.episodes[0], feeling="dark")
CORRUPTIONS: list[tuple[Kind, Bible, Story]] = [
    ("not of this series", BEFORE, replace(GOOD, sheet=None)),
    ("not of this series", BEFORE, replace(GOOD, genre="ghost_story")),
    ("wrong number", BEFORE, with_sheet(number=2)),
    ("wrong number", BEFORE, with_sheet(season=2)),
    ("wrong number", replace(BEFORE, episodes=BEFORE.episodes[:-1]), GOOD),
    ("another confidant", BEFORE, with_role("confidant", SHEET.person("host"))),
    ("guilty twice", knowing(fact("culprit", SHEET.person("culprit"), "orchid")), GOOD),
    ("guilty twice", knowing(fact("culprit", HERRING, "orchid")), GOOD),
    ("should be away", knowing(fact("leaves", HERRING, "leaving")), GOOD),
    (
        "should be away",
        replace(
            knowing(fact("culprit", SHEET.person("host"), "orchid")),
            episodes=(DARK, *BEFORE.episodes[1:]),
        ),
        GOOD,
    ),
    ("secret again", knowing(fact("secret", HERRING, SHEET.secret)), GOOD),
    ("motive again", knowing(fact("motive", *SHEET.motives[0])), GOOD),
    ("motive again", knowing(fact("motive", *SHEET.motives[2])), GOOD),
    ("leaves too soon", BEFORE, with_sheet(signs=(replace(SHEET.signs[0], kind="leaves"), *SHEET.signs))),
    ("premise again", BEFORE, replace(GOOD, premise=BEFORE.episodes[1].premise)),
    ("title again", BEFORE, replace(GOOD, title=BEFORE.episodes[0].title)),
    ("thread out of order", BEFORE, with_sheet(step=SHEET.step + 1)),
    ("thread out of order", BEFORE, with_sheet(tells=(*SHEET.tells, Tell(scene="x", kind="thread", value=2)))),
    ("another person", BEFORE, replace(GOOD, cast=tuple(replace(one, about="the spy") for one in GOOD.cast))),
    ("recalls the unseen", replace(BEFORE, facts=BEFORE.facts[:1]), GOOD),
    ("recalls the unseen", BEFORE, with_sheet(recalls=(*SHEET.recalls, Recall(fact="secret/9/x/gus/poems", line="Gus writes.")))),
    ("recalls the unseen", BEFORE, recap(saying("Nobody ever told you of the treasure."))),
    ("recalls the unseen", BEFORE, recap(elsewhere)),
]


@pytest.mark.parametrize(("kind", "bible", "story"), CORRUPTIONS, ids=[f"{at}-{one[0]}" for at, one in enumerate(CORRUPTIONS)])
def test_a_contradiction_is_caught(kind: Kind, bible: Bible, story: Story) -> None:
    assert contradictions(BEFORE, GOOD) == ()
    found = contradictions(bible, story)
    assert kind in {one.kind for one in found}
    assert all(one.sentence.endswith(".") for one in found)


def test_a_recall_that_names_somebody_unmet_is_caught() -> None:
    stranger = replace(GOOD.cast[-1], id="nobody", name="Wilhelmina Pell", character="maud")
    line = "It was Wilhelmina all along."
    story = replace(recap(saying(line)), cast=(*GOOD.cast, stranger))
    assert any("Wilhelmina" in one.sentence and "not met" in one.sentence for one in contradictions(BEFORE, story))


# -------------------------------------------------------------------------------------------------------- what is remembered
def test_accusing_somebody_wrongly_costs_their_trust_and_a_broken_promise_is_known_as_one() -> None:
    genre = GENRES[0]
    bible = opened(genre, profile=ALMA, seed=5)
    first = next_episode(genre, bible, profile=ALMA, cast=characters())
    assert first.sheet is not None
    herring = first.sheet.person("herring")
    seen = set()
    for die in range(60):
        after = remember(bible, first, walk(first, by_chance(die)))
        (accused,) = after.known("accused")
        (changed,) = [fact for fact in after.known("trust", who=accused.who) if fact.what == accused.what]
        assert (changed.value < 0) or accused.what == "rightly"
        promise = [fact.what for fact in after.known("promise")]
        assert promise in ([], ["given", "broken" if accused.who == herring else "kept"])
        assert bool(after.known("culprit")) and {fact.who for fact in after.known("culprit")} == {first.sheet.person("culprit")}
        seen |= {accused.what, *promise}
    assert {"rightly", "wrongly"} <= seen


def test_a_secret_is_known_only_to_whoever_heard_it() -> None:
    for bible, seen in season("cozy_mystery", 1):
        sheet = seen.story.sheet
        assert sheet is not None
        sign = next(one for one in sheet.signs if one.kind == "secret")
        words = " ".join(words_of(version(seen.story.scene(state.scene), state)) for state in seen.trail if state.scene != ID)
        told = [fact for fact in seen.news if fact.kind == "secret"]
        assert bool(told) == any(mark in words for mark in sign.marks)
        assert bible.number == sheet.number


def test_an_episode_is_remembered_once_and_in_order() -> None:
    first, second = season("cozy_mystery", 1)[:2]
    with pytest.raises(StoryError, match="once, in order"):
        remember(second[0], first[1].story, first[1].trail)
    alone = plan(GENRES[0], profile=ALMA, cast=characters(), seed=1)
    with pytest.raises(StoryError, match="no episode of a series"):
        remember(first[0], alone, walk(alone, by_default))


def test_a_new_season_may_suspect_those_of_the_last_one() -> None:
    bible = season("cozy_mystery", 1)[-1][1].bible
    after = another_season(bible)
    assert after.culprits == () and after.part == 1 and after.number == 7
    assert after.confidant == bible.confidant and after.due == 0
    story = next_episode(GENRES[0], after, profile=ALMA, cast=characters())
    assert contradictions(after, story) == () and ID not in {scene.id for scene in story.scenes}


# ---------------------------------------------------------------------------------------------------------------- the disk
def test_a_bible_survives_the_disk(tmp_path: Path) -> None:
    bible = season("science_fiction", 2)[2][1].bible
    write_bible(tmp_path / "bible.json", bible)
    assert read_bible(tmp_path / "bible.json") == bible


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"episode": 1,', '"episode": 7,', r"\$\.facts\[0\]\.episode"),
        ('"kind": "met"', '"kind": "dreamt"', r"\$\.facts"),
        ('"number": 1,', '"number": 3,', r"numbered \[3"),
        ('"seed":', '"seeds":', "seed"),
        ('"format": 1\n}', '"format": 99\n}', "newer"),
    ],
)
def test_a_bible_that_was_tampered_with_says_where(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "bible.json"
    write_bible(path, season("science_fiction", 2)[1][1].bible)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(StoryError, match=says) as caught:
        read_bible(path)
    assert "bible.json" in str(caught.value)


def test_a_genre_without_a_season_says_what_to_write() -> None:
    with pytest.raises(StoryError, match=r"has no season.*\[season\]"):
        opened(read_genre("ghost_story"), profile=ALMA, seed=1)


# ----------------------------------------------------------------------------------------------------------------- feature
def test_a_feature_is_ninety_minutes_with_one_title_and_credits_at_its_end() -> None:
    genre = GENRES[1]
    assert genre.season is not None
    bible = opened(genre, profile=ALMA, seed=4, form="feature")
    frames, cards, credits = 0, [], []
    for seen in feature(genre, profile=ALMA, cast=characters(), seed=4, chooser=lambda number: by_chance(number)):
        assert contradictions(bible, seen.story) == () and check(seen.story, bears=ALMA.bears) == ()
        films = [version(seen.story.scene(state.scene), state) for state in seen.trail]
        frames += sum(film.frames for film in films)
        cards.append(films[0].shots[0].title)
        credits.append(films[-1].shots[-1].subtitle)
        bible = seen.bible
    assert len(cards) == 8 and cards[0] == genre.season.film and genre.season.film not in cards[1:]
    assert credits[:-1] == [""] * 7 and credits[-1].endswith("and Alma")
    assert 81 <= frames / 24 / 60 <= 99
    assert [fact.value for fact in bible.known("thread")] == [1, 2, 3, 4, 5, 6]
