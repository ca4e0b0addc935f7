"""The two programmes, asked alike. What one does not own, the other may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from types import ModuleType
from typing import Any

import diversion.services
import orders.services
from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Attendance
from casework.appointments.rules import MoveAskedBy, Outcome
from casework.kernel.actors import Actor
from casework.kernel.deadline import Clock
from casework.kernel.refused import NotFound
from casework.kernel.showing import Bookable, Card, CourtRow, Owned
from casework.kernel.worklists import Asked, together

PROGRAMMES: dict[str, ModuleType] = {"referral": diversion.services, "order": orders.services}


def owned(appointment_ids: Collection[int], *, agency_id: int) -> dict[int, Owned]:
    """Each appointment as its programme sees it; a drop-in belongs to neither."""
    found: dict[int, Owned] = {}
    for programme in PROGRAMMES.values():
        found |= programme.owned(appointment_ids, agency_id=agency_id)
    return found


def cards(person_id: int, *, agency_id: int, today: dt.date) -> list[Card]:
    """A person's referrals and orders, latest first, live ones before the rest."""
    found: list[Card] = []
    for programme in PROGRAMMES.values():
        found += programme.cards(person_id, agency_id=agency_id, today=today)
    return sorted(found, key=lambda card: (not card.live, -card.day.toordinal()))


def spoken_of(card: Card) -> list[str]:
    """Everything that notices say of the referral or order of a card: "referral:K7Q3XWZ2", "ending:K7Q3XWZ2"."""
    _, room, reference = card.url.split("/")
    found: list[str] = PROGRAMMES[room.removesuffix("s")].spoken_of(reference)
    return found


def worklist(*, agency_id: int, staff_id: int | None, today: dt.date) -> Asked:
    """What the programmes ask of people today, and how many more of each group there are."""
    asked = {"agency_id": agency_id, "staff_id": staff_id, "today": today}
    return together(programme.worklist(**asked) for programme in PROGRAMMES.values())


def court_rows(*, agency_id: int, court_code: str, day: dt.date, today: dt.date) -> list[CourtRow]:
    """Every person of ours listed at a court on a day."""
    found: list[CourtRow] = []
    for programme in PROGRAMMES.values():
        found += programme.court_rows(agency_id=agency_id, court_code=court_code, day=day, today=today)
    return found


def clocks(subjects: Collection[str], *, agency_id: int, now: dt.datetime) -> dict[str, Clock]:
    """What is still needed of each subject, by when, and how much room there is, in a fixed number of queries."""
    found: dict[str, Clock] = {}
    for programme in PROGRAMMES.values():
        found |= programme.clocks(subjects, agency_id=agency_id, now=now)
    return found


def statements(subjects: Collection[str], *, agency_id: int, today: dt.date, now: dt.datetime) -> dict[str, Any]:
    """What may be told of each subject now: a Statement, or CheckFirst."""
    found: dict[str, Any] = {}
    for kind, programme in PROGRAMMES.items():
        mine = [subject for subject in subjects if subject.split(":")[0] == kind]
        if mine:
            found |= programme.statements(mine, agency_id=agency_id, today=today, now=now)
    return found


def of_subject(subject: str) -> ModuleType:
    """The programme a subject such as "referral:K7Q3XWZ2:1" belongs to. Raises NotFound for any other."""
    programme = PROGRAMMES.get(subject.split(":")[0])
    if programme is None:
        raise NotFound
    return programme


def bookable(subject: str, *, by: Actor) -> Bookable:
    """What an appointment would be booked for. Raises NotFound."""
    found: Bookable = of_subject(subject).bookable(subject, by=by)
    return found


def to_book(*, agency_id: int, staff_id: int | None, at: dt.datetime) -> list[Bookable]:
    """What could be booked now with one of ours, the soonest to be finished first."""
    found: list[Bookable] = []
    for programme in PROGRAMMES.values():
        found += programme.to_book(agency_id=agency_id, staff_id=staff_id, at=at)
    return sorted(found, key=lambda one: one.by or dt.date.max)


def owner_of(appointment: Appointment) -> ModuleType | None:
    """The programme that owns an appointment, or None."""
    return next((programme for programme in PROGRAMMES.values() if programme.owns(appointment)), None)


def takes_word(appointment: Appointment) -> bool:
    """Whether a partner service may say what happened at this appointment (domain rules 9 and 11)."""
    owner = owner_of(appointment)
    return owner is not None and bool(owner.recorded_there(appointment))


def record_outcome(
    appointment: Appointment, outcome: Outcome, *, by: Actor, at: dt.datetime, **said: Any
) -> Attendance:
    """Record what happened through the programme that owns the appointment; of a drop-in, of itself."""
    owner = owner_of(appointment) or appointments
    recorded: Attendance = owner.record_outcome(appointment, outcome, by=by, at=at, **said)
    return recorded


def move(
    appointment: Appointment,
    *,
    day: dt.date,
    time: dt.time,
    asked_by: MoveAskedBy,
    despite: str = "",
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> Appointment:
    """Move an appointment through the programme that owns it; `despite` is why, in spite of a warning."""
    work: Callable[..., Appointment] = _owner(appointment).move_appointment
    said = {"asked_by": asked_by, "despite": despite, "seen_version": seen_version}
    return work(appointment, day=day, time=time, by=by, at=at, **said)


def last_useful_day(appointment: Appointment) -> dt.date | None:
    """The London day after which an appointment is of no use to what it is for; None where there is none."""
    owner = owner_of(appointment)
    found: dt.date | None = owner.last_useful_day(appointment) if owner else None
    return found


def _owner(appointment: Appointment) -> ModuleType:
    owner = owner_of(appointment)
    if owner is None:
        raise NotFound
    return owner
