"""Somebody moved to another area: who was asked, and that we stay responsible until they accept (domain rule 30)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework.accounts.rules import Action, Compartment
from casework.courts.models import CourtContact, Transfer
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, Refused
from casework.people.models import Person
from casework.people.services import hold, must

SERVICE = "service"


def transfers_of(person_ids: Collection[int]) -> dict[int, Transfer]:
    """The latest transfer of each of these people that was ever asked for, in one query; none recorded in error."""
    if not person_ids:
        return {}
    mine = Transfer.person_id.in_(person_ids) & Transfer.error_at.is_(None)
    rows = select(Transfer).where(mine).options(joinedload(Transfer.contact))
    return {row.person_id: row for row in db.session.scalars(rows.order_by(Transfer.id))}


def wrongly_transferred(person_ids: Collection[int]) -> set[int]:
    """Of which of these people a transfer was recorded in error, in one query."""
    wanted = select(Transfer.person_id).where(Transfer.person_id.in_(person_ids), Transfer.error_at.is_not(None))
    return set(db.session.scalars(wanted)) if person_ids else set()


def ask_transfer(person: Person, contact: CourtContact, *, asked_on: dt.date, by: Actor, at: dt.datetime) -> Transfer:
    """Record that a service of another area was asked, on a London day, to take this person over.

    This agency stays responsible until they accept. Raises Refused for another kind of contact, a day to come, or while
    another is still asked.
    """
    must(by, Action.WRITE, Compartment.CJ, person.agency_id)
    hold(person)
    if contact.kind != SERVICE or contact.agency_id != person.agency_id or contact.ended_at is not None:
        raise Refused("Choose a service of another area. An administrator adds one at Contacts", "contact")
    _check_day(asked_on, at, "asked_on")
    before = transfers_of({person.id}).get(person.id)
    if before is not None and before.open:
        raise Refused(f"{before.contact.name} has been asked already. Record their answer first")
    row = Transfer(
        person_id=person.id, contact_id=contact.id, asked_on=asked_on, recorded_at=at, recorded_by_id=by.staff_id
    )
    db.session.add(row)
    db.session.flush()
    _note(row, person, "asked", by=by, at=at)
    return row


def accept_transfer(person: Person, *, accepted_on: dt.date, accepted_by: str, by: Actor, at: dt.datetime) -> Transfer:
    """Record that the receiver accepted: on which London day, and who there said so. From then on they are responsible.

    Raises Refused where nobody is asked, nobody is named, or the day is to come or before the asking.
    """
    row = _open(person, by)
    _check_day(accepted_on, at, "day")
    if accepted_on < row.asked_on:
        raise Refused("They cannot have accepted before they were asked", "day")
    if not accepted_by.strip():
        raise Refused("Enter who accepted, such as their name and role", "who")
    row.accepted_on, row.accepted_by = accepted_on, accepted_by.strip()
    return _settled(row, person, "accepted", by=by, at=at)


def call_off_transfer(person: Person, *, off_on: dt.date, by: Actor, at: dt.datetime) -> Transfer:
    """Record that nobody takes this person over: this agency is responsible, as before. Raises Refused."""
    row = _open(person, by)
    _check_day(off_on, at, "day")
    if off_on < row.asked_on:
        raise Refused("It cannot have been called off before it was asked for", "day")
    row.off_on = off_on
    return _settled(row, person, "called off", by=by, at=at)


def transfer_in_error(person: Person, *, seen: str, why: str, by: Actor, at: dt.datetime) -> Transfer:
    """Take back what was last recorded of a transfer: it was never asked for, or not for this person (rule 30).

    `seen` is the reference of the one on the page. The row stays, with who took it back, when (UTC) and why; this
    agency is responsible. Raises Refused where none is recorded or without a reason, Conflict where another is by now.
    """
    must(by, Action.WRITE, Compartment.CJ, person.agency_id)
    hold(person)
    row = transfers_of({person.id}).get(person.id)
    if row is None:
        raise Refused("No transfer is recorded, so there is nothing to take back")
    if row.reference != seen:
        raise Conflict(
            "The transfer", theirs=row.contact.name, yours="Recorded in error", again={"seen": row.reference}
        )
    if not why.strip():
        raise Refused("Say what was wrong, such as “it was somebody else who moved”", "why")
    row.error_at, row.error_why, row.error_by_id = at, why.strip(), by.staff_id
    db.session.flush()
    _note(row, person, "recorded in error", by=by, at=at)
    return row


def _open(person: Person, by: Actor) -> Transfer:
    must(by, Action.WRITE, Compartment.CJ, person.agency_id)
    hold(person)
    row = transfers_of({person.id}).get(person.id)
    if row is None or not row.open:
        raise Refused("Nobody is asked to take this person over")
    return row


def _settled(row: Transfer, person: Person, what: str, *, by: Actor, at: dt.datetime) -> Transfer:
    row.settled_at, row.settled_by_id = at, by.staff_id
    db.session.flush()
    _note(row, person, what, by=by, at=at)
    return row


def _check_day(day: dt.date, at: dt.datetime, field: str) -> None:
    if day > clock.local_day(at):
        raise Refused("The day cannot be after today", field)


def _note(row: Transfer, person: Person, what: str, *, by: Actor, at: dt.datetime) -> None:
    audit.record(
        Act.ALTERATION,
        f"person:{person.reference}",
        by=by,
        at=at,
        compartment=Compartment.CJ,
        detail={"transfer": row.reference, "what": what},
    )
