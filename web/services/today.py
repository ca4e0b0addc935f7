"""Today: what, who, by when and why, in the order of consequence (ux 2.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import selectinload

import reminders.services
from casework.accounts.rules import Action, Compartment, holds
from casework.appointments.models import Appointment
from casework.appointments.rules import AppointmentFacts, AppointmentState, Outcome, Tag, state_of, tag_of, too_early
from casework.kernel import clock, words
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.showing import ASKED_FOR, Owned, Rank, Task
from casework.people.models import Person
from casework.people.rules import names
from reminders.services.health import alarm_lines
from web.services import programmes

TITLES = {
    Rank.NOT_TOLD: "Not told yet",
    Rank.TO_LAY: "Information to be laid",
    Rank.COMPLIED: "Complied, court not yet told",
    Rank.READ_FIRST: "Read first",
    Rank.RESTORED: "Check after the restore",
    Rank.COURT_SOON: "Court soon, not settled",
    Rank.TO_RECORD: "Attendance to record",
    Rank.NOT_DELIVERED: "Texts not delivered",
    Rank.TODAY: "Today",
    Rank.ASKED_TO_CHANGE: "Asked to change",
    Rank.COURT_NOT_TOLD: "Complete, not yet told",
    Rank.RUNNING_OUT: "Running out of time",
    Rank.TO_LEAVE: "Attended, something still to write",
    Rank.NEW: "New, not contacted",
    Rank.REASON_NEEDED: "Reason still needed",
    Rank.OUTCOME_NEEDED: "Court day passed, result needed",
}
MOST_OVERDUE = 50


@dataclass(frozen=True)
class Row:
    """One row: who, one sentence, and the button or the outcome buttons."""

    name: str
    person_reference: str
    why: str
    url: str
    button: str
    appointment: Appointment | None = None
    owned: Owned | None = None
    tag: Tag | None = None
    can_attend: bool = False
    can_miss: bool = False


@dataclass(frozen=True)
class Group:
    """One group, shown only when it has rows."""

    title: str
    rows: list[Row] = field(default_factory=list)
    urgent: bool = False


@dataclass(frozen=True)
class Worklist:
    """The whole page, and the references it names (for the record of looks)."""

    groups: list[Group]
    people: list[str]
    next_up: Appointment | None
    alarms: list[str] = field(default_factory=list)


def worklist(*, by: Actor, mine: bool, now: dt.datetime) -> Worklist:
    """Everything that stands on Today for one member of staff, or for the team. A fixed number of queries."""
    today = clock.local_day(now)
    staff_id = by.staff_id if mine else None
    open_now = _open_appointments(by.agency_id, staff_id, today)
    tasks = [
        *programmes.tasks(agency_id=by.agency_id, staff_id=staff_id, today=today),
        *_of_texts(by, staff_id, now),
        *_attendance(open_now, today, now),
    ]
    people = _people({task.person_id for task in tasks})
    owned = programmes.owned([one.id for one in open_now], agency_id=by.agency_id)
    known = {one.id: one for one in open_now}
    yes = reminders.services.shown_yes(list(known), by=by)
    groups = [
        Group(
            TITLES[rank],
            [_row(task, people, known, owned, yes, now) for task in _sorted(tasks, rank)],
            rank is Rank.NOT_TOLD,
        )
        for rank in Rank
        if any(task.rank is rank for task in tasks)
    ]
    references = sorted({people[task.person_id].reference for task in tasks})
    next_up = _next_up(by.agency_id, staff_id, now) if not groups else None
    return Worklist(groups, references, next_up, alarm_lines(by=by, now=now))


def _of_texts(by: Actor, staff_id: int | None, now: dt.datetime) -> list[Task]:
    """What texts and replies ask of people: only of those who may see them (domain rule 29)."""
    if not holds(by, Action.LOOK, Compartment.MESSAGES):
        return []
    held = [
        Task(
            rank=Rank.RESTORED,
            person_id=text.person_id,
            why="Its texts wait until somebody has checked that it still stands",
            url="/messages/check",
            button="Check",
            due=clock.local_day(text.not_before),
        )
        for text in reminders.services.to_check(by.agency_id)
    ]
    return [*held, *reminders.services.tasks(agency_id=by.agency_id, staff_id=staff_id, now=now)]


def _sorted(tasks: Iterable[Task], rank: Rank) -> list[Task]:
    return sorted((task for task in tasks if task.rank is rank), key=lambda task: task.due or dt.date.max)


def _open_appointments(agency_id: int, staff_id: int | None, today: dt.date) -> list[Appointment]:
    """Appointments up to today that nobody has recorded, oldest first; the latest where there are very many.

    Those of more than a year ago, such as an imported spreadsheet's, are asked for on the person's page only.
    """
    wanted = (
        select(Appointment)
        .where(Appointment.agency_id == agency_id, Appointment.outcome.is_(None))
        .where(Appointment.starts_at < clock.start_of_day(today + dt.timedelta(days=1)))
        .where(Appointment.starts_at >= clock.start_of_day(today - ASKED_FOR))
        .options(selectinload(Appointment.place))
        .order_by(Appointment.starts_at.desc())
        .limit(MOST_OVERDUE)
    )
    if staff_id is not None:
        wanted = wanted.where((Appointment.with_staff_id == staff_id) | Appointment.with_staff_id.is_(None))
    return sorted(db.session.scalars(wanted), key=lambda one: one.starts_at)


def _attendance(appointments: list[Appointment], today: dt.date, now: dt.datetime) -> list[Task]:
    return [
        Task(
            rank=Rank.TODAY if one.day == today else Rank.TO_RECORD,
            person_id=one.person_id,
            why=_when(one, today),
            url=f"/appointments/{one.reference}",
            button="Open",
            due=one.day,
            appointment_id=one.id,
        )
        for one in appointments
    ]


def _when(one: Appointment, today: dt.date) -> str:
    time = words.clock_time(one.time) if one.time_known else ""
    place = one.place.name if one.place else one.place_other
    said = words.short_day(one.day) if one.day.year == today.year else words.short_day_year(one.day)
    day = "" if one.day == today else said
    return ", ".join(part for part in (f"{day} {time}".strip(), place) if part)


def _people(ids: set[int]) -> dict[int, Person]:
    return {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))}


def _row(
    task: Task,
    people: dict[int, Person],
    known: dict[int, Appointment],
    owned: dict[int, Owned],
    yes: set[int],
    now: dt.datetime,
) -> Row:
    person, appointment = people[task.person_id], known.get(task.appointment_id or 0)
    return Row(
        name=names.short_name(person.known_as or person.given_name, person.family_name),
        person_reference=person.reference,
        why=task.why,
        url=task.url,
        button=task.button,
        appointment=appointment,
        owned=owned.get(appointment.id) if appointment else None,
        tag=_said_yes(appointment, now) if appointment and appointment.id in yes else None,
        can_attend=appointment is not None and not too_early(Outcome.ATTENDED, appointment.starts_at, now),
        can_miss=appointment is not None and not too_early(Outcome.REASON_NOT_KNOWN, appointment.starts_at, now),
    )


def _said_yes(one: Appointment, now: dt.datetime) -> Tag | None:
    """The tag of a booking they have said yes to, until it begins (ux 3.1, wireframe 1)."""
    facts = AppointmentFacts(one.starts_at, said_yes=True)
    return tag_of(facts, now) if state_of(facts, now) is AppointmentState.SAID_YES else None


def _next_up(agency_id: int, staff_id: int | None, now: dt.datetime) -> Appointment | None:
    wanted = select(Appointment).where(Appointment.agency_id == agency_id, Appointment.starts_at > now)
    if staff_id is not None:
        wanted = wanted.where(Appointment.with_staff_id == staff_id)
    return db.session.scalar(wanted.where(Appointment.outcome.is_(None)).order_by(Appointment.starts_at).limit(1))
