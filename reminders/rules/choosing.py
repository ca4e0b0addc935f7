"""Which reminders go: hers if she has said, else the scheme's, else the agency's, else those of the evidence.

The confirmation is not among them: it is how she knows that something is booked (domain rule 23).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from reminders.rules.kinds import TextKind
from reminders.rules.timing import Timing

K = TextKind
CHOICES = (
    (K.SEVEN_DAYS, "7 days before an appointment"),
    (K.THREE_DAYS, "3 days before an appointment"),
    (K.ONE_DAY, "1 day before an appointment"),
    (K.TWO_HOURS, "2 hours before an appointment"),
    (K.COURT_SEVEN_DAYS, "7 days before a court date"),
    (K.COURT_ONE_DAY, "1 day before a court date"),
)
"""All that may be chosen, farthest first, in the words of the pages."""

USUAL_KINDS = frozenset({K.SEVEN_DAYS, K.ONE_DAY, K.TWO_HOURS, K.COURT_SEVEN_DAYS, K.COURT_ONE_DAY})
NEVER_LEFT_OUT = (K.ONE_DAY, K.COURT_ONE_DAY)
"""The reminders with the best evidence: only a person may do without them, for herself (ux 4.1)."""
KEEP_ONE_DAY = (
    "Keep “1 day before”, of appointments and of court: it is the one that works best. One person may have fewer"
)


def timing_of(kinds: Iterable[str]) -> Timing:
    """What a choice, as it is kept, means. Words that are no reminder are passed over."""
    chosen = frozenset(kinds)
    return Timing(
        seven_days=K.SEVEN_DAYS in chosen,
        three_days=K.THREE_DAYS in chosen,
        one_day=K.ONE_DAY in chosen,
        two_hours=K.TWO_HOURS in chosen,
        court_seven_days=K.COURT_SEVEN_DAYS in chosen,
        court_one_day=K.COURT_ONE_DAY in chosen,
    )


def kinds_of(timing: Timing) -> frozenset[TextKind]:
    """The reminders that a timing has."""
    return frozenset(kind for _, kind in (*timing.days_before(), *timing.court_days_before())) | (
        {K.TWO_HOURS} if timing.two_hours else frozenset()
    )


def settle(*choices: Collection[str] | None) -> Timing:
    """The first choice that somebody made, her own first; an empty choice is one ("none at all"), None is not."""
    made = next((choice for choice in choices if choice is not None), USUAL_KINDS)
    return timing_of(made)


def in_order(kinds: Collection[str]) -> list[str]:
    """A choice as it is kept: only reminders that exist, each once, farthest first."""
    return [kind.value for kind, _ in CHOICES if kind.value in kinds]


def fault(kinds: Collection[str]) -> str:
    """Why a scheme or an agency may not choose this for everybody; "" when it may."""
    return "" if set(NEVER_LEFT_OUT) <= set(kinds) else KEEP_ONE_DAY


def said(kinds: Collection[str]) -> str:
    """A choice in one line, as shown to staff."""
    meetings = [words.split(" before")[0] for kind, words in CHOICES if kind in kinds and "court" not in words]
    court = [words.split(" before")[0] for kind, words in CHOICES if kind in kinds and "court" in words]
    parts = [
        f"{', '.join(part)} before {what}" for part, what in ((meetings, "an appointment"), (court, "court")) if part
    ]
    return "; ".join(parts) or "No reminders, only the confirmation"
