"""Which records somebody has to decide about: past their time, and not kept longer on purpose (domain rule 28)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import aliased

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.refused import NotFound, Refused
from casework.people.models import ErasureAsked, KeptLonger, Person, SafeguardingRecord
from casework.people.rules.keeping import Due, KeepingFacts, Kind, Lasting, due, longest_fault, newest_that_is_over
from casework.people.services.erasing import subject_of
from casework.people.services.guard import must, must_of
from casework.people.services.records import Lasts, every_lasting, months

PAGE = 25
MOST_ASKED = 20_000
"""People of the agency that one page is put together from: all that one has; of more, the next page goes on."""


@dataclass(frozen=True)
class Reviewed:
    """One record of the list. `due` is None for one of which only an erasure was asked."""

    record: Person | SafeguardingRecord
    due: Due | None
    asked: ErasureAsked | None


@dataclass(frozen=True)
class ReviewPage:
    """Some of them, the record made longest ago first, and the number after which the next page begins."""

    rows: list[Reviewed]
    next_after: int | None


def facts_of(records: Collection[Person | SafeguardingRecord]) -> dict[str, KeepingFacts]:
    """What decides about each of these, by what they are called; a fixed number of queries."""
    lasting = _lasting([one.id for one in records if isinstance(one, Person)])
    kept = _kept_until([subject_of(one) for one in records])
    found = {}
    for one in records:
        subject = subject_of(one)
        if isinstance(one, Person):
            mine: Sequence[Lasting] = lasting.get(one.id, [])
        else:
            mine = [Lasting(Kind.SAFEGUARDING, clock.local_day(one.recorded_at))]
        found[subject] = KeepingFacts(mine, kept.get(subject))
    return found


def due_now(record: Person | SafeguardingRecord, today: dt.date) -> Due | None:
    """Whether somebody has to decide about this one on a London date."""
    return due(facts_of([record])[subject_of(record)], today, months())


def _lasting(keys: Collection[int]) -> dict[int, list[Lasting]]:
    if not keys:
        return {}
    every = every_lasting()
    rows = db.session.execute(select(Person.id, *(one.at(Person.id) for one in every)).where(Person.id.in_(keys)))
    return {row[0]: _said(every, row[1:]) for row in rows}


def _said(every: Sequence[Lasts], values: Sequence[Any]) -> list[Lasting]:
    days: dict[Kind, dt.date] = {}
    for one, value in zip(every, values, strict=True):
        if value is not None:
            day = clock.local_day(value) if isinstance(value, dt.datetime) else value
            days[one.kind] = max(day, days.get(one.kind, day))
    return [Lasting(kind, day) for kind, day in days.items()]


def _kept_until(subjects: Collection[str]) -> dict[str, dt.date]:
    """The latest decision about each that was to be kept longer."""
    latest = select(func.max(KeptLonger.id)).where(KeptLonger.subject.in_(subjects)).group_by(KeptLonger.subject)
    rows = db.session.execute(select(KeptLonger.subject, KeptLonger.until).where(KeptLonger.id.in_(latest)))
    return {row.subject: row.until for row in rows}


def _past(today: dt.date) -> ColumnElement[bool]:
    """People of whom everything is past its time: the list filter beside `due`, held equal by a test."""
    kept = months()
    cuts = {kind: newest_that_is_over(kind, today, kept) for kind in Kind}
    return and_(*(~one.after(cuts[one.kind], Person.id) for one in every_lasting()))


def _not_kept(subject: ColumnElement[str], today: dt.date) -> ColumnElement[bool]:
    every = aliased(KeptLonger)
    latest = KeptLonger.id.in_(select(func.max(every.id)).group_by(every.subject))
    return ~select(KeptLonger.id).where(KeptLonger.subject == subject, KeptLonger.until >= today, latest).exists()


def _over(today: dt.date) -> ColumnElement[bool]:
    return and_(_past(today), _not_kept(literal("person:") + Person.reference, today))


def _waits() -> ColumnElement[bool]:
    return select(ErasureAsked.id).where(ErasureAsked.subject == literal("person:") + Person.reference).exists()


def review_list(*, by: Actor, today: dt.date, after: int = 0) -> ReviewPage:
    """People whose records are past their time, or of whom an erasure was asked, at most twenty-five after a number.

    Who is listed is noted as looked at. Raises NotFound for a role that does not decide.
    """
    must(by, Action.LOOK, Compartment.KEEPING, by.agency_id)
    found, last = _some(by, today, after)
    rows = _reviewed(found[:PAGE], today)
    if rows:
        audit.look("review", Compartment.KEEPING, by=by, others=[subject_of(one.record) for one in rows])
    return ReviewPage(rows, found[PAGE - 1].id if len(found) > PAGE else last)


def _some(by: Actor, today: dt.date, after: int) -> tuple[list[Person], int | None]:
    """A page of people and one more, and the number to go on after where there are others who were not asked about.

    The few of whom an erasure was asked are found by that; the rest one by one, in the order of the index.
    """
    asked = _asked_about(by.agency_id, after)
    over = select(Person).join(asked, asked.c.id == Person.id).where(_over(today)).order_by(asked.c.id)
    found = {one.id: one for one in db.session.scalars(over.limit(PAGE + 1))}
    many, last = db.session.execute(select(func.count(), func.max(asked.c.id))).one()
    until = last if many == MOST_ASKED and len(found) <= PAGE else None
    for one in _of_whom_erasure_was_asked(by.agency_id, after, until):
        found[one.id] = one
    return [found[key] for key in sorted(found)][: PAGE + 1], until


def _asked_about(agency_id: int, after: int) -> Subquery:
    people = Person.__table__.alias("of_agency").c
    mine = select(people.id).where(people.agency_id == agency_id, people.id > after, people.joined_to_id.is_(None))
    return mine.order_by(people.id).limit(MOST_ASKED).subquery("asked")


def _of_whom_erasure_was_asked(agency_id: int, after: int, until: int | None) -> Sequence[Person]:
    subjects = select(func.substr(ErasureAsked.subject, len("person:") + 1)).where(
        ErasureAsked.agency_id == agency_id, ErasureAsked.subject.startswith("person:")
    )
    wanted = select(Person).where(Person.reference.in_(subjects), Person.joined_to_id.is_(None), Person.id > after)
    if until is not None:
        wanted = wanted.where(Person.id <= until)
    return db.session.scalars(wanted.order_by(Person.id).limit(PAGE + 1)).all()


def safeguarding_to_review(*, by: Actor, today: dt.date) -> list[Reviewed]:
    """Safeguarding records past their time, the oldest first and at most a page of them: there are few."""
    must(by, Action.LOOK, Compartment.KEEPING, by.agency_id)
    subject = literal("safeguarding:") + SafeguardingRecord.reference
    waits = select(ErasureAsked.id).where(ErasureAsked.subject == subject).exists()
    old = SafeguardingRecord.recorded_at < _cut(Kind.SAFEGUARDING, today, months())
    over = and_(old, _not_kept(subject, today))
    mine = select(SafeguardingRecord).where(SafeguardingRecord.agency_id == by.agency_id, or_(over, waits))
    rows = _reviewed(list(db.session.scalars(mine.order_by(SafeguardingRecord.id).limit(PAGE))), today)
    if rows:
        audit.look("review", Compartment.KEEPING, by=by, others=[subject_of(one.record) for one in rows])
    return rows


def _reviewed(records: Sequence[Person | SafeguardingRecord], today: dt.date) -> list[Reviewed]:
    facts, kept = facts_of(records), months()
    rows = select(ErasureAsked).where(ErasureAsked.subject.in_(facts))
    asked = {row.subject: row for row in db.session.scalars(rows)}
    return [Reviewed(one, due(facts[subject_of(one)], today, kept), asked.get(subject_of(one))) for one in records]


def anything_to_review(*, by: Actor, today: dt.date) -> bool:
    """Whether the list has anything in it: for Today, which only says so."""
    every = _anything(today, tuple(sorted(months().items())))
    return any(question.seen(agency=by.agency_id) for question in every)


@lru_cache(2)
def _anything(today: dt.date, kept: tuple[tuple[Kind, int], ...]) -> tuple[Fixed, ...]:
    """An erasure asked for, a child's record past its time, a person's: made once a day, which takes as long as asking.

    Each leaves open `agency`.
    """
    ours: Any = bindparam("agency")
    over = {kind: _cut(kind, today, dict(kept)) for kind in Kind}
    waits = select(ErasureAsked.id).where(ErasureAsked.agency_id == ours)
    children = select(SafeguardingRecord.id).where(
        SafeguardingRecord.agency_id == ours,
        SafeguardingRecord.recorded_at < over[Kind.SAFEGUARDING],
        _not_kept(literal("safeguarding:") + SafeguardingRecord.reference, today),
    )
    people = Person.__table__.alias("of_agency")  # a list of its own: SQLite would else look through the whole site
    aged = select(people.c.id).where(people.c.agency_id == ours, people.c.created_at < over[Kind.CONTACT])
    mine = Person.id.in_(aged) & Person.joined_to_id.is_(None)
    old = select(Person.id).where(mine, or_(_over(today), _waits()))
    return tuple(Fixed(one.limit(1)) for one in (waits, children, old))


def _cut(kind: Kind, today: dt.date, kept: Mapping[Kind, int]) -> dt.datetime:
    """What happened before this moment (UTC) is past its time."""
    return clock.start_of_day(newest_that_is_over(kind, today, kept) + dt.timedelta(days=1))


def load_record(kind: str, reference: str, *, by: Actor, action: Action = Action.LOOK) -> Person | SafeguardingRecord:
    """The record of a page about keeping it; a look is noted. Raises NotFound as `load_person` does."""
    row = _found(kind, reference.upper())
    if row is None or (isinstance(row, Person) and row.joined_to_id is not None):
        raise NotFound
    if isinstance(row, Person):
        must_of(row, action, Compartment.KEEPING, by=by)
    else:
        must(by, action, Compartment.KEEPING, row.agency_id)
    if action is Action.LOOK:
        audit.look(subject_of(row), Compartment.KEEPING, by=by)
    return row


def _found(kind: str, reference: str) -> Person | SafeguardingRecord | None:
    if kind == "person":
        return db.session.scalar(select(Person).where(Person.reference == reference))
    if kind == "safeguarding":
        return db.session.scalar(select(SafeguardingRecord).where(SafeguardingRecord.reference == reference))
    return None


def keep_longer(
    record: Person | SafeguardingRecord, because: str, until: dt.date | None, *, by: Actor, at: dt.datetime
) -> KeptLonger:
    """Keep a record until a London date, for a reason that is kept with it. Raises Refused without a reason, for a
    date that is over or more than two years on, and while an erasure waits."""
    must(by, Action.WRITE, Compartment.KEEPING, record.agency_id)
    if not because.strip():
        raise Refused("Say why it is kept", "because")
    if fault := longest_fault(until, clock.local_day(at)):
        raise Refused(fault, "until")
    assert until is not None  # noqa: S101 (longest_fault refuses None)
    row = KeptLonger(
        agency_id=record.agency_id,
        subject=subject_of(record),
        because=because.strip(),
        until=until,
        decided_at=at,
        decided_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    detail = {"what": "kept longer", "until": until.isoformat()}
    audit.record(Act.ALTERATION, subject_of(record), by=by, at=at, compartment=Compartment.KEEPING, detail=detail)
    return row


def kept_before(record: Person | SafeguardingRecord) -> list[KeptLonger]:
    """Every decision to keep this record longer, latest first."""
    rows = select(KeptLonger).where(KeptLonger.subject == subject_of(record)).order_by(KeptLonger.id.desc())
    return list(db.session.scalars(rows.limit(20)))


def name_of(staff_id: int | None) -> str:
    """Who decided, as their colleagues know them."""
    row = db.session.get(Staff, staff_id) if staff_id else None
    return row.name if row else "somebody"
