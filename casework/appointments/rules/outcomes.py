"""What happened at an appointment, in the words everybody sees (ux 3.1), and who may have told it (domain rule 9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

EARLY = dt.timedelta(minutes=15)
"""How long before the start somebody may be recorded as having come (promises T1)."""


@dataclass(frozen=True)
class Tag:
    """A status tag: its words, and its colour in the design system."""

    words: str
    colour: str


class Outcome(StrEnum):
    """What a person recorded. A move is not an outcome: the appointment keeps its record of moves."""

    ATTENDED = "attended"
    COULD_NOT_TAKE_PART = "could_not_take_part"
    REASON_NOT_KNOWN = "reason_not_known"
    ACCEPTABLE_REASON = "acceptable_reason"
    NO_ACCEPTABLE_REASON = "no_acceptable_reason"
    CANCELLED_BY_US = "cancelled_by_us"
    IN_ERROR = "in_error"

    @property
    def tag(self) -> Tag:
        """Its words and colour on every page."""
        return _TAGS[self]

    @property
    def words(self) -> str:
        """Its words on every page."""
        return _TAGS[self].words

    @property
    def means_attended(self) -> bool:
        """True where she was there, whatever came of it: it cannot be said before she can have come."""
        return self in {Outcome.ATTENDED, Outcome.COULD_NOT_TAKE_PART}

    @property
    def means_missed(self) -> bool:
        """True where she was expected and was not there, whatever the reason."""
        return self in {Outcome.REASON_NOT_KNOWN, Outcome.ACCEPTABLE_REASON, Outcome.NO_ACCEPTABLE_REASON}

    @property
    def leaves_it_open(self) -> bool:
        """True where nothing counts as recorded: a record made in error says nothing about attendance."""
        return self is Outcome.IN_ERROR

    def counts(self, worker_says: bool | None = None) -> bool:
        """Whether it counts towards what is required: attended does; came and could not take part when the worker
        said so; nothing else ever (domain rule 8)."""
        return self is Outcome.ATTENDED or (self is Outcome.COULD_NOT_TAKE_PART and worker_says is True)


_TAGS = {
    Outcome.ATTENDED: Tag("Attended", "green"),
    Outcome.COULD_NOT_TAKE_PART: Tag("Came, could not take part", "orange"),
    Outcome.REASON_NOT_KNOWN: Tag("Did not attend, reason not known yet", "yellow"),
    Outcome.ACCEPTABLE_REASON: Tag("Did not attend, acceptable reason", "grey"),
    Outcome.NO_ACCEPTABLE_REASON: Tag("Did not attend, no acceptable reason", "red"),
    Outcome.CANCELLED_BY_US: Tag("Cancelled by us", "grey"),
    Outcome.IN_ERROR: Tag("Recorded in error", "grey"),
}


class AbsenceReason(StrEnum):
    """Why she could not come, most frequent first. Never leaves in a notice (domain rule 29)."""

    HEALTH = "health"
    CARING = "caring"
    CUSTODY_OR_COURT = "custody_or_court"
    OTHER_APPOINTMENT = "other_appointment"
    UNSAFE = "unsafe"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "health": "Health",
            "caring": "Caring for someone",
            "custody_or_court": "In custody or at court",
            "other_appointment": "Another appointment",
            "unsafe": "Unsafe to come",
            "other": "Another reason",
        }[self.value]


class MoveAskedBy(StrEnum):
    """Who asked for another time. Neutral either way (ux 3.1)."""

    PERSON = "person"
    US = "us"

    @property
    def tag(self) -> Tag:
        """The words of the move in the history."""
        return Tag("Moved at their request" if self is MoveAskedBy.PERSON else "Moved by us", "blue")


@dataclass(frozen=True)
class ToldBy:
    """Somebody of a partner service who told us: name, role, and the London date (domain rule 9)."""

    name: str
    role: str
    on: dt.date


def too_early(outcome: Outcome, starts_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether it is too early to say this (promises T1, T13). Both moments are aware.

    That she came may be said from 15 minutes before the start; that she did not, from the start. Only a
    cancellation by us can be said at any time.
    """
    if outcome.means_attended:
        return now < starts_at - EARLY
    return outcome.means_missed and now < starts_at


def outcome_faults(
    outcome: Outcome,
    *,
    reason: AbsenceReason | None,
    counts: bool | None,
    told_by: ToldBy | None,
    happened_on: dt.date,
    today: dt.date,
    corrects: bool,
) -> dict[str, str]:
    """What is missing or cannot be true about a recorded outcome, by form field (promises T3, T6, T7).

    `corrects` says that it replaces an outcome recorded before. Days are London dates.
    """
    found: dict[str, str] = {}
    if outcome is Outcome.ACCEPTABLE_REASON and reason is None:
        found["reason"] = "Choose the reason"
    if reason is not None and outcome is not Outcome.ACCEPTABLE_REASON:
        found["reason"] = "A reason belongs only to “did not attend, acceptable reason”"
    if outcome is Outcome.COULD_NOT_TAKE_PART and counts is None:
        found["counts"] = "Choose whether it counts"
    if outcome is Outcome.IN_ERROR and not corrects:
        found["outcome"] = "Nothing is recorded yet, so nothing was recorded in error"
    return found | _told_faults(outcome, told_by, today) | _day_fault(happened_on, today)


def _told_faults(outcome: Outcome, told_by: ToldBy | None, today: dt.date) -> dict[str, str]:
    if told_by is None:
        return {}
    found: dict[str, str] = {}
    if not told_by.name.strip():
        found["told_by_name"] = "Enter the name of the person who told you"
    if not told_by.role.strip():
        found["told_by_role"] = "Enter their role"
    if told_by.on > today:
        found["told_on"] = "The day you were told cannot be after today"
    return found


def _day_fault(happened_on: dt.date, today: dt.date) -> dict[str, str]:
    return {"happened_on": "The day it happened cannot be after today"} if happened_on > today else {}
