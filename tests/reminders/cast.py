"""Jo, who has said that texts are safe, and those around her, for the tests of texts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask
from sqlalchemy import select

from casework.accounts.models import Agency
from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Place
from casework.appointments.rules import MoveAskedBy, Outcome
from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.contact import Answer, Confirmed, ContactAnswers
from reminders import services
from reminders.models import Text
from reminders.rules.timing import LONDON
from tests.support.staff import Team

JO = "+447700900123"
THAMES = "B01ND00"


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(dt.UTC)


class Cast:
    """Makes people, bookings and court dates as the programmes would, each in one transaction."""

    def __init__(self, app: Flask, team: Team) -> None:
        self.app = app
        self.team = team
        self.worker: Actor = team.actor("worker")
        administrator = team.actor("administrator")
        with transaction():
            db.session.get_one(Agency, team.agency_id).phone = "020 7946 0123"
            self.place: Place = appointments.add_place(
                name="Lantern House", text_name="the blue door", by=administrator, at=clock.now()
            )
        self.jo = self.person()

    def person(self, mobile: str | None = JO, **said: Any) -> Person:
        """Somebody who may be texted, unless what they said differs."""
        answers = {"safe_to_text": Answer.YES, "words_who": "Sam", "number_confirmed": Confirmed.IN_PERSON, **said}
        with transaction():
            made = people.add_person(
                given_name="Joanna",
                family_name="Blake",
                known_as="Jo",
                date_of_birth=dt.date(1995, 2, 3),
                by=self.worker,
                at=clock.now(),
            )
            if mobile:
                people.set_safe_contact(made, ContactAnswers(mobile=mobile, **answers), by=self.worker, at=clock.now())
        return made

    def says(self, person: Person | None = None, **said: Any) -> None:
        """She answers the safe-contact questions anew."""
        answers = {"mobile": JO, "safe_to_text": Answer.YES, "words_who": "Sam", **said}
        with transaction():
            answered = ContactAnswers(**answers)
            people.set_safe_contact(person or self.jo, answered, by=self.worker, at=clock.now())
            services.contact_changed(person or self.jo, at=clock.now())

    def book(self, day_and_time: str, person: Person | None = None, **booking: Any) -> Appointment:
        when = london(day_and_time).astimezone(LONDON)
        with transaction():
            made = appointments.book(
                person or self.jo,
                day=when.date(),
                time=when.time(),
                by=self.worker,
                at=clock.now(),
                **({"place": self.place} | booking),
            )
            services.appointment_booked(made, by=self.worker, at=clock.now())
        return made

    def appoint(self, when: dt.datetime, at: dt.datetime) -> Appointment:
        """A booking made inside somebody else's transaction; `when` is London wall time."""
        made = appointments.book(self.jo, day=when.date(), time=when.time(), place=self.place, by=self.worker, at=at)
        services.appointment_booked(made, by=self.worker, at=at)
        return made

    def move(self, appointment: Appointment, day_and_time: str) -> None:
        when = london(day_and_time).astimezone(LONDON)
        with transaction():
            moved = appointments.move(
                appointment,
                day=when.date(),
                time=when.time(),
                asked_by=MoveAskedBy.PERSON,
                by=self.worker,
                at=clock.now(),
            )
            services.appointment_moved(moved, by=self.worker, at=clock.now())

    def record(self, appointment: Appointment, outcome: Outcome, **said: Any) -> None:
        with transaction():
            appointments.record_outcome(appointment, outcome, by=self.worker, at=clock.now(), **said)
            services.appointment_settled(appointment, at=clock.now())

    def hearing(self, day_and_time: str, person: Person | None = None) -> Hearing:
        when = london(day_and_time).astimezone(LONDON)
        with transaction():
            made = courts.schedule_hearing(
                person or self.jo,
                court_code=THAMES,
                day=when.date(),
                time=when.time(),
                by=self.worker,
                at=clock.now(),
            )
            services.hearing_set(made, at=clock.now())
        return made


def texts(**which: Any) -> list[Text]:
    """The texts there are now, by when they may go."""
    db.session.rollback()
    return list(db.session.scalars(select(Text).filter_by(**which).order_by(Text.not_before, Text.id)))


def states() -> dict[str, str]:
    """The state of the latest text of each kind."""
    return {text.kind: text.state for text in texts()}
