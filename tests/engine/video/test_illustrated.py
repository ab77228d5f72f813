"""A frame is a function of its shot and its number: these tests film a few small shots and look at the pictures."""

from __future__ import annotations

import hashlib
import multiprocessing
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import RenderFailed
from engine.library.characters import characters
from engine.library.environments import environments
from engine.narrative.shots import place
from engine.story.story import Doing, Line, Move, Placed, Shot
from engine.video.renderers.illustrated import Illustrated, compose, inserts, paint
from engine.video.renderers.illustrated.post import planes
from engine.video.rungs import DRAFT, STANDARD, Rung
from engine.video.spoken import Phone, Spoken

SET = "library"
LINE = Line(speaker="maud", text="Someone has torn out the last page.", emotion="worried", start=0.2, seconds=2.0)
SPOKEN = (
    Spoken(line=LINE, start=0.2, end=2.0, phones=(Phone(symbol="ɑ", start=0.3, end=0.6), Phone(symbol="m", start=0.6, end=0.8))),
)
PAIR = place(("maud", "theo"), environment=environments()[SET])
TWO = Shot(framing="two", environment=SET, frames=48, people=PAIR, lines=(LINE,), move="push", seed=3)
CLOSE = Shot(framing="close", environment=SET, frames=48, focus="maud", people=PAIR[:1], lines=(LINE,), move="still", seed=4)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bakes")


def crew(cache: Path, rung: Rung = STANDARD) -> Illustrated:
    return Illustrated(cast=characters(), environments=environments(), rung=rung, cache=cache)


def film(unit: Illustrated, shot: Shot, frames: range) -> list[str]:
    return [hashlib.md5(unit.render(shot, frame, spoken=SPOKEN).tobytes()).hexdigest() for frame in frames]


#  frames  0 1 2 3 4 5 6 7      in order, with one crew
#          0 1 2 | 3 4 | 5 6 7  in pieces, backwards, by another that has filmed something else in between
@pytest.mark.parametrize(
    ("shot", "pictures"),
    [
        (TWO, 8),
        (CLOSE, 4),  # where the camera stands, the picture is drawn on twos
        (replace(CLOSE, move="handheld"), 8),
        (replace(CLOSE, join="whip"), 7),
        (replace(TWO, framing="over", focus="maud", move="rack"), 4),
    ],
    ids=["moving", "still", "handheld", "whip", "rack"],
)
@pytest.mark.parametrize("rung", [STANDARD, DRAFT], ids=["standard", "draft"])
def test_any_split_of_a_shot_gives_the_same_bytes(cache: Path, shot: Shot, pictures: int, rung: Rung) -> None:
    whole = film(crew(cache, rung), shot, range(8))
    other, between = crew(cache, rung), replace(shot, seed=99, tension=0.9)
    pieces: dict[int, str] = {}
    for piece in (range(5, 8), range(3, 5), range(3)):
        film(other, between, range(2))
        pieces |= dict(zip(piece, film(other, shot, piece), strict=True))
    assert [pieces[frame] for frame in range(8)] == whole
    assert len(set(whole)) == (pictures if rung is STANDARD else 4)


SHOTS = tuple(
    Shot(
        framing=framing,
        environment=SET,
        frames=48,
        focus="" if framing in ("establish", "two") else "maud" if framing != "insert" else "letter",
        people=() if framing == "insert" else PAIR,
        lines=(LINE,) if framing != "insert" else (),
        move=move,
        seed=7,
    )
    for framing in ("establish", "two", "over", "close", "insert")
    for move in Move.__args__  # type: ignore[attr-defined]
)
FRAMES = (0, 1, 2, 3, 46, 47)


@pytest.fixture(scope="module")
def known(cache: Path) -> dict[tuple[int, int], str]:
    """Every frame that is asked for below, filmed by one crew in order."""
    unit = crew(cache, DRAFT)
    return {(n, frame): film(unit, shot, range(frame, frame + 1))[0] for n, shot in enumerate(SHOTS) for frame in FRAMES}


#  shots and frames in any order, by any of two crews that come and go: the same bytes as by one crew from first to last
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(SHOTS) - 1), st.sampled_from(FRAMES), st.booleans()), min_size=4, max_size=12))
def test_with_every_move_any_order_and_any_hands_give_the_same_bytes(
    cache: Path, known: dict[tuple[int, int], str], asked: list[tuple[int, int, bool]]
) -> None:
    crews = {True: crew(cache, DRAFT), False: crew(cache, DRAFT)}
    for number, frame, who in asked:
        assert film(crews[who], SHOTS[number], range(frame, frame + 1)) == [known[number, frame]]


def test_a_plain_take_needs_no_paint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wet(*_: object, **__: object) -> None:
        raise AssertionError("the paint is not dry")

    monkeypatch.setattr(paint, "_painted", wet)
    unit = crew(tmp_path, DRAFT)
    for shot in (*SHOTS[::6], replace(TWO, framing="title", title="The Key", lines=())):
        assert unit.render(shot, 10).shape == (1080, 1280)
    with pytest.raises(AssertionError, match="paint"):  # the finished film does need it
        crew(tmp_path, STANDARD).render(CLOSE, 10)


def _everywhere() -> tuple[Shot, ...]:
    """A shot of every variant of every set, with a pair that acts: its weather, lamps, fires and screens move."""
    acts = tuple(get_args(Doing))
    shots = []
    for number, (name, where) in enumerate(sorted(environments().items())):
        for at, variant in enumerate(sorted(one.id for one in where.variants)):
            pair = tuple(
                replace(one, does=acts[(number + at + i) % len(acts)])
                for i, one in enumerate(place(("maud", "theo"), environment=where))
            )
            shots.append(replace(TWO, environment=name, variant=variant, people=pair, seed=number * 10 + at, tension=0.7))
    return tuple(shots)


ANYWHERE = _everywhere()
Asked = tuple[int, int]
"""A shot of ANYWHERE, and a frame of it."""


def _filmed(cache: Path, asked: tuple[Asked, ...]) -> list[str]:
    unit = crew(cache, DRAFT)
    return [film(unit, ANYWHERE[number], range(frame, frame + 1))[0] for number, frame in asked]


@pytest.fixture(scope="module")
def hands() -> Iterator[tuple[Any, ...]]:
    """Three processes beside this one."""
    pools = tuple(multiprocessing.get_context("spawn").Pool(1) for _ in range(3))
    yield pools
    for pool in pools:
        pool.terminate()


#  frames of any sets in any weather, dealt out to any number of processes in any order: what one process makes of each alone
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, len(ANYWHERE) - 1), st.integers(0, 47)), min_size=3, max_size=8, unique=True),
    st.integers(1, 3),
    st.randoms(use_true_random=False),
)
def test_any_number_of_processes_films_the_same_bytes(
    cache: Path, hands: tuple[Any, ...], asked: list[Asked], count: int, dealer: random.Random
) -> None:
    alone = {one: _filmed(cache, (one,))[0] for one in asked}
    dealt = asked[:]
    dealer.shuffle(dealt)
    cards = [tuple(dealt[at::count]) for at in range(count)]
    waiting = [pool.apply_async(_filmed, (cache, card)) for pool, card in zip(hands, cards, strict=False) if card]
    together = [made for one in waiting for made in one.get()]
    assert dict(zip((one for card in cards for one in card), together, strict=True)) == alone


def _elsewhere(cache: Path) -> list[str]:
    return film(crew(cache), TWO, range(3, 5))


def test_another_process_films_the_same_bytes_of_the_finished_film(cache: Path, hands: tuple[Any, ...]) -> None:
    assert hands[0].apply(_elsewhere, (cache,)) == film(crew(cache), TWO, range(3, 5))


@pytest.mark.parametrize("set_id", sorted(environments()))
@pytest.mark.parametrize("move", get_args(Move))
def test_faces_stay_in_the_picture(set_id: str, move: Move) -> None:
    environment = environments()[set_id]
    everyone = place(("a", "b", "c", "d"), environment=environment)
    for framing in ("two", "close", "over"):
        for focus in everyone if framing != "two" else everyone[:1]:
            seen = everyone[:3] if framing == "two" else (focus,)
            people = tuple(compose.standing(one, environment) for one in seen)
            shot = Shot(framing=framing, environment=set_id, frames=96, focus=focus.role, people=seen, move=move)
            way = compose.track(shot, people, environment=environment)
            for frame in (0, 95):
                to_picture = way.at(frame, 96).lens(scale=1.0)(1.0)
                for one in people:
                    x, y = to_picture.map(*one.eyes)
                    face = 75 * one.size * way.at(frame, 96).zoom
                    assert face <= x <= 1280 - face, f"{framing} of {one.placed.role} cuts the face at the side"
                    assert 0.2 * 720 <= y <= 0.6 * 720, f"{framing} of {one.placed.role} has the eyes at {y:.0f}"


@pytest.mark.parametrize("set_id", sorted(environments()))
def test_the_edge_of_a_set_is_never_seen(set_id: str) -> None:
    environment = environments()[set_id]
    x0, y0, w, h = environment.view
    for one in place(("a", "b", "c", "d"), environment=environment):
        for framing in ("close", "over", "establish"):
            shot = Shot(
                framing=framing, environment=set_id, frames=200, focus="" if framing == "establish" else one.role, move="left"
            )
            way = compose.track(shot, (compose.standing(one, environment),), environment=environment)
            for view in (way.start, way.end):
                for depth in {layer.depth for layer in environment.layers if layer.depth >= 0.5 and not layer.near}:
                    back = view.lens(scale=1.0)(depth).inverted()[0]
                    for corner in ((0.0, 0.0), (1280.0, 720.0)):
                        x, y = back.map(*corner)
                        assert x0 - 1 <= x <= x0 + w + 1
                        assert y0 - 1 <= y <= y0 + h + 1


def test_words_are_in_the_picture_only_when_asked_for(cache: Path) -> None:
    unit = crew(cache, DRAFT)
    without, with_words = (planes(unit.render(CLOSE, 20, spoken=SPOKEN, captions=asked))[0] for asked in (False, True))
    changed = np.argwhere(without != with_words)
    assert changed.size, "captions were asked for and none came"
    assert changed[:, 0].min() > 0.75 * 720, "words belong low in the picture"
    assert changed[:, 1].min() >= 60 and changed[:, 1].max() < 1220, "words keep to the safe area"


def test_an_ending_is_black_at_its_last_frame_and_not_before(cache: Path) -> None:
    for rung in (STANDARD, DRAFT):
        last = replace(CLOSE, ends="fade")
        unit = crew(cache, rung)
        luma, u, v = planes(unit.render(last, 47, spoken=SPOKEN))
        assert set(np.unique(luma)) == {16} and set(np.unique(u)) == set(np.unique(v)) == {128}
        assert planes(unit.render(last, 20, spoken=SPOKEN))[0].mean() > 40


def test_mouths_move_with_the_words(cache: Path) -> None:
    unit = crew(cache, DRAFT)
    said, silent = unit.render(CLOSE, 10, spoken=SPOKEN), unit.render(CLOSE, 10)
    assert not np.array_equal(said, silent)


def test_every_prop_can_be_seen_close(cache: Path) -> None:
    assert {"letter", "key", "ledger", "photograph", "cup", "flower", "glove", "watch", "ticket", "book"} <= set(inserts.props())
    unit = crew(cache, DRAFT)
    pictures = {
        prop: unit.render(Shot(framing="insert", environment=SET, frames=60, focus=prop), 30).tobytes()
        for prop in ("letter", "key")
    }
    assert len(set(pictures.values())) == 2


def test_a_writer_may_call_a_prop_by_another_word() -> None:
    assert [inserts.prop_of(word) for word in ("key", "seed_packet", "torn page", "teacup", "anvil")] == [
        "key",
        "packet",
        "page",
        "cup",
        "note",
    ]


def test_a_title_is_written_over_its_place(cache: Path) -> None:
    unit = crew(cache, DRAFT)
    card = replace(TWO, framing="title", title="The Last Page", subtitle="for Ada", frames=96)
    before, after = (planes(unit.render(card, frame))[0].astype(int) for frame in (2, 60))
    letters = (after - before)[260:400, 150:1130]
    assert letters.max() > 90


def test_who_is_not_cast_is_named(cache: Path) -> None:
    stranger = Shot(
        framing="close",
        environment=SET,
        frames=48,
        focus="nobody",
        people=(Placed(role="nobody", anchor="left", facing="right"),),
    )
    with pytest.raises(RenderFailed, match="nobody"):
        crew(cache).render(stranger, 0)


def test_a_frame_beyond_the_shot_is_an_error(cache: Path) -> None:
    with pytest.raises(RenderFailed, match="has no frame 48"):
        crew(cache).render(TWO, 48)
