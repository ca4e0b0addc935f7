"""Someone who has died: nothing goes to them, and nobody is asked to tell them another way (domain rule 30)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from reminders import jobs, services
from reminders.services.ahead import of_person
from reminders.services.showing import board
from tests.reminders.cast import Cast, texts

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


def test_what_waits_for_the_dead_is_cancelled_and_undoing_it_plans_nothing(
    cast: Cast, at: Callable[[str], None]
) -> None:
    """Case B8: cancelled in the same commit, nowhere shown as held; a death recorded in error brings no text back, but
    what is booked after it was undone is texted about again."""
    cast.hearing("2026-12-10 10:00")
    with transaction():
        people.record_circumstance(cast.jo, CircumstanceKind.DIED, since=clock.today(), by=cast.worker, at=clock.now())
    cast.hearing("2026-12-17 10:00")
    now, mine = clock.now(), cast.worker.agency_id
    assert (board(agency_id=mine, now=now).held, of_person(cast.jo, now=now)) == ([], [])
    assert {text.state for text in texts()} == {"cancelled"}
    db.session.rollback()
    manager = cast.team.actor("manager")
    with transaction():
        [died] = people.circumstances(cast.jo, clock.today())
        people.end_circumstance(died, by=manager, at=clock.now())
    assert {text.state for text in texts()} == {"cancelled"}
    cast.hearing("2026-12-18 10:00")
    assert "planned" in {text.state for text in texts()}
