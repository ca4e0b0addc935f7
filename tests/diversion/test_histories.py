"""Random lives of a referral through the real services: the stored status is what the facts say after every single act,
whoever corrects what, and is never "completed" without the attendance that the scheme asks for (rules 8 and 9)."""

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
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.contact import Answer
from diversion import services
from diversion.models import Referral, Requirement
from diversion.rules.words import Closing, Status
from diversion.services.verifying import verify
from tests.diversion.conftest import ARRESTED, COURT_DAY, Case, on
from tests.support.corrections import LEARNED_MORE
from tests.support.staff import Team

HISTORIES = {"sqlite": 300, "postgresql": 50}
A_TRANSACTION = 25
SCHEMES = ("Safe Exit", "TRUST")


@dataclass
class Life:
    """One referral, living one random act after another; `at` is the moment it has reached."""

    case: Case
    chance: Random
    at: dt.datetime
    referral: Referral
    acts: list[str] = field(default_factory=list)

    def go_on(self) -> None:
        """Time passes, which may change a status by itself; then one act, which may not leave it wrong."""
        self.at += dt.timedelta(hours=self.chance.choice((1, 5, 24, 72, 240)))
        services.restate(self.referral, at=self.at)
        before = self.referral.status
        act = self.chance.choice(ACTS)
        point = db.session.begin_nested()
        try:
            act(self)
            db.session.flush()
            point.commit()
            self.acts.append(act.__name__)
        except Refused:
            point.rollback()
            assert self.referral.status == before, f"{act.__name__} was refused and changed the status"
        else:
            self.check()

    def check(self) -> None:
        stored_and_derived = services.differences(self.referral, at=self.at)
        assert stored_and_derived == {}, (self.acts, stored_and_derived)
        if self.referral.status == Status.COMPLETED:
            assert all(self.attended(one) for one in self.referral.requirements), self.acts

    def attended(self, requirement: Requirement) -> bool:
        """Straight from the rows: somebody said that she came, or that it counts all the same."""
        rows = (current_attendance(booking.appointment) for booking in requirement.bookings)
        return any(row is not None and Outcome(row.outcome).counts(row.counts) for row in rows)

    def requirement(self) -> Requirement:
        return self.chance.choice(self.referral.requirements)

    def appointment(self) -> Appointment:
        made = [booking.appointment for one in self.referral.requirements for booking in one.bookings]
        if not made:
            raise Refused("Nothing is booked")
        return self.chance.choice(made)


def book(life: Life) -> None:
    day = life.at.date() + dt.timedelta(days=life.chance.randint(0, 12))
    services.book_requirement(
        life.requirement(),
        day=day,
        time=dt.time(life.chance.randint(8, 17), 30),
        place_other="Mill Street",
        by=life.case.robin,
        at=life.at,
    )


def say(life: Life) -> None:
    outcome = life.chance.choice((*Outcome, Outcome.ATTENDED, Outcome.ATTENDED))
    appointment = life.appointment()
    services.record_outcome(
        appointment,
        outcome,
        reason=life.chance.choice(list(AbsenceReason)) if outcome is Outcome.ACCEPTABLE_REASON else None,
        counts=life.chance.random() < 0.5 if outcome is Outcome.COULD_NOT_TAKE_PART else None,
        replaces=current_attendance(appointment),
        why=LEARNED_MORE,
        by=life.case.robin,
        at=life.at,
    )


def move(life: Life) -> None:
    appointment = life.appointment()
    services.move_appointment(
        appointment,
        day=life.at.date() + dt.timedelta(days=life.chance.randint(0, 12)),
        time=dt.time(life.chance.randint(8, 17), 45),
        asked_by=life.chance.choice(list(MoveAskedBy)),
        seen_version=appointment.version,
        by=life.case.robin,
        at=life.at,
    )


def leave(life: Life) -> None:
    from casework.care.rules import Goal, Heading, NeedsAnswers, Scale

    requirement, by, at = life.requirement(), life.case.robin, life.at
    if requirement.leaves == "assessment":
        answers = {Heading.SAFETY: NeedsAnswers(scale=Scale.MANAGING)}
        services.leave_assessment(requirement, answers, made_on=at.date(), by=by, at=at)
    elif requirement.leaves == "plan":
        goals = (Goal(heading=Heading.HOUSING, goal="A room", step="Ring on Monday"),)
        services.leave_plan(requirement, goals, agreed_on=at.date(), by=by, at=at)


def adjourn(life: Life) -> None:
    if life.referral.hearing is None or life.chance.random() < 0.7:
        return
    day = life.at.date() + dt.timedelta(days=life.chance.randint(1, 30))
    services.adjourn(life.referral.hearing, day=day, time=dt.time(10), by=life.case.robin, at=life.at)


def agree(life: Life) -> None:
    how, day = HowAgreed.IN_PERSON, life.at.date()
    services.agree_to_referral(life.referral, how=how, given_on=day, by=life.case.robin, at=life.at)


def attempt(life: Life) -> None:
    reached = life.chance.random() < 0.5
    services.record_attempt(life.referral, how="phone", reached=reached, by=life.case.robin, at=life.at)


def close(life: Life) -> None:
    kind = life.chance.choice([one for one in Closing if one is not Closing.DIED])
    if life.chance.random() < 0.15:
        services.close(life.referral, kind, closed_on=life.at.date(), by=life.case.robin, at=life.at)


ACTS: tuple[Callable[[Life], None], ...] = (book, book, say, say, say, move, leave, adjourn, agree, attempt, close)


def live(case: Case, chance: Random, number: int) -> None:
    """A referral to one of the schemes, and three to six acts."""
    at = on(ARRESTED, 13)
    answers = case.answers(
        chance.choice(SCHEMES),
        given_name=f"Josephine {number}",
        mobile=None,
        safe_to_text=Answer.NOT_ASKED,
        police_reference="",
        court_day=COURT_DAY if chance.random() < 0.9 else ARRESTED + dt.timedelta(days=chance.randint(3, 60)),
        agreed=chance.choice((HowAgreed.IN_PERSON, None)),
    )
    life = Life(case, chance, at, services.record_arrest(answers, by=case.robin, at=at))
    life.check()
    for _ in range(chance.randint(3, 6)):
        life.go_on()


def test_after_every_act_of_random_lives_what_is_stored_is_what_the_facts_say(within: Flask, team: Team) -> None:
    case, chance = Case(within, team), Random(os.environ["SEED"])
    for scheme in SCHEMES:
        case.scheme(scheme)
    wanted = HISTORIES[db.engine.dialect.name]
    for start in range(0, wanted, A_TRANSACTION):
        with transaction():
            for number in range(start, start + A_TRANSACTION):
                live(case, chance, number)
    end = on(ARRESTED + dt.timedelta(days=400))
    with transaction():
        services.restate_these(services.stale(at=end), at=end)
    assert list(verify(at=end)) == []
    assert db.session.query(Referral).count() == wanted
