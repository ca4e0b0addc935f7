"""Someone who has died: nothing goes to them, and nobody is asked to tell them another way (domain rule 30)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.kernel import clock
from casework.kernel.database import transaction
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from reminders import jobs, services
from reminders.services.showing import board
from tests.reminders.cast import Cast

pytestmark = pytest.mark.sqlite


def test_nobody_is_asked_to_see_the_dead_in_person(cast: Cast, at: Callable[[str], None]) -> None:
    cast.hearing("2026-11-27 10:00")
    at("2026-11-26 10:01")
    today = clock.today()
    with transaction():
        people.record_circumstance(cast.jo, CircumstanceKind.DIED, since=today, by=cast.worker, at=clock.now())
    jobs.run_due()
    assert services.tasks(agency_id=cast.worker.agency_id, staff_id=None, now=clock.now()) == []
    assert board(agency_id=cast.worker.agency_id, now=clock.now()).to_do == []
