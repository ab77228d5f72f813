"""Lines are listened to once, when nobody waits for it; small fakes stand for Whisper."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.library.characters import characters
from engine.library.environments import environments
from engine.story.story import GRID, Line, Placed, Shot
from engine.video.produce import Segment, Sounds, Unit
from engine.video.qa import Verdicts
from engine.video.voices.listening import Listener
from tests.fakes import ColourBars, Hum

Samples = NDArray[np.float32]
LINE = (0.3 * np.sin(np.arange(24_000) / 20)).astype(np.float32)


class Parrot:
    """Hears the same words in everything, and counts how often it was asked."""

    def __init__(self, words: str = "someone was here before us") -> None:
        self.words, self.heard = words, 0
        self.free = threading.Event()
        self.free.set()

    def hear(self, samples: Samples, *, prompt: str = "") -> str:
        self.free.wait(10)
        self.heard += 1
        return self.words


def test_a_line_is_listened_to_once_and_what_was_heard_is_kept_beside_the_voice(tmp_path: Path) -> None:
    parrot, told = Parrot("is it"), list[str]()
    listener = Listener(lambda: parrot, tmp_path)
    assert listener.words(LINE) is None
    listener.ask(LINE, told.append)
    listener.finish()
    listener.ask(LINE, told.append)
    listener.finish()
    assert (listener.words(LINE), parrot.heard, told) == ("is it", 1, ["is it"])
    kept = np.rint(LINE * 32767).astype("<i2").astype(np.float32) / np.float32(32767)
    assert Listener(Parrot, tmp_path).words(kept) == "is it", "the same line, as it comes back from the disk"


def test_nobody_waits_for_it(tmp_path: Path) -> None:
    parrot = Parrot()
    parrot.free.clear()
    listener = Listener(lambda: parrot, tmp_path)
    listener.ask(LINE)  # it would not come back from here while somebody listens
    assert listener.words(LINE) is None
    parrot.free.set()
    listener.finish()
    assert listener.words(LINE) == parrot.words


def test_ears_that_break_do_not_break_the_film(tmp_path: Path) -> None:
    def broken() -> Parrot:
        raise RuntimeError("no such model")

    listener = Listener(broken, tmp_path)
    listener.ask(LINE)
    listener.finish()
    assert listener.words(LINE) is None
    assert not list(tmp_path.rglob("*.heard"))


#  say the line ──> the sound is mixed, whoever listens ──> heard ──> the verdict is there, and the next mix knows it
def test_how_a_line_is_understood_is_a_verdict_whenever_it_is_found(tmp_path: Path) -> None:
    faults = {
        words: _verdicts(tmp_path / str(number), words)
        for number, words in enumerate(("someone was here before us", "a biscuit"))
    }
    assert faults["someone was here before us"] == set()
    assert faults["a biscuit"] == {"understood"}


def _verdicts(folder: Path, words: str) -> set[str]:
    shot = Shot(
        framing="close",
        environment="library",
        frames=GRID,
        focus="maud",
        people=(Placed(role="maud", anchor="left", facing="right"),),
        lines=(Line(speaker="maud", text="Someone was here before us.", start=0.2, seconds=2.0),),
    )
    listener = Listener(lambda: Parrot(words), folder)
    unit = Unit(
        cast={"maud": characters()["maud"]},
        environments=environments(),
        speaker=Hum,
        renderer=ColourBars,
        sounds=Sounds(folder / "sounds"),
        verdicts=Verdicts(folder),
        listener=listener,
    )
    scene = Segment(key="abc", scene="hall", title="The hall", shots=(shot,))
    unit.voice(scene, 0)
    listener.finish()
    assert unit.recorded(scene, 0)[1].lines[0].heard == words
    return {one.check for one in Verdicts(folder).faults()}
