"""A small site whose texts wait: those who may be texted, their bookings, and some workers who are signed in."""

from __future__ import annotations

from sqlalchemy import select

import diversion.services
from casework.accounts import services as accounts
from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people.models import Person
from tests.harness import cast
from tests.load.world import Desk


def small_world(workers: int, texted: int, booked: int) -> list[Desk]:
    """The desks of so many workers, in front of so many people with so many bookings among them."""
    by = cast.people_who_may_be_texted(texted)
    cast.book(booked, by)
    desks: list[Desk] = []
    with transaction():
        agency = db.session.scalars(select(Agency)).one()
        admin = accounts.add_staff(
            agency, name="Uma Reed", email="uma@example.org", roles=[Role.ADMINISTRATOR], at=clock.now()
        )
        diversion.services.add_preset("Safe Exit", by=admin.actor, at=clock.now())
        people = list(db.session.scalars(select(Person.reference)))
        for n in range(workers):
            email = f"desk{n}@example.org"
            staff = accounts.add_staff(agency, name=f"Sam {n}", email=email, roles=[Role.WORKER], at=clock.now())
            key = accounts.open_session(staff, at=clock.now())
            desks.append(Desk(f"worker {n}", "typist", staff.id, key, list(people)))
    return desks
