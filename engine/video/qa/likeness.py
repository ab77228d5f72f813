"""Whose head it is, by its colours: skin, hair, and how one is to the other, which light leaves much as it is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.library.characters import Character
from engine.video.qa.take import Head

Colours = NDArray[np.float64]


def stranger(heads: list[Head], own: Character, others: Mapping[str, Character]) -> tuple[float, str]:
    """How much better somebody else explains these heads than whose they should be, and who that is."""
    return 0.0, ""
