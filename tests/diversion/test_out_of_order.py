"""Kept out of order where the scheme asks for an order: needed once more, and it can be booked once more (rule 8)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from casework.kernel.refused import Refused
from diversion import services
from tests.diversion.conftest import Case, on

pytestmark = pytest.mark.sqlite
FIRST, SECOND, THIRD = dt.date(2026, 10, 6), dt.date(2026, 10, 13), dt.date(2026, 10, 20)


@pytest.fixture
def swapped(case: Case) -> Case:
    """TRUST asks for the assessment first; the plan was made a week before it."""
    case.arrest("TRUST")
    case.attend(2, FIRST)
    case.attend(1, SECOND)
    return case


def test_it_is_booked_again_and_then_counts_as_attended(swapped: Case) -> None:
    at = on(SECOND, 15)
    assert "before the one that the scheme asks for first" in " ".join(swapped.stands(at).because)
    [open_one] = services.open_for(swapped.person, at=at)
    assert open_one.subject.endswith(":2")
    swapped.attend(2, THIRD, at=at)
    assert not any("asks for first" in why for why in swapped.stands(on(THIRD, 15)).because)
    with pytest.raises(Refused, match="kept already"):
        swapped.book(2, dt.date(2026, 10, 27), at=on(THIRD, 15))


def test_the_first_one_is_not_booked_again(swapped: Case) -> None:
    with pytest.raises(Refused, match="kept already"):
        swapped.book(1, THIRD, at=on(SECOND, 15))


def test_the_referral_offers_it(swapped: Case) -> None:
    where = f"/referrals/{swapped.referral.reference}"
    with time_machine.travel(on(SECOND, 15), tick=True):
        page = swapped.team.sign_in("worker").get(where).text
    assert f"/appointments/new?for=referral:{swapped.referral.reference}:2" in page.replace("%3A", ":")
