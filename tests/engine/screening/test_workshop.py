from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from engine.errors import Cancelled, RenderFailed
from engine.screening.schedule import Job
from engine.screening.workshop import Broken, Died, Done, Stopped, Workshop, workers_for
from engine.video.produce import Segment

SCENE = Segment(key="k", scene="hall", title="Hall", shots=())
FIRST, SECOND = Job(kind="film", segment="k", part=0), Job(kind="film", segment="k", part=1)


def endless(folder: Path):
    """Work that goes on until it is cancelled, and leaves a mark when it has begun."""

    def work(job, scene, cancelled):
        (folder / f"began-{job.part}").touch()
        while not cancelled():
            time.sleep(0.005)
        raise Cancelled("as asked")

    return work


def short(_):
    return lambda job, scene, cancelled: 1.0


def failing(_):
    def work(job, scene, cancelled):
        raise RenderFailed("The brush is dry. Wet it.")

    return work


def slips(_):
    def work(job, scene, cancelled):
        raise ValueError("slip")

    return work


def wait_for(workshop: Workshop, kind: type, seconds: float = 20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for report in workshop.reports(timeout=0.2):
            if isinstance(report, kind):
                return report
    raise AssertionError(f"no {kind.__name__} within {seconds} s")


def began(folder: Path, part: int = 0, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not (folder / f"began-{part}").exists():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.fixture
def workshop(request, tmp_path):
    make, count = request.param
    shop = Workshop(setup=tmp_path, count=count, make=make, cache=tmp_path)
    yield shop
    shop.close()


@pytest.mark.parametrize("workshop", [(short, 2)], indirect=True)
def test_work_is_done_and_said(workshop):
    assert workshop.start(FIRST, SCENE)
    assert wait_for(workshop, Done).job == FIRST
    assert workshop.idle == 2


@pytest.mark.parametrize("workshop", [(endless, 1)], indirect=True)
def test_work_stops_when_told_and_the_worker_goes_on(workshop, tmp_path):
    workshop.start(FIRST, SCENE)
    began(tmp_path)
    workshop.cancel(FIRST)
    assert wait_for(workshop, Stopped).job == FIRST
    workshop.start(SECOND, SCENE)
    began(tmp_path, part=1)
    assert [job for job, _ in workshop.busy()] == [SECOND]


@pytest.mark.parametrize("workshop", [(endless, 1)], indirect=True)
def test_a_full_workshop_takes_no_more(workshop):
    assert workshop.start(FIRST, SCENE)
    assert not workshop.start(SECOND, SCENE)


@pytest.mark.parametrize("workshop", [(endless, 1)], indirect=True)
def test_a_killed_worker_is_missed_and_replaced(workshop, tmp_path):
    workshop.start(FIRST, SCENE)
    began(tmp_path)
    os.kill(workshop.pids[0], signal.SIGKILL)
    died = wait_for(workshop, Died)
    assert (died.job, died.exit_code) == (FIRST, -signal.SIGKILL)
    workshop.start(SECOND, SCENE)
    began(tmp_path, part=1)


@pytest.mark.parametrize("workshop", [(endless, 1)], indirect=True)
def test_what_a_killed_worker_had_half_written_is_swept_out_and_nothing_else(workshop, tmp_path):
    workshop.start(FIRST, SCENE)
    began(tmp_path)
    half, other = (tmp_path / "bakes" / f".a.png.{pid}.part" for pid in (workshop.pids[0], os.getpid()))
    half.parent.mkdir()
    half.touch()
    other.touch()
    os.kill(workshop.pids[0], signal.SIGKILL)
    wait_for(workshop, Died)
    assert list(half.parent.iterdir()) == [other]


@pytest.mark.parametrize("workshop", [(failing, 1)], indirect=True)
def test_what_went_wrong_is_told_in_the_words_of_the_one_who_knew(workshop):
    workshop.start(FIRST, SCENE)
    assert wait_for(workshop, Broken).sentence == "The brush is dry. Wet it."


@pytest.mark.parametrize("workshop", [(slips, 1)], indirect=True)
def test_a_slip_in_the_code_is_told_with_its_trace(workshop):
    workshop.start(FIRST, SCENE)
    assert "ValueError" in wait_for(workshop, Broken).trace


def test_a_small_machine_still_gets_two_workers():
    assert (workers_for(1), workers_for(2), workers_for(8)) == (1, 2, 7)
