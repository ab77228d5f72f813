from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.screening.schedule import Costs, Job, Reel, overdue, schedule

COSTS = Costs(film=(1.0, 2.0), voice=0.5, sound=0.05, spread=0.2)


def reel(name: str, *, starts_in: float = 10.0, forks: int = 0, probability: float = 1.0, made: int = 0, chunks: int = 6) -> Reel:
    """A segment whose sound is there, with its first `made` chunks at the best level."""
    return Reel(
        segment=name,
        chunks=chunks,
        starts_in=starts_in,
        probability=probability,
        forks=forks,
        first=made,
        sounded=True,
        made=(1,) * made + (-1,) * (chunks - made),
    )


def test_the_next_chunk_of_the_film_comes_first():
    jobs = schedule((reel("now", starts_in=4.0), reel("later", starts_in=20.0, forks=1, probability=0.9)), costs=COSTS, workers=2)
    assert (jobs[0].segment, jobs[0].part) == ("now", 0)


def test_with_time_to_spare_everything_is_filmed_at_its_best():
    jobs = schedule((reel("now", starts_in=30.0),), costs=COSTS, workers=2)
    assert {job.level for job in jobs} == {1}


def test_with_little_time_a_plain_take_is_filmed():
    jobs = schedule((reel("now", starts_in=1.3),), costs=COSTS, workers=2)
    assert jobs[0].level == 0


def test_every_open_way_has_its_head_before_any_has_more():
    ways = tuple(reel(name, starts_in=12.0, forks=1, probability=p) for name, p in (("a", 0.7), ("b", 0.2), ("c", 0.1)))
    jobs = schedule(ways, costs=COSTS, workers=2)
    assert {(job.segment, job.part) for job in jobs[:6]} == {(name, part) for name in "abc" for part in (0, 1)}


def test_too_slow_a_machine_makes_the_certain_film_first():
    slow = replace(COSTS, film=(4.0, 9.0))
    jobs = schedule((reel("maybe", starts_in=2.0, forks=1, probability=0.5), reel("now", starts_in=3.0)), costs=slow, workers=1)
    assert [job.segment for job in jobs[:4]] == ["now"] * 4
    assert {job.level for job in jobs[:4]} == {0}


def test_pictures_wait_for_the_sound_and_the_sound_for_the_voices():
    silent = replace(reel("now"), sounded=False, unvoiced=((0, 3.0), (1, 2.0)))
    assert [job.kind for job in schedule((silent,), costs=COSTS, workers=2)] == ["voice", "voice"]
    voiced = replace(silent, unvoiced=())
    assert [job.kind for job in schedule((voiced,), costs=COSTS, workers=2)] == ["sound"]


def test_where_nobody_speaks_pictures_do_not_wait_for_the_sound():
    silent = replace(reel("title"), sounded=False, silent=True)
    assert {job.kind for job in schedule((silent,), costs=COSTS, workers=2)[:2]} == {"sound", "film"}


def test_work_in_hand_is_not_given_out_twice():
    first = Job(kind="film", segment="now", part=0, level=1)
    jobs = schedule((reel("now"),), costs=COSTS, workers=2, busy=((first, 1.0),))
    assert ("now", 0) not in {(job.segment, job.part) for job in jobs}


def test_a_plain_take_is_filmed_again_when_there_is_time():
    draft = replace(reel("now", starts_in=60.0), made=(0,) * 6)
    assert {(job.part, job.level) for job in schedule((draft,), costs=COSTS, workers=2)} == {(part, 1) for part in range(6)}


def test_all_made_leaves_nothing_to_do():
    assert schedule((replace(reel("now"), made=(1,) * 6),), costs=COSTS, workers=2) == ()


def test_the_watchdog_gives_up_a_take_that_would_be_late():
    better = Job(kind="film", segment="now", part=0, level=1)
    assert overdue((reel("now", starts_in=1.0),), costs=COSTS, busy=((better, 5.0),)) == (better,)
    assert overdue((reel("now", starts_in=9.0),), costs=COSTS, busy=((better, 5.0),)) == ()


def test_costs_follow_what_work_really_took():
    costs = COSTS
    for _ in range(20):
        costs = costs.learnt(Job(kind="film", segment="now", level=1), 4.0, amount=1.0)
    assert 3.5 < costs.film[1] < 4.5
    assert costs.film[0] == COSTS.film[0]


reels = st.builds(
    lambda name, starts_in, forks, probability, made, sounded: replace(
        reel(name, starts_in=starts_in, forks=forks, probability=probability, made=made), sounded=sounded
    ),
    st.sampled_from("abcdefgh"),
    st.floats(-5, 80),
    st.integers(0, 2),
    st.floats(0.02, 1),
    st.integers(0, 6),
    st.booleans(),
)


@given(st.lists(reels, max_size=8, unique_by=lambda one: one.segment), st.integers(1, 4))
def test_a_plan_never_asks_for_what_is_made_or_cannot_start(some, workers):
    by_name = {one.segment: one for one in some}
    jobs = schedule(tuple(some), costs=COSTS, workers=workers)
    assert len({(job.kind, job.segment, job.part) for job in jobs}) == len(jobs)
    for job in jobs:
        one = by_name[job.segment]
        if job.kind == "film":
            assert one.sounded and one.level(job.part) < job.level
        if job.kind == "sound":
            assert not one.sounded


@given(st.lists(reels, max_size=8, unique_by=lambda one: one.segment))
def test_the_order_of_the_needs_does_not_change_what_is_made(some):
    assert set(schedule(tuple(some), costs=COSTS, workers=2)) == set(schedule(tuple(some[::-1]), costs=COSTS, workers=2))


#  painted:  no no no no no no      due in 30 s: plainly now, and somebody paints
def test_what_is_not_painted_is_filmed_plainly_where_it_is_due_and_painted_where_there_is_time():
    soon = replace(reel("now", starts_in=30.0), cold=frozenset(range(6)))
    jobs = schedule((soon,), costs=COSTS, workers=2)
    assert {job.level for job in jobs if job.kind == "film"} == {0}
    later = replace(reel("later", starts_in=200.0), cold=frozenset(range(6)))
    jobs = schedule((later,), costs=COSTS, workers=2)
    assert [job.kind for job in jobs] == ["paint"] * 6
    half = replace(later, cold=frozenset(range(3, 6)))
    assert [job.kind for job in schedule((half,), costs=COSTS, workers=2)] == ["film"] * 3 + ["paint"] * 3


def test_a_plain_take_of_what_is_not_painted_is_painted_before_it_is_filmed_again():
    draft = replace(reel("now", starts_in=60.0), made=(0,) * 6, cold=frozenset({0, 1}))
    jobs = schedule((draft,), costs=COSTS, workers=2)
    assert {(job.kind, job.part) for job in jobs} == {("paint", 0), ("paint", 1), *(("film", part) for part in range(2, 6))}


def test_a_chunk_that_had_to_be_painted_says_nothing_of_the_cost_of_film():
    paint = Job(kind="paint", segment="now", level=1)
    learnt = COSTS.learnt(paint, 30.0, amount=1.0)
    assert learnt.paint > COSTS.paint
    assert (learnt.film, learnt.spread) == (COSTS.film, COSTS.spread)


# ---- laws -------------------------------------------------------------------------------------------------------------

THREE = Costs(film=(0.3, 1.0, 2.6), voice=0.5, sound=0.05, spread=0.2)

SLOW = Costs(film=(0.3, 2.0, 6.0), spread=0.2)

viewed = st.builds(
    lambda name, starts_in, forks, probability, made: replace(
        reel(name, starts_in=starts_in, forks=forks, probability=1.0 if not forks else probability, chunks=9),
        made=tuple(made),
        first=0,
        shots=(0, 3, 6),
    ),
    st.sampled_from("abcdefgh"),
    st.floats(0.5, 70),
    st.integers(0, 1),
    st.floats(0.06, 0.9),
    st.lists(st.integers(-1, 2), min_size=9, max_size=9),
)
views = st.lists(viewed, min_size=1, max_size=6, unique_by=lambda one: one.segment)


def lateness(jobs: list[tuple[float, float]], workers: int) -> float:
    """By how much the latest of (due, cost), made earliest deadline first, misses its deadline."""
    spent, worst = 0.0, float("-inf")
    for due, cost in sorted(jobs):
        spent += cost
        worst = max(worst, spent - due * workers)
    return worst


@given(views)
def test_what_is_feasible_at_its_plainest_is_still_feasible_with_every_better_take(some):
    ends = min((one.starts_in for one in some if one.forks), default=float("inf"))
    by_name = {one.segment: one for one in some if not one.forks or one.starts_in <= ends + 1}

    def due(name: str, chunk: int) -> float:
        return by_name[name].starts_in if by_name[name].forks else by_name[name].due(chunk)

    def needed(one: Reel) -> range:
        return range(one.chunks) if not one.forks else range(2)

    floor = [
        (due(one.segment, chunk), SLOW.at(0))
        for one in by_name.values()
        for chunk in needed(one)
        if one.level(chunk) < 0 and due(one.segment, chunk) < 60
    ]
    if lateness(floor, 1) > 0:
        return
    jobs = schedule(tuple(some), costs=SLOW, workers=1, horizon=60.0)
    must = {(one.segment, chunk) for one in by_name.values() for chunk in needed(one) if one.level(chunk) < 0}
    planned = [
        (due(job.segment, job.part), SLOW.at(job.level))
        for job in jobs
        if (job.segment, job.part) in must and due(job.segment, job.part) < 60
    ]
    assert lateness(planned, 1) <= 1e-6


@given(views, st.integers(1, 4))
def test_every_floor_is_planned_whatever_else_is(some, workers):
    jobs = {(job.segment, job.part) for job in schedule(tuple(some), costs=THREE, workers=workers)}
    for one in some:
        if not one.forks:
            missing = {(one.segment, chunk) for chunk in range(one.chunks) if one.level(chunk) < 0 and one.due(chunk) < 75}
            assert missing <= jobs


@given(views, views)
def test_nothing_is_made_for_a_way_that_is_not_in_view(some, others):
    alive = {one.segment for one in some}
    dead = tuple((Job(kind="film", segment=one.segment.upper(), part=0, level=1), 1.0) for one in others)
    assert {job.segment for job in schedule(tuple(some), costs=THREE, workers=2, busy=dead)} <= alive


@given(views, st.integers(1, 3))
def test_within_a_shot_no_chunk_is_begun_before_the_one_it_follows(some, workers):
    chained = tuple(replace(one, chained=True) for one in some)
    by_name = {one.segment: one for one in chained}
    for job in schedule(chained, costs=THREE, workers=workers):
        if job.part not in (0, 3, 6):
            assert by_name[job.segment].level(job.part - 1) >= 0


#  the third shot is there at its best; in time, five more chunks can be: which?   0 1 1 | 1 1 1 | 1 1 1
def test_a_change_of_level_is_seen_as_rarely_as_can_be():
    slow = Costs(film=(0.3, 4.0), spread=0.2)
    now = replace(reel("now", starts_in=9.0, chunks=9), shots=(0, 3, 6), made=(-1,) * 6 + (1,) * 3)
    jobs = schedule((now,), costs=slow, workers=1)
    levels = [level for _, level in sorted((job.part, job.level) for job in jobs)] + [1]
    assert sum(one != other for one, other in pairwise(levels)) == 1


def test_a_machine_that_just_became_slower_is_known_to_be_slower_at_every_level():
    costs = THREE
    for level in (0, 1, 2) * 4:
        costs = costs.learnt(Job(kind="film", segment="now", level=level), THREE.film[level], amount=1.0)
    for _ in range(4):
        costs = costs.learnt(Job(kind="film", segment="now", level=2), 2 * THREE.film[2], amount=1.0)
    assert costs.at(0) > 1.5 * THREE.film[0]


def test_a_take_that_was_given_up_says_that_takes_can_be_long():
    costs = THREE
    for _ in range(8):
        costs = costs.learnt(Job(kind="film", segment="now", level=2), 2.6, amount=1.0)
    steady = costs.tail
    assert costs.stopped(Job(kind="film", segment="now", level=2), 1.0) == costs
    for _ in range(2):
        costs = costs.stopped(Job(kind="film", segment="now", level=2), 9.0)
    assert costs.tail > 1.5 * steady and costs.guard > 0


def test_the_watchdog_clears_the_way_for_the_next_chunk_where_it_could_only_just_be_drafted():
    now = replace(reel("now", starts_in=0.55, chunks=6))
    elsewhere = Job(kind="film", segment="later", part=0, level=2)
    later = reel("later", starts_in=20.0, forks=1, probability=0.6)
    assert overdue((now, later), costs=THREE, busy=((elsewhere, 4.0),)) == (elsewhere,)
    assert overdue((replace(now, starts_in=9.0), later), costs=THREE, busy=((elsewhere, 4.0),)) == ()
