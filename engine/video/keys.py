"""Content keys: what a piece of film depends on, and nothing else (DESIGN idea 3)."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import msgspec

_HERE = Path(__file__).parent


def content(*parts: object) -> str:
    """A key of 32 hex digits of the parts' JSON: equal parts, equal key, in any process."""
    return hashlib.blake2b(msgspec.json.encode(parts, order="deterministic"), digest_size=16).hexdigest()


@cache
def code() -> str:
    """The key of everything that draws, sounds and codes: a changed renderer films anew."""
    digest = hashlib.blake2b(digest_size=8)
    beside = (_HERE.parent / name for name in ("media", "library"))
    for path in sorted((*_HERE.rglob("*.py"), *(file for folder in beside for file in folder.rglob("*.py")))):
        digest.update(path.relative_to(_HERE.parent).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def folder(path: Path) -> str:
    """The key of a folder's files."""
    digest = hashlib.blake2b(digest_size=8)
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        digest.update(file.relative_to(path).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
