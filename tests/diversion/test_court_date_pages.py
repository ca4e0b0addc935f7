"""The court date of a new arrest: kept as the bail sheet says."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from casework.courts.models import Hearing
from casework.kernel.database import db
from diversion.models import Referral
from tests.diversion.conftest import COURT_DAY
from tests.diversion.test_arrest_pages import count, on_the_day, post, robin
from tests.support.application import Reader

pytestmark = pytest.mark.sqlite

__all__ = ["on_the_day", "robin"]


def test_a_late_court_date_is_kept_as_the_bail_sheet_says(robin: Reader) -> None:
    post(robin, court_date="other", court_day="10 Nov 2026", court_time="2pm")
    hearing = db.session.scalars(select(Hearing)).one()
    assert (hearing.day, hearing.time) == (dt.date(2026, 11, 10), dt.time(14))


def test_the_court_date_saved_is_the_one_that_was_seen(robin: Reader) -> None:
    """Arrested yesterday: five weeks from then is another day, and nobody chose that one."""
    assert "Tue 3 Nov (5 weeks)" in robin.get("/arrests/new").text
    post(robin, arrested="yesterday")
    assert db.session.scalars(select(Hearing)).one().day == COURT_DAY


@pytest.mark.parametrize("value", ["usual", "2026-13-40", "<b>", ""])
def test_a_court_date_that_was_never_offered_is_asked_for(robin: Reader, value: str) -> None:
    answer = post(robin, court_date=value)
    assert answer.status_code == 200
    assert count(Referral) == 0
