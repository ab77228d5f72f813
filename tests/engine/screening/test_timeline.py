from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.screening.timeline import Timeline, begun
from engine.story.state import State, begin, choose, version
from engine.story.story import GRID
from engine.video.produce import Segment
from tests.stories import LOCKED_STUDY

# LOCKED_STUDY: each scene is four chunks long
#  hall ──(take the key)──> study ──(open)──> vault (just)
#    │                        └────(go)─────> street
#    └────(leave)─────────────────────────> street (wry)
HALL = begin(LOCKED_STUDY)
STUDY = choose(LOCKED_STUDY, HALL, "take")
FAR = 100 * GRID


def segment_of(state: State) -> Segment:
    scene = LOCKED_STUDY.scene(state.scene)
    return Segment(key=state.scene, scene=scene.id, title=scene.title, shots=version(scene, state).shots)


def timeline(state: State = HALL, *, chunk: int = 0) -> Timeline:
    return begun(LOCKED_STUDY, state, segment_of(state), chunk=chunk)


def taking(line: Timeline, choice: str) -> Timeline:
    return line.recut(replace(line.last, taken=choice)).extended(segment_of, until=FAR)


def test_nothing_follows_an_open_choice_until_it_is_taken():
    line = timeline().extended(segment_of, until=FAR)
    assert [cut.state.scene for cut in line.cuts] == ["hall"]
    assert [cut.state.scene for cut in taking(line, "leave").cuts] == ["hall", "street"]
    assert taking(line, "leave").ends


def test_what_is_certain_but_far_off_waits():
    line = timeline()
    line = line.recut(replace(line.last, taken="take"))
    assert line.extended(segment_of, until=0) == line
    assert len(line.extended(segment_of, until=1).cuts) == 2


@given(first=st.integers(0, 9), chunks=st.integers(0, 20), taken=st.sampled_from(["leave", "take"]))
def test_whatever_is_appended_lies_in_the_stream_end_to_end(first, chunks, taken):
    line = taking(timeline(chunk=first), taken)
    for _ in range(chunks):
        line = line.grown()
    there = sum(cut.segment.chunks - cut.first for cut in line.cuts)
    assert line.appended_end == min(chunks, there) * GRID
    assert (line.growing is None) == (chunks >= there)
    for before, after in zip(line.cuts, line.cuts[1:], strict=False):
        assert before.end == after.start
        assert before.whole or not after.appended
        assert line.at(after.start - 1) == before and line.at(after.start) == after


def test_the_last_fork_is_the_last_place_where_something_was_chosen():
    line = timeline()
    assert line.fork_before(line.last) is None
    line = taking(line, "take")
    assert [line.fork_before(cut) for cut in line.cuts] == [HALL, HALL]
    line = taking(line, "open")
    assert [line.fork_before(cut) for cut in line.cuts] == [HALL, STUDY, STUDY]


def test_after_a_resume_the_words_are_those_of_the_picture():
    #  "You have the key, then." is said from 0.5 s to 10.2 s of the study
    whole, resumed = timeline(STUDY), timeline(STUDY, chunk=2)
    assert not whole.said(0)
    assert [line.text for line in resumed.said(0)] == ["You have the key, then."]
    assert resumed.said(100) == whole.said(2 * GRID + 100)
    assert not resumed.said(2 * GRID)
