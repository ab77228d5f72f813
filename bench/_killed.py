"""The program that `bench/kills` kills: a screening without a window, whose viewer is quick, and who chooses by a die.

It says what happens in lines of JSON. Where a file `bite` lies in its home, the next worker that writes a file dies half way
through it, and where one named `bite-app` does, so does the program.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import msgspec

BEGAN = time.monotonic()
SPEED = 6.0
"""How much faster than a person this viewer watches."""


def biting_work(setup: Any) -> Any:
    """The real work; but a write may end half way, with its process."""
    from engine.screening.workshop import film_work

    home, write = setup.places.data.parent, Path.write_bytes

    def write_bytes(self: Path, content: bytes) -> int:  # type: ignore[no-untyped-def]
        for name in ("bite-app", "bite"):
            try:
                (home / name).unlink()
            except OSError:
                continue
            if name == "bite-app":
                with self.open("wb") as file:
                    file.write(content[: len(content) // 2])
                os.kill(os.getppid(), signal.SIGKILL)
            else:
                with self.open("wb") as file:
                    file.write(content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return write(self, content)

    Path.write_bytes = write_bytes  # type: ignore[method-assign]
    return film_work(setup)


def say(what: str, **more: object) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps({"what": what, **more}) + "\n")
        sys.stdout.flush()


def digest(chunk: Any) -> str:
    return hashlib.blake2b(msgspec.msgpack.encode(chunk), digest_size=12).hexdigest()


def harm(how: str, cache: Path) -> None:
    """A disk that is full, or cannot be written: a real one, where this process is in a mount space of its own."""

    def run(*words: str) -> None:
        subprocess.run(words, check=True, capture_output=True)

    if how == "read-only":
        run("mount", "--bind", str(cache), str(cache))
        run("mount", "-o", "remount,bind,ro", str(cache))
    elif how == "full":
        small = cache.with_name("small")
        small.mkdir(exist_ok=True)
        size = sum(path.stat().st_size for path in cache.rglob("*") if path.is_file())
        run("mount", "-t", "tmpfs", "-o", f"size={int(size * 1.25) + 2 * 2**20}", "tmpfs", str(small))
        run("cp", "-a", f"{cache}/.", str(small))
        run("mount", "--bind", str(small), str(cache))
        left = os.statvfs(cache)
        with contextlib.suppress(OSError), (cache / "somebody-elses").open("wb", buffering=0) as file:
            file.write(bytes(max(0, left.f_bavail * left.f_frsize - 200_000)))


def main(home_folder: str, episode_folder: str, seed: str, how: str) -> None:
    """Watch until killed, or until the film ends or cannot go on."""
    from engine.delivery.store import Store
    from engine.places import Places
    from engine.screening import events
    from engine.screening.episodes import load
    from engine.screening.schedule import Costs
    from engine.screening.screening import Screening
    from engine.screening.workshop import Setup, Workshop
    from engine.story.story import FPS
    from engine.video.produce import Sounds
    from engine.video.voices import speaker

    home = Places(data=Path(home_folder) / "data", cache=Path(home_folder) / "cache")
    if how:
        harm(how, home.cache)
    die = random.Random(int(seed))
    episode = load(Path(episode_folder))
    over = threading.Event()
    open_choices: list[tuple[str, ...]] = []

    class Watched(Store):
        """Says of every chunk that is taken to be shown what is in it, and of every one that was broken."""

        def get(self, key: str) -> Any:
            there = self.has(key)
            chunk = super().get(key)
            if chunk is not None:
                say("got", key=key, digest=digest(chunk))
            elif there:
                say("broken", key=key)
            return chunk

    def hear(event: events.Event) -> None:
        match event:
            case events.ChoiceOpened(choices=choices):
                open_choices.append(tuple(choice.id for choice in choices))
            case events.Failed(sentence=sentence):
                say("failed", sentence=sentence)
                over.set()
            case events.Fallback(sentence=sentence):
                say("fallback", sentence=sentence)
            case events.Ended():
                say("ended")
                over.set()

    store = Watched(home.store, budget_bytes=2**33)
    shop = Workshop(setup=Setup(cast=episode.cast, places=home, budget=2**33), count=2, make=biting_work, cache=home.cache)
    say("left", count=len(shop.left))
    screening = Screening(
        episode,
        crew=shop,
        store=store,
        sounds=Sounds(home.sounds),
        voices=speaker(home)[0].name,
        on_event=hear,
        costs=Costs(film=(1.1, 1e4)),  # the plain rung alone: rounds of kills need no paint
    )
    screening.start()
    shown, last, told = 0.0, time.monotonic(), -1
    pids: tuple[int, ...] = ()
    while not over.is_set():
        time.sleep(0.02)
        now, frames = time.monotonic(), screening.stream.appended_frames
        if frames and told < 0:
            say("resumed", seconds=now - BEGAN, cpu=time.process_time(), pids=shop.pids)
            pids = shop.pids
        if frames:
            told = frames
        if frames and shop.pids != pids and len(shop.pids) == len(pids):
            pids = shop.pids
            say("pids", pids=pids)
        shown = min(shown + SPEED * (now - last) * FPS, max(0, frames - 4))
        last = now
        screening.tick(round(shown))
        if open_choices:
            screening.choose(die.choice(open_choices.pop()))
    say("shown", frames=round(shown), appended=screening.stream.appended_frames)
    screening.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
