"""With no new fact time changes an order in three ways only: a date passed, it runs out, a meeting waits (rule 9)."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from orders.rules import OrderFacts, Status
from orders.rules.standing import standing
from tests.orders.test_standing import DAY, ORDER

BY_TIME = {Status.CHECK_FIRST, Status.DATE_PASSED, Status.RUNNING_OUT}


@given(ORDER, st.tuples(DAY, DAY))
def test_time_alone_complies_with_nothing_and_forms_no_opinion(facts: OrderFacts, days: tuple[date, date]) -> None:
    before, after = (standing(facts, today=day).status for day in sorted(days))
    assert before is after or after in BY_TIME
