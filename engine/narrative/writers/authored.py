"""Words that a person wrote: the body of a storylet, filled in by Jinja in a sandbox and read as Fountain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.errors import Place, StoryError
from engine.narrative import fountain
from engine.narrative.fountain import Element
from engine.story.facts import Facts, value_of

WORDS = ("crime", "means", "secret", "lie", "set", "suspects", "planted", "past", "p")
"""What a text may name besides people and facts."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """A storylet's words as written, and the facts that they depend on."""

    text: str
    file: str
    first_line: int
    roles: tuple[str, ...]
    reads: tuple[str, ...]
    names: tuple[str, ...]
    """The people, by role, whom the words name."""
    asks: tuple[str, ...] = ()
    """The set-ups of which the words ask whether they were planted."""


def read_body(
    text: str, *, file: str, first_line: int, roles: tuple[str, ...], cast: tuple[str, ...], facts: tuple[str, ...]
) -> Body:
    """The body, once it is sure that its Jinja and its Fountain are sound. StoryError with the line otherwise."""
    elements = fountain.parse(text, roles=roles, file=file, first_line=first_line)
    if not elements or not isinstance(elements[0], fountain.Heading):
        raise StoryError(
            "A body begins with a scene heading. Write e.g. `INT. {{ set.NAME }} - NIGHT`.", at=Place(file, first_line)
        )
    for element in elements:
        if isinstance(element, fountain.Speech) and element.speaker not in cast and not element.off:
            raise StoryError(
                f"{element.speaker.upper()} speaks and is not in `cast`. Add the role there, or let one of these speak: "
                f"{', '.join(role.upper() for role in cast)}.",
                at=Place(file, element.line),
            )
    try:
        tree = _SANDBOX.parse(text)
    except TemplateSyntaxError as error:
        raise StoryError(f"{error.message}. Mend the braces there.", at=Place(file, first_line + error.lineno - 1)) from error
    reads = _reads(tree, facts, file, first_line)
    roots = {fact.split(".")[0] for fact in facts}
    named = sorted(meta.find_undeclared_variables(tree))
    for name in named:
        if name not in roots | set(roles) | set(WORDS):
            line = next((n.lineno for n in tree.find_all(nodes.Name) if n.name == name), 1)
            raise StoryError(
                f'Nothing is called "{name}" here. Write a role ({", ".join(roles)}), a fact ({", ".join(facts)}), crime, means, '
                "secret, lie, suspects, planted, past or set.",
                at=Place(file, first_line + line - 1),
            )
    return Body(
        text=text,
        file=file,
        first_line=first_line,
        roles=roles,
        reads=reads,
        names=tuple(name for name in named if name in roles),
        asks=_asks(tree, file, first_line),
    )


def elements(body: Body, *, words: Mapping[str, Any], facts: tuple[str, ...], given: Facts) -> tuple[Element, ...]:
    """The body as these words and facts make it. StoryError names the line of a name that means nothing."""
    filled = fill(
        _spaced(body.text),
        words={**words, **_as_names(facts, given)},
        file=body.file,
        first_line=body.first_line,
    )
    return fountain.parse(filled, roles=body.roles, file=body.file, first_line=body.first_line)


def fill(text: str, *, words: Mapping[str, Any], file: str, first_line: int = 1) -> str:
    """A text with its names filled in."""
    if "{" not in text:
        return text
    try:
        return _template(text).render(**words)
    except (TemplateError, AttributeError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        line = _line_of(error)
        raise StoryError(
            f"{str(error).rstrip('.')}. README.md of the genre lists what may be named.", at=Place(file, first_line + line - 1)
        ) from error


_SANDBOX = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
_NAME = "<storylet>"


@lru_cache(maxsize=4096)
def _template(text: str) -> Template:
    code = _SANDBOX.compile(text, filename=_NAME)
    return Template.from_code(_SANDBOX, code, _SANDBOX.make_globals(None))


def _line_of(error: BaseException) -> int:
    found, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _NAME:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _reads(tree: nodes.Template, facts: tuple[str, ...], file: str, first_line: int) -> tuple[str, ...]:
    """The facts that the text asks."""
    spaces = {fact.split(".")[0] for fact in facts if "." in fact}
    found: set[str] = {name.name for name in tree.find_all(nodes.Name) if name.name in facts}
    for asked in tree.find_all(nodes.Getattr):
        if isinstance(asked.node, nodes.Name) and asked.node.name in spaces:
            fact = f"{asked.node.name}.{asked.attr}"
            if fact not in facts:
                raise StoryError(
                    f'"{fact}" is no fact of this genre. Write one of: {", ".join(facts)}.',
                    at=Place(file, first_line + asked.lineno - 1),
                )
            found.add(fact)
    return tuple(sorted(found))


def _asks(tree: nodes.Template, file: str, first_line: int) -> tuple[str, ...]:
    """The set-ups that the text asks after: `"umbrella" in planted`, and in no other way."""
    found: set[str] = set()
    known: set[int] = set()
    for asked in tree.find_all(nodes.Compare):
        for operand in asked.ops:
            if isinstance(operand.expr, nodes.Name) and operand.expr.name == "planted" and isinstance(asked.expr, nodes.Const):
                found.add(str(asked.expr.value))
                known.add(id(operand.expr))
    for name in tree.find_all(nodes.Name):
        if name.name == "planted" and id(name) not in known:
            raise StoryError('Ask it by name: `{% if "umbrella" in planted %}`.', at=Place(file, first_line + name.lineno - 1))
    return tuple(sorted(found))


def _as_names(facts: tuple[str, ...], given: Facts) -> dict[str, Any]:
    """Facts as a text asks them: `manner`, `knows.means`."""
    found: dict[str, Any] = {}
    for fact in facts:
        value = value_of(given, fact)
        if "." in fact:
            space, name = fact.split(".", 1)
            found.setdefault(space, {})[name] = value
        else:
            found[fact] = value
    return found


_OPENS = re.compile(r"^\s*\{%-?\s*(if|for)\b")
_CLOSES = re.compile(r"^\s*\{%-?\s*end")


@lru_cache(maxsize=512)
def _spaced(text: str) -> str:
    """The text with a paragraph break about each line of Jinja alone, unless it stands within a speech. Line numbers stay."""
    found: list[str] = []
    within: list[bool] = []
    before = ""
    for line in text.split("\n"):
        if not fountain.is_control(line):
            found.append(line)
            before = line
            continue
        if _OPENS.match(line):
            within.append(bool(before.strip()) and before.strip().split("(")[0].strip().isupper() and before.strip()[0] != "[")
        speech = bool(within and within[-1])
        if _CLOSES.match(line) and within:
            within.pop()
        found.append(line if speech else '{{ "\\n\\n" }}' + line.strip() + '{{ "\\n\\n" }}')
    return "\n".join(found)
