"""What happens to the pretend people, each act one call of a room's service at the moment the stage has reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Attendance
from casework.appointments.rules import Outcome
from casework.care.rules import Goal, Heading, NeedsAnswers, Scale
from casework.courts.rules import HearingResult
from casework.courts.services import record_hearing_outcome
from casework.kernel import clock
from casework.people.rules.agreements import HowAgreed, Recipient
from casework.people.rules.contact import Answer
from diversion import services as diversion
from diversion.models import Referral
from diversion.rules.schemes import Leaves
from diversion.rules.words import Method
from notices import services as notices
from notices.models import Notice
from orders import services as orders
from orders.models import SupportOrder
from orders.rules.instructions import ToldHow
from orders.rules.particulars import Particulars
from web.demo import cared
from web.demo.cast import Who
from web.demo.stage import STRATFORD, THAMES, Stage

TEN = dt.time(10)
HALF_AN_HOUR = 30  # minutes: the cast's usual times are half an hour apart


def arrest(stage: Stage, who: Who, court_day: dt.date, *, arrested_on: dt.date, **more: Any) -> Referral:
    """An arrest is recorded by the worker."""
    usual: dict[str, Any] = {
        "scheme": stage.schemes["Safe Exit"],
        "arrested_on": arrested_on,
        "police_reference": who.urn,
        "court_code": THAMES,
        "court_day": court_day,
        "court_time": TEN,
        "agreed": HowAgreed.IN_PERSON,
    }
    asked = diversion.ArrestAnswers(**{**usual, **_who(stage, who), **more})
    referral = diversion.record_arrest(asked, by=stage.robin, at=stage.now)
    stage.known[who] = referral.person
    return referral


def _who(stage: Stage, who: Who) -> dict[str, Any]:
    if who in stage.known:
        return {"person": stage.known[who]}
    return {
        "given_name": who.given,
        "family_name": who.family,
        "known_as": who.known_as,
        "date_of_birth": who.born(stage.today),
    }


def may_text(who: Who) -> dict[str, Any]:
    """What they say about being texted, with an arrest: the number, and whether it is safe."""
    return {} if who.texts is Answer.NOT_ASKED else {"mobile": who.mobile, "safe_to_text": who.texts}


def share(stage: Stage, referral: Referral) -> None:
    """They agree that attendance may be shared with the CPS and the court."""
    diversion.agree_to_sharing(
        referral,
        recipients=(Recipient.CPS, Recipient.COURT),
        how=HowAgreed.IN_PERSON,
        given_on=clock.local_day(stage.now),
        by=stage.robin,
        at=stage.now,
    )


def book(stage: Stage, referral: Referral, position: int, day: dt.date, who: Who, **more: Any) -> Appointment:
    """An appointment of a referral, at this person's usual time."""
    return diversion.book_requirement(
        diversion.find_requirement(referral, position),
        **{
            "day": day,
            "time": who.time,
            "minutes": HALF_AN_HOUR,
            "place": stage.places[position % 2],
            "with_staff_id": stage.robin.staff_id,
            **more,
        },
        by=stage.robin,
        at=stage.now,
    )


def say(stage: Stage, appointment: Appointment, outcome: Outcome = Outcome.ATTENDED, **said: Any) -> None:
    """The worker says what happened at an appointment of a referral."""
    diversion.record_outcome(appointment, outcome, **said, by=stage.robin, at=stage.now)


def leave(stage: Stage, referral: Referral, position: int) -> None:
    """What a TRUST appointment leaves behind."""
    requirement, today = diversion.find_requirement(referral, position), clock.local_day(stage.now)
    if requirement.leaves == Leaves.ASSESSMENT:
        needs = {
            Heading.SAFETY: NeedsAnswers(scale=Scale.MANAGING, now="Knows who to ring at night."),
            Heading.HOUSING: NeedsAnswers(scale=Scale.HARD, now="Staying with a friend.", wants="A room of her own."),
        }
        diversion.leave_assessment(requirement, needs, made_on=today, by=stage.robin, at=stage.now)
    else:
        goals = (Goal(heading=Heading.HOUSING, goal="Somewhere of her own", step="Ring the housing line on Monday"),)
        diversion.leave_plan(requirement, goals, agreed_on=today, by=stage.robin, at=stage.now)
        cared.follow(stage, referral.person)


def tell(stage: Stage, referral: Referral) -> list[Notice]:
    """They agree, and the liaison tells the CPS and the court."""
    if referral.sharing is None:
        share(stage, referral)
    return diversion.tell([referral], by=stage.lesley, at=stage.now)


def acknowledge(stage: Stage, told: Sequence[Notice]) -> None:
    """The liaison hears by telephone that the notices were seen."""
    for notice in told:
        notices.acknowledge_by_phone(notice.reference, who="The duty clerk", by=stage.lesley, at=stage.now)


def end(stage: Stage, referral: Referral, method: Method, code: str = "") -> None:
    """The prosecutor or the court decides, and the liaison records it."""
    day = clock.local_day(stage.now)
    diversion.record_ending(
        referral,
        referral.charges,
        method=method,
        result_code=code,
        decided_by="CPS London North, A. Reviewer",
        decided_on=day,
        reference=f"CPS/{day.year}/{40 + referral.id}",
        notice_served_on=day if method is Method.DISCONTINUED and _before_court(referral, day) else None,
        by=stage.lesley,
        at=stage.now,
    )


def _before_court(referral: Referral, day: dt.date) -> bool:
    return referral.hearing is not None and day < referral.hearing.day


def excuse(stage: Stage, referral: Referral) -> None:
    """The court says that this hearing will not take place."""
    assert referral.hearing is not None  # noqa: S101 (every pretend referral has its court date)
    record_hearing_outcome(
        referral.hearing,
        HearingResult.WILL_NOT_TAKE_PLACE,
        decided_by="Thames, legal adviser",
        decided_on=clock.local_day(stage.now),
        reference="Email, list office",
        by=stage.lesley,
        at=stage.now,
    )


def order(stage: Stage, who: Who, *, made_on: dt.date, required_by: dt.date, query: str = "") -> SupportOrder:
    """An order is recorded from the paper, on the day it was made."""
    paper = Particulars(
        court_code=STRATFORD,
        made_on=made_on,
        required_by=required_by,
        supervisor_id=stage.sam.staff_id,
        supervisor_name=stage.sam.name,
        supervisor_agreed=True,
        area="2574",
        query=query,
    )
    answers = orders.OrderAnswers(
        person=stage.known.get(who),
        given_name=who.given,
        family_name=who.family,
        date_of_birth=who.born(stage.today),
        paper=paper,
        urn=replace(who, slot=who.slot + 20).urn,
    )
    made = orders.record_order(answers, by=stage.sam, at=stage.now)
    stage.known[who] = made.person
    return made


def fix(stage: Stage, made: SupportOrder, number: int, day: dt.date, who: Who) -> Appointment:
    """The supervisor fixes a meeting and tells them in person."""
    return orders.fix_meeting(
        made.meetings[number - 1],
        day=day,
        time=who.time,
        minutes=HALF_AN_HOUR,
        place=stage.places[0],
        told_how=ToldHow.IN_PERSON,
        by=stage.sam,
        at=stage.now,
    )


def meet(stage: Stage, appointment: Appointment, outcome: Outcome = Outcome.ATTENDED, **said: Any) -> None:
    """The supervisor says what happened at a meeting."""
    orders.record_outcome(appointment, outcome, **said, by=stage.sam, at=stage.now)


def latest(appointment: Appointment) -> Attendance | None:
    """What stands recorded of an appointment."""
    return appointments.current_attendance(appointment)
