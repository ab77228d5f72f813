"""Who are you: the profile as it is being edited, and the face in the mirror."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtGui import QImage

from app import kept
from app.link import Hand
from engine.library.characters import (
    CLOTHES,
    EYES,
    HAIR_COLOURS,
    HAIR_STYLES,
    OUTFITS,
    RANGES,
    SKINS,
    Character,
    Face,
    Wardrobe,
)
from engine.preference.viewer import LIKES, Profile
from engine.story.files import write
from engine.story.story import Pronouns

SHE = Pronouns(subject="she", object="her", possessive="her", reflexive="herself")
HE = Pronouns(subject="he", object="him", possessive="his", reflexive="himself")
THEY = Pronouns()
KNOWN = {"she": SHE, "he": HE, "they": THEY}
TABS = ("you", "face", "eyes", "hair", "clothes", "tastes")
VOICES = (
    ("bf_lily", "Light"), ("bf_emma", "Warm"), ("bf_isabella", "Clear"),
    ("bm_george", "Deep"), ("bm_fable", "Bright"), ("bm_lewis", "Rough"),
)  # fmt: skip
TONES = (("gentle", "Gentle"), ("witty", "Witty"), ("dark", "Dark"))
MOSTS = (("none", "None"), ("mild", "A little"), ("strong", "Any"))
PACES = (("slow", "Slow"), ("steady", "Steady"), ("brisk", "Brisk"))
EARRINGS = (("", "None"), ("#e8b04a", "Gold"), ("#5fb0a8", "Jade"), ("#d8dde6", "Silver"))
NAMES = {"bald": "None", "labcoat": "Lab coat", "flightjacket": "Flight jacket"}
_EYES = ("eye", "eye_gap", "eye_tilt", "lash", "lid", "brow", "brow_height", "brow_tilt", "glasses")
_HAIR = ("volume", "stubble", "beard", "moustache")
_RARE = {
    "stubble": 0.25,
    "beard": 0.15,
    "moustache": 0.15,
    "glasses": 0.3,
    "freckles": 0.3,
    "age": 0.4,
    "youth": 0.06,
    "scar": 0.08,
}
"""Numbers that most faces leave at 0, and the share of surprises that have them."""
PORTRAIT = (620, 700)


class Who(QObject):
    """The view-model of Who are you. What is edited is a draft; `saved` gives the profile once it is kept."""

    changed = Signal()
    tabbed = Signal()
    painted = Signal()
    saved = Signal(object)
    left = Signal()
    told = Signal(str, bool)

    def __init__(
        self,
        *,
        path: Path,
        hand: Hand,
        mirror: Hand,
        paint: Callable[[Character], QImage],
        show: Callable[[QImage], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._path, self._hand, self._mirror, self._paint, self._show = path, hand, mirror, paint, show
        self.is_new = not path.exists()
        self.profile, self.trouble_told = kept.read(path, Profile, Profile(name=""))
        self._draft = self.profile
        self._past: tuple[Profile, ...] = ()
        self._touched = ""
        self._custom = self.profile.pronouns not in KNOWN.values()
        self._tab = "you"
        self._portrait = 0
        self._sentence = "The mirror is being polished…"
        self._dice = 0

    # -- drawing

    def draw(self) -> None:
        """Ask for the face of the draft. Only the newest is drawn."""
        character = self._draft.character
        self._mirror.do(lambda: self._paint(character), then=self._painted, failed=self._unpainted)

    def _painted(self, image: QImage) -> None:
        self._show(image)
        self._portrait += 1
        self.painted.emit()

    def _unpainted(self, error: Exception) -> None:
        self._sentence = f"The mirror stays dark: {error}"
        self.painted.emit()

    # -- editing

    def _edit(self, touched: str, draft: Profile) -> None:
        """A new draft; touches of the same thing, one after another, are one step back."""
        if draft == self._draft:
            return
        if touched != self._touched:
            self._past = (*self._past[-99:], self._draft)
        self._touched = touched
        seen = draft.face != self._draft.face or draft.wardrobe != self._draft.wardrobe
        self._draft = draft
        self.changed.emit()
        if seen:
            self.draw()

    @Slot()
    def open(self) -> None:
        """Start from the profile as it is kept."""
        self._draft, self._past, self._touched = self.profile, (), ""
        self._custom = self.profile.pronouns not in KNOWN.values()
        self._tab = "you"
        self.tabbed.emit()
        self.changed.emit()
        self.draw()

    @Slot(str)
    def open_tab(self, tab: str) -> None:
        self._tab, self._touched = tab, ""
        self.tabbed.emit()

    @Slot(str)
    def set_name(self, name: str) -> None:
        self._edit("name", replace(self._draft, name=name))

    @Slot(str)
    def set_pronouns(self, which: str) -> None:
        self._custom = which == "custom"
        self._edit("pronouns", replace(self._draft, pronouns=KNOWN.get(which, self._draft.pronouns)))
        self.changed.emit()

    @Slot(str, str)
    def set_custom_pronoun(self, which: str, word: str) -> None:
        pronouns = replace(self._draft.pronouns, **{which: word.strip().lower()})
        self._edit(f"pronoun {which}", replace(self._draft, pronouns=pronouns))

    @Slot(str, float)
    def set_measure(self, which: str, value: float) -> None:
        low, high, _ = RANGES[which]
        self._edit(which, replace(self._draft, face=replace(self._draft.face, **{which: round(min(high, max(low, value)), 4)})))

    @Slot()
    def settle(self) -> None:
        """The slider was let go: the next touch is a step of its own."""
        self._touched = ""

    @Slot(str, str)
    def wear(self, row: str, what: str) -> None:
        """Pick a word or a colour in a row."""
        self._touched = ""
        draft, wardrobe = self._draft, self._draft.wardrobe
        match row:
            case "skin" | "iris" | "hair" | "style" | "earring":
                draft = replace(draft, face=replace(draft.face, **{row: what}))
            case "outfit":
                draft = replace(draft, wardrobe=replace(wardrobe, outfit=what))
            case "colour" | "trim":
                place = ("colour", "trim").index(row)
                colours = [*wardrobe.colours, *Wardrobe().colours[len(wardrobe.colours) :]]
                colours[place] = what
                draft = replace(draft, wardrobe=replace(wardrobe, colours=tuple(colours)))
            case "voice":
                draft = replace(draft, voice=replace(draft.voice, id=what))
            case "likes":
                likes = [*draft.likes, what] if what not in draft.likes else [one for one in draft.likes if one != what]
                draft = replace(draft, likes=tuple(one for one in LIKES if one in likes))
            case "tone" | "pace" | "fear" | "violence":
                draft = replace(draft, **{row: what})
        self._edit("", draft)
        self._touched = ""

    @Slot()
    def surprise(self) -> None:
        """Another face, and what it wears. The same draft and throw give the same one."""
        self._dice += 1
        die = random.Random(f"{self._dice}|{self._draft.face}|{self._draft.wardrobe}")
        measures = {name: _throw(die, name) for name in RANGES}
        face = replace(
            Face(**measures),
            skin=die.choice(SKINS),
            iris=die.choice(EYES),
            hair=die.choice(HAIR_COLOURS),
            style=die.choice(HAIR_STYLES),
            earring=die.choice(EARRINGS)[0] if die.random() < 0.4 else "",
        )
        wardrobe = Wardrobe(outfit=die.choice(OUTFITS), colours=tuple(die.sample(CLOTHES, 2)))
        self._touched = ""
        self._edit("surprise", replace(self._draft, face=face, wardrobe=wardrobe))
        self._touched = ""

    @Slot()
    def undo(self) -> None:
        if self._past:
            *past, self._draft = self._past
            self._past, self._touched = tuple(past), ""
            self._custom = self._draft.pronouns not in KNOWN.values()
            self.changed.emit()
            self.draw()

    @Slot()
    def save(self) -> None:
        """Keep the draft: write it on another thread, and say so where that fails."""
        if self._trouble():
            return
        profile = replace(self._draft, name=self._draft.name.strip())
        self.profile = self._draft = profile
        self.is_new = False
        self._hand.do(lambda: write(self._path, profile), failed=lambda error: self.told.emit(str(error), True))
        self.saved.emit(profile)

    @Slot()
    def leave(self) -> None:
        self._draft = self.profile
        self.left.emit()

    # -- what is shown

    def _trouble(self) -> str:
        if not self._draft.name.strip():
            return "Write a name, so that they can speak to you." if self._past or not self.is_new else ""
        words = self._draft.pronouns
        if not all((words.subject, words.object, words.possessive, words.reflexive)):
            return "Write all four pronouns: the film uses each of them."
        return ""

    def _example(self) -> str:
        name, words = self._draft.name.strip() or "Someone", self._draft.pronouns
        return (
            f"{name} put down {words.possessive or '…'} cup. They all turned to {words.object or '…'}: "
            f"{words.subject or '…'} had solved it {words.reflexive or '…'}."
        )

    def _chips(self) -> list[dict[str, object]]:
        rows = {
            "you": [("voice", "Your voice", VOICES)],
            "hair": [("style", "Style", _words(HAIR_STYLES))],
            "clothes": [("outfit", "Outfit", _words(OUTFITS)), ("earring", "Earring", EARRINGS)],
            "tastes": [
                ("likes", "What do you like? As many as you want", _words(LIKES)),
                ("tone", "Tone", TONES),
                ("pace", "Pace", PACES),
                ("fear", "Fright, at most", MOSTS),
                ("violence", "Violence, at most", MOSTS),
            ],
        }.get(self._tab, [])
        return [{"id": i, "label": label, "words": [{"id": w, "label": name} for w, name in words]} for i, label, words in rows]

    def _swatches(self) -> list[dict[str, object]]:
        rows = {
            "face": [("skin", "Skin", SKINS)],
            "eyes": [("iris", "Eyes", EYES)],
            "hair": [("hair", "Colour", HAIR_COLOURS)],
            "clothes": [("colour", "Colour", CLOTHES), ("trim", "Trim, shirt and scarf", CLOTHES)],
        }.get(self._tab, [])
        return [{"id": i, "label": label, "shades": list(shades)} for i, label, shades in rows]

    def _measures(self) -> list[dict[str, object]]:
        names = {
            "face": [name for name in RANGES if name not in _EYES and name not in _HAIR],
            "eyes": [name for name in RANGES if name in _EYES],
            "hair": [name for name in RANGES if name in _HAIR],
        }.get(self._tab, [])
        return [{"id": n, "label": RANGES[n][2], "from": RANGES[n][0], "to": RANGES[n][1]} for n in names]

    def _worn(self) -> dict[str, list[str]]:
        draft, face = self._draft, self._draft.face
        colours = [*draft.wardrobe.colours, "", ""]
        return {
            "skin": [face.skin], "iris": [face.iris], "hair": [face.hair], "style": [face.style], "earring": [face.earring],
            "outfit": [draft.wardrobe.outfit], "colour": [colours[0]], "trim": [colours[1]],
            "voice": [draft.voice.id], "likes": list(draft.likes), "tone": [draft.tone], "pace": [draft.pace],
            "fear": [draft.fear], "violence": [draft.violence],
        }  # fmt: skip

    def _which(self) -> str:
        known = next((name for name, words in KNOWN.items() if words == self._draft.pronouns), "custom")
        return "custom" if self._custom else known

    tabs = Property("QVariantList", lambda self: [{"id": tab, "label": tab.capitalize()} for tab in TABS], constant=True)
    pronounWords = Property(
        "QVariantList",
        lambda self: [
            {"id": "she", "label": "she / her"},
            {"id": "he", "label": "he / him"},
            {"id": "they", "label": "they / them"},
            {"id": "custom", "label": "Your own"},
        ],
        constant=True,
    )
    pronounFields = Property(
        "QVariantList",
        lambda self: [
            {"id": "subject", "label": "“… came in”"},
            {"id": "object", "label": "“ask …”"},
            {"id": "possessive", "label": "“… cup”"},
            {"id": "reflexive", "label": "“by …”"},
        ],
        constant=True,
    )
    tab = Property(str, lambda self: self._tab, notify=tabbed)
    chipRows = Property("QVariantList", _chips, notify=tabbed)
    swatchRows = Property("QVariantList", _swatches, notify=tabbed)
    measures = Property("QVariantList", _measures, notify=tabbed)
    name = Property(str, lambda self: self._draft.name, notify=changed)
    pronouns = Property(str, _which, notify=changed)
    customPronouns = Property(
        "QVariantMap",
        lambda self: {n: getattr(self._draft.pronouns, n) for n in ("subject", "object", "possessive", "reflexive")},
        notify=changed,
    )
    example = Property(str, _example, notify=changed)
    values = Property("QVariantMap", lambda self: {name: getattr(self._draft.face, name) for name in RANGES}, notify=changed)
    worn = Property("QVariantMap", _worn, notify=changed)
    canUndo = Property(bool, lambda self: bool(self._past), notify=changed)
    trouble = Property(str, _trouble, notify=changed)
    savable = Property(bool, lambda self: bool(self._draft.name.strip()) and not self._trouble(), notify=changed)
    portrait = Property(int, lambda self: self._portrait, notify=painted)
    mirrorSentence = Property(str, lambda self: self._sentence, notify=painted)


def _words(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, NAMES.get(name, name.capitalize())) for name in names)


def _throw(die: random.Random, name: str) -> float:
    low, high, _ = RANGES[name]
    if name in _RARE and die.random() > _RARE[name]:
        return low
    if name in ("stubble", "beard", "moustache", "glasses"):
        return round(high * die.uniform(0.7, 0.95), 3)
    return round(die.triangular(low, high), 3)
