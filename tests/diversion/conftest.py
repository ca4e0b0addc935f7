"""A steady case: Josephine, arrested on 29 September, before Thames on Tuesday 3 November, and Robin who sees her."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.courts import services as courts
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.people.models import Person
from casework.people.rules.agreements import HowAgreed, Recipient
from casework.people.rules.contact import Answer
from diversion import services
from diversion.models import Referral, Scheme
from diversion.rules.standing import Standing
from diversion.rules.words import Method
from tests.support.staff import Team

ARRESTED, COURT_DAY = dt.date(2026, 9, 29), dt.date(2026, 11, 3)
BORN = dt.date(1995, 2, 3)
THAMES = "B01ND00"


def on(day: dt.date, hour: int = 12, minute: int = 0) -> dt.datetime:
    """A moment of a London day."""
    return clock.moment(day, dt.time(hour, minute))


@dataclass
class Case:
    """One person's referrals, walked through their life by the services. Every step is one transaction."""

    app: Flask
    team: Team
    scheme_ids: dict[str, int] = field(default_factory=dict)
    referral_id: int = 0

    def __post_init__(self) -> None:
        for role in ("worker", "administrator", "manager", "liaison"):
            self.team.actor(role)

    @property
    def robin(self) -> Actor:
        return self.team.actor("worker")

    @property
    def referral(self) -> Referral:
        return db.session.get_one(Referral, self.referral_id)

    @property
    def person(self) -> Person:
        return self.referral.person

    def scheme(self, name: str = "Safe Exit") -> Scheme:
        if name not in self.scheme_ids:
            with transaction():
                admin = self.team.actor("administrator")
                self.scheme_ids[name] = services.add_preset(name, by=admin, at=on(ARRESTED)).id
        return db.session.get_one(Scheme, self.scheme_ids[name])

    def answers(self, scheme: str = "Safe Exit", **changes: Any) -> services.ArrestAnswers:
        whole: dict[str, Any] = {
            "scheme": self.scheme(scheme),
            "given_name": "Josephine",
            "family_name": "Barnes",
            "date_of_birth": BORN,
            "mobile": "+447700900123",
            "safe_to_text": Answer.YES,
            "arrested_on": ARRESTED,
            "police_reference": "01HT1234526",
            "court_code": THAMES,
            "court_day": COURT_DAY,
            "agreed": HowAgreed.IN_PERSON,
        }
        return services.ArrestAnswers(**(whole | changes))

    def arrest(self, scheme: str = "Safe Exit", *, at: dt.datetime | None = None, **changes: Any) -> Referral:
        self.scheme(scheme)
        with transaction():
            answers = self.answers(scheme, **changes)
            self.referral_id = services.record_arrest(answers, by=self.robin, at=at or on(ARRESTED)).id
        return self.referral

    def arrest_again(self, scheme: str = "Safe Exit", *, at: dt.datetime, **changes: Any) -> Referral:
        """Another arrest of the same person: nothing about her is asked again."""
        person_id = self.person.id
        with transaction():
            person = db.session.get_one(Person, person_id)
            known = {"person": person, "given_name": "", "family_name": "", "date_of_birth": None, "mobile": None}
            answers = self.answers(scheme, **(known | {"safe_to_text": Answer.NOT_ASKED} | changes))
            self.referral_id = services.record_arrest(answers, by=self.robin, at=at).id
        return self.referral

    def book(self, position: int, day: dt.date, hour: int = 10, *, at: dt.datetime | None = None, **more: Any) -> int:
        with transaction():
            requirement = services.find_requirement(self.referral, position)
            usual: dict[str, Any] = {"place_other": "Mill Street", "with_staff_id": self.robin.staff_id}
            made = services.book_requirement(
                requirement, day=day, time=dt.time(hour), **(usual | more), by=self.robin, at=at or on(ARRESTED, 13)
            )
            return made.id

    def record(self, appointment_id: int, outcome: Outcome, *, at: dt.datetime | None = None, **more: Any) -> None:
        with transaction():
            appointment = db.session.get_one(Appointment, appointment_id)
            moment = at or appointment.starts_at + dt.timedelta(hours=1)
            by = more.pop("by", self.robin)
            services.record_outcome(appointment, outcome, by=by, at=moment, **more)

    def attend(self, position: int, day: dt.date, hour: int = 10, **more: Any) -> int:
        """Booked and attended."""
        appointment_id = self.book(position, day, hour, **more)
        self.record(appointment_id, Outcome.ATTENDED)
        return appointment_id

    def share(self, *recipients: Recipient, at: dt.datetime | None = None) -> None:
        with transaction():
            moment = at or on(ARRESTED, 13)
            services.agree_to_sharing(
                self.referral,
                recipients=recipients or (Recipient.CPS, Recipient.COURT),
                how=HowAgreed.IN_PERSON,
                given_on=clock.local_day(moment),
                by=self.robin,
                at=moment,
            )

    def contacts(self) -> None:
        """Thames has its CPS office and its own list office."""
        with transaction():
            admin = self.team.actor("administrator")
            for kind, name in (("cps", "CPS London North"), ("court", "Thames list office")):
                email = f"{kind}@example.org"
                desk = courts.add_contact(
                    kind=kind, name=name, email=email, court_codes=[THAMES], by=admin, at=on(ARRESTED)
                )
                courts.read_back(desk, who="Duty clerk", by=admin, at=on(ARRESTED))

    def discontinued(self, *, on_day: dt.date = dt.date(2026, 10, 28), **changes: Any) -> None:
        with transaction():
            usual: dict[str, Any] = {
                "method": Method.DISCONTINUED,
                "result_code": "2053",
                "decided_by": "CPS London North, A. Reviewer",
                "decided_on": on_day,
                "reference": "CPS/2026/77",
                "notice_served_on": on_day,
            }
            referral = self.referral
            services.record_ending(referral, referral.charges, **(usual | changes), by=self.robin, at=on(on_day, 15))

    def stands(self, at: dt.datetime) -> Standing:
        return services.standing_of(self.referral, at=at)


@pytest.fixture
def case(within: Flask, team: Team) -> Case:
    return Case(within, team)


@pytest.fixture
def listed(case: Case) -> Case:
    """Arrested, on a court's list, and agreed that CPS and court are told."""
    case.arrest()
    case.contacts()
    with transaction():
        services.agree_to_sharing(
            case.referral,
            recipients=(Recipient.CPS, Recipient.COURT),
            how=HowAgreed.IN_PERSON,
            given_on=ARRESTED,
            by=case.robin,
            at=on(ARRESTED),
        )
    return case
