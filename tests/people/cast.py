"""A steady person for the tests of the lower rooms, and a second agency that must see nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.people import services
from casework.people.models import Person
from tests.support.staff import Team

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 21)
DAY = dt.timedelta(days=1)
JO: dict[str, Any] = {
    "given_name": "Joanna",
    "family_name": "O'Brien-Łukasz",
    "known_as": "Jo",
    "date_of_birth": dt.date(1995, 2, 3),
    "pronouns": "she",
}
NUMBER = "+447700900123"


def add_jo(by: Actor, **changed: Any) -> Person:
    """Jo, or somebody like her, in the actor's agency."""
    with transaction():
        return services.add_person(**(JO | changed), by=by, at=AT)


def other_agency(team: Team) -> Team:
    """Another charity on the same site."""
    return Team(team.app, "Harbour Trust")


def events(record: str) -> list[Event]:
    """The audit trail of one record, in order."""
    db.session.rollback()
    return list(db.session.scalars(db.select(Event).where(Event.record == record).order_by(Event.seq)))
