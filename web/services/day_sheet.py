"""The day on paper: initials and reference only, the fallback when there is no signal (ux 5.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from casework.appointments.models import Appointment
from casework.kernel import clock, words
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.rules import names
from web.services.see_in_person import to_see
from web.services.unrecorded import not_recorded, on_the_day

MOST_ON_PAPER = 60
"""How many appointments of the day one sheet holds: two sides of paper (ours)."""


@dataclass(frozen=True)
class Line:
    """One line with two boxes to tick."""

    when: str
    initials: str
    reference: str
    where: str


@dataclass(frozen=True)
class Sheet:
    """The day's appointments, those not recorded yet, whom to see in person; and how many more each holds."""

    day: list[Line]
    earlier: list[Line]
    to_see: list[Line]
    more: int

    @property
    def people(self) -> list[str]:
        """The references of everybody on it, for the record of looks."""
        return sorted({line.reference for part in (self.day, self.earlier, self.to_see) for line in part})


def day_sheet(*, by: Actor, mine: bool, now: dt.datetime) -> Sheet:
    """The sheet of one member of staff, or of the team, at a moment (UTC). A fixed number of queries."""
    staff_id, today = by.staff_id if mine else None, clock.local_day(now)
    of_today, later = on_the_day(by.agency_id, staff_id, today, most=MOST_ON_PAPER)
    before, earlier = not_recorded(by.agency_id, staff_id, today)
    see = to_see(agency_id=by.agency_id, staff_id=staff_id, now=now)
    whom = _people([one.person_id for one in (*of_today, *before)] + [task.person_id for task in see.tasks])
    return Sheet(
        day=[_line(one, whom[one.person_id], "") for one in of_today],
        earlier=[_line(one, whom[one.person_id], words.short_day(one.day)) for one in before],
        to_see=[_to_see(whom[task.person_id], task.due) for task in see.tasks],
        more=later + earlier + sum(see.more.values()),
    )


def _line(one: Appointment, person: Person, day: str) -> Line:
    time = words.clock_time(one.time) if one.time_known else ""
    where = one.place.name if one.place else one.place_other
    return Line(f"{day} {time}".strip(), _initials(person), person.reference, where)


def _to_see(person: Person, due: dt.date | None) -> Line:
    return Line(f"by {words.short_day(due)}" if due else "", _initials(person), person.reference, "")


def _initials(person: Person) -> str:
    return names.initials(person.known_as or person.given_name, person.family_name)


def _people(ids: Iterable[int]) -> dict[int, Person]:
    wanted = set(ids)
    rows = select(Person).where(Person.id.in_(wanted))
    return {one.id: one for one in db.session.scalars(rows)} if wanted else {}
