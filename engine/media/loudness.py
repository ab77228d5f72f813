"""How loud sound is, how its peaks are held, and how it is said in more samples or fewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import av.filter
import numpy as np
from numpy.typing import NDArray

from engine.media.coding import RATE, audio_frame, floats


@dataclass(frozen=True, kw_only=True)
class Loudness:
    """How loud a whole film is (EBU R 128). Silence is -70 LUFS."""

    lufs: float
    peak_db: float
    """The true peak, between the samples too."""


def loudness(blocks: Iterable[NDArray[np.float32]], *, peaks: bool = True) -> Loudness:
    """Of (n, 2) samples, block after block. Without `peaks`, which take most of the time, the peak is -120."""
    graph = _chain(("ebur128", f"peak={'true' if peaks else 'none'}:metadata=1:framelog=quiet"))
    lufs, peak = -70.0, 0.0
    for frame in _through(graph, blocks):
        lufs = float(frame.metadata.get("lavfi.r128.I", lufs))
        peak = max(peak, *(float(frame.metadata.get(f"lavfi.r128.true_peaks_ch{side}", 0.0)) for side in (0, 1)))
    return Loudness(lufs=lufs, peak_db=20 * float(np.log10(max(peak, 1e-6))))


def limited(blocks: Iterable[NDArray[np.float32]], *, peak_db: float) -> Iterator[NDArray[np.float32]]:
    """The same sound with its true peaks held under that many dB: turned down just before they come, at four times the rate."""
    rule = f"limit={10 ** (peak_db / 20):.5f}:attack=5:release=80:level=0:latency=1"
    graph = _chain(("aresample", str(4 * RATE)), ("alimiter", rule), ("aresample", str(RATE)), ("aformat", "sample_fmts=fltp"))
    for frame in _through(graph, blocks):
        yield floats(frame)


def resampled(samples: NDArray[np.float32], ratio: Fraction) -> NDArray[np.float32]:
    """One channel, (n,), as `ratio` times as many samples."""
    if ratio == 1 or not len(samples):
        return samples
    own, wanted = ratio.denominator * 1000, ratio.numerator * 1000
    graph = _chain(("aresample", f"{wanted}:filter_size=48:cutoff=0.95"), rate=own)
    both = np.stack([samples, samples], axis=1)
    found = np.concatenate([floats(frame)[:, 0] for frame in _through(graph, [both], rate=own)])
    count = -(-len(samples) * ratio.numerator // ratio.denominator)
    return np.pad(found[:count], (0, max(0, count - len(found))))


def _chain(*filters: tuple[str, str], rate: int = RATE) -> av.filter.Graph:
    graph = av.filter.Graph()
    last = graph.add_abuffer(sample_rate=rate, format="fltp", layout="stereo", time_base=Fraction(1, rate))
    for name, rule in filters:
        following = graph.add(name, rule)
        last.link_to(following)
        last = following
    last.link_to(graph.add("abuffersink"))
    graph.configure()
    return graph


def _through(graph: av.filter.Graph, blocks: Iterable[NDArray[np.float32]], rate: int = RATE) -> Iterator[av.AudioFrame]:
    at = 0
    for block in blocks:
        for begin in range(0, len(block), RATE):
            piece = block[begin : begin + RATE]
            graph.push(audio_frame(piece.T, "fltp", at, rate))
            at += len(piece)
            yield from _pulled(graph)
    graph.push(None)
    yield from _pulled(graph)


def _pulled(graph: av.filter.Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        assert isinstance(frame, av.AudioFrame)
        yield frame
