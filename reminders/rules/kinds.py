"""The kinds of text Waymark knows, and what each kind may do (domain rules 4 and 23-26)."""

from __future__ import annotations

from enum import StrEnum


class TextKind(StrEnum):
    """Why a text exists. The value is what the database keeps and must never be renamed."""

    FIRST_CONTACT = "first_contact"
    BOOKED = "booked"
    SEVEN_DAYS = "seven_days"
    THREE_DAYS = "three_days"
    ONE_DAY = "one_day"
    TWO_HOURS = "two_hours"
    MISSED = "missed"
    THANKS_NEXT = "thanks_next"
    OFFER_TIMES = "offer_times"
    REARRANGED = "rearranged"
    CANCELLED_BY_US = "cancelled_by_us"
    COURT_SEVEN_DAYS = "court_seven_days"
    COURT_ONE_DAY = "court_one_day"
    DONE_WAIT = "done_wait"
    DONE_RELEASED = "done_released"
    STILL_GO = "still_go"
    REPLY_YES = "reply_yes"
    REPLY_CHANGE = "reply_change"
    REPLY_LATE = "reply_late"
    REPLY_STOP = "reply_stop"
    REPLY_WRONG = "reply_wrong"
    REPLY_HELP = "reply_help"


COURT = frozenset({TextKind.COURT_SEVEN_DAYS, TextKind.COURT_ONE_DAY})
"""Reminders of a court date: they go first when two reminders fall on one day."""

APPOINTMENT_REMINDERS = frozenset({TextKind.SEVEN_DAYS, TextKind.THREE_DAYS, TextKind.ONE_DAY, TextKind.TWO_HOURS})

REMINDERS = COURT | APPOINTMENT_REMINDERS
"""Automatic reminders: at most one of them a day for one person."""

CONFIRMATIONS = frozenset({TextKind.BOOKED, TextKind.REARRANGED})

REPLIES = frozenset(
    {
        TextKind.REPLY_YES,
        TextKind.REPLY_CHANGE,
        TextKind.REPLY_LATE,
        TextKind.REPLY_STOP,
        TextKind.REPLY_WRONG,
        TextKind.REPLY_HELP,
    }
)

MAY_BE_PLANNED = REMINDERS | CONFIRMATIONS
"""All that a booking or a court date may plan by itself. "You do not need to go" is not here and must never be
(domain rule 4): the only way to it is the release that a named person makes."""

NEEDS_A_PERSON = frozenset({TextKind.DONE_RELEASED, TextKind.MISSED, TextKind.STILL_GO, TextKind.DONE_WAIT})
"""Texts that rest on something a person recorded first: an absence, an ending, a release."""

ONLY_BY_RELEASE = frozenset({TextKind.DONE_RELEASED})
"""Never sent again by pressing a button: only a release, looked at anew, sends it (domain rule 4)."""

_NEAREST_FIRST = (
    TextKind.COURT_ONE_DAY,
    TextKind.COURT_SEVEN_DAYS,
    TextKind.TWO_HOURS,
    TextKind.ONE_DAY,
    TextKind.THREE_DAYS,
    TextKind.SEVEN_DAYS,
)


def rank(kind: TextKind) -> int:
    """Which of two reminders on one day goes: the lower number, so the court first, then the nearer meeting."""
    return _NEAREST_FIRST.index(kind)


_WORDS = {
    TextKind.FIRST_CONTACT: "First text",
    TextKind.BOOKED: "Booking confirmed",
    TextKind.SEVEN_DAYS: "Reminder, 7 days before",
    TextKind.THREE_DAYS: "Reminder, 3 days before",
    TextKind.ONE_DAY: "Reminder, 1 day before",
    TextKind.TWO_HOURS: "Reminder, 2 hours before",
    TextKind.MISSED: "Missed appointment",
    TextKind.THANKS_NEXT: "Thanks, and the next one",
    TextKind.OFFER_TIMES: "Offer of times",
    TextKind.REARRANGED: "Moved to a new time",
    TextKind.CANCELLED_BY_US: "Cancelled by us",
    TextKind.COURT_SEVEN_DAYS: "Court date, 7 days before",
    TextKind.COURT_ONE_DAY: "Court date, 1 day before",
    TextKind.DONE_WAIT: "Finished, still plan to go",
    TextKind.DONE_RELEASED: "You do not need to go",
    TextKind.STILL_GO: "You still need to go",
    TextKind.REPLY_YES: "Answer to YES",
    TextKind.REPLY_CHANGE: "Answer to CHANGE",
    TextKind.REPLY_LATE: "Answer to LATE",
    TextKind.REPLY_STOP: "Answer to STOP",
    TextKind.REPLY_WRONG: "Answer to WRONG",
    TextKind.REPLY_HELP: "Answer to HELP",
}


def words(kind: TextKind) -> str:
    """What staff read for a kind of text."""
    return _WORDS[kind]
