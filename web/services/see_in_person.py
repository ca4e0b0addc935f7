"""Whom to see in person, because a text may not be enough: no fixed address, two reminders unanswered (rule 23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select, union

from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel import light, words
from casework.kernel.clock import local_day
from casework.kernel.closed_days import closed_days
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
    asks = _asks(staff_id is None)
    values: dict[str, Any] = {
        "agency": agency_id,
        "staff": staff_id,
        "from": now,
        "until": now + in_person.AHEAD,
        "today": today,
    }
    values["last"] = today + in_person.AHEAD
    stands = people.standing_among(asks.whom, _KINDS, today, values)
    silent = unanswered(asks.whom, now=now, least=in_person.MOST_UNANSWERED, values=values)
    no_address = stands[CircumstanceKind.NO_FIXED_ADDRESS]
    asked = (no_address | set(silent)) - stands[CircumstanceKind.DIED] - stands[CircumstanceKind.CUSTODY]
    asked -= people.seen_enough(asked, today=today, closed=closed_days())
    coming = _coming(asks, asked, values)
    rows = sorted((coming[one][0], one) for one in asked if one in coming)
    references = _references([one for _day, one in rows[: most_rows()]])
    tasks = []
    for _day, one in rows[: most_rows()]:
        why = in_person.why(no_address=one in no_address, unanswered=silent.get(one, 0))
        tasks.append(_task(one, coming[one], why, references[one]))
    return Asked(tasks, {Rank.SEE_IN_PERSON: len(rows) - most_rows()} if len(rows) > most_rows() else {})


def _coming(asks: _Asks, asked: Collection[int], values: Mapping[str, Any]) -> dict[int, Next]:
    """The soonest thing each of these has to come to, by person: an appointment or a court date within a week."""
    found: dict[int, Next] = {}
    for person_id, day, time in asks.booked.seen(asked, **values):
        found.setdefault(person_id, (day, time))
    for person_id, day in asks.listed.seen(asked, **values):
        if person_id not in found or day < found[person_id][0]:
            found[person_id] = (day, None)
    return found


@dataclass(frozen=True)
class _Asks:
    """What is asked of everybody who has to come somewhere within a week. Each leaves open the values of `to_see`."""

    whom: Select[int]
    booked: light.Question
    listed: light.Question


@cache
def _asks(team: bool) -> _Asks:
    booked, listed = _appointments(team), _hearings(team)
    return _Asks(
        select(union(_who(booked), _who(listed)).subquery().c.person_id),
        light.Question(
            lambda among: booked.where(among(Appointment.person_id)).order_by(Appointment.starts_at),
        ),
        light.Question(lambda among: listed.where(among(Hearing.person_id)).order_by(Hearing.day)),
    )


def _who(wanted: Any) -> Any:
    return wanted.with_only_columns(wanted.selected_columns.person_id)


def _appointments(team: bool) -> Any:
    rows = select(Appointment.person_id, Appointment.day, Appointment.time).where(
        Appointment.agency_id == bindparam("agency"),
        Appointment.outcome.is_(None),
        Appointment.starts_at.between(bindparam("from"), bindparam("until")),
    )
    if not team:
        mine = Appointment.with_staff_id == bindparam("staff")
        rows = rows.where(or_(mine, Appointment.with_staff_id.is_(None)))
    return rows


def _hearings(team: bool) -> Any:
    rows = select(Hearing.person_id, Hearing.day).where(
        Hearing.agency_id == bindparam("agency"),
        Hearing.day.between(bindparam("today"), bindparam("last")),
        ~Hearing.outcomes.any(),
    )
    if not team:
        mine = select(Referral.id).where(
            Referral.person_id == Hearing.person_id,
            Referral.worker_id == bindparam("staff"),
            Referral.agency_id == bindparam("agency"),
        )
        rows = rows.where(mine.exists())
    return rows


def _references(ids: Collection[int]) -> dict[int, str]:
    return {row.id: row.reference for row in _REFERENCES.seen(ids)}


def _task(person_id: int, coming: Next, why: str, reference: str) -> Task:
    day, time = coming
    what = f"court {words.short_day(day)}" if time is None else f"{words.short_day(day)} {words.clock_time(time)}"
    url = f"/people/{reference}/in-person"
    return Task(Rank.SEE_IN_PERSON, person_id, f"{why}. Tell them yourself of {what}", url, "Seen or tried", due=day)
