"""Orders as plain values: what facts and clocks read of them, without the weight of whole records.

Each has the names of the record it stands for, so that one function reads either. Nothing here can be changed or saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from orders.models import Meeting, MeetingBooking, SupportOrder


@dataclass(frozen=True, slots=True)
class LeanSaid:
    """What was last said of an appointment."""

    outcome: str
    counts: bool | None
    superseded_at: None = None


@dataclass(frozen=True, slots=True)
class LeanMove:
    """That an appointment was moved."""

    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class LeanAppointment:
    """An appointment with what was last said of it and its last move, where there is any."""

    reference: str
    day: date
    starts_at: datetime
    attendances: tuple[LeanSaid, ...]
    moves: tuple[LeanMove, ...]


@dataclass(frozen=True, slots=True)
class LeanTelling:
    """One telling of the time and place."""

    told_on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class LeanBooking:
    """A meeting as it was fixed."""

    id: int
    appointment: LeanAppointment
    tellings: tuple[LeanTelling, ...]


@dataclass(frozen=True, slots=True)
class LeanMeeting:
    """One of the three, with every fixing of it."""

    position: int
    bookings: tuple[LeanBooking, ...]


@dataclass(frozen=True, slots=True)
class LeanHearing:
    """The day on which a court hears of it."""

    day: date


@dataclass(frozen=True, slots=True)
class LeanStep:
    """One step of taking a failure to court."""

    step: str
    on_day: date
    said: str
    hearing: LeanHearing | None


@dataclass(frozen=True, slots=True)
class LeanOpinion:
    """An opinion that nobody has taken back."""

    booking_id: int
    formed_at: datetime
    steps: tuple[LeanStep, ...]
    withdrawal: None = None


@dataclass(frozen=True, slots=True)
class LeanEnding:
    """How an order came to its end otherwise."""

    kind: str
    ended_on: date


@dataclass(frozen=True, slots=True)
class LeanOrder:
    """An order."""

    id: int
    reference: str
    agency_id: int
    person_id: int
    supervisor_id: int | None
    made_on: date
    must_by: date | None
    query_with_court: str
    meetings: tuple[LeanMeeting, ...]
    opinions: tuple[LeanOpinion, ...]
    endings: tuple[LeanEnding, ...]


AnyOrder = SupportOrder | LeanOrder
AnyMeeting = Meeting | LeanMeeting
AnyBooking = MeetingBooking | LeanBooking
