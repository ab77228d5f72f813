"""Whether films come out as they should: an episode for each seed, filmed by the command itself, watched and compared."""

from __future__ import annotations

import contextlib
import hashlib
import io
import tempfile
import time
from pathlib import Path

from bench._table import Figure, tell
from engine.__main__ import main as engine
from engine.media import probe, watch


def main(*, quick: bool = False, json: Path | None = None, seeds: int = 20, seconds: float | None = None) -> int:
    """Seeds 1 to 20 in full; `quick`: two seeds, their first sixteen seconds."""
    if quick:
        seeds, seconds = 2, 16.0
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, seeds + 1):
            out = Path(folder) / f"{seed}.mp4"
            began = time.monotonic()
            with contextlib.redirect_stdout(io.StringIO()):
                code = engine(["film", "--seed", str(seed), "--out", str(out), *(["--seconds", str(seconds)] if seconds else [])])
            row = {"seed": seed, "code": code, "took": time.monotonic() - began, **(_judged(out) if code == 0 else {})}
            if code == 130:
                print("Stopped.")
                return code
            rows.append(row)
            print("  ".join(f"{k} {v:.2f}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()))
            out.unlink(missing_ok=True)
    good = [row for row in rows if row["code"] == 0]
    words = {str(row["words"]) for row in good}
    figures = [
        Figure(name="finished", value=100 * len(good) / len(rows)),
        Figure(name="different", value=100 * len(words) / max(1, len(good))),
        Figure(name="clean", value=_share(good, rows, "clean"), note="no warning, 24 even pictures a second"),
        Figure(name="told", value=_share(good, rows, "told")),
        Figure(name="loud", value=_share(good, rows, "loud"), note="-16 LUFS, within 1"),
    ]
    return tell("stories", figures, extra={"rows": rows, "quick": quick}, path=json)


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
