"""A virtual clock for bench/speculation: one viewing of a made-up story, filmed ahead by made-up workers under a real policy."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from bench._spec_graphs import STUDY, Graph, Scene, Viewer, spread_by
from bench._spec_policies import Policy
from engine.screening.schedule import CHUNK_SECONDS, Costs, Job, Reel

_VIEW, _LEAST, _DEPTH = 60.0 * STUDY, 0.02, 2
"""Seconds of film, least probability and number of open choices up to which a policy sees what may come."""
_SOON = 1e-9


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What the film is made on."""

    rate: float = 1.0
    """Seconds of film at its best that all workers make in a second."""
    workers: int = 1
    ladder: tuple[tuple[float, float], ...] = ((0.10, 0.40), (0.35, 0.75), (1.0, 1.0))
    """(share of the best take's cost, worth of the picture) for each level."""
    cv: float = 0.2
    slow: str = ""
    """"throttle": half as fast for 2 minutes of 4; "spikes": a quarter as fast for 6 s of each minute."""
    cache: int | None = None
    """Chunks that the store holds beside the scene that is on."""

    @property
    def costs(self) -> tuple[float, ...]:
        return tuple(share * CHUNK_SECONDS * self.workers / self.rate for share, _ in self.ladder)

    def done_at(self, start: float, work: float) -> float:
        """When so much work is done that begins then."""
        if not self.slow:
            return start + work
        period, part, factor = (240 * STUDY, 120 * STUDY, 2.0) if self.slow == "throttle" else (60 * STUDY, 6 * STUDY, 4.0)
        now = start
        while True:
            at = now % period
            slowed = at >= period - part
            left = (period if slowed else period - part) - at
            speed = 1 / factor if slowed else 1.0
            if work <= left * speed:
                return now + work / speed
            work -= left * speed
            now += left + _SOON


@dataclass(kw_only=True)
class Tally:
    """What one viewing came to; times are the study's seconds."""

    choices: int = 0
    clean: int = 0
    at_branch: int = 0
    options: int = 0
    unsafe: int = 0
    stalled: float = 0.0
    longest: float = 0.0
    played: float = 0.0
    worth: float = 0.0
    switched: float = 0.0
    switches: int = 0
    work: float = 0.0
    dead: float = 0.0
    superseded: float = 0.0
    cancelled: float = 0.0
    idle: float = 0.0
    dead_after_pick: float = 0.0
    """The longest that a worker went on with a way that was not taken."""
    decisions: list[float] = field(default_factory=list)
    """CPU seconds of each."""


@dataclass(kw_only=True)
class _Run:
    job: Job
    key: int
    began: float
    ends: float


@dataclass(frozen=True, kw_only=True)
class _Way:
    scene: int
    probability: float
    chunks_before: int
    forks: int


class Viewing:
    """One viewing, from the opening scene to an end."""

    def __init__(self, graph: Graph, *, machine: Machine, viewer: Viewer, policy: Policy, seed: int, scenes: int = 16) -> None:
        self.graph, self.machine, self.viewer, self.policy, self.seed = graph, machine, viewer, policy, seed
        self.last = scenes
        self.costs = Costs(film=machine.costs, spread=0.25, worth=tuple(worth for _, worth in machine.ladder))
        self.leads: tuple[float, ...] = ()
        self.now = 0.0
        self.here, self.next_chunk, self.seen = 0, 0, 0
        self.next_play = 0.0
        self.stalled_since: float | None = None
        self.taken: int | None = None
        self.runs: list[_Run] = []
        self.best: dict[int, int] = {}
        self.spent: dict[tuple[int, int], float] = {}
        self.shown: dict[int, int] = {}
        self.made: dict[int, tuple[int, ...]] = {}
        self.keys: dict[int, set[int]] = {}
        self.ways: tuple[_Way, ...] = ()
        self.level_before: int | None = None
        self.dirty = False
        self.forked = False
        self.over = False
        self.tally = Tally()
        top = len(machine.ladder) - 1
        for key in graph.scene(0).keys:
            self.best[key] = top
        self._settle()

    # ---- the clock ----------------------------------------------------------------------------------------------------

    def run(self) -> Tally:
        watch = math.inf
        self._enter()
        while not self.over:
            pick = self._pick_at()
            ends = min((run.ends for run in self.runs), default=math.inf)
            play = self.next_play if self.stalled_since is None else math.inf
            then = min(pick, ends, play, watch)
            assert then < math.inf, "nothing goes on"
            idle = self.machine.workers - len(self.runs)
            self.tally.idle += idle * (then - self.now) / STUDY
            self.now = max(self.now, then)
            if ends <= then:
                self._finish(next(run for run in self.runs if run.ends == ends))
            elif pick <= then:
                self._pick()
            elif play <= then:
                self._play()
            if not self.over:
                watch = self._decide()
        self._close()
        return self.tally

    def _pick_at(self) -> float:
        scene = self.graph.scene(self.here)
        if len(scene.ways) < 2 or self.taken is not None or self.stalled_since is not None:
            return math.inf
        end = self.next_play + (scene.chunks - self.next_chunk) * CHUNK_SECONDS
        return max(self.now, end - self.viewer.lead(self.here))

    def _pick(self) -> None:
        scene = self.graph.scene(self.here)
        way = self.viewer.picks(self.here, len(scene.ways))
        self.taken = scene.ways[way]
        lead = self.next_play + (scene.chunks - self.next_chunk) * CHUNK_SECONDS - self.now
        self.leads = (*self.leads[-23:], lead)
        first = min(self.machine.costs)
        for option in scene.ways:
            self.tally.options += 1
            self.tally.unsafe += self.best.get(self.graph.scene(option).keys[0], -1) < 0 and lead < first
        self._settle()

    def _enter(self) -> None:
        """The first chunk of a scene is due: its one way on is known, if it has only one."""
        ways = self.graph.scene(self.here).ways
        self.taken = ways[0] if len(ways) == 1 else None
        self._settle()

    def _play(self) -> None:
        """Show the next chunk, or wait for it."""
        scene = self.graph.scene(self.here)
        if self.next_chunk == scene.chunks:
            self.seen += 1
            if self.taken is None or self.seen >= self.last:
                self.over = True
                return
            if len(scene.ways) > 1:
                self._count_choice()
                self.forked = True
            self.here, self.next_chunk = self.taken, 0
            self._enter()
            scene = self.graph.scene(self.here)
        key = scene.keys[self.next_chunk]
        level = self.best.get(key, -1)
        if level < 0:
            if self.stalled_since is None:
                self.stalled_since = self.now
            return
        if self.stalled_since is not None:
            held = (self.now - self.stalled_since) / STUDY
            self.stalled_since = None
            self.tally.stalled += held
            self.tally.longest = max(self.tally.longest, held)
            self.dirty |= held > 0.1
            self.tally.at_branch += self.forked and self.next_chunk == 0 and held > 0.1
        worth = self.machine.ladder[level][1]
        if self.level_before is not None and level != self.level_before:
            self.tally.switched += abs(worth - self.machine.ladder[self.level_before][1])
            self.tally.switches += 1
        self.tally.played += CHUNK_SECONDS / STUDY
        self.tally.worth += worth * CHUNK_SECONDS / STUDY
        self.level_before = level
        self.shown[key] = max(level, self.shown.get(key, -1))
        self.next_chunk += 1
        self.next_play = self.now + CHUNK_SECONDS
        self.forked = self.forked and self.next_chunk == 0

    def _count_choice(self) -> None:
        """A choice is clean where nothing stalled from its branch up to the next choice."""
        if self.tally.choices:
            self.tally.clean += not self.dirty
        self.tally.choices += 1
        self.dirty = False

    def _close(self) -> None:
        if self.tally.choices:
            self.tally.clean += not self.dirty
        for run in self.runs:
            self._stop(run)
        for (key, level), work in self.spent.items():
            if key not in self.shown:
                self.tally.dead += work
            elif level != self.shown[key]:
                self.tally.superseded += work

    # ---- the workers --------------------------------------------------------------------------------------------------

    def _finish(self, run: _Run) -> None:
        self.runs.remove(run)
        took = self.now - run.began
        self.tally.work += took / STUDY
        self.spent[run.key, run.job.level] = self.spent.get((run.key, run.job.level), 0.0) + took / STUDY
        self.costs = self.costs.learnt(run.job, took, amount=1.0)
        if run.job.level > self.best.get(run.key, -1):
            self.best[run.key] = run.job.level
            self._changed(run.key)
            self._evict()
        if self.stalled_since is not None:
            self._play()

    def _stop(self, run: _Run) -> None:
        self.runs.remove(run)
        spent = self.now - run.began
        self.tally.work += spent / STUDY
        self.tally.cancelled += spent / STUDY
        self.costs = self.costs.stopped(run.job, spent)

    def _changed(self, key: int) -> None:
        for scene, keys in self.keys.items():
            if key in keys:
                self.made.pop(scene, None)

    def _evict(self) -> None:
        """Beside the scene that is on, the store holds so many chunks: what is worth least goes."""
        if self.machine.cache is None:
            return
        here = self.graph.scene(self.here)
        held: list[tuple[float, int]] = []
        for way in self.ways:
            scene = self.graph.scene(way.scene)
            if way.scene == self.here:
                continue
            for at, key in enumerate(scene.keys):
                if self.best.get(key, -1) >= 0 and key not in here.keys:
                    held.append((way.probability / (1 + 0.02 * at + 0.01 * way.chunks_before * CHUNK_SECONDS), key))
        for _, key in sorted(held)[: max(0, len(held) - self.machine.cache)]:
            self.best.pop(key, None)
            self._changed(key)

    # ---- what the policy sees -----------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """What may follow from here: kept until a scene begins or a choice is taken, as only its distance changes."""
        found: dict[int, _Way] = {}
        waiting = [_Way(scene=self.here, probability=1.0, chunks_before=0, forks=0)]
        while waiting:
            way = waiting.pop(0)
            known = found.get(way.scene)
            if known is None:
                found[way.scene] = way
            else:
                found[way.scene] = _Way(
                    scene=way.scene,
                    probability=known.probability + way.probability,
                    chunks_before=min(known.chunks_before, way.chunks_before),
                    forks=min(known.forks, way.forks),
                )
            scene = self.graph.scene(way.scene)
            after = way.chunks_before + scene.chunks
            if after * CHUNK_SECONDS > _VIEW + scene.chunks * CHUNK_SECONDS or not scene.ways:
                continue
            chances = self.viewer.thought(way.scene, len(scene.ways))
            foreseen = self.taken if way.scene == self.here else None
            if foreseen is None and self.policy.foresees:
                foreseen = scene.ways[self.viewer.picks(way.scene, len(scene.ways))]
            for option, chance in zip(scene.ways, chances, strict=True):
                if foreseen is not None and option != foreseen:
                    continue
                forks = way.forks + (len(scene.ways) > 1 and foreseen is None)
                probability = way.probability * (1.0 if foreseen is not None else chance)
                if probability >= _LEAST and forks <= _DEPTH:
                    waiting.append(_Way(scene=option, probability=probability, chunks_before=after, forks=forks))
        self.ways = tuple(sorted(found.values(), key=lambda way: (way.forks, way.chunks_before, -way.probability)))
        self.keys = {way.scene: set(self.graph.scene(way.scene).keys) for way in self.ways}

    def _levels(self, number: int, scene: Scene) -> tuple[int, ...]:
        if number not in self.made:
            self.made[number] = tuple(self.best.get(key, -1) for key in scene.keys)
        return self.made[number]

    def _reels(self) -> tuple[Reel, ...]:
        ahead = self.next_play - self.now if self.stalled_since is None else self.stalled_since - self.now
        here = self.next_chunk
        reels = []
        for way in self.ways:
            scene = self.graph.scene(way.scene)
            first = here if way.scene == self.here else 0
            starts_in = ahead + (0 if way.scene == self.here else way.chunks_before - here) * CHUNK_SECONDS
            if first < scene.chunks and starts_in < _VIEW:
                reels.append(
                    Reel(
                        segment=str(way.scene),
                        chunks=scene.chunks,
                        starts_in=starts_in,
                        probability=way.probability,
                        forks=way.forks,
                        first=first,
                        sounded=True,
                        made=self._levels(way.scene, scene),
                        shots=scene.shots,
                        chained=True,
                        ways=len(scene.ways),
                    )
                )
        return tuple(reels)

    def _decide(self) -> float:
        """Stop what is dead or late, start what the policy asks for; when to look again."""
        reels = self._reels()
        alive = {reel.segment for reel in reels} | {str(self.here)}
        for run in [run for run in self.runs if run.job.segment not in alive]:
            self._stop(run)
        costs = self.costs
        busy = tuple((run.job, costs.left(costs.at(run.job.level), self.now - run.began)) for run in self.runs)
        began = time.thread_time()
        if busy and self.policy.watches:
            late = self.policy.overdue(reels, costs=costs, busy=busy)
            for run in [run for run in self.runs if run.job in late]:
                self._stop(run)
            busy = tuple((job, left) for job, left in busy if job not in late)
        jobs: tuple[Job, ...] = ()
        idle = self.machine.workers - len(self.runs)
        if idle:
            jobs = self.policy.jobs(
                reels, costs=self.costs, workers=self.machine.workers, busy=busy, leads=self.leads, room=self.machine.cache
            )
            self.tally.decisions.append(time.thread_time() - began)
        running = {run.key for run in self.runs}
        for job in jobs:
            if not idle:
                break
            scene = self.graph.scene(int(job.segment))
            key = scene.keys[job.part]
            chained = job.part not in scene.shots and self.best.get(scene.keys[job.part - 1], -1) < 0
            if key in running or chained or job.level <= self.best.get(key, -1):
                continue
            work = self.machine.costs[job.level] * spread_by(self.machine.cv, self.seed, key, job.level)
            self.runs.append(_Run(job=job, key=key, began=self.now, ends=self.machine.done_at(self.now, work)))
            running.add(key)
            idle -= 1
        return self._watch_at(reels)

    def _watch_at(self, reels: tuple[Reel, ...]) -> float:
        """When the watchdog looks again: when the next certain chunk that is missing could only just be drafted."""
        if not self.policy.watches or not self.runs:
            return math.inf
        draft = self.costs.room
        for reel in reels:
            if reel.forks:
                break
            for chunk in range(reel.first, reel.chunks):
                if reel.level(chunk) < 0:
                    due = self.now + reel.starts_in + (chunk - reel.first) * CHUNK_SECONDS - draft
                    return max(due, self.now + 0.3)
        return math.inf
