"""Every line is said, in time, in words that a listener knows, and the same each time."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from engine import models
from engine.errors import ModelMissing
from engine.library.characters import Voice, characters
from engine.places import Places, places
from engine.story.story import EMOTIONS, Emotion
from engine.video.spoken import Phone
from engine.video.voices import RATE, Fitted, Kept, Speech, speaker
from engine.video.voices.fallback import Murmur, pitch_of, rough_phones
from engine.video.voices.kokoro import _SYMBOLS, Kokoro, breaths, paced, timed
from engine.video.voices.letters import spell
from engine.video.voices.speech import finished, quickened
from engine.video.voices.words import plain, words

EMMA, LEWIS = Voice(id="bf_emma"), Voice(id="bm_lewis")
KOKORO = models.card_of("kokoro")
needs_kokoro = pytest.mark.skipif(
    not models.installed(KOKORO, places().models), reason="Kokoro is not installed: python -m engine.models fetch kokoro"
)


def tone(seconds: float, hertz: float = 220.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE).astype(np.float32)


@dataclass
class Slow:
    """Says everything in three seconds, and counts how often it is asked."""

    name: str = "slow"
    asked: list[str] = field(default_factory=list)

    def speak(self, text: str, *, voice: Voice, emotion: Emotion, seconds: float | None) -> Speech:
        self.asked.append(text)
        return Speech(samples=tone(3.0), phones=(Phone(symbol="a", start=0.0, end=1.5), Phone(symbol="m", start=1.5, end=3.0)))


# ---- fitting and keeping ---------------------------------------------------------------------------------------------


def test_a_line_that_is_too_long_is_quickened_into_its_slot_and_keeps_its_pitch(tmp_path: Path) -> None:
    speech = Fitted(Slow(), tmp_path).say("Hm.", voice=EMMA, emotion="neutral", seconds=2.4)
    assert speech.seconds == pytest.approx(2.4, abs=0.001)
    assert [(phone.start, phone.end) for phone in speech.phones] == [(0.0, 1.2), (1.2, 2.4)]
    spectrum = np.abs(np.fft.rfft(speech.samples * np.hanning(len(speech.samples))))
    assert spectrum.argmax() * RATE / len(speech.samples) == pytest.approx(220, abs=4)


def test_a_line_that_fits_is_left_alone() -> None:
    speech = Speech(samples=tone(1.0))
    assert quickened(speech, 1.2) is speech


def test_what_was_said_once_is_kept_and_comes_back_to_the_sample(tmp_path: Path) -> None:
    engine = Slow()
    first = Fitted(engine, tmp_path).say("Hm.", voice=EMMA, emotion="neutral", seconds=2.5)
    again = Fitted(engine, tmp_path).say("Hm.", voice=EMMA, emotion="neutral", seconds=2.5)
    assert engine.asked == ["Hm."]
    assert np.array_equal(first.samples, again.samples)
    assert first.phones == again.phones


@pytest.mark.parametrize("damage", [b"", b"rubbish"])
def test_a_damaged_line_is_said_again(tmp_path: Path, damage: bytes) -> None:
    engine = Slow()
    Fitted(engine, tmp_path).say("Hm.", voice=EMMA, emotion="neutral", seconds=None)
    for path in tmp_path.rglob("*.line"):
        path.write_bytes(damage)
    assert Fitted(engine, tmp_path).say("Hm.", voice=EMMA, emotion="neutral", seconds=None).seconds == pytest.approx(3.0)
    assert len(engine.asked) == 2


def test_old_lines_are_forgotten_when_there_are_too_many(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    for key in ("aa1", "bb2", "cc3"):
        kept.put(key, Speech(samples=tone(1.0)))
    kept.tidy(most=220_000)
    assert len(list(tmp_path.rglob("*.line"))) == 2


def test_silence_around_a_line_is_trimmed_and_its_phones_move_with_it() -> None:
    sound = np.concatenate([np.zeros(RATE // 2, np.float32), tone(1.0), np.zeros(RATE, np.float32)])
    speech = finished(sound, (Phone(symbol="a", start=0.5, end=1.5),))
    assert speech.seconds == pytest.approx(1.0 + 0.11, abs=0.02)
    assert speech.phones[0].start == pytest.approx(0.03, abs=0.011)
    assert abs(speech.samples[0]) < 0.01 and abs(speech.samples[-1]) < 0.01


# ---- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("british", [True, False])
def test_every_word_is_said_whatever_it_is(british: bool) -> None:
    said = words(british=british).phonemes("Zyxgloppian Thornbury robbed Priya's tearoom, O'Rourke-Ashworth! “Xqpt?” Björn—42.")
    assert "❓" not in said
    assert all(symbol in _SYMBOLS for symbol in said)


def test_everyone_in_the_cast_has_a_name_that_can_be_said() -> None:
    for person in characters().values():
        said = words(british=True).phonemes(person.name)
        assert any(vowel in said for vowel in "AIOQWYaeiuæɑɒɔəɛɜɪʊʌ"), person.name


def test_words_that_the_dictionary_lacks_are_read_from_their_relatives() -> None:
    known = {"rob": "ɹˈɒb", "happy": "hˈapi", "tea": "tˈiː", "room": "ɹˈuːm", "copy": "kˈɒpi"}.get
    assert spell("robbed", known) == "ɹˈɒbd"
    assert spell("happier", known) == "hˈapiə"
    assert spell("copied", known) == "kˈɒpid"
    assert spell("tearoom", known) == "tˈiːɹˌuːm"


def test_a_name_that_nobody_knows_is_read_by_its_letters() -> None:
    assert spell("Marchmont", lambda _: None) == "mˈɑːʧmɒnt"
    assert spell("Xqpt", lambda _: None) == "ˈɛks kjˈuː pˈiː tˈiː"


def test_typed_punctuation_is_made_speakable() -> None:
    assert plain("(quietly) I -- well, it’s... *hm* (yes).") == "quietly, I—well, it's… hm, yes."


def test_a_very_long_line_is_said_in_breaths_that_lose_nothing() -> None:
    line = "ðə kˈat sˈat, " * 120
    parts = list(breaths(line.strip()))
    assert all(len(part) <= 500 for part in parts)
    assert " ".join(parts) == line.strip()


def test_stress_and_length_belong_to_their_vowel_and_diphthongs_are_two_phones() -> None:
    spans = [(0.0, 0.1), (0.1, 0.15), (0.15, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 0.6)]
    phones = timed(["t", "ˈ", "A", "k", "i", "ː"], spans)
    assert [phone.symbol for phone in phones] == ["t", "e", "ɪ", "k", "i"]
    assert (phones[1].start, phones[2].end) == (0.1, 0.3)
    assert phones[-1].end == 0.6


# ---- the voices ------------------------------------------------------------------------------------------------------


@needs_kokoro
def test_kokoro_says_a_line_with_phones_inside_it(tmp_path: Path) -> None:
    speech = Kokoro(places().models / KOKORO.id, key=KOKORO.key).speak(
        "Good evening, Priya.", voice=EMMA, emotion="warm", seconds=None
    )
    assert 0.9 < speech.seconds < 2.2
    assert [phone.symbol for phone in speech.phones[:4]] == ["ɡ", "ʊ", "d", "i"]
    assert all(a.end <= b.start + 1e-3 for a, b in pairwise(speech.phones))
    assert speech.phones[-1].end <= speech.seconds
    assert 0.5 < np.abs(speech.samples).max() <= 0.71


@needs_kokoro
def test_kokoro_hurries_where_the_slot_is_short_and_gives_the_same_bytes_again() -> None:
    kokoro = Kokoro(places().models / KOKORO.id, key=KOKORO.key)
    line = "I would know that jam anywhere."
    slot = kokoro.speak(line, voice=LEWIS, emotion="neutral", seconds=None).seconds * 0.85
    first = kokoro.speak(line, voice=LEWIS, emotion="neutral", seconds=slot)
    assert first.seconds < slot * 1.12
    again = Kokoro(places().models / KOKORO.id, key=KOKORO.key).speak(line, voice=LEWIS, emotion="neutral", seconds=slot)
    assert np.array_equal(first.samples, again.samples)


@needs_kokoro
def test_everyone_in_the_cast_has_a_voice_of_their_own() -> None:
    ids = [person.voice.id for person in characters().values()]
    assert len(set(ids)) == len(ids)
    assert all((places().models / KOKORO.id / "voices" / f"{voice}.bin").exists() for voice in ids)


@needs_kokoro
def test_a_voice_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(ModelMissing, match=r'no voice "bf_nobody".*bf_emma'):
        Kokoro(places().models / KOKORO.id, key="x").speak("Hm.", voice=Voice(id="bf_nobody"), emotion="neutral", seconds=None)


def test_a_broken_model_says_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "bf_emma.bin").write_bytes(bytes(510 * 256 * 4))
    with pytest.raises(ModelMissing, match="fetch kokoro"):
        Kokoro(tmp_path, key="x").speak("Hm.", voice=EMMA, emotion="neutral", seconds=None)


def test_another_graph_is_not_patched() -> None:
    with pytest.raises(ValueError, match="not the one"):
        paced(b"another model")


def test_without_the_model_someone_speaks_all_the_same_and_the_viewer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    voice, sentence = speaker(Places(data=tmp_path / "data", cache=tmp_path / "cache"))
    assert sentence is not None and "Settings > Models" in sentence
    speech = voice.say("Who is there?", voice=LEWIS, emotion="afraid", seconds=1.0)
    assert speech.seconds <= 1.0
    assert np.sqrt((speech.samples**2).mean()) > 0.02
    assert speech.phones


def test_the_murmur_has_the_pitch_of_its_voice_and_the_same_bytes_each_time() -> None:
    def said(voice: Voice) -> np.ndarray:
        return Murmur().speak("Nobody knows.", voice=voice, emotion="neutral", seconds=None).samples

    assert np.array_equal(said(LEWIS), said(LEWIS))
    for voice in (LEWIS, EMMA):
        sound = said(voice)[RATE // 8 : RATE // 8 + RATE // 5]
        alike = np.correlate(sound, sound, "full")[len(sound) - 1 :]
        period = RATE // 400 + alike[RATE // 400 : RATE // 60].argmax()
        assert RATE / period / pitch_of(voice) == pytest.approx(1.0, abs=0.2)
    assert pitch_of(EMMA) > 1.3 * pitch_of(LEWIS)


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_every_emotion_can_be_murmured(emotion: Emotion) -> None:
    speech = Murmur().speak("Well?", voice=EMMA, emotion=emotion, seconds=None)
    assert 0.1 < speech.seconds < 1.5


def test_rough_phones_wait_at_a_stop() -> None:
    phones = rough_phones("No. Yes.", 1.0)
    gaps = [b.start - a.end for a, b in pairwise(phones)]
    assert max(gaps) > 0.3
