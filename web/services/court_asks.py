"""Asking a colleague for an attendance that a court waits for: who asked whom and when, until it is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from casework.kernel import audit, clock, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.refused import Refused
from casework.kernel.showing import CourtGroup, CourtRow
from casework.kernel.worklists import Rank, Task
from casework.people.models import Person
from notices.rules import CheckFirst
from web.models import CourtAsk
from web.services import programmes

STANDS_FOR = dt.timedelta(days=7)
"""How long after its court day an ask stands on Today (ours)."""

MOST = 100
"""How many asks Today reads at once."""


@dataclass(frozen=True)
class Asked:
    """That somebody asked already, for the row of the list."""

    by: str
    at: dt.datetime


def asked_about(subjects: Collection[str], *, day: dt.date, by: Actor) -> dict[str, Asked]:
    """By subject, who asked first for this court day. One query, none for no subjects."""
    if not subjects:
        return {}
    rows = select(CourtAsk).where(
        CourtAsk.agency_id == by.agency_id, CourtAsk.day == day, CourtAsk.subject.in_(subjects)
    )
    found = db.session.scalars(rows.options(joinedload(CourtAsk.asked_by)))
    return {one.subject: Asked(one.asked_by.name, one.asked_at) for one in found}


def ask(row: CourtRow, *, court_code: str, day: dt.date, by: Actor, at: dt.datetime) -> CourtAsk:
    """Ask whoever sees the person to record what is missing, once for each court day; at a moment (UTC).

    The reminder is a row on their Today, or on the team's where nobody has the person. Raises Refused where nothing
    is missing any more, and where somebody has asked already.
    """
    if row.group is not CourtGroup.CHECK_FIRST or by.staff_id is None:
        raise Refused("The attendance has been recorded. Read the list again")
    if before := asked_about([row.subject], day=day, by=by).get(row.subject):
        raise Refused(f"{before.by} asked at {words.short_moment(before.at)}. It stands on Today until it is recorded")
    made = CourtAsk(
        agency_id=by.agency_id,
        person_id=row.person_id,
        subject=row.subject,
        court_code=court_code,
        day=day,
        asked_of_id=row.worker_id,
        asked_by_id=by.staff_id,
        asked_at=at,
    )
    db.session.add(made)
    db.session.flush()
    detail = {"asked_of": str(row.worker_id or ""), "day": day.isoformat()}
    whom = [f"person:{db.session.get_one(Person, row.person_id).reference}"]
    audit.record(Act.COLLECTION, row.subject, by=by, at=at, compartment="compliance", detail=detail, others=whom)
    return made


def asks(*, agency_id: int, staff_id: int | None, now: dt.datetime) -> list[Task]:
    """What court lists wait for, for one member of staff's Today or, where `staff_id` is None, the team's.

    An ask is shown to whoever was asked, and to whoever asked; it is gone as soon as the attendance is recorded, or
    a week after its court day. A fixed number of queries.
    """
    found = _open(agency_id, staff_id, clock.local_day(now))
    if not found:
        return []
    subjects = {one.subject for one in found}
    said = programmes.statements(subjects, agency_id=agency_id, today=clock.local_day(now), now=now)
    waiting = ((one, said.get(one.subject)) for one in found)
    return [_task(one, missing) for one, missing in waiting if isinstance(missing, CheckFirst)]


def _open(agency_id: int, staff_id: int | None, today: dt.date) -> Sequence[CourtAsk]:
    return _asked(staff_id is None).objects(agency=agency_id, staff=staff_id, since=today - STANDS_FOR)


@cache
def _asked(team: bool) -> Fixed:
    wanted = select(CourtAsk).where(CourtAsk.agency_id == bindparam("agency"), CourtAsk.day >= bindparam("since"))
    if not team:
        mine = CourtAsk.asked_of_id == bindparam("staff"), CourtAsk.asked_by_id == bindparam("staff")
        wanted = wanted.where(or_(*mine, CourtAsk.asked_of_id.is_(None)))
    wanted = wanted.options(joinedload(CourtAsk.asked_by)).order_by(CourtAsk.day, CourtAsk.id).limit(MOST)
    return Fixed(wanted)


def _task(asked: CourtAsk, missing: CheckFirst) -> Task:
    programme, _, reference = asked.subject.partition(":")
    days = words.joined([words.short_day(day) for day in missing.days])
    asks = f"{asked.asked_by.name} asked {words.short_moment(asked.asked_at)}"
    return Task(
        rank=Rank.ASKED,
        person_id=asked.person_id,
        why=f"Attendance on {days} is not recorded; court is {words.short_day(asked.day)}. {asks}",
        url=f"/{programme}s/{reference}",
        button="Record it",
        due=asked.day,
    )
