"""Times offered in a text, and the one she takes (ux 4.4). Booking stays the owning programme's act: it is asked.

Only somebody who chose two-way texts takes a time by answering; for everybody else 1, 2 or 3 is a task.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from flask import Flask, current_app
from sqlalchemy import select

from casework.accounts.models import Staff
from casework.appointments.models import Appointment
from casework.kernel import words
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from reminders.models import Offer, Text
from reminders.rules import offers
from reminders.rules.kinds import TextKind
from reminders.rules.life import MAY_HAVE_GONE, TextState
from reminders.services.planning import queue

_KEY = "reminders.booker"
_GONE = [state.value for state in MAY_HAVE_GONE | {TextState.KEPT}]


@dataclass(frozen=True)
class Offered:
    """What an offer is for, with whom and where, and its free times, London wall times without a zone."""

    subject: str
    title: str
    minutes: int
    with_staff_id: int | None
    place_id: int | None
    times: Sequence[dt.datetime]


class Booker(Protocol):
    """The programmes, as far as an offer needs them."""

    def offers(self, person: Person, *, by: Actor, now: dt.datetime) -> list[Offered]:
        """What this person could be booked for now, each with up to three free times."""
        ...

    def book(self, offer: Offer, when: dt.datetime, *, at: dt.datetime) -> Appointment:
        """Book this wall time for what the offer is for, as whoever offered it. Raises Refused, also when taken."""
        ...


def book_with(app: Flask, booker: Booker) -> None:
    """Let these programmes be asked from now on."""
    app.extensions[_KEY] = booker


def booker() -> Booker | None:
    """Whoever books; None where nobody does."""
    return cast("Booker | None", current_app.extensions.get(_KEY))


def offered(person: Person, *, by: Actor, now: dt.datetime) -> list[Offered]:
    """What could be offered to this person by text now: only what has a free time."""
    found = booker()
    return [one for one in found.offers(person, by=by, now=now) if one.times] if found else []


def offer(
    person: Person,
    wanted: Offered,
    *,
    key: str,
    not_before: dt.datetime,
    not_after: dt.datetime,
    by: Actor,
    at: dt.datetime,
) -> Text:
    """Plan one text that offers these times. The same key offers once."""
    text = queue(person, TextKind.OFFER_TIMES, key=key, not_before=not_before, not_after=not_after, by=by, at=at)
    if db.session.scalar(select(Offer.id).where(Offer.text_id == text.id)) is None:
        db.session.add(
            Offer(
                text_id=text.id,
                person_id=person.id,
                subject=wanted.subject,
                with_staff_id=wanted.with_staff_id,
                place_id=wanted.place_id,
                minutes=wanted.minutes,
                slots=offers.write(wanted.times[: offers.MOST]),
                made_by_id=by.staff_id,
            )
        )
        db.session.flush()
    return text


def latest(person: Person, now: dt.datetime) -> Offer | None:
    """The offer that an answer of this moment is about: the last that left, within a day, and not taken yet."""
    rows = (
        select(Offer, Text.handed_at)
        .join(Text, Text.id == Offer.text_id)
        .where(Offer.person_id == person.id, Text.state.in_(_GONE), Text.handed_at.is_not(None))
        .order_by(Text.handed_at.desc(), Text.id.desc())
    )
    found = db.session.execute(rows.limit(1)).first()
    if found is None or found[0].taken is not None or not offers.still_open(found[1], now):
        return None
    return found[0]


def take(made: Offer, number: int, *, at: dt.datetime) -> Appointment | None:
    """Book the time she chose, if it is still free. None when it is not, or was never offered."""
    times, found = offers.read(made.slots), booker()
    if found is None or not 0 < number <= len(times):
        return None
    point = db.session.begin_nested()
    try:
        booked = found.book(made, times[number - 1], at=at)
        db.session.flush()
    except (Refused, NotFound):
        point.rollback()
        return None
    point.commit()
    made.taken, made.taken_at = number, at
    return booked


def offer_again(made: Offer, *, key: str, at: dt.datetime, until: dt.datetime) -> Text | None:
    """Offer other free times for the same, as whoever offered first; None when there are none left."""
    person = db.session.get_one(Person, made.person_id)
    by = Actor.system(person.agency_id)
    again = [one for one in _again(made, person, at) if one.subject == made.subject and len(one.times) >= offers.MOST]
    return offer(person, again[0], key=key, not_before=at, not_after=until, by=by, at=at) if again else None


def _again(made: Offer, person: Person, at: dt.datetime) -> list[Offered]:
    staff = db.session.get(Staff, made.made_by_id) if made.made_by_id else None
    return offered(person, by=staff.actor if staff else Actor.system(person.agency_id), now=at)


def said(when: dt.datetime) -> str:
    """A wall time as staff and texts say it: "Wed 14 Oct 2:00pm"."""
    return f"{words.short_day(when.date())} {words.clock_time(when.time())}"
