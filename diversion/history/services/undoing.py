"""Undoing a whole import within its day: what nobody has changed since goes, what somebody has stays and says why."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, delete, literal, or_, select
from sqlalchemy.exc import IntegrityError

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment, Attendance
from casework.courts.models import Hearing, HearingOutcome
from casework.kernel import audit, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.models import Event, EventRecord
from casework.kernel.refused import Refused
from casework.people.models import Agreement, Person, SafeContact
from casework.people.services.guard import must
from casework.people.services.records import of, rooms, table_of
from casework.people.services.scope import everybody
from diversion.history.models import ImportJob
from diversion.history.rules.progress import ImportState, can_be_undone
from diversion.history.services.held import empty, move, note
from diversion.models import CaseEnding, Charge, Referral, Requirement, RequirementBooking

AT_ONCE = 100
TOO_LATE = "An import can be undone for 24 hours, and these are over"
CHANGES = tuple(one.value for one in (Act.COLLECTION, Act.ALTERATION, Act.DISCLOSURE, Act.COMBINATION, Act.ERASURE))
OURS = frozenset(
    table_of(model).name
    for model in (
        Person, SafeContact, Agreement, Referral, Charge, CaseEnding, Requirement, RequirementBooking, Hearing,
        HearingOutcome, Appointment, Attendance,
    )
)  # fmt: skip
"""The tables that an import writes to: a row of somebody's in any other was added since."""


def begin_undo(job: ImportJob, *, by: Actor, at: dt.datetime) -> None:
    """Begin to undo an import. Raises Refused once its 24 hours are over."""
    must(by, Action.WRITE, Compartment.IMPORTS, job.agency_id)
    if not can_be_undone(ImportState(job.state), job.undo_until, now=at):
        raise Refused(TOO_LATE)
    move(job, before=(ImportState.DONE, ImportState.STOPPED), after=ImportState.UNDOING)
    job.undone_by_id, job.position, job.removed, job.stayed = by.staff_id, 0, 0, "[]"
    empty(job)
    note(job, "undoing begun", by=by, at=at)


def undo_some(job_id: int, *, at: dt.datetime) -> bool:
    """Undo the import for the next hundred people, inside the caller's transaction. False once it is finished.

    A fixed number of statements, but for people of whom something unforeseen was kept.
    """
    with everybody():  # whatever is hidden from whoever presses the button goes, or stays, too
        job = db.session.get_one(ImportJob, job_id, with_for_update=True, populate_existing=True)
        if job.state != ImportState.UNDOING.value:
            return False
        people = list(db.session.scalars(_next_people(job)))
        if people:
            _undo(job, people, at=at)
            job.position = people[-1].id
        else:
            job.state, job.undone_at, job.seen_at = ImportState.UNDONE.value, at, None
        return bool(people)


def _next_people(job: ImportJob) -> Select[Person]:
    theirs = select(Referral.person_id).where(Referral.import_batch_id == job.batch_id)
    return select(Person).where(Person.id.in_(theirs), Person.id > job.position).order_by(Person.id).limit(AT_ONCE)


def _undo(job: ImportJob, people: Sequence[Person], *, at: dt.datetime) -> None:
    why = _since(job, people) | _added(job, people)
    going = [one for one in people if one.id not in why]
    gone, kept_after_all = _remove(job, going)
    why |= kept_after_all
    stayed = [[one.reference, why[one.id]] for one in people if one.id in why]
    job.stayed = json.dumps([*json.loads(job.stayed or "[]"), *stayed], ensure_ascii=False)
    job.removed += sum(name.startswith("referral:") for name in gone)
    if gone:
        by = db.session.get_one(Staff, job.undone_by_id).actor
        detail = {"what": "import undone"}
        record = f"import:{job.batch.reference if job.batch else ''}"
        audit.record(Act.ERASURE, record, by=by, at=at, compartment=Compartment.CJ, detail=detail, others=gone)


def stayed_of(job: ImportJob) -> list[tuple[str, str]]:
    """Who stayed, by reference, and why."""
    return [(reference, why) for reference, why in json.loads(job.stayed or "[]")]


def _since(job: ImportJob, people: Sequence[Person]) -> dict[int, str]:
    """Why people stay by the audit trail: every change names its person, and the import's own are left aside."""
    ids = {f"person:{one.reference}": one.id for one in people}
    own = f"import:{job.batch.reference if job.batch else ''}"
    others = select(EventRecord.seq, EventRecord.record)
    seqs = others.where(EventRecord.record.in_(ids), EventRecord.seq > job.from_seq)
    named: dict[int, list[str]] = {}
    for seq, record in db.session.execute(seqs):
        named.setdefault(seq, []).append(record)
    asked = select(Event.seq, Event.record, Event.at, Staff.name).outerjoin(Staff, Staff.id == Event.staff_id)
    wanted = asked.where(Event.seq > job.from_seq, Event.act.in_(CHANGES), Event.record != own)
    found: dict[int, str] = {}
    for event in db.session.execute(wanted.where(or_(Event.record.in_(ids), Event.seq.in_(named))).order_by(Event.seq)):
        for record in (event.record, *named.get(event.seq, ())):
            if record in ids:
                found[ids[record]] = f"Changed by {event.name or 'Waymark'} on {words.short_moment(event.at)}"
    return found


def _added(job: ImportJob, people: Sequence[Person]) -> dict[int, str]:
    """Who of the people that the import made has rows that no import writes: one question for each table."""
    made = [one.id for one in people if one.created_at == job.started_at]
    person = table_of(Person)
    found: set[int] = set()
    for room in rooms():
        for table in map(table_of, room.tables):
            if table.name not in OURS:
                theirs = select(literal(1)).select_from(table).where(of(table, person.c.id)).correlate(person).exists()
                found |= set(db.session.scalars(select(person.c.id).where(person.c.id.in_(made), theirs)))
    return dict.fromkeys(found, "Something was added to the record since")


def _remove(job: ImportJob, people: Sequence[Person]) -> tuple[list[str], dict[int, str]]:
    """Take away what the import wrote of these; of whom something unforeseen holds on to it, everything stays."""
    try:
        with db.session.begin_nested():
            return _delete(job, people), {}
    except IntegrityError:
        if len(people) == 1:
            return [], {people[0].id: "Something else in Waymark refers to it"}
    gone: list[str] = []
    why: dict[int, str] = {}
    for one in people:
        names, kept = _remove(job, [one])
        gone, why = gone + names, why | kept
    return gone, why


def _delete(job: ImportJob, people: Sequence[Person]) -> list[str]:
    """Delete what the import wrote; a record that was there before stays. Returns what is gone, by reference."""
    ids = [one.id for one in people]
    asked = select(Referral.id, Referral.reference, Referral.hearing_id, Referral.agreement_id)
    rows = db.session.execute(asked.where(Referral.import_batch_id == job.batch_id, Referral.person_id.in_(ids))).all()
    _delete_referrals([row.id for row in rows])
    _delete_where(HearingOutcome.hearing_id, [row.hearing_id for row in rows])
    _delete_where(Hearing.id, [row.hearing_id for row in rows])
    _delete_where(Agreement.id, [row.agreement_id for row in rows])
    held = set(db.session.scalars(select(Referral.person_id).where(Referral.person_id.in_(ids))))
    made = {one.id: one.reference for one in people if one.created_at == job.started_at and one.id not in held}
    _delete_where(SafeContact.person_id, made)
    _delete_where(Person.id, made)
    return [f"referral:{row.reference}" for row in rows] + [f"person:{reference}" for reference in made.values()]


def _delete_referrals(ids: Collection[int]) -> None:
    requirements = select(Requirement.id).where(Requirement.referral_id.in_(ids))
    booked = select(RequirementBooking.appointment_id).where(RequirementBooking.requirement_id.in_(requirements))
    appointments = list(db.session.scalars(booked))
    charges = list(db.session.scalars(select(Charge.id).where(Charge.referral_id.in_(ids))))
    _delete_where(RequirementBooking.appointment_id, appointments)
    _delete_where(Attendance.appointment_id, appointments)
    _delete_where(Appointment.id, appointments)
    _delete_where(Requirement.referral_id, ids)
    _delete_where(CaseEnding.charge_id, charges)
    _delete_where(Charge.id, charges)
    _delete_where(Referral.id, ids)


def _delete_where(column: object, values: Collection[int | None] | Mapping[int, str]) -> None:
    model = column.class_  # type: ignore[attr-defined]
    gone = delete(model).where(column.in_(list(values)))  # type: ignore[attr-defined]
    db.session.execute(gone, execution_options={"synchronize_session": False})
