"""What a person agreed to: given, repeated, withdrawn, each with who, when and how (domain rule 3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment, Facts, may
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Agreement, Person
from casework.people.rules.agreements import AgreementKind, HowAgreed, Recipient, given_on_fault, recipients_fault
from casework.people.services.guard import must
from casework.people.services.watching import Changed, tell

COMPARTMENTS = {
    AgreementKind.REFERRAL: Compartment.CJ,
    AgreementKind.SHARING: Compartment.CJ,
    AgreementKind.TEXTS: Compartment.CONTACT,
    AgreementKind.MEETING: Compartment.MEETINGS,
}


def agree(
    person: Person,
    kind: AgreementKind,
    *,
    how: HowAgreed,
    given_on: dt.date,
    recipients: Sequence[Recipient | str] = (),
    provisional: bool = False,
    by: Actor,
    at: dt.datetime,
) -> Agreement:
    """Record what a person agreed to on a London date. Taken in custody it is provisional until repeated.

    Raises Refused for a day after today or before birth, and for sharing with nobody (promises R18).
    """
    must(by, Action.WRITE, COMPARTMENTS[kind], person.agency_id)
    with_whom = tuple(Recipient(one).value for one in recipients)
    fault = given_on_fault(given_on, born=person.date_of_birth, today=clock.local_day(at))
    if fault:
        raise Refused(fault, "given_on")
    if fault := recipients_fault(kind, with_whom):
        raise Refused(fault, "recipients")
    row = Agreement(
        agency_id=person.agency_id,
        person_id=person.id,
        kind=kind.value,
        how=how.value,
        recipients=",".join(with_whom),
        provisional=provisional or how.is_provisional,
        given_on=given_on,
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    _note(Act.COLLECTION, row, person, "given", by=by, at=at)
    return row


def repeat(agreement: Agreement, *, by: Actor, at: dt.datetime) -> Agreement:
    """The person repeated to the worker what was agreed in custody: it is provisional no longer (domain rule 3)."""
    must(by, Action.WRITE, COMPARTMENTS[AgreementKind(agreement.kind)], agreement.agency_id)
    if not agreement.live:
        raise Refused("This agreement was withdrawn. Ask again and record a new one")
    if agreement.provisional:
        agreement.provisional = False
        db.session.flush()
        _note(Act.ALTERATION, agreement, _person(agreement), "repeated", by=by, at=at)
    return agreement


def withdraw(agreement: Agreement, *, by: Actor, at: dt.datetime) -> Agreement:
    """Record that a person withdrew what they agreed to; from then on nothing rests on it (domain rule 3).

    What was planned on it stops in the same transaction. Withdrawing twice does nothing more.
    """
    must(by, Action.WRITE, COMPARTMENTS[AgreementKind(agreement.kind)], agreement.agency_id)
    if agreement.live:
        agreement.withdrawn_at, agreement.withdrawn_by_id = at, by.staff_id
        db.session.flush()
        _note(Act.ALTERATION, agreement, _person(agreement), "withdrawn", by=by, at=at)
    return agreement


def agreements(person: Person, *, by: Actor | None = None) -> list[Agreement]:
    """Everything the person agreed to, latest first; with `by`, only the kinds that actor may see."""
    rows = db.session.scalars(select(Agreement).where(Agreement.person_id == person.id).order_by(Agreement.id.desc()))
    return [row for row in rows if by is None or _seen(row, by)]


def live_agreement(person: Person, kind: AgreementKind) -> Agreement | None:
    """The latest agreement of this kind that was not withdrawn."""
    rows = select(Agreement).where(
        Agreement.person_id == person.id, Agreement.kind == kind.value, Agreement.withdrawn_at.is_(None)
    )
    return db.session.scalar(rows.order_by(Agreement.id.desc()).limit(1))


def _seen(row: Agreement, by: Actor) -> bool:
    return may(by, Action.LOOK, COMPARTMENTS[AgreementKind(row.kind)], Facts(row.agency_id)).allowed


def _person(agreement: Agreement) -> Person:
    return db.session.get_one(Person, agreement.person_id)


def _note(act: Act, row: Agreement, person: Person, what: str, *, by: Actor, at: dt.datetime) -> None:
    detail = {"agreement": row.reference, "kind": row.kind, "what": what}
    compartment = COMPARTMENTS[AgreementKind(row.kind)]
    audit.record(act, f"person:{person.reference}", by=by, at=at, compartment=compartment, detail=detail)
    tell(person, Changed.AGREEMENTS, by=by, at=at)
