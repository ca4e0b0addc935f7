"""What CPS and the court may be told: the fixed sentences of ux.md 3.5, word for word, or nothing yet."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from diversion.rules.facts import Came, ClosingFacts, ReferralFacts
from diversion.rules.schemes import TRUST
from diversion.rules.statement import statement
from diversion.rules.words import Closing
from notices.rules import CheckFirst, Statement
from tests.diversion.cast import about, at, booked, kept, missed, october, referral

FIRST, SECOND = kept(october(1)), kept(october(8))


def told(facts: ReferralFacts, now: datetime | None = None) -> str:
    said = statement(facts, about=about(), now=now or october(12))
    assert isinstance(said, Statement)
    return said.sentence


@pytest.mark.parametrize(
    ("facts", "now", "sentence"),
    [
        pytest.param(
            referral([FIRST], [SECOND]),
            october(12),
            "Completed. Attended 2 of 2 required appointments: 1 October and 8 October 2026.",
            id="completed",
        ),
        pytest.param(
            referral([FIRST], [booked(october(28))]),
            october(12),
            "Not yet completed. Attended 1 of 2. Second appointment booked for 28 October 2026, before the hearing.",
            id="in progress, in time",
        ),
        pytest.param(
            referral([FIRST], [booked(at(date(2026, 11, 6)))]),
            october(12),
            "Not yet completed. Attended 1 of 2. Second appointment booked for 6 November 2026, after the hearing.",
            id="in progress, not in time",
        ),
        pytest.param(
            referral([FIRST], [missed(october(8))]),
            at(date(2026, 10, 31)),
            "Not completed. Attended 1 of 2 required appointments by 30 October 2026.",
            id="not completed",
        ),
        pytest.param(
            referral([missed(october(1)), missed(october(8))]),
            at(date(2026, 10, 31)),
            "Not completed. Attended 0 of 2. 2 appointments were booked; told of 2.",
            id="no attendance",
        ),
        pytest.param(
            referral([FIRST], [booked(october(8), Came.CANCELLED_BY_US)]),
            at(date(2026, 10, 31)),
            "Not completed. Attended 1 of 2 required appointments by 30 October 2026. "
            "1 appointment was cancelled by the service.",
            id="service-side",
        ),
        pytest.param(
            referral([FIRST], [SECOND], plan=TRUST, left=(1,)),
            october(12),
            "Not yet completed. Attended 2 of 2 required appointments: 1 October and 8 October 2026. "
            "The scheme asks for more than attendance, and not all of it is recorded.",
            id="attended, but the plan is not recorded",
        ),
        pytest.param(
            referral(closed=ClosingFacts(Closing.DECLINED, date(2026, 10, 3))),
            october(12),
            "Did not take up the scheme.",
            id="declined",
        ),
        pytest.param(
            referral(closed=ClosingFacts(Closing.NOT_SUITABLE, date(2026, 10, 3))),
            october(12),
            "Not suitable for the scheme.",
            id="not suitable",
        ),
        pytest.param(
            referral([FIRST], closed=ClosingFacts(Closing.WITHDRAWN, date(2026, 10, 3))),
            october(12),
            "Withdrew from the scheme on 3 October 2026.",
            id="withdrawn",
        ),
        pytest.param(
            referral([FIRST], closed=ClosingFacts(Closing.MOVED_AWAY, date(2026, 10, 3))),
            october(12),
            "Not yet completed. Attended 1 of 2. No further appointment is booked.",
            id="moved away: the count, not where",
        ),
        pytest.param(
            referral([FIRST], closed=ClosingFacts(Closing.DIED, date(2026, 10, 3))),
            october(12),
            "The scheme has recorded that this person has died.",
            id="died",
        ),
    ],
)
def test_the_sentence(facts: ReferralFacts, now: datetime, sentence: str) -> None:
    assert told(facts, now) == sentence


def test_late_but_before_the_hearing_is_reported_with_its_date() -> None:
    said = told(referral([FIRST], [kept(at(date(2026, 11, 2)))]), at(date(2026, 11, 2), 17))
    assert said == (
        "Completed. Attended 2 of 2 required appointments: 1 October and 2 November 2026. "
        "1 of these was after 30 October 2026, the scheme's finish date."
    )


def test_one_kept_late_and_one_missed_is_reported_with_its_date() -> None:
    said = told(referral([kept(at(date(2026, 11, 2)))], [missed(october(8))]), at(date(2026, 11, 2), 17))
    assert "1 required appointment was attended after 30 October 2026, on 2 November 2026." in said


@pytest.mark.parametrize("closing", [None, *Closing])
def test_nothing_is_told_while_an_attendance_is_not_recorded(closing: Closing | None) -> None:
    ended = closing and ClosingFacts(closing, date(2026, 10, 10))
    said = statement(referral([FIRST], [booked(october(9))], closed=ended), about=about(), now=october(12))
    assert isinstance(said, CheckFirst)
    assert said.days == (date(2026, 10, 9),)
    assert said.on_screen == "Attendance on 9 October is not recorded. Do not report yet."
