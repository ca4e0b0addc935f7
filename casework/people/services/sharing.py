"""Letting another agency look at parts of one record for a time: given, ended, and read over there (promises C.10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework.accounts.models import Agency
from casework.accounts.rules import SHARED, Action, AgencyKind, Compartment, may, may_share
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person, PersonShare
from casework.people.rules.agreements import AgreementKind
from casework.people.rules.sharing import AT_A_MEETING, PARTS, Basis, until_fault
from casework.people.services.agreeing import live_agreement
from casework.people.services.facts import facts_of, facts_of_all
from casework.people.services.guard import must_of
from casework.people.services.scope import everybody
from casework.people.services.watching import Changed

MOST = 100


def share(
    person: Person,
    to: Agency,
    parts: Collection[Compartment],
    *,
    basis: Basis,
    why: str,
    until: dt.date,
    by: Actor,
    at: dt.datetime,
) -> PersonShare:
    """Let an agency look at these parts from `at` until the end of a London day; it is a recorded disclosure.

    Raises NotFound where the actor may not tell of this record, Refused for no part, one that cannot be shown to that
    kind of agency or that the actor does not see, a day that is over or too far, and for agreement where none stands.
    """
    must_of(person, Action.DISCLOSE, Compartment.COMPLIANCE, by=by)
    _refuse_parts(person, to, parts, PARTS, by=by, at=at)
    if fault := until_fault(until, today=clock.local_day(at)):
        raise Refused(fault, "until")
    if basis is Basis.AGREEMENT and live_agreement(person, AgreementKind.SHARING) is None:
        raise Refused("They have not agreed to any sharing. Ask them, record it, then share", "basis")
    return _keep(person, to, parts, basis=basis, why=why, until=until, by=by, at=at)


def share_at_meeting(
    person: Person, to: Agency, *, basis: Basis, why: str, until: dt.date, by: Actor, at: dt.datetime
) -> PersonShare:
    """Let an agency read what is written of somebody for a cases meeting, and no other part; a recorded disclosure.

    The meeting has judged its basis and last London day. Raises NotFound where the actor may not tell of this record,
    Refused where that kind of agency cannot be shown it.
    """
    must_of(person, Action.DISCLOSE, Compartment.COMPLIANCE, by=by)
    _refuse_parts(person, to, AT_A_MEETING.keys(), AT_A_MEETING, by=by, at=at)
    return _keep(person, to, AT_A_MEETING.keys(), basis=basis, why=why, until=until, by=by, at=at)


def _keep(
    person: Person,
    to: Agency,
    parts: Collection[Compartment],
    *,
    basis: Basis,
    why: str,
    until: dt.date,
    by: Actor,
    at: dt.datetime,
) -> PersonShare:
    row = PersonShare(
        agency_id=person.agency_id,
        person_id=person.id,
        to_agency_id=to.id,
        compartments=",".join(sorted(parts)),
        basis=basis.value,
        why=why.strip(),
        start=at,
        end=clock.start_of_day(until + dt.timedelta(days=1)),
        given_at=at,
        given_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    detail = {"share": row.reference, "to": to.reference, "parts": row.compartments, "basis": basis.value}
    audit.record(Act.DISCLOSURE, f"person:{person.reference}", by=by, at=at, compartment="share", detail=detail)
    return row


def _refuse_parts(
    person: Person,
    to: Agency,
    parts: Collection[Compartment],
    offered: Mapping[Compartment, str],
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    if to.id == person.agency_id:
        raise Refused("Choose another agency", "to")
    if not parts:
        raise Refused("Choose what they may look at", "parts")
    facts, kind = facts_of(person, by=by, at=at), AgencyKind(to.kind)
    for part in offered:
        if part in parts and not may_share(by, kind, part, facts).allowed:
            raise Refused(f"This agency cannot be shown: {offered[part].lower()}", "parts")
    if not set(parts) <= offered.keys():
        raise Refused("Choose from the list", "parts")


def end_share(row: PersonShare, *, by: Actor | None, at: dt.datetime) -> None:
    """From now on they see nothing more of it. Ending twice does nothing more."""
    if row.ended_at is None:
        row.ended_at, row.ended_by_id = at, by.staff_id if by else None
        db.session.flush()
        detail = {"share": row.reference, "what": "ended"}
        audit.record(Act.ALTERATION, f"person:{row.person.reference}", by=by, at=at, compartment="share", detail=detail)


def load_share(person: Person, reference: str, *, by: Actor) -> PersonShare:
    """One share of this person, to end it. Raises NotFound."""
    must_of(person, Action.DISCLOSE, Compartment.COMPLIANCE, by=by)
    mine = PersonShare.person_id == person.id
    row = db.session.scalar(select(PersonShare).where(PersonShare.reference == reference.upper(), mine))
    if row is None:
        raise NotFound
    return row


def shares_of(person: Person) -> Sequence[PersonShare]:
    """With whom this record is or was shared, latest first, a hundred at most."""
    rows = select(PersonShare).where(PersonShare.person_id == person.id).options(joinedload(PersonShare.to_agency))
    return db.session.scalars(rows.order_by(PersonShare.id.desc()).limit(MOST)).all()


def other_agencies(by: Actor) -> Sequence[Agency]:
    """Every other agency that uses this Waymark."""
    return db.session.scalars(select(Agency).where(Agency.id != by.agency_id).order_by(Agency.name)).all()


def shared_with(by: Actor, *, at: dt.datetime) -> list[Person]:
    """Whose identity other agencies show the actor's at a moment (UTC), the latest shared first, a hundred at most."""
    wanted = (
        select(PersonShare)
        .where(PersonShare.to_agency_id == by.agency_id, PersonShare.ended_at.is_(None))
        .where(PersonShare.start <= at, PersonShare.end > at)
        .options(joinedload(PersonShare.person))
        .order_by(PersonShare.id.desc())
        .limit(MOST)
    )
    with everybody():
        people = {row.person_id: row.person for row in db.session.scalars(wanted)}
        facts = facts_of_all(people.values(), by=by, at=at)
    seen = [one for one in people.values() if may(by, Action.LOOK, Compartment.IDENTITY, facts[one.id]).allowed]
    if seen:
        audit.because(SHARED)
        audit.look("shared", Compartment.IDENTITY, by=by, others=[f"person:{one.reference}" for one in seen])
    return seen


def load_shared(reference: str, *, by: Actor, at: dt.datetime) -> tuple[Person, frozenset[Compartment]]:
    """A person whom another agency shares, and the parts the actor may look at. Raises NotFound where there is none."""
    with everybody():
        person = db.session.scalar(select(Person).where(Person.reference == reference.upper()))
        if person is None or person.agency_id == by.agency_id:
            raise NotFound
        facts = facts_of(person, by=by, at=at)
    parts = frozenset(part for part in PARTS if may(by, Action.LOOK, part, facts).allowed)
    if Compartment.IDENTITY not in parts:
        raise NotFound
    audit.because(SHARED)
    _look(person, parts, by)
    return person, parts


def _look(person: Person, parts: Iterable[Compartment], by: Actor) -> None:
    for part in parts:
        audit.look(f"person:{person.reference}", part, by=by)


def stop_shares(person: Person, what: Changed, *, by: Actor, at: dt.datetime) -> None:
    """What rests on agreement ends in the same transaction in which they withdraw it (domain rule 3).

    What was written for a cases meeting rests on the agreement to be spoken of there, the rest on that to share.
    """
    if what is not Changed.AGREEMENTS:
        return
    live = (PersonShare.person_id == person.id) & PersonShare.ended_at.is_(None)
    rows = db.session.scalars(select(PersonShare).where(live, PersonShare.basis == Basis.AGREEMENT.value)).all()
    gone = [kind for kind in (AgreementKind.SHARING, AgreementKind.MEETING) if live_agreement(person, kind) is None]
    for row in rows:
        at_meeting = row.compartments == Compartment.MEETINGS.value
        if (AgreementKind.MEETING if at_meeting else AgreementKind.SHARING) in gone:
            end_share(row, by=by, at=at)
