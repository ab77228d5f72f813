"""Typed facts: the only memory of a story, with the tests that read them and the changes that write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.errors import StoryError

Value = bool | int | str
Facts = tuple[tuple[str, Value], ...]
"""Facts sorted by name: hashable, and equal when they say the same. An absent fact reads as False."""

Op = Literal["is", "not", "at_least", "under"]
_SIGNS: Mapping[str, Op] = {"==": "is", "!=": "not", ">=": "at_least", "<": "under"}
_NAME = r"(?!not\b)[a-z][a-z0-9_.]*"
_TEST = re.compile(rf"^({_NAME})\s*(==|!=|>=|<)\s*(.+)$")
_BARE = re.compile(rf"^(not\s+)?({_NAME})$")
_CHANGE = re.compile(rf"^({_NAME})\s*(\+=|-=|=)\s*(.+)$")


def facts(values: Mapping[str, Value] | Iterable[tuple[str, Value]]) -> Facts:
    """Facts from a mapping or pairs; what is False is left out, since an absent fact reads as False."""
    return tuple(sorted((k, v) for k, v in dict(values).items() if v is not False))


def value_of(known: Facts, name: str) -> Value:
    for key, value in known:
        if key == name:
            return value
    return False


@dataclass(frozen=True, kw_only=True)
class Test:
    """One question about one fact. A number that is absent counts as 0."""

    __test__ = False  # not pytest's

    fact: str
    op: Op = "is"
    value: Value = True

    def holds(self, known: Facts) -> bool:
        have = value_of(known, self.fact)
        match self.op:
            case "is":
                return have == self.value
            case "not":
                return have != self.value
            case "at_least":
                return _number(have) >= _number(self.value)
            case "under":
                return _number(have) < _number(self.value)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One fact set to a value, or a number raised by it."""

    fact: str
    value: Value = True
    add: bool = False


def holds(tests: Iterable[Test], known: Facts) -> bool:
    """Whether every test holds."""
    return all(test.holds(known) for test in tests)


def changed(known: Facts, changes: Iterable[Change]) -> Facts:
    """The facts after the changes, in order."""
    after = dict(known)
    for change in changes:
        if change.add:
            after[change.fact] = _number(after.get(change.fact, 0)) + _number(change.value)
        else:
            after[change.fact] = change.value
    return facts(after)


def read_test(text: str) -> Test:
    """`met.maud`, `not accused`, `evidence >= 2`, `weather == "rain"` as a Test. StoryError otherwise."""
    if bare := _BARE.match(text.strip()):
        return Test(fact=bare[2], value=not bare[1])
    if sign := _TEST.match(text.strip()):
        return Test(fact=sign[1], op=_SIGNS[sign[2]], value=_literal(sign[3], text))
    raise StoryError(f'"{text}" is no test of a fact. Write `met.maud`, `not accused`, `evidence >= 2` or `place == "tearoom"`.')


def read_change(text: str) -> Change:
    """`met.maud`, `evidence += 1`, `place = "tearoom"` as a Change. StoryError otherwise."""
    if bare := _BARE.match(text.strip()):
        return Change(fact=bare[2], value=not bare[1])
    if change := _CHANGE.match(text.strip()):
        value = _literal(change[3], text)
        if change[2] == "=":
            return Change(fact=change[1], value=value)
        return Change(fact=change[1], value=_number(value) * (-1 if change[2] == "-=" else 1), add=True)
    raise StoryError(f'"{text}" changes no fact. Write `met.maud`, `evidence += 1` or `place = "tearoom"`.')


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _literal(text: str, whole: str) -> Value:
    text = text.strip()
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r'"[^"]*"|\'[^\']*\'', text):
        return text[1:-1]
    raise StoryError(f'In "{whole}", {text} is no value. Write a whole number, true, false or a word in quotes.')
