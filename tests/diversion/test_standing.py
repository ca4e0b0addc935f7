"""Where a referral stands: one derived status, each with its reasons (ux.md 3.2; domain rules 8 and 9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from diversion.rules.facts import Came, ClosingFacts, ContactFacts, ReferralFacts
from diversion.rules.schemes import TRUST
from diversion.rules.standing import Kept, standing
from diversion.rules.words import Closing, Status
from tests.diversion.cast import COURT_DAY, FINISH_BY, at, booked, kept, missed, october, referral

CAME_FIRST, CAME_SECOND = october(1), october(8)


def status(facts: ReferralFacts, now: datetime | None = None) -> Status:
    return standing(facts, now=now or october(9)).status


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(referral(agreed=False), Status.NEW, id="nobody has been in contact yet"),
        pytest.param(
            referral(agreed=False, contacts=(ContactFacts(date(2026, 10, 1), False),)),
            Status.TRYING,
            id="rung and not reached",
        ),
        pytest.param(
            referral(agreed=False, contacts=(ContactFacts(date(2026, 10, 1), True),)),
            Status.IN_PROGRESS,
            id="rung and reached",
        ),
        pytest.param(referral(), Status.IN_PROGRESS, id="agreed in person"),
        pytest.param(referral([kept(CAME_FIRST)]), Status.IN_PROGRESS, id="one kept"),
        pytest.param(referral([kept(CAME_FIRST)], [kept(CAME_SECOND)]), Status.COMPLETED, id="both kept"),
        pytest.param(referral([kept(CAME_FIRST)], [missed(CAME_SECOND)]), Status.IN_PROGRESS, id="one missed, in time"),
        pytest.param(
            referral([missed(CAME_FIRST), kept(october(5))], [kept(CAME_SECOND)]),
            Status.COMPLETED,
            id="missed once, then both kept",
        ),
        pytest.param(
            referral([kept(CAME_FIRST)], [booked(CAME_SECOND, Came.CANCELLED_BY_US)]),
            Status.IN_PROGRESS,
            id="cancelled by us is never kept",
        ),
        pytest.param(referral([kept(CAME_FIRST)], [booked(CAME_SECOND)]), Status.CHECK_FIRST, id="one not recorded"),
        pytest.param(
            referral([kept(CAME_FIRST)], [kept(CAME_SECOND), booked(october(8, 14))]),
            Status.CHECK_FIRST,
            id="complete, but a further appointment is not recorded",
        ),
        pytest.param(
            referral([kept(CAME_SECOND)], [kept(CAME_FIRST)]), Status.IN_PROGRESS, id="second kept before the first"
        ),
        pytest.param(
            referral([kept(CAME_SECOND)], [kept(CAME_FIRST)], in_order=False),
            Status.COMPLETED,
            id="any order where the scheme does not mind",
        ),
    ],
)
def test_status_before_the_finish_by_date(facts: ReferralFacts, expected: Status) -> None:
    assert status(facts) is expected


@pytest.mark.parametrize("closing", list(Closing))
def test_an_end_recorded_by_a_person_is_the_status(closing: Closing) -> None:
    facts = referral([kept(CAME_FIRST)], closed=ClosingFacts(closing, date(2026, 10, 3)))
    assert status(facts) is closing.status


def test_an_appointment_is_unrecorded_from_its_start() -> None:
    facts = referral([booked(october(9, 10))])
    assert status(facts, october(9, 9)) is Status.IN_PROGRESS
    assert status(facts, october(9, 10)) is Status.CHECK_FIRST
    assert standing(facts, now=october(9, 10)).unrecorded == (date(2026, 10, 9),)


def test_one_attended_and_one_missed_is_not_completed_once_the_date_has_passed() -> None:
    facts = referral([kept(CAME_FIRST)], [missed(CAME_SECOND)])
    assert status(facts, at(FINISH_BY, 23)) is Status.RUNNING_OUT
    found = standing(facts, now=at(date(2026, 10, 31)))
    assert found.status is Status.NOT_COMPLETED
    assert (found.done, found.total) == (1, 2)
    assert found.because == ("1 of 2 kept by 30 October 2026",)


def test_kept_after_finish_by_but_before_the_hearing_counts_with_its_date() -> None:
    found = standing(referral([kept(CAME_FIRST)], [kept(at(date(2026, 11, 2)))]), now=at(date(2026, 11, 2), 17))
    assert found.status is Status.COMPLETED
    assert found.kept == (Kept(1, date(2026, 10, 1)), Kept(2, date(2026, 11, 2), late=True))
    assert "after the scheme's own date but before the hearing" in found.because[1]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(at(COURT_DAY, 9), Status.COMPLETED, id="an hour before the hearing"),
        pytest.param(at(COURT_DAY, 10), Status.NOT_COMPLETED, id="at the hour of the hearing"),
        pytest.param(at(date(2026, 11, 4)), Status.NOT_COMPLETED, id="the day after"),
    ],
)
def test_the_hearing_is_the_last_moment_that_counts(second: datetime, expected: Status) -> None:
    assert status(referral([kept(CAME_FIRST)], [kept(second)]), at(date(2026, 11, 5))) is expected


def test_an_adjourned_hearing_moves_every_date() -> None:
    facts = referral([kept(CAME_FIRST)], [kept(at(date(2026, 11, 4)))])
    moved = date(2026, 11, 24)
    later = replace(facts, court_day=moved, hearing_at=at(moved), finish_by=date(2026, 11, 20))
    assert status(later, at(date(2026, 11, 5))) is Status.COMPLETED


def test_with_no_hearing_time_the_court_day_itself_is_too_late() -> None:
    facts = referral([kept(CAME_FIRST)], [kept(at(COURT_DAY, 8))], hearing_at=None)
    assert status(facts, at(COURT_DAY, 9)) is Status.NOT_COMPLETED


@pytest.mark.parametrize(
    ("left", "expected", "done"),
    [
        pytest.param((), Status.IN_PROGRESS, 0, id="neither assessment nor plan"),
        pytest.param((1,), Status.IN_PROGRESS, 1, id="an assessment and no plan"),
        pytest.param((2,), Status.IN_PROGRESS, 1, id="a plan and no assessment"),
        pytest.param((1, 2), Status.COMPLETED, 2, id="both left behind"),
    ],
)
def test_trust_counts_only_what_left_something_behind(left: tuple[int, ...], expected: Status, done: int) -> None:
    found = standing(referral([kept(CAME_FIRST)], [kept(CAME_SECOND)], plan=TRUST, left=left), now=october(9))
    assert (found.status, found.done) == (expected, done)
    assert len(found.attended) == 2
    assert len([why for why in found.because if "is not recorded" in why]) == 2 - done


def test_an_attendance_imported_on_paper_stands_for_what_the_scheme_asks() -> None:
    facts = referral([kept(CAME_FIRST, on_paper=True)], [kept(CAME_SECOND, on_paper=True)], plan=TRUST)
    assert status(facts) is Status.COMPLETED


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(october(15), Status.IN_PROGRESS, id="fifteen days left"),
        pytest.param(october(16), Status.RUNNING_OUT, id="fourteen days left and nothing booked"),
        pytest.param(october(30), Status.RUNNING_OUT, id="the last day"),
    ],
)
def test_running_out_of_time_with_nothing_booked(now: datetime, expected: Status) -> None:
    assert status(referral([kept(CAME_FIRST)]), now) is expected


def test_something_booked_in_time_is_not_running_out() -> None:
    facts = referral([kept(CAME_FIRST)], [booked(october(27))])
    found = standing(facts, now=october(20))
    assert found.status is Status.IN_PROGRESS
    assert found.next_booked == october(27)
    assert (found.next_position, found.days_left) == (2, 10)


def test_two_working_days_to_spare_or_fewer_is_running_out_though_one_is_booked() -> None:
    facts = referral([booked(october(26))], [])
    assert status(facts, october(22)) is Status.IN_PROGRESS
    proclaimed = replace(facts, closed_days=frozenset({date(2026, 10, 28)}))
    assert status(proclaimed, october(22)) is Status.RUNNING_OUT


def test_what_was_attended_and_only_waits_to_be_written_is_not_running_out() -> None:
    facts = referral([kept(CAME_FIRST)], [kept(CAME_SECOND)], plan=TRUST, left=(1,))
    assert status(facts, october(29)) is Status.IN_PROGRESS


def test_a_finish_by_date_gone_before_the_arrest_gives_way_to_the_court_date() -> None:
    court = date(2026, 9, 30)
    facts = referral(court_day=court, hearing_at=at(court), finish_by=date(2026, 9, 28))
    found = standing(facts, now=at(date(2026, 9, 29)))
    assert found.status is Status.RUNNING_OUT
    assert found.finish_by == court


def test_days_left_is_never_below_nothing() -> None:
    assert standing(referral(), now=at(date(2027, 1, 1))).days_left == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param(referral(), ("0 of 2", "blue"), id="none yet"),
        pytest.param(referral([kept(CAME_FIRST)], [kept(CAME_SECOND)]), ("Completed", "green"), id="completed"),
        pytest.param(referral([booked(CAME_FIRST)]), ("Check first", "yellow"), id="check first"),
    ],
)
def test_the_tag_says_the_status_in_a_persons_words(facts: ReferralFacts, words: tuple[str, str]) -> None:
    assert standing(facts, now=october(9)).tag == words
