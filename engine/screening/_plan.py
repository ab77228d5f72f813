"""Floor, price, slack: which chunk at which level (research/scheduler.md 2.4), for `schedule`."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.screening.costs import CHUNK_SECONDS, Costs, Job, Reel

_HEAD = 2
"""Chunks of every open way that are made before the choice, at least."""
_SURE = 1.0
"""Standard deviations of a take's cost that an upgrade leaves room for."""
_START = 1.5
"""The same, for a start to be made before the choice: where it might only just be made after, a plain one would be seen."""
_LIKELY = 0.05
"""The least probability of a way that anything better than its floor is made for."""
_SCANNED = 6
"""Chunks of a way among which those are looked for that could not be made so well after the choice."""
_DEEPER = 0.2
"""The least probability of a way that idle workers go on with."""
_UNSTEADY = 0.75
"""How much of the seconds that the machine may fall behind is kept free before what is certain."""
_SWITCH = 0.25
"""What a change of level that is seen costs, in chunks of the difference."""
_KEPT_UP = 0.5
"""The same, for idle workers to go on with a way at it."""
_FAST = 0.6
"""Film per second of work that a level needs for starts of ways to be made at it before the choice."""


@dataclass(slots=True, kw_only=True)
class _Item:
    """One chunk, or what must be there before one. `target`: the level that it is planned at; `cost`: seconds that takes."""

    job: Job
    due: float
    cost: float
    target: int
    most: int
    probability: float
    part: int
    open: bool
    shot: int = -1
    at: int = 0


class Plan:
    """A plan for what is in view. `deeper`: (segment, chunk, level) that only idle workers should make."""

    def __init__(
        self,
        reels: tuple[Reel, ...],
        *,
        costs: Costs,
        workers: int,
        busy: tuple[tuple[Job, float], ...],
        horizon: float,
        leads: tuple[float, ...],
    ) -> None:
        self.reels, self.costs, self.workers, self.horizon = reels, costs, workers, horizon
        self.leads = sorted(leads)
        self.levels = range(len(costs.film))
        self.top = len(costs.film) - 1
        self.each = [costs.at(level) for level in self.levels]
        self.sure = [_SURE * costs.spread * cost for cost in self.each]
        self.good = [costs.good(level) for level in self.levels]
        self.draft = costs.room
        self.guard = costs.guard
        self.rate = workers * CHUNK_SECONDS / self.each[0]
        self.free = sorted([left for _, left in busy] + [0.0] * max(0, workers - len(busy)))
        self.busy = {(job.segment, job.part): job.level for job, _ in busy if job.kind == "film"}
        self.forks_in = min((reel.starts_in for reel in reels if reel.forks == 1), default=math.inf)
        self.options = [reel for reel in reels if reel.forks == 1 and reel.starts_in <= self.forks_in + CHUNK_SECONDS / 2]
        self.items: list[_Item] = []
        self.shots: dict[tuple[str, int], list[_Item]] = {}
        self.item_at: dict[tuple[str, int], _Item] = {}
        self.by_segment = {reel.segment: reel for reel in reels}
        self.planned: dict[str, float] = {}
        """Seconds of film planned on each open way."""
        self.deeper: tuple[tuple[str, int, int], ...] = ()

    def jobs(self) -> Iterator[Job]:
        """What to make, the first first."""
        for reel in self.reels:
            if not reel.forks:
                self._certain(reel)
        for reel in self.options:
            self._open(reel)
        self.items.sort(key=lambda item: (item.due, item.part, -item.probability, item.job.segment, item.job.kind))
        for at, item in enumerate(self.items):
            item.at = at
        if not self.items:
            return
        due = np.array([item.due for item in self.items])
        self.slack = np.maximum(due[:, None] - np.array(self.free), 0.0).sum(axis=1)
        self.slack -= np.cumsum([item.cost for item in self.items])
        if self.slack.min() < 0 and any(item.cost for item in self.items):
            yield from self._overload()
            return
        self._settle()
        self._price()
        for item in self.items:
            if item.cost > 0:
                yield item.job
        self._deepen()

    # ---- floors -------------------------------------------------------------------------------------------------------

    def _before(self, reel: Reel, due: float, probability: float, is_open: bool) -> None:
        """Voices and sound, which pictures wait for."""
        if reel.sounded:
            return
        sound = Job(kind="sound", segment=reel.segment)
        cost = self.costs.of(sound, reel)
        before = due - self.each[0]
        for line, _ in reel.unvoiced:
            job = Job(kind="voice", segment=reel.segment, part=line)
            first = before - min(cost, CHUNK_SECONDS)
            self._add(reel, job, due=first, cost=self.costs.of(job, reel), target=0, most=0, is_open=is_open)
        self._add(reel, sound, due=before, cost=cost, target=0, most=0, is_open=is_open)

    def _add(self, reel: Reel, job: Job, *, due: float, cost: float, target: int, most: int, is_open: bool) -> _Item:
        item = _Item(
            job=job,
            due=due,
            cost=cost,
            target=target,
            most=most,
            probability=reel.probability,
            part=job.part if job.kind == "film" else -1,
            open=is_open,
        )
        self.items.append(item)
        if job.kind == "film":
            self.item_at[job.segment, job.part] = item
        return item

    def _certain(self, reel: Reel) -> None:
        """All that is certain: plain takes as a floor, and what is there already as it is."""
        shot = -1
        told = False
        for chunk in range(reel.first, reel.chunks):
            if not reel.shots or chunk in reel.shots:
                shot = chunk
            due = reel.due(chunk)
            made = reel.level(chunk)
            if due >= self.horizon or made >= self.top or (reel.segment, chunk) in self.busy:
                continue
            if made < 0 and not told:
                self._before(reel, due, 1.0, False)
                told = True
            item = self._add(
                reel,
                Job(kind="film", segment=reel.segment, part=chunk, level=max(made, 0)),
                due=due,
                cost=self.each[0] if made < 0 else 0.0,
                target=max(made, 0),
                most=0 if chunk in reel.cold else self.top,
                is_open=False,
            )
            item.shot = shot
            if item.most > item.target:
                self.shots.setdefault((reel.segment, shot), []).append(item)

    def _head(self, reel: Reel) -> int:
        """Chunks of an open way that must be there before it is chosen, so that nothing stalls after (2.3)."""
        if self.rate < 1:
            return reel.chunks
        wait = math.ceil(self.draft / CHUNK_SECONDS)
        made_meanwhile = self.workers * reel.chunks * CHUNK_SECONDS / (1.1 * self.each[0])
        short = math.ceil(reel.chunks + reel.ways * _HEAD - made_meanwhile)
        return min(reel.chunks, max(_HEAD, wait, short))

    def _open(self, reel: Reel) -> None:
        if reel.starts_in >= self.horizon:
            return
        head = reel.first + self._head(reel)
        if any(reel.level(chunk) < 0 for chunk in range(reel.first, min(head, reel.chunks))):
            self._before(reel, reel.starts_in, reel.probability, True)
        scanned = max(head, reel.first + _SCANNED)
        for chunk in range(reel.first, reel.chunks if self._after_choice(reel)[0] else min(scanned, reel.chunks)):
            made = reel.level(chunk)
            if made >= self.top or (reel.segment, chunk) in self.busy:
                continue
            needed = chunk < head and made < 0
            self.planned[reel.segment] = self.planned.get(reel.segment, 0.0) + (self.each[0] if needed else 0.0)
            self._add(
                reel,
                Job(kind="film", segment=reel.segment, part=chunk, level=max(made, 0)),
                due=reel.starts_in - (self.guard if needed else 0.0),
                cost=self.each[0] if needed else 0.0,
                target=0 if needed else made,
                most=0 if chunk in reel.cold else self.top,
                is_open=True,
            )

    def _overload(self) -> Iterator[Job]:
        """Not even the floors fit: plain takes, what is certain first; then first chunks; then by probability (2.2)."""
        items = [item for item in self.items if item.cost > 0]
        by_chance = self.rate < 1
        items.sort(key=lambda one: (one.open, 0 if by_chance or not one.open else one.part, -one.probability, one.due, one.part))
        for item in items:
            yield item.job

    # ---- prices -------------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """The least slack from each deadline on."""
        self.least: list[float] = np.minimum.accumulate(self.slack[::-1])[::-1].tolist()

    def _accept(self, items: list[_Item], level: int) -> bool:
        """Plan these at this level if every later deadline still holds."""
        cost = self.each[level]
        sure = self.sure[level]
        soonest = cost + sure + self.draft
        more = 0.5 * sure
        if not items[0].open:
            soonest += _UNSTEADY * self.guard
        for item in items:
            more += cost - item.cost
            if soonest > item.due or self.least[item.at] < more:
                return False
        for item in items:
            if cost != item.cost:
                self.slack[item.at :] -= cost - item.cost
            if item.open:
                self.planned[item.job.segment] = self.planned.get(item.job.segment, 0.0) + cost - item.cost
            item.cost, item.target = cost, level
            item.job = Job(kind="film", segment=item.job.segment, part=item.job.part, level=level)
        self._settle()
        return True

    def _price(self) -> None:
        """Better takes, the most worth for a second of work first."""
        self.waiting: list[tuple[float, float, int, str, list[_Item], int]] = []
        self.count = 0
        self.offered: dict[tuple[str, int], int] = {}
        self.stuck: set[tuple[str, int]] = set()
        for members in self.shots.values():
            self._offer_shot(members)
        for reel in self.options:
            if reel.probability >= _LIKELY and reel.starts_in < self.horizon:
                self._offer_start(reel)
                self._offer_work(reel)
        while self.waiting:
            _, _, number, kind, items, level = heapq.heappop(self.waiting)
            items = [item for item in items if item.target < level]
            if not items:
                continue
            if kind == "shot":
                name = (items[0].job.segment, items[0].shot)
                if self.offered.get(name) != number:
                    continue  # it was offered again since
                for first in range(len(items)):
                    if self._accept(items[first:], level):
                        self._offer_beside(items, level)
                        break
                else:
                    self.stuck.add(name)  # there is only ever less slack
            elif self._accept(items, level) and kind == "work":
                self._offer_work(self.by_segment[items[0].job.segment])

    def _offer(self, value: float, kind: str, items: list[_Item], level: int) -> None:
        self.count += 1
        if kind == "shot":
            self.offered[items[0].job.segment, items[0].shot] = self.count
        heapq.heappush(self.waiting, (-value, items[0].due, self.count, kind, items, level))

    def _offer_shot(self, members: list[_Item]) -> None:
        """The next better level of a shot that is certain."""
        level = min(item.target for item in members) + 1
        if level > self.top:
            return
        rising = [item for item in members if item.target < level]
        value = self._worth(rising, level)
        if value > 0:
            self._offer(value, "shot", rising, level)
        else:
            self.offered.pop((members[0].job.segment, members[0].shot), None)

    def _offer_beside(self, items: list[_Item], level: int) -> None:
        """After a shot was raised: it may rise further, and its neighbours are worth more beside it."""
        segment = items[0].job.segment
        touched = {items[0].shot, *(self._shot_of(segment, part) for part in (items[0].part - 1, items[-1].part + 1))}
        for shot in touched:
            if shot is not None and (segment, shot) not in self.stuck and (members := self.shots.get((segment, shot))):
                self._offer_shot(members)

    def _shot_of(self, segment: str, part: int) -> int | None:
        item = self.item_at.get((segment, part))
        return item.shot if item else None

    def _level_at(self, segment: str, part: int) -> int:
        """At what level a chunk will be seen, as far as is planned; -1: not known."""
        if item := self.item_at.get((segment, part)):
            return item.target
        if (segment, part) in self.busy:
            return self.busy[segment, part]
        reel = self.by_segment[segment]
        return reel.level(part) if 0 <= part < reel.chunks else -1

    def _worth(self, items: list[_Item], level: int) -> float:
        """What a second of work on these is worth: better pictures, less the changes of level that are seen."""
        good, segment = self.good, items[0].job.segment
        gain = more = 0.0
        for item in items:
            gain += good[level] - good[item.target]
            more += self.each[level] - item.cost
        for beside, end in ((items[0].part - 1, items[0]), (items[-1].part + 1, items[-1])):
            there = self._level_at(segment, beside)
            if there >= 0:
                gain -= _SWITCH * (abs(good[level] - good[there]) - abs(good[end.target] - good[there]))
        return gain * CHUNK_SECONDS / max(more, 1e-9)

    def _items_of(self, reel: Reel) -> list[_Item]:
        found = (self.item_at.get((reel.segment, chunk)) for chunk in range(reel.first, reel.chunks))
        return [item for item in found if item and item.most]

    def _share(self, seconds: float) -> float:
        """How often this viewer has chosen later than this before a scene's end."""
        return (1 + sum(lead < seconds for lead in self.leads)) / (2 + len(self.leads))

    def _work_left(self, reel: Reel) -> list[float]:
        """For each level: seconds of a way's own film at it that do not fit after the choice."""
        lead = sum(self.leads) / len(self.leads) if self.leads else 0.0
        room = self.workers * (reel.chunks * CHUNK_SECONDS + lead / 2) - reel.ways * _HEAD * self.each[0]
        sure = _SURE * self.costs.spread
        return [max(0.0, reel.chunks * cost * 1.1 + sure * cost - room) for cost in self.each]

    def _slope(self, level: int) -> float:
        return CHUNK_SECONDS * (self.good[level] - self.good[level - 1]) / max(1e-9, self.each[level] - self.each[level - 1])

    def _after_choice(self, reel: Reel) -> tuple[int, float]:
        """The lowest level that a way cannot be finished at after the choice, and what a second of work on it is worth."""
        short = self._work_left(reel)
        done = sum(self.each[level] for chunk in range(reel.chunks) if (level := reel.level(chunk)) >= 0)
        done += self.planned.get(reel.segment, 0.0)
        for level in range(1, self.top + 1):
            if short[level] > done:
                return level, self._slope(level)
        return 0, 0.0

    def _offer_start(self, reel: Reel) -> None:
        """Chunks of a way's start that could not be made so well after the choice (latency heads)."""
        by_part = {item.part: item for item in self._items_of(reel)}
        _, later = self._after_choice(reel)
        scanned = 3 if self.workers == 1 else _SCANNED
        for level in range(1, self.top + 1):
            cost = self.each[level]
            if self.workers * CHUNK_SECONDS / cost < _FAST:
                continue
            waits = 0.0
            for place, chunk in enumerate(range(reel.first, min(reel.chunks, reel.first + scanned))):
                item = by_part.get(chunk)
                if item is None:  # there, or in hand
                    waits = 0.0
                    continue
                waits += cost
                needs = waits + _START * self.costs.spread * cost + self.each[0] - place * CHUNK_SECONDS
                if needs <= 0:
                    continue
                waits = 0.0
                late = self._share(needs)
                worth = (self.good[level] - self.good[max(0, level - 1)]) * CHUNK_SECONDS
                more = cost - (self.each[level - 1] if item.target >= 0 or level > 1 else 0.0)
                value = reel.probability * (late * worth + (1 - late) * min(worth, later * more)) / more
                if value > 0:
                    self._offer(value, "start", [item], level)

    def _offer_work(self, reel: Reel) -> None:
        """The part of a way's own film that will not fit after the choice, shot by shot."""
        level, worth = self._after_choice(reel)
        if not level:
            return
        items = [item for item in self._items_of(reel) if item.target < level]
        if not items:
            return
        end = next((shot for shot in reel.shots if shot > items[0].part), reel.chunks) if reel.shots else items[0].part + 1
        members = [item for item in items if item.part < end]
        self._offer(reel.probability * worth, "work", members, level)

    def _deepen(self) -> None:
        """Where a way's own film will be tight, idle workers go on with the likely ones, at a level that it can be kept at."""
        deeper = []
        sure = 1 + _SURE * self.costs.spread
        fits = [
            level
            for level, cost in enumerate(self.each)
            if self.workers * CHUNK_SECONDS / cost >= _KEPT_UP and cost * sure + self.draft <= self.forks_in
        ]
        for reel in self.options if fits else ():
            room = self.workers * reel.chunks * CHUNK_SECONDS
            if reel.probability >= _DEEPER and reel.chunks * self.each[self.top] > 0.75 * room:
                deeper += [
                    (chunk, -reel.probability, reel.segment, 0 if chunk in reel.cold else fits[-1])
                    for chunk in range(reel.first, reel.chunks)
                    if reel.level(chunk) < 0
                ]
        self.deeper = tuple((segment, chunk, level) for chunk, _, segment, level in sorted(deeper))
