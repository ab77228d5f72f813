"""What there is of each scene's film so far: voices, sound, and every chunk at its best level."""

from __future__ import annotations

from collections.abc import Mapping

from engine.delivery.store import Store
from engine.library.characters import Character
from engine.media import Chunk
from engine.screening.schedule import Costs, Job, Reel
from engine.story.state import State, version
from engine.story.story import GRID, Story
from engine.video.painted import Painted
from engine.video.produce import Segment, Sounds, segment
from engine.video.rungs import LADDER


class Footage:
    """The film of one story with one cast, as far as it is made. One thread speaks to it at a time."""

    def __init__(
        self,
        story: Story,
        *,
        cast: Mapping[str, Character],
        voices: str,
        store: Store,
        sounds: Sounds,
        painted: Painted | None = None,
    ) -> None:
        self._painted = painted
        self._warm: set[tuple[str, int]] = set()
        self._story, self._cast, self._voices, self._store, self._sounds = story, cast, voices, store, sounds
        self._by_state: dict[State, Segment] = {}
        self._by_key: dict[str, Segment] = {}
        self._levels: dict[str, list[int]] = {}
        self._voiced: set[tuple[str, int]] = set()

    def of(self, state: State) -> Segment:
        """The segment of a state's scene; remembered, since its key is asked for all the time."""
        scene = self._story.scene(state.scene)
        film = version(scene, state)
        name = State(scene=state.scene, facts=film.given)
        if name not in self._by_state:
            made = segment(scene, film, cast=self._cast, voices=self._voices)
            self._by_state[name] = made
            self._by_key[made.key] = made
        return self._by_state[name]

    def named(self, key: str) -> Segment:
        """The segment with this key, which was asked for before."""
        return self._by_key[key]

    def chunk(self, scene: Segment, part: int) -> Chunk | None:
        """The best take of this chunk; None where it must be filmed."""
        levels = self._levels_of(scene)
        while levels[part] >= 0:
            chunk = self._store.get(scene.chunk_key(part, LADDER[levels[part]]))
            if chunk is not None:
                return chunk
            levels[part] -= 1  # deleted under us: a plainer take, or film it again
        return None

    def level(self, scene: Segment, part: int) -> int:
        """The level of the best take of this chunk; -1: none."""
        return self._levels_of(scene)[part]

    def ready(self, scene: Segment) -> int:
        """How many chunks can be shown from the scene's start before one is missing."""
        levels = self._levels_of(scene)
        return next((part for part, level in enumerate(levels) if level < 0), len(levels))

    def sounded(self, scene: Segment) -> bool:
        return self._sounds.has(scene.key)

    def reel(self, scene: Segment, *, starts_in: float, probability: float, forks: int = 0, first: int = 0) -> Reel:
        """What the schedule needs to know of the scene, which is due so soon and so likely."""
        sounded = self.sounded(scene)
        lines = _spoken(scene) if not sounded else ()
        return Reel(
            segment=scene.key,
            chunks=scene.chunks,
            starts_in=starts_in,
            probability=probability,
            forks=forks,
            first=first,
            unvoiced=tuple((number, seconds) for number, seconds in lines if (scene.key, number) not in self._voiced),
            sounded=sounded,
            silent=not scene.lines,
            shots=tuple(sorted({0, *(round(start / GRID) for start in scene.starts())})),
            made=tuple(self._levels_of(scene)),
            cold=frozenset(chunk for chunk in range(first, scene.chunks) if not self._is_painted(scene, chunk)),
        )

    def _is_painted(self, scene: Segment, chunk: int) -> bool:
        """True also where it cannot be known: it is then painted while it is filmed."""
        if self._painted is None or (scene.key, chunk) in self._warm:
            return True
        if all(map(self._painted.has, scene.shots_of(chunk))):
            self._warm.add((scene.key, chunk))
        return (scene.key, chunk) in self._warm

    def cost(self, job: Job, costs: Costs) -> float:
        """Seconds of one worker that the whole job takes."""
        scene = self._by_key[job.segment]
        unmade = Reel(segment=scene.key, chunks=scene.chunks, starts_in=0, probability=1, unvoiced=_spoken(scene))
        return costs.of(job, unmade)

    def made(self, job: Job) -> None:
        """This job is done."""
        match job.kind:
            case "film":
                levels = self._levels_of(self._by_key[job.segment])
                levels[job.part] = max(job.level, levels[job.part])
            case "voice":
                self._voiced.add((job.segment, job.part))
            case "paint":
                self._warm.add((job.segment, job.part))
            case "sound":
                pass  # `Sounds` knows

    def want(self, likely: Mapping[str, float]) -> None:
        """How likely the film of each of these segments will be shown, and of no others; 1: it is spared."""
        chunks = ((one, self._by_key[key]) for key, one in sorted(likely.items()))
        self._store.want(
            {scene.chunk_key(part, rung): one for one, scene in chunks for part in range(scene.chunks) for rung in LADDER}
        )

    def _levels_of(self, scene: Segment) -> list[int]:
        """The best level of each chunk that the store has; -1: none."""
        if scene.key not in self._levels:
            levels = []
            for part in range(scene.chunks):
                have = [n for n, rung in enumerate(LADDER) if self._store.has(scene.chunk_key(part, rung))]
                levels.append(max(have, default=-1))
            self._levels[scene.key] = levels
        return self._levels[scene.key]


def _spoken(scene: Segment) -> tuple[tuple[int, float], ...]:
    """(line, seconds of speech) for each line of the scene."""
    return tuple((number, line.seconds or 3.0) for number, line in enumerate(scene.lines))
