"""What a booking, a court date or a person's act plans, and what stops it: in the same transaction as the change.

Everything here is called by the programme that makes the change, inside its transaction (promises C.1 rule 6).
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, select, true, update

from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Person
from reminders.models import Text
from reminders.rules.kinds import COURT, REPLIES, TextKind
from reminders.rules.life import MAY_HAVE_GONE, WAITING, TextState
from reminders.rules.timing import Plan, Planned, plan_appointment, plan_hearing
from reminders.services import making
from reminders.services.choosing import timing_of
from reminders.services.making import About
from reminders.services.reach import Reach, reach

SETTLE_A_MOVE = dt.timedelta(minutes=1)
"""A moved booking may be moved again at once: the text of the move waits this long (case B6)."""
_RING = "No hour is left in which they may be texted. Ring them"


def appointment_booked(appointment: Appointment, *, by: Actor, at: dt.datetime) -> list[Text]:
    """Plan the confirmation and the reminders of a booking; nothing for one whose time is not known or is past.

    They are planned whatever her answers about texts are: one that may not go is held where it can be seen, and is
    never sent (ux 4.2 rule 5).
    """
    return _plan(appointment, TextKind.BOOKED, at, by=by, at=at)


def appointment_moved(appointment: Appointment, *, by: Actor, at: dt.datetime) -> list[Text]:
    """Cancel what was planned for the old time and plan for the new one, in one transaction (cases B4 to B6)."""
    told = _something_went(appointment)
    making.stop(
        Text.appointment_id == appointment.id, "The appointment was moved", at, in_time=appointment.starts_at > at
    )
    confirm = TextKind.REARRANGED if told else TextKind.BOOKED
    return _plan(appointment, confirm, at + SETTLE_A_MOVE, by=by, at=at)


def appointment_settled(appointment: Appointment, *, at: dt.datetime) -> None:
    """Cancel what is still planned for an appointment that was recorded, cancelled or closed with its case (B8)."""
    in_time = appointment.starts_at > at
    making.stop(Text.appointment_id == appointment.id, "The appointment is over or off", at, in_time=in_time)


def hearing_set(hearing: Hearing, *, at: dt.datetime) -> list[Text]:
    """Plan the reminders of a court date, and cancel those planned for another time of the same hearing."""
    db.session.flush()
    found = reach(hearing.person, at)
    plan = plan_hearing(hearing.starts_at, at, found.window, timing_of(hearing.person, hearing=hearing))
    texts, about = _or_ring(plan, TextKind.COURT_ONE_DAY, hearing.starts_at, at), About(hearing=hearing)
    keys = [about.key(one.kind) for one in texts]
    kept = [id for key in keys if (id := db.session.scalar(select(Text.id).where(making.living(key)))) is not None]
    reminders = Text.kind.in_(sorted(COURT)) & Text.id.not_in(kept)
    making.stop(_of_hearing(hearing) & reminders, "The court date changed", at, in_time=True)
    made = making.add(texts, hearing.person, found, about, by=Actor.system(hearing.agency_id), at=at)
    return _ringing(made, plan, at)


def hearing_dropped(hearing: Hearing, *, at: dt.datetime) -> None:
    """Cancel the texts of a court date that was ended, excused or put off to another hearing."""
    making.stop(_of_hearing(hearing), "The court date is off", at, in_time=hearing.starts_at > at)


def queue(
    person: Person,
    kind: TextKind,
    *,
    key: str,
    not_before: dt.datetime,
    not_after: dt.datetime,
    appointment: Appointment | None = None,
    hearing: Hearing | None = None,
    by: Actor,
    at: dt.datetime,
) -> Text:
    """Plan one text that rests on what somebody recorded. The same key plans nothing new and returns the first.

    Raises Refused for "you do not need to go", whoever asks: that comes through `queue_release` alone (domain rule 4).
    """
    if kind is TextKind.DONE_RELEASED:
        raise Refused("Only a release tells somebody that they do not need to go")
    planned = Planned(kind, not_before, not_after)
    return _queued(person, planned, key, About(appointment, hearing), by=by, at=at)


def queue_release(
    person: Person, *, key: str, not_after: dt.datetime, hearing: Hearing, by: Actor, at: dt.datetime
) -> Text:
    """Plan "you do not need to go", at once and until its hearing begins: the only road to that text (domain rule 4).

    Called by the release that a member of staff makes, and by nothing else: a test searches the code for it. Raises
    Refused unless `by` is a person.
    """
    if by.staff_id is None:
        raise Refused("Only a person may tell someone that they do not need to go")
    planned = Planned(TextKind.DONE_RELEASED, at, not_after)
    return _queued(person, planned, key, About(hearing=hearing), by=by, at=at)


def _queued(person: Person, planned: Planned, key: str, about: About, *, by: Actor, at: dt.datetime) -> Text:
    db.session.flush()
    found = reach(person, at, to_confirm_number=planned.kind is TextKind.FIRST_CONTACT)
    made = making.new(planned, f"q:{key}", person, found, about, by=by, at=at)
    making.added([made] if made else [], by, at)
    return made or db.session.scalars(select(Text).where(making.living(f"q:{key}"))).one()


def contact_changed(person: Person, *, at: dt.datetime) -> None:
    """Look at her waiting texts again: her number, agreement, hours or circumstances changed (cases B8 and B9).

    A text that somebody has already claimed goes back, so that the change comes first. One that may have gone, to a
    number that is not hers any more or that may not be texted now, is marked as too late. What waits for somebody who
    has died is cancelled, and stays so where the death was recorded in error. Sends nothing by itself.
    """
    db.session.flush()
    found = reach(person, at)
    making.too_late((Text.person_id == person.id) & (Text.not_after > at) & _not_to(found))
    if found.over:
        making.stop(Text.person_id == person.id, found.held, at, in_time=False)
    waiting = (Text.person_id == person.id) & Text.state.in_(WAITING)
    values = {
        "state": TextState.PLANNED.value,
        "owner": None,
        "number_index": found.index,
        "held_why": found.held,
        "next_try_at": Text.not_before,
    }
    db.session.execute(update(Text).where(waiting).values(**values))


def _not_to(found: Reach) -> ColumnElement[bool]:
    """Texts, beside answers to her own, that may not go to where she can be reached now."""
    elsewhere = true() if found.held else Text.number_index.is_distinct_from(found.index)
    return Text.kind.not_in(sorted(REPLIES)) & elsewhere


def _plan(appointment: Appointment, confirm: TextKind, first: dt.datetime, *, by: Actor, at: dt.datetime) -> list[Text]:
    db.session.flush()
    if not appointment.time_known or appointment.outcome is not None or appointment.starts_at <= at:
        return []
    found = reach(appointment.person, at)
    timing = timing_of(appointment.person, appointment=appointment)
    plan = plan_appointment(appointment.starts_at, first, found.window, timing, confirm=confirm)
    texts = _or_ring(plan, TextKind.BOOKED, appointment.starts_at, at)
    made = making.add(texts, appointment.person, found, About(appointment), by=by, at=at)
    return _ringing(made, plan, at)


def _ringing(made: list[Text], plan: Plan, at: dt.datetime) -> list[Text]:
    if plan.by_phone:
        making.end(made, TextState.DROPPED, _RING, at)
    return made


def _or_ring(plan: Plan, kind: TextKind, starts_at: dt.datetime, at: dt.datetime) -> tuple[Planned, ...]:
    """Where no text can reach her in time, the one that cannot go: it tells a person to ring (case B13)."""
    return (Planned(kind, at, starts_at),) if plan.by_phone and starts_at > at else plan.texts


def _of_hearing(hearing: Hearing) -> ColumnElement[bool]:
    """The texts that say she must go. A released "you do not need to go" rests on the date being off: the programme
    is asked again just before it goes."""
    return (Text.hearing_id == hearing.id) & (Text.kind != TextKind.DONE_RELEASED.value)


def _something_went(appointment: Appointment) -> bool:
    gone = [state.value for state in MAY_HAVE_GONE | {TextState.KEPT}]
    mine = select(Text.id).where(Text.appointment_id == appointment.id, Text.state.in_(gone))
    return db.session.scalar(mine.limit(1)) is not None
