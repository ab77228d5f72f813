"""Films the beginning of an episode that may be begun, while the viewer still looks at the shelf."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

from engine.delivery.store import Store
from engine.errors import Cancelled, OtherwiseError
from engine.library.characters import Character
from engine.screening.film import make
from engine.screening.screening import Crew
from engine.story.graph import by_default, walk
from engine.story.state import version
from engine.story.story import Story
from engine.video.painted import Painted
from engine.video.produce import Sounds, segment

SCENES = 2
"""The title, and the scene that it opens."""
log = logging.getLogger(__name__)


class Rehearsal:
    """The first scenes of a story, filmed on a thread of its own into the store, where a screening finds them by content.

    It ends by itself when they are made, or at `stop`. Nobody waits for it: what goes wrong is logged, and told by the
    screening that needs the film.
    """

    def __init__(
        self,
        story: Story,
        *,
        cast: Mapping[str, Character],
        hire: Callable[[], Crew],
        store: Store,
        sounds: Sounds,
        voices: str,
        painted: Painted | None = None,
    ) -> None:
        self._story, self._cast, self._hire, self._voices = story, cast, hire, voices
        self._store, self._sounds, self._painted = store, sounds, painted
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._film, name="rehearsal", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it, and wait until its workers are gone: the machine is needed."""
        self._stop.set()
        self._thread.join(10)

    def _film(self) -> None:
        segments = []
        for state in walk(self._story, by_default)[:SCENES]:
            scene = self._story.scene(state.scene)
            segments.append(segment(scene, version(scene, state), cast=self._cast, voices=self._voices))
        if self._stop.is_set():
            return
        crew = self._hire()
        try:
            make(
                tuple(segments),
                crew=crew,
                store=self._store,
                sounds=self._sounds,
                painted=self._painted,
                cancelled=self._stop.is_set,
            )
        except Cancelled:
            pass
        except OtherwiseError as error:
            log.info("The rehearsal ended early: %s", error)
        finally:
            crew.close()
            self._store.close()
