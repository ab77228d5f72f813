"""Whether films come out as they should: an episode for each seed, filmed by the command itself, watched and compared."""

from __future__ import annotations

import contextlib
import hashlib
import io
import tempfile
import time
from pathlib import Path

import msgspec

from bench import _plans, viewers
from bench._table import Figure, tell
from engine.__main__ import main as engine
from engine.media import probe, watch
from engine.video.keys import code


def main(
    *,
    quick: bool = False,
    json: Path | None = None,
    seeds: range = range(1, 21),
    seconds: float | None = None,
    count: int = 0,
) -> int:
    """Every seed in full; `quick`: two seeds, their first sixteen seconds. `count`: so many are planned and checked instead,
    after the evenings of two viewers of one premise.

    Twenty films take hours: each one that was judged is written down beside `json`, and not filmed again by the same code.
    So the work can be cut off and gone on with, or shared by two processes with other seeds each.
    """
    if count:
        print(viewers.told(tuple(viewers.pairs())), end="\n\n")
        return _plans.main(count, json=json)
    if quick:
        seeds, seconds = range(1, 3), 16.0
    notes = _Notes(json.with_suffix(".rows") if json and not quick else None)
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            if seed in notes.rows:
                continue
            out = Path(folder) / f"{seed}.mp4"
            began = time.monotonic()
            with contextlib.redirect_stdout(io.StringIO()):
                done = engine(["film", "--seed", str(seed), "--out", str(out), *(["--seconds", str(seconds)] if seconds else [])])
            if done in (130, 143):
                return done
            row = {"seed": seed, "code": done, "took": time.monotonic() - began, **(_judged(out) if done == 0 else {})}
            notes.add(row)
            print("  ".join(f"{k} {v:.2f}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()))
            out.unlink(missing_ok=True)
    rows = list(notes.rows.values())
    good = [row for row in rows if row["code"] == 0]
    words = {str(row["words"]) for row in good}
    figures = [
        Figure(name="finished", value=100 * len(good) / len(rows), note=f"{len(rows)} films"),
        Figure(name="different", value=100 * len(words) / max(1, len(good))),
        Figure(name="clean", value=_share(good, rows, "clean"), note="no warning, 24 even pictures a second"),
        Figure(name="told", value=_share(good, rows, "told")),
        Figure(name="loud", value=_share(good, rows, "loud"), note="-16 LUFS, within 1"),
    ]
    return tell("stories", figures, extra={"rows": rows, "quick": quick}, path=json)


class _Notes:
    """What was judged, by seed; in a file too, a line of JSON for each film, where there is one."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self.rows: dict[int, dict[str, object]] = {}
        for line in file.read_text().splitlines() if file and file.exists() else ():
            row = msgspec.json.decode(line)
            if row.pop("by") == code():
                self.rows[row["seed"]] = row

    def add(self, row: dict[str, object]) -> None:
        self.rows[int(str(row["seed"]))] = row
        if self.file:
            with self.file.open("a") as file:
                file.write(msgspec.json.encode({"by": code(), **row}).decode() + "\n")


def _share(good: list[dict[str, object]], rows: list[dict[str, object]], what: str) -> float:
    return 100 * sum(bool(row[what]) for row in good) / len(rows)


def _judged(film: Path) -> dict[str, object]:
    said, seen = probe(film), watch(film)
    return {
        "seconds": said.seconds,
        "clean": not seen.warnings and seen.even and said.fps == 24.0 and seen.pictures == said.frames,
        "told": bool(said.captions and said.chapters),
        "loud": abs(seen.loudness.lufs + 16) <= 1 and seen.loudness.peak_db < -1,
        "lufs": seen.loudness.lufs,
        "peak": seen.loudness.peak_db,
        "words": hashlib.blake2b(repr((said.captions, said.chapters)).encode(), digest_size=6).hexdigest(),
    }
