"""The one door to PyAV: pictures and sound to bytes, bytes to streams and films, and all of it back again."""

from engine.media.coding import (
    AAC,
    FPS,
    RATE,
    SPF,
    WARM,
    Chunk,
    Pcm,
    Picture,
    Quality,
    decode_pictures,
    encode_pictures,
    first_frame,
    pack_sound,
    to_pcm,
    transport,
    unpack_sound,
)
from engine.media.look import Decoded, Probe, decode, probe
from engine.media.loudness import Loudness, limited, loudness, resampled
from engine.media.movie import Caption, Movie
from engine.media.verdict import Verdict, watch

__all__ = [
    "AAC",
    "FPS",
    "RATE",
    "SPF",
    "WARM",
    "Caption",
    "Chunk",
    "Decoded",
    "Loudness",
    "Movie",
    "Pcm",
    "Picture",
    "Probe",
    "Quality",
    "Verdict",
    "decode",
    "decode_pictures",
    "encode_pictures",
    "first_frame",
    "limited",
    "loudness",
    "pack_sound",
    "probe",
    "resampled",
    "to_pcm",
    "transport",
    "unpack_sound",
    "watch",
]
