"""Whatever happens in whatever order, and whatever the worker does, nobody is told that they need not go (rule 4).

Random acts of staff, all but the release itself, with every job of the worker after each: none of them plans that text.
"""

from __future__ import annotations

import datetime as dt
import random
from contextlib import suppress

import pytest
import time_machine
from sqlalchemy import select

from casework.appointments.rules import Outcome
from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.courts.rules import HearingResult
from casework.kernel.database import db, transaction
from casework.kernel.refused import Conflict, Refused
from casework.people import services as people
from casework.people.models import Circumstance
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer, Confirmed, ContactAnswers
from diversion import services
from diversion.rules.words import Method
from reminders.models import Text
from reminders.rules.kinds import TextKind
from tests.diversion.conftest import ARRESTED, COURT_DAY, Case, on
from web import wiring

ORDERS, ACTS = 12, 9
STRATFORD = "B01MN00"


class Anything:
    """Acts of one worker on one case, each at its own moment; one that is refused is no act."""

    def __init__(self, case: Case) -> None:
        self.case, self.now = case, on(ARRESTED + dt.timedelta(days=2))
        self.done: set[str] = set()

    def act(self) -> None:
        self.now += dt.timedelta(hours=random.randint(5, 60))
        name = random.choice([name for name in dir(self) if name.startswith("they_")])
        with time_machine.travel(self.now, tick=False):
            with suppress(Refused, Conflict), transaction():
                getattr(self, name)()
                self.done.add(name)
            for job in wiring.jobs().values():
                job()

    def they_attend(self) -> None:
        requirement = services.find_requirement(self.case.referral, random.choice((1, 2)))
        booked = services.book_requirement(
            requirement, day=self.now.date(), time=dt.time(self.now.hour), place_other="Mill Street",
            with_staff_id=self.case.robin.staff_id, by=self.case.robin, at=self.now - dt.timedelta(days=1),
        )  # fmt: skip
        services.record_outcome(booked, Outcome.ATTENDED, by=self.case.robin, at=self.now)

    def they_end(self) -> None:
        method = random.choice((Method.DISCONTINUED, Method.WITHDRAWN, Method.WENT_AHEAD))
        services.record_ending(
            self.case.referral, self.case.referral.charges, method=method,
            result_code={Method.DISCONTINUED: "2053", Method.WITHDRAWN: "2051"}.get(method, ""),
            decided_by="CPS London North", decided_on=self.now.date(), reference="CPS/1",
            notice_served_on=self.now.date() if method is Method.DISCONTINUED else None,
            by=self.case.robin, at=self.now,
        )  # fmt: skip

    def they_are_excused(self) -> None:
        services.excuse(
            self.case.referral, decided_by="Thames", decided_on=self.now.date(), reference="T/1",
            by=self.case.robin, at=self.now,
        )  # fmt: skip

    def they_are_put_off(self) -> None:
        hearing = self.case.referral.hearing
        assert hearing is not None
        day = max(COURT_DAY, self.now.date()) + dt.timedelta(days=random.randint(1, 20))
        services.adjourn(hearing, day=day, time=dt.time(10), by=self.case.robin, at=self.now)

    def they_have_another_matter(self) -> None:
        courts.schedule_hearing(
            self.case.person, court_code=STRATFORD, day=COURT_DAY, time=dt.time(14), other_matter=True,
            by=self.case.robin, at=self.now,
        )  # fmt: skip

    def they_hear_of_it(self) -> None:
        for hearing in db.session.scalars(select(Hearing).where(Hearing.other_matter)):
            courts.record_hearing_outcome(
                hearing, HearingResult.EXCUSED, result_code="", decided_by="Court", decided_on=self.now.date(),
                reference="S/1", by=self.case.robin, at=self.now,
            )  # fmt: skip

    def they_have_a_warrant(self) -> None:
        people.record_circumstance(
            self.case.person, CircumstanceKind.WARRANT, since=self.now.date(), place="Thames",
            by=self.case.robin, at=self.now,
        )  # fmt: skip

    def they_lose_it(self) -> None:
        for row in db.session.scalars(select(Circumstance)):
            people.end_circumstance(row, by=self.case.robin, at=self.now)

    def they_change_number(self) -> None:
        answers = ContactAnswers(
            mobile=f"+447700900{random.randrange(1000):03}", safe_to_text=Answer.YES, number_confirmed=Confirmed.CALL
        )
        people.set_safe_contact(self.case.person, answers, by=self.case.robin, at=self.now)


@pytest.mark.sqlite
def test_no_order_of_events_and_no_job_tells_anybody_that_they_need_not_go(case: Case) -> None:
    case.arrest()
    acts: set[str] = set()
    for number in range(ORDERS):
        if number:
            day = ARRESTED + dt.timedelta(days=number * 3)
            with suppress(Refused):
                case.arrest_again(at=on(day, 13), arrested_on=day, court_day=COURT_DAY, police_reference="")
        world = Anything(case)
        for _ in range(ACTS):
            world.act()
        acts |= world.done
        db.session.rollback()
        assert [text.kind for text in released()] == []
    assert len(acts) >= 7, f"too little happened: {acts}"
    assert db.session.scalar(select(Text.id).limit(1)) is not None


def released() -> list[Text]:
    return list(db.session.scalars(select(Text).where(Text.kind == TextKind.DONE_RELEASED.value)))
