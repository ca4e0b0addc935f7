"""What a booking, a court date or a person's act plans, and what stops it: in the same transaction as the change.

Everything here is called by the programme that makes the change, inside its transaction (promises C.1 rule 6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select, update

from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Person
from reminders.models import Text
from reminders.rules.kinds import TextKind
from reminders.rules.life import MAY_HAVE_GONE, WAITING, TextState
from reminders.rules.timing import Plan, Planned, plan_appointment, plan_hearing
from reminders.services.reach import Reach, reach

SETTLE_A_MOVE = dt.timedelta(minutes=1)
"""A moved booking may be moved again at once: the text of the move waits this long (case B6)."""
_IN_FLIGHT = frozenset({TextState.HANDED, TextState.UNKNOWN, TextState.PERSON, TextState.ACCEPTED})
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
    _stop(Text.appointment_id == appointment.id, "The appointment was moved", at, in_time=appointment.starts_at > at)
    confirm = TextKind.REARRANGED if told else TextKind.BOOKED
    return _plan(appointment, confirm, at + SETTLE_A_MOVE, by=by, at=at)


def appointment_settled(appointment: Appointment, *, at: dt.datetime) -> None:
    """Cancel what is still planned for an appointment that was recorded, cancelled or closed with its case (B8)."""
    in_time = appointment.starts_at > at
    _stop(Text.appointment_id == appointment.id, "The appointment is over or off", at, in_time=in_time)


def hearing_set(hearing: Hearing, *, at: dt.datetime) -> list[Text]:
    """Plan the reminders of a court date, and cancel those planned for another time of the same hearing."""
    db.session.flush()
    found = reach(hearing.person, at)
    plan = plan_hearing(hearing.starts_at, at, found.window)
    wanted = [(one, f"h{hearing.id}:v{hearing.version}:{one.kind}") for one in plan.texts]
    kept = [id for _, key in wanted if (id := db.session.scalar(select(Text.id).where(_living(key)))) is not None]
    _stop(_of_hearing(hearing) & Text.id.not_in(kept), "The court date changed", at, in_time=True)
    made = [text for one, key in wanted if (text := _new(hearing.person, one, key, found, hearing=hearing, at=at))]
    return _added(made, Actor.system(hearing.agency_id), at)


def hearing_dropped(hearing: Hearing, *, at: dt.datetime) -> None:
    """Cancel the texts of a court date that was ended, excused or put off to another hearing."""
    _stop(_of_hearing(hearing), "The court date is off", at, in_time=hearing.starts_at > at)


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

    "You do not need to go" comes only through here and only from a named member of staff (domain rule 4). Raises
    Refused otherwise.
    """
    if kind is TextKind.DONE_RELEASED and by.staff_id is None:
        raise Refused("Only a person may tell someone that they do not need to go")
    db.session.flush()
    found = reach(person, at, to_confirm_number=kind is TextKind.FIRST_CONTACT)
    planned = Planned(kind, not_before, not_after)
    made = _new(person, planned, f"q:{key}", found, appointment=appointment, hearing=hearing, by=by, at=at)
    _added([made] if made else [], by, at)
    return made or db.session.scalars(select(Text).where(_living(f"q:{key}"))).one()


def contact_changed(person: Person, *, at: dt.datetime) -> None:
    """Look at her waiting texts again: her number, agreement, hours or circumstances changed (cases B8 and B9).

    A text that somebody has already claimed goes back, so that the change comes first. Sends nothing by itself.
    """
    db.session.flush()
    found = reach(person, at)
    waiting = (Text.person_id == person.id) & Text.state.in_(WAITING)
    values = {
        "state": TextState.PLANNED.value,
        "owner": None,
        "number_index": found.index,
        "held_why": found.held,
        "next_try_at": Text.not_before,
    }
    db.session.execute(update(Text).where(waiting).values(**values))


def _plan(appointment: Appointment, confirm: TextKind, first: dt.datetime, *, by: Actor, at: dt.datetime) -> list[Text]:
    db.session.flush()
    if not appointment.time_known or appointment.outcome is not None or appointment.starts_at <= at:
        return []
    found = reach(appointment.person, at)
    plan = plan_appointment(appointment.starts_at, first, found.window, confirm=confirm)
    wanted = ((one, f"a{appointment.id}:v{appointment.version}:{one.kind}") for one in _or_ring(plan, appointment, at))
    made = [
        text
        for one, key in wanted
        if (text := _new(appointment.person, one, key, found, appointment=appointment, by=by, at=at))
    ]
    if plan.by_phone:
        _end(made, TextState.DROPPED, _RING, at)
    return _added(made, by, at)


def _or_ring(plan: Plan, appointment: Appointment, at: dt.datetime) -> tuple[Planned, ...]:
    """Where no text can reach her in time, the confirmation that cannot go: it tells a person to ring (case B13)."""
    return plan.texts or (Planned(TextKind.BOOKED, at, appointment.starts_at),)


def _new(
    person: Person,
    planned: Planned,
    key: str,
    found: Reach,
    *,
    appointment: Appointment | None = None,
    hearing: Hearing | None = None,
    by: Actor | None = None,
    at: dt.datetime,
) -> Text | None:
    """A planned text, or None where this key has planned one already."""
    if db.session.scalar(select(Text.id).where(_living(key)).limit(1)) is not None:
        return None
    return Text(
        agency_id=person.agency_id,
        person_id=person.id,
        appointment_id=appointment.id if appointment else None,
        appointment_version=appointment.version if appointment else None,
        hearing_id=hearing.id if hearing else None,
        kind=planned.kind.value,
        plan_key=_free(key),
        state=TextState.PLANNED.value,
        not_before=planned.not_before,
        not_after=planned.not_after,
        next_try_at=planned.not_before,
        number_index=found.index,
        held_why=found.held,
        planned_at=at,
        planned_by_id=by.staff_id if by else None,
    )


def _of_hearing(hearing: Hearing) -> ColumnElement[bool]:
    """The texts that say she must go. A released "you do not need to go" rests on the date being off: the programme
    is asked again just before it goes."""
    return (Text.hearing_id == hearing.id) & (Text.kind != TextKind.DONE_RELEASED.value)


def _living(key: str) -> ColumnElement[bool]:
    """A text of this key that was not cancelled."""
    return _of_key(key) & (Text.state != TextState.CANCELLED.value)


def _of_key(key: str) -> ColumnElement[bool]:
    return (Text.plan_key == key) | Text.plan_key.startswith(f"{key}~")


def _free(key: str) -> str:
    """The key, or its next form where a text under it was cancelled: a court date can come back."""
    used = db.session.scalar(select(func.count()).select_from(Text).where(_of_key(key))) or 0
    return f"{key}~{used + 1}" if used else key


def _added(texts: list[Text], by: Actor, at: dt.datetime) -> list[Text]:
    if texts:
        db.session.add_all(texts)
        db.session.flush()
        person = db.session.get_one(Person, texts[0].person_id)
        kinds = {"planned": ",".join(text.kind for text in texts)}
        audit.record(Act.ALTERATION, f"person:{person.reference}", by=by, at=at, compartment="messages", detail=kinds)
    return texts


def _stop(which: ColumnElement[bool], why: str, at: dt.datetime, *, in_time: bool) -> None:
    """Cancel what waits; what may already have gone is marked as too late, while its moment is still to come."""
    db.session.flush()
    ended = {"state": TextState.CANCELLED.value, "ended_why": why, "settled_at": at, "owner": None}
    db.session.execute(update(Text).where(which, Text.state.in_(WAITING)).values(**ended))
    if in_time:
        db.session.execute(update(Text).where(which, Text.state.in_(_IN_FLIGHT)).values(cancel_late=True))


def _end(texts: Iterable[Text], state: TextState, why: str, at: dt.datetime) -> None:
    for text in texts:
        text.state, text.ended_why, text.settled_at = state.value, why, at


def _something_went(appointment: Appointment) -> bool:
    gone = [state.value for state in MAY_HAVE_GONE | {TextState.KEPT}]
    mine = select(Text.id).where(Text.appointment_id == appointment.id, Text.state.in_(gone))
    return db.session.scalar(mine.limit(1)) is not None
