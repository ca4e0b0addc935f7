"""Today: what, who, by when and why, in the order of consequence (ux 2.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

import reminders.services
from casework.appointments.models import Appointment
from casework.appointments.rules import AppointmentFacts, AppointmentState, Outcome, Tag, state_of, tag_of, too_early
from casework.kernel import clock, light, words
from casework.kernel.actors import Actor
from casework.kernel.showing import Owned
from casework.kernel.worklists import Asked, Rank, Task, alone, most_rows, together
from casework.people.models import Person
from casework.people.rules import names
from reminders.services import health
from web.services import heartbeat, programmes
from web.services.today_asks import asked, works
from web.services.unrecorded import next_up, not_recorded, on_the_day

TITLES = {
    Rank.NOT_TOLD: "Not told yet",
    Rank.DECIDE: "Needs a decision",
    Rank.TO_LAY: "Information to be laid",
    Rank.COMPLIED: "Complied, court not yet told",
    Rank.READ_FIRST: "Read first",
    Rank.RESTORED: "Check after the restore",
    Rank.COURT_SOON: "Court soon, not settled",
    Rank.ASKED: "The court is waiting for this",
    Rank.TO_RECORD: "Attendance to record",
    Rank.NOT_DELIVERED: "Texts not delivered",
    Rank.TODAY: "Today",
    Rank.ASKED_TO_CHANGE: "Asked to change",
    Rank.ON_CLOSED_DAY: "Booked for a day closed since",
    Rank.SEE_IN_PERSON: "See in person",
    Rank.COURT_NOT_TOLD: "Complete, not yet told",
    Rank.ORDER_DUE: "Orders with four weeks left or less",
    Rank.RUNNING_OUT: "Running out of time",
    Rank.TO_LEAVE: "Attended, something still to write",
    Rank.CARE: "Plans to review, people to ask after, what was agreed",
    Rank.NEW: "New, not contacted",
    Rank.REASON_NEEDED: "Reason still needed",
    Rank.NOTICE_TROUBLE: "Notices that did not arrive",
    Rank.NOTICE_DUE: "Tell CPS and court",
    Rank.NOT_SEEN: "Notices not acknowledged",
    Rank.OUTCOME_NEEDED: "Court day passed, result needed",
}


@dataclass(frozen=True)
class Row:
    """One row: who, one sentence, and the button or the outcome buttons. Without a reference it is about no person."""

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
    """One group, shown only when it has rows; `more` of it are not shown."""

    title: str
    rows: list[Row] = field(default_factory=list)
    urgent: bool = False
    more: int = 0
    key: str = ""

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.rows) + self.more


@dataclass(frozen=True)
class Worklist:
    """The whole page, and the references it names (for the record of looks)."""

    groups: list[Group]
    people: list[str]
    next_up: Appointment | None
    alarms: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """What rows are drawn from, read once."""

    people: Mapping[int, Any]
    appointments: Mapping[int, Appointment]
    owned: Mapping[int, Owned]
    yes: Collection[int]
    now: dt.datetime


def worklist(*, by: Actor, mine: bool, now: dt.datetime) -> Worklist:
    """Everything that stands on Today for one member of staff, or for the team. A fixed number of queries."""
    open_now, more = _open(by, mine, now)
    owned = programmes.owned([one.id for one in open_now], agency_id=by.agency_id)
    everything = together([asked(by=by, mine=mine, now=now), _attendance(open_now, more, now)])
    shown = _shortened(_at_once(everything, open_now, owned, now))
    people = _people({task.person_id for task in shown.tasks if task.person_id})
    yes = reminders.services.shown_yes([one.id for one in open_now], by=by)
    known = _Known(people, {one.id: one for one in open_now}, owned, yes, now)
    groups = [_group(rank, shown, known) for rank in Rank if any(task.rank is rank for task in shown.tasks)]
    references = sorted(person.reference for person in people.values())
    waits = next_up(by.agency_id, by.staff_id if mine else None, now) if not groups and works(by) else None
    return Worklist(
        groups, references, waits, [*health.alarm_lines(by=by, now=now), *heartbeat.alarm_lines(by=by, now=now)]
    )


def _open(by: Actor, mine: bool, now: dt.datetime) -> tuple[list[Appointment], dict[Rank, int]]:
    """The appointments that nobody has recorded: those of today, and the oldest before."""
    if not works(by):
        return [], {}
    staff_id, today = by.staff_id if mine else None, clock.local_day(now)
    before, earlier = not_recorded(by.agency_id, staff_id, today)
    of_today, later = on_the_day(by.agency_id, staff_id, today)
    return [*before, *of_today], {Rank.TO_RECORD: earlier, Rank.TODAY: later}


def _attendance(appointments: list[Appointment], more: dict[Rank, int], now: dt.datetime) -> Asked:
    today = clock.local_day(now)
    tasks = [
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
    return Asked(tasks, {rank: count for rank, count in more.items() if count})


def _at_once(everything: Asked, open_now: list[Appointment], owned: Mapping[int, Owned], now: dt.datetime) -> Asked:
    """Court is near and an attendance is missing: it is recorded in that row, and asked for only there (frame 1)."""
    passed = {one.id: one for one in open_now if one.starts_at <= now}
    waits: dict[str, int] = {}
    for id in passed:
        if id in owned:
            waits.setdefault(owned[id].url, id)
    soon = {task.url for task in everything.tasks if task.rank is Rank.COURT_SOON and task.url in waits}
    taken = {waits[url] for url in soon}
    tasks = [
        replace(task, appointment_id=waits[task.url]) if task.rank is Rank.COURT_SOON and task.url in soon else task
        for task in everything.tasks
        if task.appointment_id not in taken
    ]
    return Asked(tasks, everything.more)


def _shortened(found: Asked) -> Asked:
    """No group longer than a page can use; how many more there are is said."""
    tasks: list[Task] = []
    more = {rank: count for rank, count in found.more.items() if alone() in (None, rank)}
    for rank in (one for one in Rank if alone() in (None, one)):
        group = sorted((task for task in found.tasks if task.rank is rank), key=lambda task: task.order)
        tasks += group[: most_rows()]
        if len(group) > most_rows():
            more[rank] = more.get(rank, 0) + len(group) - most_rows()
    return Asked(tasks, more)


def _group(rank: Rank, shown: Asked, known: _Known) -> Group:
    rows = [_row(task, known) for task in shown.tasks if task.rank is rank]
    return Group(TITLES[rank], rows, rank is Rank.NOT_TOLD, shown.more.get(rank, 0), rank.name.lower())


def _when(one: Appointment, today: dt.date) -> str:
    time = words.clock_time(one.time) if one.time_known else ""
    place = one.place.name if one.place else one.place_other
    said = words.short_day(one.day) if one.day.year == today.year else words.short_day_year(one.day)
    day = "" if one.day == today else said
    return ", ".join(part for part in (f"{day} {time}".strip(), place) if part)


_PEOPLE = light.Question(
    lambda among: select(Person.id, Person.reference, Person.known_as, Person.given_name, Person.family_name).where(
        among(Person.id)
    )
)


def _people(ids: set[int]) -> dict[int, Any]:
    """By what a row says of them, and no more: every sealed column that is read has to be opened."""
    return {one.id: one for one in _PEOPLE.seen(ids)}


def _row(task: Task, known: _Known) -> Row:
    person, appointment = known.people.get(task.person_id), known.appointments.get(task.appointment_id or 0)
    name = names.short_name(person.known_as or person.given_name, person.family_name) if person else task.about
    yes = appointment is not None and appointment.id in known.yes
    return Row(
        name=name,
        person_reference=person.reference if person else "",
        why=task.why,
        url=task.url,
        button=task.button,
        appointment=appointment,
        owned=known.owned.get(appointment.id) if appointment else None,
        tag=_said_yes(appointment, known.now) if appointment and yes else None,
        can_attend=appointment is not None and not too_early(Outcome.ATTENDED, appointment.starts_at, known.now),
        can_miss=appointment is not None and not too_early(Outcome.REASON_NOT_KNOWN, appointment.starts_at, known.now),
    )


def _said_yes(one: Appointment, now: dt.datetime) -> Tag | None:
    """The tag of a booking they have said yes to, until it begins (ux 3.1, wireframe 1)."""
    facts = AppointmentFacts(one.starts_at, said_yes=True)
    return tag_of(facts, now) if state_of(facts, now) is AppointmentState.SAID_YES else None
