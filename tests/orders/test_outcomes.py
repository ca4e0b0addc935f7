"""What an outcome means to an order (ux 3.1; domain rules 8, 16 and 18)."""

from __future__ import annotations

import pytest

from casework.appointments.rules import Outcome
from orders.rules import Kept
from orders.rules.outcomes import how_kept, outcome_fault


@pytest.mark.parametrize(
    ("outcome", "counts", "kept"),
    [
        pytest.param(Outcome.ATTENDED, None, Kept.COUNTED, id="attended"),
        pytest.param(Outcome.COULD_NOT_TAKE_PART, True, Kept.COUNTED, id="could not take part, counts"),
        pytest.param(Outcome.COULD_NOT_TAKE_PART, False, Kept.EXCUSED, id="could not take part, does not count"),
        pytest.param(Outcome.REASON_NOT_KNOWN, None, Kept.REASON_NOT_KNOWN, id="reason not known yet"),
        pytest.param(Outcome.ACCEPTABLE_REASON, None, Kept.EXCUSED, id="acceptable reason"),
        pytest.param(Outcome.NO_ACCEPTABLE_REASON, None, Kept.NOT_EXCUSED, id="no acceptable reason"),
        pytest.param(Outcome.CANCELLED_BY_US, None, Kept.CANCELLED_BY_US, id="cancelled by us"),
        pytest.param(Outcome.IN_ERROR, None, None, id="recorded in error is not recorded"),
    ],
)
def test_what_an_outcome_means(outcome: Outcome, counts: bool | None, kept: Kept | None) -> None:
    assert how_kept(outcome.value, counts=counts) is kept


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.NO_ACCEPTABLE_REASON])
def test_what_can_be_recorded_at_a_meeting(outcome: Outcome) -> None:
    assert outcome_fault(outcome) == ""


def test_no_excuse_is_not_an_outcome_to_pick() -> None:
    assert "opinion" in outcome_fault(Outcome.NO_ACCEPTABLE_REASON)
