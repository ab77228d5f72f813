"""The timeline of one viewing: which scenes lie where in the stream, in frames, and how far it is appended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.story.state import State, begin, choose, offers
from engine.story.story import FPS, GRID, Choice, Line, Story
from engine.video.produce import Segment


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A scene on the timeline, and what the viewer did in it."""

    state: State
    segment: Segment
    start: int
    first: int = 0
    """The first chunk that is shown (not 0 after a resume)."""
    appended: int = 0
    """The first chunk that is not yet in the stream."""
    opened: bool = False
    taken: str = ""

    @property
    def end(self) -> int:
        return self.start + (self.segment.chunks - self.first) * GRID

    @property
    def appended_end(self) -> int:
        return self.start + (self.appended - self.first) * GRID

    @property
    def whole(self) -> bool:
        return self.appended >= self.segment.chunks

    def frame(self, position: int) -> int:
        """The frame of the scene's own film that is shown at this frame of the stream."""
        return max(0, position - self.start) + self.first * GRID


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Cuts end to end: the scenes shown, and those that will certainly follow. They are appended in this order."""

    story: Story
    cuts: tuple[Cut, ...] = ()
    walked: tuple[str, ...] = ()
    """The ways taken before, where the viewer went back to look once more: they are taken again, and not asked for."""

    @property
    def last(self) -> Cut:
        return self.cuts[-1]

    @property
    def growing(self) -> Cut | None:
        """The cut whose film is appended next; None where all of it is in the stream."""
        return next((cut for cut in self.cuts if not cut.whole), None)

    @property
    def appended_end(self) -> int:
        """The first frame that is not yet in the stream."""
        return (self.growing or self.last).appended_end

    @property
    def way_on(self) -> Choice | None:
        """The way out of the last scene, where it is certain."""
        offered = offers(self.story, self.last.state)
        if len(offered) == 1:
            return offered[0]
        return next((choice for choice in offered if choice.id == self.last.taken), None)

    @property
    def ends(self) -> bool:
        """The last scene is an ending: nothing can follow."""
        return not offers(self.story, self.last.state)

    def at(self, position: int) -> Cut:
        """The cut that this frame lies in; beyond the end, the last one."""
        return next((cut for cut in reversed(self.cuts) if cut.start <= position), self.cuts[0])

    def said(self, position: int) -> tuple[Line, ...]:
        """The lines being said at this frame."""
        for cut in self.cuts:
            if cut.start <= position < cut.end:
                return _said(cut.segment, cut.frame(position) / FPS)
        return ()

    def lines(self, begin: int, end: int) -> tuple[tuple[int, int, Line], ...]:
        """(from, to, line) for each line that is said between these frames, in frames of the stream."""
        found = []
        for cut in self.cuts:
            at = cut.start - cut.first * GRID
            for shot in cut.segment.shots:
                for line in shot.lines:
                    starts = at + round(line.start * FPS)
                    stops = min(cut.end, starts + round(line.seconds * FPS))
                    if starts < min(end, cut.end) and stops > max(begin, cut.start):
                        found.append((max(starts, cut.start), stops, line))
                at += round(shot.seconds * FPS)
        return tuple(found)

    def fork_before(self, cut: Cut) -> State | None:
        """Where the last choice was taken, of more than one, on the way into or out of this cut."""
        states = trail(self.story, cut.state.branch)
        passed = states if cut.taken else states[:-1]
        return next((state for state in reversed(passed) if len(offers(self.story, state)) > 1), None)

    def recut(self, cut: Cut) -> Timeline:
        """With this cut in place of the one that starts where it does."""
        return replace(self, cuts=tuple(cut if old.start == cut.start else old for old in self.cuts))

    def grown(self) -> Timeline:
        """When one more chunk is in the stream."""
        cut = self.growing
        return self.recut(replace(cut, appended=cut.appended + 1)) if cut else self

    def extended(self, segment_of: Callable[[State], Segment], *, until: int) -> Timeline:
        """With every scene that is certain to come, until one of them starts at or after the frame `until`."""
        longer = self
        while (way := longer.way_on) and longer.last.start < until:
            state = choose(self.story, longer.last.state, way.id)
            cut = Cut(state=state, segment=segment_of(state), start=longer.last.end, taken=_known(self.walked, state))
            longer = replace(longer, cuts=(*longer.cuts, cut))
        return longer

    def whole_way(self) -> tuple[str, ...]:
        """The ways taken from the story's beginning to the last that is certain, those that are walked again included."""
        mine = (*self.last.state.branch, *([self.last.taken] if self.last.taken else []))
        return self.walked if self.walked[: len(mine)] == mine else mine


def begun(story: Story, state: State, segment: Segment, *, chunk: int = 0, walked: tuple[str, ...] = ()) -> Timeline:
    """A timeline that starts with this chunk of a scene, or with the last it has. `walked`: the ways to take once more."""
    first = min(chunk, segment.chunks - 1)
    cut = Cut(state=state, segment=segment, start=0, first=first, appended=first, taken=_known(walked, state))
    return Timeline(story=story, cuts=(cut,), walked=walked)


def trail(story: Story, way: tuple[str, ...]) -> tuple[State, ...]:
    """The states of a way, from the story's beginning."""
    states = [begin(story)]
    for taken in way:
        states.append(choose(story, states[-1], taken))
    return tuple(states)


def _known(walked: tuple[str, ...], state: State) -> str:
    """The way that was taken out of this state before; "" where it was not come to, or by another way."""
    passed = len(state.branch)
    return walked[passed] if len(walked) > passed and walked[:passed] == state.branch else ""


def _said(scene: Segment, at: float) -> tuple[Line, ...]:
    """The lines whose slot holds `at`, in seconds from the segment's start."""
    start = 0.0
    for shot in scene.shots:
        if start <= at < start + shot.seconds:
            return tuple(line for line in shot.lines if start + line.start - 0.1 <= at < start + line.start + line.seconds + 0.15)
        start += shot.seconds
    return ()
