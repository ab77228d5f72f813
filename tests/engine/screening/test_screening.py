from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from engine.delivery.store import Store
from engine.delivery.stream import Stream
from engine.library.characters import characters
from engine.preference.history import History
from engine.preference.taste import Taste
from engine.preference.viewer import Profile
from engine.screening import events
from engine.screening.daybook import Made, Opened, Shown, Took, read, report
from engine.screening.episodes import Bookmark, Episode, keep, load
from engine.screening.screening import Screening, Timer
from engine.screening.workshop import Broken, Died
from engine.story.files import write
from engine.story.state import begin, choose
from engine.video.produce import Sounds
from tests.fakes import Bench
from tests.stories import LOCKED_STUDY

# LOCKED_STUDY: each scene lasts 256 frames; choices open 192 frames before the end and close 19 before it
#  hall ──(take the key)──> study ──(open)──> vault (just)
#    │                        └────(go)─────> street
#    └────(leave)─────────────────────────> street (wry)
END_OF_HALL = 256
OPEN, CLOSED = END_OF_HALL - 190, END_OF_HALL - 10
CAST = {"you": Profile().character, "maud": characters()["maud"]}


class Viewing:
    """A screening and whoever watches it."""

    def __init__(self, folder: Path, *, bookmark: Bookmark | None = None, timer: Timer = Timer()) -> None:
        self.told: list[events.Event] = []
        self._news = threading.Condition()
        self.folder = folder / "episode"
        for name, value in (("story.json", LOCKED_STUDY), ("cast.json", {"cast": CAST, "format": 1})):
            write(self.folder / name, value)
        episode = Episode(
            id="episode",
            story=LOCKED_STUDY,
            cast=CAST,
            bookmark=bookmark or Bookmark(state=begin(LOCKED_STUDY)),
            folder=self.folder,
        )
        self.store = Store(folder / "store", budget_bytes=2**30)
        sounds = Sounds(folder / "sounds")
        self.bench = Bench(cast=CAST, store=self.store, sounds=sounds, count=2)
        self.history = History(folder / "history.sqlite")
        self.screening = Screening(
            episode,
            crew=self.bench,
            store=self.store,
            sounds=sounds,
            on_event=self._hear,
            history=self.history,
            voices="hum",
            timer=timer,
            viewings=folder / "viewings",
        )

    def _hear(self, event: events.Event) -> None:
        with self._news:
            self.told.append(event)
            self._news.notify_all()

    def until(self, kind: type, *, seconds: float = 20, beyond: int = 0):
        """The event of that kind after the first `beyond` of them."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.all(kind)) > beyond, seconds), f"no {kind.__name__} in {self.told}"
            return self.all(kind)[beyond]

    def all(self, kind: type) -> list:
        return [event for event in self.told if isinstance(event, kind)]

    def appended(self, frames: int, *, seconds: float = 20) -> None:
        until = time.monotonic() + seconds
        while self.screening.stream.appended_frames < frames:
            assert time.monotonic() < until, f"{self.screening.stream.appended_frames} of {frames}: {self.told[-3:]}"
            time.sleep(0.01)

    def settle(self, seconds: float = 0.3) -> None:
        """Give the screening time to do something that it must not do."""
        time.sleep(seconds)


@pytest.fixture
def seat(tmp_path):
    taken: list[Viewing] = []

    def sit(**options) -> Viewing:
        viewing = Viewing(tmp_path, **options)
        taken.append(viewing)
        viewing.screening.start()
        viewing.appended(64)
        return viewing

    yield sit
    for viewing in taken:
        viewing.screening.close()
        viewing.history.close()


def test_the_film_begins_at_the_beginning(seat):
    viewing = seat()
    assert viewing.until(events.SceneBegan).scene.id == "hall"
    viewing.appended(END_OF_HALL)


def test_nothing_is_appended_that_is_not_yet_chosen(seat):
    viewing = seat()
    viewing.appended(END_OF_HALL)
    viewing.settle()
    assert viewing.screening.stream.appended_frames == END_OF_HALL


def test_a_choice_opens_when_the_picture_is_there(seat):
    viewing = seat()
    viewing.screening.tick(OPEN - 30)
    viewing.settle()
    assert not viewing.all(events.ChoiceOpened)
    viewing.screening.tick(OPEN)
    opened = viewing.until(events.ChoiceOpened)
    assert [choice.id for choice in opened.choices] == ["take", "leave"]
    assert (opened.default, opened.closes_at) == ("leave", END_OF_HALL - 19)


def test_who_watches_at_twice_the_pace_has_as_long_to_choose(seat):
    viewing = seat()
    viewing.screening.set_pace(2.0)
    viewing.settle()
    viewing.screening.tick(1)  # twice 192 frames before the end lies before the beginning
    opened = viewing.until(events.ChoiceOpened)
    assert opened.closes_at == END_OF_HALL - 38


def test_the_film_goes_on_with_what_was_chosen(seat):
    viewing = seat()
    viewing.screening.tick(OPEN)
    viewing.until(events.ChoiceOpened)
    viewing.screening.choose("take")
    viewing.appended(2 * END_OF_HALL)
    viewing.screening.tick(END_OF_HALL + 1)
    assert viewing.until(events.SceneBegan, beyond=1).scene.id == "study"
    assert viewing.history.forks()[0][2] is False


def test_each_way_on_is_made_ready_while_the_choice_is_open(seat, monkeypatch):
    expected = []
    monkeypatch.setattr(Stream, "expect", lambda stream, chunk: expected.append((stream.appended_frames, chunk)))
    viewing = seat()
    viewing.appended(END_OF_HALL)
    viewing.settle()
    assert not expected
    for frame in range(OPEN, OPEN + 40):
        viewing.screening.tick(frame)
        viewing.settle(0.02)
    assert [frames for frames, _ in expected] == [END_OF_HALL, END_OF_HALL]  # the study and the street
    assert expected[0][1] != expected[1][1]


def test_what_is_chosen_is_learnt_at_once_logged_as_it_was_offered_and_forgotten_on_demand(seat):
    viewing = seat()
    viewing.screening.tick(OPEN)
    viewing.until(events.ChoiceOpened)
    viewing.screening.choose("take")
    viewing.until(events.ChoiceTaken)
    assert viewing.screening._taste.forks == viewing.history.choices(last=9)
    assert [(fork.taken, fork.default) for fork in viewing.screening._taste.forks] == [("take", "leave")]
    viewing.screening.forget()
    viewing.screening.tick(END_OF_HALL + 1)
    viewing.until(events.SceneBegan, beyond=1)
    assert viewing.screening._taste == Taste()


def test_silence_takes_the_default(seat):
    viewing = seat()
    viewing.screening.tick(OPEN)
    viewing.screening.tick(CLOSED)
    taken = viewing.until(events.ChoiceTaken)
    assert (taken.choice.id, taken.by_default) == ("leave", True)


@pytest.mark.parametrize("choice", ["shout", "open"])
def test_what_is_not_offered_is_ignored(seat, choice):
    viewing = seat()
    viewing.screening.tick(OPEN)
    viewing.until(events.ChoiceOpened)
    viewing.screening.choose(choice)
    viewing.settle()
    assert not viewing.all(events.ChoiceTaken)


def test_a_choice_made_too_late_is_ignored(seat):
    viewing = seat()
    viewing.screening.tick(OPEN)
    viewing.screening.tick(CLOSED)
    viewing.until(events.ChoiceTaken)
    viewing.screening.choose("take")
    viewing.settle()
    assert [event.choice.id for event in viewing.all(events.ChoiceTaken)] == ["leave"]


def test_a_timer_that_is_off_waits_for_the_viewer_and_is_no_stall(seat):
    viewing = seat(timer=Timer(waits=True))
    viewing.appended(END_OF_HALL)
    viewing.screening.tick(OPEN)
    viewing.screening.tick(CLOSED)
    assert viewing.until(events.Stalled).for_viewer
    viewing.screening.choose("take")
    viewing.until(events.Resumed)
    assert viewing.screening.stalls == 0


def test_every_open_way_is_filmed_before_it_is_chosen(seat):
    viewing = seat()
    viewing.appended(END_OF_HALL)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        making = viewing.all(events.Making)
        if making and len(making[-1].prospects) == 2 and min(p.seconds_ready for p in making[-1].prospects) > 5:
            return
        time.sleep(0.05)
    raise AssertionError(viewing.all(events.Making)[-1])


def test_the_ending_is_told_when_its_last_picture_is_shown(seat):
    viewing = seat()
    viewing.screening.tick(OPEN)
    viewing.screening.tick(CLOSED)
    viewing.appended(2 * END_OF_HALL)
    viewing.screening.tick(2 * END_OF_HALL - 20)
    viewing.settle()
    assert not viewing.all(events.Ended)
    viewing.screening.tick(2 * END_OF_HALL - 1)
    assert viewing.until(events.Ended).ending.title == "Home by Rain"
    assert viewing.screening.stream.finished
    assert viewing.history.endings()[0].title == "Home by Rain"


def test_going_back_offers_the_last_choice_again(seat):
    viewing = seat()
    viewing.screening.tick(OPEN)
    viewing.until(events.ChoiceOpened)
    viewing.screening.choose("take")
    viewing.appended(END_OF_HALL + 64)
    viewing.screening.tick(END_OF_HALL + 5)
    viewing.until(events.SceneBegan, beyond=1)
    old = viewing.screening.stream
    viewing.screening.back_to_last_choice()
    assert viewing.until(events.Rewound).scene.id == "hall"
    assert old.cancelled and viewing.screening.stream is not old
    viewing.appended(64)
    viewing.screening.tick(80)
    viewing.until(events.ChoiceOpened, beyond=1)
    viewing.screening.choose("leave")
    assert viewing.until(events.ChoiceTaken, beyond=1).choice.id == "leave"


def in_the_study(seat) -> Viewing:
    """Some frames into the study, with the key in hand."""
    viewing = seat()
    viewing.screening.tick(OPEN)
    viewing.until(events.ChoiceOpened)
    viewing.screening.choose("take")
    viewing.appended(END_OF_HALL + 64)
    viewing.screening.tick(END_OF_HALL + 40)
    viewing.until(events.SceneBegan, beyond=1)
    return viewing


def test_the_daybook_has_what_was_expected_made_and_shown(seat):
    viewing = in_the_study(seat)
    viewing.screening.close()
    (path,) = (viewing.folder.parent / "viewings").glob("*.jsonl")
    lines = read(path)
    (opened,) = [one for one in lines if isinstance(one, Opened)]
    (took,) = [one for one in lines if isinstance(one, Took)]
    assert set(opened.chances) == {"take", "leave"} and sum(opened.chances.values()) == pytest.approx(1.0, abs=1e-3)
    assert (took.scene, took.choice, took.by_default) == ("hall", "take", False)
    assert took.chance == opened.chances["take"]
    shown = [(one.scene, one.part) for one in lines if isinstance(one, Shown)]
    assert shown[:5] == [("hall", 0), ("hall", 1), ("hall", 2), ("hall", 3), ("study", 0)]
    made = {(one.scene, one.part) for one in lines if isinstance(one, Made) and one.kind == "film"}
    assert set(shown) <= made
    assert {one.why.partition(",")[0] for one in lines if isinstance(one, Made)} <= {"certain", "open", "better"}
    told = report(lines, chunk_seconds=64 / 24)
    assert told.forks == 1 and told.seconds == pytest.approx(len(shown) * 64 / 24)


def test_who_looks_again_is_not_asked_again_and_comes_the_same_way(seat):
    viewing = in_the_study(seat)
    old = viewing.screening.stream
    viewing.screening.skip(-8)  # 192 frames: into the hall, where the choice was open
    skipped = viewing.until(events.Skipped)
    assert (skipped.scene.id, skipped.moved) == ("hall", True)
    assert old.cancelled and viewing.screening.stream is not old
    viewing.appended(192 + 64)  # from frame 64 of the hall, and on into the study
    viewing.screening.tick(192 + 30)
    assert viewing.until(events.SceneBegan, beyond=3).scene.id == "study"
    assert len(viewing.all(events.ChoiceOpened)) == 1 and len(viewing.all(events.ChoiceTaken)) == 1


def test_on_is_no_further_than_was_seen(seat):
    viewing = in_the_study(seat)
    viewing.screening.skip(-8)
    viewing.until(events.Skipped)
    viewing.appended(64)
    viewing.screening.tick(10)
    viewing.settle()
    viewing.screening.skip(60)
    skipped = viewing.until(events.Skipped, beyond=1)
    assert (skipped.scene.id, skipped.moved) == ("study", True)
    viewing.appended(64)
    viewing.screening.tick(41)  # where it was before: the first chunk of the study
    viewing.settle()
    viewing.screening.skip(60)
    assert not viewing.until(events.Skipped, beyond=2).moved


def test_back_is_no_further_than_the_beginning_and_a_choice_that_was_not_taken_is_still_open(seat):
    viewing = seat()
    viewing.screening.tick(OPEN + 70)
    viewing.until(events.ChoiceOpened)
    viewing.screening.skip(-60)
    assert viewing.until(events.Skipped).scene.id == "hall"
    viewing.appended(END_OF_HALL)
    viewing.screening.tick(OPEN)
    viewing.until(events.ChoiceOpened, beyond=1)
    viewing.screening.choose("leave")
    assert viewing.until(events.ChoiceTaken).choice.id == "leave"


def test_who_goes_back_to_a_choice_after_looking_again_may_choose_otherwise(seat):
    viewing = in_the_study(seat)
    viewing.screening.skip(-8)
    viewing.until(events.Skipped)
    viewing.appended(192 + 64)
    viewing.screening.tick(192 + 30)
    viewing.until(events.SceneBegan, beyond=3)
    viewing.screening.back_to_last_choice()
    viewing.until(events.Rewound)
    viewing.appended(64)
    viewing.screening.tick(80)
    viewing.until(events.ChoiceOpened, beyond=1)
    viewing.screening.choose("leave")
    assert viewing.until(events.ChoiceTaken, beyond=1).choice.id == "leave"


def test_a_viewing_goes_on_where_it_was_left(seat):
    in_study = choose(LOCKED_STUDY, begin(LOCKED_STUDY), "take")
    viewing = seat(bookmark=Bookmark(state=in_study, frame=130))
    assert viewing.until(events.SceneBegan).scene.id == "study"
    viewing.appended(128)  # chunks 2 and 3 of 4
    viewing.settle()
    assert viewing.screening.stream.appended_frames == 128


def test_the_place_is_kept(seat):
    viewing = seat()
    viewing.screening.tick(70)
    viewing.settle()
    viewing.screening.close()
    assert load(viewing.folder).bookmark.frame == 70


def test_a_lost_worker_costs_its_work_and_nothing_else(seat, tmp_path):
    viewing = Viewing(tmp_path)
    lost: list = []

    def die_once(job):
        if not lost and job.kind == "film":
            lost.append(job)
            return Died(job=job, exit_code=-9)
        return None

    viewing.bench.spoil = die_once
    viewing.screening.start()
    try:
        viewing.appended(END_OF_HALL)
        assert lost and viewing.all(events.Fallback)
    finally:
        viewing.screening.close()


def test_work_that_fails_again_and_again_ends_the_film_with_a_sentence(tmp_path):
    viewing = Viewing(tmp_path)
    viewing.bench.spoil = lambda job: Broken(job=job, sentence="The disk is full. Free some space.")
    viewing.screening.start()
    try:
        assert viewing.until(events.Failed).sentence == "The disk is full. Free some space."
    finally:
        viewing.screening.close()


def test_a_film_that_cannot_be_made_to_its_end_plays_as_far_as_it_is_there(tmp_path):
    viewing = Viewing(tmp_path)

    def full_after_three(job):
        return Broken(job=job, sentence="The disk is full. Free some space.") if job.kind == "film" and job.part >= 3 else None

    viewing.bench.spoil = full_after_three
    viewing.screening.start()
    try:
        assert viewing.until(events.Fallback).sentence == "The disk is full. Free some space."
        viewing.appended(192)
        viewing.screening.tick(100)
        viewing.settle()
        assert viewing.screening.can_roll and not viewing.all(events.Failed)
        viewing.screening.tick(185)
        assert viewing.until(events.Failed).sentence == "The disk is full. Free some space."
        assert viewing.screening.stream.appended_frames == 192
    finally:
        viewing.screening.close()


def test_film_deleted_under_a_running_app_is_filmed_again(seat):
    viewing = seat()
    viewing.appended(END_OF_HALL)
    for chunk in viewing.store.folder.rglob("*.chunk"):
        chunk.unlink()
    viewing.screening.tick(OPEN)
    viewing.until(events.ChoiceOpened)
    viewing.screening.choose("take")
    viewing.appended(2 * END_OF_HALL)
    assert not viewing.all(events.Failed)


def test_a_bookmark_is_saved_and_loaded(seat):
    viewing = seat()
    keep(load(viewing.folder), Bookmark(state=choose(LOCKED_STUDY, begin(LOCKED_STUDY), "take"), frame=12))
    assert load(viewing.folder).bookmark.state.scene == "study"


def test_the_picture_starts_once_enough_of_it_is_there(seat):
    viewing = seat()
    viewing.appended(128)
    assert viewing.screening.can_roll


def test_a_choice_that_cannot_be_logged_costs_the_entry_and_not_the_film(seat):
    viewing = seat()
    viewing.history.close()  # as good as a full disk: whatever is written fails
    viewing.screening.tick(OPEN)
    viewing.until(events.ChoiceOpened)
    viewing.screening.choose("take")
    assert viewing.until(events.ChoiceTaken).choice.id == "take"
    assert "could not be kept" in viewing.until(events.Fallback).sentence
    viewing.appended(2 * END_OF_HALL)
    assert not viewing.all(events.Failed)
