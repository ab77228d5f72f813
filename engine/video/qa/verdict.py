"""What was found in a take, check by check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Check = Literal[
    "cast", "faces", "subtitle", "black", "frozen", "flicker", "exposure", "palette", "lips",
    "clipping", "silence", "understood", "duration",
]  # fmt: skip
CHECKS: tuple[Check, ...] = Check.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check measured, and the least or the most that it may be. `what`: a sentence, where it fell short."""

    check: Check
    measured: float
    least: float | None = None
    most: float | None = None
    what: str = ""

    @property
    def passed(self) -> bool:
        return (self.least is None or self.measured >= self.least) and (self.most is None or self.measured <= self.most)

    @property
    def by(self) -> float:
        """How far it is from its limit, as a part of it: below 0 it fell short."""
        margins = []
        if self.least is not None:
            margins.append((self.measured - self.least) / max(abs(self.least), 1e-6))
        if self.most is not None:
            margins.append((self.most - self.measured) / max(abs(self.most), 1e-6))
        return min(margins, default=1.0)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """All that was looked at: the worst finding of each check. A check that could not be made is not there."""

    findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        return all(finding.passed for finding in self.findings)

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(finding.check for finding in self.findings if not finding.passed)

    def __str__(self) -> str:
        return " ".join(finding.what for finding in self.findings if not finding.passed) or "Nothing is wrong with it."


def verdict(findings: Iterable[Finding]) -> Verdict:
    """The worst of each check."""
    worst: dict[Check, Finding] = {}
    for finding in findings:
        known = worst.get(finding.check)
        if known is None or (finding.passed, finding.by) < (known.passed, known.by):
            worst[finding.check] = finding
    return Verdict(findings=tuple(worst[check] for check in CHECKS if check in worst))
