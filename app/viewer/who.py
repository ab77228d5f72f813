"""Who are you: the profile as it is being edited, and the face in the mirror."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtGui import QImage

from app import kept
from app.link import Hand
from engine.library.characters import Character
from engine.preference.viewer import LIKES, Profile
from engine.story.files import write
from engine.story.story import Pronouns

Portrait = Callable[[Character], "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]"]
