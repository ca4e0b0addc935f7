"""How somebody describes themselves, asked for monitoring: their own words for it, and never a condition of support."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.accounts.rules import Compartment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.people.models import Person
from monitoring.models import PersonDetail


def described(person: Person) -> PersonDetail | None:
    """As they last said, None where nobody asked."""
    wanted = select(PersonDetail).where(PersonDetail.person_id == person.id, PersonDetail.superseded_at.is_(None))
    return db.session.scalar(wanted)


def describe(person: Person, *, ethnicity: str, gender: str, by: Actor, at: dt.datetime) -> None:
    """Keep what they say now; what they said before stays as its history. Codes of `rules.census`, or ""."""
    before = described(person)
    if before is not None and (before.ethnicity, before.gender) == (ethnicity, gender):
        return
    if before is not None:
        before.superseded_at = at
        db.session.flush()
    db.session.add(
        PersonDetail(
            agency_id=person.agency_id,
            person_id=person.id,
            ethnicity=ethnicity,
            gender=gender,
            recorded_at=at,
            recorded_by_id=by.staff_id,
        )
    )
    act = Act.ALTERATION if before is not None else Act.COLLECTION
    audit.record(act, f"person:{person.reference}", by=by, at=at, compartment=Compartment.SUPPORT)
