"""A trail that was tampered with: found at the next check, said in red on every page, and nothing leaves (O5, P10)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.kernel import anchor, audit, clock, gate, walking
from casework.kernel.audit import Act
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from tests.people.cast import add_jo
from tests.support.application import Reader
from tests.support.staff import Team
from tests.support.tampering import unguard


def _happen(times: int) -> None:
    for _ in range(times):
        with transaction():
            audit.record(Act.CONFIGURATION, "closed day:1", by=None, at=clock.now(), others=["person:A"])


def _tamper(change: str) -> None:
    with transaction():
        unguard(db.session.connection())
        db.session.execute(sa.text(change))


def test_found_at_the_next_look_through_it_closes_the_gate_and_shows_on_every_page(
    within: Flask, sign_in: Callable[[str], Reader]
) -> None:
    """O5."""
    worker = sign_in("worker")
    _happen(5)
    gate.fix()
    _tamper("UPDATE event SET reason = 'because' WHERE seq = 2")
    assert gate.why_closed() is None, "the newest line is as it was anchored"
    assert walking.look_through() == 2
    assert gate.why_closed() == gate.TAMPERED
    assert "wm-stopped" in worker.get("/today").text
    assert gate.TAMPERED in worker.get("/today").text


def test_what_two_people_released_is_not_found_again(within: Flask) -> None:
    _happen(5)
    gate.fix()
    _tamper("UPDATE event SET reason = 'because' WHERE seq = 2")
    walking.look_through()
    gate.start_again(clock.now())
    _happen(3)
    assert walking.look_through() is None
    assert gate.why_closed() is None
    assert audit.first_broken() == 2, "the trail itself still says where"
    _tamper("UPDATE event SET reason = 'because' WHERE seq = 7")
    within.extensions["anchor"].walked = None
    assert walking.look_through() == 7


def test_what_is_new_is_looked_through_every_minute(within: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert walking.look_through() is None
    _happen(3)
    _tamper("UPDATE event SET act = 'erasure' WHERE seq = 2")
    assert walking.look_through() is None, "a minute has not passed"
    monkeypatch.setattr(walking, "EVERY", 0.0)
    assert walking.look_through() == 2


@pytest.mark.sqlite
def test_an_older_copy_is_called_older_not_tampered_with(within: Flask) -> None:
    _happen(5)
    gate.fix()
    _tamper("DELETE FROM event_record")
    _tamper("DELETE FROM event WHERE seq > 3")
    assert walking.look_through() is None
    assert gate.why_closed() == gate.WENT_BACK


@pytest.mark.sqlite
def test_a_minute_later_at_most_the_trail_is_anchored(within: Flask) -> None:
    _happen(1)
    walking.look_through()
    mark = anchor.newest(within.extensions["anchor"].path)
    assert mark is not None
    assert mark.seq == 1


def test_where_a_look_cannot_be_written_the_page_does_not_leave(
    within: Flask, team: Team, sign_in: Callable[[str], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """P10."""
    jo, worker = add_jo(team.actor("worker")), sign_in("worker")
    lead = sign_in("data-protection")

    def away(*_args: object, **_kwargs: object) -> Event:
        raise sa.exc.OperationalError("INSERT INTO event", {}, Exception("disk full"))

    for name in ("record", "record_all"):
        monkeypatch.setattr(audit, name, away)
    for reader, address in ((worker, f"/people/{jo.reference}"), (worker, "/today"), (lead, "/audit")):
        answer = reader.get(address)
        if jo.reference in answer.text or address != "/today":
            assert answer.status_code == 503
        assert "Josephine" not in answer.text
        assert "Barnes" not in answer.text
    page = lead.post("/audit/export", data={"reason": "x", "kind": "csv"})
    assert page.mimetype != "text/csv"
