from __future__ import annotations

import time
from pathlib import Path

from engine.delivery.store import Store
from engine.library.characters import characters
from engine.preference.viewer import Profile
from engine.screening.rehearsal import Rehearsal
from engine.screening.workshop import Broken
from engine.story.state import begin, version
from engine.video.produce import Sounds, segment
from engine.video.rungs import LADDER
from tests.fakes import Bench
from tests.stories import LOCKED_STUDY

CAST = {"you": Profile().character, "maud": characters()["maud"]}


def rehearse(folder: Path, spoil=lambda job: None) -> tuple[Rehearsal, Bench]:
    store, sounds = Store(folder / "store", budget_bytes=2**30), Sounds(folder / "sounds")
    bench = Bench(cast=CAST, store=store, sounds=sounds)
    bench.spoil = spoil
    return Rehearsal(LOCKED_STUDY, cast=CAST, hire=lambda: bench, store=store, sounds=sounds, voices="hum"), bench


def ended(rehearsal: Rehearsal, seconds: float = 30) -> bool:
    rehearsal._thread.join(seconds)
    return not rehearsal._thread.is_alive()


def test_what_was_rehearsed_is_found_by_the_screening_that_needs_it(tmp_path):
    rehearsal, _ = rehearse(tmp_path)
    assert ended(rehearsal)
    hall = LOCKED_STUDY.scene("hall")
    scene = segment(hall, version(hall, begin(LOCKED_STUDY)), cast=CAST, voices="hum")
    store = Store(tmp_path / "store", budget_bytes=2**30)
    assert all(store.has(scene.chunk_key(part, LADDER[-1])) for part in range(scene.chunks))


def test_a_rehearsal_stops_when_the_machine_is_needed(tmp_path):
    slow: list[object] = []

    def linger(job):
        slow.append(job)
        time.sleep(0.2)

    rehearsal, bench = rehearse(tmp_path, linger)
    while not slow:
        time.sleep(0.01)
    rehearsal.stop()
    assert ended(rehearsal, 0)
    assert len(bench.done) < 8


def test_a_rehearsal_that_goes_wrong_troubles_nobody(tmp_path):
    rehearsal, bench = rehearse(tmp_path, lambda job: Broken(job=job, sentence="The disk is full."))
    assert ended(rehearsal)
    assert not bench.done
