"""Writing the rows of a spreadsheet: history as the paper has it, in one transaction, and never a text."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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
from diversion.history.rules.repeats import Key, PaperPerson
from diversion.history.rules.row import PaperRow, scheme_key
from diversion.history.services.bulk import Values, put, put_referenced
from diversion.history.services.intake import Intake
from diversion.history.services.referrals import Paper, put_referrals
from diversion.history.services.standing import Terms
from diversion.models import ImportBatch, Scheme
from diversion.rules.schemes import PRESETS
from diversion.services.schemes import add_preset, all_schemes, plan_of

ROWS_AT_ONCE = 250
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
    reference, terms = batch.reference, terms_of(intake.rows, batch.id, by=by, at=at)
    for some in _by_rows(intake.people):
        write_some(some, intake.persons, terms, f"import:{reference}", by=by, now=at)
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


def terms_of(rows: Iterable[PaperRow], batch_id: int, *, by: Actor, at: dt.datetime) -> dict[str, Terms]:
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


def write_some(
    some: Sequence[PaperPerson],
    persons: Mapping[Key, int],
    terms: Mapping[str, Terms],
    batch: str,
    *,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Write these people and their rows, a few hundred of them, inside the caller's transaction, with one audit event.

    `persons` are the records that some of them join. Every row is of the moment of its import, as `terms` have it.
    """
    if not some:
        return
    at = next(iter(terms.values())).at
    found = _put_people(some, persons, by=by, at=at)
    died = _died([person_id for person_id, _ in found])
    papers = [
        Paper(row, person_id, terms[scheme_key(row.scheme)], died.get(person_id))
        for paper, (person_id, _) in zip(some, found, strict=True)
        for row in paper.rows
    ]
    touched = [f"person:{reference}" for _, reference in found]
    touched += [f"referral:{reference}" for reference in put_referrals(papers)]
    audit.record(Act.COLLECTION, batch, by=by, at=now, compartment=Compartment.CJ.value, others=touched)
    db.session.expunge_all()


def _put_people(
    some: Sequence[PaperPerson], known: Mapping[Key, int], *, by: Actor, at: dt.datetime
) -> list[tuple[int, str]]:
    """The id and reference of everybody, in order: a record known already is left as it is, the others are made."""
    fresh = [paper for paper in some if paper.key not in known]
    made = put_referenced(Person, [_person(paper, by=by, at=at) for paper in fresh])
    contacts = [(paper, person_id) for paper, (person_id, _) in zip(fresh, made, strict=True)]
    put(SafeContact, [_contact(paper, one, by=by, at=at) for paper, one in contacts if _says_how(paper)])
    ids = [known[paper.key] for paper in some if paper.key in known]
    asked = select(Person.id, Person.reference).where(Person.id.in_(ids))
    references = dict(db.session.execute(asked).all())
    new = {paper.key: one for paper, one in zip(fresh, made, strict=True)}
    return [new.get(paper.key) or (known[paper.key], references[known[paper.key]]) for paper in some]


def _person(paper: PaperPerson, *, by: Actor, at: dt.datetime) -> Values:
    family_name, given_name = paper.spelling
    return {
        "agency_id": by.agency_id,
        "given_name": given_name,
        "family_name": family_name,
        "known_as": paper.known_as,
        "date_of_birth": paper.key[2],
        "created_at": at,
    }


def _says_how(paper: PaperPerson) -> bool:
    """True where the paper has a number, or an answer about texts."""
    return bool(paper.mobile) or paper.safe_to_text is not None


def _contact(paper: PaperPerson, person_id: int, *, by: Actor, at: dt.datetime) -> Values:
    """The number, with texts off: a spreadsheet's "yes" names no hours and no words (domain rule 24)."""
    return {
        "person_id": person_id,
        "agency_id": by.agency_id,
        "mobile": paper.mobile or None,
        "mobile_index": persons.number_index(paper.mobile) if paper.mobile else None,
        "safe_to_text": (Answer.NO if paper.safe_to_text is False else Answer.NOT_ASKED).value,
        "note": ASK_AGAIN if paper.safe_to_text else "",
        "checked_at": at,
        "recorded_at": at,
    }


def _died(ids: list[int]) -> dict[int, dt.date]:
    """Who of these people is recorded as having died, and since when (domain rule 30)."""
    asked = select(Circumstance.person_id, Circumstance.since).where(
        Circumstance.person_id.in_(ids),
        Circumstance.kind == CircumstanceKind.DIED.value,
        Circumstance.ended_at.is_(None),
    )
    return dict(db.session.execute(asked).all())
