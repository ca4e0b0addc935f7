"""What an agency already has of a spreadsheet's rows and people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from casework.appointments.models import Appointment
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.rules import names
from diversion.history.rules.problems import Problem
from diversion.history.rules.row import PaperRow, scheme_key
from diversion.history.services.changes import differences
from diversion.models import Charge, Referral, Requirement, RequirementBooking
from diversion.services.known import known_by
from diversion.services.schemes import all_schemes

AT_ONCE = 250
Key = tuple[str, str, dt.date]


@dataclass(frozen=True)
class Recorded:
    """The lines of a file whose referral is in Waymark, and those of them that say something else."""

    lines: set[int] = field(default_factory=set)
    changes: list[Problem] = field(default_factory=list)


def known_rows(rows: Sequence[PaperRow], *, by: Actor) -> Recorded:
    """Which rows the agency has, by scheme, custody reference and arrest date together, and what differs.

    Referrals that a file does not name are left alone (promises E C14).
    """
    found = Recorded()
    schemes = {scheme_key(scheme.name): scheme for scheme in all_schemes(by=by)}
    keyed = [
        (mark, row)
        for row in rows
        if (scheme := schemes.get(scheme_key(row.scheme)))
        and (mark := known_by(scheme, row.custody_reference, row.arrested_on))
    ]
    for start in range(0, len(keyed), AT_ONCE):
        _compare_some(dict(keyed[start : start + AT_ONCE]), found, by)
    return found


def _compare_some(rows: dict[bytes, PaperRow], found: Recorded, by: Actor) -> None:
    asked = _whole().where(Referral.agency_id == by.agency_id, Referral.known_by.in_(list(rows)))
    for referral in db.session.scalars(asked):
        row = rows[referral.known_by or b""]
        found.lines.add(row.line)
        if changed := differences(row, referral):
            found.changes.append(_change(row, referral, changed))
    db.session.expunge_all()


def _change(row: PaperRow, referral: Referral, changed: Sequence[str]) -> Problem:
    return Problem(
        row.line,
        ", ".join(changed),
        f"Waymark has something else here for this referral (reference {referral.reference}), and nothing is changed",
        "Find out which is right: change the referral on its own page, or correct the file",
    )


def _whole() -> Select[Referral]:
    appointment = selectinload(Referral.requirements).selectinload(Requirement.bookings)
    appointment = appointment.joinedload(RequirementBooking.appointment)
    return select(Referral).options(
        joinedload(Referral.person),
        joinedload(Referral.hearing),
        selectinload(Referral.charges).selectinload(Charge.endings),
        appointment.selectinload(Appointment.attendances),
        appointment.selectinload(Appointment.moves),
    )


def known_people(keys: Collection[Key], *, by: Actor) -> tuple[dict[Key, int], set[Key]]:
    """The agency's people with these names and dates of birth by their id, and the keys that fit two records."""
    found: dict[Key, int] = {}
    twice: set[Key] = set()
    for person_id, key in _everybody(by.agency_id) if keys else ():
        if key in keys and found.setdefault(key, person_id) != person_id:
            twice.add(key)
    return found, twice


def _everybody(agency_id: int) -> Iterator[tuple[int, Key]]:
    asked = select(Person.id, Person.family_name, Person.given_name, Person.date_of_birth)
    mine = asked.where(Person.agency_id == agency_id, Person.joined_to_id.is_(None))
    for row in db.session.execute(mine.execution_options(yield_per=1000)):
        if row.date_of_birth is not None:
            yield row.id, (names.key(row.family_name), names.key(row.given_name), row.date_of_birth)
