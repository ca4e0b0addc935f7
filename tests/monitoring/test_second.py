"""Every number of a quarter made at random, by two computations that share nothing but the records."""

from __future__ import annotations

import datetime as dt
import os
from statistics import median

import pytest
from flask import Flask

from casework.kernel.database import transaction
from monitoring.rules.cells import counted
from monitoring.rules.periods import Quarter
from monitoring.services.facts import facts_of_quarter
from monitoring.services.quarters import compared
from tests.monitoring.made import Made, another_agency
from tests.monitoring.second import READ, Second
from tests.support.staff import Team

QUARTER = Quarter(2026, 2)


def test_every_number_is_what_a_second_computation_says(app: Flask, team: Team) -> None:
    seed = int(os.environ["SEED"])
    team.actor("manager")
    with app.app_context(), transaction():
        ours = Made(team.agency_id, QUARTER.first, seed)
        ours.everything(20)
        theirs = Made(another_agency(ours.at), QUARTER.first, seed + 1)
        theirs.schemes[0].name += " elsewhere"
        theirs.staff_id = ours.staff_id  # type: ignore[method-assign]
        theirs.everything(4)
        READ.clear()
        for quarter in compared(QUARTER):
            scheme = ours.schemes[0]
            found = counted(facts_of_quarter(team.agency_id, scheme, quarter), quarter)
            again = Second(team.agency_id, scheme.id, quarter.first, quarter.last)
            numbers = {name: number for name, number in found.numbers.items() if number}
            assert numbers == {name: number for name, number in again.found.items() if number}, quarter.slug
            spans = {name: median(days) for name, days in found.spans.items()}
            assert spans == {name: median(days) for name, days in again.days.items()}
            assert len(numbers) > 40, "hardly anything was made"


@pytest.mark.sqlite
def test_the_edges_of_a_quarter_are_londons(app: Flask, team: Team) -> None:
    """Half past eleven at night in UTC on the last day of June is July in London, and so is its text."""
    with app.app_context(), transaction():
        made = Made(team.agency_id, QUARTER.first, 1)
        person = made.person()
        booked = made.appointment(person.id, dt.date(2026, 6, 20))
        late = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)
        from reminders.models import Text

        kept = {"state": "delivered", "not_before": late, "not_after": late, "planned_at": late, "handed_at": late}
        row = Text(agency_id=team.agency_id, person_id=person.id, kind="booked", plan_key="late", **kept)
        made.flushed(row)
        assert booked is not None
        here = counted(facts_of_quarter(team.agency_id, None, QUARTER), QUARTER).cells.get("texts", frozenset())
        after = QUARTER.later(1)
        there = counted(facts_of_quarter(team.agency_id, None, after), after).cells["texts"]
        assert ("text", row.id, 0) in there - here
