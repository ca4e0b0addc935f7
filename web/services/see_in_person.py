"""Whom to see in person, because a text may not be enough: no fixed address, two reminders unanswered (rule 23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select

from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel import words
from casework.kernel.clock import local_day
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.kernel.worklists import MOST_ROWS, Asked, Rank, Task
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules import in_person
from casework.people.rules.circumstances import CircumstanceKind
from diversion.models import Referral
from reminders.services.unanswered import unanswered

_KINDS = (CircumstanceKind.NO_FIXED_ADDRESS, CircumstanceKind.DIED, CircumstanceKind.CUSTODY)


@dataclass(frozen=True)
class Next:
    """The next thing somebody has to come to."""

    person_id: int
    day: dt.date
    said: str


def to_see(*, agency_id: int, staff_id: int | None, now: dt.datetime) -> Asked:
    """One row for each person who has to come somewhere within a week and may not know it. A fixed number of queries.

    Nobody is asked to see somebody who has died or is in custody, nor who was seen within the week.
    """
    today = local_day(now)
    coming = _coming(agency_id, staff_id, now, today)
    stands = people.standing_of(set(coming), _KINDS, today)
    silent = unanswered(set(coming), now=now)
    away = stands[CircumstanceKind.DIED] | stands[CircumstanceKind.CUSTODY]
    no_address = stands[CircumstanceKind.NO_FIXED_ADDRESS]
    why = {one: in_person.why(no_address=one in no_address, unanswered=silent.get(one, 0)) for one in coming}
    asked = {one for one, said in why.items() if said and one not in away}
    asked -= people.seen_enough(asked, today=today, closed=closed_days())
    rows = sorted((coming[one] for one in asked), key=lambda one: (one.day, one.person_id))
    references = _references([one.person_id for one in rows[:MOST_ROWS]])
    tasks = [_task(one, why[one.person_id], references[one.person_id]) for one in rows[:MOST_ROWS]]
    return Asked(tasks, {Rank.SEE_IN_PERSON: len(rows) - MOST_ROWS} if len(rows) > MOST_ROWS else {})


def _coming(agency_id: int, staff_id: int | None, now: dt.datetime, today: dt.date) -> dict[int, Next]:
    """The soonest thing each person has to come to, by person: an appointment or a court date within a week."""
    found: dict[int, Next] = {}
    for one in [*_appointments(agency_id, staff_id, now), *_hearings(agency_id, staff_id, today)]:
        if one.person_id not in found or one.day < found[one.person_id].day:
            found[one.person_id] = one
    return found


def _appointments(agency_id: int, staff_id: int | None, now: dt.datetime) -> list[Next]:
    rows = select(Appointment.person_id, Appointment.day, Appointment.time).where(
        Appointment.agency_id == agency_id,
        Appointment.outcome.is_(None),
        Appointment.starts_at.between(now, now + in_person.AHEAD),
    )
    if staff_id is not None:
        rows = rows.where(or_(Appointment.with_staff_id == staff_id, Appointment.with_staff_id.is_(None)))
    found = db.session.execute(rows.order_by(Appointment.starts_at))
    return [Next(r.person_id, r.day, f"{words.short_day(r.day)} {words.clock_time(r.time)}") for r in found]


def _hearings(agency_id: int, staff_id: int | None, today: dt.date) -> list[Next]:
    rows = select(Hearing.person_id, Hearing.day).where(
        Hearing.agency_id == agency_id, Hearing.day.between(today, today + in_person.AHEAD), ~Hearing.outcomes.any()
    )
    if staff_id is not None:
        mine = select(Referral.id).where(Referral.person_id == Hearing.person_id, Referral.worker_id == staff_id)
        rows = rows.where(mine.where(Referral.agency_id == agency_id).exists())
    found = db.session.execute(rows.order_by(Hearing.day))
    return [Next(row.person_id, row.day, f"court {words.short_day(row.day)}") for row in found]


def _references(ids: Collection[int]) -> dict[int, str]:
    rows = select(Person.id, Person.reference).where(Person.id.in_(ids))
    return {row.id: row.reference for row in db.session.execute(rows)} if ids else {}


def _task(one: Next, why: str, reference: str) -> Task:
    said = f"{why}. Tell them yourself of {one.said}"
    return Task(Rank.SEE_IN_PERSON, one.person_id, said, f"/people/{reference}/in-person", "Seen or tried", due=one.day)
