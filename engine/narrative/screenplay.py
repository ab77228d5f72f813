"""A story as a screenplay in Fountain: one way through it, or every scene with where its choices lead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.library.environments import Environment
from engine.narrative.fountain import JOINER
from engine.story.facts import Facts, Test, Value
from engine.story.graph import by_default, walk
from engine.story.state import State, offers, version
from engine.story.story import Choice, Emotion, Scene, Shot, Story, Version

_SPECIAL = re.compile(r"[.!>~=#@]|(?:INT|EXT|EST|I/E)\b|INSERT - ", re.IGNORECASE)
"""How a line begins that Fountain would not take for action."""


def of_path(story: Story, trail: list[State] | None = None, *, environments: Mapping[str, Environment]) -> str:
    """One viewing as Fountain. Choices are notes, which do not print. Without a trail, the way of who touches nothing."""
    trail = walk(story, by_default) if trail is None else trail
    write = _Writer(story=story, environments=environments)
    pages = [write.front("one way through it"), "FADE IN:"]
    number = act = 0
    for state, after in zip(trail, [*trail[1:], None], strict=True):
        scene, film = story.scene(state.scene), version(story.scene(state.scene), state)
        if scene.act != act:
            act = scene.act
            pages.append(_section(f"Act {act}"))
        number += not _is_title(film)
        pages += write.film(film, number=str(number))
        offered = offers(story, state)
        if after and len(offered) > 1:
            pages.append(_note(_offer(scene, offered, taken=after.branch[-1])))
        pages += write.ending(scene, film)
    return _joined(pages)


def of_story(story: Story, *, environments: Mapping[str, Environment]) -> str:
    """Every scene in every version as Fountain, each with its choices and the scenes that they lead to."""
    write = _Writer(story=story, environments=environments)
    pages = [write.front("every way through it"), "FADE IN:"]
    numbers = scene_numbers(story)
    act = 0
    for at, scene in enumerate(story.scenes):
        if scene.act != act:
            act = scene.act
            pages.append(_section(f"Act {act}"))
        for letter, film in enumerate(scene.versions):
            if len(scene.versions) > 1:
                pages += write.film(film, number=numbers[scene.id] + _letter(letter), given=_given(film.given))
            else:
                pages += write.film(film, number=numbers[scene.id])
        after = story.scenes[at + 1].id if at + 1 < len(story.scenes) else ""
        pages += _ways(scene, numbers, after=after)
        pages += write.ending(scene, scene.versions[0])
    return _joined(pages)


def scene_numbers(story: Story) -> dict[str, str]:
    """The number of each scene in the screenplay of the whole story; a card that only shows the title has none."""
    numbers, count = {}, 0
    for scene in story.scenes:
        title = all(_is_title(film) for film in scene.versions)
        count += not title
        numbers[scene.id] = "" if title else str(count)
    return numbers


@dataclass(frozen=True, kw_only=True)
class _Writer:
    story: Story
    environments: Mapping[str, Environment]

    def front(self, what: str) -> str:
        """The title page."""
        you = next((role.name for role in self.story.cast if role.character == "viewer"), "")
        source = f"{self.story.genre.replace('_', ' ')}, seed {self.story.seed}: {what}".lstrip(", ")
        lines = [f"Title: {_text(self.story.title) or 'Untitled'}"]
        lines += [f"Credit: an episode for {_text(you)}"] if you else []
        lines += [f"Source: {_text(source)}"]
        lines += [f"Notes: {_text(self.story.logline)}"] if self.story.logline else []
        return "\n".join(lines)

    def film(self, film: Version, *, number: str, given: str = "") -> Iterator[str]:
        """The paragraphs of one version of a scene. `given`: what makes it this version, said below its heading."""
        there = {placed.role for shot in film.shots for placed in shot.people}
        place: tuple[str, str] | None = None
        speaker = ""
        said: list[tuple[str, Emotion]] = []

        def close() -> Iterator[str]:
            if said:
                yield speech(self.name(speaker), *said, off=speaker not in there)
            said.clear()

        for shot in film.shots:
            here = (shot.environment, shot.variant)
            if shot.framing != "title" and here != place:
                yield from close()
                yield heading(shot, number=number if place is None else "", environments=self.environments)
                if given and place is None:
                    yield f"*{_text(given)}*"
                place = here
            if shot.title or shot.action or shot.framing == "insert":
                yield from close()
            if shot.title:
                yield action(f'SUPER: "{shot.title}"' + (f", {shot.subtitle}" if shot.subtitle else ""))
            if shot.framing == "insert":
                yield insert(shot.focus, shot.action)
            elif shot.action:
                yield action(shot.action)
            for line in shot.lines:
                calmed = bool(said) and line.emotion == "neutral" != said[-1][1]  # no aside says so
                if line.speaker != speaker or calmed:
                    yield from close()
                    speaker = line.speaker
                said.append((line.text, line.emotion))
        yield from close()

    def ending(self, scene: Scene, film: Version) -> Iterator[str]:
        if scene.ending:
            yield f"> **{_text(scene.ending.title)}** <"
            yield f"> a {scene.ending.feeling} ending <"
        if film.shots and film.shots[-1].ends == "fade":
            yield "> FADE OUT."

    def name(self, role_id: str) -> str:
        """What a role is called above its words; where two have one name, with what they are."""
        roles = {role.id: role for role in self.story.cast}
        if role_id not in roles:
            return role_id
        role = roles[role_id]
        twice = sum(other.name.upper() == role.name.upper() for other in roles.values()) > 1
        return f"{role.name} the {role.about.removeprefix('the ') or role.id}" if twice else role.name


# ------------------------------------------------------------------------------------------------------------- paragraphs
def heading(shot: Shot, *, number: str = "", environments: Mapping[str, Environment]) -> str:
    """`INT. LIBRARY - DUSK, RAIN #4#`: the set and its variant, by their names where the library has them."""
    there = environments.get(shot.environment)
    side = "EXT" if there and there.outside else "INT"
    name = there.name if there else shot.environment.replace("_", " ")
    hour = there.variant(shot.variant).name if there else shot.variant
    words = re.sub(r"^THE\s+", "", _text(name).upper()) + (f" - {_text(hour).upper()}" if hour else "")
    return f"{side}. {words.replace('#', '')}" + (f" #{number}#" if number else "")


def action(text: str) -> str:
    """A paragraph of action; forced with `!` where Fountain would take it for anything else."""
    words = _text(text)
    shouted = not any(letter.islower() for letter in words)
    return f"!{words}" if _SPECIAL.match(words) or shouted else words


def insert(prop: str, text: str = "") -> str:
    """`INSERT - LETTER: A torn edge.`: a thing seen close. A note would not print, and it may be a clue."""
    thing = _text(prop.replace("_", " ")).upper()
    words = f"INSERT - {thing}" + (f": {seen}" if (seen := _text(text)) else "")
    return words if any(letter.islower() for letter in words) else f"!{words}"


def speech(name: str, *said: tuple[str, Emotion], off: bool = False) -> str:
    """A cue, and the words with how they are said wherever that changes; nothing where there are none."""
    lines: list[str] = []
    before: Emotion = "neutral"
    for text, emotion in said:
        words = _text(text)
        if not words:
            continue
        if words[0] in "(!~":  # a parenthetical, a forced line, a song
            words = JOINER + words
        if emotion != before:
            lines.append(f"({emotion})")
        elif lines:
            words = f"{lines.pop()} {words}"
        lines.append(words)
        before = emotion
    return "\n".join([f"{_cue(name)}{' (O.S.)' if off else ''}", *lines]) if lines else ""


def _cue(name: str) -> str:
    called = _text(name.replace("(", "[").replace(")", "]")).upper().rstrip(" ^") or "SOMEBODY"
    return called if called[0].isalpha() and called.isupper() else f"@{called}"


def _section(text: str) -> str:
    return f"# {_text(text)}"


def _note(text: str) -> str:
    return f"[[{_text(text)}]]"


def _text(text: str) -> str:
    """Words on one line, with nothing in them that Fountain would take for a mark."""
    known = "".join(" " if unicodedata.category(letter) in ("Cc", "Cs", "Co") else letter for letter in text)
    marked = re.sub(r"([*_])", r"\\\1", " ".join(known.split()))
    return re.sub(r"\[(?=\[)|\](?=\])", rf"\g<0>{JOINER}", marked)


def _joined(pages: list[str]) -> str:
    return "\n\n".join(page for page in pages if page) + "\n"


# ---------------------------------------------------------------------------------------------------------------- choices
def _offer(scene: Scene, offered: tuple[Choice, ...], *, taken: str) -> str:
    ways = " ".join(f"{number}. {(choice.label or choice.id).rstrip('.')}." for number, choice in enumerate(offered, start=1))
    chosen = next(number for number, choice in enumerate(offered, start=1) if choice.id == taken)
    return f"{scene.question or 'A choice.'} {ways} Chosen: {chosen}."


def _ways(scene: Scene, numbers: Mapping[str, str], *, after: str) -> Iterator[str]:
    """What is asked at the end of a scene, and where each answer leads."""

    def to(choice: Choice) -> str:
        where = f" where {_asked(choice.when)}" if choice.when else ""
        return f"to scene {numbers.get(choice.to) or choice.to}{where}"

    asked = [choice for choice in scene.choices if choice.label]
    if len(asked) > 1:
        yield f"**{_text(scene.question or 'What now?')}**"
    for number, choice in enumerate(asked, start=1):
        silent = ", and when nobody chooses" if choice.id == scene.default and len(asked) > 1 else ""
        hint = f" {choice.hint}" if choice.hint else ""
        yield f"{number}. **{_text(choice.label)}** {_text(f'({to(choice)}{silent}){hint}')}"
    for choice in scene.choices:
        if not choice.label and (choice.to != after or choice.when):
            yield f"*{_text(to(choice).capitalize())}.*"


def _asked(tests: tuple[Test, ...]) -> str:
    signs = {"not": "is not", "at_least": "is at least", "under": "is under"}
    return " and ".join(
        f"{test.fact} {signs[test.op]} {test.value}" if test.op in signs else _is(test.fact, test.value) for test in tests
    )


def _given(given: Facts) -> str:
    return f"Where {' and '.join(_is(fact, value) for fact, value in given)}." if given else "Else."


def _is(fact: str, value: Value) -> str:
    return f"{'' if value else 'not '}{fact}" if isinstance(value, bool) else f"{fact} is {value}"


def _letter(number: int) -> str:
    """A, B ... Z, AA: the version's letter."""
    first, last = divmod(number, 26)
    return (_letter(first - 1) if first else "") + chr(ord("A") + last)


def _is_title(film: Version) -> bool:
    return all(shot.framing == "title" for shot in film.shots)
