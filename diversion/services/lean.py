"""Referrals as plain values: what facts, clocks and statements read of them, without the weight of whole records.

Each has the names of the record it stands for, so that one function reads either. Nothing here can be changed or saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from diversion.models import Referral


@dataclass(frozen=True, slots=True)
class LeanHearing:
    """When and where the court sits."""

    court_code: str
    day: date
    time: time
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class LeanScheme:
    """The terms of a scheme."""

    reference: str
    in_order: bool
    finish_by_days: int
    tells: list[str]


@dataclass(frozen=True, slots=True)
class LeanAgreement:
    """An agreement, and whether it stands."""

    live: bool
    provisional: bool
    recipients: str = ""


@dataclass(frozen=True, slots=True)
class LeanClosure:
    """How a person ended a referral."""

    kind: str
    closed_on: date


@dataclass(frozen=True, slots=True)
class LeanAttempt:
    """A try at reaching somebody."""

    at: datetime
    reached: bool


@dataclass(frozen=True, slots=True)
class LeanSaid:
    """What was last said of an appointment."""

    outcome: str
    counts: bool | None
    on_paper: bool
    superseded_at: None = None


@dataclass(frozen=True, slots=True)
class LeanMove:
    """That an appointment was moved."""

    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class LeanAppointment:
    """An appointment with what was last said of it and its last move, where there is any."""

    starts_at: datetime
    version: int
    attendances: tuple[LeanSaid, ...]
    moves: tuple[LeanMove, ...] = ()


@dataclass(frozen=True, slots=True)
class LeanBooking:
    """An appointment made for a requirement."""

    appointment_id: int
    told_at: datetime | None
    appointment: LeanAppointment


@dataclass(frozen=True, slots=True)
class LeanAlso:
    """An attendance of another live referral that counts here too."""

    appointment: LeanAppointment


@dataclass(frozen=True, slots=True)
class LeanRequirement:
    """One appointment that is needed."""

    position: int
    title: str
    leaves: str
    at_service: bool
    assessment_id: int | None
    plan_id: int | None
    on_paper: bool
    bookings: tuple[LeanBooking, ...]
    also: tuple[LeanAlso, ...]


@dataclass(frozen=True, slots=True)
class LeanPerson:
    """By whom a court knows them."""

    id: int
    given_name: str
    family_name: str
    date_of_birth: date | None


@dataclass(frozen=True, slots=True)
class LeanWorker:
    """Who sees them."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class LeanReferral:
    """A referral. Nothing sealed was opened for it."""

    id: int
    reference: str
    agency_id: int
    person_id: int
    worker_id: int | None
    hearing_id: int | None
    arrested_on: date
    finish_by_days: int | None
    in_order: bool | None
    ended: bool
    hearing: LeanHearing | None
    scheme: LeanScheme
    agreement: LeanAgreement | None
    closure: LeanClosure | None
    requirements: tuple[LeanRequirement, ...]
    attempts: tuple[LeanAttempt, ...]


@dataclass(frozen=True, slots=True)
class NamedReferral(LeanReferral):
    """A referral with what a statement says about whom: name, date of birth, police references, agreement to share.

    `worker` is there only where it was asked for.
    """

    charge_name: str
    urn: str
    asn: str
    custody_reference: str
    sharing: LeanAgreement | None
    person: LeanPerson
    worker: LeanWorker | None


AnyReferral = Referral | LeanReferral
AnyNamed = Referral | NamedReferral
