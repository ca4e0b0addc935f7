"""The diary: one day in order of time with the gaps that can be booked, and a week of links (ux 2.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from casework.accounts.models import Staff
from casework.appointments import services as appointments
from casework.appointments.models import Appointment
from casework.appointments.rules import tag_of
from casework.kernel import clock, words
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.rules import names
from web.services import chips, programmes

GAP = 60
"""A gap is offered where an hour is free."""
MOST_GAPS = 40
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One appointment of a day."""

    time: dt.time | None
    name: str
    initials: str
    person_reference: str
    what: str
    place: str
    who: str
    tag: tuple[str, str]
    url: str
    minutes: int


@dataclass(frozen=True)
class Gap:
    """Times that are free one after another, before the next appointment."""

    time: dt.time
    chips: list[chips.Chip]


@dataclass(frozen=True)
class Day:
    """One London day, its appointments and its gaps in one order of time."""

    day: dt.date
    rows: list[Line | Gap]

    @property
    def lines(self) -> list[Line]:
        """The appointments alone."""
        return [row for row in self.rows if isinstance(row, Line)]


def day_of(day: dt.date, *, mine: bool, by: Actor, now: dt.datetime) -> Day:
    """One day of one member of staff, with gaps, or of the team, without. A fixed number of queries."""
    lines = _lines(day, day, mine=mine, by=by, now=now).get(day, [])
    gaps = _gaps(day, lines, by=by, now=now) if mine and by.staff_id else []
    return Day(day, sorted([*lines, *gaps], key=_order))


def week_of(monday: dt.date, *, mine: bool, by: Actor, now: dt.datetime) -> list[Day]:
    """Monday to Friday, and the weekend where something is booked in it. A fixed number of queries."""
    found = _lines(monday, monday + 6 * _DAY, mine=mine, by=by, now=now)
    days = [monday + n * _DAY for n in range(7)]
    weekend = any(day in found for day in days[5:])
    return [Day(day, sorted(found.get(day, []), key=_order)) for day in (days if weekend else days[:5])]


def strip(day: dt.date) -> list[dt.date]:
    """The days around one, with their dates: its week, and the Monday of the weeks beside it."""
    monday = day - day.weekday() * _DAY
    return [monday - 7 * _DAY, *(monday + n * _DAY for n in range(7)), monday + 7 * _DAY]


def people(days: Iterable[Day]) -> list[str]:
    """Whom these days name, for the record of looks."""
    return sorted({line.person_reference for day in days for line in day.lines})


def _order(row: Line | Gap) -> tuple[dt.time, bool]:
    return row.time or dt.time(), isinstance(row, Gap)


def _lines(first: dt.date, last: dt.date, *, mine: bool, by: Actor, now: dt.datetime) -> dict[dt.date, list[Line]]:
    wanted = (
        select(Appointment)
        .where(Appointment.agency_id == by.agency_id)
        .where(Appointment.starts_at >= clock.start_of_day(first))
        .where(Appointment.starts_at < clock.start_of_day(last + _DAY))
        .options(selectinload(Appointment.place), selectinload(Appointment.person))
        .order_by(Appointment.starts_at, Appointment.id)
    )
    if mine:
        wanted = wanted.where(Appointment.with_staff_id == by.staff_id)
    found = list(db.session.scalars(wanted))
    owned = programmes.owned([one.id for one in found], agency_id=by.agency_id)
    staff = {one.id: one.name for one in db.session.scalars(select(Staff).where(Staff.agency_id == by.agency_id))}
    made: dict[dt.date, list[Line]] = {}
    for one in found:
        label = owned[one.id].label if one.id in owned else "Came without a booking"
        made.setdefault(one.day, []).append(
            _line(one, label, "" if mine else staff.get(one.with_staff_id or 0, ""), now)
        )
    return made


def _line(one: Appointment, label: str, who: str, now: dt.datetime) -> Line:
    person, tag = one.person, tag_of(appointments.facts_of(one), now)
    called = person.known_as or person.given_name
    return Line(
        time=one.time if one.time_known else None,
        name=names.short_name(called, person.family_name),
        initials=names.initials(called, person.family_name),
        person_reference=person.reference,
        what=label,
        place=appointments.place_words(one),
        who=who or one.with_other,
        tag=(tag.words, tag.colour),
        url=f"/appointments/{one.reference}",
        minutes=one.minutes,
    )


def _gaps(day: dt.date, lines: list[Line], *, by: Actor, now: dt.datetime) -> list[Gap]:
    """The free times of a day, those before the same next appointment together."""
    begins = max(now, clock.start_of_day(day) - dt.timedelta(hours=1))
    if clock.local_day(begins) > day:
        return []
    free = appointments.free_times(
        agency_id=by.agency_id, staff_id=by.staff_id, minutes=GAP, until=day, now=begins, limit=MOST_GAPS
    )
    made: dict[dt.time, list[chips.Chip]] = {}
    for one in free:
        if one.day != day:
            continue
        before = [line.time for line in lines if line.time and line.time <= one.time]
        chip = chips.Chip(chips.value_of(one.day, one.time), words.clock_time(one.time))
        made.setdefault(before[-1] if before else dt.time(), []).append(chip)
    return [Gap(time, found) for time, found in made.items()]
