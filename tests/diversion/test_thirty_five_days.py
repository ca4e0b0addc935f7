"""After a discontinuance by notice: until when she may ask for the case to go on, shown and kept (domain rule 7)."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.kernel.database import db, transaction
from diversion import services
from diversion.models import CaseEnding
from diversion.services.verifying import verify
from diversion.views.view import view_of
from tests.diversion.conftest import Case, on

SERVED = dt.date(2026, 10, 28)
LAST = dt.date(2026, 12, 2)


def shown(case: Case, day: dt.date) -> str:
    return " ".join(view_of(case.referral, by=case.robin, now=on(day)).ask_until)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(
            SERVED, "may ask for the case to go on until 2 December 2026, 35 days left", id="the day of service"
        ),
        pytest.param(LAST - dt.timedelta(days=1), "until 2 December 2026, 1 day left", id="the day before the last"),
        pytest.param(LAST, "until 2 December 2026, the last day. Keep this record", id="the thirty-fifth day"),
        pytest.param(
            LAST + dt.timedelta(days=1), "could ask for the case to go on until 2 December", id="the day after"
        ),
    ],
)
def test_the_date_is_counted_from_service_in_calendar_days(case: Case, day: dt.date, words: str) -> None:
    """Over the end of October, when the clocks go back, and a weekend: 35 days are 35 days."""
    case.arrest()
    case.discontinued(notice_served_on=SERVED)
    assert words in shown(case, day)


@pytest.mark.sqlite
def test_without_a_day_of_service_it_says_that_nothing_can_be_counted(case: Case) -> None:
    case.arrest()
    case.discontinued(notice_served_on=None)
    assert services.case_may_go_on_until(case.referral) is None
    assert "no day of service is recorded" in shown(case, SERVED)


@pytest.mark.sqlite
def test_the_persons_page_says_it_until_it_has_passed(case: Case) -> None:
    case.arrest()
    case.discontinued(notice_served_on=SERVED)
    said = "May ask for the case to go on until 2 December 2026"
    for day, stands in ((LAST, True), (LAST + dt.timedelta(days=1), False)):
        [card] = services.cards(case.person.id, agency_id=case.team.agency_id, today=day)
        assert (said in card.detail) is stands


def test_it_is_stored_and_verified(case: Case) -> None:
    case.arrest()
    case.discontinued(notice_served_on=SERVED)
    assert set(db.session.scalars(sa.select(CaseEnding.ask_until))) == {LAST}
    assert list(verify(at=on(SERVED, 15))) == []
    with transaction():
        db.session.execute(sa.update(CaseEnding).values(ask_until=SERVED))
    [line] = verify(at=on(SERVED, 15))
    assert line.endswith("ask_until is stored as 2026-10-28, and the facts say 2026-12-02")
