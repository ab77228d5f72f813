from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.screening.hands import VOICE, hand_out
from engine.screening.schedule import Job

JOBS = tuple(Job(kind="film", segment=name, part=part, level=1) for name in ("hall", "street") for part in range(3))


def place(job: Job) -> str:
    return VOICE if job.kind == "voice" else "" if job.kind == "sound" else job.segment


def test_a_worker_goes_on_where_it_is_warm():
    given_out = hand_out(JOBS, idle={0: ("street",)}, working={1: (JOBS[0], ("hall",))}, place=place)
    assert given_out == ((JOBS[3], 0),)


def test_two_idle_workers_go_to_two_sets():
    assert hand_out(JOBS, idle={0: (), 1: ()}, working={}, place=place) == ((JOBS[0], 0), (JOBS[3], 1))


def test_what_cannot_wait_is_done_by_whoever_is_free():
    given_out = hand_out(JOBS, idle={0: ("street",)}, working={1: (JOBS[5], ("hall",))}, place=place, pressing=lambda _: True)
    assert given_out == ((JOBS[0], 0),)


def test_where_two_are_free_the_warm_one_gets_what_cannot_wait():
    given_out = hand_out(JOBS, idle={0: (), 1: ("hall",)}, working={}, place=place, pressing=lambda job: job == JOBS[0])
    assert given_out[0] == (JOBS[0], 1)


def test_a_set_is_painted_by_one_worker_at_a_time():
    paint = tuple(Job(kind="paint", segment="hall", part=part, level=1) for part in range(2))
    assert hand_out(paint, idle={0: ()}, working={1: (paint[0], ("hall",))}, place=place) == ()
    assert hand_out(paint, idle={0: (), 1: ()}, working={}, place=place) == ((paint[0], 0),)


def test_one_worker_speaks_while_the_other_paints():
    jobs = (*(Job(kind="voice", segment="hall", part=n) for n in range(4)), Job(kind="paint", segment="hall", level=1))
    (first, speaker), (second, painter) = hand_out(jobs, idle={0: (), 1: ()}, working={}, place=place)
    assert (first.kind, second.kind) == ("voice", "paint")
    assert speaker != painter
    lines, at_work = jobs[1:4], {speaker: (first, (VOICE,))}
    assert hand_out(lines, idle={painter: ("hall",)}, working=at_work, place=place) == ()
    assert hand_out(lines, idle={painter: ("hall",)}, working=at_work, place=place, pressing=lambda _: True)


@given(st.permutations(JOBS), st.sets(st.integers(0, 3)), st.sets(st.sampled_from(["hall", "street"])))
def test_no_job_is_given_twice_and_nobody_is_idle_while_there_is_work(jobs, idle, warm):
    given_out = hand_out(tuple(jobs), idle={number: tuple(sorted(warm)) for number in idle}, working={}, place=place)
    assert len({job for job, _ in given_out}) == len({number for _, number in given_out}) == min(len(idle), len(jobs))
