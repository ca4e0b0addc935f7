"""Whether the supervisor's opinion may be recorded, and taken back (domain rules 14 and 16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from orders.rules.facts import MeetingFacts
from orders.rules.words import Status

_TOO_LATE = frozenset({Status.REVOKED, Status.ENDED, Status.COMPLIED_NOT_TOLD, Status.COMPLIED_TOLD})

NOT_MISSED = "Record first that they did not attend this meeting. Choose “Not known yet” until you know why"
NOT_TOLD = (
    "It is not recorded that they were told of the time and place of this meeting. A failure is failing to attend "
    "at the time and place that were fixed and told. If they were told before it, record how and when; "
    "if they were not, it was no failure: record that we cancelled it"
)
STANDS = "This opinion is recorded already"
OVER = "This order is over, so no opinion about it can be recorded"
LAID = "An information has been laid, so the opinion can no longer be withdrawn. Tell the court what has changed"
STANDS_AGAINST = (
    "The opinion that there was no reasonable excuse stands for this meeting. Withdraw it on the page of the order, "
    "then record this"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks to record an opinion about which meeting: `named` is the supervisor the order names."""

    by_named: bool
    named: str
    status: Status
    meeting: MeetingFacts | None
    stands: bool = False


def opinion_fault(asked: Asked) -> str:
    """Why the opinion may not be recorded, and what to do; empty when it may.

    Only by the supervisor named on the order, only of a meeting recorded as missed, and only where what they were
    told of its time and place is recorded: nobody fails to come to a meeting they were never told of (rule 14).
    """
    if not asked.by_named:
        return f"Only {asked.named}, the supervisor named on the order, can form this opinion"
    if asked.stands:
        return STANDS
    if asked.status in _TOO_LATE:
        return OVER
    if asked.meeting is None or asked.meeting.kept is None or not asked.meeting.kept.missed:
        return NOT_MISSED
    return "" if asked.meeting.told else NOT_TOLD


def telling_fault(told_on: date, *, meeting_day: date, today: date) -> str:
    """Why they cannot have been told of a meeting on this day: it is to come, or the meeting had gone by."""
    if told_on > today:
        return "The day they were told must be today or earlier"
    if told_on > meeting_day:
        return "They can only have been told on or before the day of the meeting"
    return ""
