"""Who is sure to know what: on every path, at every scene, from what was said and shown before.

    what is known on arriving  =  what is known on *every* way here
    a line or an insert        ->  teaches everyone in the scene, and the audience

The audience is nobody in the story: it knows what was said and shown in the film, and no more. Whether a mystery is fair
is asked of the audience; whether a line can be spoken is asked of its speaker.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.errors import StoryError
from engine.story.state import version
from engine.story.story import Choice, Evidence, Line, Scene, Shot, Story, Version
from engine.story.ways import Name, Ways

WHO = "who"
"""The topic of who did it. Whoever's evidence leaves one suspect knows it."""
AUDIENCE = ""


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A line that its speaker cannot say on some path: they may not know these topics."""

    scene: str
    line: Line
    topics: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Unfair:
    """A fork at which somebody is accused, and what the audience is sure to know leaves more than one suspect."""

    scene: str
    suspects: tuple[str, ...]
    found: tuple[str, ...]
    """What the audience does know."""


@dataclass(frozen=True, kw_only=True)
class TooSoon:
    """Something that gives away before an accusation what is kept until then."""

    scene: str
    words: str
    topics: tuple[str, ...]


def left(evidence: tuple[Evidence, ...], known: frozenset[str], suspects: frozenset[str]) -> frozenset[str]:
    """The suspects whom somebody who knows so much cannot leave out."""
    for one in evidence:
        if known.issuperset(one.topics):
            suspects &= frozenset(one.leaves)
    return suspects


@dataclass(frozen=True)
class Knowledge:
    """What everyone is sure to know, for each state of a story."""

    story: Story
    ways: Ways

    # A set of (role, topic) is one number, a bit for each: so that two paths meet in one `&`.
    @cached_property
    def _topics(self) -> Mapping[str, int]:
        story = self.story
        found: dict[str, None] = dict.fromkeys((WHO, *story.kept))
        for role in story.cast:
            found |= dict.fromkeys(role.knows)
        for one in story.evidence:
            found |= dict.fromkeys(one.topics)
        for scene in story.scenes:
            found |= dict.fromkeys(topic for _, topics in scene.news for topic in topics)
            found |= dict.fromkeys(topic for choice in scene.choices for topic in choice.tells)
            for film in scene.versions:
                for shot in film.shots:
                    found |= dict.fromkeys(shot.shows)
                    for line in shot.lines:
                        found |= dict.fromkeys(line.tells)
        return {topic: number for number, topic in enumerate(found)}

    @cached_property
    def _roles(self) -> Mapping[str, int]:
        return {role: number for number, role in enumerate((AUDIENCE, *(role.id for role in self.story.cast)))}

    @cached_property
    def _viewer(self) -> tuple[str, ...]:
        """Whom the viewer plays is in every scene, seen or not."""
        return tuple(role.id for role in self.story.cast if role.character == "viewer")

    def _bits(self, role: str, topics: tuple[str, ...]) -> int:
        if not topics or role not in self._roles:
            return 0
        base = self._roles[role] * len(self._topics)
        return sum(1 << (base + self._topics[topic]) for topic in set(topics))

    @property
    def _accused(self) -> int:
        return 1 << (len(self._roles) * len(self._topics))

    def _taught(self, roles: tuple[str, ...], topics: tuple[str, ...]) -> int:
        found = 0
        for role in roles if topics else ():
            found |= self._bits(role, topics)
        return found

    def _sure(self, known: int) -> int:
        """With WHO for everyone whose evidence leaves one suspect."""
        held = known & self._telling
        if held not in self._concluded:
            more = 0
            for role in self._roles:
                if len(left(self.story.evidence, self._named(held, role), self.suspects)) == 1:
                    more |= self._bits(role, (WHO,))
            self._concluded[held] = more
        return known | self._concluded[held]

    @cached_property
    def _telling(self) -> int:
        """The topics of all evidence, for everyone."""
        topics = tuple(topic for one in self.story.evidence for topic in one.topics)
        return self._taught(tuple(self._roles), topics)

    @cached_property
    def _concluded(self) -> dict[int, int]:
        """What follows from each holding of evidence that was met."""
        return {}

    @cached_property
    def suspects(self) -> frozenset[str]:
        """All who can be accused."""
        return frozenset(choice.accuses for scene in self.story.scenes for choice in scene.choices if choice.accuses)

    @cached_property
    def _films(self) -> Mapping[Name, Version]:
        found = {}
        for name, state in self.ways.states.items():
            try:
                found[name] = version(self.story.scene(name[0]), state)
            except StoryError:  # a finding of its own
                found[name] = Version(shots=())
        return found

    @cached_property
    def _scenes(self) -> Mapping[Name, int]:
        """What a scene teaches by its end, in each state."""
        found = {}
        for name, film in self._films.items():
            taught = self._news(self.story.scene(name[0])) | self._told[name[0], id(film)]
            for choice, _ in self.ways.after[name]:
                if choice.tells:
                    taught |= self._taught((AUDIENCE, *self._viewer), choice.tells)
            found[name] = taught
        return found

    def _news(self, scene: Scene) -> int:
        found = 0
        for role, topics in scene.news:
            found |= self._bits(role, topics)
        return found

    @cached_property
    def _told(self) -> Mapping[tuple[str, int], int]:
        films = {(name[0], id(film)): film for name, film in self._films.items()}
        return {
            key: self._taught(self._present(film), tuple(topic for _, _, topics in _moments(film) for topic in topics))
            for key, film in films.items()
        }

    def _present(self, film: Version) -> tuple[str, ...]:
        seen = dict.fromkeys(placed.role for shot in film.shots for placed in shot.people)
        return (AUDIENCE, *dict.fromkeys((*self._viewer, *seen)))

    @cached_property
    def arriving(self) -> Mapping[Name, int]:
        """What is known on every way to a state."""
        first = next(iter(self.ways.states))
        start = 0
        for role in self.story.cast:
            start |= self._bits(role.id, role.knows)
        found: dict[Name, int] = {first: self._sure(start)}
        waiting = deque([first])
        while waiting:
            name = waiting.popleft()
            leaving = self._sure(found[name] | self._scenes[name])
            for choice, to in self.ways.after[name]:
                known = leaving | (self._accused if choice.accuses else 0)
                meets = found[to] & known if to in found else known
                if found.get(to) != meets:
                    found[to] = meets
                    waiting.append(to)
        return found

    def known(self, name: Name, role: str = AUDIENCE) -> frozenset[str]:
        """What a role, or the audience, is sure to know on arriving in a state."""
        return self._named(self.arriving[name], role)

    def _named(self, known: int, role: str) -> frozenset[str]:
        own = known >> (self._roles[role] * len(self._topics))
        return frozenset(topic for topic, number in self._topics.items() if own >> number & 1)

    # ------------------------------------------------------------------------------------------------------------- what is wrong
    def faults(self) -> Iterator[Unknown | Unfair | TooSoon]:
        """Every line that cannot be known, every accusation that is unfair, and all that is told too soon."""
        known: dict[tuple[str, int], int] = {}
        films: dict[tuple[str, int], Version] = {}
        for name, film in self._films.items():
            key = (name[0], id(film))
            films[key] = film
            known[key] = known[key] & self.arriving[name] if key in known else self.arriving[name]
        for key, film in films.items():
            scene = self.story.scene(key[0])
            yield from self._lines(scene, film, known[key] | self._news(scene))
            if not known[key] & self._accused:
                yield from self._early(scene, film)
        yield from self._forks()

    def _lines(self, scene: Scene, film: Version, known: int) -> Iterator[Unknown]:
        present = self._present(film)
        for _, line, topics in _moments(film):
            # To accuse is not to know: who names somebody at the fork for it may be wrong.
            needs = tuple(t for t in topics if t != WHO or line is None or line.speaker not in self._viewer)
            if line is not None and line.speaker in self._roles and self._bits(line.speaker, needs) & ~known:
                there = self._named(known, line.speaker)
                yield Unknown(scene=scene.id, line=line, topics=tuple(topic for topic in needs if topic not in there))
            known = self._sure(known | self._taught(present, topics))

    def _early(self, scene: Scene, film: Version) -> Iterator[TooSoon]:
        kept = set(self.story.kept)
        for shot, line, topics in _moments(film):
            if kept.intersection(topics):
                words = line.text if line else shot.action
                yield TooSoon(scene=scene.id, words=words, topics=tuple(topic for topic in topics if topic in kept))
        for choice in scene.choices:
            if kept.intersection(choice.tells) and not choice.accuses:
                yield TooSoon(scene=scene.id, words=choice.label, topics=tuple(t for t in choice.tells if t in kept))

    @cached_property
    def holdings(self) -> Mapping[Name, frozenset[frozenset[str]]]:
        """The evidence that the audience may hold on arriving in a state: a holding for each way, but for those with more."""
        everything = frozenset(topic for one in self.story.evidence for topic in one.topics)
        first = next(iter(self.ways.states))
        shown = {name: everything & self._named(self._scenes[name], AUDIENCE) for name in self.ways.states}
        found: dict[Name, frozenset[frozenset[str]]] = {first: frozenset({frozenset()})}
        waiting = deque([first])
        while waiting:
            name = waiting.popleft()
            leaving = frozenset(held | shown[name] for held in found[name])
            for _, to in self.ways.after[name]:
                least = _least(leaving | found[to]) if to in found else _least(leaving)
                if found.get(to) != least:
                    found[to] = least
                    waiting.append(to)
        return found

    def _forks(self) -> Iterator[Unfair]:
        if not self.story.evidence:
            return
        for name, on in self.ways.after.items():
            accusing = [(choice, to) for choice, to in on if choice.accuses]
            if not accusing:
                continue
            here = self._named(self._scenes[name], AUDIENCE)
            for held in sorted(self.holdings[name], key=sorted):
                suspects = left(self.story.evidence, held | here, self.suspects)
                if len(suspects) != 1 and not self._says_so(accusing):
                    yield Unfair(scene=name[0], suspects=tuple(sorted(suspects)), found=tuple(sorted(held | here)))
                    break

    def _says_so(self, accusing: list[tuple[Choice, Name]]) -> bool:
        """Whether all endings that these lead to say that what was found did not suffice."""
        seen = {to for _, to in accusing}
        waiting = list(seen)
        while waiting:
            name = waiting.pop()
            ending = self.story.scene(name[0]).ending
            if ending is not None and not ending.unsure:
                return False
            for _, to in self.ways.after[name]:
                if to not in seen:
                    seen.add(to)
                    waiting.append(to)
        return True


def _least(held: frozenset[frozenset[str]]) -> frozenset[frozenset[str]]:
    """Without those that hold all that another does, and more."""
    return frozenset(one for one in held if not any(other < one for other in held))


def _moments(film: Version) -> Iterator[tuple[Shot, Line | None, tuple[str, ...]]]:
    """What gives something away, in order: an insert or a line, and the topics."""
    for shot in film.shots:
        if shot.shows:
            yield shot, None, shot.shows
        for line in shot.lines:
            if line.tells:
                yield shot, line, line.tells
