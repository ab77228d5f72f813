from __future__ import annotations

import multiprocessing as mp
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from engine.errors import Cancelled, RenderFailed
from engine.screening.journal import Journal
from engine.screening.leases import Heart, Patience
from engine.screening.schedule import Job
from engine.screening.workshop import Broken, Died, Done, Stopped, Workshop, workers_for
from engine.video.produce import Segment
from engine.video.stages import breathe, interruptible

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


# ---- leases -------------------------------------------------------------------------------------------------------------


def stopped(folder: Path):
    """Work whose process stops in the middle: swapped out for good, or stuck in a library."""

    def work(job, scene, cancelled):
        time.sleep(0.3)  # its heart has begun to beat
        os.kill(os.getpid(), signal.SIGSTOP)
        return 1.0

    return work


def stuck(folder: Path):
    """Work that goes on and gets nowhere, while the rest of its process lives."""

    def work(job, scene, cancelled):
        while True:
            time.sleep(0.05)

    return work


def deadly(folder: Path):
    def work(job, scene, cancelled):
        if job == FIRST:
            os.kill(os.getpid(), signal.SIGKILL)
        return 1.0

    return work


@pytest.mark.parametrize(
    ("make", "pulse", "breath", "why"), [(stopped, 1.0, 60.0, "no sign of life"), (stuck, 30.0, 1.0, "stood still")]
)
def test_a_worker_that_hangs_is_missed_and_replaced(tmp_path, make, pulse, breath, why):
    shop = Workshop(setup=tmp_path, count=1, make=make, cache=tmp_path, patience=Patience(pulse=pulse, breath=breath))
    try:
        shop.start(FIRST, SCENE)
        died = wait_for(shop, Died, seconds=60)
        assert died.job == FIRST and why in died.why
        assert shop.idle == 1
    finally:
        shop.close()


@pytest.mark.parametrize("workshop", [(deadly, 1)], indirect=True)
def test_a_job_that_ends_two_workers_is_not_given_to_a_third_and_the_rest_goes_on(workshop):
    workshop.start(FIRST, SCENE)
    assert wait_for(workshop, Died, seconds=60).job == FIRST
    workshop.start(FIRST, SCENE)
    broken = wait_for(workshop, Broken, seconds=60)
    assert broken.job == FIRST and not broken.again
    assert "two workers" in broken.sentence and "Close other programs" in broken.sentence
    pids = workshop.pids
    assert not workshop.start(FIRST, SCENE)
    assert wait_for(workshop, Broken).job == FIRST
    workshop.start(SECOND, SCENE)
    assert wait_for(workshop, Done, seconds=60).job == SECOND
    assert workshop.pids == pids


def test_silence_counts_only_while_somebody_listens():
    heart, patience = Heart(), Patience(pulse=20, breath=120)
    assert not heart.look(1, 0, working=True, now=0.0, patience=patience)
    assert not heart.look(1, 0, working=True, now=8 * 3600.0, patience=patience)  # the lid was shut
    for second in range(1, 20):
        assert not heart.look(1, 0, working=True, now=8 * 3600.0 + second, patience=patience)
    assert heart.look(1, 0, working=True, now=8 * 3600.0 + 20, patience=patience)


def test_an_idle_worker_need_draw_no_breath_and_a_starting_one_no_pulse_yet():
    idle, starting, patience = Heart(), Heart(), Patience(pulse=20, breath=120)
    for second in range(100):
        assert not idle.look(second + 1, 0, working=False, now=second, patience=patience)
        assert not starting.look(0, 0, working=False, now=second, patience=patience)


# ---- resources ----------------------------------------------------------------------------------------------------------


def says_where(folder: Path):
    def work(job, scene, cancelled):
        name = f"{job.part}-{mp.current_process().name}-{os.environ.get('CUDA_VISIBLE_DEVICES')}"
        (folder / name).touch()
        return 1.0

    return work


def test_what_needs_a_card_goes_to_the_worker_that_has_one_and_keeps_no_other_waiting(tmp_path, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    needs = {FIRST: "gpu", SECOND: "cpu"}
    shop = Workshop(setup=tmp_path, count=1, cards=1, make=says_where, needs=needs.__getitem__)
    third = Job(kind="film", segment="k", part=2)
    needs[third] = "gpu"
    try:
        given = shop.start_some((FIRST, third, SECOND), scene_of=lambda _: SCENE)
        assert given == 2 and {job for job, _ in shop.busy()} == {FIRST, SECOND}
        wait_for(shop, Done, seconds=60)
        until = time.monotonic() + 60
        while shop.busy() and time.monotonic() < until:
            shop.reports(timeout=0.2)
        assert {path.name for path in tmp_path.iterdir()} == {"0-otherwise-gpu-0", "1-otherwise-cpu-"}
    finally:
        shop.close()


# ---- the journal --------------------------------------------------------------------------------------------------------


def _begin_and_be_killed(folder: Path, begun) -> None:
    journal = Journal(folder)
    journal.begun(FIRST)
    journal.begun(SECOND)
    journal.ended(FIRST)
    begun.set()
    signal.pause()


def test_what_a_killed_program_had_in_hand_is_told_to_one_that_starts_later_and_to_no_other(tmp_path):
    context = mp.get_context("spawn")
    begun = context.Event()
    process = context.Process(target=_begin_and_be_killed, args=(tmp_path, begun))
    process.start()
    assert begun.wait(60)
    assert Journal(tmp_path).left == ()  # it is still being done
    os.kill(process.pid, signal.SIGKILL)
    process.join(20)
    assert Journal(tmp_path).left == (SECOND,)
    assert Journal(tmp_path).left == ()


def test_a_torn_or_foreign_journal_tells_what_can_be_read(tmp_path):
    journal = Journal(tmp_path)
    journal.begun(FIRST)
    journal.begun(SECOND)
    file = next(tmp_path.glob("*.jsonl"))
    raw = file.read_bytes()
    journal.close()
    file.write_bytes(b'{"format":9,"job":0}\nnonsense\n' + raw[:-20])
    assert Journal(tmp_path).left == (FIRST,)


def test_a_folder_that_cannot_be_written_costs_the_journal_and_nothing_else(tmp_path):
    (tmp_path / "file").touch()
    journal = Journal(tmp_path / "file" / "journal")
    journal.begun(FIRST)
    journal.ended(FIRST)
    journal.close()
    assert journal.left == ()


@pytest.mark.parametrize("workshop", [(endless, 1)], indirect=True)
def test_what_was_left_undone_is_done_first(workshop, tmp_path):
    workshop._journal.left = (SECOND,)
    workshop.start_some((FIRST, SECOND), scene_of=lambda _: SCENE)
    assert [job for job, _ in workshop.busy()] == [SECOND]


# ---- giving up long work ------------------------------------------------------------------------------------------------


def breathless(folder: Path):
    """A library that works for minutes, but can be told to stop from another thread."""

    def work(job, scene, cancelled):
        stop = threading.Event()
        (folder / f"began-{job.part}").touch()
        with interruptible(stop.set):
            stop.wait(600)
        breathe()
        return 1.0

    return work


@pytest.mark.parametrize("workshop", [(breathless, 1)], indirect=True)
def test_a_library_that_works_for_nothing_is_told_to_stop(workshop, tmp_path):
    workshop.start(FIRST, SCENE)
    began(tmp_path)
    workshop.cancel(FIRST)
    assert wait_for(workshop, Stopped).job == FIRST
