"""One run of joints through real libVLC: numbered pictures and a chirp in, and what came out of it, as JSON.

python -m bench._joints_run SEED JOINTS LEAD
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.viewer.screen import VlcPlayer
from engine import media
from engine.delivery.stream import Prepared, Stream, prepare
from engine.media import Chunk
from engine.story.story import FPS, GRID
from engine.video.rungs import STANDARD

RATE = 48_000
SPF = RATE // FPS
WHEEL = 8
"""Pieces of film that differ: the ninth is the first again."""
_BITS, _BLOCK = 12, 80
_NEAR = 2 * 4096
"""Samples about a joint that are looked for in what was heard."""
_REACH = 3000

Picture = NDArray[np.uint8]


@cache
def piece(place: int, branch: int) -> Chunk:
    """The film of one scene: every picture says which it is, and the chirp is of this scene and branch alone."""
    return Chunk(
        frames=GRID,
        packets=media.encode_pictures((_slate(place, branch, frame) for frame in range(GRID)), STANDARD),
        sound=media.pack_sound(chirp(place, branch)),
    )


def _slate(place: int, branch: int, frame: int) -> Picture:
    picture = np.full((STANDARD.height * 3 // 2, STANDARD.width), 128, np.uint8)
    picture[: STANDARD.height] = 50 + frame
    code = (place << 1 | branch) << 6 | frame
    for bit in range(_BITS):
        picture[32 : 32 + _BLOCK, bit * _BLOCK : (bit + 1) * _BLOCK] = 235 if code >> bit & 1 else 16
    return picture


def read(picture: Picture) -> tuple[int, int, int]:
    """Place, branch and frame that a picture shows."""
    row = picture[32 + _BLOCK // 2]
    code = sum(1 << bit for bit in range(_BITS) if row[bit * _BLOCK + _BLOCK // 2] > 126)
    return code >> 7, code >> 6 & 1, code & 63


@cache
def chirp(place: int, branch: int) -> NDArray[np.float32]:
    """(samples, 2): a tone that rises, whose every stretch is like no other."""
    t = np.arange(GRID * SPF) / RATE
    begin, rise = 200 + 90 * place + 700 * branch, 1200 + 130 * place
    wave = 0.4 * np.sin(2 * np.pi * (begin * t + rise * t * t / 2))
    return np.asarray(np.stack([wave, wave], axis=1), np.float32)


@dataclass
class _Ear:
    """What the player gave: the numbers of the pictures, and the sound with its time stamps."""

    seen: list[tuple[int, int, int]]
    heard: list[bytes]
    stamps: list[tuple[int, int]]

    def see(self, picture: Picture) -> None:
        self.seen.append(read(picture))

    def hear(self, samples: bytes, microseconds: int) -> None:
        self.heard.append(samples)
        self.stamps.append((microseconds, len(samples) // 4))


def main(seed: int, joints: int, lead: float) -> dict[str, float]:
    """Play, and take each way `lead` seconds before its joint is on the screen; below 0, so much too late."""
    sys.setswitchinterval(0.0005)  # as the app does: libVLC's threads wait for Python's
    for place in range(WHEEL):
        for branch in (0, 1):
            piece(place, branch)
    die = random.Random(seed)
    stream, ear = Stream(), _Ear(seen=[], heard=[], stamps=[])
    way = [0, 0]  # two scenes are certain: a player must not starve at once
    for number in range(2):
        stream.append(piece(number, 0))
    player = VlcPlayer(stream, on_frame=ear.see, on_sound=ear.hear)
    late: list[float] = []
    while len(way) < joints + 1:
        ready: list[Prepared] = [prepare(piece(len(way) % WHEEL, branch), after=stream.tail) for branch in (0, 1)]
        due = stream.appended_frames / FPS - max(lead, 0.02)  # the position never goes beyond what is appended
        while (left := due - player.position()) > 0:
            time.sleep(min(left, 0.01))
        time.sleep(max(0.0, -lead))
        way.append(die.randrange(2))
        before = time.perf_counter()
        stream.commit(ready[way[-1]])
        late.append(time.perf_counter() - before)
    stream.finish()
    done = threading.Event()
    end = time.monotonic() + len(way) * GRID / FPS
    while len(ear.seen) < len(way) * GRID and time.monotonic() < end and not done.wait(0.1):
        if player.position() >= stream.appended_frames / FPS and done.wait(1.5):
            break
    player.close()
    return {**_frames(ear.seen, way), **_samples(ear, way), "joints": len(way) - 1, "commit_ms": 1000 * max(late)}


def _frames(seen: list[tuple[int, int, int]], way: list[int]) -> dict[str, float]:
    wanted = [(number % WHEEL, branch, frame) for number, branch in enumerate(way) for frame in range(GRID)]
    at = lost = strange = 0
    for one in seen:
        if at and one == wanted[at - 1]:
            continue  # shown again
        try:
            found = wanted.index(one, at, at + WHEEL * GRID)
        except ValueError:
            strange += 1
            continue
        lost += found - at
        at = found + 1
    return {"lost": lost + len(wanted) - at, "strange": strange}


def _samples(ear: _Ear, way: list[int]) -> dict[str, float]:
    """How far what was heard about each joint lies from where it belongs, against the joint before: samples that went missing."""
    got = np.frombuffer(b"".join(ear.heard), np.int16).reshape(-1, 2)[:, 0].astype(np.float64)
    whole = np.concatenate([chirp(number % WHEEL, branch)[:, 0] for number, branch in enumerate(way)])
    lags: list[int] = []
    for number in range(1, len(way)):
        joint = number * GRID * SPF
        for begin in (joint - _NEAR, joint - _NEAR // 2, joint):
            window = whole[begin : begin + _NEAR]
            low = max(0, begin - _REACH)
            around = got[low : begin + _NEAR + _REACH]
            if len(around) < _NEAR or not around.any():
                lags.append(_REACH)
                continue
            match = np.correlate(around, window, "valid") if len(around) < 3 * _NEAR else np.zeros(1)
            lags.append(int(match.argmax()) + low - begin)
    steps = np.abs(np.diff(lags))
    following = zip(ear.stamps, ear.stamps[1:], strict=False)
    gaps = sum(abs(after - before - 1e6 * count / RATE) > 1000 for (before, count), (after, _) in following)
    return {"samples": float(steps.sum()), "gaps": float(gaps), "short": float(max(0, len(whole) - len(got)))}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))))
