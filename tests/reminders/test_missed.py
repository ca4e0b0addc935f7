from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.appointments.services import current_attendance
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from reminders import jobs, services
from reminders.rules.timing import LONDON
from tests.reminders.cast import Cast, texts
from tests.support.staff import Team

At = Callable[[str], None]


@pytest.fixture
def missed(cast: Cast, at: At) -> Appointment:
    """Wednesday 25 November, 10:20: she did not come at ten."""
    booking = cast.book("2026-11-25 10:00")
    at("2026-11-25 10:20")
    cast.record(booking, Outcome.REASON_NOT_KNOWN)
    return booking


def absent(booking: Appointment, by: Actor, *, needs_release: bool = False) -> None:
    with transaction():
        services.absence_recorded(booking, by=by, at=clock.now(), needs_release=needs_release)


def offer(booking: Appointment) -> services.MissedOffer:
    db.session.rollback()
    found = services.missed_offer(db.session.merge(booking), now=clock.now())
    assert found is not None
    return found


def test_the_banner_says_what_goes_and_when(missed: Appointment, cast: Cast) -> None:
    assert services.missed_offer(missed, now=clock.now()) is None
    absent(missed, cast.worker)
    seen = offer(missed)
    assert f"{seen.goes_at.astimezone(LONDON):%a %d %b %H:%M}" == "Wed 25 Nov 11:00"
    assert "we missed you on Wed 25 Nov" in seen.words
    assert (seen.needs_release, seen.stopped, seen.went, seen.held) == (False, False, False, "")


def test_stopped_in_the_banner_it_never_goes_whatever_is_recorded_later(
    missed: Appointment, cast: Cast, at: At
) -> None:
    absent(missed, cast.worker)
    with transaction():
        services.stop_missed(missed, by=cast.worker, at=clock.now())
    absent(missed, cast.worker)
    assert offer(missed).stopped
    at("2026-11-25 11:30")
    jobs.run_due()
    assert [text.state for text in texts(kind="missed")] == ["cancelled"]
    with transaction():
        services.release_missed(missed, by=cast.worker, at=clock.now())
    jobs.run_due()
    assert [text.state for text in texts(kind="missed")] == ["cancelled", "kept"]
    with pytest.raises(Refused, match="has gone"), transaction():
        services.stop_missed(missed, by=cast.worker, at=clock.now())


def test_on_an_order_it_waits_for_the_supervisor(missed: Appointment, cast: Cast, team: Team, at: At) -> None:
    absent(missed, cast.worker, needs_release=True)
    at("2026-11-25 14:00")
    jobs.run_due()
    assert offer(missed).needs_release
    assert [text.state for text in texts(kind="missed")] == ["planned"]
    with pytest.raises(Refused, match="supervisor"), transaction():
        services.release_missed(missed, by=cast.worker, at=clock.now())
    with transaction():
        services.release_missed(missed, by=team.actor("supervisor"), at=clock.now())
    jobs.run_due()
    assert offer(missed).went


def test_never_released_it_ends_without_asking_anybody(missed: Appointment, cast: Cast, at: At) -> None:
    absent(missed, cast.worker, needs_release=True)
    at("2026-11-29 12:00")
    jobs.run_due()
    [text] = texts(kind="missed")
    assert (text.state, text.ended_why) == ("cancelled", "Nobody released it")


def test_a_correction_stops_it(missed: Appointment, cast: Cast) -> None:
    absent(missed, cast.worker)
    cast.record(missed, Outcome.IN_ERROR, replaces=current_attendance(missed))
    assert [text.state for text in texts(kind="missed")] == ["cancelled"]
