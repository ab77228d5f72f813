"""What is to be said, as phonemes: the one door to the dictionary, which knows most words and is helped with the others."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from engine.video.voices.letters import american, possessive, spell
from engine.video.voices.names import NAMES

_QUOTES = str.maketrans({"‘": "'", "’": "'", "«": "“", "»": "”", "–": "—", "*": "", "_": "", "(": ",", ")": ","})


class Words:
    """One way of speaking English: British, or American."""

    def __init__(self, *, british: bool) -> None:
        from kokorog2p import get_g2p

        self.british = british
        self._say: Any = get_g2p("en-gb" if british else "en-us", use_espeak_fallback=False, use_spacy=False)
        self._known = lru_cache(maxsize=1 << 14)(self._look_up)

    def phonemes(self, text: str) -> str:
        """The whole text. Every word in it is said somehow."""
        said = []
        for token in self._say(plain(text)):
            phones = token.phonemes or ""
            if "❓" in phones:
                phones = self.unknown(token.text)
            said.append(phones + (token.whitespace or ""))
        return re.sub(r"\s+", " ", re.sub(r"([,;:.!?])(?=\w|ˈ|ˌ)", r"\1 ", "".join(said))).strip()

    def unknown(self, word: str) -> str:
        """A word that the dictionary lacks."""
        stem = re.sub(r"'s?$", "", word)
        owns = stem != word and not word.endswith("s'")
        british = NAMES.get(stem.lower()) or "".join(
            NAMES.get(part.lower()) or spell(part, self._known) for part in re.split(r"[-']", stem) if part
        )
        phones = british if self.british else american(british)
        return possessive(phones) if owns and phones else phones

    def _look_up(self, word: str) -> str | None:
        phones = "".join(token.phonemes or "" for token in self._say(word))
        return phones if phones and "❓" not in phones and len(phones) > 1 else NAMES.get(word)


def plain(text: str) -> str:
    """Typed quotes, dashes and emphasis as the dictionary expects them."""
    text = re.sub(r"\s+", " ", text.translate(_QUOTES)).strip()
    text = re.sub(r"s'(?=\s|$)", "s", text)
    text = re.sub(r"\s*(?:—|--+)\s*|\s+-\s+", "—", text)
    text = re.sub(r"\.{3,}", "…", text)
    text = re.sub(r"\s*,[\s,]*(?=[.,;:!?…—])", "", text)
    return re.sub(r"\s*,[\s,]*", ", ", text).strip(", ")


@lru_cache(maxsize=2)
def words(*, british: bool) -> Words:
    """The dictionary, read once."""
    return Words(british=british)
