"""Browsing is raised to a manager and the data protection lead, who say what they found (promises P33, Q6, Q8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from casework.kernel import audit, clock
from casework.kernel.audit import Act
from casework.kernel.database import db, reading, transaction
from casework.kernel.models import Event
from casework.people import services as people
from tests.support.application import Reader
from tests.support.staff import Team
from web import jobs
from web.models import BrowsingAlert
from web.services import browsing

SignIn = Callable[[str], Reader]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BROWSING_EVERY", 0.0)


def _hale(team: Team) -> str:
    """Somebody with the worker's own surname."""
    with transaction():
        person = people.add_person(
            given_name="Dana", family_name="Hale", date_of_birth=None, by=team.actor("worker"), at=clock.now()
        )
        return person.reference


def _alerts() -> list[BrowsingAlert]:
    db.session.rollback()
    return list(db.session.scalars(select(BrowsingAlert)))


def _searched(team: Team, times: int) -> None:
    by = team.actor("worker")
    with transaction():
        audit.record_all(audit.Line(Act.CONSULTATION, "search", by, clock.now(), "identity", {}) for _ in range(times))


def test_it_is_raised_once_and_stands_on_today_until_somebody_says_what_they_found(
    within: Flask, team: Team, sign_in: SignIn
) -> None:
    reference = _hale(team)
    for _ in range(2):
        sign_in("worker").get(f"/people/{reference}")
        jobs.notice()
    (alert,) = _alerts()
    assert (alert.pattern, alert.record) == ("own surname", f"person:{reference}")
    manager, lead = sign_in("manager"), sign_in("data-protection")
    address = f"/audit/patterns/{alert.reference}"
    today = manager.get("/today?who=team").text
    assert "Needs a decision" in today
    assert address in today
    assert "Needs a decision (1)" in lead.get("/audit").text
    assert "Hale" not in lead.get(address).text.replace("Robin Hale", "")
    assert "Say what you found" in manager.form(address, data={"found": " "}).text
    assert manager.form(address, data={"found": "A cousin; handed to Sam"}).status_code == 303
    assert "handed to Sam" in lead.get("/audit/patterns").text
    assert address not in manager.get("/today?who=team").text
    jobs.notice()
    assert len(_alerts()) == 1
    assert "Somebody has looked into this already" not in lead.get(address).text


@pytest.mark.sqlite
def test_nobody_looks_into_what_is_about_themselves(within: Flask, team: Team, sign_in: SignIn) -> None:
    by, now = team.actor("manager"), clock.now()
    with transaction():
        row = BrowsingAlert(agency_id=by.agency_id, pattern="at night", about="x", staff_id=by.staff_id, day=now.date())
        row.count, row.raised_at = 6, now
        db.session.add(row)
        db.session.flush()
        address = f"/audit/patterns/{row.reference}"
    assert browsing.ONES_OWN in sign_in("manager").form(address, data={"found": "Nothing"}).text
    assert sign_in("data-protection").form(address, data={"found": "On call"}).status_code == 303


@pytest.mark.sqlite
def test_patterns_are_for_managers_and_the_data_protection_lead(team: Team, sign_in: SignIn) -> None:
    for role in ("worker", "supervisor", "liaison", "administrator", "partner"):
        assert sign_in(role).get("/audit/patterns").status_code == 404


def test_the_five_hundred_and_first_search_of_an_hour_is_stopped_and_told(
    within: Flask, team: Team, sign_in: SignIn
) -> None:
    """Q6."""
    reference, worker = _hale(team), sign_in("worker")
    _searched(team, browsing.SEARCHES_AN_HOUR - 1)
    assert reference in worker.form("/people", data={"term": "Dana"}).text
    stopped = worker.form("/people", data={"term": "Dana"})
    assert stopped.status_code == 429
    assert reference not in stopped.text
    jobs.notice()
    assert {alert.pattern for alert in _alerts()} >= {"searches stopped", "many searches"}
    assert "was stopped from searching" in sign_in("data-protection").get("/audit/patterns").text


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("term", "flag"), [("Hale", "own surname"), ("Dana Okafor", "colleague's surname"), ("Dana", None)]
)
def test_searching_for_a_surname_of_ones_own_is_allowed_and_flagged(
    within: Flask, team: Team, sign_in: SignIn, term: str, flag: str | None
) -> None:
    """Q8; the term itself is kept nowhere (Q7)."""
    team.actor("supervisor")
    assert sign_in("worker").form("/people", data={"term": term}).status_code == 200
    db.session.rollback()
    event = db.session.scalars(select(Event).where(Event.record == "search")).one()
    assert event.detail.get("flag") == flag
    assert term not in str([event.detail, event.why, event.route])


def test_an_opened_referral_counts_as_its_person(within: Flask, team: Team) -> None:
    by, noon = team.actor("worker"), clock.moment(clock.today() - dt.timedelta(days=1), dt.time(12))
    with transaction():
        for number in range(60):
            audit.record(
                Act.CONSULTATION,
                f"referral:R{number:07}",
                by=by,
                at=noon,
                others=[f"person:P{number:07}"],
            )
    with reading():
        found = browsing.new_patterns(by.agency_id, at=clock.now())
    assert [(one.pattern.value, one.count) for one in found] == [("many people", 60)]
