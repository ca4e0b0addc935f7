"""What lies ahead of a person and what has happened: two lists, never one (ux 2.5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from casework.appointments.models import Appointment
from casework.appointments.rules import AppointmentFacts, Outcome, Tag, tag_of
from casework.courts import reference
from casework.courts.models import Hearing
from casework.kernel import words
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.showing import Owned
from casework.people.models import Person
from diversion.services.releasing import released_days
from reminders.services import shown_yes
from web.services import programmes

MOST = 100


@dataclass(frozen=True)
class Entry:
    """One line of the schedule or timeline."""

    at: dt.datetime
    when: str
    what: str
    tag: Tag | None
    url: str
    appointment: Appointment | None = None
    owned: Owned | None = None


def schedule(person: Person, *, now: dt.datetime, by: Actor) -> list[Entry]:
    """Appointments not yet recorded, with what they said yes to, and hearings still to come; soonest first."""
    rows = [one for one in _appointments(person) if one.outcome is None]
    ids = [one.id for one in rows]
    owned, yes = programmes.owned(ids, agency_id=by.agency_id), shown_yes(ids, by=by)
    entries = [_of_appointment(one, owned.get(one.id), now, said_yes=one.id in yes) for one in rows]
    free = released_days(person.id, agency_id=by.agency_id)
    coming = (one for one in _hearings(person) if one.starts_at >= now and one.outcome is None)
    entries += [_of_hearing(one, released=one.day in free) for one in coming]
    return sorted(entries, key=lambda entry: entry.at)


def timeline(person: Person, *, now: dt.datetime, agency_id: int) -> list[Entry]:
    """What has happened, latest first."""
    rows = [one for one in _appointments(person) if one.outcome is not None]
    owned = programmes.owned([one.id for one in rows], agency_id=agency_id)
    entries = [_of_appointment(one, owned.get(one.id), now) for one in rows]
    entries += [_of_hearing(one) for one in _hearings(person) if one.starts_at < now or one.outcome is not None]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _appointments(person: Person) -> list[Appointment]:
    wanted = select(Appointment).where(Appointment.person_id == person.id).options(selectinload(Appointment.place))
    return list(db.session.scalars(wanted.order_by(Appointment.starts_at.desc()).limit(MOST)))


def _hearings(person: Person) -> list[Hearing]:
    wanted = select(Hearing).where(Hearing.person_id == person.id).options(selectinload(Hearing.outcomes))
    return list(db.session.scalars(wanted.order_by(Hearing.starts_at.desc()).limit(MOST)))


def _of_appointment(one: Appointment, owned: Owned | None, now: dt.datetime, *, said_yes: bool = False) -> Entry:
    outcome = Outcome(one.outcome) if one.outcome else None
    place = one.place.name if one.place else one.place_other
    label = owned.label if owned else "Appointment"
    return Entry(
        at=one.starts_at,
        when=words.short_day(one.day) + (f" {words.clock_time(one.time)}" if one.time_known else ""),
        what=", ".join(part for part in (label, place) if part),
        tag=tag_of(AppointmentFacts(one.starts_at, outcome, said_yes), now),
        url=f"/appointments/{one.reference}",
        appointment=one,
        owned=owned,
    )


def _of_hearing(one: Hearing, *, released: bool = False) -> Entry:
    court = reference.court(one.court_code)
    return Entry(
        at=one.starts_at,
        when=f"{words.short_day(one.day)} {words.clock_time(one.time)}",
        what=f"Court: {court.name if court else one.court_code}",
        tag=Tag("Released: need not go", "green") if released else None,
        url=f"/hearings/{one.reference}",
    )
