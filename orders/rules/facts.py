"""What is known of an order, as plain values: everything the rules of this room may look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from orders.rules.words import MEETINGS


class Kept(StrEnum):
    """What became of one fixed meeting, in the only distinctions that matter to an order."""

    COUNTED = "counted"
    EXCUSED = "excused"
    """Missed with a reason the supervisor accepts, or came and could not take part."""
    CANCELLED_BY_US = "cancelled_by_us"
    MOVED = "moved"
    REASON_NOT_KNOWN = "reason_not_known"
    NOT_EXCUSED = "not_excused"
    """Missed, and the reason given was not accepted. Still no opinion: that is its own act (domain rule 16)."""
    OPINION = "opinion"
    """Missed, and the supervisor's recorded opinion that there was no reasonable excuse stands."""

    @property
    def missed(self) -> bool:
        """She was due and was not there, and nobody has yet accepted why."""
        return self in {Kept.REASON_NOT_KNOWN, Kept.NOT_EXCUSED}

    @property
    def leaves_room(self) -> bool:
        """Another meeting fixed in its place is a replacement, not a fourth meeting (domain rule 18)."""
        return self in {Kept.EXCUSED, Kept.CANCELLED_BY_US, Kept.MOVED}


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """One meeting as fixed: which of the three it is, its London day, and what became of it.

    A meeting that was excused, moved or cancelled by us and then fixed again is two of these with one `number`.
    `started` says that its time today has already come; on any other day the date alone tells. `told` says that what
    she was told of its time and place is recorded (rule 14).
    """

    number: int
    day: date
    kept: Kept | None = None
    started: bool = False
    told: bool = False
    reference: str = ""

    def is_past(self, today: date) -> bool:
        """Its time has come, so what happened should have been recorded."""
        return self.day < today or (self.day == today and self.started)

    def is_unrecorded(self, today: date) -> bool:
        """Past and nobody has said what happened: nothing is inferred (domain rule 9)."""
        return self.kept is None and self.is_past(today)

    def is_ahead(self, today: date) -> bool:
        """Fixed and still to come."""
        return self.kept is None and not self.is_past(today)


class AtCourt(StrEnum):
    """What came of taking a failure back to court (domain rule 17)."""

    PENDING = "pending"
    MADE_AGAIN = "made_again"
    FINE = "fine"
    NO_ACTION = "no_action"
    REVOKED = "revoked"


@dataclass(frozen=True)
class OrderFacts:
    """All that decides where an order stands. Dates are London dates.

    `required_by` is the date on the paper, or None where the paper names none. `court_told_on` is the day the
    supervisor's notice of compliance went to the court. `opinion_on` is the day of the opinion that decides where the
    order stands and `at_court` how far that one has come. `ended_on` is the day the court made the order again or fined
    instead. `query` says what is wrong with the paper, if anything.
    """

    made_on: date
    required_by: date | None
    meetings: tuple[MeetingFacts, ...] = ()
    court_told_on: date | None = None
    opinion_on: date | None = None
    at_court: AtCourt | None = None
    revoked_on: date | None = None
    ended_on: date | None = None
    query: str = ""

    @cached_property
    def attended(self) -> tuple[MeetingFacts, ...]:
        """The meetings she kept, in time or late, the earliest for each of the three numbers, by day."""
        kept = _by_day(m for m in self.meetings if m.kept is Kept.COUNTED)
        return _by_day({m.number: m for m in reversed(kept)}.values())

    @cached_property
    def counted(self) -> tuple[MeetingFacts, ...]:
        """The meetings that count, one for each of the three numbers, in the order of their days.

        Kept after the date the order names, a meeting cannot count: the order had ended (domain rules 12 and 15).
        """
        return tuple(m for m in self.attended if self._in_time(m.day))

    @cached_property
    def outstanding(self) -> int:
        """How many of the three are still to be kept."""
        return max(0, MEETINGS - len(self.counted))

    def unrecorded(self, today: date) -> tuple[MeetingFacts, ...]:
        """Past meetings with nothing recorded, oldest first."""
        return _by_day(m for m in self.meetings if m.is_unrecorded(today))

    def ahead(self, today: date) -> tuple[MeetingFacts, ...]:
        """Meetings fixed and still to come, soonest first."""
        return _by_day(m for m in self.meetings if m.is_ahead(today))

    def missed(self) -> tuple[MeetingFacts, ...]:
        """Meetings she missed for a reason nobody has accepted yet, oldest first."""
        return _by_day(m for m in self.meetings if m.kept is not None and m.kept.missed)

    def _in_time(self, day: date) -> bool:
        return self.required_by is None or day <= self.required_by


def _by_day(meetings: Iterable[MeetingFacts]) -> tuple[MeetingFacts, ...]:
    return tuple(sorted(meetings, key=lambda m: (m.day, m.number, m.reference)))
