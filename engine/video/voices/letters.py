"""How a word is said that no dictionary knows: its relatives, its halves, and at last its letters.

Phonemes are as Kokoro writes them: A I Q W Y are the vowels of bait, bite, boat, bout, boy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Known = Callable[[str], str | None]
"""The dictionary: phonemes of a word, or None."""

VOWELS = "AIOQWYaeiuæɐɑɒɔəɚɛɜɪʊʌᵊᵻ"
_VOICELESS = "ptkfθ"
_HISSING = "szʃʒʤʧ"


def spell(word: str, known: Known) -> str:
    """British phonemes of a word that the dictionary lacks; never empty for a word that has a letter."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if c.isascii() and c.isalpha())
    if not plain:
        return ""
    return _related(plain, known) or _joined(plain, known) or _read(plain)


def possessive(phonemes: str) -> str:
    """With the s of "Maud's" or "scones"."""
    last = phonemes.rstrip("ː")[-1:]
    if last in _HISSING:
        return phonemes + "ɪz"
    return phonemes + ("s" if last in _VOICELESS else "z")


def _past(phonemes: str) -> str:
    last = phonemes.rstrip("ː")[-1:]
    if last in "td":
        return phonemes + "ɪd"
    return phonemes + ("t" if last in _VOICELESS + "sʃʧ" else "d")


def _linked(phonemes: str) -> str:
    """Before a vowel, a final r that British speech drops is heard."""
    return phonemes + "ɹ" if phonemes[-1:] in ("ə", "ː") and phonemes[-2:] in ("ɔː", "ɑː", "ɜː", "ɛː") else phonemes


_ENDINGS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("s", possessive),
    ("es", possessive),
    ("ed", _past),
    ("ing", lambda p: _linked(p) + "ɪŋ"),
    ("er", lambda p: _linked(p) + "ə"),
    ("est", lambda p: _linked(p) + "ɪst"),
    ("ly", lambda p: p + "li"),
    ("ness", lambda p: p + "nəs"),
    ("less", lambda p: p + "ləs"),
    ("ful", lambda p: p + "fᵊl"),
    ("ish", lambda p: _linked(p) + "ɪʃ"),
)


def _related(word: str, known: Known) -> str | None:
    """Robbed from rob, happier from happy, copied from copy, hoping from hope."""
    for ending, say in _ENDINGS:
        if not word.endswith(ending) or len(word) - len(ending) < 2:
            continue
        stem = word[: -len(ending)]
        tries = [stem, stem + "e"]
        if len(stem) > 2 and stem[-1] == stem[-2]:
            tries.append(stem[:-1])
        if stem.endswith("i"):
            tries.insert(0, stem[:-1] + "y")
        for one in tries:
            if phonemes := known(one):
                return say(phonemes)
    return None


def _joined(word: str, known: Known) -> str | None:
    """Tearoom from tea and room: the split whose shorter half is longest."""
    places = sorted(range(3, len(word) - 2) if len(word) > 6 else (), key=lambda place: -min(place, len(word) - place))
    for place in places:
        first, second = known(word[:place]), known(word[place:]) or _related(word[place:], known)
        if first and second and "ˈ" in first:
            return first + second.replace("ˌ", "").replace("ˈ", "ˌ")
    return None


_WRITTEN = (
    "^kn=n ^gn=n ^wr=ɹ ^ps=s ^x=z ^mc=mək ^wh=w "
    "tion$=ʃᵊn sion$=ʒᵊn cious$=ʃəs tious$=ʃəs ture$=ʧə ous$=əs ough=Q augh=ɔː eigh=A igh=I aigh=A "
    "bury$=bəɹi borough$=bɹə shire$=ʃə ham$=əm ton$=tən ford$=fəd worth$=wəθ mouth$=məθ wick$=wɪk well$=wɛl "
    "ville$=vɪl stein$=stIn mann$=mən man$=mən son$=sᵊn field$=fiːld wood$=wʊd ley$=li "
    "sch=ʃ tch=ʧ dge=ʤ chr=kɹ ch=ʧ sh=ʃ ph=f th=θ gh=ɡ ck=k ng$=ŋ nk=ŋk qu=kw wh=w rh=ɹ "
    "sc(?=[eiy])=s c(?=[eiy])=s g(?=[eiy])=ʤ cc=k "
    "eau=Q oor=ɔːR oar=ɔːR our=ɔːR eer=ɪəR ear=ɪəR air=ɛːR are$=ɛːR ere$=ɪəR ire$=IəR ure$=jʊəR ore$=ɔːR "
    "aw=ɔː au=ɔː ai=A ay=A ae=iː ee=iː ea$=iːə ea=iː ei=I ey$=i ey=A ie$=i ie=iː eu=uː ew=uː oa=Q oe=Q oi=Y oy=Y "
    "oo=uː ou=W ow$=Q ow=W ue$=uː ui=uː ia$=iə io$=iQ eo=iːQ an$=ən am$=əm "
    "ar=ɑːR er$=əR er=ɜːR ir=ɜːR yr=ɪR ur=ɜːR or$=ɔːR or=ɔːR "
    "a(?=[bcdfgklmnprstvz]e$)=A i(?=[bcdfgklmnprstvz]e$)=I o(?=[bcdfgklmnprstvz]e$)=Q "
    "u(?=[bcdfgklmnprstvz]e$)=uː e(?=[bcdfgklmnprstvz]e$)=iː y(?=[bcdfgklmnprstvz]e$)=I "
    "le$=ᵊl e$= es$=z a$=ə o$=Q i$=i u$=uː y$=i ^y=j y(?=[aeiou])=j "
    "bb=b dd=d ff=f gg=ɡ ll=l mm=m nn=n pp=p rr=ɹ ss=s tt=t zz=z kk=k vv=v "
    "a=a b=b c=k d=d e=ɛ f=f g=ɡ h=h i=ɪ j=ʤ k=k l=l m=m n=n o=ɒ p=p q=k r=R s=s t=t u=ʌ v=v w=w x=ks y=ɪ z=z"
)
_RULES = tuple((rule.rpartition("=")[0], rule.rpartition("=")[2]) for rule in _WRITTEN.split(" "))
"""Letters as a pattern, and how they are said; ^ marks those that only begin a word."""
_COMPILED = tuple((re.compile(letters.removeprefix("^")), letters.startswith("^"), phones) for letters, phones in _RULES)


def _read(word: str) -> str:
    """The letters by rule, the first rule that fits at each place; stress on the first vowel, or the second of three."""
    phones, at = "", 0
    while at < len(word):
        for letters, only_first, said in _COMPILED:
            if (not only_first or at == 0) and (found := letters.match(word, at)):
                phones += said
                at = found.end()
                break
    phones = re.sub(r"R(?=[" + VOWELS + "])", "ɹ", phones).replace("R", "")
    beats = [place for place, phone in enumerate(phones) if phone in VOWELS and (not place or phones[place - 1] not in VOWELS)]
    if not beats:
        return " ".join(_LETTERS[letter] for letter in word)
    stressed = beats[1] if len(beats) > 3 or (len(beats) == 3 and phones.endswith("ə")) else beats[0]
    return f"{phones[:stressed]}ˈ{phones[stressed:]}"


_NAMES_OF_LETTERS = (
    "ˈA bˈiː sˈiː dˈiː ˈiː ˈɛf ʤˈiː ˈAʧ ˈI ʤˈA kˈA ˈɛl ˈɛm ˈɛn ˈQ pˈiː kjˈuː ˈɑː ˈɛs tˈiː jˈuː vˈiː dˈʌbᵊljuː ˈɛks wˈI zˈɛd"
)
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", _NAMES_OF_LETTERS.split(" "), strict=True))


def american(phonemes: str) -> str:
    """The same word as an American voice says it, near enough for names."""
    for british, here in (("ɑː", "ɑ"), ("a", "æ"), ("ɒ", "ɑ"), ("Q", "O"), ("ɛː", "ɛɹ"), ("ɜː", "ɜɹ"), ("ɔː", "ɔ"), ("ː", "")):
        phonemes = phonemes.replace(british, here)
    return re.sub(r"ɹ+", "ɹ", phonemes)
