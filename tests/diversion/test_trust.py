"""Journey B through the services: TRUST, opted in at court, an assessment and then a plan agreed with her."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from casework.care.models import CarePlan, NeedsAssessment
from casework.care.rules import Goal, Heading, NeedsAnswers, Scale
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.contact import Answer
from diversion import services
from diversion.rules.words import Status
from notices.rules import Statement
from tests.diversion.conftest import ARRESTED, COURT_DAY, Case, on

OPTED_IN = dt.date(2026, 10, 1)
FIRST, SECOND = dt.date(2026, 10, 6), dt.date(2026, 10, 13)


def opt_in(case: Case, **changes: object) -> None:
    said = {"opted_in_on": OPTED_IN, "legal_advice_offered": True, "bail": "unconditional", **changes}
    case.arrest(
        "TRUST",
        at=on(OPTED_IN),
        agreed=HowAgreed.AT_COURT,
        opt_in=services.OptInAnswers(**said),  # type: ignore[arg-type]
    )


def assess(case: Case) -> None:
    with transaction():
        requirement = services.find_requirement(case.referral, 1)
        answers = {Heading.HOUSING: NeedsAnswers(Scale.HARD, now="Sofa to sofa", wants="A room")}
        services.leave_assessment(requirement, answers, made_on=FIRST, by=case.robin, at=on(FIRST, 15))


def plan(case: Case) -> None:
    with transaction():
        requirement = services.find_requirement(case.referral, 2)
        goals = [Goal(Heading.HOUSING, "A room of my own", "See the housing team")]
        services.leave_plan(requirement, goals, agreed_on=SECOND, by=case.robin, at=on(SECOND, 15))


def test_opting_in_at_court_is_recorded_without_any_admission(case: Case) -> None:
    opt_in(case)
    row = case.referral.opt_in
    assert row is not None
    assert (row.legal_advice_offered, row.adjourned_to, row.bail) == (True, COURT_DAY, "unconditional")
    assert not [column for column in row.__table__.columns if "admi" in column.name or "plea" in column.name]
    assert case.referral.agreement is not None
    assert case.referral.agreement.how == HowAgreed.AT_COURT.value


def test_nobody_opts_in_before_legal_advice_is_offered(case: Case) -> None:
    with pytest.raises(Refused) as no:
        opt_in(case, legal_advice_offered=False)
    assert no.value.field == "legal_advice"


def test_attended_without_its_assessment_or_plan_does_not_complete(case: Case) -> None:
    opt_in(case)
    case.attend(1, FIRST)
    case.attend(2, SECOND)
    found = case.stands(on(SECOND, 16))
    assert (found.status, found.done) == (Status.IN_PROGRESS, 0)
    assess(case)
    found = case.stands(on(SECOND, 16))
    assert (found.status, found.done) == (Status.IN_PROGRESS, 1)
    said = services.statement(case.referral, at=on(SECOND, 16))
    assert isinstance(said, Statement)
    assert said.sentence.startswith("Not yet completed. Attended 2 of 2 required appointments")


def test_assessment_and_plan_complete_it_in_whichever_order_they_are_written(case: Case) -> None:
    opt_in(case)
    case.attend(1, FIRST)
    case.attend(2, SECOND)
    plan(case)
    assess(case)
    assert case.referral.status == Status.COMPLETED
    assert db.session.scalar(select(func.count()).select_from(NeedsAssessment)) == 1
    assert db.session.scalar(select(func.count()).select_from(CarePlan)) == 1


def test_a_plan_written_before_anybody_came_completes_nothing(case: Case) -> None:
    opt_in(case)
    assess(case)
    plan(case)
    assert case.referral.status != Status.COMPLETED
    assert case.referral.done == 0


def test_an_appointment_leaves_only_what_it_is_for(case: Case) -> None:
    case.arrest()
    requirement = services.find_requirement(case.referral, 1)
    with pytest.raises(Refused, match="does not ask"), transaction():
        services.leave_plan(requirement, [Goal(Heading.SAFETY, "x")], agreed_on=ARRESTED, by=case.robin, at=on(FIRST))


def test_agreement_taken_in_custody_is_provisional_until_repeated(case: Case) -> None:
    case.arrest(agreed=HowAgreed.IN_CUSTODY, safe_to_text=Answer.NOT_ASKED, mobile=None)
    assert case.referral.status == Status.NEW
    with transaction():
        services.agree_to_referral(
            case.referral, how=HowAgreed.PHONE, given_on=OPTED_IN, by=case.robin, at=on(OPTED_IN)
        )
    assert case.referral.status == Status.IN_PROGRESS
