"""In which other approved words a text may go: only words that say the same of the same booking, never free text.

"You do not need to go" is nobody's other words, and nothing can be said in its place (domain rule 4).
"""

from __future__ import annotations

from reminders.rules.kinds import TextKind

K = TextKind
_OF_A_BOOKING = (K.BOOKED, K.SEVEN_DAYS, K.ONE_DAY, K.TWO_HOURS)
_OF_COURT = (K.COURT_ONE_DAY, K.STILL_GO)
_OTHERS: dict[TextKind, tuple[TextKind, ...]] = {
    K.BOOKED: _OF_A_BOOKING,
    K.SEVEN_DAYS: _OF_A_BOOKING,
    K.THREE_DAYS: _OF_A_BOOKING,
    K.ONE_DAY: _OF_A_BOOKING,
    K.TWO_HOURS: _OF_A_BOOKING,
    K.REARRANGED: (K.REARRANGED, K.BOOKED),
    K.COURT_SEVEN_DAYS: _OF_COURT,
    K.COURT_ONE_DAY: _OF_COURT,
}
_LABELS = {
    K.BOOKED: "As a confirmation",
    K.SEVEN_DAYS: "As days before: the time is kept for them",
    K.ONE_DAY: "As the day before: when will they set off?",
    K.TWO_HOURS: "As shortly before: reply LATE or ring",
    K.REARRANGED: "As moved: ignore the old time",
    K.COURT_ONE_DAY: "As a court date reminder",
    K.STILL_GO: "As “you still need to go”",
}


def choices(kind: TextKind) -> tuple[tuple[str, str], ...]:
    """The approved words that a text of this kind may go in, each with what staff read; empty where only its own."""
    return tuple((other.value, _LABELS[other]) for other in _OTHERS.get(kind, ()))


def said(kind: str, chosen: str) -> TextKind:
    """Whose words a text goes in: those chosen where they may be, else its own."""
    own = TextKind(kind)
    return TextKind(chosen) if chosen in {value for value, _ in choices(own)} else own
