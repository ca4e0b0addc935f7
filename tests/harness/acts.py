"""What people do while the storm lasts, through the product's own services and webhook; each act is logged once done.

An act is logged with the number of the newest event of the audit trail in its own transaction. Writers take turns on
both databases, so that number says exactly which texts were handed over before it and which after.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Place
from casework.appointments.rules import MoveAskedBy, Outcome
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.refused import Refused
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer, Confirmed, ContactAnswers
from reminders import services
from reminders.models import Text
from reminders.rules.life import OPEN
from tests.harness.storm import NUMBERS, number, weights
from tests.support.provider.signing import signed
from tests.support.provider.words import SENDER, TOKEN


@dataclass
class Driver:
    """One process of people at their desks."""

    app: Flask
    log: Path
    by: Actor
    origin: str
    rest: float
    wanted: str = ""

    def sit_down(self) -> None:
        """Open the log, and be as unlike every other driver as chance allows."""
        self._file = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._chance = random.Random(secrets.randbits(64))

    def drive(self) -> None:
        """Go on until ended."""
        self.sit_down()
        usual = {act.__name__: weight for act, weight in ACTS.items()}
        chances = weights(self.wanted) if self.wanted else usual
        known = {act.__name__: act for act in ACTS}
        while True:
            act = known[self._chance.choices(list(chances), list(chances.values()))[0]]
            try:
                with self.app.app_context():
                    act(self)
            except (Refused, DBAPIError, OSError, http.client.HTTPException):
                pass  # refused, or something was killed under it: nothing was acknowledged
            time.sleep(self.rest * (0.5 + self._chance.random()))

    def done(self, what: str, **said: object) -> None:
        """Write down that an act was acknowledged."""
        os.write(self._file, (json.dumps({"what": what, "at": time.monotonic(), **said}) + "\n").encode())

    def anybody(self) -> Person:
        """One of the people."""
        most = db.session.scalar(select(func.max(Person.id))) or 1
        return db.session.get_one(Person, self._chance.randint(1, most))

    def a_booking(self) -> Appointment | None:
        """One that is still to come, most often among the newest, whose texts are on their way."""
        most = db.session.scalar(select(func.max(Appointment.id))) or 0
        wanted = self._chance.randint(max(1, most - 25), most) if most else 0
        found = db.session.get(Appointment, wanted)
        return found if found is not None and found.outcome is None else None

    def some_time(self) -> tuple[dt.date, dt.time]:
        """Some days ahead."""
        ahead = clock.today() + dt.timedelta(days=self._chance.randint(2, 300))
        return ahead, dt.time(self._chance.randint(9, 17), self._chance.choice((0, 5, 10, 15, 20, 25, 30, 40, 50)))

    def place(self) -> Place:
        return db.session.scalars(select(Place)).one()

    def some_number(self) -> str:
        return number(self._chance.randrange(NUMBERS))


def newest() -> int:
    """The newest event of the trail, inside the transaction that asks."""
    return db.session.scalar(select(func.max(Event.seq))) or 0


def two_at_once() -> bool:
    """Whether two texts to one number are under way at this moment: then the provider's list could not tell them
    apart (promises C.1 rule 5). Asked in a writing transaction, so nothing moves meanwhile."""
    under_way = [state.value for state in OPEN]
    same = select(Text.number_index).where(Text.state.in_(under_way)).group_by(Text.number_index)
    return db.session.scalar(same.having(func.count() > 1).limit(1)) is not None


def book(driver: Driver) -> None:
    with transaction():
        day, time_of_day = driver.some_time()
        made = appointments.book(
            driver.anybody(), day=day, time=time_of_day, place=driver.place(), by=driver.by, at=clock.now()
        )
        services.appointment_booked(made, by=driver.by, at=clock.now())
        said, crowded = {"appointment": made.id, "seq": newest()}, two_at_once()
    driver.done("book", **said)
    if crowded:
        driver.done("crowded", **said)


def cancel(driver: Driver) -> None:
    with transaction():
        found = driver.a_booking()
        if found is None:
            return
        appointments.record_outcome(found, Outcome.CANCELLED_BY_US, by=driver.by, at=clock.now())
        services.appointment_settled(found, at=clock.now())
        said = {"appointment": found.id, "seq": newest()}
    driver.done("cancel", **said)


def move(driver: Driver) -> None:
    with transaction():
        found = driver.a_booking()
        if found is None:
            return
        day, time_of_day = driver.some_time()
        moved = appointments.move(
            found, day=day, time=time_of_day, asked_by=MoveAskedBy.PERSON, by=driver.by, at=clock.now()
        )
        services.appointment_moved(moved, by=driver.by, at=clock.now())
        said = {"appointment": moved.id, "version": moved.version, "seq": newest()}
    driver.done("move", **said)


def change_number(driver: Driver) -> None:
    _say(driver, "number", mobile=driver.some_number(), safe_to_text=Answer.YES)


def withdraw(driver: Driver) -> None:
    _say(driver, "withdraw", safe_to_text=Answer.NO)


def _say(driver: Driver, what: str, **answers: object) -> None:
    with transaction():
        person = driver.anybody()
        before = people.safe_contact(person)
        old = before.mobile if before else ""
        said = {"mobile": old, "words_who": "Sam", "number_confirmed": Confirmed.IN_PERSON, "shared_phone": True}
        people.set_safe_contact(person, ContactAnswers(**{**said, **answers}), by=driver.by, at=clock.now())  # type: ignore[arg-type]
        gone = old if answers.get("mobile") != old else ""
        kept = {"person": person.id, "number": gone, "seq": newest()}
        driver.done("try", person=person.id, seq=0)
    driver.done(what, **kept)


def die(driver: Driver) -> None:
    with transaction():
        person, now = driver.anybody(), clock.now()
        people.record_circumstance(person, CircumstanceKind.DIED, since=clock.local_day(now), by=driver.by, at=now)
        said = {"person": person.id, "seq": newest()}
    driver.done("die", **said)


def stop(driver: Driver) -> None:
    """She texts STOP: the provider posts it, signed, until somebody answers."""
    with transaction():
        contact = people.safe_contact(driver.anybody())
        mine = contact.mobile if contact else None
    if not mine:
        return
    form = {"MessageSid": f"SM{secrets.token_hex(16)}", "From": mine, "To": SENDER, "Body": "STOP", "NumMedia": "0"}
    body, headers = signed(f"{driver.origin}/hooks/twilio/in", form, TOKEN)
    while _post(driver.origin, body, headers) != 200:
        time.sleep(0.1)
    driver.done("stop", number=mine)


def _post(origin: str, body: str, headers: dict[str, str]) -> int:
    line = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=5)
    try:
        line.request("POST", "/hooks/twilio/in", body, headers)
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()


ACTS: dict[Callable[[Driver], None], float] = {
    book: 62,
    cancel: 14,
    move: 10,
    change_number: 6,
    stop: 3,
    withdraw: 2,
    die: 1,
}
