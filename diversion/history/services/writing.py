"""Writing the rows of a spreadsheet: history as the paper has it, in one transaction, and never a text."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import select

from casework.accounts.rules import Compartment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.people import services as persons
from casework.people.models import Circumstance, Person, SafeContact
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer
from diversion.history.rules.repeats import PaperPerson
from diversion.history.rules.row import PaperRow, scheme_key
from diversion.history.services.intake import Intake
from diversion.history.services.referrals import Terms, referral_of
from diversion.models import ImportBatch, Referral, Scheme
from diversion.rules.schemes import PRESETS
from diversion.services.known import known_by
from diversion.services.schemes import add_preset, all_schemes, plan_of

ROWS_AT_ONCE = 200
ASK_AGAIN = "The spreadsheet says that texts were safe. Ask again before anything is sent."
Tick = Callable[[int], None]


def bring_in(intake: Intake, data: bytes, *, by: Actor, at: dt.datetime, tick: Tick = lambda count: None) -> str:
    """Write every new row of an intake that was compared with this agency, inside the caller's transaction.

    What was attended on paper counts as having left what its scheme asks for, marked on paper (issue, Real input).
    Nothing is planned, sent or told: appointments are history (promises E C13). One audit event of collection for
    each few hundred rows names every person and referral of theirs. `tick` is called with the rows written.
    Returns the reference of the batch.
    """
    batch = _batch(intake, data, by=by, at=at)
    reference, terms = batch.reference, _terms(intake.rows, batch.id, by=by, at=at)
    for some in _by_rows(intake.people):
        _write(some, intake, terms, f"import:{reference}", by=by, at=at)
        tick(sum(len(person.rows) for person in some))
    return reference


def _batch(intake: Intake, data: bytes, *, by: Actor, at: dt.datetime) -> ImportBatch:
    batch = ImportBatch(
        agency_id=by.agency_id,
        file_hash=hashlib.sha256(data).digest(),
        rows=intake.total,
        added=len(intake.rows),
        known=intake.known,
        left_out=intake.left_out,
        at=at,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def _terms(rows: Iterable[PaperRow], batch_id: int, *, by: Actor, at: dt.datetime) -> dict[str, Terms]:
    """The terms of every scheme that the rows name; a preset that the agency has not started is started."""
    running = {scheme_key(scheme.name): scheme for scheme in all_schemes(by=by)}
    closed = closed_days()
    found: dict[str, Terms] = {}
    for key in dict.fromkeys(scheme_key(row.scheme) for row in rows):
        scheme = running.get(key) or _preset(key, by=by, at=at)
        found[key] = Terms(by.agency_id, batch_id, at, scheme, plan_of(scheme), closed)
    return found


def _preset(key: str, *, by: Actor, at: dt.datetime) -> Scheme:
    name = next(plan.name for plan in PRESETS if scheme_key(plan.name) == key)
    return add_preset(name, by=by, at=at)


def _by_rows(people: Iterable[PaperPerson]) -> Iterator[list[PaperPerson]]:
    """People in groups of a few hundred rows, so that memory does not grow with the file."""
    some: list[PaperPerson] = []
    for person in people:
        some.append(person)
        if sum(len(one.rows) for one in some) >= ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _write(
    some: list[PaperPerson], intake: Intake, terms: dict[str, Terms], batch: str, *, by: Actor, at: dt.datetime
) -> None:
    records = [_person(paper, intake.persons.get(paper.key), by=by, at=at) for paper in some]
    db.session.flush()
    died = _died({person.id for person in records})
    referrals = [
        _referral(row, person, terms[scheme_key(row.scheme)], died.get(person.id))
        for paper, person in zip(some, records, strict=True)
        for row in paper.rows
    ]
    db.session.add_all(referrals)
    db.session.flush()
    touched = [f"person:{one.reference}" for one in records] + [f"referral:{one.reference}" for one in referrals]
    audit.record(Act.COLLECTION, batch, by=by, at=at, compartment=Compartment.CJ.value, others=touched)
    db.session.expunge_all()


def _person(paper: PaperPerson, known: int | None, *, by: Actor, at: dt.datetime) -> Person:
    """The record of somebody known already, left as it is, or a new one."""
    if known is not None:
        return db.session.get_one(Person, known)
    family_name, given_name = paper.spelling
    person = Person(
        agency_id=by.agency_id,
        given_name=given_name,
        family_name=family_name,
        known_as=paper.known_as,
        date_of_birth=paper.key[2],
        created_at=at,
    )
    db.session.add(person)
    if paper.mobile or paper.safe_to_text is not None:
        db.session.add(_contact(paper, person, by=by, at=at))
    return person


def _contact(paper: PaperPerson, person: Person, *, by: Actor, at: dt.datetime) -> SafeContact:
    """The number, with texts off: a spreadsheet's "yes" names no hours and no words (domain rule 24)."""
    return SafeContact(
        person=person,
        agency_id=by.agency_id,
        mobile=paper.mobile or None,
        mobile_index=persons.number_index(paper.mobile) if paper.mobile else None,
        safe_to_text=(Answer.NO if paper.safe_to_text is False else Answer.NOT_ASKED).value,
        note=ASK_AGAIN if paper.safe_to_text else "",
        checked_at=at,
        recorded_at=at,
    )


def _died(ids: set[int]) -> dict[int, dt.date]:
    """Who of these people is recorded as having died, and since when (domain rule 30)."""
    asked = select(Circumstance.person_id, Circumstance.since).where(
        Circumstance.person_id.in_(ids),
        Circumstance.kind == CircumstanceKind.DIED.value,
        Circumstance.ended_at.is_(None),
    )
    return {row.person_id: row.since for row in db.session.execute(asked)}


def _referral(row: PaperRow, person: Person, terms: Terms, died: dt.date | None) -> Referral:
    known = known_by(terms.scheme, row.custody_reference, row.arrested_on)
    return referral_of(row, person, known, terms, died)
