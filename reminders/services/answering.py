"""What a reply is about, and the short answer it gets where she chose two-way texts (promises, "Replies"; ux 4.3, 4.4).

Safety words, WRONG and anything that needs reading are never answered: someone else may be holding the phone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache

from sqlalchemy import exists, select

from casework.accounts.rules import Action, Compartment, holds
from casework.appointments import services as appointments
from casework.appointments.models import Appointment, AppointmentMove
from casework.kernel import light, words
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.rules.contact import Replies
from casework.people.services import safe_contact
from reminders.models import Reply, Text
from reminders.rules import offers
from reminders.rules.kinds import TextKind
from reminders.rules.life import MAY_HAVE_GONE, TextState
from reminders.rules.replies import Meaning, choice
from reminders.services import offering
from reminders.services.planning import queue

ANSWER_WITHIN = dt.timedelta(minutes=30)
ONCE_IN = dt.timedelta(hours=1)
"""The same answer goes once an hour at most: two machines must not talk to each other all night."""
RUNNING_LATE = dt.timedelta(hours=1)
"""So long after its start a booking is still the one a reply is about: LATE comes late."""
_GONE = [state.value for state in MAY_HAVE_GONE | {TextState.KEPT}]
_ANSWERS = {
    Meaning.YES: TextKind.REPLY_YES,
    Meaning.CHANGE: TextKind.REPLY_CHANGE,
    Meaning.LATE: TextKind.REPLY_LATE,
    Meaning.HELP: TextKind.REPLY_HELP,
}
_ABOUT_A_BOOKING = frozenset({Meaning.YES, Meaning.CHANGE, Meaning.LATE})
NOT_BOOKED = "It answers a booking that no longer stands. Ask"


def answer(person: Person, reply: Reply, *, at: dt.datetime) -> None:
    """Note what a reply of somebody we know is about, and answer it in short if she chose that."""
    said, contact = Meaning(reply.meaning), safe_contact(person)
    two_way = contact is not None and contact.replies == Replies.TWO_WAY
    booking = _meant(person, at) if said in _ABOUT_A_BOOKING else None
    if booking is not None:
        reply.appointment_id, reply.did = booking.id, _noted(said, booking)
    elif said is Meaning.YES and _something_was_booked(person):
        reply.did = NOT_BOOKED
    if not two_way:
        return
    if said is Meaning.CHOICE:
        _take(person, reply, at)
    elif said in _ANSWERS and (booking is not None or said is Meaning.HELP) and not _just_said(person, said, at):
        _queue(person, _ANSWERS[said], reply, booking, at)


def _noted(said: Meaning, booking: Appointment) -> str:
    when = f"{words.short_day(booking.day)}, {words.clock_time(booking.time)}"
    return {Meaning.YES: f"Keeps {when}", Meaning.CHANGE: f"Keeps {when} until it is moved"}.get(said, f"About {when}")


def _meant(person: Person, at: dt.datetime) -> Appointment | None:
    """The booking a reply is about: her next one, unless our last text was of one that has since been called off."""
    last = db.session.scalar(
        select(Text.appointment_id)
        .where(Text.person_id == person.id, Text.state.in_(_GONE), Text.appointment_id.is_not(None))
        .where(Text.handed_at.is_not(None))
        .order_by(Text.handed_at.desc(), Text.id.desc())
        .limit(1)
    )
    told = db.session.get(Appointment, last) if last else None
    if told is not None and told.outcome is not None and told.starts_at > at:
        return None
    return appointments.next_appointment(person, after=at - RUNNING_LATE)


def _something_was_booked(person: Person) -> bool:
    mine = select(Text.id).where(Text.person_id == person.id, Text.appointment_id.is_not(None))
    return db.session.scalar(mine.limit(1)) is not None


def _just_said(person: Person, said: Meaning, at: dt.datetime) -> bool:
    same = select(Text.id).where(
        Text.person_id == person.id, Text.kind == _ANSWERS[said].value, Text.planned_at > at - ONCE_IN
    )
    return db.session.scalar(same.limit(1)) is not None


def _queue(person: Person, kind: TextKind, reply: Reply, booking: Appointment | None, at: dt.datetime) -> None:
    queue(
        person,
        kind,
        key=f"answer:{reply.reference}",
        not_before=at,
        not_after=at + ANSWER_WITHIN,
        appointment=booking,
        by=Actor.system(person.agency_id),
        at=at,
    )


def _take(person: Person, reply: Reply, at: dt.datetime) -> None:
    """Book the time she chose; its own confirmation answers her. Where it has gone, other times are offered once."""
    made, number = offering.latest(person, at), choice(reply.body)
    if made is None or not number:
        return
    booked = offering.take(made, number, at=at)
    if booked is not None:
        reply.appointment_id, reply.did = (
            booked.id,
            f"Booked by text: {offering.said(offers.read(made.slots)[number - 1])}",
        )
        return
    again = offering.offer_again(made, key=f"again:{reply.reference}", at=at, until=at + ANSWER_WITHIN)
    reply.did = "That time had gone. Other times were offered" if again else "That time had gone. Offer others"


def said_yes(appointments: Collection[int]) -> set[int]:
    """Which of these bookings their person has said yes to since they were last moved: shown beside them, no more."""
    return {id for (id,) in _said_yes().seen(appointments) if id}


@cache
def _said_yes() -> light.Question:
    moved = exists().where(
        AppointmentMove.appointment_id == Reply.appointment_id, AppointmentMove.recorded_at >= Reply.received_at
    )
    return light.Question(
        lambda among: select(Reply.appointment_id).where(
            among(Reply.appointment_id), Reply.meaning == Meaning.YES.value, ~moved
        )
    )


def shown_yes(appointments: Collection[int], *, by: Actor) -> set[int]:
    """The same for a page: nothing for a member of staff who may not look at messages (domain rule 29)."""
    return said_yes(appointments) if holds(by, Action.LOOK, Compartment.MESSAGES) else set()
