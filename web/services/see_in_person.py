"""Whom to see in person, because a text may not be enough: no fixed address, two reminders unanswered (rule 23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import or_, select, union

from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel import light, words
from casework.kernel.clock import local_day
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.kernel.worklists import Asked, Rank, Task, most_rows
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules import in_person
from casework.people.rules.circumstances import CircumstanceKind
from diversion.models import Referral
from reminders.services.unanswered import unanswered

_KINDS = (CircumstanceKind.NO_FIXED_ADDRESS, CircumstanceKind.DIED, CircumstanceKind.CUSTODY)

_REFERENCES = light.Question(lambda among: select(Person.id, Person.reference).where(among(Person.id)))

Next = tuple[dt.date, dt.time | None]
"""The next thing somebody has to come to: its London day, and its time; without one it is a court date."""


def to_see(*, agency_id: int, staff_id: int | None, now: dt.datetime) -> Asked:
    """One row for each person who has to come somewhere within a week and may not know it. A fixed number of queries.

    Nobody is asked to see somebody who has died or is in custody, nor who was seen within the week.
    """
    today = local_day(now)
    booked, listed = _appointments(agency_id, staff_id, now), _hearings(agency_id, staff_id, today)
    whom = select(union(_who(booked), _who(listed)).subquery().c.person_id)
    stands = people.standing_of(whom, _KINDS, today)
    silent = unanswered(whom, now=now, least=in_person.MOST_UNANSWERED)
    no_address = stands[CircumstanceKind.NO_FIXED_ADDRESS]
    asked = (no_address | set(silent)) - stands[CircumstanceKind.DIED] - stands[CircumstanceKind.CUSTODY]
    asked -= people.seen_enough(asked, today=today, closed=closed_days())
    coming = _coming(booked, listed, asked) if asked else {}
    rows = sorted((coming[one][0], one) for one in asked if one in coming)
    references = _references([one for _day, one in rows[: most_rows()]])
    tasks = []
    for _day, one in rows[: most_rows()]:
        why = in_person.why(no_address=one in no_address, unanswered=silent.get(one, 0))
        tasks.append(_task(one, coming[one], why, references[one]))
    return Asked(tasks, {Rank.SEE_IN_PERSON: len(rows) - most_rows()} if len(rows) > most_rows() else {})


def _coming(booked: Any, listed: Any, asked: Collection[int]) -> dict[int, Next]:
    """The soonest thing each of these has to come to, by person: an appointment or a court date within a week."""
    found: dict[int, Next] = {}
    booked = booked.where(light.among(Appointment.person_id, asked)).order_by(Appointment.starts_at)
    for person_id, day, time in db.session.execute(booked):
        found.setdefault(person_id, (day, time))
    for person_id, day in db.session.execute(listed.where(light.among(Hearing.person_id, asked)).order_by(Hearing.day)):
        if person_id not in found or day < found[person_id][0]:
            found[person_id] = (day, None)
    return found


def _who(wanted: Any) -> Any:
    return wanted.with_only_columns(wanted.selected_columns.person_id)


def _appointments(agency_id: int, staff_id: int | None, now: dt.datetime) -> Any:
    """Asked for by `_coming` and, for whom they are, by the questions about them."""
    rows = select(Appointment.person_id, Appointment.day, Appointment.time).where(
        Appointment.agency_id == agency_id,
        Appointment.outcome.is_(None),
        Appointment.starts_at.between(now, now + in_person.AHEAD),
    )
    if staff_id is not None:
        rows = rows.where(or_(Appointment.with_staff_id == staff_id, Appointment.with_staff_id.is_(None)))
    return rows


def _hearings(agency_id: int, staff_id: int | None, today: dt.date) -> Any:
    """Asked for by `_coming` and, for whom they are, by the questions about them."""
    rows = select(Hearing.person_id, Hearing.day).where(
        Hearing.agency_id == agency_id, Hearing.day.between(today, today + in_person.AHEAD), ~Hearing.outcomes.any()
    )
    if staff_id is not None:
        mine = select(Referral.id).where(Referral.person_id == Hearing.person_id, Referral.worker_id == staff_id)
        rows = rows.where(mine.where(Referral.agency_id == agency_id).exists())
    return rows


def _references(ids: Collection[int]) -> dict[int, str]:
    return {row.id: row.reference for row in _REFERENCES.seen(ids)}


def _task(person_id: int, coming: Next, why: str, reference: str) -> Task:
    day, time = coming
    what = f"court {words.short_day(day)}" if time is None else f"{words.short_day(day)} {words.clock_time(time)}"
    url = f"/people/{reference}/in-person"
    return Task(Rank.SEE_IN_PERSON, person_id, f"{why}. Tell them yourself of {what}", url, "Seen or tried", due=day)
