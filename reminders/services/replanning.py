"""Planning again when she wants fewer reminders, or more: what waits follows at once, what has gone stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import ColumnElement, select

from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.models import Person
from reminders.models import Text
from reminders.rules.choosing import kinds_of
from reminders.rules.kinds import REMINDERS
from reminders.rules.life import WAITING, TextState
from reminders.rules.timing import Plan, Planned, Timing, plan_appointment, plan_hearing
from reminders.services import making
from reminders.services.choosing import keep_hers, timing_of
from reminders.services.making import About
from reminders.services.reach import Reach, reach

FEWER = "They want no reminder of this kind"
_NOW = dt.timedelta(0)


def choose_for_person(person: Person, kinds: Collection[str] | None, *, by: Actor, at: dt.datetime) -> None:
    """Keep which reminders she wants, None for "as the scheme has it", and let those that wait follow at once.

    What she does without is cancelled; what she wants besides is planned for whatever is booked and still to come, but
    never again where a person had stopped it.
    """
    keep_hers(person, kinds, by=by, at=at)
    db.session.flush()
    found = reach(person, at)
    for appointment in _appointments(person, at):
        timing = timing_of(person, appointment=appointment)
        plan = plan_appointment(appointment.starts_at, at, found.window, replace(timing, fold=_NOW))
        _fewer(About(appointment), timing, at)
        _more(person, plan, found, About(appointment), by=by, at=at)
    for hearing in _hearings(person, at):
        timing = timing_of(person, hearing=hearing)
        plan = plan_hearing(hearing.starts_at, at, found.window, timing)
        _fewer(About(hearing=hearing), timing, at)
        _more(person, plan, found, About(hearing=hearing), by=by, at=at)


def _appointments(person: Person, at: dt.datetime) -> list[Appointment]:
    """Bookings still to come whose texts were planned when they were made."""
    mine = select(Appointment).where(
        Appointment.person_id == person.id, Appointment.starts_at > at, Appointment.outcome.is_(None)
    )
    planned = Appointment.id.in_(select(Text.appointment_id).where(Text.person_id == person.id))
    return list(db.session.scalars(mine.where(planned, Appointment.time_known)))


def _hearings(person: Person, at: dt.datetime) -> list[Hearing]:
    """Court dates still to come that are texted about; one that was called off keeps no waiting text and gets none."""
    mine = select(Hearing).where(Hearing.person_id == person.id, Hearing.starts_at > at)
    return [hearing for hearing in db.session.scalars(mine) if hearing.outcome is None]


def _fewer(about: About, timing: Timing, at: dt.datetime) -> None:
    waiting = select(Text).where(
        _about(about),
        Text.kind.in_(sorted(REMINDERS - kinds_of(timing))),
        Text.state.in_(sorted(WAITING)),
    )
    for text in db.session.scalars(waiting):
        text.state, text.ended_why, text.settled_at, text.owner = TextState.CANCELLED.value, FEWER, at, None
    db.session.flush()


def _more(person: Person, plan: Plan, found: Reach, about: About, *, by: Actor, at: dt.datetime) -> None:
    wanted = [one for one in plan.texts if one.kind in REMINDERS and one.not_before > at]
    making.add([one for one in wanted if not _had(about, one)], person, found, about, by=by, at=at)


def _had(about: About, one: Planned) -> bool:
    """Whether this reminder waits or was planned already, or a person stopped it."""
    mine = _about(about) & (Text.kind == one.kind.value)
    same = Text.state.in_(sorted(WAITING)) | Text.ended_by_id.is_not(None)
    planned = (Text.not_before == one.not_before) & (Text.state != TextState.CANCELLED.value)
    return db.session.scalar(select(Text.id).where(mine, same | planned).limit(1)) is not None


def _about(about: About) -> ColumnElement[bool]:
    if about.appointment is not None:
        return Text.appointment_id == about.appointment.id
    return Text.hearing_id == (about.hearing.id if about.hearing else 0)
