"""QA: every take is looked at and listened to before it may be shown, and what was found is kept.

`judge` and `listen` are pure: a take (or a sound) to a verdict. `next_step` says what to do about it.
"""

from engine.video.qa import people, picture
from engine.video.qa.policy import Film, Show, Try, next_step, reseeded
from engine.video.qa.sound import Heard, Said, follows, listen
from engine.video.qa.take import Take, Watcher
from engine.video.qa.verdict import CHECKS, Check, Finding, Verdict, verdict
from engine.video.qa.verdicts import Fault, Tally, Verdicts

_LOOKS = (
    people.cast, people.faces, people.subtitle, people.lips,
    picture.black, picture.frozen, picture.flicker, picture.exposure, picture.palette, picture.duration,
)  # fmt: skip


def judge(take: Take) -> Verdict:
    """The worst that each check finds in a take."""
    return verdict(finding for look in _LOOKS for finding in look(take))


__all__ = [
    "CHECKS", "Check", "Fault", "Film", "Finding", "Heard", "Said", "Show", "Take", "Tally", "Try", "Verdict", "Verdicts",
    "Watcher", "follows", "judge", "listen", "next_step", "reseeded",
]  # fmt: skip
