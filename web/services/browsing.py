"""Raising patterns of browsing, and saying what was found of them (promises P33, Q6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from casework.accounts.models import Staff
from casework.accounts.rules import Compartment, Role
from casework.appointments.models import Appointment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.models import Event, EventRecord
from casework.kernel.refused import NotFound, Refused
from casework.kernel.worklists import MOST_ROWS, Rank, Task
from casework.people.models import Person
from casework.people.rules import names
from casework.people.services import everybody
from diversion.models import Referral
from orders.models import SupportOrder
from web.models import BrowsingAlert
from web.rules.browsing import Colleague, Finding, Kind, Pattern, Seen, Whom, World, patterns

WEEK = dt.timedelta(days=7)
LATELY = dt.timedelta(days=60)
HOUR = dt.timedelta(hours=1)
SEARCHES_AN_HOUR = 500
"""The most searches of one colleague in an hour (Q6): the next is not answered, and somebody is told."""
OPENED = ("person:", "referral:", "order:", "appointment:", "hearing:")
SEARCH = "search"
ONES_OWN = "This is about you. Somebody else must look into it"


def new_patterns(agency_id: int, *, at: dt.datetime) -> list[Finding]:
    """What the events of the last week show and was not raised yet."""
    found = patterns(_world(agency_id, at))
    known = select(BrowsingAlert.about).where(BrowsingAlert.agency_id == agency_id)
    raised = set(db.session.scalars(known.where(BrowsingAlert.about.in_([one.about for one in found]))))
    return [one for one in found if one.about not in raised]


def raise_new(agency_id: int, *, at: dt.datetime) -> list[BrowsingAlert]:
    """Raise it, inside the caller's transaction."""
    return [_raise(one, agency_id, at) for one in new_patterns(agency_id, at=at)]


def _raise(one: Finding, agency_id: int, at: dt.datetime) -> BrowsingAlert:
    record = f"person:{one.person}" if one.person else ""
    row = BrowsingAlert(
        agency_id=agency_id,
        pattern=one.pattern.value,
        about=one.about,
        staff_id=one.staff,
        record=record,
        day=one.day,
        count=one.count,
        raised_at=at,
    )
    db.session.add(row)
    db.session.flush()
    detail = {"pattern": one.pattern.value, "alert": row.reference}
    audit.record(
        Act.ALTERATION, "browsing", by=Actor.system(agency_id), at=at, detail=detail, others=[record] if record else []
    )
    return row


def _world(agency_id: int, at: dt.datetime) -> World:
    events = _events(agency_id, at - WEEK)
    opened = {one.person for one in events if one.person}
    rows = db.session.scalars(
        select(Staff).where(Staff.agency_id == agency_id).options(joinedload(Staff.roles))
    ).unique()
    colleagues = {staff.id: _colleague(staff) for staff in rows}
    with everybody():
        return World(events, colleagues, _people(opened, at))


def _colleague(staff: Staff) -> Colleague:
    has_people = not {Role.MANAGER.value, Role.LIAISON.value}.intersection(row.role for row in staff.roles)
    return Colleague(names.folded(staff.name.split()[-1]), has_people, staff.ended_at)


def _events(agency_id: int, since: dt.datetime) -> list[Seen]:
    wanted = select(Event.seq, Event.at, Event.staff_id, Event.act, Event.record).where(
        Event.agency_id == agency_id, Event.at >= since, Event.staff_id.is_not(None)
    )
    rows = db.session.execute(wanted.order_by(Event.seq)).all()
    whose = _whose([row.seq for row in rows if _opens(row.act, row.record) and not row.record.startswith("person:")])
    return [Seen(row.at, row.staff_id, _kind(row.act, row.record), _person(row.record, row.seq, whose)) for row in rows]


def _opens(act: str, record: str) -> bool:
    return act in {Act.CONSULTATION, Act.DISCLOSURE} and record.startswith(OPENED)


def _kind(act: str, record: str) -> Kind:
    if _opens(act, record):
        return Kind.OPENED
    if record == SEARCH:
        return Kind.STOPPED if act == Act.REFUSAL else Kind.SEARCHED
    return {Act.EXPORT.value: Kind.EXPORTED, Act.BREAK_GLASS.value: Kind.GLASS}.get(act, Kind.OTHER)


def _whose(seqs: list[int]) -> dict[int, str]:
    """The person of each event that opened a referral, an order or an appointment."""
    found: dict[int, str] = {}
    for start in range(0, len(seqs), 500):
        part = EventRecord.seq.in_(seqs[start : start + 500])
        rows = select(EventRecord.seq, EventRecord.record).where(part, EventRecord.record.startswith("person:"))
        found.update((row.seq, row.record) for row in db.session.execute(rows))
    return found


def _person(record: str, seq: int, whose: dict[int, str]) -> str:
    named = record if record.startswith("person:") else whose.get(seq, "")
    return named.removeprefix("person:")


def _people(references: Iterable[str], at: dt.datetime) -> dict[str, Whom]:
    """Who was opened, by surname, and whose they are: by referral, order, or an appointment of these two months."""
    wanted = sorted(references)
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(wanted), 500):
        rows = select(Person.id, Person.reference, Person.family_name)
        for row in db.session.execute(rows.where(Person.reference.in_(wanted[start : start + 500]))):
            found[row.id] = (row.reference, row.family_name)
    held = _held(list(found), at)
    return {
        reference: Whom(names.folded(family), frozenset(held[number])) for number, (reference, family) in found.items()
    }


def _held(people: list[int], at: dt.datetime) -> dict[int, set[int]]:
    held: dict[int, set[int]] = defaultdict(set)
    lately = Appointment.starts_at.between(at - LATELY, at + LATELY)
    for start in range(0, len(people), 500):
        some = people[start : start + 500]
        for query in (
            select(Referral.person_id, Referral.worker_id).where(Referral.person_id.in_(some)),
            select(SupportOrder.person_id, SupportOrder.supervisor_id).where(SupportOrder.person_id.in_(some)),
            select(Appointment.person_id, Appointment.with_staff_id).where(Appointment.person_id.in_(some), lately),
        ):
            for person, staff in db.session.execute(query):
                if staff is not None:
                    held[person].add(staff)
    return held


def alerts(agency_id: int, *, closed: bool = False) -> list[BrowsingAlert]:
    """What waits to be looked into, newest first; with `closed`, the fifty that somebody looked into last."""
    wanted = select(BrowsingAlert).where(BrowsingAlert.agency_id == agency_id)
    wanted = wanted.options(joinedload(BrowsingAlert.staff), joinedload(BrowsingAlert.closed_by))
    if closed:
        shown = wanted.where(BrowsingAlert.closed_at.is_not(None)).order_by(BrowsingAlert.closed_at.desc())
    else:
        shown = wanted.where(BrowsingAlert.closed_at.is_(None)).order_by(BrowsingAlert.raised_at.desc())
    return list(db.session.scalars(shown.limit(50)))


def load(reference: str, *, by: Actor) -> BrowsingAlert:
    """One, of this agency; the look at it is noted. Raises NotFound for any other."""
    row = db.session.scalar(select(BrowsingAlert).where(BrowsingAlert.reference == reference.upper()))
    if row is None or row.agency_id != by.agency_id:
        raise NotFound
    audit.look("browsing", Compartment.AUDIT, by=by, others=[row.record] if row.record else [])
    return row


def close(row: BrowsingAlert, found: str, *, by: Actor, at: dt.datetime) -> None:
    """Keep what somebody found. Raises Refused for the colleague it is about, and where it was looked into already."""
    if row.staff_id == by.staff_id:
        raise Refused(ONES_OWN, "found")
    if row.closed_at is not None:
        raise Refused("Somebody has looked into this already. Read what they found", "found")
    row.closed_at, row.closed_by_id, row.found = at, by.staff_id, found
    detail = {"pattern": row.pattern, "alert": row.reference, "did": "looked into"}
    others = [row.record] if row.record else []
    audit.record(Act.ALTERATION, "browsing", by=by, at=at, compartment=Compartment.AUDIT, detail=detail, others=others)


def who(row: BrowsingAlert) -> str:
    """Whom a row is about: a colleague by name, a person by reference."""
    return row.staff.name if row.staff else f"Person {row.record.removeprefix('person:')}"


def said(row: BrowsingAlert) -> str:
    """What was seen."""
    about = f" ({row.record.removeprefix('person:')})" if row.record and row.staff_id else ""
    return Pattern(row.pattern).words(row.count) + about


def tasks(agency_id: int) -> tuple[list[Task], int]:
    """The rows of "Needs a decision", and how many there are in all."""
    wanted = select(BrowsingAlert, func.count().over()).where(
        BrowsingAlert.agency_id == agency_id, BrowsingAlert.closed_at.is_(None)
    )
    rows = db.session.execute(
        wanted.options(joinedload(BrowsingAlert.staff)).order_by(BrowsingAlert.raised_at).limit(MOST_ROWS)
    ).all()
    found = [
        Task(Rank.DECIDE, 0, said(row), f"/audit/patterns/{row.reference}", "Look into it", due=row.day, about=who(row))
        for row, _total in rows
    ]
    return found, rows[0][1] if rows else 0


def may_search(*, by: Actor, at: dt.datetime) -> bool:
    """Whether this colleague has searched fewer than 500 times in the last hour; where not, that is noted (Q6)."""
    wanted = select(func.count()).where(Event.staff_id == by.staff_id, Event.at > at - HOUR, Event.record == SEARCH)
    if (db.session.scalar(wanted) or 0) < SEARCHES_AN_HOUR:
        return True
    audit.look(SEARCH, Compartment.IDENTITY, by=by, act=Act.REFUSAL)
    return False
