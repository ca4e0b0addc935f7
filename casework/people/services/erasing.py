"""Erasing a person: two people decide, every room lets go, and what figures count stays without a name (rule 28).

The caller opens `ledger.erasing` around the transaction, so that a restore of an older copy erases again (promises
P31), and sweeps the file afterwards. The audit trail keeps that it was done, by whom and on what ground.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlalchemy import delete, func, select

from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.columns import reference as random_word
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import ErasureAsked, KeptFigure, KeptLonger, Person, SafeguardingRecord
from casework.people.services.guard import must
from casework.people.services.records import of, rooms, table_of
from casework.people.services.scope import everybody

TWO_PEOPLE = "Another manager must agree. Ask a colleague to sign in, look at this record and erase it"
NOT_ASKED = "Nobody has asked for this to be erased. Say why first"
ALREADY = "An erasure of this record has been asked for already"


class Ground(StrEnum):
    """Why a record is erased."""

    OVER = "over"
    ASKED = "asked"
    ERROR = "error"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return _WORDS[self]


_WORDS = {
    Ground.OVER: "The time it is kept is over",
    Ground.ASKED: "They asked for it to be erased",
    Ground.ERROR: "It should never have been recorded",
}


def subject_of(row: Person | SafeguardingRecord) -> str:
    """What this record is called where it is decided about: "person:K7Q3XWZ2"."""
    return f"{'person' if isinstance(row, Person) else 'safeguarding'}:{row.reference}"


def in_the_way(row: Person | SafeguardingRecord, *, today: dt.date) -> list[str]:
    """Why it cannot be erased on this London date: one sentence for each thing that still goes on."""
    if isinstance(row, SafeguardingRecord):
        return []
    with everybody():
        return [said for room in rooms() for one in joined_with(row) for said in room.standing(one, today)]


def asked(row: Person | SafeguardingRecord) -> ErasureAsked | None:
    """The erasure that waits for a second manager."""
    return db.session.scalar(select(ErasureAsked).where(ErasureAsked.subject == subject_of(row)))


def ask(row: Person | SafeguardingRecord, ground: Ground, why: str, *, by: Actor, at: dt.datetime) -> ErasureAsked:
    """Ask for a record to be erased. Raises Refused while something still goes on, and when it was asked before.

    Whether its time is over is for the caller to know, who shows it (`reviewing.facts_of`).
    """
    must(by, Action.WRITE, Compartment.KEEPING, row.agency_id)
    _refuse_while_it_goes_on(row, at)
    if asked(row) is not None:
        raise Refused(ALREADY)
    made = ErasureAsked(
        agency_id=row.agency_id,
        subject=subject_of(row),
        ground=ground.value,
        why=why.strip(),
        asked_at=at,
        asked_by_id=by.staff_id or 0,
    )
    db.session.add(made)
    db.session.flush()
    _note(subject_of(row), "erasure asked", ground.value, by=by, at=at)
    return made


def take_back(row: Person | SafeguardingRecord, *, by: Actor, at: dt.datetime) -> None:
    """The record stays after all; nothing happens where nobody asked."""
    must(by, Action.WRITE, Compartment.KEEPING, row.agency_id)
    if (waiting := asked(row)) is not None:
        db.session.delete(waiting)
        db.session.flush()
        _note(subject_of(row), "erasure taken back", waiting.ground, by=by, at=at)


def references_of(row: Person | SafeguardingRecord) -> list[str]:
    """Every reference that goes with it: for the ledger that outlives a restore."""
    if isinstance(row, SafeguardingRecord):
        return [row.reference]
    return [one.reference for one in joined_with(row)]


def joined_with(person: Person) -> list[Person]:
    """The records joined to this one, and last the record itself."""
    rows = select(Person).where(Person.joined_to_id == person.id).order_by(Person.id)
    return [*db.session.scalars(rows), person]


def erase(row: Person | SafeguardingRecord, *, by: Actor, at: dt.datetime) -> None:
    """Erase a record for which another manager asked: no row of it is left in any room (promises P31, 2.3.5).

    Raises Refused where nobody asked, for the manager who asked, and while something still goes on.
    """
    must(by, Action.WRITE, Compartment.KEEPING, row.agency_id)
    waiting = asked(row)
    if waiting is None:
        raise Refused(NOT_ASKED)
    if waiting.asked_by_id == by.staff_id:
        raise Refused(TWO_PEOPLE)
    _refuse_while_it_goes_on(row, at)
    ground, asker = waiting.ground, waiting.asked_by_id
    subjects = _erase(row, at)
    detail = {"ground": ground, "asked_by": str(asker)}
    audit.record(
        Act.ERASURE, subjects[-1], by=by, at=at, compartment=Compartment.KEEPING, detail=detail, others=subjects[:-1]
    )


def erase_again(references: Iterable[str], *, at: dt.datetime) -> int:
    """Erase those of the ledger whom an older database still holds, inside the caller's transaction; says how many.

    Nobody is asked: it was decided before. References that stand for nobody here are passed over (promises P31).
    """
    found = 0
    for one in references:
        row = _find(one)
        if row is not None:
            subjects = _erase(row, at)
            detail = {"ground": "restored"}
            audit.record(Act.ERASURE, subjects[-1], by=None, at=at, compartment=Compartment.KEEPING, detail=detail)
            found += 1
    return found


def _find(reference: str) -> Person | SafeguardingRecord | None:
    person = db.session.scalar(select(Person).where(Person.reference == reference))
    return person or db.session.scalar(select(SafeguardingRecord).where(SafeguardingRecord.reference == reference))


def _refuse_while_it_goes_on(row: Person | SafeguardingRecord, at: dt.datetime) -> None:
    if said := in_the_way(row, today=clock.local_day(at)):
        raise Refused(f"{said[0]}. It cannot be erased before that")


def _erase(row: Person | SafeguardingRecord, at: dt.datetime) -> list[str]:
    """Every row of it, uppermost room first. Returns what it was called, the record itself last."""
    if isinstance(row, SafeguardingRecord):
        subjects = [subject_of(row)]
        db.session.delete(row)
    else:
        people = joined_with(row)
        subjects = [subject_of(one) for one in people]
        with everybody():  # whatever is hidden from whoever presses the button goes too
            _keep_figures(row)
            _cut(people, at)
            _delete(people)
    db.session.execute(delete(KeptLonger).where(KeptLonger.subject.in_(subjects)))
    db.session.execute(delete(ErasureAsked).where(ErasureAsked.subject.in_(subjects)))
    db.session.flush()
    db.session.expire_all()
    return subjects


def _keep_figures(person: Person) -> None:
    who = random_word()
    for room in rooms():
        for one in room.figures(person):
            db.session.add(
                KeptFigure(
                    agency_id=person.agency_id,
                    kind=one.kind,
                    about=one.about,
                    who=who,
                    day=one.day,
                    facts=dict(one.facts),
                )
            )
    db.session.flush()


def _cut(people: Sequence[Person], at: dt.datetime) -> None:
    for room in rooms():
        for person in people:
            room.cut(person, at)
    db.session.flush()


def _delete(people: Sequence[Person]) -> None:
    keys = [person.id for person in people]
    for room in rooms():
        mine = {table_of(model) for model in room.tables}
        for table in reversed(Person.metadata.sorted_tables):
            if table in mine:
                for key in keys:
                    db.session.execute(delete(table).where(of(table, key)))


def second_manager(row: ErasureAsked, *, by: Actor) -> bool:
    """Whether this actor may be the second of the two."""
    return row.asked_by_id != by.staff_id


def waiting_for(by: Actor) -> int:
    """How many erasures wait for this actor to agree or not."""
    rows = select(func.count()).select_from(ErasureAsked)
    mine = ErasureAsked.asked_by_id != (by.staff_id or 0)
    return db.session.scalar(rows.where(ErasureAsked.agency_id == by.agency_id, mine)) or 0


def _note(subject: str, what: str, ground: str, *, by: Actor, at: dt.datetime) -> None:
    detail = {"what": what, "ground": ground}
    audit.record(Act.ALTERATION, subject, by=by, at=at, compartment=Compartment.KEEPING, detail=detail)
