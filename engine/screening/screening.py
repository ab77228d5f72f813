"""One viewing: it opens choices, takes them, plans what is filmed ahead, and feeds the stream."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, Protocol

import cv2

from engine.delivery.store import Store
from engine.delivery.stream import Sink, Stream
from engine.errors import OtherwiseError
from engine.media import Chunk, first_frame
from engine.preference.history import History
from engine.preference.taste import Taste
from engine.screening import events
from engine.screening.episodes import Bookmark, Episode, keep
from engine.screening.footage import Footage
from engine.screening.forecast import forecast
from engine.screening.noting import Noting
from engine.screening.schedule import CHUNK_SECONDS, Costs, Job, Reel, overdue, pressing, schedule
from engine.screening.setbacks import Setbacks
from engine.screening.timeline import Cut, Timeline, begun, trail
from engine.screening.workshop import Broken, Died, Done, Report, Stopped
from engine.story.state import State, begin, choose, default, offers
from engine.story.story import FPS, GRID, Choice, Line
from engine.video.painted import Painted
from engine.video.produce import Segment, Sounds

CLOSES_BEFORE = 0.8
"""Seconds before a scene's end at which its choice closes, so that the way on is appended in time (research/player.md 7)."""
HOLD_BEFORE = 0.7
"""With this much film left and nothing to append, the picture is held: later, libVLC would drop frames."""
LEAST = 96
"""Frames in the stream before a player starts: it must not starve at once (research/player.md 3.5)."""
_CERTAIN = 90 * FPS
"""Frames beyond the picture within which a scene that is certain to come is put onto the timeline."""
_PLAIN_WAITS = 6.0
"""A plain take goes into the stream only with less film ahead than these seconds: until then a better one may be there."""


class Crew(Protocol):
    """What a screening needs of a workshop."""

    count: int

    @property
    def idle(self) -> int: ...
    def busy(self) -> tuple[tuple[Job, float], ...]: ...
    def start_some(
        self, jobs: tuple[Job, ...], *, scene_of: Callable[[Job], Segment], pressing: Callable[[Job], bool] = ...
    ) -> int: ...
    def cancel(self, job: Job) -> None: ...
    def reports(self, *, timeout: float, also: tuple[Any, ...] = ()) -> tuple[Report, ...]: ...
    def close(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Timer:
    """How long choices stay open: `stretch` times the author's time; `waits`: until the viewer has chosen."""

    stretch: float = 1.0
    waits: bool = False


class Screening:
    """One viewing of an episode.

    The picture's position, told by `tick`, is its only clock. Everything is decided on one thread of its own; `on_event`
    is called from there. Every public call returns at once.
    """

    def __init__(
        self,
        episode: Episode,
        *,
        crew: Crew,
        store: Store,
        sounds: Sounds,
        on_event: Callable[[events.Event], None],
        history: History | None = None,
        taste: Taste = Taste(),
        voices: str = "",
        timer: Timer = Timer(),
        costs: Costs = Costs(),
        bakes: Path | None = None,
        onto: Callable[[], Sink] = Stream,
        viewings: Path | None = None,
    ) -> None:
        """`onto`: makes what the film is put onto, and once more for each time that the viewer goes back.

        `viewings`: where a daybook of this one is kept.
        """
        self.episode = episode
        self.story = episode.story
        self._onto = onto
        self.stream = onto()
        self.timer = timer
        self.pace = 1.0
        """How many seconds of film are shown in a second."""
        self.stalls = 0
        self.first_chunk: Chunk | None = None
        """The first of the stream, once it is there."""
        self._crew, self._tell = crew, on_event
        self._history, self._taste, self._costs = history, taste, costs
        painted = Painted(bakes, cast=episode.cast) if bakes else None
        self._footage = Footage(episode.story, cast=episode.cast, voices=voices, store=store, sounds=sounds, painted=painted)
        self._noting = Noting(viewings, episode=episode.id, story=episode.story, footage=self._footage, workers=crew.count)
        self._position = 0
        self._lock = threading.RLock()
        self._orders: list[Callable[[], None]] = []
        self._bell, self._ear = Pipe()
        self._timeline = Timeline(story=episode.story)
        self._setbacks = Setbacks()
        self._stalled_at: float | None = None
        self._for_viewer = False
        """Whether the last stall waits, or waited, for the viewer to choose."""
        self._scene_told: int | None = None
        """Where the scene starts that was told last."""
        self._reached = 0
        """The frame of the whole way, from the story's beginning, that was the furthest on screen when it was last asked."""
        self._over = self._closing = False
        self._told_making = self._saved = self._planned = 0.0
        self._cancelled: set[Job] = set()
        self._wants: dict[str, float] = {}
        self._expected: set[tuple[int, str]] = set()
        """Ways on that the stream was told of: where their fork begins, and the choice."""
        self._leads: tuple[float, ...] = ()
        """Seconds before the scene's end at which each of the last choices was taken."""
        self._thread = threading.Thread(target=self._run, name="screening", daemon=True)

    # ---- what the viewer does: each call only leaves an order ---------------------------------------------------------

    def start(self) -> None:
        """Begin at the episode's bookmark."""
        bookmark = self.episode.bookmark
        self._begin(bookmark.state, bookmark.frame // GRID)
        self._thread.start()

    def tick(self, position: int) -> None:
        """The frame of the stream that is on screen."""
        if position != self._position:
            self._position = position
            self._ring()

    def choose(self, choice_id: str) -> None:
        """Take a choice that is open. Not offered, or too late: ignored."""
        self._order(lambda: self._choose(choice_id, by_default=False))

    def back_to_last_choice(self) -> None:
        """Go back to the last fork that was passed: a new stream begins there (`Rewound`)."""
        self._order(self._back)

    def skip(self, seconds: float) -> None:
        """Go on so far, or back (below 0), within what was seen on this way (`Skipped`). What was chosen stays chosen."""
        self._order(lambda: self._skip(seconds))

    def set_timer(self, timer: Timer) -> None:
        self._order(lambda: setattr(self, "timer", timer))

    def set_pace(self, pace: float) -> None:
        """The picture runs so many times as fast as life."""
        self._order(lambda: setattr(self, "pace", pace))

    def forget(self) -> None:
        """Foretell choices by what the viewer said of themselves alone: what they chose was erased."""
        self._noting.close()
        self._order(lambda: setattr(self, "_taste", Taste(said=self._taste.said)))

    def captions(self, position: int) -> tuple[Line, ...]:
        """The lines being said at this frame."""
        with self._lock:
            return self._timeline.said(position)

    def lines(self, begin: int, end: int) -> tuple[tuple[int, int, Line], ...]:
        """(from, to, line) for each line that is said between these frames of the stream."""
        with self._lock:
            return self._timeline.lines(begin, end)

    @property
    def can_roll(self) -> bool:
        """Whether the picture may start: `LEAST` frames are there, and after a title card the sound of what follows it."""
        with self._lock:
            if self.stream.finished:
                return True
            cuts = self._timeline.cuts
            title = len(cuts) > 1 and not cuts[0].segment.lines
            voiced = not title or self._footage.sounded(cuts[1].segment)
            return voiced and self.stream.appended_frames >= LEAST

    def close(self) -> None:
        """Stop everything and keep the place."""
        self._closing = True
        self.stream.cancel()
        self._ring()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(5)
        self._keep(force=True)
        self._noting.close()

    def _order(self, what: Callable[[], None]) -> None:
        with self._lock:
            self._orders.append(what)
        self._ring()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):
            self._bell.send_bytes(b".")

    # ---- the thread ---------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._closing:
                self._step()
        except OtherwiseError as error:
            self._tell(events.Failed(sentence=str(error)))
        except Exception as error:
            self._tell(events.Failed(sentence=f"The film cannot go on ({error!r}). Go back to Home and continue from there."))
            raise
        finally:
            self._crew.close()

    def _step(self) -> None:
        reports = self._crew.reports(timeout=0.5, also=(self._ear,))
        while self._ear.poll():
            self._ear.recv_bytes()
        with self._lock:
            orders, self._orders = self._orders, []
            for report in reports:
                self._hear(report)
            for order in orders:
                order()
            self._show()
            self._timeline = self._timeline.extended(self._footage.of, until=self._position + _CERTAIN)
            self._feed()
            self._expect()
            self._hold()
            self._must_go_on()
            if reports or orders or time.monotonic() - self._planned > 0.3:
                self._planned = time.monotonic()
                self._plan()
        self._keep()
        self._tell_making()

    def _hear(self, report: Report) -> None:
        match report:
            case Done(job=job, seconds=seconds, amount=amount):
                self._setbacks.done(job)
                self._noting.made(job, seconds)
                self._costs = self._costs.learnt(job, seconds, amount=amount)
                self._footage.made(job)
            case Stopped(job=job):
                self._cancelled.discard(job)
            case Broken(job=job, sentence=sentence, again=again):
                self._missed(job, sentence, again=again)
            case Died(job=job):
                self._tell(events.Fallback(sentence="A worker stopped and was replaced. The film goes on."))
                if job is not None:
                    self._missed(job, "A worker stopped several times at the same work.")

    def _missed(self, job: Job, sentence: str, *, again: bool = True) -> None:
        """Lease it again; after several tries it is left alone, and the film goes on with what there is."""
        self._cancelled.discard(job)
        self._noting.dropped(job, sentence)
        if told := self._setbacks.missed(job, sentence, again=again, now=time.monotonic()):
            self._tell(events.Fallback(sentence=told))

    def _must_go_on(self) -> None:
        """OtherwiseError where the picture has come to film that cannot be made. Until then what is there is played."""
        cut = self._timeline.growing
        waits = self._stalled_at is not None or not self.can_roll
        if cut is not None and waits and (sentence := self._setbacks.between(cut.segment.key, cut.appended)):
            raise OtherwiseError(sentence)

    def _begin(self, state: State, chunk: int = 0, walked: tuple[str, ...] = ()) -> None:
        self._timeline = begun(self.story, state, self._footage.of(state), chunk=chunk, walked=walked)
        self._position = 0
        self._expected.clear()
        self._scene_told = None
        self._over = False
        self._stalled_at = None

    # ---- where the picture is ------------------------------------------------------------------------------------------

    @property
    def _here(self) -> Cut:
        return self._timeline.at(self._position)

    def _show(self) -> None:
        """Tell what the picture's position brings about: a scene begins, a choice opens or closes, the end."""
        here = self._here
        if here.start != self._scene_told:
            self._scene_told = here.start
            self._tell(events.SceneBegan(scene=self.story.scene(here.state.scene), at=here.start))
            self._log(lambda history: history.showed(genre=self.story.genre, episode=self.episode.id, scene=here.state.scene))
        offered = offers(self.story, here.state)
        if len(offered) > 1 and not here.taken:
            scene = self.story.scene(here.state.scene)
            hurry = max(1.0, self.pace)  # who watches in a hurry has as long to choose, and the film as long to be appended
            opens = here.end - round(scene.opens * self.timer.stretch * hurry * FPS)
            closes = here.end - round(CLOSES_BEFORE * hurry * FPS)
            silence = default(self.story, here.state)
            assert silence is not None
            if not here.opened and self._position >= opens:
                self._timeline = self._timeline.recut(replace(here, opened=True))
                self._noting.fork(here, self._chances(here.state, offered), offered)
                self._tell(
                    events.ChoiceOpened(
                        question=scene.question,
                        choices=offered,
                        default=silence.id,
                        opened_at=self._position,
                        closes_at=None if self.timer.waits else closes,
                    )
                )
            if self._position >= closes and not self.timer.waits:
                self._choose(silence.id, by_default=True)
        ending = self.story.scene(here.state.scene).ending
        if ending and not offered and not self._over and self._position >= here.end - 2:
            self._over = True
            title, feeling = ending.title, ending.feeling
            self._log(lambda history: history.ended(episode=self.episode.id, title=title, feeling=feeling))
            self._keep(force=True)
            self._tell(events.Ended(ending=ending))

    def _choose(self, choice_id: str, *, by_default: bool) -> None:
        here = self._here
        offered = offers(self.story, here.state)
        choice = next((choice for choice in offered if choice.id == choice_id), None)
        if choice is None or here.taken or len(offered) < 2 or not here.opened:
            return
        self._noting.taken(here, choice, self._chances(here.state, offered), by_default=by_default)
        self._timeline = self._timeline.recut(replace(here, taken=choice.id))
        falls = self._falls(here.state)
        self._taste = self._taste.chose(offered, choice.id, default=falls, by_default=by_default)
        self._leads = (*self._leads[-23:], (here.end - self._position) / FPS)
        self._log(
            lambda history: history.chose(
                episode=self.episode.id,
                scene=here.state.scene,
                offered=offered,
                taken=choice.id,
                by_default=by_default,
                seconds_before_end=(here.end - self._position) / FPS,
                default=falls,
            )
        )
        self._tell(events.ChoiceTaken(choice=choice, by_default=by_default))

    def _log(self, what: Callable[[History], None]) -> None:
        """Write to the history. A full disk costs the entry, and never the film."""
        if self._history is not None:
            try:
                what(self._history)
            except OtherwiseError as error:
                self._tell(events.Fallback(sentence=str(error)))

    def _back(self) -> None:
        """Begin a new stream shortly before the last choice that was passed opens, or with the story where there was none."""
        fork = self._timeline.fork_before(self._here)
        state = fork or begin(self.story)
        opens = self._footage.of(state).frames - round(self.story.scene(state.scene).opens * self.timer.stretch * FPS)
        self.stream.cancel()
        self.stream = self._onto()
        self._reached = 0  # what follows is another way
        self._begin(state, max(0, opens // GRID - 1) if fork else 0)
        self._tell(events.Rewound(scene=self.story.scene(state.scene)))

    def _skip(self, seconds: float) -> None:
        way = self._timeline.whole_way()
        states = trail(self.story, way)
        starts = [0]
        for state in states:
            starts.append(starts[-1] + self._footage.of(state).frames)
        here = self._here
        at = starts[len(here.state.branch)] + here.frame(self._position)
        self._reached = max(self._reached, at)
        wanted = min(max(0, at + round(seconds * FPS)), self._reached)
        number = max(n for n, start in enumerate(starts[:-1]) if start <= wanted)
        moved = abs(wanted - at) >= GRID  # a chunk is the least step
        if moved:
            self.stream.cancel()
            self.stream = self._onto()
            self._begin(states[number], (wanted - starts[number]) // GRID, way)
        self._tell(events.Skipped(scene=self.story.scene(states[number].scene), moved=moved))

    # ---- the stream -----------------------------------------------------------------------------------------------------

    def _feed(self) -> None:
        """Append what is certain and made, in order."""
        while cut := self._timeline.growing:
            ahead = (self._timeline.appended_end - self._position) / FPS
            if ahead > _PLAIN_WAITS * max(1.0, self.pace) and self._footage.level(cut.segment, cut.appended) < self._costs.top:
                return
            chunk = self._footage.chunk(cut.segment, cut.appended)
            if chunk is None:
                return
            self.first_chunk = self.first_chunk or chunk
            self.stream.append(chunk)
            self._noting.shown(cut)
            self._timeline = self._timeline.grown()
            if cut.appended == 1 and cut.segment.lines and not self.episode.poster.exists():
                _print_still(chunk, self.episode.poster)
        if self._timeline.ends:
            self.stream.finish()

    def _expect(self) -> None:
        """While a choice is open, make the beginning of each way on ready: one a step, as it takes some 60 ms."""
        last = self._timeline.last
        if not last.opened or last.taken or not last.whole:
            return
        for choice in offers(self.story, last.state):
            if (last.start, choice.id) not in self._expected:
                scene = self._footage.of(choose(self.story, last.state, choice.id))
                if self._footage.ready(scene) and (chunk := self._footage.chunk(scene, 0)):
                    self._expected.add((last.start, choice.id))
                    self.stream.expect(chunk)
                    return

    def _hold(self) -> None:
        """Hold the picture where film is missing; let it go when there is some."""
        timeline = self._timeline
        done = timeline.growing is None and timeline.way_on is None
        short = timeline.appended_end - self._position < HOLD_BEFORE * max(1.0, self.pace) * FPS and not (done and timeline.ends)
        if short and self._stalled_at is None and self._position > 0:
            self._stalled_at = time.monotonic()
            self._for_viewer = done and self.timer.waits
            self.stalls += not self._for_viewer
            self._tell(events.Stalled(at=self._position, scene=self._here.state.scene, for_viewer=self._for_viewer))
        elif not short and self._stalled_at is not None:
            held = time.monotonic() - self._stalled_at
            self._tell(events.Resumed(after_seconds=held))
            self._noting.held(self._here, held, for_viewer=self._for_viewer)
            self._stalled_at = None

    # ---- what to make ---------------------------------------------------------------------------------------------------

    def _plan(self) -> None:
        reels = self._reels()
        wanted = {reel.segment for reel in reels}
        self._noting.view(reels)
        likely = {reel.segment: round(reel.probability, 1) if reel.forks else 1.0 for reel in reels}
        if likely != self._wants:
            self._wants = likely
            self._footage.want(likely)
        busy = tuple((job, Costs.left(self._footage.cost(job, self._costs), spent)) for job, spent in self._crew.busy())
        late = overdue(reels, costs=self._costs, busy=busy)
        for job, spent in self._crew.busy():
            if (job.segment not in wanted or job in late) and job not in self._cancelled:
                self._cancelled.add(job)
                self._crew.cancel(job)
                why = "It would come too late." if job in late else "Nobody goes there any more."
                self._noting.dropped(job, why, seconds=spent)
                self._costs = self._costs.stopped(job, spent)
        if not self._crew.idle:
            return
        jobs = schedule(reels, costs=self._costs, workers=self._crew.count, busy=busy, leads=self._leads)
        by_key = {reel.segment: reel for reel in reels}
        self._crew.start_some(
            self._setbacks.possible(jobs, by_key, busy={job for job, _ in busy}, now=time.monotonic()),
            scene_of=lambda job: self._footage.named(job.segment),
            pressing=lambda job: pressing(job, by_key[job.segment], costs=self._costs),
        )

    def _reels(self) -> tuple[Reel, ...]:
        """What is certain and not yet in the stream, then what may follow it."""
        reels: dict[str, Reel] = {}
        for cut in self._timeline.cuts:
            if not cut.whole and cut.segment.key not in reels:
                starts_in = self._seconds_until(cut.appended_end)
                reel = self._footage.reel(cut.segment, starts_in=starts_in, probability=1.0, first=cut.appended)
                reels[reel.segment] = reel
        last = self._timeline.last
        seconds_left = self._seconds_until(last.end)
        for expected in forecast(self.story, last.state, seconds_left=seconds_left, chances=self._chances, taken=last.taken):
            scene = self._footage.of(expected.state)
            if scene.key not in reels:
                reels[scene.key] = self._footage.reel(
                    scene, starts_in=expected.starts_in, probability=expected.probability, forks=expected.forks
                )
        return tuple(reels.values())

    def _seconds_until(self, frame: int) -> float:
        """Until film for this frame of the stream must be in the store: half a second before the picture would be held."""
        return (frame - self._position) / FPS / self.pace - HOLD_BEFORE - 0.5

    def _chances(self, state: State, offered: tuple[Choice, ...]) -> dict[str, float]:
        return self._taste.chances(offered, default=self._falls(state))

    def _falls(self, state: State) -> str:
        """What is taken where the viewer lets the time pass; nothing where the film waits for them."""
        silence = default(self.story, state)
        return silence.id if silence and not self.timer.waits else ""

    # ---- keeping and telling ---------------------------------------------------------------------------------------------

    def _keep(self, *, force: bool = False) -> None:
        """Save the place every two seconds."""
        if not self._timeline.cuts or (not force and time.monotonic() - self._saved < 2.0):
            return
        self._saved = time.monotonic()
        here = self._here
        ending = self.story.scene(here.state.scene).ending if self._over else None
        bookmark = Bookmark(
            state=here.state,
            frame=here.frame(self._position),
            ended=ending.title if ending else "",
            feeling=ending.feeling if ending else "",
        )
        if bookmark != replace(self.episode.bookmark, saved_at=0.0):
            try:
                self.episode = keep(self.episode, bookmark)
            except OtherwiseError as error:
                self._tell(events.Fallback(sentence=str(error)))

    def _tell_making(self) -> None:
        now = time.monotonic()
        if now - self._told_making < 0.5:
            return
        self._told_making = now
        with self._lock:
            last = self._timeline.last
            offered = offers(self.story, last.state)
            chance = self._chances(last.state, offered)
            prospects = []
            for choice in offered if len(offered) > 1 and not last.taken else ():
                scene = self._footage.of(choose(self.story, last.state, choice.id))
                prospects.append(
                    events.Prospect(
                        label=choice.label or choice.id,
                        scene=scene.scene,
                        probability=chance.get(choice.id, 0.0),
                        seconds_ready=self._footage.ready(scene) * CHUNK_SECONDS,
                        seconds=scene.chunks * CHUNK_SECONDS,
                    )
                )
            working = tuple(_described(job, self._footage.named(job.segment)) for job, _ in self._crew.busy())
            ahead = (self._timeline.appended_end - self._position) / FPS
            each = self._costs.film[-1] + self._costs.voice * 1.6 + self._costs.sound * CHUNK_SECONDS
            speed = self._crew.count * CHUNK_SECONDS / each
        self._tell(events.Making(seconds_ahead=ahead, prospects=tuple(prospects), working_on=working, speed=speed))


def _print_still(chunk: Chunk, path: Path) -> None:
    """The picture that the shelf shows."""
    done, jpeg = cv2.imencode(".jpg", cv2.resize(first_frame(chunk), (640, 360), interpolation=cv2.INTER_AREA))
    if done:
        with contextlib.suppress(OSError):  # the shelf shows the set instead
            path.write_bytes(jpeg.tobytes())


def _described(job: Job, scene: Segment) -> str:
    match job.kind:
        case "voice":
            return f"voices of {scene.title}"
        case "paint":
            return f"paint for {scene.title}"
        case "sound":
            return f"sound of {scene.title}"
        case "film":
            return f"{scene.title}, {job.part + 1} of {scene.chunks}"
