"""The sender's health: what staff see when texts go out, and when they do not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people import services as people
from reminders import jobs
from reminders.gateway import TwilioGateway
from reminders.models import SenderCheck
from reminders.rules.troubles import Trouble
from reminders.services import alarms, health, pulse
from reminders.services.watch import Watch
from tests.reminders.cast import JO, Cast
from tests.support.application import Reader
from tests.support.twilio_stand_in import SENDER, Fault, StandIn

At = Callable[[str], None]
RING = "Texts are not going out. Ring people"


@pytest.fixture
def live(connected: TwilioGateway, monkeypatch: pytest.MonkeyPatch) -> TwilioGateway:
    """Texts that really leave: the number was verified."""
    monkeypatch.setattr(jobs, "database_clock", lambda: None)  # the server's own clock is not this test's
    with transaction():
        index, now = people.number_index(JO), clock.now()
        db.session.add(SenderCheck(sender=SENDER, number=JO, number_index=index, sent_at=now, verified_at=now))
    return connected


def wake() -> int:
    """A worker's waking by this test's clocks, which both stand still."""
    return jobs.wake(monotonic=lambda: 0.0, watch=Watch())


def test_today_says_that_texts_do_not_go_when_no_worker_has_been_awake(
    cast: Cast, at: At, live: TwilioGateway, sign_in: Callable[..., Reader]
) -> None:
    cast.book("2026-12-08 14:00")
    at("2026-11-23 11:24")
    worker, manager = sign_in("worker"), sign_in("manager")
    assert RING not in worker.get("/today").text
    at("2026-11-23 11:26")
    assert RING in worker.get("/today").text
    assert "No worker has been awake" not in worker.get("/today").text
    assert "No worker has been awake for some minutes" in manager.get("/today").text
    page = worker.get("/messages/sender").text
    assert RING in page
    assert "1, the oldest since Mon 23 Nov, 11:20am" in page
    assert wake() == 1
    assert RING not in worker.get("/today").text
    page = worker.get("/messages/sender").text
    assert "Nothing is in the way" in page
    assert "Last awake Mon 23 Nov, 11:26am" in page
    assert "1 text sent" in page


def test_a_refused_key_is_said_to_those_who_manage_and_ends_when_a_text_goes(
    cast: Cast, at: At, live: TwilioGateway, provider: StandIn, sign_in: Callable[..., Reader]
) -> None:
    cast.book("2026-12-08 14:00")
    provider.next_faults = [Fault.BAD_KEY]
    assert wake() == 1
    worker, manager = sign_in("worker"), sign_in("manager")
    at("2026-11-23 11:22")
    said = "An administrator must check its settings. Since Mon 23 Nov, 11:20am"
    assert said in manager.get("/today").text
    assert said not in worker.get("/today").text
    assert RING in worker.get("/today").text
    assert "An administrator must check its settings" in worker.get("/messages/sender").text
    administrator = sign_in("administrator")
    assert said in administrator.get("/admin").text, "who must put it right sees no text and no Today"
    assert "The text provider refuses our account" in administrator.get("/admin/texts").text
    assert wake() == 1
    assert RING not in manager.get("/today").text
    assert said not in manager.get("/today").text
    assert said not in administrator.get("/admin").text
    assert len(provider.ledger) == 1


def test_practice_mode_raises_no_alarm(cast: Cast, at: At, sign_in: Callable[..., Reader]) -> None:
    cast.book("2026-12-08 14:00")
    at("2026-11-23 18:00")
    assert RING not in sign_in("manager").get("/today").text
    assert "Practice mode" in sign_in("manager").get("/messages/sender").text


def test_an_empty_waking_writes_a_sign_of_life_once_a_minute_and_nothing_else(
    cast: Cast, live: TwilioGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[object] = []
    monkeypatch.setattr(pulse, "beat", lambda *said: beats.append(said))
    monkeypatch.setattr(jobs, "_beaten", {})
    written: list[str] = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *said: written.append(said[2]))
    for second in (0, 15, 30, 45, 61, 75):
        assert jobs.wake(monotonic=partial(float, second)) == 0
    assert len(beats) == 2
    changed = [one for one in written if one.lstrip().split()[0].upper() in {"INSERT", "UPDATE", "DELETE"}]
    assert changed == []


def test_the_managers_of_one_agency_are_told_of_its_own_limit_only(cast: Cast, live: TwilioGateway) -> None:
    with transaction():
        alarms.report(Trouble.AGENCY_CAP, clock.now(), agency_id=cast.worker.agency_id)
    assert len(alarms.standing(clock.now(), cast.worker.agency_id)) == 1
    assert alarms.standing(clock.now(), cast.worker.agency_id + 1) == []
    assert health.why_not_going(agency_id=cast.worker.agency_id, now=clock.now()) == ""
