"""The list behind a number: the very records that it counts, as far as who asks may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework.accounts.rules import Compartment
from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.care.models import ServiceReferral, SupportContact
from casework.care.rules import ContactKind, ServiceOutcome
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.rules.names import short_name
from diversion.models import Referral, Scheme
from diversion.rules.words import STATUS_WORDS, Status
from monitoring.rules import cells
from monitoring.rules.cells import Item
from monitoring.rules.periods import Quarter
from monitoring.services.quarters import counted_in
from orders.models import SupportOrder
from reminders.models import Reply, Text
from reminders.rules.kinds import TextKind, words

AT_ONCE = 50


@dataclass(frozen=True)
class Row:
    """One record of a list: whose, by the name they are called, what it is, and its page."""

    name: str
    reference: str
    said: str
    url: str


@dataclass(frozen=True)
class Behind:
    """One page of a list. `total` is the number itself; what is not in the rows is said: erased, or not to be seen."""

    total: int
    rows: tuple[Row, ...]
    erased: int
    hidden: int
    page: int
    pages: int


def behind(cell: str, quarter: Quarter, scheme: Scheme | None, *, page: int, by: Actor) -> Behind:
    """The records that a number of a quarter counts, the latest first, fifty at a time; the look is noted."""
    items = counted_in(quarter, scheme, by=by).cells.get(cell, frozenset())
    standing = sorted({one for one in items if one[1] > 0 and one[2] == 0}, reverse=True)
    pages = max(1, -(-len(standing) // AT_ONCE))
    page = min(max(page, 1), pages)
    shown = standing[(page - 1) * AT_ONCE : page * AT_ONCE]
    rows = _rows(shown)
    seen = sorted({row.reference for row in rows if row.reference})
    people = [f"person:{one}" for one in seen]
    if people:
        audit.look("figures", Compartment.IDENTITY, by=by, others=people, detail={"figure": cell, "of": quarter.slug})
    erased = sum(one[1] <= 0 for one in items)
    return Behind(len(items), rows, erased, len(shown) - len(rows), page, pages)


def _rows(items: Sequence[Item]) -> tuple[Row, ...]:
    """What may be seen of these, in one query: the filter of who may see whom is on it."""
    if not items:
        return ()
    kind, ids = items[0][0], {one[1] for one in items}
    model, columns = _KINDS[kind]
    asked = select(model.id, *columns).where(model.id.in_(ids)).order_by(model.id.desc())
    if model is not Person:
        asked = asked.add_columns(*_PERSON).outerjoin(Person, Person.id == model.person_id)
    else:
        asked = asked.add_columns(*_PERSON[1:])
    return tuple(_row(kind, row) for row in db.session.execute(asked))


def _row(kind: str, row: Any) -> Row:
    name = short_name(row.known_as or row.given_name, row.family_name) if row.given_name is not None else ""
    whose = row.person_reference if kind != cells.PERSON else row.reference
    said, url = _SAYS[kind](row)
    return Row(name, whose or "", said, url or (f"/people/{whose}" if whose else ""))


_PERSON = (Person.reference.label("person_reference"), Person.known_as, Person.given_name, Person.family_name)
_KINDS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    cells.PERSON: (Person, (Person.reference,)),
    cells.REFERRAL: (Referral, (Referral.reference, Referral.arrested_on, Referral.status)),
    cells.CONTACT: (SupportContact, (SupportContact.on_day, SupportContact.kind, SupportContact.people)),
    cells.ORDER: (SupportOrder, (SupportOrder.reference, SupportOrder.made_on)),
    cells.APPOINTMENT: (Appointment, (Appointment.reference, Appointment.day, Appointment.outcome)),
    cells.TEXT: (Text, (Text.kind, Text.handed_at)),
    cells.REPLY: (Reply, (Reply.received_at,)),
    cells.SERVICE: (ServiceReferral, (ServiceReferral.referred_on, ServiceReferral.outcome)),
}


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _contact(row: Any) -> tuple[str, str]:
    several = f", {row.people} people" if row.people > 1 else ""
    return f"{ContactKind(row.kind).words}, {_day(row.on_day)}{several}", ""


def _appointment(row: Any) -> tuple[str, str]:
    outcome = Outcome(row.outcome).words if row.outcome else "Not recorded"
    return f"{_day(row.day)}: {outcome}", f"/appointments/{row.reference}"


_SAYS: dict[str, Any] = {
    cells.PERSON: lambda row: ("", ""),
    cells.REFERRAL: lambda row: (
        f"Arrested {_day(row.arrested_on)}: {STATUS_WORDS[Status(row.status)][0]}",
        f"/referrals/{row.reference}",
    ),
    cells.CONTACT: _contact,
    cells.ORDER: lambda row: (f"Order made {_day(row.made_on)}", f"/orders/{row.reference}"),
    cells.APPOINTMENT: _appointment,
    cells.TEXT: lambda row: (f"{words(TextKind(row.kind))}, {_day(clock.local_day(row.handed_at))}", ""),
    cells.REPLY: lambda row: (f"Came in {_day(clock.local_day(row.received_at))}", ""),
    cells.SERVICE: lambda row: (f"{_day(row.referred_on)}: {ServiceOutcome(row.outcome).words}", ""),
}
