"""Random lives of an order through the real services: the stored status is what the facts say after every single act,
and it is never "complied with" without three attended meetings (rules 8, 9, 15 and 16)."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from flask import Flask

from casework.appointments.models import Appointment
from casework.appointments.rules import AbsenceReason, MoveAskedBy, Outcome
from casework.appointments.services import current_attendance
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from casework.people import services as people
from orders import services
from orders.models import MeetingBooking, SupportOrder
from orders.rules import Status
from orders.rules.instructions import ToldHow
from orders.services.verifying import verify
from tests.orders.conftest import BORN, MADE, NAMED, Case, on
from tests.support.corrections import LEARNED_MORE
from tests.support.staff import Team

HISTORIES = {"sqlite": 600, "postgresql": 50}
A_TRANSACTION = 25


@dataclass
class Life:
    """One order, living one random act after another; `at` is the moment it has reached."""

    case: Case
    chance: Random
    at: dt.datetime
    order: SupportOrder
    acts: list[str] = field(default_factory=list)

    def go_on(self) -> None:
        """Time passes, which may change a status by itself; then one act, which may not leave it wrong."""
        self.at += dt.timedelta(hours=self.chance.choice((1, 5, 24, 72, 240, 600)))
        services.restate(self.order, at=self.at)
        before = self.order.status
        act = self.chance.choice(ACTS)
        point = db.session.begin_nested()
        try:
            act(self)
            db.session.flush()
            point.commit()
            self.acts.append(act.__name__)
        except Refused:
            point.rollback()
            assert self.order.status == before, f"{act.__name__} was refused and changed the status"
        else:
            self.check()

    def check(self) -> None:
        found = services.standing_of(self.order, at=self.at)
        assert (self.order.status, self.order.done) == (found.status, found.attended), self.acts
        if self.order.status in {Status.COMPLIED_NOT_TOLD, Status.COMPLIED_TOLD}:
            assert sum(self.attended(meeting.bookings) for meeting in self.order.meetings) == 3, self.acts

    def attended(self, bookings: list[MeetingBooking]) -> bool:
        """Straight from the rows: somebody said that she came, or that it counts all the same."""
        rows = (current_attendance(booking.appointment) for booking in bookings)
        return any(row is not None and Outcome(row.outcome).counts(row.counts) for row in rows)

    def appointment(self) -> Appointment:
        made = [booking.appointment for meeting in self.order.meetings for booking in meeting.bookings]
        if not made:
            raise Refused("Nothing is fixed")
        return self.chance.choice(made)


def fix(life: Life) -> None:
    meeting = services.next_meeting(life.order, at=life.at)
    if meeting is None:
        raise Refused("All three are fixed")
    services.fix_meeting(
        meeting,
        day=life.at.date() + dt.timedelta(days=life.chance.randint(0, 20)),
        time=dt.time(life.chance.randint(8, 17), 30),
        place_other="Mill Street",
        told_how=life.chance.choice((ToldHow.IN_PERSON, None)),
        by=life.case.sam,
        at=life.at,
    )


def say(life: Life) -> None:
    outcome = life.chance.choice((*Outcome, Outcome.ATTENDED, Outcome.ATTENDED, Outcome.ATTENDED))
    appointment = life.appointment()
    services.record_outcome(
        appointment,
        outcome,
        reason=life.chance.choice(list(AbsenceReason)) if outcome is Outcome.ACCEPTABLE_REASON else None,
        counts=life.chance.random() < 0.5 if outcome is Outcome.COULD_NOT_TAKE_PART else None,
        replaces=current_attendance(appointment),
        why=LEARNED_MORE,
        by=life.case.sam,
        at=life.at,
    )


def move(life: Life) -> None:
    appointment = life.appointment()
    services.move_appointment(
        appointment,
        day=life.at.date() + dt.timedelta(days=life.chance.randint(0, 20)),
        time=dt.time(life.chance.randint(8, 17), 45),
        asked_by=life.chance.choice(list(MoveAskedBy)),
        seen_version=appointment.version,
        by=life.case.sam,
        at=life.at,
    )


def think(life: Life) -> None:
    """The supervisor's opinion, and sometimes its withdrawal: its own act, never an outcome (rule 16)."""
    services.form_opinion(services.booking_of(life.appointment()), by=life.case.sam, at=life.at)


def think_again(life: Life) -> None:
    standing = services.standing_opinions(life.order)
    if not standing:
        raise Refused("No opinion stands")
    services.withdraw_opinion(standing[-1], why="They rang the day before", by=life.case.sam, at=life.at)


ACTS: tuple[Callable[[Life], None], ...] = (fix, fix, fix, say, say, say, say, move, think, think_again)


def live(case: Case, chance: Random, number: int) -> None:
    """An order, and three to six acts."""
    by, at = case.sam, on(MADE)
    person = people.add_person(given_name=f"Lena {number}", family_name="", date_of_birth=BORN, by=by, at=at)
    paper = case.paper(required_by=chance.choice((NAMED, MADE + dt.timedelta(days=60))))
    life = Life(
        case, chance, at, services.record_order(services.OrderAnswers(person=person, paper=paper), by=by, at=at)
    )
    life.check()
    for _ in range(chance.randint(3, 6)):
        life.go_on()


def test_after_every_act_of_random_lives_what_is_stored_is_what_the_facts_say(within: Flask, team: Team) -> None:
    case, chance = Case(within, team), Random(os.environ["SEED"])
    assert case.sam
    wanted = HISTORIES[db.engine.dialect.name]
    for start in range(0, wanted, A_TRANSACTION):
        with transaction():
            for number in range(start, start + A_TRANSACTION):
                live(case, chance, number)
    end = on(MADE + dt.timedelta(days=400))
    with transaction():
        services.restate_these(services.stale(at=end), at=end)
    assert list(verify(at=end)) == []
    assert db.session.query(SupportOrder).count() == wanted
