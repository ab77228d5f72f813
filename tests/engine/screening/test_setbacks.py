from __future__ import annotations

from dataclasses import replace

from engine.screening.schedule import Job, Reel
from engine.screening.setbacks import AGAIN, TRIES, Setbacks

TAKE = Job(kind="film", segment="hall", part=3, level=1)
PLAIN = replace(TAKE, level=0)
PAINT = replace(TAKE, kind="paint")
SOUND = Job(kind="sound", segment="hall")
FULL = "The disk is full. Free 1 GB there."


def hall(*made: int) -> dict[str, Reel]:
    return {"hall": Reel(segment="hall", chunks=4, starts_in=5, probability=1, made=made)}


def failed(job: Job, times: int = TRIES, *, again: bool = True, at: float = 0.0) -> Setbacks:
    setbacks = Setbacks()
    for _ in range(times):
        setbacks.missed(job, FULL, again=again, now=at)
    return setbacks


def test_a_job_is_tried_three_times_then_left_alone_then_tried_again():
    setbacks = failed(PLAIN, 2)
    assert setbacks.possible((PLAIN,), hall(), busy=(), now=0) == (PLAIN,)
    assert setbacks.missed(PLAIN, FULL, again=True, now=0) == FULL
    assert setbacks.possible((PLAIN, SOUND), hall(), busy=(), now=AGAIN - 1) == (SOUND,)
    assert setbacks.possible((PLAIN, SOUND), hall(), busy=(), now=AGAIN + 1) == (PLAIN, SOUND)


def test_a_job_that_ended_two_workers_is_never_tried_again():
    assert failed(PLAIN, 1, again=False).possible((PLAIN,), hall(), busy=(), now=1e9) == ()


def test_the_same_sentence_is_told_once():
    setbacks = failed(PLAIN)
    assert [setbacks.missed(SOUND, FULL, again=True, now=0) for _ in range(TRIES)] == ["", "", ""]


def test_where_a_take_or_its_paint_fails_a_plain_take_is_made_and_only_once():
    assert failed(TAKE).possible((TAKE,), hall(), busy=(), now=0) == (PLAIN,)
    assert failed(PAINT).possible((PAINT, PLAIN), hall(), busy=(), now=0) == (PLAIN,)
    assert failed(TAKE).possible((TAKE,), hall(), busy=(PLAIN,), now=0) == ()
    assert failed(TAKE).possible((TAKE,), hall(0, 0, 0, 0), busy=(), now=0) == ()  # a plain take is there


def test_only_what_the_picture_cannot_do_without_stands_between_it_and_a_chunk():
    assert failed(PLAIN).between("hall", 3) == FULL
    assert failed(SOUND).between("hall", 0) == FULL
    assert failed(PLAIN).between("hall", 2) == failed(PLAIN).between("study", 3) == ""
    assert failed(TAKE).between("hall", 3) == failed(PAINT).between("hall", 3) == ""


def test_a_job_that_is_done_in_the_end_is_forgiven():
    setbacks = failed(SOUND)
    setbacks.done(SOUND)
    assert setbacks.between("hall", 0) == "" and setbacks.possible((SOUND,), hall(), busy=(), now=0) == (SOUND,)
