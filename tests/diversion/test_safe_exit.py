"""Journey A through the services: Safe Exit from arrest to "you do not need to go"."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from casework.courts.models import Hearing
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from diversion import services
from diversion.rules.release import Allowed, Why
from notices.rules import Statement
from reminders.models import Text
from reminders.rules.kinds import TextKind
from reminders.rules.life import TextState
from tests.diversion.conftest import ARRESTED, COURT_DAY, Case, on

FIRST, SECOND = dt.date(2026, 10, 6), dt.date(2026, 10, 13)
DONE = on(SECOND, 14)


def texts(kind: TextKind) -> list[Text]:
    return list(db.session.scalars(select(Text).where(Text.kind == kind.value)))


def complete(case: Case) -> None:
    case.arrest()
    case.share()
    case.attend(1, FIRST)
    case.attend(2, SECOND, with_staff_id=None, with_other="Nell at the clinic")


def test_an_arrest_makes_person_referral_court_date_and_what_is_asked(case: Case) -> None:
    referral = case.arrest()
    assert referral.person.family_name == "Barnes"
    assert referral.hearing is not None
    assert referral.hearing.day == COURT_DAY
    assert [requirement.title for requirement in referral.requirements] == [
        "Initial assessment with the diversion worker",
        "Second appointment at a service",
    ]
    assert (referral.status, referral.done, referral.total) == ("in_progress", 0, 2)
    assert referral.finish_by == dt.date(2026, 10, 30)
    assert referral.urn == "01HT1234526"


def test_texts_are_planned_with_the_booking(case: Case) -> None:
    case.arrest()
    case.book(1, FIRST)
    kinds = {text.kind for text in db.session.scalars(select(Text))}
    assert {TextKind.BOOKED.value, TextKind.ONE_DAY.value, TextKind.COURT_ONE_DAY.value} <= kinds


def test_both_attended_is_completed_two_of_two_with_its_reasons(case: Case) -> None:
    complete(case)
    found = case.stands(DONE)
    assert found.tag == ("Completed", "green")
    assert found.because == ("Appointment 1 kept on 6 October 2026", "Appointment 2 kept on 13 October 2026")
    assert case.referral.completed_on == SECOND


def test_completion_is_told_to_her_as_still_plan_to_go(case: Case) -> None:
    complete(case)
    assert [text.state for text in texts(TextKind.DONE_WAIT)] == [TextState.PLANNED]
    assert texts(TextKind.DONE_RELEASED) == []


def test_cps_and_court_are_told_in_the_fixed_sentence(case: Case) -> None:
    complete(case)
    case.contacts()
    with transaction():
        issued = services.tell([case.referral], by=case.robin, at=DONE)
        recipients = [(notice.contact_kind, notice.lines[0].sentence) for notice in issued]
    sentence = "Completed. Attended 2 of 2 required appointments: 6 October and 13 October 2026."
    assert recipients == [("cps", sentence), ("court", sentence)]
    assert len(services.notices_of(case.referral)) == 2


def test_completing_the_scheme_releases_nobody(case: Case) -> None:
    complete(case)
    answer = services.may_be_released(case.person, COURT_DAY)
    assert isinstance(answer, Why)
    with pytest.raises(Refused, match="no ending of the case is recorded"), transaction():
        services.release(case.person, COURT_DAY, by=case.robin, at=DONE)


def test_a_recorded_discontinuance_lets_a_person_release_her(case: Case) -> None:
    complete(case)
    case.discontinued()
    assert services.case_may_go_on_until(case.referral) == dt.date(2026, 12, 2)
    assert isinstance(services.may_be_released(case.person, COURT_DAY), Allowed)
    assert texts(TextKind.DONE_RELEASED) == []
    with transaction():
        services.release(case.person, COURT_DAY, by=case.robin, at=on(dt.date(2026, 10, 28), 16))
    assert [text.state for text in texts(TextKind.DONE_RELEASED)] == [TextState.PLANNED]
    waiting = [text for text in texts(TextKind.COURT_ONE_DAY) if text.state == TextState.PLANNED]
    assert waiting == []


@pytest.mark.parametrize("missing", ["decided_by", "reference", "result_code"])
def test_an_ending_needs_who_what_and_under_which_reference(case: Case, missing: str) -> None:
    complete(case)
    changes: dict[str, Any] = {missing: ""}
    with pytest.raises(Refused) as no:
        case.discontinued(**changes)
    assert no.value.field == missing


def test_another_hearing_that_day_stands_in_the_way(case: Case) -> None:
    from casework.courts import services as courts

    complete(case)
    case.discontinued()
    with transaction():
        courts.schedule_hearing(
            case.person,
            court_code="B01MN00",
            day=COURT_DAY,
            time=dt.time(14),
            other_matter=True,
            by=case.robin,
            at=DONE,
        )
    answer = services.may_be_released(case.person, COURT_DAY)
    assert isinstance(answer, Why)
    assert "Stratford" in answer.reasons[0]


def test_a_warrant_stands_in_the_way(case: Case) -> None:
    from casework.people import services as people
    from casework.people.rules.circumstances import CircumstanceKind

    complete(case)
    case.discontinued()
    with transaction():
        people.record_circumstance(
            case.person, CircumstanceKind.WARRANT, since=SECOND, place="Thames", by=case.robin, at=DONE
        )
    assert isinstance(services.may_be_released(case.person, COURT_DAY), Why)


def test_the_court_may_excuse_her_itself(case: Case) -> None:
    complete(case)
    with transaction():
        services.excuse(
            case.referral,
            decided_by="Thames Magistrates' Court",
            decided_on=SECOND,
            reference="TMC/4",
            by=case.robin,
            at=DONE,
        )
    assert isinstance(services.may_be_released(case.person, COURT_DAY), Allowed)


def test_the_system_can_release_nobody(case: Case) -> None:
    from casework.kernel.actors import Actor

    complete(case)
    case.discontinued()
    with pytest.raises(Refused, match="Only a person"), transaction():
        services.release(case.person, COURT_DAY, by=Actor.system(case.team.agency_id), at=on(dt.date(2026, 10, 29)))


def test_a_scheme_may_ask_for_two_peoples_word(case: Case) -> None:
    complete(case)
    case.discontinued()
    later = on(dt.date(2026, 10, 29))
    with transaction():
        case.referral.scheme.two_people_release = True
    with transaction():
        services.release(case.person, COURT_DAY, by=case.robin, at=later)
    assert texts(TextKind.DONE_RELEASED) == []
    with pytest.raises(Refused, match="Somebody else"), transaction():
        services.release(case.person, COURT_DAY, by=case.robin, at=later)
    with transaction():
        services.release(case.person, COURT_DAY, by=case.team.actor("manager"), at=later)
    assert len(texts(TextKind.DONE_RELEASED)) == 1


def test_an_adjourned_hearing_takes_every_date_with_it(case: Case) -> None:
    case.arrest()
    before = case.referral.hearing_id
    with transaction():
        hearing = db.session.get_one(Hearing, before)
        services.adjourn(hearing, day=dt.date(2026, 11, 24), time=dt.time(10), by=case.robin, at=on(FIRST))
    referral = case.referral
    assert referral.hearing_id != before
    assert referral.finish_by == dt.date(2026, 11, 20)
    assert referral.hearing is not None
    assert referral.hearing.day == dt.date(2026, 11, 24)


def test_the_same_custody_number_on_the_same_day_is_refused(case: Case) -> None:
    """R8."""
    case.arrest(police_reference="HT/0002/26")
    with pytest.raises(Refused) as no:
        case.arrest(police_reference="ht/0002/26 ")
    assert no.value.field == "police_reference"


def test_everything_recorded_is_in_the_audit_trail(case: Case) -> None:
    from casework.kernel.audit import first_broken
    from casework.kernel.models import Event

    complete(case)
    record = f"referral:{case.referral.reference}"
    acts = [event.act for event in db.session.scalars(select(Event).where(Event.record == record))]
    assert acts.count("collection") == 1
    assert acts.count("alteration") == 5
    assert first_broken() is None


def test_the_statement_says_what_the_page_will(case: Case) -> None:
    complete(case)
    said = services.statement(case.referral, at=DONE)
    assert isinstance(said, Statement)
    assert said.name == "Josephine Barnes"
    assert said.police_reference == "01HT1234526"
    assert said.may_share


def test_nothing_is_shared_without_agreement(case: Case) -> None:
    case.arrest()
    case.contacts()
    with pytest.raises(Refused, match="no agreement to share"), transaction():
        services.tell([case.referral], by=case.robin, at=on(ARRESTED, 15))
