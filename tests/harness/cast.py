"""The world of a storm: one agency, its worker and place, people who may be texted, and a verified sender."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.accounts import services as accounts
from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.appointments import services as appointments
from casework.appointments.models import Place
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.contact import Answer, Confirmed, ContactAnswers
from reminders import services
from reminders.models import SenderCheck
from tests.harness.storm import number
from tests.support.provider.words import SENDER

SHARED = 10
"""One in so many shares the phone of somebody else."""


def people_who_may_be_texted(count: int) -> Actor:
    """Make them all; returns the worker who acts for them."""
    with transaction():
        agency = accounts.add_agency("Lantern Project", at=clock.now())
        agency.set_up_at, agency.phone = clock.now(), "020 7946 0123"
        worker = _staff(agency, "Robin Hale", Role.WORKER, Role.LIAISON)
        appointments.add_place(
            name="Lantern House",
            text_name="the blue door",
            by=_staff(agency, "Ade Bright", Role.ADMINISTRATOR),
            at=clock.now(),
        )
        for n in range(count):
            _person(n, worker)
        _verified_sender()
    return worker


def book(count: int, worker: Actor) -> None:
    """Book so many appointments, some days ahead: each is confirmed at once by a text."""
    with transaction():
        place, everybody = db.session.scalars(select(Place)).one(), list(db.session.scalars(select(Person)))
        for n in range(count):
            day, time = clock.today() + dt.timedelta(days=2 + n // len(everybody)), dt.time(9 + n % 9, n % 4 * 15)
            made = appointments.book(
                everybody[n % len(everybody)], day=day, time=time, place=place, by=worker, at=clock.now()
            )
            services.appointment_booked(made, by=worker, at=clock.now())


def _staff(agency: Agency, name: str, *roles: Role) -> Actor:
    email = f"{name.split()[0].lower()}@example.org"
    made = accounts.add_staff(
        agency, name=name, email=email, password="nine green bottles", roles=list(roles), at=clock.now()
    )
    return made.actor


def _person(n: int, worker: Actor) -> None:
    made = people.add_person(
        given_name="Jo", family_name=f"Blake-{n}", date_of_birth=dt.date(1995, 2, 3), by=worker, at=clock.now()
    )
    said = ContactAnswers(
        mobile=number(n - 1 if n % SHARED == SHARED - 1 else n),
        safe_to_text=Answer.YES,
        words_who="Sam",
        number_confirmed=Confirmed.IN_PERSON,
        shared_phone=True,
    )
    people.set_safe_contact(made, said, by=worker, at=clock.now())


def _verified_sender() -> None:
    number_of_staff = "+447700900998"
    db.session.add(
        SenderCheck(
            sender=SENDER,
            number=number_of_staff,
            number_index=people.number_index(number_of_staff),
            sent_at=clock.now(),
            verified_at=clock.now(),
        )
    )
