"""An appointment given to a colleague: its texts stay planned as they were, and go (promises B15)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.appointments import services as appointments
from casework.kernel import clock
from casework.kernel.database import db, transaction
from reminders import jobs
from reminders.gateway import Outbox
from reminders.models import Text
from tests.reminders.cast import Cast
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite


def planned() -> list[tuple[object, ...]]:
    db.session.rollback()
    rows = db.session.scalars(db.select(Text).order_by(Text.id))
    return [(row.kind, row.not_before, row.appointment_version, row.state) for row in rows]


def test_what_is_handed_over_keeps_its_texts_and_they_go(cast: Cast, team: Team, at: Callable[[str], None]) -> None:
    booked = cast.book("2026-12-08 14:00", with_staff_id=cast.worker.staff_id)
    before = planned()
    other = team.actor("supervisor").staff_id or 0
    with transaction():
        appointments.reassign(booked, other, by=cast.worker, at=clock.now())
    assert planned() == before
    at("2026-12-07 14:05")
    jobs.run_due(Outbox())
    assert "kept" in {row[-1] for row in planned()}, "the outbox has it"
