"""The facts of one referral, as plain values: what `standing` and `statement` decide from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from diversion.rules.schemes import Leaves
from diversion.rules.words import Closing

LONDON = ZoneInfo("Europe/London")


class Came(StrEnum):
    """What is recorded about one booked appointment."""

    NOT_RECORDED = "not_recorded"
    KEPT = "kept"
    NOT_KEPT = "not_kept"
    CANCELLED_BY_US = "cancelled_by_us"


@dataclass(frozen=True)
class BookingFacts:
    """One appointment made for a requirement, or one attendance ticked across from another live referral.

    `starts_at` is UTC and aware. KEPT means attended, or came and could not take part where the worker
    said that it counts (ux.md 3.1). `on_paper` marks an imported attendance: it stands for whatever the
    scheme asks it to leave. `told` is whether it is known that she was told of it.
    """

    starts_at: datetime
    came: Came = Came.NOT_RECORDED
    on_paper: bool = False
    told: bool = True

    @property
    def day(self) -> date:
        """The London date of the appointment (domain rule 22)."""
        return self.starts_at.astimezone(LONDON).date()


@dataclass(frozen=True)
class RequirementFacts:
    """One appointment the scheme asks for, every booking made for it, and what it has left behind.

    `at_service` says that a partner service may hold it, so that our diary does not bound it.
    """

    position: int
    title: str
    leaves: Leaves = Leaves.NOTHING
    has_left: bool = False
    bookings: tuple[BookingFacts, ...] = ()
    at_service: bool = False


@dataclass(frozen=True)
class ContactFacts:
    """One attempt to reach her, on a London date; `reached` when she was spoken to."""

    day: date
    reached: bool


@dataclass(frozen=True)
class ClosingFacts:
    """How a person ended the referral, and on which London date."""

    closing: Closing
    on: date


@dataclass(frozen=True)
class ReferralFacts:
    """Everything that decides where a referral stands.

    Days are London dates; `hearing_at` is UTC and aware, the moment of the court hearing where its time is
    known. `court_day` is None only for a referral whose hearing has been lost from the paper it came from.
    `closed_days` are the days that are no business days besides weekends and the published holidays (rule 20), and
    `court_shut` says that the court does not sit on the court day as it is now: there must be another (rule 5).
    """

    opened_on: date
    requirements: tuple[RequirementFacts, ...]
    in_order: bool = True
    court_day: date | None = None
    hearing_at: datetime | None = None
    finish_by: date | None = None
    agreed: bool = False
    contacts: tuple[ContactFacts, ...] = ()
    closed: ClosingFacts | None = None
    closed_days: frozenset[date] = frozenset()
    court_shut: bool = False
