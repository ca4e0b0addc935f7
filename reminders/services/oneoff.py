"""A text that a member of staff picks and sends: made ready, shown and counted before the one press (ux J9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select

from casework.appointments.models import Appointment
from casework.appointments.services import next_appointment
from casework.courts.models import Hearing
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person, SafeContact
from casework.people.services import safe_contact
from reminders.models import Offer, Text
from reminders.rules import kinds, offers
from reminders.rules.kinds import TextKind
from reminders.rules.life import TextState
from reminders.rules.wording import CannotSay
from reminders.services import composing, offering
from reminders.services.offering import Offered
from reminders.services.planning import queue
from reminders.services.previewing import cost
from reminders.services.reach import reach
from reminders.services.wiring import unwanted
from reminders.services.wordings import stock

USEFUL = dt.timedelta(days=3)
ASKED_FOR = dt.timedelta(hours=1)
"""For how long a text is of use that she asked for outside her hours."""
MAY_GO_AGAIN = frozenset(
    {TextState.UNDELIVERED, TextState.FAILED, TextState.REJECTED, TextState.PERSON, TextState.EXPIRED}
)
CHANGED = "This changed while you were looking. Look at the text again, then send it"


@dataclass(frozen=True)
class Ready:
    """One text that could be sent now: its words and cost, or why it cannot be made."""

    what: str
    title: str
    words: str = field(repr=False)
    note: str
    slots: str = ""

    @property
    def can_go(self) -> bool:
        """Whether there is a text to send."""
        return bool(self.words)


def ready(person: Person, *, by: Actor, now: dt.datetime) -> list[Ready]:
    """Every text that makes sense for this person now, made ready. Keeps and sends nothing."""
    contact = safe_contact(person)
    if contact is None or not contact.mobile:
        return []
    batch = composing.Batch(stock([person.agency_id]), {})
    wanted = [(_text(person, *one), one) for one in _about(person, contact, now)]
    found = [_made(text, contact, batch, _what(one)) for text, one in wanted]
    for one in offering.offered(person, by=by, now=now):
        found.append(_made_offer(person, contact, batch, one))
    return found


_About = tuple[TextKind, Appointment | None, Hearing | None]


def _about(person: Person, contact: SafeContact, now: dt.datetime) -> list[_About]:
    booking, hearing = next_appointment(person, after=now), _next_hearing(person, now)
    found: list[_About] = [(TextKind.BOOKED, booking, None)] if booking else []
    if hearing is not None and not unwanted(_text(person, TextKind.STILL_GO, None, hearing)):
        found.append((TextKind.STILL_GO, None, hearing))  # never to somebody whose release stands (domain rule 4)
    if contact.number_confirmed_at is None:
        found.append((TextKind.FIRST_CONTACT, None, None))
    return found


def _next_hearing(person: Person, now: dt.datetime) -> Hearing | None:
    rows = select(Hearing).where(Hearing.person_id == person.id, Hearing.starts_at > now).order_by(Hearing.starts_at)
    return next((one for one in db.session.scalars(rows) if one.outcome is None), None)


def _what(one: _About) -> str:
    kind, booking, hearing = one
    about = booking.reference if booking else hearing.reference if hearing else ""
    return f"{kind}:{about}"


def _text(person: Person, kind: TextKind, booking: Appointment | None, hearing: Hearing | None) -> Text:
    """A text that is only looked at and never kept."""
    made = Text(agency_id=person.agency_id, person_id=person.id, kind=kind.value, said_as="")
    made.appointment_id = booking.id if booking else None
    made.hearing_id = hearing.id if hearing else None
    made.person = person
    return made


def _made(
    text: Text, contact: SafeContact, batch: composing.Batch, what: str, title: str = "", slots: str = ""
) -> Ready:
    name = title or kinds.words(TextKind(text.kind))
    try:
        said = composing.compose(text, contact, batch)
    except CannotSay as no:
        return Ready(what, name, "", str(no), slots)
    return Ready(what, name, said.body, cost(said), slots)


def _made_offer(person: Person, contact: SafeContact, batch: composing.Batch, wanted: Offered) -> Ready:
    text, slots = _text(person, TextKind.OFFER_TIMES, None, None), offers.write(wanted.times[: offers.MOST])
    text.id = 0
    filled = composing.Batch(batch.words, {0: Offer(slots=slots)})
    return _made(text, contact, filled, f"offer:{wanted.subject}", f"Offer times, {wanted.title}", slots)


def goes(person: Person, now: dt.datetime) -> dt.datetime | None:
    """When a text sent now would leave (UTC): at once within her hours, else when they next begin."""
    return reach(person, now).window.next_open(now)


def send_now(person: Person, what: str, slots: str, *, key: str, by: Actor, at: dt.datetime) -> Text:
    """The same outside her hours, because she has just asked this member of staff for it (ux 2.6, 8).

    It goes now or within the hour, or never: then it becomes a task. That she asked stands in the audit trail. Raises
    Refused as `send` does, and within her hours, when nobody needs to ask.
    """
    if goes(person, at) == at:
        raise Refused(CHANGED)
    made = send(person, what, slots, key=key, by=by, at=at)
    if made.asked_now_at is None:
        made.asked_now_at, made.not_after = at, min(made.not_after, at + ASKED_FOR)
        made.not_before = made.next_try_at = at
        detail = {"text": made.token, "did": "sent outside their hours", "why": "they asked for it"}
        audit.record(Act.ALTERATION, f"person:{person.reference}", by=by, at=at, compartment="messages", detail=detail)
    return made


def send(person: Person, what: str, slots: str, *, key: str, by: Actor, at: dt.datetime) -> Text:
    """Plan the text that was shown, once for one press. It waits for her hours and is looked at again before it goes.

    Raises Refused when what it is about changed, or when it could not be made.
    """
    shown = next((one for one in ready(person, by=by, now=at) if one.what == what and one.slots == slots), None)
    if shown is None:
        raise Refused(CHANGED)
    if not shown.can_go:
        raise Refused(shown.note)
    key = f"one:{key}"
    if what.startswith("offer:"):
        wanted = next(one for one in offering.offered(person, by=by, now=at) if f"offer:{one.subject}" == what)
        first = clock.moment(wanted.times[0].date(), wanted.times[0].time())
        until = min(first, at + USEFUL)
        return offering.offer(person, wanted, key=key, not_before=at, not_after=until, by=by, at=at)
    kind, booking, hearing = next(one for one in _about_now(person, at) if _what(one) == what)
    until = booking.starts_at if booking else hearing.starts_at if hearing else at + USEFUL
    about = {"appointment": booking, "hearing": hearing}
    return queue(person, kind, key=key, not_before=at, not_after=until, by=by, at=at, **about)  # type: ignore[arg-type]


def _about_now(person: Person, at: dt.datetime) -> list[_About]:
    contact = safe_contact(person)
    return _about(person, contact, at) if contact else []


def again(person: Person, text_id: int, *, by: Actor, at: dt.datetime) -> Text:
    """Send a text once more as a new row linked to the old, because a person asked: she may get it twice (C.5).

    Raises NotFound, and Refused where it may still arrive by itself, is of no use any more, or is "you do not need to
    go", which only its own release sends.
    """
    old = db.session.scalar(select(Text).where(Text.id == text_id, Text.person_id == person.id).with_for_update())
    if old is None:
        raise NotFound
    if why := why_not_again(old, at):
        raise Refused(why)
    booking = db.session.get(Appointment, old.appointment_id) if old.appointment_id else None
    hearing = db.session.get(Hearing, old.hearing_id) if old.hearing_id else None
    made = queue(
        person,
        TextKind(old.kind),
        key=f"again:{old.id}",
        not_before=at,
        not_after=old.not_after,
        appointment=booking,
        hearing=hearing,
        by=by,
        at=at,
    )
    made.again_of_id, made.said_as = old.id, old.said_as
    old.dealt_with_at, old.dealt_with_by_id = old.dealt_with_at or at, old.dealt_with_by_id or by.staff_id
    detail = {"text": old.token, "did": "sent again", "as": made.token}
    audit.record(Act.ALTERATION, f"person:{person.reference}", by=by, at=at, compartment="messages", detail=detail)
    return made


def why_not_again(text: Text, now: dt.datetime) -> str:
    """Why a text is not sent again, in words for staff; "" when it may be."""
    if text.kind in kinds.ONLY_BY_RELEASE:
        return "Tell them in person or by phone, or release it again"
    if text.state not in MAY_GO_AGAIN:
        return "This text may still arrive, or has arrived"
    return "It is too late for this text. Tell them another way" if text.not_after <= now else ""
