"""A quarter made at random, straight into the tables: everything that a figure counts, and much that none may."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from sqlalchemy import select

from casework.accounts.models import Agency
from casework.appointments.models import Appointment, AppointmentMove, Attendance
from casework.care.models import (
    CareStage,
    ContactHeading,
    NeedsAnswer,
    NeedsAssessment,
    ServiceReferral,
    SupportContact,
)
from casework.kernel.database import db
from casework.people.models import Person
from diversion.models import (
    AlsoCounts,
    CaseEnding,
    Charge,
    ContactAttempt,
    Referral,
    Requirement,
    RequirementBooking,
    Scheme,
)
from monitoring.models import PersonDetail
from orders.models import BreachStep, ExcuseOpinion, Meeting, MeetingBooking, OrderEnding, SupportOrder
from reminders.models import Reply, Text

OUTCOMES = ["attended", "could_not_take_part", "reason_not_known", "acceptable_reason", "no_acceptable_reason"]
OUTCOMES += ["cancelled_by_us", "in_error"]
HEADINGS = ["safety", "health", "domestic_violence", "housing", "benefits", "alcohol_and_drugs", "exiting", "aftercare"]
SCALES = ["needs_help_now", "hard", "managing", "going_well", "prefers_not_to_say", "not_talked_about"]
STATES = ["planned", "handed", "accepted", "delivered", "delivered", "undelivered", "failed", "rejected", "kept"]
KINDS = ["seven_days", "one_day", "two_hours", "booked", "court_one_day"]


class Made:
    """Adds rows of one agency whose days lie around a quarter; `some` is where chance comes from."""

    def __init__(self, agency_id: int, first: dt.date, seed: int) -> None:
        self.agency_id, self.first, self.some = agency_id, first, random.Random(seed)
        self.at = dt.datetime.combine(first, dt.time(9), dt.UTC)
        self.schemes = [self._scheme(name) for name in ("Safe Exit", "Another")]

    def add(self, row: Any) -> Any:
        db.session.add(row)
        return row

    def flushed(self, row: Any) -> Any:
        db.session.add(row)
        db.session.flush()
        return row

    def day(self) -> dt.date:
        """Some day of the quarter, the one before, or the last year; the edges more often."""
        edges = [self.first, self.first - dt.timedelta(days=1), self.first.replace(year=self.first.year - 1)]
        if self.some.random() < 0.15:
            return self.some.choice(edges)
        return self.first + dt.timedelta(days=self.some.choice([0, 0, 0, -92, -365]) + self.some.randrange(91))

    def moment(self, day: dt.date) -> dt.datetime:
        """Some moment about that day: near midnight too, where London and UTC differ in summer."""
        hour = self.some.choice([0, 9, 12, 16, 23])
        return dt.datetime.combine(day, dt.time(hour, 30), dt.UTC)

    def _scheme(self, name: str) -> Scheme:
        common: dict[str, Any] = {"finish_by_days": 1, "in_order": False, "offence_codes": [], "tells": []}
        row = Scheme(agency_id=self.agency_id, name=name, recorded_at=self.at, **common)
        self.flushed(row)
        return row

    def everything(self, people: int) -> None:
        for _ in range(people):
            self.person()
        for _ in range(people // 3):
            self.contact(None)
        db.session.flush()

    def person(self) -> Person:
        born = dt.date(1960 + self.some.randrange(46), 1 + self.some.randrange(12), 1 + self.some.randrange(28))
        named = {"given_name": "Jo", "family_name": "Bell", "date_of_birth": self.some.choice([born, born, None])}
        person: Person = self.flushed(Person(agency_id=self.agency_id, created_at=self.at, **named))
        self.described(person)
        for _ in range(self.some.randrange(4)):
            self.contact(person)
        for _ in range(self.some.choice([0, 0, 1, 1, 2, 5])):
            self.referral(person)
        if self.some.random() < 0.3:
            self.order(person)
        self.care(person)
        return person

    def described(self, person: Person) -> None:
        for superseded in (self.at, None)[self.some.randrange(3) :]:
            said = {"ethnicity": self.some.choice(["W1", "B1", "NS", ""]), "gender": self.some.choice(["woman", ""])}
            self.flushed(
                PersonDetail(
                    agency_id=self.agency_id, person_id=person.id, recorded_at=self.at, superseded_at=superseded, **said
                )
            )

    def contact(self, person: Person | None) -> None:
        row = SupportContact(
            agency_id=self.agency_id,
            person_id=person.id if person else None,
            kind=self.some.choice(["outreach", "drop_in", "phone"]),
            on_day=self.day(),
            people=1 if person else 1 + self.some.randrange(3),
            recorded_at=self.at,
            taken_back_at=self.at if self.some.random() < 0.1 else None,
        )
        for heading in self.some.sample(HEADINGS, self.some.randrange(3)):
            row.headings.append(ContactHeading(heading=heading, raised=self.some.random() < 0.7, supported=True))
        self.flushed(row)

    def referral(self, person: Person) -> None:
        day, status = self.day(), self.some.choice(["completed", "completed", "not_completed", "in_progress"])
        row = Referral(
            agency_id=self.agency_id,
            person_id=person.id,
            scheme_id=self.some.choice(self.schemes).id,
            arrested_on=day,
            arrested_at=self.some.choice([None, dt.time(22), dt.time(23)]),
            offence_on=day,
            status=status,
            total=2,
            completed_on=day + dt.timedelta(days=20) if status == "completed" else None,
            recorded_at=self.at,
        )
        self.flushed(row)
        for _ in range(1 + self.some.randrange(2)):
            self.charge(row)
        for position in (1, 2):
            self.requirement(row, position)
        if self.some.random() < 0.5:
            at = self.moment(day + dt.timedelta(days=self.some.randrange(9)))
            self.add(ContactAttempt(referral_id=row.id, how="phone", reached=self.some.random() < 0.6, at=at))

    def charge(self, referral: Referral) -> None:
        row = self.flushed(Charge(referral_id=referral.id, offence_code="SO59003", offence_on=referral.offence_on))
        for superseded in (self.at, None)[self.some.randrange(3) :]:
            method = self.some.choice(["discontinued", "withdrawn", "went_ahead"])
            self.flushed(CaseEnding(charge_id=row.id, method=method, recorded_at=self.at, superseded_at=superseded))

    def requirement(self, referral: Referral, position: int) -> None:
        made = {"title": "Seen", "leaves": "nothing"}
        row = self.flushed(Requirement(referral_id=referral.id, position=position, **made))
        for _ in range(self.some.randrange(3)):
            after = referral.arrested_on + dt.timedelta(days=1 + self.some.randrange(20))
            booked = self.appointment(referral.person_id, after)
            self.add(RequirementBooking(requirement_id=row.id, appointment_id=booked.id))
            self.last = booked
        if getattr(self, "last", None) is not None and self.some.random() < 0.1:
            self.add(AlsoCounts(requirement_id=row.id, appointment_id=self.last.id, ticked_at=self.at))

    def appointment(self, person_id: int, day: dt.date) -> Appointment:
        said = self.some.choice([*OUTCOMES, "attended", None])
        row: Appointment = self.flushed(
            Appointment(
                agency_id=self.agency_id,
                person_id=person_id,
                day=day,
                time=dt.time(10),
                starts_at=dt.datetime.combine(day, dt.time(10), dt.UTC),
                outcome=None if said == "in_error" else said,
                recorded_at=self.at,
            )
        )
        if said:
            reason = self.some.choice(["health", "caring"]) if said == "acceptable_reason" else ""
            told = {"reason": reason, "counts": self.some.choice([True, False])}
            kept = {"happened_on": day, "recorded_at": self.at}
            self.add(Attendance(appointment_id=row.id, outcome=said, superseded_at=None, **told, **kept))
            self.add(Attendance(appointment_id=row.id, outcome="attended", superseded_at=self.at, counts=True, **kept))
        if self.some.random() < 0.2:
            moved = row.starts_at - dt.timedelta(days=self.some.randrange(1, 9))
            self.add(
                AppointmentMove(
                    appointment_id=row.id, from_day=day, from_time=dt.time(9), asked_by="us", recorded_at=moved
                )
            )
        for _ in range(self.some.randrange(3)):
            self.text(person_id, row)
        return row

    def text(self, person_id: int, booked: Appointment) -> None:
        sent = booked.starts_at - dt.timedelta(hours=self.some.choice([-1, 2, 24, 168]))
        state = self.some.choice(STATES)
        settled = sent + dt.timedelta(hours=self.some.choice([0, 1, 3]))
        self.add(
            Text(
                agency_id=self.agency_id,
                person_id=person_id,
                appointment_id=booked.id,
                kind=self.some.choice(KINDS),
                plan_key=f"made-{self.some.random()}",
                state=state,
                not_before=sent,
                not_after=sent,
                planned_at=self.at,
                handed_at=None if state in {"planned"} else sent,
                settled_at=settled if state == "delivered" else None,
            )
        )
        if self.some.random() < 0.3:
            self.add(
                Reply(
                    agency_id=self.agency_id,
                    person_id=self.some.choice([person_id, None]),
                    sid=f"SM{self.some.random()}",
                    number="+447700900123",
                    number_index=b"n" * 32,
                    body="YES",
                    meaning="yes",
                    received_at=self.moment(self.day()),
                )
            )

    def order(self, person: Person) -> None:
        made = self.day()
        row = self.flushed(
            SupportOrder(
                agency_id=self.agency_id,
                person_id=person.id,
                court_code="B01ND00",
                made_on=made,
                status="live",
                complied_on=self.day() if self.some.random() < 0.4 else None,
                recorded_at=self.at,
            )
        )
        if self.some.random() < 0.4:
            self.add(OrderEnding(order_id=row.id, kind="revoked", ended_on=self.day(), recorded_at=self.at))
        if self.some.random() < 0.4:
            self.returned(row, person)

    def returned(self, order: SupportOrder, person: Person) -> None:
        meeting = self.flushed(Meeting(order_id=order.id, position=1))
        booked = self.appointment(person.id, self.day())
        booking = self.flushed(MeetingBooking(meeting_id=meeting.id, appointment_id=booked.id))
        formed = {"meeting_words": "x", "meeting_at": self.at, "formed_at": self.at, "formed_by_id": self.staff_id()}
        opinion = self.flushed(ExcuseOpinion(order_id=order.id, booking_id=booking.id, **formed))
        for step in ("information", "information", "summons"):
            self.add(BreachStep(opinion_id=opinion.id, step=step, on_day=self.day(), recorded_at=self.at))

    def staff_id(self) -> int:
        from casework.accounts.models import Staff

        return int(db.session.scalars(select(Staff.id).where(Staff.agency_id == self.agency_id)).first() or 0)

    def care(self, person: Person) -> None:
        for _ in range(self.some.randrange(4)):
            row = NeedsAssessment(
                agency_id=self.agency_id,
                person_id=person.id,
                made_on=self.day(),
                recorded_at=self.at,
                finished_at=self.at if self.some.random() < 0.9 else None,
                home=self.some.choice(["own_place", "hostel", "street", "with_others", "", "prefers_not_to_say"]),
            )
            for heading in self.some.sample(HEADINGS, 5):
                row.answers.append(NeedsAnswer(heading=heading, scale=self.some.choice(SCALES)))
            self.flushed(row)
        for _ in range(self.some.randrange(3)):
            stage = self.some.choice(["building_trust", "preparing", "action"])
            since = {"since": self.day(), "recorded_at": self.at}
            self.flushed(CareStage(agency_id=self.agency_id, person_id=person.id, stage=stage, **since))
        if self.some.random() < 0.4:
            became = {"outcome": self.some.choice(["referred", "attended"]), "referred_on": self.day()}
            kept = {"service": "A clinic", "heading": "health", "recorded_at": self.at}
            self.add(ServiceReferral(agency_id=self.agency_id, person_id=person.id, **became, **kept))


def another_agency(at: dt.datetime) -> int:
    """An agency of which nothing may ever be counted in ours."""
    row = Agency(name="Elsewhere", kind="charity", created_at=at, confirmed_at=at)
    db.session.add(row)
    db.session.flush()
    return int(row.id)
