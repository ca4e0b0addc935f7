"""A steady case: Lena, an order of 12 June that names 24 November, and Sam who supervises it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.models import Person
from orders import services
from orders.models import SupportOrder
from orders.rules.instructions import ToldHow
from orders.rules.particulars import Particulars
from tests.support.staff import Team

MADE, NAMED = dt.date(2026, 6, 12), dt.date(2026, 11, 24)
BORN = dt.date(1995, 2, 3)


def on(day: dt.date, hour: int = 12) -> dt.datetime:
    """A moment of a London day."""
    return clock.moment(day, dt.time(hour))


@dataclass
class Case:
    """One person's order, walked through its life by the services. Every step is one transaction."""

    app: Flask
    team: Team
    order_id: int = 0
    person_id: int = 0

    @property
    def sam(self) -> Actor:
        return self.team.actor("supervisor")

    @property
    def order(self) -> SupportOrder:
        return db.session.get_one(SupportOrder, self.order_id)

    @property
    def person(self) -> Person:
        return db.session.get_one(Person, self.person_id)

    def paper(self, **changes: Any) -> Particulars:
        whole = Particulars(
            court_code="B01ND00",
            made_on=MADE,
            required_by=NAMED,
            supervisor_id=self.sam.staff_id,
            supervisor_name=self.sam.name,
            supervisor_agreed=True,
            area="2574",
        )
        return replace(whole, **changes)

    def add_person(self, **changes: Any) -> None:
        whole = {"given_name": "Lena", "family_name": "Kovac", "date_of_birth": BORN, "by": self.sam, "at": on(MADE)}
        with transaction():
            self.person_id = people.add_person(**{**whole, **changes}).id

    def record(self, *, at: dt.datetime | None = None, by: Actor | None = None, **changes: Any) -> None:
        by = by or self.sam
        with transaction():
            answers = services.OrderAnswers(person=self.person, paper=self.paper(**changes), urn="01HT1234526")
            self.order_id = services.record_order(answers, by=by, at=at or on(MADE)).id

    def fix(self, number: int, day: dt.date, *, at: dt.date | None = None, by: Actor | None = None, **more: Any) -> str:
        by = by or self.sam
        with transaction():
            return services.fix_meeting(
                self.order.meetings[number - 1],
                day=day,
                time=dt.time(10),
                **{"place_other": "Mill Street", "told_how": ToldHow.IN_PERSON, **more},
                by=by,
                at=on(at or MADE, 13),
            ).reference

    def say(self, number: int, outcome: Outcome, *, by: Actor | None = None, **said: Any) -> None:
        by = by or self.sam
        with transaction():
            appointment = self.appointment(number)
            services.record_outcome(appointment, outcome, by=by, at=on(appointment.day, 12), **said)

    def keep(self, number: int, day: dt.date) -> None:
        self.fix(number, day)
        self.say(number, Outcome.ATTENDED)

    def keep_all(self) -> None:
        for number, day in enumerate((dt.date(2026, 7, 2), dt.date(2026, 8, 6), dt.date(2026, 9, 10)), start=1):
            self.keep(number, day)

    def appointment(self, number: int) -> Appointment:
        return self.order.meetings[number - 1].bookings[-1].appointment


@pytest.fixture
def case(within: Flask, team: Team) -> Case:
    """Lena's order, recorded on the day it was made."""
    found = Case(within, team)
    found.add_person()
    found.record()
    return found


@pytest.fixture
def unrecorded(within: Flask, team: Team) -> Case:
    """Lena, of whom no order is recorded yet."""
    found = Case(within, team)
    found.add_person()
    return found
