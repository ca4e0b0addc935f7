"""A service with very many people, laid down by plain inserts in a moment: for counting queries and for measuring.

Everybody's numbers are their row's, so that rows can point at each other without being read back. Each live person has
one referral before a court in the next weeks, an appointment not recorded, one today and one to come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, insert, select

from casework.accounts.models import Agency
from casework.appointments.models import Appointment, Attendance, Place
from casework.courts import reference
from casework.courts.models import Hearing
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.people.models import Circumstance, Person, SafeContact
from diversion import services as diversion
from diversion.models import CaseEnding, Charge, ContactAttempt, Referral, Requirement, RequirementBooking, Scheme

COURTS = 60
PIECE = 2_000
Rows = Iterable[dict[str, Any]]


def fill(live: int, *, done: int = 0, appointments: int = 0, by: Actor, first: int = 0) -> None:
    """So many people with a live referral, so many whose case is over, so many recorded appointments of the live."""
    with transaction():
        base = max(first, int(db.session.scalar(select(func.max(Person.id))) or 0))
        house = _House(by, base)
    for start in range(0, live + done, PIECE):
        with transaction():
            house.people(range(start, min(start + PIECE, live + done)), live)
    for start in range(0, appointments, PIECE):
        with transaction():
            house.past(range(start, min(start + PIECE, appointments)), live)


class _House:
    """The agency's first place and scheme, and the numbers that follow from each other."""

    def __init__(self, by: Actor, base: int) -> None:
        self.by, self.base, self.at = by, base, clock.now()
        self.today = clock.local_day(self.at)
        self.agency = db.session.get_one(Agency, by.agency_id)
        boss = Actor(by.staff_id, by.agency_id, by.name, frozenset({"administrator"}))
        scheme = db.session.scalar(select(Scheme).where(Scheme.agency_id == by.agency_id))
        self.scheme = (scheme or diversion.add_preset("Safe Exit", by=boss, at=self.at)).id
        place = db.session.scalar(select(Place).where(Place.agency_id == by.agency_id))
        if place is None:
            place = Place(agency_id=by.agency_id, name="Mill Street", text_name="the blue door")
            db.session.add(place)
            db.session.flush()
        self.place = place.id
        self.courts = [court.ou_code for court in reference.courts(open_only=True)[:COURTS]]

    def people(self, numbers: range, live: int) -> None:
        mine = [(self.base + n + 1, n, n < live) for n in numbers]
        _put(Person, (self._person(n) for n, _, _ in mine))
        _put(SafeContact, (self._contact(n) for n, _, _ in mine))
        _put(Hearing, (self._hearing(n, place, on) for n, place, on in mine))
        _put(Referral, (self._referral(n, place, on) for n, place, on in mine))
        _put(Charge, (self._charge(n) for n, _, _ in mine))
        _put(CaseEnding, (self._ending(n) for n, _, on in mine if not on))
        _put(Requirement, (self._requirement(n, which) for n, _, _ in mine for which in (1, 2)))
        _put(ContactAttempt, (self._attempt(n) for n, _, _ in mine))
        _put(Circumstance, (self._no_address(n) for n, place, on in mine if on and place % 10 == 0))
        booked = [(n, place, at) for n, place, on in mine if on for at in self._times(place)]
        _put(Appointment, (self._appointment(n * 10 + k, n, at) for k, (n, _, at) in _numbered(booked)))
        _put(RequirementBooking, (self._booking(n * 10 + k, n, k) for k, (n, _, _) in _numbered(booked)))

    def past(self, numbers: range, live: int) -> None:
        """Appointments long recorded, which nobody has to be asked about."""
        ids = [(10_000_000 + self.base + n, self.base + n % live + 1, n) for n in numbers]
        _put(Appointment, (self._appointment(i, n, self._long_ago(k), outcome="attended") for i, n, k in ids))
        _put(Attendance, (self._attendance(i, self._long_ago(k)) for i, _, k in ids))

    def _times(self, place: int) -> list[dt.datetime]:
        """One not recorded for every tenth, one today for every fifteenth, one to come for all but the last third."""
        found = [clock.moment(self.today - dt.timedelta(days=1), dt.time(10))] if place % 10 == 0 else []
        found += [clock.moment(self.today, dt.time(9 + place % 9))] if place % 15 == 1 else []
        return found + ([clock.moment(self.today + dt.timedelta(days=2), dt.time(11))] if place % 3 else [])

    def _long_ago(self, number: int) -> dt.datetime:
        return clock.moment(self.today - dt.timedelta(days=20 + number % 300), dt.time(9 + number % 8))

    def _person(self, n: int) -> dict[str, Any]:
        names = {"given_name": "Joanna", "family_name": f"Blake {n}", "known_as": "Jo", "pronouns": "she"}
        whose = {"agency_id": self.by.agency_id, "created_at": self.at, "version": 1}
        return {"id": n, "date_of_birth": dt.date(1995, 2, 3)} | names | whose

    def _contact(self, n: int) -> dict[str, Any]:
        when = {"checked_at": self.at, "recorded_at": self.at}
        return {"person_id": n, "agency_id": self.by.agency_id, "safe_to_text": "yes"} | when

    def _hearing(self, n: int, place: int, on: bool) -> dict[str, Any]:
        day = self.today + dt.timedelta(days=1 + place % 35 if on else -30 - place % 700)
        when = {"day": day, "time": dt.time(10), "starts_at": clock.moment(day, dt.time(10)), "version": 1}
        where = {"court_code": self.courts[place % len(self.courts)], "agency_id": self.by.agency_id}
        return {"id": n, "person_id": n, "recorded_at": self.at} | when | where

    def _referral(self, n: int, place: int, on: bool) -> dict[str, Any]:
        day = self.today - dt.timedelta(days=30)
        status = ("in_progress", "running_out", "completed", "new")[place % 4] if on else "completed"
        stands = {"status": status, "done": 0, "total": 2, "finish_by": self.today + dt.timedelta(days=place % 35)}
        rows = {"person_id": n, "hearing_id": n, "scheme_id": self.scheme, "agency_id": self.by.agency_id}
        when = {"arrested_on": day, "offence_on": day, "recorded_at": self.at, "worker_id": self.by.staff_id}
        return {"id": n, "version": 1, "urn": f"01HT{n:07}", "ended": not on} | stands | rows | when

    def _charge(self, n: int) -> dict[str, Any]:
        return {"id": n, "referral_id": n, "offence_code": "SO59003", "offence_on": self.today}

    def _ending(self, n: int) -> dict[str, Any]:
        said = {"method": "discontinued", "result_code": "2053", "decided_by": "CPS", "decided_on": self.today}
        return {"charge_id": n, "recorded_at": self.at} | said

    def _requirement(self, n: int, which: int) -> dict[str, Any]:
        return {"id": n * 2 + which, "referral_id": n, "position": which, "title": "Visit", "leaves": "nothing"}

    def _attempt(self, n: int) -> dict[str, Any]:
        return {"referral_id": n, "how": "call", "reached": True, "at": self.at}

    def _no_address(self, n: int) -> dict[str, Any]:
        since = {"since": self.today, "recorded_at": self.at}
        return {"agency_id": self.by.agency_id, "person_id": n, "kind": "no_fixed_address"} | since

    def _appointment(self, key: int, n: int, at: dt.datetime, outcome: str | None = None) -> dict[str, Any]:
        local = at.astimezone(clock.LONDON)
        when = {"day": local.date(), "time": local.time(), "starts_at": at, "outcome": outcome, "version": 1}
        who = {"agency_id": self.by.agency_id, "person_id": n, "place_id": self.place}
        return {"id": key, "with_staff_id": self.by.staff_id, "recorded_at": self.at} | when | who

    def _attendance(self, key: int, at: dt.datetime) -> dict[str, Any]:
        return {"appointment_id": key, "outcome": "attended", "happened_on": at.date(), "recorded_at": at}

    def _booking(self, key: int, n: int, which: int) -> dict[str, Any]:
        return {"requirement_id": n * 2 + 1 + which % 2, "appointment_id": key}


def _numbered(rows: list[tuple[int, int, dt.datetime]]) -> Iterable[tuple[int, tuple[int, int, dt.datetime]]]:
    """Each row with its place among the rows of its person."""
    seen: dict[int, int] = {}
    for row in rows:
        seen[row[0]] = seen.get(row[0], -1) + 1
        yield seen[row[0]], row


def _put(model: Any, rows: Rows) -> None:
    if laid := list(rows):
        db.session.execute(insert(model), laid)
