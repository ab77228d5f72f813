"""Makes what is foretold as sure as it turns out to be: one number, learnt as choices come."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.preference.posterior import Numbers

FIRM = 10.0
"""How firmly it holds to where it begins: about fifty choices' worth, so that luck in the first few moves nothing."""
_FORGET = 0.998
_MOST = 0.7
"""The furthest it goes: twice as sure, or half."""


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Chances are raised to a power exp(`tilt`): above 0 they grow surer, below 0 less sure. `begun`: where it began."""

    tilt: float = 0.0
    begun: float = 0.0
    curve: float = FIRM

    def apply(self, chances: Numbers) -> Numbers:
        """The same order of options, the same sum."""
        if self.tilt == 0.0:
            return chances
        raw = np.exp(np.exp(self.tilt) * np.log(np.maximum(chances, 1e-300)))
        found: Numbers = raw / raw.sum()
        return found

    def after(self, chances: Numbers, taken: int) -> Calibration:
        """One Newton step on the log-loss of what was foretold; `chances` as they were before this layer."""
        logs = np.log(np.maximum(chances, 1e-12))
        shares = self.apply(chances)
        power = float(np.exp(self.tilt))
        middle = float(shares @ logs)
        slope = power * (float(logs[taken]) - middle)
        bend = power**2 * float(shares @ np.square(logs - middle))
        curve = _FORGET * self.curve + (1 - _FORGET) * FIRM + bend
        tilt = self.tilt + (slope - (1 - _FORGET) * FIRM * (self.tilt - self.begun)) / curve
        return replace(self, tilt=min(max(tilt, self.begun - _MOST), self.begun + _MOST), curve=curve)


def begun(tilt: float) -> Calibration:
    """One that begins at that tilt: what a population's forecasts were found to need."""
    return Calibration(tilt=tilt, begun=tilt)
