"""A court's morning with very many people: workers' diaries, orders, a list of 200, texts, notices, by plain inserts.

What Today and the court list read besides what `crowded` lays down. Rows are not what the services would store in every
column: this is for counting queries and for measuring.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import func, insert, select, update

from casework.accounts.models import Staff
from casework.accounts.rules import Role
from casework.accounts.services import add_staff
from casework.appointments.models import Appointment, Attendance
from casework.courts.models import ContactCourt, CourtContact, Hearing
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.people.models import Person
from diversion.models import Referral, Release, RequirementBooking
from notices.models import Notice, NoticeLine
from orders.models import Meeting, MeetingBooking, SupportOrder
from reminders.models import Text

COURT, WORKERS = "B01ND00", 12
_FAR = 30_000_000


def lay(listed: int, *, orders: int, by: Actor, supervisor: Actor) -> dt.date:
    """Spread the live over more workers, list so many at one court, half of them completed, and so many orders.

    Returns the London day of that list. After `crowded.fill`; called again, it takes the people after those of before.
    """
    now = clock.now()
    today = clock.local_day(now)
    with transaction():
        lowest = int(db.session.scalar(select(func.min(Referral.id)).where(Referral.ended.is_(False))) or 0)
        first = max(lowest, int(db.session.scalar(select(func.max(SupportOrder.id))) or 0) + 1)
        _workers(by, now)
        _list(range(first, first + listed), today + dt.timedelta(days=3), by, now)
        _orders(range(first, first + orders), supervisor, now)
        _notices(range(first, first + listed), today, by, now)
        _texts(range(first, first + listed), by, now)
    return today + dt.timedelta(days=3)


def _workers(by: Actor, now: dt.datetime) -> None:
    """A quarter of the live stay with one worker; the rest are shared by the others, each with a diary."""
    agency = db.session.get_one(Staff, by.staff_id).agency
    everybody = db.session.scalars(select(Staff).where(Staff.agency_id == agency.id).order_by(Staff.id))
    made = [one for one in everybody if one.name.startswith("Ash ")]
    for n in range(WORKERS - len(made)):
        made.append(add_staff(agency, name=f"Ash {n}", email=f"ash{n}@example.org", roles=[Role.WORKER], at=now))
    db.session.flush()
    for n, staff in enumerate(made):
        theirs = Referral.id % 16 == 4 + n
        people = select(Referral.person_id).where(theirs, Referral.ended.is_(False))
        db.session.execute(update(Referral).where(theirs).values(worker_id=staff.id))
        db.session.execute(update(Appointment).where(Appointment.person_id.in_(people)).values(with_staff_id=staff.id))


def _list(people: range, day: dt.date, by: Actor, now: dt.datetime) -> None:
    at = {"court_code": COURT, "day": day, "starts_at": clock.moment(day, dt.time(10))}
    db.session.execute(update(Hearing).where(Hearing.id.in_(people)).values(at))
    kept = [n for n in people if n % 2 == 0]
    days = [clock.local_day(now) - dt.timedelta(days=ago) for ago in (9, 5)]
    rows = [(_FAR + n * 2 + k, n, k, on) for n in kept for k, on in enumerate(days)]
    _put(Appointment, [_appointment(key, n, on, by, "attended", now) for key, n, _k, on in rows])
    _put(Attendance, [_attended(key, on, now) for key, _n, _k, on in rows])
    _put(RequirementBooking, [{"requirement_id": n * 2 + k + 1, "appointment_id": key} for key, n, k, _on in rows])


def _orders(people: range, supervisor: Actor, now: dt.datetime) -> None:
    today = clock.local_day(now)
    _put(SupportOrder, [_order(n, today, supervisor, now) for n in people])
    _put(Meeting, [{"id": n * 3 + k, "order_id": n, "position": k + 1} for n in people for k in range(3)])
    keys = [(2 * _FAR + n * 3 + k, n, k) for n in people for k in range(n % 3 + 1)]
    days = [today - dt.timedelta(days=20), today - dt.timedelta(days=6), today + dt.timedelta(days=4)]
    held = [(key, n, k, "attended" if k < 2 else None) for key, n, k in keys]
    _put(Appointment, [_appointment(key, n, days[k], supervisor, out, now) for key, n, k, out in held])
    _put(Attendance, [_attended(key, days[k], now) for key, _n, k, out in held if out])
    _put(MeetingBooking, [{"meeting_id": n * 3 + k, "appointment_id": key} for key, n, k in keys])


def _order(n: int, today: dt.date, supervisor: Actor, now: dt.datetime) -> dict[str, Any]:
    status = ("active", "running_out", "date_passed", "complied_not_told")[n % 4]
    days = {"made_on": today - dt.timedelta(days=100), "must_by": today + dt.timedelta(days=n % 60 - 5)}
    whose = {"agency_id": supervisor.agency_id, "person_id": n, "supervisor_id": supervisor.staff_id}
    return {"id": n, "court_code": COURT, "status": status, "recorded_at": now, "version": 1} | days | whose


def _notices(people: range, today: dt.date, by: Actor, now: dt.datetime) -> None:
    """Thirty notices of ten court days that nobody acknowledged, with everybody of the list in them; and releases."""
    before = db.session.scalar(select(func.count()).select_from(Notice)) or 0
    desk = {"agency_id": by.agency_id, "name": "Thames", "kind": "court", "email": "desk@example.org"}
    contact = CourtContact(**desk, courts=[ContactCourt(court_code=COURT)], recorded_at=now)
    db.session.add(contact)
    db.session.flush()
    _put(Notice, [_notice(before + n, today, contact, now) for n in range(30)])
    references = {row.id: row.reference for row in db.session.execute(select(Referral.id, Referral.reference))}
    lines = [(n, people[k]) for n in range(30) for k in range(n, len(people), 30)]
    _put(NoticeLine, [_line(before + n, person, references[person], by) for n, person in lines])
    told = {"agency_id": by.agency_id, "because": [], "released_at": now, "released_by_id": by.staff_id}
    days = {"day": today + dt.timedelta(days=3)}
    _put(Release, [{"person_id": n, "referral_id": n} | told | days for n in people[:40]])


def _notice(n: int, today: dt.date, contact: CourtContact, now: dt.datetime) -> dict[str, Any]:
    day, went = today + dt.timedelta(days=3 + n % 10), now - dt.timedelta(days=6)
    named = {"recipient_name": contact.name, "recipient_email": contact.email, "contact_kind": "court"}
    letter = {"subject": "Results", "body": "x" * 4_000, "document": "x" * 20_000, "pdf": b"%PDF" * 10_000}
    keys = {"seen_key": "x", "seen_hash": hashlib.sha256(bytes([n])).digest(), "message_id": f"<{n}@example.org>"}
    when = {"hearing_day": day, "made_at": went, "sent_at": went, "state": "sent", "kind": "results"}
    whose = {"id": n + 1, "agency_id": contact.agency_id, "number": n + 1, "contact_id": contact.id}
    return {"court_code": COURT, "version": 1} | named | letter | keys | when | whose


def _line(notice: int, person: int, reference: str, by: Actor) -> dict[str, Any]:
    said = {"subject": f"referral:{reference}", "name": "Jo", "sentence": "x", "digest": b"x" * 32}
    return {"notice_id": notice + 1, "agency_id": by.agency_id, "person_id": person} | said


def _texts(people: range, by: Actor, now: dt.datetime) -> None:
    """Two reminders each that went, of which nobody has said anything."""
    _put(Text, [_text(n, k, by, now) for n in people for k in range(2)])


def _text(n: int, k: int, by: Actor, now: dt.datetime) -> dict[str, Any]:
    went = now - dt.timedelta(days=2 + 7 * k)
    keys = {"plan_key": f"morning:{n}:{k}", "token": f"m{n}x{k}", "kind": "one_day", "state": "delivered"}
    when = {"not_before": went, "not_after": went, "handed_at": went, "planned_at": went}
    return {"agency_id": by.agency_id, "person_id": n} | keys | when


def _appointment(key: int, n: int, day: dt.date, by: Actor, outcome: str | None, now: dt.datetime) -> dict[str, Any]:
    at = dt.time(9 + n % 8)
    when = {"day": day, "time": at, "starts_at": clock.moment(day, at), "outcome": outcome, "version": 1}
    whose = {"agency_id": by.agency_id, "person_id": n, "with_staff_id": by.staff_id, "recorded_at": now}
    return {"id": key} | when | whose


def _attended(key: int, day: dt.date, now: dt.datetime) -> dict[str, Any]:
    return {"appointment_id": key, "outcome": "attended", "happened_on": day, "recorded_at": now}


def _put(model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)


def people() -> int:
    """How many there are in all."""
    return db.session.scalar(select(func.count()).select_from(Person)) or 0
